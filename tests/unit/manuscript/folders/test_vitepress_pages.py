"""Pages of VitePress: what they include and show stands in its place, and code has its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.manuscript.folders.tree import Tree
from makeready.manuscript.folders.vitepress_pages import PageReader
from makeready.workspace import Workspace
from tests.unit.manuscript.folders.trees import read_tree, words, write_tree

PART = "---\na: b\n---\none\n<!-- #region r -->\ntwo\n<!-- #endregion r -->\n"


def _prepare(root: Path, text: str, part: str = PART) -> tuple[list[str], list[str]]:
    files = {"docs/g/a.md": text, "docs/p.md": part, "docs/s.js": "// #region r\nf()\n// #endregion r\ng()\n"}
    tree = Tree(Workspace(write_tree(root, files), {}))
    prepared = PageReader(tree, "docs").prepare("docs/g/a.md", text.split("\n"))
    assert prepared.numbers is None or len(prepared.numbers) == len(prepared.lines)
    return [line for line in prepared.lines if line.strip()], [one.code for one in prepared.findings]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<!--@include: ../p.md-->", ["one", "<!-- #region r -->", "two", "<!-- #endregion r -->"]),
        ("<!-- @include: @/p.md#r -->", ["two"]),
        ("<!--@include: ../p.md{4,4}-->", ["one"]),
        ("<<< @/s.js#r", ["```js", "f()", "```"]),
        ("<<< ../s.js{1,2 js:line-numbers} [The name]",
         ["**The name**", "```js", "// #region r", "f()", "// #endregion r", "g()", "```"]),
        ("```js{1} [a_b.js]\nx\n```", ["**a\\_b.js**", "```js{1}", "x", "```"]),
        ("```\n<<< ../s.js\n<!--@include: ../p.md-->\n```", ["```", "<<< ../s.js", "<!--@include: ../p.md-->", "```"]),
    ],
)  # fmt: skip
def test_what_is_asked_for_stands_in_its_place(tmp_path: Path, text: str, lines: list[str]) -> None:
    assert _prepare(tmp_path, text) == (lines, [])


def test_what_cannot_be_had_is_told_and_all_is_bounded(tmp_path: Path) -> None:
    assert _prepare(tmp_path, "<!--@include: ./no.md-->\n<<< ../../../no.js") == ([], ["BF002", "BF002"])
    lines, found = _prepare(tmp_path, "<!--@include: ../p.md-->", "<!--@include: ./p.md-->\n" * 100)
    assert lines == [] and 1 < len(found) <= 1_000


def test_a_site_has_the_words_that_it_includes(tmp_path: Path) -> None:
    files = {
        "docs/.vitepress/config.js": "export default { title: 'T' }\n",
        "docs/a.md": "# A\n\n<!--@include: ./parts/p.txt-->\n",
        "docs/parts/p.txt": "included words\n",
    }
    assert "included words" in words(read_tree(tmp_path, files))
