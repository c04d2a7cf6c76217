"""A reader that loses a word goes in; the finding of AQ005 comes out."""

from __future__ import annotations

from unittest.mock import patch

from makeready.acquire import account, run
from makeready.findings import Finding
from makeready.model.book import Book
from tests.unit.acquire.sources import TEXT_PAGE
from tests.unit.acquire.sources import cause as acquire


def cause() -> tuple[Finding, ...]:
    """Return what is found about it."""
    read_words = account.read_words

    def lose(book: Book) -> list[str]:
        words = read_words(book)
        words.remove("arithmetic")
        return words

    with patch.object(run, "read_words", lose):
        return acquire({"page.txt": TEXT_PAGE}, "AQ005")
