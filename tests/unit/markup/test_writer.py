"""The writer: words are escaped, lines counted, ids remembered."""

from __future__ import annotations

from lxml import etree

from makeready.findings import Span
from makeready.markup.writer import XhtmlWriter, escape_attribute, escape_text

NASTY = "a<b>&\"'c\r\nd\te\0f\x1fg\ufffeh\ud800i]]>"
KEPT = "a<b>&\"'c\r\nd\te\ufffdf\ufffdg\ufffdh\ufffdi]]>"


def test_text_and_attributes_come_back_as_they_were() -> None:
    writer = XhtmlWriter()
    writer.open("p", [("title", NASTY)])
    writer.write_text(NASTY)
    writer.close("p")
    root = etree.fromstring(writer.finish())
    assert root.text == KEPT
    assert root.get("title") == KEPT


def test_the_escapes() -> None:
    assert escape_text('<&>"') == '&lt;&amp;&gt;"'
    assert escape_attribute('<&>"\n\t') == "&lt;&amp;&gt;&quot;&#10;&#9;"


def test_lines_are_counted_in_text_and_markup_and_not_in_attributes() -> None:
    one, two = Span.at("a.md", 1), Span.at("a.md", 7)
    writer = XhtmlWriter()
    writer.write_raw("<a>\n<b>\n")
    writer.open("p", [("title", "x\ny")])
    writer.break_line(one)
    writer.write_text("x\ny")
    writer.break_line()
    writer.break_line(two)
    writer.write_text("Z")
    assert writer.source_map == [(4, one), (7, two)]
    assert writer.finish().decode().split("\n")[6] == "Z"


def test_ids_are_remembered_in_order() -> None:
    writer = XhtmlWriter()
    writer.open("p", [("id", "a")])
    writer.write_empty("hr", [("id", "b"), ("class", "c")])
    writer.write_empty("br")
    assert writer.anchors == ["a", "b"]
    assert writer.finish() == b'<p id="a"><hr id="b" class="c"/><br/>'


def test_nothing_else_is_escaped_than_what_xml_cannot_hold() -> None:
    kept = [9, 10, *range(0x20, 0xD800), *range(0xE000, 0xFFFE), *range(0x10000, 0x110000)]
    plain = [chr(number) for number in kept if chr(number) not in "&<>"]
    assert escape_text("".join(plain)) == "".join(plain)
    others = {chr(number) for number in range(0x110000)} - set(plain)
    assert [one for one in others if escape_text(one) == one] == []
