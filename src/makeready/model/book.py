"""The book: metadata, sections and assets go in; one immutable value that every stage reads comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from enum import StrEnum

from makeready.dataclass import dataclass
from makeready.findings.span import Span
from makeready.model.face import TypefaceRoles
from makeready.model.ink import SpotInk
from makeready.model.node import Node, walk_nodes
from makeready.model.people import Contributor
from makeready.model.provenance import Attribution, Rights


class Matter(StrEnum):
    """The three parts of a book."""

    FRONT = "front"
    BODY = "body"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the text with a title: a part, a chapter, a preface, or a section within one.

    `role` is a word of the trade that exists in EPUB's structural vocabulary where one fits: "chapter",
    "part", "preface", "dedication", "titlepage", "halftitlepage", "copyright-page", "toc", "colophon" …;
    sections within a chapter have the role "section". `label` is what numbering composed ("3", "II");
    `notes` are the words of the footnotes called in it. `slug` is unique in the book and names its file.
    `title` is empty where nothing heads the section; then `short_title` says what lists call it.
    `subtitle` and `authors` are those of a chapter that has its own; they stand in `content` too, under the heading.
    `anchor` is the id that the author gave it, as they wrote it, and None where the book gave it one.
    `generated` is True for matter composed from the metadata rather than read from the manuscript.
    """

    id: str
    slug: str
    anchor: str | None = None
    matter: Matter
    role: str
    title: tuple[Node, ...] = ()
    short_title: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    label: str | None = None
    content: tuple[Node, ...] = ()
    notes: tuple[Node, ...] = ()
    numbered: bool = True
    listed: bool = True
    generated: bool = False
    language: str | None = None
    classes: tuple[str, ...] = ()
    children: tuple[Section, ...] = ()
    span: Span | None = None


def walk_sections(sections: Iterable[Section]) -> Iterator[Section]:
    """Yield `sections` and all within them, in reading order."""
    for section in sections:
        yield section
        yield from walk_sections(section.children)


def walk_text(section: Section) -> Iterator[Node]:
    """Yield the nodes of a section's title, text and notes, without those of the sections within it."""
    return walk_nodes((*section.title, *section.content, *section.notes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file that the text needs: its path in the project, its bytes and what they are.

    `digest` is the SHA-256 in hexadecimal; `width` and `height` are pixels, absent for vector pictures.
    """

    path: str
    media_type: str
    digest: str
    content: bytes = field(repr=False)
    width: int | None = None
    height: int | None = None
    alt: str | None = None
    rights: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A name of the book: scheme "isbn", "uuid", "doi", "uri" …, and the value without a prefix."""

    scheme: str
    value: str

    @property
    def urn(self) -> str:
        """Return the identifier as package documents write it."""
        if self.scheme in ("isbn", "uuid", "issn"):
            return f"urn:{self.scheme}:{self.value}"
        return f"https://doi.org/{self.value}" if self.scheme == "doi" else self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a book is about: a term, and where it is from a list, the list's name and code ("BISAC", "POL037000")."""

    term: str
    scheme: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conformance:
    """A claim that a person or body makes and answers for: the standard of accessibility, and who says so."""

    standard: str
    certified_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All that is known of a book, read once from its manuscript.

    `modified` is a UTC time as `YYYY-MM-DDThh:mm:ssZ`, never the clock's; `digest` is the SHA-256 over the
    manuscript's files in reading order; `cover` names an asset where the author brought a picture of their own;
    `numbering` is "none", "chapters" or "sections".
    """

    identifiers: tuple[Identifier, ...]
    title: str
    language: str
    subtitle: str | None = None
    contributors: tuple[Contributor, ...] = ()
    publisher: str | None = None
    imprint: str | None = None
    date: str | None = None
    modified: str
    description: str | None = None
    subjects: tuple[Subject, ...] = ()
    series: str | None = None
    series_position: str | None = None
    rights: Rights = field(default_factory=Rights)
    attribution: Attribution = field(default_factory=Attribution)
    sections: tuple[Section, ...] = ()
    assets: tuple[Asset, ...] = ()
    cover: str | None = None
    cover_span: Span | None = None
    digest: str = ""
    slug: str = "book"
    numbering: str = "none"
    conformance: Conformance | None = None
    typefaces: TypefaceRoles = field(default_factory=TypefaceRoles)
    inks: tuple[SpotInk, ...] = ()

    @property
    def creators(self) -> tuple[Contributor, ...]:
        """Return who made the words: contributors with a creator's role, else the reviewers, else nobody."""
        makers = tuple(c for c in self.contributors if c.is_creator)
        return makers or self.attribution.reviewers

    @property
    def others(self) -> tuple[Contributor, ...]:
        """Return contributors who did not make the words, the reviewers of a re-told review among them."""
        makers = {c.name for c in self.creators}
        everyone = self.contributors + self.attribution.reviewers
        return tuple({c.name: c for c in reversed(everyone) if c.name not in makers}.values())[::-1]
