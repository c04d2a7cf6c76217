"""Styles: the cascade in its order; tokens resolved in bounded time, and what has no value is told of."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from makeready.findings import Finding
from makeready.markup.styles import find_foreign_families, load_cover_style, load_styles, resolve_tokens
from makeready.model.composition import StyleSheet
from makeready.model.edition import Edition, Target
from makeready.workspace import Workspace

PRINT = Edition(name="print", target=Target.PDF)
EPUB = Edition(name="epub", target=Target.EPUB)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "styles").mkdir()
    return tmp_path


def _resolve(*contents: str) -> tuple[str, tuple[Finding, ...]]:
    """Return the last sheet's rules without white space at their ends, and the findings."""
    sheets = [StyleSheet(name=f"styles/{n}.css", content=css) for n, css in enumerate(contents)]
    resolved, findings = resolve_tokens(sheets)
    return resolved[-1].content.strip(), findings


# --- tokens


def test_a_token_is_replaced_and_its_rule_goes() -> None:
    assert _resolve(":root { --ink: #111; }\np { color: var(--ink) }") == ("p { color: #111 }", ())


def test_the_last_sheet_that_sets_a_token_wins_for_all() -> None:
    contents = {"a": ":root{--x:1px}p{m:var(--x)}", "b": ":root{--x:2px}"}
    sheets = [StyleSheet(name=name, content=css) for name, css in contents.items()]
    assert [s.content.strip() for s in resolve_tokens(sheets)[0]] == ["p{m:2px}", ""]


def test_tokens_may_use_tokens() -> None:
    css = ":root{--a:1px;--b:calc(var(--a) + var( --a ));--c:var(--b)}p{m:var(--c)}"
    assert _resolve(css) == ("p{m:calc(1px + 1px)}", ())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("var(--no, 2px)", "2px"),
        ("var(--no, var(--nor, rgb(1, 2, calc(3 + (4)))))", None),
        ("var(--no, rgb(1, 2, calc(3)))", "rgb(1, 2, calc(3))"),
        ("var(--no, var(--a))", "1px"),
        ("var(--a, 2px)", "1px"),
        ("var(--no,)", ""),
    ],
)
def test_a_fallback_stands_in_for_a_token_that_is_not_set(value: str, expected: str | None) -> None:
    css, findings = _resolve(f":root{{--a:1px}}p{{m:{value}}}")
    if expected is None:
        assert [f.code for f in findings] == ["ST003"], "too deep to read, and so told of"
    else:
        assert (css, findings) == (f"p{{m:{expected}}}", ())


def test_other_rules_of_root_stay() -> None:
    assert _resolve(":root { color: red; --a: 1px }") == (":root{ color: red; }", ())


def test_all_missing_tokens_are_told_with_their_lines() -> None:
    css, findings = _resolve("/* var(--not-me)\n */\np{m:var(--x)}\n:root{\n--a:1\n}\nq{m:var(--y) var(--a) var(--x)}")
    assert [(f.code, str(f.span), f.message) for f in findings] == [
        ("ST003", "styles/0.css:3", "--x has no value"),
        ("ST003", "styles/0.css:7", "--y has no value"),
    ]
    assert css.endswith("q{m:initial 1 initial}")


@pytest.mark.parametrize("css", [":root{--a:var(--a)}", ":root{--a:var(--b);--b:x var(--a)}"])
def test_a_token_that_leads_to_itself_is_told(css: str) -> None:
    text, findings = _resolve(f"{css}p{{m:var(--a);n:var(--a, 3px)}}")
    assert [f.code for f in findings] == ["ST003"]
    assert "leads to itself" in findings[0].message
    assert text == "p{m:initial;n:3px}"


def test_a_token_of_many_lines_moves_no_other_line() -> None:
    css, findings = _resolve(":root{--a: 1px\n  2px\n}\np{m:var(--a)}\nq{m:var(--x)}")
    assert str(findings[0].span) == "styles/0.css:5"
    assert css.startswith("p{m:1px 2px}")


BOMBS = {
    "doubling": ":root{--a30:xx;"
    + ";".join(f"--a{i}:{f'var(--a{i + 1})' * 10}" for i in range(30))
    + "}p{m:var(--a0)}",
    "long": ":root{--a:" + "x" * 400_000 + "}p{" + "m:var(--a);" * 40_000 + "}",
    "chain": ":root{" + ";".join(f"--a{i}:var(--a{i + 1})" for i in range(30_000)) + "}p{m:var(--a0)}",
    "open fallback": "p{m:var(--a," + "x" * 900_000,
    "open brackets": "p{m:var(--a,(" * 80_000,
    "pairs of brackets": "p{m:var(--a," + "(x)" * 300_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_grows_without_end_is_bounded_and_told(name: str) -> None:
    began = time.process_time()
    css, findings = _resolve(BOMBS[name])
    assert time.process_time() - began < 2
    assert {f.code for f in findings} == {"ST003"}
    assert len(css) < 3_000_000


@pytest.mark.parametrize("unit", ["/*", ":root{", "--a", ":root{--a", "-", "var( ", ":root "])
def test_repeated_beginnings_take_no_time(unit: str) -> None:
    began = time.process_time()
    _resolve(":root{" + unit * (900_000 // len(unit)))
    assert time.process_time() - began < 2


def test_a_comment_without_an_end_goes_to_the_end_of_the_sheet() -> None:
    assert _resolve("p{m:1}/* var(--x)")[0] == "p{m:1}"


# --- the cascade


def test_the_theme_then_the_projects_sheets_then_the_editions(root: Path) -> None:
    for name in ("shared.css", "print.css", "epub.css", "large.css"):
        (root / "styles" / name).write_text(f"/* {name} */ p{{}}")
    edition = Edition(name="print", target=Target.PDF, styles=("large.css",))
    outcome = load_styles(Workspace(root), edition)
    assert outcome.value is not None and outcome.findings == ()
    assert [s.name for s in outcome.value] == [
        "theme/shared.css", "theme/print.css", "styles/shared.css", "styles/print.css", "styles/large.css",
    ]  # fmt: skip


@pytest.mark.parametrize("edition", [PRINT, EPUB])
def test_the_theme_alone_is_whole(root: Path, edition: Edition) -> None:
    outcome = load_styles(Workspace(root), edition)
    assert outcome.value is not None and outcome.findings == ()
    assert not any("var(" in s.content for s in outcome.value)
    cover = load_cover_style(Workspace(root))
    assert cover.value is not None and cover.findings == ()
    assert not any("var(" in s.content for s in cover.value)


def test_a_project_sets_a_token_of_the_theme(root: Path) -> None:
    (root / "styles" / "shared.css").write_text(':root { --text-family: "Other Face", serif }')
    outcome = load_styles(Workspace(root), PRINT)
    assert outcome.value is not None
    theme = outcome.value[0].content + outcome.value[1].content
    assert '"Other Face"' in theme and '"EB Garamond"' not in theme


def test_a_sheet_that_is_named_and_not_there_is_told(root: Path) -> None:
    edition = Edition(name="print", target=Target.PDF, styles=("none.css", "../out.css"))
    outcome = load_styles(Workspace(root), edition)
    assert [f.code for f in outcome.findings] == ["ST001", "ST001"]
    assert outcome.value is not None and len(outcome.value) == 2


def test_the_cover_has_the_projects_sheets(root: Path) -> None:
    (root / "styles" / "cover.css").write_text(":root { --cover-ground: red }")
    outcome = load_cover_style(Workspace(root))
    assert outcome.value is not None and outcome.findings == ()
    assert [s.name for s in outcome.value] == ["theme/shared.css", "theme/cover.css", "styles/cover.css"]
    assert "background: red" in outcome.value[1].content


@pytest.mark.parametrize("name", ["shared.css", "cover.css"])
def test_a_bad_sheet_of_the_cover_is_a_finding(root: Path, name: str) -> None:
    path = root / "styles" / name
    path.write_bytes(b"p{content:'\xff'}")
    assert [f.code for f in load_cover_style(Workspace(root)).findings] == ["ST002"]
    path.write_bytes(b" " * 1_000_001)
    assert [f.code for f in load_cover_style(Workspace(root)).findings] == ["ST001"]


def test_a_sheet_that_leads_out_is_not_read(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("out") / "secret.css"
    secret.write_text("p { content: 'secret' }")
    (root / "styles" / "print.css").symlink_to(secret)
    (root / "styles" / "shared.css").symlink_to(root / "nowhere.css")
    os.mkfifo(root / "styles" / "pipe.css")
    edition = Edition(name="print", target=Target.PDF, styles=("pipe.css",))
    outcome = load_styles(Workspace(root), edition)
    assert [f.code for f in outcome.findings] == ["ST001"] * 3
    assert outcome.value is not None and not any("secret" in s.content for s in outcome.value)


def test_a_folder_that_leads_out_of_the_project_is_refused(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (tmp_path / "styles").symlink_to(tmp_path_factory.mktemp("out"))
    outcome = load_styles(Workspace(tmp_path), PRINT)
    assert [f.code for f in outcome.findings] == ["ST001"]
    assert outcome.value is None


def test_a_family_that_is_not_here_is_told_once_for_each_rule() -> None:
    css = 'h1 { font-family: Futura }\np { font-family: "EB Garamond", serif }\nh2 { font-family: inherit }\n'
    mine, theme = StyleSheet(name="styles/print.css", content=css), StyleSheet(name="theme/print.css", content=css)
    assert [str(f.span) for f in find_foreign_families((theme, mine))] == ["styles/print.css:1"]


@pytest.mark.parametrize("target", list(Target))
def test_an_edition_without_hyphens_says_so_behind_the_theme_and_before_the_project(
    tmp_path: Path, target: Target
) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "shared.css").write_text("p { color: black }")
    sheets = load_styles(Workspace(tmp_path), Edition(name="e", target=target, hyphenate=False)).value
    assert sheets is not None
    names = [sheet.name for sheet in sheets]
    assert names[2:] == ["theme/unhyphenated.css", "styles/shared.css"]
    assert "hyphens: manual" in sheets[2].content
    usual = load_styles(Workspace(tmp_path), Edition(name="e", target=target)).value
    assert usual is not None and "theme/unhyphenated.css" not in [sheet.name for sheet in usual]
