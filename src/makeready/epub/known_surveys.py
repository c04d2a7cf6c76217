"""Known surveys: content documents go in; their surveys come out, from a notebook where they are what they were.

A survey is known by all that it was made from: the document's bytes, its place and its properties, the style sheets.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import fields

from makeready.epub.cascade import Setting
from makeready.epub.survey import PageMarker, Picture, Survey
from makeready.model.composition import ContentDocument, StyleSheet
from makeready.store import make_key
from makeready.workshop import Notebook


class KnownSurveys:
    """Surveys of documents under the same `styles`; those that the notebook does not have are made and noted."""

    def __init__(self, styles: Iterable[StyleSheet], notebook: Notebook) -> None:
        """Take the style sheets in their order."""
        self._notebook = notebook
        self._rules = make_key(*(part for sheet in styles for part in (sheet.name, sheet.content)))

    def recall(self, document: ContentDocument, make: Callable[[], Survey]) -> Survey:
        """Return the survey of a document, that which `make` gives where it is not known."""
        if not self._notebook.is_kept:
            return make()
        key = make_key("survey", self._rules, document.href, repr(document.properties), document.content)
        noted = self._notebook.find(key)
        survey = unpack_survey(noted) if noted is not None else None
        if survey is None:
            survey = make()
            self._notebook.note(key, pack_survey(survey))
        return survey


def pack_survey(survey: Survey) -> bytes:
    """Return a survey as bytes; `unpack_survey` makes it of them again."""
    told = {one.name: getattr(survey, one.name) for one in fields(survey)}
    told["pictures"] = [(p.document, p.line, p.source, p.alt, p.decorative) for p in survey.pictures]
    told["markers"] = [(marker.href, marker.label) for marker in survey.markers]
    told["text"] = [(sorted(settings), "".join(sorted(found))) for settings, found in survey.text.items()]
    told["moving"] = sorted(survey.moving)
    return json.dumps(told, separators=(",", ":")).encode("ascii")


def unpack_survey(packed: bytes) -> Survey | None:
    """Return the survey in `packed`; None for what `pack_survey` did not make."""
    try:
        told = json.loads(packed)
        told["pictures"] = [
            Picture(document=document, line=line, source=source, alt=alt, decorative=decorative)
            for document, line, source, alt, decorative in told["pictures"]
        ]
        told["markers"] = [PageMarker(href=href, label=label) for href, label in told["markers"]]
        told["headings"] = [(href, line, level) for href, line, level in told["headings"]]
        told["text"] = {
            frozenset(Setting(tuple(families), style, weight) for families, style, weight in settings): set(found)
            for settings, found in told["text"]
        }
        told["properties"] = {href: tuple(names) for href, names in told["properties"].items()}
        told["moving"] = set(told["moving"])
        return Survey(**told)
    except (ValueError, TypeError, LookupError, AttributeError):
        return None
