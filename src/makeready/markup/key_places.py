"""Places of keys: keys of elements and a composition go in; where their blocks begin in the manuscript comes out."""

from __future__ import annotations

from collections.abc import Iterable

from makeready.findings import Span
from makeready.late_pattern import late_pattern
from makeready.model.composition import Composition
from makeready.model.keys import number_elements

# Reads what markup/writer.py wrote: well-formed, no comments.
_OPENING = late_pattern(rb"<(?=[A-Za-z])")


def place_keys(composition: Composition, keys: Iterable[str]) -> dict[str, Span]:
    """Return the place of each key (model/keys.py) that is of the author's text; what was composed has none."""
    wanted: dict[str, set[str]] = {}
    for key in keys:
        wanted.setdefault(key.rpartition("#")[0], set()).add(key)
    places: dict[str, Span] = {}
    for document in composition.documents:
        asked = wanted.get(document.href)
        if not asked or document.generated:
            continue
        body = document.content.find(b"<body")
        elements = _OPENING.finditer(document.content, body + 1)
        line, counted = 1, 0
        for key, element in number_elements(document.href, elements):
            if key not in asked:
                continue
            line += document.content.count(b"\n", counted, element.start())
            counted = element.start()
            span = document.locate(line)
            if span is not None:
                places[key] = span
    return places
