"""Openings of chapters: each theme has its design, no word is broken by it, and tokens undo it."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from makeready.markup import mark_up
from makeready.model.edition import Edition, Margins
from makeready.model.node import Node, NodeKind
from makeready.pdf.bind import bind_pdf
from makeready.style.load import load_styles
from makeready.themes import BUILT_IN
from makeready.workspace import Workspace
from tests.unit.compose.books import PRINT, book, node, paragraph, section
from tests.unit.pdf.compositions import composition, read_pages
from tests.unit.pdf.test_print_theme import _bases, list_pieces

_WORDS = "Hill upon hill and nobody had thought of the river that ran behind the house. "


def _bind(theme: str, edition: Edition = PRINT, *content: Node) -> bytes:
    edition = replace(edition, theme=theme)
    sheets = load_styles(Workspace(Path(__file__).parent), edition).value or ()
    content = content or (paragraph(_WORDS * 4), paragraph(_WORDS * 4))
    made = mark_up(book(section("one", *content)), edition, sheets, "Note")
    artifact = bind_pdf(made).value
    assert artifact is not None
    return artifact.content


@pytest.mark.parametrize("theme", BUILT_IN)
def test_the_words_of_an_opening_are_whole_and_on_the_grid(theme: str) -> None:
    content = _bind(theme)
    (words,) = read_pages(content)
    assert words.count("Hill upon hill and nobody") == 8
    assert words.count("❦") == (theme == "poetry")
    assert words.endswith(" 1")
    bases = _bases(content, "Hill")
    assert all(abs((base - bases[0] + 7) % 14 - 7) < 0.1 for base in bases)


def test_no_folio_is_dropped_where_the_foot_has_no_room() -> None:
    small = replace(PRINT, margins=Margins(top=54, bottom=10, inner=54, outer=48))
    (words,) = read_pages(_bind("literary", small))
    assert not words.endswith(" 1")


def test_the_first_line_is_in_small_capitals_in_the_literary_theme_alone() -> None:
    plain = bind_pdf(composition(section("one", paragraph(_WORDS * 4)), css=""))
    assert plain.value is not None
    first = _count_first_line(plain.value.content)
    assert first < _count_first_line(_bind("scholarly"))


@pytest.mark.parametrize(
    ("content", "role", "leaves"),
    [
        (paragraph(_WORDS), "chapter", 1),
        (node(NodeKind.DIVISION, paragraph(_WORDS), role="poem"), "chapter", 0),
        (node(NodeKind.DIVISION, paragraph(_WORDS), role="dialogue"), "chapter", 0),
        (paragraph(_WORDS, class_="direction"), "chapter", 0),
        (node(NodeKind.LIST, node(NodeKind.ITEM, paragraph(_WORDS))), "chapter", 0),
        (node(NodeKind.DIVISION, paragraph(_WORDS), role="poem"), "part", 1),
    ],
)
def test_the_leaf_of_the_theme_poetry_is_for_parts_and_prose(content: Node, role: str, leaves: int) -> None:
    edition = replace(PRINT, theme="poetry")
    sheets = load_styles(Workspace(Path(__file__).parent), edition).value or ()
    artifact = bind_pdf(mark_up(book(section("one", content, role=role)), edition, sheets, "Note")).value
    assert artifact is not None
    assert "".join(read_pages(artifact.content)).count("❦") == leaves


@pytest.mark.parametrize("theme", BUILT_IN)
def test_the_first_letter_is_raised_in_the_scholarly_theme_alone_and_only_in_prose(theme: str) -> None:
    raised = 2.2 if theme == "scholarly" else 1.0
    words = paragraph(_WORDS)
    first, *others = _measure_letters(_bind(theme, PRINT, words, words), "H")
    assert first == pytest.approx(raised * others[0], rel=0.02)
    for other in (NodeKind.BLOCK_QUOTE, NodeKind.DIVISION):
        first, *_ = _measure_letters(_bind(theme, PRINT, node(other, words, role="verse"), words), "H")
        assert first <= others[0] * 1.02


def test_a_quotation_mark_is_raised_with_its_letter_and_a_first_word_of_code_is_not() -> None:
    words = _measure_letters(_bind("scholarly", PRINT, paragraph("\N{LEFT DOUBLE QUOTATION MARK}Hill and Hill")), "H")
    assert words[0] > 2 * words[1]
    marks = _measure_letters(_bind("scholarly", PRINT, paragraph("\N{LEFT DOUBLE QUOTATION MARK}Hill.")), "\u201c")
    plain = _measure_letters(_bind("poetry", PRINT, paragraph("\N{LEFT DOUBLE QUOTATION MARK}Hill.")), "\u201c")
    assert marks[0] > 2 * plain[0]
    code = _bind(
        "scholarly", PRINT, paragraph(Node(kind=NodeKind.CODE, text="H"), " and ", Node(kind=NodeKind.CODE, text="H"))
    )
    assert len(set(_measure_letters(code, "H"))) == 1


def test_a_first_letter_that_looks_like_the_next_ones_is_not_set_apart() -> None:
    # The Th of EB Garamond is one glyph, and two where the first letter has a box of its own.
    one = section("one", paragraph("The road."), paragraph("The river."))
    made = [bind_pdf(composition(one, css=css)).value for css in ("", "section > p::first-letter { font-size: 1em }")]
    apart = bind_pdf(composition(one, css="section > p::first-letter { color: #333 }")).value
    assert made[0] is not None and made[1] is not None and apart is not None
    assert made[0].content == made[1].content != apart.content


def _measure_letters(content: bytes, letter: str) -> list[float]:
    """Return how high each of these letters is, in the order of the words."""
    return [round(one.top - one.bottom, 2) for one in list_pieces(content) if one.text == letter]


def _count_first_line(content: bytes) -> int:
    """Return how many letters the first line of the text has: small capitals are wider than small letters."""
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    try:
        text = document[0].get_textpage().get_text_range()
    finally:
        document.close()
    return len(next(line for line in text.splitlines() if line.startswith("Hill")))
