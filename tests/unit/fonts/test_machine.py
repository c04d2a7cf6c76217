"""The machine's typefaces: the same ones each time, the fewest that have what is missing, and none that is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.fonts import machine
from makeready.fonts.machine import find_family, find_on_machine
from tests.unit.fonts.files import make_font


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "share"))
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "share/fonts/deep").mkdir(parents=True)
    machine._list_covers.cache_clear()
    machine._read.cache_clear()
    return tmp_path / "share/fonts"


def test_no_fonts_no_faces(folder: Path) -> None:
    assert find_on_machine(frozenset("𓀀")) == ()
    assert find_family("None of Them") == ()


def test_the_fewest_files_that_have_all_are_taken(folder: Path) -> None:
    (folder / "a.ttf").write_bytes(make_font("One", characters="𓀀"))
    (folder / "deep/b.ttf").write_bytes(make_font("Both", characters="𓀀𓀁"))
    (folder / "c.ttf").write_bytes(make_font("Two", characters="𓀁"))
    (folder / "broken.ttf").write_bytes(b"no font")
    (face,) = find_on_machine(frozenset("𓀀𓀁𓀂"))
    assert (face.family, face.origin) == ("Both", str(folder / "deep/b.ttf"))


def test_of_equals_the_first_by_path_is_taken(folder: Path) -> None:
    for name in ("b", "a", "c"):
        (folder / f"{name}.ttf").write_bytes(make_font(name.upper(), characters="𓀀"))
    assert [face.family for face in find_on_machine(frozenset("𓀀"))] == ["A"]


def test_a_font_that_may_not_be_embedded_is_passed_over(folder: Path) -> None:
    (folder / "a.ttf").write_bytes(make_font("Closed", characters="𓀀", bits=2))
    assert find_on_machine(frozenset("𓀀")) == ()


def test_a_family_is_found_by_its_name_with_all_its_files(folder: Path) -> None:
    (folder / "x.ttf").write_bytes(make_font("My Face"))
    (folder / "deep/y.ttf").write_bytes(make_font("My Face", italic=True))
    (folder / "z.ttf").write_bytes(make_font("My Face Display"))
    assert {path.name for path in find_family("my face")} == {"x.ttf", "y.ttf"}


def test_families_of_installed_packages_are_found_too(folder: Path) -> None:
    assert {path.name for path in find_family("Amiri")} == {
        f"Amiri-{name}.ttf" for name in ("Regular", "Italic", "Bold", "BoldItalic")
    }
