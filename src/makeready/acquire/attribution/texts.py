"""Texts: a value as a page writes it goes in; the form that is carried, and the one that is compared, come out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from makeready.late_pattern import late_pattern
from makeready.manuscript.references import unescape_html
from makeready.manuscript.values import CONTROL, TURNING

# Longer than any title there is; what is longer is an attack or a paragraph in the wrong place.
LONGEST = 500
_INVISIBLE = late_pattern(f"{CONTROL.pattern}|{TURNING.pattern}|[\u200b\u200e\u200f\u2060\u061c\ufeff\u00ad]")
_QUOTES = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "…": "..."})
# What stands between a page's title and the name of its site.
SEPARATORS = (" | ", " - ", " – ", " — ", " :: ", " · ", " » ", " « ", " • ")


def clean_value(value: str) -> tuple[str, bool]:
    """Return `value` on one line without characters that cannot be seen, and whether there were any such.

    Character references are resolved once, because many pages write them into JSON.
    """
    text = unescape_html(value[: LONGEST * 20])
    plain = _INVISIBLE.sub("", text)
    return " ".join(plain.split()), plain != text


def fold_text(text: str) -> str:
    """Return `text` as it is compared: without case, marks, kinds of quotation marks and dashes, or outer quotes."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_QUOTES).casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(plain.split()).strip("\"' .")


def same_text(one: str, other: str) -> bool:
    """Return True where the two are the same text but for case, marks and quotes."""
    return fold_text(one) == fold_text(other)


def begins_with(longer: str, shorter: str) -> bool:
    """Return True where `longer` is `shorter` with a subtitle or the name of a site behind it."""
    long, short = fold_text(longer), fold_text(shorter)
    return bool(short) and long.startswith(short) and bool(re.match(r"\s*[:;|.,·»«•(]|\s*-|\s*::", long[len(short) :]))


def strip_site(title: str, sites: Sequence[str]) -> str:
    """Return a title without the name of the site behind it."""
    for separator in SEPARATORS:
        head, found, tail = title.rpartition(separator)
        if found and head and any(same_text(tail, site) for site in sites):
            return head.strip()
    return title


def is_shortened(longer: str, shorter: str) -> bool:
    """Return True where `shorter` is `longer` cut with an ellipsis."""
    short = shorter.rstrip()
    cut = short.endswith(("…", "..."))
    return cut and len(short) > 12 and fold_text(longer).startswith(fold_text(short.rstrip("….")))
