"""The theme on paper: long words, deep lists and pictures stay inside the text block of the finished PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image

from makeready.markup import mark_up
from makeready.model.book import Asset, Matter
from makeready.model.edition import Margins, PrintEdition
from makeready.model.node import Node, NodeKind, text_node
from makeready.pdf.bind import bind_pdf
from makeready.style.load import load_styles
from makeready.themes import BUILT_IN
from makeready.workspace import Workspace
from tests.unit.compose.books import PRINT, book, node, paragraph, section
from tests.unit.pdf.compositions import composition, read_pages

_NEAR = 1.5  # a letter's own shape may stand out by so much


@dataclass(frozen=True)
class Piece:
    """A letter or a picture ("") on a page, with its box from the trim's lower left corner."""

    page: int
    text: str
    left: float
    bottom: float
    right: float
    top: float


def list_pieces(content: bytes) -> list[Piece]:
    """Return the letters and pictures of a PDF that hold ink."""
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    pieces = []
    try:
        for number, page in enumerate(document):
            words = page.get_textpage()
            for place in range(words.count_chars()):
                character = words.get_text_range(place, 1)
                if character.strip():
                    pieces.append(Piece(number, character, *words.get_charbox(place)))
            pieces += [
                Piece(number, "", *picture.get_bounds())
                for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])
            ]
    finally:
        document.close()
    return pieces


def list_outside(content: bytes, edition: PrintEdition = PRINT) -> list[Piece]:
    """Return what stands outside the text block, heads and folios apart."""
    width, height = edition.trim
    margins = edition.margins
    outside = []
    for piece in list_pieces(content):
        left, right = (margins.inner, margins.outer) if piece.page % 2 == 0 else (margins.outer, margins.inner)
        across = piece.left < left - _NEAR or piece.right > width - right + _NEAR
        head = bool(piece.text) and piece.bottom > height - margins.top
        foot = piece.text.isdigit() and piece.top < margins.bottom - 6
        if (
            across
            or (piece.bottom < margins.bottom - 6 and not foot)
            or (piece.top > height - margins.top + 6 and not head)
        ):
            outside.append(piece)
    return outside


def bind(*content: Node, css: str = "", assets: Sequence[Asset] = (), edition: PrintEdition = PRINT) -> bytes:
    """Return the PDF of a chapter."""
    artifact = bind_pdf(composition(section("One", *content), css=css, assets=tuple(assets), edition=edition)).value
    assert artifact is not None
    return artifact.content


def picture(width: int, height: int) -> Asset:
    """Return a grey PNG of so many pixels."""
    target = io.BytesIO()
    Image.new("RGB", (width, height), (90, 140, 90)).save(target, "PNG")
    return Asset(path="a.png", media_type="image/png", content=target.getvalue(), digest=f"{width}x{height}")


IMAGE = node(NodeKind.IMAGE, src="a.png", alt="A picture")
LONG = {
    "a word": "Llangwyryvonpwllgwyngyll" * 13,  # an italic f hangs over the edge by itself
    "letters kept together": "\u00a0".join("B" * 80),
    "digits": "1" * 300,
    "an address": "https://example.org/" + "/".join(["segment"] * 40),
}


@pytest.mark.parametrize("words", LONG.values(), ids=LONG)
def test_what_is_too_long_for_a_line_is_broken(words: str) -> None:
    code = Node(kind=NodeKind.CODE, text=words)
    quote = node(NodeKind.BLOCK_QUOTE, paragraph(words))
    items = node(NodeKind.LIST, node(NodeKind.ITEM, paragraph(words)))
    terms = node(NodeKind.DEFINITION_LIST, node(NodeKind.TERM, words), node(NodeKind.DEFINITION, paragraph(words)))
    heading = node(NodeKind.HEADING, words, level="2")
    block = Node(kind=NodeKind.CODE_BLOCK, text=words)
    content = bind(paragraph("Before ", words), paragraph("Before ", code), heading, items, quote, terms, block)
    assert list_outside(content) == []


def test_code_is_broken_only_where_it_does_not_fit_a_line() -> None:
    code = Node(kind=NodeKind.CODE, text="parse_arguments_from_command")
    paragraphs = [paragraph("word " * count, code, " and more words.") for count in range(1, 14)]
    headings = [node(NodeKind.HEADING, "word " * count, code, level="2") for count in range(1, 10)]
    text = "\n".join(read_pages(bind(*paragraphs, *headings)))
    assert text.count("parse_arguments_from_command") == len(paragraphs) + len(headings)


def test_a_line_before_a_long_word_is_not_thrown_apart() -> None:
    content = bind(paragraph("Some words before. ", "x" * 55, " and after."))
    first = [piece for piece in list_pieces(content) if piece.text and piece.page == 0]
    start = next(index for index, _ in enumerate(first) if "".join(p.text for p in first[index:]).startswith("Somew"))
    letters = first[start : start + len("Somewordsbefore.")]
    assert letters[-1].right - letters[0].left < 120


def _deep_list(depth: int) -> Node:
    inner: tuple[Node, ...] = ()
    for level in range(depth, 0, -1):
        item = node(NodeKind.ITEM, paragraph(f"level {level} with some words that go on for more than a line"), *inner)
        inner = (node(NodeKind.LIST, item),)
    return inner[0]


def _deep_quote(depth: int) -> Node:
    inner = paragraph("innermost words that go on for more than a line of the page")
    for level in range(depth, 0, -1):
        inner = node(NodeKind.BLOCK_QUOTE, paragraph(f"level {level} with words"), inner)
    return inner


@pytest.mark.long_but("quotations")
@pytest.mark.parametrize("deep", [_deep_list(30), _deep_quote(20)], ids=["lists", "quotations"])
def test_what_stands_deep_stays_inside(deep: Node) -> None:
    assert list_outside(bind(deep)) == []


def test_the_first_steps_are_the_usual_ones() -> None:
    made = composition(section("One", _deep_list(4)))
    assert b"data-deep" not in made.documents[0].content
    assert b'data-deep="1"' in composition(section("One", _deep_list(5))).documents[0].content


@pytest.mark.parametrize(
    ("width", "height"), [(400, 4000), (4000, 400), pytest.param(3000, 3000, marks=pytest.mark.long)]
)
def test_a_picture_is_scaled_to_the_page_with_its_caption(width: int, height: int) -> None:
    caption = node(NodeKind.CAPTION, "The caption")
    figure = node(NodeKind.FIGURE, IMAGE, caption)
    content = bind(paragraph("Before."), figure, paragraph("Behind."), assets=[picture(width, height)])
    assert list_outside(content) == []
    (drawn,) = [piece for piece in list_pieces(content) if not piece.text]
    assert (drawn.right - drawn.left) / (drawn.top - drawn.bottom) == pytest.approx(width / height, rel=0.02)
    assert "The caption" in read_pages(content)[drawn.page]


def test_a_given_size_that_is_too_large_keeps_the_picture_s_shape() -> None:
    wide = node(NodeKind.IMAGE, src="a.png", alt="A picture", width="280pt", height="2000pt")
    content = bind(paragraph(wide), assets=[picture(300, 300)])
    assert list_outside(content) == []


@pytest.mark.parametrize(
    "children",
    [
        (IMAGE,),
        (node(NodeKind.LINK, IMAGE, href="https://example.org/"),),
        (IMAGE, node(NodeKind.SOFT_BREAK), node(NodeKind.EMPHASIS, "A caption line")),
        (IMAGE, text_node(" "), IMAGE),
    ],
    ids=["alone", "linked", "with a caption line", "in a row"],
)
def test_pictures_in_a_paragraph_stand_without_indent(children: tuple[Node, ...]) -> None:
    content = bind(paragraph("Before."), paragraph(*children), assets=[picture(4000, 400)])
    assert list_outside(content) == []


def test_a_sign_among_words_is_no_picture_of_its_own() -> None:
    made = composition(section("One", paragraph(IMAGE, " is the sign.")), assets=(picture(10, 10),))
    assert b"pictures" not in made.documents[0].content


SMALL = replace(PRINT, trim=(144.0, 144.0), margins=Margins(inner=18, outer=18, top=25.2, bottom=18))


@pytest.mark.long
def test_a_deep_list_keeps_room_for_words_on_a_small_page_and_fills_its_pages() -> None:
    """The engine's own sheet gives a list within a list a page of its own; steps in ems leave no room at two inches."""
    made = bind(_deep_list(30), edition=SMALL)
    assert list_outside(made, SMALL) == []
    assert len(read_pages(made)) < 70
    assert len(read_pages(bind(_deep_list(30)))) < 10


@pytest.mark.parametrize("edition", [SMALL, PRINT, replace(PRINT, trim=(595.0, 842.0))], ids=["2x2", "trade", "a4"])
def test_a_title_that_is_too_long_for_a_running_head_is_cut_at_a_word(edition: PrintEdition) -> None:
    """The title in the text is whole."""
    title = "A title of very many words that goes on " * (6 if edition is SMALL else 12)
    # Enough for a few pages of each size.
    count = {144.0: 2, 612.0: 20 * 4}.get(edition.trim[1], 20 * 14)
    content = [paragraph("Words to fill pages with, again and again. " * count)]
    made = composition(section(title, *content), edition=edition)
    outcome = bind_pdf(made)
    assert outcome.value is not None
    pieces = list_pieces(outcome.value.content)
    height = edition.trim[1]
    assert max(piece.top for piece in pieces) < height
    texts = read_pages(outcome.value.content)
    heads = [text for text in texts if "…" in text]
    assert heads
    assert all(re.search(r"\b(a|title|of|very|many|words|that|goes|on)…", text, re.IGNORECASE) for text in heads)
    assert sum(text.lower().count("goes") for text in texts) >= 6


@pytest.mark.parametrize("words", [6, 250])
def test_the_imprint_stands_at_the_foot_of_a_title_page_below_the_other_lines(words: int) -> None:
    head = node(NodeKind.DIVISION, node(NodeKind.HEADING, "title " * words, level="1"))
    lines = (head, paragraph("Translated by Ann Potter"), paragraph("HULL", class_="imprint"))
    page = section("title-page", *lines, title="", matter=Matter.FRONT, role="titlepage")
    artifact = bind_pdf(composition(page, section("One", paragraph("Words.")))).value
    assert artifact is not None
    pieces = [piece for piece in list_pieces(artifact.content) if piece.text]
    imprint = next(piece for piece in pieces if piece.text == "H")
    above = [piece for piece in pieces if piece.page == imprint.page and piece.text not in "HUL"]
    assert "y" in {piece.text for piece in above}  # the credit is on its page
    assert imprint.top < min(piece.bottom for piece in above)
    assert imprint.page > 0 or imprint.bottom < PRINT.margins.bottom + 14


@pytest.mark.parametrize("theme", BUILT_IN)
def test_the_names_on_a_title_page_stand_below_the_title(theme: str) -> None:
    edition = replace(PRINT, theme=theme)
    sheets = load_styles(Workspace(Path(__file__).parent), edition).value or ()
    names = node(NodeKind.DIVISION, *(paragraph("Qx", class_=one) for one in ("creators", "credit")), class_="credits")
    page = section("title-page", names, title="", matter=Matter.FRONT, role="titlepage")
    artifact = bind_pdf(mark_up(book(page, section("One", paragraph("Words."))), edition, sheets, "Note")).value
    assert artifact is not None
    creator, credit = (piece for piece in list_pieces(artifact.content) if piece.text == "Q")
    assert credit.left == pytest.approx(creator.left, abs=3)
    assert credit.top - credit.bottom == pytest.approx(creator.top - creator.bottom, abs=0.1)


def _bases(content: bytes, word: str) -> list[float]:
    """Return the places of the feet of a word's first letters, from the head of the text down."""
    edition = PRINT
    places = []
    pieces = [piece for piece in list_pieces(content) if piece.text]
    for index, piece in enumerate(pieces):
        if "".join(one.text for one in pieces[index : index + len(word)]) == word:
            places.append(edition.trim[1] - edition.margins.top - piece.bottom)
    return places


@pytest.mark.parametrize(
    ("css", "step"), [("", 14.0), ("html { line-height: 16pt }", 16.0), ("html { line-height: 13.3pt }", 13.3)]
)
def test_lines_of_text_stand_on_one_grid_whatever_is_between_them(css: str, step: float) -> None:
    words = paragraph("Hill and ", Node(kind=NodeKind.CODE, text="code"), " and more. " + "words " * 20)
    code = [Node(kind=NodeKind.CODE_BLOCK, text="\n".join(["code"] * count)) for count in (1, 2, 3)]
    items = node(NodeKind.LIST, node(NodeKind.ITEM, words, code[0]), node(NodeKind.ITEM, words))
    headings = [node(NodeKind.HEADING, "Heading", level=level) for level in ("2", "3", "4")]
    row = node(NodeKind.ROW, node(NodeKind.CELL, "cell"))
    table = node(NodeKind.TABLE, node(NodeKind.TABLE_BODY, row))
    between = (*code, items, *headings, table, node(NodeKind.BLOCK_QUOTE, paragraph("quoted")))
    content = bind(words, *(one for pair in zip(between, [words] * len(between), strict=True) for one in pair), css=css)
    bases = _bases(content, "Hill")
    assert len(bases) == len(between) + 3
    off = [(base - bases[0] + step / 2) % step - step / 2 for base in bases]
    assert max(map(abs, off)) < 0.1
    loose = _bases(bind(words, code[0], words, css=f"{css} :root {{ --grid: none }}"), "Hill")
    assert 0.5 < (loose[1] - loose[0]) % step < step - 0.5
