"""`makeready themes`: what it lists, as text and as JSON, with a package's theme among it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from makeready.cli import main
from makeready.themes import BUILT_IN
from tests.unit.themes.packages import MANIFEST, install_theme


def test_the_themes_are_listed_with_what_each_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["themes"]) == 0
    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert [line.split()[0] for line in lines[::2]] == [*BUILT_IN]
    assert lines[4] == "technical  Technical, of makeready, over literary"
    assert lines[5] == "  manuals and textbooks with code, tables, tips and warnings"
    assert told.err == ""


def test_json_has_the_theme_of_a_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install_theme(tmp_path, monkeypatch, {"theme.toml": MANIFEST})
    assert main(["themes", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["command"] == "themes"
    assert told["result"]["themes"][-1] == {
        "name": "acme",
        "title": "Acme",
        "purpose": "reports of the house",
        "origin": "acme-theme 1.2",
        "over": "technical",
        "families": {},
    }
    assert told["result"]["themes"][0]["over"] is None


def test_a_theme_that_cannot_be_used_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install_theme(tmp_path, monkeypatch, {"theme.toml": "purpose"})
    assert main(["themes"]) == 1
    told = capsys.readouterr()
    assert "error[ST012]: the theme 'acme' of acme-theme 1.2 cannot be used" in told.err
    assert "literary" in told.out and "acme" not in told.out
