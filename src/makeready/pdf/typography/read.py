"""Reading: the engine's laid-out pages go in; how the text stands on each, in a compact form, comes out.

Private names of WeasyPrint 70.0 used: `Page._page_box`, `AbsolutePlaceholder._box`, `LayoutContext.page_maker`,
`layout.inline.strut`, `LineBox.resume_at`.
"""

from __future__ import annotations

from typing import Any

import weasyprint.layout.inline

from makeready.model.keys import ATTRIBUTE
from makeready.model.setting import ASKED, HYPHEN, LAST, PLAIN, BlockKind, SetBlock, SetPage
from makeready.pdf.engine import boxes
from makeready.pdf.engine_grid import wants_grid
from makeready.pdf.engine_words import measure_tracking
from makeready.pdf.paragraphs.measure import find_face
from makeready.pdf.structure import HEADINGS

_POINTS = 0.75  # points in one of the engine's pixels
_NEAR = 0.1  # in the engine's pixels
_HYPHENS = ("\u2010", "-", "\xad")


def read_setting(pages: Any, context: Any) -> list[SetPage]:
    """Return how the text stands on each of the engine's `pages`, which were laid out in `context`."""
    read = []
    behind: dict[int, SetBlock] = {}
    for index, page in enumerate(pages):
        reader = _PageReader(page._page_box, behind)
        read.append(reader.read(_runs_on(pages, index, context)))
        behind = reader.last
    return read


def _runs_on(pages: Any, index: int, context: Any) -> bool:
    """Tell whether the page ends because it is full: not with its section, nor where a break was asked for."""
    if index + 1 >= len(pages):
        return False
    resume_at, following, *_ = context.page_maker[index + 1]
    here, there = (page._page_box.page_type for page in pages[index : index + 2])
    return bool(resume_at) and following["break"] == "any" and not there.blank and here.name == there.name


class _PageReader:
    """Reads one page; `behind` are the paragraphs of the page before that go on, by their elements."""

    def __init__(self, page: Any, behind: dict[int, SetBlock]) -> None:
        self._page, self._behind = page, behind
        self._top = page.content_box_y()
        self._blocks: list[SetBlock] = []
        self._bottom = self._top
        self._floor = self._top + page.height
        self._step, self._baseline = 0.0, 0.0
        self._has_grid = self._has_notes = self._has_pictures = False
        self.last: dict[int, SetBlock] = {}

    def read(self, runs_on: bool) -> SetPage:
        notes = []
        for child in self._page.children:
            if isinstance(child, boxes.FootnoteAreaBox):
                notes.append(child)
            elif not isinstance(child, boxes.MarginBox):
                body = next((one for one in child.children if one.element_tag == "body"), None)
                if body is not None:
                    self._step, self._baseline = weasyprint.layout.inline.strut(body.style)
                    self._has_grid = self._step > 1 and wants_grid(body.style)
                self._walk(child, BlockKind.TEXT)
        for area in notes:
            if area.children:
                self._has_notes = True
                self._floor = min(self._floor, area.position_y)
                self._walk(area, BlockKind.NOTE)
        step = self._step
        rest = self._page.height % step if step > 1 and not self._has_notes else 0.0
        foot = self._floor - self._bottom - (0.0 if step - rest < _NEAR else rest)
        return SetPage(
            blocks=tuple(self._blocks),
            runs_on=runs_on,
            foot=round(foot * _POINTS, 2),
            step=round(step * _POINTS, 3),
            grid=round(self._baseline * _POINTS, 3) if self._has_grid else None,
            has_notes=self._has_notes,
            has_pictures=self._has_pictures,
        )

    def _walk(self, box: Any, kind: BlockKind, is_gridded: bool = True) -> None:
        box = getattr(box, "_box", box)  # absolutely placed boxes stand behind a placeholder
        if (box.element_tag or "").endswith("::marker"):
            return  # the number or sign of a list's item stands beside its line
        if kind is not BlockKind.NOTE and not box.is_in_normal_flow():
            kind = BlockKind.APART
        if isinstance(box, boxes.ReplacedBox):
            if kind is BlockKind.TEXT:
                self._has_pictures = True
                self._bottom = max(self._bottom, box.position_y + box.margin_height())
            return
        if kind is BlockKind.TEXT and box.element_tag in HEADINGS:
            kind = BlockKind.HEADING
        elif kind is BlockKind.TEXT and box.is_table_wrapper:
            kind = BlockKind.APART
            self._bottom = max(self._bottom, box.position_y + box.margin_height() - box.margin_bottom)
        children = getattr(box, "children", ())
        if children and isinstance(children[0], boxes.LineBox):
            self._read_block(box, children, kind, is_gridded)
            return
        if isinstance(box, boxes.FlexContainerBox | boxes.GridContainerBox):
            is_gridded = False
        elif box.element_tag not in ("html", "body") and isinstance(box, boxes.BlockBox):
            is_gridded = is_gridded and not box.establishes_formatting_context()
        for child in children:
            self._walk(child, kind, is_gridded)

    def _read_block(self, box: Any, lines: Any, kind: BlockKind, is_gridded: bool) -> None:
        baselines, spaces, ends = [], [], []
        style, texts = box.style, []
        is_justified = style["text_align_all"] == "justify"
        for line in lines:
            texts = [one for one in line.descendants() if isinstance(one, boxes.TextBox)]
            if kind in (BlockKind.TEXT, BlockKind.HEADING):
                self._bottom = max(self._bottom, line.position_y + line.height)
            if not texts:
                self._has_pictures |= kind is BlockKind.TEXT and bool(line.children)
                continue
            baselines.append(round((line.position_y + line.baseline - self._top) * _POINTS, 2))
            end = _find_end(line, texts[-1])
            ends.append(end)
            spaces.append(_find_space(box, texts, end) if is_justified else None)
        if not baselines:
            return
        last = "".join([one.text for one in texts])
        element = box.element
        place = id(element)
        before = self._behind.pop(place, None) or self.last.pop(place, None)  # in another column, too
        page_step = self._step
        block = SetBlock(
            key=element.get(ATTRIBUTE, "") if element is not None else "",
            kind=kind.value,
            begins=before is None,
            baselines=tuple(baselines),
            spaces=tuple(spaces),
            ends="".join(ends),
            letters=sum(map(str.isalnum, last)),
            is_word=" " not in last.strip(),
            on_grid=(
                self._has_grid
                and is_gridded
                and kind is BlockKind.TEXT
                and wants_grid(style)
                and abs(weasyprint.layout.inline.strut(style)[0] - page_step) < _NEAR
            ),
            is_broken=style["white_space"] in ("pre", "pre-wrap", "pre-line")
            or (element is not None and "line" in element.get("class", "").split()),
        )
        self._blocks.append(block)
        if ends[-1] != LAST:
            self.last[place] = block


def _find_end(line: Any, text: Any) -> str:
    if line.resume_at is None:
        return LAST
    box = line
    while children := getattr(box, "children", ()):
        box = children[-1]
        if (box.element_tag or "").startswith("br"):
            return ASKED
    return HYPHEN if text.text.rstrip(" ").endswith(_HYPHENS) else PLAIN


def _find_space(box: Any, texts: list[Any], end: str) -> float | None:
    """Return the word space of a line, in usual ones; None for one that is not justified, or has none."""
    spaced = next((one for one in texts if " " in one.text or "\xa0" in one.text), None)
    if spaced is None:
        return None
    # Behind the last letter of a word, and behind the space, there is what sets letters apart.
    apart = measure_tracking(getattr(spaced.pango_layout, "tracking", 0), spaced.style)
    more = spaced.justification_spacing + 2 * apart
    if not more:
        last = texts[-1]
        right = box.content_box_x() + box.width
        if end in (LAST, ASKED) or abs(last.position_x + last.width - right) > _NEAR:
            return None
    usual = find_face(spaced.style).space
    return round((usual + more) / usual, 3) if usual > 0 else None
