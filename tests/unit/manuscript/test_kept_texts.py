"""Kept texts: what a later build takes from an earlier one is what it would read; what is damaged is read anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.findings import Outcome
from makeready.manuscript import file_text
from makeready.manuscript.kept_texts import pack_text, unpack_text
from makeready.manuscript.nodes import read_text
from makeready.manuscript.read import Manuscript, read_book
from makeready.store import Store
from makeready.workshop import Workshop
from makeready.workspace import Workspace

EVERYTHING = """# One {#first .plain}

A *word*, `code`, [a link](http://example.org "so"), a note[^1], ![a picture](p.png), “quotes” 漢 \U0001f600.
A line\\
end.

> 1. item
> 2. [x] item

| a | b |
|---|--:|
| 1 | 2 |

Term
: what it is

```python
x = 1
```

::: {.verse role="epigraph" lang="fr"}
bonjour
:::

[^1]: The *note*, with

    two paragraphs.
"""


def test_every_kind_of_node_comes_back() -> None:
    text = read_text(EVERYTHING.splitlines(), "one.md")
    assert len({node.kind for top in (*text.nodes, *text.notes) for node in top.walk()}) > 20
    places = {"first": text.nodes[0].span}
    assert places["first"] is not None
    nodes, notes, ids = unpack_text(pack_text(text.nodes, text.notes, {"first": places["first"]}), "one.md")
    assert (tuple(nodes), tuple(notes), ids) == (text.nodes, text.notes, places)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"[1,2,3]", b"[[],[],[]]", b"[[[0]],[],{}]", b"[[[99,'',0]],[],{}]", b"\xff", b"[" * 9000]
)
def test_what_was_not_packed_here_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="nothing that was packed"):
        unpack_text(content, "one.md")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "book"
    root.mkdir()
    (root / "book.toml").write_text('title = "Book"\nauthor = "A"\nlanguage = "en"\n', "utf-8")
    for number in range(4):
        (root / f"{number}.md").write_text(f"# Chapter {number}\n\nSome words.[^a]\n\n[^a]: Note {number}.\n", "utf-8")
    return root


class Readings(list[str]):
    """The files that are parsed."""


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Readings:
    readings = Readings()
    parse = vars(file_text)["read_text"]

    def note(lines: list[str], source: str, *rest: object) -> object:
        readings.append(source)
        return parse(lines, source, *rest)

    monkeypatch.setattr(file_text, "read_text", note)
    return readings


def _read(root: Path, folder: Path) -> Outcome[Manuscript]:
    workshop = Workshop(memory=Store(folder))
    with workshop.open_notebook("texts", str(root)) as kept:
        return read_book(Workspace(root), kept=kept)


def test_only_what_has_changed_is_parsed_and_the_book_is_the_same(
    project: Path, tmp_path: Path, parsed: Readings
) -> None:
    for changed, expected in ((None, 4), (None, 0), ("2.md", 1), (None, 0)):
        if changed is not None:
            (project / changed).write_text("# Changed {#here}\n\nOther words.\n", "utf-8")
        parsed.clear()
        known = _read(project, tmp_path / "store")
        assert len(parsed) == expected
        assert known == read_book(Workspace(project))


def test_files_with_findings_are_read_each_time_and_an_id_that_is_given_twice_is_told(
    project: Path, tmp_path: Path, parsed: Readings
) -> None:
    (project / "0.md").write_text("# A {#same}\n\nWords here.\n", "utf-8")
    (project / "3.md").write_text("# B {#same}\n\nWords here.\n", "utf-8")
    for expected in (4 + 1, 2):
        parsed.clear()
        known = _read(project, tmp_path / "store")
        assert known == read_book(Workspace(project)) and "MS023" in {one.code for one in known.findings}
        # What is read by the line above comes on top.
        assert len(parsed) == expected + 5
    (project / "0.md").write_text("# A {#other}\n\nWords here.\n", "utf-8")
    known = _read(project, tmp_path / "store")
    assert known == read_book(Workspace(project)) and "MS023" not in {one.code for one in known.findings}


def test_a_damaged_entry_is_read_anew(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_text, "pack_text", lambda *_: b"[[[0]],[],{}]")
    plain = read_book(Workspace(project))
    assert _read(project, tmp_path / "store") == _read(project, tmp_path / "store") == plain
