"""PDF metadata: a book and its pages go in; XMP, the Info dictionary and page labels come out."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import pikepdf

from makeready import __version__
from makeready.credits import list_credits
from makeready.model.book import Book, Identifier
from makeready.model.direction import is_backward
from makeready.model.edition import PrintEdition
from makeready.model.people import Contributor
from makeready.pdf.archive import ARCHIVE, write_archive_terms
from makeready.releases import find_release

# What XML cannot hold: https://www.w3.org/TR/xml/#charsets
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "\ufffd")
_PACKET = "W5M0MpCehiHzreSzNTczkc9d"  # the fixed id of every XMP packet, ISO 16684-1, 7.3.2
_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
}


def write_xmp(book: Book, edition: PrintEdition) -> bytes:
    """Return the XMP packet of `book` (ISO 16684-1), its attribution included.

    The part of PDF/UA is claimed only for an edition that asks for the standard; the checks hold it to that.
    """
    lines = [
        _alternatives("dc:title", book.title),
        _sequence("dc:creator", (c.name for c in book.creators)),
        _bag("dc:contributor", (c.name for c in book.others)),
        _bag("dc:language", [book.language]),
        _bag("dc:publisher", [book.publisher] if book.publisher else []),
        _bag("dc:subject", (s.term for s in book.subjects)),
        _alternatives("dc:description", book.description),
        _simple("dc:identifier", _identify(book, edition)),
        _sequence("dc:date", [book.date] if book.date else []),
        _alternatives("dc:rights", _list_rights(book)),
        _simple("xmpRights:WebStatement", book.rights.licence_uri),
        _simple("dc:source", _describe_source(book)),
        _bag("dc:relation", _describe_work(book)),
        _simple("dcterms:provenance", _describe_provenance(book)),
        _simple("xmp:CreatorTool", f"makeready {__version__}"),
        _simple("xmp:CreateDate", book.modified),
        _simple("xmp:ModifyDate", book.modified),
        _simple("pdf:Producer", _producer()),
        _simple("pdfuaid:part", "1" if edition.standard in ("pdf/ua-1", ARCHIVE) else None),
    ]
    archived = write_archive_terms() if edition.standard == ARCHIVE else ""
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())
    body = "\n".join(line for line in lines if line).translate(_FORBIDDEN)
    return (
        f'<?xpacket begin="\ufeff" id="{_PACKET}"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'<rdf:Description rdf:about="" {declared}>\n{body}\n</rdf:Description>\n{archived}</rdf:RDF>\n</x:xmpmeta>\n'
        '<?xpacket end="r"?>'
    ).encode()


def write_metadata(pdf: pikepdf.Pdf, book: Book, edition: PrintEdition, body_start: int | None) -> None:
    """Put metadata, the preferences for a viewer and page labels into the PDF."""
    packet = pdf.make_stream(write_xmp(book, edition), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    pdf.Root.Metadata = packet
    pdf.Root.Lang = pikepdf.String(book.language)
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    if is_backward(book.language):
        pdf.Root.ViewerPreferences.Direction = pikepdf.Name.R2L
    pdf.Root.PageLayout = pikepdf.Name.TwoPageRight
    numbers = pikepdf.Array()
    for index, style in list_labels(body_start):
        numbers.append(index)
        numbers.append(pikepdf.Dictionary(S=pikepdf.Name(f"/{style}"), St=1))
    pdf.Root.PageLabels = pikepdf.Dictionary(Nums=numbers)
    for name, words in list_facts(book):
        pdf.docinfo[f"/{name}"] = pikepdf.String(words)


def list_labels(body_start: int | None) -> list[tuple[int, str]]:
    """Return where page labels begin anew, and in what figures (ISO 32000-1, 12.4.2).

    Pages before `body_start` (an index from 0) have roman figures, those from it arabic ones from 1. Without a body
    every page is arabic.
    """
    return [(0, "r"), (body_start, "D")] if body_start else [(0, "D")]


def list_facts(book: Book) -> list[tuple[str, str]]:
    """Return the entries of the Info dictionary (14.3.3)."""
    facts = [
        ("Title", book.title),
        ("Author", _list_names(book.creators)),
        ("Subject", book.description),
        ("Keywords", ", ".join(subject.term for subject in book.subjects)),
        ("Creator", f"makeready {__version__}"),
        ("Producer", _producer()),
        ("CreationDate", write_date(book.modified)),
        ("ModDate", write_date(book.modified)),
    ]
    return [(name, words) for name, words in facts if words]


def write_date(moment: str) -> str:
    """Return `YYYY-MM-DDThh:mm:ssZ` as PDF has it (7.9.4)."""
    return f"D:{''.join(figure for figure in moment if figure.isdigit())}Z"


def _producer() -> str:
    return f"WeasyPrint {find_release('weasyprint')}"


def _identify(book: Book, edition: PrintEdition) -> str | None:
    """Return the edition's own identifier, else the book's first, as a URN or an address."""
    if edition.identifier:
        scheme, _, value = edition.identifier.partition(":")
        return Identifier(scheme=scheme, value=value).urn if value else edition.identifier
    return book.identifiers[0].urn if book.identifiers else None


def _describe_work(book: Book) -> list[str]:
    work = book.attribution.reviewed
    if work is None:
        return []
    title = f"{work.title}: {work.subtitle}" if work.subtitle else work.title
    facts = [
        f"by {_list_names(work.authors)}" if work.authors else "",
        f"translated by {_list_names(work.translators)}" if work.translators else "",
        work.publisher,
        work.year,
        f"ISBN {work.isbn}" if work.isbn else "",
    ]
    return [f"Review of: {', '.join([title, *(fact for fact in facts if fact)])}"]


def _list_rights(book: Book) -> str | None:
    """Return all that is said of rights, the permission for a reprint included."""
    source = book.attribution.provenance
    rights = book.rights
    return _join(rights.statement or rights.licence, rights.source_statement, source.permission if source else None)


def _describe_source(book: Book) -> str | None:
    source = book.attribution.provenance
    if source is None:
        return None
    work = book.attribution.reviewed
    title = source.title
    if title and work and title.startswith(work.title):
        # A review is often headed by the title of what it reviews; unmarked, that would read as the book itself.
        title = f"Review of “{title}”"
    return _join(source.source_uri, title, source.venue)


def _describe_provenance(book: Book) -> str | None:
    source = book.attribution.provenance
    if source is None:
        return None
    credits = [one for one in list_credits(book) if one.told]
    facts = [
        f"relation to the source: {source.relation}",
        *(f"{one.told}: {', '.join(one.values)}" for one in credits),
        *(f"changed: {e.original} → {e.corrected}" for e in source.emendations),
        source.statement,
    ]
    return _join(*facts)


def _list_names(people: Iterable[Contributor]) -> str:
    return ", ".join(c.name for c in people)


def _join(*parts: str | None) -> str | None:
    return "; ".join(part for part in parts if part) or None


def _simple(name: str, value: str | None) -> str | None:
    return f"<{name}>{escape(value, quote=False)}</{name}>" if value else None


def _alternatives(name: str, value: str | None) -> str | None:
    if not value:
        return None
    return f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{escape(value, quote=False)}</rdf:li></rdf:Alt></{name}>'


def _sequence(name: str, values: Iterable[str]) -> str | None:
    return _container(name, "Seq", values)


def _bag(name: str, values: Iterable[str]) -> str | None:
    return _container(name, "Bag", values)


def _container(name: str, kind: str, values: Iterable[str]) -> str | None:
    items = "".join(f"<rdf:li>{escape(value, quote=False)}</rdf:li>" for value in values)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else None
