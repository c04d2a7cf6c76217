"""Glyphs: a font of a finished PDF goes in; what its codes mean and how wide they are drawn comes out.

ISO 32000-1, 9.4.3 for the strings, 9.7.4.3 and 9.10.3 for widths and meanings.
"""

from __future__ import annotations

import re
import struct
from binascii import unhexlify
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import field
from typing import Any, NamedTuple

import pikepdf

from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern
from makeready.store import make_key

# Stands for room between glyphs that a space, or a tab, would take; private use, so that no author means it.
GAP = "\ue001"
_GAP = 170  # thousandths of the size of type
_LONGEST = 12  # characters that one glyph stands for
NUMBER = rb"[-+]?(?:\d+\.?\d*|\.\d+)"
STRING = rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)"
_MOVE = late_pattern(NUMBER)
_WIDE = -99.0  # thousandths that may be a tab
_PIECE = late_pattern(rb"<([0-9A-Fa-f\s]*)>|(" + STRING + rb")")
_CHARACTER_MAP = late_pattern(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)
_HEXADECIMAL = late_pattern(rb"<([0-9A-Fa-f\s]*)>")


def space_words(text: str) -> str:
    """Return what marks show as words one space apart."""
    return " ".join(text.replace(GAP, " ").split())


class Meanings(dict[int, str]):
    """What codes mean; a code that the font does not explain means a replacement character."""

    def __missing__(self, code: int) -> str:
        return "\ufffd"


class _Moves(dict[bytes, float]):
    """What stands between two strings, as one number: lines of a page have few different ones."""

    def __missing__(self, written: bytes) -> float:
        self[written] = found = sum(map(float, written.split()))
        return found


class Spelt(NamedTuple):
    """What an array of strings shows, and how wide that is, in thousandths of the size of type.

    `visible` is the width without white space at the end; `hidden` is True where one glyph stands for so much text that
    it stands in its place, as the dots do behind which the engine cuts a line off.
    """

    text: str
    width: float
    visible: float
    hidden: bool


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
    _widths: defaultdict[int, float] | None = None
    _moves: _Moves = field(default_factory=_Moves)
    _described: str = ""

    def describe(self) -> str:
        """Return a digest of what all codes of the font mean and how wide they are drawn."""
        if not self._described:
            rows = [(code, self.meanings[code], self.widths[code]) for code in sorted({*self.meanings, *self.widths})]
            self._described = make_key(repr(rows))
        return self._described

    def spell(self, array: bytes) -> Spelt:
        """Return what a TJ array shows; room for a space between glyphs is a GAP.

        Numbers in the array move glyphs, negative ones apart (9.4.3).
        """
        pieces = array.replace(b">", b"<").split(b"<") if self.wide and b"(" not in array else []
        shown, moves = pieces[1::2], pieces[2::2]
        codes: Sequence[int]
        try:
            codes = unpack_codes(unhexlify(b"".join(shown)))
        except ValueError:
            shown = []
        if len(shown) != len(moves) or not shown or any(map((3).__and__, map(len, shown))):
            # Strings of any kind, however they are written.
            shown, moves = [], _MOVE.findall(_PIECE.sub(b" ", array))
            read = b"".join(map(_read_string, _PIECE.finditer(array)))
            codes = unpack_codes(read) if self.wide else read
        self.used.update(codes)
        text = "".join(map(self.meanings.__getitem__, codes))
        steps = list(map(self._moves.__getitem__, moves))
        width = sum(map(self.widths.__getitem__, codes)) - sum(steps)
        hidden = len(text) - len(codes) >= _LONGEST and max(len(self.meanings[code]) for code in codes) > _LONGEST
        # A tab at the end is a move and no glyph.
        blank = shown and (text[-1:].isspace() or steps[-1] < _WIDE)
        end = self._measure_end(codes, shown, steps) if blank else 0.0
        if shown and min(steps) < -_GAP:
            text = self._put_gaps(codes, shown, steps)
        return Spelt(text, width, width - end, hidden)

    def _put_gaps(self, codes: Sequence[int], shown: Sequence[bytes], steps: Sequence[float]) -> str:
        parts: list[str] = []
        start = end = 0
        for piece, step in zip(shown, steps, strict=True):
            end += len(piece) // 4
            if step < -_GAP and end:
                parts.append("".join(map(self.meanings.__getitem__, codes[start:end])))
                start = end
        return GAP.join([*parts, "".join(map(self.meanings.__getitem__, codes[start:]))])

    def _measure_end(self, codes: Sequence[int], shown: Sequence[bytes], steps: Sequence[float]) -> float:
        """Return the width of the white space at the end."""
        width, at = 0.0, len(codes)
        for piece, step in zip(reversed(shown), reversed(steps), strict=True):
            width -= step
            for _ in range(len(piece) // 4):
                at -= 1
                if not self.meanings[codes[at]].isspace():
                    return width
                width += self.widths[codes[at]]
        return width

    @property
    def widths(self) -> defaultdict[int, float]:
        """Return how wide each code is drawn, in thousandths of the size; 0 for one that the font does not list."""
        if self._widths is None:
            self._widths = defaultdict(float, _read_widths(self.font))
        return self._widths


def unpack_codes(codes: bytes) -> tuple[int, ...]:
    """Return codes of two bytes each."""
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
            codes = _HEXADECIMAL.findall(body)
            meanings.update((int(code, 16), _decode(told)) for code, told in zip(codes[::2], codes[1::2], strict=False))
        else:
            _read_ranges(body, meanings)
    return Face(meanings, wide, font, pdf)


def _read_ranges(body: bytes, meanings: Meanings) -> None:
    for first, last, start, several in re.findall(
        rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[(.*?)\])", body, re.DOTALL
    ):
        low, high = int(first, 16), min(int(last, 16), int(first, 16) + 0xFFFF)
        if start:
            text = _decode(start)
            for code in range(low, high + 1):
                meanings[code] = text[:-1] + chr(ord(text[-1]) + code - low) if text else ""
        else:
            meanings.update(zip(range(low, high + 1), map(_decode, _HEXADECIMAL.findall(several)), strict=False))


def _decode(hexadecimal: bytes) -> str:
    return _read_digits(hexadecimal).decode("utf-16-be", "replace")


def _read_digits(hexadecimal: bytes) -> bytes:
    """Return what hexadecimal digits stand for, with white space among them; a last one that lacks is 0 (7.3.4.3)."""
    digits = b"".join(hexadecimal.split())
    return unhexlify(digits + b"0" * (len(digits) % 2))


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


_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_ESCAPE = late_pattern(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)


def _read_string(match: re.Match[bytes]) -> bytes:
    """Return the codes in a string of a TJ array, read by the book (7.3.4)."""
    digits, literal = match.groups()
    if digits is not None:
        return _read_digits(digits)

    def unescape(escape: re.Match[bytes]) -> bytes:
        octal, character = escape.groups()
        if octal:
            return bytes((int(octal, 8) & 0xFF,))
        return b"" if character in (b"\n", b"\r", b"\r\n") else _ESCAPES.get(character, character)

    return _ESCAPE.sub(unescape, literal[1:-1])
