"""Division: one file a section, a part's page apart from its chapters; every id in one file."""

from __future__ import annotations

from makeready.markup.divide import divide_book, map_anchors
from makeready.model.node import Node, NodeKind
from tests.unit.compose.books import book, note, paragraph, section

INNER = section("inner", paragraph(id="spot"), role="section", notes=(note("a", paragraph(id="in-note")),))
CHAPTER = section("one", children=(INNER,))
PART = section("part", role="part", language="fr", children=(CHAPTER, section("two", language="de")))
BOOK = book(section("zero"), PART, section("three"))


def test_a_part_stands_apart_from_its_chapters() -> None:
    plans = divide_book(BOOK)
    assert [(p.href, p.depth, len(p.children)) for p in plans] == [
        ("text/zero.xhtml", 1, 0),
        ("text/part.xhtml", 1, 0),
        ("text/one.xhtml", 2, 1),
        ("text/two.xhtml", 2, 0),
        ("text/three.xhtml", 1, 0),
    ]


def test_chapters_have_the_language_of_their_part() -> None:
    assert [p.language for p in divide_book(BOOK)] == ["en-GB", "fr", "fr", "de", "en-GB"]


def test_every_id_has_its_file() -> None:
    call = Node(kind=NodeKind.NOTE_CALL, attributes=(("id", "call"), ("target", "foot")), children=(paragraph("x"),))
    anchors = map_anchors(divide_book(book(*BOOK.sections, section("four", paragraph(call)))))
    assert anchors["#part"] == "text/part.xhtml"
    assert {anchors[i] for i in ("#one", "#inner", "#spot", "#in-note")} == {"text/one.xhtml"}
    assert anchors["#foot"] == anchors["#call"] == "text/four.xhtml"
