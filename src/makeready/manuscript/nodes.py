"""Nodes: the lines of a Markdown file go in; a tree of nodes, each with its place in the manuscript, comes out.

Markdown and raw HTML fill the same stack of open nodes, so that `<div>` may hold Markdown and each tag finds its
partner. What a reader would not get to see is a finding, and its words are counted as markup, see coverage.
"""

from __future__ import annotations

from markdown_it.token import Token

from makeready.dataclass import dataclass
from makeready.findings import Finding, Span, observe
from makeready.late_pattern import late_pattern
from makeready.manuscript.attributes import parse_attributes
from makeready.manuscript.captions import attach_captions
from makeready.manuscript.elements import ElementReader
from makeready.manuscript.markdown import NESTING_LIMIT, Environment, TooDeep, parse_blocks
from makeready.manuscript.marks import check_attributes
from makeready.manuscript.record import Record
from makeready.manuscript.stack import LINE_NESTING_LIMIT, Frame, Stack
from makeready.manuscript.systems import System
from makeready.manuscript.words import WordReader
from makeready.model.node import Node, NodeKind

_OPENINGS = {
    "paragraph_open": NodeKind.PARAGRAPH,
    "blockquote_open": NodeKind.BLOCK_QUOTE,
    "bullet_list_open": NodeKind.LIST,
    "ordered_list_open": NodeKind.LIST,
    "list_item_open": NodeKind.ITEM,
    "dl_open": NodeKind.DEFINITION_LIST,
    "dt_open": NodeKind.TERM,
    "dd_open": NodeKind.DEFINITION,
    "table_open": NodeKind.TABLE,
    "thead_open": NodeKind.TABLE_HEAD,
    "tbody_open": NodeKind.TABLE_BODY,
    "tr_open": NodeKind.ROW,
    "th_open": NodeKind.CELL,
    "td_open": NodeKind.CELL,
    "heading_open": NodeKind.HEADING,
    "division_open": NodeKind.DIVISION,
    "footnote_reference_open": NodeKind.NOTE,
}
_BOX = late_pattern(r"\[([ xX])\](?=\s)")
_CLOSINGS = {f"{name.removesuffix('_open')}_close": kind for name, kind in _OPENINGS.items()}
# What markdown-it writes for the colons in the line under a table's head.
_ALIGN = {f"text-align:{side}": side for side in ("left", "center", "right")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What was read of one file: its blocks, its notes, the words that are markup, and what was found.

    `refused` is True where the file could not be read to its end.
    """

    nodes: tuple[Node, ...] = ()
    notes: tuple[Node, ...] = ()
    markup: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    refused: bool = False


def read_text(
    lines: list[str],
    source: str,
    first_line: int = 1,
    ids: dict[str, Span] | None = None,
    system: System = System.MAKEREADY,
) -> Text:
    """Return what `lines` of Markdown say; `first_line` is the place of the first of them in `source`.

    `ids` holds the ids that were given in earlier files and takes up this one's. `system` is the one that the lines
    are written for: some of their notations are read in its way.
    """
    record = Record(lines, source, first_line, {} if ids is None else ids, system)
    reader = _BlockReader(record)
    try:
        reader.read(*parse_blocks("\n".join(lines), system))
        nodes = attach_captions(reader.stack.root.children, record)
        notes = attach_captions(reader.stack.notes, record)
    except TooDeep as error:
        message = f"more than {NESTING_LIMIT} levels of blocks, or {LINE_NESTING_LIMIT} of markup in a line, end here"
        finding = observe("MS005", message, span=record.span(error.line))
        return Text(findings=(*record.findings, finding), refused=True)
    return Text(
        nodes=nodes,
        notes=notes,
        markup=tuple(record.markup),
        findings=record.findings,
    )


class _BlockReader:
    """Reads the block tokens of one file onto its stack."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.stack = Stack(record)
        self.elements = ElementReader(record, self.stack)
        self.words = WordReader(record, self.stack, self.elements)
        # Attributes on a line of their own, which belong to the next block; and the line of the last block.
        self.pending: dict[str, str] = {}
        self.line = 0

    def read(self, tokens: list[Token], environment: Environment) -> None:
        """Read the tokens of a whole file."""
        record = self.record
        for reference in (*environment.get("references", {}).values(), *environment.get("duplicate_refs", ())):
            record.markup.extend(record.lines[slice(*reference["map"])])
        record.markup.extend(environment.get("markup", ()))
        for index, token in enumerate(tokens):
            kind = _OPENINGS.get(token.type)
            if token.map:
                self.line = token.map[0]
            elif kind is not None and index + 1 < len(tokens):
                self.line = (tokens[index + 1].map or [self.line])[0]
            if kind is not None:
                self._open(token, kind)
            elif token.type == "inline":
                # Only where verse stands behind bars does a line without a blank go on with the one above it.
                known = {**environment, "bars": True} if token.meta.get("bars") else environment
                self.words.read(self._take_box(token.content), self.line, known)
            elif token.type in _CLOSINGS:
                self.stack.close_markdown(_CLOSINGS[token.type])
                self.stack.take_note()
                if token.type == "paragraph_close":
                    self._drop_empty()
            else:
                self._add_leaf(token)
        self.stack.close_to(1)
        self.elements.finish()

    def _take_box(self, text: str) -> str:
        """Return the words of a block without the box of a task before them, which is put in as a character."""
        frames = self.stack.frames
        box = _BOX.match(text) if text[:1] == "[" else None
        if box is None or len(frames) < 2 or frames[-1].kind is not NodeKind.PARAGRAPH or frames[-1].children:
            return text
        if frames[-2].kind is not NodeKind.ITEM or frames[-2].children:
            return text
        done = box[1] != " "
        span = self.record.span(self.line)
        self.record.markup.append(box[1])
        sign = Node(kind=NodeKind.TEXT, text="\u2611" if done else "\u2610", span=span)
        attributes = (("tag", "span"), ("class", "task done" if done else "task"))
        self.stack.add(Node(kind=NodeKind.SPAN, attributes=attributes, children=(sign,), span=span))
        return f"\u00a0{text[box.end() :].lstrip()}"

    def _drop_empty(self) -> None:
        """Take out a paragraph of which everything was left out."""
        children = self.stack.top.children
        if children and children[-1].kind is NodeKind.PARAGRAPH:
            inside = children[-1].children
            if all(
                one.kind is NodeKind.SOFT_BREAK or (one.kind is NodeKind.TEXT and not one.text.strip())
                for one in inside
            ):
                children.pop()

    def _open(self, token: Token, kind: NodeKind) -> None:
        span = self.record.span(self.line, token.map[1] if token.map else None)
        self.stack.start_block()
        attributes = {**self._name_attributes(token, kind), **self._take_pending(kind, span)}
        if kind is NodeKind.NOTE:
            self.stack.frames.append(Frame(kind, span, attributes))
        else:
            self.stack.push(Frame(kind, span, attributes))

    def _name_attributes(self, token: Token, kind: NodeKind) -> dict[str, str]:
        """Return the attributes that a block has by being what it is."""
        if kind is NodeKind.HEADING:
            return {"level": token.tag[1:]}
        if kind is NodeKind.LIST and token.tag == "ol":
            start = str(token.attrs.get("start", 1))
            style = token.attrs.get("type")
            return {
                "ordered": "true",
                **({"start": start} if start != "1" else {}),
                **({"type": str(style)} if style else {}),
            }
        if kind is NodeKind.ITEM:
            self.record.markup.append(token.info)
            return {"tight": "true"} if self.stack.top.attributes.get("tight") else {}
        if kind is NodeKind.PARAGRAPH and token.hidden:
            self.stack.mark_tight()
        if kind is NodeKind.CELL:
            align = _ALIGN.get(str(token.attrs.get("style", "")))
            colspan = token.attrs.get("colspan")
            return {
                **({"colspan": str(colspan)} if colspan else {}),
                **({"header": "true"} if token.tag == "th" else {}),
                **({"align": align} if align else {}),
            }
        if kind is NodeKind.DIVISION:
            return self._read_division(token)
        if kind is NodeKind.NOTE:
            label = str(token.meta["label"])
            self.record.markup.append(label)
            return {"label": label}
        return {}

    def _read_division(self, token: Token) -> dict[str, str]:
        self.record.markup.append(token.info)
        if not token.meta.get("closed"):
            self.record.report("MS028", "this division is not closed", self.record.point(self.line, ":::"))
        span = self.record.point(self.line, token.info)
        return check_attributes(self.record, token.attrs, NodeKind.DIVISION, span)

    def _take_pending(self, kind: NodeKind, span: Span) -> dict[str, str]:
        if not self.pending:
            return {}
        pending, self.pending = self.pending, {}
        return check_attributes(self.record, pending, kind, span)

    def _add_leaf(self, token: Token) -> None:
        if token.type == "attributes":
            classes = f"{self.pending.get('class', '')} {token.attrs.get('class', '')}".split()
            self.pending |= {key: str(value) for key, value in token.attrs.items()}
            if classes:
                self.pending["class"] = " ".join(dict.fromkeys(classes))
            self.record.markup.append(token.info)
        elif token.type == "html_block":
            self.pending = {}
            self.elements.read_block(token.content, self.line)
        elif token.type == "hr":
            span = self.record.span(self.line)
            attributes = self._take_pending(NodeKind.RULE, span)
            self.stack.start_block()
            self.stack.add(Node(kind=NodeKind.RULE, attributes=tuple(attributes.items()), span=span))
        elif token.type == "dropped_block":
            self.record.markup.append(token.content)
            if token.meta.get("notation"):
                self.record.drop(token.meta["notation"], self.record.span(self.line))
        elif token.type == "stray_colons":
            self.record.report("MS029", "there is no division to close here", self.record.point(self.line, ":::"))
        elif token.type in ("fence", "code_block"):
            self._add_code(token)
        else:
            raise AssertionError(f"no rule for {token.type}")

    def _add_code(self, token: Token) -> None:
        span = self.record.span(self.line, token.map[1] if token.map else None)
        attributes = self._take_pending(NodeKind.CODE_BLOCK, span)
        if reason := token.meta.get("unread"):
            message = f"this drawn table cannot be read: {reason}; it stands as it is written"
            self.record.report("MS034", message, self.record.span(self.line))
        if token.meta.get("notation"):
            attributes["class"] = " ".join((*attributes.get("class", "").split(), token.meta["notation"]))
        info = token.info.strip()
        if info:
            self.record.markup.append(info)
            word, brace, rest = info.partition("{")
            given = parse_attributes(brace + rest) if rest else None
            language = word.strip().split(" ")[0]
            if given:
                classes = given.pop("class", "").split()
                language = language or (classes.pop(0) if classes else "")
                attributes |= check_attributes(
                    self.record, {**given, "class": " ".join(classes)}, NodeKind.CODE_BLOCK, span
                )
            if language:
                attributes["language"] = language
        self.stack.start_block()
        text = token.content.rstrip("\n")
        self.stack.add(Node(kind=NodeKind.CODE_BLOCK, attributes=tuple(attributes.items()), text=text, span=span))
