"""Keeping the last: the very same value is worked on once, and an equal one is another."""

from __future__ import annotations

from makeready.keep_last import keep_last


def test_the_very_same_value_is_worked_on_once() -> None:
    asked: list[list[int]] = []

    @keep_last
    def count(values: list[int], more: int = 0) -> int:
        asked.append(values)
        return len(values) + more

    one, equal = [1, 2], [1, 2]
    assert (count(one), count(one, 5), count(equal, more=1), count(equal), count(one)) == (2, 2, 3, 3, 2)
    assert [found is one for found in asked] == [True, False, True]


def test_what_fails_is_not_kept() -> None:
    @keep_last
    def divide(values: list[int]) -> float:
        return 1 / values[0]

    values = [0]
    for _ in range(2):
        try:
            divide(values)
        except ZeroDivisionError:
            values[0] = 2
    assert divide(values) == 0.5
