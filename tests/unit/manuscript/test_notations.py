"""Notations of other systems: each is told by name with its first place and their number; words and code are not."""

from __future__ import annotations

import time

import pytest

from makeready.findings import Finding
from makeready.manuscript.nodes import read_text
from makeready.manuscript.notations import find_notations
from makeready.model.node import Node, NodeKind


def _find(source: str) -> list[Finding]:
    text = read_text(source.split("\n"), "a.md")
    return list(find_notations([*text.nodes, *text.notes], source, "a.md"))


def _kinds(source: str) -> list[NodeKind]:
    return [node.kind for node in read_text(source.split("\n"), "a.md").nodes]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("See [@doe98] and [-@doe99, p. 3].", "citations"),
        ("See [@fig:one] and @fig-two and \\ref{three}.", "cross-references"),
        ("As $E = mc^2$ says.", "formulas between dollar signs"),
        ("As $$a_1$$ says.", "formulas between dollar signs"),
        ("In \\begin{equation} words.", "commands of TeX"),
        ("Look at {{ site.title }} here.", "instructions of a template"),
        ("{% raw %} here.", "instructions of a template"),
        ("Go to [[another page]] now.", "links such as [[page]]"),
        ("$$\na\n=\nb\n$$", "formulas between dollar signs or in TeX"),
        ("A note.[^1]\n\n[^1]: As in [@doe].", "citations"),
    ],
)
def test_notation_is_told_by_name(source: str, name: str) -> None:
    (finding,) = _find(source)
    assert finding.code == "MS038"
    assert finding.message.startswith(name)
    assert finding.span is not None


def test_places_are_counted_and_the_first_is_named() -> None:
    (finding,) = _find("# One\n\nText.\n\nSee [@one].\n\nSee [@two] and [@three].")
    assert finding.span is not None
    assert (finding.span.start_line, "in 3 places" in finding.message) == (5, True)


@pytest.mark.parametrize(
    "source",
    [
        "Write to [@home](https://example.org/@home).",
        "It cost $5 and $6, or US$ 7 = CA$ 9.",
        "`[@key]`, `$x^2$` and `{{ name }}`.",
        "```\n[@key] {{ name }} [[page]]\n$$\n```",
        "- [ ](a.md)\n- [x](b.md)\n- `[ ]` box",
        "An \\[aside\\] and [ ] a gap, [sic].",
        "$$ is a lot of money.",
        "{.smallcaps}\nA word [in small ones]{.smallcaps}.",
    ],
)
def test_words_and_code_are_no_notation(source: str) -> None:
    assert _find(source) == []


@pytest.mark.parametrize(
    "formula",
    ["$$\na\n=\nb\n$$", "$$ a\n=\nb $$", "\\[\na\n---\nb\n\\]", "\\begin{align*}\na\n===\nb\n\\end{align*}", "$$ a $$"],
)
def test_formula_on_lines_of_its_own_makes_no_heading(formula: str) -> None:
    assert _kinds(f"{formula}\n\nWords.") == [NodeKind.CODE_BLOCK, NodeKind.PARAGRAPH]
    assert _kinds(f"Words, so that\n{formula}\n") == [NodeKind.PARAGRAPH, NodeKind.CODE_BLOCK]
    (node,) = read_text(formula.split("\n"), "a.md").nodes
    assert node.text == formula


def test_formula_in_a_quotation_and_in_a_list_keeps_its_words() -> None:
    for marker, further in (("> ", "> "), ("- ", "  ")):
        source = f"{marker}$$\n{further}a\n{further}=\n{further}b\n{further}$$"
        nodes: list[Node] = [one for top in read_text(source.split("\n"), "a.md").nodes for one in top.walk()]
        assert [one.text for one in nodes if one.kind is NodeKind.CODE_BLOCK] == ["$$\na\n=\nb\n$$"]


def test_what_is_not_closed_before_an_empty_line_is_words() -> None:
    assert _kinds("$$ a\n\nb $$") == [NodeKind.PARAGRAPH, NodeKind.PARAGRAPH]
    assert _kinds("- $$ a\n\nb $$") == [NodeKind.LIST, NodeKind.PARAGRAPH]


def test_thousands_that_nothing_closes_are_read_in_time() -> None:
    start = time.process_time()
    read_text(["$$x"] * 16_000, "a.md")
    assert time.process_time() - start < 5
