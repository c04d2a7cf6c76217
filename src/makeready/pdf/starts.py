"""Page starts: where the text of each page opens goes in; page starts with their folios come out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from makeready.model.pages import PageStart, write_roman
from makeready.pdf.parts import Opening


def place_starts(openings: Sequence[tuple[Opening | None, bool]], body_start: int | None) -> tuple[PageStart, ...]:
    """Return the page starts of a book whose pages open so; a page without words has the place of the next one."""
    folios = name_folios(len(openings), body_start)
    starts: list[PageStart] = []
    following: dict[str, Any] = {}
    for index in range(len(openings) - 1, -1, -1):
        found, blank = openings[index]
        if found is not None:
            following = {
                "anchor": found.anchor,
                "offset": found.offset,
                "picture": found.picture,
                "text": found.text,
            }
        starts.append(PageStart(index=index, folio=folios[index], blank=blank, **following))
    return tuple(reversed(starts))


def name_folios(count: int, body_start: int | None) -> tuple[str, ...]:
    """Return the folios of `count` pages as list_labels labels them: roman before the body, arabic from it."""
    front = body_start or 0
    return tuple(write_roman(index + 1) if index < front else str(index - front + 1) for index in range(count))
