"""Stack: nodes are opened and closed here, by Markdown and by HTML; finished nodes, each in its parent, come out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field

from makeready.dataclass import dataclass
from makeready.findings import Span
from makeready.late_pattern import late_pattern
from makeready.manuscript import html, roles
from makeready.manuscript.markdown import NESTING_LIMIT, TooDeep
from makeready.manuscript.record import Record
from makeready.manuscript.shapes import (
    INLINE_KINDS,
    MOST_BLANKS,
    drop_captions,
    make_figure,
    settle_children,
    split_verse,
)
from makeready.model.node import Node, NodeKind, map_nodes, plain_text

# What stands before a line of verse: marks of quotations, a bar and what is before it, and the blanks of its own.
_BLANKS = late_pattern(r"(?: {0,3}> ?)*(?:(?:[ \t]*(?:[-*+]|\d{1,9}[.)]))*[ \t]*\| )?([ \t]*)")
# Markup within markup of one line.
LINE_NESTING_LIMIT = 40

# Blocks whose children are words; in all others words need a paragraph around them.
HOLDS_WORDS = frozenset(
    {NodeKind.PARAGRAPH, NodeKind.HEADING, NodeKind.TERM, NodeKind.CELL, NodeKind.CAPTION, NodeKind.CODE_BLOCK}
)
# Blocks whose children are blocks of one kind; words in them find their place when they are closed.
_SETTLES = frozenset(
    {NodeKind.LIST, NodeKind.DEFINITION_LIST, NodeKind.TABLE, NodeKind.TABLE_HEAD, NodeKind.TABLE_BODY, NodeKind.ROW}
)


@dataclass(slots=True)
class Frame:
    """A node that is still open. `tag` is the HTML element that opened it, "" where Markdown did.

    An `implied` frame is a paragraph that nobody wrote; what is in a `lost` one is thrown away (scripts); of an
    `unwrapped` one only the children are kept.
    """

    kind: NodeKind
    span: Span
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    tag: str = ""
    implied: bool = False
    lost: bool = False
    unwrapped: bool = False


class Stack:
    """The open nodes of one file, outermost first, and its notes."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.root = Frame(NodeKind.DIVISION, record.span(0))
        self.frames = [self.root]
        self.notes: list[Node] = []

    @property
    def top(self) -> Frame:
        """Return the innermost open node."""
        return self.frames[-1]

    def push(self, frame: Frame) -> None:
        """Open a node; raises TooDeep beyond the limits."""
        if frame.kind in INLINE_KINDS:
            self.imply_paragraph(frame.span)
            around = self.frames[-LINE_NESTING_LIMIT:]
            if len(around) == LINE_NESTING_LIMIT and all(f.kind in INLINE_KINDS for f in around):
                raise TooDeep(frame.span.start_line - self.record.first_line)
        elif len(self.frames) > NESTING_LIMIT + 10:
            raise TooDeep(frame.span.start_line - self.record.first_line)
        self.frames.append(frame)

    def add(self, node: Node) -> None:
        """Put a finished node into the innermost open one."""
        blank = node.kind in (NodeKind.SOFT_BREAK, NodeKind.TEXT) and not node.text.strip()
        if blank and self.top.kind not in HOLDS_WORDS and self.top.kind not in INLINE_KINDS:
            return
        if node.kind in INLINE_KINDS:
            self.imply_paragraph(node.span)
        self.top.children.append(node)

    def _needs_paragraph(self) -> bool:
        kind = self.top.kind
        return kind not in HOLDS_WORDS and kind not in INLINE_KINDS and kind not in _SETTLES

    def imply_paragraph(self, span: Span | None) -> None:
        """Open a paragraph where words cannot stand without one."""
        if self._needs_paragraph():
            if self.top.kind in (NodeKind.ITEM, NodeKind.DEFINITION):
                self.mark_tight()
            self.frames.append(Frame(NodeKind.PARAGRAPH, span or self.root.span, implied=True))

    def mark_tight(self) -> None:
        """Say of the list around that its items are words rather than paragraphs."""
        for frame in reversed(self.frames[-2:]):
            if frame.kind in (NodeKind.ITEM, NodeKind.LIST, NodeKind.DEFINITION, NodeKind.DEFINITION_LIST):
                frame.attributes.setdefault("tight", "true")

    def end_words(self) -> None:
        """Close what HTML opened for words: a paragraph that nobody wrote, and markup of a line left open in it."""
        while self.top.implied or (self.top.tag and self.top.kind in INLINE_KINDS):
            self.report_open(self.top)
            self.pop()

    def start_block(self) -> None:
        """Close what a block cannot stand in and HTML closes without being told."""
        self.end_words()
        while self.top.tag == "p":
            self.pop()
            self.end_words()

    def pop(self) -> None:
        """Close the innermost node and put it into the one around it."""
        frame = self.frames.pop()
        if frame.lost:
            self._count_as_markup(frame.children)
            return
        if frame.unwrapped or (frame.implied and not frame.children):
            for child in frame.children:
                self.add(child)
        else:
            self.top.children.append(self._finish(frame))

    def _finish(self, frame: Frame) -> Node:
        attributes = tuple(frame.attributes.items())
        kind, children = frame.kind, frame.children
        if kind in (NodeKind.CODE, NodeKind.CODE_BLOCK):
            if len(children) > 1:
                # Markup in code parts words that stand together in the node: coverage has to know both.
                self._count_as_markup(children)
            return Node(kind=kind, attributes=attributes, text=plain_text(children), span=frame.span)
        if kind is NodeKind.PARAGRAPH:
            while children and children[-1].kind is NodeKind.SOFT_BREAK:
                children.pop()
            if len(children) == 1 and children[0].kind is NodeKind.IMAGE and not frame.implied:
                return make_figure(attributes, children[0], frame.span)
        if any(child.kind is NodeKind.IMAGE for child in children):
            children = drop_captions(children)
        settled: Iterable[Node] = settle_children(kind, children) if frame.tag else children
        if kind is NodeKind.DIVISION and roles.is_verse(frame.attributes.get("role")):
            settled = self._indent_lines(split_verse(settled))
        return Node(kind=kind, attributes=attributes, children=tuple(settled), span=frame.span)

    def _indent_lines(self, stanzas: Sequence[Node]) -> tuple[Node, ...]:
        """Return stanzas whose lines know by how many blanks they step in, more than the one that does least."""
        found: dict[int, int] = {}
        for line in (node for stanza in stanzas for node in stanza.walk() if node.kind is NodeKind.LINE):
            place = line.span.start_line - self.record.first_line if line.span else -1
            if 0 <= place < len(self.record.lines) and place not in found:
                blanks = _BLANKS.match(self.record.lines[place])
                found[place] = len(blanks[1].expandtabs(4)) if blanks else 0
        least = min(found.values(), default=0)

        def step_in(node: Node) -> Node:
            if node.kind is not NodeKind.LINE or not node.span or node.get("indent"):
                return node
            # Of lines that a break parts within one of the manuscript, the first steps in.
            blanks = found.pop(node.span.start_line - self.record.first_line, least) - least
            return node.having(indent=str(min(blanks, MOST_BLANKS))) if blanks else node

        return map_nodes(stanzas, step_in)

    def _count_as_markup(self, nodes: Iterable[Node]) -> None:
        self.record.markup.extend(node.text for top in nodes for node in top.walk() if node.text)

    def close_markdown(self, kind: NodeKind) -> None:
        """Close the innermost node of `kind` that Markdown opened, and any HTML left open in it."""
        while len(self.frames) > 1:
            frame = self.top
            mine = frame.kind is kind and not frame.tag and not frame.implied
            if not mine:
                self.report_open(frame)
            self.pop()
            if mine:
                return

    def close_to(self, depth: int) -> None:
        """Close nodes until `depth` are open; HTML among them was left open by mistake."""
        while len(self.frames) > depth:
            self.report_open(self.top)
            self.pop()

    def report_open(self, frame: Frame) -> None:
        """Report HTML that is closed without its tag."""
        if frame.tag and frame.tag not in html.OPTIONAL_END and not frame.unwrapped:
            self.record.report("MS010", f"<{frame.tag}> is not closed", frame.span, f"add </{frame.tag}>")

    def take_note(self) -> Node | None:
        """Put a note that was just finished where notes are kept, and return it."""
        children = self.top.children
        if children and children[-1].kind is NodeKind.NOTE:
            self.notes.append(children.pop())
            return self.notes[-1]
        return None
