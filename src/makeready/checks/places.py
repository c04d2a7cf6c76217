"""Places: matrices and boxes of a page go in; where something is drawn, and how far it lies in another, come out.

ISO 32000-1, 8.3. Lengths are points, boxes are left, bottom, right, top.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import SupportsFloat

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def transform(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return the point that `matrix` makes of x and y."""
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]


def multiply(inner: Matrix, outer: Matrix) -> Matrix:
    """Return the matrix that applies `inner`, then `outer` (8.3.4)."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def place_box(matrix: Matrix, box: Box) -> Box:
    """Return the box round what `matrix` makes of a box."""
    a, b, c, d, e, f = matrix
    left, bottom, right, top = box
    if b == 0 == c:
        x, other, y, above = a * left + e, a * right + e, d * bottom + f, d * top + f
        return (
            x if x < other else other,
            y if y < above else above,
            other if x < other else x,
            above if y < above else y,
        )
    return bound([transform(matrix, x, y) for x in (left, right) for y in (bottom, top)])


def read_box(box: Iterable[SupportsFloat]) -> Box:
    """Return a rectangle of a PDF, which may begin at any corner (7.9.5)."""
    a, b, c, d = map(float, box)
    return min(a, c), min(b, d), max(a, c), max(b, d)


def bound(points: Iterable[tuple[float, float]]) -> Box:
    """Return the box round points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def unite(one: Box, other: Box) -> Box:
    """Return the box round both."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def intersect(one: Box, other: Box | None) -> Box:
    """Return what lies in both; None is everywhere.

    Where they do not meet, right is less than left, or top than bottom.
    """
    if other is None:
        return one
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def share(one: Box, other: Box) -> float:
    """Return the part of `one` that lies within `other`, from 0 to 1."""
    width, height = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    area = (one[2] - one[0]) * (one[3] - one[1])
    return width * height / area if area > 0 else 1.0
