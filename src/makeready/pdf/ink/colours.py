"""Colours: one colour in gray, RGB or CMYK goes in; the inks that print it, below the limit, come out.

A colour is a tuple of shares from 0 to 1, and how many there are says what it is: 1 is gray, 3 are red, green and blue,
4 are cyan, magenta, yellow and black. White is (1,), (1, 1, 1) and (0, 0, 0, 0).
"""

from __future__ import annotations

from collections.abc import Sequence

from makeready.dataclass import dataclass
from makeready.pdf.ink.icc import Conversion

Colour = tuple[float, ...]
BLACK: Colour = (0.0,)
WHITE: Colour = (1.0,)
SIZES = {"gray": 1, "rgb": 3, "cmyk": 4}
# What lies closer than this to equal shares is neutral: less than one step of eight bits.
_NEUTRAL = 0.5 / 255
_OPERATORS = {1: ("g", "G"), 3: ("rg", "RG"), 4: ("k", "K")}
# The weights of red, green and blue in lightness, ITU-R BT.601, as PDF takes them (ISO 32000-1, 10.3.2).
_WEIGHTS = (0.3, 0.59, 0.11)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tint:
    """What a colour becomes under an alpha over one even colour beneath."""

    alpha: float
    below: Colour

    def mix(self, colour: Colour) -> Colour:
        """Return `colour` at this alpha over what is beneath (ISO 32000-1, 11.3.6)."""
        if self.alpha >= 1:
            return colour
        over, under = _level(colour, self.below)
        return tuple(self.alpha * a + (1 - self.alpha) * b for a, b in zip(over, under, strict=True))

    def lie_under(self, outer: Tint | None) -> Tint:
        """Return the one tint that does this one and then `outer`."""
        if outer is None:
            return self
        alpha = self.alpha * outer.alpha
        if alpha >= 1:
            return self
        inner, paper = _level(self.below, outer.below)
        shares = (outer.alpha * (1 - self.alpha), 1 - outer.alpha)
        mixed = tuple((shares[0] * a + shares[1] * b) / (1 - alpha) for a, b in zip(inner, paper, strict=True))
        return Tint(alpha=alpha, below=mixed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inks:
    """How colours are printed: in `target` ("any" leaves them), with at most `limit` (1 is one full ink) at a place.

    With `black_ink` a colour without hue stays gray among RGB: presses print gray with black ink, and an RGB black with
    all four, whose edges show where the plates do not meet.

    Without a conversion by a profile, RGB becomes CMYK by full replacement of its gray part: the gray that is in
    a colour is printed in black alone, so no colour has more than two full inks, and neutral ones have black only.
    """

    target: str
    limit: float | None = None
    conversion: Conversion | None = None
    black_ink: bool = False

    @property
    def size(self) -> int | None:
        """Return how many shares a colour of the target has, None where colours are left."""
        return SIZES.get(self.target)

    def convert(self, colour: Colour, *, alone: bool = True) -> Colour:
        """Return `colour` in the target; `alone` is False for a step of many, where a profile has neutral ones."""
        size = self.size
        if size is None or size == 3:
            lights = colour if size is None else to_rgb(colour)
            return (lights[-1],) if self.black_ink and alone and _is_neutral(lights) else lights
        if size == 1:
            return (lighten(colour),)
        return self.restrain(self._to_cmyk(colour, alone=alone))

    def _to_cmyk(self, colour: Colour, *, alone: bool) -> Colour:
        if len(colour) == 4:
            return colour
        red, green, blue = colour if len(colour) == 3 else colour * 3
        if _is_neutral((red, green, blue)) and (alone or self.conversion is None):
            return (0.0, 0.0, 0.0, 1 - green)
        if self.conversion is not None:
            return self.conversion.convert((red, green, blue))
        black = 1 - max(red, green, blue)
        return (1 - red - black, 1 - green - black, 1 - blue - black, black)

    def restrain(self, colour: Colour) -> Colour:
        """Return CMYK below the limit: gray of three inks is exchanged for black, then the three are lessened."""
        total = sum(colour)
        if self.limit is None or total <= self.limit:
            return colour
        cyan, magenta, yellow, black = colour
        moved = min((total - self.limit) / 2, cyan, magenta, yellow, 1 - black)
        three, black = (cyan - moved, magenta - moved, yellow - moved), black + moved
        if sum(three) + black > self.limit:
            share = max(0.0, self.limit - black) / sum(three)
            three = (three[0] * share, three[1] * share, three[2] * share)
        return (*three, black)

    def may_overprint(self, coloured: float) -> bool:
        """Return True where full black may lie over `coloured`, the most cyan, magenta and yellow there."""
        return self.limit is None or coloured + 1 <= self.limit + 1e-6

    @property
    def heaviest(self) -> float:
        """Return the most cyan, magenta and yellow that a colour of ours may have together."""
        most = 2.0 if self.conversion is None else 3.0
        return most if self.limit is None else min(most, self.limit)


def to_rgb(colour: Colour) -> Colour:
    """Return a colour in RGB: lights are what inks leave (ISO 32000-1, 10.3.5, with products)."""
    if len(colour) == 4:
        rest = 1 - colour[3]
        return tuple((1 - share) * rest for share in colour[:3])
    return colour if len(colour) == 3 else colour * 3


def lighten(colour: Colour) -> float:
    """Return the gray that is as light as `colour`."""
    if len(colour) == 1:
        return colour[0]
    shares = to_rgb(colour)
    if max(shares) - min(shares) < _NEUTRAL:
        return shares[1]
    return sum(weight * share for weight, share in zip(_WEIGHTS, shares, strict=True))


def _is_neutral(colour: Colour) -> bool:
    """Return True for gray and for equal lights; four inks are what their file means by them."""
    return len(colour) == 1 or (len(colour) == 3 and max(colour) - min(colour) < _NEUTRAL)


def is_white(colour: Colour) -> bool:
    """Return True for the colour of blank paper."""
    return sum(colour) == 0 if len(colour) == 4 else min(colour) >= 1


def is_full_black(colour: Colour) -> bool:
    """Return True for a colour that is printed in all of the black ink and in no other."""
    return colour == (0, 0, 0, 1) if len(colour) == 4 else len(colour) == 1 and colour[0] == 0


def measure_coloured(colour: Colour) -> float:
    """Return how much cyan, magenta and yellow a converted colour has together."""
    return sum(colour[:3]) if len(colour) == 4 else 0.0


def write_colour(colour: Colour, *, stroke: bool) -> bytes:
    """Return the operator that sets `colour`."""
    return f"{write_numbers(colour)} {_OPERATORS[len(colour)][stroke]}".encode()


def write_numbers(numbers: Sequence[float]) -> str:
    """Return numbers as a content stream has them, to five places."""
    return " ".join(f"{min(1.0, max(0.0, number)):.5f}".rstrip("0").rstrip(".") for number in numbers)


def _level(one: Colour, other: Colour) -> tuple[Colour, Colour]:
    """Return two colours in one space: ink with ink, else as lights."""
    if len(one) == len(other):
        return one, other
    if 4 in (len(one), len(other)):
        neutral = one if len(one) != 4 else other
        if is_white(neutral) or len(neutral) == 1:
            return _to_black(one), _to_black(other)
    return to_rgb(one), to_rgb(other)


def _to_black(colour: Colour) -> Colour:
    return colour if len(colour) == 4 else (0.0, 0.0, 0.0, 1 - colour[0])
