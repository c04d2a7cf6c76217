"""Order: front, body and back matter in the order of the trade; within a rank the manuscript's."""

from __future__ import annotations

import random

from makeready.compose.order import order_sections
from makeready.model.book import Matter, Section
from tests.unit.compose.books import book, section

FRONT, BACK = Matter.FRONT, Matter.BACK


def _front(role: str) -> Section:
    return section(role, role=role, matter=FRONT)


def _back(role: str) -> Section:
    return section(role, role=role, matter=BACK)


def test_the_order_of_the_trade() -> None:
    wanted = [
        *map(_front, ("halftitlepage", "titlepage", "copyright-page", "dedication", "epigraph", "toc", "preface")),
        section("one"),
        *map(_back, ("appendix", "endnotes", "reviewed-work", "provenance", "colophon")),
    ]
    for seed in range(5):
        mixed = random.Random(seed).sample(wanted, len(wanted))  # noqa: S311 - the same each time
        assert order_sections(book(*mixed)).sections == tuple(wanted)


def test_within_a_rank_the_manuscripts_order_is_kept() -> None:
    sections = [_front("preface"), section("b"), _front("foreword"), section("a"), _back("glossary"), _back("appendix")]
    ordered = [s.id for s in order_sections(book(*sections)).sections]
    assert ordered == ["preface", "foreword", "b", "a", "glossary", "appendix"]
