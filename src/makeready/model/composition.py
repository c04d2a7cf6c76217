"""Compositions: a composed book as content documents, the tree of its contents and its landmarks."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import field
from operator import itemgetter

from makeready.dataclass import dataclass
from makeready.findings.span import Span
from makeready.model.book import Asset, Book, Matter
from makeready.model.edition import Edition
from makeready.model.face import Typefaces


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentDocument:
    """One XHTML file of an edition, in the form that both binders take.

    `href` is relative to the package document's folder ("text/chapter-1.xhtml"); `anchors` are the ids in
    it, each unique in the book; `source_map` pairs lines of `content`, from 1 and rising, with the place in the
    manuscript of the block that starts there; `properties` are EPUB manifest properties ("svg", "mathml").
    """

    href: str
    title: str
    matter: Matter
    role: str
    language: str
    content: bytes = field(repr=False)
    media_type: str = "application/xhtml+xml"
    anchors: tuple[str, ...] = ()
    source_map: tuple[tuple[int, Span], ...] = ()
    properties: tuple[str, ...] = ()
    generated: bool = False

    def locate(self, line: int) -> Span | None:
        """Return the place in the manuscript of the block that `line` of the file belongs to."""
        found = self.find_entry(line)
        return found[1] if found else None

    def find_entry(self, line: int) -> tuple[int, Span] | None:
        """Return the entry of the source map for `line` of the file: where its block starts, and the place of that."""
        place = bisect_right(self.source_map, line, key=itemgetter(0))
        return self.source_map[place - 1] if place else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationPoint:
    """A line of the contents: its words, its label where numbered, where it leads and what is below it.

    `language` is that of its words where it is not the book's.
    """

    title: str
    href: str
    label: str | None = None
    role: str = "section"
    matter: Matter = Matter.BODY
    language: str | None = None
    children: tuple[NavigationPoint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """A place that reading systems offer by name: an EPUB structural term, its words, where it leads."""

    role: str
    title: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleSheet:
    """CSS under a name ("theme/shared.css", "styles/print.css"), in the order of the cascade."""

    name: str
    content: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """A book composed for one edition and marked up: all that a binder needs.

    `assets` pairs an asset's place in the package ("images/map.png") with it. `paged_as` is the print edition whose
    page starts are marked in the documents, if any. `typefaces` are those that its words are set in.
    """

    book: Book
    edition: Edition
    documents: tuple[ContentDocument, ...]
    contents: tuple[NavigationPoint, ...]
    landmarks: tuple[Landmark, ...]
    styles: tuple[StyleSheet, ...]
    assets: tuple[tuple[str, Asset], ...] = ()
    paged_as: Edition | None = None
    typefaces: Typefaces = field(default_factory=Typefaces)
