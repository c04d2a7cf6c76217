"""Anchors: wherever an id stands, the link to it leads to something that bears it; links to nothing go."""

from __future__ import annotations

import pytest
from lxml import etree

from makeready.acquire.anchors import settle_anchors
from makeready.acquire.markdown import MarkdownWriter
from makeready.acquire.markdown_lines import LineWriter


def write(source: str) -> str:
    nodes = list(etree.fromstring(f"<body>{source}</body>"))
    settle_anchors(nodes)
    anchors = {(one.get("href") or "")[1:] for node in nodes for one in node.iter("a")}
    return "\n".join(
        line.text for line in MarkdownWriter(source="s", words=LineWriter(anchors=frozenset(anchors))).write(nodes)
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<h2 id='a'>A</h2>", "## A {#a}"),
        ("<p id='a'>A</p>", "{#a}\nA"),
        ("<p>A <span id='a'>b</span></p>", "A [b]{#a}"),
        ("<p><a id='a'/>A</p>", "{#a}\nA"),
        ("<p><a name='a'/>A</p>", "{#a}\nA"),
        ("<div id='a'><p>A</p></div>", "{#a}\nA"),
        ("<ul><li id='a'>A</li></ul>", "- [A]{#a}"),
        ("<p>A</p><pre id='a'>x</pre>", "{#a}\nA\n\n```\nx\n```"),
        ("<p>A</p><table id='a'><tr><th>x</th></tr><tr><td>y</td></tr></table>", "{#a}\nA\n\n| x |\n| --- |\n| y |"),
    ],
)
def test_link_leads_to_an_id_that_is_written(source: str, expected: str) -> None:
    assert write(f"<p><a href='#a'>see</a></p>{source}") == f"[see](<#a>)\n\n{expected}"


def test_second_id_of_a_place_leads_to_the_first() -> None:
    text = write("<p><a href='#a'>one</a> <a href='#b'>two</a></p><h2 id='a'><a id='b'/>A</h2>")
    assert text == "[one](<#a>) [two](<#a>)\n\n## A {#a}"


def test_id_that_braces_do_not_take_is_written_in_another_way() -> None:
    text = write("<p><a href='#impl-A%3CB%3E'>see</a></p><h2 id='impl-A&lt;B&gt;'>A</h2>")
    assert text == "[see](<#impl-A-B>)\n\n## A {#impl-A-B}"


def test_link_to_nothing_keeps_its_words() -> None:
    assert write("<p><a href='#none'>see</a></p>") == "see"


@pytest.mark.parametrize(
    "link", ["<a class='header' href='#a'>A</a>", "A<a href='#a' title='Permalink'>¶</a>", "<a href='#x'>#</a>A"]
)
def test_heading_that_links_to_itself_is_words(link: str) -> None:
    assert write(f"<h2 id='a'>{link}</h2>") == "## A"
