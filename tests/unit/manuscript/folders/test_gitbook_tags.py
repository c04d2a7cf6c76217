"""Tags of GitBook: their words and titles stay, what only lays out goes, and what is included stands in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.manuscript.folders.gitbook_tags import TagReader
from makeready.manuscript.folders.tree import Tree
from makeready.workspace import Workspace
from tests.unit.manuscript.folders.trees import read_tree, words, write_tree


def _prepare(root: Path, text: str, included: str = "inner\n") -> tuple[list[str], list[str]]:
    files = {"b/a.md": text, ".gitbook/includes/i.md": included}
    reader = TagReader(Tree(Workspace(write_tree(root, files), {})), {"v": "1.2"})
    prepared = reader.prepare("b/a.md", text.split("\n"))
    assert prepared.numbers is None or len(prepared.numbers) == len(prepared.lines)
    return [line for line in prepared.lines if line.strip()], [one.code for one in prepared.findings]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('{% code title="a_b.js" overflow="wrap" %}\n```js\n{% x %}\n```\n{% endcode %}',
         ["**a\\_b.js**", "```js", "{% x %}", "```"]),
        ('{% embed url="https://x.org/y" %}\nCaption\n{% endembed %}',
         ["[https://x.org/y](<https://x.org/y>)", "Caption"]),
        ("{% file src='../f.pdf' %}", ["[f.pdf](<../f.pdf>)"]),
        ('{% columns %}\n{% column width="50%" %}\na\n{% endcolumn %}\n{% endcolumns %}', ["a"]),
        ('{% update date="2024-01-01" %}\n## A\n{% endupdate %}', ["**2024-01-01**", "## A"]),
        ('{% swagger method="get" path="/a" summary="All" %}\n{% swagger-parameter in="query" name="n" %}\nb\n'
         "{% endswagger-parameter %}\n{% endswagger %}", ["**All** `get /a`", "**n** (query)", "b"]),
        ("a {{ book.v }} {{ book.w }} {{ c }}", ["a 1.2 {{ book.w }} {{ c }}"]),
        ("{% raw %}\n{{ book.v }} {% code %}\n{% endraw %}\n{{ book.v }}", ["{{ book.v }} {% code %}", "1.2"]),
        ("{% if x %}\na\n{% endif %}", ["{% if x %}", "a", "{% endif %}"]),
        ('{% include "../.gitbook/includes/i.md" %}', ["inner"]),
    ],
)  # fmt: skip
def test_words_stay_and_layout_goes(tmp_path: Path, text: str, lines: list[str]) -> None:
    assert _prepare(tmp_path, text) == (lines, [])


def test_what_cannot_be_included_is_told(tmp_path: Path) -> None:
    assert _prepare(tmp_path, '{% include "../none.md" %}') == ([], ["BF002"])
    assert _prepare(tmp_path, '{% include "../../../secret.md" %}') == ([], ["BF002"])


def test_files_that_include_themselves_many_times_are_bounded(tmp_path: Path) -> None:
    lines, found = _prepare(tmp_path, '{% include "/.gitbook/includes/i.md" %}', '{% include "i.md" %}\n' * 200)
    assert lines == [] and 1 < len(found) <= 2_000


def test_tabs_have_their_titles_and_a_page_its_included_words(tmp_path: Path) -> None:
    files = {
        "SUMMARY.md": "* [A](a.md)\n",
        "a.md": (
            "# A\n\n{% tabs %}\n{% tab title='Node' %}\nx\n{% endtab %}\n{% tab title=\"Py\" %}\ny\n{% endtab %}\n"
            '{% endtabs %}\n\n{% include "i.md" %}\n'
        ),
        "i.md": "---\ntitle: I\n---\nreused\n",
    }
    text = words(read_tree(tmp_path, files))
    assert "Node" in text and "Py" in text and "reused" in text and "{%" not in text
