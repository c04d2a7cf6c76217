"""Matter: a book's metadata goes in; half-title, title page, copyright page, provenance and colophon come out."""

from __future__ import annotations

import re
from dataclasses import replace

from makeready.compose.balance import balanced_nodes, fit_characters
from makeready.compose.names import find_free, list_names
from makeready.compose.wording import Wording
from makeready.credits import list_credits, name_work
from makeready.model.book import Book, Matter, Section
from makeready.model.edition import Edition, Making, PrintEdition, require_pages
from makeready.model.node import Node, NodeKind, text_node
from makeready.model.people import Contributor

# The roles that a title page names, in its order, with the words before the names; "aut" and "cre" go first, bare.
_CREDITS = (
    ("abr", "abridged-by"),
    ("edt", "edited-by"),
    ("trl", "translated-by"),
    ("ill", "illustrated-by"),
)


def add_matter(book: Book, edition: Edition, making: Making) -> Book:
    """Return the book with the matter that its metadata gives: pages without anything to say are left out.

    A role that the manuscript brings itself ("titlepage", "copyright-page", "colophon" …) is not composed again.
    """
    words = Wording(book.language)
    # A review and where it comes from are told in full sentences, which few languages have here.
    telling = words if words.is_whole else Wording("en")
    front = telling if _statement(book, telling) else words
    own = {section.role for section in book.sections}
    taken = list_names(book.sections)
    pages = [
        (_title_page(book, edition, front), front),
        (_copyright_page(book, edition, words), words),
        (_about(book, telling), telling),
        (_provenance(book, telling), telling),
        (_colophon(book, making, words), words),
    ]
    if edition.is_paged:
        pages.insert(0, (_half_title(book, edition, words), words))
    made = tuple(_rename(page, taken, said) for page, said in pages if page is not None and page.role not in own)
    return replace(book, sections=(*book.sections, *made))


def _rename(section: Section, taken: set[str], words: Wording) -> Section:
    identity = find_free(section.id, taken)
    language = words.language if words.language == "en" else None
    return replace(section, id=identity, slug=identity, language=language)


def _page(role: str, short: str, content: list[Node], *, matter: Matter, title: str | None = None) -> Section:
    return Section(
        id=role,
        slug=role,
        matter=matter,
        role=role,
        title=(text_node(title),) if title else (),
        short_title=short,
        content=tuple(content),
        numbered=False,
        listed=title is not None,
        generated=True,
    )


def _node(kind: NodeKind, *children: Node | str, **attributes: str) -> Node:
    return Node(
        kind=kind,
        attributes=tuple((k.rstrip("_"), v) for k, v in attributes.items()),
        children=tuple(text_node(c) if isinstance(c, str) else c for c in children),
    )


def _paragraph(class_name: str, *children: Node | str) -> Node:
    return _node(NodeKind.PARAGRAPH, *children, class_=class_name)


def _cite_work(text: str, book: Book) -> tuple[Node | str, ...]:
    """Return `text` with the title of the reviewed work set off wherever it stands."""
    work = book.attribution.reviewed
    if work is None:
        return (text,)
    names = sorted({name_work(work), work.title}, key=len, reverse=True)
    pattern = "|".join(re.escape(name) for name in names)
    parts: list[Node | str] = []
    for place, piece in enumerate(re.split(f"({pattern})", text)):
        if piece:
            parts.append(_node(NodeKind.SPAN, piece, tag="cite") if place % 2 else piece)
    return tuple(parts)


def _half_title(book: Book, edition: Edition, words: Wording) -> Section:
    content = [
        _paragraph("half-title", *balanced_nodes(book.title, fit_characters(require_pages(edition), 34), book.language))
    ]
    return _page("halftitlepage", words["half-title"], content, matter=Matter.FRONT)


def _title_page(book: Book, edition: Edition, words: Wording) -> Section:
    # A screen's width is not known; paper's is, so only there are the lines of the title chosen.
    balanced = isinstance(edition, PrintEdition) and balanced_nodes(
        book.title, fit_characters(edition, 22), book.language
    )
    title = balanced or (text_node(book.title),)
    head = [_node(NodeKind.HEADING, *title, level="1", class_="title")]
    if book.subtitle:
        head.append(_paragraph("subtitle", *_cite_work(book.subtitle, book)))
    content = [_node(NodeKind.DIVISION, *head, class_="head")]
    credits = _credits(book, words)
    if credits:
        content.append(_node(NodeKind.DIVISION, *credits, class_="credits"))
    statement = _statement(book, words)
    if statement:
        content.append(_paragraph("statement", *statement))
    imprint = [name for name in (book.imprint, book.publisher) if name]
    if imprint:
        content.append(_paragraph("imprint", imprint[0]))
    return _page("titlepage", words["title-page"], content, matter=Matter.FRONT)


def _credits(book: Book, words: Wording) -> list[Node]:
    """Return the lines of the title page that name who made the book, by their parts in it."""
    lines: list[Node] = []
    authors = tuple(c.name for c in book.creators if not c.roles or {"aut", "cre", "rev"} & set(c.roles))
    if authors:
        lines.append(_paragraph("creators", words.join_names(authors)))
    for role, key in _CREDITS:
        names = tuple(c.name for c in book.contributors if role in c.roles and c.name not in authors)
        if names:
            lines.append(_paragraph("credit", f"{words[key]} {words.join_names(names)}"))
    return lines


def _statement(book: Book, words: Wording) -> list[Node | str]:
    """Return what the title page says of the source: its own statement, else how these words stand to it."""
    attribution = book.attribution
    source = attribution.provenance
    if source and source.statement:
        return list(_cite_work(source.statement, book))
    parts: list[Node | str] = []
    if source and source.relation != "original":
        parts.append(words[f"relation.{source.relation}"])
        reviewers = words.join_names(tuple(c.name for c in attribution.reviewers))
        if reviewers:
            parts.append(f" {words['reviewed-by']} {reviewers}.")
    elif attribution.reviewed:
        parts += [f"{words['review-of']} ", _node(NodeKind.EMPHASIS, attribution.reviewed.title)]
        authors = tuple(c.name for c in attribution.reviewed.authors)
        if authors:
            parts.append(f", {words['by']} {words.join_names(authors)}")
    return parts


def _copyright_page(book: Book, edition: Edition, words: Wording) -> Section | None:
    rights = book.rights
    lines: list[Node] = [_paragraph("work", _node(NodeKind.EMPHASIS, book.title))]
    if rights.statement:
        lines.append(_paragraph("rights", rights.statement))
    elif rights.holder:
        year = f"{book.date[:4]} " if book.date else ""
        lines.append(_paragraph("rights", f"© {year}{rights.holder}"))
    if rights.licence or rights.licence_uri:
        licence: Node | str = rights.licence or rights.licence_uri or ""
        if rights.licence_uri:
            licence = _node(NodeKind.LINK, rights.licence or rights.licence_uri, href=rights.licence_uri)
        before, after = words["licensed"].split("{licence}")
        lines.append(_paragraph("licence", before, licence, after or ""))
    if rights.source_statement:
        lines.append(_paragraph("rights", rights.source_statement))
    source = book.attribution.provenance
    if source and source.permission:
        lines.append(_paragraph("rights", source.permission))
    if book.publisher:
        published = words["published-by"].format(publisher=book.publisher)
        lines.append(_paragraph("publisher", published + (f", {book.date[:4]}" if book.date else "")))
    labels = {"isbn": "ISBN ", "doi": "DOI "}
    shown = [f"{labels.get(i.scheme, '')}{i.value}" for i in book.identifiers if i.scheme != "uuid"]
    if edition.identifier:
        shown.insert(0, edition.identifier.replace("isbn:", "ISBN "))
    lines += [_paragraph("identifier", name) for name in dict.fromkeys(shown)]
    if len(lines) == 1:
        return None
    return _page("copyright-page", words["copyright-page"], lines, matter=Matter.FRONT)


def _about(book: Book, words: Wording) -> Section | None:
    reviewed, reviewers = book.attribution.reviewed, book.attribution.reviewers
    if reviewed is None and not reviewers:
        return None
    content: list[Node] = []
    if reviewers:
        key = "about-reviewer" if len(reviewers) == 1 else "about-reviewers"
        content.append(_node(NodeKind.HEADING, words[key], level="2"))
        content += [_person(c) for c in reviewers]
    if reviewed:
        content.append(_node(NodeKind.HEADING, words["about-work"], level="2"))
        facts = [fact for fact in (reviewed.publisher, reviewed.year) if fact]
        after = f" ({', '.join(facts)})" if facts else ""
        content.append(_paragraph("work", _node(NodeKind.EMPHASIS, name_work(reviewed)), after))
        content += [_person(c) for c in reviewed.contributors]
        if reviewed.isbn:
            content.append(_paragraph("identifier", f"ISBN {reviewed.isbn}"))
    return _page("reviewed-work", words["about"], content, matter=Matter.BACK, title=words["about"])


def _person(contributor: Contributor) -> Node:
    name = _node(NodeKind.STRONG, contributor.name)
    return _paragraph("person", name, f", {contributor.about}" if contributor.about else "")


def _provenance(book: Book, words: Wording) -> Section | None:
    source = book.attribution.provenance
    if source is None:
        return None
    facts = [_node(NodeKind.TERM, words["field.relation"])]
    facts.append(_node(NodeKind.DEFINITION, words[f"relation.{source.relation}"]))
    for credit in list_credits(book):
        value: Node | str = words.join_names(credit.values)
        if credit.is_title:
            value = _node(NodeKind.EMPHASIS, value)
        facts += [_node(NodeKind.TERM, words[f"field.{credit.name}"]), _node(NodeKind.DEFINITION, value)]
    facts.append(_node(NodeKind.TERM, words["field.emendations"]))
    changes = [words["emended"].format(original=e.original, corrected=e.corrected) for e in source.emendations]
    reasons = [f" ({e.reason or e.place})" if e.reason or e.place else "" for e in source.emendations]
    for change, reason in zip(changes, reasons, strict=True):
        facts.append(_node(NodeKind.DEFINITION, f"{change}{reason}"))
    if not changes:
        facts.append(_node(NodeKind.DEFINITION, words["no-emendations"]))
    content = [_node(NodeKind.DEFINITION_LIST, *facts, class_="facts")]
    if source.statement:
        content.insert(0, _paragraph("statement", *_cite_work(source.statement, book)))
    return _page("provenance", words["provenance"], content, matter=Matter.BACK, title=words["provenance"])


def _colophon(book: Book, making: Making, words: Wording) -> Section | None:
    lines: list[Node] = []
    if making.typefaces:
        faces = tuple(
            words["typeface"].format(name=name, release=release, licence=licence)
            for name, release, licence in making.typefaces
        )
        lines.append(_paragraph("typefaces", words["typefaces"].format(faces=words.join_names(faces))))
    if making.tools:
        tools = tuple(f"{name} {release}" for name, release in making.tools)
        lines.append(_paragraph("tools", words["tools"].format(tools=words.join_names(tools))))
    if book.digest:
        digest = _node(NodeKind.CODE, class_="digest")
        lines.append(_paragraph("digest", f"{words['digest']} ", replace(digest, text=book.digest), "."))
    if not lines:
        return None
    return _page("colophon", words["colophon"], lines, matter=Matter.BACK, title=words["colophon"])
