"""The book: its sections are walked in reading order, however deep they stand."""

from __future__ import annotations

from makeready.model.book import Matter, Section, walk_sections


def _section(name: str, *children: Section) -> Section:
    return Section(id=name, slug=name, matter=Matter.BODY, role="section", children=children)


def test_sections_are_walked_in_reading_order() -> None:
    part = _section("a", _section("b", _section("c")), _section("d"))
    assert [section.id for section in walk_sections((part, _section("e")))] == ["a", "b", "c", "d", "e"]
