"""Kills of a batch of true books, as `make kills` does more: resumed, each book is there once with the same bytes."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from tests.scale.batch_kills import Shelf, finish, strike

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.mark.long
def test_a_batch_that_is_killed_and_resumed_gives_each_book_once(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, 4)
    shelf.clear()
    moments = random.Random(5)  # noqa: S311 - moments, no secrets
    kills = [strike(shelf, victim, f"short-{victim}", moments) for victim in ("parent", "interrupt", "worker")]
    assert [kill.faults for kill in kills] == [[], [], []]
    assert any(kill.struck for kill in kills)
    assert list(finish(shelf, "short-last")) == []
