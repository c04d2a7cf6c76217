"""Measuring: words in a style of the page engine go in; their widths, each asked of the typeface once, come out.

Pinned to WeasyPrint 70.0 as pdf/engine_speed.py is. Private names used: `text.line_break.Layout` and
`_font_style_cache_key`, `text.ffi`, `css.ComputedStyle.font_config`.

The width of a text is the sum of the widths of its words and spaces, exactly: Pango shapes each word by itself where
spaces have attributes, as those of justified lines have; elsewhere it is so in faces that do not kern with spaces.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from makeready.late_pattern import late_pattern
from makeready.pdf.engine_loading import weasyprint  # first of all: it sets the engine's fonts up

# isort: split
import pyphen
import weasyprint.text.line_break
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from makeready.pdf.engine_glyphs import list_runs
from makeready.pdf.paragraphs.patterns import open_patterns

__all__ = ["Face", "LeftToEngineError", "find_face", "find_hyphens", "forget_words"]

line_break = weasyprint.text.line_break
_KEPT_FACE, _KEPT_FACES = "_kept_face", "_kept_faces"
_WORD = late_pattern(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")

_MOST_WORDS = 3_000  # of one face, between two books of a process: some 1 MB

# Pairs that are kerned with a space between them, where any are.
_SPACED = "A A V A T A W A Y A P A L T F A r A f A . T , V ’ T A ‘ A j f"


class LeftToEngineError(Exception):
    """A paragraph has something that is not broken here: its lines are broken one by one, as the engine does."""


class Face:
    """The widths of words in one typeface, size, language, spacing of letters and set of features."""

    def __init__(self, style: Any) -> None:
        """Take a computed style; the widths are those of its texts, in the engine's pixels."""
        self._layout = line_break.Layout(style)
        self._rectangle = ffi.new("PangoRectangle *")
        spacing = style["letter_spacing"]
        # In whole units of Pango, as it sets letters: a cell of a table is as wide as its text, to the last of them.
        self._letter_spacing = 0.0 if spacing == "normal" else int(spacing / FROM_UNITS) * FROM_UNITS
        self._words = {"": 0.0}
        self._height: int | None = None
        self.hyphens: dict[Any, _Hyphens] = {}
        self.shapes: dict[str, tuple[tuple[int, int, int, int], ...] | None] = {}  # see engine_words.py
        self.glyphs: dict[tuple[int, int, int, int], tuple[int, int, int, int]] = {}
        self.solid: dict[str, bool] = {}  # words between spaces: whether there is no break within, but for hyphens
        self.space = self._measure(" ")
        self._height = self._rectangle.height
        self.height = self._rectangle.height * FROM_UNITS
        self.baseline = pango.pango_layout_get_baseline(self._layout.layout) * FROM_UNITS

    def _measure(self, text: str) -> float:
        self._layout.set_text(text)
        line = pango.pango_layout_get_line_readonly(self._layout.layout, 0)
        pango.pango_layout_line_get_extents(line, ffi.NULL, self._rectangle)
        return float(self._rectangle.width * FROM_UNITS) + self._letter_spacing

    def lay_out(self, word: str) -> Any:
        """Return the engine's line of a word; the next word takes its place."""
        self._layout.set_text(word)
        return self._layout.get_first_line()[0]

    def count_glyphs(self, text: str) -> int:
        """Return how many glyphs there are in a text, that of each space among them."""
        words = text.replace("\xa0", " ").split(" ")
        return len(words) - 1 + sum(map(self._count_glyphs, words))

    def _count_glyphs(self, word: str) -> int:
        known = self.shapes.get(word)
        if known is None:
            runs = list_runs(self.lay_out(word)) if word else []
            known = tuple(glyph for _, glyphs, _ in runs for glyph in glyphs)
        return sum(number != pango.PANGO_GLYPH_EMPTY for number, *_ in known)

    def get(self, word: str) -> float:
        """Return the width of a word, which has no space; raise LeftToEngineError where another typeface steps in."""
        found = self._words.get(word)
        if found is None:
            found = self._measure(word)
            if self._rectangle.height != self._height:
                raise LeftToEngineError("another typeface")
            self._words[word] = found
        return found

    def forget_words(self, most: int) -> None:
        """Let go of what is known of words, if there are more than so many."""
        if len(self._words) > most:
            self._words = {"": 0.0}
            for hyphens in self.hyphens.values():
                hyphens.forget_words()
            self.solid.clear()
            self.shapes.clear()

    @cached_property
    def kerns_spaces(self) -> bool:
        """Whether a text is wider or narrower than its words and spaces are together."""
        parts = _SPACED.split(" ")
        apart = sum(self._measure(part) for part in parts) + (len(parts) - 1) * self.space
        return bool(abs(self._measure(_SPACED) - apart) > 2 * FROM_UNITS)

    def measure(self, text: str) -> tuple[float, int]:
        """Return the width of a text and how many spaces it has."""
        parts = text.replace("\xa0", " ").split(" ")
        known, spaces = self._words, len(parts) - 1
        try:
            width = sum([known[part] for part in parts])
        except KeyError:
            width = sum(self.get(part) for part in parts)
        return width + spaces * self.space, spaces


def forget_words(fonts: Any) -> None:
    """Let go of the words of typefaces that know very many: books of a process share them, and bring their own."""
    for face in fonts.__dict__.get(_KEPT_FACES, {}).values():
        face.forget_words(_MOST_WORDS)


def find_face(style: Any) -> Face:
    """Return the face of a computed style: one for all styles that look alike."""
    face: Face | None = style.__dict__.get(_KEPT_FACE)
    if face is None:
        faces = style.font_config.__dict__.setdefault(_KEPT_FACES, {})
        spacing = style["letter_spacing"], style["word_spacing"], style["font_kerning"], style["overflow_wrap"]
        key = (line_break._font_style_cache_key(style, include_size=True), spacing)
        face = faces.get(key)
        if face is None:
            face = faces[key] = Face(style)
        style.__dict__[_KEPT_FACE] = face
    return face


class _Hyphens:
    """Where words between spaces may be hyphenated, by the patterns of one language and the limits of one style."""

    def __init__(self, language: str, total: int, left: int, right: int) -> None:
        open_patterns(language)
        self._patterns = pyphen.Pyphen(lang=language, left=left, right=right)
        self._total = total
        self._known: dict[str, tuple[int, ...]] = {}

    def forget_words(self) -> None:
        """Let go of what is known of words, here and where the patterns are."""
        self._known.clear()
        self._patterns.hd.cache.clear()

    def find(self, part: str) -> tuple[int, ...]:
        """Return the places in `part` before which a hyphen may be put in; none where it has soft hyphens."""
        places = self._known.get(part)
        if places is None:
            found: list[int] = []
            if len(part) >= self._total and "\xad" not in part:
                for match in _WORD.finditer(part):
                    begin, end = match.span()
                    if end - begin >= self._total:
                        found += [begin + place for place in self._patterns.positions(match.group())]
            places = self._known[part] = tuple(found)
        return places


def find_hyphens(style: Any, face: Face) -> _Hyphens | None:
    """Return what knows the hyphens of texts in a style; None where none are put in, or no patterns are known."""
    language = style["lang"] and pyphen.language_fallback(style["lang"])
    if style["hyphens"] != "auto" or not language:
        return None
    key = (language, *style["hyphenate_limit_chars"])
    if key not in face.hyphens:
        face.hyphens[key] = _Hyphens(*key)
    return face.hyphens[key]
