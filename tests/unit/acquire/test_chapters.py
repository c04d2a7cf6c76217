"""Chapters: elements that only hold others go, and what they were called by goes over to what was in them."""

from __future__ import annotations

from lxml import html

from makeready.acquire.chapters import list_blocks


def test_id_of_a_division_goes_over_to_its_first_block() -> None:
    body = html.fromstring("<body><div id='a'><h2>A</h2><p>b</p></div><div id='c'><h2 id='d'>D</h2></div></body>")
    assert [(one.tag, one.get("id")) for one in list_blocks(body)] == [("h2", "a"), ("p", None), ("h2", "d")]
