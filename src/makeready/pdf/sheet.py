"""The sheet: an edition goes in; its page rules (size, margins, heads, folios) come out as CSS.

The title on versos is a sheet of its own: the other one is the same for all books of a series, which share what follows
from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from makeready.late_pattern import late_pattern
from makeready.model.book import Book, Section
from makeready.model.direction import is_backward
from makeready.model.edition import PrintEdition
from makeready.model.node import plain_text

_LOW = 33.0  # points: a margin that holds the theme's head
_LINE = 14.0  # points: the line of a folio
_LONG = 24  # letters of a word that may not fit a head
# Spaces at which lines may break, and ends of lines: U+00A0, U+2007 and U+202F hold together what is around them.
_SPACES = late_pattern("[^\\S\u00a0\u2007\u202f]+")
# Dear: to know the least width of a head, the engine then tries to break it behind each of its letters.
_BREAKABLE = "@page { @top-center { overflow-wrap: anywhere } }"
# The page names of the theme. "bare" pages carry neither head nor folio; the body opens on "opening".
NAMES = ("front", "opening", "body", "back")


def write_title(running_head: str, language: str) -> str:
    """Return the `@page` rules that put `running_head` on versos of a book in `language`. They go before the others."""
    _, verso = _name_sides(language)
    head = _string(running_head)
    rules = [f"@page {name}:{verso} {{ @top-center {{ content: {head} }} }}" for name in NAMES]
    return "\n".join((_BREAKABLE, *rules) if _is_long(running_head) else rules)


def write_sheet(edition: PrintEdition, book: Book) -> str:
    """Return the `@page` rules of `edition` without the title; lengths are points."""
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
    side = middle = ""
    if margins.top < _LOW:
        # The theme's distance from the text would put the head over the edge of the paper: it stands in the middle.
        distance = max(0.0, (margins.top - _LINE) / 2)
        side, middle = f"; margin-bottom: {_points(distance)}", f"; margin-bottom: {_points(distance + 1.5)}"
    if any(map(_is_long, _list_titles(book.sections))):
        rules.append(_BREAKABLE)
    recto, verso = _name_sides(book.language)
    for name in NAMES:
        folio = "counter(page, lower-roman)" if name == "front" else "counter(page)"
        rules += [
            f"@page {name}:{verso} {{ @top-{verso} {{ content: {folio}{side} }} @top-center {{ {middle[2:]} }} }}",
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


def _name_sides(language: str) -> tuple[str, str]:
    """Return the sides of rectos and versos: a book that runs from right to left is bound on the right."""
    return ("left", "right") if is_backward(language) else ("right", "left")


def _is_long(title: str) -> bool:
    return any(len(word) > _LONG for word in _SPACES.split(title))


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
    escaped = _SPACES.sub(" ", text).strip(" ").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
