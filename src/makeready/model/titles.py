"""Titles: a title and what belongs to it go in; the words of one line of a list come out."""

from __future__ import annotations

from collections.abc import Sequence

_COLONS = {"fr": "\u00a0: ", "zh": "：", "ja": "："}
_DASH = " — "


def choose_colon(title: str, language: str) -> str:
    """Return what stands between `title` and its subtitle in `language`: a blank where the title ends with a mark."""
    if title.rstrip().endswith(("?", "!", "…", ".", ":", "؟", "？", "！", "：")):
        return " "
    return _COLONS.get(language.lower().split("-")[0], ": ")


def join_entry(title: str, subtitle: str | None, authors: Sequence[str], language: str) -> str:
    """Return the line that a list in plain text has for a chapter: "Title: Subtitle — Ann Lee, Bo Ek"."""
    whole = f"{title}{choose_colon(title, language)}{subtitle}" if subtitle else title
    return f"{whole}{_DASH}{', '.join(authors)}" if authors else whole
