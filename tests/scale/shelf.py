"""The shelf: books of very different lengths go in; how busy a batch keeps its cores until its end comes out.

The processor's time of the batch's own processes is summed twice a second, and how many of them want the processor is
counted: where others use the machine too, the sum falls behind, and the count does not.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from makeready.press import batch
from makeready.press.batch import build_books, find_books
from makeready.press.request import BuildRequest
from makeready.report.books import BookStatus
from tests.scale.reviews import list_words

_WORDS_A_PAGE = 330
_WORDS_A_CHAPTER = 4_000
_STEP = 0.5
_TAIL = 0.05
_WANTED = 0.9
_METADATA = """\
title = "Book {number}"
author = "A Writer"
language = "en-GB"
date = 2020
modified = 2026-01-01T00:00:00Z
identifiers = ["uuid:00000000-0000-4000-8000-{number:012}"]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A moment of the batch: seconds since its begin, seconds of the processor till then, processes that want it."""

    at: float
    cpu: float
    ready: int


def write_book(folder: Path, number: int, pages: int, words: list[str]) -> None:
    """Write a book of its own number and about so many pages into `folder`."""
    folder.mkdir(parents=True)
    (folder / "book.toml").write_text(_METADATA.format(number=number), encoding="utf-8")
    left, chapter, place = pages * _WORDS_A_PAGE, 0, number * 7
    while left > 0:
        chapter += 1
        size = min(left, _WORDS_A_CHAPTER)
        lines = [f"# Chapter {chapter}", ""]
        for _ in range(max(1, size // 80)):
            # Steps that grow, so that no two paragraphs are alike.
            told = [words[(place + step * (step + chapter)) % len(words)] for step in range(80)]
            place += 81
            lines += [f"{' '.join(told).capitalize()}.", ""]
        (folder / f"{chapter:03}.md").write_text("\n".join(lines), encoding="utf-8")
        left -= size


def list_lengths(count: int, least: int, most: int, longest: int) -> list[int]:
    """Return the pages of `count` books, from `least` to `most` in equal ratios; the last has `longest`, unless 0."""
    ratio = math.log(most / least) / max(1, count - 1)
    lengths = [round(least * math.exp(ratio * place)) for place in range(count)]
    return [*lengths[:-1], longest] if longest else lengths


def read_processes(top: int) -> tuple[float, int]:
    """Return the seconds of the processor of a process and all below it, and how many of them want it now.

    https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    """
    known: dict[int, tuple[int, str, int, int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = path.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            own, waited = int(fields[11]) + int(fields[12]), int(fields[13]) + int(fields[14])
            known[int(path.parent.name)] = (int(fields[1]), fields[0], own, waited)
    family, grown = {top}, True
    while grown:
        more = {process for process, (parent, *_) in known.items() if parent in family} - family
        family |= more
        grown = bool(more)
    found = [known[process] for process in family if process in known]
    ticks = os.sysconf("SC_CLK_TCK")
    return sum(own + waited for *_, own, waited in found) / ticks, sum(state in "RD" for _, state, *_ in found)


def watch(command: list[str]) -> tuple[list[Sample], str]:
    """Run the command and return the moments of it, and what it printed. Raises RuntimeError where it fails."""
    began, samples = time.perf_counter(), []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            cpu, ready = read_processes(process.pid)
            samples.append(Sample(at=time.perf_counter() - began, cpu=cpu, ready=ready))
            time.sleep(_STEP)
        told = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise RuntimeError(f"the batch ended with {process.returncode}")
    return samples, told


def judge(samples: list[Sample], jobs: int) -> dict[str, float]:
    """Return how busy the cores were until the last part of the run, and from when on they no longer were."""
    end = samples[-1].at
    body = [sample for sample in samples if sample.at <= end * (1 - _TAIL)]
    last = body[-1]
    busy = [sample for sample in samples if sample.ready >= jobs]
    return {
        "wall": end,
        "cpu": max(sample.cpu for sample in samples),
        "cpu_share": (last.cpu - body[0].cpu) / ((last.at - body[0].at) * jobs),
        "wanted_share": sum(min(sample.ready, jobs) for sample in body) / (len(body) * jobs),
        "all_busy_until": (busy[-1].at if busy else 0.0) / end,
    }


def build(folder: Path, jobs: int, *, alone: bool) -> None:
    """Build the books below `folder` and print their digests; `alone` has each book built by one process."""
    ones = patch.object(batch, "share_workers", lambda sizes, _: [1] * len(sizes))
    with ones if alone else contextlib.nullcontext():
        reports = build_books(find_books([folder]), BuildRequest(use_cache=False), jobs, base=folder)
    bad = [f"{one.folder}: {one.status} {one.message}" for one in reports if one.status is not BookStatus.BUILT]
    if bad:
        raise RuntimeError("; ".join(bad))
    digests = [file.sha256 for one in reports for file in one.files]
    pages = [file.pages for one in reports for file in one.files if file.pages]
    print(json.dumps({"digests": digests, "pages": pages}))


def play(lengths: list[int], jobs: int) -> dict[str, dict[str, float]]:
    """Return how busy the cores are with and without processes of a book; RuntimeError where the bytes differ."""
    results: dict[str, dict[str, float]] = {}
    made = set()
    with tempfile.TemporaryDirectory(prefix="makeready-shelf-") as name:
        words = list_words()
        for number, pages in enumerate(lengths):
            write_book(Path(name) / f"{number:03}", number, pages, words)
        for kind in ("alone", "shared"):
            command = [sys.executable, "-m", "tests.scale.shelf", "--build", name, "--jobs", str(jobs)]
            samples, told = watch([*command, *(["--alone"] if kind == "alone" else [])])
            results[kind] = judge(samples, jobs)
            results[kind]["pages"] = sum(json.loads(told)["pages"])
            made.add(json.dumps(json.loads(told)["digests"]))
    if len(made) != 1:
        raise RuntimeError("the bytes are others")
    return results


def main() -> None:
    """Print a table; exit 1 where the cores are not busy until the last part of the run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="how many books")
    parser.add_argument("--least", type=int, default=5, help="pages of the shortest")
    parser.add_argument("--most", type=int, default=500, help="pages of the longest")
    parser.add_argument("--longest", type=int, default=0, help="pages of one that is longer than all others")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--build", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build is not None:
        return build(options.build, options.jobs, alone=options.alone)
    lengths = list_lengths(options.count, options.least, options.most, options.longest)
    results = play(lengths, options.jobs)
    print(f"{len(lengths)} books, {results['shared']['pages']:.0f} pages, {options.jobs} processes")
    print("          wall s    CPU s  CPU share  wanted share  all busy until")
    for kind, one in results.items():
        print(
            f"{kind:<8}{one['wall']:8.1f} {one['cpu']:8.1f} {one['cpu_share']:10.0%} {one['wanted_share']:13.0%}"
            f" {one['all_busy_until']:15.0%}"
        )
    if results["shared"]["wanted_share"] < _WANTED:
        sys.exit(1)


if __name__ == "__main__":
    main()
