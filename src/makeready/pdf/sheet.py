"""The sheet: an edition goes in; its page rules (size, margins, heads, folios) come out as CSS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from makeready.model.book import Book, Section
from makeready.model.direction import is_backward
from makeready.model.edition import PrintEdition
from makeready.model.node import plain_text

# The page names of the theme. "bare" pages carry neither head nor folio; the body opens on "opening".
_LOW = 33.0  # points: a margin that holds the theme's head
_LINE = 14.0  # points: the line of a folio
_LONG = 24  # letters of a word that may not fit a head
NAMES = ("front", "opening", "body", "back")


def write_sheet(edition: PrintEdition, book: Book, running_head: str) -> str:
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
    if edition.profile is not None and edition.profile.least_resolution:
        # A picture without a size of its own is as small as its receiver's least resolution makes it.
        rules.append(f"img {{ image-resolution: {edition.profile.least_resolution}dpi }}")
    if not edition.fit:
        # Over what themes say of single elements, such as headings.
        rules.append("* { --line-breaks: line !important }")
    head = _string(running_head)
    side = middle = ""
    if margins.top < _LOW:
        # The theme's distance from the text would put the head over the edge of the paper: it stands in the middle.
        distance = max(0.0, (margins.top - _LINE) / 2)
        side, middle = f"; margin-bottom: {_points(distance)}", f"; margin-bottom: {_points(distance + 1.5)}"
    if any(len(word) > _LONG for title in (running_head, *_list_titles(book.sections)) for word in title.split()):
        # Dear: to know the least width of a head, the engine then tries to break it behind each of its letters.
        rules.append("@page { @top-center { overflow-wrap: anywhere } }")
    # A book that runs from right to left is bound on the right, and its rectos are left pages.
    recto, verso = ("left", "right") if is_backward(book.language) else ("right", "left")
    for name in NAMES:
        folio = "counter(page, lower-roman)" if name == "front" else "counter(page)"
        rules += [
            f"@page {name}:{verso} {{ @top-{verso} {{ content: {folio}{side} }}"
            f" @top-center {{ content: {head}{middle} }} }}",
            f"@page {name}:{recto} {{ @top-center {{ content: string(running){middle} }}"
            f" @top-{recto} {{ content: {folio}{side} }} }}",
            f"@page {name}:blank {{ {_NOTHING} }}",
            f"@page :nth(1 of {name}) {{ {_NOTHING} }}",
        ]
    if margins.bottom < _LOW:
        # A theme's folio below the text would stand over the edge of the paper.
        rules += [f"@page :nth(1 of {name}) {{ @bottom-center {{ content: none !important }} }}" for name in NAMES]
    rules.append(f"@page :blank {{ {_NOTHING} }}")
    rules.append("@page :nth(1 of opening) { counter-reset: page 1 }")
    return "\n".join(rules)


def _list_titles(sections: Iterable[Section]) -> Iterator[str]:
    """Yield the titles of sections that may stand in running heads."""
    for section in sections:
        yield plain_text(section.title)


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
