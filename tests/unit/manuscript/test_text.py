"""Markdown and HTML become nodes: each construct as an outline of kinds, attributes and words."""

from __future__ import annotations

import pytest
from markdown_it.token import Token

from makeready.manuscript.coverage import find_missing_words
from makeready.manuscript.markdown import make_parser
from makeready.manuscript.nodes import Text, read_text
from makeready.manuscript.systems import System
from makeready.model.node import Node, NodeKind, plain_text


def read(source: str) -> Text:
    """Read Markdown and make sure that no word of it is lost."""
    lines = source.split("\n")
    text = read_text(lines, "a.md")
    assert find_missing_words(lines, 1, "a.md", [*text.nodes, *text.notes], text.markup) == ()
    return text


def outline(node: Node) -> str:
    """Return a node as kind[attributes](children) or kind'words'."""
    shown = ",".join(f"{k}={v}" for k, v in node.attributes)
    head = node.kind.value + (f"[{shown}]" if shown else "")
    if node.kind is NodeKind.TEXT:
        return repr(node.text)
    if node.text:
        return f"{head}{node.text!r}"
    return head + (f"({' '.join(outline(child) for child in node.children)})" if node.children else "")


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("Words -- \"so\" it's...", "paragraph('Words -- \"so\" it\\'s...')"),
        ("a *b* **c** `d` ~~e~~", "paragraph('a ' emphasis('b') ' ' strong('c') ' ' code'd' ' ' span[tag=s]('e'))"),
        ("a\\\nb  \nc\nd", "paragraph('a' line_break 'b' line_break 'c' soft_break 'd')"),
        ("one<br>two<br/>three", "paragraph('one' line_break 'two' line_break 'three')"),
        ("un*frigging*believable \\* &amp; &eacute;",
         "paragraph('un' emphasis('frigging') 'believable * & é')"),
        ("# T {#x .a lang=fr}", "heading[level=1,id=x,class=a,lang=fr]('T')"),
        ("# T {-}", "heading[level=1,class=unnumbered]('T')"),
        ("# T {not attributes}", "heading[level=1]('T {not attributes}')"),
        ("## *T* ## {.x}", "heading[level=2,class=x](emphasis('T'))"),
        ("T\n===", "heading[level=1]('T')"),
        ("> a\n\n---", "block_quote(paragraph('a')) rule"),
        ("- a\n- b", "list[tight=true](item[tight=true](paragraph('a')) item[tight=true](paragraph('b')))"),
        ("3. a\n\n4. b", "list[ordered=true,start=3](item(paragraph('a')) item(paragraph('b')))"),
        ("T\n: d", "definition_list[tight=true](term('T') definition[tight=true](paragraph('d')))"),
        ("```python {.x}\na  b\n\nc\n```", "code_block[class=x,language=python]'a  b\\n\\nc'"),
        ("    a\n     b", "code_block'a\\n b'"),
        ("|a|b|\n|:-|-:|\n|c|d|",
         "table(table_head(row(cell[header=true,align=left]('a') cell[header=true,align=right]('b')))"
         " table_body(row(cell[align=left]('c') cell[align=right]('d'))))"),
        ("[a](b.md#c \"t\")", "paragraph(link[href=b.md#c,title=t]('a'))"),
        ("[a][r] [r]\n\n[r]: http://x 't u'",
         "paragraph(link[href=http://x,title=t u]('a') ' ' link[href=http://x,title=t u]('r'))"),
        ("<http://x.y/a?b> <a@b.c>",
         "paragraph(link[href=http://x.y/a?b]('http://x.y/a?b') ' ' link[href=mailto:a@b.c]('a@b.c'))"),
        ("[a b]{.smallcaps lang=la}", "paragraph(span[tag=span,class=smallcaps,lang=la]('a b'))"),
        ("[a](b){#i .c}", "paragraph(link[href=b,id=i,class=c]('a'))"),
        ("x ![a *b*](c.png){width=50%}", "paragraph('x ' image[src=c.png,alt=a b,width=50%])"),
        ("![a](c.png 'Below')", "figure(image[src=c.png,alt=a] caption('Below'))"),
        ("{.lead #i}\nWords", "paragraph[id=i,class=lead]('Words')"),
        ("::: epigraph\na\n:::", "division[class=epigraph,role=epigraph](paragraph('a'))"),
        ("::: {.x #y}\n:::: z ::::\na\n::::\n:::", "division[id=y,class=x](division[class=z](paragraph('a')))"),
        (":::::: a\n::: b\nw\n:::\nv\n::::::",
         "division[class=a](division[class=b](paragraph('w')) paragraph('v'))"),
        ("::: a\n```\n:::\n```\n:::", "division[class=a](code_block':::')"),
        ("::: a\n- ::: b\n  c\n\n  :::\n\nd\n:::",
         "division[class=a](list(item(division[class=b](paragraph('c')))) paragraph('d'))"),
        # Text of an item of a list may begin far to the right, where at the left margin it would be code.
        ("::: a\n1999. ::: b\n      c\n\n      :::\n\nd\n:::",
         "division[class=a](list[ordered=true,start=1999](item(division[class=b](paragraph('c')))) paragraph('d'))"),
        ("::: a\n1999. ::: b\nc\n:::\n\nd",
         "division[class=a](list[ordered=true,start=1999](item(division[class=b])) paragraph('c')) paragraph('d')"),
        ("::: verse\na *b\nc* d\n\ne\n:::",
         "division[class=verse,role=verse](paragraph(line('a ' emphasis('b')) line(emphasis('c') ' d'))"
         " paragraph(line('e')))"),
        ("H<sub>2</sub>O <b>c</b> <abbr title='x'>d</abbr>",
         "paragraph('H' span[tag=sub]('2') 'O ' span[tag=b]('c') ' ' span[tag=abbr,title=x]('d'))"),
        ("<div class='q'>\n\n*a*\n\n</div>", "division[class=q](paragraph(emphasis('a')))"),
        ("<blockquote>a &lt; b</blockquote>", "block_quote(paragraph('a < b'))"),
        ("<ul><li>a<li>b</ul>", "list[tight=true](item[tight=true](paragraph('a')) item[tight=true](paragraph('b')))"),
        ("<ul>\n  <li>a</li>\n  <li>b</li>\n</ul>",
         "list[tight=true](item[tight=true](paragraph('a')) item[tight=true](paragraph('b')))"),
        ("<ul>\nstray\n<li>a\n</ul>", "list[tight=true](item(paragraph('stray')) item[tight=true](paragraph('a')))"),
        ("<table>\n<tr>\n<td>a\n</td>\n</tr>\n</table>", "table(table_body(row(cell('a' soft_break))))"),
        ("<code>a<b>b</b></code> ![a*b*c](d.png)", "paragraph(code'ab' ' ' image[src=d.png,alt=abc])"),
        ("<b>\n\na", "paragraph(span[tag=b]) paragraph('a')"),
        ("<p>a\n<p>b", "paragraph('a') paragraph('b')"),
        ("<table><caption>t</caption><tr><th>a<td>b</table>",
         "table(caption('t') table_body(row(cell[header=true]('a') cell('b'))))"),
        ("<pre><code>a\n <b>b</b></code></pre>", "code_block'a\\n b'"),
        ("<p align='center'>a</p>", "paragraph[class=center]('a')"),
        ("<p class='x' align='RIGHT'>a</p>", "paragraph[class=x right]('a')"),
        ("<p align='justify'>a</p>", "paragraph('a')"),
        ("<figure><img src='a.png' alt='b'><figcaption>c</figcaption><br><br></figure>",
         "figure(paragraph(image[src=a.png,alt=b]) caption('c'))"),
        ("<figure><img src='a.png' alt='b'><figcaption>c</figcaption><br>\nd</figure>",
         "figure(paragraph(image[src=a.png,alt=b]) caption(paragraph('c') paragraph('d')))"),
        ("<figure><img src='a.png' alt='b'><figcaption>c</figcaption></figure>",
         "figure(paragraph(image[src=a.png,alt=b]) caption('c'))"),
        ("<figure><img src='a.png' alt='b'><figcaption><p>c <em>d</em></p><p>e</p></figcaption></figure>",
         "figure(paragraph(image[src=a.png,alt=b]) caption('c ' emphasis('d') line_break 'e'))"),
        ("<h2 id='h'>a</h2>", "heading[level=2,id=h]('a')"),
        ("a<!-- b -->c", "paragraph('a' 'c')"),
        ("<custom-tag>words</custom-tag>", "paragraph('words')"),
        ("snake_case_word 2*3*4 a < b && c", "paragraph('snake_case_word 2' emphasis('3') '4 a < b && c')"),
    ],
)  # fmt: skip
def test_markup_becomes_nodes(markdown: str, expected: str) -> None:
    assert " ".join(outline(node) for node in read(markdown).nodes) == expected


def test_a_paragraph_in_a_caption_is_no_fault() -> None:
    text = read("<figure><img src='a.png' alt='b'><figcaption><p>c</p></figcaption></figure>")
    assert [one.code for one in text.findings] == []


def test_places_are_lines_of_the_file() -> None:
    lines = ["one", "*two*", "three <b>x</b>", "", "> four", "> five"]
    nodes = read_text(lines, "a.md", first_line=11).nodes
    words = {n.text: n.span for top in nodes for n in top.walk() if n.text}
    assert {text: str(span) for text, span in words.items()} == {
        "one": "a.md:11", "two": "a.md:12", "three ": "a.md:13", "x": "a.md:13", "four": "a.md:15", "five": "a.md:16",
    }  # fmt: skip
    assert (nodes[0].span and nodes[0].span.start_line, nodes[0].span and nodes[0].span.end_line) == (11, 13)


def test_notes_are_kept_apart_from_the_text() -> None:
    text = read("a[^1] b^[in *line*]\n\n[^1]: first[^2]\n\n    more\n\n[^2]: second")
    assert [outline(n) for n in text.nodes] == ["paragraph('a' note_call[label=1] ' b' note_call[label=^1])"]
    assert sorted(outline(n) for n in text.notes) == [
        "note[label=1](paragraph('first' note_call[label=2]) paragraph('more'))",
        "note[label=2](paragraph('second'))",
        "note[label=^1](paragraph('in ' emphasis('line')))",
    ]


@pytest.mark.parametrize(
    ("markdown", "code", "place", "kept"),
    [
        ("a <script>alert('x')</script> b", "MS007", "1:3", "a  b"),
        ("<script>\nalert('x')\n</script>\n\nb", "MS007", "1:1", "b"),
        ("<style>p { color: red }</style>\n\nb", "MS007", "1:1", "b"),
        ("<iframe src='http://x'>a</iframe>", "MS007", "1:1", "a"),
        ("<form action='/x'><input name=a>b</form>", "MS007", "1:1", "b"),
        ("<object data='file:///etc/passwd'>a</object>", "MS007", "1:1", "a"),
        ("<embed src='file:///etc/passwd'> a", "MS007", "1:1", " a"),
        ("<base href='http://evil/'>\n\na", "MS007", "1:1", "a"),
        ("x <meta http-equiv=refresh> a", "MS007", "1:3", "x  a"),
        ("<p onclick='x()'>a</p>", "MS008", "1:1", "a"),
        ("<b style='color:red'>a</b>", "MS008", "1:1", "a"),
        ("<font color='red'>a</font>", "MS008", "1:1", "a"),
        ("<p hidden>a</p>", "MS008", "1:1", "a"),
        ("<p align='sideways'>a</p>", "MS008", "1:1", "a"),
        ("x <blink>a</blink>", "MS009", "1:3", "x a"),
        ("x <b>a", "MS010", "1:3", "x a"),
        ("x a</b>", "MS010", "1:4", "x a"),
        ("*x <b>a* b</b>", "MS010", "1:4", "x a b"),
        ("x <div>a</div>", "MS010", "1:3", "x a"),
        ("a\n\n<!-- one -->\n\n<!-- two -->", "MS011", "3:1", "a"),
        ("[a](javascript:alert(1))", "MS012", "1:5", "a"),
        ("[a](JaVaScript&colon;alert)", "MS012", "1", "a"),
        ("[a](java%0Ascript:alert)", "MS012", "1:5", "a"),
        ("<a href='vbscript:x'>a</a>", "MS012", "1:10", "a"),
        ("[a](file:///etc/passwd)", "MS012", "1:5", "a"),
        ("[a](FILE://localhost/etc)", "MS012", "1:5", "a"),
        ("[a](data:text/html,x)", "MS012", "1:5", "a"),
        ("[a](geo:1,2)", "MS012", "1:5", "a"),
        ("[a](//evil/x)", "MS012", "1:5", "a"),
        ("[a](/etc/passwd)", "MS012", "1:5", "a"),
        ("<javascript:a>", "MS012", "1:2", "javascript:a"),
        ("# a {#x}\n\n# b {#x}", "MS023", "3:5", "ab"),
        ("[a]{role=nonsense}", "MS026", "1:4", "a"),
        ("[a]{colour=red}", "MS027", "1:4", "a"),
        ("[a]{dir=up}", "MS027", "1:4", "a"),
        ("[a]{lang=english}", "MD008", "1:4", "a"),
        ("[a]{#!}", "MS031", "1:4", "a"),
        ("a\n\n::: x\n\nb", "MS028", "3:1", "ab"),
        ("a\n:::\nb", "MS029", "2:1", "ab"),
        ("a\n\n<!-- never closed\n\nb", "MS030", "3:1", "a never closed b"),
    ],
)  # fmt: skip
def test_what_is_removed_is_reported_and_words_stay(markdown: str, code: str, place: str, kept: str) -> None:
    text = read(markdown)
    found = [finding for finding in text.findings if finding.code == code]
    assert found, text.findings
    assert str(found[0].span) == f"a.md:{place}"
    assert found[0].hint
    assert plain_text(text.nodes).replace("\n", "") == kept or plain_text(text.nodes).split() == kept.split()


@pytest.mark.threat(23)
def test_lists_and_quotations_keep_every_word_where_markdown_it_drops_them() -> None:
    deep = "".join(f"{'  ' * level}- w{level}\n" for level in range(30))
    assert "w29" in plain_text(read(deep).nodes)
    assert plain_text(read(">" * 50 + " deep").nodes) == "deep"


@pytest.mark.threat(22)
@pytest.mark.parametrize(
    "bomb",
    [
        "<div>\n" * 1000 + "x",
        "".join(f"::: a{i}\n" for i in range(1000)) + "x",
        ">" * 1000 + "x",
        "- " * 1000 + "x",
        "*a **a " * 1000 + "x" + "a** a*" * 1000,
        "x " + "<b>" * 1000,
        "^[a " * 1000 + "]" * 1000,
        "[^1]\n\n" + "[^1]: " * 1000 + "x",
    ],
)
def test_what_is_nested_too_deeply_is_refused_with_its_line(bomb: str) -> None:
    text = read_text(["first", "", *bomb.split("\n")], "a.md")
    assert text.refused
    finding = next(f for f in text.findings if f.code == "MS005")
    assert finding.span is not None and finding.span.start_line >= 3


@pytest.mark.parametrize("brackets", [10, 20, 60])
def test_brackets_within_brackets_lose_nothing(brackets: int) -> None:
    text = read("[" * brackets + "a" + "]" * brackets + "(x)")
    assert plain_text(text.nodes).count("[") >= brackets - 1


def _list_lines(text: str) -> list[tuple[str, str | None]]:
    nodes = read_text(text.split("\n"), "a.md").nodes
    return [
        (plain_text(node.children), node.get("indent"))
        for top in nodes
        for node in top.walk()
        if node.kind is NodeKind.LINE
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("::: verse\na\n    b\n:::", [("a", None), ("b", "4")]),
        ("::: verse\n    a\n  b\n:::", [("a", "2"), ("b", None)]),
        ("::: verse\na\n\n      b\n:::", [("a", None), ("b", "6")]),
        ("::: poem\na  \n\tb\n:::", [("a", None), ("b", "4")]),
        ("> ::: verse\n> a\n>    *b\n> c*\n> :::", [("a", None), ("b", "3"), ("c", None)]),
        ("- ::: verse\n  a\n    b\n  :::", [("a", None), ("b", "2")]),
        ("| a\n|   b\n|\n| c", [("a", None), ("b", "2"), ("c", None)]),
        ("> | a\n> |  b", [("a", None), ("b", "1")]),
        # A line that begins with blanks goes on with the one behind a bar above it.
        ("| a\n  b\n| c", [("a b", None), ("c", None)]),
        ("| a\n      b\n c\n|   d", [("a b c", None), ("d", "2")]),
        ("| *a\n  b* `c`\n| d", [("a b c", None), ("d", None)]),
        ("> | a\n>   b\n> | c", [("a b", None), ("c", None)]),
        ("- | a\n    b\n  | c", [("a b", None), ("c", None)]),
        ("- | a\n  b", [("a", None)]),
        ("1. | a\n   |  b", [("a", None), ("b", "1")]),
        ("| a\nb", [("a", None)]),
        ("| a\n|\n  b", [("a", None)]),
        ("| a\n\n  b", [("a", None)]),
        ("| a\n  | b | c |", [("a", None)]),
        ("a\n| b", []),
        ("| a | b |\n| c | d |", []),
        ("| a | b |\n|---|---|\n| c | d |", []),
    ],
)
def test_lines_of_verse_know_their_blanks(text: str, lines: list[tuple[str, str | None]]) -> None:
    assert _list_lines(text) == lines


def test_blanks_behind_a_break_are_kept_where_they_are_many() -> None:
    (paragraph,) = read_text(["a  ", "    b\\", "  c", "    d"], "a.md").nodes
    assert plain_text(paragraph.children) == "a " + 8 * "\u00a0" + "b c d"


def test_code_in_a_list_beside_verse_is_code() -> None:
    nodes = read_text(["::: verse", "a", ":::", "", "    code"], "a.md").nodes
    assert [node.kind for node in nodes] == [NodeKind.DIVISION, NodeKind.CODE_BLOCK]


@pytest.mark.parametrize(
    "text",
    [
        "Words", "Words\u0085", "Words\u3000", "Words  ", "é", "“Said”\n\n> quoted", "'tis\n\n\nMore",
        "a. item", "iv) item",
        "W> aside", "Term\n: meaning", "Term\n\n: meaning", "Term\n\n~ meaning", "Title\n===", "A | b\n--|--\n1 | 2",
        "Words\n    more", "    code", "- Words\n\n  More\n- Two", "> Words\n>\n> More", "Words\n```\ncode\n```",
        "First  Second\n-----  ------\na      b\n", "::: verse\nA line\n\nAnother\n:::", "Words\n{.class}",
        "[^1]: Words\n\n    More",
    ],
)  # fmt: skip
def test_the_short_way_for_lines_that_stand_alone_reads_what_the_usual_one_does(text: str) -> None:
    usual = make_parser.__wrapped__(System.MAKEREADY)
    usual.block.ruler.disable("plain_paragraph")
    expected: list[Token] = []
    usual.block.parse(text, usual, {"system": System.MAKEREADY}, expected)
    read: list[Token] = []
    parser = make_parser(System.MAKEREADY)
    parser.block.parse(text, parser, {"system": System.MAKEREADY}, read)
    assert [token.as_dict() for token in read] == [token.as_dict() for token in expected]
