"""Proofs of a project: its pages with what was found, changes since the last one; nothing where it was not built."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from makeready.cli import main
from makeready.press.proof import _find_safe
from makeready.profiles import read_profile

TOML = """title = "Ships"
language = "en"
date = 2026
identifiers = ["uuid:6f1c0f3e-27a4-4a6e-9d52-1d0f9a6f0b77"]
contributors = [{ name = "Ann Lee", roles = ["aut"] }]
[editions.print]
target = "pdf"
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "ships"
    (root / "manuscript").mkdir(parents=True)
    (root / "manuscript" / "book.toml").write_text(TOML, encoding="utf-8")
    for number in (1, 2):
        text = f"# Chapter {number}\n\n{'Words stand in a row here. ' * 30}\n"
        (root / "manuscript" / f"{number:02}.md").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return root


def test_a_proof_shows_the_pages_and_then_what_has_changed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def make(*words: str) -> dict[str, Any]:
        code = main(["proof", "ships", "--format", "json", *words])
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert told["exit_code"] == code
        return told

    first = make()
    path = project / "build" / "proof-print.html"
    assert first["result"]["path"] == "ships/build/proof-print.html"
    assert first["result"]["changed"] is None
    page: Any = html.document_fromstring(path.read_bytes())
    assert page.xpath("count(//figure)") == first["result"]["pages"] >= 6
    chapter = page.xpath("//figcaption[contains(., 'manuscript/02.md:1')]")
    assert chapter, "pages name their place in the manuscript"
    assert page.xpath("//rect[@class='box text']")
    assert first["result"]["blank"], "a chapter opens on a right page"
    assert make()["result"]["changed"] == []
    text = project / "manuscript" / "02.md"
    text.write_text(text.read_text("utf-8").replace("row", "heap", 1), encoding="utf-8")
    changed = make()["result"]["changed"]
    (figure,) = chapter[0].xpath("ancestor::figure/@id")
    assert changed[0] == int(figure.lstrip("p")), "and behind it the colophon, which tells the digest of the text"
    assert len(changed) <= 2
    assert not (project / "build" / "ships.pdf").exists(), "a proof is no build"
    # For a receiver, with what it refuses; the proof is written all the same.
    told = make("--profile", "kdp", "--output", "seen.html")
    assert (told["exit_code"], told["result"]["path"]) == (1, "seen.html")
    assert "PF020" in {one["code"] for one in told["findings"]}
    seen: Any = html.document_fromstring(Path("seen.html").read_bytes())
    assert "PF020" in seen.xpath("string(//main)")
    assert seen.xpath("//rect[@class='box safe']")


def test_a_book_that_is_not_built_has_no_proof(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "manuscript" / "01.md").write_text("# One\n\n![a](gone.png)\n", encoding="utf-8")
    assert main(["proof", "ships", "--no-colour"]) == 1
    assert "nothing was written" in capsys.readouterr().err
    assert not (project / "build" / "proof-print.html").exists()
    assert main(["proof", "ships", "--profile", "nobody"]) == 2
    assert main(["proof", "ships", "--profile", "kdp", "--edition", "print"]) == 2
    assert main(["proof", "nowhere"]) == 2


def test_the_white_at_the_binding_is_at_the_left_of_right_pages() -> None:
    profile = read_profile("kdp")
    cut = (0.0, 0.0, 400.0, 600.0)
    assert _find_safe(cut, profile, 200, 0.0, 0, rtl=False) == (36.0, 18.0, 382.0, 582.0)
    assert _find_safe(cut, profile, 200, 0.0, 1, rtl=False) == (18.0, 18.0, 364.0, 582.0)
    assert _find_safe(cut, profile, 200, 0.0, 0, rtl=True) == (18.0, 18.0, 364.0, 582.0)
    assert _find_safe(cut, profile, 200, 9.0, 0, rtl=False) == (36.0, 27.0, 373.0, 573.0)
    assert _find_safe(cut, None, 200, 0.0, 0, rtl=False) is None
    assert _find_safe(cut, read_profile("screen"), 200, 0.0, 0, rtl=False) is None
