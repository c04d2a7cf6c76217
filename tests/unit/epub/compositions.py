"""Compositions made by hand: a few words go in; a small book, marked up as the markup room does it, comes out."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

from PIL import Image

from makeready.findings import Span
from makeready.fonts import list_built_in
from makeready.markup.typefaces import fit_typefaces
from makeready.model.book import Asset, Book, Conformance, Identifier, Matter, Subject
from makeready.model.composition import (
    Composition,
    ContentDocument,
    Landmark,
    NavigationPoint,
    StyleSheet,
)
from makeready.model.edition import EpubEdition, Target
from makeready.model.people import Contributor
from makeready.model.provenance import Attribution, Provenance, ReviewedWork, Rights
from makeready.style.design_tokens import resolve_tokens

CSS = """@namespace epub "http://www.idpf.org/2007/ops";
:root { --text: "EB Garamond", Georgia, serif }
body { font-family: var(--text) }
code, pre, kbd { font-family: "Source Code Pro", monospace }
h1, h2, h3 { font-weight: 400 }
img { max-width: 100% }
"""


def picture(kind: str = "PNG", size: tuple[int, int] = (30, 20)) -> bytes:
    """Return a small plain picture."""
    stream = io.BytesIO()
    Image.new("RGB", size, (40, 60, 110)).save(stream, kind)
    return stream.getvalue()


def document(
    href: str,
    body: str,
    *,
    title: str = "A title",
    matter: Matter = Matter.BODY,
    role: str = "chapter",
    language: str = "en-GB",
) -> ContentDocument:
    """Return a content document around `body`; line n of the file is line n of the manuscript file of its stem."""
    content = (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        f' lang="{language}" xml:lang="{language}">\n<head>\n<title>{title}</title>\n'
        '<link rel="stylesheet" type="text/css" href="../styles/book.css"/>\n</head>\n'
        f'<body epub:type="{matter}matter">\n{body}\n</body>\n</html>\n'
    )
    source = f"manuscript/{href.removeprefix('text/').removesuffix('.xhtml')}.md"
    lines = content.count("\n")
    return ContentDocument(
        href=href,
        title=title,
        matter=matter,
        role=role,
        language=language,
        content=content.encode(),
        source_map=tuple((line, Span.at(source, line)) for line in range(1, lines + 1)),
    )


def asset(path: str, content: bytes, media_type: str = "image/png") -> Asset:
    """Return an asset of these bytes."""
    return Asset(path=path, media_type=media_type, digest=hashlib.sha256(content).hexdigest(), content=content)


TITLE_PAGE = document(
    "text/titlepage.xhtml",
    '<section epub:type="titlepage" id="titlepage">\n<h1>The Long Road</h1>\n<p>Ann Author</p>\n</section>',
    title="The Long Road",
    matter=Matter.FRONT,
    role="titlepage",
)
CHAPTER_1 = document(
    "text/chapter-1.xhtml",
    '<section epub:type="chapter" role="doc-chapter" id="chapter-1" aria-labelledby="h-1">\n<h1 id="h-1">One</h1>\n'
    "<p>Some <em>text</em> &amp; <code>code()</code>"
    '<a epub:type="noteref" role="doc-noteref" id="ref-1" href="#note-1">1</a>,'
    ' see <a href="chapter-2.xhtml#s-2-1">below</a>.</p>\n'
    '<p lang="fr" xml:lang="fr">Çela.</p>\n'
    '<section id="s-1-1" aria-labelledby="h-1-1">\n<h2 id="h-1-1">One point one</h2>\n'
    '<figure>\n<img src="../images/map.png" alt="A map of the road"/>\n<figcaption>A map</figcaption>\n</figure>\n'
    "<table>\n<thead>\n<tr><th>Mile</th><th>Place</th></tr>\n</thead>\n<tbody>\n<tr><td>1</td><td>Inn</td></tr>\n"
    "</tbody>\n</table>\n</section>\n"
    '<section role="doc-endnotes" epub:type="footnotes" aria-label="Notes">\n'
    '<aside epub:type="footnote" role="doc-footnote" id="note-1">\n'
    '<p><a role="doc-backlink" href="#ref-1">1</a> The note.</p>\n</aside>\n</section>\n</section>',
    title="One",
)
CHAPTER_2 = document(
    "text/chapter-2.xhtml",
    '<section epub:type="chapter" role="doc-chapter" id="chapter-2" aria-labelledby="h-2">\n<h1 id="h-2">Two</h1>\n'
    '<section id="s-2-1" aria-labelledby="h-2-1">\n<h2 id="h-2-1">Two point one</h2>\n'
    "<p>More <strong>text</strong>.</p>\n"
    "</section>\n</section>",
    title="Two",
)
CONTENTS = (
    NavigationPoint(
        title="One",
        label="1",
        href="text/chapter-1.xhtml#chapter-1",
        role="chapter",
        children=(NavigationPoint(title="One point one", href="text/chapter-1.xhtml#s-1-1"),),
    ),
    NavigationPoint(title="Two", label="2", href="text/chapter-2.xhtml#chapter-2", role="chapter"),
)
ANN = Contributor(
    name="Ann Author",
    sort_name="Author, Ann",
    roles=("aut",),
    identifiers=(("orcid", "0000-0002-1825-0097"),),
    about="a writer",
)


def book(**changes: object) -> Book:
    """Return a small book whose metadata has a value in each field."""
    whole = Book(
        identifiers=(
            Identifier(scheme="isbn", value="9780306406157"),
            Identifier(scheme="doi", value="10.1000/182"),
            Identifier(scheme="uuid", value="3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
            Identifier(scheme="uri", value="https://example.org/books/1"),
        ),
        title="The Long Road",
        subtitle="A Tale of <Two> & Three",
        language="en-GB",
        contributors=(
            ANN,
            Contributor(name="Ed Itor", sort_name="Itor, Ed", roles=("edt", "trl")),
        ),
        publisher="Acme Press",
        imprint="Road Books",
        date="2026-03-01",
        modified="2026-03-02T10:11:12Z",
        description="A book about a road.",
        subjects=(Subject(term="Roads"), Subject(term="FICTION / General", scheme="BISAC", code="FIC000000")),
        series="The Road Cycle",
        series_position="2",
        conformance=Conformance(standard="EPUB Accessibility 1.1 - WCAG 2.2 Level AA", certified_by="Acme Press"),
        rights=Rights(
            statement="© 2026 Ann Author",
            licence="CC BY 4.0",
            licence_uri="https://creativecommons.org/licenses/by/4.0/",
            holder="Ann Author",
        ),
        slug="the-long-road",
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def review(**changes: object) -> Book:
    """Return a précis of a review of a book, with all of its attribution."""
    attribution = Attribution(
        reviewers=(Contributor(name="Rev Iewer", sort_name="Iewer, Rev", roles=("rev",)),),
        reviewed=ReviewedWork(
            title="The Reviewed Work",
            subtitle="Of Others",
            contributors=(
                Contributor(name="First Other", sort_name="Other, First", roles=("aut",)),
                Contributor(name="Second Other", sort_name="Other, Second", roles=("aut",)),
            ),
            publisher="Other House",
            year="2016",
            isbn="9780131103627",
        ),
        provenance=Provenance(
            relation="precis",
            title="A Review",
            source_uri="https://example.org/review",
            venue="A Page",
            venue_owner="P. Owner",
            published="2017-01-01",
            submitted_to="A Centre",
            statement="This is a précis in other words.",
        ),
    )
    values: dict[str, object] = {"attribution": attribution, **changes}
    return book(**values)


def composition(**changes: object) -> Composition:
    """Return the small book composed: a title page, two chapters, a note, a picture, a table."""
    whole = Composition(
        book=book(),
        edition=EpubEdition(name="epub"),
        documents=(TITLE_PAGE, CHAPTER_1, CHAPTER_2),
        contents=CONTENTS,
        landmarks=(Landmark(role="bodymatter", title="Start of content", href="text/chapter-1.xhtml"),),
        styles=resolve_tokens([StyleSheet(name="theme/shared.css", content=CSS)], Target.EPUB)[0],
        assets=(("images/map.png", asset("images/map.png", picture())),),
    )
    whole = replace(whole, **changes)  # type: ignore[arg-type]
    typefaces, styles = fit_typefaces(whole.documents, whole.styles, whole.book.language, list_built_in())
    return replace(whole, typefaces=typefaces, styles=styles)
