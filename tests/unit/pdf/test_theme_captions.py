"""Captions of several lines: in all themes their lines are as long as each other, below figures and above tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import pytest

from makeready.markup import mark_up
from makeready.model.node import Node, NodeKind
from makeready.pdf.bind import bind_pdf
from makeready.style.load import load_styles
from makeready.themes import BUILT_IN
from makeready.workspace import Workspace
from tests.unit.compose.books import PRINT, book, node, paragraph, section
from tests.unit.pdf.test_print_theme import IMAGE, Piece, list_pieces, picture

# Capitals stand for the words, so that the lines are told from those of the text by what they are made of.
_FIGURE = " ".join(["HXH"] * 20)
_TABLE = " ".join(["ENE"] * 8)


@lru_cache
def _bind(theme: str, css: str = "") -> tuple[Piece, ...]:
    """Return the letters of a page with a figure and a table, whose captions take several lines."""
    table = node(
        NodeKind.TABLE,
        node(NodeKind.CAPTION, _TABLE),
        *[node(NodeKind.ROW, *[node(NodeKind.CELL, "some words") for _ in range(2)]) for _ in range(2)],
    )
    figure = node(NodeKind.FIGURE, IMAGE, node(NodeKind.CAPTION, _FIGURE))
    blocks: Sequence[Node] = (paragraph("before"), figure, paragraph("between"), table, paragraph("behind"))
    edition = replace(PRINT, theme=theme)
    sheets = load_styles(Workspace(Path(__file__).parent), edition).value or ()
    if css:
        sheets = (*sheets, replace(sheets[-1], name="styles/print.css", content=css))
    whole = book(section("one", *blocks), assets=(picture(300, 60),))
    artifact = bind_pdf(mark_up(whole, edition, sheets, "Note")).value
    assert artifact is not None
    return tuple(list_pieces(artifact.content))


def _measure_lines(pieces: Sequence[Piece], letters: str) -> list[float]:
    """Return the widths of lines that are made of these letters."""
    found = sorted((one for one in pieces if one.text and one.text in letters), key=attrgetter("top"))
    lines = [[*line] for _, line in groupby(found, key=lambda one: round(one.bottom / 4))]
    return [max(one.right for one in line) - min(one.left for one in line) for line in lines]


@pytest.mark.parametrize("letters", ["HX", "EN"], ids=["figure", "table"])
@pytest.mark.parametrize("theme", BUILT_IN)
def test_lines_of_captions_are_as_long_as_each_other(theme: str, letters: str) -> None:
    lines, filled = (
        _measure_lines(_bind(theme, css), letters) for css in ("", "caption, figcaption { --line-breaks: paragraph }")
    )
    assert len(lines) == len(filled) > 1
    assert min(lines) > 0.7 * max(lines)
    assert min(lines) > min(filled)


@pytest.mark.parametrize("theme", BUILT_IN)
def test_what_stands_around_captions_is_where_it_was(theme: str) -> None:
    places = [
        [one for one in _bind(theme, css) if one.text and one.text.islower()]
        for css in ("", "caption, figcaption { --line-breaks: paragraph }")
    ]
    assert places[0] == places[1]
