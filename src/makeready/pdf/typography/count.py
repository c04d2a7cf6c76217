"""Counting: the setting of the pages of a book goes in; its figures, and each place with a fault, come out.

It knows no engine: pages can be made up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from makeready.model.setting import (
    HYPHEN,
    LAST,
    LEAST_LINES,
    LOOSE,
    MOST_RUNT,
    NEAR_GRID,
    PLAIN,
    TIGHT,
    BlockKind,
    Fault,
    FaultPlace,
    Figures,
    SetBlock,
    SetPage,
)

_LEVELS = (1.3, LOOSE, 2.0, 2.5)
_LADDER = 3
_NEAR_FEET = 1.0  # points
_NEAR_LINE = 0.05  # of a line
_FLOW = (BlockKind.TEXT, BlockKind.HEADING)


def count_faults(pages: Sequence[SetPage]) -> Figures:
    """Return the figures of all pages in their order; the first one is a recto, and those without text are blank."""
    counter = _Counter()
    for index, page in enumerate(pages):
        counter.read_page(index, page)
    counter.compare_pages(pages)
    return counter.close(len(pages))


class _Counter:
    def __init__(self) -> None:
        self._places: list[FaultPlace] = []
        self._bases: Counter[Fault] = Counter()
        self._spaces: list[float] = []
        self._lines = self._hyphens = self._doubles = self._paragraphs = 0
        self._page_hyphens = self._equal_feet = 0
        # Of paragraphs that go on: the hyphens on end so far, and the sign of the last line, by their keys.
        self._open: dict[str, tuple[int, str]] = {}

    def read_page(self, index: int, page: SetPage) -> None:
        number = 0
        for block in page.blocks:
            self._read_block(index + 1, number, block, page)
            number += len(block.baselines)

    def _note(self, fault: Fault, page: int, line: int, value: float, block: SetBlock | None = None) -> None:
        key = block.key if block is not None else ""
        self._places.append(FaultPlace(fault=fault, page=page, line=line, value=value, key=key))

    def _read_block(self, page: int, before: int, block: SetBlock, around: SetPage) -> None:
        """Count what is on the lines of a block, which stand behind so many others on their page."""
        self._lines += len(block.baselines)
        run, end = (0, "") if block.begins else self._open.pop(block.key, (0, ""))
        for number, (baseline, space, sign) in enumerate(zip(block.baselines, block.spaces, block.ends, strict=True)):
            line = before + number + 1
            if space is not None:
                self._read_space(page, line, space, block)
            if block.on_grid and around.grid is not None:
                self._read_baseline(page, line, baseline, block, around)
            if sign == HYPHEN:
                run += 1
                self._hyphens += 1
            else:
                self._end_run(page, line, run, block)
                run = 0
            if sign == LAST:
                self._end_paragraph(page, line, number, end, block)
            end = sign
        if end != LAST:
            self._open[block.key] = run, end
        if block.kind in _FLOW and not block.is_broken:
            alone = len(block.ends) == 1
            if alone and not block.begins and end == LAST:
                self._note(Fault.WIDOWS, page, before + 1, 1, block)
            if alone and block.begins and end != LAST:
                self._note(Fault.ORPHANS, page, before + 1, 1, block)

    def _read_space(self, page: int, line: int, space: float, block: SetBlock) -> None:
        self._spaces.append(space)
        if space > LOOSE:
            self._note(Fault.LOOSE, page, line, space, block)
        elif space < TIGHT:
            self._note(Fault.TIGHT, page, line, space, block)

    def _read_baseline(self, page: int, line: int, baseline: float, block: SetBlock, around: SetPage) -> None:
        self._bases[Fault.OFF_GRID] += 1
        over = (baseline - (around.grid or 0.0)) % around.step
        off = min(over, around.step - over)
        if off > NEAR_GRID:
            self._note(Fault.OFF_GRID, page, line, round(off, 2), block)

    def _end_run(self, page: int, line: int, run: int, block: SetBlock) -> None:
        """Count hyphens on end, of which the last stands above `line`."""
        self._doubles += run == _LADDER - 1
        if run >= _LADDER:
            self._note(Fault.LADDERS, page, max(1, line - 1), run, block)

    def _end_paragraph(self, page: int, line: int, number: int, end: str, block: SetBlock) -> None:
        """Count the last line of a paragraph, before which a line ends so; "" where it has one line."""
        self._paragraphs += 1
        if block.kind not in (BlockKind.TEXT, BlockKind.NOTE) or block.is_broken or end not in (HYPHEN, PLAIN):
            return
        if end == HYPHEN and block.is_word:
            self._note(Fault.FRAGMENTS, page, line, block.letters, block)
        elif block.letters <= MOST_RUNT:
            self._note(Fault.RUNTS, page, line, block.letters, block)

    def compare_pages(self, pages: Sequence[SetPage]) -> None:
        """Count what is of a page as a whole, or of two that face each other."""
        for index, page in enumerate(pages):
            flow = [block for block in page.blocks if block.kind in _FLOW]
            if page.runs_on and flow:
                self._read_full_page(index, page, flow)
            elif index and pages[index - 1].runs_on and not page.has_pictures:
                self._bases[Fault.SHORT_ENDS] += 1
                lines = sum(len(block.ends) for block in page.blocks if block.kind != BlockKind.NOTE)
                if lines < LEAST_LINES:
                    self._note(Fault.SHORT_ENDS, index + 1, 0, lines, page.blocks[-1] if page.blocks else None)
            if index % 2 == 0 and index and page.runs_on and pages[index - 1].runs_on:
                self._compare_feet(index, pages[index - 1], page)

    def _read_full_page(self, index: int, page: SetPage, flow: list[SetBlock]) -> None:
        lines = sum(len(block.ends) for block in page.blocks if block.kind != BlockKind.NOTE)
        if flow[-1].ends[-1] == HYPHEN:
            self._page_hyphens += 1
        if index % 2 == 0:
            self._bases[Fault.TURN_HYPHENS] += 1
            if flow[-1].ends[-1] == HYPHEN:
                self._note(Fault.TURN_HYPHENS, index + 1, lines, 1, flow[-1])
        self._bases[Fault.SHORT_PAGES] += 1
        missing = int(page.foot / page.step + _NEAR_LINE) if page.step > 0 else 0
        if missing >= 1:
            self._note(Fault.SHORT_PAGES, index + 1, 0, missing, flow[-1])
        heading = max((n for n, one in enumerate(page.blocks) if one.kind == BlockKind.HEADING), default=None)
        for block in page.blocks:
            self._bases[Fault.LONELY_HEADINGS] += block.kind == BlockKind.HEADING
        if heading is not None and not page.has_pictures:
            below = [one for one in page.blocks[heading + 1 :] if one.kind != BlockKind.NOTE]
            count = sum(len(block.ends) for block in below)
            if count < LEAST_LINES:
                self._note(Fault.LONELY_HEADINGS, index + 1, lines - count, count, page.blocks[heading])

    def _compare_feet(self, index: int, verso: SetPage, recto: SetPage) -> None:
        """Compare the feet of facing full pages; notes stand at the foot of theirs."""
        self._bases[Fault.UNEQUAL_FEET] += 1
        left, right = (0.0 if page.has_notes else page.foot for page in (verso, recto))
        if abs(left - right) < _NEAR_FEET:
            self._equal_feet += 1
        else:
            self._note(Fault.UNEQUAL_FEET, index, 0, round(abs(left - right), 2), _find_last(verso))

    def close(self, count: int) -> Figures:
        for fault in (Fault.LOOSE, Fault.TIGHT):
            self._bases[fault] = len(self._spaces)
        for fault in (Fault.FRAGMENTS, Fault.RUNTS, Fault.WIDOWS, Fault.ORPHANS):
            self._bases[fault] = self._paragraphs
        self._bases[Fault.LADDERS] = self._lines
        return Figures(
            pages=count,
            lines=self._lines,
            justified=len(self._spaces),
            looser=tuple((level, sum(space > level for space in self._spaces)) for level in _LEVELS),
            tightest=min(self._spaces, default=None),
            hyphens=self._hyphens,
            doubles=self._doubles,
            paragraphs=self._paragraphs,
            page_hyphens=self._page_hyphens,
            equal_feet=self._equal_feet,
            bases=tuple((fault, self._bases[fault]) for fault in Fault),
            places=tuple(self._places),
        )


def _find_last(page: SetPage) -> SetBlock | None:
    return next((block for block in reversed(page.blocks) if block.kind in _FLOW), None)
