"""Binding: every note of a book is on the page of its call; labels, words and bytes are what they should be."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest

from makeready.compose import compose_book
from makeready.markup import mark_up
from makeready.model.book import Book, Matter
from makeready.model.composition import Composition
from makeready.model.edition import Edition, Making, NotePlace, PrintEdition
from makeready.model.node import NodeKind, text_node
from makeready.pdf.bind import bind_pdf, find_missing_glyphs
from tests.unit.compose.books import PRINT, book, call, emphasis, node, note, paragraph, section
from tests.unit.pdf.compositions import composition, read_pages, theme

K = NodeKind


def _compose(whole: Book, edition: Edition = PRINT) -> Composition:
    composed = compose_book(whole, edition, Making()).value
    assert composed is not None
    return mark_up(composed, edition, theme("shared", "print"), "Note")


def _sample() -> Book:
    row = node(K.ROW, node(K.CELL, "cell", call("t")), node(K.CELL, "other"))
    table = node(K.TABLE, node(K.TABLE_HEAD, node(K.ROW, node(K.CELL, "head", header="true"))), node(K.TABLE_BODY, row))
    items = node(K.LIST, node(K.ITEM, paragraph("item", call("l"))))
    chapter = section(
        "one",
        paragraph("Words", call("p"), " and again", call("p"), "."),
        table,
        items,
        node(K.BLOCK_QUOTE, paragraph("quoted", call("q"))),
        title=(text_node("One "), emphasis("more", call("h"))),
        notes=(
            note("p", "alpha of the page", call("n")),
            note("n", "beta in a note"),
            note("t", "gamma of the table"),
            note("l", "delta of the list"),
            note("q", "epsilon of the quotation"),
            note("h", "zeta of the heading"),
        ),
    )
    front = section("preface", paragraph("Before."), role="preface", matter=Matter.FRONT)
    return book(front, chapter, section("two", paragraph("Last.")))


@pytest.mark.parametrize("place", list(NotePlace))
def test_every_note_is_printed_once(place: NotePlace) -> None:
    edition = PrintEdition(name="print", notes=place)
    outcome = bind_pdf(_compose(_sample(), edition))
    assert outcome.value is not None and outcome.findings == ()
    pages = read_pages(outcome.value.content)
    for words in ("alpha", "beta", "gamma", "delta", "epsilon", "zeta"):
        assert sum(page.count(words) for page in pages) == 1, words
    if place is NotePlace.PAGE:
        (of_call,) = [page for page in pages if "Words" in page]
        assert all(words in of_call for words in ("alpha", "beta", "gamma", "delta", "epsilon", "zeta"))


def test_the_file_is_tagged_labelled_and_the_same_each_time() -> None:
    whole = _compose(_sample())
    first, second = bind_pdf(whole).value, bind_pdf(whole).value
    assert first is not None and second is not None
    assert first.content == second.content
    with pikepdf.open(io.BytesIO(first.content)) as pdf:
        assert len(pdf.pages) == first.page_count
        labels = [page.label for page in pdf.pages]
        body = labels.index("1")
        assert labels[:3] == ["i", "ii", "iii"]
        assert labels[body:] == [str(n + 1) for n in range(len(labels) - body)]
        assert "One" in read_pages(first.content)[body]
        assert bool(pdf.Root.MarkInfo.Marked) and "/StructTreeRoot" in pdf.Root
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "The Book"
        fonts = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.get("/Font", {}).values()}
        assert fonts and all("EB-Garamond" in name or "EBGaramond" in name for name in fonts), fonts


def test_a_character_that_the_typeface_lacks_is_named_with_its_place() -> None:
    whole = composition(section("one", paragraph("fine"), paragraph("𓀀 and 𓀀")))
    (finding,) = find_missing_glyphs(whole)
    assert (finding.code, finding.location) == ("TY001", "text/one.xhtml:12")
    assert bind_pdf(whole).value is None


def test_the_trim_is_the_editions() -> None:
    edition = replace(PRINT, trim=(360.0, 540.0), bleed=9.0)
    outcome = bind_pdf(composition(section("one", paragraph("x")), edition=edition))
    assert outcome.value is not None
    with pikepdf.open(io.BytesIO(outcome.value.content)) as pdf:
        box = [float(n) for n in pdf.pages[0].trimbox]
        media = [float(n) for n in pdf.pages[0].mediabox]
    assert (box[2] - box[0], box[3] - box[1]) == pytest.approx((360, 540))
    assert (media[2] - media[0], media[3] - media[1]) == pytest.approx((378, 558))
