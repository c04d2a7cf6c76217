"""Words of a manuscript and of XHTML: what counts, what does not, and where each stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from makeready.checks.blocks import read_document, read_words
from makeready.checks.words import (
    Folded,
    UnreadableText,
    WordStream,
    fold_characters,
    fold_typography,
    fold_typography_by_line,
    join_blocks,
    manuscript_words,
    tighten,
)
from makeready.findings import Span
from makeready.model.book import Book, Identifier, Matter, Section
from makeready.model.node import Node, NodeKind, text_node

PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>No</title>'
    "</head><body>{}</body></html>"
)


def read(markup: str) -> tuple[str, list[str]]:
    text = read_document("text/a.xhtml", PAGE.format(markup).encode())
    streams = read_words([text])
    return streams.main.text, [note.text for note in streams.notes]


def make_book(*sections: Section) -> Book:
    identifier = Identifier(scheme="uuid", value="0")
    return Book(identifiers=(identifier,), title="T", language="en", modified="2020-01-01T00:00:00Z", sections=sections)


def make_section(identity: str, *content: Node, notes: tuple[Node, ...] = ()) -> Section:
    title = (text_node(f"Title {identity}", Span.at("a.md", 1)),)
    return Section(
        id=identity, slug=identity, matter=Matter.BODY, role="chapter", title=title, content=content, notes=notes
    )


def paragraph(*children: Node) -> Node:
    return Node(kind=NodeKind.PARAGRAPH, children=children)


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ('"It\'s"', "“It’s”"),
        ("\"Das 'ist'\"", "„Das ‚ist‘“"),
        ("a -- b --- c", "a – b — c"),
        ("a----b", "a—-b"),
        ("office fjord", "oﬃce fj\u00adord"),
        ("10 km", "10\u00a0km"),
        ("well-known", "well\u2011known"),
        ("Quoi ?", "Quoi\u202f?"),
        ("a\u2028b", "a b"),
        ("cafe\u0301", "café"),
    ],
)
def test_typography_is_no_difference(typed: str, set_: str) -> None:
    assert fold_typography(typed) == fold_typography(set_)


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ('un "mot" ici', "un «\u202fmot\u202f» ici"),
        ("un « mot » ici", "un «\u202fmot\u202f» ici"),
        ('dijo "no", y', "dijo «no», y"),
        ('han sagde "ja" og', "han sagde »ja« og"),
        ('l\'"ami" dort', "l’«\u202fami\u202f» dort"),
        ('("typé")', "(«\u202ftypé\u202f»)"),
        ('il dit " oui " et', "il dit «\u202foui\u202f» et"),
        ("Quoi?", "Quoi\u202f?"),
        ("? a", "?a"),
        ("wait... . . .", "wait… …"),
    ],
)
def test_spaces_beside_marks_are_no_difference_in_any_language(typed: str, set_: str) -> None:
    assert tighten(fold_typography(typed)) == tighten(fold_typography(set_))


@pytest.mark.parametrize(("one", "other"), [("le café bar", "le cafébar"), ("un mot", "unmot"), ("1 2", "12")])
def test_a_space_between_letters_is_a_difference(one: str, other: str) -> None:
    assert tighten(fold_typography(one)) != tighten(fold_typography(other))


@pytest.mark.parametrize(("one", "other"), [("the man", "theman"), ("Will", "will"), ("a-b", "a–b"), ("co-op", "coop")])
def test_what_a_reader_reads_is_a_difference(one: str, other: str) -> None:
    assert fold_typography(one) != fold_typography(other)


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold_characters(text)
    assert fold_characters(once) == once


_MARKED = st.text("ab \t\u2028\u00a0\u00ad\u0301\u1100\u1161'\"´-–—.…«»‹›;:!?", max_size=12)


@given(st.lists(_MARKED, max_size=6))
def test_lines_folded_together_are_as_each_by_itself(lines: list[str]) -> None:
    together = "\n".join(lines)
    assert fold_typography_by_line(together).split("\n") == [fold_typography(line) for line in together.split("\n")]


def test_a_text_that_is_known_is_not_folded_again() -> None:
    asked: list[str] = []

    def fold(text: str) -> str:
        asked.append(text)
        return text.upper()

    folded = Folded(fold)
    for _ in range(2):
        assert join_blocks([("a\nb", lambda _: None), ("c", lambda _: None)], folded).text == "A B C"
    assert asked == ["a b\nc"]


def test_manuscript_words_know_their_lines() -> None:
    content = paragraph(
        text_node("one two", Span.at("a.md", 3)),
        Node(kind=NodeKind.SOFT_BREAK),
        text_node("three", Span.at("a.md", 4)),
    )
    streams = manuscript_words(make_book(make_section("s", content)))
    assert streams.main.text == "Title s one two three"
    assert streams.main.letters == "Titlesonetwothree"
    assert [str(streams.main.locate(letter)) for letter in (0, 9, 12)] == ["a.md:1", "a.md:3", "a.md:4"]


def test_notes_stand_apart_in_the_order_of_their_calls() -> None:
    def call(label: str) -> Node:
        return Node(kind=NodeKind.NOTE_CALL, attributes=(("label", label),))

    def note(label: str, *children: Node) -> Node:
        return Node(kind=NodeKind.NOTE, attributes=(("label", label),), children=(paragraph(*children),))

    notes = (note("a", text_node("first")), note("b", text_node("second"), call("c")), note("c", text_node("inner")))
    section = make_section("s", paragraph(text_node("x"), call("b"), text_node(" y"), call("a")), notes=notes)
    streams = manuscript_words(make_book(section))
    assert streams.main.text == "Title s x y"
    assert [stream.text for stream in streams.notes] == ["second", "first", "inner"]


def test_sections_are_read_in_the_order_in_which_they_are_bound() -> None:
    book = make_book(make_section("back"), make_section("one"), make_section("two"))
    assert manuscript_words(book, ["one", "two", "back"]).main.text == "Title one Title two Title back"


def test_xhtml_words_leave_out_what_was_composed() -> None:
    markup = (
        '<section data-generated="true"><h1>Title page</h1></section>'
        '<section><h1><span class="label" data-generated="true">3</span> <span class="title">Real</span></h1>'
        '<p>One<a role="doc-noteref" href="#n">1</a> two<br/>three <img src="x" alt="not read"/></p>'
        '<aside role="doc-footnote" id="n"><p><a role="doc-backlink" href="#c">1.</a> The note.</p></aside></section>'
    )
    assert read(markup) == ("Real One two three", ["The note."])


def test_note_within_a_paragraph_does_not_end_it() -> None:
    markup = (
        '<p>be<span class="footnote" data-number="1" role="doc-footnote">A <em>note</em>.'
        '<span class="paragraph">More.</span></span>fore</p>'
    )
    assert read(markup) == ("before", ["A note. More."])
    text = read_document("a", PAGE.format(markup).encode())
    told = [(etree.QName(block.element).localname, block.text) for block in text.blocks if block.text]
    assert told == [("p", "before"), ("span", "A note."), ("span", "More.")]
    assert {key: etree.QName(block.element).localname for key, block in text.homes.items() if block} == {
        "a#1": "p", "a#2": "span", "a#3": "span", "a#4": "span",
    }  # fmt: skip


def test_words_of_notes_in_a_composed_section_are_the_authors() -> None:
    markup = '<section data-generated="true"><h1>Notes</h1><aside role="doc-footnote"><p>Words.</p></aside></section>'
    assert read(markup) == ("", ["Words."])


def test_lines_of_verse_and_code_are_apart() -> None:
    markup = '<div><p><span class="line">one</span><span class="line">two</span></p><pre><code>a\n b</code></pre></div>'
    assert read(markup)[0] == "one two a b"


@pytest.mark.parametrize("content", [b"<html><p></html>", b"", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>"])
def test_what_is_no_xml_is_said(content: bytes) -> None:
    with pytest.raises(UnreadableText):
        read_document("a", content)


def test_hidden_words_are_the_authors_and_no_page_has_to_show_them() -> None:
    text = read_document("a", PAGE.format('<p>one <span class="hidden">two <i>x</i></span> three</p>').encode())
    assert read_words([text]).main.text == "one two x three"
    assert [block.text for block in text.blocks if block.text] == ["one  three"]
    assert text.homes["a#2"] is text.homes["a#3"] is None


def test_letters_are_found_again_by_number() -> None:
    stream = join_blocks(
        [("a b", lambda _: Span.at("x", 1)), ("", lambda _: None), ("c", lambda _: Span.at("x", 9))], Folded(str)
    )
    assert stream.letters == "abc"
    assert str(stream.locate(2)) == "x:9"
    assert str(stream.locate(99)) == "x:9"
    assert WordStream(text="").locate(0) is None
