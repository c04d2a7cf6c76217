"""Making: a random book goes in; its bound file comes out, with what the checks say of it.

The stages of a build are run one after another in this process, so that the page engine is loaded once for all books.
"""

from __future__ import annotations

import tempfile
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from makeready.checks.parity import check_parity
from makeready.findings import Finding, Severity
from makeready.fonts import list_built_in
from makeready.model.artifact import Artifact
from makeready.model.book import Book
from makeready.model.composition import Composition
from makeready.model.edition import Target
from makeready.press import stages
from makeready.workshop import Workshop
from makeready.workspace import Workspace
from tests.properties.plain_words import find_lost
from tests.properties.random_books import RandomBook


@dataclass(slots=True, kw_only=True)
class Made:
    """What came of a book: its parts as far as they came about, and all that was wrong.

    `refused` are errors that are not about words, `alarms` what the comparison of words says of a sound file, `lost`
    what a reader that shares nothing with it misses, `trace` what was raised.
    """

    book: Book | None = None
    composition: Composition | None = None
    artifact: Artifact | None = None
    refused: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    trace: str = ""

    @property
    def is_sound(self) -> bool:
        """Return True where nothing at all was wrong."""
        return self.artifact is not None and not (self.refused or self.alarms or self.lost or self.trace)


def make(random_book: RandomBook, *, compare: bool = True) -> Made:
    """Build the book and check its words; `compare` is False where only the file is wanted."""
    made = Made()
    try:
        _make(random_book, made, compare)
    except Exception:
        made.trace = traceback.format_exc()
    return made


def write_files(random_book: RandomBook, folder: Path) -> None:
    """Write the manuscript into an empty folder, for a look at it."""
    for name, content in random_book.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _make(random_book: RandomBook, made: Made, compare: bool) -> None:
    workshop = Workshop()
    with tempfile.TemporaryDirectory(prefix="makeready-") as folder:
        write_files(random_book, Path(folder))
        workspace = Workspace(Path(folder), {})
        manuscript = stages.read_book(workspace)
        made.refused += _list_errors(manuscript.findings)
        if manuscript.value is None or made.refused:
            return
        made.book, edition = manuscript.value.book, manuscript.value.editions[0]
        composed = stages.compose_book(made.book, edition, list_built_in())
        styles = stages.load_styles(workspace, edition, list_built_in())
    made.refused += _list_errors((*composed.findings, *styles.findings))
    if composed.value is None or styles.value is None or made.refused:
        return
    made.composition = stages.mark_up(composed.value, edition, styles.value, list_built_in())
    if edition.target is Target.PDF:
        outcome = stages.bind_pdf(made.composition, workshop)
    else:
        # Cutting typefaces takes more time than all else, and an EPUB's words are the same without them.
        with patch("makeready.fonts.subset_face", lambda *_: b""):
            outcome = stages.bind_epub(made.composition, None)
    made.refused += _list_errors(outcome.findings)
    made.artifact = outcome.value
    if made.artifact is None or not compare:
        return
    found = check_parity(made.book, made.artifact, made.composition, workshop)
    # That something reaches into the margin is told truly, and refuses nothing.
    made.alarms += describe(tuple(finding for finding in found if finding.code != "PD013"))
    made.lost += find_lost(random_book, made.artifact.content)


def describe(findings: tuple[Finding, ...]) -> list[str]:
    """Return findings as lines of code and message."""
    return [f"{finding.code}: {finding.message}" for finding in findings]


def _list_errors(findings: tuple[Finding, ...]) -> list[str]:
    return describe(tuple(finding for finding in findings if finding.severity is Severity.ERROR))
