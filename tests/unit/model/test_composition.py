"""Compositions: a line of a content document is found in its source map."""

from __future__ import annotations

import pytest

from makeready.findings.span import Span
from makeready.model.book import Matter
from makeready.model.composition import ContentDocument

FIRST, SECOND = Span.at("one.md", 3), Span.at("one.md", 7)


@pytest.mark.parametrize(
    ("line", "entry"), [(1, None), (4, None), (5, (5, FIRST)), (8, (5, FIRST)), (9, (9, SECOND)), (99, (9, SECOND))]
)
def test_line_belongs_to_the_block_that_starts_last_before_it(line: int, entry: tuple[int, Span] | None) -> None:
    document = ContentDocument(
        href="text/one.xhtml",
        title="One",
        matter=Matter.BODY,
        role="chapter",
        language="en",
        content=b"",
        source_map=((5, FIRST), (9, SECOND)),
    )
    assert document.find_entry(line) == entry
    assert document.locate(line) == (entry[1] if entry else None)
