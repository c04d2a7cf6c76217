"""Hostile books: the words of a `makeready` command go in; books with a file `play` misbehave while they are built.

What the file says is done in the place of the build, within the bounds of its book: `swell` takes memory until there
is none, `spin` never ends, `kill` kills the process that builds. Everything round it is as in any batch.

    python -m tests.scale.hostile batch FOLDER --time-limit 2
"""

from __future__ import annotations

import itertools
import os
import signal
from pathlib import Path

from makeready.cli.entry import main
from makeready.press import batch
from makeready.press.request import BuildReport, BuildRequest
from makeready.press.run import build_project

PLANS = ("swell", "spin", "kill")
_CHUNK = 2**24


def build_or_misbehave(root: Path, *, request: BuildRequest) -> BuildReport:
    """Build the book in `root`, or do what its file `play` says."""
    plan = root / "play"
    what = plan.read_text(encoding="utf-8") if plan.is_file() else ""
    kept: list[bytes] = []
    if what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    for number in itertools.count() if what in PLANS else ():
        if what == "swell":
            kept.append(number.to_bytes(8, "big") * (_CHUNK // 8))
    return build_project(root, request=request)


if __name__ == "__main__":
    # Inherited by the processes that build, which are forks.
    vars(batch)["build_project"] = build_or_misbehave
    raise SystemExit(main())
