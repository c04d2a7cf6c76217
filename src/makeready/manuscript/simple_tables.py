"""Simple tables: lines of Markdown set in columns above and below dashes go in; a table's tokens come out.

As in pandoc: the dashes under the head say where columns are, and the head's place above them how they align. Rows of
several lines stand between two lines of dashes, with an empty line behind each. Words that stand across the bounds of
a column show that it is no table. https://pandoc.org/MANUAL.html#extension-simple_tables
"""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

from makeready.late_pattern import late_pattern

_GROUPS = late_pattern(r" *-{2,}(?: +-{2,})+ *")
_RULE = late_pattern(r" *-{5,} *")
_HEAD_LINES = 8
_Rows = list[tuple[int, list[str]]]


def read_simple_table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read a simple or a multiline table that begins on `start_line`, as a block rule of markdown-it."""
    if silent or state.sCount[start_line] < state.blkIndent or start_line + 2 >= end_line:
        return False
    first = _get_line(state, start_line)
    if _RULE.fullmatch(first):
        return _read_multiline(state, start_line, end_line)
    if _GROUPS.fullmatch(first):
        rows, line = _list_rows(state, start_line + 1, end_line)
        # Without a head, a second line of dashes tells it from a thematic break.
        if not rows or line >= end_line or not _is_dashes(_get_line(state, line)):
            return False
        return _push_table(state, first, [], rows, [start_line, line + 1])
    dashes = _get_line(state, start_line + 1)
    if not _GROUPS.fullmatch(dashes):
        return False
    rows, line = _list_rows(state, start_line + 2, end_line)
    closed = line < end_line and _is_dashes(_get_line(state, line))
    return bool(rows) and _push_table(
        state, dashes, [(start_line, [first])], rows, [start_line, line + 1 if closed else line]
    )


def _get_line(state: StateBlock, line: int) -> str:
    return state.getLines(line, line + 1, state.blkIndent, False).rstrip("\n").expandtabs(4)


def _is_dashes(text: str) -> bool:
    return bool(_GROUPS.fullmatch(text) or _RULE.fullmatch(text))


def _list_rows(state: StateBlock, line: int, end_line: int) -> tuple[_Rows, int]:
    """Return the rows of one line each from `line` on, and the line that ends them."""
    rows: _Rows = []
    while line < end_line and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent:
        text = _get_line(state, line)
        if _is_dashes(text):
            break
        rows.append((line, [text]))
        line += 1
    return rows, line


def _read_multiline(state: StateBlock, start_line: int, end_line: int) -> bool:
    head: list[str] = []
    text = ""
    line = start_line + 1
    while line < min(end_line, start_line + _HEAD_LINES) and not state.isEmpty(line):
        text = _get_line(state, line)
        if _GROUPS.fullmatch(text):
            break
        head.append(text)
        line += 1
    else:
        return False
    dashes = text
    # Thousands of tables that nothing closes are not each looked behind.
    if not head or line + 1 >= end_line or state.env.get("open table", end_line) <= line:
        return False
    rows: _Rows = []
    fresh = True
    for place in range(line + 1, end_line):
        if state.isEmpty(place):
            fresh = True
            continue
        text = _get_line(state, place)
        if _RULE.fullmatch(text) and rows:
            return _push_table(state, dashes, [(start_line + 1, head)], rows, [start_line, place + 1])
        if fresh:
            rows.append((place, [text]))
        else:
            rows[-1][1].append(text)
        fresh = False
    state.env["open table"] = line
    return False


def _push_table(state: StateBlock, dashes: str, head: _Rows, rows: _Rows, place: list[int]) -> bool:
    """Put in the tokens of a table; return False where words stand across the bounds of its columns."""
    groups = [found.span() for found in re.finditer(r"-+", dashes)]
    bounds = [0, *(start for start, _ in groups[1:])]
    for _, lines in (*head, *rows):
        for text in lines:
            if any(text[bound - 1 : bound].strip() and text[bound : bound + 1].strip() for bound in bounds[1:]):
                return False
    sides = [_find_side(head[0][1], bounds, index, span) if head else "" for index, span in enumerate(groups)]
    state.push("table_open", "table", 1).map = place
    for name, part in (("thead", head), ("tbody", rows)):
        if not part:
            continue
        state.push(f"{name}_open", name, 1)
        for line, lines in part:
            state.push("tr_open", "tr", 1).map = [line, line + len(lines)]
            tag = "th" if name == "thead" else "td"
            for index, side in enumerate(sides):
                cell = state.push(f"{tag}_open", tag, 1)
                if side:
                    cell.attrs = {"style": f"text-align:{side}"}
                inline = state.push("inline", "", 0)
                inline.content = "\n".join(_cut(text, bounds, index).strip() for text in lines).rstrip()
                inline.map, inline.children = [line, line + len(lines)], []
                state.push(f"{tag}_close", tag, -1)
            state.push("tr_close", "tr", -1)
        state.push(f"{name}_close", name, -1)
    state.push("table_close", "table", -1)
    state.line = place[1]
    return True


def _cut(text: str, bounds: list[int], index: int) -> str:
    return text[bounds[index] : bounds[index + 1] if index + 1 < len(bounds) else None]


def _find_side(lines: list[str], bounds: list[int], index: int, span: tuple[int, int]) -> str:
    """Return how a column aligns: flush with its dashes on one side, in the middle, or "" where it is flush on both."""
    cells = [(bounds[index] + len(cut) - len(cut.lstrip()), bounds[index] + len(cut.rstrip())) for cut in
             (_cut(text, bounds, index) for text in lines) if cut.strip()]  # fmt: skip
    if not cells:
        return ""
    left, right = min(start for start, _ in cells) <= span[0], max(end for _, end in cells) >= span[1]
    return "" if left and right else "left" if left else "right" if right else "center"
