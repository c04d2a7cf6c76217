"""Spot colours: an ink that a book names goes in; its likeness and the colours that it stands for come out."""

from __future__ import annotations

from makeready.dataclass import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotInk:
    """An ink that is printed from a plate of its own, such as "PANTONE 185 C".

    `cmyk` is its likeness in four inks, each from 0 to 1, where it has no plate; `colours` are those of the style
    sheets that it stands for, red, green and blue from 0 to 1.
    """

    name: str
    cmyk: tuple[float, float, float, float]
    colours: tuple[tuple[float, float, float], ...]
