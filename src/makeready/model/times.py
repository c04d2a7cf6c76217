"""Times: what each stage of a build took goes in; where the time went, stage by stage, comes out.

They are about one run on one machine and never enter an artifact.
"""

from __future__ import annotations

from makeready.dataclass import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTime:
    """What one stage took, in seconds; `edition` is None where the work is for all editions.

    `cpu` is user and system time of this process and of the programs that it ran and waited for; beside `wall` it
    tells waiting (less) from work on several cores (more). `laps` are finer lines that the stage gave by itself, each
    a name and its wall seconds; they lie within the stage and need not add up to it.
    """

    stage: str
    edition: str | None
    wall: float
    cpu: float
    laps: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The stages of a build in the order in which they ran, and what the whole build took, in seconds.

    The whole begins with the build, not with the process: the start of Python is not in it.
    """

    stages: tuple[StageTime, ...] = ()
    wall: float = 0.0
    cpu: float = 0.0

    @property
    def rest(self) -> StageTime:
        """Return what was spent between the stages and behind the last: looking for files and writing them."""
        return StageTime(
            stage="between the stages",
            edition=None,
            wall=max(0.0, self.wall - sum(stage.wall for stage in self.stages)),
            cpu=max(0.0, self.cpu - sum(stage.cpu for stage in self.stages)),
        )
