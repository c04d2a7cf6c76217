"""PDF rules: a finished PDF goes in; what a printer, a reader or a viewer would stumble over comes out.

Reads the objects of the file, not what pages draw; the words are compared in parity.py.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pikepdf
from lxml import etree

from makeready.checks.accessible import check_claim, read_pairs, walk_tree
from makeready.checks.blocks import parse_xml
from makeready.checks.embedded import check_fonts
from makeready.checks.places import read_box
from makeready.checks.shown import MALFORMED, UNREADABLE, explain, list_streams
from makeready.findings import Finding, observe
from makeready.late_pattern import late_pattern
from makeready.markup.pages import name_pages as name_places
from makeready.model.artifact import Artifact
from makeready.model.composition import Composition
from makeready.model.direction import is_backward
from makeready.model.edition import PrintEdition, require_pages

# A tenth of a millimetre; the engine rounds lengths to pixels of 1/96 in.
_TOLERANCE = 0.3
_MARKS = 10.0
_MOST_PAGES = 3
_LONG = 2048
_DRAWS = late_pattern(rb"\b(?:Tj|TJ|Do|sh|f\*?|F|S|s|B\*?|b\*?|EI)\b|['\"]\s")

Rule = Callable[[pikepdf.Pdf, Artifact, Composition | None], Iterable[Finding]]


def check_pdf(artifact: Artifact, composition: Composition | None = None) -> tuple[Finding, ...]:
    """Return what is wrong with a PDF, by its finished bytes.

    Without the `composition` that it was bound from, as for a file that somebody else made, only what every book
    needs is asked for: nothing of sizes, typefaces, tags and labels.
    """
    try:
        with pikepdf.open(io.BytesIO(artifact.content)) as pdf:
            return tuple(finding for rule in RULES for finding in _run(rule, pdf, artifact, composition))
    except UNREADABLE as error:
        return (observe("PD020", f"the file cannot be read as PDF: {explain(error)}", location=artifact.path),)


def _run(rule: Rule, pdf: pikepdf.Pdf, artifact: Artifact, composition: Composition | None) -> list[Finding]:
    try:
        return list(rule(pdf, artifact, composition))
    except MALFORMED as error:
        what = (rule.__doc__ or rule.__name__).split("\n")[0]
        return [observe("PD020", f"the file is not built as PDF says: {explain(error)}", notes=(f"rule: {what}",))]


def check_boxes(pdf: pikepdf.Pdf, artifact: Artifact, composition: Composition | None) -> Iterator[Finding]:
    """Each page is cut at the edition's trim, and its bleed and media lie around that (ISO 32000-1, 14.11.2)."""
    if composition is None:
        return
    edition = require_pages(composition.edition)
    wrong: dict[tuple[str, str], list[int]] = {}
    for index, page in enumerate(pdf.pages):
        binding = 2 if index % 2 != is_backward(composition.book.language) else 0
        for code, message in _find_wrong_boxes(page, edition, binding):
            wrong.setdefault((code, message), []).append(index + 1)
    for (code, message), numbers in wrong.items():
        yield observe(code, message, location=name_pages(numbers))


def _find_wrong_boxes(page: Any, edition: PrintEdition, binding: int) -> Iterator[tuple[str, str]]:
    if "/TrimBox" not in page.obj and edition.bleed:
        yield "PD021", "the page has no TrimBox"
        return
    media, trim = read_box(page.mediabox), read_box(page.trimbox)
    width, height = trim[2] - trim[0], trim[3] - trim[1]
    if abs(width - edition.trim[0]) > _TOLERANCE or abs(height - edition.trim[1]) > _TOLERANCE:
        wanted = f"{edition.trim[0]:g} × {edition.trim[1]:g} pt"
        yield "PD021", f"the page is cut at {width:g} × {height:g} pt instead of {wanted}"
    bleed = read_box(page.bleedbox)
    least = edition.bleed - _TOLERANCE
    beyond = [trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3]]
    if edition.profile is not None and edition.profile.bleed_outside:
        del beyond[binding]
    if min(beyond) < least:
        yield "PD022", f"the bleed is less than {edition.bleed:g} pt"
    room = min(bleed[0] - media[0], bleed[1] - media[1], media[2] - bleed[2], media[3] - bleed[3])
    if room < -_TOLERANCE:
        yield "PD022", "the bleed goes beyond the medium"
    if edition.marks and room < _MARKS:
        yield "PD022", "there is no room for marks outside the bleed"
    larger = max(trim[0] - media[0], trim[1] - media[1], media[2] - trim[2], media[3] - trim[3])
    if not edition.bleed and not edition.marks and larger > _TOLERANCE:
        yield "PD022", f"the medium is {larger:g} pt larger than the page, though there is neither bleed nor marks"


def check_faces(pdf: pikepdf.Pdf, artifact: Artifact, composition: Composition | None) -> Iterable[Finding]:
    """All typefaces are embedded, are the theme's, and have the glyphs that are drawn."""
    return check_fonts(pdf, composition.typefaces.faces if composition is not None else None)


def check_tags(pdf: pikepdf.Pdf, artifact: Artifact, composition: Composition | None) -> Iterator[Finding]:
    """A tagged edition is marked as such and has a tree of its structure; every edition says its language."""
    language = str(pdf.Root.get("/Lang", ""))
    if not language:
        yield observe("PD025", "the PDF does not say its language")
    elif composition is not None and language.lower() != composition.book.language.lower():
        yield observe("PD025", f"the PDF says its language is {language}, the book’s is {composition.book.language}")
    if composition is None or not require_pages(composition.edition).tagged:
        return
    if not pdf.Root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False):
        yield observe("PD026", "the PDF is not marked as tagged (MarkInfo)")
    tree = pdf.Root.get("/StructTreeRoot")
    if tree is None or tree.get("/K") is None or tree.get("/ParentTree") is None:
        yield observe("PD026", "the PDF has no tree of its structure (StructTreeRoot)")
        return
    loose = [
        i + 1
        for i, page in enumerate(pdf.pages)
        if "/Font" in page.obj.get("/Resources", {}) and "/StructParents" not in page.obj
    ]
    if loose:
        yield observe("PD026", "pages are not connected with the tree of the structure", location=name_pages(loose))


def check_title(pdf: pikepdf.Pdf, artifact: Artifact, composition: Composition | None) -> Iterator[Finding]:
    """The book's title stands in the Info dictionary and in XMP, and viewers are told to show it."""
    told = str(pdf.docinfo.get("/Title", "")) if pdf.trailer.get("/Info") is not None else ""
    if composition is None:
        if not told and pdf.Root.get("/Metadata") is None:
            yield observe("PD027", "the PDF has no title")
        return
    title = composition.book.title
    if told != title:
        yield observe("PD027", f"the Info dictionary has the title “{told}” instead of “{title}”")
    metadata = pdf.Root.get("/Metadata")
    if metadata is None:
        yield observe("PD027", "the PDF has no XMP metadata")
    else:
        written = read_xmp_title(metadata.read_bytes())
        # A subtitle may follow it there.
        if written is None or not written.startswith(title):
            yield observe("PD027", f"XMP has the title “{written or ''}” instead of “{title}”")
    if not pdf.Root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/DisplayDocTitle", False):
        yield observe("PD028", "viewers are not told to show the title (DisplayDocTitle)")


def read_xmp_title(packet: bytes) -> str | None:
    """Return dc:title of an XMP packet, or None where there is none or the packet is no XML (ISO 16684-1)."""
    try:
        root = parse_xml(packet)
    except (etree.XMLSyntaxError, ValueError):
        return None
    found = root.find(".//{http://purl.org/dc/elements/1.1/}title//{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li")
    return found.text if found is not None else None


def check_outline(pdf: pikepdf.Pdf, artifact: Artifact, composition: Composition | None) -> Iterator[Finding]:
    """There are bookmarks where the book lists contents, and each leads to a page."""
    pages = list_pages(pdf)
    names = read_names(pdf)
    count = 0
    outlines = pdf.Root.get("/Outlines", pikepdf.Dictionary())
    for item in walk_tree(outlines.get("/First"), "/First", "/Next"):
        count += 1
        if not leads_to_page(item, pages, names):
            yield observe("PD030", f"the bookmark “{item.get('/Title', '')}” leads nowhere")
    profile = require_pages(composition.edition).profile if composition is not None else None
    wanted = profile is None or profile.bookmarks is not False
    if not count and wanted and composition is not None and composition.contents:
        yield observe("PD029", "the PDF has no bookmarks")


def list_pages(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    """Return the object and generation numbers of all pages."""
    return {page.obj.objgen for page in pdf.pages}


def read_names(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """Return the named destinations of a PDF (12.3.2.3)."""
    names: dict[str, Any] = {str(key)[1:]: value for key, value in pdf.Root.get("/Dests", {}).items()}
    new = pdf.Root.get("/Names", pikepdf.Dictionary()).get("/Dests")
    names.update((str(key), value) for key, value in read_pairs(new, "/Names"))
    return names


def leads_to_page(item: Any, pages: set[tuple[int, int]], names: dict[str, Any]) -> bool:
    """Return True where an outline item or a link leads to one of the document's pages, or outside on purpose."""
    target = item.get("/Dest")
    action = item.get("/A")
    if target is None and action is not None:
        if action.get("/S") != "/GoTo":
            return True
        target = action.get("/D")
    for _ in range(4):
        if isinstance(target, pikepdf.Array):
            return len(target) > 0 and target[0].objgen in pages
        if isinstance(target, pikepdf.Dictionary):
            target = target.get("/D")
        elif isinstance(target, (pikepdf.String, pikepdf.Name)):
            name = str(target)
            target = names.get(name[1:] if isinstance(target, pikepdf.Name) else name)
        else:
            return False
    return False


def check_links(pdf: pikepdf.Pdf, artifact: Artifact, composition: Composition | None) -> Iterator[Finding]:
    """Each link within the book leads to a page, and none starts a program, a script or another file."""
    pages = list_pages(pdf)
    names = read_names(pdf)
    astray: list[int] = []
    foreign: dict[str, list[int]] = {}
    for index, page in enumerate(pdf.pages):
        for annotation in page.obj.get("/Annots", []):
            if annotation.get("/Subtype") != "/Link":
                foreign.setdefault(str(annotation.get("/Subtype", "/?"))[1:], []).append(index + 1)
                continue
            action = annotation.get("/A")
            kind = str(action.get("/S", "")) if action is not None else ""
            if kind not in ("", "/GoTo", "/URI"):
                foreign.setdefault(kind[1:], []).append(index + 1)
            elif not leads_to_page(annotation, pages, names):
                astray.append(index + 1)
    if astray:
        yield observe("PD031", "links within the book lead nowhere", location=name_pages(astray))
    for kind, numbers in foreign.items():
        yield observe("PD032", f"the PDF has an annotation or action of the kind {kind}", location=name_pages(numbers))
    scripts = pdf.Root.get("/Names", pikepdf.Dictionary()).get("/JavaScript") is not None or "/OpenAction" in pdf.Root
    if scripts or "/AA" in pdf.Root:
        yield observe("PD032", "the PDF does something when it is opened")
    profile = require_pages(artifact.edition).profile
    if pdf.attachments and not (profile is not None and profile.attached):
        yield observe("PD032", "the PDF carries files")


def check_labels(pdf: pikepdf.Pdf, artifact: Artifact, composition: Composition | None) -> Iterator[Finding]:
    """Viewers show the printed folios: roman figures before the body, arabic from 1 in it (12.4.2)."""
    labels = pdf.Root.get("/PageLabels")
    if composition is None:
        return
    if labels is None:
        yield observe("PD033", "the PDF has no page labels")
        return
    ranges = {int(number): label for number, label in read_pairs(labels, "/Nums")}
    if 0 not in ranges:
        yield observe("PD033", "the page labels do not begin with the first page")
    if any(start < 0 or start >= len(pdf.pages) for start in ranges):
        yield observe("PD033", "page labels begin behind the last page")
    arabic = [start for start in sorted(ranges) if ranges[start].get("/S") == "/D"]
    if not arabic or int(ranges[arabic[0]].get("/St", 1)) != 1:
        yield observe("PD033", "the page labels have no arabic figures from 1")
    elif any(ranges[start].get("/S") != "/r" for start in ranges if start < arabic[0]):
        yield observe("PD033", "the page labels before the body are not in roman figures")


def check_pages(pdf: pikepdf.Pdf, artifact: Artifact, composition: Composition | None) -> Iterator[Finding]:
    """There are pages; no two in a row are blank but at the end, and the edition's count is the file's."""
    count = len(pdf.pages)
    if count == 0:
        yield observe("PD034", "the PDF has no pages")
        return
    if artifact.page_count is not None and artifact.page_count != count:
        yield observe("PD034", f"the PDF has {count} pages, and {artifact.page_count} were laid out")
    if composition is None:
        return
    blank = [index for index, page in enumerate(pdf.pages) if is_blank(page.obj)]
    # A blank verso before a recto opening is the trade's; a blank page elsewhere is a fault of the layout.
    if require_pages(composition.edition).profile is not None:
        # A receiver may want blank pages at the end.
        while blank and blank[-1] == count - 1:
            count = blank.pop()
    odd = [index + 1 for index in blank if index % 2 == 0 or index + 1 in blank or index + 1 == count]
    if odd:
        known = (
            name_places(composition, artifact.pages) if len(odd) == 1 and len(artifact.pages) == len(pdf.pages) else ()
        )
        location = known[odd[0] - 1] if known else name_pages(odd)
        yield observe("PD035", "nothing is drawn on the page", location=location)


def is_blank(page: Any) -> bool:
    """Return True where a page draws nothing: no text, no picture, no line."""
    streams = list_streams(page)
    # A stream as long as that has more than moves and colours; where there is one, nothing is unpacked to see what.
    if any(int(stream.get("/Length", 0)) > _LONG for stream in streams):
        return False
    return not any(_DRAWS.search(stream.read_bytes()) for stream in streams)


def name_pages(numbers: Sequence[int]) -> str:
    """Return "page 3" or "pages 3, 4, 5 and 12 more"."""
    shown = ", ".join(str(number) for number in numbers[:_MOST_PAGES])
    more = f" and {len(numbers) - _MOST_PAGES} more" if len(numbers) > _MOST_PAGES else ""
    return f"page {shown}" if len(numbers) == 1 else f"pages {shown}{more}"


RULES: tuple[Rule, ...] = (
    check_boxes, check_faces, check_tags, check_title, check_outline, check_links, check_labels, check_pages,
    check_claim,
)  # fmt: skip
