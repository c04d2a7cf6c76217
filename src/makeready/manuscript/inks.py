"""Inks in book.toml: the tables of `[inks]` go in; the book's spot colours, and what is wrong with them, come out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from makeready.findings import Finding, observe
from makeready.manuscript.positions import Path, Positions
from makeready.model.ink import SpotInk
from makeready.style.colours import read_colour
from makeready.style.tokens import read_tokens, strip

Rgb = tuple[float, float, float]


def make_inks(metadata: Mapping[str, Any], places: Positions, findings: list[Finding]) -> tuple[SpotInk, ...]:
    """Return the inks that are sound; a colour stands for one ink only."""
    made: list[SpotInk] = []
    owners: dict[Rgb, str] = {}
    for name, table in metadata.get("inks", {}).items():
        path: Path = ("inks", name)
        cmyk = _read_cmyk(table.get("cmyk"))
        if cmyk is None and "cmyk" in table:
            message = f"the likeness of {name} is not four numbers from 0 to 100"
            hint = "write cyan, magenta, yellow and black in per cent: cmyk = [0, 91, 76, 0]"
            findings.append(observe("MD015", message, span=places.value((*path, "cmyk")), hint=hint))
        colours: list[Rgb] = []
        for written in table.get("colours", ()):
            colour = _read_rgb(written)
            if colour is None:
                fault = f"{written!r} is no opaque colour"
            elif colour in owners:
                fault = f"{written!r} stands for {owners[colour]} already"
            else:
                colours.append(colour)
                owners[colour] = name
                continue
            hint = "write colours of your style sheets, such as #e4002b, each for one ink"
            findings.append(observe("MD015", fault, span=places.value((*path, "colours")), hint=hint))
        if cmyk is not None and colours:
            made.append(SpotInk(name=name, cmyk=cmyk, colours=tuple(colours)))
    return tuple(made)


def _read_cmyk(value: Any) -> tuple[float, float, float, float] | None:
    if not isinstance(value, list) or len(value) != 4:
        return None
    if not all(isinstance(one, int | float) and not isinstance(one, bool) and 0 <= one <= 100 for one in value):
        return None
    cyan, magenta, yellow, black = (one / 100 for one in value)
    return cyan, magenta, yellow, black


def _read_rgb(written: str) -> Rgb | None:
    tokens = strip(read_tokens(written))
    found = read_colour(tokens[0]) if len(tokens) == 1 else None
    if found is None or found.alpha < 1:
        return None
    return found.red, found.green, found.blue
