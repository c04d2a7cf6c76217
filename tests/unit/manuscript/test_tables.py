"""Tables that are drawn, and captions: every word is in its cell or in the caption, and no other words are."""

from __future__ import annotations

import pytest

from makeready.manuscript.coverage import find_missing_words
from makeready.manuscript.nodes import Text, read_text
from makeready.model.node import Node, NodeKind, plain_text

PIPES = "| a | b |\n|---|---|\n| 1 | 2 |\n"


def _read(text: str) -> Text:
    lines = text.split("\n")
    read = read_text(lines, "one.md")
    assert find_missing_words(lines, 1, "one.md", [*read.nodes, *read.notes], read.markup) == ()
    return read


def _table(text: str) -> Node:
    return next(node for top in _read(text).nodes for node in top.walk() if node.kind is NodeKind.TABLE)


def _rows(table: Node) -> list[list[str]]:
    return [[plain_text([c]) for c in node.children] for node in table.walk() if node.kind is NodeKind.ROW]


def _caption(table: Node) -> str | None:
    first = table.children[0]
    return plain_text([first]) if first.kind is NodeKind.CAPTION else None


# --- captions


@pytest.mark.parametrize(
    "text",
    [
        f"{PIPES}\n: The caption {{#here .wide}}\n",
        f"{PIPES}: The caption {{#here .wide}}\n",
        f"{PIPES}\nTable: The caption {{#here .wide}}\n\nMore.",
        f"Table: The caption {{#here .wide}}\n\n{PIPES}",
        f"Words.\n\n: The caption {{#here .wide}}\n\n{PIPES}".replace("Words.\n\n", ""),
        f"> {PIPES}".replace("\n|", "\n> |") + ">\n> : The caption {#here .wide}\n",
    ],
)
def test_a_paragraph_next_to_a_table_is_its_caption(text: str) -> None:
    """With its attributes, which belong to the table."""
    table = _table(text)
    assert _caption(table) == "The caption"
    assert _rows(table) == [["a", "b"], ["1", "2"]]
    assert (table.get("id"), table.get("class")) == ("here", "wide")
    assert not any(node.kind is NodeKind.PARAGRAPH and "caption" in plain_text([node]) for node in _read(text).nodes)


def test_a_caption_carries_markup_and_notes() -> None:
    table = _table(f"{PIPES}\n: A *new* `one`[^n]\n\n[^n]: A note.\n")
    kinds = {node.kind for node in table.children[0].walk()}
    assert {NodeKind.EMPHASIS, NodeKind.CODE, NodeKind.NOTE_CALL} <= kinds


@pytest.mark.parametrize("text", [f"{PIPES}\nTable 3 has more.\n", f"{PIPES}\nTable:\n", f"{PIPES}\nWords\n\n: no\n"])
def test_other_paragraphs_are_none(text: str) -> None:
    assert _caption(_table(text)) is None


def test_two_tables_do_not_take_one_caption_twice_and_keep_their_own() -> None:
    one, two = (n for n in _read(f"{PIPES}\n: First\n\n{PIPES}\n: Second\n").nodes if n.kind is NodeKind.TABLE)
    assert (_caption(one), _caption(two)) == ("First", "Second")


def test_a_caption_in_html_stands_first() -> None:
    table = _table("<table>\n<tr><td>a</td></tr>\n<caption>Words</caption>\n</table>\n\n: Not this one\n")
    assert _caption(table) == "Words"


# --- grids


def test_a_grid_is_a_table_with_head_sides_and_blocks() -> None:
    table = _table(
        "+-------+---------+\n| a     | b *c*   |\n+:======+========:+\n| 1     | - two   |\n| more  | - three |\n"
        "+-------+---------+\n| four  |         |\n+-------+---------+\n"
    )
    cells = [node for node in table.walk() if node.kind is NodeKind.CELL]
    assert [cell.get("header") for cell in cells[:3]] == ["true", "true", None]
    assert [cell.get("align") for cell in cells[:2]] == ["left", "right"]
    assert any(node.kind is NodeKind.EMPHASIS for node in cells[1].walk())
    assert sum(node.kind is NodeKind.ITEM for node in cells[3].walk()) == 2
    assert _rows(table)[2] == ["four", ""]
    assert plain_text([cells[2]]) == "1 more"
    assert [cell.span.start_line for cell in cells if cell.span] == [2, 2, 4, 4, 7, 7]


def test_cells_over_columns_wide_letters_and_no_head() -> None:
    table = _table("+----+----+\n| both    |\n+----+----+\n| 漢 | x  |\n+----+----+\n\n: Caption\n")
    cells = [node for node in table.walk() if node.kind is NodeKind.CELL]
    assert [cell.get("colspan") for cell in cells] == ["2", None, None]
    assert _rows(table) == [["both"], ["漢", "x"]]
    assert _caption(table) == "Caption"


def test_words_notes_and_links_within_a_grid_have_their_lines() -> None:
    read = _read(
        "Words\n+------+------+\n| [x]  | a[^1]|\n|      |      |\n| [x]: here.md |\n+------+------+\n\n[^1]: note"
    )
    assert plain_text(read.nodes).startswith("Words")


@pytest.mark.parametrize(
    "text",
    [
        "+----+----+\n| a  | b  |\n|    +----+\n|    | c  |\n+----+----+\n",
        "+----+----+\n| a  | b  |\n",
        "+----+----+\n| a  | b  |\n+----+----+\n| c | d |\n+----+----+\n",
        "+----+----+\n+----+----+\n| a  | b  |\n+----+----+\n",
    ],
)
def test_what_is_no_grid_keeps_its_words_and_is_told(text: str) -> None:
    """It stands as it is written, and no traceback comes of it."""
    read = _read(text)
    codes = [finding.code for finding in read.findings]
    assert codes == ["MS034"] or not codes
    if codes:
        assert [node.kind for node in read.nodes] == [NodeKind.CODE_BLOCK]


def test_grids_within_grids_end() -> None:
    text = "x"
    for _ in range(30):
        lines = text.split("\n")
        width = max(map(len, lines))
        rule = f"+{'-' * (width + 2)}+"
        text = "\n".join([rule, *(f"| {line:{width}} |" for line in lines), rule])
    read = read_text(text.split("\n"), "one.md")
    assert "x" in plain_text(read.nodes)


def test_blocks_too_deep_in_a_cell_are_refused_with_their_line() -> None:
    quotes = "> " * 110 + "x"
    rule = f"+{'-' * (len(quotes) + 2)}+"
    read = read_text(["", rule, f"| {quotes} |", rule], "one.md")
    assert [(one.code, one.span.start_line if one.span else 0) for one in read.findings] == [("MS005", 3)]
