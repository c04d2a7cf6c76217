"""Reading: whatever stands in a manuscript, no word of it is lost without a finding, and nothing is raised."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makeready.findings import Severity
from makeready.manuscript.attributes import parse_attributes
from makeready.manuscript.coverage import find_missing_words
from makeready.manuscript.nodes import read_text
from makeready.manuscript.positions import read_toml
from makeready.manuscript.values import make_slug
from makeready.model.node import NodeKind

# Pieces of Markdown and HTML, so that what is put together has structure, and words that can be told apart.
PIECES = st.sampled_from(
    [
        "alpha", "beta", "gamma", "delta", " ", " ", "\n", "\n\n", "\n    ", "# ", "## ", "> ", "- ", "1. ",
        "*", "**", "_", "`", "```\n", "~~", "[", "]", "(", ")", "](x.md)", "[^n]", "\n[^n]: ", "^[", "![",
        "](p.png)", "<b>", "</b>", "<div>", "</div>", "<p>", "<li>", "<ul>", "</ul>", "<td>", "<table>",
        "<br>", "<!-- ", " -->", "<script>", "</script>", "<x ", ">", "&amp;", "&#35;", "\\", "|",
        "\n|-|-|\n", ":::", "\n::: verse\n", "\n:::\n", "{.c #i}", "{", "}", ": ", "\n: ", "---\n", "===\n",
        "<http://x.y>", "<a href='javascript:x'>", "</a>", "<pre>", "</pre>", "<code>", "\t", "é", "漢字",
    ]
)  # fmt: skip
MARKDOWN = st.lists(PIECES, max_size=40).map("".join)


@given(MARKDOWN)
@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_every_word_is_read_or_reported(markdown: str) -> None:
    lines = markdown.split("\n")
    text = read_text(lines, "a.md")
    missing = find_missing_words(lines, 1, "a.md", [*text.nodes, *text.notes], text.markup)
    # Cells beyond the head of a table are what Markdown itself drops.
    assert text.refused or not missing or "|" in markdown
    for finding in text.findings:
        assert finding.span is not None and 1 <= finding.span.start_line <= len(lines) + 1


@given(MARKDOWN)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_nodes_stand_where_they_may(markdown: str) -> None:
    words = {NodeKind.TEXT, NodeKind.CODE, NodeKind.CODE_BLOCK}
    inline = words - {NodeKind.CODE_BLOCK} | {
        NodeKind.EMPHASIS, NodeKind.STRONG, NodeKind.LINK, NodeKind.IMAGE, NodeKind.LINE_BREAK, NodeKind.SOFT_BREAK,
        NodeKind.NOTE_CALL, NodeKind.SPAN,
    }  # fmt: skip
    text = read_text(markdown.split("\n"), "a.md")
    for top in (*text.nodes, *text.notes):
        assert top.kind not in inline
        for node in top.walk():
            assert node.span is not None
            assert not node.text or node.kind in words
            kinds = {child.kind for child in node.children}
            if node.kind in inline or node.kind in (NodeKind.PARAGRAPH, NodeKind.HEADING, NodeKind.TERM, NodeKind.LINE):
                assert kinds <= inline | {NodeKind.LINE}
            if node.kind is NodeKind.LIST:
                assert kinds <= {NodeKind.ITEM}
            if node.kind is NodeKind.ROW:
                assert kinds <= {NodeKind.CELL}
            if node.kind in (NodeKind.BLOCK_QUOTE, NodeKind.DIVISION, NodeKind.ITEM, NodeKind.NOTE):
                assert not kinds & inline


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_slugs_are_names_of_files_everywhere(title: str) -> None:
    slug = make_slug(title)
    assert slug and len(slug) <= 70 and set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert make_slug(slug) == slug


@given(st.text(alphabet="abc=.[]{}\"'\n #,1:-T\\", max_size=60))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_toml_has_places_or_one_finding(toml: str) -> None:
    file = read_toml(toml, "book.toml")
    assert bool(file.findings) or isinstance(file.values, dict)
    assert all(f.severity is Severity.ERROR and f.span is not None for f in file.findings)

    def check(value: object, path: tuple[str | int, ...]) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                assert (*path, key) in file.positions.keys
                check(item, (*path, key))
        elif isinstance(value, list) and path in file.positions.values:
            for index, item in enumerate(value):
                check(item, (*path, index))

    check(file.values, ())


@given(st.text(alphabet="{}#.=-\"' abé:", max_size=30))
def test_attributes_never_fail(braces: str) -> None:
    found = parse_attributes(braces)
    assert found is None or all(key and isinstance(value, str) for key, value in found.items())
