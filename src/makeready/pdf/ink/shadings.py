"""Gradients: a shading of a PDF goes in; one in the inks comes out, or an error that names what it is."""

from __future__ import annotations

from typing import Any

import pikepdf

from makeready.pdf.ink.colours import Colour, Inks, Tint
from makeready.pdf.ink.functions import convert_function
from makeready.pdf.ink.refused import UnconvertibleError
from makeready.pdf.ink.spaces import read_space

_KINDS = {1: "a function of two directions", 4: "triangles", 5: "a lattice", 6: "Coons patches", 7: "tensor patches"}


def convert_shading(pdf: pikepdf.Pdf, found: Any, inks: Inks, tint: Tint | None) -> Any:
    """Return an axial or radial shading (ISO 32000-1, 8.7.4.5.3 and 4) in `inks`; others stay if they may."""
    space = read_space(found.ColorSpace)
    if tint is None and (inks.size is None or (space.plain and space.size == inks.size and inks.limit is None)):
        return found
    kind = int(found.ShadingType)
    if kind not in (2, 3):
        raise UnconvertibleError(f"a gradient of {_KINDS.get(kind, 'an unknown kind')}")

    def change(values: tuple[float, ...]) -> Colour:
        colour = space.read(values)
        return inks.convert(tint.mix(colour) if tint else colour, alone=False)

    made = pikepdf.Dictionary({key: value for key, value in found.items() if key not in ("/Function", "/Background")})
    made.Function = convert_function(pdf, found.Function, change)
    size = len(change(space.first))
    made.ColorSpace = pikepdf.Name({1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}[size])
    if "/Background" in found:
        made.Background = pikepdf.Array(list(change(tuple(float(v) for v in found.Background))))
    return pdf.make_indirect(made)
