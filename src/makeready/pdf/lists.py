"""Lists: the elements of a document go in; ordered lists that count in print as their attributes ask come out.

The page engine takes `start`, `reversed` and `value` from style sheets only, and hangs a number before its item
however long it is, into the margin if need be.
"""

from __future__ import annotations

from xml.etree import ElementTree

from makeready.model.pages import write_roman
from makeready.pdf.element_styles import add_style

# What a character of a number takes of the size of the letters, and what stands between a number and its item.
_CHARACTER, _GAP = 0.55, 0.65
_USUAL = 1.6


def number_list(element: ElementTree.Element) -> None:
    """Give an `ol` and its items the styles by which they count, and room for the longest of the numbers."""
    items = [child for child in element if child.tag.endswith("li")]
    step = -1 if "reversed" in element.attrib else 1
    usual = len(items) if step < 0 else 1
    first = int(element.get("start", usual))
    if step < 0 or first != 1:
        add_style(element, f"counter-reset: list-item {first - step}")
    number = first - step
    longest = 0
    for item in items:
        number += step
        if "value" in item.attrib:
            number = int(item.get("value", "0"))
            add_style(item, f"counter-increment: none; counter-set: list-item {number}")
        elif step < 0:
            add_style(item, "counter-increment: list-item -1")
        longest = max(longest, _measure(number, element.get("type", "1")))
    room = longest * _CHARACTER + _GAP
    if room > _USUAL + _CHARACTER:
        add_style(element, f"padding-inline-start: {room:.2f}em")


def _measure(number: int, kind: str) -> int:
    """Return how many characters `number` has in the figures of a list."""
    if kind in ("a", "A") and number > 0:
        length = 0
        while number:
            number, length = (number - 1) // 26, length + 1
        return length
    if kind in ("i", "I") and 0 < number < 4000:
        return len(write_roman(number))
    return len(str(number))
