"""Pages: a page as it was read goes in; what it says about who wrote what comes out, each with its place."""

from __future__ import annotations

from dataclasses import field

from lxml import etree

from makeready.acquire.found import Found, Text
from makeready.dataclass import dataclass
from makeready.findings import Span
from makeready.model.people import Contributor


@dataclass(frozen=True, slots=True, kw_only=True)
class ProseLine:
    """A paragraph, heading or line of a page as one text, and its place. `heading` is its level, 1 to 6, or None."""

    text: str
    span: Span
    heading: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEvidence:
    """A page as a reader hands it over.

    `tree` is the root of the parsed HTML, or None for plain text. `lines` are the lines of the main text in their
    order; lines of the page that are no furniture are looked at as well where there is a tree, so it does no harm
    if a byline is missing among them. `source` is the page's path, `address` where it was on the web, if the person
    said so or the saved file does.
    """

    source: str
    lines: tuple[ProseLine, ...] = ()
    tree: etree._Element | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributionLine:
    """A line of prose that says who wrote what, when or where: its place, its words, and the fields it gave."""

    text: str
    span: Span
    fields: tuple[str, ...]


Person = Found[Contributor]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAttribution:
    """What a page says about its text; what it does not say, or says in contradiction, is None or empty.

    `creators` wrote the text: where `is_review`, they are its reviewers, and `work_…` tells what they review; else
    they are its authors, and no work is told. `unknown` names fields that were looked for and not found, `disputed`
    those that the page contradicts itself about (they are unknown too). `lines` are the lines of prose that told
    something: whether they stay in the text is for the caller to say.
    """

    is_review: bool = False
    title: Text | None = None
    subtitle: Text | None = None
    language: Text | None = None
    creators: tuple[Person, ...] = ()
    translators: tuple[Person, ...] = ()
    published: Text | None = None
    venue: Text | None = None
    venue_owner: Text | None = None
    reprinted_in: Text | None = None
    reprinted: Text | None = None
    submitted_to: Text | None = None
    submitted_by: Text | None = None
    permission: Text | None = None
    address: Text | None = None
    licence: Text | None = None
    licence_uri: Text | None = None
    rights: Text | None = None
    work_title: Text | None = None
    work_subtitle: Text | None = None
    work_authors: tuple[Person, ...] = ()
    work_publisher: Text | None = None
    work_year: Text | None = None
    work_isbn: Text | None = None
    lines: tuple[AttributionLine, ...] = ()
    unknown: tuple[str, ...] = ()
    disputed: tuple[str, ...] = field(default=())


__all__ = ["AttributionLine", "FoundAttribution", "PageEvidence", "Person", "ProseLine"]
