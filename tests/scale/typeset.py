"""Typeset: a text goes in; its PDF by makeready, by makeready line by line, and by each peer comes out.

All have the page of the built-in theme: EB Garamond 11 on 14 pt, lines of 288 pt, the same language.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

from tests.scale.measure import CommandFailedError, hide_paths
from tests.scale.novel import DESIGNS, PRINT_TOML, write_fonts
from tests.scale.systems import TYPST, AbsentError, ask_release, find_pandoc, find_program
from tests.scale.texts import Text

BOOK_TOML = """\
title = "{text.title}"
author = "{text.author}"
language = "{text.language}"
theme = "{text.theme}"
date = 2026-01-01
modified = 2026-01-01T00:00:00Z
identifiers = ["https://example.org/{text.key}"]
"""
# The style sheet of a project that has its lines filled one after the other, as the engine alone does.
LINE_BY_LINE = ":root { --line-breaks: line }\n"


def set_fitted(text: Text, folder: Path) -> Path:
    """Return the PDF that makeready makes of a text in a new folder."""
    return _set_ours(text, folder)


def set_greedy(text: Text, folder: Path) -> Path:
    """Return the PDF that makeready makes with a style sheet that asks for line after line."""
    return _set_ours(text, folder, LINE_BY_LINE)


def _set_ours(text: Text, folder: Path, sheet: str = "") -> Path:
    folder.mkdir(parents=True)
    (folder / "book.toml").write_text(BOOK_TOML.format(text=text) + PRINT_TOML, encoding="utf-8")
    if sheet:
        (folder / "styles").mkdir()
        (folder / "styles" / "print.css").write_text(sheet, encoding="utf-8")
    _write_chapters(text, folder)
    _run(folder, sys.executable, "-m", "makeready", "build", folder, "-q", "--to", "pdf", "-o", folder / "out")
    (pdf,) = (folder / "out").glob("*.pdf")
    return pdf


def set_typst(text: Text, folder: Path) -> Path:
    """Return the PDF that pandoc makes with Typst. Raises AbsentError."""
    try:
        version("typst")
    except ModuleNotFoundError as error:
        raise AbsentError("typst is not installed") from error
    chapters = _lay_out(text, folder)
    language, _, region = text.language.partition("-")
    template = folder / "book.typ"
    place = f'lang: "{language}"' + (f', region: "{region}"' if region else "")
    template.write_text(
        template.read_text(encoding="utf-8").replace('lang: "en", region: "GB"', place), encoding="utf-8"
    )
    engine = folder / "bin" / "typst"
    engine.parent.mkdir()
    engine.write_text(TYPST.format(python=sys.executable), encoding="utf-8")
    engine.chmod(0o755)
    options = ("--template=book.typ", f"--pdf-engine={engine}", "--pdf-engine-opt=--font-path=fonts")
    _run(folder, find_pandoc()[0], *chapters, *_describe(text), *options, "-o", "typst.pdf")
    return folder / "typst.pdf"


def set_memoir(text: Text, folder: Path) -> Path:
    """Return the PDF that pandoc makes with XeLaTeX's class memoir. Raises AbsentError."""
    engine = find_program("xelatex")
    chapters = _lay_out(text, folder)
    page = "paperwidth=396bp,paperheight=612bp,top=57.6bp,bottom=68.4bp,inner=57.6bp,outer=50.4bp"
    faces = "ItalicFont=ebgaramond-italic.ttf,BoldFont=ebgaramond-regular.ttf,BoldItalicFont=ebgaramond-italic.ttf"
    options = (
        f"--pdf-engine={engine}", "--toc", "--toc-depth=1", "--top-level-division=chapter",
        "-V", "documentclass=memoir", "-V", "classoption=twoside", "-V", "fontsize=11pt",
        "-V", f"geometry={page},headsep=16bp,headheight=14bp",
        "-V", "mainfont=ebgaramond-regular.ttf", "-V", f"mainfontoptions=Path={folder}/fonts/,{faces},Numbers=OldStyle",
        "-H", "memoir.tex",
    )  # fmt: skip
    _run(folder, find_pandoc()[0], *chapters, *_describe(text), *options, "-o", "memoir.pdf")
    return folder / "memoir.pdf"


def name_releases() -> dict[str, str]:
    """Return the versions of the peers that are here."""
    releases = {"pandoc": find_pandoc()[1]}
    try:
        releases["Typst"] = version("typst")
        releases["XeLaTeX"] = ask_release(find_program("xelatex"), "--version")
    except (ModuleNotFoundError, AbsentError):
        pass
    return releases


def _lay_out(text: Text, folder: Path) -> list[str]:
    folder.mkdir(parents=True)
    for path in DESIGNS.iterdir():
        shutil.copy(path, folder)
    write_fonts(folder / "fonts")
    return _write_chapters(text, folder)


def _write_chapters(text: Text, folder: Path) -> list[str]:
    names = [f"{place:03}.md" for place in range(1, len(text.chapters) + 1)]
    for name, chapter in zip(names, text.chapters, strict=True):
        (folder / name).write_text(chapter.strip() + "\n\n", encoding="utf-8")
    return names


def _describe(text: Text) -> tuple[str, ...]:
    words = {"title": text.title, "author": text.author, "lang": text.language}
    return (
        "-f",
        "markdown-raw_tex-citations",
        *(word for key, value in words.items() for word in ("--metadata", f"{key}={value}")),
    )


def _run(folder: Path, *command: str | Path) -> None:
    done = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandFailedError(f"{Path(command[0]).name}: {hide_paths((done.stdout + done.stderr)[-800:])}")


SYSTEMS: Mapping[str, Callable[[Text, Path], Path]] = {
    "makeready": set_fitted,
    "line by line": set_greedy,
    "pandoc + Typst": set_typst,
    "pandoc + XeLaTeX, memoir": set_memoir,
}
