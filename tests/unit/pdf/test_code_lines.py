"""Code lines: what goes over hangs under its indentation, behind a mark, and no word or empty line is lost."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from makeready.model.edition import PrintEdition
from makeready.model.keys import ATTRIBUTE
from makeready.pdf.code_lines import hang_code_lines

PRINT = PrintEdition(name="print")  # 288 pt of text: 60 letters of code


def hang(code: str, around: str = "{}") -> ElementTree.Element:
    body = ElementTree.fromstring(f"<section>{around.format('<pre><code/></pre>')}</section>")  # noqa: S314
    (holder,) = body.iter("code")
    holder.text = code
    holder.set(ATTRIBUTE, "a#3")
    hang_code_lines(body, PRINT)
    return holder


def list_turns(holder: ElementTree.Element) -> list[int]:
    return [span.get("data-turns", "").count("\u2192") for span in holder]


def test_short_lines_are_left_alone() -> None:
    holder = hang("a = 1\n\n  b = 2\n" + "x" * 60)
    assert len(holder) == 0
    assert holder.text == "a = 1\n\n  b = 2\n" + "x" * 60


@pytest.mark.parametrize(
    "code",
    [
        "x" * 61,
        "a\n" + "x " * 60 + "\n\nb\n",
        "x" * 80 + "\n\n" + "y" * 80,
        "\t\tdef one(" + "argument, " * 20 + ")\n\treturn\n",
    ],
)
def test_all_is_there_with_its_key(code: str) -> None:
    holder = hang(code)
    assert "".join("".join(holder.itertext()).split()) == "".join(code.split())
    assert {span.get(ATTRIBUTE) for span in holder} == {"a#3"}
    assert holder.get("data-hangs") == "true"


def test_a_long_line_stands_in_by_four_more_than_it_began() -> None:
    (span,) = hang("    return " + "word " * 14)
    assert span.get("style") == "padding-left: 4.8em; text-indent: -4.8em"
    assert span.text is not None and span.text.startswith("    return")


def test_what_goes_over_has_half_of_the_line_at_least() -> None:
    (span,) = hang(" " * 40 + "word " * 14)
    assert span.get("style") == "padding-left: 18em; text-indent: -18em"


@pytest.mark.parametrize(("letters", "turns"), [(61, 1), (110, 1), (116, 1), (117, 2), (172, 2), (173, 3)])
def test_marks_are_as_many_as_lines_that_go_over(letters: int, turns: int) -> None:
    assert list_turns(hang("x" * letters)) == [turns]


def test_an_empty_line_between_blocks_stays_one() -> None:
    first, second = hang("x" * 80 + "\n\n" + "y" * 80)
    assert (first.tail, second.tail) == ("\n", None)
    (only,) = hang("a\n\n" + "x" * 80 + "\nb\n")
    assert only.tail == "b"


def test_blocks_around_leave_less_room() -> None:
    assert len(hang("x" * 58)) == 0
    assert len(hang("x" * 58, "<ul><li>{}</li></ul>")) == 1


def test_code_with_elements_of_its_own_is_left_alone() -> None:
    body = ElementTree.fromstring(f"<section><pre><code>{'x' * 90}<b>y</b></code></pre></section>")  # noqa: S314
    hang_code_lines(body, PRINT)
    assert [element.tag for element in body.iter()] == ["section", "pre", "code", "b"]


@pytest.mark.parametrize("code", ["x" * 61 + "\n", "x" * 61 + "\nb\n"])
def test_the_line_end_that_closes_a_block_makes_no_empty_line(code: str) -> None:
    (span,) = hang(code)
    assert not (span.tail or "").endswith("\n")


def test_an_empty_line_at_the_end_of_a_block_stays() -> None:
    (span,) = hang("x" * 61 + "\n\n")
    assert span.tail == "\n"
