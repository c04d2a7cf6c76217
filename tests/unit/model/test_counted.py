"""Counted text: counts and places are those of counting from the beginning, wherever the pieces end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makeready.model import counted
from makeready.model.counted import CountedText, count_letters, count_seen


@pytest.mark.parametrize("count", [count_seen, count_letters])
@given(text=st.text(alphabet="a1é. \n", max_size=30), size=st.integers(min_value=1, max_value=9))
def test_counts_and_places(count: Callable[[str], int], text: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counted, "_PIECE", size)
        told = CountedText(text, count)
        assert [told.count(end) for end in range(len(text) + 2)] == [count(text[:end]) for end in range(len(text) + 2)]
        places = [at for at in range(len(text)) if count(text[at])]
        assert [told.find(number) for number in range(len(places))] == places
        assert told.find(len(places) + 3) == len(text)
