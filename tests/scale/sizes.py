"""Sizes: the novel goes in; the cost of makeready on it once, twice, four and eight times over comes out.

What a page costs should not grow with the book. Every copy has files and chapter titles of its own.

    make growth
    python -m tests.scale.sizes --copies 1 2 4 --rounds 2
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from tests.scale.measure import Cost, measure, read_load, take_median
from tests.scale.novel import NOVEL, build_project, write_project


def measure_size(source: Path, copies: int, rounds: int) -> tuple[Cost, int]:
    """Return the median cost of a build of so many copies of the novel, and its pages."""
    with tempfile.TemporaryDirectory(prefix="makeready-sizes-") as folder:
        root = Path(folder)
        costs, pages = [], 0
        for number in range(rounds):
            # Cold, whatever a later release keeps between builds and wherever.
            project = write_project(source, root / str(number) / "project", copies=copies)
            out = root / str(number) / "out"
            costs.append(measure([build_project(project, out)], root))
            print(f"  {copies}×: {costs[-1].wall:.1f} s, {costs[-1].cpu:.1f} s of CPU", file=sys.stderr, flush=True)
            pages = len(json.loads(next(out.glob("*.pages.json")).read_text(encoding="utf-8"))["pages"])
    return take_median(costs), pages


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("ROUNDS") or 1))
    parser.add_argument("--copies", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--novel", type=Path, default=NOVEL, help="a folder of Markdown files")
    words = parser.parse_args()
    if not words.novel.is_dir():
        print(f"{words.novel.name} is not here; name another folder with --novel", file=sys.stderr)
        return 2
    load, rounds = read_load()[0], max(1, words.rounds)
    print("| novel | pages | wall s | CPU s | CPU a page, ms | largest process, MB | MB a page |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for copies in words.copies:
        cost, pages = measure_size(words.novel, copies, rounds)
        print(
            f"| {copies}× | {pages:,} | {cost.wall:.1f} | {cost.cpu:.1f} | {1000 * cost.cpu / pages:.1f} | "
            f"{cost.largest:.0f} | {cost.largest / pages:.2f} |",
            flush=True,
        )
    loads = f"load {load} before and {read_load()[0]} after"
    print(f"\nEPUB and PDF, cold, medians of {rounds}, {os.cpu_count()} cores, {loads}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
