"""Fallbacks: families go into each list behind those that there are, and before what only a reading system has."""

from __future__ import annotations

import pytest

from makeready.model.composition import StyleSheet
from makeready.style.fallbacks import extend_families, list_strings, name_families

KNOWN = ("EB Garamond", "Source Code Pro", "Own Face", "Emoji")


def _extend(css: str, lead: tuple[str, ...] = ()) -> str:
    (sheet,) = extend_families([StyleSheet(name="a.css", content=css)], KNOWN, "EB Garamond", lead, ("Emoji",))
    return sheet.content


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('font-family: "EB Garamond", Georgia, serif', 'font-family: "EB Garamond", "Emoji", Georgia, serif'),
        ("font-family: eb garamond", 'font-family: eb garamond, "Emoji"'),
        (
            'font-family: "Source Code Pro", Menlo, monospace',
            'font-family: "Source Code Pro", "EB Garamond", "Emoji", Menlo, monospace',
        ),
        ("font-family: Verdana, sans-serif", 'font-family: Verdana, "EB Garamond", "Emoji", sans-serif'),
        ("font-family: serif", 'font-family: "EB Garamond", "Emoji", serif'),
        ('font: italic 11pt/14pt "EB Garamond", serif', 'font: italic 11pt/14pt "EB Garamond", "Emoji", serif'),
        ("font: bold 1em Own Face", 'font: bold 1em Own Face, "EB Garamond", "Emoji"'),
        ("font: 1em serif", 'font: 1em "EB Garamond", "Emoji", serif'),
        ("font-family: Emoji, serif", 'font-family: Emoji, "EB Garamond", serif'),
        ("font-family: inherit", "font-family: inherit"),
        ("font: inherit", "font: inherit"),
        ("font-style: italic", "font-style: italic"),
    ],
)
def test_families_go_in(before: str, after: str) -> None:
    assert _extend(f"p {{ {before} }}") == f"p {{ {after} }}"
    assert _extend(f"p {{ {before} !important; color: red }}").startswith(
        f"p {{ {after} !important;" if before != after else f"p {{ {before} !important;"
    )


def test_pages_and_boxes_in_their_margins_have_them_too() -> None:
    css = "@page { font: 1em serif; @top-center { font-family: serif } }\n@media print { p { font-family: serif } }"
    assert _extend(css).count('"EB Garamond", "Emoji", serif') == 3


def test_what_describes_a_face_is_left_alone() -> None:
    css = '@font-face { font-family: "Mine"; src: url(a.ttf) }'
    assert _extend(css) == css


def test_lines_stay_where_they_are() -> None:
    css = "p {\n  font-family:\n    Verdana,\n    serif;\n  color: red }\nq { color: blue }"
    extended = _extend(css)
    assert extended.count("\n") == css.count("\n")
    assert extended.split("\n")[5] == "q { color: blue }"


def test_the_face_of_the_language_goes_before_the_texts() -> None:
    lead = ("Amiri",)
    assert _extend('p { font-family: "EB Garamond", serif }', lead) == (
        'p { font-family: "Amiri", "EB Garamond", "Emoji", serif }'
    )
    assert "Amiri" not in _extend('pre { font-family: "Source Code Pro" }', lead)
    assert _extend("p { font: 1em serif }", lead) == 'p { font: 1em "Amiri", "EB Garamond", "Emoji", serif }'


def test_names_with_signs_of_css_are_written_so_that_they_are_read() -> None:
    (sheet,) = extend_families(
        [StyleSheet(name="a.css", content="p { font-family: serif }")], ('A "B" \\',), 'A "B" \\', (), ()
    )
    assert name_families([sheet]) == {'a "b" \\', "serif"}


def test_families_and_strings_of_sheets_are_listed() -> None:
    sheets = [
        StyleSheet(name="a.css", content='p { font: 1em "One Face", serif } q::before { content: "☞" attr(x) }'),
        StyleSheet(name="b.css", content='ul { list-style-type: "\\2605" } a { font-family: Two } b { color: red }'),
    ]
    assert name_families(sheets) == {"one face", "serif", "two"}
    assert list_strings(sheets) == "☞★"
