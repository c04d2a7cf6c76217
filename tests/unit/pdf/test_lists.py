"""Lists in print: attributes of ordered lists become styles that the page engine counts by."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from makeready.pdf.lists import number_list


@pytest.mark.parametrize(
    ("markup", "styles"),
    [
        ("<ol><li/><li/></ol>", [None, None, None]),
        ('<ol start="5"><li/></ol>', ["counter-reset: list-item 4", None]),
        ('<ol start="0"><li/></ol>', ["counter-reset: list-item -1", None]),
        ('<ol reversed=""><li/></ol>', ["counter-reset: list-item 2", "counter-increment: list-item -1"]),
        ('<ol><li value="7"/></ol>', [None, "counter-increment: none; counter-set: list-item 7"]),
        ('<ol start="1000"><li/></ol>', ["counter-reset: list-item 999; padding-inline-start: 2.85em", None]),
        ('<ol type="i" start="88"><li/></ol>', ["counter-reset: list-item 87; padding-inline-start: 5.05em", None]),
        ('<ol type="a" start="26"><li/><li/></ol>', ["counter-reset: list-item 25", None, None]),
    ],
)
def test_lists_count_as_they_ask(markup: str, styles: list[str | None]) -> None:
    element = ElementTree.fromstring(markup)  # noqa: S314 - the lines above
    number_list(element)
    assert [one.get("style") for one in element.iter()] == styles
