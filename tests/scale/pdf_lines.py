"""Lines of a PDF: a file of any maker goes in; what stands on each line of each page, and where, comes out.

Read with PDFium, which shares no code with the setting. Measures are points, baselines are counted
from the head of a page.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

# PDFium's own signs for a hyphen at the end of a line; the soft hyphen, the hyphen-minus, the hyphen.
HYPHENS = "\x02\ufffe\u00ad-\u2010"
# What a no-break space parts from its word in French is no word of its own.
_CLINGING = frozenset(";:!?»")
# Letters whose baselines lie no further apart stand on one line; a gap of this part of the size parts words.
_SAME_LINE = 1.5
_WORD_GAP = 0.09


@dataclass(frozen=True, slots=True)
class Letter:
    """One glyph: its character, where it begins, and where the next one would, its baseline, its size and typeface."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    face: str


@dataclass(frozen=True, slots=True)
class Line:
    """The words of one line: each is its letters from left to right."""

    words: tuple[tuple[Letter, ...], ...]

    @property
    def letters(self) -> list[Letter]:
        """Return all letters from left to right."""
        return [letter for word in self.words for letter in word]

    @property
    def text(self) -> str:
        """Return the words with spaces between them."""
        return " ".join("".join(letter.text for letter in word) for word in self.words)

    @property
    def left(self) -> float:
        """Return where the line begins."""
        return self.words[0][0].left

    @property
    def right(self) -> float:
        """Return where the line ends."""
        return self.words[-1][-1].right

    @property
    def main(self) -> Letter:
        """Return a letter of the typeface and size that most of the line has."""
        letters = self.letters
        kinds = [(letter.face, round(letter.size, 1)) for letter in letters]
        return letters[kinds.index(max(kinds, key=kinds.count))]

    @property
    def baseline(self) -> float:
        """Return the baseline of most of the line."""
        return self.main.baseline

    @property
    def gaps(self) -> list[float]:
        """Return the spaces between words, from letter to letter; what clings to a word in French, and «, are none."""
        return [
            after[0].left - before[-1].right
            for before, after in pairwise(self.words)
            if not (all(one.text in _CLINGING for one in after) or all(one.text == "«" for one in before))
        ]

    @property
    def ends_in_hyphen(self) -> bool:
        """Return whether the last character is a hyphen, whoever put it there."""
        return self.words[-1][-1].text in HYPHENS


def read_pages(pdf: Path) -> list[list[Line]]:
    """Return the lines of each page from head to foot; a page with nothing on it has none."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [list(_list_lines(list(_list_letters(document[place])))) for place in range(len(document))]
    finally:
        document.close()


def _list_letters(page: pypdfium2.PdfPage) -> Iterator[Letter]:
    height = page.get_height()
    text = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    for place in range(text.count_chars()):
        if pdfium.FPDFText_IsGenerated(text, place) == 1:
            continue
        code = pdfium.FPDFText_GetUnicode(text, place)
        character = chr(code)
        if character.isspace() or not code:
            continue
        pdfium.FPDFText_GetCharOrigin(text, place, x, y)
        pdfium.FPDFText_GetLooseCharBox(text, place, box)
        pdfium.FPDFText_GetMatrix(text, place, matrix)
        pdfium.FPDFText_GetFontInfo(text, place, name, len(name), flags)
        size = pdfium.FPDFText_GetFontSize(text, place) * abs(matrix.d)
        face = name.value.decode("utf-8", "replace").rpartition("+")[2]
        yield Letter(character, x.value, box.right, height - y.value, size, face)


def _list_lines(letters: Sequence[Letter]) -> Iterator[Line]:
    """Yield lines from head to foot: letters whose baselines are near each other, in the order of their places."""
    rows: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda one: one.baseline):
        if rows and letter.baseline - rows[-1][-1].baseline < _SAME_LINE:
            rows[-1].append(letter)
        else:
            rows.append([letter])
    for row in rows:
        row.sort(key=lambda one: one.left)
        words: list[list[Letter]] = [[row[0]]]
        for before, letter in pairwise(row):
            if letter.left - before.right > _WORD_GAP * letter.size:
                words.append([letter])
            else:
                words[-1].append(letter)
        yield Line(tuple(map(tuple, words)))
