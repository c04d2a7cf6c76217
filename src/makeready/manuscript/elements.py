"""Elements: pieces of raw HTML go in; nodes are opened and closed on the stack, and what is removed is reported."""

from __future__ import annotations

from collections import Counter

from makeready.findings import Span
from makeready.manuscript import html
from makeready.manuscript.html import Piece, PieceKind
from makeready.manuscript.marks import allow_link, check_attributes
from makeready.manuscript.record import Record
from makeready.manuscript.shapes import INLINE_KINDS
from makeready.manuscript.stack import HOLDS_WORDS, Frame, Stack
from makeready.model.node import Node, NodeKind


class ElementReader:
    """Reads the HTML of one file onto the stack that its Markdown is read onto."""

    def __init__(self, record: Record, stack: Stack) -> None:
        self.record = record
        self.stack = stack
        self.comments: list[Span] = []
        self.broken = False
        # Tags that were passed over, whose partners are to be passed over too.
        self.ignored: Counter[str] = Counter()

    def read_block(self, text: str, line: int) -> None:
        """Read a block of HTML that starts on `line`."""
        for piece in html.split_html(text.rstrip("\n"), line):
            self._read_piece(piece, known=True, block=True)
        self.stack.end_words()

    def read_inline(self, text: str, line: int) -> int:
        """Read one tag or comment within a line; return how many lines it goes over."""
        column = self.record.point(line, text).start_column
        for piece in html.split_html(text, line, column or 1):
            self._read_piece(piece, known=column is not None, block=False)
        return text.count("\n")

    def finish(self) -> None:
        """Report what is said once for a file."""
        if self.comments:
            count = len(self.comments)
            many = "1 HTML comment was" if count == 1 else f"{count:,} HTML comments were"
            self.record.report("MS011", f"{many} left out", self.comments[0])

    def _read_piece(self, piece: Piece, *, known: bool, block: bool) -> None:
        if piece.kind is PieceKind.TEXT:
            self._add_words(piece)
            return
        if piece.kind is PieceKind.ADDRESS:
            self._add_address(piece)
            return
        self.record.markup.append(piece.raw)
        length = len(piece.raw.split("\n", 1)[0])
        line = piece.line + self.record.first_line
        span = Span.at(self.record.source, line, piece.column, length) if known else self.record.span(piece.line)
        if piece.kind is PieceKind.COMMENT:
            self.comments.append(span)
        elif piece.kind is PieceKind.BROKEN:
            if not self.broken:
                self.record.report("MS030", "this comment is not closed", span)
            self.broken = True
        elif piece.kind is PieceKind.OPEN:
            self._open(piece, span, block)
        else:
            self._close(html.SYNONYMS.get(piece.name, piece.name), span, piece.name)

    def _add_words(self, piece: Piece) -> None:
        stack = self.stack
        if any(frame.kind is NodeKind.CODE_BLOCK for frame in stack.frames[-6:]):
            text = piece.text
            if not stack.top.children and stack.top.kind is NodeKind.CODE_BLOCK:
                text = text.removeprefix("\n")
            stack.top.children.append(Node(kind=NodeKind.TEXT, text=text, span=self.record.span(piece.line)))
            return
        for index, line in enumerate(piece.text.split("\n")):
            span = self.record.span(piece.line + index)
            words = line.lstrip() if index else line
            if index:
                # As everywhere, a break stands in the line that it ends.
                stack.add(Node(kind=NodeKind.SOFT_BREAK, span=self.record.span(piece.line + index - 1)))
            if words:
                stack.add(Node(kind=NodeKind.TEXT, text=words, span=span))

    def _add_address(self, piece: Piece) -> None:
        """Put in an address between angle brackets as the link that it is in Markdown; in code it is what it says."""
        frames = self.stack.frames
        span = self.record.span(piece.line)
        if any(frame.kind in (NodeKind.CODE, NodeKind.CODE_BLOCK) for frame in frames[-6:]):
            self.stack.add(Node(kind=NodeKind.TEXT, text=piece.raw, span=span))
            return
        words = Node(kind=NodeKind.TEXT, text=piece.text, span=span)
        within = any(frame.kind is NodeKind.LINK for frame in frames)
        if within or not allow_link(self.record, piece.name, piece.line):
            self.stack.add(words)
        else:
            self.stack.add(Node(kind=NodeKind.LINK, attributes=(("href", piece.name),), children=(words,), span=span))

    def _open(self, piece: Piece, span: Span, block: bool) -> None:
        name = html.SYNONYMS.get(piece.name, piece.name)
        shown = f"<{piece.name}>"
        if name in html.DISCARDED:
            self.record.report("MS007", f"{shown} was removed, with what is in it", span)
            self.stack.frames.append(Frame(NodeKind.SPAN, span, tag=name, lost=True))
        elif name in html.REMOVED:
            what = "was ignored" if name == "base" else "was removed"
            words = "" if name in html.VOID else "; words in it are kept"
            self.record.report("MS007", f"{shown} {what}{words}", span)
        elif name in html.INLINE or name in html.INLINE_KINDS:
            self._open_inline(name, dict(piece.attributes), span, piece.line)
        elif name in html.BLOCK_KINDS:
            self._open_block(name, piece, span, block)
        elif name not in html.SILENT:
            self.record.report("MS009", f"{shown} is not an element of a book; its words are kept", span)

    def _open_inline(self, name: str, given: dict[str, str], span: Span, line: int) -> None:
        kind = html.INLINE_KINDS.get(name, NodeKind.SPAN)
        if name == "a" and "name" in given:
            given.setdefault("id", given["name"])
        attributes = check_attributes(self.record, given, kind, span)
        if kind is NodeKind.LINE_BREAK:
            self.stack.add(Node(kind=kind, span=span))
            return
        if kind is NodeKind.IMAGE:
            attributes.setdefault("alt", "")
            self.stack.add(Node(kind=kind, attributes=tuple(attributes.items()), span=span))
            return
        frame = Frame(kind, span, attributes, tag=name)
        if kind is NodeKind.LINK:
            if "href" not in attributes:
                frame.kind = NodeKind.SPAN
                frame.attributes = {"tag": "span", **attributes}
            else:
                frame.unwrapped = not allow_link(self.record, attributes["href"], line)
        elif kind is NodeKind.SPAN:
            frame.attributes = {"tag": name, **attributes}
        self.stack.push(frame)

    def _open_block(self, name: str, piece: Piece, span: Span, block: bool) -> None:
        stack = self.stack
        kind = html.BLOCK_KINDS[name]
        ends = html.ENDS.get(name, ())
        while stack.top.tag in ends or (stack.top.implied and block):
            stack.pop()
        if not block or self._is_within_line():
            if name == "p" and stack.top.kind is NodeKind.CAPTION:
                # GitBook writes each caption so; a second paragraph begins a line.
                if stack.top.children:
                    stack.add(Node(kind=NodeKind.LINE_BREAK, span=span))
            elif kind is not NodeKind.RULE:
                self.record.report("MS010", f"<{piece.name}> cannot stand within a line; its words are kept", span)
            self.ignored[name] += 1
            return
        attributes = check_attributes(self.record, dict(piece.attributes), kind, span)
        attributes = _complete(name, kind, attributes)
        stack.start_block()
        if kind is NodeKind.RULE:
            stack.add(Node(kind=kind, attributes=tuple(attributes.items()), span=span))
        else:
            stack.push(Frame(kind, span, attributes, tag=name))

    def _is_within_line(self) -> bool:
        """Return True where a block would stand among words: in a heading, a term, or markup of a line."""
        top = self.stack.top
        if top.kind in (NodeKind.PARAGRAPH, NodeKind.CELL):
            return not top.tag and top.kind is NodeKind.PARAGRAPH
        return top.kind in INLINE_KINDS or top.kind in HOLDS_WORDS

    def _close(self, name: str, span: Span, shown: str) -> None:
        known = name in html.INLINE or name in html.INLINE_KINDS or name in html.BLOCK_KINDS or name in html.DISCARDED
        if not known or name in html.VOID:
            return
        # Only what HTML opened can be closed by HTML; a node of Markdown in between bars the way.
        for depth, frame in enumerate(reversed(self.stack.frames), 1):
            if frame.tag == name:
                self.stack.close_to(len(self.stack.frames) - depth + 1)
                self.stack.pop()
                return
            if not frame.tag and not frame.implied:
                break
        if self.ignored[name]:
            self.ignored[name] -= 1
        else:
            self.record.report("MS010", f"</{shown}> closes nothing", span, f"take </{shown}> out, or add <{shown}>")


def _complete(name: str, kind: NodeKind, attributes: dict[str, str]) -> dict[str, str]:
    """Return the attributes of a block with those that its element's name says."""
    if kind is NodeKind.LIST and name == "ol":
        return {"ordered": "true", **attributes}
    if kind is NodeKind.HEADING:
        return {"level": name[1], **attributes}
    if kind is NodeKind.CELL:
        if attributes.get("align") not in ("left", "center", "right"):
            attributes.pop("align", None)
        return {"header": "true", **attributes} if name == "th" else attributes
    if kind is NodeKind.DIVISION and name in ("aside", "details", "center", "address"):
        attributes.setdefault("class", name)
        if name == "aside":
            attributes.setdefault("role", "aside")
    return attributes
