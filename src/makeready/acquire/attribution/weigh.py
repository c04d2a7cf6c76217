"""Weighing: all claims on one field go in; the value that they agree on, or the finding that they do not, comes out.

The rule (docs/acquire.md, "Attribution"): claims that agree, after what only differs in form is set aside, give the
value. Where they do not, claims that speak of the review itself decide if they agree among themselves, and the others
are told; else nothing is taken. The order of the kinds of evidence only chooses the form of what they agree on.
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Callable, Sequence
from dataclasses import field

from makeready.acquire.attribution.claims import Claim, Claims, Field, shorten
from makeready.acquire.attribution.dates import read_date, same_date
from makeready.acquire.attribution.licences import read_licence
from makeready.acquire.attribution.texts import begins_with, fold_text, is_shortened, same_text
from makeready.acquire.found import Found, Text
from makeready.dataclass import dataclass
from makeready.manuscript.values import Refusal, check_address, check_isbn, check_language

_WORDS = {
    Field.TITLE: "title",
    Field.LANGUAGE: "language",
    Field.CREATORS: "author of the text",
    Field.TRANSLATORS: "translator",
    Field.PUBLISHED: "date of publication",
    Field.VENUE: "place of publication",
    Field.OWNER: "publisher",
    Field.ADDRESS: "address",
    Field.LICENCE: "licence",
    Field.RIGHTS: "statement of rights",
    Field.WORK_TITLE: "title of the book reviewed",
    Field.WORK_AUTHORS: "author of the book reviewed",
    Field.WORK_PUBLISHER: "publisher of the book reviewed",
    Field.WORK_YEAR: "year of the book reviewed",
    Field.WORK_ISBN: "ISBN of the book reviewed",
}


def name_field(what: Field) -> str:
    """Return what a message calls a field."""
    return _WORDS.get(what, what.value.replace("_", " "))


@dataclass(frozen=True, slots=True)
class Measure:
    """How values of a field are read (None refuses one), when two are the same, and which of two says more."""

    read: Callable[[str], str | None] = str
    same: Callable[[str, str], bool] = same_text
    fuller: Callable[[str], int] = lambda value: 0


def _read_language(value: str) -> str | None:
    try:
        return check_language(value.replace("_", "-"))
    except Refusal:
        return None


def _same_language(one: str, other: str) -> bool:
    first, second = one.replace("_", "-").lower(), other.replace("_", "-").lower()
    return first == second or first.startswith(f"{second}-") or second.startswith(f"{first}-")


def _read_address(value: str) -> str | None:
    try:
        return check_address(value)
    except Refusal:
        return None


def _same_address(one: str, other: str) -> bool:
    return _fold_address(one) == _fold_address(other)


def _fold_address(address: str) -> str:
    """Return an address without what does not change what it leads to: scheme, "www.", fragment, marks of campaigns."""
    parts = urllib.parse.urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("amp.")
    query = [p for p in parts.query.split("&") if p and not re.match(r"(?:utm_\w+|fbclid|gclid|ref|source)=", p)]
    path = re.sub(r"/(?:amp|index\.html?)?$", "", parts.path)
    return f"{host}{path}?{'&'.join(sorted(query))}"


def _read_isbn(value: str) -> str | None:
    try:
        return check_isbn(value)
    except Refusal:
        return None


def _same_read(read: Callable[[str], str | None]) -> Callable[[str, str], bool]:
    return lambda one, other: read(one) == read(other)


def _same_title(one: str, other: str) -> bool:
    return same_text(one, other) or any(
        begins_with(a, b) or is_shortened(a, b) for a, b in ((one, other), (other, one))
    )


def _same_body(one: str, other: str) -> bool:
    """Return True for two forms of a publisher's or a venue's name: "Clay Press" and "Clay Press Ltd."."""
    first, second = (fold_text(text).removeprefix("the ").replace(",", "").split() for text in (one, other))
    shorter, longer = sorted((first, second), key=len)
    return bool(shorter) and longer[: len(shorter)] == shorter


def _read_licence_address(value: str) -> str | None:
    found = read_licence(value)
    return found[1] if found else None


_MEASURES: dict[Field, Measure] = {
    Field.LANGUAGE: Measure(_read_language, _same_language, len),
    Field.PUBLISHED: Measure(read_date, same_date, lambda value: len(read_date(value) or "")),
    Field.ADDRESS: Measure(_read_address, _same_address, lambda value: -len(value)),
    Field.LICENCE: Measure(_read_licence_address, _same_read(_read_licence_address)),
    Field.VENUE: Measure(same=_same_body, fuller=len),
    Field.OWNER: Measure(same=_same_body, fuller=len),
    Field.TITLE: Measure(same=_same_title),
    Field.WORK_TITLE: Measure(same=_same_title, fuller=len),
    Field.WORK_PUBLISHER: Measure(same=_same_body, fuller=len),
    Field.WORK_ISBN: Measure(_read_isbn, _same_read(_read_isbn)),
}


@dataclass(slots=True)
class Scales:
    """The weighing of a page: its claims, and the fields on which they contradict each other."""

    claims: Claims
    disputed: list[Field] = field(default_factory=list)

    def weigh(self, what: Field, claims: Sequence[Claim] | None = None) -> Text | None:
        """Return the value of a field of one text, or None where nothing or a contradiction is said."""
        measure = _MEASURES.get(what, Measure())
        good = self._read(what, measure, self.claims.of(what) if claims is None else claims)
        pool = self.agree(what, good, lambda a, b: measure.same(a.values[0], b.values[0]))
        if not pool:
            return None
        best = max(pool, key=lambda claim: (measure.fuller(claim.values[0]), -claim.kind))
        value = measure.read(best.values[0])
        return Found(value=value, evidence=best.evidence, span=best.span) if value else None

    def _read(self, what: Field, measure: Measure, claims: Sequence[Claim]) -> list[Claim]:
        """Return the claims whose values can be read; the others are findings."""
        good = []
        for claim in claims:
            if measure.read(claim.values[0]):
                good.append(claim)
            else:
                message = f"“{shorten(claim.values[0])}” ({claim.evidence}) is no {name_field(what)}; it is left out"
                self.claims.report("AQ095", message, claim.span)
        return good

    def agree(self, what: Field, claims: Sequence[Claim], same: Callable[[Claim, Claim], bool]) -> list[Claim]:
        """Return the claims that decide a field and agree; none where they contradict each other, which is reported.

        Claims that speak of the review itself go before all others; of these, soft ones yield to firm ones.
        """
        tiers = [
            [c for c in claims if c.decisive and not c.soft],
            [c for c in claims if c.decisive],
            list(claims),
        ]
        pool = next((tier for tier in tiers if tier), [])
        clash = _find_clash(pool, same)
        if clash:
            self.disputed.append(what)
            places = tuple(dict.fromkeys(claim.told for claim in _spread(pool, clash)))[:6]
            message = f"the page contradicts itself about the {name_field(what)}, which therefore stays unknown"
            self.claims.report("AQ090", message, clash[0].span, places)
            return []
        against = [c for c in claims if c not in pool and not any(same(c, one) for one in pool)]
        if against:
            message = f"the {name_field(what)} is taken from what speaks of the text itself; other places say otherwise"
            self.claims.report("AQ091", message, pool[0].span, tuple(c.told for c in (pool[0], *against[:5])))
        return [*pool, *(c for c in claims if c not in pool and c not in against)]


def _find_clash(pool: Sequence[Claim], same: Callable[[Claim, Claim], bool]) -> tuple[Claim, Claim] | None:
    """Return the first two claims that contradict each other."""
    for at, one in enumerate(pool[:100]):
        for other in pool[at + 1 : 100]:
            if not same(one, other):
                return one, other
    return None


def _spread(pool: Sequence[Claim], clash: tuple[Claim, Claim]) -> list[Claim]:
    return [*clash, *(claim for claim in pool if claim not in clash)]
