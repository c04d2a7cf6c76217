"""Reading: the lines of laid-out pages, as the engine breaks them and as paragraphs are broken as wholes."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pypdfium2
import pytest

from makeready.findings import Span
from makeready.model.composition import Composition
from makeready.model.edition import NotePlace, PrintEdition
from makeready.model.node import Node, NodeKind
from makeready.model.setting import ASKED, HYPHEN, LAST, BlockKind, Fault, SetBlock, SetPage
from makeready.pdf import division
from makeready.pdf.bind import bind_pdf
from makeready.pdf.parts import unpack_setting
from makeready.pdf.typography.count import count_faults
from makeready.pdf.typography.report import place_faults
from makeready.store import Store
from makeready.workshop import Workshop
from tests.unit.compose.books import node, paragraph, section
from tests.unit.pdf.compositions import composition
from tests.unit.pdf.test_bind import _compose, _sample

WORDS = (
    "The surveyor put his pencil behind his ear and considered the incomprehensible arrangement of the estuary, whose "
    "sandbanks, he maintained, had no business to be anywhere near the lighthouse at that season of the year. "
)
GREEDY = ":root { --line-breaks: line } "


def _read(*content: Node, css: str = "", **changes: Any) -> tuple[SetPage, ...]:
    return _bind(composition(section("one", *content, **changes), css=css))


def _bind(made: Composition, workshop: Workshop | None = None) -> tuple[SetPage, ...]:
    outcome = bind_pdf(made, workshop)
    assert outcome.value is not None, outcome.findings
    return tuple(map(unpack_setting, outcome.value.setting))


def _find_paragraphs(pages: tuple[SetPage, ...], kind: str = "text") -> list[SetBlock]:
    return [block for page in pages for block in page.blocks if block.kind == kind]


def _list_rows(content: bytes, page: int = 0) -> list[tuple[str, list[tuple[float, float]]]]:
    """Return the lines of a page as another reader finds them: their words, and where each of these begins and ends."""
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    try:
        text = document[page].get_textpage()
        rows: dict[int, list[tuple[float, float, str]]] = {}
        for index in range(text.count_chars()):
            letter = text.get_text_range(index, 1)
            if letter.strip():
                left, bottom, right, _ = text.get_charbox(index, loose=True)
                rows.setdefault(round(bottom), []).append((left, right, letter))
    finally:
        document.close()
    found = []
    for bottom in sorted(rows, reverse=True):
        letters = sorted(rows[bottom])
        words = [list(letters[0][:2])]
        for (_, right, _), (left, end, _) in pairwise(letters):
            if left - right > 1.3:
                words.append([left, end])
            words[-1][1] = end
        found.append(("".join(letter for *_, letter in letters), [(a, b) for a, b in words]))
    return found


# Where letters are set apart, the spaces beside them are wider for another reader.
@pytest.mark.parametrize("css", [":root { --opening-tracking: 0 }", GREEDY])
def test_lines_are_those_that_another_reader_finds_in_the_pdf(css: str) -> None:
    outcome = bind_pdf(composition(section("one", paragraph(f"{WORDS * 3}So it is to be.")), css=css))
    assert outcome.value is not None
    (block,) = _find_paragraphs(tuple(map(unpack_setting, outcome.value.setting)))
    rows = [row for row in _list_rows(outcome.value.content) if len(row[1]) > 1]
    assert len(rows) == len(block.ends) == len(block.spaces)
    assert [row[0][-1] in "\u2010-" for row in rows] == [end == HYPHEN for end in block.ends]
    gaps = [median(b[0] - a[1] for a, b in pairwise(words)) for _, words in rows]
    pairs = [(gap, space) for gap, space in zip(gaps, block.spaces, strict=True) if space is not None]
    assert len(pairs) == len(rows) - 1 and block.ends[-1] == LAST
    usual = median(gap / space for gap, space in pairs)
    assert all(gap / usual == pytest.approx(space, abs=0.12) for gap, space in pairs)
    assert (max(space for _, space in pairs) > 1.3) and (min(space for _, space in pairs) < 1) is not (css == GREEDY)


def test_ragged_text_has_no_word_spaces_and_line_ends_that_were_asked_for_are_told() -> None:
    ragged = _find_paragraphs(_read(paragraph(WORDS * 2), css="p { text-align: left }"))
    assert set(ragged[0].spaces) == {None} and len(ragged[0].ends) > 3
    broken = _find_paragraphs(_read(paragraph("One", node(NodeKind.LINE_BREAK), "two.")))
    assert broken[0].ends == f"{ASKED}{LAST}"


def test_notes_tables_and_headings_are_told_apart() -> None:
    """The sample has six notes, a table of three cells, an item, a quotation and two paragraphs in its chapters."""
    pages = _bind(_compose(_sample(), PrintEdition(name="print", notes=NotePlace.PAGE)))
    body = [block for page in pages for block in page.blocks if block.key.startswith(("text/one", "text/two"))]
    kinds = [block.kind for block in body]
    assert {kind: kinds.count(kind.value) for kind in BlockKind} == {
        BlockKind.TEXT: 4,
        BlockKind.HEADING: 2,
        BlockKind.NOTE: 6,
        BlockKind.APART: 3,
    }
    assert [page.has_notes for page in pages if any(block.key.startswith("text/one") for block in page.blocks)] == [
        True
    ]


def _long(css: str, *, count: int = 30) -> tuple[SetPage, ...]:
    return _read(*[paragraph(WORDS * 2)] * count, css=f"{GREEDY}{css}")


def test_greedy_pages_have_widows_orphans_and_page_hyphens_where_they_are_let() -> None:
    free = count_faults(_long("body { widows: 1; orphans: 1 }"))
    kept = count_faults(_long("body { widows: 2; orphans: 2 }"))
    assert free.count(Fault.WIDOWS) > 0 < free.count(Fault.ORPHANS)
    assert kept.count(Fault.WIDOWS) == kept.count(Fault.ORPHANS) == 0
    assert kept.count(Fault.SHORT_PAGES) > free.count(Fault.SHORT_PAGES) == 0
    assert free.count_base(Fault.SHORT_PAGES) == free.pages - 1


@pytest.mark.parametrize("css", ["", ".chapter { columns: 2 }"])
def test_a_paragraph_begins_once_however_many_pages_and_columns_it_is_on(css: str) -> None:
    blocks = _find_paragraphs(_long(css))
    assert sum(block.begins for block in blocks) == 30 < len(blocks)
    assert sum(block.ends[-1] == LAST for block in blocks) == 30


def test_a_page_that_a_break_ends_is_not_full() -> None:
    content = [paragraph(WORDS), paragraph(WORDS, class_="there"), *[paragraph(WORDS)] * 30]
    pages = _read(*content, css=".there { break-before: page }")
    text = [page for page in pages if page.blocks]
    assert [page.runs_on for page in text] == [False, *[True] * (len(text) - 2), False]
    assert len(text) > 3


def test_a_page_that_ends_with_its_chapter_is_not_short() -> None:
    pages = _read(paragraph(WORDS))
    assert not pages[0].runs_on and pages[0].foot > 100
    figures = count_faults(pages)
    assert figures.count(Fault.SHORT_PAGES) == figures.count(Fault.SHORT_ENDS) == 0
    assert figures.count_base(Fault.SHORT_PAGES) == 0


def test_lines_beside_the_grid_are_told_where_the_theme_asks_for_it() -> None:
    moved = "p + p { position: relative; top: 3pt } "
    pages = _read(paragraph(WORDS), paragraph(WORDS), css=moved)
    assert {one.value for one in count_faults(pages).list_places(Fault.OFF_GRID)} == {3.0}
    none = count_faults(_read(paragraph(WORDS), paragraph(WORDS), css=f":root {{ --grid: none }} {moved}"))
    assert (none.count(Fault.OFF_GRID), none.count_base(Fault.OFF_GRID)) == (0, 0)


def test_it_is_the_same_from_one_process_from_several_and_from_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(division, "is_short", lambda _: False)
    chapters = [section(f"c{number}", *[paragraph(WORDS * 4)] * 12) for number in range(5)]
    made = composition(*chapters)
    one = _bind(made, Workshop(workers=1))
    assert sum(len(page.blocks) for page in one) > 60
    for workers in (2, 8):
        assert _bind(made, Workshop(workers=workers)) == one
    shop = Workshop(memory=Store(tmp_path))
    assert _bind(made, shop) == _bind(made, again := Workshop(memory=Store(tmp_path))) == one
    assert again.reused["parts of pages"] and not again.made.get("parts of pages")


def test_a_fault_has_the_place_of_its_paragraph() -> None:
    span = Span.at("manuscript/one.md", 7, 1)
    made = composition(section("one", paragraph("Short."), paragraph(WORDS * 3, span=span)), css="p { width: 90pt }")
    figures = place_faults(made, count_faults(_bind(made)))
    assert figures.count(Fault.LOOSE) > 0
    assert {one.span and one.span.start_line for one in figures.places} == {7}
