"""Chapters: the tree of a whole text goes in; the pieces that become files, divided at its headings, come out."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from makeready.acquire.elements import CALL, find_line, find_tag, holds_block, is_block, list_classes, read_all
from makeready.acquire.reading import Chapter
from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern
from makeready.manuscript.roles import BLOCK_ROLES

_HEADING = late_pattern(r"h([1-6])$")
_FRAMES = frozenset("body div section article main header hgroup span center font".split())
_DEEPEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Divided:
    """The chapters of a text, and the heading that stands over them all, where there is one."""

    chapters: tuple[Chapter, ...]
    title: str | None = None


def find_rank(node: etree._Element) -> int:
    """Return the rank of a heading, 0 for what is none."""
    found = _HEADING.match(find_tag(node))
    return int(found[1]) if found else 0


def list_blocks(root: etree._Element, depth: int = 0) -> list[etree._Element]:
    """Return the blocks of a text in their order, without elements that only hold others; loose words as paragraphs."""
    blocks: list[etree._Element] = []
    loose: etree._Element | None = None

    def add_loose(words: str | None, node: etree._Element | None = None) -> None:
        nonlocal loose
        if node is None and not (words or "").strip() and loose is None:
            return
        if loose is None:
            loose = etree.Element("p")
            set_line(loose, find_line(root))
            blocks.append(loose)
        if node is not None:
            loose.append(node)
        elif len(loose):
            loose[-1].tail = (loose[-1].tail or "") + (words or "")
        else:
            loose.text = (loose.text or "") + (words or "")

    add_loose(root.text)
    for child in list(root):
        tail, child.tail = child.tail, None
        tag = find_tag(child)
        if tag and (is_block(child) or tag == "hr" or holds_block(child)):
            loose = None
            holds_headings = any(find_rank(one) for one in child.iter())
            plain = not list_classes(child) & BLOCK_ROLES
            if (
                tag in _FRAMES
                and depth < _DEEPEST
                and (holds_headings or plain)
                and (holds_block(child) or tag == "div")
            ):
                inner = list_blocks(child, depth + 1)
                if inner and (identity := child.get("id")) and not inner[0].get("id"):
                    inner[0].set("id", identity)
                blocks += inner
            else:
                blocks.append(child)
        elif tag:
            add_loose(None, child)
        add_loose(tail)
    return [one for one in blocks if has_content(one)]


def set_line(node: etree._Element, line: int | None) -> None:
    """Say which line of the source an element that was made here stands for."""
    if line is not None:
        setattr(node, "sourceline", line)  # noqa: B010 - the types take it for a constant


def has_content(node: etree._Element) -> bool:
    """Return True where there is a word, a picture, a rule or the call of a note in an element."""
    if read_all(node).strip():
        return True
    return any(find_tag(one) in ("img", "hr", CALL) for one in node.iter())


def divide(blocks: Sequence[etree._Element], notes: dict[str, etree._Element], name: str) -> Divided:
    """Return the chapters of a text. A single heading that stands over all others is its title.

    `name` is what a text without headings is called by; `notes` go with the chapters that call them.
    """
    ranks = [rank for one in blocks if (rank := find_rank(one))]
    title = None
    if not ranks:
        return Divided(chapters=(_make(blocks, notes, name, 0),))
    top = min(ranks)
    if ranks.count(top) == 1 and find_rank(blocks[0]) == top and len(ranks) > 2:
        below = min(rank for rank in ranks if rank > top)
        if ranks.count(below) > 1:
            title = read_words(blocks[0])
            blocks = blocks[1:]
            top = below
    groups: list[list[etree._Element]] = [[]]
    for block in blocks:
        if find_rank(block) == top and any(not find_rank(one) or find_rank(one) == top for one in groups[-1]):
            groups.append([])
        groups[-1].append(block)
    chapters = [
        _make(group, notes, name if not find_rank(group[0]) else read_words(group[0]), top - 1)
        for group in groups
        if group
    ]
    return Divided(chapters=tuple(chapters), title=title)


def read_words(node: etree._Element) -> str:
    """Return the words of an element on one line."""
    return " ".join(read_all(node).split())


def _make(blocks: Sequence[etree._Element], notes: dict[str, etree._Element], name: str, levels: int) -> Chapter:
    called = find_called(blocks, notes)
    return Chapter(name=name, nodes=tuple(blocks), notes=called, levels=levels)


def find_called(blocks: Sequence[etree._Element], notes: dict[str, etree._Element]) -> dict[str, etree._Element]:
    """Return those of the notes that blocks call, and those that these call, by label."""
    called: dict[str, etree._Element] = {}
    waiting = list(blocks)
    while waiting:
        node = waiting.pop(0)
        for call in node.iter(CALL):
            label = call.get("label") or ""
            if label in notes and label not in called:
                called[label] = notes[label]
                waiting.append(notes[label])  # a note may call another
    return called
