"""Splitting: rules are told apart by their braces, and it is known which elements each may be for."""

from __future__ import annotations

import pytest

from makeready.style.split import find_counter, find_keys, split_rules


def test_rules_are_told_apart() -> None:
    css = (
        '/* a { */ a, b:is(c, d) { content: "}" }\n@page { margin: 1cm; @top-left { content: "x" } }\n'
        '@import "a;b";\ne{}'
    )
    assert [(prelude, text.strip()) for prelude, text in split_rules(css)] == [
        ("a, b:is(c, d)", '/* a { */ a, b:is(c, d) { content: "}" }'),
        ("@page", '@page { margin: 1cm; @top-left { content: "x" } }'),
        ('@import "a;b"', '@import "a;b";'),
        ("e", "e{}"),
    ]


@pytest.mark.parametrize(
    ("prelude", "names"),
    [
        ("p", {"p"}),
        ("P, div > Q::before", {"p", "q"}),
        ("a:not(b, c) d:is([e=f], (g)):lang(h)", {"d"}),
        ("ol ul > li:first-child", {"li"}),
        ("input[type=hidden i], area", {"input", "area"}),
        (":is(a, b)", None),
        ("a, *", None),
        ("a, .b", {"a", ".b"}),
        ("p.first:not(.c), div .note::after, .B.c > q", {".first", ".note", "q"}),
        (":is(.a) .b", {".b"}),
        (":not(.a)", None),
        ("a, [hidden]", None),
        ("svg|a", None),
        ("a\\62", None),
        ("::before", None),
    ],
)
def test_the_elements_of_a_rule_are_known(prelude: str, names: set[str] | None) -> None:
    assert find_keys(prelude) == names


@pytest.mark.parametrize(
    ("prelude", "name"),
    [
        ("@counter-style upper-roman", "upper-roman"),
        ("@counter-style\n stars", "stars"),
        ("@counter-style decimal", None),
        ("@counter-style disc", None),
        ("@counter-style a\\62 c", None),
        ("@counter-style", None),
        ("@page :first", None),
        ("counter-style", None),
    ],
)
def test_names_of_counter_styles(prelude: str, name: str | None) -> None:
    assert find_counter(prelude) == name
