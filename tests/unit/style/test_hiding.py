"""Hiding: each form that takes words out of sight is told from its harmless neighbour."""

from __future__ import annotations

import pytest

from makeready.style.hiding import CAUSES, HIDING, find_colour, hides, moves
from makeready.style.sheet import read_declarations

PAIRS = [
    ("display: none", "display: block"), ("DISPLAY: NONE !important", "display: inline-block"),
    ("visibility: hidden", "visibility: visible"), ("visibility: collapse", "visibility: inherit"),
    ("content-visibility: hidden", "content-visibility: auto"),
    ("opacity: 0", "opacity: .6"), ("opacity: 5%", "opacity: 60%"), ("opacity: .1", "opacity: 1"),
    ("color: transparent", "color: #333"), ("color: rgb(0 0 0 / 0)", "color: rgb(0 0 0 / .8)"),
    ("color: #0000", "color: #000f"), ("color: rgba(0, 0, 0, .05)", "color: white"),
    ("-webkit-text-fill-color: transparent", "-webkit-text-fill-color: black"),
    ("font-size: 0", "font-size: 9pt"), ("font-size: 1px", "font-size: .8em"), ("font-size: 0.1em", "font-size: small"),
    ("font: 0/1 serif", "font: 9pt/0 serif"), ("font: italic 1px x", "font: italic 11px x"),
    ("text-indent: -9999px", "text-indent: 1.2em"), ("text-indent: 100em", "text-indent: -2em"),
    ("position: absolute; left: -9999px", "left: -9999px"),
    ("position: fixed; top: -50in", "position: fixed; top: -1in"),
    ("position: relative; right: 9999px", "position: relative; right: 1px"),
    ("position: ABSOLUTE; inset: 0 0 0 -999em", "position: static; inset: 0 0 0 -999em"),
    ("margin-left: -9999px", "margin-left: -1em"), ("margin: 0 0 0 -99em", "margin: 0 auto"),
    ("margin-top: -900px", "margin-top: 900px"),
    ("transform: scale(0)", "transform: scale(.5)"), ("transform: translateX(-9999px)", "transform: translateX(1em)"),
    ("transform: rotate(3deg) scale3d(0, 0, 0)", "transform: rotate(180deg)"), ("scale: 0", "scale: 2"),
    ("zoom: 0", "zoom: 1"), ("translate: -9999px 0", "translate: 1em"),
    ("clip: rect(0, 0, 0, 0)", "clip: auto"), ("clip: rect(1px 1px 1px 1px)", "clip: rect(0 90px 90px 0)"),
    ("clip-path: inset(50%)", "clip-path: inset(1px)"), ("clip-path: circle(0)", "clip-path: circle(40%)"),
    ("height: 0; overflow: hidden", "height: 0"), ("overflow: clip; width: 1px", "width: 1px; overflow: visible"),
    ("max-height: 0; OVERFLOW-Y: HIDDEN", "max-height: 9em; overflow-y: hidden"),
    ("letter-spacing: -1em", "letter-spacing: -.05em"), ("filter: opacity(0)", "filter: opacity(.9)"),
    ("filter: opacity(1%)", "filter: blur(0)"),
]  # fmt: skip


def _hides(css: str) -> bool:
    declarations = read_declarations(css)
    return any(hides(one, declarations) for one in declarations)


@pytest.mark.parametrize(("hiding", "harmless"), PAIRS)
def test_what_hides_and_its_neighbour(hiding: str, harmless: str) -> None:
    assert _hides(hiding)
    assert not _hides(harmless)


@pytest.mark.parametrize("css", [hiding for hiding, _ in PAIRS])
def test_each_property_that_hides_is_asked_for(css: str) -> None:
    assert {one.name.removeprefix("--") for one in read_declarations(css)} <= HIDING


def test_each_fault_has_causes_of_its_own() -> None:
    assert all(names <= HIDING for names in CAUSES.values())


def test_the_first_colour_of_a_value_is_taken() -> None:
    (ground, none) = read_declarations("background: url(x.png) RED no-repeat; background: url(x.png)")
    assert find_colour(ground.tokens) == (1.0, 0.0, 0.0, 1.0)
    assert find_colour(none.tokens) is None


@pytest.mark.parametrize(
    ("moving", "harmless"),
    [
        ("position: absolute", "position: static"), ("float: left", "float: none"), ("float: RIGHT", "float: footnote"),
        ("margin-left: -1em", "margin-left: 1em"), ("order: 2", "order: 0"), ("direction: rtl", "color: red"),
        ("flex-direction: row-reverse", "flex-direction: row"), ("rotate: 9deg", "rotate: none"),
    ],
)  # fmt: skip
def test_what_moves_and_its_neighbour(moving: str, harmless: str) -> None:
    assert [moves(one) for one in read_declarations(f"{moving}; {harmless}")] == [True, False]
