"""Stale EPUBs: one that lists other pages than those of the print edition beside it is told, as long as it does."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import pytest

from makeready.cli import main

TOML = """title = "Walls"
author = "Ann"
language = "en-GB"
date = 2026
identifiers = ["uuid:9d6b4a4e-6f43-4a0f-9a5d-0a4f3a0c1813"]
[editions.epub]
page_list = "edition:paperback"
[editions.paperback]
target = "pdf"
trim = "4in x 6in"
[editions.large]
target = "pdf"
trim = "A4"
"""
TEXT = (
    "# Chapter one\n\n"
    + ("Stone stands on stone & wall on *wall*, and no one remembers who set them there. " * 8 + "\n\n") * 5
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "book.toml").write_text(TOML)
    (tmp_path / "one.md").write_text(TEXT)
    return tmp_path


def build(root: Path, *options: str) -> list[str]:
    """Return which files a build tells as not current in JSON."""
    out, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        assert main(["build", str(root), *options, "--format", "json"]) == 0, errors.getvalue()
    return [Path(path).name for path in json.loads(out.getvalue())["not_current"]]


def test_an_epub_is_told_until_it_is_built_again(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(root) == []
    epub = (root / "build" / "walls.epub").read_bytes()
    assert build(root, "--edition", "paperback") == []
    (root / "book.toml").write_text(TOML.replace("4in x 6in", "4in x 5in"))
    assert build(root, "--edition", "paperback") == ["walls.epub"]
    # This one finds the pages of the build before: the EPUB is as stale as it was.
    assert main(["build", str(root), "--edition", "paperback", "--no-colour"]) == 0
    assert "walls.epub is NOT current: it is about the pages of an earlier build\n" in capsys.readouterr().err
    assert (root / "build" / "walls.epub").read_bytes() == epub
    assert build(root, "--edition", "large") == [], "its pages are not listed"
    assert build(root, "--to", "epub") == build(root, "--to", "pdf") == []


def test_an_epub_built_alone_with_the_new_pages_is_current(root: Path) -> None:
    build(root)
    (root / "book.toml").write_text(TOML.replace("4in x 6in", "4in x 5in"))
    build(root, "--to", "epub")
    # The page map beside the PDF is still the old one; the EPUB lists the pages that come now.
    assert build(root, "--edition", "paperback") == []
