"""Markdown: the tree of a text, as HTML, goes in; the lines of a manuscript that reads the same come out.

What Markdown has no form for is written as the raw HTML that a manuscript takes: tables with cells over several
columns, figures with captions of several words. docs/manuscript.md lists both.
"""

from __future__ import annotations

import copy
import html
import re
import string
from collections.abc import Iterator
from dataclasses import field

from lxml import etree

from makeready.acquire.elements import (
    CALL,
    UNREAD_TAGS,
    find_align,
    find_line,
    find_tag,
    holds_block,
    is_block,
    list_classes,
    read_all,
)
from makeready.acquire.markdown_lines import LineWriter, escape_start
from makeready.acquire.written import WrittenLine
from makeready.dataclass import dataclass
from makeready.findings import Span
from makeready.manuscript.roles import BLOCK_ROLES, SECTION_ROLES
from makeready.model.pages import write_roman

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_VERSE = frozenset({"verse", "poem", "lyrics", "line-block", "poetry", "line-group", "stanza"})
_ALIGNED = {"center": "center", "centre": "center", "centered": "center", "right": "right", "text-center": "center"}
# What stands under the heading of a chapter: docs/manuscript.md names the classes.
_BELOW_HEADINGS = frozenset({"chapter-subtitle", "chapter-author"})
_CELLS = frozenset({"td", "th"})
_TABLE_ATTRIBUTES = ("colspan", "rowspan", "scope", "lang")
# What a section is without saying so needs no class.
_HELD_BY_HEADINGS = frozenset({*SECTION_ROLES, "unnumbered"}) - {"chapter", "section", "subchapter", "division"}
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class _Lines:
    """A block that is written: its lines, and the line of the source that it began on. `tight`: no empty line above."""

    lines: list[str]
    origin: int | None
    tight: bool = False


@dataclass(slots=True, kw_only=True)
class MarkdownWriter:
    """Writes trees of HTML as Markdown.

    `source` is the path that origins name. `words` writes what stands in a line. `levels` are taken from the rank of
    each heading: with 1, a second-rank heading becomes one of the first. `notes` has the words of each note by label.
    """

    source: str
    words: LineWriter = field(default_factory=LineWriter)
    levels: int = 0
    notes: dict[str, etree._Element] = field(default_factory=dict)

    def write(self, nodes: list[etree._Element]) -> tuple[WrittenLine, ...]:
        """Return the lines of the blocks `nodes`, an empty one between two, and of the notes that they call."""
        blocks: list[_Lines] = []
        for node in nodes:
            blocks += self._write_any(node, 0)
        for label, note in self.notes.items():
            blocks += self._write_note(label, note)
        return tuple(self._finish(blocks))

    def _finish(self, blocks: list[_Lines]) -> Iterator[WrittenLine]:
        for at, block in enumerate(blocks):
            origin = Span.at(self.source, block.origin) if block.origin else None
            if at:
                yield WrittenLine(text="")
            yield from (
                WrittenLine(text=line.rstrip() if not line.strip() else line, origin=origin) for line in block.lines
            )

    # --- blocks -------------------------------------------------------------------------------------------------

    def _write_any(self, node: etree._Element, depth: int) -> list[_Lines]:
        """Return the blocks of an element: itself, or what is in it where it only holds others."""
        tag = find_tag(node)
        line = find_line(node)
        if not tag or tag in UNREAD_TAGS or depth > _DEEPEST:
            return []
        if tag in _HEADINGS:
            return self._write_heading(node, _HEADINGS[tag], line)
        if tag == "hr":
            return [_Lines(["* * *"], line)]
        if tag == "pre":
            return [self._write_code(node, line)]
        if tag == "table":
            return self._write_table(node, line, depth)
        if tag in ("ul", "ol", "menu", "dir"):
            return self._write_list(node, line, depth)
        if tag == "dl":
            return self._write_definitions(node, line, depth)
        if tag == "figure":
            return self._write_figure(node, line, depth)
        if tag == "blockquote":
            division = self._write_division(node, depth)
            inner = [] if division else self._write_inside(node, depth)
            return [_prefix(inner, "> ", line)] if inner else division
        if is_block(node) and (holds_block(node) or tag in ("div", "section", "article", "aside")):
            return self._write_division(node, depth) or self._write_inside(node, depth)
        return self._write_paragraph(node, line)

    def _write_inside(self, node: etree._Element, depth: int) -> list[_Lines]:
        """Return the blocks within an element; words between them are paragraphs."""
        blocks: list[_Lines] = []
        loose: list[etree._Element | str] = [node.text] if node.text else []

        def close() -> None:
            if any((isinstance(one, str) and one.strip()) or not isinstance(one, str) for one in loose):
                blocks.extend(self._write_words(loose, find_line(node)))
            loose.clear()

        for child in node:
            if is_block(child) or find_tag(child) == "hr":
                close()
                blocks += self._write_any(child, depth + 1)
            elif find_tag(child) and find_tag(child) not in UNREAD_TAGS:
                if holds_block(child):
                    close()
                    blocks += self._write_inside(child, depth + 1)
                else:
                    loose.append(child)
            if child.tail:
                loose.append(child.tail)
        close()
        return blocks

    def _write_division(self, node: etree._Element, depth: int) -> list[_Lines]:
        """Return an element with a role as a division, nothing for one without."""
        classes = list_classes(node)
        line = find_line(node)
        if classes & _VERSE:
            return self._write_verse(node, line)
        role = next((name for name in sorted(classes) if name in BLOCK_ROLES), None)
        if role is None or depth > _DEEPEST:
            return []
        inner = self._write_inside(node, depth)
        if not inner:
            return []
        return [_Lines([f"::: {role}", *_stack(inner, tight=False), ":::"], line)]

    def _write_heading(self, node: etree._Element, level: int, line: int | None) -> list[_Lines]:
        words = self.words.write(_content(node), breaks="<br>", inside=True)
        if not words:
            return []
        level = min(max(level - self.levels, 1), 6)
        identity = node.get("id")
        held = [f"#{identity}"] if identity and identity in self.words.anchors else []
        held += [f".{name}" for name in sorted(list_classes(node)) if name in _HELD_BY_HEADINGS]
        braces = f" {{{' '.join(held)}}}" if held else ""
        # Number signs at the end would be read as the end of the heading.
        words = re.sub(r"(?<!\\)(#+)$", r"\\\1", words)
        return [_Lines([f"{'#' * level} {words}{braces}"], line)]

    def _write_paragraph(self, node: etree._Element, line: int | None) -> list[_Lines]:
        classes = list_classes(node)
        if classes & _VERSE:
            return self._write_verse(node, line)
        held = [f".{name}" for name in sorted(classes) if name in BLOCK_ROLES or name in _BELOW_HEADINGS]
        align = find_align(node) or next((_ALIGNED[name] for name in sorted(classes) if name in _ALIGNED), "")
        if align in ("center", "right"):
            held.append(f".{align}")
        identity = node.get("id")
        if identity and identity in self.words.anchors:
            held.insert(0, f"#{identity}")
        held += [f'{key}="{node.get(key)}"' for key in ("lang", "dir") if re.fullmatch(r"[\w-]+", node.get(key) or "")]
        return self._write_words(_content(node), line, f"{{{' '.join(held)}}}" if held else "")

    def _write_words(self, nodes: list[etree._Element | str], line: int | None, braces: str = "") -> list[_Lines]:
        text = self.words.write(nodes)
        if not text.strip():
            return []
        first, *rest = text.split("\n")
        lines = [first, *(escape_start(one) for one in rest)]
        return [_Lines([braces, *lines] if braces else lines, line)]

    def _write_verse(self, node: etree._Element, line: int | None) -> list[_Lines]:
        """Return verse: each line of it on a line, stanzas apart, steps in by blanks."""
        written: list[str] = []
        for stanza in _list_stanzas(node):
            marked = [one for one in stanza.iter() if "line" in list_classes(one)]
            pieces = [_content(one) for one in marked] or [_content(stanza)]
            text = "\n".join(self.words.write(piece, breaks="\n") for piece in pieces)
            lines = []
            for one in text.split("\n"):
                step = len(one) - len(one.lstrip("\u00a0\u2003 "))
                lines.append(" " * step + escape_start(one.lstrip("\u00a0\u2003 ")))
            if any(one.strip() for one in lines):
                written += [*([""] if written else []), *(one for one in lines if one.strip())]
        return [_Lines(["::: verse", *written, ":::"], line)] if written else []

    def _write_code(self, node: etree._Element, line: int | None) -> _Lines:
        text = read_all(node).rstrip("\n")
        text = text.removeprefix("\n")
        fence = "`" * max(3, max((len(run) for run in re.findall(r"`{3,}", text)), default=0) + 1)
        inner = [one for one in node.iter() if find_tag(one)]
        names = [name for one in inner for name in (one.get("class") or "").split()]
        language = next((name.partition("-")[2] for name in names if name.startswith(("language-", "lang-"))), "")
        if not language and "sourceCode" in names:
            language = next((name for name in names if name not in ("sourceCode", "numberSource")), "")
        language = language if re.fullmatch(r"[\w+#.-]+", language) else ""
        return _Lines([f"{fence}{language}", *text.split("\n"), fence], line)

    # --- lists --------------------------------------------------------------------------------------------------

    def _write_list(self, node: etree._Element, line: int | None, depth: int) -> list[_Lines]:
        _hold_loose(node, "li")
        items = [one for one in node if find_tag(one) and find_tag(one) not in UNREAD_TAGS]
        if not items:
            return []
        ordered = find_tag(node) == "ol"
        number = int(node.get("start") or 1) if re.fullmatch(r"\d{1,4}", node.get("start") or "1") else 1
        kind = node.get("type") or ""
        tight = all(not _holds_paragraphs(one) for one in items)
        lines: list[str] = []
        lettered = ordered and kind in ("a", "A", "i", "I")
        # Braces are a block of their own, and would part a list from the words of the item that it stands in.
        inside = depth > 0 and tight and len(items) > 1
        if lettered and not depth:
            lines.append(f"{{start={number} type={kind}}}")
        for item in items:
            mark = "- "
            if ordered:
                mark = f"{_write_number(number, kind) if lettered and inside else number}. "
            number += 1
            inner = self._write_inside(item, depth + 1) if find_tag(item) == "li" else self._write_any(item, depth + 1)
            body = _stack(inner, tight=tight) or [""]
            if lines and not tight and not lines[-1].startswith("{"):
                lines.append("")
            lines.append(f"{mark}{body[0]}".rstrip())
            lines += [f"{' ' * len(mark)}{one}".rstrip() if one else "" for one in body[1:]]
        return [_Lines(lines, line)]

    def _write_definitions(self, node: etree._Element, line: int | None, depth: int) -> list[_Lines]:
        _hold_loose(node, "dd")
        lines: list[str] = []
        rows = [one for one in node.iterdescendants() if find_tag(one) in ("dt", "dd")]
        before = ""
        for row in rows:
            if find_tag(row) == "dt":
                if before == "dd":
                    lines.append("")
                lines.append(self.words.write(_content(row), breaks=" ") or "&nbsp;")
            else:
                body = _stack(self._write_inside(row, depth + 1), tight=False) or ["&nbsp;"]
                if not before:
                    lines.append("&nbsp;")
                lines.append(f":   {body[0]}")
                lines += [f"    {one}" if one else "" for one in body[1:]]
            before = find_tag(row)
        if before == "dt":
            lines.append(":   &nbsp;")
        return [_Lines(lines, line)] if lines else []

    # --- tables and figures -------------------------------------------------------------------------------------

    def _write_table(self, node: etree._Element, line: int | None, depth: int) -> list[_Lines]:
        rows = [one for one in node.iterdescendants() if find_tag(one) == "tr" and _table_of(one) is node]
        cells = [[one for one in row if find_tag(one) in _CELLS] for row in rows]
        cells = [row for row in cells if row]
        if not cells:
            return self._write_inside(node, depth)
        caption = next((one for one in node if find_tag(one) == "caption"), None)
        if (
            len(cells[0]) == 1
            and all(len(row) == 1 for row in cells)
            and not any(find_tag(c) == "th" for r in cells for c in r)
        ):
            # A frame of one column is there for the looks of a page.
            return [block for row in cells for cell in row for block in self._write_inside(cell, depth)]
        plain = (
            caption is None
            and len({len(row) for row in cells}) == 1
            and all(find_tag(cell) == "th" for cell in cells[0])
            and not any(
                cell.get("colspan", "1") != "1" or cell.get("rowspan", "1") != "1" for row in cells for cell in row
            )
            and not any(holds_block(cell) or find_tag(cell) == "th" for row in cells[1:] for cell in row)
            and not any(holds_block(cell) for cell in cells[0])
            and not any(find_tag(one) == "br" for one in node.iter())
        )
        return [_Lines(self._write_pipes(cells) if plain else self._write_html_table(node, cells, caption), line)]

    def _write_pipes(self, cells: list[list[etree._Element]]) -> list[str]:
        rows = [[self.words.write(_content(cell), breaks=" ", table=True) for cell in row] for row in cells]
        marks = [find_align(cell) for cell in cells[1 if len(cells) > 1 else 0]]
        rule = [{"left": ":---", "right": "---:", "center": ":---:"}.get(mark, "---") for mark in marks]
        return [f"| {' | '.join(row)} |" for row in (rows[0], rule, *rows[1:])]

    def _write_html_table(
        self, node: etree._Element, cells: list[list[etree._Element]], caption: etree._Element | None
    ) -> list[str]:
        lines = ["<table>"]
        if caption is not None:
            lines.append(f"<caption>{self._write_html(caption)}</caption>")
        head = 0
        while head < len(cells) - 1 and all(find_tag(cell) == "th" for cell in cells[head]):
            head += 1
        for at, row in enumerate(cells):
            if at == 0 and head:
                lines.append("<thead>")
            if at == head:
                lines += ["</thead>"] * bool(head) + ["<tbody>"]
            shown = []
            for cell in row:
                tag = find_tag(cell)
                held = "".join(
                    f' {key}="{html.escape(cell.get(key) or "")}"' for key in _TABLE_ATTRIBUTES if cell.get(key)
                )
                align = find_align(cell)
                held += f' align="{align}"' if align else ""
                shown.append(f"<{tag}{held}>{self._write_html(cell)}</{tag}>")
            lines.append(f"<tr>{''.join(shown)}</tr>")
        return [*lines, "</tbody>", "</table>"]

    def _write_html(self, node: etree._Element) -> str:
        """Return what is in a cell or a caption as HTML on one line; the only paragraph in it is not marked as one."""
        while (only := _find_only(node)) is not None:
            node = only
        return "".join(self._list_html(node)).strip()

    def _list_html(self, node: etree._Element) -> Iterator[str]:
        yield _escape_html(node.text or "")
        for child in node:
            tag = find_tag(child)
            if tag and tag not in UNREAD_TAGS:
                if tag == CALL:
                    yield f"[^{child.get('label')}]"
                elif tag == "img":
                    path = self.words.pictures.get(child.get("src") or "")
                    if path:
                        self.words.used.add(child.get("src") or "")
                        yield f'<img src="{html.escape(path)}" alt="{html.escape(child.get("alt") or "")}">'
                elif tag in ("br", "hr"):
                    yield "<br>"
                elif tag == "a" and (target := self.words.link_of(child.get("href") or "")):
                    yield f'<a href="{html.escape(target)}">'
                    yield from self._list_html(child)
                    yield "</a>"
                elif tag in _HTML_KEPT:
                    yield f"<{tag}>"
                    yield from self._list_html(child)
                    yield f"</{tag}>"
                else:
                    yield " " if is_block(child) else ""
                    yield from self._list_html(child)
                    yield " " if is_block(child) else ""
            yield _escape_html(child.tail or "")

    def _write_figure(self, node: etree._Element, line: int | None, depth: int) -> list[_Lines]:
        pictures = [one for one in node.iter() if find_tag(one) == "img"]
        caption = next((one for one in node.iter() if find_tag(one) == "figcaption"), None)
        rest = [one for one in node.iter() if find_tag(one) in ("table", "pre", "blockquote", "ul", "ol")]
        known = [one for one in pictures if self.words.pictures.get(one.get("src") or "")]
        if rest or not known:
            return self._write_inside(node, depth)
        lines = ["<figure>"]
        for one in known:
            self.words.used.add(one.get("src") or "")
            path = self.words.pictures[one.get("src") or ""]
            alternative = html.escape(" ".join((one.get("alt") or "").split()))
            lines.append(f'<img src="{html.escape(path)}" alt="{alternative}">')
        if caption is not None and read_all(caption).strip():
            lines.append(f"<figcaption>{self._write_html(caption)}</figcaption>")
        return [_Lines([*lines, "</figure>"], line)]

    def _write_note(self, label: str, note: etree._Element) -> list[_Lines]:
        blocks = self._write_inside(note, 0)
        body = _stack(blocks, tight=False) or ["&nbsp;"]
        return [_Lines([f"[^{label}]: {body[0]}", *(f"    {one}" if one else "" for one in body[1:])], find_line(note))]


_HTML_KEPT = frozenset(
    "abbr b bdi bdo cite code del dfn em i ins kbd mark p q s samp small span strong sub sup u var ul ol li "
    "blockquote".split()
)


def _content(node: etree._Element) -> list[etree._Element | str]:
    """Return what is in an element, words and elements in their order."""
    found: list[etree._Element | str] = [node.text] if node.text else []
    for child in node:
        if find_tag(child) and find_tag(child) not in UNREAD_TAGS:
            found.append(child)
        if child.tail:
            found.append(child.tail)
    return found


def _list_stanzas(node: etree._Element) -> list[etree._Element]:
    """Return the stanzas of verse: its paragraphs, and words that lie loose between them, such as who wrote it."""
    if not holds_block(node):
        return [node]
    stanzas: list[etree._Element] = []
    loose: etree._Element | None = None
    for piece in _content(node):
        if not isinstance(piece, str) and (is_block(piece) or holds_block(piece)):
            stanzas += _list_stanzas(piece)
            loose = None
        elif not isinstance(piece, str):
            if loose is None:
                loose = etree.Element("p")
                stanzas.append(loose)
            loose.append(copy.copy(piece))
            loose[-1].tail = None
        elif loose is None:
            if piece.strip():
                loose = etree.Element("p")
                loose.text = piece
                stanzas.append(loose)
        elif len(loose):
            loose[-1].tail = (loose[-1].tail or "") + piece
        else:
            loose.text = (loose.text or "") + piece
    return stanzas


def _stack(blocks: list[_Lines], *, tight: bool) -> list[str]:
    lines: list[str] = []
    for at, block in enumerate(blocks):
        if at and not tight:
            lines.append("")
        lines += block.lines
    return lines


def _prefix(blocks: list[_Lines], mark: str, line: int | None) -> _Lines:
    return _Lines([f"{mark}{one}".rstrip() for one in _stack(blocks, tight=False)], line)


def _holds_paragraphs(item: etree._Element) -> bool:
    """Return True where an item of a list has blocks other than its first words and lists below them."""
    blocks = [one for one in item if is_block(one)]
    return any(find_tag(one) not in ("ul", "ol") for one in blocks)


def _write_number(number: int, kind: str) -> str:
    """Return a number as a letter or in roman figures; as a figure where the letters end."""
    if kind in ("a", "A"):
        written = string.ascii_lowercase[number - 1] if 0 < number <= 26 else str(number)
    else:
        written = write_roman(number) if 0 < number < 40 else str(number)
    return written.upper() if kind in ("A", "I") else written


def _hold_loose(node: etree._Element, name: str) -> None:
    """Give words that lie loose in a list, as careless pages have them, an element of their own."""
    if (node.text or "").strip():
        first = etree.Element(name)
        first.text, node.text = node.text, None
        node.insert(0, first)
    for child in list(node):
        if (child.tail or "").strip():
            item = etree.Element(name)
            item.text, child.tail = child.tail, None
            child.addnext(item)


def _find_only(node: etree._Element) -> etree._Element | None:
    """Return the paragraph or division that is all there is in an element."""
    inner = [one for one in node if find_tag(one)]
    if len(inner) != 1 or find_tag(inner[0]) not in ("p", "div"):
        return None
    return None if ((node.text or "") + (inner[0].tail or "")).strip() else inner[0]


def _table_of(row: etree._Element) -> etree._Element | None:
    return next((one for one in row.iterancestors() if find_tag(one) == "table"), None)


def _escape_html(text: str) -> str:
    """Return words within raw HTML, where Markdown reads notations too."""
    shown = html.escape(re.sub(r"\s+", " ", text), quote=False)
    return re.sub(r"[\\`*_\[\]^~$|{}@=:]", lambda found: f"&#{ord(found[0])};", shown)
