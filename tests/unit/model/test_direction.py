"""Direction: languages and scripts that run from right to left are known, in any form of their tags."""

from __future__ import annotations

import pytest

from makeready.model.direction import is_backward, write_direction


@pytest.mark.parametrize(
    ("language", "backward"),
    [
        ("he", True), ("ar-EG", True), ("FA", True), ("az-Arab", True), ("uz-Arab-AF", True), ("yi", True),
        ("en", False), ("ku", False), ("ar-Latn", False), ("pa-Guru", False), ("he-Latn-IL", False),
    ],
)  # fmt: skip
def test_what_runs_from_right_to_left(language: str, backward: bool) -> None:
    assert is_backward(language) is backward
    assert write_direction(language) == (' dir="rtl"' if backward else "")
