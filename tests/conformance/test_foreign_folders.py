"""Folders of other systems, built as they stand, before judges: EPUBCheck, and pandoc's reading of the same text."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from makeready.cli import main
from makeready.manuscript.read import read_book
from makeready.model.node import plain_text
from makeready.tools import find_pandoc, run_tool
from makeready.workspace import Workspace
from tests.conformance.epubcheck_jvm import judge
from tests.conftest import TESTS
from tests.unit.manuscript.folders.test_converted import ASCIIDOC, LATEX
from tests.unit.manuscript.folders.test_mdbook import FILES as MDBOOK
from tests.unit.manuscript.folders.trees import write_tree

SHARED = TESTS.parents[1] / "shared" / "manuscripts"
_WORD = re.compile(r"[^\W\d_]{2,}")
PLAY = """<?xml version="1.0" encoding="utf-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="en-GB">
<head><title>Act I</title></head>
<body epub:type="bodymatter z3998:drama"><section id="act-1" epub:type="chapter">
<h2><span epub:type="label">Act</span>
  <span epub:type="ordinal z3998:roman">I</span></h2>
<section id="scene-1" epub:type="z3998:scene"><h3>Scene I</h3>
<table><tbody>
<tr><td/><td><i epub:type="z3998:stage-direction">Enter <b epub:type="z3998:persona">Ann</b>
  and <b epub:type="z3998:persona">Bo</b>.</i></td></tr>
<tr><td epub:type="z3998:persona">Ann</td><td>Who calls?</td></tr>
<tr><td epub:type="z3998:persona">Bo</td><td epub:type="z3998:verse">
  <p><span>The wind upon the water,</span>
  <br/>
  <span class="i1">the water on the stone.</span></p></td></tr>
<tr><td epub:type="z3998:persona">Ann</td><td><p>Read it.</p>
  <blockquote epub:type="z3998:letter"><p epub:type="z3998:salutation">Dear Ann,</p><p>come.</p></blockquote>
  <p>So I went.</p></td></tr>
</tbody></table></section></section></body></html>
"""
OPF = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="uid">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="uid">x</dc:identifier>
<dc:title>The Play</dc:title>
<dc:creator>Ann Ode</dc:creator><dc:language>en-GB</dc:language></metadata>
<manifest><item id="a" href="text/act-1.xhtml" media-type="application/xhtml+xml"/>
<item id="t" href="text/titlepage.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="t"/><itemref idref="a"/></spine></package>
"""
TREES: dict[str, tuple[dict[str, str], str, tuple[str, ...]]] = {
    "mdBook": (
        MDBOOK,
        "gfm+footnotes",
        tuple(name for name in MDBOOK if name.endswith(".md") and "SUMMARY" not in name),
    ),
    "AsciiDoc": (ASCIIDOC, "", ()),
    "LaTeX": (LATEX, "", ()),
    "play": ({"src/epub/content.opf": OPF, "src/epub/text/act-1.xhtml": PLAY}, "html", ("src/epub/text/act-1.xhtml",)),
}


def _count(arguments: list[str]) -> Counter[str]:
    pandoc = find_pandoc()
    assert pandoc is not None
    run = run_tool([pandoc, *arguments, "-t", "plain", "--wrap=none"])
    assert run.status == 0, run.errors
    return Counter(word.lower() for word in _WORD.findall(run.output))


def _build(root: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["build", str(root), "--no-cache", "--no-colour", "-q"]) == 0, capsys.readouterr().err
    assert "error" not in capsys.readouterr().err
    (epub,) = (root / "build").glob("*.epub")
    assert len(list((root / "build").glob("*.pdf"))) == 1
    assert judge(epub.read_bytes()) == ()
    return epub


@pytest.mark.parametrize("name", TREES)
def test_a_folder_of_another_system_is_two_sound_books_with_all_its_words(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files, language, sources = TREES[name]
    write_tree(tmp_path, files)
    epub = _build(tmp_path, capsys)
    read = _count(["-f", "epub", str(epub)])
    for source in sources:
        assert _count(["-f", language, str(tmp_path / source)]) - read == Counter()


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "language", "pattern"),
    [
        ("pandoc-novel", "markdown", "text/*.md"),
        ("humane-tech", "gfm", "_chapters/*.md"),
        ("deep-rules", "markdown", "content/0[2-9]*.md"),
    ],
)
def test_a_book_that_nobody_here_wrote_has_all_its_words(
    name: str, language: str, pattern: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if not (SHARED / name).is_dir():
        pytest.skip(f"../shared/manuscripts/{name} is not here")
    root = tmp_path / name
    shutil.copytree(SHARED / name, root)
    read = _count(["-f", "epub", str(_build(root, capsys))])
    sources = sorted(root.glob(pattern))
    assert sources
    for source in sources:
        assert _count(["-f", language, str(source)]) - read == Counter()


def test_speakers_and_verses_of_a_play_keep_their_form(tmp_path: Path) -> None:
    write_tree(tmp_path, TREES["play"][0])
    outcome = read_book(Workspace(tmp_path, {}))
    assert outcome.value is not None
    (act,) = outcome.value.book.sections
    assert plain_text(act.title).strip() == "Act I"
    (scene,) = act.children
    lines = [plain_text((node,)) for top in scene.content for node in (top.children or (top,))]
    assert "Enter Ann and Bo." in lines
    assert "Ann Who calls?" in lines
    assert "Bo The wind upon the water, \xa0\xa0\xa0\xa0the water on the stone." in lines
    assert "So I went." in lines


def test_a_long_copyright_page_goes_on_overleaf(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rights = "\n\n".join(
        f"Paragraph {number} reserves a right that nobody has heard of before." for number in range(60)
    )
    files = {
        "manuscript/book.toml": (
            'title = "T"\nauthor = "A"\nlanguage = "en"\ndate = 2020\nidentifiers = ["https://example.org/t"]\n'
        ),
        "manuscript/00-copyright.md": f"---\nrole: copyright-page\n---\n\n{rights}\n",
        "manuscript/01-one.md": "# One\n\nWords.\n",
    }
    write_tree(tmp_path, files)
    assert main(["build", str(tmp_path), "--no-cache", "--no-colour", "-q"]) == 0, capsys.readouterr().err
