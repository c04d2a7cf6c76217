"""The sheet: an edition goes in; its page rules (size, margins, heads, folios) come out as CSS."""

from __future__ import annotations

from makeready.model.book import Book
from makeready.model.edition import Edition

# The page names of the theme. "bare" pages carry neither head nor folio; the body opens on "opening".
NAMES = ("front", "opening", "body", "back")


def write_sheet(edition: Edition, book: Book, running_head: str) -> str:
    """Return the `@page` rules of `edition`; lengths are points, `running_head` stands on versos."""
    width, height = edition.trim
    margins = edition.margins
    bleed = f"bleed: {_points(edition.bleed)};" if edition.bleed else ""
    rules = [
        f"@page {{ size: {_points(width)} {_points(height)}; {bleed}"
        f" margin: {_points(margins.top)} 0 {_points(margins.bottom)} 0 }}",
        f"@page :left {{ margin-left: {_points(margins.outer)}; margin-right: {_points(margins.inner)} }}",
        f"@page :right {{ margin-left: {_points(margins.inner)}; margin-right: {_points(margins.outer)} }}",
    ]
    rules.append(_place_heads(margins.top))
    head = _string(running_head) if margins.top >= _HEAD else "none"
    running = "string(running)" if margins.top >= _HEAD else "none"
    for name in NAMES:
        folio = "counter(page, lower-roman)" if name == "front" else "counter(page)"
        folio = folio if margins.top >= _HEAD else "none"
        rules += [
            f"@page {name}:left {{ @top-left {{ content: {folio} }} @top-center {{ content: {head} }} }}",
            f"@page {name}:right {{ @top-center {{ content: {running} }} @top-right {{ content: {folio} }} }}",
            f"@page {name}:blank {{ {_NOTHING} }}",
            f"@page :nth(1 of {name}) {{ {_NOTHING} }}",
        ]
    rules.append(f"@page :blank {{ {_NOTHING} }}")
    rules.append("@page :nth(1 of opening) { counter-reset: page 1 }")
    return "\n".join(rules)


# The line of a head, and what stays free above it and, where there is room, below it.
_HEAD, _ABOVE, _BELOW = 14.0, 8.0, 16.0


def _place_heads(top: float) -> str:
    """Return where heads and folios stand in a top margin: some way above the text, nearer where that is low."""
    below = max(0.0, min(_BELOW, top - _HEAD - _ABOVE))
    # The middle line of a head of two lines of 11 pt is that of a folio: 17.5 + 11/2 pt is 16 + 14/2 pt.
    places = (("left", below), ("right", below), ("center", below + 1.5 if below else 0.0))
    boxes = " ".join(f"@top-{place} {{ margin-bottom: {_points(gap)} }}" for place, gap in places)
    return f"@page {{ {boxes} }}"


_NOTHING = (
    " ".join(f"@top-{place} {{ content: none }}" for place in ("left", "center", "right"))
    + " @bottom-center { content: none }"
)


def _points(length: float) -> str:
    return f"{length:g}pt"


def _string(text: str) -> str:
    # Any kind of line end would end the string: https://www.w3.org/TR/css-syntax-3/#newline
    escaped = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
