"""Labels of boxes: each has the word of the language around it, and what is no box is left as it is."""

from __future__ import annotations

import pytest

from makeready.compose.labels import label_boxes
from makeready.compose.words import BOXES, ROWS
from makeready.model.node import NodeKind
from tests.unit.compose.books import book, node, paragraph, section


@pytest.mark.parametrize(
    ("language", "word"),
    [("en-GB", "Tip"), ("de", "Tipp"), ("zh-TW", "提示"), ("nn", "Tips"), ("ar", "نصيحة"), ("xx", None)],
)
def test_a_tip_is_called_so_in_the_language_of_the_book(language: str, word: str | None) -> None:
    tip = node(NodeKind.DIVISION, paragraph("Words."), role="tip")
    (made,) = label_boxes(book(section("one", tip), language=language)).sections
    assert made.content[0].get("box") == word


def test_the_nearest_language_counts_in_quotations_and_sections() -> None:
    warning = node(NodeKind.DIVISION, paragraph("Mots."), role="warning")
    quote = node(NodeKind.BLOCK_QUOTE, warning, lang="fr")
    (made,) = label_boxes(book(section("one", warning, quote, language="de"))).sections
    assert made.content[0].get("box") == "Achtung"
    assert made.content[1].children[0].get("box") == "Attention"


def test_what_has_no_box_is_the_same_object() -> None:
    plain = section("one", paragraph("Words."), node(NodeKind.DIVISION, paragraph("Words."), role="letter"))
    assert label_boxes(book(plain)).sections[0] is plain


def test_every_language_with_composed_words_has_words_for_boxes() -> None:
    assert set(ROWS) | {"en", "de", "fr"} == set(BOXES)
