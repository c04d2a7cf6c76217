"""Keys: the file and the ordinal of an element go in; the name comes out by which a PDF says whose words it draws.

The page engine writes it on the mark (ISO 32000-1, 14.6) round each line of an element,
`/Span <</MR (text/one#12)>> BDC`; the check of words reads it there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

# What the attribute is called in the tree that is laid out, and the entry in the PDF's mark.
ATTRIBUTE = "data-key"
ENTRY = "MR"
# The entry of a mark with the words drawn in it, where the meanings of glyphs do not give them back.
WORDS = "MW"
# Stands for the key of what is no element of the text: heads and folios.
NOBODY = "@"

E = TypeVar("E")


def number_elements(href: str, elements: Iterable[E]) -> Iterator[tuple[str, E]]:
    """Yield the key of each of a content document's elements with it; they come in document order, without the body.

    Each document counts its own, so that a chapter that changes leaves the keys of the others alone.
    """
    for number, element in enumerate(elements, 1):
        yield f"{href}#{number}", element
