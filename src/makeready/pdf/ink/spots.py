"""Spot colours: the inks of a book go in; what is written in place of the colours that they stand for comes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pikepdf

from makeready.model.ink import SpotInk
from makeready.pdf.ink.colours import Colour, Inks, to_rgb, write_numbers

# Less than one step of eight bits, in which style sheets write colours.
_ALIKE = 0.5 / 255
_SPACES = {1: "/DeviceGray", 4: "/DeviceCMYK"}


class Spots:
    """The inks of their own that a PDF may have; on screens, where `inks` are none, colours stay what they are."""

    def __init__(self, pdf: pikepdf.Pdf, inks: Inks, found: Sequence[SpotInk] = (), *, plates: bool = False) -> None:
        """Take what stands for colours; with `plates` it is printed as itself, else by its likeness."""
        self.used: set[str] = set()
        self._pdf, self._inks, self._plates = pdf, inks, plates
        self._found = tuple(found) if inks.size in _SPACES else ()
        self._spaces: dict[str, Any] = {}

    def find(self, colour: Colour) -> SpotInk | None:
        """Return the ink that stands for a colour, or whose likeness it is in four inks, and remember its use."""
        for ink in self._found:
            known = (ink.cmyk,) if len(colour) == 4 else ink.colours
            asked = colour if len(colour) == 4 else to_rgb(colour)
            if any(max(abs(a - b) for a, b in zip(asked, one, strict=True)) < _ALIKE for one in known):
                self.used.add(ink.name)
                return ink
        return None

    def make_space(self, ink: SpotInk) -> Any:
        """Return the colour space of the ink's plate (ISO 32000-1, 8.6.6.4), None where it has none."""
        if not self._plates:
            return None
        if ink.name not in self._spaces:
            likeness = self._inks.convert(ink.cmyk)
            paper = [1] if len(likeness) == 1 else [0] * len(likeness)
            # Numbers to five places, as content has them, are the same on every machine.
            full = [float(number) for number in write_numbers(likeness).split()]
            tint = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=paper, C1=full, N=1)
            name, space = pikepdf.Name(f"/{ink.name}"), pikepdf.Name(_SPACES[len(likeness)])
            self._spaces[ink.name] = self._pdf.make_indirect(
                pikepdf.Array([pikepdf.Name.Separation, name, space, self._pdf.make_indirect(tint)])
            )
        return self._spaces[ink.name]

    def list_unused(self) -> list[str]:
        """Return the names of inks that stand for no colour of the PDF."""
        return [ink.name for ink in self._found if ink.name not in self.used]
