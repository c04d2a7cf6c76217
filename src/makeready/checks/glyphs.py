"""Glyphs: a font of a finished PDF goes in; what its codes mean and how wide they are drawn comes out.

ISO 32000-1, 9.4.3 for the strings, 9.7.4.3 and 9.10.3 for widths and meanings.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import pikepdf

# Stands for room between glyphs that a space, or a tab, would take; private use, so that no author means it.
GAP = "\ue001"
_GAP = 170  # thousandths of the size of type
_WIDE_GAP = re.compile(rb">\s*-\d{3,}")
NUMBER = rb"[-+]?(?:\d+\.?\d*|\.\d+)"
STRING = rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)"
_MOVE = re.compile(NUMBER)
_CODES = re.compile(rb"<((?:[0-9A-Fa-f]{4})*)>")
_PIECE = re.compile(rb"<([0-9A-Fa-f\s]*)>|(" + STRING + rb")")
_CHARACTER_MAP = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)
_HEXADECIMAL = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")


class Meanings(dict[int, str]):
    """What codes mean; a code that the font does not explain means a replacement character."""

    def __missing__(self, code: int) -> str:
        return "\ufffd"


@dataclass(slots=True)
class Face:
    """A font as a PDF has it: what each code means, whether a code has two bytes; `used` are the codes that were read.

    How wide they are drawn is looked up in the `font` when somebody asks; `pdf` is the open file that it is in.
    """

    meanings: Meanings
    wide: bool
    font: Any
    pdf: pikepdf.Pdf
    used: set[int] = field(default_factory=set)
    _widths: dict[int, float] | None = None

    def spell(self, array: bytes) -> tuple[str, float, int]:
        """Return what a TJ array means, its width in thousandths of the size, and the most that one glyph means.

        Room for a space between glyphs is a GAP (9.4.3: numbers in the array move glyphs, negative ones apart).
        """
        codes = self._split(array)
        self.used.update(codes)
        parts = list(map(self.meanings.__getitem__, codes))
        width = sum(map(self.widths.get, codes, repeat(0.0)))
        width -= sum(map(float, _MOVE.findall(_PIECE.sub(b" ", array))))
        text, longest = "".join(parts), max(map(len, parts), default=0)
        if self.wide and _WIDE_GAP.search(array) is not None and b"(" not in array:
            text = self._spell_with_gaps(array)
        return text, width, longest

    def measure_end(self, array: bytes) -> float:
        """Return the width of the white space that a TJ array of a wide font ends with, in thousandths of the size."""
        width = 0.0
        for piece in reversed(array.split(b"<")[1:] if self.wide and b"(" not in array else ()):
            codes, _, after = piece.partition(b">")
            digits = b"".join(codes.split())
            width -= sum(map(float, after.split()))
            for at in range(len(digits) // 4 * 4 - 4, -1, -4):
                code = int(digits[at : at + 4], 16)
                if not self.meanings[code].isspace():
                    return width
                width += self.widths.get(code, 0.0)
        return width

    def _spell_with_gaps(self, array: bytes) -> str:
        parts: list[str] = []
        for piece in array.split(b"<")[1:]:
            codes, _, after = piece.partition(b">")
            digits = b"".join(codes.split())
            parts += [self.meanings[int(digits[at : at + 4], 16)] for at in range(0, len(digits) - 3, 4)]
            if sum(map(float, after.split())) < -_GAP and parts:
                parts.append(GAP)
        return "".join(parts)

    @property
    def widths(self) -> dict[int, float]:
        """Return how wide each code is drawn, in thousandths of the size."""
        if self._widths is None:
            self._widths = _read_widths(self.font)
        return self._widths

    def _split(self, array: bytes) -> Sequence[int]:
        codes = _read_codes(array)
        if not self.wide:
            return codes
        return struct.unpack(f">{len(codes) // 2}H", codes[: len(codes) // 2 * 2])


def read_face(font: Any, pdf: pikepdf.Pdf) -> Face:
    """Return what the codes of a font in `pdf` mean by its ToUnicode map (9.10.3).

    Those of simple fonts without one are Latin-1.
    """
    wide = font.get("/Subtype") == "/Type0"
    stream = font.get("/ToUnicode")
    if stream is None:
        return Face(Meanings() if wide else Meanings((code, chr(code)) for code in range(256)), wide, font, pdf)
    meanings = Meanings()
    for kind, body in _CHARACTER_MAP.findall(stream.read_bytes()):
        if kind == b"bfchar":
            codes = [m.group(1).decode("ascii") for m in _HEXADECIMAL.finditer(body) if m.group(1) is not None]
            for code, meaning in zip(codes[::2], codes[1::2], strict=False):
                meanings[int(code, 16)] = _decode(meaning)
        else:
            _read_ranges(body, meanings)
    return Face(meanings, wide, font, pdf)


def _read_ranges(body: bytes, meanings: Meanings) -> None:
    for first, last, start, several in re.findall(
        rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[(.*?)\])", body, re.DOTALL
    ):
        low, high = int(first, 16), min(int(last, 16), int(first, 16) + 0xFFFF)
        if start:
            text = _decode(start.decode("ascii"))
            for code in range(low, high + 1):
                meanings[code] = text[:-1] + chr(ord(text[-1]) + code - low) if text else ""
        else:
            for code, meaning in zip(range(low, high + 1), re.findall(rb"<([0-9A-Fa-f]*)>", several), strict=False):
                meanings[code] = _decode(meaning.decode("ascii"))


def _decode(hexadecimal: str) -> str:
    digits = "".join(hexadecimal.split())
    return bytes.fromhex(digits + "0" * (len(digits) % 2)).decode("utf-16-be", "replace")


def _read_widths(font: Any) -> dict[int, float]:
    """Return the widths of a font's codes in thousandths (9.6.2, 9.7.4.3)."""
    widths: dict[int, float] = {}
    descendants = font.get("/DescendantFonts")
    if descendants is None:
        first = int(font.get("/FirstChar", 0))
        return {first + place: float(width) for place, width in enumerate(font.get("/Widths", []))}
    entries = list(descendants[0].get("/W", []))
    at = 0
    while at + 1 < len(entries):
        first, second = int(entries[at]), entries[at + 1]
        if isinstance(second, pikepdf.Array):
            widths.update((first + place, float(width)) for place, width in enumerate(second))
            at += 2
        else:
            widths.update(dict.fromkeys(range(first, min(int(second), first + 0xFFFF) + 1), float(entries[at + 2])))
            at += 3
    return widths


def _read_codes(array: bytes) -> bytes:
    """Return the codes in the strings of a TJ array, one behind the other."""
    parts = _CODES.findall(array)
    digits = b"".join(parts)
    # The engine writes four digits a code; what others write is read by the book (7.3.4).
    if b"(" in array or len(parts) != array.count(b"<"):
        return b"".join(_read_string(match) for match in _PIECE.finditer(array))
    return bytes.fromhex(digits.decode("ascii"))


_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)


def _read_string(match: re.Match[bytes]) -> bytes:
    digits, literal = match.groups()
    if digits is not None:
        packed = b"".join(digits.split()).decode("ascii")
        return bytes.fromhex(packed + "0" * (len(packed) % 2))

    def unescape(escape: re.Match[bytes]) -> bytes:
        octal, character = escape.groups()
        if octal:
            return bytes((int(octal, 8) & 0xFF,))
        return b"" if character in (b"\n", b"\r", b"\r\n") else _ESCAPES.get(character, character)

    return _ESCAPE.sub(unescape, literal[1:-1])
