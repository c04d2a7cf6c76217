"""Colour spaces: a colour space of a PDF goes in; what its numbers are as a plain colour comes out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pikepdf

from makeready.dataclass import dataclass
from makeready.pdf.ink.colours import Colour, Inks
from makeready.pdf.ink.functions import convert_function, read_function
from makeready.pdf.ink.refused import UnconvertibleError

_DEVICE = {
    "/DeviceGray": 1, "/G": 1, "/CalGray": 1, "/DeviceRGB": 3, "/RGB": 3, "/CalRGB": 3, "/DeviceCMYK": 4, "/CMYK": 4,
}  # fmt: skip
_WHITE_D50 = (0.9642, 1.0, 0.8249)
# From XYZ under D50 to linear sRGB, Bradford adapted; the whites of a Lab space are matched to it.
_TO_RGB = (
    (3.1338561, -1.6168667, -0.4906146),
    (-0.9787684, 1.9161415, 0.0334540),
    (0.0719453, -0.2289914, 1.4052427),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """A colour space: how many numbers it takes, the first colour in it, and what numbers mean as a plain colour.

    `kind` is its name; `spot` is its array where it names an ink of its own; `plain` says that it is one of the
    device's, whose numbers are the colour.
    """

    kind: str
    size: int
    first: tuple[float, ...]
    read: Callable[[tuple[float, ...]], Colour]
    spot: Any = None
    plain: bool = False


def read_space(found: Any) -> Space:
    """Return what the colour space `found` (a name or an array) means; an error names one that we do not read."""
    array = isinstance(found, pikepdf.Array)
    kind = str(found[0]) if array else str(found)
    if kind in _DEVICE:
        return _plain(kind, _DEVICE[kind], plain=not kind.startswith("/Cal"))
    if kind == "/Pattern":
        if array and len(found) > 1:
            raise UnconvertibleError("an uncoloured pattern")
        return Space(kind=kind, size=0, first=(), read=lambda _: (0.0,))
    if array and kind == "/ICCBased":
        size = int(found[1].get("/N", 0))
        if size in (1, 3, 4):
            return _plain(kind, size)
    if array and kind == "/Lab":
        limits = [float(v) for v in found[1].get("/Range", [-100, 100, -100, 100])]
        return Space(kind=kind, size=3, first=(0, max(0, limits[0]), max(0, limits[2])), read=_read_lab)
    if array and kind in ("/Indexed", "/I"):
        return _read_indexed(kind, found)
    if array and kind == "/Separation":
        base, function = read_space(found[2]), read_function(found[3])
        return Space(kind=kind, size=1, first=(1,), read=lambda v: base.read(function(v[0])), spot=found)
    raise UnconvertibleError(f"the colour space {kind.lstrip('/')}")


def _plain(kind: str, size: int, *, plain: bool = False) -> Space:
    first = (0.0, 0.0, 0.0, 1.0) if size == 4 else (0.0,) * size
    return Space(kind=kind, size=size, first=first, read=lambda values: values, plain=plain)


def read_palette(found: Any) -> tuple[Space, bytes]:
    """Return the base of an Indexed space and its table (ISO 32000-1, 8.6.6.3)."""
    table = found[3]
    content = table.read_bytes() if isinstance(table, pikepdf.Stream) else bytes(table)
    return read_space(found[1]), content


def _read_indexed(kind: str, found: Any) -> Space:
    base, table = read_palette(found)

    def read(values: tuple[float, ...]) -> Colour:
        at = min(int(found[2]), max(0, int(values[0]))) * base.size
        return base.read(tuple(scale_bytes(base, table[at : at + base.size])))

    return Space(kind=kind, size=1, first=(0,), read=read)


def scale_bytes(base: Space, entry: bytes) -> list[float]:
    """Return bytes of a table or a picture as numbers of their space."""
    shares = [value / 255 for value in entry]
    if base.kind == "/Lab":
        return [shares[0] * 100, *(share * 255 - 128 for share in shares[1:])]
    return shares


def _read_lab(values: tuple[float, ...]) -> Colour:
    """Return the sRGB of a colour in CIE L*a*b*."""
    light = (values[0] + 16) / 116
    roots = (light + values[1] / 500, light, light - values[2] / 200)
    xyz = [
        w * (r**3 if r > 6 / 29 else 3 * (6 / 29) ** 2 * (r - 4 / 29)) for w, r in zip(_WHITE_D50, roots, strict=True)
    ]
    linear = [min(1.0, max(0.0, sum(m * v for m, v in zip(row, xyz, strict=True)))) for row in _TO_RGB]
    return tuple(round(12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055, 5) for v in linear)


def convert_spot(pdf: pikepdf.Pdf, space: Space, inks: Inks) -> Any:
    """Return the space of an ink of its own whose likeness is in `inks` (ISO 32000-1, 8.6.6.4)."""
    whole = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[0], C1=[1], N=1)
    function = convert_function(pdf, whole, lambda share: inks.convert(space.read(share), alone=False))
    return pdf.make_indirect(pikepdf.Array([pikepdf.Name.Separation, space.spot[1], pikepdf.Name.DeviceCMYK, function]))
