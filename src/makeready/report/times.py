"""Reports on time: the times of a build go in; an aligned table for a person, or JSON for a program, comes out."""

from __future__ import annotations

from makeready.model.times import StageTime, Times
from makeready.report.display import make_safe
from makeready.report.json import Json
from makeready.report.palette import Palette


def render_times(times: Times, palette: Palette | None = None) -> str:
    """Return a line for each stage, with its laps indented below it, then the rest and the whole.

    The columns are wall seconds, CPU seconds and the share of the whole's wall time.
    """
    palette = palette or Palette()
    lines = [palette.paint("strong", "  wall s   CPU s  share  stage")]
    for stage in (*times.stages, times.rest):
        lines.append(_render_line(stage.wall, stage.cpu, times.wall, _name_stage(stage)))
        lines += [palette.paint("faint", f"{seconds:8.2f}{'':17}  {make_safe(name)}") for name, seconds in stage.laps]
    return "\n".join([*lines, palette.paint("strong", _render_line(times.wall, times.cpu, times.wall, "in all"))])


def describe_times(times: Times) -> Json:
    """Return times as JSON holds them: seconds, rounded to milliseconds."""
    return {
        "wall": round(times.wall, 3),
        "cpu": round(times.cpu, 3),
        "stages": [
            {
                "stage": stage.stage,
                "edition": stage.edition,
                "wall": round(stage.wall, 3),
                "cpu": round(stage.cpu, 3),
                "laps": [{"name": name, "wall": round(seconds, 3)} for name, seconds in stage.laps],
            }
            for stage in times.stages
        ],
    }


def _name_stage(stage: StageTime) -> str:
    return make_safe(f"{stage.edition}: {stage.stage}" if stage.edition else stage.stage)


def _render_line(wall: float, cpu: float, whole: float, name: str) -> str:
    share = 100 * wall / whole if whole else 0.0
    return f"{wall:8.2f}{cpu:8.2f}{share:5.0f} %  {name}"
