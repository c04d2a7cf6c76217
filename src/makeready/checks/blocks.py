"""Blocks: content documents go in; their text block by block comes out, notes apart, the author's known from ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any, NamedTuple

from lxml import etree

from makeready.checks.words import Folded, Place, UnreadableText, WordStreams, fold_typography, join_streams
from makeready.dataclass import dataclass
from makeready.markup.main_text import BLOCK_CLASSES
from makeready.model.composition import ContentDocument
from makeready.model.keys import number_elements

XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
# What an author gives to words that readers are not to see.
HIDDEN = "hidden"

SKIPPED = frozenset({"head", "script", "style", "template", "img", "svg", "audio", "video", "object", "math"})
_INLINE = frozenset(
    "a abbr b bdi bdo br cite code data del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup time u "
    "var wbr".split()
)
NOTES = frozenset({"footnote", "endnote", "rearnote", "doc-footnote", "doc-endnote"})
CALLS = frozenset({"noteref", "doc-noteref"})
_BACKLINKS = frozenset({"backlink", "doc-backlink"})

# Text and the line of the file that it begins in.
Piece = tuple[int, str]
# The author's own text of a block, from one end or break of a block within it to the next.
Segment = list[Piece]


def parse_xml(content: bytes) -> etree._Element:
    """Return the root of `content`, parsed without entities, DTD or network (etree.XMLSyntaxError)."""
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def line_of(element: Any) -> int:
    """Return the line that an element starts on, or 0; a function because lxml's types leave it open."""
    return int(element.sourceline or 0)


@dataclass(slots=True, eq=False)
class Block:
    """The text of an element that stands for itself: a paragraph, a cell, a heading, a note.

    `pieces` are all its text, `composed` is True where none of it is the author's, `whole` where no other block stands
    between its parts. `note` is the id of the note that it is in, if any. `repeated` is True in the head or foot of a
    table, which each page of the table shows again; `backward` where some of it may run from right to left, `in_cell`
    in a cell of a table, beside which others go on over pages.
    """

    href: str
    line: int
    element: etree._Element
    pieces: list[Piece] = field(default_factory=list)
    composed: bool = True
    whole: bool = True
    note: str = ""
    repeated: bool = False
    backward: bool = False
    in_cell: bool = False

    @property
    def text(self) -> str:
        """Return all of its text, as it stands in the file."""
        return "".join([text for _, text in self.pieces])


@dataclass(slots=True)
class DocumentText:
    """A content document's text: its blocks, and the block of each element by key (None: nothing is compared).

    `sequence` are the blocks with text in the order in which their text begins, those of notes among them. `own` are
    the author's words, `notes` those of each note by its id, `composed` ours, in the order of the file.
    """

    href: str
    root: etree._Element
    blocks: list[Block] = field(default_factory=list)
    homes: dict[str, Block | None] = field(default_factory=dict)
    elements: dict[str, etree._Element] = field(default_factory=dict)
    own: list[Segment] = field(default_factory=list)
    notes: dict[str, list[Segment]] = field(default_factory=dict)
    composed: list[str] = field(default_factory=list)
    sequence: list[Block] = field(default_factory=list)


def read_document(href: str, content: bytes) -> DocumentText:
    """Return the text of one XHTML document; raises UnreadableText where it is not well-formed."""
    try:
        return read_tree(href, parse_xml(content))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableText(f"{href} is not well-formed: {error}") from error


def read_tree(href: str, root: etree._Element) -> DocumentText:
    """Return the text of one XHTML document by the root of its tree."""
    walker = _Walker(DocumentText(href=href, root=root))
    for body in root.iter(f"{XHTML}body") if root.tag == f"{XHTML}html" else (root,):
        walker.walk_body(body)
    return walker.text


class LazyTexts:
    """The texts of content documents, which have `hrefs` and `contents`; each is read when it is first asked for."""

    def __init__(
        self, contents: Mapping[str, bytes], read: Callable[[str, bytes], DocumentText] = read_document
    ) -> None:
        """Take the documents by href in their order, and what reads one of them."""
        self.hrefs = list(contents)
        self.contents = list(contents.values())
        self._read = read
        self._known: dict[int, DocumentText] = {}

    def read(self, index: int) -> DocumentText:
        """Return the text of one document. Raises UnreadableText."""
        if index not in self._known:
            self._known[index] = self._read(self.hrefs[index], self.contents[index])
        return self._known[index]

    def read_all(self) -> list[DocumentText]:
        """Return the texts of all documents. Raises UnreadableText."""
        return [self.read(index) for index in range(len(self.hrefs))]


def name_roles(element: etree._Element) -> frozenset[str]:
    """Return the words of an element's role and epub:type."""
    kind, role = element.get(EPUB_TYPE), element.get("role")
    return frozenset(f"{kind or ''} {role or ''}".split()) if kind or role else frozenset()


class _Around(NamedTuple):
    """What holds for the text at a place of the tree."""

    block: Block | None = None
    left_out: bool = False
    generated: bool = False
    backward: bool = False
    repeated: bool = False
    note: str = ""
    in_cell: bool = False


class _Walker:
    """Walks a document; each element that starts a block ends the segment of the author's words before it."""

    def __init__(self, text: DocumentText) -> None:
        self.text = text
        self._line = 0
        self._stream = text.own
        self._segment: Segment | None = None
        self._begun: set[Block] = set()
        self._last: Block | None = None  # the block whose text was met last, notes apart

    def walk_body(self, body: etree._Element) -> None:
        elements = (element for element in body.iterdescendants(etree.Element))
        self.text.elements = dict(number_elements(self.text.href, elements))
        self._keys = {element: key for key, element in self.text.elements.items()}
        root = body.getparent()
        direction = body.get("dir") or (root.get("dir") if root is not None else None)
        around = _Around(generated=_is_generated(body), backward=direction == "rtl")
        self._walk_content(body, self._open(body, around))
        self._segment = None

    def _walk(self, element: etree._Element, around: _Around) -> None:
        tag: object = element.tag
        if not isinstance(tag, str):
            return  # a comment, or an instruction to some processor
        self._line = line_of(element) or self._line
        name = tag.rpartition("}")[2]
        roles = name_roles(element)
        classes = frozenset((element.get("class") or "").split())
        key = self._keys[element]
        if name in SKIPPED or element.get("hidden") is not None:
            self.text.homes.update((self._keys[one], None) for one in element.iter(etree.Element))
            return
        is_note = bool(roles & NOTES)
        direction = element.get("dir")
        if HIDDEN in classes:
            # Still the author's words, which no page has to show.
            around = around._replace(block=None, left_out=True)
        block = around.block
        backward = around.backward if direction is None else direction != "ltr"
        generated = around.generated or _is_generated(element)
        if name in _INLINE and not is_note and not (name == "span" and BLOCK_CLASSES & classes):
            if block is not None:
                block.backward = block.backward or backward
            self.text.homes[key] = block
            if name == "br":
                self._say(" ", around)
            elif roles & (CALLS | _BACKLINKS):
                # Numbers are composed, whoever wrote the note.
                self._walk_content(element, around._replace(generated=True, backward=backward))
            else:
                self._walk_content(element, around._replace(generated=generated, backward=backward))
            return
        if is_note:
            self._walk_note(element, key, around)
            return
        repeated = around.repeated or name in ("thead", "tfoot")
        in_cell = around.in_cell or name in ("td", "th")
        inner = around._replace(generated=generated, backward=backward, repeated=repeated, in_cell=in_cell)
        self._segment = None
        self._walk_content(element, self._open(element, inner))
        self._segment = None

    def _open(self, element: etree._Element, around: _Around) -> _Around:
        """Begin a block, unless it is to be left out; return what holds within it."""
        if around.left_out:
            self.text.homes[self._keys[element]] = None
            return around._replace(block=None)
        block = Block(
            href=self.text.href,
            line=self._line,
            element=element,
            note=around.note,
            repeated=around.repeated,
            backward=around.backward,
            in_cell=around.in_cell,
        )
        self.text.blocks.append(block)
        if element in self._keys:  # all but the body
            self.text.homes[self._keys[element]] = block
        return around._replace(block=block)

    def _walk_note(self, element: etree._Element, key: str, around: _Around) -> None:
        """Read a note apart; the paragraph that it may stand in goes on behind it."""
        outer, open_segment = self._stream, self._segment
        identity = element.get("id") or key
        self._stream, self._segment = self.text.notes.setdefault(identity, []), None
        # Its words are the author's even where the list that it stands in was composed.
        inner = around._replace(generated=_is_generated(element), repeated=False, in_cell=False, note=identity)
        self._walk_content(element, self._open(element, inner))
        self._stream, self._segment = outer, open_segment

    def _walk_content(self, element: etree._Element, around: _Around) -> None:
        self._say(element.text, around)
        for child in element:
            self._walk(child, around)
            self._say(child.tail, around)

    def _say(self, words: str | None, around: _Around) -> None:
        if not words:
            return
        line = self._line
        self._line += words.count("\n")
        if around.block is not None:
            if not words.isspace():
                self._follow(around.block)
            around.block.pieces.append((line, words))
            if not around.generated and not words.isspace():
                around.block.composed = False
        if around.generated:
            self.text.composed.append(words)
            return
        if self._segment is None:
            self._segment = []
            self._stream.append(self._segment)
        self._segment.append((line, words))

    def _follow(self, block: Block) -> None:
        """Note that the text of a block goes on here."""
        if block not in self._begun:
            self._begun.add(block)
            self.text.sequence.append(block)
        elif self._last is not block and not block.note:
            block.whole = False
        if not block.note:
            self._last = block


def _is_generated(element: etree._Element) -> bool:
    return element.get("data-generated") is not None


def read_words(
    texts: Iterable[DocumentText],
    documents: dict[str, ContentDocument] | None = None,
    folded: Folded | None = None,
) -> WordStreams:
    """Return the words that are the author's: nothing composed, no numbers of notes.

    `documents` are the composition's by href; with them, words know their places in the manuscript. `folded` has what
    was folded before.
    """
    known = documents or {}

    def join(href: str, segments: Iterable[Segment]) -> Iterator[tuple[str, Place]]:
        document = known.get(href)
        for segment in segments:
            yield "".join([words for _, words in segment]), _place_letters(document, segment)

    texts = tuple(texts)
    main = [block for text in texts for block in join(text.href, text.own)]
    notes = [list(join(text.href, segments)) for text in texts for segments in text.notes.values()]
    return join_streams(main, notes, folded)


def _place_letters(document: ContentDocument | None, pieces: list[Piece]) -> Place:
    return lambda letter: document.locate(find_line(pieces, letter)) if document is not None else None


def find_line(pieces: Iterable[Piece], letter: int, fold: Callable[[str], str] = fold_typography) -> int:
    """Return the line of the file that a letter of the text stands in, counted as `fold` leaves letters; 0: in none."""
    found = 0
    left = letter
    for line, words in pieces:
        for more, text in enumerate(words.split("\n")):
            count = len(fold(text).replace(" ", ""))
            if count:
                found = line + more
            if left < count:
                return found
            left -= count
    return found
