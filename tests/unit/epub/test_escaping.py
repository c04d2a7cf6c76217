"""Escaping: what stands in text and attributes is read back by an XML parser as it was."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from makeready.epub.escaping import escape_text, quote_value

_WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"))


@given(_WORDS)
def test_words_are_read_back(words: str) -> None:
    read = ElementTree.fromstring(f"<a b={quote_value(words)}>{escape_text(words)}</a>")  # noqa: S314 - our own bytes
    assert (read.text or "", read.get("b")) == (words, words)


def test_blanks_in_attributes_stay() -> None:
    words = "a\n\tb\r"
    assert ElementTree.fromstring(f"<a b={quote_value(words)}/>").get("b") == words  # noqa: S314 - our own bytes


def test_half_a_character_is_left_for_who_writes_the_file() -> None:
    assert escape_text("a\ud800") == "a\ud800"
    assert quote_value("a\ud800") == '"a\ud800"'
