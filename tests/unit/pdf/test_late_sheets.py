"""Late sheets: whatever element asks, in whatever order, it gets what the engine gives it when all is read at once."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import cssselect2
import pytest

from makeready.pdf.engine_loading import weasyprint  # first of all: it sets the engine's fonts up
from makeready.pdf.late_sheets import LateCounter, LateMatcher, open_late
from makeready.style.split import split_rules
from makeready.themes import BUILT_IN, read_theme

# isort: split
from weasyprint import html as own
from weasyprint.css.counters import CounterStyle

_ADDRESS = re.compile(" at 0x[0-9a-f]+")
SHEETS = {"ua": own.UA, "forms": own.UA_FORM, "hints": own.PH}
for _theme in BUILT_IN:
    for _layer in ("shared", "print"):
        _files = read_theme(_theme)
        assert _files is not None
        SHEETS[f"{_theme} {_layer}"] = dict(_files.content).get(f"{_layer}.css", b"").decode()


def _grow(
    names: list[str], asked: list[tuple[str, str]], classes: list[str], chance: random.Random
) -> ElementTree.Element:
    """Return a tree of all elements that a sheet names, with attributes that it names, each within some other one."""
    root = ElementTree.Element("html", {"lang": "de"})
    made = [ElementTree.SubElement(root, "body")]
    for name in (*names, "madeup", *names):
        given = dict(chance.sample(asked, min(3, len(asked))))
        if classes:
            given["class"] = " ".join(chance.sample(classes, 2))
        made.append(ElementTree.SubElement(chance.choice(made[-6:]), name, given))
    return root


def _list_matched(matcher: Any, element: Any) -> list[tuple[Any, ...]]:
    return [
        (specificity, pseudo, [_ADDRESS.sub("", repr(one[:2])) for one in declarations], layer)
        for specificity, _, pseudo, (declarations, layer) in matcher.match(element)
    ]


def _list_elements(css: str, seed: int) -> Iterator[Any]:
    chance = random.Random(seed)  # noqa: S311 - no secret
    names = sorted(set(re.findall(r"\b[a-z][a-z0-9]*\b", " ".join(prelude for prelude, _ in split_rules(css)))))
    asked = sorted(set(re.findall(r"\[([a-z-]+)=?\"?([\w-]*)", css)))
    classes = sorted(set(re.findall(r"\.([a-z][\w-]+)", " ".join(prelude for prelude, _ in split_rules(css)))))
    found = list(cssselect2.ElementWrapper.from_html_root(_grow(names, asked, classes, chance)).iter_subtree())
    chance.shuffle(found)
    yield from found


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", SHEETS)
def test_each_element_gets_what_it_gets_at_once(name: str, seed: int) -> None:
    at_once = weasyprint.CSS(string=SHEETS[name], counter_style=CounterStyle())
    late = weasyprint.CSS(string="")
    counters = CounterStyle()
    open_late(late, SHEETS[name], counters)
    assert isinstance(late.matcher, LateMatcher)
    matched = 0
    for element in _list_elements(SHEETS[name], seed):
        found = _list_matched(late.matcher, element)
        assert found == _list_matched(at_once.matcher, element), element.local_name
        matched += len(found)
    assert matched > {"ua": 200, "forms": 2, "hints": 8}.get(name, 20)
    expected = CounterStyle()
    weasyprint.CSS(string=SHEETS[name], counter_style=expected)
    assert list(counters) == sorted(expected, key=list(counters).index)
    for style in counters:
        assert counters[style].copy() == expected[style] == dict(counters[style].items())
        for number in (-3, 0, 1, 4, 27, 1984):
            assert counters.render_marker(style, number) == expected.render_marker(style, number)
    assert [repr(selectors) for _, selectors, _ in late.page_rules] == [repr(s) for _, s, _ in at_once.page_rules]


def test_the_engine_has_its_sheets_late() -> None:
    for sheet in (own.UA_STYLESHEET, own.UA_FORM_STYLESHEET, own.PH_STYLESHEET):
        assert isinstance(sheet.matcher, LateMatcher)
    assert own.UA_COUNTER_STYLE["lower-roman"]["additive_symbols"]
    assert own.UA_STYLESHEET.page_rules


def test_a_counter_style_is_read_when_a_counter_is_written_in_it() -> None:
    counters = CounterStyle()
    open_late(weasyprint.CSS(string=""), '@counter-style stars { system: cyclic; symbols: "*"; suffix: " " }', counters)
    assert isinstance(counters["stars"], LateCounter) and not len(counters["stars"])
    assert counters.render_marker("stars", 2) == "* "
    assert len(counters["stars"]) == len(own.UA_COUNTER_STYLE["decimal"])
