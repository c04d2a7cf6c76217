"""The workshop: notebooks give back what was noted, and forget what no build asks for."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from makeready import workshop as module
from makeready.store import Store, make_key
from makeready.workshop import Workshop, name_makers

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


def test_a_notebook_makes_what_it_does_not_have_once(tmp_path: Path) -> None:
    workshop = Workshop(memory=Store(tmp_path / "store"))
    with workshop.open_notebook("a") as notebook:
        assert notebook.recall(ONE, lambda: b"1") == b"1"
        assert notebook.recall(TWO, lambda: b"") == b""
    with workshop.open_notebook("a") as notebook:
        assert [notebook.recall(key, lambda: b"other") for key in (ONE, TWO)] == [b"1", b""]


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


def test_another_release_of_any_package_that_books_are_made_with_makes_all_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [re.split(r"[\[=<>]", text)[0] for text in project["dependencies"]]
    monkeypatch.setattr(module, "find_makers", module.find_makers.__wrapped__)
    name_anew = name_makers.__wrapped__
    before = name_makers()
    idle = []
    for name in needed:
        asked = name.lower()
        monkeypatch.setattr(module, "find_release", lambda one, asked=asked: "new" if one.lower() == asked else "")
        changed = name_anew()
        monkeypatch.setattr(module, "find_release", lambda one: "")
        if changed == name_anew():
            idle.append(name)
    assert idle == ["click"]
    assert before == name_makers()


def test_releases_are_those_that_packages_say() -> None:
    for package, release in module.find_makers().packages:
        assert release == version(package), package
