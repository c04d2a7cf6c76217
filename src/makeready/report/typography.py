"""Tables of typography: the figures of an edition go in; lines for people, or a value for programs, come out."""

from __future__ import annotations

from collections.abc import Iterator

from makeready.model.setting import Fault, FaultPlace, Figures
from makeready.report.json import Json

_NAMES = {
    Fault.LADDERS: "runs of three hyphens and more",
    Fault.FRAGMENTS: "paragraphs that end in a piece of a word",
    Fault.RUNTS: "paragraphs that end in six letters or fewer",
    Fault.TURN_HYPHENS: "hyphens at the ends of full rectos",
    Fault.SHORT_ENDS: "chapter ends under three lines",
    Fault.WIDOWS: "widows",
    Fault.ORPHANS: "orphans",
    Fault.LONELY_HEADINGS: "headings with under three lines below",
    Fault.SHORT_PAGES: "full pages that are a line or more short",
    Fault.OFF_GRID: "lines off the grid",
}
_WIDTH = 46


def list_figures(figures: Figures) -> Iterator[tuple[str, str]]:
    """Yield the rows of the table: what is counted, and how often it is there."""
    yield "pages", f"{figures.pages:,}"
    yield "lines", f"{figures.lines:,}"
    yield "justified lines", f"{figures.justified:,}"
    for level, count in figures.looser:
        yield f"word spaces above {level} × the usual one", _share(count, figures.justified)
    yield "word spaces below 0.7 ×", _share(figures.count(Fault.TIGHT), figures.justified)
    yield "tightest word space", f"{figures.tightest:.2f} ×" if figures.tightest is not None else "-"
    yield "hyphens at line ends", _share(figures.hyphens, figures.lines)
    yield "runs of two hyphens", f"{figures.doubles:,}"
    for fault in (Fault.LADDERS, Fault.FRAGMENTS, Fault.RUNTS):
        yield _NAMES[fault], _count(figures, fault)
    yield "hyphens at the ends of full pages", f"{figures.page_hyphens:,}"
    yield _NAMES[Fault.TURN_HYPHENS], _count(figures, Fault.TURN_HYPHENS)
    yield "facing full pages with equal feet", _share(figures.equal_feet, figures.count_base(Fault.UNEQUAL_FEET))
    for fault in (*(Fault.SHORT_PAGES, Fault.SHORT_ENDS, Fault.WIDOWS), *(Fault.ORPHANS, Fault.LONELY_HEADINGS)):
        yield _NAMES[fault], _count(figures, fault)
    yield _NAMES[Fault.OFF_GRID], _count(figures, Fault.OFF_GRID)


def render_figures(figures: Figures) -> Iterator[str]:
    """Yield the lines of the table."""
    for name, value in list_figures(figures):
        yield f"  {name:<{_WIDTH}}{value}"


def render_places(figures: Figures) -> Iterator[str]:
    """Yield a line for each place with a fault, by faults, in the order of the pages."""
    for fault in Fault:
        places = [one for one in figures.places if one.fault is fault]
        if places:
            yield f"  {fault.value}"
            yield from (f"    {place}" for place in places)


def describe_figures(edition: str, figures: Figures) -> Json:
    """Return the figures of an edition, with all places, for programs."""
    return {
        "edition": edition,
        "pages": figures.pages,
        "lines": figures.lines,
        "justified": figures.justified,
        "looser": [{"than": level, "lines": count} for level, count in figures.looser],
        "tightest": figures.tightest,
        "hyphens": figures.hyphens,
        "doubles": figures.doubles,
        "paragraphs": figures.paragraphs,
        "page_hyphens": figures.page_hyphens,
        "equal_feet": figures.equal_feet,
        "faults": {
            fault.value: {
                "count": figures.count(fault),
                "of": figures.count_base(fault),
                "places": [_describe_place(place) for place in figures.places if place.fault is fault],
            }
            for fault in Fault
        },
    }


def _describe_place(place: FaultPlace) -> Json:
    return {
        "page": place.page,
        "line": place.line or None,
        "value": place.value,
        "source": place.span.source if place.span is not None else None,
        "source_line": place.span.start_line if place.span is not None else None,
    }


def _count(figures: Figures, fault: Fault) -> str:
    return _share(figures.count(fault), figures.count_base(fault))


def _share(count: int, base: int) -> str:
    return f"{count:,} of {base:,} ({count / base:.2%})" if base else f"{count:,}"
