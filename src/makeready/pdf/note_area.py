"""The note area: the engine's layout of footnotes goes in; long notes that go on overleaf come out.

The engine (WeasyPrint 70.0) never breaks a footnote, and takes a note within a note for a call in the text whenever it
measures the outer one. Here a note and the notes within it come and go as one, and a note that is longer than its
page has room for is cut between its lines: the engine breaks the area as it breaks any block, and resumes it at the
foot of the next page. Where a forced break follows, the rest gets a page without text.

Imported by pdf/engine.py only, after it has set the engine up; the private names that are used are pinned there.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import field, replace
from math import inf
from typing import Any

import weasyprint.layout
import weasyprint.layout.block
import weasyprint.layout.page
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.formatting_structure import boxes, build

from makeready.dataclass import dataclass
from makeready.pdf.note_numbers import PageNumbers

# A note higher than this part of the text block is cut where it does not fit; a shorter one goes to the next page
# together with the line that calls it.
_LONG = 0.25
# Notes from the page before take no more than this part of the text block, so that each page has some text.
_MOST = 0.85
# The values of break-before that ask for another page.
FORCED_BREAKS = ("page", "left", "right", "recto", "verso")

# What is replaced in the engine's functions: the layout of a line tells of itself when it puts its notes on the page,
SENDS_CALL = (
    "context.layout_footnote(footnote)",
    "context.layout_footnote(footnote, (box, line, len(new_children), new_position_y + offset_y + bottom_space, "
    "bool(new_children) or not page_is_empty))",
)
# and a page without text is made for notes before a forced break, as it is at the end.
ENDS_WITH_NOTES = (
    "(context.reported_footnotes and resume_at is None)",
    f"(context.reported_footnotes and (resume_at is None or next_page['break'] in {FORCED_BREAKS}))",
)

# and a page that goes on with what the one before had no room for has no forced break before it (the engine, 70.0,
# takes any page that has a name for one), so that no margin stands at its head: CSS Fragmentation 3, 5.2.
KNOWS_BREAKS = ("(next_page['break'] != 'any' or next_page['page'])", "next_page['break'] != 'any'")

_NO_LIMIT = INITIAL_VALUES["max_height"]
_Context = weasyprint.layout.LayoutContext
_ENGINE_BLOCK_LAYOUT = weasyprint.layout.page.block_level_layout
_ENGINE_REMAKE_PAGE = weasyprint.layout.page.remake_page
_ENGINE_METHODS = {
    name: getattr(_Context, name)
    for name in ("_update_footnote_area", "layout_footnote", "unlayout_footnote", "report_footnote")
}


@dataclass(slots=True)
class _Foot:
    """The foot of the page that is being made.

    `carried` has the notes that go over to each page, by its number from 1; `called_before` has the elements of those
    that came over to this one. `most` is the part of the text block that
    these may take. `cut` is the height at which the area is broken, within the note `last`; None where it is whole.
    `strict` asks for the orphans and widows of notes there. `measuring` is set while the area is laid out. `numbers`
    gives the notes their numbers where these begin anew on each page.
    """

    carried: dict[int, list[Any]] = field(default_factory=dict)
    called_before: frozenset[Any] = frozenset()
    most: float = _MOST
    cut: float | None = None
    strict: bool = False
    last: Any = None
    measuring: bool = False
    numbers: PageNumbers | None = None


@dataclass(frozen=True, slots=True)
class _Caller:
    """The line that calls a note: its block, how many lines of that stand before it, the lowest point that the text
    needs (-inf where the block is only measured), and whether the line may go to the next page instead."""

    block: Any
    line: Any
    before: int
    floor: float
    movable: bool

    def count_reserve(self) -> float:
        """Return the height of the text that has to follow on the page, lest the line goes to the next one after all.

        The lines that orphans and widows ask for at most; what a heading may not stand without.
        """
        style = self.block.style
        lines = max(1, style["orphans"] + style["widows"] - 2 - self.before)
        if style["break_after"] in ("avoid", "avoid-page"):
            lines += 1
            return float(lines * self.line.height + self.block.margin_bottom)
        return float(lines * self.line.height)


def _see_foot(context: Any) -> _Foot:
    """Return the foot that is kept for a layout of the engine."""
    foot: _Foot | None = context.__dict__.get("_makeready_foot")
    if foot is None:
        foot = context.__dict__["_makeready_foot"] = _Foot()
    return foot


def sets_notes(context: Any) -> bool:
    """Tell whether notes, not the text, are being laid out."""
    return _see_foot(context).measuring


def _list_family(note: Any) -> list[Any]:
    """Return a note and the notes that are called within it, each behind the one that calls it."""
    family = [note]
    stack = [note]
    while stack:
        box = stack.pop()
        if box.footnote:
            family += _list_family(box.footnote)
        stack.extend(reversed(getattr(box, "children", None) or ()))
    return family


# --- what the engine asks of its context: notes come, go, and go to the next page


def _layout_footnote(context: Any, note: Any, caller: tuple[Any, ...] | None = None) -> bool:
    """Put a note on the page; return True where it does not fit, so that its line should go to the next page."""
    foot, area = _see_foot(context), context.current_footnote_area
    if foot.measuring:
        return False
    before = _measure(area)
    for one in _list_family(note):
        if one is note or one in context.footnotes:
            context.footnotes.remove(one)
            context.current_page_footnotes.append(one)
    _update_footnote_area(context)
    if context.in_column:
        return False
    if foot.cut is not None:
        return True
    line = _Caller(*caller) if caller is not None else None
    free = area.position_y - line.floor if line is not None else inf
    if free == inf:
        free = area.page.height * foot.most
    free = min(free, _limit(area))
    if _measure(area) <= free * (1 + 1e-9):
        return False
    movable = line.movable if line is not None else note is not context.current_page_footnotes[0]
    if movable and _measure(area) - before <= area.page.height * _LONG:
        return True
    reserve = line.count_reserve() if line is not None else 0
    if _cut_area(context, note, free - reserve, movable):
        return False
    return movable or not _cut_area(context, note, free, movable)


def _cut_area(context: Any, note: Any, height: float, movable: bool) -> bool:
    """Break the area at `height` if that is within `note`; return whether it is.

    The notes within one that is cut may all stand overleaf, and where its line must stay, so may those of a whole one.
    """
    foot, notes = _see_foot(context), context.current_page_footnotes
    foot.cut, foot.strict, foot.last = height, movable, note
    _, resume_at = _lay_area(context, _prepare(context.current_footnote_area))
    if resume_at:
        ((index, inner),) = resume_at.items()
        own = notes.index(note)
        if inner if index == own else (index > own and not movable):
            _update_footnote_area(context)
            return True
    foot.cut = foot.last = None
    return False


def _unlayout_footnote(context: Any, note: Any) -> None:
    """Take a note from the page because its line goes away; one that was called on an earlier page stays.

    The engine asks for it with every block that it takes away, of whose lines some may stand on earlier pages.
    """
    foot = _see_foot(context)
    if foot.measuring or note in context.footnotes:
        return
    family = [one for one in _list_family(note) if one.element not in foot.called_before]
    _take_away(context, family, context.footnotes)


def _report_footnote(context: Any, note: Any) -> None:
    """Send a note to the next page."""
    if _see_foot(context).measuring:
        return
    _take_away(context, _list_family(note), context.reported_footnotes)


def _take_away(context: Any, family: list[Any], target: list[Any]) -> None:
    foot = _see_foot(context)
    for place in (context.current_page_footnotes, context.reported_footnotes):
        if place is not target:
            gone = [one for one in family if one in place]
            target.extend(gone)
            place[:] = [one for one in place if one not in gone]
    if foot.last in family:
        foot.cut = foot.last = None
    _update_footnote_area(context)


def _update_footnote_area(context: Any) -> None:
    """Measure the notes of the page, and take their height from what the text has.

    The engine keeps the area's margins when its last note has gone; here they go as well.
    """
    area = context.current_footnote_area
    if not context.in_column:
        context.page_bottom += _measure(area)
    area.children = context.current_page_footnotes
    area.height = "auto"
    if area.children:
        area.height = _lay_area(context, _prepare(area))[0].height
        if not context.in_column:
            context.page_bottom -= _measure(area)


def _measure(area: Any) -> float:
    return 0.0 if area.height == "auto" else float(area.margin_height())


def _limit(area: Any) -> float:
    """Return the greatest height of the area that the style sheet allows, its margins included."""
    return float(area.max_height + area.margin_height() - area.height if area.height != "auto" else area.max_height)


# --- breaking the area


def _prepare(area: Any) -> Any:
    return build.create_anonymous_boxes(area.deepcopy())


def _lay_area(context: Any, area: Any, absolute_boxes: Any = None, fixed_boxes: Any = None) -> tuple[Any, Any]:
    """Return the prepared `area` laid out as far as its cut, and where it goes on: None at its end.

    There is no area (None) where the cut is strict and nothing fits.
    """
    foot = _see_foot(context)
    area.style = area.style.copy()
    area.style["box_decoration_break"] = "clone"  # the rule stands above what is carried over, too
    area.style["max_height"] = _NO_LIMIT  # it limits what goes in; the engine would let the rest overflow
    first = area.children[0].__dict__.get("_makeready_skip") if area.children else None
    skip = {0: first} if first else None
    space = -inf if foot.cut is None else context.page_bottom - area.position_y - foot.cut
    whole = foot.cut is None or not foot.strict
    # Notes within notes come and go with the outer one, and an area may be measured while another is.
    measuring, foot.measuring = foot.measuring, True
    try:
        laid, resume_at, *_ = _ENGINE_BLOCK_LAYOUT(
            context, area, space, skip, area.page, whole, absolute_boxes, fixed_boxes
        )
    finally:
        foot.measuring = measuring
    if laid is not None and resume_at is not None:
        # The engine fills a block that goes on overleaf down to the end of the page.
        laid.height = max(_find_bottom(child) for child in laid.children) - laid.content_box_y()
    return laid, resume_at


def _find_bottom(box: Any) -> float:
    """Return the lowest point of the lines and pictures in a laid-out box and of what frames them, -inf for none."""
    if isinstance(box, boxes.LineBox | boxes.ReplacedBox):
        return float(box.position_y + box.margin_height())
    children = getattr(box, "children", None) or ()
    bottom = max((_find_bottom(child) for child in children if child.is_in_normal_flow()), default=-inf)
    return float(bottom + box.padding_bottom + box.border_bottom_width)


def _carry_over(context: Any, resume_at: dict[int, Any]) -> None:
    """Put what the area did not hold at the head of the notes that go to the next page."""
    ((index, skip),) = resume_at.items()
    rest = context.current_page_footnotes[index:]
    if skip:
        rest[0] = rest[0].copy()
        rest[0]._makeready_skip = skip
    context.reported_footnotes = [*rest, *context.reported_footnotes]


# --- pages


def _lay_block(context: Any, box: Any, *rest: Any, **named: Any) -> Any:
    """Lay out what the engine puts on a page: the text, and at last the notes."""
    if isinstance(box, boxes.FootnoteAreaBox):
        return _lay_foot(context, box, **named)
    if not box.is_for_root_element:
        return _ENGINE_BLOCK_LAYOUT(context, box, *rest)
    lay = _lay_text_above_notes if context.current_page_footnotes else _ENGINE_BLOCK_LAYOUT
    laid = lay(context, box, *rest)
    foot = _see_foot(context)
    if foot.cut is not None:
        # What the text leaves free, above all at the end of a chapter, is for the notes.
        area = context.current_footnote_area
        free = area.position_y - max(_find_bottom(laid[0]), area.page.content_box_y())
        foot.cut = max(foot.cut, min(free, _limit(area)))
    return laid


def _lay_foot(context: Any, area: Any, **rest: Any) -> tuple[Any]:
    laid, resume_at = _lay_area(context, area, rest["absolute_boxes"], rest["fixed_boxes"])
    if resume_at:
        _carry_over(context, resume_at)
    return (laid,)


def _lay_text_above_notes(
    context: Any, root: Any, space: float, skip: Any, page: Any, empty: bool, absolute: Any, fixed: Any, margins: Any
) -> Any:
    """Lay out the text of a page that has notes from the one before.

    The engine lets what does not fit on an empty page run over its end. Here the text waits for the next page then,
    and the notes have this one to themselves.
    """
    reported = len(context.reported_footnotes)
    laid = _ENGINE_BLOCK_LAYOUT(context, root, space, skip, page, empty, absolute, fixed, [*margins])
    # Nothing of the text may fit beside a table's head.
    fits = laid[0] is not None and not context.overflows(context.page_bottom, _find_bottom(laid[0]))
    if skip is None or (fits and len(context.reported_footnotes) == reported):
        return laid
    if laid[0] is not None:
        weasyprint.layout.block.remove_placeholders(context, [laid[0]], absolute, fixed)
    laid = _ENGINE_BLOCK_LAYOUT(context, root, space, skip, page, False, absolute, fixed, [*margins])
    if laid[0] is not None:
        return laid
    blank = _ENGINE_BLOCK_LAYOUT(context, _empty(root, skip), space, skip, page, True, absolute, fixed, [*margins])
    return (blank[0], skip, *laid[2:])


def _empty(box: Any, skip: dict[int, Any]) -> Any:
    """Return a copy of a block that has nothing from `skip` on, but reaches down to the end of the page."""
    copied = box.copy()
    ((index, inner),) = skip.items()
    child = box.children[index]
    if inner and len(inner) == 1 and isinstance(child, boxes.BlockBox) and not child.is_table_wrapper:
        copied.children = [*box.children[:index], _empty(child, inner)]
    else:
        copied.children = []
        copied.force_fragmentation = True
    return copied


def _remake_page(index: int, context: Any, root: Any, html: Any) -> Any:
    """Make a page as the engine does, with the notes that go over to it, and keep those that go on to the next one.

    The engine makes some pages twice, and forgets these notes then.
    """
    foot, maker = _see_foot(context), context.page_maker
    context.reported_footnotes = [*foot.carried.get(index, ())]
    foot.called_before = frozenset(one.element for one in context.reported_footnotes)
    forced = maker[index][0] is None or maker[index][1]["break"] in FORCED_BREAKS
    foot.cut, foot.last, foot.most = None, None, 1.0 if forced else _MOST
    foot.numbers = foot.numbers or PageNumbers(html.etree_element, root)
    foot.numbers.begin_page(index, context.reported_footnotes)
    page, resume_at = _MENDED_REMAKE_PAGE(index, context, root, html)
    before, carried = foot.carried.get(index + 1, []), context.reported_footnotes
    foot.numbers.end_page(index, [*context.current_page_footnotes, *carried])
    foot.carried[index + 1] = [*carried]
    if resume_at is not None and [_name(one) for one in before] != [_name(one) for one in carried]:
        maker[index + 1][-1]["content_changed"] = True
    if resume_at is None and carried:
        maker[index][-1]["pages_wanted"] = True  # or the engine takes this page for the last one, the second time
    return page, resume_at


def _name(note: Any) -> tuple[Any, Any]:
    """Return what tells a note, or the rest of it, from others."""
    return note.element, note.__dict__.get("_makeready_skip")


def keep_notes(context: Any) -> Callable[[], None]:
    """Return what brings back the notes of a layout as they are now: those that go over, and their numbers."""
    foot = _see_foot(context)
    kept, pages = replace(foot, carried={**foot.carried}), foot.numbers.keep() if foot.numbers else {}

    def restore() -> None:
        for name in ("called_before", "most", "cut", "strict", "last", "measuring"):
            setattr(foot, name, getattr(kept, name))
        foot.carried = {page: [*notes] for page, notes in kept.carried.items()}
        if foot.numbers:
            foot.numbers.bring_back(pages)

    return restore


def mend_function(function: Any, module: Any, *changes: tuple[str, str]) -> Any:
    """Return a function of the engine's `module` with expressions of it replaced; each stands there once.

    Raises RuntimeError where that is not so: the engine is another release then.
    """
    source = _read_source(function)
    for old, new in changes:
        if source.count(old) != 1:
            raise RuntimeError("WeasyPrint is not the version that makeready pins")
        source = source.replace(old, new)
    names: dict[str, Any] = {}
    exec(compile(source, module.__file__, "exec"), module.__dict__, names)  # noqa: S102 - the engine's own source
    return names[function.__name__]


def _read_source(function: Any) -> str:
    """Return the source of a function that no other one is around; `inspect` reads it word by word (0.04 s)."""
    lines = linecache.getlines(function.__code__.co_filename)[function.__code__.co_firstlineno - 1 :]
    ends = (place for place, line in enumerate(lines) if place and not line.startswith((" ", ")", "\n")))
    return "".join(lines[: next(ends, None)])


_MENDED_REMAKE_PAGE = mend_function(_ENGINE_REMAKE_PAGE, weasyprint.layout.page, ENDS_WITH_NOTES, KNOWS_BREAKS)


@contextmanager
def carry_notes() -> Iterator[None]:
    """Let the engine carry notes over to the next page; its layout of lines is mended in pdf/engine.py."""
    methods = {
        "_update_footnote_area": _update_footnote_area,
        "layout_footnote": _layout_footnote,
        "unlayout_footnote": _unlayout_footnote,
        "report_footnote": _report_footnote,
    }
    for name, method in methods.items():
        setattr(_Context, name, method)
    weasyprint.layout.page.block_level_layout = _lay_block
    weasyprint.layout.page.remake_page = _remake_page
    try:
        yield
    finally:
        for name, method in _ENGINE_METHODS.items():
            setattr(_Context, name, method)
        weasyprint.layout.page.block_level_layout = _ENGINE_BLOCK_LAYOUT
        weasyprint.layout.page.remake_page = _ENGINE_REMAKE_PAGE
