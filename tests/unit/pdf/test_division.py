"""Division: what a style sheet may ask of neighbours is found, and what bears on no other part is not."""

from __future__ import annotations

import time
from xml.etree import ElementTree

import pytest

from makeready.model.composition import StyleSheet
from makeready.pdf.division import find_obstacle
from tests.unit.pdf.compositions import theme

TREE = """<html><body><div class="matter-front"><section class="preface"><h1>P</h1></section></div>
<div class="matter-body"><section class="chapter first"><p>x</p></section>
<section class="chapter"/></div></body></html>"""


def _find(css: str) -> str | None:
    return find_obstacle((StyleSheet(name="own.css", content=css),), ElementTree.fromstring(TREE))  # noqa: S314


def test_the_theme_has_no_obstacle() -> None:
    assert find_obstacle(theme("shared", "print"), ElementTree.fromstring(TREE)) is None  # noqa: S314


@pytest.mark.parametrize(
    "css",
    [
        "section:first-child { color: red }", "SECTION:FIRST-OF-TYPE p { color: red }", "section + section { top: 0 }",
        ".chapter ~ .chapter { top: 0 }", "* + * { top: 0 }", ".matter-body > :last-child { top: 0 }",
        "p { position: fixed }", "p { position: running(x) }", "@page { @top-left { content: element(x) } }",
        "h2 { counter-increment: x }", "h2::before { content: counter(x) }", "a::after { content: target-text(x) }",
        "a::after { content: target-counter(attr(href), section) }", "@page :nth(2n) { margin: 0 }",
        "@PAGE :nth(3) { margin: 0 ", "@page { @top-left { content: string(x, start) } }",
        "@page { @top-left { content: target-counter(url(#x), page) } }", "p::before { content: open-quote }",
        "p::before { content: '/*' } section + section { top: 0 }", "p + se\\63tion { top: 0 }",
        "p { POSITION: FIXED }",
    ],
)  # fmt: skip
def test_what_a_part_alone_cannot_know_is_found(css: str) -> None:
    assert _find(css) is not None


@pytest.mark.parametrize(
    "css",
    [
        "p:first-child { color: red }", "p + p { top: 0 }", "li:last-child { top: 0 }", "p::first-line { color: red }",
        ".contents .entry + .entry { top: 0 }", "section > p:first-of-type { top: 0 }",
        "ol { content: counter(list-item) }",
        "a::after { content: target-counter(attr(href), page, lower-roman) }",
        "@page :nth(2 of body) { margin: 0 }",
        "@page { @top-left { content: counter(page) } }", '[class~="chapter"] { color: red }',
        "/* section + section { } */ p { color: red }", "p::before { content: 'counter(x)' }",
        "p::before { content: '\\2766' }", "@media screen { p { position: fixed } }", "section:first-line { top: 0 }",
    ],
)  # fmt: skip
def test_what_bears_on_no_other_part_is_no_obstacle(css: str) -> None:
    assert _find(css) is None


@pytest.mark.parametrize(
    "run", ["@page ", "@page{", "/*", "'", "target-counter(", "target-counter(" + "a" * 9, ",", ":not(", "a + ", "["]
)
def test_a_hostile_sheet_takes_no_long_time(run: str) -> None:
    started = time.process_time()
    _find(run * (50_000 // len(run)))
    _find("target-counter(" + run * (50_000 // len(run)))
    assert time.process_time() - started < 2
