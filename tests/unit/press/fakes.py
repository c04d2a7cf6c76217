"""Fake rooms: a press whose stages are plain functions, so that its order and its care can be tested alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from makeready.findings import Finding, Outcome, Severity, Span
from makeready.model.artifact import Artifact
from makeready.model.book import Book, Identifier, Matter
from makeready.model.composition import Composition, ContentDocument
from makeready.model.edition import Edition, EpubEdition, PrintEdition
from makeready.press import stages

EPUB = EpubEdition(name="epub")
PRINT = PrintEdition(name="print")


@dataclass(frozen=True)
class Manuscript:
    book: Book
    editions: tuple[Edition, ...] = (EPUB, PRINT)
    suppressions: tuple[Any, ...] = ()
    inherited: tuple[Any, ...] = ()
    origin: Any = None


@dataclass
class FakePress:
    """Fake stages: each notes its call in `calls`; `change` replaces one of them."""

    patch: pytest.MonkeyPatch
    calls: list[str] = field(default_factory=list)

    def change(self, stage: str, work: Callable[..., Any]) -> None:
        """Let `stage` do `work` from now on."""

        def called(*arguments: Any) -> Any:
            self.calls.append(stage)
            return work(*arguments)

        self.patch.setattr(stages, stage, called)

    def give(self, stage: str, *findings: Finding, value: Any = None) -> None:
        """Let `stage` give an outcome."""
        self.change(stage, lambda *_: Outcome(value=value, findings=findings))


def finding(code: str = "MD001", severity: str = "error", **more: Any) -> Finding:
    """Return a finding in manuscript/book.toml, line 1."""
    span = Span.at("manuscript/book.toml", 1, 1)
    return Finding(code=code, severity=Severity(severity), message="something", **{"span": span, **more})


def make_book(**changes: Any) -> Book:
    """Return the least book."""
    fields: dict[str, Any] = {
        "identifiers": (Identifier(scheme="uuid", value="0"),),
        "title": "The Book",
        "language": "en",
        "modified": "2020-01-01T00:00:00Z",
        "slug": "the-book",
    }
    return Book(**{**fields, **changes})


def compose(book: Book, edition: Edition) -> Composition:
    """Return a composition of one document, whose second line is line 9 of manuscript/a.md."""
    document = ContentDocument(
        href="text/a.xhtml",
        title="A",
        matter=Matter.BODY,
        role="chapter",
        language="en",
        content=b"<html/>",
        source_map=((2, Span.at("manuscript/a.md", 9, 1)),),
    )
    return Composition(book=book, edition=edition, documents=(document,), contents=(), landmarks=(), styles=())


def bind(kind: str) -> Callable[..., Outcome[Artifact]]:
    """Return a binder whose artifacts hold `kind` and the edition's name."""

    def work(composition: Composition, *_rest: object) -> Outcome[Artifact]:
        content = f"{kind} of {composition.edition.name}".encode()
        return Outcome(
            value=Artifact(
                edition=composition.edition, path="x", media_type=f"application/{kind}", content=content, page_count=3
            )
        )

    return work


def fake_press(patch: pytest.MonkeyPatch, book: Book | None = None) -> FakePress:
    """Put fake stages in the place of all the rooms."""
    press = FakePress(patch)
    press.give("read_book", value=Manuscript(book or make_book()))
    press.change("compose_book", lambda composed, *_: Outcome(value=composed))
    press.give("load_styles", value=())
    press.change("mark_up", lambda composed, edition, *_: compose(composed, edition))
    press.give("draw_cover", value=b"jpeg")
    press.change("bind_epub", bind("epub"))
    press.change("bind_pdf", bind("pdf"))
    press.change("check_artifact", lambda *_: ())
    press.change("judge_artifact", lambda *_: ())
    return press


def make_project(folder: Path) -> Path:
    """Return a project's folder with the least of files."""
    (folder / "manuscript").mkdir(parents=True)
    (folder / "manuscript" / "book.toml").write_text('title = "The Book"\n')
    return folder
