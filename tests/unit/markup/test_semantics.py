"""Semantics: the terms are those of the vocabularies, and a division's role gives an element that may have it."""

from __future__ import annotations

import pytest

from makeready.markup import semantics
from makeready.markup.semantics import division_attributes, section_attributes


def test_a_role_of_the_vocabulary_has_its_term_and_its_aria_role() -> None:
    assert section_attributes("chapter") == (("epub:type", "chapter"), ("role", "doc-chapter"))
    assert section_attributes("titlepage") == (("epub:type", "titlepage"),)
    assert section_attributes("reviewed-work") == ()


def test_roles_that_need_a_navigation_element_are_not_put_on_a_section() -> None:
    assert section_attributes("toc") == (("epub:type", "toc"),)
    assert section_attributes("index") == (("epub:type", "index"),)


def test_every_aria_role_belongs_to_a_term() -> None:
    assert set(semantics._ARIA) <= semantics._TERMS
    assert semantics.LANDMARKS <= semantics._TERMS


@pytest.mark.parametrize(
    ("role", "element"),
    [("epigraph", "blockquote"), ("dedication", "section"), ("verse", "div"), ("letter", "blockquote"),
     ("sidebar", "aside"), ("tip", "aside"), ("note", "aside"), ("", "div"), ("anything", "div")],
)  # fmt: skip
def test_divisions(role: str, element: str) -> None:
    assert division_attributes(role)[0] == element
