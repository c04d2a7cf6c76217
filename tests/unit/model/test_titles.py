"""Titles: a chapter's title, subtitle and authors make one line, with the marks of its language."""

from __future__ import annotations

import pytest

from makeready.model.titles import join_entry


@pytest.mark.parametrize(
    ("title", "subtitle", "authors", "language", "expected"),
    [
        ("A", None, (), "en", "A"),
        ("A", "B", (), "en", "A: B"),
        ("A?", "B", (), "en", "A? B"),
        ("A", "B", (), "fr-CA", "A\u00a0: B"),
        ("甲", "乙", (), "zh-Hant", "甲：乙"),
        ("A", "B", ("C", "D"), "en", "A: B — C, D"),
        ("A", None, ("C",), "en", "A — C"),
    ],
)
def test_entries(title: str, subtitle: str | None, authors: tuple[str, ...], language: str, expected: str) -> None:
    assert join_entry(title, subtitle, authors, language) == expected
