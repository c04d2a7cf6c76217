"""Matching: what a style sets of each element is what the cascade gives it, whatever the size of both."""

from __future__ import annotations

import time

import pytest
from lxml import etree

from makeready.model.composition import StyleSheet
from makeready.model.edition import Target
from makeready.style.matching import Matcher, Setting
from makeready.style.sheet import read_style

XHTML = "http://www.w3.org/1999/xhtml"
BODY = '<div class="a b" id="d"><p class="x" id="p">One</p><q title="t" style="{}"/></div>'


def _match(css: str, style: str = "", target: Target = Target.EPUB) -> dict[str, dict[str, Setting]]:
    root = etree.fromstring(
        f'<html xmlns="{XHTML}" xmlns:epub="http://www.idpf.org/2007/ops"><body>{BODY.format(style)}'
        '<aside epub:type="footnote"/></body></html>'
    )
    matcher = Matcher(read_style([StyleSheet(name="styles/a.css", content=css)]), target, lambda one: True)
    return {element.tag.rpartition("}")[2]: found for element, found in matcher.match(root)}


def _value(css: str, tag: str = "p", style: str = "", target: Target = Target.EPUB) -> str | None:
    setting = _match(css, style, target).get(tag, {}).get("top")
    return setting.declaration.value if setting is not None else None


@pytest.mark.parametrize(
    ("css", "value"),
    [
        ("p{top:1}p{top:2}", "2"), ("p{top:1;top:2}", "2"), (".x{top:1}p{top:2}", "1"), ("#p{top:1}.x.x.x{top:2}", "1"),
        ("p{top:1!important}#p{top:2}", "1"), ("p{top:1!important;top:2}", "1"), ("#p{top:1}.a .x{top:2}", "1"),
        (".a p{top:1}p{top:2}", "1"), (".a p{top:1}.b p{top:2}", "2"), (".b p{top:1}.a p{top:2}", "2"),
        (".a > p{top:1}p{top:2}", "1"), (".no p{top:1}", None), ("P{TOP:1}", "1"), (".X{top:1}", None),
        (":is(#d) p{top:1}.a .x{top:2}", "1"), (":where(#d) p{top:1}p{top:2}", "2"), ("div p, q{top:1}p{top:2}", "1"),
        ("p::before{top:1}", None), ("p:hover{top:1}", None), ("p:nope(x){top:1}", None), ("p[{top:1}p{top:2}", None),
        ("@layer a{#p{top:1}}p{top:2}", "2"), ("@layer a{p{top:1!important}}p{top:2!important}", "1"),
        ("@layer b, a; @layer a{p{top:1}} @layer b{#p{top:2}}", "1"),
        ("div{ & p{top:1} }", "1"), (".a + p{top:1}", None), ("q ~ p{top:1}", None),
        ("@media print{p{top:1}}", None), ("@media screen{p{top:1}}", "1"), ("p,p{top:1}", "1"), ("*{top:1}", "1"),
    ],
)  # fmt: skip
def test_the_strongest_setting_is_kept(css: str, value: str | None) -> None:
    assert _value(css) == value


@pytest.mark.parametrize(
    ("css", "style", "value"),
    [
        ("q{top:1}", "top:2", "2"), ("q{top:1!important}", "top:2", "1"),
        ("q{top:1!important}", "top:2!IMPORTANT", "2"),
        ("", "TOP : 3", "3"), ("q{top:1}", "left:2", "1"), ("[title=t]{top:1}", "", "1"), ("q{top:1}", "top", "1"),
    ],
)  # fmt: skip
def test_a_style_attribute_counts_more_than_rules(css: str, style: str, value: str) -> None:
    assert _value(css, "q", style) == value


def test_namespaces_are_those_of_the_sheet() -> None:
    css = '@namespace epub "http://www.idpf.org/2007/ops"; aside[epub|type~="footnote"]{top:1}'
    assert _value(css, "aside") == "1"
    assert _value(css.replace("ops", "oops"), "aside") is None
    assert _value('@namespace h url("http://www.w3.org/1999/xhtml"); h|p{top:1}') == "1"
    assert _value("nope|p{top:1}") is None


def test_whether_a_rule_counts_for_sure() -> None:
    found = _match("@media (min-width: 9em){p{top:1}}p{left:1}")["p"]
    assert (found["top"].certain, found["left"].certain) == (False, True)
    assert _value("@media print{p{top:1}}", target=Target.PDF) == "1"
    assert _value("@media screen{p{top:1}}", target=Target.PDF) is None


def test_only_what_is_wanted_is_matched() -> None:
    root = etree.fromstring(f'<html xmlns="{XHTML}"><p style="top:1;left:2"/><q/></html>')
    style = read_style([StyleSheet(name="a", content="*{top:0;left:0}")])
    found = list(Matcher(style, Target.EPUB, lambda one: one.name == "left").match(root, {root[0]}))
    assert [(element, list(settings), settings["left"].rule) for element, settings in found] == [
        (root[0], ["left"], None)
    ]


@pytest.mark.long_but(".c{}", "#i{}")
@pytest.mark.parametrize("selector", [".c{}", "#i{}", ".c{} p", "section .c{} > p", "p", "*", "div ~ div.c{}"])
def test_many_rules_and_many_elements_take_no_long_time(selector: str) -> None:
    body = "".join(f'<div class="c{n}" id="i{n}"><p>x</p></div>' for n in range(1_000))
    root = etree.fromstring(f'<html xmlns="{XHTML}"><body><section>{body}</section></body></html>')
    css = "".join(selector.format(n) + f"{{opacity:.{n}}}" for n in range(2_000))
    began = time.process_time()
    found = dict(Matcher(read_style([StyleSheet(name="a", content=css)]), Target.EPUB, lambda one: True).match(root))
    assert len(found) >= 999
    # Each costs less than a second, and five where each rule is asked about each element.
    assert time.process_time() - began < 3
