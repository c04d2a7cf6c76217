"""Unseen: what hides an element is told by all that is set of it and around it; the ground of its colour counts."""

from __future__ import annotations

import pytest
from lxml import etree

from makeready.model.composition import StyleSheet
from makeready.model.edition import Target
from makeready.style.matching import Matcher
from makeready.style.sheet import read_style
from makeready.style.unseen import Settings, find_first, find_hider, is_explicit


def _match(css: str) -> tuple[etree._Element, Settings]:
    """Return a paragraph in a division, and what a sheet sets of both."""
    root = etree.fromstring('<html xmlns="http://www.w3.org/1999/xhtml"><body><div><p>One</p></div></body></html>')
    style = read_style([StyleSheet(name="styles/shared.css", content=css)])
    return root[0][0][0], dict(Matcher(style, Target.EPUB, lambda declaration: True).match(root))


@pytest.mark.parametrize(
    ("css", "hider"),
    [
        ("p{display:none}", "display: none"),
        ("p{color:#333}", None),
        ("p{color:white}", "color: white"),
        ("div{background:black}p{color:white}", None),
        ("div{background:black}p{color:black}", "color: black"),
        ("div{color:white}p{background:white}", "background: white"),
        ("div{color:white}p{background:url(x.png)}", None),
        ("div{color:white;background:white}p{color:inherit}", "color: white"),
        ("div{display:none}", None),
    ],
)
def test_own_hider_is_told(css: str, hider: str | None) -> None:
    found = find_hider(*_match(css))
    assert (f"{found.declaration.name}: {found.declaration.value}" if found else None) == hider


def test_first_hider_of_several_elements_is_told() -> None:
    paragraph, settings = _match("div{display:none}p{opacity:0}")
    around = paragraph.getparent()
    assert around is not None
    names = [find_first(elements, settings) for elements in ([paragraph, around], [around, paragraph], [])]
    assert [one.declaration.name if one else None for one in names] == ["opacity", "display", None]


def test_value_from_elsewhere_tells_nothing() -> None:
    paragraph, settings = _match("p{color:Inherit;background:red}")
    assert [is_explicit(one.declaration) for _, one in sorted(settings[paragraph].items())] == [True, False]
