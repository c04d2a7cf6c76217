"""Books laid out in parts: each page, and all that a PDF tells besides, is as in the layout as one part."""

from __future__ import annotations

import shutil
from pathlib import Path
from unittest.mock import patch

import pytest

from makeready.fonts import list_built_in
from makeready.model.composition import Composition
from makeready.model.edition import Target
from makeready.pdf import division, parts_layout
from makeready.pdf.bind import bind_pdf
from makeready.pdf.division import is_short
from makeready.pdf.parts import UndividableError
from makeready.pdf.tree import join_documents
from makeready.press import stages
from makeready.workshop import Workshop
from makeready.workspace import Workspace
from tests.conformance.compared_pdfs import count_owned, find_other_pages, read_facts
from tests.conftest import TESTS

IMAGES = TESTS / "golden" / "specimen" / "in" / "manuscript" / "images"
WORDS = (
    "The keeper of the lamp had long a habit of counting the ships that even the worst winter could not teach her "
    "neighbours what she still hoped for at night, when the rain came over the stone wall. *Her* dog was less "
    "patient, and slept."
)
BOOK = """
title = "The Lamp"
language = "en-GB"
identifiers = ["uuid:3f2504e0-4f89-41d3-9a0c-0305e82c3301"]
modified = 2026-03-02T10:11:12Z
[[contributors]]
name = "Wren Alder"
roles = ["aut"]
[contents]
front = ["preface.md"]
body = ["one.md", { part = "The second half", files = ["two.md", "three.md", "four.md"] }]
back = ["after.md"]
[editions.print]
target = "pdf"
openings = "OPENINGS"
EXTRA
"""
PREFACE = f"# Preface\n\n{WORDS}[^a] See [the table](two.md#table).\n\n[^a]: A note before all, see [one](one.md).\n"
ONE = f"""# One {{#first}}

{WORDS}[^n] See [Preface](preface.md) and [the table](two.md#table).

![A flat stone](images/flat.png)

## Below {{#below}}

> {WORDS}

{(WORDS + chr(10) + chr(10)) * 7}

```python
print("code")
```

[^n]: The words of a note, and a [link](three.md).
"""
TABLE = "\n".join(f"| stone {n} | {n} kg | {'reach ' * (n % 5 + 1)} |" for n in range(32))
TWO = f"# Two\n\n{WORDS}\n\n## A table {{#table}}\n\n| Stone | Weight | Reach |\n|---|--:|---|\n{TABLE}\n\n{WORDS}\n"
THREE = f"# Three\n\n### Skipped\n\n{WORDS}^[A note where it is called.]\n\n- item\n- [back](one.md#below)\n"
FOUR = f"# Four\n\n{(WORDS + chr(10) + chr(10)) * 5}\n![A wall](images/section.svg)\n"
FILES = {"preface": PREFACE, "one": ONE, "two": TWO, "three": THREE, "four": FOUR, "after": f"# After\n\n{WORDS}\n"}


def compose(root: Path, *, openings: str = "recto", extra: str = "", css: str = "", words: str = WORDS) -> Composition:
    """Return the book of FILES as it comes to the binder, made in the folder `root`; `words` stand for WORDS."""
    folder = root / "manuscript"
    (root / "styles").mkdir(parents=True)
    shutil.copytree(IMAGES, folder / "images")
    toml = BOOK.replace("OPENINGS", openings).replace("EXTRA", extra)
    (folder / "book.toml").write_text(toml, encoding="utf-8")
    (root / "styles" / "print.css").write_text(css, encoding="utf-8")
    for name, text in FILES.items():
        (folder / f"{name}.md").write_text(text.replace(WORDS, words), encoding="utf-8")
    workspace = Workspace(root)
    read = stages.read_book(workspace)
    assert read.value is not None, read.findings
    (edition,) = (one for one in read.value.editions if one.target is Target.PDF)
    composed = stages.compose_book(read.value.book, edition, list_built_in()).value
    styles = stages.load_styles(workspace, edition, list_built_in()).value
    assert composed is not None and styles is not None
    return stages.mark_up(composed, edition, styles, list_built_in())


def bind_whole(composition: Composition) -> bytes:
    """Return the PDF of the book as one part, in which the engine counts and fills in by itself: the reference."""
    shop = Workshop()
    with patch.object(parts_layout, "_lay_out_several", side_effect=UndividableError("a reference is wanted")):
        outcome = bind_pdf(composition, shop)
    assert outcome.value is not None, outcome.findings
    assert shop.whole or is_short(join_documents(composition))
    return outcome.value.content


def bind_in_parts(composition: Composition, workshop: Workshop | None = None) -> bytes:
    """Return the PDF of a book that is laid out in parts, which it has to be."""
    shop = workshop or Workshop()
    outcome = bind_pdf(composition, shop)
    assert outcome.value is not None, outcome.findings
    assert shop.whole == {}
    return outcome.value.content


BARE = """
@page :first { margin-top: 100pt; @bottom-center { content: "first of all" } }
"""
PAINTED = """
@page { background: #eee }
@page :left { background: #ddd }
@page body:right { @bottom-right { content: "page " counter(page) " of " counter(pages) } }
@page body:left { @bottom-left { content: string(running, first-except) "!" } }
@page back { @bottom-center { content: string(running, last); border-top: 1pt solid } }
"""
TALL = "@page opening { margin-top: 150pt }\nsection.chapter blockquote { min-height: 30vh; border: 1pt solid }\n"
LINED = "@page { border: 1pt solid black; padding: 2pt }\n@page :left { border-color: white }"
MARKED = "bleed = '3mm'\nmarks = true"
CASES = {
    "recto": ("recto", "", ""),
    "any": ("any", "", ""),
    "run-on": ("run-on", "", ""),
    "first": ("recto", "", BARE),
    "painted": ("any", "", PAINTED),
    "marked": ("any", MARKED, ""),
}


@pytest.fixture(autouse=True)
def _many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each section be a part: the books here are short."""
    monkeypatch.setattr(division, "SMALLEST", 0)
    monkeypatch.setattr(division, "SHORT", 0)


@pytest.mark.long_but("recto", "painted")
@pytest.mark.parametrize("case", CASES)
def test_every_page_and_every_fact_is_as_in_the_layout_in_one_piece(case: str, tmp_path: Path) -> None:
    openings, extra, css = CASES[case]
    made = compose(tmp_path, openings=openings, extra=extra, css=css)
    whole, parts = bind_whole(made), bind_in_parts(made)
    expected, found = read_facts(whole), read_facts(parts)
    for name, facts in expected.items():
        assert found[name] == facts, name
    assert find_other_pages(whole, parts) == []
    assert count_owned(parts) > 100


@pytest.mark.long_but("marked")
@pytest.mark.parametrize("case", ["recto", "run-on", "painted", "marked"])
def test_a_short_book_is_one_part_with_its_heads(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(division, "SHORT", 10**9)
    openings, extra, css = CASES[case]
    # What forbids to divide a book does not forbid that.
    made = compose(tmp_path, openings=openings, extra=extra, css=css + LINED)
    whole, part = bind_whole(made), bind_in_parts(made)
    expected, found = read_facts(whole), read_facts(part)
    for name, facts in expected.items():
        assert found[name] == facts, name
    assert find_other_pages(whole, part) == []


@pytest.mark.long_but("div::before { content: 'x' }")
@pytest.mark.parametrize("css", [TALL, LINED, ".colophon { display: none }", "div::before { content: 'x' }"])
def test_a_book_that_parts_would_set_otherwise_is_laid_out_in_one_piece(css: str, tmp_path: Path) -> None:
    # How much stands on its pages is of no account here.
    made, shop = compose(tmp_path, openings="any", css=css, words="Few words."), Workshop()
    outcome = bind_pdf(made, shop)
    assert outcome.value is not None and outcome.value.content == bind_whole(made)
    assert list(shop.whole) == ["print"]
