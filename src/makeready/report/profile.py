"""Reports on time: a profile goes in; an aligned table for a person, or JSON for a program, comes out."""

from __future__ import annotations

from makeready.model.profile import Profile, StageTime
from makeready.report.display import make_safe
from makeready.report.json import Json
from makeready.report.palette import Palette


def render_profile(profile: Profile, palette: Palette | None = None) -> str:
    """Return a line for each stage, with its laps indented below it, then the rest and the whole.

    The columns are wall seconds, CPU seconds and the share of the whole's wall time.
    """
    palette = palette or Palette()
    lines = [palette.paint("strong", "  wall s   CPU s  share  stage")]
    for stage in (*profile.stages, profile.rest):
        lines.append(_render_line(stage.wall, stage.cpu, profile.wall, _name_stage(stage)))
        lines += [palette.paint("faint", f"{seconds:8.2f}{'':17}  {make_safe(name)}") for name, seconds in stage.laps]
    return "\n".join([*lines, palette.paint("strong", _render_line(profile.wall, profile.cpu, profile.wall, "in all"))])


def describe_profile(profile: Profile) -> Json:
    """Return a profile as JSON holds it: seconds, rounded to milliseconds."""
    return {
        "wall": round(profile.wall, 3),
        "cpu": round(profile.cpu, 3),
        "stages": [
            {
                "stage": stage.stage,
                "edition": stage.edition,
                "wall": round(stage.wall, 3),
                "cpu": round(stage.cpu, 3),
                "laps": [{"name": name, "wall": round(seconds, 3)} for name, seconds in stage.laps],
            }
            for stage in profile.stages
        ],
    }


def _name_stage(stage: StageTime) -> str:
    return make_safe(f"{stage.edition}: {stage.stage}" if stage.edition else stage.stage)


def _render_line(wall: float, cpu: float, whole: float, name: str) -> str:
    share = 100 * wall / whole if whole else 0.0
    return f"{wall:8.2f}{cpu:8.2f}{share:5.0f} %  {name}"
