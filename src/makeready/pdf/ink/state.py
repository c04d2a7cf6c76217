"""The graphics state: what operators set goes in; what painting needs to know comes out."""

from __future__ import annotations

from dataclasses import field, replace

from makeready.dataclass import dataclass
from makeready.pdf.ink.colours import BLACK, Colour
from makeready.pdf.ink.geometry import (
    EVERYWHERE,
    IDENTITY,
    NOWHERE,
    Box,
    Matrix,
    cut,
    enclose,
    is_upright,
    multiply,
    place,
    write_points,
)
from makeready.pdf.ink.spaces import Space


@dataclass(slots=True)
class Paint:
    """What fills or strokes: the space that was chosen, the colour as it was, as it is printed, or a pattern's name.

    `written` is the operation that chooses an ink of its own, None for others.
    """

    space: Space | None = None
    colour: Colour | None = BLACK
    printed: Colour | None = None
    pattern: bytes | None = None
    written: bytes | None = None


@dataclass(slots=True)
class State:
    """The part of the graphics state (ISO 32000-1, 8.4) that colour and transparency depend on."""

    fill: Paint = field(default_factory=Paint)
    stroke: Paint = field(default_factory=Paint)
    over: bool = False
    mode: int = 0
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0
    blend: str = "/Normal"
    masked: bool = False
    matrix: Matrix = IDENTITY
    clip: Box = EVERYWHERE
    clip_even: bool = True
    clips: bytes = b""
    line: float = 1.0
    font: bytes = b""
    size: float = 0.0
    spread: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0

    def copy(self) -> State:
        """Return the state that `q` keeps."""
        return replace(self)


class Path:
    """The path that is being made, as the box round it and whether it is one upright rectangle."""

    def __init__(self) -> None:
        self.box: Box = NOWHERE
        self.even = False
        self.clips = b""
        self.written: list[bytes] = []
        self._shape: list[bytes] = []
        self._parts = 0
        self._start: tuple[float, float] | None = None

    def clip(self, *, alternate: bool) -> bytes:
        """Return operations that clip to the path's inside, in the coordinates of the page."""
        return b" ".join(self._shape) + (b" W* n\n" if alternate else b" W n\n")

    def add(self, operator: bytes, numbers: list[float], matrix: Matrix) -> None:
        """Take one operator that makes paths (ISO 32000-1, 8.5.2)."""
        if operator == b"h":
            self._shape.append(b"h")
            return
        if operator == b"m":
            # It marks nothing until a line follows; another one takes its place.
            self._start = place(matrix, *numbers)
            self._shape.append(write_points([self._start], b"m"))
            return
        if operator == b"re":
            x, y, width, height = numbers
            points = [(x, y), (x + width, y + height), (x, y + height), (x + width, y)]
            self.even = self._parts == 0 and is_upright(matrix)
        else:
            points = list(zip(numbers[::2], numbers[1::2], strict=True))
            self.even = False
        self._parts += 1
        placed = [place(matrix, x, y) for x, y in points]
        if operator == b"re":
            self._shape.append(write_points(placed[:1], b"m"))
            self._shape += [write_points([placed[n]], b"l") for n in (3, 1, 2)] + [b"h"]
        else:
            self._shape.append(write_points(placed, operator))
        if self._start is not None and operator != b"re":
            placed.append(self._start)
        self._start = None
        box = enclose(placed)
        old = self.box
        self.box = min(old[0], box[0]), min(old[1], box[1]), max(old[2], box[2]), max(old[3], box[3])


class Writing:
    """Where text comes to stand, as a box that is never too small: the engine's glyphs are not measured one by one."""

    def __init__(self) -> None:
        self.matrix: Matrix = IDENTITY
        self._line: Matrix = IDENTITY
        self._from = self._to = 0.0

    def set_matrix(self, matrix: Matrix) -> None:
        """Begin at a place (`Tm`)."""
        self.matrix = self._line = matrix
        self._from = self._to = 0.0

    def move(self, x: float, y: float) -> None:
        """Begin another line (`Td`)."""
        self.set_matrix(multiply((1.0, 0.0, 0.0, 1.0, x, y), self._line))

    def show(self, state: State, widest: float, shifts: list[float], low: float, high: float) -> Box:
        """Return the box of glyphs that are at most `widest` ems wide; what follows may begin anywhere in it."""
        scale = state.size * state.stretch
        self._from -= sum(shift for shift in shifts if shift > 0) / 1000 * abs(scale)
        self._to += widest * abs(scale) + sum(-shift for shift in shifts if shift < 0) / 1000 * abs(scale)
        size = abs(state.size)
        bottom, top = state.rise + low * size, state.rise + high * size
        matrix = multiply(self.matrix, state.matrix)
        corners = ((x, y) for x in (self._from - size * 0.2, self._to + size * 0.2) for y in (bottom, top))
        return cut(enclose(place(matrix, x, y) for x, y in corners), state.clip)
