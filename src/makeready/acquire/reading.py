"""Readings: the answers of the readers of sources, as values; nothing goes in, their types come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from lxml import etree

from makeready.acquire.found import FoundBook
from makeready.dataclass import dataclass
from makeready.findings import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A passage of the source that is not part of the book: its name, its words, where it stood, and why it was left.

    `name` is unique in a source and stays the same while the source does ("share-2").
    """

    name: str
    text: str
    place: Span
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A piece of a text that becomes a file: its blocks, in HTML, and how its words and addresses are to be read.

    `name` is what its file is called by, `notes` are the elements with the words of notes, by the labels of their
    calls. `levels` are taken from the rank of each heading. `lines` are Markdown that is taken over as it is, instead
    of blocks.
    """

    name: str
    nodes: tuple[etree._Element, ...]
    notes: Mapping[str, etree._Element] = field(default_factory=dict)
    levels: int = 0
    lines: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read of one source.

    `words` are all words of the source, in their order; each is in a chapter, in `left_out`, or in `told`: words that
    book.toml says, and the pages that are made of it. `made` are words that the manuscript has besides: a heading made
    of the title. `pictures` are by the address that the text names them by,
    `cover` is the address of the one that is the book's.
    `asides` are further files for the folder "acquired", by name.
    """

    kind: str
    source: str
    chapters: tuple[Chapter, ...]
    found: FoundBook
    words: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    told: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    cover: str | None = None
    asides: Mapping[str, str] = field(default_factory=dict)
