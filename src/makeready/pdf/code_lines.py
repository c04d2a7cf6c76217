"""Code lines: the tree of a document goes in; lines of code that are too long for the page are made to hang.

What goes over stands in, under the line's indentation, by four characters more than the line began, behind a mark. Only
lines that are likely to be too long are set as blocks of their own: each costs time. Where a style sheet sets code
larger than the theme does, lines that were not foreseen break as any text.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from makeready.model.edition import PrintEdition
from makeready.model.keys import ATTRIBUTE

_ADVANCE = 0.6  # of the size of type: the width of a letter of code
_SIZE = 8.0  # points, as print.css has it
_STEPS = {"ul": 18.0, "ol": 18.0, "dd": 18.0, "blockquote": 36.0, "aside": 36.0}  # points
_HANGING = 4  # letters
_MARK = "\u2192"  # the typeface of code has no arrow that turns
_TAB = 8
_MOST_INDENT = 0.5  # of a line


def hang_code_lines(body: Element, edition: PrintEdition) -> None:
    """Set the long lines of code in `body` as blocks, whose further lines stand in."""
    room = edition.trim[0] - edition.margins.inner - edition.margins.outer
    for pre, step in list(_list_code(body, 0.0)):
        _hang(pre, int((room - step) / (_SIZE * _ADVANCE)))


def _list_code(element: Element, step: float) -> Iterator[tuple[Element, float]]:
    """Yield each block of code with how far the blocks around it step in, in points."""
    stack = [(element, step)]
    while stack:
        current, inner = stack.pop()
        if current.tag == "pre":
            yield current, inner
            continue
        inner += _STEPS.get(current.tag, 0.0)
        stack += [(child, inner) for child in current]


def _hang(pre: Element, letters: int) -> None:
    holder = pre[0] if len(pre) == 1 and not (pre.text or "").strip() else pre
    text = holder.text or ""
    if len(holder) or not any(len(line.expandtabs(_TAB)) > letters for line in text.split("\n")):
        return
    # Blocks in a line of text would leave an empty line before them, alone at the foot of a page for example.
    holder.set("data-hangs", "true")
    holder.text = ""
    short: list[str] = []
    last: Element | None = None
    # The line end that closes the block begins no line.
    for line in text.removesuffix("\n").split("\n"):
        wide = line.expandtabs(_TAB)
        if len(wide) <= letters:
            short.append(line)
            continue
        _put(holder, last, short)
        short = []
        indent = min(len(wide) - len(wide.lstrip()) + _HANGING, int(letters * _MOST_INDENT))
        last = ElementTree.SubElement(holder, "span", {"class": "code-line", ATTRIBUTE: holder.get(ATTRIBUTE, "")})
        last.set("data-turns", "\n".join(_MARK * _count_turns(wide, letters, indent)))
        last.set("style", f"padding-left: {indent * _ADVANCE:g}em; text-indent: -{indent * _ADVANCE:g}em")
        last.text = line
    _put(holder, last, short)


def _count_turns(line: str, letters: int, indent: int) -> int:
    """Return how often a line goes over: at spaces; what is longer than a line begins a new one, and is broken."""
    turns, left, begun = 0, letters, False
    for word in line.split(" "):
        length = len(word)
        if begun and length > left:
            turns, left = turns + 1, letters - indent
        while length > left:
            turns, length, left = turns + 1, length - left, max(1, letters - indent)
        left -= length + 1
        begun = begun or bool(word)
    return max(1, turns)


def _put(holder: Element, last: Element | None, lines: list[str]) -> None:
    """Put lines before the first block, or behind the last one, which ends a line by itself."""
    if not lines:
        return
    # A line end at the end of a block is none: an empty line there needs one more.
    text = "\n".join(lines) + ("\n" if not lines[-1] else "")
    if last is None:
        holder.text = text
    else:
        last.tail = text
