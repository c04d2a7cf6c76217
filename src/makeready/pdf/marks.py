"""Marks: the pages of a PDF go in; they come out with boxes as the bleed asks, and with marks outside it if wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pikepdf

from makeready.model.edition import PrintEdition
from makeready.pdf.ink.conditions import make_registration_space

Box = tuple[float, float, float, float]
# In points: what lies between bleed and marks, how long these are, and the paper beyond them.
_GAP, _LENGTH, _EDGE = 3.0, 18.0, 3.0
_RADIUS = 4.0
_ROUND = 0.5523  # how far the handles of four curves stand off that make a circle, in radii
_PLACES = 3
_SPACE = "/Registration"
_BLACK, _ALL_PLATES = "0 0 0 1 K", f"{_SPACE} CS 1 SCN"
_BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")


def add_blank(pdf: pikepdf.Pdf) -> None:
    """Add a page behind the last one, of its size, with nothing on it."""
    last = pdf.pages[-1].obj
    # An empty stream would be packed as no bytes at all, at which Ghostscript and MuPDF stumble.
    nothing = pdf.make_stream(b"q Q")
    page = pikepdf.Dictionary(Type=pikepdf.Name.Page, Resources=pikepdf.Dictionary(), Contents=nothing)
    for key in _BOXES:
        if key in last:
            page[key] = pikepdf.Array(list(last[key]))
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))


def set_boxes(pdf: pikepdf.Pdf, edition: PrintEdition, is_backward: bool = False, folds: Sequence[float] = ()) -> None:
    """Set the boxes of all pages (ISO 32000-1, 14.11.2) and draw the marks that `edition` asks for.

    A book that `is_backward` is bound on the right: that side has no bleed where its receiver wants none there.
    `folds` are where a sheet is folded, from its left, in points; they are marked as well.
    """
    if not edition.bleed and not edition.marks:
        return
    drawn: dict[tuple[Box, Box], Any] = {}
    # Plates are laid over each other by their marks, so each has to have them; where there are none, black does.
    four = edition.profile is not None and edition.profile.colour == "cmyk"
    plates = make_registration_space(pdf) if edition.marks and four else None
    for index, page in enumerate(pdf.pages):
        trim = _read_box(page.obj.TrimBox)
        bleed, media = find_boxes(trim, edition, binding="right" if index % 2 != is_backward else "left")
        page.obj.BleedBox, page.obj.MediaBox = pikepdf.Array(bleed), pikepdf.Array(media)
        if edition.marks:
            if (trim, bleed) not in drawn:
                drawn[trim, bleed] = pdf.make_stream(draw_marks(trim, bleed, _ALL_PLATES if plates else _BLACK, folds))
            if plates is not None:
                _put_space(page.obj, plates)
            before = page.obj.Contents
            page.obj.Contents = pikepdf.Array(
                [drawn[trim, bleed], *(before if isinstance(before, pikepdf.Array) else [before])]
            )


def find_boxes(trim: Box, edition: PrintEdition, binding: str) -> tuple[Box, Box]:
    """Return the bleed box and the media box of a page that is cut at `trim` and bound "left" or "right"."""
    bleed = _widen(trim, edition.bleed)
    if edition.profile is not None and edition.profile.bleed_outside:
        bleed = (trim[0], *bleed[1:]) if binding == "left" else (*bleed[:2], trim[2], bleed[3])
    return bleed, _widen(bleed, _GAP + _LENGTH + _EDGE) if edition.marks else bleed


def _put_space(page: Any, space: Any) -> None:
    """Give the page a colour space of the name that marks use; resources that pages share get it once."""
    if "/Resources" not in page:
        page.Resources = pikepdf.Dictionary()
    if "/ColorSpace" not in page.Resources:
        page.Resources.ColorSpace = pikepdf.Dictionary()
    page.Resources.ColorSpace[_SPACE] = space


def draw_marks(trim: Box, bleed: Box, colour: str = _BLACK, folds: Sequence[float] = ()) -> bytes:
    """Return the content that draws crop marks at the corners and crosses at the sides, in black ink or all.

    Where the sheet is folded, at `folds`, broken lines stand at head and foot.

    They are an artifact of the page (ISO 32000-1, 14.8.2.2), and no line of theirs comes nearer than the bleed.
    """
    left, bottom, right, top = trim
    lines: list[Box] = []
    for x in (left, right):
        lines += [
            (x, bleed[1] - _GAP, x, bleed[1] - _GAP - _LENGTH),
            (x, bleed[3] + _GAP, x, bleed[3] + _GAP + _LENGTH),
        ]
    for y in (bottom, top):
        lines += [
            (bleed[0] - _GAP, y, bleed[0] - _GAP - _LENGTH, y),
            (bleed[2] + _GAP, y, bleed[2] + _GAP + _LENGTH, y),
        ]
    off, half = _GAP + _LENGTH / 2, _LENGTH / 2
    middle, centre = (left + right) / 2, (bottom + top) / 2
    places = ((middle, bleed[1] - off), (middle, bleed[3] + off), (bleed[0] - off, centre), (bleed[2] + off, centre))
    parts = [f"/Artifact <</Type /Page>> BDC q {colour} 0.25 w"]
    for x, y in places:
        lines += [(x - half, y, x + half, y), (x, y - half, x, y + half)]
        parts.append(_draw_circle(x, y))
    parts += [f"{_write(line[:2])} m {_write(line[2:])} l S" for line in lines]
    if folds:
        ends = ((bleed[1] - _GAP, bleed[1] - _GAP - _LENGTH), (bleed[3] + _GAP, bleed[3] + _GAP + _LENGTH))
        parts += ["[3 2] 0 d", *(f"{_write((x, near))} m {_write((x, far))} l S" for x in folds for near, far in ends)]
    return "\n".join([*parts, "Q EMC"]).encode()


def _draw_circle(x: float, y: float) -> str:
    r, h = _RADIUS, _RADIUS * _ROUND
    points = [(x + r, y), (x + r, y + h), (x + h, y + r), (x, y + r), (x - h, y + r), (x - r, y + h), (x - r, y),
              (x - r, y - h), (x - h, y - r), (x, y - r), (x + h, y - r), (x + r, y - h), (x + r, y)]  # fmt: skip
    curves = [" ".join(_write(point) for point in points[n : n + 3]) + " c" for n in range(1, len(points), 3)]
    return f"{_write(points[0])} m {' '.join(curves)} S"


def _widen(box: Box, by: float) -> Box:
    left, bottom, right, top = (round(value, _PLACES) for value in box)
    by = round(by, _PLACES)
    return round(left - by, _PLACES), round(bottom - by, _PLACES), round(right + by, _PLACES), round(top + by, _PLACES)


def _write(numbers: Sequence[float]) -> str:
    return " ".join(f"{number:.{_PLACES}f}" for number in numbers)


def _read_box(box: Any) -> Box:
    left, bottom, right, top = (float(value) for value in box)
    return left, bottom, right, top
