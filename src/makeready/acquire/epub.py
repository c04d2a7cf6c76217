"""EPUBs: an archive goes in; its text in reading order, its metadata, notes and pictures come out.

https://www.w3.org/TR/epub-33/ and https://www.w3.org/TR/epub-ssv-11/
"""

from __future__ import annotations

import posixpath
import re
import urllib.parse
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from lxml import etree

from makeready.acquire.archive import Archive, BadArchive
from makeready.acquire.chapters import divide, find_called, find_rank, has_content, list_blocks, read_words
from makeready.acquire.elements import find_tag, holds_block, is_block, list_classes, list_words
from makeready.acquire.epub_metadata import OPF, read_metadata
from makeready.acquire.found import Found, FoundBook
from makeready.acquire.notes import list_types, take_notes
from makeready.acquire.opened import BadSource
from makeready.acquire.parsing import decode_page, parse_page
from makeready.acquire.reading import Chapter, LeftOut, Reading
from makeready.dataclass import dataclass
from makeready.findings import Outcome, Span
from makeready.late_pattern import late_pattern
from makeready.manuscript.folders.xhtml import prepare_page
from makeready.manuscript.references import unescape_html
from makeready.manuscript.removal import remove_element
from makeready.manuscript.roles import SECTION_ROLES
from makeready.style.sheet import find_value, read_declarations

_CONTAINER = "META-INF/container.xml"
_OCF = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_ENC = "{http://www.w3.org/2001/04/xmlenc#}"
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
# Typefaces may be made unreadable for other books; nothing else is.
_FONT_LOCKS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
# Pages that are made anew for each edition, by their types or by their places in the guide.
_MADE_ANEW = frozenset(
    "cover titlepage title-page halftitlepage toc landmarks page-list loi lot copyright-page colophon".split()
)
_KEPT_ANEW = frozenset({"copyright-page", "colophon"})
_CALIBRE = late_pattern(r"^(?:calibre|urn:calibre|bookid|uuid_id)", re.IGNORECASE)
# What our own books say: the number of a heading, which is made anew, and a line of verse.
_LABEL = late_pattern(r"<span class=\"label\" data-generated=\"true\">[^<]*</span>\s*")
_LINE = late_pattern(r"<span class=\"line\"(?: style=\"padding-left: ([\d.]{1,6})em\")?>")
_EM_OF_BLANK = 1.5
# Where a page of a printed edition begins, with the number that some show there.
_PAGE_BREAK = late_pattern(
    r"<(?P<tag>span|div|a|p)\b[^<>]*\b(?:epub:type|role)=[\"'](?:doc-)?pagebreak[\"'][^<>]*?"
    r"(?:/>|>(?P<words>[^<]*)</(?P=tag)>)"
)
_PAGE_LABEL = late_pattern(r"\b(?:aria-label|title)=[\"']([^\"'<>]*)[\"']")
_PAGES_HEAD = "# Pages\n\nThe pages of the printed edition that the source names, each with its first words.\n\n"
_TYPED = late_pattern(
    r"<\w+\b[^<>]*\bepub:type=[\"'][^\"'<>]*(?:noteref|footnote|endnote|rearnote|backlink|referrer)[^<>]*>"
)
# How a cell or a paragraph is set, which the reader of pages of XHTML takes for mere looks.
_STYLED = late_pattern(
    r"<(?:t[dh]|p)\b(?![^<>]*\salign=)(?:\s[^<>]*)?\sstyle=(?P<mark>[\"'])(?P<style>[^\"'<>]*)(?P=mark)"
)
_CAPTIONS = frozenset({"caption", "figcaption", "fig-caption", "figure-caption", "image-caption"})
_LARGEST_PACKAGE = 20_000_000


@dataclass(frozen=True, slots=True)
class _Item:
    path: str
    kind: str
    properties: frozenset[str]


def read_epub(content: bytes, name: str) -> Outcome[Reading]:
    """Return the book of an EPUB. Raises BadSource where it is damaged, locked, or lacks what an EPUB has to have."""
    try:
        archive = Archive(content)
        return _EpubReader(archive, name).read()
    except BadArchive as bad:
        raise BadSource(str(bad)) from bad


class _EpubReader:
    """One reading of one EPUB."""

    def __init__(self, archive: Archive, name: str) -> None:
        self.archive = archive
        self.name = name
        self.left_out: list[LeftOut] = []
        self.words: list[str] = []
        self.cover: str | None = None
        self.numbered = False
        self.pages: list[str] = []
        self.said: frozenset[str] = frozenset()

    def read(self) -> Outcome[Reading]:
        """Return the reading."""
        self._refuse_locked()
        package = self._find_package()
        root = self._parse(package)
        base = posixpath.dirname(package)
        items = _list_items(root, base)
        spine = [items[str(one.get("idref"))] for one in root.iter(f"{OPF}itemref") if str(one.get("idref")) in items]
        if not spine:
            raise BadSource(f"{package} names no pages in a reading order")
        missing = [one.path for one in spine if not self.archive.has(one.path)]
        if missing:
            raise BadSource(f"{missing[0]} is in the reading order, and not in the archive")
        nav = next((one for one in items.values() if "nav" in one.properties), None)
        titles = self._read_contents(items, nav, root)
        guide = self._read_guide(root, base)
        cover = self._read_cover(root, items)
        self.cover = cover[0] if cover else None
        found = read_metadata(root, package, self.name)
        self.said = _list_said(found)
        body = self._join(spine, nav, guide, titles)
        if self.numbered:
            found = replace(found, numbering=Found(value="chapters", evidence="the headings of the book"))
        notes = take_notes(body)
        self.words = [*list_words(body), *(word for note in notes.values() for word in list_words(note))]
        self.words += [word for one in self.left_out for word in one.text.split()]
        # Dividing moves words and pictures that lie loose.
        pictures = self._read_pictures(body, notes)
        chapters = self._divide(body, notes)
        if cover is not None:
            pictures[cover[0]] = cover[1]
        reading = Reading(
            kind="EPUB",
            source=self.name,
            chapters=chapters,
            found=found,
            words=tuple(self.words),
            left_out=tuple(self.left_out),
            pictures=pictures,
            cover=cover[0] if cover else None,
            asides={"pages.md": _PAGES_HEAD + "\n".join(self.pages) + "\n"} if self.pages else {},
        )
        return Outcome(value=reading)

    # --- the package --------------------------------------------------------------------------------------------

    def _refuse_locked(self) -> None:
        if self.archive.has("META-INF/encryption.xml"):
            root = self._parse("META-INF/encryption.xml")
            for one in root.iter(f"{_ENC}EncryptionMethod"):
                if one.get("Algorithm") not in _FONT_LOCKS:
                    raise BadSource("it is encrypted, so that only certain readers show it", code="AQ002")
        if self.archive.has("META-INF/rights.xml") and self.archive.has("META-INF/encryption.xml"):
            raise BadSource("it is locked to its buyer (META-INF/rights.xml)", code="AQ002")

    def _find_package(self) -> str:
        if not self.archive.has(_CONTAINER):
            raise BadSource(f"it has no {_CONTAINER}, which says where its package document is")
        for one in self._parse(_CONTAINER).iter(f"{_OCF}rootfile"):
            path = _clean(urllib.parse.unquote(str(one.get("full-path") or "")))
            if not self.archive.has(path):
                raise BadSource(f"{_CONTAINER} names {path!r}, and there is no such file")
            return path
        raise BadSource(f"{_CONTAINER} names no package document")

    def _parse(self, path: str) -> etree._Element:
        return self.archive.parse(path, limit=_LARGEST_PACKAGE)

    # --- the text -----------------------------------------------------------------------------------------------

    def _join(
        self, spine: list[_Item], nav: _Item | None, guide: Mapping[str, str], titles: Mapping[str, str]
    ) -> etree._Element:
        """Return one tree of all pages: their blocks, ids and links made unique by the page that they are of."""
        whole = etree.Element("body")
        paths = {one.path for one in spine}
        moved: dict[str, str] = {}
        for item in spine:
            if item.kind not in _PAGES:
                continue
            content = self.archive.read(item.path)
            text = decode_page(content)
            if "<!ENTITY" in text[:4096]:
                raise BadSource(f"{item.path} declares entities, which an EPUB may not")
            text = _STYLED.sub(_add_align, _TYPED.sub(_add_role, text))
            plain = _LABEL.sub("", text)
            self.numbered = self.numbered or plain != text
            plain = _PAGE_BREAK.sub(self._take_page, _LINE.sub(_step_in, plain))
            before = parse_page(content)
            body = before.find("body") if before is not None else None
            if body is None or not has_content(body):
                continue
            types = {word for one in (body, *body) for word in list_types(one)}
            kinds = {word.removeprefix("doc-") for word in types} | {guide.get(item.path, "")}
            if self._is_cover(item, body):
                continue
            if item is nav or kinds & (_MADE_ANEW - _KEPT_ANEW) or _is_generated(body) or self._is_title(body):
                self._leave_out(item, body, "it is made anew for each edition")
                continue
            page = etree.SubElement(whole, "section")
            page.set("data-page", item.path)
            page.set("id", _name_place(item.path, ""))
            prepared = parse_page(
                ("<body>" + "\n".join(prepare_page(item.path, plain.split("\n")).lines) + "</body>").encode("utf-8-sig")
            )
            inner = prepared.find("body") if prepared is not None else None
            if inner is None:
                continue
            for one in list(inner.iter("col")):
                remove_element(one)  # it begins raw HTML in Markdown
            _find_figures(inner)
            self._check_words(item, body, inner)
            moved |= _find_moved(body, inner, item.path)
            _rename(inner, item.path, paths)
            page.text = inner.text
            page.extend(list(inner))
            headed = any(find_rank(one) for one in page.iter())
            if not headed and item.path in titles and not kinds & {"dedication", "epigraph"}:
                heading = etree.Element("h1")
                heading.text = titles[item.path]
                page.insert(0, heading)
                heading.tail, page.text = page.text, None
            elif not headed and len(whole) > 1 and titles and item.path not in titles:
                page.set("data-goes-on", "true")
            if kinds & {"part"}:
                page.set("data-part", "true")
        for link in whole.iter("a"):
            if (new := moved.get((link.get("href") or "")[1:])) is not None:
                link.set("href", f"#{new}")
        return whole

    def _take_page(self, found: re.Match[str]) -> str:
        """Note where a page of the printed edition begins; what marks it is none of the text."""
        label = _PAGE_LABEL.search(found[0])
        words = " ".join(re.sub(r"<[^<>]*>", " ", found["words"] or "").split())
        name = unescape_html(label[1] if label else words).strip()
        behind = re.sub(r"<[^<>]*>", " ", found.string[found.end() : found.end() + 400])
        if name:
            self.pages.append(f"- {name}: {unescape_html(' '.join(behind.split()[:8]))}")
        return ""

    def _is_title(self, body: etree._Element) -> bool:
        """Return True for a page of which each line is the title, or another thing that the metadata say."""
        lines = [words for one in body.iter() if is_block(one) and not holds_block(one) and (words := read_words(one))]
        return (
            self.said > set()
            and bool(lines)
            and {one.lower() for one in lines} <= self.said
            and len(" ".join(lines).split()) == len(list_words(body))
            and (len(lines) > 1 or not any(find_rank(one) for one in body.iter()))
        )

    def _is_cover(self, item: _Item, body: etree._Element) -> bool:
        """Return True for a page that shows the cover alone, which every edition makes anew."""
        pictures = list(body.iter("img", "image"))
        if len(pictures) != 1 or list_words(body):
            return False
        address = pictures[0].get("src") or pictures[0].get("xlink:href") or pictures[0].get("href") or ""
        return _clean(posixpath.join(posixpath.dirname(item.path), urllib.parse.unquote(address))) == self.cover

    def _check_words(self, item: _Item, before: etree._Element, after: etree._Element) -> None:
        """Count as left out what a page has and the reader of pages of XHTML does not give on: what is made anew."""
        given = Counter(list_words(after))
        lost = []
        for word in list_words(before):
            if given[word]:
                given[word] -= 1
            else:
                lost.append(word)
        if lost:
            self._add_left_out(item, " ".join(lost), "it is made anew for each edition")

    def _leave_out(self, item: _Item, body: etree._Element, reason: str) -> None:
        text = " ".join(list_words(body))
        if text:
            self._add_left_out(item, text, reason)

    def _add_left_out(self, item: _Item, text: str, reason: str) -> None:
        name = f"page-{len(self.left_out) + 1}"
        self.left_out.append(LeftOut(name=name, text=text, place=Span.at(f"{self.name}!{item.path}", 1), reason=reason))

    def _divide(self, body: etree._Element, notes: dict[str, etree._Element]) -> tuple[Chapter, ...]:
        chapters: list[Chapter] = []
        groups: list[tuple[etree._Element, list[etree._Element]]] = []
        for page in body:
            blocks = list_blocks(page)
            if not blocks:
                continue
            identity = page.get("id")
            if identity and not blocks[0].get("id"):
                blocks[0].set("id", identity)
            if page.get("data-goes-on") and groups:
                groups[-1][1].extend(blocks)
            else:
                groups.append((page, blocks))
        for page, blocks in groups:
            name = _find_empty_role(page) or posixpath.splitext(posixpath.basename(page.get("data-page") or ""))[0]
            first = next((read_words(one) for one in blocks if find_rank(one)), name)
            ranks = [find_rank(one) for one in blocks if find_rank(one)]
            if ranks.count(1) > 1 and find_rank(blocks[0]) == 1:
                chapters += divide(blocks, notes, name).chapters
                continue
            called = find_called(blocks, notes)
            if page.get("data-part") and find_rank(blocks[0]):
                blocks[0].set("class", "part")
            chapters.append(
                Chapter(name=first or name, nodes=tuple(blocks), notes=called, levels=min(ranks, default=1) - 1)
            )
        return tuple(chapters)

    def _read_contents(self, items: Mapping[str, _Item], nav: _Item | None, root: etree._Element) -> dict[str, str]:
        """Return what the navigation calls each page, by path; the first entry of a page counts."""
        titles: dict[str, str] = {}
        if nav is not None and self.archive.has(nav.path):
            tree = parse_page(self.archive.read(nav.path))
            for one in tree.iter("nav") if tree is not None else ():
                if "toc" in list_types(one) or not list_types(one):
                    for link in one.iter("a"):
                        _note(titles, nav.path, link.get("href") or "", read_words(link))
        if not titles:
            spine = next(iter(root.iter(f"{OPF}spine")), None)
            ncx = items.get(str(spine.get("toc"))) if spine is not None else None
            ncx = ncx or next((one for one in items.values() if one.kind == "application/x-dtbncx+xml"), None)
            if ncx is not None and self.archive.has(ncx.path):
                for point in self._parse(ncx.path).iter(f"{_NCX}navPoint"):
                    label = next(iter(point.iter(f"{_NCX}text")), None)
                    target = next(iter(point.iter(f"{_NCX}content")), None)
                    if label is not None and target is not None:
                        _note(titles, ncx.path, target.get("src") or "", " ".join((label.text or "").split()))
        return titles

    def _read_guide(self, root: etree._Element, base: str) -> dict[str, str]:
        return {
            _clean(posixpath.join(base, urllib.parse.unquote(str(one.get("href") or "").partition("#")[0]))): str(
                one.get("type") or ""
            )
            for one in root.iter(f"{OPF}reference")
        }

    # --- pictures -----------------------------------------------------------------------------------------------

    def _read_pictures(self, body: etree._Element, notes: Mapping[str, etree._Element]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for node in (body, *notes.values()):
            for one in node.iter("img"):
                path = one.get("src") or ""
                if path not in found and self.archive.has(path):
                    found[path] = self.archive.read(path)
        return found

    def _read_cover(self, root: etree._Element, items: Mapping[str, _Item]) -> tuple[str, bytes] | None:
        item = next((one for one in items.values() if "cover-image" in one.properties), None)
        if item is None:
            named = next((one.get("content") for one in root.iter(f"{OPF}meta") if one.get("name") == "cover"), None)
            item = items.get(str(named))
        if item is None or item.kind not in ("image/jpeg", "image/png") or not self.archive.has(item.path):
            return None
        return item.path, self.archive.read(item.path)


def _find_figures(body: etree._Element) -> None:
    """Make figures of divisions that hold a picture and its caption: EPUB 2 has no other form for them."""
    for one in list(body.iter("div")):
        captions = [inner for inner in one if list_classes(inner) & _CAPTIONS and find_tag(inner) in ("p", "div")]
        others = [inner for inner in one if inner not in captions and list_words(inner)]
        pictures = list(one.iter("img"))
        if len(captions) == 1 and len(pictures) == 1 and not others:
            one.tag, captions[0].tag = "figure", "figcaption"


def _list_said(found: FoundBook) -> frozenset[str]:
    """Return what a title page may consist of: the lines that the metadata have too."""
    texts = [found.title, found.subtitle, found.publisher, found.imprint, found.date, found.series]
    names = [one.value.name for one in found.contributors]
    words = [one.value for one in texts if one is not None] + names
    return frozenset(one.lower() for one in (*words, *(f"by {name}" for name in names)))


def _is_generated(body: etree._Element) -> bool:
    """Return True for a page that a build of ours made of the metadata: what it says is in book.toml."""
    blocks = [one for one in body if find_tag(one)]
    return bool(blocks) and all(one.get("data-generated") == "true" for one in blocks)


def _find_empty_role(page: etree._Element) -> str | None:
    """Return what a page without a heading is, such as a dedication: its file is called so."""
    for one in page.iter():
        if find_rank(one) and not read_words(one):
            return next((name for name in sorted(list_classes(one)) if name in SECTION_ROLES), None)
    return None


def _list_items(root: etree._Element, base: str) -> dict[str, _Item]:
    found = {}
    for one in root.iter(f"{OPF}item"):
        path = _clean(posixpath.join(base, urllib.parse.unquote(str(one.get("href") or ""))))
        kind = str(one.get("media-type") or "")
        found[str(one.get("id"))] = _Item(path, kind, frozenset(str(one.get("properties") or "").split()))
    return found


def _add_role(found: re.Match[str]) -> str:
    """Return a tag with the role that its type in EPUB means, for readers that know roles only."""
    tag = found[0]
    kind = re.search(r"(noteref|footnote|endnote|rearnote|backlink|referrer)", tag)
    if kind is None or "role=" in tag:
        return tag
    role = {"rearnote": "endnote", "referrer": "backlink"}.get(kind[1], kind[1])
    return re.sub(r"(\s*/?>)$", rf' role="doc-{role}"\1', tag)


def _add_align(found: re.Match[str]) -> str:
    """Return a tag with the attribute that says what its style says of where the words stand."""
    align = (find_value(read_declarations(found["style"]), "text-align") or "").strip().lower()
    return f'{found[0]} align="{align}"' if align in ("left", "right", "center") else found[0]


def _step_in(found: re.Match[str]) -> str:
    """Return the beginning of a line of verse with the blanks that it steps in by, as our own books have it."""
    blanks = round(float(found[1]) / _EM_OF_BLANK) if found[1] else 0
    return f'<span class="line">{"&#160;" * blanks}'


def _clean(path: str) -> str:
    return posixpath.normpath(path).removeprefix("./") if path else ""


def _note(titles: dict[str, str], page: str, href: str, words: str) -> None:
    path = _clean(posixpath.join(posixpath.dirname(page), urllib.parse.unquote(href.partition("#")[0])))
    if words:
        titles.setdefault(path, words)


def _name_place(path: str, identity: str) -> str:
    """Return the id that a place of a page has in the whole: letters, digits and hyphens."""
    stem = re.sub(r"[^\w]+", "-", posixpath.splitext(path)[0]).strip("-").lower()
    mark = re.sub(r"[^\w.-]+", "-", identity) or "top"
    return f"{stem}--{mark}"


def _find_moved(before: etree._Element, after: etree._Element, path: str) -> dict[str, str]:
    """Return the places whose ids the reader of pages of XHTML did not give on, and the next place that has one.

    A section has an id and its heading another: it gives on one of them.
    """
    kept = {identity for one in after.iter() if (identity := one.get("id"))}
    moved: dict[str, str] = {}
    waiting: list[str] = []
    for one in before.iter():
        if identity := one.get("id"):
            if identity in kept:
                moved |= {_name_place(path, lost): _name_place(path, identity) for lost in waiting}
                waiting.clear()
            else:
                waiting.append(identity)
    return moved


def _rename(body: etree._Element, path: str, paths: set[str]) -> None:
    folder = posixpath.dirname(path)
    for node in body.iter():
        if identity := node.get("id"):
            node.set("id", _name_place(path, identity))
        if find_tag(node) == "a" and (href := node.get("href")):
            file, _, mark = href.partition("#")
            if re.match(r"[a-z][a-z0-9+.-]*:", href, re.IGNORECASE):
                continue
            target = _clean(posixpath.join(folder, urllib.parse.unquote(file))) if file else path
            if target in paths:
                node.set("href", f"#{_name_place(target, urllib.parse.unquote(mark))}")
            else:
                del node.attrib["href"]
        for key in ("src", "xlink:href"):
            address = node.get(key)
            if address and find_tag(node) in ("img", "image") and not re.match(r"(?:https?|data):", address):
                node.set("src", _clean(posixpath.join(folder, urllib.parse.unquote(address))))
