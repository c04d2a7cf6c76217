"""Text reports: the form of a finding, places without a line, cut lines, colours, hostile characters."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makeready.findings import Finding, Severity, Span
from makeready.report.palette import Palette
from makeready.report.text import render_finding, render_findings, summarise_findings

TOML = "\n" * 13 + "[review.work]\n"


def _finding(**changes: object) -> Finding:
    fields: dict[str, object] = {
        "code": "MD012",
        "severity": Severity.ERROR,
        "message": "the reviewed work has no author",
        **changes,
    }
    return Finding(**fields)  # type: ignore[arg-type]


def test_the_form_is_that_of_the_design() -> None:
    finding = _finding(
        span=Span.at("manuscript/book.toml", 14, 1, 13),
        notes=("`contributors` is missing",),
        hint='add contributors = [{ name = "…", roles = ["aut"] }]',
    )
    assert render_findings([finding], {"manuscript/book.toml": TOML}.get) == (
        "error[MD012]: the reviewed work has no author\n"
        "  --> manuscript/book.toml:14:1\n"
        "   |\n"
        "14 | [review.work]\n"
        "   | ^^^^^^^^^^^^^ `contributors` is missing\n"
        '   = help: add contributors = [{ name = "…", roles = ["aut"] }]'
    )


def test_long_and_further_notes_stand_below() -> None:
    long = "a note that is far too long to stand beside the carets of a line, so it goes below"
    shown = render_finding(_finding(span=Span.at("a.md", 1, 1, 1), notes=(long, "two\nlines")), "x")
    assert shown.endswith(f"1 | x\n  | ^\n  = note: {long}\n  = note: two\n          lines")


def test_a_finding_without_a_line_shows_its_places_origin_and_help() -> None:
    finding = _finding(
        span=Span.at("gone.md", 3), location="text/one.xhtml:12:4", origin="epubcheck:RSC-005", hint="mend it"
    )
    assert render_findings([finding], lambda _source: None).split("\n")[1:] == [
        "  --> gone.md:3",
        "  ::: text/one.xhtml:12:4",
        "   = note: epubcheck calls this RSC-005",
        "   = help: mend it",
    ]
    assert "  --> page 7" in render_finding(_finding(location="page 7"))


def test_a_line_beyond_the_file_is_not_shown_and_does_not_fail() -> None:
    shown = render_findings([_finding(span=Span.at("a.md", 99, 4, 2))], {"a.md": "one line"}.get)
    assert shown.endswith("  --> a.md:99:4")


def test_a_span_without_a_column_marks_nothing() -> None:
    assert render_finding(_finding(span=Span.at("a.md", 2)), "words").endswith("  |\n2 | words")


def test_a_span_of_several_lines_is_marked_to_the_end_of_its_first() -> None:
    span = Span(source="a.md", start_line=1, start_column=5, end_line=3, end_column=2)
    assert render_finding(_finding(span=span), "one two").endswith("1 | one two\n  |     ^^^")


@pytest.mark.parametrize(
    ("line", "column", "length", "carets"),
    [
        ("\tword", 2, 4, "    ^^^^"),
        ("a\tword", 3, 4, "    ^^^^"),
        ("日本 word", 4, 4, "     ^^^^"),
        ("日本 word", 1, 2, "^^^^"),
        ("e\u0301e\u0301 x", 6, 1, "   ^"),
        ("\x1b[31mred", 2, 1, " ^"),
        ("a\u202eb c", 4, 2, "          ^^"),
        ("word", 5, 1, "    ^"),
        ("word", 99, 3, "    ^"),
    ],
)
def test_carets_stand_under_what_they_mean(line: str, column: int, length: int, carets: str) -> None:
    last = render_finding(_finding(span=Span.at("a.md", 1, column, length)), line).split("\n")[-1]
    assert last == f"  | {carets}"


def test_a_long_line_is_cut_around_the_place() -> None:
    line = "a " * 400 + "HERE" + " b" * 400
    lines = render_finding(_finding(span=Span.at("a.md", 1, 801, 4)), line, width=80).split("\n")
    source, carets = lines[-2], lines[-1]
    assert len(source) <= 80
    assert source.startswith("1 | …")
    assert source.endswith("…")
    at = source.index("HERE")
    assert carets.index("^") == at
    assert carets.count("^") == 4


def test_terminal_escapes_never_come_through() -> None:
    hostile = "\x1b]0;title\x07\x9b31m\u202e\u2028\x7f\ud800"
    finding = _finding(
        message=hostile, span=Span.at(hostile, 1, 1, 3), location=hostile, notes=(hostile,), hint=hostile
    )
    shown = render_finding(finding, hostile)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\ud800-\udfff]", shown)
    assert "␛]0;title␇<U+009B>31m<U+202E><U+2028>␡<U+D800>" in shown


def test_colours_come_only_when_asked_for_and_change_no_word() -> None:
    finding = _finding(span=Span.at("a.md", 1, 1, 1), notes=("note",), hint="help")
    plain = render_finding(finding, "x")
    coloured = render_finding(finding, "x", palette=Palette(colour=True))
    assert "\x1b" not in plain
    assert coloured.startswith("\x1b[1;31merror[MD012]\x1b[0m")
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_summary_counts_each_severity() -> None:
    found = [_finding()] * 2 + [_finding(severity=Severity.WARNING)] + [_finding(severity=Severity.ADVICE)] * 3
    assert summarise_findings(found) == "2 errors, 1 warning, 3 pieces of advice"
    assert summarise_findings([_finding()]) == "1 error"
    assert summarise_findings([]) == ""


def test_findings_of_one_kind_are_told_as_one_with_the_places_of_the_next_and_the_number_of_the_rest() -> None:
    found = [_finding(message=f"word {n}", span=Span.at("a.md", n, 2), hint="mend it") for n in range(1, 8)]
    other = _finding(severity=Severity.WARNING, message="a warning")
    assert render_findings([*found[:2], other, *found[2:]], grouped=True) == (
        "error[MD012]: word 1\n"
        "  --> a.md:1:2\n"
        "   = note: 6 more of this kind\n"
        "           a.md:2:2: word 2\n"
        "           a.md:3:2: word 3\n"
        "           a.md:4:2: word 4\n"
        "           and 3 others, which --verbose shows\n"
        "   = help: mend it\n"
        "\n"
        "warning[MD012]: a warning"
    )
    assert render_findings(found[:1], grouped=True) == render_findings(found[:1])
    same = [replace(one, message="the same") for one in found[:2]]
    assert "           a.md:2:2\n" in render_findings(same, grouped=True)


def test_a_blank_line_stands_between_two_findings() -> None:
    assert render_findings([_finding(), _finding()]) == "error[MD012]: the reviewed work has no author\n\n" * 1 + (
        "error[MD012]: the reviewed work has no author"
    )
    assert render_findings([]) == ""


@given(
    line=st.text(max_size=300),
    column=st.integers(1, 400),
    length=st.integers(0, 50),
    width=st.integers(30, 120),
)
def test_any_line_and_any_column_can_be_shown(line: str, column: int, length: int, width: int) -> None:
    line = line.replace("\n", " ")
    lines = render_finding(_finding(span=Span.at("a.md", 1, column, length)), line, width=width).split("\n")
    assert len(lines) == 5
    assert set(lines[-1][3:].strip()) == {"^"}
