"""A new project builds at once, through all the real rooms, without a finding, and twice to the same bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from makeready.cli import main


def _digest_files(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("[!.]*"))}


@pytest.mark.parametrize("options", [[], ["--review", "--language", "de"]])
def test_a_new_project_builds_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str]) -> None:
    root = tmp_path / "my-book"
    assert main(["new", str(root), "--author", "Ada “the first” Okafor", *options, "-q"]) == 0
    assert main(["build", str(root), "--strict"]) == 0, capsys.readouterr().err
    captured = capsys.readouterr()
    assert captured.err == ""
    first = _digest_files(root / "build")
    assert list(first) == ["manifest.json", "my-book.epub", "my-book.pages.json", "my-book.pdf"]
    assert all(digest[:12] in captured.out for name, digest in first.items() if name != "manifest.json")
    assert main(["build", str(root), "--output", str(tmp_path / "again"), "-q"]) == 0
    assert _digest_files(tmp_path / "again") == first
    assert main(["info", str(root)]) == 0
    assert "build/my-book.epub" in capsys.readouterr().out
