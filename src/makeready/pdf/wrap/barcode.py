"""The barcode: an ISBN and a price go in; the bars of an EAN-13 with its add-on come out, as drawing in black only.

After ISO/IEC 15420: a module is 0.33 mm at 100 per cent, and 80 to 200 per cent are allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern

MODULE = 0.33 * 72 / 25.4
LEAST_SCALE = 0.8
# In modules: the white that scanners need at both ends, that behind an add-on, and that before it.
LEFT_WHITE, RIGHT_WHITE, ADDON_WHITE, GAP = 11, 7, 5, 9
WIDTH = 95
# In modules: the height of the bars at 100 per cent, how far the guards go down below the others, and how far the
# bars of an add-on begin below the top, where its digits stand.
HEIGHT, GUARD, ADDON_TOP = 69.24, 5.0, 8.0

_ODD = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
_RIGHT = tuple("".join("10"[int(bit)] for bit in code) for code in _ODD)
_EVEN = tuple(code[::-1] for code in _RIGHT)
# Which of the six digits on the left are of even parity, by the first digit, which has no bars.
_FIRST = ("000000", "001011", "001101", "001110", "010011", "011001", "011100", "010101", "010110", "011010")
_TWO = ("00", "01", "10", "11")
_FIVE = ("11000", "10100", "10010", "10001", "01100", "00110", "00011", "01010", "01001", "00101")
# The first digit of the add-on of a book, by the currency.
_CURRENCIES = {"GBP": "0", "AUD": "3", "NZD": "4", "USD": "5", "CAD": "6"}
_NO_PRICE = "90000"
_PRICE = late_pattern(r"([A-Za-z]{3})\s*([0-9]{1,6}(?:\.[0-9]{1,2})?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Barcode:
    """The bars of a number: `bars` and `addon_bars` are modules, "1" for black; `digits` are those to be read."""

    digits: str
    bars: str
    addon: str = ""
    addon_bars: str = ""

    @property
    def modules(self) -> int:
        """Return how many modules it is wide, its white included."""
        addon = GAP + len(self.addon_bars) + ADDON_WHITE if self.addon else RIGHT_WHITE
        return LEFT_WHITE + WIDTH + addon

    def fit(self, width: float) -> float | None:
        """Return the scale, 1 at most, at which it is no wider than `width` in points; None where none will do."""
        scale = min(1.0, width / (self.modules * MODULE))
        return scale if scale >= LEAST_SCALE else None


def read_isbn(value: str) -> str | None:
    """Return the thirteen digits of an ISBN with a right check digit, else None; one of ten digits is lengthened."""
    plain = re.sub(r"[\s\-\u2010-\u2015]", "", value).upper().removeprefix("URN:ISBN:").removeprefix("ISBN:")
    if re.fullmatch(r"[0-9]{9}[0-9X]", plain):
        weighed = sum((10 if digit == "X" else int(digit)) * (10 - at) for at, digit in enumerate(plain))
        return None if weighed % 11 else (body := f"978{plain[:9]}") + find_check_digit(body)
    if not re.fullmatch(r"97[89][0-9]{10}", plain) or find_check_digit(plain[:12]) != plain[12]:
        return None
    return plain


def find_check_digit(twelve: str) -> str:
    """Return the last digit of an EAN-13 by its first twelve."""
    return str(-sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(twelve)) % 10)


def encode_price(price: str | None) -> str | None:
    """Return the five digits that say a price such as "USD 14.95"; None for what is no price.

    No price, and one in a currency that has no digit of its own, is 90000; more than 99.98 is told as 99.99.
    """
    if not price:
        return _NO_PRICE
    found = _PRICE.fullmatch(price.strip())
    if found is None:
        return None
    first = _CURRENCIES.get(found[1].upper())
    if first is None:
        return _NO_PRICE
    return f"{first}{min(int(Decimal(found[2]) * 100), 9999):04d}"


def encode(digits: str, addon: str = "") -> Barcode:
    """Return the bars of thirteen digits, with an add-on of two or five. Raises ValueError for anything else."""
    if not re.fullmatch(r"[0-9]{13}", digits) or find_check_digit(digits[:12]) != digits[12]:
        raise ValueError(f"{digits!r} is no EAN-13")
    parity = _FIRST[int(digits[0])]
    left = "".join(_pick(digit, even) for digit, even in zip(digits[1:7], parity, strict=True))
    right = "".join(_RIGHT[int(digit)] for digit in digits[7:])
    return Barcode(
        digits=digits, bars=f"101{left}01010{right}101", addon=addon, addon_bars=_encode_addon(addon) if addon else ""
    )


def _encode_addon(addon: str) -> str:
    if re.fullmatch(r"[0-9]{2}", addon):
        parity = _TWO[int(addon) % 4]
    elif re.fullmatch(r"[0-9]{5}", addon):
        check = sum(int(digit) * (9 if at % 2 else 3) for at, digit in enumerate(addon)) % 10
        parity = _FIVE[check]
    else:
        raise ValueError(f"{addon!r} is no add-on of two or five digits")
    return "1011" + "01".join(_pick(digit, even) for digit, even in zip(addon, parity, strict=True))


def _pick(digit: str, even: str) -> str:
    return (_EVEN if even == "1" else _ODD)[int(digit)]


def draw(barcode: Barcode, left: float, bottom: float, scale: float, height: float) -> bytes:
    """Return the bars as operators of a PDF's page, in black only, from (left, bottom), white at the left included.

    `bottom` is where the digits' line begins; `height` is that of the longest bars and of the digits, in points.
    """
    drawn = [
        f"{_write(x)} {_write(y)} {_write(w)} {_write(h)} re"
        for x, y, w, h in _list_bars(barcode, left, bottom, MODULE * scale, height)
    ]
    return "\n".join(["q", "0 0 0 1 k", *drawn, "f", "Q", ""]).encode("ascii")


def _list_bars(
    barcode: Barcode, left: float, bottom: float, module: float, height: float
) -> Iterator[tuple[float, float, float, float]]:
    # The digits take as much as the guards go down, and as much again.
    foot, top = bottom + 2 * GUARD * module, bottom + height
    for start, end in _list_runs(barcode.bars):
        is_guard = end <= 3 or start >= 92 or 45 <= start < 50
        low = foot - GUARD * module if is_guard else foot
        yield left + (LEFT_WHITE + start) * module, low, (end - start) * module, top - low
    for start, end in _list_runs(barcode.addon_bars):
        x = left + (LEFT_WHITE + WIDTH + GAP + start) * module
        low = foot - GUARD * module
        yield x, low, (end - start) * module, top - ADDON_TOP * module - low


def _list_runs(bars: str) -> Iterator[tuple[int, int]]:
    """Yield where black modules begin and end: neighbours are one bar, or viewers show a hairline between them."""
    for found in re.finditer("1+", bars):
        yield found.span()


def _write(number: float) -> str:
    return f"{number:.4f}".rstrip("0").rstrip(".")
