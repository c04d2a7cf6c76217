"""Mending: the bytes of a PDF and its receiver's profile go in; a PDF in which what can be mended is, comes out.

Nothing that is printed is lost: boxes, intents and facts are added, what annotations show is drawn onto the page, what
paper has no use for is taken out, blank pages go behind the last one, and inks are changed only where the profile asks.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import field, replace
from itertools import pairwise
from typing import Any

import pikepdf

from makeready.dataclass import dataclass
from makeready.findings import Finding, Severity
from makeready.late_pattern import late_pattern
from makeready.model.profile import Profile
from makeready.pdf.ink.cleaning import nest_boxes
from makeready.pdf.ink.printing import Prepared, prepare_print
from makeready.pdf.ink.standards import STANDARDS, Saving
from makeready.profiles.fit import count_blanks
from makeready.workers import Bounds, BoundsPassedError, is_worker, keep_within

_BOUNDS = Bounds(seconds=120.0, memory=1024 * 1024 * 1024)
_GRACE = 2
# Saving and restoring the state of drawing draws nothing.
_SPACE = late_pattern(rb"[\s\0qQ]*")
_STREAM = late_pattern(r"stream <[^>]*>: ")
# What pikepdf and our rewriting raise for objects that are not built as PDF says.
_MALFORMED = (pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError, RecursionError, ArithmeticError)
_NAMES = {
    "trim": "{0} got a TrimBox, where it is cut",
    "bleed": "{0} got a BleedBox",
    "boxes": "the boxes of {0} lie within one another now",
    "notes": "annotations were drawn onto {0}, and links taken from there",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MendingOrder:
    """A PDF to mend: its bytes, the name that it has, whom it is for, whether it may say that it is of a standard."""

    content: bytes = field(repr=False)
    name: str
    profile: Profile
    claims: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A mended PDF: its bytes, what was done, what was found meanwhile; `refusal` says why there is none."""

    content: bytes = field(default=b"", repr=False)
    done: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    refusal: str | None = None


def mend_order(order: MendingOrder) -> Mended:
    """Return the mended PDF; a function of a module, so that a worker can be given it."""
    try:
        with keep_within(_BOUNDS, is_worker=is_worker(), grace=_GRACE):
            return mend_pdf(order.content, order.name, order.profile, claims=order.claims)
    except BoundsPassedError as error:
        return Mended(refusal=f"mending it took {error}")


def mend_pdf(content: bytes, name: str, profile: Profile, *, claims: bool = True) -> Mended:
    """Return the PDF `content`, called `name`, mended for `profile`.

    Where colours cannot be brought into its inks, or transparency not be flattened, they stay as they are, and the
    rest is mended. Without `claims` the file does not say that it is of the standard that the profile asks for.
    """
    try:
        asked = profile if claims else replace(profile, standard=None)
        with_inks = _mend(content, name, asked, boxed=profile.standard is not None)
        if not any(one.severity is Severity.ERROR for one in with_inks.findings):
            return with_inks
        # Without inks there is no claim of a standard that wants them either.
        plain = replace(profile, colour="any", black_ink=False, ink_limit=None, transparency=None, standard=None)
        rest = _mend(content, name, plain, boxed=profile.standard is not None)
        return replace(rest, findings=with_inks.findings)
    except pikepdf.PasswordError:
        return Mended(refusal="it cannot be opened without a password")
    except MemoryError:
        raise
    except _MALFORMED as error:
        # The library names its stream by where that lies in memory.
        said = _STREAM.sub("", str(error))[:200]
        return Mended(refusal=f"it is not built as PDF says: {said}")


def _mend(content: bytes, name: str, profile: Profile, *, boxed: bool = False) -> Mended:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if pdf.is_encrypted:
            return Mended(refusal="it is encrypted, which is for its owner to undo")
        if not pdf.pages:
            return Mended(refusal="it has no pages")
        if _hides_layers(pdf):
            return Mended(refusal="it has hidden layers, which would be printed without its list of layers")
        before = _describe(pdf)
        ends_blank = _is_blank(pdf.pages[-1])
        standard = STANDARDS.get(profile.standard or "")
        done = list(_add_facts(pdf, name)) if standard is not None else []
        if profile.annotations is False or standard is not None:
            # What would be printed of them stays; links show nothing.
            pdf.generate_appearance_streams()
            pdf.flatten_annotations("print")
        prepared = prepare_print(pdf, profile)
        if standard is None and (boxed or any(_is_loose(page) for page in pdf.pages)):
            nest_boxes(pdf)
        done += _take_out(pdf, profile)
        done += _add_blanks(pdf, profile, ends_blank=ends_blank)
        done += _compare(before, _describe(pdf))
        done += _tell_inks(prepared)
        out = io.BytesIO()
        # Streams of objects would make a newer PDF of it.
        saving = prepared.saving if standard is not None else Saving(streams=False)
        pdf.save(out, **saving.arguments)
    return Mended(content=out.getvalue(), done=tuple(done), findings=prepared.findings)


def _tell_inks(prepared: Prepared) -> Iterator[str]:
    if prepared.claimed is not None:
        standard = STANDARDS[prepared.claimed]
        named = standard.conformance or standard.version
        yield f"the file says that it is {named}, with its output intent, and that it is not trapped"
    if any(one.code == "PD052" for one in prepared.findings):
        yield "colours became inks by a formula; compare them with the original"


def _add_facts(pdf: pikepdf.Pdf, name: str) -> Iterator[str]:
    """Add to Info what standards want and what the file knows in another way: no clock is asked."""
    info = pdf.docinfo
    title = str(info.get("/Title", "")).strip()
    if not title:
        info["/Title"] = pikepdf.String(name.removesuffix(".pdf"))
        yield f"the title is “{name.removesuffix('.pdf')}”, after the file"
    dates = [str(info[key]) for key in ("/CreationDate", "/ModDate") if key in info]
    for key in ("/CreationDate", "/ModDate"):
        if key not in info and dates:
            info[key] = pikepdf.String(dates[0])
            yield f"{key.lstrip('/')} is that of the other date"
    for key in ("/Creator", "/Producer"):
        if key not in info:
            info[key] = pikepdf.String("makeready")
            yield f"{key.lstrip('/')} is makeready"


def _take_out(pdf: pikepdf.Pdf, profile: Profile) -> Iterator[str]:
    """Take scripts out, which do nothing on paper, and for print attachments too."""
    root = pdf.Root
    names = root.get("/Names")
    found = [key for key in ("/OpenAction", "/AA") if key in root]
    if names is not None and "/JavaScript" in names:
        del names["/JavaScript"]
        found.append("/JavaScript")
    for key in found:
        if key in root:
            del root[key]
    if found:
        yield "scripts and actions were taken out"
    if profile.annotations is False and not profile.attached and names is not None and "/EmbeddedFiles" in names:
        del names["/EmbeddedFiles"]
        yield "attachments were taken out"


def _add_blanks(pdf: pikepdf.Pdf, profile: Profile, *, ends_blank: bool) -> Iterator[str]:
    """Put as many blank pages behind the last one as the receiver asks for, of its size."""
    last = pdf.pages[-1]
    count = count_blanks(profile, len(pdf.pages), ends_blank=ends_blank)
    for _ in range(count):
        page = pikepdf.Dictionary(Type=pikepdf.Name.Page, Resources=pikepdf.Dictionary())
        for key in ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"):
            box = last.obj.get(key)
            if box is None and key == "/MediaBox":
                box = last.mediabox
            if box is not None:
                page[key] = pikepdf.Array(list(box))
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    if count:
        yield f"{count:,} blank {'page' if count == 1 else 'pages'} added behind the last one"


def _is_blank(page: pikepdf.Page) -> bool:
    contents: Any = page.obj.get("/Contents")
    if contents is None:
        return True
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return all(_SPACE.fullmatch(one.read_bytes()) for one in streams)


def _hides_layers(pdf: pikepdf.Pdf) -> bool:
    """Return True where some layer is not shown, so that without layers there would be more on the page."""
    layers: Any = pdf.Root.get("/OCProperties")
    if layers is None:
        return False
    usual = layers.get("/D", pikepdf.Dictionary())
    return len(usual.get("/OFF", [])) > 0 or usual.get("/BaseState") == pikepdf.Name.OFF


def _is_loose(page: pikepdf.Page) -> bool:
    """Return True for a page that does not say where it is cut, or whose boxes do not lie within one another."""
    if "/TrimBox" not in page.obj:
        return True
    boxes = [[float(side) for side in box] for box in (page.mediabox, page.bleedbox, page.trimbox)]
    return any(
        inner[0] < outer[0] or inner[1] < outer[1] or inner[2] > outer[2] or inner[3] > outer[3]
        for outer, inner in pairwise(boxes)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looks:
    """What tells before and after apart: pages without boxes, with loose ones, with annotations; parts of the file."""

    trim: frozenset[int]
    bleed: frozenset[int]
    boxes: frozenset[int]
    notes: frozenset[int]
    bookmarks: bool
    forms: bool
    tags: bool


def _describe(pdf: pikepdf.Pdf) -> _Looks:
    pages = list(enumerate(pdf.pages, start=1))
    root = pdf.Root
    return _Looks(
        trim=frozenset(number for number, page in pages if "/TrimBox" not in page.obj),
        bleed=frozenset(number for number, page in pages if "/BleedBox" not in page.obj),
        boxes=frozenset(number for number, page in pages if "/TrimBox" in page.obj and _is_loose(page)),
        notes=frozenset(number for number, page in pages if page.obj.get("/Annots") is not None),
        bookmarks="/Outlines" in root,
        forms="/AcroForm" in root,
        tags="/StructTreeRoot" in root,
    )


def _compare(before: _Looks, after: _Looks) -> Iterator[str]:
    for name, words in _NAMES.items():
        mended = getattr(before, name) - getattr(after, name)
        if mended:
            pages = f"page {min(mended)}" if len(mended) == 1 else f"{len(mended):,} pages"
            yield words.format(pages)
    for name in ("bookmarks", "forms", "tags"):
        if getattr(before, name) and not getattr(after, name):
            yield f"{name} were taken out"
