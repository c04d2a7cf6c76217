"""Folders that are made to do harm: nothing outside is read, nothing runs, nothing goes on for ever, no traceback."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from makeready.manuscript.read import read_book
from makeready.workspace import Workspace
from tests.unit.manuscript.folders.trees import outline, read_tree, words, write_tree

A, B = "# A\n\nWords of A.\n", "# B\n\nWords of B.\n"
SECRET = "the secret"

OUTSIDE: dict[str, dict[str, str]] = {
    "gitbook": {"SUMMARY.md": "* [A](a.md)\n* [X](../secret.md)\n* [Y](link.md)\n", "a.md": A},
    "gitbook root": {".gitbook.yaml": "root: ../\n", "SUMMARY.md": "* [A](a.md)\n* [Y](link.md)\n", "a.md": A},
    "book.json root": {"book.json": '{"root": "/etc"}', "SUMMARY.md": "* [A](a.md)\n", "a.md": A},
    "leanpub": {
        "manuscript/Book.txt": "a.md\n../../secret.md\n/etc/passwd\n../link.md\n",
        "manuscript/a.md": "# A\n\nWords.\n\n<<(../../secret.md)\n\n<<(../link.md)\n",
    },
    "bookdown": {
        "_bookdown.yml": "rmd_files: [index.Rmd, ../secret.md, link.md]\n",
        "index.Rmd": "# A\n\n```{r, child='../secret.md'}\n```\n\n```{r, code=readLines('../secret.md')}\n```\n\n"
        "```{r, file='link.md'}\n```\n",
    },
    "quarto": {
        "_quarto.yml": "book:\n  title: T\n  chapters: [a.qmd, ../secret.md, link.md]\n",
        "a.qmd": "# A\n\n{{< include ../secret.md >}}\n\n{{< include /secret.md >}}\n\n{{< include link.md >}}\n",
    },
    "mkdocs": {
        "mkdocs.yml": "site_name: !!python/object/apply:os.system ['touch pwned']\n"
        "nav: [a.md, ../../secret.md, ../link.md]\n",
        "docs/a.md": '# A\n\n--8<-- "../secret.md"\n',
    },
    "mkdocs docs_dir": {"mkdocs.yml": "site_name: x\ndocs_dir: ..\n", "docs/a.md": A},
    "docusaurus": {
        "docusaurus.config.js": "module.exports = {title: require('fs').readFileSync('../secret.md')};\n",
        "sidebars.js": "module.exports = {s: ['a', '../../secret', '../link']};\n",
        "docs/a.md": A,
    },
    "vitepress": {
        ".vitepress/config.js": "export default { srcDir: '..', themeConfig: { sidebar: "
        "[{link: '/secret'}, {link: '../secret'}] } }\n",
        "a.md": A,
    },
    "hugo": {"hugo.toml": "title = 'x'\ncontentDir = '..'\n", "content/a.md": A},
    "jekyll": {
        "_config.yml": "title: x\nsource: ..\ncollections_dir: ../..\ncollections: [a]\n",
        "index.md": A,
        "b.md": B,
    },
    "jupyter": {"_toc.yml": "root: a\nchapters:\n- file: ../secret\n- file: link\n- glob: ../*\n", "a.md": A},
    "myst": {
        "myst.yml": "project:\n  toc:\n  - file: a.md\n  - file: ../secret.md\n  - pattern: '../*.md'\n",
        "a.md": A,
    },
    "sphinx": {
        "conf.py": "open('pwned', 'w')\n",
        "index.md": "# A\n\n```{toctree}\n:glob:\na\n../secret\n../*\nlink\n```\n",
        "a.md": A,
    },
    "pandoc": {
        "defaults.yaml": "input-files: [a.md, ../secret.md, ../*.md, link.md]\n",
        "Makefile": "x: ../secret.md a.md\n\tpandoc ../*.md\n",
        "metadata.yaml": "title: T\ncover-image: ../secret.md\n",
        "a.md": A,
    },
    "plain": {"README.md": "# T\n\n- [A](a.md)\n- [X](../secret.md)\n- [L](link.md)\n", "a.md": A, "b.md": B},
    "epub": {
        "META-INF/container.xml": "<?xml version='1.0'?><!DOCTYPE c [<!ENTITY e SYSTEM '../secret.md'>]>"
        "<container><rootfiles>"
        "<rootfile full-path='../content.opf'/></rootfiles></container>",
        "a.md": A,
        "b.md": B,
    },
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_nothing_outside_the_folder_is_read_and_nothing_is_run(tmp_path: Path, name: str) -> None:
    root = tmp_path / "outer" / "book"
    write_tree(root, OUTSIDE[name])
    for place in (tmp_path, tmp_path / "outer"):
        (place / "secret.md").write_text(f"# Secret\n\n{SECRET}\n")
    for place in (root, root / "docs"):
        if place.is_dir():
            (place / "link.md").symlink_to(tmp_path / "secret.md")
            (place / "folder").symlink_to(tmp_path)
    outcome = read_tree(root)
    if outcome.value is not None:
        assert SECRET not in words(outcome)
        assert "Secret" not in outline(outcome)
    assert all(SECRET not in one.message for one in outcome.findings)
    assert not list(tmp_path.rglob("pwned"))


SETTINGS = [
    "book.toml",
    "SUMMARY.md",
    "book.json",
    ".gitbook.yaml",
    "LANGS.md",
    "manuscript/Book.txt",
    "_bookdown.yml",
    "index.Rmd",
    "_quarto.yml",
    "mkdocs.yml",
    "docusaurus.config.js",
    "sidebars.js",
    ".vitepress/config.js",
    "hugo.toml",
    "config.yaml",
    "_config.yml",
    "_toc.yml",
    "myst.yml",
    "conf.py",
    "metadata.yaml",
    "title.txt",
    "defaults.yaml",
    "Makefile",
    "content/metadata.yaml",
    ".obsidian/app.json",
    "META-INF/container.xml",
    "content.opf",
    "_category_.json",
    "CITATION.cff",
]
CONTENTS = {
    "empty": b"",
    "not UTF-8": b"\xff\xfe\x00title: \xe9",
    "nul": b"\0\0\0",
    "deep list": b"[" * 20_000,
    "deep table": b"{a: " * 20_000,
    "wrong kinds": b"title: [1, {a: b}]\nnav: 3\nbook: []\nproject: x\nchapters: {}\nparts: 1\ntoc: 3\n"
    b"website: 1\nroot: []\n",
    "aliases": b"a: &a [x, x]\nb: &b [*a, *a]\ntitle: *b\nnav: *b\nc: &c [*c]\n",
    "a list": b"- 1\n- [a, b]\n- {file: 3, title: [x]}\n- null\n",
    "unclosed": b'title: "x\nnav: [\n',
    "tag": b"!!python/object/apply:os.system [touch pwned]\n",
}
# Of the others, each is read as one of these is.
SHORT = {"not UTF-8", "deep table", "wrong kinds", "tag"}


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=() if kind in SHORT else pytest.mark.long) for kind in CONTENTS]
)
@pytest.mark.parametrize("name", SETTINGS)
def test_settings_of_any_kind_end_without_a_traceback(tmp_path: Path, name: str, kind: str) -> None:
    write_tree(tmp_path, {"docs/a.md": A, "docs/b.md": B, "content/01.md": A, "01.md": A, "02.md": B})
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(CONTENTS[kind])
    outcome = read_book(Workspace(tmp_path, {}))
    assert outcome.value is not None or outcome.findings
    assert not list(tmp_path.rglob("pwned"))


@pytest.mark.parametrize("name", SETTINGS)
def test_a_folder_with_the_name_of_settings_is_no_settings(tmp_path: Path, name: str) -> None:
    write_tree(tmp_path, {"01.md": A, "02.md": B, f"{name}/x.txt": ""})
    outcome = read_book(Workspace(tmp_path, {}))
    assert outcome.value is not None or outcome.findings


def test_toctrees_and_includes_that_name_each_other_end(tmp_path: Path) -> None:
    tree = "\n\n```{toctree}\na\nb\nindex\n```\n"
    files = {"conf.py": "project = 'x'\n", "index.md": f"# I{tree}", "a.md": A + tree, "b.md": B + tree}
    assert outline(read_tree(tmp_path, files)) == ["I", "PART A", "  B"]
    files = {
        "_quarto.yml": "book:\n  title: T\n  chapters: [a.qmd, b.qmd, a.qmd]\n",
        "a.qmd": "# A\n\n{{< include b.qmd >}}\n\n{{< include b.qmd >}}\n",
        "b.qmd": "{{< include a.qmd >}}\n\n{{< include a.qmd >}}\n\nB.\n",
    }
    outcome = read_tree(tmp_path / "quarto", files)
    assert outcome.value is not None
    assert len(words(outcome)) < 100_000


def test_names_of_any_kind_are_files(tmp_path: Path) -> None:
    write_tree(tmp_path, {"01 a\nb.md": A, "02 \u202e'\".md": B, "03 🙂.md": "# C\n\nC.\n"})
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/04 \xff.md")).write_text("# D\n\nD.\n")
    (tmp_path / "05.md").mkdir()
    (tmp_path / "06.md").write_text("")
    outcome = read_tree(tmp_path)
    assert outline(outcome) == ["C"]
    told = [one.message for one in outcome.findings if one.code == "WS001"]
    assert len(told) == 3
    assert all("rename the file" in message and "\n" not in message for message in told)


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    files = {"SUMMARY.md": "* [A](a.md)\n* [B](b.md)\n* [A again](./a.md#x)\n", "a.md": A, "b.md": B}
    assert outline(read_tree(tmp_path, files)) == ["A", "B"]


def test_folders_within_folders_without_end_are_left(tmp_path: Path) -> None:
    folder = tmp_path
    for number in range(60):
        folder = folder / f"d{number}"
    write_tree(folder, {"z.md": B})
    outcome = read_tree(tmp_path, {"a.md": A, "b.md": B})
    assert outcome.value is not None
