"""The novel: a folder of Markdown goes in; a working folder with all that makeready and its peers need comes out."""

from __future__ import annotations

import re
import shutil
import sys
import unicodedata
from pathlib import Path

import pyphen

from makeready.fonts import TEXT_FAMILY, instance_face, list_faces
from tests.scale.measure import Step

PROJECT = Path(__file__).parents[2]
NOVEL = PROJECT.parent / "shared" / "manuscripts" / "pride-and-prejudice"
DESIGNS = Path(__file__).with_name("designs")
TITLE, AUTHOR = "Pride and Prejudice", "Jane Austen"
SOFT_HYPHEN = "\u00ad"

BOOK_TOML = f"""\
title = "{TITLE}"
author = "{AUTHOR}"
language = "en-GB"
date = 1813
modified = 2026-01-01T00:00:00Z
identifiers = ["uuid:9d6b4a4e-6f43-4a0f-9a5d-0a4f3a0c1813"]

[editions.epub]
target = "epub"
"""
PRINT_TOML = """
[editions.print]
target = "pdf"
trim = "5.5in x 8.5in"
margins = { top = "0.8in", bottom = "0.95in", inner = "0.8in", outer = "0.7in" }
openings = "recto"
tagged = true
"""


class Novel:
    """A working folder: the manuscript as a project of makeready, with soft hyphens for others, typefaces, designs."""

    def __init__(self, source: Path, folder: Path) -> None:
        """Lay out what the systems need below `folder`; `source` holds the Markdown files of the novel."""
        self.folder = folder
        self.out = folder / "out"
        self.project = write_project(source, folder / "project")
        # Without a print edition there are no pages for the EPUB to list, so nothing is laid out for it.
        self.epub_project = write_project(source, folder / "epub-project", printed=False)
        self.chapters = sorted(path.relative_to(folder) for path in self.project.glob("*.md"))
        texts = [(folder / path).read_text(encoding="utf-8") for path in self.chapters]
        self.words = sum(len(text.split()) for text in texts)
        # Every title stands in the contents too, and there is a title page.
        titles = [TITLE, AUTHOR, *(text.partition("\n")[0] for text in texts)]
        self.letters = sum(map(count_letters, texts)) + sum(map(count_letters, titles))
        self.soft_chapters = self._write_soft(folder / "soft")
        self.fonts = [path.relative_to(folder) for path in write_fonts(folder / "fonts")]
        self._write_font_sheet()
        for path in DESIGNS.iterdir():
            shutil.copy(path, folder)

    def make_cold(self) -> None:
        """Remove what earlier builds left, in the output and wherever makeready may keep things between builds."""
        for folder in (self.out, self.folder / "cache"):
            shutil.rmtree(folder, ignore_errors=True)
        for project in (self.project, self.epub_project):
            for path in project.iterdir():
                if path.is_dir():
                    shutil.rmtree(path)

    def _write_soft(self, target: Path) -> list[Path]:
        """Write the chapters with soft hyphens where the engine of makeready would hyphenate: 6 letters, 3, 3."""
        target.mkdir()
        hyphens = pyphen.Pyphen(lang="en_GB", left=3, right=3)
        for path in self.chapters:
            lines = (self.folder / path).read_text(encoding="utf-8").split("\n")
            soft = [line if line.startswith("#") else _put_hyphens(line, hyphens) for line in lines]
            (target / path.name).write_text("\n".join(soft), encoding="utf-8")
        return sorted(path.relative_to(self.folder) for path in target.iterdir())

    def _write_font_sheet(self) -> None:
        """Write the style sheet that names the two faces of the text."""
        (self.folder / "fonts.css").write_text(
            "".join(
                '@font-face { font-family: "Text"; font-style: '
                f"{'italic' if 'italic' in path.name else 'normal'}; src: url(fonts/{path.name}) }}\n"
                for path in self.fonts
            ),
            encoding="utf-8",
        )


def write_fonts(target: Path) -> list[Path]:
    """Write the two faces of the text into the new folder `target`, and return where they are."""
    target.mkdir()
    paths = []
    for face in list_faces():
        if face.family == TEXT_FAMILY and face.weight == 400:
            paths.append(target / f"{face.file_stem}.ttf")
            paths[-1].write_bytes(instance_face(face))
    return paths


def write_project(source: Path, folder: Path, *, copies: int = 1, printed: bool = True) -> Path:
    """Write a project whose text is that of `source` as often as `copies` says, and return its folder.

    The files of each copy have names of their own, and so do its chapters, from whose titles ids are made.
    """
    folder.mkdir(parents=True)
    (folder / "book.toml").write_text(BOOK_TOML + (PRINT_TOML if printed else ""), encoding="utf-8")
    for copy in range(copies):
        for path in sorted(source.glob("*.md")):
            text = path.read_text(encoding="utf-8")
            if copies > 1:
                text = re.sub(r"^# (.*)$", rf"# \1 of Volume {copy + 1}", text, count=1, flags=re.MULTILINE)
            (folder / f"{copy + 1}-{path.name}").write_text(text, encoding="utf-8")
    return folder


def build_project(project: Path, out: Path, *options: str) -> Step:
    """Return the step that builds a project with makeready, with all that it checks by itself.

    What it keeps between builds, wherever a release puts that, is kept in `cache` beside the project.
    """
    return Step(
        command=(sys.executable, "-m", "makeready", "build", project, "-o", out, "-q", *options),
        environment={"XDG_CACHE_HOME": str(project.parent / "cache")},
    )


def count_letters(text: str) -> int:
    """Return how many letters there are in a text: hyphens, spaces and folios do not count, ligatures are parted."""
    return sum(character.isalpha() for character in unicodedata.normalize("NFKC", text))


def _put_hyphens(line: str, hyphens: pyphen.Pyphen) -> str:
    return re.sub(r"[^\W\d_]{6,}", lambda found: hyphens.inserted(found.group(), SOFT_HYPHEN), line)
