"""`makeready new`: a folder's name and a few words about the book go in; a project that builds comes out."""

from __future__ import annotations

import contextlib
import os
import re
import uuid
from collections.abc import Mapping
from pathlib import Path

import click

from makeready.cli.console import Console
from makeready.cli.options import console_options
from makeready.cli.sources import open_sources, shorten_path
from makeready.findings import ExitCode, StorageError, UsageError
from makeready.late_pattern import late_pattern
from makeready.report.display import make_safe
from makeready.report.json import render_json
from makeready.workspace import Workspace

# The shape of BCP 47, https://www.rfc-editor.org/info/bcp47; whether the language exists, the build says.
_LANGUAGE = late_pattern(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


@click.command(
    epilog="""\b
    Examples:
      makeready new my-book
      makeready new my-book --title "The Long Way" --author "Ada Okafor" --language en-GB
      makeready new my-review --review       a review of another book, with its attribution
      makeready new --from their-book        a book.toml for a folder of another system"""
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="[DIR]", required=False)
@click.option("--title", help="The book's title; by default made from DIR.")
@click.option("--author", default="An Author", show_default=True, help="Who wrote it.")
@click.option("--language", default="en", show_default=True, metavar="TAG", help="Its language: en, en-GB, de, fr …")
@click.option("--review", is_flag=True, help="The book reviews another one: with [review] and [provenance].")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="A folder of another system (mdBook, Quarto …): write a book.toml into it that says what was guessed.",
)
@console_options
def new(
    console: Console,
    folder: Path | None,
    title: str | None,
    author: str,
    language: str,
    review: bool,
    source: Path | None,
) -> int:
    """Write a new book project into the folder DIR. It builds at once: `makeready build DIR`.

    Nothing is overwritten: where one of the files is there already, none is written.
    """
    console.command = "new"
    if source is not None:
        if folder is not None or title is not None or review:
            raise UsageError("--from takes title and authors from the folder", "leave out DIR and the other options")
        return _adopt(console, source)
    if folder is None:
        raise UsageError("no folder is named", "makeready new my-book, or makeready new --from their-book")
    title = _ask_text("--title", title if title is not None else _derive_title(folder))
    author = _ask_text("--author", author)
    if not _LANGUAGE.fullmatch(language):
        raise UsageError(f"{language!r} is not a language tag", "give one such as en, en-GB, de or pt-BR")
    from makeready.cli.starter import compose_project

    created = _create(folder)
    project = compose_project(
        title=title,
        author=author,
        language=language,
        identifier=f"uuid:{uuid.uuid4()}",
        day=Workspace(folder).today(),
        review=review,
    )
    try:
        written = _write_files(folder, project)
    except BaseException:
        if created:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise
    if console.as_json:
        told = [shorten_path(path) for path in written]
        console.print(render_json(command="new", exit_code=0, result={"files": told}))
    elif not console.quiet:
        for path in written:
            console.print(make_safe(shorten_path(path)))
        console.remark(f"\nNow write in {make_safe(shorten_path(folder / 'manuscript'))}, and build it with")
        console.remark(f"  makeready build {make_safe(str(folder))}")
    return 0


def _adopt(console: Console, source: Path) -> int:
    """Write the book.toml for a folder of another system."""
    from makeready.press.guess import guess_project

    guess = guess_project(source)
    if guess.path is None:
        if console.as_json:
            console.print(render_json(command="new", exit_code=1, findings=guess.findings, result={"files": []}))
        else:
            console.report_findings(guess.findings, open_sources(source))
            console.remark(f"{make_safe(str(source))} is no folder of another system; nothing was written")
        return int(ExitCode.FINDINGS)
    written = _write_files(source, {guess.path: guess.text})
    if console.as_json:
        told = [shorten_path(path) for path in written]
        console.print(render_json(command="new", exit_code=0, findings=guess.findings, result={"files": told}))
    elif not console.quiet:
        for path in written:
            console.print(make_safe(shorten_path(path)))
        console.remark(f"\nNow look at it, change what is wrong, and build the book with\n  makeready build {source}")
    return 0


def _derive_title(folder: Path) -> str:
    words = re.sub(r"[-_\s]+", " ", folder.absolute().name).strip()
    return words[:1].upper() + words[1:] if words else "A Book"


def _ask_text(option: str, text: str) -> str:
    """Return `text` without the space around it; UsageError where nothing or something unprintable is left."""
    text = text.strip()
    if not text:
        raise UsageError(f"{option} is empty")
    if not text.isprintable():
        raise UsageError(f"{option} has a character that cannot be printed", "write it on one line, without controls")
    return text


def _create(folder: Path) -> bool:
    """Make the folder where there is none; return whether it was made."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        if folder.is_dir():
            return False
        raise UsageError(f"{folder} is a file, not a folder") from None
    except OSError as error:
        raise StorageError(f"{folder} cannot be made: {error.strerror}") from error
    return True


def _write_files(folder: Path, files: Mapping[str, str]) -> tuple[Path, ...]:
    """Write all files or none; UsageError where one is there already."""
    there = [name for name in files if os.path.lexists(folder / name)]
    if there:
        raise UsageError(f"{folder} already has {', '.join(there)}", "name a new folder; nothing was written")
    written: list[Path] = []
    made: list[Path] = []
    try:
        for name, text in files.items():
            path = folder / name
            if not path.parent.is_dir():
                path.parent.mkdir()
                made.append(path.parent)
            # "x": somebody may have put a file there since we looked.
            with path.open("x", encoding="utf-8", newline="\n") as stream:
                written.append(path)
                stream.write(text)
    except BaseException as error:
        for path in written:
            path.unlink(missing_ok=True)
        for parent in reversed(made):
            with contextlib.suppress(OSError):
                parent.rmdir()
        if isinstance(error, OSError):
            raise StorageError(f"{folder} cannot be written: {error.strerror}") from error
        raise
    return tuple(written)
