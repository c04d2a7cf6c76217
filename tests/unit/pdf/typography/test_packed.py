"""Settings come out of their packing as they went in."""

from __future__ import annotations

import pytest

from makeready.model.setting import Fault, SetPage
from makeready.pdf.typography.packed import pack_setting, unpack_setting
from tests.unit.pdf.typography.made_up import FAULTY


@pytest.mark.parametrize("fault", list(Fault))
def test_a_page_is_unpacked_as_it_was_packed(fault: Fault) -> None:
    for page in FAULTY[fault][0]:
        assert unpack_setting(pack_setting(page)) == page


def test_a_page_without_text_has_no_lines() -> None:
    assert unpack_setting("") == SetPage()


@pytest.mark.parametrize("packed", ["{", "[]", '[[["a"]],false]'])
def test_nothing_else_is_unpacked(packed: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        unpack_setting(packed)
