"""The workshop: notebooks give back what was noted, and forget what no build asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.store import Store, make_key
from makeready.workshop import Workshop

ONE, TWO = make_key("one"), make_key("two")


def test_a_notebook_has_what_was_noted(tmp_path: Path) -> None:
    workshop = Workshop(memory=Store(tmp_path / "store"))
    with workshop.open_notebook("a", "b") as notebook:
        notebook.note(ONE, b"1")
        notebook.note(TWO, b"")
    with workshop.open_notebook("a", "b") as notebook:
        assert (notebook.find(ONE), notebook.find(TWO), notebook.find(make_key("three"))) == (b"1", b"", None)
    with workshop.open_notebook("ab") as notebook:
        assert notebook.find(ONE) is None


def test_a_notebook_forgets_what_nobody_asked_for(tmp_path: Path) -> None:
    workshop = Workshop(memory=Store(tmp_path / "store"))
    with workshop.open_notebook("a") as notebook:
        notebook.note(ONE, b"1")
        notebook.note(TWO, b"2")
    with workshop.open_notebook("a") as notebook:
        assert notebook.find(TWO) == b"2"
    with workshop.open_notebook("a") as notebook:
        assert (notebook.find(ONE), notebook.find(TWO)) == (None, b"2")


def test_a_notebook_is_written_only_where_something_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop = Workshop(memory=Store(tmp_path / "store"))
    with workshop.open_notebook("a") as notebook:
        notebook.note(ONE, b"1")
    monkeypatch.setattr(Workshop, "remember", lambda *_: pytest.fail("nothing is new"))
    with workshop.open_notebook("a") as notebook:
        assert notebook.find(ONE) == b"1"


def test_without_a_memory_nothing_is_found() -> None:
    with Workshop().open_notebook("a") as notebook:
        notebook.note(ONE, b"1")
    with Workshop().open_notebook("a") as notebook:
        assert notebook.find(ONE) is None
