"""Tolerances: the tokens of a theme go in; how far word spaces may give way, and what a bad line costs, come out.

The names are those of TeX where it has one (Knuth and Plass, "Breaking Paragraphs into Lines", 1981).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any

from makeready.dataclass import dataclass

__all__ = ["Tolerances", "read_tolerances"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerances:
    """What lines of a paragraph may look like; widths are parts of the usual word space, demerits are added up.

    `least` is the narrowest space. A space that is wider by `stretch` has a badness of 100. `plain` is the widest one
    of lines that are set without hyphens, `hyphenated` with them; where neither will do, wider ones follow, and a line
    wider than `ragged` is not justified.

    White at the end of a line of ragged text has a badness of 100 where it is as wide as `rag`, in em, and is no wider
    than `white` without hyphens, where that can be had. The lines of what is `balanced` are all as long as they can be.

    `hangs` has the part of its width by which a character stands out into the margin at either end of a justified line.
    """

    least: float = 0.67
    stretch: float = 0.5
    plain: float = 1.5
    hyphenated: float = 1.6
    ragged: float = 3.0
    rag: float = 3.0
    white: float = 6.0
    balanced: bool = False
    line_penalty: float = 10.0
    hyphen_penalty: float = 50.0
    explicit_penalty: float = 50.0  # behind a hyphen or a dash of the text
    compound_penalty: float = 200.0  # an inserted hyphen in a word that has one
    tie_penalty: float = 400.0  # at a no-break space that is not the author's
    emergency_penalty: float = 5_000.0  # within a word that no line holds, without a hyphen: worse than any hyphen
    contrast_demerits: float = 10_000.0  # a tight line beside a loose one
    double_demerits: float = 10_000.0  # two hyphens on end
    triple_demerits: float = 1e6
    final_demerits: float = 5_000.0  # a hyphen at the end of the last line but one
    fragment_demerits: float = 1e7  # the last line is the end of a word
    runt_demerits: float = 10_000.0  # the last line is shorter than `runt`
    runt: float = 2.5  # in em
    opening_tracking: float = 0.0  # in em: how far the letters of a first line in capitals may be set apart
    line_tracking: float = 0.0  # in em: how far those of any line may be, before its spaces are wider than `plain`
    hangs: Mapping[str, float] = field(default_factory=dict)


# The token of a theme, and the names of what its numbers are, in their order.
TOKENS = {
    "--word-spaces": ("least", "plain", "hyphenated", "ragged"),
    "--line-ends": ("rag", "white"),
    "--hyphen-demerits": ("hyphen_penalty", "double_demerits", "triple_demerits", "final_demerits"),
    "--line-demerits": ("contrast_demerits", "fragment_demerits", "runt_demerits", "tie_penalty"),
    "--opening-tracking": ("opening_tracking",),
    "--line-tracking": ("line_tracking",),
}
SWITCH = "--line-breaks"
_HANGS = "--optical-margins"
# What a line costs among balanced ones, so that no more of them are made than there have to be.
_BALANCED_LINE = 100.0
_KEPT = "_kept_tolerances"


def read_tolerances(style: Any) -> Tolerances | None:
    """Return the tolerances that a computed style of the engine asks for; None where lines are broken one by one.

    A token with fewer numbers than it has places sets the first ones; what is no number leaves its place as it is.
    """
    kept = style.__dict__.get(_KEPT, style)
    if kept is style:
        kept = style.__dict__[_KEPT] = _read(style)
    return kept  # type: ignore[no-any-return]


_Values = tuple[tuple[str, float], ...]
_MADE: dict[tuple[bool, _Values, _Values], Tolerances] = {}


def _read(style: Any) -> Tolerances | None:
    words = {getattr(one, "lower_value", "") for one in _list_tokens(style, SWITCH)}
    balanced = "balanced" in words
    if not balanced and "paragraph" not in words:
        return None
    values: dict[str, Any] = {}
    for token, names in TOKENS.items():
        numbers = [one.value for one in _list_tokens(style, token) if getattr(one, "type", "") == "number"]
        values.update(zip(names, numbers, strict=False))
    hangs = _read_hangs(style)
    key = balanced, tuple(values.items()), tuple(hangs.items())
    if key not in _MADE:
        made = Tolerances(**values, hangs=hangs)
        _MADE[key] = replace(made, balanced=True, line_penalty=_BALANCED_LINE) if balanced else made
    return _MADE[key]


def _read_hangs(style: Any) -> dict[str, float]:
    """Return what hangs: the characters of each string by the number behind it, which is between 0 and 1."""
    found: dict[str, float] = {}
    characters = ""
    for one in _list_tokens(style, _HANGS):
        kind = getattr(one, "type", "")
        if kind == "string":
            characters = one.value
        elif kind == "number":
            found.update(dict.fromkeys(characters, min(max(one.value, 0.0), 1.0)))
    return found


def _list_tokens(style: Any, name: str) -> tuple[Any, ...]:
    try:
        found = style[name.replace("-", "_")]
    except KeyError:
        return ()
    return tuple(found or ())
