"""Contrast: the style of a book goes in; the pairs of colours in it that WCAG calls too faint to read come out.

WCAG 2.2, 1.4.3: 4.5 to 1 for text. A colour without a ground of its own is measured on white, a ground without a colour
of its own under black, which is what a reading system shows by default.
"""

from __future__ import annotations

from functools import lru_cache

from makeready.model.edition import Target
from makeready.style.colours import Colour, linearise, read_colour
from makeready.style.conditions import Applies
from makeready.style.sheet import Declaration, Rule, Style

LEAST_RATIO = 4.5
_KEPT = frozenset({"inherit", "currentcolor", "initial", "unset", "revert", "revert-layer", "none", "transparent"})
_WHITE, _BLACK = Colour(1, 1, 1, 1), Colour(0, 0, 0, 1)
# What a background may say besides its colour, and without a picture that says nothing of it.
_WORDS = frozenset(
    "repeat repeat-x repeat-y no-repeat space round scroll fixed local left right top bottom center auto cover contain "
    "border-box padding-box content-box".split()
)
_SIZES = frozenset({"number", "dimension", "percentage"})


@lru_cache(maxsize=8)
def find_faint(style: Style) -> tuple[str, ...]:
    """Return the pairs below the least ratio, or that cannot be measured."""
    faint = []
    for rule in style.rules:
        if style.applies_to(rule, Target.EPUB) is Applies.NEVER:
            continue
        text = _find(rule, "color")
        ground = _find(rule, "background-color") or _find(rule, "background")
        if text is None and ground is None:
            continue
        selectors = ", ".join(rule.selectors)
        front, back = _read(text, _BLACK), _read(ground, _WHITE)
        if front is None or back is None:
            faint.append(f"{selectors}: a colour that cannot be measured")
        elif measure_contrast(front, back) < LEAST_RATIO:
            faint.append(f"{selectors}: {measure_contrast(front, back):.1f} to 1")
    return tuple(faint)


def measure_contrast(front: Colour, back: Colour) -> float:
    """Return the contrast of two colours, 1 to 21, the front one laid over the back (WCAG 2.2, contrast ratio)."""
    ground = tuple(b * back.alpha + 1 - back.alpha for b in back[:3])
    laid = tuple(f * front.alpha + g * (1 - front.alpha) for f, g in zip(front[:3], ground, strict=True))
    lighter, darker = sorted((_measure_light(laid), _measure_light(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _measure_light(colour: tuple[float, ...]) -> float:
    red, green, blue = map(linearise, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _find(rule: Rule, name: str) -> Declaration | None:
    """Return what sets a property in the end, None where nothing does, or only to what it is anyway."""
    found = None
    for one in rule.declarations:
        if one.name == name and (found is None or one.important >= found.important):
            found = one
    return None if found is None or found.value.lower() in _KEPT else found


def _read(setting: Declaration | None, default: Colour) -> Colour | None:
    """Return the one colour of a setting, None where it has several, a picture, or what is no colour known here."""
    if setting is None:
        return default
    colours = []
    for token in setting.tokens:
        plain = token.type in _SIZES or (token.type == "literal" and token.value == "/")
        if token.type in ("whitespace", "comment"):
            continue
        if setting.name == "background" and (plain or (token.type == "ident" and token.lower_value in _WORDS | _KEPT)):
            continue
        colours.append(read_colour(token))
    return default if not colours else colours[0] if len(colours) == 1 else None
