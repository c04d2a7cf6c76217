"""Glyphs: a line of text of the page engine goes in; what draws it in a PDF, and what its glyphs stand for, comes out.

Pinned to WeasyPrint 70.0 as engine_speed.py is, which puts `draw_line` in the place of the engine's function. Private
names used: `draw.text.draw_first_line`, `text.ffi`, `pdf.stream.Stream.add_font`, `pdf.fonts.Font`'s attributes.

Pages come out as the engine draws them, but for moves of glyphs: it cuts them to thousandths of the size, and they are
rounded here. What is not simple is left to the engine.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from makeready.pdf.engine_loading import weasyprint  # first of all: it sets the engine's fonts up

# isort: split
import weasyprint.draw.text
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

__all__ = ["ENGINE_DRAW", "Glyph", "Pen", "Spelled", "draw_line", "list_runs"]

ENGINE_DRAW = weasyprint.draw.text.draw_first_line
# What is kept with a font: names that the engine does not know.
_KEPT, _KEPT_DOUBTS, _KEPT_SETTLED = "_kept_glyphs", "_kept_doubts", "_kept_settled"
# Characters that are not seen and are no format characters: the joiner of graphemes, Hangul fillers, selectors.
_UNSEEN = frozenset(
    chr(one)
    for first, last in ((0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x3164, 0x3164),
                        (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF))
    for one in range(first, last + 1)
)  # fmt: skip
# Signs of Arabic and Syriac that stand before a number or a verse: format characters that are seen.
_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
_SMALLEST = 1e-6  # a size of type that is written as 0
_OLD_PANGO = 14802  # before it, the engine takes the size of type from elsewhere
# A glyph in Pango's memory: its number, its width, its two offsets, and flags that are not always set.
_GLYPH_INTEGERS = 5


Glyph = tuple[int, int, int, int]  # its number, its width, its offsets to the right and up, in Pango's units
Spelled = tuple[Any, float, list[str]]  # a font, its size, the operands of TJ


def draw_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> Any:
    """Draw a line of text; return the pictures of glyphs that are to be drawn over it: none, or the engine's.

    What stands for a glyph is worked out once for each font, size and width; words that are known are not shaped.
    """
    rest = (text_overflow, block_ellipsis, matrix)
    layout = textbox.pango_layout
    is_plain = text_overflow != "ellipsis" and block_ellipsis == "none" and pango.pango_version() >= _OLD_PANGO
    is_seen = textbox.style["font_size"] >= _SMALLEST and bool(textbox.text.strip())
    by_words = hasattr(layout, "spell")
    spelled = layout.spell(stream) if is_plain and is_seen and by_words else None
    if spelled is None and by_words:
        layout.activate()
    if spelled is None and is_plain and is_seen:
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
        spelled = _spell_line(stream, layout.text, layout.get_first_line()[0])
    if spelled is None:
        drawn = ENGINE_DRAW(stream, textbox, *rest)
        if is_seen:
            _mend_texts(stream, layout)
        return drawn
    stream.set_text_matrix(*matrix.values)
    last = len(spelled) - 1
    for place, (font, size, runs) in enumerate(spelled):
        stream.set_font_size(font.hash, size)
        text = "".join(runs)
        if text or place == last:
            stream.show_text(text)
    return []


def _spell_line(stream: Any, text: str, line: Any) -> list[Spelled] | None:
    """Return what draws a line, for each change of font; None where a glyph is not a plain one."""
    spelled: list[Spelled] = []
    previous: Any = None
    runs: list[str] = []
    pen: Any = None
    for pango_font, glyphs, item in list_runs(line):
        if pango_font != previous:
            previous = pango_font
            font, size = stream.add_font(pango_font)
            if font.bitmap or font.svg or font.png or font.colr:
                return None
            runs = []
            spelled.append((font, size, runs))
            pen = Pen(font, size, pango_font, stream)
        operands = pen.spell(glyphs, item, text)
        if operands is None:
            return None
        runs.append(operands)
    return spelled


def list_runs(line: Any) -> list[tuple[Any, list[Glyph], Any]]:
    """Return the runs of a line of Pango's: the font, the glyphs and the item of each."""
    found = []
    run = line.runs[0]
    while run != ffi.NULL:
        item = run.data
        run = run.next
        string = item.glyphs
        numbers = ffi.unpack(ffi.cast("int *", string.glyphs), string.num_glyphs * _GLYPH_INTEGERS)
        glyphs = list(zip(numbers[::5], numbers[1::5], numbers[2::5], numbers[3::5], strict=True))
        found.append((item.item.analysis.font, glyphs, item))
    return found


def _mend_texts(stream: Any, layout: Any) -> None:
    """Note what the glyphs of a line stand for that the engine drew: its own way takes what comes first."""
    for pango_font, glyphs, item in list_runs(layout.get_first_line()[0]):
        font, _size = stream.add_font(pango_font)
        _note_texts(font, [glyph[0] for glyph in glyphs], item, layout.text)


class Pen:
    """Writes the glyphs of one font at one size; what stands for a glyph is worked out once."""

    def __init__(self, font: Any, size: float, pango_font: Any, stream: Any) -> None:
        self._font = font
        self._size = size
        self._pango_font = pango_font
        self._stream = stream
        self._known: dict[Glyph, str] = font.__dict__.setdefault(_KEPT, {}).setdefault(size, {})

    def spell(self, glyphs: Sequence[Glyph], item: Any, text: str) -> str | None:
        """Return the operands of TJ for the glyphs of a run; None where one is not plain."""
        operands = self.spell_within(glyphs, item, text)
        if operands is None:
            return None
        return f"<{operands[:-1]}" if operands.endswith("<") else f"<{operands}>"

    def spell_within(self, glyphs: Sequence[Glyph], item: Any, text: str) -> str | None:
        """Return the same without the brackets around it, so that more may stand before and behind."""
        known = self.recall(glyphs)
        if known is not None:
            return known
        if any(number & pango.PANGO_GLYPH_UNKNOWN_FLAG or up for number, _, _, up in glyphs):
            return None
        doubtful = _note_texts(self._font, [glyph[0] for glyph in glyphs], item, text)
        return "".join([self._learn(glyph, doubtful) for glyph in glyphs])

    def recall(self, glyphs: Sequence[Glyph]) -> str | None:
        """Return the operands of glyphs without brackets; None where one is not known, or not beyond doubt."""
        try:
            return "".join([self._known[glyph] for glyph in glyphs])
        except KeyError:
            return None

    def _learn(self, glyph: Glyph, doubtful: AbstractSet[int]) -> str:
        """Return what stands for a glyph; keep it, unless a later line may tell better what it says."""
        known = self._known.get(glyph)
        if known is None:
            known = self._spell_one(*glyph[:3])
            if glyph[0] not in doubtful:
                self._known[glyph] = known
        return known

    def _spell_one(self, number: int, width: int, across: int) -> str:
        """Return what stands for a glyph within the brackets of a run: its number, and numbers that close them.

        Such a number takes back what the glyph is wider in the font than on the line, in thousandths of the size.
        """
        size, widths, stream = self._size, self._font.widths, self._stream
        if number == pango.PANGO_GLYPH_EMPTY:
            return f">{-width / size:.2f}<"
        if number not in widths:
            pango.pango_font_get_glyph_extents(self._pango_font, number, stream.ink_rect, stream.logical_rect)
            widths[number] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
        # The engine writes numbers of sixteen digits, and nought where that moves nothing; and it cuts them, so that
        # the right edge of a paragraph is not straight.
        offset = round(across * 1000 * FROM_UNITS / size)
        before = f">{-offset}<" if offset else ""
        excess = round(widths[number] + offset - width * 1000 * FROM_UNITS / size)
        after = f">{excess}<" if excess else ""
        return f"{before}{number:04x}{after}"


def _note_texts(font: Any, numbers: Sequence[int], item: Any, text: str) -> set[int]:
    """Tell the font which characters the glyphs of a run stand for; return the glyphs of which that is in doubt.

    What is in doubt gives way to what is not: the first place of a glyph may be an odd one. What is beyond doubt and
    seen stays, and a run of such glyphs only, as most are, is not looked at.
    """
    doubtful: set[int] = font.__dict__.setdefault(_KEPT_DOUBTS, set())
    settled: set[int] = font.__dict__.setdefault(_KEPT_SETTLED, {pango.PANGO_GLYPH_EMPTY})
    if settled.issuperset(numbers):
        return doubtful
    for number, (meaning, is_sound) in zip(numbers, _find_texts(numbers, item, text), strict=True):
        if number == pango.PANGO_GLYPH_EMPTY or number & pango.PANGO_GLYPH_UNKNOWN_FLAG:
            continue
        known = font.to_unicode.get(number)
        if is_sound and (number in doubtful or not known or _is_ignorable(known)):
            doubtful.discard(number)
            font.to_unicode[number] = meaning
        elif known is None:
            doubtful.add(number)
            font.to_unicode[number] = meaning
        elif not known and meaning:
            font.to_unicode[number] = meaning
        if number not in doubtful and not _is_ignorable(font.to_unicode[number]):
            settled.add(number)
    return doubtful


def _find_texts(numbers: Sequence[int], item: Any, text: str) -> list[tuple[str, bool]]:
    """Return for each glyph of a run which characters it stands for, and whether that is beyond doubt.

    Pango says where the cluster of a glyph begins; glyphs of one cluster share its characters. Characters that are
    not seen, such as U+2060 within a ligature, belong to no glyph where there are others.
    """
    whole = item.item.length
    offset = item.item.offset
    run = text.encode()[offset : offset + whole]
    starts = ffi.unpack(item.glyphs.log_clusters, len(numbers))
    ends: dict[int, int] = {}
    following = whole
    for start in sorted(set(starts), reverse=True):
        ends[start] = following
        following = start
    clusters: dict[int, list[int]] = {}
    for place, number in enumerate(numbers):
        if number != pango.PANGO_GLYPH_EMPTY:
            clusters.setdefault(starts[place], []).append(place)
    found = [("", False)] * len(numbers)
    backwards = item.item.analysis.level % 2  # from right to left
    for start, places in clusters.items():
        meanings, is_sound = _share_characters(run[start : ends[start]].decode(), len(places))
        for place, meaning in zip(reversed(places) if backwards else places, meanings, strict=True):
            found[place] = (meaning, is_sound and bool(meaning))
    return found


def _share_characters(characters: str, count: int) -> tuple[list[str], bool]:
    """Return the characters of a cluster shared out to its glyphs, and whether it is plain which has which."""
    characters = "".join(one for one in characters if not _is_ignorable(one)) or characters
    if count == 1:
        return [characters], True
    for spelling in (characters, unicodedata.normalize("NFD", characters)):
        if len(spelling) == count:
            return list(spelling), True
    # A mark at the end has a glyph of its own; what is left stands with the first glyph.
    behind: list[str] = []
    while len(behind) < count - 1 and len(characters) > 1 and unicodedata.combining(characters[-1]):
        behind.insert(0, characters[-1])
        characters = characters[:-1]
    rest = count - 1 - len(behind)
    return [characters, *[""] * rest, *behind], rest == 0


def _is_ignorable(characters: str) -> bool:
    """Return True where nothing of the characters is seen: U+200B to U+200F, U+2060, soft hyphens, selectors."""
    return all(one in _UNSEEN or (unicodedata.category(one) == "Cf" and one not in _SEEN) for one in characters)
