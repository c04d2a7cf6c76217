"""The main text of a file: what counts, where words begin, and where a marker may stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makeready.markup.main_text import MainText, read_main_text
from makeready.model import counted


def read(inner: str) -> tuple[str, MainText]:
    """Return a file with `inner` in its section, and the section's main text."""
    head = "<html><head><title>No</title></head>"
    content = f'{head}<body>\n<section id="s" class="chapter">{inner}\n</section>\n</body></html>'
    texts = read_main_text(content)
    assert texts[0].anchor == "s"
    return content, texts[0]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<p>One two</p>", "Onetwo"),
        ("<p>a&amp;b &lt;c&#13;</p>", "a&b<c"),
        ("<p>so\u00adft\u200b and\u2060</p>", "softand"),
        ('<h1><span class="label" data-generated="true">3.1</span> <span class="title">Up</span></h1>', "Up"),
        ('<p>word<a href="#n" role="doc-noteref">1</a> next</p>', "wordnext"),
        ('<p>word<span id="n" role="doc-footnote">A <em>note</em>.</span> next</p>', "wordnext"),
        ('<p>x<span role="doc-pagebreak" id="page-1" aria-label="1"/>y</p>', "xy"),
        ('<section id="t"><p>inner</p></section><p>outer</p>', "innerouter"),
        ('<section class="notes"><aside id="note-1" role="doc-footnote"><p>N</p></aside></section>', ""),
    ],
)
def test_what_counts(inner: str, text: str) -> None:
    assert read(inner)[1].text == text


def test_notes_behind_the_text_are_texts_of_their_own() -> None:
    note = '<aside id="note-1" role="doc-footnote"><p><a href="#c" role="doc-backlink">1.</a> A note.</p></aside>'
    content, main = read(f"<p>Main.</p>{note}<p>More.</p>")
    assert [(text.anchor, text.text) for text in read_main_text(content)] == [("s", "Main.More."), ("note-1", "Anote.")]
    assert main.length == len("Main.More.")


@pytest.mark.parametrize(
    ("inner", "offset", "begins"),
    [
        ("<p>extraordinary</p>", 5, 0),
        ("<p>self-evident</p>", 5, 0),
        ("<p>it’s so</p>", 3, 0),
        ("<p>word—other</p>", 5, 5),
        ("<p>either/or</p>", 7, 7),
        ("<p>one two</p>", 3, 3),
        ("<p>in<em>side</em> out</p>", 3, 0),
        ('<p>note<a role="doc-noteref">1</a>book</p>', 5, 0),
        ('<p>note <a role="doc-noteref">1</a>book</p>', 5, 4),
        ("<p>one<br/>two</p>", 4, 3),
        ("<p>one</p><p>two</p>", 4, 3),
        ("<p>so\u00adft</p>", 3, 0),
        ("<p>漢字仮名</p>", 2, 2),
        ('<p>in<span class="linear">side</span> out</p>', 3, 0),
        ('<p>in<span class="line">side</span> out</p>', 3, 2),
        ("<p>(word)</p>", 5, 5),
        (f"<p>{'a' * 200}</p>", 150, 150),
    ],
)
def test_a_start_goes_back_to_the_beginning_of_its_word(inner: str, offset: int, begins: int) -> None:
    assert read(inner)[1].find_word(offset) == begins


@pytest.mark.parametrize(
    ("inner", "offset"),
    [
        ("<p>^One</p>", 0),
        ("<p>One ^two</p>", 3),
        ('<h1 id="h">^<span class="label" data-generated="true">3</span> <span class="title">Up</span></h1>', 0),
        ("<p>One ^<em><b>two</b></em></p>", 3),
        ("<p>One ^<ruby>two<rt>2</rt></ruby></p>", 3),
        ("<p>One <em>two ^three</em></p>", 6),
        ("<ul><li>One</li>\n<li>^Two</li></ul>", 3),
        ("<table><tr><td>a</td><td>^<code>b</code></td></tr></table>", 1),
        ('<p>\n<span class="line">One</span>\n<span class="line">^Two</span></p>', 3),
        ("<pre><code>a\n^b</code></pre>", 1),
        ("<p>a &lt; ^&amp;</p>", 2),
        ('<p>One<a role="doc-noteref">1</a> ^two</p>', 3),
        ('<p>One<img src="a.png" alt=""/>^two</p>', 3),
    ],
)
def test_where_a_marker_stands(inner: str, offset: int) -> None:
    content, text = read(inner.replace("^", ""))
    wanted = content.index(inner.replace("^", "")) + inner.index("^")
    assert text.find_place(offset) == wanted


def test_pictures_are_counted_in_their_order() -> None:
    content, text = read('<p>One</p><figure><img src="a.png" alt="A"/></figure><p>Two <img src="b.png" alt="B"/></p>')
    assert [content[place : place + 16] for place in text.pictures] == ['<img src="a.png"', '<img src="b.png"']


def test_words_from_a_place_on() -> None:
    _, text = read("<p>One <em>t</em>wo</p><p>three</p>")
    assert text.list_words(1, 9) == ["ne", "two", "three"]
    assert text.list_words(1, 2) == ["ne", "two"]


@given(st.lists(st.text(alphabet="ab \n", min_size=1, max_size=9).filter(str.strip), min_size=1, max_size=6), st.data())
def test_places_in_a_long_text_are_those_of_a_short_one(paragraphs: list[str], data: st.DataObject) -> None:
    """Texts are counted piece by piece; wherever the pieces end, every character is found where it stands."""
    content = "<body><section>" + "".join(f"<p>{words}</p>" for words in paragraphs) + "</section></body>"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counted, "_PIECE", data.draw(st.integers(min_value=1, max_value=12)))
        (text,) = read_main_text(content)
        assert text.text == "".join("".join(words.split()) for words in paragraphs)
        words = " ".join(paragraphs).split()
        places = [at for at, letter in enumerate(content) if letter in "ab" and _is_text(content, at)]
        assert [text.find_character(offset) for offset in range(text.length)] == places
        assert [text.find_offset(at) for at in places] == list(range(text.length))
        start = 0
        for number, word in enumerate(words):
            assert text.list_words(start, 3) == words[number : number + 3]
            start += len(word)


def _is_text(content: str, at: int) -> bool:
    return content.rfind(">", 0, at) > content.rfind("<", 0, at)
