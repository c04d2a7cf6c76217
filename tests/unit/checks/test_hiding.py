"""Hiding: words of an EPUB that no reader sees are found with what hides them; on paper, what brings a fault about."""

from __future__ import annotations

import pytest
from lxml import etree

from makeready.checks.hiding import find_hidden
from makeready.model.composition import StyleSheet
from makeready.style.sheet import Style, read_style
from makeready.style.unseen import find_cause, find_loss, is_moved

XHTML = "http://www.w3.org/1999/xhtml"
DARK = "@media (prefers-color-scheme: dark)"


def _read(css: str, body: str, name: str = "styles/shared.css") -> tuple[Style, etree._Element]:
    root = etree.fromstring(f'<html xmlns="{XHTML}">\n<head><title>T</title></head>\n<body>{body}</body></html>')
    return read_style([StyleSheet(name=name, content=css)]), root


def _find(css: str, body: str) -> list[str]:
    return [hidden.words for hidden in find_hidden(*_read(css, body))]


@pytest.mark.parametrize(
    ("css", "body", "words"),
    [
        ("p{display:none}", "<p>One <b>two</b> three</p><div>Four</div>", ["One two three"]),
        ("p{color:#333}", "<p>One</p>", []),
        ("p{color:white}", "<p>One</p>", ["One"]),
        ("p{color:#fefefe}", "<p>One</p>", ["One"]),
        ("p{color:white;background:black}", "<p>One</p>", []),
        ("div{background:black}p{color:white}", "<div><p>One</p></div><p>Two</p>", ["Two"]),
        ("body{color:white;background:#111}", "<p>One</p>", []),
        ("body{color:white}p{background:url(x.png)}", "<p>One</p>", ["One"]),
        ("div{background:black}", "<div><p>One</p></div>", []),
        ("div{color:black;background:black}", "<div><p>One</p></div>", ["One"]),
        ("div{background:black}p{color:inherit}", "<div><p>One</p></div>", []),
        ("div{visibility:hidden}p{visibility:visible}", "<div>One<p>Two</p> three</div>", ["One three"]),
        ("div{display:none}p{display:block}", "<div>One <p>Two</p></div>", ["One Two"]),
        ("div{font-size:0}p{font-size:9pt}", "<div>One <p>Two</p></div>", ["One"]),
        ("div{opacity:0}p{opacity:1}", "<div><p>One</p></div>", ["One"]),
        (".hidden{display:none}", '<p class="a hidden">One</p><p>Two</p>', []),
        ("p{display:none}", '<p class="hidden">One</p><p hidden="hidden">Two</p><p>Three</p>', ["Three"]),
        ("p{display:none}", "<p> <!-- x --> </p>", []),
        ("", '<p style="Display: None">One</p>', ["One"]),
        ("p{display:none}", '<p style="display:block">One</p>', []),
        ("p{display:none!important}", '<p style="display:block">One</p>', ["One"]),
        ("p{display:none}p.x{display:block}", '<p class="x">One</p>', []),
        ("@media screen{p{display:none}}", "<p>One</p>", ["One"]),
        ("@media print{p{display:none}}", "<p>One</p>", []),
        (f"{DARK}{{p{{color:black;background:black}}}}", "<p>One</p>", ["One"]),
        (f"p{{color:black}}{DARK}{{body{{color:white;background:black}}}}", "<p>One</p><div>Two</div>", ["One"]),
        (f"{DARK}{{body{{color:#000;background:#000}}}}a{{color:inherit}}", "<p>One <a>two</a></p>", ["One two"]),
        ("html{color:#000;background:#000}", "<p>One</p>", ["One"]),
        ("html{display:none}", "<p>One</p>", ["One"]),
        ("html{color:white;background:black}body{background:white}", "<p>One</p>", ["One"]),
        (f"{DARK}{{p{{color:white}}}}", "<p>One</p>", []),
        (f"{DARK}{{p{{color:black}}}}@media (hover:hover){{p{{background:black}}}}", "<p>One</p>", []),
        (f"{DARK}{{body{{color:white;background:black}}}}", "<p>One</p>", []),
        ("p{height:0;overflow:hidden}", "<p>One</p>", ["One"]),
        ("p{height:0}div{overflow:hidden}", "<div><p>One</p></div>", []),
        ("p{position:absolute;left:-9999px}", "<p>One</p>", ["One"]),
        ("p{text-indent:1.2em;margin-left:-1em}", "<p>One</p>", []),
    ],
)  # fmt: skip
def test_words_that_nobody_sees(css: str, body: str, words: list[str]) -> None:
    assert _find(css, body) == words


def test_what_hides_is_named_with_its_place() -> None:
    (hidden,) = find_hidden(*_read("p, q {\n  opacity: 0 }", "\n<p>One</p>"))
    assert (str(hidden.setting), hidden.line) == ("p, q { opacity: 0 } (styles/shared.css:2)", 4)
    (hidden,) = find_hidden(*_read("", '<p style="opacity: 0">One</p>'))
    assert str(hidden.setting) == "style=“opacity: 0”"


BODY = '<div class="a"><p class="x">One <b>two</b></p></div><p id="z">Three</p>'


def _paragraph(root: etree._Element) -> etree._Element:
    found = root.find(f".//{{{XHTML}}}p")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("css", "rule"),
    [
        ("b{display:none}", "b { display: none }"), (".a{visibility:hidden}", ".a { visibility: hidden }"),
        (".x{font-size:0}", ".x { font-size: 0 }"), ("#z{display:none}", None), ("p{display:block}", None),
        ("@media screen{p{display:none}}", None), ("@media print{p{display:none}}", "p { display: none }"),
    ],
)  # fmt: skip
def test_what_takes_words_off_the_paper(css: str, rule: str | None) -> None:
    style, root = _read(css, BODY)
    found = find_loss(style, _paragraph(root))
    assert (str(found).partition(" (")[0] if found is not None else None) == rule


@pytest.mark.parametrize(
    ("css", "fault", "rule"),
    [
        ("p{margin-left:1em}.a{margin-left:-99em}", "off the page", ".a { margin-left: -99em }"),
        ("p{margin-left:9em}", "off the page", "p { margin-left: 9em }"),
        ("#z{margin-left:-99em}", "off the page", None),
        ("p{margin-left:9em}", "transparent", None), ("p{opacity:0}", "transparent", "p { opacity: 0 }"),
        ("p{color:white}", "of the colour of its ground", "p { color: white }"), ("p{opacity:0}", "no fault", None),
    ],
)  # fmt: skip
def test_what_brings_a_fault_about(css: str, fault: str, rule: str | None) -> None:
    style, root = _read(css, BODY)
    found = find_cause(style, _paragraph(root), fault)
    assert (str(found).partition(" (")[0] if found is not None else None) == rule
    assert find_cause(_read(css, BODY, "theme/print.css")[0], _paragraph(root), fault) is None


@pytest.mark.parametrize(
    ("css", "moved"),
    [
        (".x{float:left}", True), (".a{position:absolute}", True), ("b{position:absolute}", False), ("", False),
        ("p{margin-left:-1em}", True), ("p{margin-left:1em}", False), ("@media screen{p{float:left}}", False),
    ],
)  # fmt: skip
def test_whether_a_block_is_drawn_elsewhere(css: str, moved: bool) -> None:
    style, root = _read(css, BODY)
    assert is_moved(style, _paragraph(root)) is moved
    assert not is_moved(_read(css, BODY, "theme/print.css")[0], _paragraph(root))


@pytest.mark.parametrize(
    ("css", "moved"),
    [
        (".x{float:left}", False), (".a{position:relative;left:3pt}", False), ("", False), ("b{float:left}", True),
        (".x{transform:rotate(180deg)}", True), ("p{direction:rtl}", True), ("p{flex-direction:row-reverse}", True),
    ],
)  # fmt: skip
def test_whether_words_of_a_block_are_drawn_in_another_order(css: str, moved: bool) -> None:
    style, root = _read(css, BODY)
    assert is_moved(style, _paragraph(root), inside=True) is moved
    assert not is_moved(_read(css, BODY, "theme/print.css")[0], _paragraph(root), inside=True)
