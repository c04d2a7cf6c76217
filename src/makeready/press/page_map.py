"""Page maps: a finished PDF goes in; a JSON file that tells each of its pages' place in the manuscript comes out.

The file stands beside the PDF under its name with `.pages.json`. docs/pages.md describes it; a change of its shape
raises `VERSION`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache

from makeready.findings import Span
from makeready.model.artifact import Artifact
from makeready.model.composition import Composition
from makeready.press.page_places import PagePlace, place_pages
from makeready.workshop import Workshop
from makeready.workspace import RefusedPath, Workspace, decode_text

FORMAT, VERSION = "makeready-page-map", 1
MEDIA_TYPE = "application/json"
ENDING = ".pages.json"


def name_map(file_name: str) -> str:
    """Return the name of the page map of a PDF: book.pdf gives book.pages.json."""
    return f"{file_name.removesuffix('.pdf')}{ENDING}"


def map_pages(
    artifact: Artifact, composition: Composition, workspace: Workspace, workshop: Workshop | None = None
) -> Artifact:
    """Return the page map of the PDF `artifact`, bound from `composition`; source lines are read from `workspace`.

    `workshop` remembers the places of pages that were mapped before.
    """

    @cache
    def read_lines(source: str) -> Sequence[str]:
        try:
            return decode_text(workspace.read_bytes(source)).split("\n")
        except (OSError, UnicodeError, RefusedPath):
            return ()  # it was there when the book was read; the line is known without it

    def identify(source: str) -> str:
        try:
            return workspace.digest_file(source)
        except (OSError, RefusedPath):
            return ""

    with (workshop or Workshop()).open_notebook("places of pages", artifact.path) as notebook:
        places = place_pages(composition, artifact.pages, read_lines, notebook, identify)
    return Artifact(
        edition=artifact.edition,
        path=name_map(artifact.path),
        media_type=MEDIA_TYPE,
        content=write_page_map(artifact, places),
    )


def write_page_map(artifact: Artifact, places: Sequence[PagePlace]) -> bytes:
    """Return the JSON for `places`, a page a line so that two maps can be compared."""
    head = {
        "format": FORMAT,
        "version": VERSION,
        "edition": artifact.edition.name,
        "pdf": artifact.path,
        "sha256": artifact.digest,
    }
    pages = ",\n".join(f"    {json.dumps(_describe(place), ensure_ascii=False)}" for place in places)
    start = json.dumps(head, ensure_ascii=False, indent=2).removesuffix("\n}")
    return f'{start},\n  "pages": [\n{pages}\n  ]\n}}\n'.encode()


def _describe(place: PagePlace) -> dict[str, object]:
    start = place.start
    return {
        "index": start.index,
        "folio": start.folio,
        "blank": start.blank,
        "source": None if start.blank else _describe_span(place.span),
        "section": None if start.blank else start.anchor,
        "offset": start.offset,
        "split": 0 if start.blank else place.split,
        "picture": start.picture is not None and not start.blank,
        "words": "" if start.blank else place.words,
    }


def _describe_span(span: Span | None) -> dict[str, object] | None:
    if span is None:
        return None
    return {"file": span.source, "line": span.start_line, "column": span.start_column}
