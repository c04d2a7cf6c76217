"""Marked words: an EPUB goes in; the words behind each page's marker, as a pattern, and its page-lists come out.

Read with zipfile and an XML parser alone: none of our records, none of our readers.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

WORDS = 6  # how many are compared
_OPF = "{http://www.idpf.org/2007/opf}"
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_LINE = frozenset(
    "a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup time u var".split()
)
_UNSEEN = str.maketrans(dict.fromkeys("\u00ad\u200b\u2060\ufeff"))
# A line may end within a word, with a hyphen that the page puts there or without.
_BREAK = r"(?:[-\u2010]?\n)?"
_NARROW = re.compile("[\u2009\u200a\u202f]")  # poppler tells some of them as no space
_BULLET = r"(?:(?:[\u2022\u25e6\u25aa\u2023]|\d+\.|[a-z]+\.)\s*)?"
_ORNAMENT = r"(?:\*\s*\*\s*\*\s*)?"
_NUMBER = r"\s*(?:\d+\.?|\([a-z0-9]+\))?\s*"


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something printed: text, a gap, a picture, what print may put there by itself (a pattern), or a marker.

    `within` is the note or None for the main text; `head` are the words that its table repeats on each page.
    """

    kind: str
    text: str = ""
    within: Element | None = None
    head: str = ""
    marker: Element | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedWords:
    """What stands behind a marker: its first word, as far as nothing parts it, and patterns around that.

    `place` is the address of the marker in the package; `before` is what print may set ahead of the words by itself,
    `head` the repeated head of a table, `rest` what follows the first word. `opens_with_picture` says that a picture
    stands between the marker and the words.
    """

    label: str
    place: str
    first: str
    before: str
    head: str
    rest: str
    count: int
    opens_with_picture: bool

    def find_on(self, page: str, *, cut: int = 0, anywhere: bool = False) -> re.Match[str] | None:
        """Return where the folded text of a page begins with the words; `cut` characters of the first are not there."""
        head = rf"(?P<head>{self.head}\s+)?" if self.head else ""
        pattern = head + ("" if cut else self.before) + _BREAK.join(map(_write, self.first[cut:])) + self.rest
        return re.search(pattern, page) if anywhere else re.match(pattern, page)

    def show(self) -> str:
        """Return the words as people read them."""
        plain = self.rest.replace(_BREAK, "").replace("[-\u2010]", "-")
        for written, shown in ((_BULLET, ""), (_ORNAMENT, ""), (_NUMBER, ""), (r"\s+", " ")):
            plain = plain.replace(written, shown)
        return self.first + re.sub(r"\\(.)", r"\1", plain)


@dataclass(slots=True)
class MarkedEpub:
    """The markers of an EPUB in reading order, its title, and its two lists of (label, address)."""

    title: str
    markers: list[MarkedWords]
    listed: list[tuple[str, str]] = field(default_factory=list)
    listed_for_old_systems: list[tuple[str, str]] = field(default_factory=list)


def read_markers(epub: Path) -> MarkedEpub:
    """Return what an EPUB marks and lists."""
    with zipfile.ZipFile(epub) as archive:
        container = _parse(archive.read("META-INF/container.xml"))
        package_path = next(one.get("full-path", "") for one in container.iter() if one.tag.endswith("}rootfile"))
        folder = posixpath.dirname(package_path)
        package = _parse(archive.read(package_path))
        items = {one.get("id"): one for one in package.iter(f"{_OPF}item")}
        pieces: list[_Piece] = []
        for reference in package.iter(f"{_OPF}itemref"):
            item = items[reference.get("idref")]
            href = item.get("href", "")
            if item.get("properties") == "nav":
                continue  # the contents of the EPUB: print has its own
            root = _parse(archive.read(posixpath.join(folder, href)))
            body = next(one for one in root if _name(one) == "body")
            pieces += _list_pieces(body, href, None, "")
        title = next(one for one in package.iter() if one.tag.endswith("}title")).text or ""
        made = MarkedEpub(title=fold(title), markers=_read_all(pieces))
        for item in items.values():
            path = posixpath.join(folder, item.get("href", ""))
            if item.get("properties") == "nav":
                made.listed = _read_nav(_parse(archive.read(path)))
            elif item.get("media-type") == "application/x-dtbncx+xml":
                made.listed_for_old_systems = _read_ncx(_parse(archive.read(path)))
    return made


def fold(text: str) -> str:
    """Return text as a page and a file share it: compatible characters, small letters, nothing unseen."""
    return unicodedata.normalize("NFKC", text).translate(_UNSEEN).casefold()


def _parse(content: bytes) -> Element:
    return ElementTree.fromstring(content)  # noqa: S314 - a book that this test made


def _read_nav(root: Element) -> list[tuple[str, str]]:
    lists = [nav for nav in root.iter() if nav.get(_TYPE) == "page-list"]
    return [("".join(a.itertext()), a.get("href", "")) for nav in lists for a in nav.iter() if _name(a) == "a"]


def _read_ncx(root: Element) -> list[tuple[str, str]]:
    found = []
    for target in root.iter(f"{_NCX}pageTarget"):
        content = next(target.iter(f"{_NCX}content"))
        found.append(("".join(next(target.iter(f"{_NCX}text")).itertext()), content.get("src", "")))
    return found


def _list_pieces(element: Element, href: str, within: Element | None, head: str) -> Iterator[_Piece]:
    name, role = _name(element), element.get("role")
    if role == "doc-pagebreak":
        yield _Piece("marker", within=within, head=head, marker=element, place=f"{href}#{element.get('id')}")
        return
    if role in ("doc-noteref", "doc-backlink"):
        yield _Piece("print", _NUMBER, within)
        for inner in element.iter():
            if inner.get("role") == "doc-pagebreak":
                raise AssertionError(f"a marker stands in a note's number: {inner.get('id')}")
        return
    if role == "doc-footnote":
        within = element
    if name not in _LINE or element.get("class") == "line":
        yield _Piece("gap", within=within)
    if name == "li":
        yield _Piece("print", _BULLET, within)
    elif name == "hr" and element.get("class") != "notes-rule":
        yield _Piece("print", _ORNAMENT, within)
    elif name == "img":
        yield _Piece("picture", within=within)
    yield _Piece("text", element.text or "", within)
    for child in element:
        inner_head = head
        if name == "table" and _name(child) != "thead":
            inner_head = " ".join("".join(cell.itertext()) for cell in _list_head_cells(element))
        yield from _list_pieces(child, href, within, inner_head)
        yield _Piece("text", child.tail or "", within)
    if name not in _LINE or element.get("class") == "line":
        yield _Piece("gap", within=within)


def _list_head_cells(table: Element) -> Iterator[Element]:
    for part in table:
        if _name(part) == "thead":
            yield from (cell for cell in part.iter() if _name(cell) in ("th", "td"))


def _read_all(pieces: Sequence[_Piece]) -> list[MarkedWords]:
    places = [number for number, piece in enumerate(pieces) if piece.kind == "marker"]
    ends = [*places[1:], len(pieces)]
    return [_read_marker(pieces, place, end) for place, end in zip(places, ends, strict=True)]


def _read_marker(pieces: Sequence[_Piece], place: int, end: int) -> MarkedWords:
    marker = pieces[place]
    assert marker.marker is not None
    own = [piece for piece in pieces[place + 1 : end] if (piece.within is None) == (marker.within is None)]
    words = _Words()
    has_picture = False
    for piece in own:
        if piece.kind == "picture" and not words.first:
            has_picture = True
        if not words.take(piece):
            break
    ahead = []
    for piece in reversed(pieces[:place]):
        if piece.kind == "picture" or (piece.kind == "text" and piece.text.strip()):
            break
        if piece.kind == "print" and piece.within is marker.within:
            ahead.append(piece.text)
    head = _Words(limit=1000)
    head.take(_Piece("text", marker.head))
    return MarkedWords(
        label=marker.marker.get("aria-label", ""),
        place=marker.place,
        first=words.first,
        before="".join(reversed(ahead)) + words.before,
        head=_BREAK.join(map(_write, head.first)) + head.rest if marker.head.strip() else "",
        rest=words.rest,
        count=words.count,
        opens_with_picture=has_picture,
    )


class _Words:
    """Builds the pattern of the first words out of pieces."""

    def __init__(self, limit: int = WORDS) -> None:
        self.limit = limit
        self.first = self.before = self.rest = ""
        self.count = 0
        self.between = ""  # what stands before the next character
        self.is_parted = True

    def take(self, piece: _Piece) -> bool:
        """Add a piece; return False once there are words enough."""
        if piece.kind == "text":
            for number, part in enumerate(_NARROW.split(piece.text)):
                self.between += r"\s*" if number else ""
                if not all(self._add(character) for character in fold(part)):
                    return False
            return True
        if piece.kind == "print" and not self.first:
            self.before += piece.text
        elif piece.kind == "print":
            self.between += piece.text
        else:
            self._part()
        return True

    def _part(self) -> None:
        if not self.is_parted:
            self.between += r"\s+"
            self.is_parted = True

    def _add(self, character: str) -> bool:
        if character.isspace():
            self._part()
            return True
        if self.is_parted and self.count == self.limit:
            return False
        self.count += self.is_parted
        if self.count == 1 and not self.between and not self.rest:
            self.first += character
        else:
            self.rest += (self.between or _BREAK) + _write(character)
        self.between, self.is_parted = "", False
        return True


def _write(character: str) -> str:
    """Return the pattern of a character: the hyphens are one."""
    return "[-\u2010]" if character in "-\u2010" else re.escape(character)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]
