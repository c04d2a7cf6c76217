"""Markdown: the table, the kinds of findings, short for many books, hostile words, room for no more."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from makeready.findings import CATALOGUE
from makeready.report.books import BookStatus
from makeready.report.display import make_safe
from makeready.report.markdown import render_markdown
from tests.unit.report.sample_books import (
    ERROR,
    HOSTILE,
    WARNING,
    make_book,
    make_each,
    make_file,
    make_many,
)


def _count_tokens(text: str, kind: str) -> int:
    return sum(token.type == kind for token in MarkdownIt("gfm-like", {"linkify": False}).parse(text))


def test_the_form() -> None:
    books = [
        make_book("a", BookStatus.BUILT, files=(make_file(),)),
        make_book("b", BookStatus.REFUSED, ERROR, WARNING),
        make_book("c", BookStatus.FAILED, message="lost"),
    ]
    assert render_markdown(books) == (
        "## Books\n\n"
        "3 books: 1 built, 1 refused, 1 failed; 1 error, 1 warning; 4.5 s added up.\n\n"
        "| Book | Folder | Status | Pages | Words | Seconds | Findings |\n"
        "|---|---|---|--:|--:|--:|---|\n"
        "| A | a | built | 96 | 1,234 | 1.5 |  |\n"
        "| B | b | **refused** |  |  | 1.5 | 1 error, 1 warning |\n"
        "| C | c | **failed** |  |  | 1.5 | lost |\n\n"
        "### Findings\n\n"
        "- **error MD012**: " + _title("MD012") + " (1)\n"
        "  - b&#58; manuscript/book.toml&#58;14&#58;1: the reviewed work has no author\n"
        "- **warning MS001**: " + _title("MS001") + " (1)\n"
        "  - b&#58; manuscript/01.md&#58;3: a warning\n"
    )


def _title(code: str) -> str:
    title = CATALOGUE[code].title
    for sign in "&`_-()":
        title = title.replace(sign, f"&#{ord(sign)};")
    return title


def test_no_books() -> None:
    assert render_markdown([]) == "## Books\n\n0 books; no findings; 0.0 s added up.\n\n"


def test_many_books_are_short_with_the_refused_and_failed_in_full() -> None:
    text = render_markdown(make_many())
    assert _count_tokens(text, "tr_open") == 1 + 4
    for name in ("Book 5<", "Book 500<", "Book 990<", "Book 700<"):
        assert name in MarkdownIt("gfm-like", {"linkify": False}).render(text)
    assert "996 other books are not listed." in text
    assert "took more than 60 s" in text
    assert "1,000 books: 996 built, 3 refused, 1 failed" in text
    assert len(text) < 4_000


def test_others_of_a_kind_are_counted() -> None:
    text = render_markdown([make_book("a", BookStatus.BUILT, *[WARNING] * 7)])
    assert text.count("a warning") == 5
    assert text.endswith("  - and 2 others\n")


def test_known_findings_are_counted() -> None:
    text = render_markdown([make_book("a", BookStatus.REFUSED, known=2)])
    assert "no findings (2 known ones left out)" in text
    assert "| **refused** |  |  | 1.5 | 2 known |" in text


def test_hostile_words_make_no_signs() -> None:
    text = render_markdown(make_each(), heading=HOSTILE)
    shown = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    assert _count_tokens(text, "heading_open") == 2
    assert _count_tokens(text, "tr_open") == 1 + len(make_each())
    assert _count_tokens(text, "html_block") == 0
    assert not any(tag in shown for tag in ("<b>", "<em>", "<code>", "<a ", "<del>"))
    assert "&lt;b&gt;&amp;amp; &quot;q&quot; 'a' ]]&gt; | `c` *i* [l](u) {0}" in shown
    assert not any(sign in text for sign in ("@who", "#1 ", "$x", "\0", "\x1b", "\u202e", "\ud800"))
    text.encode("utf-8")


@given(st.text())
def test_any_words_are_shown_as_they_are(words: str) -> None:
    text = render_markdown([make_book("a", BookStatus.FAILED, message=f"x{words}x")])
    (row,) = [line for line in text.split("\n") if line.startswith("| A ")]
    rendered = MarkdownIt().renderInline(row.split(" | ")[-1].removesuffix(" |"))
    shown = html.fromstring(f"<p>{rendered}</p>").xpath("string()")
    expected = make_safe(" ".join(f"x{words}x".split()))
    assert shown == (expected if len(expected) <= 300 else f"{expected[:300]}…")


def test_paths_can_be_read_as_they_are_written_and_no_reference_is_made() -> None:
    text = render_markdown([make_book("reviews/a-b-2", title="As in GH-12")])
    assert "| reviews/a-b-2 |" in text and "GH&#45;12" in text


def test_addresses_are_no_links() -> None:
    text = render_markdown([make_book("a", title="http://a.example www.b.example c@d.example")])
    assert "| http&#58;//a.example www&#46;b.example c&#64;d.example |" in text


@pytest.mark.long
def test_what_a_summary_cannot_hold_is_left_out_and_told() -> None:
    books = [make_book(f"b{n}", BookStatus.REFUSED, replace(ERROR, message="m" * 300)) for n in range(9_000)]
    text = render_markdown([replace(book, title="t" * 300) for book in books])
    assert 800_000 < len(text.encode("utf-8")) < 1_000_000
    assert text.endswith("\n\nThere is more than a summary can hold: see the other reports.\n")
