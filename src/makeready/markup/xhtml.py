"""XHTML: nodes go in; elements come out, through a writer that knows where each came from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from makeready.findings.span import Span
from makeready.late_pattern import late_pattern
from makeready.markup.directions import isolate_runs
from makeready.markup.semantics import division_attributes
from makeready.markup.writer import XhtmlWriter
from makeready.model.direction import name_direction
from makeready.model.node import Node, NodeKind

Attributes = list[tuple[str, str]]

_PLAIN = {
    NodeKind.PARAGRAPH: "p",
    NodeKind.BLOCK_QUOTE: "blockquote",
    NodeKind.DEFINITION_LIST: "dl",
    NodeKind.TERM: "dt",
    NodeKind.DEFINITION: "dd",
    NodeKind.FIGURE: "figure",
    NodeKind.CAPTION: "figcaption",
    NodeKind.TABLE_HEAD: "thead",
    NodeKind.TABLE_BODY: "tbody",
    NodeKind.ROW: "tr",
}
# Elements whose children are blocks: their end tag stands on a line of its own.
_HOLDS_BLOCKS = frozenset(
    {
        NodeKind.BLOCK_QUOTE, NodeKind.DEFINITION_LIST, NodeKind.DIVISION, NodeKind.FIGURE, NodeKind.LIST,
        NodeKind.TABLE_HEAD, NodeKind.TABLE_BODY, NodeKind.ROW,
    }
)  # fmt: skip
_SHORT_TABLE = 9
# How far the rest of a line of verse hangs, in em, as the style sheets say of class "line".
_HANGING = 2
# How far each kind steps in from the margin, and from how many steps on it does so by less (twice by less, thrice).
_STEPS = {NodeKind.BLOCK_QUOTE: 2, NodeKind.LIST: 1, NodeKind.DEFINITION: 1}
_DEEP = (4, 10, 20)
_BREAKS = frozenset({NodeKind.SOFT_BREAK, NodeKind.LINE_BREAK})
_LENGTH = late_pattern(r"\d+(\.\d+)?(%|em|ex|in|cm|mm|pt|px)|\d+")
# Elements of a line that an author may write by their names.
SPAN_TAGS = frozenset(
    "abbr b bdi bdo cite del dfn em i ins kbd mark q s samp small span strong sub sup time u var ruby rb rt rp".split()
)


class NodeMarker:
    """Writes nodes; `hrefs` maps "#id" to where it is in the package, `images` an asset's path to its file.

    `backward` is True while what is written stands in text that runs from right to left.
    """

    def __init__(self, writer: XhtmlWriter, hrefs: Mapping[str, str], images: Mapping[str, str], note: str) -> None:
        self.writer = writer
        self.hrefs = hrefs
        self.images = images
        self.note = note
        self.backward = False
        self._steps = 0
        self._special: dict[NodeKind, Callable[[Node], None]] = {
            NodeKind.TEXT: lambda node: writer.write_text(node.text),
            NodeKind.PARAGRAPH: self._paragraph,
            NodeKind.HEADING: lambda node: self._block(f"h{node.get('level') or '2'}", node),
            NodeKind.LIST: self._list,
            NodeKind.ITEM: self._item,
            NodeKind.CODE_BLOCK: self._code_block,
            NodeKind.RULE: self._rule,
            NodeKind.TABLE: self._table,
            NodeKind.CELL: self._cell,
            NodeKind.DIVISION: self._division,
            NodeKind.LINE: self._line,
            NodeKind.NOTE: self._note,
            NodeKind.CODE: self._code,
            NodeKind.LINK: self._link,
            NodeKind.IMAGE: self._image,
            NodeKind.LINE_BREAK: lambda _: writer.write_raw("<br/>"),
            NodeKind.SOFT_BREAK: self._soft_break,
            NodeKind.NOTE_CALL: self._note_call,
            NodeKind.SPAN: self._span,
            NodeKind.EMPHASIS: lambda node: self._wrap("em", node),
            NodeKind.STRONG: lambda node: self._wrap("strong", node),
        }

    def mark(self, nodes: Sequence[Node]) -> None:
        """Write `nodes` in order."""
        around = self.backward
        for given in isolate_runs(nodes, backward=around):
            node = self._turn(given) if given.attributes else given
            special = self._special.get(node.kind)
            if special is not None:
                special(node)
            else:
                self._block(_PLAIN[node.kind], node)
            self.backward = around

    def _turn(self, node: Node) -> Node:
        """Take note of the direction of `node`; return it with `dir` where its language turns the one around."""
        direction, language = node.get("dir"), node.get("lang")
        if direction is None and language:
            direction = name_direction(language)
            if (direction == "rtl") != self.backward:
                node = node.having(dir=direction)
        if direction in ("ltr", "rtl"):
            self.backward = direction == "rtl"
        return node

    def _wrap(self, name: str, node: Node, extra: Iterable[tuple[str, str]] = ()) -> None:
        self.writer.open(name, [*shared_attributes(node), *extra])
        self.mark(node.children)
        self.writer.close(name)

    def _block(self, name: str, node: Node, extra: Iterable[tuple[str, str]] = ()) -> None:
        """Write a block; style sheets are told where one that steps in from the margin stands deep in others."""
        steps = _STEPS.get(node.kind, 0)
        self._steps += steps
        deep = sum(self._steps > limit for limit in _DEEP) if steps else 0
        self.writer.break_line(node.span)
        self.writer.open(name, [*shared_attributes(node), *extra, *([("data-deep", str(deep))] if deep else ())])
        self.mark(node.children)
        if node.kind in _HOLDS_BLOCKS:
            self.writer.break_line()
        self.writer.close(name)
        self._steps -= steps

    def _paragraph(self, node: Node) -> None:
        self._block("p", _add_class(node, "pictures") if begins_with_picture(node.children) else node)

    def _list(self, node: Node) -> None:
        ordered = node.get("ordered") == "true"
        extra: Attributes = []
        start = node.get("start")
        backwards = ordered and node.get("reversed") is not None
        if ordered:
            if start and (start != "1" or backwards):
                extra.append(("start", start))
            if kind := node.get("type"):
                extra.append(("type", kind))
            if backwards:
                extra.append(("reversed", "reversed"))
        else:
            # Only in an ordered list has an item a number.
            items = tuple(item.having(value=None) if item.get("value") else item for item in node.children)
            node = replace(node, children=items)
        if node.get("tight") == "true":
            extra.append(("data-tight", "true"))
        self._block("ol" if ordered else "ul", node, extra)

    def _item(self, node: Node) -> None:
        children = node.children
        # A tight item is its first paragraph's words, as in every printed list.
        if node.get("tight") == "true" and children and children[0].kind is NodeKind.PARAGRAPH:
            node = replace(node, children=(*children[0].children, *children[1:]))
        value = node.get("value")
        self._block("li", node, [("value", value)] if value else ())

    def _keep_forward(self, node: Node) -> Attributes:
        """Return the direction of code, which runs from left to right in any text."""
        return [("dir", "ltr")] if self.backward and node.get("dir") is None else []

    def _code(self, node: Node) -> None:
        self.writer.write_words("code", shared_attributes(node) + self._keep_forward(node), node.text)

    def _code_block(self, node: Node) -> None:
        self.writer.break_line(node.span)
        language = node.get("language")
        self.writer.open("pre", shared_attributes(node) + self._keep_forward(node))
        self.writer.write_words("code", [("class", f"language-{language}")] if language else (), node.text)
        self.writer.close("pre")

    def _rule(self, node: Node) -> None:
        self.writer.break_line(node.span)
        self.writer.write_empty("hr", shared_attributes(node))

    def _table(self, node: Node) -> None:
        rows = sum(1 for inner in node.walk() if inner.kind is NodeKind.ROW)
        # A table of few rows is not cut in two on paper.
        short: Attributes = [("data-short", "true")] if rows <= _SHORT_TABLE else []
        self.writer.break_line(node.span)
        self.writer.open("table", shared_attributes(node) + short)
        around = self.backward
        for child in node.children:
            if child.kind is NodeKind.CAPTION:
                self._block("caption", self._turn(child))
                self.backward = around
            else:
                self.mark((child,))
        self.writer.break_line()
        self.writer.close("table")

    def _cell(self, node: Node) -> None:
        # An empty one, such as the corner of a table, heads nothing.
        header = node.get("header") == "true" and bool(node.children)
        extra: Attributes = [("scope", node.get("scope") or "col")] if header else []
        if align := node.get("align"):
            extra.append(("style", f"text-align: {align}"))
        extra += [(name, value) for name in ("colspan", "rowspan") if (value := node.get(name))]
        self._wrap("th" if header else "td", node, extra)

    def _division(self, node: Node) -> None:
        name, extra = division_attributes(node.get("role") or "")
        self._block(name, node, extra)

    def _line(self, node: Node) -> None:
        self.writer.break_line(node.span)
        blanks = int(node.get("indent") or 0)
        side = "right" if self.backward else "left"
        style: Attributes = [("style", f"padding-{side}: {_HANGING + blanks / 2:g}em")] if blanks else []
        self._wrap("span", _add_class(node, "line"), style)

    def _link(self, node: Node) -> None:
        href = node.get("href") or ""
        self._wrap("a", node, [("href", self.hrefs.get(href, href)), *_list_title(node)])

    def _image(self, node: Node) -> None:
        source = node.get("src") or ""
        extra: Attributes = [("src", self.images.get(source, source)), ("alt", node.get("alt") or "")]
        extra += _list_title(node)
        sizes = [(name, node.get(name) or "") for name in ("width", "height")]
        # As a style, for the page engine takes no sizes from attributes.
        lengths = [f"{name}: {v}px" if v.isdigit() else f"{name}: {v}" for name, v in sizes if _LENGTH.fullmatch(v)]
        if lengths:
            extra.append(("style", "; ".join(lengths)))
        self.writer.write_empty("img", shared_attributes(node) + extra)

    def _soft_break(self, node: Node) -> None:
        # The break ends a line of the manuscript: what follows came from the next one.
        span = node.span
        self.writer.break_line(Span.at(span.source, span.start_line + 1) if span is not None else None)

    def _span(self, node: Node) -> None:
        tag = node.get("tag") or "span"
        self._wrap(tag if tag in SPAN_TAGS else "span", node, _list_title(node))

    def _note_call(self, node: Node) -> None:
        number, target = node.get("number"), node.get("target")
        if number is None or target is None:
            return  # a call without a note has been reported when the manuscript was read
        following: Attributes = [("data-next", "true")] if node.get("next") else []
        if node.children:
            attributes = [("id", target), ("class", "footnote"), ("data-number", number), ("role", "doc-footnote")]
            self.writer.open("span", attributes + following)
            self._mark_foot(node.children)
            self.writer.close("span")
            return
        attributes = [("href", self.hrefs.get(f"#{target}", f"#{target}"))]
        if identity := node.get("id"):
            attributes.insert(0, ("id", identity))
        attributes += [("epub:type", "noteref"), ("role", "doc-noteref"), *following]
        self.writer.write_words("a", attributes, number)

    def _mark_foot(self, children: tuple[Node, ...]) -> None:
        """Write the words of a footnote as parts of a line: the page engine breaks pages badly around blocks there."""
        for place, child in enumerate(children):
            around = self.backward
            turned = self._turn(child)
            if child.kind is not NodeKind.PARAGRAPH:
                self.mark((child,))
            elif place or turned.attributes:
                self._wrap("span", _add_class(turned, "paragraph") if place else turned)
            else:
                self.mark(child.children)
            self.backward = around

    def _note(self, node: Node) -> None:
        number, calls = node.get("number") or "", (node.get("calls") or "").split()
        self.writer.break_line(node.span)
        attributes = [("id", node.get("id") or ""), ("epub:type", "footnote"), ("role", "doc-footnote")]
        self.writer.open("aside", attributes)
        children = node.children
        self.writer.break_line()
        leads = children and children[0].kind is NodeKind.PARAGRAPH
        around = self.backward
        self.writer.open("p", shared_attributes(self._turn(children[0])) if leads else ())
        for place, call in enumerate(calls):
            href = self.hrefs.get(f"#{call}", f"#{call}")
            label = [] if place == 0 else [("aria-label", f"{self.note} {number}, {place + 1}")]
            shown = f"{number}." if place == 0 else _letter(place)
            self.writer.write_words("a", [("href", href), ("role", "doc-backlink"), *label], shown)
            self.writer.write_text(" ")
        if leads:
            self.mark(children[0].children)
            children = children[1:]
        self.backward = around
        self.writer.close("p")
        self.mark(children)
        self.writer.break_line()
        self.writer.close("aside")


def _letter(place: int) -> str:
    """Return what the link back to the call at `place` shows: (b), (c) … and numbers behind (z)."""
    return f"({chr(ord('a') + place)})" if place < 26 else f"({place + 1})"


def shared_attributes(node: Node) -> Attributes:
    """Return the attributes that any element may have, in a fixed order."""
    if not node.attributes:
        return []
    values = defaultdict(str, node.attributes)
    classes = " ".join(dict.fromkeys(f"{values['class']} {values['role']}".split()))
    found = {"id": values["id"], "class": classes, "lang": values["lang"], "xml:lang": values["lang"]}
    return [
        (name, value) for name, value in {**found, "dir": values["dir"], "data-box": values["box"]}.items() if value
    ]


def _list_title(node: Node) -> Attributes:
    title = node.get("title")
    return [("title", title)] if title else []


def begins_with_picture(children: Iterable[Node]) -> bool:
    """Return True where a picture has the first line to itself: the words of a caption may stand in the next ones.

    Several pictures may share the line, in links or emphasis too. One that words follow on its line is a sign in them.
    """
    found = False
    for child in children:
        if child.kind is NodeKind.IMAGE:
            found = True
        elif child.kind in _BREAKS:
            return found
        elif child.children:
            if not begins_with_picture(child.children):
                return False
            found = True
        elif child.kind is not NodeKind.TEXT or child.text.strip():
            return False
    return found


def _add_class(node: Node, name: str) -> Node:
    return node.having(**{"class": f"{name} {node.get('class') or ''}".strip()})
