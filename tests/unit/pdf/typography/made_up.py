"""Made-up pages: how lines end goes in; the setting of pages that have each fault, and its findings, come out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from makeready.findings import Finding, Span
from makeready.model.setting import ASKED, HYPHEN, LAST, PLAIN, BlockKind, Fault, Limit, SetBlock, SetPage
from makeready.pdf.parts import pack_setting
from makeready.pdf.typography.report import report_typography
from tests.unit.compose.books import PRINT, paragraph, section
from tests.unit.pdf.compositions import composition

KEY = "text/one.xhtml#4"
STEP = 14.0


def block(ends: str = f"{PLAIN}{PLAIN}{LAST}", **changes: Any) -> SetBlock:
    """Return a paragraph whose lines end so, on the grid from its head on, and with the usual word spaces."""
    fields: dict[str, Any] = {
        "key": KEY,
        "kind": BlockKind.TEXT.value,
        "begins": True,
        "baselines": tuple(11.0 + STEP * number for number in range(len(ends))),
        "spaces": tuple(None if end in (LAST, ASKED) else 1.0 for end in ends),
        "ends": ends,
        "letters": 30,
        "on_grid": True,
    }
    return SetBlock(**{**fields, **changes})


def page(*blocks: SetBlock, **changes: Any) -> SetPage:
    """Return a page of the grid with these paragraphs."""
    fields: dict[str, Any] = {"blocks": blocks, "step": STEP, "grid": 11.0}
    return SetPage(**{**fields, **changes})


def full(*blocks: SetBlock, **changes: Any) -> SetPage:
    """Return a page that is full."""
    return page(*blocks, runs_on=True, **changes)


HEADING = block(LAST, kind=BlockKind.HEADING.value, on_grid=False)
# A small book that has the fault once; in brackets behind it: where it is, as page and line.
FAULTY: dict[Fault, tuple[list[SetPage], tuple[int, int]]] = {
    Fault.LOOSE: ([page(block(spaces=(1.0, 1.7, None)))], (1, 2)),
    Fault.TIGHT: ([page(block(), block(spaces=(0.6, 1.0, None)))], (1, 4)),
    Fault.LADDERS: ([page(block(f"{HYPHEN * 3}{PLAIN}{LAST}"))], (1, 3)),
    Fault.TURN_HYPHENS: ([full(block(f"{PLAIN}{HYPHEN}")), page(block(f"{PLAIN}{PLAIN}{LAST}", begins=False))], (1, 2)),
    Fault.FRAGMENTS: ([page(block(f"{PLAIN}{HYPHEN}{LAST}", letters=8, is_word=True))], (1, 3)),
    Fault.RUNTS: ([page(block(letters=6))], (1, 3)),
    Fault.WIDOWS: ([full(block(PLAIN * 3)), page(block(LAST, begins=False), block())], (2, 1)),
    Fault.ORPHANS: ([full(block(), block(PLAIN)), page(block(f"{PLAIN}{PLAIN}{LAST}", begins=False))], (1, 4)),
    Fault.SHORT_PAGES: ([full(block(), foot=STEP * 2), page(block())], (1, 0)),
    Fault.UNEQUAL_FEET: ([page(block()), full(block(), foot=9.0), full(block()), page(block())], (2, 0)),
    Fault.OFF_GRID: ([page(block(baselines=(11.0, 25.3, 39.0)))], (1, 2)),
    Fault.LONELY_HEADINGS: ([full(block(), HEADING, block(PLAIN * 2)), page(block(begins=False))], (1, 4)),
    Fault.SHORT_ENDS: ([full(block(PLAIN * 3)), page(block(f"{PLAIN}{LAST}", begins=False))], (2, 0)),
}


def cause(fault: Fault) -> tuple[Finding, ...]:
    """Return what is said where book.toml allows none of the fault, and a page has it."""
    limits = (Limit(fault=fault, most=0, span=Span.at("book.toml", 12)),)
    text = paragraph("Words.", span=Span.at("manuscript/one.md", 3, 1))
    made = composition(section("one", text), edition=replace(PRINT, limits=limits))
    return tuple(report_typography(made, map(pack_setting, FAULTY[fault][0])))
