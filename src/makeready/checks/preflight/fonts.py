"""Fonts: a font of a PDF goes in; whether it is in the file, and how far its strings move the pen, come out.

ISO 32000-1, 9.6 to 9.9.
"""

from __future__ import annotations

import struct
from dataclasses import field
from typing import Any

import pikepdf

from makeready.dataclass import dataclass

_USUAL = 0.5
_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_MOST_WIDTHS = 70_000


@dataclass(slots=True)
class Font:
    """A font: its name, whether it is embedded, the widths of its codes in sizes of type.

    A code has two bytes where it is `wide`.
    """

    name: str
    embedded: bool
    wide: bool = False
    usual: float = _USUAL
    widths: dict[int, float] = field(default_factory=dict)

    def measure(self, shown: bytes) -> tuple[float, int, int]:
        """Return the width of a string in sizes of type, the number of its codes, and of its spaces of one byte."""
        find, usual = self.widths.get, self.usual
        if self.wide:
            codes = struct.unpack(f">{len(shown) // 2}H", shown[: len(shown) // 2 * 2])
            return sum(find(code, usual) for code in codes), len(codes), 0
        return sum(find(code, usual) for code in shown), len(shown), shown.count(b" ")

    def is_blank(self, parts: list[Any]) -> bool:
        """Return True for strings of spaces, as far as codes tell."""
        return not self.wide and not b"".join(part for part in parts if isinstance(part, bytes)).strip()


def read_font(found: Any) -> Font:
    """Return what is known of a font's dictionary."""
    kind = str(found.get("/Subtype", ""))
    name = str(found.get("/BaseFont", "/unnamed")).removeprefix("/")
    if kind == "/Type3":
        matrix = found.get("/FontMatrix")
        scale = float(matrix[0]) if matrix is not None and len(matrix) == 6 else 0.001
        return Font(name, True, widths=_read_simple(found, scale), usual=0.0)
    if kind == "/Type0":
        below = found.get("/DescendantFonts")
        if below is None or not len(below):
            return Font(name, False, wide=True)
        inner = below[0]
        usual = float(inner.get("/DW", 1000)) / 1000
        return Font(name, _is_embedded(inner), wide=True, usual=usual, widths=_read_wide(inner.get("/W")))
    descriptor = found.get("/FontDescriptor")
    missing = float(descriptor.get("/MissingWidth", 0)) / 1000 if descriptor is not None else _USUAL
    widths = _read_simple(found, 0.001)
    return Font(name, _is_embedded(found), widths=widths, usual=missing if widths else _USUAL)


def _is_embedded(font: Any) -> bool:
    descriptor = font.get("/FontDescriptor")
    return descriptor is not None and any(descriptor.get(key) is not None for key in _FILES)


def _read_simple(font: Any, scale: float) -> dict[int, float]:
    first, widths = int(font.get("/FirstChar", 0)), font.get("/Widths")
    if widths is None:
        return {}
    return {first + at: float(width) * scale for at, width in enumerate(list(widths)[:256])}


def _read_wide(written: Any) -> dict[int, float]:
    """Return the widths of a composite font (9.7.4.3)."""
    found: dict[int, float] = {}
    parts = list(written) if written is not None else []
    at = count = 0
    while at + 1 < len(parts) and count < _MOST_WIDTHS:
        first, second = int(parts[at]), parts[at + 1]
        if isinstance(second, pikepdf.Array):
            for index, width in enumerate(list(second)[:_MOST_WIDTHS]):
                found[first + index] = float(width) / 1000
            count += len(second)
            at += 2
        elif at + 2 < len(parts):
            usual = float(parts[at + 2]) / 1000
            last = min(int(second), first + 65_535)
            found.update(dict.fromkeys(range(first, last + 1), usual))
            count += max(1, last - first)
            at += 3
        else:
            break
    return found
