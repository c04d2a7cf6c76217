"""Dates: a date as a page writes it goes in; YYYY, YYYY-MM or YYYY-MM-DD comes out, and whether two are one."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from makeready.late_pattern import late_pattern
from makeready.manuscript.values import Refusal, check_date

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november")
_NUMBERS = {name: number for number, name in enumerate((*_MONTHS, "december"), 1)}
_NUMBERS |= {name[:3]: number for name, number in tuple(_NUMBERS.items())} | {"sept": 9}
_OTHERS = (
    "januar februar märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
)
for _names in _OTHERS:
    _NUMBERS |= {name: number for number, name in enumerate(_names.split(), 1)}
_MONTH = rf"(?P<month>{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\.?"
_YEAR = r"(?P<year>(?:1[4-9]|20)\d\d)"
_ISO = late_pattern(r"(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?(?:[T ]\d.*)?", re.ASCII)
_BASIC = late_pattern(r"(\d{4})(\d{2})(\d{2})(?:T\d+Z?)?", re.ASCII)
# Dates of figures alone (03/05/2019) are read nowhere: nobody can tell the month from the day.
_FORMS = (
    late_pattern(
        rf"(?:\w+(?:day|tag|di|ado|es),? (?:den |le )?)?(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.)?(?: of| de)? {_MONTH}"
        rf"(?:,| de)? {_YEAR}",
        re.IGNORECASE,
    ),
    late_pattern(rf"(?:\w+day,? )?{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}", re.IGNORECASE),
    late_pattern(rf"{_MONTH},? {_YEAR}", re.IGNORECASE),
    late_pattern(r"(?:(?:spring|summer|autumn|fall|winter),? )?" + _YEAR, re.IGNORECASE),
)
DATE = (
    rf"(?:\w+day,? )?(?:\d{{1,2}}(?:st|nd|rd|th|er|\.)?(?: of| de)? {_MONTH.replace('?P<month>', '?:')}"
    r"(?:,| de)? (?:1[4-9]|20)\d\d"
    rf"|{_MONTH.replace('?P<month>', '?:')}(?: \d{{1,2}}(?:st|nd|rd|th)?,?|,)? (?:1[4-9]|20)\d\d"
    r"|\d{4}-\d\d-\d\d|(?:(?:spring|summer|autumn|fall|winter),? )?(?:1[4-9]|20)\d\d)"
)


def read_date(text: str) -> str | None:
    """Return the date in `text` as far as it tells it, or None where it is none of the calendar."""
    plain = " ".join(text.strip(" .,()").split())[:60]
    found = _ISO.fullmatch(plain) or _BASIC.fullmatch(plain)
    if found:
        parts = [part for part in found.groups() if part]
        return _check("-".join([parts[0], *(part.zfill(2) for part in parts[1:])]))
    for form in _FORMS:
        match = form.fullmatch(plain)
        if match:
            groups = match.groupdict()
            date = groups["year"]
            if groups.get("month"):
                date += f"-{_NUMBERS[groups['month'].casefold()]:02}"
            if groups.get("day"):
                date += f"-{int(groups['day']):02}"
            return _check(date)
    return None


def _check(date: str) -> str | None:
    try:
        return check_date(date)
    except Refusal:
        return None


def same_date(one: str, other: str) -> bool:
    """Return True where two dates, as written, can be one: of different precision, or one moment in two zones."""
    first, second = read_date(one), read_date(other)
    if first is None or second is None:
        return False
    if first.startswith(second) or second.startswith(first):
        return True
    moments = [_read_moment(text) for text in (one, other)]
    return moments[0] is not None and moments[0] == moments[1]


def _read_moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None
