"""Releases: what the names of folders tell is what packages say of themselves."""

from __future__ import annotations

import sys
from importlib.metadata import distributions, version
from pathlib import Path

import pytest

from makeready import releases
from makeready.releases import find_release


def test_releases_of_all_that_is_installed_are_those_that_packages_say() -> None:
    for one in distributions():
        assert find_release(one.name) == version(one.name), one.name


@pytest.mark.parametrize("name", ["Pillow", "pillow", "PILLOW", "markdown_it.py", "markdown-it-py"])
def test_a_name_may_be_written_in_any_way(name: str) -> None:
    assert find_release(name) == version(name)


def test_there_is_no_release_of_what_is_not_installed() -> None:
    assert find_release("no-such-package-anywhere") == ""


def test_the_first_place_on_the_path_wins_and_odd_places_do_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, release in (
        ("a/some_pack-1.dist-info", "1.000"),
        ("b/some.pack-2.dist-info", "2"),
        ("b/.dist-info", ""),
    ):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "METADATA").write_text(
            f"Metadata-Version: 2.4\nName: some-pack\nVersion: {release}\n\nOf it."
        )
    places = [tmp_path / "none", tmp_path / "a", tmp_path / "b", Path(__file__)]
    monkeypatch.setattr(sys, "path", [*map(str, places), *sys.path])
    monkeypatch.setattr(releases, "_list_folders", releases._list_folders.__wrapped__)
    assert releases.find_release.__wrapped__("some-pack") == "1.000"


def test_what_only_its_metadata_tell_is_found_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "old_pack-3.1.egg-info").mkdir()
    (tmp_path / "old_pack-3.1.egg-info/PKG-INFO").write_text("Metadata-Version: 1.0\nName: old-pack\nVersion: 3.1\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.setattr(releases, "_list_folders", releases._list_folders.__wrapped__)
    assert releases.find_release.__wrapped__("old-pack") == "3.1"
