"""MDX: imports and code leave no words, components leave theirs, imported pages stand where they are used."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.manuscript.folders.mdx import MdxReader
from makeready.manuscript.folders.tree import Tree
from makeready.workspace import Workspace
from tests.unit.manuscript.folders.trees import outline, read_tree, words, write_tree


def _prepare(root: Path, text: str, **others: str) -> tuple[list[str], list[tuple[str, int]]]:
    """Return the lines of a page that have words, and its findings as code and line."""
    files = {"docs/a.mdx": text, **{f"docs/{name}.mdx": more for name, more in others.items()}}
    tree = Tree(Workspace(write_tree(root, files), {}))
    prepared = MdxReader(tree).prepare("docs/a.mdx", text.split("\n"))
    assert prepared.numbers is None or len(prepared.numbers) == len(prepared.lines)
    found = [(one.code, one.span.start_line) for one in prepared.findings if one.span]
    return [line for line in prepared.lines if line.strip()], found


UNKNOWN = ("MS009", 1)
TAB = ['<div class="tab">', '<p class="admonition-title"><strong>A</strong></p>', "words", "</div>"]


@pytest.mark.parametrize(
    ("text", "lines", "found"),
    [
        ("import A from 'a';\nimport {\n  B,\n} from \"b\"\n\nwords", ["words"], []),
        ("the\nimport A from 'a';", ["the", "import A from 'a';"], []),
        ("import of goods", ["import of goods"], []),
        ("export const a = () => (\n  <b>{x}</b>\n);\n\nwords", ["words"], [("BF006", 1)]),
        ("a {/* b */}c\n\n{/*\nd\n*/}\ne", ["a c", "e"], []),
        ("<Tabs>\n  <TabItem value='x' label=\"A\">\n\n    words\n\n  </TabItem>\n</Tabs>", TAB, []),
        ("<Tabs><TabItem label='A'>words</TabItem></Tabs>", TAB, []),
        ("<Tab title={'A'}>\nwords\n</Tab>", TAB, []),
        ("1. one\n\n   <Tabs>\n   words\n   </Tabs>", ["1. one", "   words"], []),
        ("<Admonition type=\"danger\">\na\n</Admonition>", ['<div class="warning">', "a", "</div>"], []),
        ("<Foo\n  title=\"A & b\"\n  f={() => <B c=\"1\" />}\n/>", ["<p><strong>A &amp; b</strong></p>"], [UNKNOWN]),
        ("a <Foo b={c}>d</Foo> e", ["a d e"], [UNKNOWN]),
        ("a{' '}b", ["a b"], []),
        ("a {b.c} `{d}` \\{e}", ["a {b.c} `{d}` \\{e}"], [("BF006", 1)]),
        ("## A {#b}", ["## A {#b}"], []),
        ("a < b and c<D e> `<F />`", ["a < b and c<D e> `<F />`"], []),
        ("```\nimport A from 'a'\n<B />\n```", ["```", "import A from 'a'", "<B />", "```"], []),
        ("```mdx-code-block\nimport A from 'a';\n\n<Tabs>b</Tabs>\n```\n\nc", ["b", "c"], []),
        (
            "import L from './l.png';\n\n<img src={L} alt=\"x\" style={{a: 1}} className=\"b\" />",
            ['<img src="/docs/l.png" alt="x" class="b" />'],
            [],
        ),
        ("<img src={require('./l.png').default} />", ['<img src="./l.png" />'], []),
        ("<img src={useBaseUrl('/l.png')} />", ['<img src="/l.png" />'], []),
        ("<Frame>\n  <Image src='l.png'/>\n</Frame>", ['<p><img src="l.png" alt=""/></p>'], [("MS009", 2)]),
        ("a\n<Foo", ["a", "<Foo"], []),
    ],
)  # fmt: skip
def test_code_goes_and_words_stay(tmp_path: Path, text: str, lines: list[str], found: list[tuple[str, int]]) -> None:
    assert _prepare(tmp_path, text) == (lines, found)


def test_a_page_that_is_imported_stands_where_it_is_used(tmp_path: Path) -> None:
    text = "import Part from './_p.mdx';\n\none\n\n<Part x=\"1\" />\n\ntwo"
    assert _prepare(tmp_path, text, _p="---\nid: p\n---\ninner *words*\n") == (["one", "inner *words*", "two"], [])


def test_a_page_that_imports_itself_or_is_missing_is_told(tmp_path: Path) -> None:
    lines, found = _prepare(tmp_path, "import A from './a.mdx';\n\nx\n\n<A />\n")
    assert lines == ["x"] * 11 and found == [("BF002", 5)]
    lines, found = _prepare(tmp_path, "import A from './b.mdx';\n\nx\n\n<A />\n")
    assert (lines, found) == (["x"], [("BF002", 5)])


def test_pages_that_hold_each_other_many_times_are_bounded(tmp_path: Path) -> None:
    lines, found = _prepare(tmp_path, "import A from './a.mdx';\n\n" + "<A />\n\n" * 100)
    assert lines == [] and 1 < len(found) <= 60_000


def test_docusaurus_keeps_its_site_in_a_folder_beside_its_pages(tmp_path: Path) -> None:
    files = {
        "README.md": "# The project\n\nNot the book.\n",
        "website/docusaurus.config.js": (
            "module.exports = {title: 'Site', presets: [['classic', {docs: {sidebarPath: require.resolve('./s.js'), "
            "path: '../pages'}}]]};\n"
        ),
        "website/sidebars.js": "module.exports = {main: ['b', 'a']};\n",
        "pages/a.md": "# A\n\nimport X from 'x';\n\nWords.\n",
        "pages/b.mdx": "# B\n\n<Tabs><TabItem label='T'>tabbed</TabItem></Tabs>\n",
    }
    outcome = read_tree(tmp_path, files)
    assert outline(outcome) == ["B", "A"]
    assert "tabbed" in words(outcome) and "import" not in words(outcome)
