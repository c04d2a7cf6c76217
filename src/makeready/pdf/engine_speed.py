"""Speed: the engine's ways of setting a line up and of drawing it go in; quicker ones with the same results come out.

The third of the modules that know WeasyPrint's insides (see engine.py and engine_parts.py), pinned to 70.0 likewise.
Private names used: `text.line_break.Layout.setup` and its attributes, `text.fonts.font_features` and
`get_font_description`, `text.ffi`, `draw.text.draw_first_line`, `pdf.stream.Stream.add_font`, `pdf.fonts.Font`'s
attributes, `css.ComputedStyle`, `css.AnonymousStyle`, `boxes.Box.is_in_normal_flow`,
`layout.percent.resolve_percentages`, `layout.inline.strut` and `layout.page.set_page_type_computed_styles`.
tests/unit/pdf/test_engine_speed.py fails when they change.

Pages come out as the engine draws them, but for moves of glyphs: it cuts them to thousandths of the size, and they are
rounded here. What is not simple is left to the engine.
"""

from __future__ import annotations

import contextlib
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from makeready.pdf.engine_loading import weasyprint  # first of all: it sets the engine's fonts up
from makeready.pdf.engine_styles import GivenAnonymousStyle, GivenStyle, find_keeper

# isort: split
import weasyprint.draw.text
import weasyprint.layout.inline
import weasyprint.layout.page
import weasyprint.layout.percent
from weasyprint.css import AnonymousStyle, ComputedStyle
from weasyprint.formatting_structure.boxes import Box
from weasyprint.text.constants import LST_TO_ISO, PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description
from weasyprint.text.line_break import Layout

_ENGINE_SETUP = Layout.setup
_ENGINE_DRAW = weasyprint.draw.text.draw_first_line
_ENGINE_FLOW = Box.is_in_normal_flow
_ENGINE_STRUT = weasyprint.layout.inline.strut
_ENGINE_PAGE_STYLES = weasyprint.layout.page.set_page_type_computed_styles
_KEPT_PAGES = "_kept_kinds_of_page"
_ENGINE_RESOLVE = weasyprint.layout.percent.resolve_percentages
# What is kept with a style, a font: names that the engine does not know. A copy of a style does not get them.
_KEPT, _KEPT_STRUT, _KEPT_SIZES = "_kept_for_lines", "_kept_strut", "_kept_sizes"
_KEPT_DOUBTS, _KEPT_SETTLED = "_kept_doubts", "_kept_settled"
# Characters that are not seen and are no format characters: the joiner of graphemes, Hangul fillers, selectors.
_UNSEEN = frozenset(
    chr(one)
    for first, last in ((0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x3164, 0x3164),
                        (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF))
    for one in range(first, last + 1)
)  # fmt: skip
# Signs of Arabic and Syriac that stand before a number or a verse: format characters that are seen.
_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
_STYLES = (ComputedStyle, AnonymousStyle, GivenStyle, GivenAnonymousStyle)
_FEATURES = (
    "font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps", "font_variant_numeric",
    "font_variant_alternates", "font_variant_east_asian", "font_feature_settings",
)  # fmt: skip
_SIDES = ("top", "right", "bottom", "left")
_BORDERS = tuple(f"border_{side}_width" for side in _SIDES)
_SIZES = tuple(f"{kind}{name}" for kind in ("", "min_", "max_") for name in ("width", "height"))
_LENGTHS = tuple(f"{kind}_{side}" for kind in ("margin", "padding") for side in _SIDES) + _SIZES
_OUT_OF_FLOW = frozenset({"left", "right", "inline-start", "inline-end", "footnote"})
_PLACED = frozenset({"absolute", "fixed"})
_TAKEN_OUT = frozenset({"running()", "note()"})
_SMALLEST = 1e-6  # a size of type that is written as 0
_OLD_PANGO = 14802  # before it, the engine takes the size of type from elsewhere
# A glyph in Pango's memory: its number, its width, its two offsets, and flags that are not always set.
_GLYPH_INTEGERS = 5


# The modules that import the function by its name.
_RESOLVERS: tuple[Any, ...] = tuple(
    module
    for name, module in sorted(sys.modules.items())
    if name.startswith("weasyprint.") and vars(module).get("resolve_percentages") is _ENGINE_RESOLVE
)


@contextlib.contextmanager
def hasten_engine() -> Iterator[None]:
    """Let the engine set lines up and draw them in the quicker ways until the end of the block."""
    Layout.setup = _set_up
    weasyprint.draw.text.draw_first_line = _draw_line
    Box.is_in_normal_flow = _is_in_normal_flow
    weasyprint.layout.inline.strut = _find_strut
    weasyprint.layout.page.set_page_type_computed_styles = _set_page_styles_once
    for module in _RESOLVERS:
        module.resolve_percentages = _resolve_sizes
    try:
        yield
    finally:
        Layout.setup = _ENGINE_SETUP
        weasyprint.draw.text.draw_first_line = _ENGINE_DRAW
        Box.is_in_normal_flow = _ENGINE_FLOW
        weasyprint.layout.inline.strut = _ENGINE_STRUT
        weasyprint.layout.page.set_page_type_computed_styles = _ENGINE_PAGE_STYLES
        for module in _RESOLVERS:
            module.resolve_percentages = _ENGINE_RESOLVE


def _is_in_normal_flow(self: Any) -> bool:
    style = self.style
    position = style["position"]
    return style["float"] not in _OUT_OF_FLOW and position not in _PLACED and position[0] not in _TAKEN_OUT


def _set_page_styles_once(kind: Any, html: Any, style_for: Any) -> None:
    """Set the styles of a kind of page, which looks through those of all elements, unless they are set."""
    known = style_for.__dict__.setdefault(_KEPT_PAGES, set())
    if kind not in known:
        known.add(kind)
        _ENGINE_PAGE_STYLES(kind, html, style_for)


def _find_strut(style: Any) -> Any:
    """Return the height of a line and its baseline, looked up once for each style."""
    keeper = find_keeper(style)
    kept = keeper.__dict__.get(_KEPT_STRUT)
    if kept is None:
        kept = keeper.__dict__[_KEPT_STRUT] = _ENGINE_STRUT(keeper)
    return kept


def _resolve_sizes(box: Any, containing_block: Any) -> None:
    """Give a box the sizes of its style; those of a style without percentages are worked out once."""
    style = find_keeper(box.style)
    kept = style.__dict__.get(_KEPT_SIZES)
    if kept:
        box.__dict__.update(kept)
        return
    _ENGINE_RESOLVE(box, containing_block)
    if kept is None:
        # An empty one says that the style was looked at.
        names = (*_LENGTHS, *_BORDERS) if type(style) in _STYLES and _has_fixed_sizes(style) else ()
        style.__dict__[_KEPT_SIZES] = {name: getattr(box, name) for name in names}


def _has_fixed_sizes(style: Any) -> bool:
    """Return True where no size depends on what is round the box, or on borders that tables share."""
    values = [style[name] for name in _LENGTHS]
    fixed = all(value is None or value == "auto" or getattr(value, "unit", None) == "px" for value in values)
    return fixed and style["border_collapse"] != "collapse"


def _set_up(self: Any, style: Any) -> None:
    """Make the line's Pango layout; what depends on the style alone is made once for each style.

    The engine makes a font description and a context for every line, twice. A style is not changed once text was
    set in it; copies of it do not get what is kept here.
    """
    if type(style) not in _STYLES or style["text_decoration_line"] != "none":
        _ENGINE_SETUP(self, style)
        return
    keeper = find_keeper(style)
    kept = keeper.__dict__.get(_KEPT)
    if kept is None:
        kept = keeper.__dict__[_KEPT] = _prepare_style(keeper)
    context, self.language, description, features = kept
    self.style = style
    self.first_line_direction = 0
    self.ascent = self.underline_position = self.strikethrough_position = None
    self.layout = layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout, False)
    pango.pango_layout_set_font_description(layout, description)
    if features is not None:
        # A list of its own, because the engine adds the spacing of this line to it, and with an attribute of its own,
        # which goes with it: the engine shares one, so that it cannot let go of any list, and keeps all of them.
        attributes = pango.pango_attr_list_new()
        pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(features))
        pango.pango_layout_set_attributes(layout, attributes)
        pango.pango_attr_list_unref(attributes)


def _prepare_style(style: Any) -> tuple[Any, Any, Any, Any]:
    """Return the Pango context, the language, the font description and the font features (or None) of a style."""
    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    override = style["font_language_override"]
    name = style["lang"] if override == "normal" else LST_TO_ISO.get(override.lower(), override)
    if name:
        pointer, _kept_alive = unicode_to_char_p(name)
        language = pango.pango_language_from_string(pointer)
        pango.pango_context_set_language(context, language)
    else:
        language = pango.pango_language_get_default()
    wanted = font_features(*(style[name] for name in _FEATURES))
    features = ",".join(f"{key} {value}" for key, value in wanted.items()).encode() if wanted else None
    return context, language, get_font_description(style), features


def _draw_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> Any:
    """Draw a line of text; return the pictures of glyphs that are to be drawn over it: none, or the engine's.

    What stands for a glyph is worked out once for each font, size and width.
    """
    rest = (text_overflow, block_ellipsis, matrix)
    is_plain = text_overflow != "ellipsis" and block_ellipsis == "none" and pango.pango_version() >= _OLD_PANGO
    if not is_plain or textbox.style["font_size"] < _SMALLEST or not textbox.text.strip():
        drawn = _ENGINE_DRAW(stream, textbox, *rest)
        if textbox.text.strip() and textbox.style["font_size"] >= _SMALLEST:
            _mend_texts(stream, textbox.pango_layout)
        return drawn
    layout = textbox.pango_layout
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _ = layout.get_first_line()
    spelled = _spell_line(stream, layout.text, line)
    if spelled is None:
        drawn = _ENGINE_DRAW(stream, textbox, *rest)
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


def _spell_line(stream: Any, text: str, line: Any) -> list[tuple[Any, float, list[str]]] | None:
    """Return (font, size, operands of TJ) for each change of font; None where a glyph is not a plain one."""
    spelled: list[tuple[Any, float, list[str]]] = []
    previous: Any = None
    runs: list[str] = []
    pen: Any = None
    run = line.runs[0]
    while run != ffi.NULL:
        item = run.data
        run = run.next
        pango_font = item.item.analysis.font
        if pango_font != previous:
            previous = pango_font
            font, size = stream.add_font(pango_font)
            if font.bitmap or font.svg or font.png or font.colr:
                return None
            runs = []
            spelled.append((font, size, runs))
            pen = _Pen(font, size, pango_font, stream)
        string = item.glyphs
        numbers = ffi.unpack(ffi.cast("int *", string.glyphs), string.num_glyphs * _GLYPH_INTEGERS)
        glyphs = zip(numbers[::5], numbers[1::5], numbers[2::5], numbers[3::5], strict=True)
        operands = pen.spell(glyphs, item, text)
        if operands is None:
            return None
        runs.append(operands)
    return spelled


def _mend_texts(stream: Any, layout: Any) -> None:
    """Note what the glyphs of a line stand for that the engine drew: its own way takes what comes first."""
    run = layout.get_first_line()[0].runs[0]
    while run != ffi.NULL:
        item = run.data
        run = run.next
        font, _size = stream.add_font(item.item.analysis.font)
        string = item.glyphs
        numbers = ffi.unpack(ffi.cast("int *", string.glyphs), string.num_glyphs * _GLYPH_INTEGERS)[::5]
        _note_texts(font, numbers, item, layout.text)


Glyph = tuple[int, int, int, int]  # its number, its width, its offsets to the right and up, in Pango's units


class _Pen:
    """Writes the glyphs of one font at one size; what stands for a glyph is worked out once."""

    def __init__(self, font: Any, size: float, pango_font: Any, stream: Any) -> None:
        self._font = font
        self._size = size
        self._pango_font = pango_font
        self._stream = stream
        self._known: dict[Glyph, str] = font.__dict__.setdefault(_KEPT, {}).setdefault(size, {})

    def spell(self, glyphs: Iterable[Glyph], item: Any, text: str) -> str | None:
        """Return the operands of TJ for the glyphs of a run; None where one is not plain."""
        glyphs = list(glyphs)
        try:
            operands = "".join([self._known[glyph] for glyph in glyphs])
        except KeyError:
            if any(number & pango.PANGO_GLYPH_UNKNOWN_FLAG or up for number, _, _, up in glyphs):
                return None
            doubtful = _note_texts(self._font, [glyph[0] for glyph in glyphs], item, text)
            operands = "".join([self._learn(glyph, doubtful) for glyph in glyphs])
        return f"<{operands[:-1]}" if operands.endswith("<") else f"<{operands}>"

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
