"""Edits: a copy of the novel goes in; what each build after a change costs beside a cold one comes out.

Each build is a new process. Cold: neither output nor anything that makeready keeps between builds is there. Then
nothing has changed; then one word of chapter 20 has; then a page's worth of text, 350 words, stands new in chapter 2.
A ratio is the median of the rounds' ratios: a machine that others use is faster in one round than in the next.

    make growth
    ROUNDS=5 python -m tests.scale.edits
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.scale.measure import Cost, measure, read_load, take_median, write_range
from tests.scale.novel import NOVEL, build_project, write_project

WORDS = 350


def change_word(project: Path) -> None:
    """Replace one word of chapter 20 by another of the same kind, for good."""
    path = find_chapter(project, 20)
    lines = path.read_text(encoding="utf-8").split("\n")
    place = next(n for n, line in enumerate(lines) if n and len(line.split()) > 30)
    words = lines[place].split(" ")
    words[12] = "forthwith" if words[12] != "forthwith" else "presently"
    lines[place] = " ".join(words)
    path.write_text("\n".join(lines), encoding="utf-8")


def insert_page(project: Path) -> None:
    """Insert 350 words, taken from chapter 30, as four paragraphs before the third one of chapter 2."""
    words = find_chapter(project, 30).read_text(encoding="utf-8").replace("#", "").split()[2 : 2 + WORDS]
    cuts = [words[n : n + 90] for n in range(0, WORDS, 90)]
    path = find_chapter(project, 2)
    paragraphs = path.read_text(encoding="utf-8").split("\n\n")
    paragraphs[3:3] = [" ".join(cut) for cut in cuts]
    path.write_text("\n\n".join(paragraphs), encoding="utf-8")


def find_chapter(project: Path, number: int) -> Path:
    """Return the file of a chapter, counted from 1."""
    return sorted(project.glob("*.md"))[number - 1]


def leave(project: Path) -> None:
    """Change nothing."""


CHANGES: tuple[tuple[str, Callable[[Path], None]], ...] = (
    ("cold", leave),
    ("nothing changed", leave),
    ("one word changed in chapter 20", change_word),
    (f"{WORDS} words inserted in chapter 2", insert_page),
)


def play_round(source: Path, options: list[str]) -> dict[str, Cost]:
    """Return what each build of one round cost; the project and its output are new."""
    costs = {}
    with tempfile.TemporaryDirectory(prefix="makeready-edits-") as folder:
        root = Path(folder)
        project = write_project(source, root / "project")
        for name, change in CHANGES:
            change(project)
            costs[name] = measure([build_project(project, root / "out", *options)], root)
            print(f"  {name}: {costs[name].wall:.2f} s, {costs[name].cpu:.2f} s of CPU", file=sys.stderr, flush=True)
    return costs


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("ROUNDS") or 3))
    parser.add_argument("--novel", type=Path, default=NOVEL, help="a folder of Markdown files")
    parser.add_argument("--option", action="append", default=[], help="for makeready build: --option=--to=pdf")
    words = parser.parse_args()
    if not words.novel.is_dir():
        print(f"{words.novel.name} is not here; name another folder with --novel", file=sys.stderr)
        return 2
    load = read_load()[0]
    rounds = [play_round(words.novel, words.option) for _ in range(max(1, words.rounds))]
    print("| build | wall s | range of wall s | wall beside cold | CPU s | CPU beside cold | largest process, MB |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, _ in CHANGES:
        costs = [one[name] for one in rounds]
        median = take_median(costs)
        wall = statistics.median(one[name].wall / one["cold"].wall for one in rounds)
        cpu = statistics.median(one[name].cpu / one["cold"].cpu for one in rounds)
        print(
            f"| {name} | {median.wall:.2f} | {write_range([one.wall for one in costs])} | "
            f"{wall:.2f} | {median.cpu:.2f} | {cpu:.3f} | {median.largest:.0f} |"
        )
    print(f"\nMedians of {len(rounds)} rounds, {os.cpu_count()} cores, load {load} before and {read_load()[0]} after.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
