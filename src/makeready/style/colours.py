"""Colours: the tokens of a value go in; red, green, blue and alpha from 0 to 1 come out, or that they cannot be told.

CSS Color 4: https://www.w3.org/TR/css-color-4/. What no screen of three colours can show is cut to what it can.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from tinycss2.color4 import parse_color

from makeready.style.tokens import Token

ALIKE = 0.08  # of lightness, from 0 to 1: what nobody tells from its ground
_ENCODED = frozenset({"srgb", "hsl", "hwb"})
_FROM_D50 = frozenset({"lab", "lch", "xyz-d50"})
_FROM_D65 = frozenset({"oklab", "oklch", "xyz-d65", "xyz"})
# https://www.w3.org/TR/css-color-4/#color-conversion-code
_D50_TO_D65 = (
    (0.9554734214880752, -0.02309845494876471, 0.06325924320057072),
    (-0.0283697093338637, 1.0099953980813041, 0.021041441191917323),
    (0.012314014864481998, -0.020507649298898964, 1.330365926242124),
)
_D65_TO_LINEAR = (
    (3.2409699419045226, -1.537383177570094, -0.4986107602930034),
    (-0.9692436362808796, 1.8759675015077202, 0.04155505740717559),
    (0.05563007969699366, -0.20397695888897652, 1.0569715142428786),
)
_P3_TO_D65 = (
    (0.4865709486482162, 0.26566769316909306, 0.1982172852343625),
    (0.2289745640697488, 0.6917385218365064, 0.079286914093745),
    (0.0, 0.04511338185890264, 1.043944368900976),
)


class Colour(NamedTuple):
    """A colour of a screen: red, green and blue as they are written (gamma-encoded), and alpha, each from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float


def read_colour(token: Token) -> Colour | None:
    """Return the colour that a token is, None where it is none or cannot be told."""
    try:
        found = parse_color(token)
    except (ValueError, IndexError, TypeError, AttributeError, ZeroDivisionError, OverflowError, AssertionError):
        return None  # tinycss2 takes the arguments of color() for granted.
    if found is None or isinstance(found, str):
        return None
    channels = _convert(found)
    if channels is None:
        return None
    red, green, blue = (min(1.0, max(0.0, one)) for one in channels)
    return Colour(red, green, blue, found.alpha)


def _convert(colour: Any) -> tuple[float, float, float] | None:
    space = colour.space
    red, green, blue = (coordinate or 0.0 for coordinate in colour.coordinates)
    if space == "srgb":
        return red, green, blue
    if space in _ENCODED:
        first, second, third = colour.to("srgb").coordinates
        return first, second, third
    if space == "srgb-linear":
        return _encode(red), _encode(green), _encode(blue)
    if space == "display-p3":
        d65 = _multiply(_P3_TO_D65, (linearise(red), linearise(green), linearise(blue)))
    elif space in _FROM_D50:
        d65 = _multiply(_D50_TO_D65, colour.to("xyz-d50").coordinates)
    elif space in _FROM_D65:
        d65 = _multiply(((1, 0, 0), (0, 1, 0), (0, 0, 1)), colour.to("xyz-d65").coordinates)
    else:
        return None
    red, green, blue = _multiply(_D65_TO_LINEAR, d65)
    return _encode(red), _encode(green), _encode(blue)


@lru_cache(maxsize=1024)
def find_lightness(colour: tuple[float, ...]) -> float:
    """Return the lightness of a grey, RGB or CMYK colour, roughly, from 0 to 1."""
    if len(colour) == 4:
        colour = tuple((1 - ink) * (1 - colour[3]) for ink in colour[:3])
    return 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2] if len(colour) == 3 else colour[0]


def linearise(channel: float) -> float:
    """Return the light of a channel. WCAG 2.2, relative luminance."""
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _encode(light: float) -> float:
    light = min(1.0, max(0.0, light))
    return light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def _multiply(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> tuple[float, float, float]:
    first, second, third = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return first, second, third
