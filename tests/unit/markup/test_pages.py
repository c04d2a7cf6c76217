"""Markers of pages that were found before stand as if they were found now, and only where nothing has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from makeready.markup import pages
from makeready.markup.pages import PageFinder, mark_pages
from makeready.model.composition import Composition
from makeready.model.edition import PrintEdition
from makeready.model.pages import PageStart
from makeready.store import Store
from makeready.workshop import Workshop
from tests.unit.epub.compositions import composition, document

PAPER = PrintEdition(name="print")
NOTE = '<aside id="note-1" role="doc-footnote"><p>A note of many words.</p></aside>'
BODIES = {
    "one": '<section id="one"><p>The road has nine miles.</p>\n<p>No more is known.</p></section>',
    "two": '<section id="two"><p>It ends at a mill.</p></section>',
    "notes": f'<section id="notes">{NOTE}</section>',
}
STARTS = (
    PageStart(index=0, folio="1", anchor="one", offset=0, text="Theroad"),
    PageStart(index=1, folio="2", anchor="one", offset=20, text="Nomore"),
    PageStart(index=2, folio="3", anchor="note-1", offset=5, text="ofmany"),
    PageStart(index=3, folio="4", blank=True),
    PageStart(index=4, folio="5", anchor="two", offset=7, text="atamill"),
    PageStart(index=5, folio="6", anchor="two", offset=9, text="elsewhere"),
    PageStart(index=6, folio="7", anchor="nowhere", text="lost"),
)


def compose(bodies: dict[str, str] = BODIES) -> Composition:
    anchors = {"notes": ("notes", "note-1")}
    documents = (
        replace(document(f"text/{name}.xhtml", body), anchors=anchors.get(name, (name,)))
        for name, body in bodies.items()
    )
    return composition(documents=tuple(documents))


class _Marker:
    """Marks pages with one memory, and counts those that are not known."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self._shop = Workshop(memory=Store(folder / "cache"))
        self.looked: list[int] = []
        find = PageFinder.find

        def count(finder: PageFinder, start: PageStart) -> pages.FoundPage | None:
            self.looked.append(start.index)
            return find(finder, start)

        patch.setattr(PageFinder, "find", count)

    def mark(self, made: Composition, starts: Sequence[PageStart] = STARTS) -> list[str]:
        """Return the documents with their markers: as without a memory, the findings too."""
        wanted = mark_pages(made, starts, PAPER)
        self.looked.clear()
        found = mark_pages(made, starts, PAPER, self._shop)
        assert found == wanted and found.value is not None
        assert [one.code for one in found.findings] == ["EP009"]
        return [one.content.decode() for one in found.value.documents]


@pytest.fixture
def marker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _Marker:
    return _Marker(tmp_path, monkeypatch)


def test_known_pages_are_not_looked_for(marker: _Marker) -> None:
    first = marker.mark(compose())
    assert marker.looked == [0, 1, 2, 4, 5]
    assert first[0].count("doc-pagebreak") == 2 and first[1].count("doc-pagebreak") == 1
    assert "doc-pagebreak" not in first[2]  # a note that stands elsewhere in print
    assert marker.mark(compose()) == first
    assert marker.looked == []


def test_a_changed_document_is_looked_through_again_and_no_other(marker: _Marker) -> None:
    marker.mark(compose())
    changed = marker.mark(compose({**BODIES, "two": BODIES["two"].replace("It ends", "They end")}))
    assert marker.looked == [4, 5]
    assert 'end <span epub:type="pagebreak"' in changed[1]


def test_pages_that_start_elsewhere_are_looked_for_and_other_folios_are_not(marker: _Marker) -> None:
    marker.mark(compose())
    moved = [replace(one, offset=3, text="roadhas") if one.index == 0 else one for one in STARTS]
    assert marker.mark(compose(), moved)[0].count("The <span") == 1
    assert marker.looked == [0, 1]
    numbered = [replace(one, folio=f"{one.index + 11}") for one in STARTS]
    assert 'aria-label="12"' in marker.mark(compose(), numbered)[0]
    assert marker.looked == [0, 1]  # a notebook has what the last build asked for


@pytest.mark.parametrize("noted", [b"", b"{}", b"7", b"[[]]", b'[["x",1],null]', b"[null,null,null]"])
def test_notes_of_others_are_no_places(noted: bytes, marker: _Marker, monkeypatch: pytest.MonkeyPatch) -> None:
    first = marker.mark(compose())
    monkeypatch.setattr("makeready.workshop.Notebook.find", lambda *_: noted)
    assert marker.mark(compose()) == first
