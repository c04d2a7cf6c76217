"""Plain folders and what is made for pandoc, Manubot, Obsidian or as XHTML: order, parts, and what is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.model.book import Section
from makeready.model.node import Node, NodeKind, plain_text
from tests.unit.manuscript.folders.trees import codes, errors, outline, read_tree, words


def list_nodes(section: Section) -> list[Node]:
    return [*section.content, *(node for child in section.children for node in list_nodes(child))]


def page(title: str, text: str = "Words.") -> str:
    return f"# {title}\n\n{text}\n"


LICENCE = "MIT License\n\nPermission is hereby granted, free of charge, to any person\n"
XHTML = (
    '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
    '<head><title>{0}</title></head><body><section epub:type="chapter" id="c-{0}"><h2>{0}</h2>'
    "<p>Words of {0}.</p></section></body></html>"
)

TREES: dict[str, tuple[dict[str, str], list[str]]] = {
    "numbered files and folders between each other": (
        {
            "README.md": page("Repo", "A book."),
            "LICENSE.md": LICENCE,
            "CODE_OF_CONDUCT.md": page("Conduct"),
            "01-start.md": page("Start"),
            "02-middle/01-a.md": page("A"),
            "02-middle/02-b.md": page("B"),
            "10-end.md": page("The end"),
            "03-more.md": page("More"),
        },
        ["Start", "PART Middle", "  A", "  B", "More", "The end"],
    ),
    "pages in MDX beside a README": (
        {
            "README.md": page("Repo", "How the site is made."),
            "docs/1-one.mdx": "import {Tab} from 'x'\n\n# One\n\n<Note>Words, see [two](2-two.mdx).</Note>\n",
            "docs/2-two.mdx": page("Two"),
        },
        ["One", "Two"],
    ),
    "a README that lists the chapters in order": (
        {
            "README.md": '# T\n\n1. [Zebra](zebra.md)\n2. [Apple](apple.md#x)\n3. [Mango](./mango.md "title")\n',
            "apple.md": page("Apple"),
            "mango.md": page("Mango"),
            "zebra.md": page("Zebra"),
            "CONTRIBUTING.md": page("No"),
        },
        ["Zebra", "Apple", "Mango"],
    ),
    "a folder for each chapter": (
        {
            "README.md": page("Repo"),
            "ch1/README.md": page("One"),
            "ch2/README.md": page("Two"),
            "ch10/README.md": page("Ten"),
        },
        ["One", "Two", "Ten"],
    ),
    "a novel in parts": (
        {
            "part-1/chapter-1.md": "Words without a heading.\n",
            "part-1/chapter-2.md": "Words without a heading.\n",
            "part-2/chapter-3.md": "Words without a heading.\n",
            "epilogue.md": "Last words.\n",
            "prologue.md": "First words.\n",
        },
        [
            "prologue: (Prologue)",
            "PART Part 1",
            "  (Chapter 1)",
            "  (Chapter 2)",
            "PART Part 2",
            "  (Chapter 3)",
            "epilogue: (Epilogue)",
        ],
    ),
    "docs beside a program": (
        {
            "README.md": page("Program"),
            "CHANGELOG.md": page("Changes"),
            "package.json": "{}",
            "src/a.js": "1",
            "docs/01-a.md": page("A"),
            "docs/02-b.md": page("B"),
            "tests/x.md": page("No"),
            "node_modules/x/README.md": page("No"),
        },
        ["A", "B"],
    ),
    "pandoc with a file of metadata": (
        {
            "metadata.yaml": "---\ntitle: P\nauthor: [Ann Ode, Bo Dee]\nlang: de\n...\n",
            "chapters/01.md": page("A"),
            "chapters/02.md": page("B"),
            "README.md": page("No"),
        },
        ["A", "B"],
    ),
    "pandoc with title.txt and a Makefile": (
        {
            "title.txt": "% The Title\n% Ann Ode; Bo Dee\n% 2020\n",
            "Makefile": (
                "CHAPTERS = b.md \\\n  a.md\n\nbook.epub: title.txt $(CHAPTERS)\n\tpandoc -o $@ $^\n\trm -rf /\n"
            ),
            "a.md": page("A"),
            "b.md": page("B"),
            "notes.md": page("No"),
        },
        ["B", "A"],
    ),
    "pandoc with defaults": (
        {
            "defaults.yaml": "from: markdown\ninput-files:\n- z.md\n- parts/*.md\nmetadata:\n  title: D\n",
            "z.md": page("Z"),
            "parts/1.md": page("P1"),
            "parts/2.md": page("P2"),
        },
        ["Z", "P1", "P2"],
    ),
    "manubot": (
        {
            "content/metadata.yaml": "title: An Article\nauthors:\n  - name: Ann Ode\n    orcid: 1\nlang: en-GB\n",
            "content/00.front-matter.md": "{##\n  a comment\n##}\n{% from 'x' import manubot %}\n",
            "content/01.abstract.md": "## Abstract {.page_break_before}\n\nWords.\n",
            "content/02.introduction.md": "## Introduction\n\nWords.\n",
            "content/90.back-matter.md": '## References {.page_break_before}\n\n<div id="refs"></div>\n',
            "README.md": page("No"),
        },
        ["abstract: Abstract", "introduction: Introduction"],
    ),
    "an Obsidian vault": (
        {
            ".obsidian/app.json": "{}",
            "01 One.md": "# One\n\nSee [[02 Two|the second]] and ![[pic.png]].\n",
            "02 Two.md": "# Two\n\n%% hidden %%\n\nWords.\n",
            ".trash/No.md": page("No"),
        },
        ["One", "Two"],
    ),
    "an EPUB that was unpacked": (
        {
            "META-INF/container.xml": (
                '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
                '<rootfiles><rootfile full-path="src/content.opf" media-type="application/oebps-package+xml"/>'
                "</rootfiles></container>"
            ),
            "src/content.opf": (
                '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
                'xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>E</dc:title><dc:creator>'
                'Ann Ode</dc:creator><dc:language>en</dc:language></metadata><manifest><item id="b" '
                'href="b.xhtml" media-type="application/xhtml+xml"/>'
                '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
                '</manifest><spine><itemref idref="b"/><itemref idref="a"/></spine></package>'
            ),
            "src/a.xhtml": XHTML.format("A"),
            "src/b.xhtml": XHTML.format("B"),
        },
        ["B", "A"],
    ),
}


@pytest.mark.parametrize("name", TREES)
def test_outline_is_that_of_the_folder_without_a_fault(tmp_path: Path, name: str) -> None:
    files, expected = TREES[name]
    outcome = read_tree(tmp_path, files)
    assert outline(outcome) == expected
    assert errors(outcome) == []


def test_two_books_of_languages_are_a_choice(tmp_path: Path) -> None:
    files = {f"{tag}/{name}.md": page(name) for tag in ("en", "de") for name in ("01-a", "02-b")}
    outcome = read_tree(tmp_path, {**files, "README.md": page("Repo")})
    assert outcome.value is None
    assert codes(outcome) == {"BF001"}


def test_two_books_beside_each_other_are_a_choice(tmp_path: Path) -> None:
    files = {
        f"{book}/{name}": text
        for book in ("up & going", "scope")
        for name, text in (
            ("toc.md", "* one\n"),
            ("README.md", page("B")),
            ("ch1.md", page("C1")),
            ("ch2.md", page("C2")),
        )
    }
    outcome = read_tree(tmp_path, {**files, "README.md": page("Repo")})
    assert outcome.value is None
    finding = next(one for one in outcome.findings if one.code == "BF001")
    assert any("'" in note for note in finding.notes if "up & going" in note)


def test_a_readme_alone_is_the_book(tmp_path: Path) -> None:
    outcome = read_tree(tmp_path, {"README.md": page("Build your own", "Many words."), "LICENSE": LICENCE})
    assert outcome.value is not None
    assert "Many words." in words(outcome)


def test_a_readme_that_is_all_the_text_is_read_as_a_page_of_the_web(tmp_path: Path) -> None:
    readme = "# T\n\n[![Build](https://example.org/badge.svg)](https://example.org)\n\n![a](gone.png) [b](src/b.py)\n"
    outcome = read_tree(tmp_path, {"README.md": readme, "LICENSE": LICENCE, "src/b.py": "1\n"})
    assert errors(outcome) == []
    assert outcome.value is not None and outcome.value.book.title == "T"
    assert {"BF004", "BF005", "BF007", "WS002"} <= set(codes(outcome))


@pytest.mark.parametrize(
    ("settings", "said", "line"),
    [
        ("site_name: A\nnav: [\n", "it is not YAML", 3),
        ("site_name: A\n#" + "x" * 1_000_001, "more than 1,000,000 characters", 1),
        ("a: " + "[" * 60 + "]" * 60, "more than 50 deep", 1),
        ("a: [" + "[], " * 5_000 + "]", "more than 5,000 brackets", 1),
        ("site_name: \x00", "it is not YAML", 1),
    ],
)
def test_settings_that_are_not_read_are_told(tmp_path: Path, settings: str, said: str, line: int) -> None:
    outcome = read_tree(tmp_path, {"mkdocs.yml": settings, "docs/a.md": page("A"), "docs/b.md": page("B")})
    assert outline(outcome) == ["A", "B"]
    told = [one for one in outcome.findings if one.code == "BF011"]
    assert len(told) == 1 and said in told[0].message
    assert told[0].span is not None and told[0].span.start_line == line


def test_settings_that_say_nothing_are_no_fault(tmp_path: Path) -> None:
    outcome = read_tree(tmp_path, {"mkdocs.yml": "# nothing\n", "docs/a.md": page("A"), "docs/b.md": page("B")})
    assert "BF011" not in codes(outcome)


def test_links_of_a_vault_lead_to_its_notes_and_its_pictures(tmp_path: Path) -> None:
    from PIL import Image

    files = {
        ".obsidian/app.json": "{}",
        "One.md": (
            "---\nup: '[[Two]]'\n---\n# One\n\n"
            "A [[Two]], b [[two#The 2nd: part|words]], c [[#Below]], d ![[pic.png|30]], "
            "e [[None|lost]], f `[[Two]]`, g ![[Two]], h [[Two#^block]].\n\n"
            "| a | b |\n|---|---|\n| [[Two\\|cell]] | c |\n\n```\n[[Two]]\n```\n\n## Below\n\nMore.\n"
        ),
        "z/Two.md": "# Two\n\n## The 2nd: part\n\nBack to [[One]].\n",
    }
    (tmp_path / "deep/in").mkdir(parents=True)
    Image.new("RGB", (3, 2)).save(tmp_path / "deep/in/pic.png")
    outcome = read_tree(tmp_path, files)
    assert errors(outcome) == []
    book = outcome.value.book if outcome.value else None
    assert book is not None and [one.path for one in book.assets] == ["deep/in/pic.png"]
    found = [
        (plain_text((node,)), node.get("href"))
        for section in book.sections
        for top in list_nodes(section)
        for node in top.walk()
        if node.kind is NodeKind.LINK
    ]
    assert found == [
        ("Two", "z/Two.md"),
        ("words", "z/Two.md#the-2nd-part"),
        ("Below", "#below"),
        ("Two", "z/Two.md"),
        ("block", "z/Two.md"),
        ("cell", "z/Two.md"),
        ("One", "../One.md"),
    ]
    text = words(outcome)
    assert "lost" in text and text.count("[[Two]]") == 2
    assert [code for code in codes(outcome) if code in ("XR001", "BF004")] == []
