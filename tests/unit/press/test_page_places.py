"""Places of pages that were found before are as if they were found now, and only where nothing has changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from makeready.findings import Span
from makeready.markup.pages import PageFinder
from makeready.model.composition import Composition
from makeready.model.pages import PageStart
from makeready.press import page_places
from makeready.press.page_places import PagePlace, place_pages
from makeready.store import Store
from makeready.workshop import Workshop
from tests.unit.epub.compositions import composition, document

BODIES = {
    "one": '<section id="one"><p>The road has nine miles.</p>\n<p>No more is known.</p></section>',
    "two": '<section id="two"><p>It ends at a mill.</p></section>',
}
STARTS = (
    PageStart(index=0, folio="1", anchor="one", offset=0, text="Theroad"),
    PageStart(index=1, folio="2", anchor="one", offset=20, text="Nomore"),
    PageStart(index=2, folio="3", blank=True),
    PageStart(index=3, folio="4", anchor="two", offset=7, text="atamill"),
    PageStart(index=4, folio="5", anchor="elsewhere", text="nowhere"),
)
LINES = {
    "manuscript/one.md": [*[""] * 8, "*The road* has nine miles.", "*No more* is known."],
    "manuscript/two.md": [*[""] * 8, "It ends at a mill."],
}


def compose(bodies: dict[str, str] = BODIES) -> Composition:
    documents = (replace(document(f"text/{name}.xhtml", body), anchors=(name,)) for name, body in bodies.items())
    return composition(documents=tuple(documents))


class _Places:
    """Finds the places of pages with one memory, and counts those that are not known."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self._shop = Workshop(memory=Store(folder / "cache"))
        self.looked: list[int] = []
        place = page_places._place_page

        def count(finder: PageFinder, start: PageStart, read_lines: page_places.ReadLines) -> PagePlace:
            self.looked.append(start.index)
            return place(finder, start, read_lines)

        patch.setattr(page_places, "_place_page", count)

    def find(
        self,
        made: Composition,
        starts: tuple[PageStart, ...] = STARTS,
        lines: dict[str, list[str]] = LINES,
    ) -> tuple[PagePlace, ...]:
        """Return the places, which have to be those that are found without a memory."""
        wanted = place_pages(made, starts, lines.__getitem__)
        self.looked.clear()
        with self._shop.open_notebook("places of pages", "a.pdf") as notebook:
            found = place_pages(made, starts, lines.__getitem__, notebook)
        assert found == wanted
        return found


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _Places:
    return _Places(tmp_path, monkeypatch)


def test_known_places_are_not_looked_for(places: _Places) -> None:
    first = places.find(compose())
    assert places.looked == [0, 1, 3, 2, 4]
    assert [str(one.span) for one in first] == [
        "manuscript/one.md:9:1",
        "manuscript/one.md:10:1",
        "None",
        "manuscript/two.md:9:9",
        "None",
    ]
    assert places.find(compose()) == first
    assert places.looked == [2, 4]


def test_a_changed_document_is_looked_through_again_and_no_other(places: _Places) -> None:
    places.find(compose())
    places.find(compose({**BODIES, "two": BODIES["two"].replace("It ends", "He ends")}))
    assert places.looked == [3, 2, 4]


def test_a_changed_source_line_is_looked_at(places: _Places) -> None:
    places.find(compose())
    changed = {**LINES, "manuscript/two.md": [*[""] * 8, "So it ends at a mill."]}
    assert str(places.find(compose(), lines=changed)[3].span) == "manuscript/two.md:9:12"
    assert places.looked == [3, 2, 4]


def test_pages_that_start_elsewhere_are_looked_for(places: _Places) -> None:
    places.find(compose())
    moved = tuple(replace(one, offset=2, text="endsat") if one.index == 3 else one for one in STARTS)
    assert places.find(compose(), moved)[3].words.startswith("ends")
    assert places.looked == [3, 2, 4]


def test_another_source_map_gives_other_places(places: _Places) -> None:
    made = compose()
    places.find(made)
    first, second = made.documents
    moved = replace(second, source_map=tuple((line, Span.at(span.source, 1)) for line, span in second.source_map))
    assert str(places.find(replace(made, documents=(first, moved)))[3].span).startswith("manuscript/two.md:1")
    assert places.looked == [3, 2, 4]
    places.find(made)  # a notebook has what the last build asked for
    generated = replace(second, generated=True)
    assert places.find(replace(made, documents=(first, generated)))[3].span is None


def test_notes_of_others_are_no_places(places: _Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_places, "_pack_places", lambda _: b'[["a",1]]')
    places.find(compose())
    monkeypatch.undo()
    places.find(compose())
