"""XHTML: the lines of a page go in; the same words as raw HTML within Markdown, with headings by their depth, come out.

What a page says by its structure (sections, types of EPUB and of HTMLBook, speakers and verses of a play) is said there
by headings and classes, which the reader of manuscripts knows.
https://www.w3.org/TR/epub-ssv-11/ and https://oreillymedia.github.io/HTMLBook/
"""

from __future__ import annotations

import html
import re
from dataclasses import field
from typing import Any

from makeready.dataclass import dataclass
from makeready.findings import Finding, observe
from makeready.late_pattern import late_pattern
from makeready.manuscript.folders.found import Prepared
from makeready.manuscript.folders.tree import Tree, place
from makeready.manuscript.html import VOID, Piece, PieceKind, split_html
from makeready.manuscript.positions import Positions
from makeready.manuscript.references import unescape_html
from makeready.manuscript.roles import BLOCK_ROLES, SECTION_ROLES

_SECTIONS = frozenset({"section", "article"})
# Without a word: they only hold the others.
_FRAMES = frozenset({"html", "body", "main", "header", "footer", "hgroup"})
# Made anew for each edition.
_MADE_ANEW = frozenset({"toc", "titlepage", "halftitlepage", "cover", "landmarks", "page-list", "loi", "lot"})
_VERSE = frozenset({"poem", "verse", "song", "hymn", "lyrics"})
_TYPES = {"stage-direction": "direction", "sender": "signature", "recipient": "salutation", "pullquote": "pullquote",
          "song": "verse", "hymn": "verse"}  # fmt: skip
_INDENT = late_pattern(r"i(\d)$")
_BLANKS = late_pattern(r"\s+")
_FRESH = late_pattern(r"(?:\s|<(?:p|h\d|br|div|blockquote|li)\b[^<>]*>)$")
_KEPT = ("epub:type", "data-type", "xml:lang", "style", "onclick")
_TAG = late_pattern(r"<[^<>]*>")
_METADATA = (
    ("title", late_pattern(r"<title[^<>]*>([^<]*)</title>", re.IGNORECASE)),
    (
        "author",
        late_pattern(r"<meta\b[^<>]*\bname=[\"']author[\"'][^<>]*\bcontent=[\"']([^\"'<>]*)[\"']", re.IGNORECASE),
    ),
    ("author", late_pattern(r"<(?:p|span|div)\b[^<>]*\bdata-type=[\"']author[\"'][^<>]*>(.{0,200}?)</(?:p|span|div)>")),
    ("language", late_pattern(r"<html\b[^<>]*\blang=[\"']([\w-]+)[\"']", re.IGNORECASE)),
)
# Roles that words within a paragraph may have.
_OF_WORDS = frozenset({"direction", "speaker"})
_SCENE = frozenset("tbody thead tr td th p div blockquote ul ol dl pre figure".split())
_LEVEL = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset("p div blockquote ul ol li dl dt dd table thead tbody tr td th figure figcaption pre aside".split())


@dataclass(slots=True)
class _Open:
    """An element that is open: its name, what closes it in the text that comes out, and what it changes while open."""

    name: str
    close: str = ""
    section: bool = False
    verse: bool = False
    row: bool = False
    plain: bool = False


@dataclass(slots=True)
class _Writer:
    """The lines that come out, each with the line of the page that it stands for."""

    lines: list[str] = field(default_factory=lambda: ["<col>"])
    numbers: list[int] = field(default_factory=lambda: [1])

    def write(self, text: str, number: int) -> None:
        """Add `text`, which begins on line `number` of the page."""
        first, *rest = text.split("\n")
        self.lines[-1] += first
        for offset, line in enumerate(rest, 1):
            self.lines.append(line)
            self.numbers.append(number + offset)

    def begin(self, number: int) -> None:
        """Begin a new line, unless the last one is empty."""
        if self.lines[-1].strip():
            self.lines.append("")
            self.numbers.append(number)
        self.numbers[-1] = number


def prepare_page(path: str, lines: list[str]) -> Prepared:
    """Return the lines of a page of XHTML or HTML as they are parsed."""
    reader = _PageReader("\n".join(lines))
    written = reader.read()
    kept = [(line, number) for line, number in zip(written.lines, written.numbers, strict=True) if line.strip()]
    findings: tuple[Finding, ...] = ()
    if reader.left_out:
        names = ", ".join(sorted(set(reader.left_out)))
        message = f"{names}: what it holds is made anew for each edition"
        findings = (observe("BF009", message, span=place(path)),)
    return Prepared(lines=[line for line, _ in kept], numbers=[number for _, number in kept], findings=findings)


def read_page_metadata(tree: Tree, path: str) -> tuple[dict[str, Any], Positions]:
    """Return the title, the authors and the language that a page names, and where."""
    text = tree.read(path) or ""
    found: dict[str, Any] = {}
    positions = Positions(path)
    for key, pattern in _METADATA:
        values = [" ".join(unescape_html(_TAG.sub("", one[1])).split()) for one in pattern.finditer(text[:200_000])]
        values = [one for one in dict.fromkeys(values) if one]
        if values and key not in found:
            found[key] = values if key == "author" else values[0]
            first = pattern.search(text)
            line = text.count("\n", 0, first.start()) + 1 if first else 1
            positions.put(key, place(path, line))
    return found, positions


class _PageReader:
    """One reading of one page."""

    def __init__(self, text: str) -> None:
        self.pieces = list(split_html(text, 1))
        self.out = _Writer()
        self.open: list[_Open] = []
        self.left_out: list[str] = []
        # Of each section that is open: the rank of its first heading as it was written, 0 before there is one.
        self.ranks: list[int] = []
        self.roles: list[str] = []
        # Of a table that is a scene: how many are open, and whether a paragraph is.
        self.scenes = 0
        self.paragraph = False
        self.waiting: list[str] = []

    def read(self) -> _Writer:
        """Return the lines of the page."""
        position = 0
        while position < len(self.pieces):
            piece = self.pieces[position]
            position += 1
            if piece.kind is PieceKind.TEXT:
                self._add_text(piece)
            elif piece.kind is PieceKind.OPEN:
                position = self._open(piece, position)
            elif piece.kind is PieceKind.CLOSE:
                self._close(piece)
        while self.open:
            self._pop()
        return self.out

    # --- what comes in ------------------------------------------------------------------------------------------

    def _add_text(self, piece: Piece) -> None:
        raw = piece.raw
        if any(one.name == "pre" for one in self.open):
            # A line without a word would end the HTML for Markdown. The first ends another, the last begins one.
            first, *rest = raw.split("\n")
            lines = [line if line.strip() or at == len(rest) else "&#32;" for at, line in enumerate(rest, 1)]
            empty = bool(rest) and not first.strip() and not self.out.lines[-1].strip()
            self.out.write("\n".join(["&#32;" if empty else first, *lines]), piece.line)
        elif self._in_verse() or self._in_scene() or any(one.name in _LEVEL for one in self.open):
            words = _BLANKS.sub(" ", raw)
            last = self.out.lines[-1]
            # Nothing of a line begins with a blank, nor do two follow each other.
            self.out.write(words.lstrip() if not last or _FRESH.search(last) else words, piece.line)
        else:
            self.out.write(raw, piece.line)

    def _open(self, piece: Piece, position: int) -> int:
        name = piece.name
        values = dict(piece.attributes)
        types = _list_types(values)
        empty = piece.raw.endswith("/>")
        if name in ("head", "script", "style", "template") or (name == "nav") or types & _MADE_ANEW:
            if name not in ("head", "script", "style", "template"):
                self.left_out.append(next(iter(types & _MADE_ANEW), "toc"))
            return position if empty or name in VOID else self._skip(name, position)
        if name in VOID:
            if name not in ("link", "meta", "base"):
                self.out.write(self._write_tag(name, values, types), piece.line)
                if name == "br" and (self._in_verse() or self._in_scene()):
                    self._strip_before_break()
            return position
        if name in _SECTIONS or (name == "div" and (types & {"part"} or "part" in values.get("class", "").split())):
            self._open_section(piece, types, position)
        elif name in _FRAMES:
            self.open.append(_Open(name, section=name == "body"))
            if name == "hgroup":
                self._join_headings(position)
        elif name in _LEVEL:
            self._open_heading(piece, values)
        elif name == "table" and self._is_drama(position):
            self.out.begin(piece.line)
            self.out.write('<div class="dialogue">', piece.line)
            self.open.append(_Open(name, close="</div>"))
            self.scenes += 1
        elif self._in_scene() and name in _SCENE:
            self._open_drama(name, types, piece)
        else:
            self._open_other(piece, values, types)
        if empty and self.open and self.open[-1].name == name:
            self._pop()
        return position

    def _close(self, piece: Piece) -> None:
        if not any(one.name == piece.name for one in self.open):
            return
        while self.open[-1].name != piece.name:
            self._pop()
        self._pop()

    def _pop(self) -> None:
        closed = self.open.pop()
        if closed.section and closed.name != "body":
            self.ranks.pop()
            self.roles.pop()
        if closed.row:
            self._end_paragraph()
        if closed.name == "table" and closed.close == "</div>":
            self.scenes -= 1
        self.out.write(closed.close, self.out.numbers[-1])

    # --- what goes out ------------------------------------------------------------------------------------------

    def _open_section(self, piece: Piece, types: set[str], position: int) -> None:
        role = next((one for one in sorted(types) if one in SECTION_ROLES), "")
        verse = bool(types & _VERSE)
        self.open.append(_Open(piece.name, section=True, verse=verse))
        self.ranks.append(0)
        self.roles.append(role)
        values = dict(piece.attributes)
        if values.get("id"):
            self.waiting.append(values["id"])
        if role and role not in ("part", "chapter", "section", "subchapter") and not self._has_heading(position):
            # What has no heading begins with an empty one that says what it is.
            self.out.begin(piece.line)
            level = min(sum(1 for one in self.ranks if one) + 1, 6)
            self.out.write(f'<h{level} class="{role}"{self._take_id()}></h{level}>\n', piece.line)
            self.ranks[-1] = 7

    def _has_heading(self, position: int) -> bool:
        depth = 0
        for piece in self.pieces[position:]:
            if piece.name in _SECTIONS:
                depth += 1 if piece.kind is PieceKind.OPEN else -1
                if depth < 0:
                    return False
            if piece.kind is PieceKind.OPEN and piece.name in _LEVEL and depth == 0:
                return True
        return False

    def _open_heading(self, piece: Piece, values: dict[str, str]) -> None:
        rank = _LEVEL[piece.name]
        role = ""
        if self.ranks:
            # Sections without a heading do not count.
            above = sum(1 for one in self.ranks[:-1] if one)
            if not self.ranks[-1]:
                self.ranks[-1] = rank
                level = above + 1
                role = self.roles[-1] if level == 1 or self.roles[-1] != "part" else ""
            else:
                # A heading within a section is a step below its title, however far its element is.
                level = above + (2 if rank > min(self.ranks[-1], 6) else 1)
        else:
            level = rank
        level = min(level, 6)
        classes = " ".join(word for word in (values.get("class", ""), role) if word)
        identity = values.get("id")
        if identity:
            self.waiting.insert(0, identity)
        shown = f' class="{html.escape(classes)}"' if classes else ""
        self.out.begin(piece.line)
        self.out.write(f"<h{level}{shown}{self._take_id()}>", piece.line)
        self.open.append(_Open(piece.name, close=f"</h{level}>\n"))

    def _take_id(self) -> str:
        """Return the attribute for the first id that waits for an element to bear it."""
        if not self.waiting:
            return ""
        identity = self.waiting.pop(0)
        self.waiting.clear()
        return f' id="{html.escape(identity)}"'

    def _join_headings(self, position: int) -> None:
        """Make one heading of the lines of a group: its number, its title."""
        depth = 0
        for index in range(position, len(self.pieces)):
            piece = self.pieces[index]
            if piece.name == "hgroup" and piece.kind is PieceKind.CLOSE:
                break
            if piece.kind is PieceKind.OPEN and piece.name in _LEVEL and depth == 0:
                depth = 1
            elif piece.kind is PieceKind.CLOSE and piece.name in _LEVEL and depth == 1:
                # The heading is closed by the group, and what else is in it begins on a line of its own.
                self.pieces[index] = _blank(piece)
                depth = 2
            elif depth == 2 and piece.name in (*_LEVEL, "p"):
                self.pieces[index] = _blank(piece) if piece.kind is PieceKind.CLOSE else _break(piece)

    def _open_drama(self, name: str, types: set[str], piece: Piece) -> None:
        """Open an element of a table that is a scene: each row is a paragraph, or several, of who speaks."""
        if name in ("tbody", "thead"):
            self.open.append(_Open(name))
        elif name == "tr":
            self.paragraph = False
            self.open.append(_Open(name, row=True))
        elif name in ("td", "th"):
            if "persona" in types:
                self._begin_paragraph(piece)
                self.out.write('<span class="speaker">', piece.line)
                self.open.append(_Open(name, close="</span> "))
            else:
                if not self.paragraph and not piece.raw.endswith("/>"):
                    self._begin_paragraph(piece)
                self.open.append(_Open(name, verse=bool(types & _VERSE)))
        elif name == "div":
            self.open.append(_Open(name, verse=bool(types & _VERSE)))
        elif name == "p":
            # The first paragraph of a cell goes on behind the speaker.
            if not self.paragraph:
                self._begin_paragraph(piece)
            elif not self.out.lines[-1].rstrip().endswith(("</span>", "<p>")):
                self._end_paragraph()
                self._begin_paragraph(piece)
            self.open.append(_Open(name))
        else:
            # A letter or a song within a speech is no paragraph of it.
            self._end_paragraph()
            self._open_other(piece, dict(piece.attributes), types)
            self.open[-1].plain = True

    def _begin_paragraph(self, piece: Piece) -> None:
        self.out.begin(piece.line)
        self.out.write("<p>", piece.line)
        self.paragraph = True

    def _end_paragraph(self) -> None:
        if self.paragraph:
            self.out.write("</p>\n", self.out.numbers[-1])
        self.paragraph = False

    def _open_other(self, piece: Piece, values: dict[str, str], types: set[str]) -> None:
        name = piece.name
        verse = bool(types & _VERSE) or (name == "blockquote" and "verse" in values.get("class", ""))
        close = f"</{name}>"
        before = ""
        if name == "p" and self._in_verse():
            before, close = '<div class="verse">', f"{close}</div>"
        elif name == "span" and self._in_verse():
            indent = next((int(m[1]) for word in values.get("class", "").split() if (m := _INDENT.match(word))), 0)
            self.out.write("&#160;" * (4 * indent), piece.line)
        elif name in ("i", "b", "em", "strong", "td") and types & {"stage-direction", "persona"}:
            name = "span" if name != "td" else name
            close = f"</{name}>"
        if name in _BLOCKS:
            self.out.begin(piece.line)
        self.out.write(before + self._write_tag(name, values, types), piece.line)
        self.open.append(_Open(piece.name, close=close + ("\n" if name in _BLOCKS else ""), verse=verse))

    def _write_tag(self, name: str, values: dict[str, str], types: set[str]) -> str:
        if "id" not in values and self.waiting and name in _BLOCKS:
            values = {**values, "id": self.waiting.pop(0)}
            self.waiting.clear()
        roles = [_TYPES.get(one, one) for one in sorted(types)]
        known = [one for one in roles if one in (BLOCK_ROLES if name in _BLOCKS else _OF_WORDS)]
        classes = [word for word in values.get("class", "").split() if not _INDENT.match(word)]
        kept = {key: value for key, value in values.items() if key not in (*_KEPT, "class") and ":" not in key}
        if "xml:lang" in values:
            kept.setdefault("lang", values["xml:lang"])
        if classes or known:
            kept["class"] = " ".join(dict.fromkeys([*classes, *known]))
        if "data-code-language" in kept:
            kept["class"] = f"language-{kept.pop('data-code-language')}"
        shown = "".join(f' {key}="{html.escape(value)}"' for key, value in kept.items() if not key.startswith("data-"))
        return f"<{name}{shown}>"

    # --- questions ----------------------------------------------------------------------------------------------

    def _in_scene(self) -> bool:
        return self.scenes > 0 and not any(one.plain for one in self.open)

    def _in_verse(self) -> bool:
        return any(one.verse for one in self.open)

    def _strip_before_break(self) -> None:
        line = self.out.lines[-1]
        head = line[: line.rindex("<br")].rstrip()
        self.out.lines[-1] = f"{head}<br>"

    def _skip(self, name: str, position: int) -> int:
        """Return the place behind the end of the element whose start has been read."""
        depth = 1
        while position < len(self.pieces) and depth:
            piece = self.pieces[position]
            position += 1
            if piece.name == name and piece.kind in (PieceKind.OPEN, PieceKind.CLOSE):
                if piece.kind is PieceKind.CLOSE:
                    depth -= 1
                elif not piece.raw.endswith("/>"):
                    depth += 1
        return position

    def _is_drama(self, position: int) -> bool:
        """Return True for a table whose cells name who speaks."""
        depth = 1
        for piece in self.pieces[position:]:
            if piece.name == "table":
                depth += 1 if piece.kind is PieceKind.OPEN else -1
                if not depth:
                    return False
            elif (
                piece.name == "td" and piece.kind is PieceKind.OPEN and "persona" in _list_types(dict(piece.attributes))
            ):
                return True
        return False


def _list_types(values: dict[str, str]) -> set[str]:
    """Return the words of the types of EPUB, and of HTMLBook, without the vocabulary that they are from."""
    words = f"{values.get('epub:type', '')} {values.get('data-type', '')} {values.get('role', '')}".split()
    return {word.partition(":")[2] or word for word in (one.removeprefix("doc-") for one in words)}


def _blank(piece: Piece) -> Piece:
    return Piece(kind=PieceKind.COMMENT, raw="", line=piece.line, column=piece.column)


def _break(piece: Piece) -> Piece:
    return Piece(kind=PieceKind.OPEN, raw="<br>", line=piece.line, column=piece.column, name="br")
