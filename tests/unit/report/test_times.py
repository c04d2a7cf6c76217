"""The report on time: a table whose columns stand under each other, and the same as JSON."""

from __future__ import annotations

from makeready.model.times import StageTime, Times
from makeready.report.palette import Palette
from makeready.report.times import describe_times, render_times

TIMES = Times(
    stages=(
        StageTime(stage="reading the manuscript", edition=None, wall=0.5, cpu=0.4996),
        StageTime(
            stage="laying out", edition="print\x1b[31m", wall=9.0, cpu=18.0, laps=(("lines", 7.25), ("pages", 1.5))
        ),
    ),
    wall=10.0,
    cpu=18.6,
)


def test_the_table_has_a_line_for_each_stage_and_lap_the_rest_and_the_whole() -> None:
    assert render_times(TIMES).split("\n") == [
        "  wall s   CPU s  share  stage",
        "    0.50    0.50    5 %  reading the manuscript",
        "    9.00   18.00   90 %  print␛[31m: laying out",
        "    7.25                   lines",
        "    1.50                   pages",
        "    0.50    0.10    5 %  between the stages",
        "   10.00   18.60  100 %  in all",
    ]


def test_nothing_built_is_a_table_without_a_division_by_zero() -> None:
    assert render_times(Times()).split("\n")[-1] == "    0.00    0.00    0 %  in all"


def test_colours_change_no_word() -> None:
    coloured = render_times(TIMES, Palette(colour=True))
    assert "\x1b[1m" in coloured
    for code in ("\x1b[1m", "\x1b[2m", "\x1b[0m"):
        coloured = coloured.replace(code, "")
    assert coloured == render_times(TIMES)


def test_json_has_seconds_to_the_millisecond() -> None:
    assert describe_times(TIMES) == {
        "wall": 10.0,
        "cpu": 18.6,
        "stages": [
            {"stage": "reading the manuscript", "edition": None, "wall": 0.5, "cpu": 0.5, "laps": []},
            {
                "stage": "laying out",
                "edition": "print\x1b[31m",
                "wall": 9.0,
                "cpu": 18.0,
                "laps": [{"name": "lines", "wall": 7.25}, {"name": "pages", "wall": 1.5}],
            },
        ],
    }
