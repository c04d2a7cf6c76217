"""What content sets: operators of state and of colour go in; the state, and colours in the inks, come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf

from makeready.pdf.ink.colours import measure_coloured, write_colour
from makeready.pdf.ink.geometry import multiply
from makeready.pdf.ink.layers import Layers
from makeready.pdf.ink.names import Names
from makeready.pdf.ink.refused import UnconvertibleError, UnflattenableError
from makeready.pdf.ink.spaces import Space, read_space
from makeready.pdf.ink.state import Paint, State
from makeready.pdf.ink.transparency import read_mode

if TYPE_CHECKING:
    from makeready.pdf.ink.rewriter import Rewriter

_DEVICE = {b"g": ("/DeviceGray", False), b"rg": ("/DeviceRGB", False), b"k": ("/DeviceCMYK", False),
           b"G": ("/DeviceGray", True), b"RG": ("/DeviceRGB", True), b"K": ("/DeviceCMYK", True)}  # fmt: skip
_BUILT_IN = (b"/DeviceGray", b"/DeviceRGB", b"/DeviceCMYK", b"/Pattern")


class Setting:
    """What a content stream sets before it paints; `layers` is None where nothing transparent has to go."""

    def __init__(self, rewriter: Rewriter, names: Names, state: State, layers: Layers | None, coloured: float) -> None:
        """Take what the stream begins with; `coloured` is the most of three inks that may lie beneath it."""
        self.rewriter, self.names, self.state, self.layers = rewriter, names, state, layers
        self.inks, self.coloured = rewriter.inks, coloured
        self.out: list[bytes] = []
        self._kept: list[State] = []

    def weigh(self, paint: Paint) -> None:
        """Remember how much of three inks a paint leaves for what comes over it."""
        self.coloured = max(self.coloured, measure_coloured(paint.printed) if paint.printed else self.inks.heaviest)

    def put(self, operation: bytes) -> None:
        """Write an operation of ours."""
        self.out.append(b"\n" + operation)

    # State

    def _save(self, _operator: bytes, _operands: list[bytes], written: bytes) -> None:
        self._kept.append(self.state.copy())
        self.out.append(written)

    def _restore(self, _operator: bytes, _operands: list[bytes], written: bytes) -> None:
        if self._kept:
            self.state = self._kept.pop()
        self.out.append(written)

    def _transform(self, _operator: bytes, operands: list[bytes], written: bytes) -> None:
        a, b, c, d, e, f = (float(v) for v in operands)
        self.state.matrix = multiply((a, b, c, d, e, f), self.state.matrix)
        self.out.append(written)

    def _set_state(self, _operator: bytes, operands: list[bytes], written: bytes) -> None:
        found = self.names.find("/ExtGState", operands[0])
        if found is not None:
            state = self.state
            state.fill_alpha = float(found.get("/ca", state.fill_alpha))
            state.stroke_alpha = float(found.get("/CA", state.stroke_alpha))
            state.line = float(found.get("/LW", state.line))
            if "/BM" in found:
                state.blend = read_mode(found)
            if "/SMask" in found:
                state.masked = isinstance(found.SMask, pikepdf.Dictionary)
                if state.masked and self.layers is None:
                    self.rewriter.convert_mask(found.SMask)
            if "/Font" in found:
                raise UnconvertibleError("a typeface that is set by a graphics state")
        self.out.append(written)

    def _set_parameter(self, operator: bytes, operands: list[bytes], written: bytes) -> None:
        state = self.state
        value = float(operands[0])
        if operator == b"w":
            state.line = value
        elif operator == b"Tr":
            state.mode = int(value)
        elif operator == b"Tz":
            state.stretch = value / 100
        elif operator == b"TL":
            state.leading = value
        elif operator == b"Ts":
            state.rise = value
        else:
            state.spread = max(state.spread, abs(value))
        self.out.append(written)

    def _set_font(self, _operator: bytes, operands: list[bytes], written: bytes) -> None:
        self.state.font, self.state.size = operands[0], float(operands[1])
        self.out.append(written)

    # Colour

    def _set_device(self, operator: bytes, operands: list[bytes], _written: bytes) -> None:
        kind, stroke = _DEVICE[operator]
        self._set_colour(read_space(pikepdf.Name(kind)), tuple(float(v) for v in operands), stroke=stroke)

    def _set_space(self, operator: bytes, operands: list[bytes], written: bytes) -> None:
        found = None if operands[0] in _BUILT_IN else self.names.find("/ColorSpace", operands[0])
        space = read_space(found if found is not None else pikepdf.Name(operands[0].decode("latin-1")))
        stroke = operator == b"CS"
        if space.kind == "/Pattern":
            self._set_paint(Paint(space=space, colour=None), stroke=stroke)
            self.put(b"/Pattern " + operator)
        elif self._stays(space):
            self._set_paint(Paint(space=space, colour=None), stroke=stroke)
            if self.inks.size is None or space.spot[1] == "/All":
                self.names.use("/ColorSpace", operands[0])
                self.out.append(written)
            else:
                self.put(self.names.put("/ColorSpace", self.rewriter.convert_spot(space)) + b" " + operator)
        else:
            self._set_colour(space, space.first, stroke=stroke)

    def _set_numbers(self, operator: bytes, operands: list[bytes], written: bytes) -> None:
        stroke = operator.isupper()
        paint = self.state.stroke if stroke else self.state.fill
        space = paint.space
        if space is None:
            space = read_space(pikepdf.Name.DeviceGray)
        if space.kind == "/Pattern":
            self._set_paint(Paint(space=space, colour=None, pattern=operands[-1]), stroke=stroke)
            if self.layers is None or not self.layers.waits(operands[-1]):
                name = self.rewriter.convert_pattern(self, operands[-1], self.rewriter.tint, None)
                self.put(name + b" " + operator)
        elif self._stays(space):
            if self.rewriter.tint is not None:
                raise UnflattenableError("an ink of its own within a transparent group")
            colour = space.read(tuple(float(v) for v in operands))
            self._set_paint(Paint(space=space, colour=None, printed=self.inks.convert(colour)), stroke=stroke)
            self.out.append(written)
        else:
            self._set_colour(space, tuple(float(v) for v in operands), stroke=stroke)

    def _set_colour(self, space: Space, numbers: tuple[float, ...], *, stroke: bool) -> None:
        colour = tuple(min(1.0, max(0.0, share)) for share in space.read(numbers))
        tint = self.rewriter.tint
        spot = self.rewriter.spots.find(colour)
        colour = spot.cmyk if spot is not None else colour
        printed = self.inks.convert(tint.mix(colour) if tint else colour)
        plate = self.rewriter.spots.make_space(spot) if spot is not None and tint is None else None
        written = None
        if plate is not None:
            written = self.names.put("/ColorSpace", plate) + (b" CS 1 SCN" if stroke else b" cs 1 scn")
        elif spot is None:
            self.rewriter.note_colour(space, printed)
        self._set_paint(Paint(space=space, colour=colour, printed=printed, written=written), stroke=stroke)
        self.put(written or write_colour(printed, stroke=stroke))

    def _stays(self, space: Space) -> bool:
        """Return True for an ink of its own that the target prints; marks in all inks stay in any (8.6.6.4)."""
        return space.spot is not None and (self.inks.target in ("cmyk", "any") or space.spot[1] == "/All")

    def _set_paint(self, paint: Paint, *, stroke: bool) -> None:
        if stroke:
            self.state.stroke = paint
        else:
            self.state.fill = paint
