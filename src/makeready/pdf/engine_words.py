"""Words: a text of a planned line and its face go in; what draws it in a PDF, each word shaped once, comes out.

Pinned to WeasyPrint 70.0 as engine_glyphs.py is, with the same private names, and `text.line_break.Layout` and its
methods. Pango shapes each word of a justified line by itself, since its spaces have attributes; so a line may be put
together from words that were shaped before, as measure.py adds their widths up.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Protocol

from makeready.late_pattern import late_pattern
from makeready.pdf.engine_loading import weasyprint  # first of all: it sets the engine's fonts up

# isort: split
import weasyprint.text.line_break

from makeready.pdf.engine_glyphs import Glyph, Pen, Spelled, list_runs

__all__ = ["Shaper", "WordText", "measure_tracking"]

_SPACE = late_pattern("([ \u00a0])")
_KEPT = "_kept_words"
# A glyph with the move behind it, or a move, as operands have them.
_OPERAND = late_pattern(r"([0-9a-f]{4})(?:>(-?[\d.]+)<)?|>-?[\d.]+<")


class Shaper(Protocol):
    """What shapes words in one face: `shapes` keeps the glyphs of each, None of one that has to be set by Pango.

    `glyphs` has those of all.
    """

    shapes: dict[str, tuple[Glyph, ...] | None]
    glyphs: dict[Glyph, Glyph]

    def lay_out(self, word: str) -> Any:
        """Return the engine's line of a word."""
        ...

    def count_glyphs(self, text: str) -> int:
        """Return how many glyphs there are in a text, that of each space among them."""
        ...


def measure_tracking(tracking: int, style: Any) -> float:
    """Return how wide so many thousandths of the size of type are in a style, in the engine's pixels."""
    return float(tracking * style["font_size"] / 1000)


class WordText(weasyprint.text.line_break.Layout):  # type: ignore[misc]
    """A text on a line, for the engine: it is set up by Pango only where it cannot be drawn from its words.

    Each space is wider than usual by `spacing`, in the engine's pixels. Behind each glyph are `tracking` thousandths
    of the size of type more.
    """

    def __init__(self, text: str, shaper: Shaper, spacing: float, tracking: int = 0) -> None:
        """Take what the engine's text box has of a line, without a layout."""
        self.text = text
        self.tracking = tracking
        self.justification_spacing = spacing
        self.max_width = None
        self.first_line_direction = 0
        self.ascent = self.underline_position = self.strikethrough_position = None
        self._shaper = shaper
        self._style: Any = None

    def reactivate(self, style: Any) -> None:
        """Take the style that it is drawn in."""
        self._style = style

    def activate(self) -> None:
        """Have it set up by Pango, with the white between its letters in its spaces: it would take ligatures apart."""
        spaces = len(_SPACE.findall(self.text))
        if self.tracking and spaces:
            white = self._shaper.count_glyphs(self.text) * measure_tracking(self.tracking, self._style)
            self.justification_spacing += white / spaces
        self.tracking = 0
        super().reactivate(self._style)

    def deactivate(self) -> None:
        """Let go of what Pango made, if anything."""
        if "layout" in self.__dict__:
            super().deactivate()

    def spell(self, stream: Any) -> list[Spelled] | None:
        """Return what draws it (see engine_glyphs.py), or None where Pango has to set it up."""
        style = self._style
        if style["letter_spacing"] != "normal" or style["word_spacing"]:
            return None
        try:
            words = _find_words(stream, self._shaper)
            operands: list[str] = []
            # The moves are rounded so that the end of the line is where it belongs, whatever they add up to.
            more, moved, wide = self.justification_spacing * 1000 / words.size, 0, 0
            for order, part in enumerate(_SPACE.split(self.text)):
                if order % 2:
                    wide += 1
                    move = round(wide * more) - moved
                    moved += move
                    # White behind a no-break space alone would be taken for another space by who reads the words.
                    before = move // 2 if part == "\u00a0" else 0
                    operands.append(f">{-before}<" if before else "")
                    operands.append(words.spell(part))
                    operands.append(f">{before - move}<" if move != before else "")
                elif part:
                    operands.append(words.spell(part))
        except _NotPlainError:
            return None
        text = "".join(operands)
        if self.tracking:
            text = _OPERAND.sub(partial(_set_apart, self.tracking), text)
        return [(words.font, words.size, [f"<{text[:-1]}" if text.endswith("<") else f"<{text}>"])]


def _set_apart(tracking: int, match: re.Match[str]) -> str:
    """Return a glyph with a move behind it that has so many thousandths more; moves without one stay."""
    glyph, move = match.groups()
    return f"{glyph}>{float(move or 0) - tracking:g}<" if glyph else match[0]


class _NotPlainError(Exception):
    """A word that is not drawn in one font by plain glyphs."""


class _Words:
    """The words of one face in one font of a PDF: `spell` gives the operands of each."""

    def __init__(self, stream: Any, shaper: Shaper) -> None:
        self._shaper = shaper
        ((self._pango_font, glyphs, item),) = list_runs(shaper.lay_out(" "))
        self.font, self.size = stream.add_font(self._pango_font)
        if not self.size or self.font.bitmap or self.font.svg or self.font.png or self.font.colr:
            raise _NotPlainError
        self._pen = Pen(self.font, self.size, self._pango_font, stream)
        space = self._pen.spell_within(glyphs, item, " ")
        if space is None:
            raise _NotPlainError
        self._known = {" ": space}

    def spell(self, word: str) -> str:
        """Return the operands that draw a word; raise _NotPlainError where there are none."""
        known = self._known.get(word)
        return self._learn(word) if known is None else known

    def _learn(self, word: str) -> str:
        shape = self._shaper.shapes.get(word, ())
        if shape is None:
            raise _NotPlainError
        operands = self._pen.recall(shape) if shape else None
        if operands is None:
            operands, glyphs = "", []
            for pango_font, run_glyphs, item in list_runs(self._shaper.lay_out(word)):
                spelled = self._pen.spell_within(run_glyphs, item, word) if pango_font == self._pango_font else None
                if spelled is None:
                    self._shaper.shapes[word] = None
                    raise _NotPlainError
                operands += spelled
                # One of each, since words have the same ones by the ten thousand.
                glyphs += [self._shaper.glyphs.setdefault(one, one) for one in run_glyphs]
            self._shaper.shapes[word] = tuple(glyphs)
            if self._pen.recall(glyphs) is None:
                return operands  # a later word may tell better what a glyph of it says
        self._known[word] = operands
        return operands


def _find_words(stream: Any, shaper: Shaper) -> _Words:
    """Return the words of a face in the PDF that is being drawn, made once."""
    fonts = stream._fonts
    kept = shaper.__dict__.get(_KEPT)
    if kept is None or kept[0] is not fonts:
        kept = shaper.__dict__[_KEPT] = (fonts, _Words(stream, shaper))
    words: _Words = kept[1]
    return words
