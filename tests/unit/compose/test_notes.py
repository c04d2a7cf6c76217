"""Notes: none is lost, whichever place they have; numbers by chapter or book; each call and note know each other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from makeready.compose.notes import place_notes
from makeready.model.book import Book, Matter, Section
from makeready.model.edition import KINDS, NoteNumbering, NotePlace, PrintEdition, Target
from makeready.model.node import Node, NodeKind, plain_text
from tests.unit.compose.books import PRINT, book, call, emphasis, every, find, node, note, paragraph, section

PAGE, CHAPTER, BOOK = NotePlace.PAGE, NotePlace.CHAPTER_END, NotePlace.BOOK_END


def _place(whole: Book, place: NotePlace, target: Target = Target.PDF) -> tuple[Section, ...]:
    return place_notes(whole, KINDS[target](name="x", notes=place)).sections


def _all(sections: tuple[Section, ...], kind: NodeKind) -> list[Node]:
    return [n for s in sections for n in every(s, kind)]


def _words_of_notes(sections: tuple[Section, ...]) -> list[str]:
    """Return the words of all placed notes, those in the line and those behind the text, in document order."""
    placed = [n for s in sections for n in (*every(s, NodeKind.NOTE_CALL), *every(s, NodeKind.NOTE))]
    return [plain_text([n]) for n in placed if n.children]


def _sample() -> Book:
    """Return a book with notes in a heading, a table, a list, a quotation, twice called, and in each other."""
    table = node(NodeKind.TABLE, node(NodeKind.TABLE_BODY, node(NodeKind.ROW, node(NodeKind.CELL, "c", call("t")))))
    items = node(NodeKind.LIST, node(NodeKind.ITEM, paragraph("i", call("l"))))
    first = section(
        "one",
        paragraph("a", call("p"), " b", call("p")),
        table,
        items,
        title=(Node(kind=NodeKind.TEXT, text="One"), emphasis(call("h"))),
        notes=(
            note("l", "of the list"),
            note("p", "of the page", call("n")),
            note("n", "in a note", call("p")),
            note("t", "of the table"),
            note("h", "of the heading"),
            note("s", "of the section"),
        ),
        children=(section("inner", paragraph("deep", call("s")), role="section"),),
    )
    second = section("two", paragraph("x", call("p")), notes=(note("p", "of another chapter"),))
    return book(first, second)


WORDS = {
    "of the heading", "of the page", "in a note", "of the table", "of the list", "of the section", "of another chapter",
}  # fmt: skip


@pytest.mark.parametrize("place", [PAGE, CHAPTER, BOOK])
def test_no_note_is_lost_and_none_is_doubled(place: NotePlace) -> None:
    sections = _place(_sample(), place)
    # Notes in notes stand within their words on the page, so each is looked for by its own words.
    texts = [n.text for s in sections for n in every(s, NodeKind.TEXT)]
    assert {w: texts.count(w) for w in WORDS} == dict.fromkeys(WORDS, 1)


@pytest.mark.parametrize("place", [PAGE, CHAPTER, BOOK])
def test_every_call_leads_to_a_note_and_every_id_is_the_only_one(place: NotePlace) -> None:
    sections = _place(_sample(), place)
    calls, notes = _all(sections, NodeKind.NOTE_CALL), _all(sections, NodeKind.NOTE)
    assert len(calls) == 9
    bearers = [c for c in calls if c.children] if place is PAGE else notes
    ids = [b.get("target") if place is PAGE else b.get("id") for b in bearers]
    assert len(ids) == len(set(ids)) == len(WORDS)
    assert {c.get("target") for c in calls} == set(ids)
    names = [c.get("id") for c in calls]
    assert len(names) == len(set(names))
    assert not set(names) & set(ids)


@pytest.mark.parametrize("place", [CHAPTER, BOOK])
def test_a_note_knows_all_its_calls_those_of_later_notes_too(place: NotePlace) -> None:
    sections = _place(_sample(), place)
    calls = _all(sections, NodeKind.NOTE_CALL)
    for placed in _all(sections, NodeKind.NOTE):
        leading = [c.get("id") for c in calls if c.get("target") == placed.get("id")]
        assert sorted((placed.get("calls") or "").split()) == sorted(str(name) for name in leading)
        assert {c.get("number") for c in calls if c.get("target") == placed.get("id")} == {placed.get("number")}


def test_numbers_begin_anew_with_each_chapter_and_run_on_at_the_end_of_the_book() -> None:
    for place, expected in ((PAGE, "1"), (CHAPTER, "1"), (BOOK, "7")):
        second = _place(_sample(), place)[1]
        assert every(second, NodeKind.NOTE_CALL)[0].get("number") == expected


@pytest.mark.parametrize("place", [PAGE, CHAPTER, BOOK])
def test_numbers_run_through_the_book_where_an_edition_asks_for_that(place: NotePlace) -> None:
    edition = PrintEdition(name="x", notes=place, note_numbering=NoteNumbering.BOOK)
    second = place_notes(_sample(), edition).sections[1]
    assert every(second, NodeKind.NOTE_CALL)[0].get("number") == "7"


def test_numbers_by_page_are_those_by_chapter_until_there_are_pages() -> None:
    edition = PrintEdition(name="x", note_numbering=NoteNumbering.PAGE)
    assert place_notes(_sample(), edition).sections == _place(_sample(), PAGE)


def test_the_heading_is_numbered_first_and_a_note_called_twice_keeps_its_number() -> None:
    first = _place(_sample(), CHAPTER)[0]
    assert every(replace(first, children=(), content=(), notes=()), NodeKind.NOTE_CALL)[0].get("number") == "1"
    twice = [c for c in every(replace(first, notes=()), NodeKind.NOTE_CALL) if c.get("label") == "p"]
    assert [c.get("number") for c in twice] == ["2", "2"]
    assert [c.get("id") for c in twice] == ["note-call-2", "note-call-2-2"]
    assert [n.get("number") for n in first.notes] == ["1", "2", "3", "4", "5", "6"]


def test_only_the_first_call_carries_the_words_to_the_foot_of_the_page() -> None:
    first = _place(_sample(), PAGE)[0]
    twice = [c for c in every(first, NodeKind.NOTE_CALL) if c.get("label") == "p"]
    assert [bool(c.children) for c in twice] == [True, False, False]
    assert every(first, NodeKind.NOTE) == []


def test_notes_behind_a_chapter_stand_on_the_chapter() -> None:
    first, second = _place(_sample(), CHAPTER)
    assert len(first.notes) == 6
    assert first.children[0].notes == ()
    assert [plain_text([n]) for n in second.notes] == ["of another chapter"]


def test_a_parts_chapters_number_their_own_notes() -> None:
    chapters = tuple(section(i, paragraph(call("a")), notes=(note("a", i),)) for i in ("one", "two"))
    part = section("p", paragraph("x", call("a")), role="part", notes=(note("a", "part"),), children=chapters)
    for place in (PAGE, CHAPTER):
        (placed,) = _place(book(part), place)
        assert [c.get("number") for c in every(placed, NodeKind.NOTE_CALL)] == ["1", "1", "1"]
        assert sorted(_words_of_notes((placed,))) == ["one", "part", "two"]


def test_notes_at_the_end_of_the_book_have_a_section_of_their_own() -> None:
    sections = _place(replace(_sample(), language="de"), BOOK)
    notes = find(sections, "endnotes")
    assert (notes.matter, notes.id, notes.generated) == (Matter.BACK, "notes", True)
    assert plain_text(notes.title) == "Anmerkungen"
    assert [n.get("number") for n in notes.content] == ["1", "2", "3", "4", "5", "6", "7"]
    assert not any(s.notes for s in sections)
    assert _place(book(section("one", paragraph("x"))), BOOK)[-1].role == "chapter"


def test_the_authors_ids_are_respected() -> None:
    own = section("notes", paragraph(call("a"), id="note-1"), paragraph(id="note-call-2"), notes=(note("a", "x"),))
    sections = _place(book(own), BOOK)
    assert find(sections, "endnotes").id == find(sections, "endnotes").slug == "notes-2"
    (placed,) = find(sections, "endnotes").content
    assert placed.get("id") == "note-3"


def test_an_epub_has_no_feet_of_pages() -> None:
    sections = _place(_sample(), PAGE, Target.EPUB)
    assert len(sections[0].notes) == 6
    assert not any(c.children for c in _all(sections, NodeKind.NOTE_CALL))


def test_notes_that_call_each_other_in_a_ring_come_to_an_end() -> None:
    ring = section("one", paragraph(call("a")), notes=(note("a", "first", call("b")), note("b", "second", call("a"))))
    for place in NotePlace:
        texts = [n.text for s in _place(book(ring), place) for n in every(s, NodeKind.TEXT)]
        assert (texts.count("first"), texts.count("second")) == (1, 1)


def test_a_call_without_a_note_stays() -> None:
    whole = book(section("one", paragraph("x", call("none"))))
    assert place_notes(whole, PRINT) == whole
