"""Reports: the setting of an edition's pages goes in; its figures with places, and what its limits say, come out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from makeready.findings import Finding, observe
from makeready.markup.key_places import place_keys
from makeready.model.composition import Composition
from makeready.model.edition import require_pages
from makeready.model.setting import Fault, Figures, Limit
from makeready.pdf.parts import unpack_setting
from makeready.pdf.typography.count import count_faults

_MOST_PLACES = 5
# The code of each fault, what its places are called (one, several), and what they are counted among.
_CODES = {
    Fault.LOOSE: ("TY002", "loose line", "loose lines", "justified lines"),
    Fault.TIGHT: ("TY003", "tight line", "tight lines", "justified lines"),
    Fault.LADDERS: ("TY004", "run of hyphens", "runs of hyphens", "lines"),
    Fault.TURN_HYPHENS: ("TY005", "page turn within a word", "page turns within a word", "full rectos"),
    Fault.FRAGMENTS: ("TY006", "paragraph that ends in a piece of a word", "", "paragraphs"),
    Fault.RUNTS: ("TY006", "paragraph that ends in a short line", "", "paragraphs"),
    Fault.WIDOWS: ("TY007", "widow", "widows", "paragraphs"),
    Fault.ORPHANS: ("TY007", "orphan", "orphans", "paragraphs"),
    Fault.SHORT_PAGES: ("TY008", "short page", "short pages", "full pages"),
    Fault.UNEQUAL_FEET: ("TY008", "pair of facing pages with unequal feet", "", "pairs"),
    Fault.OFF_GRID: ("TY009", "line off the grid", "lines off the grid", "lines that are to stand on it"),
    Fault.LONELY_HEADINGS: (
        "TY010",
        "heading at the foot of its page",
        "headings at the foot of their pages",
        "headings",
    ),
    Fault.SHORT_ENDS: ("TY011", "chapter end of a line or two", "chapter ends of a line or two", "chapter ends"),
}
_PLURALS = {
    Fault.FRAGMENTS: "paragraphs that end in a piece of a word",
    Fault.RUNTS: "paragraphs that end in a short line",
    Fault.UNEQUAL_FEET: "pairs of facing pages with unequal feet",
}


def place_faults(composition: Composition, figures: Figures) -> Figures:
    """Return the figures with the place in the manuscript of each fault."""
    spans = place_keys(composition, {one.key for one in figures.places})
    places = tuple(replace(one, span=spans.get(one.key)) for one in figures.places)
    return replace(figures, places=places)


def report_typography(composition: Composition, packed: Iterable[str]) -> list[Finding]:
    """Return a finding for each limit of the edition that its pages exceed, with the worst places.

    `packed` are the settings of its pages, see parts.py; without a limit they are not looked at.
    """
    limits = require_pages(composition.edition).limits
    if not limits:
        return []
    figures = count_faults([unpack_setting(one) for one in packed])
    exceeded = [limit for limit in limits if figures.exceeds(limit)]
    if not exceeded:
        return []
    figures = place_faults(composition, figures)
    return [_report(limit, figures, composition.edition.name) for limit in exceeded]


def _report(limit: Limit, figures: Figures, edition: str) -> Finding:
    code, one, several, among = _CODES[limit.fault]
    places = figures.list_places(limit.fault)
    count, base = len(places), figures.count_base(limit.fault)
    called = one if count == 1 else several or _PLURALS[limit.fault]
    share = f" ({count / base:.2%} of {base:,} {among})" if base else ""
    most = f"{limit.most:.4g}" if not limit.is_share else f"{limit.most * 100:.4g} %"
    message = f"the edition {edition} has {count:,} {called}{share}; book.toml allows {most}"
    return observe(code, message, span=limit.span, notes=tuple(map(str, places[:_MOST_PLACES])))
