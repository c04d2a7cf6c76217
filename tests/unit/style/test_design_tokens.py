"""Design tokens: resolved in bounded time and by the conditions they are set under; what has no value is told of."""

from __future__ import annotations

import time

import pytest

from makeready.findings import Finding
from makeready.model.composition import StyleSheet
from makeready.model.edition import Target
from makeready.style.design_tokens import resolve_tokens


def _resolve(*contents: str, target: Target = Target.EPUB) -> tuple[str, tuple[Finding, ...]]:
    """Return the last sheet's rules without white space at their ends, and the findings."""
    sheets = [StyleSheet(name=f"styles/{n}.css", content=css) for n, css in enumerate(contents)]
    resolved, findings = resolve_tokens(sheets, target)
    return resolved[-1].content.strip(), findings


def test_a_token_is_replaced_and_its_rule_goes() -> None:
    assert _resolve(":root { --ink: #111; }\np { color: var(--ink) }") == ("p { color: #111 }", ())


def test_what_the_page_engine_asks_elements_for_stays() -> None:
    css = ":root { --ink: #111; --grid: lines }\n.x { --grid: none }"
    assert _resolve(css) == (":root {  --grid: lines }\n.x { --grid: none }", ())


def test_the_last_sheet_that_sets_a_token_wins_for_all() -> None:
    contents = {"a": ":root{--x:1px}p{m:var(--x)}", "b": ":root{--x:2px}"}
    sheets = [StyleSheet(name=name, content=css) for name, css in contents.items()]
    assert [s.content.strip() for s in resolve_tokens(sheets, Target.PDF)[0]] == ["p{m:2px}", ""]


def test_tokens_may_use_tokens() -> None:
    css = ":root{--a:1px;--b:calc(var(--a) + var( --a ));--c:var(--b)}p{m:var(--c)}"
    assert _resolve(css) == ("p{m:calc(1px + 1px)}", ())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("var(--no, 2px)", "2px"),
        ("var(--no, var(--nor, rgb(1, 2, calc(3 + (4)))))", "rgb(1, 2, calc(3 + (4)))"),
        ("VAR(--no, Var(--a))", "1px"),
        ("var(/* ) */--a)", "1px"),
        ("var(--\\61)", "1px"),
        ('var(--no, ")")', '")"'),
        ("var(--no, rgb(1, 2, calc(3)))", "rgb(1, 2, calc(3))"),
        ("var(--no, var(--a))", "1px"),
        ("var(--a, 2px)", "1px"),
        ("var(--no,)", ""),
    ],
)
def test_a_fallback_stands_in_for_a_token_that_is_not_set(value: str, expected: str) -> None:
    css, findings = _resolve(f":root{{--a:1px}}p{{m:{value}}}")
    assert (css, findings) == (f"p{{m:{expected}}}", ())


def test_other_rules_of_root_stay() -> None:
    assert _resolve(":root { color: red; --a: 1px }") == (":root { color: red; }", ())


def test_all_missing_tokens_are_told_with_their_lines() -> None:
    css, findings = _resolve("/* var(--not-me)\n */\np{m:var(--x)}\n:root{\n--a:1\n}\nq{m:var(--y) var(--a) var(--x)}")
    assert [(f.code, str(f.span), f.message) for f in findings] == [
        ("ST003", "styles/0.css:3", "--x has no value"),
        ("ST003", "styles/0.css:7", "--y has no value"),
    ]
    assert css.endswith("q{m:initial 1 initial}")


@pytest.mark.parametrize("css", [":root{--a:var(--a)}", ":root{--a:var(--b);--b:x var(--a)}"])
def test_a_token_that_leads_to_itself_is_told(css: str) -> None:
    text, findings = _resolve(f"{css}p{{m:var(--a);n:var(--a, 3px)}}")
    assert [f.code for f in findings] == ["ST003"]
    assert "leads to itself" in findings[0].message
    assert text == "p{m:initial;n:3px}"


def test_a_comment_goes_and_keeps_words_apart() -> None:
    assert _resolve("a/* x */b /* y */,c{m:1px/**/2px/*\n*/;n:d}")[0] == "a/**/b ,c{m:1px/**/2px\n;n:d}"


def test_a_token_of_many_lines_moves_no_other_line() -> None:
    css, findings = _resolve(":root{--a: 1px\n  2px\n}\np{m:var(--a)}\nq{m:var(--x)}")
    assert str(findings[0].span) == "styles/0.css:5"
    assert css.startswith("p{m:1px 2px}")


BOMBS = {
    "doubling": ":root{--a30:xx;"
    + ";".join(f"--a{i}:{f'var(--a{i + 1})' * 10}" for i in range(30))
    + "}p{m:var(--a0)}",
    "long": ":root{--a:" + "x" * 400_000 + "}p{" + "m:var(--a);" * 40_000 + "}",
    "chain": ":root{" + ";".join(f"--a{i}:var(--a{i + 1})" for i in range(30_000)) + "}p{m:var(--a0)}",
    "open brackets": "p{m:var(--a,(" * 20_000,
    "open fallback": "p{m:var(--a) var(--a," + "x" * 300_000,
    "pairs of brackets": "p{m:var(--a)}q{m:var(--a," + "(x)" * 100_000,
    "fallbacks": ":root{--a: " + "var(--b," * 95 + ")" * 95 + "}p{m:var(--a)}",
}


@pytest.mark.long_but("chain")
@pytest.mark.threat(29)
@pytest.mark.parametrize("name", BOMBS)
def test_what_grows_without_end_is_bounded_and_told(name: str) -> None:
    began = time.process_time()
    css, findings = _resolve(BOMBS[name])
    assert time.process_time() - began < 4
    assert {f.code for f in findings} == {"ST007" if name == "open brackets" else "ST003"}
    assert len(css) < 3_000_000


@pytest.mark.parametrize("unit", ["/*", ":root{", "--a", ":root{--a", "-", "var( ", ":root "])
def test_repeated_beginnings_take_no_time(unit: str) -> None:
    began = time.process_time()
    _resolve(":root{" + unit * (300_000 // len(unit)))
    assert time.process_time() - began < 4


def test_a_comment_without_an_end_goes_to_the_end_of_the_sheet() -> None:
    assert _resolve("p{m:1}/* var(--x)")[0] == "p{m:1}"


# --- tokens under conditions

DARK = "@media (prefers-color-scheme: dark)"


def test_a_token_under_a_condition_bears_on_nothing_elsewhere() -> None:
    css = f":root{{--ink:#111;--ground:#fff}}{DARK}{{:root{{--ink:#eee}}}}p{{color:var(--ink)}}q{{top:var(--ground)}}"
    paper, findings = _resolve(css, target=Target.PDF)
    assert (paper, findings) == ("p{color:#111}q{top:#fff}", ())
    screen, findings = _resolve(css)
    assert (screen, findings) == (
        f"{DARK}{{}}p{{color:#111}} {DARK} {{ p{{color:#eee}} }}q{{top:#fff}}", (),
    )  # fmt: skip


def test_a_rule_under_the_same_condition_gets_the_value_that_holds_there() -> None:
    css = f":root{{--a:1}}{DARK}{{ :root{{--a:2}} p{{m:var(--a)}} }}@media print{{:root{{--a:3}}}}"
    assert _resolve(css)[0] == f"{DARK}{{  p{{m:2}} }}@media print{{}}"
    assert _resolve("@media print{:root{--a:3}} p{m:var(--a)}", target=Target.PDF)[0].endswith("p{m:3}")


def test_a_token_is_affected_through_others_and_a_later_root_takes_it_back() -> None:
    css = f":root{{--a:1;--b:calc(var(--a))}}{DARK}{{:root{{--a:2}}}}p{{m:var(--b)}}"
    assert _resolve(css)[0].endswith(f"p{{m:calc(1)}} {DARK} {{ p{{m:calc(2)}} }}")
    assert _resolve(css + ":root{--a:3}")[0].endswith("p{m:calc(3)}")


def test_two_conditions_may_hold_together() -> None:
    css = ":root{--a:1;--b:1}@media (c){:root{--a:2}}@media (d){:root{--b:2}}p{m:var(--a) var(--b)}"
    assert _resolve(css)[0].endswith(
        "p{m:1 1} @media (c) { p{m:2 1} } @media (d) { p{m:1 2} } @media (c) { @media (d) { p{m:2 2} }}"
    )
    many = ":root{--a:0}" + "".join(f"@media (c{n}){{:root{{--a:{n}}}}}" for n in range(1, 5)) + "p{m:var(--a)}"
    assert [f.code for f in _resolve(many)[1]] == ["ST008"]


SCREENS = [
    DARK, "@media screen", "@media SCREEN and (min-width: 40em)", "@media not print", "@media amzn-kf8, speech",
    "@media print and (prefers-color-scheme:dark)", "@media only screen", "@media (pointer: fine) and (color)",
]  # fmt: skip
PAPER = [
    "@media print", "@media all", "@media not screen", "@media screen, print", "@media (min-width: 3em)",
    "@supports (display: grid)", "@media", "@media (color) or (hover: hover)", "@media not (hover: hover)",
    "@media (prefers-color-scheme: light)", "@media (hover)",
]  # fmt: skip


@pytest.mark.parametrize("condition", [*SCREENS, *PAPER])
def test_what_no_paper_meets_is_not_printed_and_moves_no_line(condition: str) -> None:
    css = f"a{{b:c}}\n{condition} {{\n  p {{ m: var(--no) }}\n  :root {{ --x: 1 }}\n}}\nq{{m:var(--y)}}"
    paper, findings = _resolve(css, target=Target.PDF)
    assert ("p {" not in paper) is (condition in SCREENS)
    assert "q{m:initial}" in paper.splitlines()[5]
    assert ("styles/0.css:6", "--y has no value") in [(str(f.span), f.message) for f in findings]
    assert "p {" in _resolve(css)[0]


def test_an_import_is_told_and_taken_out() -> None:
    css, findings = _resolve("@import 'a.css';\n@layer x { @IMPORT url(b.css) print;\n}p{m:1}")
    assert [(f.code, str(f.span), f.message) for f in findings] == [
        ("ST009", "styles/0.css:1:1", '@import "a.css" is not followed'),
        ("ST009", "styles/0.css:2:12", '@import url("b.css") print is not followed'),
    ]
    assert css == "@layer x { \n}p{m:1}"


def test_a_token_that_another_rule_sets_is_told() -> None:
    css, findings = _resolve(":root{--a:1}\n.x{--a:2;m:var(--a)}")
    assert [(f.code, str(f.span)) for f in findings] == [("ST008", "styles/0.css:2")]
    assert css == ".x{--a:2;m:1}"


def test_signs_in_strings_and_importance_are_no_signs() -> None:
    css = ":root{--a:'}';--b:\";\";--c:1!important;--c:2;}p{m:var(--a) var(--b) var(--c);n:'var(--a)'}"
    assert _resolve(css) == ('p{m:"}" ";" 1;n:\'var(--a)\'}', ())


@pytest.mark.parametrize("css", ["@media x{" * 2_000, "p" + ":is(" * 3_000, "p{m:" + "(" * 3_000])
def test_a_sheet_nested_too_deep_is_told_and_left_empty(css: str) -> None:
    assert _resolve(css)[0] == ""
    assert [f.code for f in _resolve(css)[1]] == ["ST007"]


def test_repeated_rules_are_bounded() -> None:
    rules = "p{m:var(--a);n:" + "x" * 1_000 + "}"
    css = f":root{{--a:1}}{DARK}{{:root{{--a:2}}}}" + rules * 1_200
    resolved, findings = _resolve(css)
    assert [f.code for f in findings] == ["ST003"]
    assert len(resolved) < 3_000_000
