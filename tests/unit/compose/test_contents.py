"""Contents: a printed edition lists its sections in reading order; an EPUB has its navigation document instead."""

from __future__ import annotations

from dataclasses import replace

from makeready.compose import compose_book
from makeready.compose.contents import add_contents
from makeready.model.book import Matter, Section
from makeready.model.edition import Making, NotePlace, PrintEdition
from makeready.model.node import Node, NodeKind, plain_text, text_node
from tests.unit.compose.books import EPUB, PRINT, book, call, emphasis, every, find, link, note, paragraph, section


def _contents(*sections: Section, language: str = "en-GB") -> Section:
    return find(add_contents(book(*sections, language=language), PRINT).sections, "toc")


def _lines(contents: Section) -> list[str]:
    return [plain_text([n]) for n in every(contents, NodeKind.LINK)]


def test_chapters_are_listed_with_their_labels_and_ids() -> None:
    contents = _contents(section("one", label="1"), section("two", label="2"))
    assert _lines(contents) == ["1 One", "2 Two"]
    assert [n.get("href") for n in every(contents, NodeKind.LINK)] == ["#one", "#two"]
    assert (contents.matter, contents.listed, contents.generated) == (Matter.FRONT, False, True)
    assert plain_text(contents.title) == "Contents"


def test_the_title_is_in_the_books_language() -> None:
    assert plain_text(_contents(section("a"), section("b"), language="de").title) == "Inhalt"


def test_an_epub_and_a_book_of_one_chapter_get_none() -> None:
    assert len(add_contents(book(section("a"), section("b")), EPUB).sections) == 2
    assert len(add_contents(book(section("a")), PRINT).sections) == 1


def test_contents_of_the_authors_own_are_not_doubled() -> None:
    own = section("mine", role="toc", matter=Matter.FRONT)
    assert add_contents(book(own, section("a"), section("b")), PRINT).sections[0] is own
    assert len(add_contents(book(own, section("a"), section("b")), PRINT).sections) == 3


def test_titles_are_plain_in_the_list() -> None:
    broken = Node(kind=NodeKind.LINE_BREAK)
    title = (text_node("A"), broken, emphasis("b", call("n")), link("#x", "c"), call("m"))
    contents = _contents(section("one", title=title), section("two"))
    assert _lines(contents)[0] == "A bc"
    assert every(contents, NodeKind.NOTE_CALL) == []
    assert len(every(contents, NodeKind.LINK)) == 2


def test_a_chapters_subtitle_and_authors_stand_in_the_list() -> None:
    chapters = (section("one", subtitle="A way", authors=("Ann Lee", "Bo Ek")), section("two", title="Who?"))
    second = replace(chapters[1], subtitle="A word", language="fr")
    contents = _contents(chapters[0], second)
    assert _lines(contents) == ["One: A way", "Who? A word"]
    paragraphs = every(contents, NodeKind.PARAGRAPH)
    assert [plain_text([p]) for p in paragraphs if p.get("class") == "entry-author"] == ["Ann Lee, Bo Ek"]
    titles = [n for n in every(contents, NodeKind.SPAN) if n.get("class") == "title"]
    assert [n.get("lang") for n in titles] == [None, "fr"]


def test_unlisted_and_untitled_sections_are_left_out() -> None:
    quiet = section("quiet", listed=False)
    bare = section("bare", title="")
    named = section("named", title="", short_title="Called so")
    assert _lines(_contents(section("one"), quiet, bare, named)) == ["One", "Called so"]


def test_parts_and_few_sections_are_listed_two_deep() -> None:
    few = section("one", children=(section("s", role="section", children=(section("t", role="section"),)),))
    assert _lines(_contents(few, section("two"))) == ["One", "S", "Two"]
    many = [section(f"c{i}", children=(section(f"s{i}", role="section"),)) for i in range(7)]
    assert _lines(_contents(*many)) == [f"C{i}" for i in range(7)]
    parts = [section(f"p{i}", role="part", children=(section(f"c{i}"),)) for i in range(7)]
    assert len(_lines(_contents(*parts))) == 14


def test_the_id_is_free_among_all_ids_of_the_book() -> None:
    inner = section(
        "inner", role="section", children=(section("contents", paragraph(id="contents-2"), role="section"),)
    )
    assert _contents(section("one", children=(inner,)), section("two")).id == "contents-3"


def test_the_list_has_the_order_of_the_pages() -> None:
    """The author's own colophon comes last wherever it is named, the notes before it, the contents behind the title."""
    whole = book(
        section("colophon", role="colophon", matter=Matter.BACK),
        section("afterword", role="afterword", matter=Matter.BACK),
        section("two", paragraph(call("a")), notes=(note("a", "words"),)),
        section("three"),
        section("dedication", role="dedication", matter=Matter.FRONT, listed=False),
        section("preface", role="preface", matter=Matter.FRONT),
    )
    edition = PrintEdition(name="print", notes=NotePlace.BOOK_END)
    composed = compose_book(whole, edition, Making()).value
    assert composed is not None
    roles = [s.role for s in composed.sections]
    assert roles == [
        *("halftitlepage", "titlepage", "dedication", "toc", "preface"),
        *("chapter", "chapter", "afterword", "endnotes", "colophon"),
    ]
    listed = [s.id for s in composed.sections if s.listed]
    assert [n.get("href") for n in every(find(composed.sections, "toc"), NodeKind.LINK)] == [f"#{i}" for i in listed]
