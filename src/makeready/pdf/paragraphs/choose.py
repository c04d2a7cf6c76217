"""The choice of breaks: the places where lines may end go in, with widths; those where they do end come out.

It is the algorithm of Knuth and Plass ("Breaking Paragraphs into Lines", 1981): of all ways to break a paragraph, the
one with the fewest demerits. Nothing here knows of the page engine or of typefaces. Widths are in any unit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from math import inf
from operator import itemgetter
from typing import Any, NamedTuple

from makeready.pdf.paragraphs.tolerances import Tolerances

__all__ = ["Break", "Choice", "Kind", "Shape", "choose_breaks"]

_NEAR = 1e-6
_STRAIGHT = 0.01  # white that is not seen
_WORST = 10.0  # times the stretch that has a badness of 100: what is looser is worse by the white that it has


class Kind(IntEnum):
    """What a break is: at a space, behind a character that is there, with a hyphen that is put in, or the end.

    Those from END on end what is set like a paragraph: their lines are not stretched.
    """

    SPACE = 0
    VISIBLE = 1  # behind a hyphen, a dash, a slash of the text
    HYPHEN = 2  # a hyphen is put in
    SOFT = 3  # a soft hyphen of the text becomes one
    END = 4
    LINE_END = 5  # that is asked for: every way goes through it, and begins anew behind it


class Break(NamedTuple):
    """A place where a line may end: at `end` of the text `leaf`; the next line begins at `next_start` of `next_leaf`.

    `x_end` and `x_start` are the widths of the paragraph, set in one line, up to both places, with `spaces_end` and
    `spaces_start` spaces before them. Of a break within a word, they are the bounds of the word: the exact ones are
    asked for once a line may end there, by `word`.
    """

    leaf: int
    end: int
    next_leaf: int
    next_start: int
    x_end: float
    spaces_end: int
    x_start: float
    spaces_start: int
    kind: Kind
    penalty: float
    word: Any = None
    is_hyphen: bool = False  # it ends with a hyphen of the text


class Shape(NamedTuple):
    """The lines that are asked for: their width, that of a space, the size of the type, and what they are broken by.

    Lines are justified, or ragged: white at their ends that is as wide as `rag` has a badness of 100. Of `balanced`
    lines the last one is like the others. A hyphen is put in only where the white at the end of a line would be wider
    than `zone` without it (CSS Text 4, "hyphenate-limit-zone").
    """

    width: float
    space: float
    em: float
    hyphenates: bool
    widest: (
        float  # in spaces; without a bound, lines may also be ragged. Of ragged lines the white at their ends, in em
    )
    rag: float = 0.0
    balanced: bool = False
    zone: float = 0.0


class Choice(NamedTuple):
    """The demerits of the best way, and the numbers of its breaks in their order."""

    demerits: float
    breaks: tuple[int, ...]


# A way to a break: its demerits, the tone of its last line, hyphens on end, the number of the break, the way before,
# and how many lines it has.
_Way = tuple[float, int, int, int, Any, int]
_TIGHT, _EVEN, _LOOSE, _VERY_LOOSE = range(4)


def choose_breaks(
    breaks: Sequence[Break],
    shape: Shape,
    tolerances: Tolerances,
    split: Callable[[Break], tuple[float, float]],
    lines: int | None = None,
    firsts: Mapping[int, float] | None = None,
) -> Choice | None:
    """Return the best way through `breaks`, of which the last is the end; None where spaces would pass their bounds.

    `split` returns the exact (x_end, x_start) of a break within a word.
    `lines` asks for so many: ways of other lengths are not taken, which costs as many times more as there are lines.
    `firsts` are the numbers of the breaks where the first line may end, with its demerits, where it has other widths.
    """
    width, space, em, hyphenates, widest, rag, balanced, zone = shape
    # How much a space may shrink, stretch for a badness of 100, and stretch; how much white a line may have at its end.
    most_shrink, unit, loosest, torn = 0.0, 0.0, 0.0, widest * em
    if not rag:
        most_shrink, unit = (1 - tolerances.least) * space, tolerances.stretch * space
        loosest, torn = (0.0, inf) if widest == inf else ((widest - 1) * space, 0.0)
    line_penalty, contrast = tolerances.line_penalty, tolerances.contrast_demerits
    # Of each place where a line may begin: its x, the spaces before it, the ways to it.
    active: list[tuple[float, int, list[_Way]]] = []
    if firsts is None:
        active.append((0.0, 0, [(0.0, _EVEN, 0, -1, None, 0)]))
    latest = max(firsts, default=-1) if firsts else -1
    begun = -1  # the line end that was asked for last
    plain = 0.0  # x of the last place where a line may well end without a hyphen; known where there is a zone
    for number, one in enumerate(breaks):
        _, _, _, _, x_end, spaces, x_start, spaces_start, kind, penalty, word, is_hyphen = one
        is_last = kind >= Kind.END
        if firsts is not None and number <= latest:
            if number in firsts:
                x_start = split(one)[1] if word is not None and not is_last else x_start
                run = 1 if is_hyphen or kind in (Kind.HYPHEN, Kind.SOFT) else 0
                active.append((x_start, spaces_start, [(firsts[number], _EVEN, run, number, None, 1)]))
            continue
        if word is not None and not is_last:
            if kind is not Kind.VISIBLE and not hyphenates:
                continue
            # x_end and x_start are the bounds of the word so far: does any line end near it?
            for xs, ss, _ in active:
                count = spaces - ss
                if x_start - xs >= width - count * loosest - torn and x_end - xs <= width + count * most_shrink:
                    break
            else:
                continue
            x_end, x_start = split(one)
        inserted = kind is Kind.HYPHEN or kind is Kind.SOFT
        flagged = inserted or is_hyphen
        if zone and not inserted and (not penalty if kind is Kind.SPACE else penalty != tolerances.emergency_penalty):
            plain = x_end
        best: dict[tuple[int, ...], _Way] = {}
        dead = False
        for xs, ss, ways in active:
            if inserted and xs < plain and width - (plain - xs) <= zone:
                continue  # without a hyphen, there is little enough white
            count = spaces - ss
            slack = width - (x_end - xs)
            if slack < 0:
                if -slack > count * most_shrink + _NEAR:
                    dead = dead or not inserted
                    continue
                ratio = slack / (count * most_shrink) if count and most_shrink else 0.0
                badness = -100.0 * ratio * ratio * ratio
                tone = _TIGHT if ratio < -0.5 else _EVEN
            elif is_last and not balanced:
                badness, tone = 0.0, _EVEN
            else:
                if slack > count * loosest + torn + _NEAR:
                    break
                room = rag + count * unit
                ratio = slack / room if room else (0.0 if slack < _STRAIGHT else inf)
                if ratio > _WORST:
                    # It will be ragged: the more white at its end, the worse.
                    ratio = _WORST + slack / width
                badness = 100.0 * ratio * ratio * ratio
                tone = _EVEN if ratio < 0.5 else _LOOSE if ratio <= 1.0 else _VERY_LOOSE
            base = (line_penalty + badness) ** 2 + penalty * penalty
            for way in ways:
                total, tone_before, run, place, _, depth = way
                depth += 1
                total += base
                if tone_before - tone > 1 or tone - tone_before > 1:
                    total += contrast
                if flagged:
                    run += 1
                    if run == 2:
                        total += tolerances.double_demerits
                    elif run > 2:
                        total += tolerances.triple_demerits
                        run = 3
                else:
                    if is_last and place > begun:
                        if run:
                            total += tolerances.final_demerits + (0 if count else tolerances.fragment_demerits)
                        if width - slack < tolerances.runt * em:
                            total += tolerances.runt_demerits
                    run = 0
                key: tuple[int, ...] = (tone, run)
                if lines is not None:
                    if depth > lines or (kind is Kind.END and depth != lines):
                        continue
                    key = (tone, run, depth)
                known = best.get(key)
                if known is None or total < known[0]:
                    best[key] = (total, tone, run, number, way, depth)
        if dead:
            active = [
                group
                for group in active
                if width - (x_end - group[0]) >= -(spaces - group[1]) * most_shrink - _NEAR
            ]  # fmt: skip
        if best:
            ways = list(best.values())
            if kind is Kind.END:
                return _trace(min(ways, key=_read_total))
            if kind is Kind.LINE_END:
                active, begun = [], number
                ways = [(total, _EVEN, 0, *rest) for total, _, _, *rest in ways]
            if len(ways) > 1 and lines is None:
                ways = _drop_worse(ways, contrast)
            active.append((x_start, spaces_start, ways))
        elif not active or is_last:
            return None
    return None


def _drop_worse(ways: list[_Way], contrast: float) -> list[_Way]:
    """Leave out ways that can never be better: all that a line costs for what is before it is contrast, or hyphens."""
    ways.sort(key=_read_total)
    kept = ways[:1]
    for way in ways[1:]:
        for better in kept:
            if better[2] <= way[2] and (better[0] + contrast <= way[0] or better[1] == way[1]):
                break
        else:
            kept.append(way)
    return kept


_read_total = itemgetter(0)


def _trace(way: _Way) -> Choice:
    chosen = []
    current: Any = way
    while current is not None and current[3] >= 0:
        chosen.append(current[3])
        current = current[4]
    return Choice(way[0], tuple(reversed(chosen)))
