"""What paper has no use for: a PDF and what its receiver takes go in; the PDF without the rest comes out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

from makeready.model.profile import Profile
from makeready.pdf.ink.standards import withdraw_claim_of_tags

Box = tuple[float, float, float, float]
_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def clean(pdf: pikepdf.Pdf, profile: Profile, *, strict: bool) -> None:
    """Take out what `profile` does not want; `strict` (a PDF/X) wants no links, actions, forms, attachments."""
    root = pdf.Root
    if strict or profile.annotations is False:
        for page in pdf.pages:
            _drop(page.obj, "/Annots", "/AA", "/Tabs")
        _drop(root, "/AcroForm", "/OpenAction", "/AA", "/URI")
        names = root.get("/Names")
        if names is not None:
            _drop(names, "/JavaScript", "/EmbeddedFiles")
    if profile.bookmarks is False:
        _drop(root, "/Outlines", "/PageMode")
        if profile.annotations is False:
            # Nothing leads to these places any more.
            _drop(root, "/Names", "/Dests")
    if strict:
        _drop(root, "/Version", "/Extensions", "/AF", "/OCProperties", "/Collection", "/Perms")
    if profile.tagged is False:
        _drop(root, "/StructTreeRoot", "/MarkInfo")
        for page in pdf.pages:
            _drop(page.obj, "/StructParents")
        withdraw_claim_of_tags(pdf)


def nest_boxes(pdf: pikepdf.Pdf) -> None:
    """Give each page a trim box, a bleed box round it and a media box round that (ISO 32000-1, 14.11.2), and no others.

    PDF/X wants a trim box or an art box, not both, and a crop box has no meaning for who prints.
    """
    for page in pdf.pages:
        media = _read_box(page.mediabox)
        trim = _cut(_read_box(page.trimbox), media)
        bleed = _cut(_unite(_read_box(page.bleedbox), trim), media) if "/BleedBox" in page.obj else trim
        for name, box in (("/MediaBox", media), ("/BleedBox", bleed), ("/TrimBox", trim)):
            if name not in page.obj or _read_box(page.obj[name]) != box:
                page.obj[name] = pikepdf.Array([round(side, 5) for side in box])
        _drop(page.obj, "/CropBox", "/ArtBox")


def list_loose_fonts(pdf: pikepdf.Pdf) -> list[str]:
    """Return the names of typefaces that are not in the file; PDF/X wants all of them."""
    return sorted({name for name, font in _list_fonts(pdf) if not _is_embedded(font)})


def list_drawn_fonts(pdf: pikepdf.Pdf) -> list[str]:
    """Return the names of typefaces whose glyphs are drawn by content streams, which nobody converts here (Type 3)."""
    return sorted({name for name, font in _list_fonts(pdf) if font.get("/Subtype") == pikepdf.Name.Type3})


def _list_fonts(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    seen: set[Any] = set()
    waiting: list[Any] = [page.resources for page in pdf.pages]
    while waiting:
        resources = waiting.pop()
        if resources.is_indirect:
            if resources.objgen in seen:
                continue
            seen.add(resources.objgen)
        for name, font in resources.get("/Font", {}).items():
            yield str(font.get("/BaseFont", name)).lstrip("/"), font
        for kind in ("/XObject", "/Pattern"):
            for one in resources.get(kind, {}).values():
                if isinstance(one, pikepdf.Stream) and "/Resources" in one and one.objgen not in seen:
                    seen.add(one.objgen)
                    waiting.append(one.Resources)


def _is_embedded(font: Any) -> bool:
    if font.get("/Subtype") == pikepdf.Name.Type3:
        return True
    inner = font.DescendantFonts[0] if font.get("/Subtype") == pikepdf.Name.Type0 else font
    described = inner.get("/FontDescriptor")
    return described is not None and any(name in described for name in _FILES)


def _drop(found: Any, *keys: str) -> None:
    for key in keys:
        if key in found:
            del found[key]


def _read_box(box: Any) -> Box:
    xs, ys = sorted((float(box[0]), float(box[2]))), sorted((float(box[1]), float(box[3])))
    return xs[0], ys[0], xs[1], ys[1]


def _cut(one: Box, other: Box) -> Box:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _unite(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
