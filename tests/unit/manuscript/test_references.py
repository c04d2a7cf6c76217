"""References: what Markdown, raw HTML and the account of words take a reference for is one and the same."""

from __future__ import annotations

import html
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makeready.findings import Finding, Span
from makeready.manuscript.file_text import FileReader, check_characters
from makeready.manuscript.order import Entry
from makeready.manuscript.references import unescape, unescape_html
from makeready.manuscript.systems import System
from makeready.manuscript.values import UNKNOWN
from makeready.model.book import Matter
from makeready.model.node import plain_text


def _read(text: str) -> tuple[str, list[Finding]]:
    """Return the words of a file below its heading, and what is told of it."""
    findings: list[Finding] = []
    lines = check_characters(f"# One\n\n{text}\n", "one.md", findings).split("\n")
    reader = FileReader(findings=findings, ids={}, system=System.MAKEREADY)
    read = reader.read(lines, "one.md", Entry(path="one.md", matter=Matter.BODY, span=Span.at("one.md", 1)))
    assert read is not None
    return plain_text(read.nodes[1:]), findings


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("&amp; &#8212; &#x41;&mdash;", "& — A—"),
        ("&#1;|&#x1f;|&#127;|&#x9F;|&#133;|&#xD800;|&#xFFFE;|&#xfdd0;|&#0;|&#1114112;", "|".join([UNKNOWN] * 10)),
        ("&amp", "&"),
        (f"&#{'9' * 6000};", UNKNOWN),
        (f"&#{'0' * 6000}65; &#x{'0' * 6000}41; &#0000; &#x", f"A A {UNKNOWN} &#x"),
        ("a & b; &unknown; &#; &#x;", "a & b; &unknown; &#; &#x;"),
    ],
)
def test_references_stand_for_characters(text: str, words: str) -> None:
    assert unescape(text) == words


@given(st.lists(st.sampled_from([*"&#;xX09afAz ", "&#x", "&#", "&amp", "146", "128;", "10FFFF", "d800"])).map("".join))
def test_of_a_page_they_are_what_html_has_them_for(text: str) -> None:
    assert unescape_html(text) == html.unescape(text)


def test_a_number_without_end_is_no_character_of_a_page() -> None:
    assert unescape_html(f"a&#{'9' * 6000};b&#x{'f' * 6000}.&#{'0' * 6000}146;") == f"a{UNKNOWN}b{UNKNOWN}.’"


@pytest.mark.parametrize("frame", ["again{}x, and more", "<div>again{}x</div>", "an *again{}x* <b>again{}x</b>"])
@pytest.mark.parametrize("reference", ["&#1;", "&#x1F;", "&#x7f;", "&#xFFFE;", "&#xfdd0;", "&#x9f;", "&#12;", "&#133;"])
def test_a_reference_to_no_character_is_told_and_loses_no_word(frame: str, reference: str) -> None:
    words, findings = _read(frame.replace("{}", reference))
    assert f"again{UNKNOWN}x" in words
    assert [one.code for one in findings] == ["MS003"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A line&#x2028;broken.", "MS033"),
        ("A line&#8233;broken.", "MS033"),
        ("user&#x202e;txt.exe&#x202c; end.", "MS004"),
        ("<div>user&#8238;txt</div>", "MS004"),
    ],
)
def test_a_reference_is_told_as_its_character_is(text: str, code: str) -> None:
    _, findings = _read(text)
    assert [one.code for one in findings] == [code]
    assert [one.code for one in _read(unescape(text))[1]] == [code]


@given(st.integers(0, sys.maxunicode))
def test_markdown_raw_html_and_the_account_read_the_same(code: int) -> None:
    text = f"again&#{code};x"
    in_markdown, findings = _read(f"{text} is a word")
    in_html, more = _read(f"<div>{text} is a word</div>")
    assert in_markdown.split() == in_html.split()
    assert {one.code for one in (*findings, *more)} <= {"MS003", "MS004", "MS033", "MS034"}
