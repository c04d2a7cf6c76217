"""Package metadata: a book and its edition go in; the rows of an EPUB 3.3 `metadata` element come out, in order.

EPUB 3.3, 5.5 (metadata section) and appendix D (vocabularies): https://www.w3.org/TR/epub-33/#sec-pkg-metadata
"""

from __future__ import annotations

from collections.abc import Iterable

from makeready import __version__
from makeready.credits import list_credits, name_work
from makeready.dataclass import dataclass
from makeready.epub.words import file_title
from makeready.findings import Finding, observe
from makeready.late_pattern import late_pattern
from makeready.model.book import Book, Identifier
from makeready.model.edition import Edition
from makeready.model.people import Contributor
from makeready.model.provenance import Provenance, ReviewedWork

IDENTIFIER_ID = "pub-id"
COVER_ID = "cover-image"
# Prefixes that EPUB does not reserve, and that the rows use.
PREFIXES = "prov: http://www.w3.org/ns/prov#"
# ONIX code list 5, product identifier types; schemes without a row have no type of their own there.
_IDENTIFIER_TYPES = {"isbn": "15", "doi": "06", "uuid": "22", "issn": "34", "urn": "22"}
_PERSON_ADDRESSES = {"orcid": "https://orcid.org/", "isni": "https://isni.org/isni/", "viaf": "https://viaf.org/viaf/"}
_RELATIONS = {
    "precis": "schema:isBasedOn",
    "abridgement": "schema:isBasedOn",
    "adaptation": "schema:isBasedOn",
    "translation": "schema:translationOfWork",
    "original": "dcterms:isFormatOf",
}
# What XML 1.0 cannot hold: https://www.w3.org/TR/xml/#charsets
_UNWRITABLE = late_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One element of the metadata: "dc:title", "meta" or "link", its text and its attributes in order."""

    tag: str
    text: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()


class MetadataRows:
    """Rows in the making; every text that goes in is fit for XML, and what had to be replaced is a finding."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.findings: list[Finding] = []

    def add(self, tag: str, text: str | None, **attributes: str) -> None:
        """Add an element, unless it has no text."""
        if text:
            named = tuple((n.replace("_", ":"), self.clean(v, n)) for n, v in attributes.items())
            self.rows.append(Row(tag=tag, text=self.clean(" ".join(text.split()), tag), attributes=named))

    def meta(self, name: str, text: str | None, refines: str | None = None, **attributes: str) -> None:
        """Add a `meta` with the property `name`, which may refine the element with the id `refines`."""
        if refines:
            attributes = {"refines": f"#{refines}", "property": name, **attributes}
        else:
            attributes = {"property": name, **attributes}
        self.add("meta", text, **attributes)

    def link(self, relation: str, address: str, refines: str | None = None) -> None:
        """Add a `link` to `address`."""
        attributes = (("rel", relation), ("href", self.clean(address, relation)))
        self.rows.append(
            Row(tag="link", attributes=attributes if refines is None else (("refines", f"#{refines}"), *attributes))
        )

    def clean(self, text: str, where: str) -> str:
        """Return `text` with U+FFFD where XML has no place for a character, which is noted as a finding."""
        bad = _UNWRITABLE.search(text)
        if bad is None:
            return text
        name = f"U+{ord(bad[0]):04X}"
        self.findings.append(observe("EP008", f"the character {name} in {where} cannot be written into an EPUB"))
        return _UNWRITABLE.sub("\ufffd", text)


def name_unique(book: Book, edition: Edition) -> Identifier:
    """Return the identifier that the package goes by: the edition's own, else the book's first."""
    return _read_identifier(edition) or book.identifiers[0]


def describe_pages(book: Book, source: Edition) -> tuple[Row, ...]:
    """Return the rows that name the print edition `source`, whose pages are marked: by its ISBN if it has one.

    `pageBreakSource` belongs to the vocabulary of meta properties and has no prefix, though EPUB Accessibility
    Techniques 1.1 once showed one: https://github.com/w3c/epub-specs/issues/2667. Older reading systems look for
    `source-of` (EPUB 3.3, D.3.12).
    """
    rows = MetadataRows()
    identifier = _read_identifier(source)
    name = f"{book.slug}, edition {source.name}"
    if identifier is not None and identifier.scheme == "isbn":
        name = identifier.urn
        rows.add("dc:source", name, id="pagination")
        rows.meta("source-of", "pagination", "pagination")
    rows.meta("pageBreakSource", name)
    return tuple(rows.rows)


def _read_identifier(edition: Edition) -> Identifier | None:
    if edition.identifier is None:
        return None
    scheme, _, value = edition.identifier.partition(":")
    if scheme in _IDENTIFIER_TYPES and value:
        return Identifier(scheme=scheme, value=value)
    return Identifier(scheme="uri", value=edition.identifier)


def describe_book(book: Book, edition: Edition, *, cover: bool) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """Return the rows for `book` in `edition`, all but those about accessibility, and what had to be replaced."""
    rows = MetadataRows()
    _add_identifiers(rows, book, edition)
    _add_titles(rows, book)
    rows.add("dc:language", book.language)
    _add_people(rows, book)
    rows.add("dc:publisher", book.publisher or book.imprint)
    if book.imprint and book.imprint != book.publisher and book.publisher:
        rows.meta("schema:publisherImprint", book.imprint)
    rows.add("dc:date", book.date)
    rows.add("dc:description", book.description)
    _add_subjects(rows, book)
    _add_rights(rows, book)
    if book.series:
        rows.meta("belongs-to-collection", book.series, id="series")
        rows.meta("collection-type", "series", "series")
        rows.meta("group-position", book.series_position, "series")
    if book.attribution.reviewed is not None:
        _add_reviewed(rows, book, book.attribution.reviewed)
    if book.attribution.provenance is not None:
        _add_provenance(rows, book, book.attribution.provenance)
    rows.meta("dcterms:modified", book.modified)
    rows.rows.append(Row(tag="meta", attributes=(("name", "generator"), ("content", f"makeready {__version__}"))))
    if cover:
        rows.rows.append(Row(tag="meta", attributes=(("name", "cover"), ("content", COVER_ID))))
    return tuple(rows.rows), tuple(rows.findings)


def _add_identifiers(rows: MetadataRows, book: Book, edition: Edition) -> None:
    unique = name_unique(book, edition)
    others = [i for i in book.identifiers if i.urn != unique.urn]
    for number, identifier in enumerate((unique, *others), 1):
        name = IDENTIFIER_ID if number == 1 else f"identifier-{number}"
        rows.add("dc:identifier", identifier.urn, id=name)
        scheme = "urn" if identifier.value.startswith("urn:") else identifier.scheme
        rows.meta("identifier-type", _IDENTIFIER_TYPES.get(scheme), name, scheme="onix:codelist5")


def _add_titles(rows: MetadataRows, book: Book) -> None:
    for number, (kind, text) in enumerate((("main", book.title), ("subtitle", book.subtitle)), 1):
        if text:
            name = "title" if kind == "main" else "subtitle"
            rows.add("dc:title", text, id=name)
            rows.meta("title-type", kind, name)
            rows.meta("display-seq", str(number), name)
            if kind == "main":
                rows.meta("file-as", file_title(text, book.language), name)


def _add_people(rows: MetadataRows, book: Book) -> None:
    reviewers = {c.name for c in book.attribution.reviewers}
    for tag, people in (("creator", book.creators), ("contributor", book.others)):
        for number, person in enumerate(people, 1):
            name = f"{tag}-{number}"
            rows.add(f"dc:{tag}", person.name, id=name)
            roles = person.roles or (("rev",) if person.name in reviewers else ())
            for role in roles:
                rows.meta("role", role, name, scheme="marc:relators")
            if person.sort_name != person.name:
                rows.meta("file-as", person.sort_name, name)
            rows.meta("display-seq", str(number), name)
            _describe_person(rows, person, name)


def _describe_person(rows: MetadataRows, person: Contributor, name: str) -> None:
    # EPUB has no property of its own for a person's identifier; schema.org, whose prefix is reserved, has.
    for scheme, value in person.identifiers:
        start = _PERSON_ADDRESSES.get(scheme)
        bare = value.replace(" ", "") if scheme == "isni" else value
        rows.meta("schema:identifier", f"{start}{bare}" if start else value, name)
    rows.meta("schema:description", person.about, name)


def _add_subjects(rows: MetadataRows, book: Book) -> None:
    for number, subject in enumerate(book.subjects, 1):
        name = f"subject-{number}"
        rows.add("dc:subject", subject.term, id=name)
        # EPUB 3.3, D.3.2 and D.3.13: authority and term go together or not at all.
        if subject.scheme and subject.code:
            rows.meta("authority", subject.scheme, name)
            rows.meta("term", subject.code, name)


def _add_rights(rows: MetadataRows, book: Book) -> None:
    rights = book.rights
    rows.add("dc:rights", rights.statement or rights.licence)
    rows.add("dc:rights", rights.source_statement)
    rows.meta("dcterms:rightsHolder", rights.holder)
    rows.meta("dcterms:license", rights.licence if rights.licence_uri is None else rights.licence_uri)
    if rights.licence_uri:
        rows.link("dcterms:license", rights.licence_uri)


def _add_reviewed(rows: MetadataRows, book: Book, work: ReviewedWork) -> None:
    """Say what is reviewed. Its authors refine the work: they are never dc:creator of the review."""
    title = name_work(work)
    authors = [c.name for c in work.authors]
    rows.add("dc:type", "Review")
    # Whatever the book's language is, the sentences that are made here are English.
    rows.add("dc:relation", f"Review of: {title}" + (f", by {_join(authors)}" if authors else ""), xml_lang="en")
    rows.meta("schema:itemReviewed", title, id="work")
    for person in work.contributors:
        other = "schema:translator" if "trl" in person.roles else "schema:contributor"
        role = "schema:author" if person.is_creator or not person.roles else other
        rows.meta(role, person.name, "work")
    _add_credits(rows, book, "work")


def _add_credits(rows: MetadataRows, book: Book, refines: str) -> None:
    """Add what the attribution says of the source ("original") or of the work reviewed ("work")."""
    for credit in list_credits(book):
        if credit.term and credit.refines == refines:
            for value in credit.values:
                rows.meta(credit.term, value, refines)


def _add_provenance(rows: MetadataRows, book: Book, source: Provenance) -> None:
    relation = _RELATIONS.get(source.relation, "schema:isBasedOn")
    title = _name_source(book, source)
    rows.add("dc:source", source.source_uri or title, id="source")
    rows.meta(relation, title or source.source_uri, id="original")
    if source.title or source.source_uri:
        reviewers = book.attribution.reviewers or book.creators
        for person in reviewers if source.relation != "original" or source.venue else ():
            rows.meta("schema:author", person.name, "original")
        _add_credits(rows, book, "original")
    rows.add("dc:rights", source.permission)
    rows.meta("dcterms:type", source.relation)
    rows.meta("dcterms:bibliographicCitation", _cite(book, source), xml_lang="en")
    rows.meta("dcterms:provenance", source.statement)
    rows.meta("dcterms:provenance", _describe_way(source), xml_lang="en")
    rows.meta("prov:generatedAtTime", source.acquired_at)
    rows.meta("prov:wasGeneratedBy", source.acquired_with)
    rows.meta("prov:value", source.digest)


def _name_source(book: Book, source: Provenance) -> str | None:
    """Return what the source is called; a review headed by the title of its book is told apart from that book.

    Otherwise the reviewer would stand there as the author of the book reviewed.
    """
    work = book.attribution.reviewed
    if source.title is None or work is None:
        return source.title
    titles = {work.title, f"{work.title}: {work.subtitle}"}
    if source.title.casefold() in {title.casefold() for title in titles}:
        return f"Review of “{source.title}”"
    return source.title


def _cite(book: Book, source: Provenance) -> str | None:
    """Return the source as a citation, of what is known of it; None where it has neither title nor address."""
    title = _name_source(book, source)
    if not (title or source.source_uri):
        return None
    names = _join([p.name for p in book.attribution.reviewers])
    called = f"“{title}”" if title and title == source.title else title
    parts = (names, called, source.venue, source.published, source.source_uri)
    return ", ".join(part for part in parts if part)


def _describe_way(source: Provenance) -> str | None:
    """Return one sentence of how the source came to where it stands."""
    parts = []
    if source.submitted_to or source.submitted_by:
        by = f" by {source.submitted_by}" if source.submitted_by else ""
        to = f" to {source.submitted_to}" if source.submitted_to else ""
        parts.append(f"submitted{by}{to}")
    if source.venue:
        owner = f" ({source.venue_owner})" if source.venue_owner and source.venue_owner not in source.venue else ""
        parts.append(f"published on {source.venue}{owner}" + (f", {source.published}" if source.published else ""))
    if source.reprinted_in or source.reprinted:
        where = f" in {source.reprinted_in}" if source.reprinted_in else ""
        parts.append(f"reprinted{where}" + (f", {source.reprinted}" if source.reprinted else ""))
    if source.emendations:
        count = len(source.emendations)
        parts.append(f"{count} emendation{'s' if count > 1 else ''} made since, listed in the book")
    sentence = "; ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}." if sentence else None


def _join(names: Iterable[str]) -> str:
    known = [name for name in names if name]
    return known[0] if len(known) == 1 else ", ".join(known[:-1]) + f" and {known[-1]}" if known else ""
