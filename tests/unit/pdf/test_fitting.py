"""Fitting: a table that is too wide goes step by step until each of its cells stands inside the text block."""

from __future__ import annotations

from dataclasses import replace

import pytest

from makeready.findings import Finding, Severity, Span
from makeready.model.node import Node, NodeKind
from makeready.pdf import division
from makeready.pdf.bind import bind_pdf
from makeready.workshop import Workshop
from tests.unit.compose.books import PRINT, node, paragraph, section
from tests.unit.pdf.compositions import composition, read_pages
from tests.unit.pdf.test_print_theme import IMAGE, Piece, bind, list_outside, list_pieces, picture


def table(columns: int, rows: int = 2, word: str = "column", caption: str = "", first: str = "") -> Node:
    """Return a table of words; `first` stands in the first cell of its last row."""

    def row(line: int) -> Node:
        words = [f"some {word}{column}" for column in range(columns)]
        if first and line == rows:
            words[0] = first
        header = "true" if line == 0 else "false"
        return node(NodeKind.ROW, *(node(NodeKind.CELL, cell, header=header) for cell in words))

    head = node(NodeKind.TABLE_HEAD, row(0))
    body = node(NodeKind.TABLE_BODY, *(row(line) for line in range(1, rows + 1)))
    captions = (node(NodeKind.CAPTION, caption),) if caption else ()
    return node(NodeKind.TABLE, *captions, head, body, span=Span.at("manuscript/01.md", 7))


def _fit(*content: Node, css: str = "") -> tuple[bytes, list[Finding]]:
    outcome = bind_pdf(composition(section("One", *content), css=css))
    assert outcome.value is not None
    return outcome.value.content, [finding for finding in outcome.findings if finding.code in ("PD010", "PD011")]


@pytest.mark.long_but("thirty columns")
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (table(7), "narrower gaps"),
        (table(8), "in smaller type"),
        (table(9), "in the smallest type"),
        (table(12), "turned"),
        (table(3, first="x" * 200), "broken in its widest columns"),
        (table(12, rows=10), "broken in its widest columns"),
        (node(NodeKind.BLOCK_QUOTE, table(12)), "broken in its widest columns"),
        (table(30, rows=1, word="c"), "broken in all its cells"),
    ],
    ids=["gaps", "small", "least", "turned", "long word", "many rows", "quoted", "thirty columns"],
)
def test_a_table_is_fitted_and_said_so(content: Node, told: str) -> None:
    made, findings = _fit(paragraph("Before."), content, paragraph("Behind."))
    assert list_outside(made) == []
    (finding,) = findings
    assert told in finding.message
    assert finding.severity is Severity.ADVICE
    assert finding.span == Span.at("manuscript/01.md", 7) or content.kind is NodeKind.BLOCK_QUOTE


def test_a_table_that_fits_is_left_alone() -> None:
    _, findings = _fit(table(3))
    assert findings == []


def test_words_of_narrow_columns_are_not_broken() -> None:
    made, _ = _fit(table(3, first="x" * 200))
    text = "\n".join(read_pages(made))
    assert text.count("some column1") == 3
    assert text.count("some column2") == 3


def test_what_nothing_makes_fit_is_a_warning() -> None:
    _, findings = _fit(table(3), css="table { width: 500pt !important }")
    (finding,) = findings
    assert finding.code == "PD011"
    assert finding.severity is Severity.WARNING


def test_a_turned_table_stands_alone_in_the_middle_and_reads_upwards() -> None:
    made, _ = _fit(paragraph("Before."), table(12, caption="A caption"), paragraph("Behind."))
    pages = read_pages(made)
    page = next(number for number, words in enumerate(pages) if "A caption" in words)
    assert "Before." not in pages[page]
    assert "Behind." not in pages[page]
    letters = [piece for piece in list_pieces(made) if piece.page == page and piece.text and piece.bottom < 540]
    assert _middle(letters) == pytest.approx(_middle_of_text(page), abs=4)
    start = next(n for n, _ in enumerate(letters) if "".join(p.text for p in letters[n : n + 8]) == "Acaption")
    assert letters[start].bottom < letters[start + 7].bottom


def _middle(letters: list[Piece]) -> float:
    return (min(piece.left for piece in letters) + max(piece.right for piece in letters)) / 2


def _middle_of_text(page: int) -> float:
    left = PRINT.margins.inner if page % 2 == 0 else PRINT.margins.outer
    return left + (PRINT.trim[0] - PRINT.margins.inner - PRINT.margins.outer) / 2


@pytest.mark.long
def test_all_ways_of_laying_out_fit_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    chapters = [section(name, paragraph("Words."), table(count)) for name, count in (("a", 8), ("b", 3), ("c", 12))]
    whole = composition(*chapters, css="body { counter-reset: mine } p { counter-increment: mine }")
    parts = composition(*chapters)
    short = bind_pdf(parts)
    monkeypatch.setattr(division, "SHORT", 0)
    workshop = Workshop()
    one, other = bind_pdf(whole, workshop), bind_pdf(parts)
    assert workshop.whole
    assert [finding.message for finding in short.findings] == [finding.message for finding in other.findings]
    assert one.value is not None
    assert other.value is not None
    assert [finding.message for finding in one.findings] == [finding.message for finding in other.findings]
    assert len(one.findings) == 2
    assert read_pages(one.value.content) == read_pages(other.value.content)


@pytest.mark.parametrize("lines", range(20, 34))
def test_a_head_and_a_caption_stay_with_the_first_row(lines: int) -> None:
    before = [paragraph(f"Line {number}") for number in range(lines)]
    made, _ = _fit(*before, table(3, rows=12, word="w", caption="The caption"))
    pages = read_pages(made)
    page = next(words for words in pages if "The caption" in words)
    assert page.count("some w0") >= 2


def test_a_figure_with_a_long_caption_stays_on_one_page() -> None:
    caption = node(NodeKind.CAPTION, "Many words of a caption. " * 40 + "The end.")
    content = bind(node(NodeKind.FIGURE, IMAGE, caption), assets=[picture(400, 4000)])
    assert list_outside(content) == []
    (drawn,) = [piece for piece in list_pieces(content) if not piece.text]
    assert "The end." in read_pages(content)[drawn.page]


def test_another_trim_has_other_tables() -> None:
    wide = replace(PRINT, trim=(612.0, 792.0))
    outcome = bind_pdf(composition(section("One", table(8)), edition=wide))
    assert [finding.code for finding in outcome.findings] == []


@pytest.mark.long
def test_a_head_that_takes_much_of_each_page_stands_once() -> None:
    """One that no page holds, the engine leaves out; a low one is repeated."""
    high, low = table(2, rows=26), table(2, rows=26)
    words = node(
        NodeKind.ROW,
        node(NodeKind.CELL, "A high head " + "of many words " * 40, header="true"),
        node(NodeKind.CELL, "b"),
    )
    high = replace(high, children=(node(NodeKind.TABLE_HEAD, words), *high.children[1:]))
    pages = read_pages(_fit(high)[0])
    assert sum("high head" in page for page in pages) == 1
    assert sum("some column0 some column1" in page for page in read_pages(_fit(low)[0])) > 1
    words = node(
        NodeKind.ROW, node(NodeKind.CELL, "A first word " + "of many words " * 300 + "last one", header="true")
    )
    higher = node(NodeKind.TABLE, node(NodeKind.TABLE_HEAD, words), *table(1, rows=3).children[1:])
    text = " ".join(read_pages(_fit(higher)[0]))
    assert text.count("first word") == 1
    assert text.count("last one") == 1
