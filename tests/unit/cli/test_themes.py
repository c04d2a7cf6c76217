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


def test_one_theme_is_shown_with_what_it_offers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["themes", "technical"]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines[:2] == [
        "technical Technical, of makeready, over literary",
        "manuals and textbooks with code, tables, tips and warnings",
    ]
    assert "page sizes 5.5in x 8.5in, A5, 6in x 9in" in lines
    assert "cover the title in bold at the left, under a bar, light on dark" in lines
    assert "typeface for text EB Garamond" in lines and "typeface for head Noto Sans" in lines
    assert "--opening-initial 1em (literary)" in lines and "--sink 28pt (technical)" in lines


def test_one_theme_over_another_has_what_the_other_says_and_no_cover_that_is_not_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sheets = {
        "shared.css": "@media (prefers-color-scheme: dark) { :root { --sink: 1pt } }\np { --size: 3pt }",
        "cover.css": ":root { --cover-ink: red }",
    }
    install_theme(tmp_path, monkeypatch, {"theme.toml": MANIFEST, **sheets})
    assert main(["themes", "acme", "--format", "json"]) == 0
    result = json.loads(capsys.readouterr().out)["result"]
    assert result["families"]["head"] == "Noto Sans" and result["trims"] == ["5.5in x 8.5in", "A5", "6in x 9in"]
    assert result["cover"] is None and result["sheets"][-2:] == ["acme/shared.css", "acme/cover.css"]
    assert result["tokens"]["--cover-ink"] == {"value": "red", "theme": "acme"}
    # What holds for some readers, and what stands in another rule, sets no token.
    assert result["tokens"]["--sink"] == {"value": "28pt", "theme": "technical"}
    assert result["tokens"]["--size"]["value"] == "11pt"


def test_a_name_that_no_theme_has_is_told_with_a_near_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["themes", "tecnical"]) == 1
    told = capsys.readouterr()
    assert "error[ST011]: there is no theme 'tecnical'" in told.err and "did you mean 'technical'?" in told.err
    assert told.out == ""
    assert main(["themes", "tecnical", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["result"] is None
