"""Contrast: a style sheet goes in; the pairs of colours in it that WCAG calls too faint to read come out.

WCAG 2.2, 1.4.3: 4.5 to 1 for text. A colour without a ground of its own is measured on white, a ground without a colour
of its own under black, which is what a reading system shows by default.
"""

from __future__ import annotations

from collections.abc import Callable

from tinycss2.color3 import RGBA, parse_color

from makeready.epub.cascade import list_declarations

LEAST_RATIO = 4.5
_KEPT = frozenset({"inherit", "currentcolor", "initial", "unset", "revert", "none", "transparent"})
_WHITE, _BLACK = RGBA(1, 1, 1, 1), RGBA(0, 0, 0, 1)


def find_faint(css: str, resolve: Callable[[str], str]) -> tuple[str, ...]:
    """Return the pairs below the least ratio, or that cannot be measured; `resolve` fills custom properties."""
    faint = []
    for selectors, declarations in list_declarations(css):
        values = {name: resolve(value).removesuffix("!important").strip() for name, value in declarations}
        text = values.get("color")
        ground = values.get("background-color") or values.get("background")
        if (text is None or text.lower() in _KEPT) and (ground is None or ground.lower() in _KEPT):
            continue
        front, back = _read(text, _BLACK), _read(ground, _WHITE)
        if front is None or back is None:
            faint.append(f"{selectors.strip()}: a colour that cannot be measured")
        elif measure_contrast(front, back) < LEAST_RATIO:
            faint.append(f"{selectors.strip()}: {measure_contrast(front, back):.1f} to 1")
    return tuple(faint)


def measure_contrast(front: RGBA, back: RGBA) -> float:
    """Return the contrast of two colours, 1 to 21, the front one laid over the back (WCAG 2.2, contrast ratio)."""
    ground = tuple(b * back.alpha + 1 - back.alpha for b in back[:3])
    laid = tuple(f * front.alpha + g * (1 - front.alpha) for f, g in zip(front[:3], ground, strict=True))
    lighter, darker = sorted((_luminance(laid), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: tuple[float, ...]) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _read(value: str | None, default: RGBA) -> RGBA | None:
    if value is None or value.lower() in _KEPT:
        return default
    found = parse_color(value)
    return found if isinstance(found, RGBA) else None
