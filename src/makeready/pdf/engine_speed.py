"""Speed: the engine's ways of setting a line up and of drawing it go in; quicker ones with the same results come out.

The third of the modules that know WeasyPrint's insides (see engine.py and engine_parts.py), pinned to 70.0 likewise.
Private names used: `text.line_break.Layout.setup` and its attributes, `text.fonts.font_features` and
`get_font_description`, `text.ffi`, `draw.text.draw_first_line` (see engine_glyphs.py), `css.ComputedStyle`,
`css.AnonymousStyle`, `boxes.Box.is_in_normal_flow`, `layout.percent.resolve_percentages`, `layout.inline.strut` and
`layout.page.set_page_type_computed_styles`.
tests/unit/pdf/test_engine_speed.py fails when they change.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

from makeready.pdf import engine_glyphs
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
from weasyprint.text.ffi import ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description
from weasyprint.text.line_break import Layout

_ENGINE_SETUP = Layout.setup
_ENGINE_FLOW = Box.is_in_normal_flow
_ENGINE_STRUT = weasyprint.layout.inline.strut
_ENGINE_PAGE_STYLES = weasyprint.layout.page.set_page_type_computed_styles
_KEPT_PAGES = "_kept_kinds_of_page"
_ENGINE_RESOLVE = weasyprint.layout.percent.resolve_percentages
# What is kept with a style: names that the engine does not know. A copy of a style does not get them.
_KEPT, _KEPT_STRUT, _KEPT_SIZES = "_kept_for_lines", "_kept_strut", "_kept_sizes"
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
    weasyprint.draw.text.draw_first_line = engine_glyphs.draw_line
    Box.is_in_normal_flow = _is_in_normal_flow
    weasyprint.layout.inline.strut = _find_strut
    weasyprint.layout.page.set_page_type_computed_styles = _set_page_styles_once
    for module in _RESOLVERS:
        module.resolve_percentages = _resolve_sizes
    try:
        yield
    finally:
        Layout.setup = _ENGINE_SETUP
        weasyprint.draw.text.draw_first_line = engine_glyphs.ENGINE_DRAW
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
