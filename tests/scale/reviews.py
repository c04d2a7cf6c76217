"""Reviews: a number goes in; what so many small books cost in a batch, beside pandoc with WeasyPrint, comes out.

Each review has some 1,000 words of its own and its attribution. makeready builds them all in one batch: EPUB, tagged
PDF, all checks. pandoc is started for the EPUB and for the PDF of some of them, untagged and unchecked, in turn with
batches, so that both meet the same machine. What counts is CPU seconds a book.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.scale.systems import find_pandoc

PROJECT = Path(__file__).parents[2]
_WORDS = 1_000
_STANDS = "the of and to a in that it was his her with for as on not but from by which at this they all one when".split()
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


def write_review(folder: Path, number: int, words: Sequence[str]) -> None:
    """Write a review of its own number into `folder`: four sections, emphasis, a quotation, notes."""
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
    while written < _WORDS:
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


@dataclass(slots=True)
class Costs:
    """CPU and wall seconds a book, round by round."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def measure(self, command: Sequence[str | Path], books: int = 1, codes: Sequence[int] = (0,)) -> str:
        """Run a command for so many books; return what it printed. Raises RuntimeError where it ends otherwise."""
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=_environment())
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode not in codes:
            raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
        self.cpu.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / books)
        self.wall.append((time.perf_counter() - began) / books)
        return done.stdout


def _environment() -> Mapping[str, str]:
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def build_all(folder: Path, count: int, jobs: int, costs: Costs) -> list[dict[str, object]]:
    """Build the books below `folder` in one batch; return what the report has of each."""
    command = [sys.executable, "-m", "makeready", "batch", "--format", "json", "--jobs", str(jobs), folder]
    told = json.loads(costs.measure(command, count))
    return list(told["result"]["books"])


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
    }


def main() -> None:
    """Measure as asked, and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000, help="how many reviews")
    parser.add_argument("--peers", type=int, default=40, help="how many of them pandoc makes as well")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    print(json.dumps(play(asked.count, asked.peers, asked.rounds, asked.jobs), indent=2))


if __name__ == "__main__":
    main()
