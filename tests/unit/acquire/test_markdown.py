"""The writer of Markdown: random elements with every sign of every dialect read back as the same words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from makeready.acquire.account import read_words, split_words
from makeready.acquire.markdown import MarkdownWriter
from makeready.acquire.markdown_lines import LineWriter
from makeready.manuscript.read import read_book
from makeready.model.book import Book, walk_sections
from makeready.model.node import NodeKind, walk_nodes
from makeready.workspace import Workspace

ATOMS = (
    "a b Word the 1 12 3. a. iv) (a) * ** _ ` `` [ ] [x] ( ) { } {.c} # ## - -- --- + ++ = == === > < <b> "
    "& &amp; &#60; | || "
    "~ ~~ ^ ^[ $ $x$ $$ \\ \\( \\) \\[ \\] \\emph{x} @ @key [@key] : :: ::: :smile: ! ![ !!! % %% {{ }} "
    "{% %} www.x.org "
    "http://x.org a@b.org ' \" '' ``w'' … — “ ” *[HTML]: [TOC] [^1] [^1]: [a]: Table: H~2~O x^2^ (@) "
    "(@a) #. A. A> <!-- --> "
    "<? ?> <! ]]> \\newpage {::} [[a]] ![[p]] +++ {#id} é 日本 א"
).split()
TEXT = st.lists(st.tuples(st.sampled_from(ATOMS), st.sampled_from(["", " "])), min_size=1, max_size=5).map(
    lambda parts: "".join(word + blank for word, blank in parts).strip() or "x"
)
TAGS = st.sampled_from(["em", "strong", "code", "sup", "span", "br", "a", "i", "q"])


@st.composite
def lines(draw: st.DrawFn, tag: str, depth: int = 0) -> etree._Element:
    """Return an element with words and elements of the line in it."""
    element = etree.Element(tag)
    element.text = draw(TEXT)
    for _ in range(draw(st.integers(0, 2))):
        name = draw(TAGS)
        plain = name in ("br", "code") or depth > 1 or (name == "a" and depth > 0)
        child = etree.Element(name) if plain else draw(lines(name, depth + 1 if name != "a" else 2))
        if plain and name != "br":
            child.text = draw(TEXT)
        if name == "a":
            child.set("href", "https://x.org/a_b(c)?d=*")
        if name == "span":
            child.set("class", "smallcaps")
        element.append(child)
        child.tail = draw(st.none() | TEXT)
    return element


@st.composite
def blocks(draw: st.DrawFn) -> etree._Element:
    """Return a block of one of the kinds that are written in ways of their own."""
    kind = draw(st.sampled_from(["p", "h2", "ul", "ol", "blockquote", "verse", "table", "th", "pre", "dl"]))
    if kind in ("p", "h2"):
        return draw(lines(kind))
    if kind == "pre":
        element = etree.Element("pre")
        element.text = f"{draw(TEXT)}\n\n  {draw(TEXT)}"
        return element
    element = etree.Element({"verse": "div", "th": "table"}.get(kind, kind))
    if kind == "verse":
        element.set("class", "verse")
    inner = {"ul": "li", "ol": "li", "dl": "dt"}.get(kind, "p")
    if kind not in ("table", "th"):
        element.append(draw(lines(inner)))
        if kind == "dl":
            element.append(draw(lines("dd")))
        return element
    for at in range(2):
        row = etree.SubElement(element, "tr")
        for _ in range(2):
            row.append(draw(lines("th" if kind == "th" and not at else "td")))
    return element


def write(nodes: list[etree._Element], folder: Path, **options: object) -> tuple[str, Book]:
    """Return the Markdown of elements, and the book that a build reads from it."""
    written = MarkdownWriter(source="s.html", words=LineWriter(**options)).write(nodes)  # type: ignore[arg-type]
    text = "\n".join(line.text for line in written)
    (folder / "manuscript").mkdir(exist_ok=True)
    (folder / "manuscript/1.md").write_text(f"# Start\n\n{text}\n", "utf-8")
    (folder / "manuscript/2.md").write_text("# End\n\nx\n", "utf-8")
    (folder / "manuscript/book.toml").write_text('title = "T"\nlanguage = "en"\n', "utf-8")
    outcome = read_book(Workspace(folder, alone=True))
    assert outcome.value is not None
    return text, outcome.value.book


def squash(words: str) -> str:
    """Return words without any blank."""
    return "".join(words.split()).replace("\xa0", "")


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(nodes=st.lists(blocks(), min_size=1, max_size=3))
def test_all_words_are_read_back(nodes: list[etree._Element], tmp_path: Path) -> None:
    source = [str(piece) for node in nodes for piece in node.itertext()]
    text, book = write(nodes, tmp_path)
    letters = squash("".join(split_words([" ".join(source)])))
    assert "".join(read_words(book)) == f"Start{letters}Endx", text
    shown = [node for section in walk_sections(book.sections) for node in walk_nodes(section.content)]
    signs = "".join(node.text for node in shown if node.kind in (NodeKind.TEXT, NodeKind.CODE, NodeKind.CODE_BLOCK))
    for sign in "*_[]{}\\`$|~^@<>":
        assert signs.count(sign) == "".join(source).count(sign) - _in_titles(nodes, sign), text


def _in_titles(nodes: list[etree._Element], sign: str) -> int:
    return sum("".join(str(t) for t in node.itertext()).count(sign) for node in nodes if node.tag == "h2")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>A <em>stressed</em> word, <b>heavy</b>, <code>x*y</code>.</p>", "A *stressed* word, **heavy**, `x*y`."),
        ("<p>half<em>way</em>there and <em>“quoted”</em>x</p>", "half*way*there and <em>“quoted”</em>x"),
        ("<p>See [12] and [a](b).</p>", "See [12] and &#91;a&#93;(b)."),
        ("<p>1. not a list</p>", "1\\. not a list"),
        ("<p>Oct. 17 is one</p>", "Oct. 17 is one"),
        ("<ol start='3'><li>three</li><li>four<ul><li>below</li></ul></li></ol>", "3. three\n4. four\n   - below"),
        (
            "<ol><li>one<ol type='a'><li>in</li><li>on</li></ol></li><li>two</li></ol>",
            "1. one\n   a. in\n   b. on\n2. two",
        ),
        ("<ol type='i'><li>one</li><li>two</li></ol>", "{start=1 type=i}\n1. one\n2. two"),
        ("<ul>loose<li>one</li>again</ul>", "- loose\n- one\n- again"),
        ("<dl><dt>Ford</dt>loose</dl>", "Ford\n:   loose"),
        ("<h3>impl T<div>where T</div>x</h3>", "### impl T where T x"),
        ("<blockquote class='epigraph'><p>Slow.</p></blockquote>", "::: epigraph\nSlow.\n:::"),
        ("<blockquote><p>One.</p><p>Two.</p></blockquote>", "> One.\n>\n> Two."),
        ("<div class='verse'><p>One<br/>Two</p><p>Three</p></div>", "::: verse\nOne\nTwo\n\nThree\n:::"),
        ("<pre><code class='language-rust'>fn x() {}\n\n</code></pre>", "```rust\nfn x() {}\n```"),
        ("<p>Small <span class='smallcaps'>caps</span>, <i lang='de'>Zug</i></p>", "Small [caps]{.smallcaps}, *Zug*"),
        ("<p>a<br/><img src='x.png' alt='A dot'/></p>", "a\\\n![A dot](<images/x.png>)"),
        ("<p>See <span class='math inline'>\\(x^2\\)</span>.</p>", "See $x^2$."),
        ("<p>Never!<a href='https://x.org'>x</a></p>", "Never&#33;[x](<https://x.org>)"),
        ("<p align='center'>* * *</p>", "{.center}\n\\* \\* \\*"),
        ("<hr/>", "* * *"),
        (
            "<table><tr><th>A</th><th align='right'>B</th></tr><tr><td>a|b</td><td align='right'>1</td></tr></table>",
            "| A | B |\n| --- | ---: |\n| a\\|b | 1 |",
        ),
        ("<dl><dt>Ford</dt><dd>Shallow.</dd></dl>", "Ford\n:   Shallow."),
    ],
)
def test_form_of_each(source: str, expected: str, tmp_path: Path) -> None:
    text, _ = write([etree.fromstring(source)], tmp_path, pictures={"x.png": "images/x.png"})
    assert text == expected


def test_table_with_a_wide_cell_is_html(tmp_path: Path) -> None:
    text, book = write(
        [etree.fromstring("<table><tr><td colspan='2'>wide</td></tr><tr><td>a</td><td>b</td></tr></table>")], tmp_path
    )
    assert '<td colspan="2">wide</td>' in text
    assert [n.get("colspan") for s in book.sections for n in walk_nodes(s.content) if n.kind is NodeKind.CELL] == [
        "2",
        None,
        None,
    ]
