"""Hiding: declarations go in; those that take words out of sight, or may, come out.

A value hides where no reader could make words of it: none, transparent, of no size, far off the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from makeready.style.colours import Colour, read_colour
from makeready.style.selectors import read_selector
from makeready.style.sheet import Declaration, Style
from makeready.style.tokens import Token, walk

# Pixels in a unit, roughly: what hides is far from what does not.
_PIXELS = {
    "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "q": 0.945, "em": 16.0, "rem": 16.0,
    "ex": 8.0, "ch": 8.0, "lh": 20.0, "vw": 6.0, "vh": 8.0, "vmin": 6.0, "vmax": 8.0, "%": 6.0,
}  # fmt: skip
_FAR = 400.0  # pixels: wider than the margins of any page
_FAINT = 0.15  # of opacity
_LOW = 9.0  # pixels: lower or narrower than any line that is read
_SMALL = 2.7  # pixels of type: 2 points
_INSETS = frozenset({"left", "right", "top", "bottom", "inset", "inset-inline-start", "inset-inline-end"})
_MARGINS = frozenset(
    {"margin", "margin-left", "margin-right", "margin-top", "margin-inline-start", "margin-block-start"}
)
_SIZES = frozenset({"width", "height", "max-width", "max-height", "inline-size", "block-size", "max-block-size"})
_CLIPPING = frozenset({"hidden", "clip", "scroll", "auto"})
# What an element takes over from those around it, and may set anew.
INHERITED = frozenset({"visibility", "color", "-webkit-text-fill-color", "font-size", "text-indent", "letter-spacing"})
# Each kind of fault on paper, and the properties that bring it about.
CAUSES: Mapping[str, frozenset[str]] = {
    "drawn without colour": frozenset({"color", "-webkit-text-fill-color", "-webkit-text-stroke"}),
    "transparent": frozenset({"opacity", "color", "filter"}),
    "too small to read": frozenset({"font-size", "font", "transform", "zoom", "scale"}),
    "off the page": _INSETS | _MARGINS | {
        "text-indent", "position", "transform", "translate", "float", "letter-spacing", "word-spacing", "width",
        "padding", "padding-left", "white-space",
    },
    "cut off": frozenset({"overflow", "overflow-x", "overflow-y", "clip", "clip-path", *_SIZES}),
    "cut off behind dots": frozenset({"text-overflow", "block-ellipsis", "continue"}),
    "of the colour of its ground": frozenset({"color", "background", "background-color"}),
    "covered": _INSETS | _MARGINS | {"position", "z-index", "background", "background-color", "transform"},
    "lost": frozenset({"display", "visibility", "font-size", "font", "transform", "content", "position"}),
}  # fmt: skip

GROUNDS = ("background-color", "background")
COLOURS = ("color", "-webkit-text-fill-color")
_BEARING = ("position", "overflow")  # how other properties work: those that `hides` asks for
# All properties that may take words out of sight, or that say whether another one does.
HIDING = frozenset().union(*CAUSES.values(), {"content-visibility", "opacity", "filter", "color"})


@lru_cache(maxsize=8)
def list_hiding(style: Style) -> tuple[frozenset[str], frozenset[str] | None]:
    """Return the properties by which some rule may hide words, with those that bear on them; none where none does.

    Then come the classes that elements have to have for that; None where the selectors ask for more than classes.
    """
    every = [declaration for rule in style.rules for declaration in rule.declarations]
    hiding = [rule for rule in style.rules if any(hides(one, every) for one in rule.declarations)]
    names = {one.name for rule in hiding for one in rule.declarations if hides(one, every)}
    last = [read_selector(selector)[-1:] for rule in hiding for selector in rule.selectors]
    classes = [one.classes for found in last for one in found]
    asked = frozenset().union(*classes) if all(classes) and all(last) else None
    if any(one.name in (*COLOURS, *GROUNDS) and find_colour(one.tokens) is not None for one in every):
        names |= {*COLOURS, *GROUNDS}
        asked = None
    told = HIDING & (names | {one.name for one in every if one.name.startswith(_BEARING)}) if names else frozenset()
    return told, asked


def hides(declaration: Declaration, others: Iterable[Declaration] = ()) -> bool:
    """Return True where a declaration takes the words of its elements out of sight; `others` are of the same rule.

    A colour hides only by its opacity here: what ground it stands on is not known.
    """
    name = declaration.name
    if name not in HIDING:
        return False  # before its value is read: few are of these
    tokens = declaration.tokens
    words = frozenset(token.lower_value for token in tokens if token.type == "ident")
    if name == "display":
        return "none" in words
    if name == "visibility":
        return bool(words & {"hidden", "collapse"})
    if name == "content-visibility":
        return "hidden" in words
    if name == "opacity":
        return any(one < _FAINT for one in _list_numbers(tokens))
    if name in ("color", "-webkit-text-fill-color"):
        colour = find_colour(tokens)
        return colour is not None and colour.alpha < _FAINT
    if name == "font-size":
        return any(0 <= one < _SMALL for one in _list_lengths(tokens))
    if name == "font":
        # The first length is the size of type.
        return any(0 <= one < _SMALL for one in _list_lengths(tokens)[:1])
    if name == "text-indent":
        return any(abs(one) >= _FAR for one in _list_lengths(tokens))
    if name in _INSETS:
        placed = any(d.name == "position" and d.value.lower() in ("absolute", "fixed", "relative") for d in others)
        return placed and any(abs(one) >= _FAR for one in _list_lengths(tokens))
    if name in _MARGINS:
        return any(one <= -_FAR for one in _list_lengths(tokens))
    if name in ("transform", "scale", "translate", "zoom"):
        return _moves_away(name, tokens)
    if name in ("clip", "clip-path"):
        return _cuts_all(name, tokens)
    if name in _SIZES:
        cut = any(d.name.startswith("overflow") and set(d.value.lower().split()) & _CLIPPING for d in others)
        return cut and any(0 <= one < _LOW for one in _list_lengths(tokens))
    if name == "letter-spacing":
        return any(one <= -0.45 * _PIXELS["em"] for one in _list_lengths(tokens))
    if name == "filter":
        opacities = (t for t in tokens if t.type == "function" and t.lower_name == "opacity")
        return any(one < _FAINT for token in opacities for one in _list_numbers(token.arguments))
    return False


def moves(declaration: Declaration) -> bool:
    """Return True where a declaration may draw a block somewhere else than the text has it."""
    value = declaration.value.lower()
    if declaration.name in _MARGINS:
        return any(one < 0 for one in _list_lengths(declaration.tokens))
    return declaration.name in _MOVING and value not in ("static", "none", "footnote", "normal", "row", "column", "0")


_MOVING = frozenset(
    "position float transform translate rotate order flex-direction flex-flow flex-wrap grid-area grid-row grid-column "
    "grid-template-areas caption-side direction".split()
)


def find_colour(tokens: Sequence[Token]) -> Colour | None:
    """Return the first colour among the tokens of a value."""
    return next((colour for colour in map(read_colour, tokens) if colour is not None), None)


def _list_numbers(tokens: Iterable[Token]) -> list[float]:
    """Return the numbers of a value, percentages as parts of one."""
    return [
        token.value / 100 if token.type == "percentage" else token.value
        for token in walk(tokens)
        if token.type in ("number", "percentage")
    ]


def _list_lengths(tokens: Iterable[Token]) -> list[float]:
    """Return the lengths of a value, in pixels, roughly."""
    found = []
    for token in walk(tokens):
        if token.type == "dimension" and token.lower_unit in _PIXELS:
            found.append(token.value * _PIXELS[token.lower_unit])
        elif token.type == "percentage":
            found.append(token.value * _PIXELS["%"])
        elif token.type == "number" and token.value == 0:
            found.append(0.0)
    return found


def _moves_away(name: str, tokens: Sequence[Token]) -> bool:
    if name in ("scale", "zoom"):
        return any(abs(one) < _FAINT for one in _list_numbers(tokens))
    if name == "translate":
        return any(abs(one) >= _FAR for one in _list_lengths(tokens))
    for token in tokens:
        if token.type != "function":
            continue
        kind = token.lower_name.rstrip("xyz3d")
        if kind == "scale" and any(abs(one) < _FAINT for one in _list_numbers(token.arguments)):
            return True
        if kind == "translate" and any(abs(one) >= _FAR for one in _list_lengths(token.arguments)):
            return True
    return False


def _cuts_all(name: str, tokens: Sequence[Token]) -> bool:
    for token in tokens:
        if token.type != "function":
            continue
        lengths = _list_lengths(token.arguments)
        if token.lower_name == "rect":
            return len(lengths) == 4 and (
                abs(lengths[2] - lengths[0]) < _SMALL or abs(lengths[1] - lengths[3]) < _SMALL
            )
        if token.lower_name == "inset":
            return any(one >= 50 * _PIXELS["%"] for one in lengths)
        if token.lower_name in ("circle", "ellipse"):
            return bool(lengths) and lengths[0] < _SMALL
    return False
