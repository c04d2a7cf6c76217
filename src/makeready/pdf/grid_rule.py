"""The rule of the grid: by how much a line is off it, and the white above it, go in; how far it moves comes out."""

from __future__ import annotations

__all__ = ["NUDGE", "move_to_grid"]

# Parts of a step. A block goes up by so much at most where there is no white above it: type of another size has its
# baseline elsewhere in the line.
NUDGE = 0.045
# White that is less than this goes where its block moves up; of more, half stays.
_SLIGHT = 0.4


def move_to_grid(over: float, white: float, step: float, near: float) -> float:
    """Return how far down a line goes that is `over` below a line of the grid, or how far up, where that is below 0.

    It goes up where the white above it is large enough and the way no longer than half a `step`, the distance of the
    lines of the grid. What differs by less than `near` is the same. All are lengths in one unit.
    """
    spare = max(white if white < step * _SLIGHT else white / 2, step * NUDGE)
    return -over if over <= spare + near and over < step / 2 - near else step - over
