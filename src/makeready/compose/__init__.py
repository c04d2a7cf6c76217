"""Composing: a book as read and an edition go in; the same book with all the matter of that edition comes out.

Pure `Book → Book` steps in one named tuple. They import neither each other nor anything above the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from makeready.compose.balance import balance_titles
from makeready.compose.contents import add_contents
from makeready.compose.labels import label_boxes
from makeready.compose.links import resolve_links
from makeready.compose.matter import add_matter
from makeready.compose.notes import place_notes
from makeready.compose.number import number_sections
from makeready.compose.order import order_sections
from makeready.compose.typography import set_typography
from makeready.findings import Outcome
from makeready.keep_last import keep_last
from makeready.model.book import Book
from makeready.model.edition import Edition, Making

__all__ = ["STEPS", "compose_book"]

Step = Callable[[Book, Edition, Making], Outcome[Book]]


class Steps(NamedTuple):
    """The steps in the order in which they are taken, each named for what it does."""

    resolve_links: Step
    number_sections: Step
    label_boxes: Step
    place_notes: Step
    add_matter: Step
    order_sections: Step
    add_contents: Step
    set_typography: Step
    balance_titles: Step


STEPS = Steps(
    resolve_links=lambda book, _edition, _making: resolve_links(book),
    number_sections=lambda book, _edition, _making: Outcome(value=number_sections(book)),
    label_boxes=lambda book, _edition, _making: Outcome(value=label_boxes(book)),
    place_notes=lambda book, edition, _making: Outcome(value=place_notes(book, edition)),
    add_matter=lambda book, edition, making: Outcome(value=add_matter(book, edition, making)),
    order_sections=lambda book, _edition, _making: Outcome(value=order_sections(book)),
    add_contents=lambda book, edition, _making: Outcome(value=add_contents(book, edition)),
    set_typography=lambda book, edition, _making: Outcome(value=set_typography(book, edition)),
    balance_titles=lambda book, edition, _making: Outcome(value=balance_titles(book, edition)),
)

# The first steps, which ask for no edition.
_COMMON = STEPS._fields.index("place_notes")


def compose_book(book: Book, edition: Edition, making: Making) -> Outcome[Book]:
    """Return `book` composed for `edition`, and what the steps found; the value is there even with findings."""
    return _take(STEPS[_COMMON:], _begin(book, edition, making), edition, making)


@keep_last
def _begin(book: Book, edition: Edition, making: Making) -> Outcome[Book]:
    """Return what the steps make of a book that ask for no edition: all of its editions go on from there."""
    return _take(STEPS[:_COMMON], Outcome(value=book), edition, making)


def _take(steps: Iterable[Step], outcome: Outcome[Book], edition: Edition, making: Making) -> Outcome[Book]:
    """Return what `steps` make of an outcome; the findings are those of all."""
    for step in steps:
        if outcome.value is None:
            return outcome
        made = step(outcome.value, edition, making)
        outcome = Outcome(value=made.value, findings=(*outcome.findings, *made.findings))
    return outcome
