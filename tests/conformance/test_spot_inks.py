"""Spot colours from book.toml to plates: a press gets them in pages and wrap, others the likeness, alike each time."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pikepdf
import pytest

from makeready.cli import main

TOML = """title = "Walls"
language = "en-GB"
author = "Ann"
date = "2026-01-01"

[inks."PANTONE 185 C"]
cmyk = [0, 91, 76, 0]
colours = ["#e4002b"]

[inks.Gold]
cmyk = [18, 35, 72, 5]
colours = ["#c69a3e"]

[editions.print]
target = "pdf"
styles = ["red.css"]
"""


def _build(folder: Path, name: str) -> Path:
    """Build the book into a new folder for a press and for a receiver of four inks."""
    (folder / "styles").mkdir(exist_ok=True)
    (folder / "book.toml").write_text(TOML, encoding="utf-8")
    (folder / "styles" / "red.css").write_text("h1 { color: #e4002b }", encoding="utf-8")
    (folder / "one.md").write_text("# One\n\nWords on walls.\n\n# Two\n\nMore.\n", encoding="utf-8")
    words = ["build", str(folder), "--output", str(folder / name), "--no-cache", "--no-colour"]
    assert main([*words, "--profile", "press", "--profile", "ingram"]) == 0
    return folder / name


def _list_plates(path: Path, folder: Path) -> set[str]:
    """Return the plates with anything on them, by Ghostscript."""
    folder.mkdir()
    command = ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-r30", "-sDEVICE=tiffsep", f"-o{folder}/%d.tif"]
    subprocess.run([*command, str(path)], check=True, capture_output=True)
    return {found[1] for one in folder.iterdir() if (found := re.search(r"\((.+)\)", one.name))}


@pytest.mark.long
def test_plates_are_made_where_they_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = _build(tmp_path, "made")
    said = capsys.readouterr().err
    four = {"Cyan", "Magenta", "Yellow", "Black"}
    assert _list_plates(made / "walls-press.pdf", tmp_path / "a") == {*four, "PANTONE 185 C"}
    assert _list_plates(made / "walls-press-cover.pdf", tmp_path / "b") == {*four, "Gold"}
    assert _list_plates(made / "walls-ingram.pdf", tmp_path / "c") == four
    assert _list_plates(made / "walls-ingram-cover.pdf", tmp_path / "d") == four
    assert "advice[PF033]: plates of their own are made: PANTONE 185 C" in said
    assert "advice[PD056]: the ink Gold is used nowhere" in said
    again = _build(tmp_path, "again")
    capsys.readouterr()
    for one in made.glob("*.pdf"):
        assert one.read_bytes() == (again / one.name).read_bytes(), one.name
    with pikepdf.open(made / "walls-ingram.pdf") as pdf:
        contents = [page.Contents.read_bytes() for page in pdf.pages]
    assert any(b"0 0.91 0.76 0 k" in one for one in contents)
