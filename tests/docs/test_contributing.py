"""CONTRIBUTING.md: each recipe is followed as it is written, in a copy of the source, and what it promises is there."""

from __future__ import annotations

import itertools
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from PIL import Image

from makeready.findings import CATALOGUE
from makeready.findings.catalogue import RETIRED

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "CONTRIBUTING.md"
# In what is read of a paragraph, \0 stands before and behind each piece of code.
_NEW = re.compile(r"New file \0([^\0]+)\0:")
_END = re.compile(r"At the end of \0([^\0]+)\0:")
_LAST = re.compile(r"In \0([^\0]+)\0, above the last line:")
_LINE = re.compile(r"In \0([^\0]+)\0, (behind|above|in place of) the line \0([^\0]+)\0:")
_TOOLS = {".venv/bin/pytest": "pytest", ".venv/bin/makeready": "makeready"}
_BOOK = """\
title = "A Book"
language = "en-GB"
identifiers = ["https://example.org/a-book"]
date = 2026-11-23
author = "Ann Author"
"""
_READ = """
import sys
from pathlib import Path
from makeready.manuscript.read import read_book
from makeready.report.text import render_findings
from makeready.workspace import Workspace
Path("one.md").write_text(sys.argv[1], encoding="utf-8")
print(render_findings(read_book(Workspace(Path("."))).findings))
"""
_PLANT = """
import sys
from pathlib import Path
from makeready.checks.run import check_file
from tests.unit.checks.broken_epubs import TWO, good_epub
from tests.unit.epub.archives import with_text
path = Path(sys.argv[1])
path.write_bytes(with_text(good_epub(), TWO, "<p>", '<h2><img src="../images/map.png" alt=""/> </h2><p>'))
print(*(f"{finding.code} {finding.location} {finding.hint}" for finding in check_file(path, outside=False).findings))
path.write_bytes(with_text(good_epub(), TWO, "<p>", '<h2><img src="../images/map.png" alt="A map"/></h2><p>'))
assert "EP039" not in [finding.code for finding in check_file(path, outside=False).findings]
"""


@dataclass(frozen=True, slots=True)
class Step:
    """A block of a recipe: the words over it, as they are read here, and its text; is it to be run?"""

    where: str
    block: str
    is_command: bool


@dataclass(frozen=True, slots=True)
class Scratch:
    """A copy of the source and of the tests, for one recipe to be followed in."""

    folder: Path

    def run(self, *words: str) -> str:
        """Return what a module or code of Python prints; it has to end well."""
        environment = {
            **os.environ,
            "PYTHONPATH": f"{self.folder / 'src'}{os.pathsep}{self.folder}",
            # What these tests do without costs half a second to load.
            "PYTEST_ADDOPTS": "-v -p no:cacheprovider -p no:hypothesispytest",
        }
        ended = subprocess.run(
            [sys.executable, *words], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, f"{shlex.join(words)}\n{ended.stdout}\n{ended.stderr}"
        return ended.stdout + ended.stderr

    def build(self, text: str, more: str = "") -> dict[str, str]:
        """Return the XHTML files of the EPUB that a text becomes; `more` are further lines of its book.toml."""
        place = self.folder / "book"
        (place / "manuscript").mkdir(parents=True)
        (place / "manuscript/book.toml").write_text(f"{_BOOK}{more}", encoding="utf-8")
        (place / "manuscript/one.md").write_text(text, encoding="utf-8")
        return self.build_folder(place)

    def build_folder(self, place: Path) -> dict[str, str]:
        """Return the XHTML files of the EPUB that the manuscript in a folder becomes."""
        # With a picture for its cover and no pages to list, an EPUB is made without the page engine.
        Image.new("L", (625, 1000)).save(place / "manuscript/cover.png")
        book = place / "manuscript/book.toml"
        text = f'cover = "cover.png"\n{book.read_text(encoding="utf-8")}\n[editions.epub]\ntarget = "epub"\n'
        book.write_text(text, encoding="utf-8")
        self.run("-m", "makeready", "build", str(place), "--to", "epub", "--workers", "1")
        (epub,) = (place / "build").glob("*.epub")
        with zipfile.ZipFile(epub) as archive:
            return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml")}


def read_recipes() -> dict[str, list[Step]]:
    """Return the steps of each recipe, by its heading."""
    recipes: dict[str, list[Step]] = {}
    steps: list[Step] = []
    where = ""
    tokens = MarkdownIt().parse(PAGE.read_text(encoding="utf-8"))
    for before, token in itertools.pairwise(tokens):
        if before.type == "heading_open":
            steps = []
            if before.tag == "h3":
                recipes[token.content] = steps
        elif token.type == "inline":
            where = _read_words(token)
        elif token.type == "fence":
            steps.append(Step(where, token.content, token.info == "sh"))
            where = ""
    return recipes


def _read_words(token: Token) -> str:
    parts = (f"\0{one.content}\0" if one.type == "code_inline" else one.content or " " for one in token.children or ())
    return "".join(parts)


RECIPES = read_recipes()
FINDING, KEY, NOTATION, CHECK, READER = RECIPES


def follow(recipe: str, folder: Path) -> Scratch:
    """Follow a recipe from its first step to its last in a copy, run what it says, and return the copy."""
    scratch = copy_source(folder)
    changed: list[str] = []
    commands: list[str] = []
    for step in RECIPES[recipe]:
        if step.is_command:
            commands += step.block.splitlines()
        else:
            changed.append(apply(step, scratch.folder))
    lay_out(scratch.folder, sorted({path for path in changed if path.endswith(".py")}))
    assert commands, "the recipe says nothing of how it is tried"
    shown = ""
    for command in commands:
        tool, *words = shlex.split(command)
        shown += scratch.run("-m", _TOOLS[tool], *words)
    for name in re.findall(r"^ *def (test_\w+)", "".join(step.block for step in RECIPES[recipe]), re.MULTILINE):
        assert f"{name} PASSED" in shown, f"{name} is not among the tests that the recipe runs"
    return scratch


def copy_source(folder: Path) -> Scratch:
    """Copy what recipes change and run."""
    for name in ("src", "docs", "tests/unit"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("images", "benchmarks"))
    (folder / "tests/findings").mkdir()
    for name in ("pyproject.toml", "tests/conftest.py", "tests/findings/test_findings.py"):
        shutil.copy2(ROOT / name, folder / name)
    return Scratch(folder)


def apply(step: Step, folder: Path) -> str:
    """Put one block where the words over it say; return the path of the file."""
    if new := _NEW.search(step.where):
        path = folder / new[1]
        assert not path.exists() and not (ROOT / new[1]).exists(), (
            f"{new[1]} is there already: take another name or code"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step.block, encoding="utf-8")
        return new[1]
    found = _END.search(step.where) or _LAST.search(step.where) or _LINE.search(step.where)
    assert found, f"it is not said where this goes:\n{step.where}\n{step.block}"
    path = folder / found[1]
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if found.re is _END:
        first = last = len(lines)
    elif found.re is _LAST:
        first = last = len(lines) - 1
    else:
        places = [number for number, line in enumerate(lines) if line.strip().startswith(found[3])]
        assert len(places) == 1, f"{found[1]} has {len(places)} lines that begin {found[3]}"
        first = places[0] + (found[2] == "behind")
        last = places[0] + (found[2] != "above")
    lines[first:last] = [step.block]
    path.write_text("".join(lines), encoding="utf-8")
    return found[1]


def lay_out(folder: Path, paths: list[str]) -> None:
    """Lay the changed files out as `make format` does, and see that the style has nothing against them."""
    for words in (["check", "--fix"], ["format"]):
        ruff = [str(Path(sys.executable).parent / "ruff"), *words, "--quiet", "--no-cache", *paths]
        ended = subprocess.run(ruff, cwd=folder, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stdout + ended.stderr


def test_there_are_five_recipes() -> None:
    assert (FINDING, KEY, NOTATION, CHECK, READER) == (
        "Add a finding",
        "Add a key of book.toml",
        "Add a notation of Markdown",
        "Add a check of finished files",
        "Add a reader of another format",
    )


@pytest.mark.parametrize("recipe", RECIPES)
def test_each_step_has_its_place(recipe: str, tmp_path: Path) -> None:
    steps = [step for step in RECIPES[recipe] if not step.is_command]
    for path in {found for step in steps for found in re.findall(r"\0([\w/]+\.\w+)\0", step.where)}:
        if (ROOT / path).exists():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, tmp_path / path)
    for step in steps:
        assert (tmp_path / apply(step, tmp_path)).exists()


@pytest.mark.parametrize("recipe", [FINDING, CHECK])
def test_a_code_of_an_example_is_free(recipe: str) -> None:
    codes = set(re.findall(r"\b[A-Z]{2}\d{3}\b", "".join(step.block for step in RECIPES[recipe])))
    assert len(codes) == 1
    assert codes & (set(CATALOGUE) | RETIRED) == set(), "the code is taken: take another for the example"


def test_files_and_targets_that_the_page_names_are_there() -> None:
    text = PAGE.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([\w-]+)(?: ROOM| {2}|`)", text)) - targets == set()
    new = {step.where.split("\0")[1] for steps in RECIPES.values() for step in steps if _NEW.search(step.where)}
    named = set(re.findall(r"`((?:\w+/)+[\w.]+\.\w+|\w+\.toml)`", text)) - new - {"book.toml"}
    assert [
        name for name in sorted(named) if not (ROOT / name).exists() and not (ROOT / "src/makeready" / name).exists()
    ] == []


@pytest.mark.long
def test_a_finding_is_added(tmp_path: Path) -> None:
    text = "# One\n\n```\n<<<<<<< HEAD\n```\n\n<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> other\n"
    shown = follow(FINDING, tmp_path).run("-c", _READ, text)
    assert re.search(r"error\[MS099\].*\n +--> one.md:7\n", shown)
    assert "= help: choose one of the two, and take out the other" in shown
    assert shown.count("MS099") == 1


def test_a_key_is_added(tmp_path: Path) -> None:
    scratch = follow(KEY, tmp_path)
    pages = scratch.build("# One\n\nWords.\n", 'edition_statement = "Second edition, revised"\n')
    (page,) = (text for name, text in pages.items() if "copyright" in name)
    assert '<p class="edition">Second edition, revised</p>' in page


@pytest.mark.long
def test_a_notation_is_added(tmp_path: Path) -> None:
    scratch = follow(NOTATION, tmp_path)
    pages = scratch.build("# One\n\nThe ++Nato++ of C++ and D++.\n")
    assert any('The <span class="smallcaps">Nato</span> of C++ and D++.' in text for text in pages.values())


@pytest.mark.long
def test_a_check_is_added(tmp_path: Path) -> None:
    scratch = follow(CHECK, tmp_path)
    shown = scratch.run("-c", _PLANT, str(tmp_path / "planted.epub"))
    assert re.search(r"EP039 EPUB/text/chapter-2\.xhtml:\d+ write the heading, or take it out", shown)


@pytest.mark.long
def test_a_reader_is_added(tmp_path: Path) -> None:
    scratch = follow(READER, tmp_path)
    chapter = "<section><title><p>One</p></title><p>- Salt &amp; pepper.</p></section>"
    book = f"<FictionBook><body>{chapter}</body></FictionBook>"
    (tmp_path / "road.fb2").write_text(book, encoding="utf-8")
    scratch.run("-m", "makeready", "acquire", str(tmp_path / "road.fb2"), "--into", str(tmp_path / "road"))
    pages = scratch.build_folder(tmp_path / "road")
    assert any("<p>- Salt &amp; pepper.</p>" in text for text in pages.values())


def test_a_step_that_does_not_fit_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one\n  two\ntwo\n", encoding="utf-8")
    assert apply(Step("In \0a.py\0, in place of the line \0one\0:", "1\n", False), tmp_path) == "a.py"
    assert apply(Step("In \0a.py\0, above the last line:", "3\n", False), tmp_path) == "a.py"
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == "1\n  two\n3\ntwo\n"
    for where in ("In \0a.py\0, behind the line \0two\0:", "In \0a.py\0, behind the line \0four\0:", "Then:"):
        with pytest.raises(AssertionError):
            apply(Step(where, "5\n", False), tmp_path)
