"""Separators of lines and paragraphs become breaks wherever words stand; no word and no id is lost or doubled."""

from __future__ import annotations

import sys

import pytest

from makeready.manuscript import values
from makeready.manuscript.nodes import read_text
from makeready.manuscript.separators import blank_separators, break_at_separators, list_separators, name_separator
from makeready.model.node import Node, NodeKind, plain_text

SEPARATORS = ("\u2028", "\u2029", "\u0085")


def _read(text: str) -> tuple[Node, ...]:
    read = read_text(text.split("\n"), "one.md")
    return break_at_separators([*read.nodes, *read.notes])


def _kinds(nodes: tuple[Node, ...]) -> list[str]:
    return [node.kind.value for top in nodes for node in top.walk()]


@pytest.mark.parametrize("separator", ["\u2028", "\u0085", "&#x2028;", "&#8232;"])
def test_a_line_separator_breaks_the_line(separator: str) -> None:
    """Written as a character or as a reference to it."""
    (paragraph,) = _read(f"one{separator}two")
    assert _kinds((paragraph,)) == ["paragraph", "text", "line_break", "text"]
    assert len(list_separators(f"one{separator}two")) == 1


def test_a_paragraph_separator_parts_paragraphs_and_their_markup() -> None:
    """The id stays with the first; emphasis goes on in the second."""
    first, second = _read("{#here}\none *two\u2029three* four\u2029")
    assert (first.get("id"), second.get("id")) == ("here", None)
    assert (plain_text([first]), plain_text([second])) == ("one two", "three four")
    assert _kinds((second,)) == ["paragraph", "emphasis", "text", "text"]


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize(
    "text", ["# a{}b", "- a{}b", "| a{}b |\n|---|\n| c |", "> a{}b", "*a{}b*", "a[^1]\n\n[^1]: a{}b"]
)
def test_words_stay_apart_everywhere(text: str, separator: str) -> None:
    """Headings and cells keep their shape: no separator is left, and no word."""
    nodes = _read(text.format(separator))
    words = [node.text for top in nodes for node in top.walk()]
    assert not any(one in word for one in SEPARATORS for word in words)
    assert "ab" not in words
    assert {"a", "b"} <= set(words)
    assert _kinds(nodes)[0] == _kinds(_read(text.format(" ")))[0]


def test_code_gets_lines_and_code_in_a_line_and_words_of_a_picture_a_blank() -> None:
    """Verbatim text has no breaks but its own."""
    block, line = _read("```\na\u2028b\n```\n\nx `a\u2029b` ![c\u0085d](e.png)")
    assert block.text == "a\nb"
    code, image = (next(n for n in line.walk() if n.kind is kind) for kind in (NodeKind.CODE, NodeKind.IMAGE))
    assert code.text == "a b"
    assert image.get("alt") == "c d"


def test_names_and_blanks() -> None:
    """What the finding and the metadata get."""
    assert [name_separator(one) for one in ("\u2029", "&#x85;", "&#8232;")] == ["U+2029", "U+0085", "U+2028"]
    assert blank_separators("a\u2028b\u2029c\u0085d") == "a b c d"


def test_no_character_that_is_told_of_can_be_printed() -> None:
    # A text whose characters all can be is not looked through for them.
    everything = map(chr, range(sys.maxunicode + 1))
    told = [
        one for one in everything if values.CONTROL.search(one) or values.TURNING.search(one) or list_separators(one)
    ]
    assert len(told) > 2_000
    assert [one for one in told if one.isprintable()] == []
