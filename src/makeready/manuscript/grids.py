"""Grid tables: lines of Markdown that draw a table with `+---+` and `|` go in; its tokens come out.

As in pandoc: columns are where the first line has its plus signs, `+===+` closes the head, colons in that line align.
A cell may go over columns and may hold blocks. What is drawn but is no such grid becomes verbatim text, and is told.
https://pandoc.org/MANUAL.html#extension-grid_tables
"""

from __future__ import annotations

import unicodedata
from collections.abc import MutableMapping, Sequence
from dataclasses import field
from itertools import pairwise
from typing import Any

from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern

# Tables in cells of tables.
_NESTING_LIMIT = 3
_RULE = late_pattern(r"\+(?:[-=:]{2,}\+)+")
_DEPTH = "grids around"
# What the block parser remembers by line numbers, which are others in a cell.
_OWN = ("closes", "unclosed", "missed", "open table", "fancy list", _DEPTH)


class DeepCell(Exception):
    """Blocks in a cell lie too deep; `line` counts from 0 in the parsed text."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(slots=True)
class _Row:
    """A row: its first line, how many columns each cell takes, and the cells' lines."""

    line: int
    widths: list[int] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)


class _Unreadable(Exception):
    """The lines are no grid that can be read; the words say why."""


def read_grid(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read a grid table that begins on `start_line`, as a block rule of markdown-it."""
    if state.is_code_block(start_line):
        return False
    first = _get_line(state, start_line)
    if not first.startswith("+-") and not first.startswith(("+:", "+=")):
        return False
    if not _RULE.fullmatch(first.rstrip()) or state.env.get(_DEPTH, 0) >= _NESTING_LIMIT:
        return False
    lines = [first.rstrip()]
    for line in range(start_line + 1, end_line):
        text = _get_line(state, line).rstrip()
        if state.sCount[line] < state.blkIndent or not text.startswith(("|", "+")):
            break
        lines.append(text)
    if len(lines) < 3 or not lines[1].startswith("|"):
        return False
    if silent:
        return True
    try:
        head, body, sides = _read_rows(lines)
    except _Unreadable as reason:
        token = state.push("fence", "code", 0)
        token.content = "\n".join(lines) + "\n"
        token.map = [start_line, start_line + len(lines)]
        token.meta["unread"] = str(reason)
    else:
        _write_table(state, start_line, len(lines), (head, body), sides)
    state.line = start_line + len(lines)
    return True


def _get_line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _spread(line: str) -> list[str]:
    """Return what stands in each column of a line: a wide character takes two, a mark none."""
    columns: list[str] = []
    for character in line:
        if columns and unicodedata.category(character) in ("Mn", "Me", "Cf"):
            columns[-1] += character
            continue
        columns.append(character)
        if unicodedata.east_asian_width(character) in ("W", "F"):
            columns.append("")
    return columns


def _read_rows(lines: Sequence[str]) -> tuple[list[_Row], list[_Row], list[str]]:
    """Return the rows of the head and of the body, and how each column is aligned."""
    edges = [place for place, character in enumerate(lines[0]) if character == "+"]
    sides = _find_sides(lines[0], edges)
    rows: list[_Row] = []
    heads: int | None = None
    row: _Row | None = None
    for number, line in enumerate(lines[1:], 1):
        columns = _spread(line)
        if len(columns) != edges[-1] + 1:
            raise _Unreadable("its lines are not of one length")
        if line.startswith("+"):
            if not _RULE.fullmatch(line) or any(columns[edge] not in "+-=" for edge in edges):
                raise _Unreadable("a cell goes over several rows")
            if row is None:
                raise _Unreadable("a row has no lines")
            rows.append(row)
            row = None
            if "=" in line and heads is None and number < len(lines) - 1:
                heads = len(rows)
                sides = _find_sides(line, edges)
            continue
        if any(columns[edge] == "+" for edge in edges):
            raise _Unreadable("a cell goes over several rows")
        bars = [place for place, edge in enumerate(edges) if columns[edge] == "|"]
        if bars[0] != 0 or bars[-1] != len(edges) - 1:
            raise _Unreadable("a line has no bar at its end")
        widths = [after - before for before, after in pairwise(bars)]
        if row is None:
            row = _Row(number, widths, [[] for _ in widths])
        elif row.widths != widths:
            raise _Unreadable("the bars of a row do not stand below each other")
        for cell, (before, after) in zip(row.cells, pairwise(bars), strict=True):
            cell.append("".join(columns[edges[before] + 1 : edges[after]]).rstrip())
    if row is not None:
        raise _Unreadable("its last line is missing")
    return rows[: heads or 0], rows[heads or 0 :], sides


def _find_sides(rule: str, edges: Sequence[int]) -> list[str]:
    """Return for each column "left", "right", "center", or "" where its rule has no colons."""
    found: list[str] = []
    for before, after in pairwise(edges):
        begins, ends = rule[before + 1] == ":", rule[after - 1] == ":"
        found.append("center" if begins and ends else "left" if begins else "right" if ends else "")
    return found


def _write_table(
    state: StateBlock, start_line: int, count: int, groups: tuple[list[_Row], list[_Row]], sides: Sequence[str]
) -> None:
    state.push("table_open", "table", 1).map = [start_line, start_line + count]
    for name, tag, rows in zip(("thead", "tbody"), ("th", "td"), groups, strict=True):
        if not rows:
            continue
        state.push(f"{name}_open", name, 1).map = [start_line + rows[0].line, start_line + rows[-1].line + 1]
        for row in rows:
            line = start_line + row.line
            state.push("tr_open", "tr", 1).map = [line, line + len(row.cells[0])]
            column = 0
            for width, cell in zip(row.widths, row.cells, strict=True):
                opening = state.push(f"{tag}_open", tag, 1)
                opening.map = [line, line + len(cell)]
                if sides[column]:
                    opening.attrs["style"] = f"text-align:{sides[column]}"
                if width > 1:
                    opening.attrs["colspan"] = width
                state.tokens.extend(_read_cell(state, cell, line))
                state.push(f"{tag}_close", tag, -1)
                column += width
            state.push("tr_close", "tr", -1)
        state.push(f"{name}_close", name, -1)
    state.push("table_close", "table", -1)


def _read_cell(state: StateBlock, lines: Sequence[str], first_line: int) -> list[Token]:
    """Return the tokens of a cell; those of its words alone where it is one paragraph."""
    blank = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    text = "\n".join(line[blank:] for line in lines)
    outer: MutableMapping[str, Any] = state.env
    for name, kind in (("references", dict), ("duplicate_refs", list)):
        outer.setdefault(name, kind())
    known, doubled = set(outer["references"]), len(outer["duplicate_refs"])
    inner = {key: value for key, value in outer.items() if key not in _OWN}
    inner[_DEPTH] = outer.get(_DEPTH, 0) + 1
    tokens: list[Token] = []
    try:
        state.md.block.parse(text, state.md, inner, tokens)
    except Exception as error:
        line = getattr(error, "line", None)
        if line is None:
            raise
        raise DeepCell(line + first_line) from error
    outer.update({key: value for key, value in inner.items() if key not in _OWN})
    places = [token.map for token in tokens if token.map]
    places += [one["map"] for key, one in outer["references"].items() if key not in known]
    places += [one["map"] for one in outer["duplicate_refs"][doubled:]]
    for place in {id(place): place for place in places}.values():
        place[:] = [line + first_line for line in place]
    if [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]:
        return tokens[1:2]
    return tokens
