"""The cost of fitting: a novel goes in; what cold builds cost, fitted and line by line, beside a peer, comes out.

The systems take turns, each round beginning with another one.

    ROUNDS=5 python -m tests.scale.fitting_cost
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.scale.measure import Cost, measure, read_load, take_median, write_range
from tests.scale.novel import NOVEL, Novel, build_project, write_project
from tests.scale.systems import AbsentError, plan_weasyprint
from tests.scale.typeset import LINE_BY_LINE


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("ROUNDS") or 5))
    parser.add_argument("--novel", type=Path, default=NOVEL, help="a folder of Markdown files")
    words = parser.parse_args()
    if not words.novel.is_dir():
        print(f"{words.novel.name} is not here; name another folder with --novel", file=sys.stderr)
        return 2
    before = read_load()[0]
    with tempfile.TemporaryDirectory(prefix="makeready-cost-") as folder:
        novel = Novel(words.novel, Path(folder) / "novel")
        greedy = write_project(words.novel, novel.folder / "greedy")
        (greedy / "styles").mkdir()
        (greedy / "styles" / "print.css").write_text(LINE_BY_LINE, encoding="utf-8")
        steps = {
            "makeready, EPUB + PDF": [build_project(novel.project, novel.out / "fitted", "--no-cache")],
            "the same, line by line": [build_project(greedy, novel.out / "greedy", "--no-cache")],
        }
        try:
            steps["pandoc + WeasyPrint, PDF"] = list(plan_weasyprint(novel).steps)
        except AbsentError as error:
            print(error, file=sys.stderr)
        costs: dict[str, list[Cost]] = {name: [] for name in steps}
        names = list(steps)
        for turn in range(max(1, words.rounds)):
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                costs[name].append(measure(steps[name], novel.folder))
                print(f"{name}: {costs[name][-1]}", file=sys.stderr, flush=True)
    print("| system | CPU s | range | wall s | range |")
    print("|---|---:|---:|---:|---:|")
    for name, some in costs.items():
        median = take_median(some)
        cpu, wall = write_range([one.cpu for one in some]), write_range([one.wall for one in some])
        print(f"| {name} | {median.cpu:.2f} | {cpu} | {median.wall:.2f} | {wall} |")
    load = f"load {before} before and {read_load()[0]} after"
    print(f"\nMedians of {max(1, words.rounds)} rounds, {os.cpu_count()} cores, {load}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
