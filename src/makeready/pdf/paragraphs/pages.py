"""Pages: the engine makes the pages of a part; the same ones come out, or some with better feet, made a second time.

Imported by pdf/engine.py only, after it has set the engine up. Private names of WeasyPrint 70.0 used:
`layout.page.remake_page`, `block_level_layout`, `layout.inline.strut`, `LayoutContext.page_maker`, `footnotes`,
`reported_footnotes`, `current_page_footnotes`, `current_footnote_area`, `page_bottom`, `broken_out_of_flow`,
`rendered_notes`, `running_elements`, `forced_break`, `target_collector`.

Pages that face each other are made together, and the last page of the part with those before it. What is read on them
decides whether they are made once more, with less room, with paragraphs that are a line longer or shorter, or with
more or less white above them (balance.py); the better ones are taken.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import Any

from makeready.dataclass import dataclass
from makeready.pdf.engine_loading import weasyprint  # first of all: it sets the engine's fonts up

# isort: split
import weasyprint.layout.inline
import weasyprint.layout.page

from makeready.pdf.engine_grid import set_whites, wants_grid
from makeready.pdf.note_area import FORCED_BREAKS, keep_notes
from makeready.pdf.paragraphs.balance import LastPage, propose, weigh
from makeready.pdf.paragraphs.lines import Kept, set_plans
from makeready.pdf.paragraphs.made_page import MadePage, list_texts
from makeready.pdf.paragraphs.plan import Plan
from makeready.pdf.paragraphs.tolerances import read_tolerances

__all__ = ["balance_pages", "faces_others"]

_KEPT = "_makeready_pages"
_NEAR = 0.01  # in lines
_SHORT_REST = 240  # characters: so much may stand on a last page that has too few lines

Make = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class _Wishes:
    """How a page should be made: with plans, by what keeps them, with lines of white more above elements, less room."""

    plans: Mapping[int, tuple[Kept, Plan]] = field(default_factory=dict)
    whites: Mapping[int, int] = field(default_factory=dict)
    less: float = 0.0


@contextlib.contextmanager
def balance_pages() -> Iterator[None]:
    """Make pages a second time where that mends their feet, while the engine works."""
    make, lay = weasyprint.layout.page.remake_page, weasyprint.layout.page.block_level_layout

    def make_balanced(index: int, context: Any, root: Any, html: Any) -> Any:
        pages: _Pages | None = context.__dict__.get(_KEPT)
        if pages is None:
            pages = context.__dict__[_KEPT] = _Pages(make, context, root, html)
        return pages.make(index)

    def lay_shorter(context: Any, box: Any, bottom_space: float, *rest: Any, **named: Any) -> Any:
        if box.is_for_root_element and (pages := context.__dict__.get(_KEPT)) is not None:
            bottom_space += pages.less
        return lay(context, box, bottom_space, *rest, **named)

    weasyprint.layout.page.remake_page = make_balanced
    weasyprint.layout.page.block_level_layout = lay_shorter
    try:
        yield
    finally:
        weasyprint.layout.page.remake_page, weasyprint.layout.page.block_level_layout = make, lay


def faces_others(context: Any) -> bool:
    """Return True where pages of a layout would be others if its first one was on the other side."""
    pages: _Pages | None = context.__dict__.get(_KEPT)
    return pages is not None and pages.faces_others


@dataclass(slots=True)
class _Made:
    """A page that was made: what the engine returned, the state behind it, what is read on it, how it was asked for."""

    result: Any
    end: _Moment
    page: MadePage
    wishes: _Wishes


class _Pages:
    """The pages of one layout of the engine."""

    def __init__(self, make: Make, context: Any, root: Any, html: Any) -> None:
        self.less = 0.0  # how much shorter the page at work is
        self.faces_others = False
        self._make = make
        self._context, self._root, self._html = context, root, html
        body = next((box for box in root.children if box.element_tag == "body"), root)
        self._has_grid = wants_grid(body.style)
        self._step = float(weasyprint.layout.inline.strut(body.style)[0])
        self._wanted = read_tolerances(body.style) is not None and self._step > 1
        self._references = _References(context)
        self._ahead: dict[int, _Made] = {}
        self._asked: dict[int, tuple[Any, _Wishes]] = {}

    def make(self, index: int) -> Any:
        """Return what the engine's `remake_page` does."""
        made = self._ahead.pop(index, None)
        start = self._context.page_maker[index][0]
        if made is None:
            asked = self._asked.get(index)
            if asked is not None:  # the engine makes some pages anew
                made = self._make_one(index, asked[1] if asked[0] == start else _Wishes())
            else:
                made, *others = self._make_several(index)
                self._ahead = {index + number: one for number, one in enumerate(others, 1)}
                if others:
                    made.end.restore()
                self._references.settle(index)
        else:
            made.end.restore()
            self._references.settle(index)
        self._asked[index] = (start, made.wishes)
        if self._wanted and self._has_grid:
            made.page.level()
        return made.result

    def _make_one(self, index: int, wishes: _Wishes, before: _Made | None = None) -> _Made:
        """Return the page of this number, which follows on `before` where that is read together with it."""
        self.less = wishes.less
        # As `make_all_pages` does, which is not asked for a page that is made together with one before it.
        self._context.page_maker[index][-1].update(
            content_changed=False, pages_wanted=False, anchors=[], content_lookups=[]
        )
        try:
            with set_plans(self._context, wishes.plans), set_whites(self._context, wishes.whites):
                result = self._make(index, self._context, self._root, self._html)
        finally:
            self.less = 0.0
        end = _Moment(self._context, index)
        known = None if before is None else before.page
        return _Made(result, end, MadePage.read(result[0], self._context, index, self._step, known), wishes)

    def _make_several(self, index: int) -> list[_Made]:
        """Return the page with so many that follow as are decided together with it."""
        # Beside a float that goes on from page to page the engine may find no room for a line, and fails.
        if not self._wanted or self._context.broken_out_of_flow:
            return [self._make_one(index, _Wishes())]
        start = _Moment(self._context, index)
        made = [self._make_one(index, _Wishes())]
        if not made[0].page.has_foot or self._context.broken_out_of_flow:
            return made
        if not made[0].page.is_recto:
            made.append(self._make_one(index + 1, _Wishes(), made[-1]))
        if made[-1].page.goes_on and self._is_nearly_over(made[-1].result[1]):
            made.append(self._make_one(index + len(made), _Wishes(), made[-1]))
        self.faces_others = self.faces_others or any(_has_faults(one.page) for one in made)
        if self._context.broken_out_of_flow:
            return made
        wishes, cost, guessed = self._propose([one.page for one in made])
        if guessed:
            # What follows is made in vain, so that it is known what will stand at the foot.
            ahead = self._make_one(index + len(made), _Wishes(), made[-1])
            self._references.forget(index + len(made))
            wishes, cost, _ = self._propose([one.page for one in made], ahead.page)
        if not wishes:
            if guessed:
                self._keep(made)
            return made
        for number in range(len(made)):
            self._references.forget(index + number)
        start.restore()
        again: list[_Made] = []
        for number, wish in enumerate(wishes):
            again.append(self._make_one(index + number, wish, again[-1] if again else None))
            if not again[-1].page.goes_on:
                break
        if _weigh([one.page for one in again]) + cost < _weigh([one.page for one in made]):
            return again
        self._keep(made)
        return made

    @staticmethod
    def _keep(made: list[_Made]) -> None:
        """Go on from these pages, behind which others were made in vain."""
        if len(made) == 1:
            made[0].end.restore()
        for one in made:
            one.page.settle()

    def _propose(self, pages: list[MadePage], ahead: MadePage | None = None) -> tuple[list[_Wishes], float, bool]:
        """Return how to make pages anew, the demerits of what else this changes, and whether it is a guess.

        The list is empty where they are good. `ahead` is the page behind them, if it was made.
        """
        full, last = _divide(pages)
        if not full:
            return [], 0.0, False
        texts = list_texts(pages if last else full if ahead is None else [*full, ahead])
        items = [text.item for text in texts]

        def find_options() -> None:
            for text in texts:
                text.find_options(has_grid=self._has_grid)

        proposal = propose([page.describe() for page in full], last, items, find_options)
        if proposal is None:
            return [], 0.0, False
        chosen = dict(proposal.changes)
        plans: dict[int, tuple[Kept, Plan]] = {}
        whites: dict[int, int] = {}
        for number, text in enumerate(texts):
            way = text.ways[chosen.get(number, 0)]
            if isinstance(way, int):
                whites[text.number] = way
                way = text.ways[0]
            if isinstance(way, Plan) and text.kept is not None:
                plans[id(text.kept)] = (text.kept, way)
        whites = {number: more for number, more in whites.items() if more}
        less = [(proposal.shorter - _NEAR) * page.step if proposal.shorter else 0.0 for page in full]
        less += [0.0] * (len(pages) - len(full))
        cost = sum(items[number].options[which].demerits for number, which in proposal.changes)
        guessed = proposal.guessed and last is None and len(full) == len(pages)
        return [_Wishes(plans, whites, one) for one in less], cost, guessed

    def _is_nearly_over(self, resume_at: Any) -> bool:
        """Tell whether little text follows, up to the end or to where the next page must begin."""
        box, rests, stack, count = self._root, [], resume_at, 0
        while stack:
            if len(stack) > 1:  # the cells of a row each go on where they were broken
                count = _count_text(box)
                break
            ((at, stack),) = stack.items()
            if not getattr(box, "children", None):
                count = len(box.text.encode()[at:]) if hasattr(box, "text") else 0
                break
            rests.append(box.children[at + 1 :])
            box = box.children[at]
        else:
            count = _count_text(box)
        for children in reversed(rests):  # those close to the place first
            for child in children:
                if _begins_page(child):
                    return count <= _SHORT_REST
                count += _count_text(child)
                if count > _SHORT_REST:
                    return False
        return count <= _SHORT_REST


def _divide(pages: list[MadePage]) -> tuple[list[MadePage], LastPage | None]:
    """Return those pages that should be full, and the one on which the text ends."""
    full = [page for page in pages if page.has_foot]
    last = None if pages[-1].goes_on else pages[-1]
    if len(full) + (last is not None) < len(pages):
        return full[:1] if full[:1] == pages[:1] else [], None
    return full, None if last is None else LastPage(last.count, last.is_plain)


def _has_faults(page: MadePage) -> bool:
    """Tell whether the page should be full, and has another foot than it should."""
    return page.has_foot and weigh([page.describe()], None) > 0


def _weigh(pages: list[MadePage]) -> float:
    full, last = _divide(pages)
    return weigh([page.describe() for page in full], last)


def _begins_page(box: Any) -> bool:
    """Tell whether a break is asked for before a box, or before what begins it."""
    while box is not None and box.style["break_before"] not in FORCED_BREAKS:
        children = getattr(box, "children", None)
        box = children[0] if children else None
    return box is not None


def _count_text(box: Any) -> int:
    """Return how many characters of text a box has; no more than make a lot of it."""
    text = getattr(box, "text", None)
    if text is not None:
        return len(text)
    total = 0
    for child in getattr(box, "children", None) or ():
        total += _count_text(child)
        if total > _SHORT_REST:
            break
    return total


class _References:
    """What the engine knows of the numbers of pages that stand in the text, where pages are made in vain."""

    def __init__(self, context: Any) -> None:
        self._context = context
        found = context.target_collector.counter_lookup_items.items()
        self._lookups = {id(lookup): lookup for (_, place), lookup in found if place == "content"}

    def forget(self, index: int) -> None:
        """Have the numbers on a page found out again when it is made again, and the page made once more for them."""
        for lookup in self._list_lookups(index):
            lookup.cached_page_counter_values = {}

    def settle(self, index: int) -> None:
        """Tell the engine again what stands on a page: it may know that of one made in vain."""
        if not self._lookups:
            return
        for lookup in self._list_lookups(index):
            lookup.page_maker_index = index
        maker, targets = self._context.page_maker, self._context.target_collector
        for name in maker[index][-1]["anchors"]:
            if (target := targets.target_lookup_items.get(name)) is not None:
                target.cached_page_counter_values = {}
                targets.cache_target_page_counters(name, maker[index + 1][3][1], index, maker)

    def _list_lookups(self, index: int) -> list[Any]:
        known = self._context.page_maker[index][-1]["content_lookups"]
        return [self._lookups[one] for one in known if one in self._lookups]


class _Moment:
    """The state of the engine's layout before or behind a page, which is brought back to make the next one anew."""

    _LISTS = ("footnotes", "reported_footnotes", "current_page_footnotes", "rendered_notes")
    _VALUES = ("current_footnote_area", "page_bottom", "current_page", "forced_break")

    def __init__(self, context: Any, index: int) -> None:
        self._context, self._index = context, index
        self._lists = {name: [*(getattr(context, name) or ())] for name in self._LISTS}
        self._values = {name: getattr(context, name) for name in self._VALUES}
        self._broken = {**context.broken_out_of_flow}
        self._running = {
            name: {page: [*found] for page, found in pages.items()} for name, pages in context.running_elements.items()
        }
        self._pages = [*context.page_maker]
        self._states = [_copy(one[-1]) for one in self._pages[index : index + 2]]
        self._bring_notes_back = keep_notes(context)

    def restore(self) -> None:
        """Bring the state back."""
        context = self._context
        for name, found in self._lists.items():
            setattr(context, name, [*found])
        for name, value in self._values.items():
            setattr(context, name, value)
        context.broken_out_of_flow = {**self._broken}
        for name, pages in context.running_elements.items():
            pages.clear()
            pages.update({page: [*found] for page, found in self._running.get(name, {}).items()})
        context.page_maker[:] = self._pages
        for one, state in zip(self._pages[self._index : self._index + 2], self._states, strict=True):
            one[-1].clear()
            one[-1].update(_copy(state))
        self._bring_notes_back()


def _copy(state: dict[str, Any]) -> dict[str, Any]:
    return {name: [*value] if isinstance(value, list) else value for name, value in state.items()}
