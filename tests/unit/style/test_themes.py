"""Themes of a book: what lies over what, what a project lays over it, and what cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.findings import Span
from makeready.model.edition import KINDS, Edition, Target
from makeready.style.load import load_cover_style, load_styles
from makeready.style.themes import ThemeRefusedError, check_sheet, choose_families, describe_themes, find_themes
from makeready.themes import BUILT_IN
from makeready.workspace import Workspace
from tests.unit.themes.packages import MANIFEST, install_theme

SPAN = Span.at("book.toml", 3)


def _edition(theme: str, target: Target = Target.PDF) -> Edition:
    return KINDS[target](name="one", theme=theme, theme_span=SPAN)


@pytest.mark.parametrize("target", [Target.EPUB, Target.PDF])
@pytest.mark.parametrize("name", BUILT_IN)
def test_a_theme_of_our_own_is_whole(tmp_path: Path, name: str, target: Target) -> None:
    outcome = load_styles(Workspace(tmp_path), _edition(name, target))
    cover = load_cover_style(Workspace(tmp_path), theme=name)
    assert outcome.value and cover.value and not outcome.findings and not cover.findings
    assert not any("var(" in sheet.content for sheet in (*outcome.value, *cover.value))


@pytest.mark.parametrize("name", BUILT_IN)
def test_our_own_themes_ask_for_no_other_file(name: str) -> None:
    themes = find_themes(Workspace(Path()), name).value
    assert themes
    for layer, text in themes[-1].sheets:
        check_sheet(f"{layer}.css", text)
        with pytest.raises(ThemeRefusedError, match="asks for another file in line 1"):
            check_sheet(f"{layer}.css", f"p {{ background: url(a.png) }} {text}")


def test_a_theme_lies_over_the_usual_one_and_a_project_over_both(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "print.css").write_text("p {}")
    outcome = load_styles(Workspace(tmp_path), _edition("technical"))
    assert [sheet.name for sheet in outcome.value or ()] == [
        "theme/shared.css", "theme/print.css", "theme/technical/shared.css", "theme/technical/print.css",
        "styles/print.css",
    ]  # fmt: skip


def test_a_token_of_a_theme_is_that_of_its_base_too(tmp_path: Path) -> None:
    usual = load_styles(Workspace(tmp_path), _edition("literary")).value or ()
    other = load_styles(Workspace(tmp_path), _edition("technical")).value or ()
    assert usual[0].content != other[0].content and "text-indent: 1.2em" in usual[0].content
    assert "text-indent: 1.2em" not in other[0].content


def test_an_unknown_theme_is_told_at_its_place_with_the_names_there_are(tmp_path: Path) -> None:
    outcome = load_styles(Workspace(tmp_path), _edition("tecnical"))
    assert [(one.code, one.span) for one in outcome.findings] == [("ST011", SPAN)]
    assert outcome.findings[0].hint == f"did you mean 'technical'? there are {', '.join(BUILT_IN)}"
    assert [sheet.name for sheet in outcome.value or ()] == ["theme/shared.css", "theme/print.css"]


def test_a_theme_of_a_package_lies_over_one_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files: dict[str, str | bytes] = {
        "theme.toml": MANIFEST + '[families]\ntext = "Source Code Pro"\n',
        "print.css": "p { color: #123 }",
    }
    install_theme(tmp_path / "site", monkeypatch, files)
    outcome = load_styles(Workspace(tmp_path), _edition("acme"))
    assert [sheet.name for sheet in outcome.value or ()] == [
        "theme/shared.css", "theme/print.css", "theme/technical/shared.css", "theme/technical/print.css",
        "theme/acme/print.css",
    ]  # fmt: skip
    chain = find_themes(Workspace(tmp_path), "acme").value or ()
    assert choose_families(chain) == {"text": "Source Code Pro", "code": "Source Code Pro", "head": "Noto Sans"}
    themes, findings = describe_themes()
    assert [one.name for one in themes] == [*BUILT_IN, "acme"] and not findings
    assert (themes[-1].origin, themes[-1].purpose, themes[-1].over) == (
        "acme-theme 1.2",
        "reports of the house",
        "technical",
    )


@pytest.mark.parametrize(
    ("css", "code"),
    [
        ("a{" * 5000, "ST007"),
        ("p { color: var(--nope) }", "ST003"),
        ("p { content: '\\d800' }", "MS003"),
        ("@page { size: 1mm 1mm }", "ST010"),
    ],
)
def test_a_sheet_of_a_package_is_looked_at_as_one_of_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, css: str, code: str
) -> None:
    install_theme(tmp_path / "site", monkeypatch, {"theme.toml": MANIFEST, "print.css": css})
    outcome = load_styles(Workspace(tmp_path), _edition("acme"))
    assert [(one.code, one.span and one.span.source) for one in outcome.findings] == [(code, "theme/acme/print.css")]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "has no theme.toml"),
        ({"theme.toml": "purpose ="}, "is no TOML"),
        ({"theme.toml": "purpose = " + "[" * 100_000}, "is no TOML"),
        ({"theme.toml": b"purpose = '\xff'"}, "theme.toml is not UTF-8 at byte 11"),
        ({"theme.toml": "title = 'x'"}, "`purpose` is missing"),
        ({"theme.toml": "purpose = 3"}, "'purpose' is no line of text"),
        ({"theme.toml": "purpose = 'x'\npages = 'a4'"}, "unknown key 'pages'"),
        ({"theme.toml": "purpose = 'x'\ntrims = 'a4'"}, "'trims' is no list of page sizes"),
        ({"theme.toml": "purpose = 'x'\ntrims = ['a4', 5]"}, "'trims' is no list of page sizes"),
        ({"theme.toml": "purpose = 'x'\ncover = 5"}, "'cover' is no line of text"),
        ({"theme.toml": "purpose = 'x'\nfamilies = 'y'"}, "unknown key 'families'"),
        ({"theme.toml": "purpose = 'x'\n[families]\nmusic = 'y'"}, "unknown key 'music'"),
        ({"theme.toml": "purpose = 'x'\nover = 'acme'"}, "over itself"),
        ({"theme.toml": "purpose = 'x'\nover = 'none'"}, "lies over 'none', which is not there"),
        ({"theme.toml": "purpose = 'x'", "epub.css": b"\xff"}, "epub.css is not UTF-8"),
        ({"theme.toml": "purpose = 'x'", "epub.css": "p {}\np { background: url(a.png) }"}, "another file in line 2"),
        ({"theme.toml": "purpose = 'x'", "epub.css": "p { background: url('a.png') }"}, "another file in line 1"),
        ({"theme.toml": "purpose = 'x'", "epub.css": "@import 'a.css';"}, "epub.css asks for another file"),
    ],
)
def test_a_theme_of_a_package_that_cannot_be_used_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str | bytes], said: str
) -> None:
    install_theme(tmp_path / "site", monkeypatch, files)
    outcome = load_styles(Workspace(tmp_path), _edition("acme"))
    assert [(one.code, one.span) for one in outcome.findings] == [("ST012", SPAN)]
    assert said in outcome.findings[0].message
