"""Documents: a composed book goes in; its content documents, contents tree and landmarks come out."""

from __future__ import annotations

import posixpath
from collections import ChainMap, defaultdict
from collections.abc import Mapping

from makeready.compose.names import find_free
from makeready.fonts import list_built_in
from makeready.markup.divide import FOLDER, FilePlan, divide_book, map_anchors
from makeready.markup.semantics import LANDMARKS, section_attributes
from makeready.markup.typefaces import Search, fit_typefaces
from makeready.markup.writer import XhtmlWriter, escape_attribute, escape_text
from makeready.markup.xhtml import NodeMarker
from makeready.model.artifact import DEVICE_NAMES
from makeready.model.book import Asset, Book, Matter, Section
from makeready.model.composition import Composition, ContentDocument, Landmark, NavigationPoint, StyleSheet
from makeready.model.direction import is_backward, name_direction, write_direction
from makeready.model.edition import Edition
from makeready.model.face import Typefaces
from makeready.model.node import NodeKind, map_nodes, plain_text, walk_nodes
from makeready.model.titles import join_entry

STYLE_HREF = "styles/book.css"
_MATTER = {Matter.FRONT: "frontmatter", Matter.BODY: "bodymatter", Matter.BACK: "backmatter"}


def mark_up(
    book: Book,
    edition: Edition,
    styles: tuple[StyleSheet, ...],
    note_word: str,
    typefaces: Typefaces | None = None,
    search: Search | None = None,
) -> Composition:
    """Return the composed `book` as XHTML, in the form that both binders take.

    `note_word` is the book's word for "Note", read out with the links back from a note that is called twice. It is set
    in what it needs of `typefaces`, by default the built-in ones; `search` as in `fit_typefaces`.
    """
    plans = divide_book(book)
    anchors = map_anchors(plans)
    assets = place_assets(book)
    images = {asset.path: posixpath.relpath(href, FOLDER) for href, asset in assets}
    outside = {key: f"{posixpath.basename(href)}{key}" for key, href in anchors.items()}
    within: dict[str, dict[str, str]] = {}
    for key, href in anchors.items():
        within.setdefault(href, {})[key] = key
    documents = tuple(
        _mark_document(plan, book, ChainMap(within.get(plan.href, {}), outside), images, note_word) for plan in plans
    )
    fitted, styles = fit_typefaces(documents, styles, book.language, typefaces or list_built_in(), search)
    return Composition(
        book=book,
        edition=edition,
        documents=documents,
        contents=_list_contents(book.sections, anchors, book.language, book.language),
        landmarks=_list_landmarks(plans),
        styles=styles,
        assets=assets,
        typefaces=fitted,
    )


def place_assets(book: Book) -> tuple[tuple[str, Asset], ...]:
    """Return each asset with its place in the package: a name in lower-case ASCII, unique, with a true suffix."""
    placed: list[tuple[str, Asset]] = []
    taken: dict[str, set[str]] = defaultdict(set)
    for asset in book.assets:
        stem = posixpath.splitext(posixpath.basename(asset.path))[0].lower()
        stem = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in stem).strip("-") or "image"
        stem = f"{stem}-image" if stem in DEVICE_NAMES else stem
        kind, _, suffix = asset.media_type.removesuffix("+xml").replace("jpeg", "jpg").partition("/")
        suffix = suffix if kind == "image" else "bin"
        name = find_free(stem, taken[suffix])
        taken[suffix].add(name)
        placed.append((f"images/{name}.{suffix}", asset))
    return tuple(placed)


def _mark_document(
    plan: FilePlan, book: Book, hrefs: Mapping[str, str], images: Mapping[str, str], note_word: str
) -> ContentDocument:
    section = plan.section
    language = plan.language
    title = name_section(section) or book.title
    writer = XhtmlWriter()
    tag = escape_attribute(language)
    writer.write_raw(
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="{tag}" xml:lang="{tag}"{write_direction(language)}>\n'
        f"<head>\n<title>{escape_text(title)}</title>\n"
        f'<link rel="stylesheet" type="text/css" href="../{STYLE_HREF}"/>\n</head>\n'
        f'<body epub:type="{_MATTER[section.matter]}">'
    )
    marker = NodeMarker(writer, hrefs, images, note_word)
    marker.backward = is_backward(language)
    _mark_section(marker, section, plan.children, level=1, depth=plan.depth, language=language)
    writer.write_raw("\n</body>\n</html>\n")
    return ContentDocument(
        href=plan.href,
        title=title,
        matter=section.matter,
        role=section.role,
        language=language,
        content=writer.finish(),
        anchors=tuple(writer.anchors),
        source_map=tuple(writer.source_map),
        generated=section.generated,
    )


def _mark_section(
    marker: NodeMarker, section: Section, children: tuple[Section, ...], *, level: int, depth: int, language: str
) -> None:
    writer = marker.writer
    heading_id = f"{section.id}-title"
    while f"#{heading_id}" in marker.hrefs:
        heading_id += "-"  # The author gave this id to something else.
    attributes = [("id", section.id), ("class", " ".join(dict.fromkeys((section.role, *section.classes))))]
    attributes += section_attributes(section.role)
    if section.title:
        attributes.append(("aria-labelledby", heading_id))
    elif section.short_title and any(name == "role" for name, _ in attributes):
        attributes.append(("aria-label", section.short_title))
    around = marker.backward
    if section.language and section.language != language:
        attributes += [("lang", section.language), ("xml:lang", section.language)]
        marker.backward = is_backward(section.language)
        if marker.backward != around:
            attributes.append(("dir", name_direction(section.language)))
    if section.generated:
        attributes.append(("data-generated", "true"))
    if level == 1:
        attributes.append(("data-matter", section.matter.value))
    writer.break_line(section.span)
    writer.open("section", attributes)
    if section.title:
        _mark_title(marker, section, heading_id, level, depth)
    marker.mark(section.content)
    for child in children:
        inner = section.language or language
        _mark_section(marker, child, child.children, level=level + 1, depth=depth + 1, language=inner)
    if section.notes:
        writer.break_line()
        writer.open("section", [("class", "notes"), ("epub:type", "footnotes"), ("aria-label", marker.note)])
        writer.break_line()
        writer.write_empty("hr", [("class", "notes-rule")])
        marker.mark(section.notes)
        writer.break_line()
        writer.close("section")
    writer.break_line()
    writer.close("section")
    marker.backward = around


def _mark_title(marker: NodeMarker, section: Section, identity: str, level: int, depth: int) -> None:
    writer = marker.writer
    name = f"h{min(level, 6)}"
    writer.break_line(section.span)
    attributes = [("id", identity)]
    if depth != level:
        attributes.append(("data-depth", str(depth)))
    called = any(node.kind is NodeKind.NOTE_CALL for node in walk_nodes(section.title))
    if section.short_title and not section.generated:
        attributes.append(("data-running", section.short_title))
    elif called:
        attributes.append(("data-running", name_section(section)))
    if called:
        # The number of a note has no business in a running head or a bookmark.
        attributes.append(("data-plain", f"{section.label or ''} {name_section(section)}".strip()))
    writer.open(name, attributes)
    if section.label:
        writer.write_words("span", [("class", "label"), ("data-generated", "true")], section.label)
        writer.write_text(" ")
    writer.open("span", [("class", "title")])
    marker.mark(section.title)
    writer.close("span")
    writer.close(name)


def name_section(section: Section) -> str:
    """Return what lists and title bars call a section: the words of its title, else its short title."""
    if section.title:
        words = map_nodes(section.title, lambda node: () if node.kind is NodeKind.NOTE_CALL else node)
        return " ".join(plain_text(words).split())
    return section.short_title or ""


def _list_contents(
    sections: tuple[Section, ...], anchors: Mapping[str, str], inherited: str, whole: str
) -> tuple[NavigationPoint, ...]:
    points: list[NavigationPoint] = []
    for section in sections:
        title = name_section(section)
        language = section.language or inherited
        below = _list_contents(section.children, anchors, language, whole)
        if not section.listed or not title:
            points.extend(below)
            continue
        href = anchors[f"#{section.id}"]
        points.append(
            NavigationPoint(
                title=join_entry(title, section.subtitle, section.authors, language),
                href=f"{href}#{section.id}",
                label=section.label,
                role=section.role,
                matter=section.matter,
                language=None if language == whole else language,
                children=below,
            )
        )
    return tuple(points)


def _list_landmarks(plans: tuple[FilePlan, ...]) -> tuple[Landmark, ...]:
    found: dict[str, Landmark] = {}
    for plan in plans:
        section = plan.section
        if section.role in LANDMARKS:
            found.setdefault(section.role, Landmark(role=section.role, title=name_section(section), href=plan.href))
        if section.matter is Matter.BODY:
            title = name_section(section) or plan.section.slug
            found.setdefault("bodymatter", Landmark(role="bodymatter", title=title, href=plan.href))
    return tuple(found.values())
