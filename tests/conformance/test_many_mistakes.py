"""Many mistakes: one build of a book with forty mistakes of many kinds names them all; what it advises mends them."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from makeready.cli.entry import main

TOML = """title = "Forty"
language = "en"
author = "Ann Author"
date = 2026-11-27
identifiers = ["https://example.org/forty"]

[editions.screen]
target = "epub"

[editions.print]
target = "pdf"
"""
# Each kind of mistake: its code, and pairs of what is wrong in the text and what the remedy makes of it.
LINKS = [(f"[a link](#gone{n})", "[a link](#here)") for n in range(6)]
FILES = [(f"[a file](gone{n}.md)", "[a file](02.md)") for n in range(4)]
NOTES = [(f"A call[^none{n}].", f"A call[^none{n}].\n\n[^none{n}]: Now a note.") for n in range(4)]
PICTURES = [(f"![A picture](gone{n}.png)", "A picture was here.") for n in range(4)]
SCRIPTS = [(f"Words <script>alert({n})</script> go on.", f"Words go on, {n}.") for n in range(4)]
SCHEMES = [(f"[a call](javascript:go({n}))", f"[a call](https://example.org/{n})") for n in range(3)]
UNCALLED = [(f"[^spare{n}]: A note that nothing calls.", f"A spare word, {n}.") for n in range(3)]
OPEN = [(f"<div>\n\nLeft open {n}.\n", f"<div>\n\nClosed {n}.\n\n</div>\n") for n in range(2)]
TWICE = [("## A heading {#twice}\n\n## Another {#twice}", "## A heading {#once}\n\n## Another {#twice}")]
HANDLERS = [(f'<p onclick="go({n})">Some words.</p>', "<p>Some words.</p>") for n in range(4)]
SIGNS = [(f"A sign: {sign}.", "A sign.") for sign in "𒀀𒀁𓀀"]
SPACES = [("colour: red\n", ""), ("shape: round\n", "")]
KINDS = {
    "XR001": LINKS, "XR002": FILES, "MS020": NOTES, "WS002": PICTURES, "MS007": SCRIPTS, "MS012": SCHEMES,
    "MS021": UNCALLED, "MS010": OPEN, "MS023": TWICE, "MS008": HANDLERS, "TY001": SIGNS, "MD022": SPACES,
}  # fmt: skip
FRONT = "---\ntitle: One\n{}---\n\nThe text begins [here]{{#here}}.\n\n"


def write_book(folder: Path, mended: set[str]) -> None:
    """Write the book; kinds that are `mended` have what the remedies make of them."""
    chosen = {code: [right if code in mended else wrong for wrong, right in KINDS[code]] for code in KINDS}
    front = "".join(chosen.pop("MD022"))
    text = "\n\n".join(passage for passages in chosen.values() for passage in passages)
    folder.mkdir(exist_ok=True)
    (folder / "book.toml").write_text(TOML, "utf-8")
    (folder / "01.md").write_text(FRONT.format(front) + text + "\n", "utf-8")
    (folder / "02.md").write_text("# Two\n\nWords.\n", "utf-8")


def build(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["build", str(folder), "--no-cache", "--no-colour", *options])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def count_codes(folder: Path, capsys: pytest.CaptureFixture[str]) -> Counter[str]:
    _, out, _ = build(folder, capsys, "--format", "json")
    return Counter(one["code"] for one in json.loads(out)["findings"])


def test_one_run_names_all_mistakes_in_few_groups(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_book(tmp_path, set())
    assert sum(len(pairs) for pairs in KINDS.values()) == 40
    found = count_codes(tmp_path, capsys)
    assert {code: found[code] for code in KINDS} == {code: len(pairs) for code, pairs in KINDS.items()}
    code, _, told = build(tmp_path, capsys)
    assert code == 1
    groups = re.findall(r"^(?:error|warning|advice)\[(\w+)\]", told, re.MULTILINE)
    assert set(groups) >= set(KINDS)
    assert len(groups) == len(set(groups)) <= 13  # EP006 says of the EPUB what TY001 says of the PDF
    assert len(re.findall(r"= help: ", told)) == len(groups)


def test_every_remedy_mends_its_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mended: set[str] = set()
    for code in KINDS:
        mended.add(code)
        write_book(tmp_path, mended)
        found = count_codes(tmp_path, capsys)
        assert {one for one in KINDS if found[one]} == set(KINDS) - mended
    assert build(tmp_path, capsys, "--strict")[0] == 0
