"""Measuring: commands go in; what each cost comes out, with medians and spread."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

WATCH = Path(__file__).with_name("watch.py")
LONGEST = 240.0
MEGABYTE = 1_000_000


class CommandFailedError(Exception):
    """A command ended with an error or took too long; the message names no folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One command of a build, with what it needs in its environment."""

    command: tuple[str | Path, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a build took: CPU and wall seconds of its whole tree, megabytes (10⁶ bytes) of memory.

    `largest` is that of its largest process; `tree` of all its processes together, None where that is not known.
    `killed` counts the processes that it left behind and that did not end by themselves.
    """

    cpu: float
    wall: float
    largest: float
    tree: float | None
    killed: int = 0

    def __add__(self, other: Cost) -> Cost:
        """Return the cost of one after the other."""
        trees = [tree for tree in (self.tree, other.tree) if tree is not None]
        return Cost(
            cpu=self.cpu + other.cpu,
            wall=self.wall + other.wall,
            largest=max(self.largest, other.largest),
            tree=max(trees, default=None),
            killed=self.killed + other.killed,
        )


def measure(steps: Sequence[Step], folder: Path) -> Cost:
    """Run the steps in `folder` one after another and return what they cost. Raises CommandFailedError."""
    cost = _measure_step(steps[0], folder)
    for step in steps[1:]:
        cost += _measure_step(step, folder)
    return cost


def _measure_step(step: Step, folder: Path) -> Cost:
    words = [str(word) for word in step.command]
    with tempfile.TemporaryDirectory(prefix="makeready-watch-") as place, tempfile.TemporaryFile() as said:
        report = Path(place) / "report.json"
        subprocess.run(
            [sys.executable, "-I", "-S", WATCH, report, str(LONGEST), *words],
            cwd=folder,
            env={**os.environ, **step.environment},
            stdout=said,
            stderr=said,
            check=True,
        )
        told = json.loads(report.read_text(encoding="utf-8"))
        said.seek(0)
        last = said.read().decode("utf-8", "replace").strip()[-600:]
    if told["late"]:
        raise CommandFailedError(f"{Path(words[0]).name} was not done in {LONGEST:.0f} s")
    if told["code"]:
        raise CommandFailedError(f"{Path(words[0]).name} ended with {told['code']}: {hide_paths(last)}")
    return Cost(
        cpu=told["cpu"],
        wall=told["wall"],
        largest=told["largest"] / MEGABYTE,
        tree=told["tree"] and told["tree"] / MEGABYTE,
        killed=told["killed"],
    )


def hide_paths(words: str) -> str:
    """Return words on one line with each path cut to its last part."""
    return re.sub(r"(?:file:/*)?(?:/[^\s/'\":]+)+/([^\s/'\":]*)", r"\1", " ".join(words.split()))


def take_median(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    trees = [cost.tree for cost in costs if cost.tree is not None]
    return Cost(
        cpu=statistics.median(cost.cpu for cost in costs),
        wall=statistics.median(cost.wall for cost in costs),
        largest=statistics.median(cost.largest for cost in costs),
        tree=statistics.median(trees) if trees else None,
        killed=max(cost.killed for cost in costs),
    )


def write_range(values: Sequence[float]) -> str:
    """Return the smallest and the largest of the values: `12.1–12.9`."""
    return f"{min(values):.1f}–{max(values):.1f}"


def read_load() -> list[float]:
    """Return the load of the machine over 1, 5 and 15 minutes."""
    return [round(value, 2) for value in os.getloadavg()]
