"""Titles that were taken for chapters are told; chapters that are meant so are not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from makeready.manuscript.read import read_book
from makeready.workspace import Workspace

_TOML = 'title = "The Weir"\nlanguage = "en"\nauthor = "Mara Ost"\ndate = 2026-01-05\n'
_SECTIONS = "\n\n## Rain\n\nIt rose.\n\n## Flood\n\nIt broke.\n"


def _codes(folder: Path, files: Mapping[str, str], more: str = "") -> list[str]:
    (folder / "book.toml").write_text(_TOML + more)
    for name, text in files.items():
        (folder / name).write_text(text)
    return [one.code for one in read_book(Workspace(folder)).findings if one.code in ("MS036", "MS037")]


@pytest.mark.parametrize(
    ("files", "codes"),
    [
        ({"a.md": "# The Weir\n# One\n\nText.", "b.md": "# THE WEIR\n# Two\n\nText."}, ["MS036", "MS036"]),
        ({"a.md": "# The Weir\n\n## One\n\nText.", "b.md": "# The Weir\n\n## Two\n\nText."}, ["MS036", "MS036"]),
        ({"a.md": "---\ntitle: The Weir\n---\n\nText.", "b.md": "---\ntitle: The Weir\n---\n\nMore."}, ["MS036"] * 2),
        ({"a.md": "# The Weir\n\n# One\n\nText.\n\n# Two\n\nText."}, ["MS036"]),
        ({"a.md": f"# Title: Another{_SECTIONS}"}, ["MS037"]),
        ({"a.md": f"# The Weir: a tale\n\nBy Mara Ost.{_SECTIONS}"}, ["MS037"]),
    ],
)
def test_title_as_a_chapter_is_told(files: dict[str, str], codes: list[str], tmp_path: Path) -> None:
    assert _codes(tmp_path, files) == codes


@pytest.mark.parametrize(
    "files",
    [
        {"a.md": f"# The Weir{_SECTIONS}"},
        {"a.md": "# The Mill\n\nText.", "b.md": "# The Weir\n\nThe story that gives the book its name."},
        {"a.md": f"# The first chapter\n\nWords of its own.{_SECTIONS}"},
        {"a.md": f"# One{_SECTIONS}", "b.md": f"# Two{_SECTIONS}"},
        {"a.md": "# One\n\n## Only\n\nText."},
    ],
)
def test_chapters_are_chapters(files: dict[str, str], tmp_path: Path) -> None:
    assert _codes(tmp_path, files) == []


def test_title_in_the_files_of_a_part_is_told(tmp_path: Path) -> None:
    files = {"a.md": "# The Weir\n# One\n\nText.", "b.md": "# The Weir\n# Two\n\nText."}
    toml = '\n[contents]\nbody = [{ part = "First", files = ["a.md", "b.md"] }]\n'
    assert _codes(tmp_path, files, toml) == ["MS036", "MS036"]


@pytest.mark.parametrize("code", ["MS036", "MS037"])
def test_remedy_mends_it(code: str, tmp_path: Path) -> None:
    texts = {"MS036": "# The Weir\n# One\n\nText.\n\n# Two\n\nText.", "MS037": f"# A tale{_SECTIONS}"}
    assert _codes(tmp_path, {"a.md": texts[code].split("\n", 1)[1]}) == []
    book = read_book(Workspace(tmp_path)).value
    assert book is not None
    assert len(book.book.sections) == 2
