"""XHTML words: content documents go in; their words in order come out, notes apart, the author's known from ours."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from makeready.checks.words import Folded, Place, WordStreams, fold_characters, join_streams
from makeready.model.composition import ContentDocument

XHTML = "{http://www.w3.org/1999/xhtml}"
OPS = "{http://www.idpf.org/2007/ops}"

# Stands in a drawn text where the number of a note is printed; private use, so that no author means anything by it.
CALL = "\ue000"

_SKIPPED = frozenset({"head", "script", "style", "template", "img", "svg", "audio", "video", "object", "math"})
_INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup time u "
    "var wbr".split()
)
# Spans that the theme sets as blocks: a paragraph of a note, a line of verse.
_BLOCK_CLASSES = frozenset({"paragraph", "line"})
_CODE = frozenset({"code", "kbd", "samp", "var"})
_NOTES = frozenset({"footnote", "endnote", "rearnote", "doc-footnote", "doc-endnote"})
_CALLS = frozenset({"noteref", "doc-noteref"})
_LISTS = frozenset({"toc", "index", "doc-toc", "doc-index", "landmarks"})
_BACKLINKS = frozenset({"backlink", "doc-backlink"})
# An XML bomb ends here instead of in memory; a chapter of 60 MB is none.
_ENTRY_LIMIT = 64 * 1024 * 1024
_TOTAL_LIMIT = 512 * 1024 * 1024


def _make_parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


class UnreadableText(Exception):
    """A finished file whose words cannot be read; the text says why."""


@dataclass(slots=True)
class Block:
    """A paragraph's words: `full` as drawn, with CALL for each number in `calls`; `own` without what was composed.

    `line` is the file's; `head` is True in the head of a table, which is drawn again on each of its
    pages; `code` where some of it is code, whose words break anywhere.
    """

    line: int
    full: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    head: bool = False
    code: bool = False


@dataclass(slots=True)
class Note:
    """The blocks of one note."""

    identity: str
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class MarkedText:
    """A content document's words: blocks of the main text, and notes.

    `labels` are the words of links back from notes, `items` how many list items there are: style sheets say
    whether and how these show. `lists_pages` is True for a list of contents, to which page numbers are added.
    """

    href: str
    blocks: list[Block] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    items: int = 0
    lists_pages: bool = False


def read_document(href: str, content: bytes) -> MarkedText:
    """Return the words of one XHTML document; raises UnreadableText where it is not well-formed."""
    try:
        root = etree.fromstring(content, _make_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableText(f"{href} is not well-formed: {error}") from error
    walker = _Walker(MarkedText(href=href))
    bodies = root.iter(f"{XHTML}body") if root.tag == f"{XHTML}html" else iter((root,))
    for body in bodies:
        walker.walk(body, generated=_is_generated(body), verbatim=False)
    return walker.finish()


def _find_line(element: etree._Element) -> int:
    line: int | None = element.sourceline  # type: ignore[assignment] # the stubs have an ellipsis here
    return line or 0


def _is_generated(element: etree._Element) -> bool:
    return element.get("data-generated") is not None


class _Walker:
    """Walks one document; where an element starts or ends a block, so do its words."""

    def __init__(self, text: MarkedText) -> None:
        self.text = text
        self.blocks = text.blocks
        self.block = Block(line=0)
        self.in_head = False

    def walk(self, element: etree._Element, *, generated: bool, verbatim: bool) -> None:
        tag: object = element.tag
        if not isinstance(tag, str):
            return  # a comment, or an instruction to some processor
        name = tag.rpartition("}")[2]
        if name in _SKIPPED or element.get("hidden") is not None:
            return
        if name == "br":
            self._break(element)
            return
        words = self._roles(element)
        if words & _CALLS:
            self._call(element)
            return
        if words & _BACKLINKS:
            self.text.labels.append(fold_characters("".join(map(str, element.itertext()))))
            return
        generated = generated or _is_generated(element)
        verbatim = verbatim or name == "pre"
        if words & _NOTES:
            self._walk_note(element)
            return
        if name in _CODE:
            self.block.code = True
        if name in _INLINE and not (
            name == "span" and _BLOCK_CLASSES.intersection((element.get("class") or "").split())
        ):
            self._walk_content(element, generated=generated, verbatim=verbatim)
            return
        self.text.items += name == "li"
        self.text.lists_pages = self.text.lists_pages or bool(words & _LISTS) or element.get("class") == "contents"
        head, self.in_head = self.in_head, self.in_head or name == "thead"
        self._break(element)
        self._walk_content(element, generated=generated, verbatim=verbatim)
        self._break(element)
        self.in_head = head

    def finish(self) -> MarkedText:
        self._break(None)
        return self.text

    def _roles(self, element: etree._Element) -> frozenset[str]:
        kind, role = element.get(f"{OPS}type"), element.get("role")
        return frozenset(f"{kind or ''} {role or ''}".split()) if kind or role else frozenset()

    def _walk_content(self, element: etree._Element, *, generated: bool, verbatim: bool) -> None:
        self._say(element.text, generated, verbatim)
        for child in element:
            self.walk(child, generated=generated, verbatim=verbatim)
            self._say(child.tail, generated, verbatim)

    def _walk_note(self, element: etree._Element) -> None:
        """Read a note apart; the paragraph that it may stand in goes on behind it, with the note's number between."""
        number = element.get("data-number")
        if number is not None:
            self.block.full.append(CALL)
            self.block.calls.append(number)
        note = Note(identity=element.get("id") or "")
        self.text.notes.append(note)
        outer, around = self.blocks, self.block
        self.blocks, self.block = note.blocks, Block(line=_find_line(element))
        # Its words are the author's even where the list that it stands in was composed.
        self._walk_content(element, generated=_is_generated(element), verbatim=False)
        self._break(None)
        self.blocks, self.block = outer, around

    def _call(self, element: etree._Element) -> None:
        self.block.full.append(CALL)
        self.block.calls.append(fold_characters("".join(map(str, element.itertext()))))

    def _say(self, words: str | None, generated: bool, verbatim: bool) -> None:
        if not words:
            return
        if verbatim and "\n" in words:
            first, *others = words.split("\n")
            self._say(first, generated, False)
            for line in others:
                own = self.block.own
                self._break(None, line=self.block.line + 1)
                if own and not generated:
                    self.block.own.append(" ")
                self._say(line, generated, False)
            return
        self.block.full.append(words)
        if not generated:
            self.block.own.append(words)

    def _break(self, element: etree._Element | None, line: int | None = None) -> None:
        if self.block.full:
            self.blocks.append(self.block)
        start = line if line is not None else _find_line(element) if element is not None else self.block.line
        self.block = Block(line=start, head=self.in_head)


def read_words(
    texts: Iterable[MarkedText],
    documents: dict[str, ContentDocument] | None = None,
    folded: Folded | None = None,
) -> WordStreams:
    """Return the words that are the author's: nothing composed, no numbers of notes.

    `documents` are the composition's by href; with them, words know their places in the manuscript. `folded` has what
    was folded before.
    """
    known = documents or {}

    def join(href: str, blocks: Iterable[Block]) -> list[tuple[str, Place]]:
        document = known.get(href)
        return [("".join(block.own), _place_block(document, block)) for block in blocks if block.own]

    texts = tuple(texts)
    main = [block for text in texts for block in join(text.href, text.blocks)]
    return join_streams(main, [join(text.href, note.blocks) for text in texts for note in text.notes], folded)


def _place_block(document: ContentDocument | None, block: Block) -> Place:
    return lambda offset: document.locate(block.line) if document is not None else None


def read_entries(content: bytes) -> zipfile.ZipFile:
    """Return an EPUB opened for reading; raises UnreadableText where it is no archive or inflates to too much."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        total = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableText(f"the file is no ZIP archive: {error}") from error
    if total > _TOTAL_LIMIT:
        raise UnreadableText(f"the archive inflates to {total:,} bytes")
    return archive


def read_entry(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the bytes of an entry, at most 64 MB; raises UnreadableText where there is none or it is damaged."""
    try:
        with archive.open(name) as stream:
            content = stream.read(_ENTRY_LIMIT + 1)
    except (KeyError, zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise UnreadableText(f"{name} cannot be read: {error}") from error
    except Exception as error:  # zlib.error and lzma's have no common base
        raise UnreadableText(f"{name} is damaged: {error}") from error
    if len(content) > _ENTRY_LIMIT:
        raise UnreadableText(f"{name} inflates to more than {_ENTRY_LIMIT:,} bytes")
    return content


def read_spine(content: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the content documents of an EPUB in reading order: name in the archive, and bytes.

    The navigation document counts only where the spine holds it. Raises UnreadableText.
    """
    archive = read_entries(content)
    package = _find_package(archive)
    folder = package.rpartition("/")[0]
    try:
        root = etree.fromstring(read_entry(archive, package), _make_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableText(f"{package} is not well-formed: {error}") from error
    items = {item.get("id"): item for item in root.iterfind(".//{*}manifest/{*}item")}
    documents: list[tuple[str, bytes]] = []
    for reference in root.iterfind(".//{*}spine/{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None:
            raise UnreadableText(f"the spine names “{reference.get('idref')}”, which is not in the manifest")
        if item.get("media-type") != "application/xhtml+xml" or "nav" in (item.get("properties") or "").split():
            continue
        name = f"{folder}/{item.get('href')}" if folder else item.get("href") or ""
        documents.append((name, read_entry(archive, name)))
    return tuple(documents)


def _find_package(archive: zipfile.ZipFile) -> str:
    name = "META-INF/container.xml"
    try:
        root = etree.fromstring(read_entry(archive, name), _make_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableText(f"{name} is not well-formed: {error}") from error
    for found in root.iterfind(".//{*}rootfile"):
        if path := found.get("full-path"):
            return path
    raise UnreadableText(f"{name} names no package document")
