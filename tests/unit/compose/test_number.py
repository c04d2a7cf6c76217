"""Numbers: parts in roman, chapters in arabic figures through the whole book, sections below them where asked."""

from __future__ import annotations

import pytest

from makeready.compose.number import number_sections
from makeready.model.book import Book, Matter, Section
from makeready.model.pages import write_roman
from tests.unit.compose.books import book, section


def _labels(sections: tuple[Section, ...]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for one in sections:
        found |= {one.id: one.label} | _labels(one.children)
    return found


def _book(numbering: str) -> Book:
    deep = section("d", role="section")
    aside = section("x", role="section", numbered=False)
    chapter = section(
        "c1", children=(section("s1", role="section", children=(deep,)), aside, section("s2", role="section"))
    )
    parts = (
        section("p1", role="part", children=(chapter, section("c2"))),
        section("p2", role="part", children=(section("quiet", numbered=False), section("c3"))),
    )
    return book(section("pre", role="preface", matter=Matter.FRONT), *parts, section("c4"), numbering=numbering)


def test_nothing_is_numbered_unasked() -> None:
    assert set(_labels(number_sections(_book("none")).sections).values()) == {None}


def test_chapters_run_through_the_parts() -> None:
    labels = _labels(number_sections(_book("chapters")).sections)
    assert {k: v for k, v in labels.items() if v} == {"p1": "I", "p2": "II", "c1": "1", "c2": "2", "c3": "3", "c4": "4"}


def test_sections_are_numbered_within_their_chapter() -> None:
    labels = _labels(number_sections(_book("sections")).sections)
    assert (labels["s1"], labels["d"], labels["s2"]) == ("1.1", "1.1.1", "1.2")
    assert labels["x"] is labels["quiet"] is labels["pre"] is None


@pytest.mark.parametrize(
    ("number", "figures"),
    [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (90, "XC"), (99, "XCIX"), (399, "CCCXCIX")],
)
def test_roman_figures(number: int, figures: str) -> None:
    assert write_roman(number).upper() == figures
