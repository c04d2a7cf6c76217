"""What introduces stands on the page of what it introduces, and captions beside what they are about, in all themes."""

from __future__ import annotations

import time
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from makeready.markup import mark_up
from makeready.model.edition import PrintEdition
from makeready.model.node import Node, NodeKind
from makeready.pdf.bind import bind_pdf
from makeready.pdf.introductions import mark_introductions
from makeready.style.load import load_styles
from makeready.themes import BUILT_IN
from makeready.workspace import Workspace
from tests.unit.compose.books import book, node, paragraph, section
from tests.unit.pdf.compositions import read_pages


@pytest.mark.parametrize(
    ("words", "introduces"),
    [
        ("As follows:", True),
        ("as <em>follows:</em> ", True),
        ("(as follows:)", True),
        ("He wrote:”", True),
        ("如下：", True),
        ('as follows:<a role="doc-noteref">1</a>', True),
        ('as follows:<span role="doc-footnote">A note.</span>\n', True),
        ("as follows.", False),
        ("one: two", False),
        ("<em>one:</em> two", False),
        ('a full stop.<span role="doc-footnote">A note:</span>', False),
        ("", False),
    ],
)
def test_a_colon_at_the_end_introduces(words: str, introduces: bool) -> None:
    for block, is_one in (
        ("<ul><li>x</li></ul>", True),
        ("<pre>x</pre>", True),
        ("<blockquote><p>x</p></blockquote>", True),
        ("<table/>", True),
        ("<figure/>", True),
        ('<p class="pictures"/>', True),
        ("<p>x</p>", False),
        ("<h2>x</h2>", False),
        ("<hr/>", False),
        ("", False),
    ):
        body = ElementTree.fromstring(f"<section><p>{words}</p>\n{block}</section>")  # noqa: S314 - written above
        mark_introductions(body)
        assert [one.get("data-introduces") is not None for one in body] == [introduces and is_one] + [False] * bool(
            block
        )


def test_it_is_found_in_blocks_within_blocks_and_ten_thousand_of_them_take_no_time() -> None:
    deep = "<li>" * 900 + "<p>so:</p><pre>x</pre>" + "</li>" * 900
    wide = "<p>" + "<i>x</i>" * 10_000 + ":</p><ul/>"
    body = ElementTree.fromstring(f"<section>{deep}{wide}</section>")  # noqa: S314 - written above
    mark_introductions(body)
    assert sum(one.get("data-introduces") is not None for one in body.iter()) == 2


def _code(lines: int) -> Node:
    return Node(kind=NodeKind.CODE_BLOCK, text="\n".join(f"BLOCK {number}" for number in range(lines)))


def _items() -> Node:
    return node(NodeKind.LIST, *[node(NodeKind.ITEM, paragraph("BLOCK item")) for _ in range(4)])


def _cell(words: str) -> Node:
    return node(NodeKind.CELL, words)


def _table(rows: int, *caption: Node) -> Node:
    return node(NodeKind.TABLE, *caption, *[node(NodeKind.ROW, _cell("BLOCK"), _cell("x")) for _ in range(rows)])


BLOCKS = {
    "code": _code(4),
    "long code": _code(150),
    "list": _items(),
    "quotation": node(NodeKind.BLOCK_QUOTE, paragraph("BLOCK words of another, " * 6)),
    "table": _table(3),
}


def _lay_out(theme: str, *content: Node) -> list[str]:
    edition = PrintEdition(name="print", theme=theme)
    styles = load_styles(Workspace(Path(__file__).parent), edition).value or ()
    made = bind_pdf(mark_up(book(section("one", *content, title="One")), edition, styles, "Note")).value
    assert made is not None
    return read_pages(made.content)


def _find(pages: list[str], words: str) -> int:
    return next(number for number, page in enumerate(pages) if words in page)


@lru_cache
def _count_lines(theme: str) -> int:
    """Return how many paragraphs of one line the first page of a chapter holds."""
    return _lay_out(theme, *[paragraph("Words.") for _ in range(60)])[0].count("Words.")


def _try(theme: str, *content: Node, words: tuple[str, str]) -> list[bool]:
    """Return of some heights on the page whether the two words stand on different pages."""
    apart = []
    for lines in range(_count_lines(theme) - 5, _count_lines(theme) + 1):
        pages = _lay_out(theme, *[paragraph("Words.") for _ in range(lines)], *content)
        apart.append(_find(pages, words[0]) != _find(pages, words[1]))
    return apart


@pytest.mark.parametrize("theme", sorted(BUILT_IN))
@pytest.mark.parametrize("kind", sorted(BLOCKS))
def test_no_page_ends_between_a_colon_and_what_it_introduces(theme: str, kind: str) -> None:
    def introduce(sign: str) -> tuple[Node, ...]:
        content = paragraph(f"INTRODUCTION of it{sign}"), BLOCKS[kind]
        # The engine parts no list from what is before it, but lists in lists.
        first = node(NodeKind.ITEM, paragraph("First."))
        return (node(NodeKind.LIST, first, node(NodeKind.ITEM, *content)),) if kind == "list" else content

    words = "BLOCK", "INTRODUCTION"
    assert not any(_try(theme, *introduce(":"), words=words))
    assert any(_try(theme, *introduce("."), words=words)), "no page ended there, so nothing was tried"


def test_long_code_and_a_chain_of_introductions_are_broken_all_the_same() -> None:
    pages = _lay_out("technical", paragraph("INTRODUCTION:"), _code(150))
    assert "INTRODUCTION" in pages[0] and "BLOCK 9 " in pages[0] and len(pages) > 2
    end = node(NodeKind.ITEM, paragraph("END"))
    for more in ((), (node(NodeKind.ITEM, paragraph("One more.")),)):
        counts = []
        for sign in (":", "."):
            chain = node(NodeKind.LIST, end)
            for number in range(40):
                chain = node(NodeKind.LIST, *more, node(NodeKind.ITEM, paragraph(f"LEVEL{number}{sign}"), chain))
            began = time.process_time()
            pages = _lay_out("literary", paragraph("INTRODUCTION:"), chain)
            assert time.process_time() - began < 20
            assert "END" in pages[-1]
            counts.append(len(pages))
        assert counts[0] == counts[1]


@pytest.mark.parametrize("theme", sorted(BUILT_IN))
def test_no_page_ends_between_a_caption_and_its_figure_or_table(theme: str) -> None:
    caption, code = node(NodeKind.CAPTION, "CAPTION"), _code(4)
    assert not any(_try(theme, _table(40, caption), words=("CAPTION", "BLOCK")))
    for figure in ((caption, code), (code, caption), (caption, _code(150))):
        assert not any(_try(theme, node(NodeKind.FIGURE, *figure), words=("CAPTION", "BLOCK")))
    # Below a figure that is longer than a page: its end is there.
    long = node(NodeKind.FIGURE, *[paragraph(f"BLOCK {number}.") for number in range(60)], caption)
    page = next(page for page in _lay_out(theme, long) if "CAPTION" in page)
    assert "BLOCK 59." in page
