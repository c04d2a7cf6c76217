"""Fitting: laid-out pages go in; what to change of tables and pictures that do not fit, and what was changed, come out.

A table that is wider than the text goes step by step: narrower gaps, smaller type, the least type that can be read;
then either words are broken in the columns that are to blame, or the table is turned and has a page of its own. The
theme (print.css) says what the steps look like. Nothing here depends on more than the tree and its pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from typing import Any, TypeVar
from xml.etree import ElementTree

from makeready.dataclass import dataclass
from makeready.pdf.element_styles import add_style
from makeready.pdf.engine import boxes, list_leaves
from makeready.pdf.parts import FitStep, FittedTable

T = TypeVar("T")
_ROUNDS = 6
_NEAR = 0.75  # in the engine's pixels
_LEAST_COLUMN = 80.0  # pixels, some fourteen letters: where columns would be narrower, words that people read break
_MOST_HEAD = 1 / 4  # of a page: a head of a table that takes more is not repeated
_FIGURE_WHITE = 42.0  # pixels: what margins and the distance of a caption take of a page
# What comes next where a step was not enough; None: breaking or turning, as the columns are.
_NEXT = {
    None: None,
    FitStep.TIGHT: FitStep.SMALL,
    FitStep.SMALL: FitStep.LEAST,
    FitStep.LEAST: None,
    FitStep.TURNED: FitStep.BROKEN,
    FitStep.BROKEN: FitStep.EVERYWHERE,
    FitStep.EVERYWHERE: FitStep.EVERYWHERE,
}
# The type of the steps in points, and the gap at either side of a cell in em, as print.css has them.
_SIZES = {FitStep.TIGHT: 9.75, FitStep.SMALL: 8.5, FitStep.LEAST: 7.5}
_TIGHT = 0.3
_LEAST_TYPE = "font-size: 7.5pt; line-height: 10pt; "


@dataclass(slots=True)
class _Table:
    """What is known of a table on its pages: boxes with their containing block's edges, and how far it stands out."""

    boxes: list[Any] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    left: float = 0.0
    right: float = 0.0
    height: float = 0.0
    stands_out: float = 0.0
    indented: bool = False
    # Whether its first page has the head, and what part of a page the highest takes.
    has_head: bool = False
    head: float = 0.0

    @property
    def room(self) -> float:
        """The width that the table may have."""
        return self.right - self.left

    def list_cells(self) -> list[Any]:
        """Return the boxes of its cells."""
        return [cell for box in self.boxes for group in box.children for row in group.children for cell in row.children]


def fit_pages(lay_out: Callable[[Fitting], T], list_pages: Callable[[T], Sequence[Any]]) -> tuple[T, Fitting]:
    """Return what `lay_out` makes once all that can be fitted is; it gets what to change in its tree, a fresh one."""
    fitting = Fitting()
    for _ in range(_ROUNDS):
        laid = lay_out(fitting)
        if not fitting.adjust(list_pages(laid)):
            return laid, fitting
    laid = lay_out(fitting)
    fitting.measure(list_pages(laid))
    return laid, fitting


class Fitting:
    """The steps that tables have reached and the heights that pictures may have, by their places in the tree."""

    def __init__(self) -> None:
        self._steps: dict[int, FitStep] = {}
        self._cells: dict[int, set[int]] = {}
        self._styles: dict[int, str] = {}
        self._turns: dict[int, str] = {}
        self._single_heads: set[int] = set()
        self._heights: dict[int, float] = {}
        self._tables: dict[int, _Table] = {}
        self._root: ElementTree.Element | None = None

    def apply(self, root: ElementTree.Element) -> None:
        """Write what has been decided into a fresh tree."""
        self._root = root
        for number, table in enumerate(root.iter("table")):
            if number in self._single_heads:
                table.set("data-head", "once")
            step = self._steps.get(number)
            if step is None:
                continue
            table.set("data-fit", step.value)
            if step is FitStep.TURNED:
                add_style(table, self._turns[number])
            if step is FitStep.BROKEN:
                add_style(table, self._styles.get(number, ""))
                cells = _list_own_cells(table)
                for place in self._cells.get(number, ()):
                    cells[place].set("data-break", "true")
        for number, figure in enumerate(root.iter("figure")):
            if number in self._heights:
                for picture in figure.iter("img"):
                    add_style(picture, f"max-height: {self._heights[number]:.2f}px")

    def adjust(self, pages: Sequence[Any]) -> bool:
        """Measure the pages of the tree that was changed last; return True where it has to be laid out again."""
        self.measure(pages)
        changed = [self._step_on(number, table, pages) for number, table in self._tables.items()]
        changed += [self._stop_repeating(number, table) for number, table in self._tables.items()]
        return any([*changed, self._shrink_figures(pages)])

    def measure(self, pages: Sequence[Any]) -> None:
        """Measure the tables on `pages`."""
        numbers = {} if self._root is None else {table: n for n, table in enumerate(self._root.iter("table"))}
        self._tables = {}
        for index, page in enumerate(pages):
            frame = page._page_box
            for box, left, right in _list_tables(frame) if numbers else ():
                number = numbers.get(box.element)
                if number is None:
                    continue
                table = self._tables.setdefault(number, _Table(left=left, right=right))
                table.boxes.append(box)
                table.pages.append(index)
                table.indented |= abs(left - frame.content_box_x()) > _NEAR
                table.height += box.margin_height()
                most = left + frame.height if self._steps.get(number) is FitStep.TURNED else right
                edge = max([box.position_x + box.border_width(), *(_find_edge(leaf) for leaf in list_leaves(box))])
                table.stands_out = max(table.stands_out, edge - most, left - box.position_x)
                for group in box.children:
                    if group.is_header:
                        table.has_head |= len(table.boxes) == 1
                        table.head = max(table.head, group.height / frame.height if frame.height else 0.0)

    def list_fitted(self) -> tuple[FittedTable, ...]:
        """Return the tables that were changed, in their order."""
        return tuple(
            FittedTable(
                number=number,
                step=step.value,
                page=self._tables[number].pages[0] if number in self._tables else 0,
                fits=number not in self._tables or self._tables[number].stands_out <= _NEAR,
            )
            for number, step in sorted(self._steps.items())
        )

    def _step_on(self, number: int, table: _Table, pages: Sequence[Any]) -> bool:
        """Take the next step where the table stands out; return True if one was taken."""
        step = self._steps.get(number)
        sound = table.stands_out <= _NEAR
        if step is FitStep.TURNED:
            sound = sound and len(table.pages) == 1 and table.height <= table.room + _NEAR
        if sound:
            return False
        following = _NEXT[step]
        if step is None:
            following = next((one for one in _SIZES if sum(_foresee(table, one)) <= table.room), None)
        if following is None:
            following = self._break_or_turn(number, table, pages)
        if following is step:
            return False
        self._steps[number] = following
        return True

    def _stop_repeating(self, number: int, table: _Table) -> bool:
        """Let a head stand once that takes much of each page.

        One that does not fit with the first row, the engine (70.0) leaves out on that page, or on all.
        """
        if number in self._single_heads or self._steps.get(number) is FitStep.TURNED:
            return False
        lost = not table.has_head and table.boxes[0].element.find("thead") is not None
        if not lost and (len(table.pages) == 1 or table.head <= _MOST_HEAD):
            return False
        self._single_heads.add(number)
        return True

    def _break_or_turn(self, number: int, table: _Table, pages: Sequence[Any]) -> FitStep:
        """Decide between breaking words in the widest columns and turning the table, for one in the least type."""
        widths = _foresee(table, FitStep.LEAST)
        most = _share(widths, table.room)
        wide = {column for column, width in enumerate(widths) if width > most}
        self._cells[number] = self._list_cells(number, table, wide)
        if most >= _LEAST_COLUMN:
            return FitStep.BROKEN
        self._styles[number] = _LEAST_TYPE
        frame = pages[table.pages[0]]._page_box
        # Only what stands in the flow of a section and calls no note is turned: it has a page of its own.
        calls = any(inner.get("class") == "footnote" for inner in table.boxes[0].element.iter())
        if table.indented or calls or sum(widths) > frame.height:
            return FitStep.BROKEN
        roomy = sum(_foresee(table, FitStep.SMALL)) <= frame.height
        # The page's height is the room for its width; turned round its centre, it stands in the centre of the page.
        self._turns[number] = (
            f"{'' if roomy else _LEAST_TYPE}margin: 0 {frame.width - frame.height:.2f}px 0 0; transform-origin: 0 0;"
            f" transform: translate({frame.width / 2:.2f}px, {frame.height / 2:.2f}px) rotate(-90deg)"
            f" translate(-50%, -50%)"
        )
        return FitStep.TURNED

    def _list_cells(self, number: int, table: _Table, wide: set[int]) -> set[int]:
        """Return the places, among the cells of a table, of those that stand in the columns `wide`."""
        places = {cell: place for place, cell in enumerate(_list_own_cells(table.boxes[0].element))}
        return {
            places[cell.element]
            for cell in table.list_cells()
            if cell.element in places and wide & set(range(cell.grid_x, cell.grid_x + cell.colspan))
        }

    def _shrink_figures(self, pages: Sequence[Any]) -> bool:
        """Give pictures less height where their figure goes over a page; return True if any got it."""
        figures = {} if self._root is None else {one: n for n, one in enumerate(self._root.iter("figure"))}
        seen: dict[int, list[tuple[int, Any]]] = {}
        for index, page in enumerate(pages) if figures else ():
            for box in _list_boxes(page._page_box):
                if box.element_tag == "figure" and box.element in figures and isinstance(box, boxes.BlockBox):
                    seen.setdefault(figures[box.element], []).append((index, box))
        changed = False
        for number, found in seen.items():
            frame = pages[found[0][0]]._page_box
            bottom = frame.content_box_y() + frame.height
            over = any(box.position_y + box.margin_top + box.border_height() > bottom + _NEAR for _, box in found)
            if number in self._heights or not (over or len({index for index, _ in found}) > 1):
                continue
            pictures = [leaf for _, box in found for leaf in list_leaves(box) if isinstance(leaf, boxes.ReplacedBox)]
            captions = sum(
                inner.margin_height() for _, box in found for inner in _list_boxes(box)
                if inner.element_tag == "figcaption" and isinstance(inner, boxes.BlockBox)
            )  # fmt: skip
            room = (frame.height - captions - _FIGURE_WHITE) / max(1, len(pictures))
            if pictures and room > _FIGURE_WHITE:
                self._heights[number] = room
                changed = True
        return changed


def _foresee(table: _Table, step: FitStep) -> list[float]:
    """Return how wide the columns of a table would be at another step, if nothing in their words is broken."""
    box = table.boxes[0]
    cell = next(iter(table.list_cells()), None)
    if cell is None:
        return list(box.column_widths)
    size = cell.style["font_size"]
    scale = _SIZES[step] * 4 / 3 / size if step is not FitStep.TIGHT else 1.0
    padding = cell.padding_left + cell.padding_right
    return [(width - padding) * scale + 2 * _TIGHT * size * scale for width in box.column_widths]


def _list_own_cells(table: ElementTree.Element) -> list[ElementTree.Element]:
    return [cell for cell in table.iter() if cell.tag in ("td", "th")]


def _list_boxes(box: Any) -> Iterator[Any]:
    """Yield a box and all in it, in the order of the tree."""
    stack = [box]
    while stack:
        current = stack.pop()
        current = getattr(current, "_box", current)  # absolutely placed boxes stand behind a placeholder
        yield current
        stack.extend(reversed(getattr(current, "children", ())))


def _list_tables(frame: Any) -> Iterator[tuple[Any, float, float]]:
    """Yield the table boxes of a page with the left and right edges of the block that holds each."""
    stack = [(frame, 0.0, 0.0)]
    while stack:
        box, left, right = stack.pop()
        box = getattr(box, "_box", box)  # absolutely placed boxes stand behind a placeholder
        if isinstance(box, boxes.TableBox):
            yield box, left, right
        if isinstance(box, boxes.BlockContainerBox | boxes.PageBox) and not box.is_table_wrapper:
            left, right = box.content_box_x(), box.content_box_x() + box.width
        stack.extend((child, left, right) for child in reversed(getattr(box, "children", ())))


def _find_edge(leaf: Any) -> float:
    return float(leaf.position_x + leaf.width)


def _share(widths: Sequence[float], room: float) -> float:
    """Return how wide the widest columns may be if the narrower ones keep their widths and all take up `room`."""
    left = room
    ordered = sorted(widths)
    for place, width in enumerate(ordered):
        share = left / (len(ordered) - place)
        if width > share:
            return share
        left -= width
    return max(ordered, default=room)
