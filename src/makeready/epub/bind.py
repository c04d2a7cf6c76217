"""Binding an EPUB: a composition and a cover go in; a finished EPUB 3.3 as an artifact, and its findings, come out.

The content documents go in as they are; everything else of the package is made here from the composition's data. The
same composition gives the same bytes: no clock, no path, no table of the machine enters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from makeready.epub.accessibility import AccessFacts, describe_access
from makeready.epub.cascade import read_cascade
from makeready.epub.container import check_names, deflate, recall_deflated
from makeready.epub.cover import Cover, choose_cover, write_cover
from makeready.epub.known_surveys import KnownSurveys
from makeready.epub.metadata import COVER_ID, Row, describe_book, describe_pages, name_unique
from makeready.epub.navigation import (
    NAV_HREF,
    NCX_HREF,
    list_landmarks,
    place_contents,
    write_nav,
    write_ncx,
)
from makeready.epub.package import PackageFile, pack_package
from makeready.epub.pictures import prepare_assets, prepare_picture
from makeready.epub.styles import CSS_HREF, join_styles
from makeready.epub.survey import Survey, survey_documents
from makeready.epub.typefaces import EmbeddedFaces, embed_faces
from makeready.findings import Finding, Outcome, Severity, observe
from makeready.model.artifact import Artifact
from makeready.model.composition import Composition
from makeready.style.sheet import Style, read_style
from makeready.workshop import Notebook, Workshop

MEDIA_TYPE = "application/epub+zip"


def bind_epub(composition: Composition, cover: bytes | None, workshop: Workshop | None = None) -> Outcome[Artifact]:
    """Return the EPUB of `composition` with `cover`, a JPEG or PNG; where that is None, with the one the book names.

    There is no artifact where a finding is an error: a name that a package may not have, text that is no XML, a cover
    of another kind. Nothing is read or written outside memory but the installed typefaces, and what `workshop`
    remembers of those and of the documents.
    """
    book, edition = composition.book, composition.edition
    try:
        with (workshop or Workshop()).open_notebook("EPUB", book.slug, edition.name) as notebook:
            return _bind(composition, cover, workshop, notebook)
    except UnicodeEncodeError as error:
        # Half a surrogate pair has no UTF-8; written in any other way it would cut the text off (THREATS A35).
        near = str(error.object)[max(0, error.start - 20) : error.start]
        name = f"U+{ord(str(error.object)[error.start]):04X}"
        return Outcome(findings=(observe("EP004", f"half a character ({name}) stands after “{near}”"),))


def _bind(
    composition: Composition, given: bytes | None, workshop: Workshop | None, notebook: Notebook
) -> Outcome[Artifact]:
    book = composition.book
    assets, converted = prepare_assets(composition.assets, book.cover, book.cover_span, notebook)
    composition = replace(composition, assets=assets)
    given = prepare_picture(given, notebook)[0] if given is not None else None
    style = read_style(composition.styles)
    cascade = read_cascade(style)
    known = KnownSurveys(composition.styles, notebook)
    survey, findings = survey_documents(composition.documents, cascade, known.recall)
    findings += converted
    cover, refused = choose_cover(composition, given)
    findings += refused
    if any(f.severity is Severity.ERROR for f in findings):
        return Outcome(findings=findings)
    faces, missing = embed_faces(composition, survey.text, cascade.added_text, cascade.changes_case, workshop)
    css = join_styles(style, faces.rules)
    lists = _write_lists(composition, survey, cover)
    covers = _list_cover(composition, cover)
    texts = tuple(
        PackageFile(
            href=document.href,
            media_type=document.media_type,
            content=document.content,
            properties=survey.properties.get(document.href, ()),
        )
        for document in composition.documents
    )
    files = (*covers, lists[0], *texts, *_list_resources(composition, cover, css, faces), *lists[1:])
    named = check_names(file.href for file in files)
    if named:
        return Outcome(findings=findings + missing + named)
    rows, told = _describe(composition, survey, style, cover)
    spine = _order_reading(composition, covers, lists[0], texts)
    pack = partial(recall_deflated, notebook=notebook) if notebook.is_kept else deflate
    content = pack_package(files, spine, rows, book.language, book.modified, pack)
    artifact = Artifact(
        edition=composition.edition,
        path=_name_artifact(composition),
        media_type=MEDIA_TYPE,
        content=content,
        word_count=survey.words,
    )
    return Outcome(value=artifact, findings=findings + missing + told)


def _name_artifact(composition: Composition) -> str:
    """Return the file's name: the book's slug, and the edition's where it is not the plain EPUB."""
    edition = composition.edition.name
    return f"{composition.book.slug}{'' if edition == 'epub' else f'-{edition}'}.epub"


def _write_lists(composition: Composition, survey: Survey, cover: Cover | None) -> tuple[PackageFile, ...]:
    """Return the navigation document and, where there is anything to list, the NCX."""
    book = composition.book
    language = book.language
    landmarks = list_landmarks(composition.landmarks, composition.documents, language, cover.page if cover else None)
    nav = write_nav(composition.contents, landmarks, survey.markers, language)
    unique = name_unique(book, composition.edition).urn
    ncx = write_ncx(composition.contents, survey.markers, language, book.title, unique)
    lists = [PackageFile(href=NAV_HREF, media_type="application/xhtml+xml", content=nav, properties=("nav",), id="nav")]
    if ncx:
        lists.append(PackageFile(href=NCX_HREF, media_type="application/x-dtbncx+xml", content=ncx, id="ncx"))
    return tuple(lists)


def _list_cover(composition: Composition, cover: Cover | None) -> tuple[PackageFile, ...]:
    """Return the page of the cover and its picture, or nothing."""
    if cover is None:
        return ()
    page = write_cover(composition.book, cover.href)
    return (
        PackageFile(href=cover.page, media_type="application/xhtml+xml", content=page, id="cover"),
        PackageFile(
            href=cover.href,
            media_type=cover.media_type,
            content=cover.content,
            properties=("cover-image",),
            id=COVER_ID,
        ),
    )


def _list_resources(
    composition: Composition, cover: Cover | None, css: str, faces: EmbeddedFaces
) -> tuple[PackageFile, ...]:
    styles = PackageFile(href=CSS_HREF, media_type="text/css", content=css.encode(), id="style")
    fonts = (PackageFile(href=href, media_type=kind, content=content) for href, kind, content in faces.files)
    pictures = (
        PackageFile(href=href, media_type=asset.media_type, content=asset.content)
        for href, asset in composition.assets
        if cover is None or href != cover.href
    )
    return (styles, *fonts, *pictures)


def _order_reading(
    composition: Composition, covers: Sequence[PackageFile], nav: PackageFile, texts: Sequence[PackageFile]
) -> tuple[PackageFile, ...]:
    place = place_contents(composition.documents)
    middle = texts if place is None else (*texts[:place], nav, *texts[place:])
    return (*covers[:1], *middle)


def _describe(
    composition: Composition, survey: Survey, style: Style, cover: Cover | None
) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """Return all rows of the metadata, the computed ones about accessibility last, and what is to be said of them."""
    book = composition.book
    rows, replaced = describe_book(book, composition.edition, cover=cover is not None)
    facts = AccessFacts(
        survey=survey,
        style=style,
        assets=dict(composition.assets),
        has_contents=bool(composition.contents),
        has_cover=cover is not None,
    )
    more, told = describe_access(book, facts)
    paged = describe_pages(book, composition.paged_as) if composition.paged_as and survey.markers else ()
    return rows + paged + more, replaced + told
