"""The lists of an EPUB: its navigation document and notes go in; findings about where they lead come out."""

from __future__ import annotations

from lxml import etree

from makeready.checks.blocks import EPUB_TYPE, NOTES, XHTML, line_of, name_roles
from makeready.checks.package_container import Package
from makeready.checks.package_pages import Link, Page

# EPUB 3 Structural Semantics Vocabulary: what a reading system may offer as a landmark.
# https://www.w3.org/TR/epub-ssv-11/
LANDMARKS = frozenset(
    "cover frontmatter bodymatter backmatter volume part chapter division foreword preface prologue "
    "introduction preamble conclusion epilogue afterword epigraph toc landmarks loa loi lot lov page-list "
    "appendix colophon credits bibliography index glossary titlepage halftitlepage copyright-page "
    "seriespage acknowledgments imprint imprimatur contributors other-credits errata dedication "
    "revision-history footnotes endnotes rearnotes notice assessment qna".split()
)
DEPTH = 3


def check_lists(package: Package, pages: dict[str, Page]) -> None:
    """Note what is wrong with the contents, the landmarks and the list of pages."""
    item = next((i for i in package.items.values() if "nav" in i.properties), None)
    page = pages.get(item.path) if item else None
    if page is None:
        package.note("EP022", "the EPUB has no navigation document", package.opf_path)
        return
    navs = {nav.get(EPUB_TYPE): nav for nav in page.root.iter(f"{XHTML}nav")}
    _check_contents(package, pages, page, navs.get("toc"))
    if "landmarks" in navs:
        _check_landmarks(package, page, navs["landmarks"])
    _check_pages(package, pages, page, navs.get("page-list"))


def _links_in(page: Page, nav: etree._Element) -> list[Link]:
    inside = set(nav.iter(f"{XHTML}a"))
    return [link for link in page.links if link.element in inside]


def _check_contents(package: Package, pages: dict[str, Page], page: Page, nav: etree._Element | None) -> None:
    links = _links_in(page, nav) if nav is not None else []
    if nav is None or not links:
        package.note("EP022", "the table of contents is empty or missing", page.path)
        return
    orders = {path: {name: n for n, name in enumerate(p.ids, 1)} for path, p in pages.items()}
    before = (-1, 0)
    for link in links:
        if not str(link.element.xpath("string()")).strip():
            package.note("EP022", f"the entry for {link.written} has no words", page.path, link.line)
        if link.path not in package.spine:
            package.note("EP022", f"{link.written} is not in the reading order", page.path, link.line)
            continue
        here = (package.spine.index(link.path), orders.get(link.path, {}).get(link.fragment, 0))
        if here < before:
            package.note("EP023", f"the contents list {link.written} after what follows it", page.path, link.line)
        before = here
    deep = nav.find("/".join([f".//{XHTML}ol"] + [f"{XHTML}li/{XHTML}ol"] * DEPTH))
    if deep is not None:
        package.note("EP023", f"the contents have more than {DEPTH} levels", page.path, line_of(deep))


def _check_landmarks(package: Package, page: Page, nav: etree._Element) -> None:
    seen: set[str] = set()
    for link in _links_in(page, nav):
        name = next(iter((link.element.get(EPUB_TYPE) or "").split()), "")
        if name not in LANDMARKS:
            package.note("EP024", f"“{name}” is no kind of landmark", page.path, link.line)
        elif name in seen:
            package.note("EP024", f"there are two landmarks “{name}”", page.path, link.line)
        seen.add(name)


def _check_pages(package: Package, pages: dict[str, Page], page: Page, nav: etree._Element | None) -> None:
    marked = [f"{path}#{name}" for path in package.spine if path in pages for name in pages[path].markers]
    links = _links_in(page, nav) if nav is not None else []
    listed = [f"{link.path}#{link.fragment}" for link in links]
    if nav is not None and not marked:
        package.note("EP025", "there is a list of pages, but no page is marked", page.path, line_of(nav))
    elif marked and nav is None:
        package.note("EP025", f"pages are marked ({len(marked)}), but there is no list of pages", page.path)
    elif nav is not None and listed != marked:
        wrong = next((m for m in marked if m not in listed), None) or next((m for m in listed if m not in marked), None)
        what = f"{wrong} is in only one of them" if wrong else "they are in another order"
        package.note("EP025", f"the list of pages and the marked pages differ: {what}", page.path, line_of(nav))


def check_notes(package: Package, pages: dict[str, Page]) -> None:
    """Note each call that leads to no note, each note without a way back, and each note that nothing calls."""
    calls: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for page in pages.values():
        for call in page.note_calls:
            target = pages.get(call.path or "")
            note = target.ids.get(call.fragment) if target else None
            if note is None or not (NOTES & name_roles(note) or note.tag == f"{XHTML}li"):
                package.note("EP032", f"the call {call.written} leads to no note", call.source, call.line)
                continue
            own = call.element.get("id") or ""
            calls.setdefault((call.path or "", call.fragment), set()).add((call.source, own))
    for page in pages.values():
        for name, element in page.ids.items():
            if (page.path, name) in calls:
                backs = {(link.path, link.fragment) for link in _links_in(page, element)}
                if not backs & calls[page.path, name]:
                    package.note("EP032", f"the note “{name}” does not link back", page.path, line_of(element))
            elif NOTES & name_roles(element):
                package.note("EP032", f"nothing calls the note “{name}”", page.path, line_of(element))
