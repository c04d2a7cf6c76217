"""Inks of their own in book.toml: sound ones reach the book, others are told at their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.findings import Finding
from makeready.manuscript.read import read_book
from makeready.model.ink import SpotInk
from makeready.workspace import Workspace


def _read(folder: Path, toml: str) -> tuple[tuple[SpotInk, ...], tuple[Finding, ...]]:
    (folder / "book.toml").write_text(f'title = "A"\nlanguage = "en"\ndate = 2026\nauthor = "B"\n{toml}', "utf-8")
    (folder / "one.md").write_text("# One\n\nWords.\n", encoding="utf-8")
    outcome = read_book(Workspace(folder))
    assert outcome.value is not None
    return outcome.value.book.inks, tuple(one for one in outcome.findings if one.code in ("MD004", "MD015"))


def test_inks_reach_the_book(tmp_path: Path) -> None:
    toml = '[inks."PANTONE 185 C"]\ncmyk = [0, 91, 76, 0.5]\ncolours = ["#ff0033", "rgb(0 255 0)"]\n'
    inks, findings = _read(tmp_path, toml)
    assert findings == ()
    (ink,) = inks
    assert (ink.name, ink.cmyk) == ("PANTONE 185 C", (0.0, 0.91, 0.76, 0.005))
    assert ink.colours == ((1.0, 0.0, 0.2), (0.0, 1.0, 0.0))


@pytest.mark.parametrize(
    ("toml", "code", "line", "said"),
    [
        ("[inks.Red]\ncolours = ['red']\n", "MD004", 5, "no likeness"),
        ("[inks.Red]\ncmyk = [0, 1, 1, 0]\n", "MD004", 5, "no colours"),
        ("[inks.Red]\ncmyk = [0, 101, 1, 0]\ncolours = 'red'\n", "MD015", 6, "four numbers"),
        ("[inks.Red]\ncmyk = [0, 1, 1]\ncolours = 'red'\n", "MD015", 6, "four numbers"),
        ("[inks.Red]\ncmyk = 'red'\ncolours = 'red'\n", "MD015", 6, "four numbers"),
        ("[inks.Red]\ncmyk = [0, true, 1, 0]\ncolours = 'red'\n", "MD015", 6, "four numbers"),
        ("[inks.Red]\ncmyk = [0, 1, 1, 0]\ncolours = 'reddish'\n", "MD015", 7, "no opaque colour"),
        ("[inks.Red]\ncmyk = [0, 1, 1, 0]\ncolours = 'rgb(1 2 3 / 50%)'\n", "MD015", 7, "no opaque colour"),
        ("[inks.Red]\ncmyk = [0, 1, 1, 0]\ncolours = ['red', '#f00']\n", "MD015", 7, "stands for Red already"),
        ("[inks.Black]\ncmyk = [0, 1, 1, 0]\ncolours = 'red'\n", "MD015", 5, "no ink of its own"),
        ('[inks."R\u00f6te"]\ncmyk = [0, 1, 1, 0]\ncolours = "red"\n', "MD015", 5, "name of a plate"),
    ],
)
def test_what_is_wrong_is_told_at_its_line(toml: str, code: str, line: int, said: str, tmp_path: Path) -> None:
    _, findings = _read(tmp_path, toml)
    assert [one.code for one in findings] == [code]
    assert said in findings[0].message
    assert str(findings[0].span).startswith(f"book.toml:{line}:")
    assert findings[0].hint
