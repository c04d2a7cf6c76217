"""Late selectors: they find what they found before, and are compiled for the first element only."""

from __future__ import annotations

from xml.etree import ElementTree

import cssselect2
import pytest

from makeready.style.late_selectors import LateTest

_TREE = ElementTree.fromstring(  # noqa: S314 - our own words
    '<html lang="en"><body><div class="a b" id="x"><p>1</p><p class="a" title="t">2</p></div>'
    '<p lang="de">3</p></body></html>'
)


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("p", "123"),
        ("div > p", "12"),
        (".a p:first-child", "1"),
        ("p + p", "2"),
        ("div ~ p, p.a", "23"),
        ("#x p:not(.a)", "1"),
        ("p[title=t]", "2"),
        ("p:lang(de)", "3"),
        ("p:is(.a, :last-child)", "23"),
        ("q", ""),
    ],
)
def test_late_selectors_find_the_same(selector: str, found: str) -> None:
    wrapper = cssselect2.ElementWrapper.from_html_root(_TREE)
    assert "".join(one.etree_element.text or "" for one in wrapper.query_all(selector)) == found


def test_a_selector_is_compiled_when_it_is_asked() -> None:
    (compiled,) = cssselect2.compile_selector_list("p.a")
    test = compiled.test
    assert isinstance(test, LateTest), "cssselect2 compiles in another way: see makeready/style/late_selectors.py"
    assert test._test is None
    paragraph = cssselect2.ElementWrapper.from_html_root(_TREE).query("p.a")
    assert test(paragraph)
    assert test._test is not None


def test_what_is_no_selector_is_refused_as_before() -> None:
    with pytest.raises(cssselect2.SelectorError):
        cssselect2.compile_selector_list("p..a")
