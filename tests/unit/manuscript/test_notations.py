"""Notations of other systems: each is told by name with its first place and their number; words and code are not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from makeready.findings import Finding
from makeready.manuscript.coverage import find_missing_words
from makeready.manuscript.nodes import Text, read_text
from makeready.manuscript.notation_table import NOTATIONS, write_table
from makeready.manuscript.notations import find_notations
from makeready.manuscript.systems import System
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


def _read(source: str, system: System = System.MAKEREADY) -> Text:
    return read_text(source.split("\n"), "a.md", system=system)


def _draw(nodes: tuple[Node, ...]) -> str:
    """Return nodes as words with their kinds and classes, short enough to compare."""
    return "".join(_draw_one(node) for node in nodes)


def _draw_one(node: Node) -> str:
    if node.kind is NodeKind.TEXT:
        return node.text
    if node.kind is NodeKind.SOFT_BREAK:
        return " "
    names = {NodeKind.PARAGRAPH: "p", NodeKind.DIVISION: "div", NodeKind.EMPHASIS: "em", NodeKind.LINK: "a"}
    tag = node.get("tag") or names.get(node.kind, node.kind.value)
    more = "".join(f".{word}" for word in (node.get("class") or "").split()) + (
        f":{node.get('type')}" if node.get("type") else ""
    )
    return f"<{tag}{more}>{node.text}{_draw(node.children)}</>"


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        (
            "- [ ] a\n- [x] b",
            "<list><item><p><span.task>☐</>\u00a0a</></><item><p><span.task.done>☑</>\u00a0b</></></>",
        ),
        ("> [!NOTE]\n> a", "<div.note><p>a</></>"),
        ("> [!danger]- Mind *it*\n> a", "<div.warning.danger><p.admonition-title>Mind <em>it</></><p>a</></>"),
        ("See www.example.org.", "<p>See <a>www.example.org</>.</>"),
        ("Costs $a_1$ or $5 and $10.", "<p>Costs <code.formula>$a_1$</> or $5 and $10.</>"),
        ("As \\(x_1 _a_\\) says.", "<p>As <code.formula>\\(x_1 _a_\\)</> says.</>"),
        ("$$a\n*b*$$ it", "<p><code.formula>$$a *b*$$</> it</>"),
        ("See [@a_b; @c_d].", "<p>See <code.citation>[@a_b; @c_d]</>.</>"),
        ("H~2~O and x^2^", "<p>H<sub>2</>O and x<sup>2</></>"),
        ("A ==mark==, a==b and b==c.", "<p>A <mark>mark</>, a==b and b==c.</>"),
        ("a. x\nb. y", "<list:a><item><p>x</></><item><p>y</></></>"),
        ("i) x\nii) y", "<list:i><item><p>x</></><item><p>y</></></>"),
        ("A. Smith wrote it.", "<p>A. Smith wrote it.</>"),
        ("(@a) x\n\nAs (@a).", "<list><item><p>x</></></><p>As (1).</>"),
        ("```{=html}\n<p>x</p>\n```", "<p>x</>"),
        ("*[HTML]: Hyper\n\nHTML", "<p><abbr>HTML</></>"),
        ('!!! note "T"\n    a', "<div.note><p.admonition-title><strong>T</></><p>a</></>"),
        ('=== "T"\n\n    a', "<div.tab><p.admonition-title><strong>T</></><p>a</></>"),
        ("!!! note\na", "<p>!!! note a</>"),
        (":::{tip} T\na\n:::", "<div.tip><p.admonition-title><strong>T</></><p>a</></>"),
        ("::: {.callout-note}\na\n:::", "<div.note.callout-note><p>a</></>"),
        ("```{warning}\n:class: x\n*a*\n```", "<div.warning><p><em>a</></></>"),
        ('{% hint style="danger" %}\na\n{% endhint %}', "<div.warning><p>a</></>"),
        ("{{< video a_b_ >}}", "<p><code.shortcode>{{< video a_b_ >}}</></>"),
        ("{term}`word` {ref}`x`", "<p><span>word</> <code.reference>{ref}`x`</></>"),
        ("a\n{: .right}", "<p.right>a</>"),
        ("\\emph{a} ``b'' c\\index{d}", "<p><em>a</> “b” c</>"),
        ("[TOC]\n\n\\newpage\n\n* TOC\n{:toc}", ""),
        ("[@b]\n\n[@b]: https://b.example", "<p><a>@b</></>"),
        ("[@b]", "<p><code.citation>[@b]</></>"),
        ("crate[@_version_]", "<p>crate[@<em>version</>]</>"),
    ],
)
def test_notation_is_read_as_its_system_has_it(source: str, drawn: str) -> None:
    text = _read(source)
    assert _draw(text.nodes) == drawn
    nodes = [*text.nodes, *text.notes]
    assert find_missing_words(source.split("\n"), 1, "a.md", nodes, text.markup) == ()


@pytest.mark.parametrize(
    ("system", "source", "theirs", "elsewhere"),
    [
        (System.OBSIDIAN, "a [[b|c]]", "<p>a <span.wikilink>c</></>", "<p>a [[b|c]]</>"),
        (System.OBSIDIAN, "a %%b%%", "<p>a </>", "<p>a %%b%%</>"),
        (System.LEANPUB, "A> a", "<div.aside><p>a</></>", "<p>A> a</>"),
        (System.PANDOC, "As @doe says", "<p>As <code.bare-citation>@doe</> says</>", "<p>As @doe says</>"),
        (System.PANDOC, "a ^b^", "<p>a <sup>b</></>", "<p>a ^b^</>"),
        (System.MKDOCS, "a :smile:", "<p>a <span.emoji>:smile:</></>", "<p>a :smile:</>"),
    ],
)
def test_notation_that_may_mean_else_is_read_only_in_its_system(
    system: System, source: str, theirs: str, elsewhere: str
) -> None:
    assert _draw(_read(source, system).nodes) == theirs
    assert _draw(_read(source).nodes) == elsewhere


_SIMPLE = """\
  Right     Left     Centre     Default
-------     ------ ----------   -------
     12     12        12            12
"""
_MULTILINE = """\
-----------------------
 Head   Further
        words
------ ----------------
 one    two
        three

 four   five
-----------------------
"""


def test_simple_table_aligns_as_its_head_stands_above_the_dashes() -> None:
    (table,) = _read(_SIMPLE).nodes
    cells = [node for node in table.walk() if node.kind is NodeKind.CELL]
    assert [cell.get("align") for cell in cells] == ["right", "left", "center", None] * 2
    assert [_draw(cell.children) for cell in cells] == ["Right", "Left", "Centre", "Default", "12", "12", "12", "12"]


def test_rows_of_several_lines_are_parted_by_empty_ones() -> None:
    (table,) = _read(_MULTILINE).nodes
    cells = [_draw(node.children) for node in table.walk() if node.kind is NodeKind.CELL]
    assert cells == ["Head", "Further words", "one", "two three", "four", "five"]


@pytest.mark.parametrize("source", ["Words across the dashes\n------ ------\na      b", "--- ---\n\na", "-----\n\na"])
def test_dashes_that_draw_no_columns_are_no_table(source: str) -> None:
    assert NodeKind.TABLE not in _kinds(source)


def test_what_is_left_out_is_told_once_a_kind_with_its_number() -> None:
    text = _read("a\\index{b} c\\index{d}\n\n\\newpage")
    assert [(one.code, str(one.span)) for one in text.findings] == [("MS048", "a.md:1:2"), ("MS048", "a.md:3:1")]
    assert "in 2 places" in text.findings[0].message


_ALL = [one.sample for one in NOTATIONS] + ["$$a ", "\\index{", "``a ", "{{ a", "[[a ", "~a", "==a ", "%%a ", "www.a("]
_ALL += [
    "!!! note\n    a\n",
    "```{note}\n",
    "{% hint %}\n",
    "A> a\n",
    "(@a) b\n",
    "a. b\n",
    "> [!NOTE]\n",
    "* TOC\n",
    _SIMPLE,
    _MULTILINE,
]
_ALL += [_MULTILINE[:80], "-- --\na  b\n", "-- --\n", "$$\n", "%%", ":a: ", ":::{note} a\n"]


@pytest.mark.long_but("makeready")
@pytest.mark.parametrize("system", [System.MAKEREADY, System.OBSIDIAN, System.LEANPUB, System.PANDOC])
def test_thousands_of_a_notation_are_read_in_time_whole_or_not(system: System) -> None:
    for piece in _ALL:
        source = piece * (1_000 if system is System.PANDOC else 150)
        start = time.process_time()
        text = _read(source, system)
        assert time.process_time() - start < 3, piece
        nodes = [*text.nodes, *text.notes]
        assert text.refused or find_missing_words(source.split("\n"), 1, "a.md", nodes, text.markup) == (), piece


def test_table_of_the_docs_is_current() -> None:
    assert write_table() in (Path(__file__).parents[3] / "docs" / "notations.md").read_text("utf-8")
