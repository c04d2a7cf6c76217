"""Sheets: rules, conditions and places as CSS has them, whatever is written, in time that grows with the text."""

from __future__ import annotations

import time

import pytest

from makeready.model.composition import StyleSheet
from makeready.model.edition import Target
from makeready.style.conditions import Applies
from makeready.style.sheet import Rule, Style, read_declarations, read_sheet, read_style


def _read(*contents: str) -> Style:
    return read_style(StyleSheet(name=f"styles/{n}.css", content=css) for n, css in enumerate(contents))


def test_a_rule_has_its_selectors_what_it_sets_and_its_place() -> None:
    (rule,) = _read("/* x */\n H1 , p:is(a, b){\n COLOR : RED !IMPORTANT; --Ink: {a;b} ;}").rules
    assert rule.selectors == ("H1", "p:is(a, b)")
    assert [(d.name, d.value, d.important, d.line, d.column) for d in rule.declarations] == [
        ("color", "RED", True, 3, 2),
        ("--Ink", "{a;b}", False, 3, 26),
    ]
    assert (rule.sheet, rule.line, rule.column, rule.conditions) == ("styles/0.css", 2, 2, ())


def test_brackets_and_semicolons_in_strings_end_nothing() -> None:
    (rule,) = _read('a{content:"};\\"";b:url(x;y}z)/*}*/;c:\'a\\62 c\'}').rules
    assert [(d.name, d.value) for d in rule.declarations] == [
        ("content", '"};\\""'), ("b", 'url("x;y}z")'), ("c", '"abc"'),
    ]  # fmt: skip


def test_conditions_are_told_from_the_outside_in() -> None:
    css = "@MEDIA Print { @supports (display:grid) { a{b:c} } d{e:f} } @layer Base { g{h:i} }"
    assert {rule.selectors[0]: rule.conditions for rule in _read(css).rules} == {
        "a": ("@media print", "@supports (display:grid)"),
        "d": ("@media print",),
        "g": ("@layer Base",),
    }


def test_layers_come_before_what_stands_in_none() -> None:
    css = "a{b:1} @layer y, x; @layer x {a{b:2}} @layer y {a{b:3}}"
    assert [rule.declarations[0].value for rule in _read(css).rules] == ["3", "2", "1"]


def test_rules_within_rules_are_written_out() -> None:
    css = "a,b{c:d; &:hover{e:f} .g{h:i} @media print{j:k; &+&{l:m}}}"
    assert [(rule.selectors, rule.conditions) for rule in _read(css).rules] == [
        (("a", "b"), ()),
        ((":is(a, b):hover",), ()),
        ((":is(a, b) .g",), ()),
        (("a", "b"), ("@media print",)),
        ((":is(a, b)+:is(a, b)",), ("@media print",)),
    ]


def test_other_rules_are_values_too() -> None:
    style = _read(
        '@charset "utf-8"; @import url(x.css) print; @namespace e "http://e"; @page a:left, :first { margin: 0;'
        " @top-left { content: 'x' } } @font-face { src: url(f.otf) } @keyframes k { from { top: 0 } 50% { top: 1px } }"
        " @counter-style c { symbols: a }"
    )
    assert [rule.name for rule in style.at_rules] == [
        "charset", "import", "namespace", "page", "font-face", "keyframes", "counter-style",
    ]  # fmt: skip
    (page,) = style.pages
    assert page.selectors == ("a:left", ":first")
    assert [(box.name, box.declarations[0].value) for box in page.boxes] == [("top-left", '"x"')]
    assert [rule.selectors for rule in style.at_rules[5].rules] == [("from",), ("50%",)]
    assert [(a.written, a.imported) for a in style.addresses] == [("x.css", True), ("f.otf", False)]


@pytest.mark.parametrize(
    "css", ["a{b:c", "a{b:'c", "a{b:'c\\", "a{b:url(c", "a{b:(c[", "a{b:c}/*", "a{b:c}/**", "a{b:c\\", "a{b:c}d{/*\n*"]
)
def test_what_is_open_at_the_end_is_closed_there(css: str) -> None:
    sheet = read_sheet("x", css)
    (first, *_) = sheet.statements
    assert isinstance(first, Rule) and first.declarations[0].name == "b"
    both = read_sheet("x", sheet.text + "\nz{y:x}").statements
    assert isinstance(both[-1], Rule) and both[-1].selectors == ("z",)


def test_places_are_those_of_the_text() -> None:
    css = "p{a:b;\n c : d }\r\n@media x{q{e:f}}@page{g:h;@top-left{i:j}}"
    sheet = read_sheet("x", css)
    told = [sheet.text[s.start : s.end] for s in sheet.statements]
    assert told == ["p{a:b;\n c : d }", "q{e:f}", "@page{g:h;@top-left{i:j}}"]
    first = sheet.statements[0].declarations
    assert [sheet.text[d.start : d.end].strip() for d in first] == ["a:b;", "c : d"]


@pytest.mark.parametrize(
    "css",
    [
        "@media x{" * 2_000, "p" + ":is(" * 3_000 + "{a:b}", "a{" * 20_000, "&{" * 20_000, "a,b{" * 20_000,
        "a{b:c;" + "d;" * 40_000, "a;" * 40_000, "/*" * 50_000, "\\" * 100_000, "'" * 100_000, "url(" * 50_000,
        "a{&" + ",&" * 50_000 + "{" + "&{b:c}" * 1_000,
        pytest.param("@layer a{" * 50 + "b{c:d}" * 20_000, marks=pytest.mark.long),
    ],
)  # fmt: skip
def test_a_hostile_sheet_takes_no_long_time(css: str) -> None:
    began = time.process_time()
    style = _read(css)
    _ = style.rules, style.addresses, style.declarations
    assert time.process_time() - began < 4


@pytest.mark.parametrize(
    ("condition", "paper", "screen"),
    [
        ("@media print", "always", "never"), ("@media screen", "never", "perhaps"), ("@media all", "always", "always"),
        ("@media", "always", "always"), ("@media not print", "never", "always"),
        ("@media screen, print", "always", "perhaps"),
        ("@media (prefers-color-scheme: dark)", "never", "perhaps"),
        ("@media screen and (min-width: 3em)", "never", "perhaps"), ("@media only print", "always", "never"),
        ("@media print and (color)", "never", "never"), ("@supports (display: grid)", "never", "perhaps"),
        ("@layer base", "always", "always"), ("@media amzn-kf8", "never", "perhaps"),
    ],
)  # fmt: skip
def test_whether_a_rule_applies_in_an_edition(condition: str, paper: str, screen: str) -> None:
    style = _read(condition + "{a{b:c}}")
    (rule,) = style.rules
    assert (style.applies_to(rule, Target.PDF), style.applies_to(rule, Target.EPUB)) == (
        Applies(paper),
        Applies(screen),
    )


@pytest.mark.parametrize(
    ("css", "turns"),
    [
        ("p{TEXT-TRANSFORM:UPPERCASE}", True), ("p{text-transform:none}", False), ("p{text-transform:inherit}", False),
        ("p{font-variant-caps:All-Small-Caps}", True), ("p{font-variant:petite-caps}", True),
        ("p{font-variant-caps:small-caps}", False), ("p{font-feature-settings:'c2sc' 1}", True),
        ("/* text-transform: uppercase */p{content:'text-transform:uppercase'}", False),
        ("@page{@top-left{text-transform:lowercase}}", True),
    ],
)  # fmt: skip
def test_whether_case_is_turned(css: str, turns: bool) -> None:
    assert _read(css).turns_case is turns


def test_hyphens_and_direction() -> None:
    style = _read("p{Hyphenate-Character:'\\2010'} @media x{q{hyphenate-character:'='}}", "b{Direction:rtl}")
    assert style.hyphens == {"\u2010", "="}
    assert style.turns_direction
    assert not _read("p{content:'direction:rtl'}").turns_direction


def test_what_an_attribute_sets() -> None:
    assert [(d.name, d.value) for d in read_declarations("Color: red; b: 'x;y'")] == [("color", "red"), ("b", '"x;y"')]


@pytest.mark.parametrize(
    ("css", "asked"),
    [
        ("a{b:url(x.png)}", ["x.png"]),
        ("a{b:\\75rl('x.png')}", ["x.png"]),
        ("a{b:IMAGE-SET('x.png' 1x)}", ["x.png"]),
        ("/* don't */ a{b:url('x.png')}", ["x.png"]),
        ("a{b:'it\n} c{d:url(x.png) 'e'}", ["x.png"]),
        ("@IMPORT 'x.css';", ["x.css"]),
        ("/* url(x.png) */ a{content:\"url(y.png)\" '\\75rl(z.png)'}", []),
        ("a{image-rendering:auto} /* src, @import */", []),
    ],
)
def test_addresses_are_found_whatever_is_passed_over(css: str, asked: list[str]) -> None:
    assert [one.written for one in _read(css).addresses] == asked
