"""Places: matrices, points and boxes go in; what lies beneath a place of a page comes out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import field

from makeready.dataclass import dataclass
from makeready.pdf.ink.colours import WHITE, Colour

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
EVERYWHERE: Box = (-math.inf, -math.inf, math.inf, math.inf)
NOWHERE: Box = (math.inf, math.inf, -math.inf, -math.inf)
_NEAR = 0.01  # points by which boxes may differ that are meant to be the same


def multiply(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that does `first` and then `second` (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def place(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return where a point comes to lie."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def enclose(points: Iterable[tuple[float, float]]) -> Box:
    """Return the least box round points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def place_box(matrix: Matrix, box: Sequence[float]) -> Box:
    """Return the least box round a box that was moved by `matrix`."""
    left, bottom, right, top = box
    return enclose(place(matrix, x, y) for x in (left, right) for y in (bottom, top))


def is_upright(matrix: Matrix) -> bool:
    """Return True where rectangles stay rectangles with the sides of the page."""
    a, b, c, d, *_ = matrix
    return (abs(b) < 1e-9 and abs(c) < 1e-9) or (abs(a) < 1e-9 and abs(d) < 1e-9)


def cut(one: Box, other: Box) -> Box:
    """Return what two boxes share; it is empty where they share nothing."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def widen(box: Box, by: float) -> Box:
    """Return a box larger on all sides."""
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def meets(one: Box, other: Box) -> bool:
    """Return True where two boxes share more than an edge."""
    left, bottom, right, top = cut(one, other)
    return right - left > _NEAR and top - bottom > _NEAR


def holds(outer: Box, inner: Box) -> bool:
    """Return True where `inner` lies in `outer`."""
    within = widen(outer, _NEAR)
    return within[0] <= inner[0] and within[1] <= inner[1] and within[2] >= inner[2] and within[3] >= inner[3]


def invert(matrix: Matrix) -> Matrix | None:
    """Return the matrix that undoes `matrix`, None where nothing can."""
    a, b, c, d, e, f = matrix
    area = a * d - b * c
    if abs(area) < 1e-12:
        return None
    return d / area, -b / area, -c / area, a / area, (c * f - d * e) / area, (b * e - a * f) / area


def write_matrix(matrix: Matrix) -> bytes:
    """Return the operation that multiplies by `matrix`."""
    return " ".join(f"{value:.8f}" for value in matrix).encode() + b" cm"


def write_points(points: Iterable[tuple[float, float]], operator: bytes) -> bytes:
    """Return an operation that takes points."""
    return " ".join(f"{x:.5f} {y:.5f}" for x, y in points).encode() + b" " + operator


@dataclass(frozen=True, slots=True)
class Layer:
    """Something painted: the box round it, its one colour if it has one, and clips to all that it covers if known.

    `even` says that it covers all of its box; `shape` are operations in the coordinates of the page.
    """

    box: Box
    colour: Colour | None = None
    even: bool = False
    shape: bytes | None = None


@dataclass(slots=True)
class Painted:
    """What was painted so far, in order, on paper of one colour."""

    paper: Colour = WHITE
    layers: list[Layer] = field(default_factory=list)

    def add(self, layer: Layer) -> None:
        """Put something on top."""
        box = layer.box
        if box[0] < box[2] and box[1] < box[3]:
            self.layers.append(layer)

    def find_below(self, box: Box) -> Colour | None:
        """Return the one colour that lies under all of `box`, None where it is not even or not known."""
        stack = self.list_below(box)
        return stack[0].colour if stack is not None and len(stack) == 1 else None

    def list_below(self, box: Box) -> list[Layer] | None:
        """Return what lies under `box` from an even ground up, None where the colour or shape of any is not known."""
        found: list[Layer] = []
        for layer in reversed(self.layers):
            if not meets(layer.box, box):
                continue
            if layer.colour is None:
                return None
            if layer.even and holds(layer.box, box):
                return [layer, *reversed(found)]
            if layer.shape is None:
                return None
            found.append(layer)
        return [Layer(EVERYWHERE, self.paper, even=True), *reversed(found)]
