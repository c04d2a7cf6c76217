"""Words lost on the way into a finished file: the build names them with their manuscript line, and writes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from makeready.cli import main
from makeready.findings import Outcome
from makeready.model.artifact import Artifact
from makeready.model.composition import Composition
from makeready.press import stages
from makeready.workshop import Workshop

Spoil = Callable[[bytes], bytes]

TOML = """\
title = "The Path"
author = "Ann Walker"
language = "en-GB"
date = 2026
identifiers = ["uuid:3f2504e0-4f89-41d3-9a0c-0305e82c3301"]
"""
FIRST = """\
# Setting out

The path leads between hedges as far as the mill, where the millrace sings.

Nobody had walked it since the autumn, and brambles had taken the stile.[^stile]

[^stile]: It was rebuilt by the parish in the spring, of larch.
"""
SECOND = "# Coming home\n\nBy dusk the lanterns were lit along the whole of the quay.\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with the files of an earlier build."""
    root = tmp_path / "project"
    (root / "build").mkdir(parents=True)
    (root / "build" / "the-path.epub").write_bytes(b"older")
    (root / "build" / "the-path.pdf").write_bytes(b"older")
    for name, text in (("book.toml", TOML), ("1.md", FIRST), ("2.md", SECOND)):
        (root / name).write_text(text, encoding="utf-8")
    return root


def spoil_binding(monkeypatch: pytest.MonkeyPatch, kind: str, spoil: Spoil) -> None:
    """Let `spoil` change each content document on its way into the binder of `kind`, and nowhere else."""

    def change(composition: Composition) -> Composition:
        documents = tuple(replace(one, content=spoil(one.content)) for one in composition.documents)
        assert documents != composition.documents, "nothing was spoilt"
        return replace(composition, documents=documents)

    bind_pdf, bind_epub = stages.bind_pdf, stages.bind_epub

    def spoilt_pdf(composition: Composition, workshop: Workshop) -> Outcome[Artifact]:
        return bind_pdf(change(composition), workshop)

    def spoilt_epub(composition: Composition, cover: bytes | None, workshop: Workshop) -> Outcome[Artifact]:
        return bind_epub(change(composition), cover, workshop)

    if kind == "pdf":
        monkeypatch.setattr(stages, "bind_pdf", spoilt_pdf)
    else:
        monkeypatch.setattr(stages, "bind_epub", spoilt_epub)


def swap_paragraphs(content: bytes) -> bytes:
    """Put the first chapter's second paragraph before its first."""
    first = content.find(b"<p>The path leads")
    if first < 0:
        return content
    second = content.index(b"<p>Nobody", first)
    end = content.index(b"</p>", second) + len(b"</p>")
    return content[:first] + content[second:end] + b"\n" + content[first:second].rstrip() + content[end:]


@pytest.mark.parametrize("kind", ["pdf", "epub"])
@pytest.mark.parametrize(
    ("spoil", "code", "word", "place"),
    [
        pytest.param(lambda c: c.replace(b" hedges", b""), "PY001", "hedges", "1.md:3", id="word of a paragraph"),
        pytest.param(lambda c: c.replace(b" larch", b""), "PY001", "larch", "1.md:7", id="word of a note"),
        pytest.param(lambda c: c.replace(b">Coming home<", b">Coming<"), "PY001", "home", "2.md:1", id="heading"),
        pytest.param(lambda c: c.replace(b"of the quay", b"of the key"), "PY001", "quay", "2.md:3", id="another word"),
        pytest.param(lambda c: c.replace(b"dusk ", b"dusk dusk "), "PY002", "dusk", "2.md:3", id="word too many"),
        pytest.param(swap_paragraphs, "PY003", "brambles|hedges", "1.md:", id="paragraph out of order"),
    ],
)
def test_words_lost_on_the_way_are_named_with_their_line(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    kind: str,
    spoil: Spoil,
    code: str,
    word: str,
    place: str,
) -> None:
    spoil_binding(monkeypatch, kind, spoil)
    assert main(["build", str(project), "--to", kind, "--no-colour"]) == 1
    said = capsys.readouterr().err
    findings = [part for part in said.split("\n\n") if f"[{code}]" in part]
    assert findings, said
    assert any(re.search(word, part) and f"--> {place}" in part for part in findings), said
    assert "NOT current" in said
    assert {path.name: path.read_bytes() for path in (project / "build").glob("[!.]*")} == {
        "the-path.epub": b"older",
        "the-path.pdf": b"older",
    }


@pytest.mark.parametrize("kind", ["pdf", "epub"])
def test_unspoilt_it_is_written(project: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    assert main(["build", str(project), "--to", kind, "--no-colour"]) == 0
    # The EPUB of "older" bytes beside the new PDF lists no pages that anybody could know.
    left = [line.partition(":")[0].rpartition("/")[2] for line in capsys.readouterr().err.splitlines()]
    assert left == (["the-path.epub is NOT current"] if kind == "pdf" else [])
    assert (project / "build" / f"the-path.{kind}").read_bytes() != b"older"


def test_chapter_left_out_of_the_reading_order_is_told(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bind_epub = stages.bind_epub

    def forget(composition: Composition, cover: bytes | None, workshop: Workshop) -> Outcome[Artifact]:
        kept = tuple(one for one in composition.documents if one.title != "Coming home")
        return bind_epub(replace(composition, documents=kept, contents=composition.contents[:1]), cover, workshop)

    monkeypatch.setattr(stages, "bind_epub", forget)
    assert main(["build", str(project), "--to", "epub", "--no-colour"]) == 1
    said = capsys.readouterr().err
    assert "[PY006]" in said and "coming-home.xhtml" in said
