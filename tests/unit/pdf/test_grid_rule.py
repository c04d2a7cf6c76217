"""The rule of the grid: lines go up where there is white for it and it is no further than down, else down."""

from __future__ import annotations

import pytest

from makeready.pdf.grid_rule import move_to_grid


@pytest.mark.parametrize(
    ("over", "white", "expected"),
    [
        (0.25, 0.5, -0.25),  # half of the white may go
        (0.3, 0.5, 0.7),
        (0.3, 0.3, -0.3),  # all of a little may
        (0.6, 2.0, 0.4),  # down is nearer
        (0.5, 2.0, 0.5),
        (0.04, 0.0, -0.04),  # without white a hair's breadth
        (0.1, 0.0, 0.9),
    ],
)
@pytest.mark.parametrize("step", [1.0, 18.0])
def test_lines_go_to_the_grid_in_any_unit(over: float, white: float, expected: float, step: float) -> None:
    assert move_to_grid(over * step, white * step, step, 0.001 * step) == pytest.approx(expected * step)
