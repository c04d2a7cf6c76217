"""Meta elements and links: a page's head goes in; claims of Open Graph, Dublin Core, Highwire and plain HTML come out.

https://ogp.me/, https://www.dublincore.org/specifications/dublin-core/dcq-html/, and the tags of scholarly search
engines, https://scholar.google.com/intl/en/scholar/inclusion.html.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from makeready.acquire.attribution.claims import Claims, Field, Kind
from makeready.acquire.attribution.dates import read_date
from makeready.acquire.attribution.names import is_web_address
from makeready.acquire.attribution.scope import find_span, is_furniture, read_text
from makeready.acquire.elements import find_tag
from makeready.findings import Span
from makeready.late_pattern import late_pattern

_MOST_TAGS = 1000
# Names in lower case, the later spellings of Dublin Core ("dcterms.") made the older ones ("dc.").
_ROWS: dict[str, tuple[Field, Kind]] = {
    "og:title": (Field.TITLE, Kind.OPEN_GRAPH),
    "og:site_name": (Field.VENUE, Kind.OPEN_GRAPH),
    "og:url": (Field.ADDRESS, Kind.OPEN_GRAPH),
    "og:locale": (Field.LANGUAGE, Kind.OPEN_GRAPH),
    "article:author": (Field.CREATORS, Kind.OPEN_GRAPH),
    "article:published_time": (Field.PUBLISHED, Kind.OPEN_GRAPH),
    "dc.title": (Field.TITLE, Kind.DUBLIN_CORE),
    "dc.creator": (Field.CREATORS, Kind.DUBLIN_CORE),
    "dc.creator.personalname": (Field.CREATORS, Kind.DUBLIN_CORE),
    "dc.date": (Field.PUBLISHED, Kind.DUBLIN_CORE),
    "dc.date.issued": (Field.PUBLISHED, Kind.DUBLIN_CORE),
    "dc.issued": (Field.PUBLISHED, Kind.DUBLIN_CORE),
    "dc.publisher": (Field.OWNER, Kind.DUBLIN_CORE),
    "dc.language": (Field.LANGUAGE, Kind.DUBLIN_CORE),
    "dc.rights": (Field.RIGHTS, Kind.DUBLIN_CORE),
    "dc.license": (Field.LICENCE, Kind.DUBLIN_CORE),
    "dc.rights.license": (Field.LICENCE, Kind.DUBLIN_CORE),
    "dc.ispartof": (Field.VENUE, Kind.DUBLIN_CORE),
    "dc.relation.ispartof": (Field.VENUE, Kind.DUBLIN_CORE),
    "dc.source": (Field.VENUE, Kind.DUBLIN_CORE),
    "dc.identifier.uri": (Field.ADDRESS, Kind.DUBLIN_CORE),
    "citation_title": (Field.TITLE, Kind.HIGHWIRE),
    "citation_author": (Field.CREATORS, Kind.HIGHWIRE),
    "citation_authors": (Field.CREATORS, Kind.HIGHWIRE),
    "citation_journal_title": (Field.VENUE, Kind.HIGHWIRE),
    "citation_publisher": (Field.OWNER, Kind.HIGHWIRE),
    "citation_publication_date": (Field.PUBLISHED, Kind.HIGHWIRE),
    "citation_date": (Field.PUBLISHED, Kind.HIGHWIRE),
    "citation_language": (Field.LANGUAGE, Kind.HIGHWIRE),
    "citation_abstract_html_url": (Field.ADDRESS, Kind.HIGHWIRE),
    "citation_public_url": (Field.ADDRESS, Kind.HIGHWIRE),
    "author": (Field.CREATORS, Kind.META),
    "parsely-author": (Field.CREATORS, Kind.META),
    "copyright": (Field.RIGHTS, Kind.META),
    "content-language": (Field.LANGUAGE, Kind.META),
}
# What the same tags say where the head describes a book rather than the text.
_OF_BOOK = {
    Field.TITLE: Field.WORK_TITLE,
    Field.CREATORS: Field.WORK_AUTHORS,
    Field.OWNER: Field.WORK_PUBLISHER,
    Field.PUBLISHED: Field.WORK_YEAR,
}
_BOOK_ROWS = {
    "book:author": Field.WORK_AUTHORS,
    "book:isbn": Field.WORK_ISBN,
    "book:release_date": Field.WORK_YEAR,
    "citation_isbn": Field.WORK_ISBN,
    "dc.identifier.isbn": Field.WORK_ISBN,
}
_ISBN = late_pattern(r"(?:urn:)?isbn\b[: ]*", re.IGNORECASE)
_SHOWN = {Kind.OPEN_GRAPH: "Open Graph", Kind.DUBLIN_CORE: "Dublin Core", Kind.HIGHWIRE: "Highwire", Kind.META: "meta"}


def claim_meta_tags(tree: etree._Element, claims: Claims) -> None:
    """Add what the meta elements of a page say."""
    tags = [(name, element) for element in tree.iter() if find_tag(element) == "meta" for name in _name_tag(element)]
    tags = tags[:_MOST_TAGS]
    books = _find_book_kinds(tags)
    gathered: dict[tuple[Field, Kind, str], list[tuple[str, Span]]] = {}
    for name, element in tags:
        content = (element.get("content") or "").strip()
        span = find_span(element, claims.source)
        row = _ROWS.get(name)
        if not content:
            continue
        number = _ISBN.match(content) if name.startswith("dc.identifier") else None
        if number:
            _claim_book(Field.WORK_ISBN, content[number.end() :], Kind.DUBLIN_CORE, name, span, claims)
        elif name in _BOOK_ROWS:
            kind = Kind.DUBLIN_CORE if name.startswith("dc") else Kind.OPEN_GRAPH
            _claim_book(_BOOK_ROWS[name], content, kind, name, span, claims)
        elif row is not None:
            what, kind = row
            if kind in books and what in _OF_BOOK:
                _claim_book(_OF_BOOK[what], content, kind, name, span, claims)
            elif not (what is Field.CREATORS and is_web_address(content)):
                gathered.setdefault((what, kind, name), []).append((content, span))
    for (what, kind, name), found in gathered.items():
        _claim_gathered(what, kind, name, found, claims)
    _claim_labels(tags, claims)


def _claim_gathered(what: Field, kind: Kind, name: str, found: Sequence[tuple[str, Span]], claims: Claims) -> None:
    """Add the values of all tags of one name: people as one list, others each for itself."""
    evidence = f"{_SHOWN[kind]} {name}" if kind is not Kind.META else f'meta name="{name}"'
    if what is Field.CREATORS:
        names = [part for content, _ in found for part in content.split(";")]
        claims.add(what, names, kind, evidence, found[0][1])
        return
    for content, span in found[:10]:
        address = is_web_address(content)
        if what is not Field.VENUE or not address:
            asked = Field.LICENCE if what is Field.RIGHTS and address else what
            claims.add(asked, content, kind, evidence, span)


def _name_tag(element: etree._Element) -> list[str]:
    """Return the names that a meta element goes by, Dublin Core's with "dc." before them."""
    raw = element.get("property") or element.get("name") or element.get("http-equiv") or ""
    return [re.sub(r"^(?:dcterms|dc)[.:]", "dc.", name.lower()) for name in raw[:400].split()[:5]]


def _find_book_kinds(tags: Sequence[tuple[str, etree._Element]]) -> set[Kind]:
    """Return the kinds of tags that describe a book here: those that call it one, or give it an ISBN."""
    kinds = set()
    names = {name for name, _ in tags}
    for name, element in tags:
        content = (element.get("content") or "").strip().lower()
        if name == "og:type" and content in ("book", "books.book", "book.book"):
            kinds.add(Kind.OPEN_GRAPH)
        if name == "dc.type" and content in ("book", "text.monograph", "monograph", "text.book"):
            kinds.add(Kind.DUBLIN_CORE)
        if name.startswith("dc.identifier") and _ISBN.match(content):
            kinds.add(Kind.DUBLIN_CORE)
        if name == "citation_isbn" and not names & {"citation_journal_title", "citation_issn"}:
            kinds.add(Kind.HIGHWIRE)
    return kinds


def _claim_book(what: Field, content: str, kind: Kind, name: str, span: Span, claims: Claims) -> None:
    values = [content] if what is not Field.WORK_YEAR else [d[:4] for d in [read_date(content)] if d]
    if what is Field.WORK_AUTHORS and is_web_address(content):
        return
    claims.add(what, values, kind, f"{_SHOWN[kind]} {name}", span)


def _claim_labels(tags: Sequence[tuple[str, etree._Element]], claims: Claims) -> None:
    """Add the author whom a preview's pair of tags names: a label "Written by", and the words for it."""
    contents = {name: element for name, element in tags if name.startswith("twitter:")}
    for number in "12":
        label, words = contents.get(f"twitter:label{number}"), contents.get(f"twitter:data{number}")
        if label is None or words is None:
            continue
        if (label.get("content") or "").strip().lower() in ("written by", "author", "by"):
            evidence = f"meta twitter:data{number}"
            claims.add(Field.CREATORS, words.get("content") or "", Kind.META, evidence, find_span(words, claims.source))


def claim_links(tree: etree._Element, claims: Claims) -> None:
    """Add what the links of a page say by their relation: canonical, author and licence."""
    for element in tree.iter():
        if find_tag(element) not in ("link", "a", "area"):
            continue
        relations = set((element.get("rel") or "").lower().split())
        address = element.get("href") or ""
        span = find_span(element, claims.source)
        if "canonical" in relations and find_tag(element) == "link":
            claims.add(Field.ADDRESS, address, Kind.LINK, 'link rel="canonical"', span)
        if "license" in relations and not _is_of_picture(element):
            claims.add(Field.LICENCE, address, Kind.LINK, 'rel="license"', span)
        if "author" in relations and find_tag(element) == "a" and not is_furniture(element):
            claims.add(Field.CREATORS, read_text(element), Kind.LINK, 'rel="author"', span)


def _is_of_picture(element: etree._Element) -> bool:
    """Return True where a licence stands with a picture: it is the picture's."""
    holders = {"figure", "figcaption", "picture", "blockquote"}
    return any(find_tag(parent) in holders for parent in element.iterancestors()) or _is_in_comment(element)


def _is_in_comment(element: etree._Element) -> bool:
    names = " ".join(f"{p.get('class') or ''} {p.get('id') or ''}" for p in element.iterancestors())
    return bool(re.search(r"(?:^|[\s_-])(?:comments?|widget|related)(?:$|[\s_-])", names.lower()[:5000]))


def claim_html(tree: etree._Element, claims: Claims) -> None:
    """Add what HTML itself says: the language, the title in the head, and the only heading of the first level."""
    # An XHTML page says it in XML's own attribute.
    own = "{http://www.w3.org/XML/1998/namespace}lang"
    root = next((e for e in tree.iter() if find_tag(e) == "html"), None)
    tongue = "" if root is None else root.get("lang") or root.get(own) or ""
    if root is not None and tongue:
        claims.add(Field.LANGUAGE, tongue, Kind.HTML, "html lang", find_span(root, claims.source))
    articles = [e for e in tree.iter() if find_tag(e) in ("article", "main") and not is_furniture(e)]
    for element in articles[:1] if len(articles) == 1 else ():
        tongue = element.get("lang") or element.get(own) or ""
        if tongue:
            evidence = f"{find_tag(element)} lang"
            claims.add(Field.LANGUAGE, tongue, Kind.HTML, evidence, find_span(element, claims.source), decisive=True)
    for element in tree.iter():
        holder = element.getparent()
        if find_tag(element) == "title" and holder is not None and find_tag(holder) == "head":
            claims.add(
                Field.TITLE, read_text(element), Kind.META, "title of the head", find_span(element, claims.source)
            )
            break
