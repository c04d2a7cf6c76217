"""Loading: the cascade in its order; what cannot be used is told of."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from makeready.findings import Span
from makeready.fonts import list_built_in
from makeready.model.composition import StyleSheet
from makeready.model.edition import KINDS, Edition, EpubEdition, PrintEdition, Target
from makeready.style.load import find_foreign_families, load_cover_style, load_styles
from makeready.workspace import Workspace

PRINT = PrintEdition(name="print")
EPUB = EpubEdition(name="epub")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "styles").mkdir()
    return tmp_path


def test_the_theme_then_the_projects_sheets_then_the_editions(root: Path) -> None:
    for name in ("shared.css", "print.css", "epub.css", "large.css"):
        (root / "styles" / name).write_text(f"/* {name} */ p{{}}")
    edition = PrintEdition(name="print", styles=("large.css",))
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
    edition = PrintEdition(name="print", styles=("none.css", "../out.css"))
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


@pytest.mark.threat(4)
def test_a_sheet_that_leads_out_is_not_read(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("out") / "secret.css"
    secret.write_text("p { content: 'secret' }")
    (root / "styles" / "print.css").symlink_to(secret)
    (root / "styles" / "shared.css").symlink_to(root / "nowhere.css")
    os.mkfifo(root / "styles" / "pipe.css")
    edition = PrintEdition(name="print", styles=("pipe.css",))
    outcome = load_styles(Workspace(root), edition)
    assert [f.code for f in outcome.findings] == ["ST001"] * 3
    assert outcome.value is not None and not any("secret" in s.content for s in outcome.value)


@pytest.mark.threat(4)
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
    assert [str(f.span) for f in find_foreign_families((theme, mine), list_built_in())] == ["styles/print.css:1"]


@pytest.mark.parametrize("target", [Target.EPUB, Target.PDF])
def test_an_edition_without_hyphens_says_so_behind_the_theme_and_before_the_project(
    tmp_path: Path, target: Target
) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "shared.css").write_text("p { color: black }")
    sheets = load_styles(Workspace(tmp_path), KINDS[target](name="e", hyphenate=False)).value
    assert sheets is not None
    names = [sheet.name for sheet in sheets]
    assert names[2:] == ["theme/unhyphenated.css", "styles/shared.css"]
    assert "hyphens: manual" in sheets[2].content
    usual = load_styles(Workspace(tmp_path), KINDS[target](name="e")).value
    assert usual is not None and "theme/unhyphenated.css" not in [sheet.name for sheet in usual]


def test_shared_sheets_stand_between_the_theme_and_the_project_on_covers_too(root: Path) -> None:
    book = root / "shelf/a"
    (book / "styles").mkdir(parents=True)
    (root / "makeready.toml").touch()
    (root / "house.css").write_text('p { font-family: "Other" }\n', encoding="utf-8")
    (root / "odd.css").write_text("@page { size: 1mm 1mm }\n", encoding="utf-8")
    for name in ("shared.css", "cover.css"):
        (book / "styles" / name).write_text("p {}", encoding="utf-8")

    def share(*names: str) -> tuple[tuple[str, Span], ...]:
        return tuple((f"../../{name}", Span.at("../../makeready.toml", 1)) for name in names)

    edition = PrintEdition(name="print", hyphenate=False, shared_styles=share("house.css"))
    loaded = load_styles(Workspace(book), edition)
    assert loaded.value is not None
    assert [sheet.name for sheet in loaded.value] == [
        "theme/shared.css", "theme/print.css", "theme/unhyphenated.css", "../../house.css", "styles/shared.css",
    ]  # fmt: skip
    # What is told of a project's own sheets is told of these.
    assert [(one.code, str(one.span)) for one in loaded.findings] == [("ST006", "../../house.css:1")]
    odd = load_styles(Workspace(book), PrintEdition(name="print", shared_styles=share("odd.css")))
    assert [(one.code, str(one.span)) for one in odd.findings] == [("ST010", "../../odd.css:1")]
    missing = load_styles(Workspace(book), EpubEdition(name="epub", shared_styles=share("none.css")))
    assert [(one.code, str(one.span)) for one in missing.findings] == [("ST001", "../../makeready.toml:1")]
    assert "makeready.toml" in str(missing.findings[0].hint)
    cover = load_cover_style(Workspace(book), share("house.css"))
    assert cover.value is not None
    assert [sheet.name for sheet in cover.value][2:] == ["../../house.css", "styles/shared.css", "styles/cover.css"]
