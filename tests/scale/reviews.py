"""Reviews: a number goes in; what so many small books cost in a batch, beside pandoc with WeasyPrint, comes out.

Each review has some 1,000 words of its own and its attribution. makeready builds them all in one batch: EPUB, tagged
PDF, all checks. pandoc is started for the EPUB and for the PDF of some of them, untagged and unchecked, in turn with
batches, so that both meet the same machine. What counts is CPU seconds a book, and that no process grows with the
number of books. Then three hostile books come among some of the others: one takes memory without end, one never
comes to its end, one kills its process. They have to fail, by name, and no other may.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from tests.scale.hostile import PLANS
from tests.scale.systems import find_pandoc

PROJECT = Path(__file__).parents[2]
_WORDS = 1_000
# What is promised: CPU beside that of pandoc, and memory in the last tenth of a run beside that in the first.
_MOST_RATIO, _MOST_GROWTH = 0.40, 1.05
_STEP = 0.05
_STANDS = (
    "the of and to a in that it was his her with for as on not but from by which at this they all one when".split()
)
BOOK = """\
title = "{title}"
author = "{author}"
language = "en-GB"
date = 2020-{month:02}-{day:02}
modified = 2026-01-01T00:00:00Z
identifiers = ["uuid:00000000-0000-4000-8000-{number:012}"]

[review]
reviewers = [{{ name = "{author}" }}]

[review.work]
title = "{work}"
contributors = [{{ name = "{other}", roles = ["aut"] }}]
"""


def write_review(folder: Path, number: int, words: Sequence[str], length: int = _WORDS) -> None:
    """Write a review of its own number, so many words long, into `folder`: sections, emphasis, quotations, notes."""
    chance = random.Random(number)  # noqa: S311 - no secret

    def say(count: int) -> str:
        told = [chance.choice(_STANDS if place % 2 else words) for place in range(count)]
        told[0] = told[0].capitalize()
        if count > 12:
            told[5] = f"*{told[5]}*"
            told[9] += ","
        return " ".join(told) + "."

    def name() -> str:
        return " ".join(chance.choice(words).capitalize() for _ in range(2))

    manuscript = folder / "manuscript"
    manuscript.mkdir(parents=True)
    fields = {"title": name(), "author": name(), "work": name(), "other": name(), "number": number}
    text = BOOK.format(**fields, month=number % 12 + 1, day=number % 28 + 1)
    (manuscript / "book.toml").write_text(text, encoding="utf-8")
    lines = [f"# {name()}", ""]
    notes: list[str] = []
    written = 0
    while written < length:
        if written and written // 250 > (written - 60) // 250:
            lines += [f"## {name()}", ""]
        count = chance.randint(30, 90)
        words_told = " ".join(say(chance.randint(8, 24)) for _ in range(count // 16 + 1))
        written += len(words_told.split())
        if chance.random() < 0.2:
            notes.append(say(14))
            words_told += f"[^{len(notes)}]"
        lines += [f"> {words_told}" if chance.random() < 0.1 else words_told, ""]
    lines += [part for place, note in enumerate(notes, 1) for part in (f"[^{place}]: {note}", "")]
    (manuscript / "01-review.md").write_text("\n".join(lines), encoding="utf-8")


def list_words() -> list[str]:
    """Return the words of this project's own review, longer ones, each once."""
    text = " ".join(path.read_text(encoding="utf-8") for path in sorted((PROJECT / "manuscript").glob("*.md")))
    return sorted({word.lower() for word in text.split() if word.isalpha() and word.isascii() and len(word) > 3})


class MemoryWatch(threading.Thread):
    """Looks at the memory of the processes below one, again and again, until told to stop.

    https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html
    """

    def __init__(self, top: int) -> None:
        super().__init__(daemon=True)
        self._top = top
        self._over = threading.Event()
        # Bytes by process, in the order of time.
        self.seen: dict[int, list[int]] = defaultdict(list)

    def run(self) -> None:
        """Look until `stop`."""
        size = os.sysconf("SC_PAGESIZE")
        children = Path(f"/proc/{self._top}/task/{self._top}/children")
        while not self._over.wait(_STEP):
            with contextlib.suppress(OSError, ValueError, IndexError):
                for process in (str(self._top), *children.read_text(encoding="ascii").split()):
                    statm = Path(f"/proc/{process}/statm").read_text(encoding="ascii")
                    self.seen[int(process)].append(int(statm.split()[1]) * size)

    def stop(self) -> None:
        """End the looking."""
        self._over.set()
        self.join()

    def measure_growth(self) -> dict[str, list[float]]:
        """Return for each process that lived long the median MB of its first tenth, of its last, and their ratio.

        Medians, because a process that warms up and one that lays out are far from what it has as a rule.
        """
        told: dict[str, list[float]] = {}
        longest = max(map(len, self.seen.values()), default=0)
        for process, looks in sorted(self.seen.items()):
            if len(looks) * 2 > longest:
                tenth = max(1, len(looks) // 10)
                first, last = median(looks[:tenth]), median(looks[-tenth:])
                name = "batch" if process == self._top else f"process {len(told)}"
                if first:  # 0: it ended while it was looked at
                    told[name] = [round(first / 1e6, 1), round(last / 1e6, 1), round(last / first, 3)]
        return told


@dataclass(slots=True)
class Costs:
    """CPU and wall seconds a book, round by round."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    growth: dict[str, list[float]] = field(default_factory=dict)

    def measure(self, command: Sequence[str | Path], books: int = 1, code: int = 0) -> str:
        """Run a command for so many books; return what it printed. Raises RuntimeError where it ends otherwise."""
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=_environment()) as process:
            watch = MemoryWatch(process.pid)
            watch.start()
            told, errors = process.communicate()
            watch.stop()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if process.returncode != code:
            raise RuntimeError(f"{command[0]} ended with {process.returncode}: {errors[-2000:]}")
        self.cpu.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / books)
        self.wall.append((time.perf_counter() - began) / books)
        self.growth = watch.measure_growth()
        return told


def _environment() -> Mapping[str, str]:
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def build_all(folder: Path, count: int, jobs: int, costs: Costs) -> list[dict[str, object]]:
    """Build the books below `folder` in one batch; return what the report has of each."""
    command = [sys.executable, "-m", "makeready", "batch", "--format", "json", "--jobs", str(jobs), str(folder)]
    told = json.loads(costs.measure(command, count))
    return list(told["result"]["books"])


def play_hostile(folder: Path, count: int, jobs: int) -> dict[str, object]:
    """Build `count` reviews with the hostile ones among them; return what came of these. Raises AssertionError."""
    words = list_words()
    hostile = {f"{number:04}": plan for number, plan in zip(range(1, count, max(2, count // 3)), PLANS, strict=True)}
    for number in range(count):
        write_review(folder / f"{number:04}", number, words)
    for name, plan in hostile.items():
        (folder / name / "play").write_text(plan, encoding="utf-8")
        # Bounds grow with the text, and this one is not read.
        (folder / name / "manuscript/01-review.md").write_text("# Hostile\n", encoding="utf-8")
    command = [sys.executable, "-m", "tests.scale.hostile", "batch", "--format", "json", "--jobs", str(jobs)]
    told = json.loads(Costs().measure([*command, "--time-limit", "1", "--memory-limit", "256MiB", folder], code=1))
    books = {Path(book["folder"]).name: book for book in told["result"]["books"]}
    failed = {name: book["message"] for name, book in books.items() if book["status"] == "failed"}
    assert sorted(failed) == sorted(hostile), f"these failed: {failed}"
    assert len(books) == count, f"{len(books)} books of {count} are in the report"
    counts = {status: number for status, number in told["result"]["counts"].items() if number}
    assert counts == {"built": count - len(PLANS), "failed": len(PLANS)}, f"the summary says {counts}"
    assert len(told["failures"]) == len(PLANS), "the failures are not those of the books"
    return {"books": count, "failed": {hostile[name]: message for name, message in failed.items()}}


def play(count: int, peers: int, rounds: int, jobs: int) -> dict[str, object]:
    """Return what `count` reviews cost, in so many rounds, and what `peers` of them cost with pandoc."""
    pandoc = find_pandoc()[0]
    ours, theirs, again = Costs(), Costs(), Costs()
    with tempfile.TemporaryDirectory(prefix="makeready-reviews-") as name:
        words = list_words()
        folders = [Path(name) / "books" / f"{number:04}" for number in range(count)]
        for number, folder in enumerate(folders):
            write_review(folder, number, words)
        books: list[dict[str, object]] = []
        for _ in range(rounds):
            for folder in folders:
                shutil.rmtree(folder / "build", ignore_errors=True)
            books = build_all(folders[0].parent, count, jobs, ours)
            build_all(folders[0].parent, count, jobs, again)
            for folder in folders[: peers // rounds]:
                source = folder / "manuscript" / "01-review.md"
                told = ["--metadata", f"title={folder.name}", "--metadata", "lang=en-GB"]
                out = Path(name) / "peer"
                theirs.measure([pandoc, source, *told, "-o", out.with_suffix(".epub")])
                theirs.measure([pandoc, source, *told, "--pdf-engine=weasyprint", "-o", out.with_suffix(".pdf")])
    # Each book took two calls.
    pairs = [sum(theirs.cpu[place : place + 2]) for place in range(0, len(theirs.cpu), 2)]
    return {
        "books": count,
        "jobs": jobs,
        "built": sum(book["status"] == "built" for book in books),
        "makeready_cpu": round(min(ours.cpu), 4),
        "makeready_wall": round(min(ours.wall), 4),
        "unchanged_wall": round(min(again.wall), 4),
        "pandoc_cpu": round(median(pairs), 4),
        "ratio": round(min(ours.cpu) / median(pairs), 3),
        "busy": round(min(ours.cpu) / (min(ours.wall) * jobs), 3),
        "memory": ours.growth,
    }


def main() -> int:
    """Measure as asked, and print the figures as JSON; return 1 where they are not what is promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000, help="how many reviews")
    parser.add_argument("--peers", type=int, default=40, help="how many of them pandoc makes as well")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--hostile", type=int, default=30, help="how many books the hostile ones come among; 0: none")
    parser.add_argument("--only-hostile", action="store_true", help="measure nothing else")
    asked = parser.parse_args()
    told: dict[str, object] = {}
    if not asked.only_hostile:
        told = play(asked.count, asked.peers, asked.rounds, asked.jobs)
    if asked.hostile:
        with tempfile.TemporaryDirectory(prefix="makeready-hostile-") as name:
            told["hostile"] = play_hostile(Path(name), asked.hostile, asked.jobs)
    print(json.dumps(told, indent=2))
    if asked.only_hostile:
        return 0
    growth: Any = told["memory"]
    is_flat = all(ratio <= _MOST_GROWTH for _first, _last, ratio in growth.values())
    return 0 if is_flat and float(str(told["ratio"])) <= _MOST_RATIO and told["built"] == asked.count else 1


if __name__ == "__main__":
    raise SystemExit(main())
