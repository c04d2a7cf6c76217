"""Credits: each field of the attribution has one row, with a name in every language that has words for provenance."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from makeready.compose.wording import Wording
from makeready.credits import list_credits
from makeready.epub.metadata import describe_book
from makeready.model.book import Book
from makeready.model.edition import EpubEdition, PrintEdition
from makeready.model.provenance import Attribution, Provenance
from makeready.pdf.metadata import write_xmp
from tests.unit.epub.compositions import review

# What no row says: how the words stand to the source and what was changed have rows of their own on the page, the
# statement a paragraph; the program is told in the package document only.
_ELSEWHERE = {"relation", "emendations", "statement", "acquired_with", "span"}


def make_full() -> Book:
    """Return a review with a word of its own in each field of its provenance."""
    words = {one.name: f"its {one.name}" for one in fields(Provenance) if one.name not in _ELSEWHERE}
    book = review()
    provenance = Provenance(**words)  # type: ignore[arg-type]
    return replace(book, attribution=replace(book.attribution, provenance=provenance))


def test_each_field_of_the_provenance_has_a_row() -> None:
    values = {value for credit in list_credits(make_full()) for value in credit.values}
    wanted = {f"its {one.name}" for one in fields(Provenance) if one.name not in _ELSEWHERE}
    assert wanted <= values


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_each_row_has_a_name_in_the_wording(language: str) -> None:
    words = Wording(language)
    for credit in list_credits(make_full()):
        assert words[f"field.{credit.name}"]


def test_what_metadata_introduces_is_in_the_metadata_of_the_pdf() -> None:
    book = make_full()
    xmp = write_xmp(book, PrintEdition(name="print")).decode()
    for credit in list_credits(book):
        if credit.told:
            assert f"{credit.told}: {', '.join(credit.values)}" in xmp


def test_what_has_a_property_is_in_the_package_document() -> None:
    book = make_full()
    rows, _ = describe_book(book, EpubEdition(name="epub"), cover=False)
    shown = {(dict(row.attributes).get("property"), row.text) for row in rows}
    for credit in list_credits(book):
        if credit.term:
            assert {(credit.term, value) for value in credit.values} <= shown


def test_work_reviewed_has_rows_without_provenance() -> None:
    book = review()
    alone = replace(book, attribution=replace(book.attribution, provenance=None))
    assert [one.name for one in list_credits(alone)] == ["work", "work-by", "work-publisher", "work-year", "isbn"]
    assert list_credits(replace(book, attribution=Attribution())) == ()
