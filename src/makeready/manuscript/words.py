"""Words: the text of a paragraph goes in; its words, emphasis, links, pictures and note calls come out as nodes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from markdown_it.token import Token

from makeready.findings import Span
from makeready.late_pattern import late_pattern
from makeready.manuscript.attributes import parse_attributes, split_heading
from makeready.manuscript.elements import ElementReader
from makeready.manuscript.markdown import Environment, TooDeep, name_address, parse_line
from makeready.manuscript.marks import allow_link, check_attributes
from makeready.manuscript.record import Record
from makeready.manuscript.roles import is_verse
from makeready.manuscript.shapes import MOST_BLANKS
from makeready.manuscript.stack import Frame, Stack
from makeready.model.node import Node, NodeKind

# A line without any of these is one run of words, and markdown-it need not look at it.
_MARKUP = late_pattern(r"[\n\\`*_\[<&$@{~^]|==|%%|:[a-z+/-]|www\.")
_ABBREVIATED = late_pattern(r"\w[\w.&/-]*\w|\w")
# Blanks at the beginning of a line, relative to its block: fewer are a way to write, not to be kept.
_STEPPED_IN = 4
# Inline notes within inline notes.
_NOTE_NESTING_LIMIT = 5

_OPENINGS = {
    "em_open": NodeKind.EMPHASIS,
    "strong_open": NodeKind.STRONG,
    "link_open": NodeKind.LINK,
    "span_open": NodeKind.SPAN,
    "s_open": NodeKind.SPAN,
    "note_open": NodeKind.NOTE,
    "element_open": NodeKind.SPAN,
}


class WordReader:
    """Reads the inline markup of one file onto its stack."""

    def __init__(self, record: Record, stack: Stack, elements: ElementReader) -> None:
        self.record = record
        self.stack = stack
        self.elements = elements
        self.inline_notes = 0
        self.environment: Environment = {}

    def read(self, text: str, line: int, environment: Environment) -> None:
        """Read the `text` of the innermost open block, which starts on `line`."""
        frame = self.stack.top
        self.environment = environment
        if frame.kind is NodeKind.HEADING and text.rstrip().endswith("}"):
            text, braces = split_heading(text)
            if braces:
                self.record.markup.append(braces)
                given = parse_attributes(braces) or {}
                span = self.record.point(line, braces)
                frame.attributes |= check_attributes(self.record, given, NodeKind.HEADING, span)
        if _MARKUP.search(text):
            self._add_tokens(parse_line(text, environment), line, text.split("\n"))
        elif text:
            self._add_words(text, self.record.span(line))

    def _add_tokens(self, tokens: list[Token], line: int, lines: Sequence[str] = ()) -> None:
        stack = self.stack
        first = line
        verse = any(is_verse(frame.attributes.get("role")) for frame in stack.frames)
        depth = len(stack.frames)
        words: list[str] = []
        quoted = False

        def flush() -> None:
            if words:
                text = "".join(words)
                self._add_words(text.replace("''", "”") if quoted else text, self.record.span(line))
                words.clear()

        for token in tokens:
            kind = token.type
            if kind in ("text", "text_special"):
                if token.content:
                    words.append(token.content)
                continue
            if kind == "tex_quote":
                flush()
                quoted = True
                words.append(token.content)
                continue
            flush()
            if kind in ("softbreak", "hardbreak"):
                broken = NodeKind.SOFT_BREAK if kind == "softbreak" else NodeKind.LINE_BREAK
                stack.add(Node(kind=broken, span=self.record.span(line)))
                line += 1
                if kind == "hardbreak" and not verse and line - first < len(lines):
                    self._keep_blanks(lines[line - first], line)
            elif kind == "continuation":
                stack.add(Node(kind=NodeKind.TEXT, text=token.content, span=self.record.span(line)))
                line += 1
            elif kind in ("kept", "dropped", "wikilink", "kept_markup"):
                self._add_notation(token, line)
                line += token.content.count("\n")
            elif kind == "html_inline":
                line += self.elements.read_inline(token.content, line)
            else:
                self._add_token(token, line)
        flush()
        stack.close_to(depth)

    def _add_words(self, text: str, span: Span) -> None:
        """Put in words, with what an abbreviation among them stands for."""
        known: dict[str, str] = self.environment.get("abbreviations", {})
        at = 0
        for found in _ABBREVIATED.finditer(text) if known else ():
            title = known.get(found[0])
            if title is None:
                continue
            if found.start() > at:
                self.stack.add(Node(kind=NodeKind.TEXT, text=text[at : found.start()], span=span))
            inner = Node(kind=NodeKind.TEXT, text=found[0], span=span)
            attributes = (("tag", "abbr"), ("title", title))
            self.stack.add(Node(kind=NodeKind.SPAN, attributes=attributes, children=(inner,), span=span))
            at = found.end()
        if at < len(text):
            self.stack.add(Node(kind=NodeKind.TEXT, text=text[at:], span=span))

    def _keep_blanks(self, text: str, line: int) -> None:
        """Keep the blanks of a line that an author broke and stepped in, as in verse without a division."""
        blanks = len(text) - len(text.lstrip(" "))
        if blanks >= _STEPPED_IN and text.strip():
            # The blanks of a typeface are half as wide as a line of verse steps in by for each.
            words = "\u00a0" * 2 * min(blanks, MOST_BLANKS)
            self.stack.add(Node(kind=NodeKind.TEXT, text=words, span=self.record.span(line)))

    def _add_token(self, token: Token, line: int) -> None:
        kind = _OPENINGS.get(token.type)
        if kind is not None:
            self._open(token, kind, line)
        elif token.nesting < 0:
            kind = _OPENINGS[f"{token.type.removesuffix('_close')}_open"]
            self.stack.close_markdown(kind)
            if kind is NodeKind.NOTE and (note := self.stack.take_note()):
                call = Node(kind=NodeKind.NOTE_CALL, attributes=note.attributes, span=self.record.span(line))
                self.stack.add(call)
        elif token.type == "code_inline":
            self.stack.add(Node(kind=NodeKind.CODE, text=token.content, span=self.record.span(line)))
        elif token.type == "image":
            self._add_image(token, line)
        elif token.type == "note_call":
            label = str(token.meta["label"])
            self.record.markup.append(label)
            span = self.record.point(line, token.content)
            self.stack.add(Node(kind=NodeKind.NOTE_CALL, attributes=(("label", label),), span=span))
        elif token.type == "attributes":
            self._add_attributes(token, line)
        else:
            raise AssertionError(f"no rule for {token.type}")

    def _add_notation(self, token: Token, line: int) -> None:
        """Put in what another system would read: kept as it is written, as its words, or left out and counted."""
        record = self.record
        key = str(token.meta.get("notation", ""))
        span = record.point(line, str(token.meta.get("raw", token.content)))
        words = re.sub(r"\s*\n\s*", " ", token.content)
        attributes: dict[str, str] = {"class": key}
        if token.type == "kept" and key != "emoji":
            self.stack.add(Node(kind=NodeKind.CODE, attributes=tuple(attributes.items()), text=words, span=span))
        elif token.type in ("kept", "wikilink"):
            record.markup.append(str(token.meta.get("raw", "")))
            text = Node(kind=NodeKind.TEXT, text=words, span=span)
            attributes = {"tag": "span", **attributes}
            self.stack.add(Node(kind=NodeKind.SPAN, attributes=tuple(attributes.items()), children=(text,), span=span))
        else:
            record.markup.append(token.content)
            if key:
                record.drop(key, span)

    def _open(self, token: Token, kind: NodeKind, line: int) -> None:
        span = self.record.span(line)
        self.record.markup.append(str(token.meta.get("command", "")))
        if kind is NodeKind.NOTE:
            self._open_note(line)
        elif kind is NodeKind.LINK:
            href = str(token.attrs["href"])
            if token.markup != "autolink":
                self.record.markup += [*name_address(href), str(token.attrs.get("title", ""))]
                self.record.markup.append(str(token.meta.get("label", "")))
            attributes = {key: str(value) for key, value in token.attrs.items() if key in ("href", "title") and value}
            attributes.setdefault("href", href)
            self.stack.push(Frame(kind, span, attributes, unwrapped=not allow_link(self.record, href, line)))
        elif kind is NodeKind.SPAN:
            self.record.markup.append(token.info)
            good = check_attributes(self.record, token.attrs, kind, self.record.point(line, token.info))
            self.stack.push(
                Frame(kind, span, {"tag": token.tag if token.type in ("s_open", "element_open") else "span", **good})
            )
        else:
            self.stack.push(Frame(kind, span))

    def _open_note(self, line: int) -> None:
        """Open a note in its line. Its call is put there when it is closed."""
        stack, span = self.stack, self.record.span(line)
        if sum(1 for frame in stack.frames if frame.kind is NodeKind.NOTE) >= _NOTE_NESTING_LIMIT:
            raise TooDeep(line)
        self.inline_notes += 1
        stack.frames.append(Frame(NodeKind.NOTE, span, {"label": f"^{self.inline_notes}"}))
        stack.frames.append(Frame(NodeKind.PARAGRAPH, span, implied=True))

    def _add_image(self, token: Token, line: int) -> None:
        source = str(token.attrs.get("src", ""))
        title = str(token.attrs.get("title", ""))
        self.record.markup += [*name_address(source), str(token.meta.get("label", ""))]
        attributes = {"src": source, "alt": read_alt(token.children or [])}
        # Markup parts words that stand together in the alternative text, and has words of its own: coverage has to
        # know all of them.
        for inner in _walk(token.children or ()):
            self.record.markup += [inner.content, inner.info, str(inner.meta.get("label", ""))]
            for name in ("href", "src", "title"):
                self.record.markup += name_address(str(inner.attrs.get(name, "")))
        if title:
            self.record.markup.append(title)
            attributes["title"] = title
        shown = token.content.split("\n", 1)[0]
        span = self.record.point(line, f"![{shown}")
        caption = self._read_caption(title, line) if title else ()
        self.stack.add(Node(kind=NodeKind.IMAGE, attributes=tuple(attributes.items()), children=caption, span=span))

    def _read_caption(self, title: str, line: int) -> tuple[Node, ...]:
        """Return the words of a picture's title, which stand below it where it has its paragraph to itself."""
        if not _MARKUP.search(title):
            return ()
        frame = Frame(NodeKind.CAPTION, self.record.span(line))
        self.stack.frames.append(frame)
        self._add_tokens(parse_line(title, self.environment), line)
        self.stack.frames.remove(frame)
        return tuple(frame.children)

    def _add_attributes(self, token: Token, line: int) -> None:
        """Put braces onto the node before them."""
        self.record.markup.append(token.info)
        children = self.stack.top.children
        if not children:
            return
        last = children[-1]
        good = check_attributes(self.record, token.attrs, last.kind, self.record.point(line, token.info))
        for name in ("src", "href"):
            good.pop(name, None)
        classes = f"{last.get('class') or ''} {good.get('class', '')}".split()
        if classes:
            good["class"] = " ".join(dict.fromkeys(classes))
        children[-1] = last.having(**good)


def _walk(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _walk(token.children or ())


def read_alt(tokens: Iterable[Token]) -> str:
    """Return the words of a picture's alternative text."""
    parts: list[str] = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.children:
            parts.append(read_alt(token.children))
        elif token.type in (
            "text",
            "text_special",
            "code_inline",
            "continuation",
            "note_call",
            "kept",
            "wikilink",
            "tex_quote",
        ):
            parts.append(token.content)
    return "".join(parts)
