"""Display: words from a manuscript go in; what a terminal may show, and its width in cells, come out."""

from __future__ import annotations

import unicodedata

from makeready.dataclass import dataclass

TAB_WIDTH = 4
_JOINERS = "\u200c\u200d"


def make_safe(text: str) -> str:
    """Return `text` with everything that a terminal might obey made visible.

    C0 controls become their pictures (␛ for ESC); other controls, bidirectional overrides, separators of
    lines and lone surrogates become their code points (<U+202E>). The joiners of scripts and emoji stay.
    """
    return "".join(_show_character(character) for character in text)


def _show_character(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if character in _JOINERS or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return character
    return f"<U+{code:04X}>"


def measure_cells(text: str) -> int:
    """Return how many cells of a terminal the safe `text` takes: two for wide characters, none for marks."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if character in _JOINERS or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A source line as it is shown, and from which cell for how many cells the marked part of it reaches."""

    text: str
    start: int
    cells: int


def excerpt_line(line: str, start: int | None, end: int | None, room: int) -> Excerpt:
    """Return `line` in at most `room` cells, cut around the characters from `start` up to `end`.

    `start` and `end` are columns from 1, `end` behind the last character; without them nothing is marked and
    the line's beginning is shown. Tabs reach to the next multiple of four cells.
    """
    shown: list[str] = []
    position = 0
    for character in line:
        piece = " " * (TAB_WIDTH - position % TAB_WIDTH) if character == "\t" else _show_character(character)
        shown.append(piece)
        position += measure_cells(piece)
    first = min(max((start or 1) - 1, 0), len(shown))
    # At least one caret, also behind the last character, where something is missing.
    last = max(min((end or first + 2) - 1, len(shown)), first) if start else first
    left, right = _choose_window([measure_cells(p) for p in shown], first, last, room)
    lead, tail = "…" if left else "", "…" if right < len(shown) else ""
    before = measure_cells(lead + "".join(shown[left:first]))
    marked = measure_cells("".join(shown[first : min(last, right)]))
    text = lead + "".join(shown[left:right]) + tail
    return Excerpt(text=text.rstrip(), start=before, cells=max(marked, 1) if start else 0)


def _choose_window(widths: list[int], first: int, last: int, room: int) -> tuple[int, int]:
    """Return which pieces to show: all if they fit, else a third of the room before the marked ones."""
    if sum(widths) <= room:
        return 0, len(widths)
    room = max(room - 2, 8)
    left, spent = first, 0
    if sum(widths[:last]) <= room:
        left = 0
    else:
        while left > 0 and spent + widths[left - 1] <= room // 3:
            left -= 1
            spent += widths[left]
    right, used = left, 0
    while right < len(widths) and used + widths[right] <= room:
        used += widths[right]
        right += 1
    return left, right
