"""Spaces that do not break: on paper no line ends at one, and it is as wide as the others of its line."""

from __future__ import annotations

import io
from itertools import pairwise

import pypdfium2
import pytest

from makeready.pdf.bind import bind_pdf
from tests.unit.compose.books import paragraph, section
from tests.unit.pdf.compositions import composition

# In small capitals the first line of a chapter is set by the engine alone.
PLAIN = ":root { --opening-line: normal } p { hyphens: none }"


def _bind(text: str, css: str = PLAIN) -> pypdfium2.PdfDocument:
    made = bind_pdf(composition(section("one", *[paragraph(text)] * 3, title="One"), css=css)).value
    assert made is not None
    return pypdfium2.PdfDocument(io.BytesIO(made.content))


@pytest.mark.parametrize("breaks", ["paragraph", "line"])
def test_no_line_ends_at_a_space_that_does_not_break(breaks: str) -> None:
    css = f"{PLAIN} :root {{ --line-breaks: {breaks} }}"
    ends = {}
    for space in (" ", "\u00a0"):
        text = " ".join(f"We saw{' it' * (number % 7)} No.{space}5." for number in range(90))
        lines = _bind(text, css)[0].get_textpage().get_text_range().splitlines()
        ends[space] = [line for line in lines if line.rstrip().endswith("No.")]
    assert ends[" "] and not ends["\u00a0"]


@pytest.mark.parametrize("breaks", ["paragraph", "line"])
def test_it_is_as_wide_as_the_others_of_its_line(breaks: str) -> None:
    text = _bind("nonon nonon\u00a0nonon " * 60, f"{PLAIN} :root {{ --line-breaks: {breaks} }}")[0].get_textpage()
    words = text.get_text_range()
    lines: dict[float, dict[str, list[float]]] = {}
    for at, (one, space) in enumerate(pairwise(words)):
        if space in " \u00a0" and one == "n" and words[at + 2 : at + 3] == "n":
            left, right = text.get_charbox(at), text.get_charbox(at + 2)
            gaps = lines.setdefault(round(left[1]), {" ": [], "\u00a0": []})
            gaps[space].append(right[0] - left[2])
    both = [gaps for gaps in lines.values() if gaps[" "] and gaps["\u00a0"]]
    assert len(both) > 20
    for gaps in both:
        found = [*gaps[" "], *gaps["\u00a0"]]
        assert max(found) - min(found) < 0.1
    usual = {round(gaps[" "][0], 1) for gaps in both}
    assert len(usual) > 1  # justified: the lines differ from one another
