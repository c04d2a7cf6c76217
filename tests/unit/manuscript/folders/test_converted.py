"""Books in AsciiDoc, LaTeX, Org and reStructuredText, which pandoc reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.manuscript.folders import converted
from tests.unit.manuscript.folders.trees import codes, errors, outline, read_tree, words

ASCIIDOC = {
    "book.adoc": """= The Book of It
Ann Ode <ann@example.org>; Bo Dee
v1.0, 2020-03-01
:doctype: book

[preface]
== Foreword

Before all.

include::ch/one.adoc[]

include::ch/two.adoc[leveloffset=+1]
""",
    "ch/one.adoc": """== The first

Words with *strong*, `code` and a note.footnote:[The words of the note.]

NOTE: Mind this.

.A list
* one
* two

include::../code.py[tag=part]
""",
    "ch/two.adoc": "= The second\n\nMore words.\n\n== Below\n\nLowest.\n",
    "code.py": "before = 1\n# tag::part[]\nshown = 2\n# end::part[]\nafter = 3\n",
}
LATEX = {
    "main.tex": """\\documentclass{book}
\\title{On Things}\\author{Ann Ode \\and Bo Dee}
\\begin{document}
\\maketitle\\tableofcontents
\\chapter{One}\\label{ch:one}
Text with \\emph{emphasis}, a note\\footnote{The note.}, $a^2$ and a citation~\\cite{knuth}.
\\input{chapters/two}
\\end{document}
""",
    "chapters/two.tex": (
        "\\chapter{Two}\nSee Chapter~\\ref{ch:one}. \\begin{itemize}\\item First\\item Second\\end{itemize}\n"
    ),
}


def test_a_book_in_asciidoc_is_read_with_what_it_includes(tmp_path: Path) -> None:
    outcome = read_tree(tmp_path, ASCIIDOC)
    assert outline(outcome) == ["foreword: Foreword", "The first", "The second", "  Below"]
    assert outcome.value is not None
    assert outcome.value.book.title == "The Book of It"
    assert [one.name for one in outcome.value.book.contributors] == ["Ann Ode", "Bo Dee"]
    text = words(outcome)
    for word in ("strong", "The words of the note.", "Mind this.", "A list", "shown = 2", "Lowest."):
        assert word in text
    assert "before = 1" not in text
    assert errors(outcome) == []
    assert codes(outcome) == {"BF005"}


def test_the_file_that_includes_the_others_is_the_book(tmp_path: Path) -> None:
    files = {
        "whole.asc": "= Whole\n:doctype: book\n\ninclude::ch1.asc[]\n\ninclude::ch2.asc[]\n",
        "ch1.asc": "== One\n\ninclude::sections/a.asc[]\n",
        "ch2.asc": "== Two\n\nWords.\n",
        "sections/a.asc": "=== Deep\n\nDeeper words.\n",
        "README.asc": "= About\n\ninclude::ch2.asc[]\n",
    }
    assert outline(read_tree(tmp_path, files)) == ["One", "  Deep", "Two"]


def test_a_book_in_latex_is_read_with_what_it_takes_in(tmp_path: Path) -> None:
    outcome = read_tree(tmp_path, LATEX)
    assert outline(outcome) == ["One", "Two"]
    assert outcome.value is not None
    assert [one.name for one in outcome.value.book.contributors] == ["Ann Ode", "Bo Dee"]
    assert "The note." in words(outcome)
    assert "Second" in words(outcome)
    # What has no book form yet is told, and stays.
    assert "knuth" in words(outcome)
    assert codes(outcome) == {"BF005", "MS038"}


def test_parts_and_listings_of_latex_keep_their_names_and_its_own_settings_are_no_fault(tmp_path: Path) -> None:
    text = (
        "\\documentclass{book}\\title{T}\\author{Ann}\\begin{document}\n\\part{First}\n\\chapter{One}\\label{ch:one}\n"
        "Words.\n\n\\begin{figure}[ht]\\caption{Of a thing}\\label{fig:a} drawn \\end{figure}\n"
        "\\begin{lstlisting}[language=Python,caption={A listing}]\ncode(1)\n\\end{lstlisting}\n"
        "\\part{Second}\n\\chapter{Two}\nSee \\nameref{ch:one}.\n\\end{document}\n"
    )
    outcome = read_tree(tmp_path, {"main.tex": text})
    assert outline(outcome) == ["PART First", "  One", "PART Second", "  Two"]
    assert "A listing" in words(outcome) and "code(1)" in words(outcome) and "See 1." in words(outcome)
    assert "MS027" not in codes(outcome)


def test_several_documents_in_latex_are_several_books(tmp_path: Path) -> None:
    files = {"slides.tex": LATEX["main.tex"], "paper.tex": LATEX["main.tex"]}
    outcome = read_tree(tmp_path, files)
    assert outcome.value is None
    assert [one.code for one in outcome.findings] == ["BF001"]


def test_a_book_in_org_is_read(tmp_path: Path) -> None:
    text = "#+TITLE: The Org Book\n#+AUTHOR: Ann Ode\n* One\nWords /so/.\n** Below\nMore.\n* Two\nLast.\n"
    outcome = read_tree(tmp_path, {"book.org": text})
    assert outline(outcome) == ["One", "  Below", "Two"]
    assert outcome.value is not None
    assert outcome.value.book.title == "The Org Book"


def test_pages_in_restructuredtext_have_their_titles_and_links(tmp_path: Path) -> None:
    files = {
        "docs/conf.py": 'project = "The Guide"\nauthor = "Ann Ode"\nraise SystemExit("never run")\n',
        "docs/index.rst": "Welcome\n=======\n\nHello.\n\n.. toctree::\n   :maxdepth: 2\n\n   one\n   two\n",
        "docs/one.rst": (
            "One\n###\n\nSee :doc:`two` and :ref:`here <x>`.\n\nBelow\n=====\n\nDeep [#f]_.\n\n.. [#f] Note.\n"
        ),
        "docs/two.rst": "Two\n***\n\n.. note:: Mind.\n\n.. code-block:: python\n\n   print(1)\n",
    }
    outcome = read_tree(tmp_path, files)
    assert outline(outcome) == ["Welcome", "One", "  Below", "Two"]
    assert outcome.value is not None
    assert outcome.value.book.title == "The Guide"
    text = words(outcome)
    assert "print(1)" in text
    assert "Note." in text
    assert "toctree" not in text
    assert "maxdepth" not in text
    assert errors(outcome) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("book.adoc", "= T\n:doctype: book\n\n== A\n\ninclude::{}[]\n"),
        ("main.tex", "\\documentclass{{book}}\\begin{{document}}\\chapter{{A}} a \\input{{{}}}\\end{{document}}\n"),
        ("book.org", '* A\na\n\n#+INCLUDE: "{}"\n'),
    ],
)
@pytest.mark.parametrize("target", ["../secret.txt", "/etc/passwd", "link.txt"])
def test_nothing_outside_the_folder_is_included(tmp_path: Path, name: str, text: str, target: str) -> None:
    (tmp_path / "secret.txt").write_text("the secret root:x:0")
    root = tmp_path / "book"
    root.mkdir()
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    outcome = read_tree(root, {name: text.format(target)})
    assert "secret root" not in words(outcome)
    assert "root:x:0" not in words(outcome)
    assert "BF002" in codes(outcome)


def test_without_pandoc_it_is_said_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converted, "find_pandoc", lambda: None)
    outcome = read_tree(tmp_path, ASCIIDOC)
    assert [one.code for one in outcome.findings if one.code.startswith("BF00")].count("BF008") == 1
    assert any("makeready[pandoc]" in (one.hint or "") for one in outcome.findings)
    assert errors(outcome)
