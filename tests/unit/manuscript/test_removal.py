"""Removal: an element goes with all that is in it, and the words behind it stay where they were."""

from __future__ import annotations

import pytest
from lxml import etree

from makeready.manuscript.removal import remove_element


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>a<b>x</b>c</p>", "<p>ac</p>"),
        ("<p><i>a</i>z<b>x<u>y</u></b>c</p>", "<p><i>a</i>zc</p>"),
        ("<p><b>x</b></p>", "<p/>"),
    ],
)
def test_words_behind_an_element_stay(source: str, expected: str) -> None:
    root = etree.fromstring(source)
    element = next(iter(root.iter("b")))
    remove_element(element)
    assert etree.tostring(root, encoding="unicode") == expected
    assert element.getparent() is None


def test_root_is_left() -> None:
    root = etree.fromstring("<p>a</p>")
    remove_element(root)
    assert root.text == "a"
