"""mdBook: its contents, its includes and its hidden lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.manuscript.folders.trees import codes, errors, outline, read_tree, words

TOML = '[book]\ntitle = "The Tool"\nauthors = ["Ann Ode", "Bo Dee"]\nlanguage = "en"\ndescription = "On tools."\n'
SUMMARY = """# Summary

[Foreword](foreword.md)

# First steps

- [Start](start.md)
  - [Install `it`](start/install.md)
    - [On Linux](start/linux.md)
- [Planned]()
- [Use](<use it.md>)

# Reference

- [Words](words.md)

-----------

[Who helped](helpers.md)
"""
FILES = {
    "book.toml": TOML,
    "src/SUMMARY.md": SUMMARY,
    "src/foreword.md": "# Foreword\n\nBefore all.\n",
    "src/start.md": (
        "# Start\n\nSee [the words](words.html#a-term) and [install](./start/install.md).\n\n"
        "## Why\n\nWhy.[^1]\n\n[^1]: One.\n"
    ),
    "src/start/install.md": "# Install `it`\n\nInstall.[^1]\n\n[^1]: Another one.\n",
    "src/start/linux.md": "No heading here.\n",
    "src/use it.md": "# Use\n\nUse it.\n",
    "src/words.md": "# Words\n\n## A term\n\nMeaning.\n",
    "src/helpers.md": "# Who helped\n\nThey.\n",
}


def test_order_parts_depth_and_matter_are_those_of_the_summary(tmp_path: Path) -> None:
    outcome = read_tree(tmp_path, FILES)
    assert outline(outcome) == [
        "foreword: Foreword",
        "PART First steps",
        "  Start",
        "    Why",
        "    Install it",
        "      On Linux",
        "  Planned",
        "  Use",
        "PART Reference",
        "  Words",
        "    A term",
        "afterword: Who helped",
    ]
    assert errors(outcome) == []
    assert codes(outcome) == {"BF005"}


def test_metadata_come_from_the_settings(tmp_path: Path) -> None:
    outcome = read_tree(tmp_path, FILES)
    assert outcome.value is not None
    book = outcome.value.book
    assert (book.title, book.language, book.description) == ("The Tool", "en", "On tools.")
    assert [one.name for one in book.contributors] == ["Ann Ode", "Bo Dee"]


def test_notes_of_a_file_below_another_stay_its_own(tmp_path: Path) -> None:
    text = words(read_tree(tmp_path, FILES))
    assert "One." in text
    assert "Another one." in text


@pytest.mark.parametrize(
    ("helper", "shown"),
    [
        ("{{#include code.rs}}", ["use a;", "fn one() {}", "fn two() {}", "fn three() {}"]),
        ("{{#include code.rs:2}}", ["fn one() {}"]),
        ("{{#include code.rs:2:3}}", ["fn one() {}", "fn two() {}"]),
        ("{{#include code.rs::2}}", ["use a;", "fn one() {}"]),
        ("{{#include code.rs:mid}}", ["fn two() {}"]),
        ("{{#rustdoc_include code.rs:mid}}", ["fn two() {}"]),
    ],
)
def test_included_lines_are_those_that_are_named(tmp_path: Path, helper: str, shown: list[str]) -> None:
    code = "use a;\nfn one() {}\n// ANCHOR: mid\nfn two() {}\n// ANCHOR_END: mid\nfn three() {}\n"
    if ":2:3" in helper:
        code = code.replace("// ANCHOR: mid\n", "").replace("// ANCHOR_END: mid\n", "")
    files = {
        "book.toml": TOML,
        "src/SUMMARY.md": "- [A](a.md)\n- [B](b.md)\n",
        "src/a.md": f"# A\n\n```rust,ignore\n{helper}\n```\n",
        "src/b.md": "# B\n\nB.\n",
        "src/code.rs": code,
    }
    outcome = read_tree(tmp_path, files)
    text = words(outcome)
    for line in ("use a;", "fn one() {}", "fn two() {}", "fn three() {}"):
        assert (line in text) == (line in shown), line
    assert "{{" not in text
    assert "ANCHOR" not in text
    assert errors(outcome) == []


def test_hidden_lines_of_rust_are_left_out_and_attributes_are_not(tmp_path: Path) -> None:
    code = "# fn main() {\n#[derive(Debug)]\nlet a = 1;\n#\n## not hidden\n# }\n"
    files = {
        "book.toml": TOML,
        "src/SUMMARY.md": "- [A](a.md)\n- [B](b.md)\n",
        "src/a.md": f"# A\n\n```rust\n{code}```\n\n```python\n# a comment\n```\n",
        "src/b.md": "# B\n\nB.\n",
    }
    text = words(read_tree(tmp_path, files))
    assert "fn main" not in text
    assert "#[derive(Debug)]" in text
    assert "# not hidden" in text
    assert "## not hidden" not in text
    assert "# a comment" in text


def test_a_whole_text_is_included_and_a_helper_with_a_backslash_is_words(tmp_path: Path) -> None:
    files = {
        "book.toml": TOML,
        "src/SUMMARY.md": "- [A](a.md)\n- [B](b.md)\n",
        "src/a.md": "{{#include ../README.md}}\n\nWrite \\{{#include x}} for it.\n",
        "src/b.md": "{{#title Another}}\n# B\n\nB.\n",
        "README.md": "# The readme\n\nIts words.\n",
    }
    outcome = read_tree(tmp_path, files)
    assert outline(outcome) == ["The readme", "B"]
    assert "Its words." in words(outcome)
    assert "{{#include x}}" in words(outcome)


def test_files_that_include_each_other_end(tmp_path: Path) -> None:
    files = {
        "book.toml": TOML,
        "src/SUMMARY.md": "- [A](a.md)\n- [B](b.md)\n",
        "src/a.md": "# A\n\n{{#include a.md}}\n{{#include a.md}}\n",
        "src/b.md": "# B\n\nB.\n",
    }
    outcome = read_tree(tmp_path, files)
    assert "BF002" in codes(outcome)


@pytest.mark.parametrize("name", ["../../secret.txt", "/etc/hostname", "link.txt", "missing.txt"])
def test_nothing_outside_the_folder_is_included(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.txt").write_text("the secret")
    root = tmp_path / "book"
    files = {
        "book.toml": TOML,
        "src/SUMMARY.md": "- [A](a.md)\n- [B](b.md)\n",
        "src/a.md": f"# A\n\n{{{{#include {name}}}}}\n",
        "src/b.md": "# B\n\nB.\n",
    }
    (root / "src").mkdir(parents=True)
    (root / "src/link.txt").symlink_to(tmp_path / "secret.txt")
    outcome = read_tree(root, files)
    assert "secret" not in words(outcome)
    finding = next(one for one in outcome.findings if one.code == "BF002")
    assert finding.span is not None
    assert (finding.span.source, finding.span.start_line) == ("src/a.md", 3)


def test_a_file_that_is_listed_and_not_there_is_told(tmp_path: Path) -> None:
    files = dict(FILES)
    del files["src/words.md"]
    outcome = read_tree(tmp_path, files)
    assert "BF003" in codes(outcome)
    assert errors(outcome) == []


def test_another_source_folder_is_found_by_the_settings(tmp_path: Path) -> None:
    files = {
        "book.toml": '[book]\ntitle = "T"\nsrc = "text"\n',
        "text/SUMMARY.md": "# Summary\n\n* [A](a.md)\n* [B](b.md)\n",
        "text/a.md": "# A\n\nA.\n",
        "text/b.md": "# B\n\nB.\n",
    }
    assert outline(read_tree(tmp_path, files)) == ["A", "B"]


def test_lines_behind_an_included_one_keep_their_numbers(tmp_path: Path) -> None:
    files = {
        "book.toml": TOML,
        "src/SUMMARY.md": "- [A](a.md)\n- [B](b.md)\n",
        "src/a.md": "# A\n\n```\n{{#include many.txt}}\n```\n\n![x](missing.png)\n",
        "src/many.txt": "line\n" * 40,
        "src/b.md": "# B\n\nB.\n",
    }
    outcome = read_tree(tmp_path, files)
    finding = next(one for one in outcome.findings if one.code == "WS002")
    assert finding.span is not None
    assert finding.span.start_line == 7
