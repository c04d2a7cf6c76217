"""Sizes of pages: one that differs is a fault on paper and none on a screen."""

from __future__ import annotations

import io

import pikepdf
import pytest

from makeready.checks.preflight import Order, preflight_content
from makeready.profiles import read_profile


@pytest.mark.parametrize(
    ("receiver", "wide", "told"),
    [
        ("kdp", 500, {"PF025"}),
        ("kdp", 864, {"PF029"}),
        ("proof", 500, {"PF025"}),
        ("screen", 500, set()),
        ("screen", 864, set()),
        ("archive", 500, set()),
    ],
)
def test_a_wide_page_is_a_fault_where_it_is_printed(receiver: str, wide: int, told: set[str]) -> None:
    pdf = pikepdf.new()
    for width in (432, 432, 432, wide):
        pdf.add_blank_page(page_size=(width, 648))
    target = io.BytesIO()
    pdf.save(target)
    profile = read_profile(receiver)
    assert profile is not None
    found = preflight_content(Order(name="book.pdf", content=target.getvalue(), profile=profile))
    assert {one.code for one in found} & {"PF025", "PF029"} == told
