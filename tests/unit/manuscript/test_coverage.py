"""Coverage: a word that the parser drops is found, wherever it stands, and nothing else is."""

from __future__ import annotations

import pytest

from makeready.manuscript.coverage import find_missing_words
from makeready.manuscript.nodes import read_text


def test_cells_beyond_the_head_are_lost_and_said_to_be() -> None:
    lines = "|a|b|\n|-|-|\n|c|d|lost|".split("\n")
    text = read_text(lines, "a.md", 5)
    findings = find_missing_words(lines, 5, "a.md", text.nodes, text.markup)
    assert [(f.code, str(f.span), f.message) for f in findings] == [
        ("MS006", "a.md:7:6", "these words were not read: lost")
    ]


def test_each_single_word_is_missed() -> None:
    lines = ["One two three", "two four *five*", "", "- two six"]
    text = read_text(lines, "a.md")
    assert find_missing_words(lines, 1, "a.md", text.nodes, text.markup) == ()
    for number, line in enumerate(lines):
        for word in line.replace("*", "").replace("- ", "").split():
            more = [*lines[:number], f"{line} {word}", *lines[number + 1 :]]
            findings = find_missing_words(more, 1, "a.md", text.nodes, text.markup)
            assert len(findings) == 1 and word in findings[0].message


@pytest.mark.parametrize(
    "markdown",
    [
        "[a](http://caf%C3%A9.example/%20x?y=z&amp;w 'title &quot;words&quot;')",
        "&copy; &#169; &#xA9; &notanentity; &amp;eacute; `&eacute;`",
        "# T {#id .cls key='v w'}\n\n::: {.x data-y=z}\n[w]{title='t'}\n:::",
        "1. one\n1) two\n\n17. three",
        "[r]: <http://x> (title)\n[R]: http://duplicate\n\n[r][]",
        "a <!-- b c --> <?php echo 1 ?> <![CDATA[ d ]]> <!DOCTYPE e>",
        "![alt *words*](pic.png 'The title')\n\n<img src=x.png alt='more words' title=z>",
        "a[^note-1] ^[b]\n\n[^note-1]: c",
        "```sql {.x #y}\nselect 1\n```",
        "Ünïcödé Ελληνικά 漢字 עברית e\u0301 a\u00adb",
        "http://x.example/a_b_c <mailto:a@b.c>",
        "[ЖЖ](https://пример.испытание/путь)",
    ],
)
def test_markup_is_no_loss(markdown: str) -> None:
    lines = markdown.split("\n")
    text = read_text(lines, "a.md")
    assert find_missing_words(lines, 1, "a.md", [*text.nodes, *text.notes], text.markup) == ()
