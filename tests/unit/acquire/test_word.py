"""Files of word processors: styles become roles, notes notes, changes are settled, and no word is lost in silence."""

from __future__ import annotations

import base64
import io
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest

from makeready.tools import find_pandoc
from tests.unit.acquire.sources import acquire, make_docx, make_zip

DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

BOOK = """---
title: The Ledger
subtitle: Forty years
author: [Maud Penrose, Jory Trease]
lang: en-GB
---

# One

A *stressed*, **heavy**, [small]{.smallcaps}, x^2^ word, `code`, and a note.[^1] See [below](#two).

> First of a quotation.
>
> Second of it.

::: {custom-style="Verse"}
| The road goes up
|    and down again
:::

3. three
4. four
   - below

| A | B |
|:--|--:|
| a | 1 |

: What the table says

```
def f(x):
    return x
```

# Two {#two}

::: {custom-style="Epigraph"}
Who goes slowly goes far.
:::

The end.[^2]

[^1]: The first note.

[^2]: The second, of *two*.
"""


def make(kind: str, text: str = BOOK) -> bytes:
    """Return a file of a word processor that pandoc makes of Markdown."""
    command = [str(find_pandoc()), "-f", "markdown", "-t", kind, "-s", "-o", "-"]
    return subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout


def read(folder: Path) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted((folder / "manuscript").glob("*.md")))


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_structure_comes_along(tmp_path: Path, kind: str) -> None:
    outcome = acquire({f"book.{kind}": make(kind)}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    assert sorted(path.name for path in (tmp_path / "book/manuscript").glob("*.md")) == ["01-one.md", "02-two.md"]
    text = read(tmp_path / "book")
    for expected in (
        "A *stressed*, **heavy**,",
        "x<sup>2</sup> word, `code`, and a note.[^1] See [below](<02-two.md#two>).",
        "> First of a quotation.\n>\n> Second of it.",
        "# Two {#two}",
        "[^1]: The first note.",
        "[^2]: The second, of *two*.",
        "def f(x):",
    ):
        assert expected in text, text
    assert text.index("[^1]: The first note.") < text.index("# Two")
    values = tomllib.loads((tmp_path / "book/manuscript/book.toml").read_text("utf-8"))
    assert (values["title"], values["subtitle"], values["language"]) == ("The Ledger", "Forty years", "en-GB")
    assert [one["name"] for one in values["contributors"]] == ["Maud Penrose", "Jory Trease"]


def test_styles_of_word_become_roles(tmp_path: Path) -> None:
    outcome = acquire({"book.docx": make("docx")}, tmp_path / "book")
    assert outcome.value is not None
    text = read(tmp_path / "book")
    assert "::: verse\nThe road goes up\n" in text
    assert "::: epigraph\nWho goes slowly goes far.\n:::" in text
    assert "3. three\n4. four\n   - below" in text
    assert "<caption>What the table says</caption>" in text
    assert "[small]{.smallcaps}" in text
    assert "```\ndef f(x):\n    return x\n```" in text


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def insert(words: str) -> str:
    return f'<w:ins w:id="1" w:author="A">{run(words)}</w:ins>'


def delete(words: str) -> str:
    return f'<w:del w:id="2" w:author="A"><w:r><w:delText xml:space="preserve">{words}</w:delText></w:r></w:del>'


CHANGED = paragraph(run("He "), insert("never "), delete("always "), run("came home."))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (None, "He never came home.\n"),
        ("accept", "He never came home.\n"),
        ("reject", "He always came home.\n"),
        ("keep", "He <ins>never</ins> <del>always</del> came home.\n"),
    ],
)
def test_tracked_changes_are_settled_as_asked(tmp_path: Path, changes: str | None, expected: str) -> None:
    outcome = acquire({"a.docx": make_docx(CHANGED)}, tmp_path / "book", changes=changes)
    assert outcome.value is not None, outcome.findings
    assert read(tmp_path / "book") == expected
    assert [one.code for one in outcome.findings if one.code == "AQ008"] == ([] if changes else ["AQ008"])


def test_text_box_is_told_and_left_out(tmp_path: Path) -> None:
    box = (
        '<w:r><w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent>'
        f"{paragraph(run('Words within a frame.'))}</w:txbxContent></v:textbox></w:pict></w:r>"
    )
    outcome = acquire({"a.docx": make_docx(paragraph(run("The text.")) + paragraph(box))}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    everything = read(tmp_path / "book") + (tmp_path / "book/acquired/left-out.md").read_text("utf-8")
    assert "Words within a frame" in everything


def test_notes_of_rich_text_are_told_and_left_out(tmp_path: Path) -> None:
    outcome = acquire(
        {"a.rtf": rb"{\rtf1\ansi The text.{\*\footnote The note of it.} Its end.\par}"}, tmp_path / "book"
    )
    assert outcome.value is not None, outcome.findings
    everything = read(tmp_path / "book") + (tmp_path / "book/acquired/left-out.md").read_text("utf-8")
    assert "note of it" in everything


def test_name_of_the_program_s_user_is_no_author(tmp_path: Path) -> None:
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:creator>Office User</dc:creator><dc:title>The Ledger</dc:title></cp:coreProperties>"
    )
    with zipfile.ZipFile(io.BytesIO(make_docx(paragraph(run("Words."))))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    outcome = acquire({"a.docx": make_zip({**files, "docProps/core.xml": core})}, tmp_path / "book")
    assert outcome.value is not None
    values = tomllib.loads((tmp_path / "book/manuscript/book.toml").read_text("utf-8"))
    assert values["title"] == "The Ledger"
    assert "contributors" not in values


def test_entries_of_an_index_are_kept_as_a_notation(tmp_path: Path) -> None:
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    field = f'{marks[0]}<w:r><w:instrText xml:space="preserve"> XE "salt" </w:instrText></w:r>{marks[1]}{marks[2]}'
    outcome = acquire({"a.docx": make_docx(paragraph(run("Salt"), field, run(" road.")))}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    assert read(tmp_path / "book") == "Salt\\index{salt} road.\n"


STYLED = """---
title: The Ledger
author: Maud Penrose
date: 1 May 2024
---

# One

::: {custom-style="Letter"}
Dear Sir,

Kindly remit. [J. Carberry]{custom-style="Signature"}
:::

Maud Penrose

* * *

Term
:   What it means.

See [Two](#there).

```
def f(x):
    for y in x:
        pass
    return x
```

# Two {#there}

The end.
"""


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_styles_by_the_names_of_roles_rules_and_blanks_of_code_come_along(tmp_path: Path, kind: str) -> None:
    outcome = acquire({f"book.{kind}": make(kind, STYLED)}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    text = read(tmp_path / "book")
    assert "::: letter\nDear Sir,\n" in text
    # Who is named in the line of the title is named in the text too.
    assert "\n\nMaud Penrose\n\n* * *\n\nTerm\n:   What it means.\n" in text
    assert "def f(x):\n    for y in x:\n        pass\n    return x\n" in text
    assert "See [Two](<02-two.md#" in text
    assert "# Two {#" in text
    book = tomllib.loads((tmp_path / "book/manuscript/book.toml").read_text("utf-8"))
    if kind == "docx":
        assert str(book["date"]) == "2024-05-01"
        assert "Kindly remit. [J. Carberry]{.signature}" in text


def test_date_that_is_none_is_left_out_and_told(tmp_path: Path) -> None:
    text = "---\ntitle: The Ledger\ndate: In the spring\n---\n\nWords.\n"
    outcome = acquire({"book.docx": make("docx", text)}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    assert "In the spring" in (tmp_path / "book/acquired/left-out.md").read_text("utf-8")


def test_words_for_a_picture_of_an_open_document_are_kept(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(make("odt", "# One\n\nWords.\n\nPICTURE\n"))) as archive:
        files: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    link = '<draw:image xlink:href="Pictures/a.png" xlink:type="simple"/><svg:title>A hill</svg:title>'
    content = files["content.xml"]
    assert isinstance(content, bytes)
    files["content.xml"] = content.replace(b"PICTURE", f'<draw:frame draw:name="a">{link}</draw:frame>'.encode())
    files["Pictures/a.png"] = base64.b64decode(DOT)
    outcome = acquire({"book.odt": make_zip(files, stored=("mimetype",))}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    assert "![A hill](<images/a.png>)" in read(tmp_path / "book")


def test_language_is_that_of_the_usual_style(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(make("docx", "# Eins\n\nWorte.\n"))) as archive:
        files: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    styles = files["word/styles.xml"]
    assert isinstance(styles, bytes)
    files["word/styles.xml"] = styles.replace(b'w:val="en-US"', b'w:val="de-CH"')
    outcome = acquire({"book.docx": make_zip(files)}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    assert 'language = "de-CH"' in (tmp_path / "book/manuscript/book.toml").read_text("utf-8")


def test_comments_of_reviewers_go_into_a_file_of_their_own(tmp_path: Path) -> None:
    begin = '[{}]{{.comment-start id="{}" author="Ann Potter" date="2024-01-02T00:00:00Z"}}'
    text = f"Words {begin.format('Is it so?', 1)}that[]{{.comment-end id=1}} are, {begin.format('More?', 2)}x"
    outcome = acquire({"book.docx": make("docx", f"# One\n\n{text}[]{{.comment-end id=2}}.\n")}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    assert [one.code for one in outcome.findings] == []
    assert read(tmp_path / "book") == "# One\n\nWords that are, x.\n"
    comments = (tmp_path / "book/acquired/comments.md").read_text("utf-8")
    assert "1. Ann Potter 2024-01-02: Is it so?\n\n       Words that are, x.\n" in comments
    assert "2. Ann Potter 2024-01-02: More?\n\n       Words that are, x.\n" in comments
