"""Themes: those of our own and of installed packages, by their files."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.themes import BUILT_IN, LAYERS, MANIFEST, list_themes, read_theme
from tests.unit.themes.packages import install_theme


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_theme_of_our_own_has_a_manifest_and_a_sheet_for_each_edition_and_the_cover(name: str) -> None:
    found = read_theme(name)
    assert found is not None and found.refusal == "" and found.origin == "makeready"
    assert [one for one, _ in found.content] == [MANIFEST, *(f"{layer}.css" for layer in LAYERS)]


def test_a_package_brings_a_theme_and_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_theme("acme") is None
    install_theme(tmp_path, monkeypatch, {"theme.toml": "purpose = 'x'", "print.css": "p {}", "more.css": "p {}"})
    assert list_themes() == (*BUILT_IN, "acme")
    found = read_theme("acme")
    assert found is not None and found.origin == "acme-theme 1.2"
    assert found.content == (("theme.toml", b"purpose = 'x'"), ("print.css", b"p {}"))


def test_a_package_takes_no_name_of_our_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = read_theme("poetry")
    install_theme(tmp_path, monkeypatch, {"theme.toml": "purpose = 'x'"}, name="poetry")
    assert list_themes() == BUILT_IN
    assert read_theme("poetry") == own


def test_the_first_of_two_packages_counts_wherever_they_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_theme(tmp_path / "a", monkeypatch, {"theme.toml": "a"}, package="acme_a")
    install_theme(tmp_path / "b", monkeypatch, {"theme.toml": "b"}, package="acme_b")
    found = read_theme("acme")
    assert found is not None and found.origin == "acme-a 1.2"


@pytest.mark.parametrize(
    ("files", "refusal"),
    [({}, "no theme.toml"), ({"theme.toml": "x", "epub.css": " " * 1_000_001}, "larger than 1,000,000 bytes")],
)
def test_a_package_without_a_manifest_or_with_a_huge_sheet_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str | bytes], refusal: str
) -> None:
    install_theme(tmp_path, monkeypatch, files)
    found = read_theme("acme")
    assert found is not None and refusal in found.refusal


def test_a_package_that_is_gone_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = install_theme(tmp_path, monkeypatch, {})
    (folder / "__init__.py").unlink()
    folder.rmdir()
    found = read_theme("acme")
    assert found is not None and "has no theme.toml" in found.refusal
