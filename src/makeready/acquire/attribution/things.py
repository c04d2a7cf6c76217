"""Things: markup that speaks schema.org goes in, whatever its form; claims about the text and the book come out.

JSON-LD, microdata and RDFa are read into the same passive Thing first; here it is decided what a thing says. The
vocabulary is https://schema.org/ as far as reviews, articles and books go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import field

from makeready.acquire.attribution.claims import Claims, Field, Kind
from makeready.acquire.attribution.dates import read_date
from makeready.dataclass import dataclass
from makeready.findings import Span

_ARTICLES = {
    "article", "blogposting", "newsarticle", "scholarlyarticle", "opinionnewsarticle", "reportagenewsarticle",
    "backgroundnewsarticle", "analysisnewsarticle", "techarticle", "socialmediaposting", "discussionforumposting",
    "liveblogposting", "medicalscholarlyarticle", "report", "essay",
}  # fmt: skip
_REVIEWS = {"review", "criticreview", "reviewnewsarticle", "userreview"}
_BOOKS = {"book", "audiobook", "publicationvolume", "thesis", "comicstory", "novel", "shortstory", "ebook"}
# What holds the text, or describes the page that it stands on.
_PAGES = {"webpage", "itempage", "aboutpage", "collectionpage", "medicalwebpage"}
_SERIES = {"periodical", "newspaper", "blog", "website", "publicationissue", "publicationvolume", "magazine", "webpage"}
_MOST_PEOPLE = 50
_WRITTEN = {"datepublished": "datePublished", "inlanguage": "inLanguage", "alternativeheadline": "alternativeHeadline"}
_WRITTEN |= {"copyrightnotice": "copyrightNotice"}


@dataclass(slots=True, eq=False)
class Thing:
    """An item of markup: its types without their vocabulary, in lower case, its properties, and where it stands.

    `label` has the types as they were written, for evidence.
    """

    types: frozenset[str]
    span: Span
    label: str = ""
    properties: dict[str, list[Thing | str]] = field(default_factory=dict)

    def texts(self, *names: str) -> list[str]:
        """Return the values of the first of these properties that has any, things by their names."""
        for name in names:
            found = [v if isinstance(v, str) else _name_thing(v) for v in self.properties.get(name, ())]
            good = [text for text in found if text]
            if good:
                return good[:_MOST_PEOPLE]
        return []

    def things(self, *names: str) -> list[Thing]:
        """Return the things among the values of these properties."""
        return [v for name in names for v in self.properties.get(name, ()) if isinstance(v, Thing)]

    @property
    def called(self) -> str:
        """Return its type as it is shown: "Review"."""
        return self.label[:60] or "thing"


def _name_thing(thing: Thing) -> str:
    for name in ("name", "headline", "@value", "legalname", "url", "@id"):
        for value in thing.properties.get(name, ()):
            if isinstance(value, str):
                return value
    parts = [v for n in ("givenname", "familyname") for v in thing.properties.get(n, ()) if isinstance(v, str)]
    return " ".join(parts)


def claim_things(things: Sequence[Thing], kind: Kind, form: str, claims: Claims) -> None:
    """Add what `things`, the outermost of a page, say; `form` names the markup in the evidence ("JSON-LD")."""
    # In a shop the reviews are the customers', and the text is the seller's.
    shop = any("product" in thing.types or thing.properties.get("offers") for thing in things)
    for thing in _find_texts(things):
        if thing.types & _REVIEWS:
            if shop:
                continue
            _claim_review(thing, kind, form, claims)
        elif thing.types & _ARTICLES:
            _claim_article(thing, kind, form, claims, decisive=False)
    for thing in things:
        if thing.types & _BOOKS and not thing.types & (_REVIEWS | _ARTICLES):
            _claim_work(thing, kind, form, claims, decisive=False)
        elif thing.types & {"website", "blog"}:
            _claim(claims, Field.VENUE, thing.texts("name"), kind, f"{form} {thing.called}.name", thing.span)


def _find_texts(things: Sequence[Thing]) -> Iterator[Thing]:
    """Yield the texts among the outermost things, and those that a page names as what it is for."""
    for thing in things:
        if thing.types & (_REVIEWS | _ARTICLES):
            yield thing
        elif thing.types & _PAGES:
            yield from (inner for inner in thing.things("mainentity") if inner.types & (_REVIEWS | _ARTICLES))


def _claim_review(thing: Thing, kind: Kind, form: str, claims: Claims) -> None:
    """Add what a review of a book says. One of anything else (a shop, a place, the site) says nothing of the text."""
    items = thing.things("itemreviewed")
    books = [item for item in items if _is_book(item)]
    if items and not books:
        return
    _claim_article(thing, kind, form, claims, decisive=True)
    claims.add(Field.REVIEW, "review", kind, f"{form} {thing.called}", thing.span)
    for book in books:
        _claim_work(book, kind, f"{form} {thing.called}.itemReviewed", claims, decisive=True)
    names = [text for text in thing.properties.get("itemreviewed", ()) if isinstance(text, str)]
    if not items:
        _claim(claims, Field.WORK_TITLE, names, kind, f"{form} {thing.called}.itemReviewed", thing.span, decisive=True)


def _is_book(thing: Thing) -> bool:
    if thing.types & (_BOOKS | {"creativework"}) or not thing.types:
        return True
    return "product" in thing.types and bool(_find_isbn(thing))


def _find_isbn(thing: Thing) -> list[str]:
    numbers = thing.texts("isbn", "gtin13", "gtin", "productid", "sku")
    plain = [re.sub(r"^(?:urn:)?isbn[: ]*", "", number.strip(), flags=re.IGNORECASE) for number in numbers]
    return [n for n in plain if thing.properties.get("isbn") or re.match(r"97[89]", n)]


def _claim_article(thing: Thing, kind: Kind, form: str, claims: Claims, *, decisive: bool) -> None:
    start = f"{form} {thing.called}"
    names = {
        Field.TITLE: ("headline", "name"),
        Field.SUBTITLE: ("alternativeheadline",),
        Field.LANGUAGE: ("inlanguage",),
        Field.PUBLISHED: ("datepublished",),
        Field.ADDRESS: ("url", "mainentityofpage"),
        Field.LICENCE: ("license",),
        Field.RIGHTS: ("copyrightnotice",),
        Field.OWNER: ("publisher",),
    }
    for what, properties in names.items():
        values = [v for v in thing.texts(*properties) if what is not Field.LANGUAGE or len(v) < 40][:1]
        # The language that an article is marked with is the text's own; the page's may be the template's.
        firm = decisive or what is Field.LANGUAGE
        _claim(
            claims,
            what,
            values,
            kind,
            f"{start}.{_WRITTEN.get(properties[0], properties[0])}",
            thing.span,
            decisive=firm,
        )
    _claim_people(thing, ("author", "creator", "reviewer"), Field.CREATORS, kind, start, claims, decisive)
    _claim_people(thing, ("translator",), Field.TRANSLATORS, kind, start, claims, decisive)
    for series in _climb(thing):
        _claim(claims, Field.VENUE, series.texts("name"), kind, f"{start}.isPartOf", thing.span, decisive=decisive)
    if thing.types & {"reviewnewsarticle"}:
        claims.add(Field.REVIEW, "review", kind, start, thing.span)
    books = [book for book in thing.things("about", "itemreviewed") if book.types & _BOOKS]
    if len(books) == 1 and not thing.types & _REVIEWS:
        _claim_work(books[0], kind, f"{start}.about", claims, decisive=False)
    for review in thing.things("review", "mainentity"):
        if review.types & _REVIEWS and not thing.types & _REVIEWS:
            _claim_review(review, kind, form, claims)


def _climb(thing: Thing) -> Iterator[Thing]:
    """Yield what the thing is part of and is a place of publication: a volume's or an issue's own periodical."""
    found = thing
    for _ in range(4):
        holders = [holder for holder in found.things("ispartof") if holder.types & _SERIES]
        if not holders:
            return
        found = holders[0]
        if not found.types & {"publicationissue", "publicationvolume", "webpage"}:
            yield found
            return


def _claim_people(
    thing: Thing, names: tuple[str, ...], what: Field, kind: Kind, start: str, claims: Claims, decisive: bool
) -> None:
    for name in names:
        values = thing.texts(name)
        if values:
            body = any(t.types & {"organization", "corporation", "newsmediaorganization"} for t in thing.things(name))
            claims.add(what, values, kind, f"{start}.{name}", thing.span, decisive=decisive, body=body)
            return


def _claim_work(book: Thing, kind: Kind, start: str, claims: Claims, *, decisive: bool) -> None:
    """Add what is said of a book, which the text may be about."""
    start = start if "." in start else f"{start} {book.called}"

    def claim(what: Field, values: Sequence[str], name: str) -> None:
        _claim(claims, what, values, kind, f"{start}.{name}", book.span, decisive=decisive)

    claim(Field.WORK_TITLE, book.texts("name", "headline")[:1], "name")
    claim(Field.WORK_SUBTITLE, book.texts("alternativeheadline", "subtitle")[:1], "alternativeHeadline")
    claim(Field.WORK_PUBLISHER, book.texts("publisher")[:1], "publisher")
    dates = [read_date(value) for value in book.texts("datepublished", "copyrightyear")[:1]]
    claim(Field.WORK_YEAR, [date[:4] for date in dates if date], "datePublished")
    claim(Field.WORK_ISBN, _find_isbn(book)[:1], "isbn")
    _claim_people(book, ("author", "creator"), Field.WORK_AUTHORS, kind, start, claims, decisive)
    _claim_people(book, ("translator",), Field.WORK_TRANSLATORS, kind, start, claims, decisive)


def _claim(
    claims: Claims,
    what: Field,
    values: Sequence[str],
    kind: Kind,
    evidence: str,
    span: Span,
    *,
    decisive: bool = False,
) -> None:
    if values:
        claims.add(what, values[0], kind, evidence, span, decisive=decisive)
