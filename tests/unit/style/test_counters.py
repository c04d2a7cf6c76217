"""Counter styles: the signs that are written down are those that the page engine counts with."""

from __future__ import annotations

import pytest

from makeready.model.composition import StyleSheet
from makeready.pdf.engine_loading import weasyprint  # first of all: it sets the engine's fonts up
from makeready.style.counters import list_signs
from makeready.style.fallbacks import list_strings

# isort: split
from weasyprint import html as own
from weasyprint.css.counters import CounterStyle

assert weasyprint
STYLES = sorted(own.UA_COUNTER_STYLE)


@pytest.mark.parametrize("name", STYLES)
def test_a_style_of_css_counts_with_these_signs(name: str) -> None:
    counters = CounterStyle(own.UA_COUNTER_STYLE)
    drawn = {sign for number in range(-3, 20_000) for sign in counters.render_marker(name, number)}
    drawn |= {sign for number in (10**5, 10**8, 10**9) for sign in counters.render_marker(name, number)}
    assert {sign for sign in drawn if not sign.isascii()} <= set(list_signs(name))
    # A style may have signs for numbers that no list has.
    assert len(set(list_signs(name)) - drawn) < 8


def test_another_style_has_none() -> None:
    assert list_signs("stars") == list_signs("lower-roman") == list_signs("") == ""


@pytest.mark.parametrize(
    "css",
    [
        "ol { list-style-type: HEBREW }",
        "ol { list-style: inside hebrew }",
        "h1::before { content: counter(chapter, hebrew) '. ' }",
        "h1::before { content: counters(chapter, '.', hebrew) }",
        "@media print { li li { list-style-type: hebrew !important } }",
    ],
)
def test_sheets_draw_the_signs_of_the_styles_that_they_name(css: str) -> None:
    assert set(list_signs("hebrew")) <= set(list_strings([StyleSheet(name="a.css", content=css)]))


def test_sheets_draw_no_signs_of_what_only_has_such_a_name() -> None:
    sheet = StyleSheet(name="a.css", content=".hebrew, thai { color: black; --a: thai; font-family: thai }")
    assert list_strings([sheet]) == ""
