"""Batch kills: a number of kills goes in; what each left, and each fault after going on with `--resume`, comes out.

A shelf of small books is built by a batch that is killed at a moment that a seed decides: the batch itself, one of its
processes, or by an interrupt, as a terminal sends it. It is resumed and killed again, some times over, and then left
alone. Each book has to be there once, in the report and in the journal, with the bytes of a run that nobody disturbed.

    make kills                                          # after those of builds; minutes
    python -m tests.scale.batch_kills --count 20 --seed 7
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.scale.kills import MARK, ORPHAN_SECONDS, find_marked, list_asides, read_digests, require_whole
from tests.scale.reviews import list_words, write_review

VICTIMS = {"parent": 8, "worker": 8, "interrupt": 4}
# Kills of one shelf before it is left alone.
_A_SHELF = 4
_WORDS = 150
_PATIENCE = 600
_INTERRUPTED = 130


@dataclass(slots=True, kw_only=True)
class Kill:
    """A batch that was killed: who of it, after how many seconds and books, the exit code, and what was wrong then."""

    victim: str
    after: float
    ended: int
    exit_code: int
    struck: bool
    faults: list[str] = field(default_factory=list)


class Shelf:
    """Small books in a folder, what their batch remembers, and the digests of a run that nobody disturbed."""

    def __init__(self, folder: Path, count: int) -> None:
        self.books, self.cache, self.scratch = folder / "books", folder / "cache", folder / "scratch"
        self.scratch.mkdir()
        self.journal = self.cache / "batch.journal"
        words = list_words()
        self.names = [f"{number:02}" for number in range(count)]
        for number, name in enumerate(self.names):
            write_review(self.books / name, number, words, _WORDS)
        began = time.monotonic()
        # Remembers nothing, so that what is compared with it was not made from it.
        told, errors = self.start("right", "--no-cache").communicate()
        self.seconds = time.monotonic() - began
        self.right = self.read_digests()
        if [len(self.right[name]) for name in self.names] != [len(self.right[self.names[0]])] * count:
            raise RuntimeError(f"the books cannot be built: {told} {errors}")
        for name in self.names:
            for path in (self.books / name / "build").iterdir():
                require_whole(path)

    def start(self, mark: str, *options: str | Path) -> subprocess.Popen[str]:
        """Start a batch whose processes all carry `mark`."""
        command = [sys.executable, "-m", "makeready", "batch", "--jobs", "2", "--format", "json", *options, "books"]
        return subprocess.Popen(
            command,
            env={**os.environ, MARK: mark, "TMPDIR": str(self.scratch)},
            cwd=self.books.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def start_usual(self, mark: str) -> subprocess.Popen[str]:
        """Start a batch that goes on where the one before ended."""
        return self.start(mark, "--resume", "--cache", self.cache)

    def read_digests(self) -> Mapping[str, Mapping[str, str]]:
        """Return the digests of the files of each book, by its name."""
        return {name: read_digests(self.books / name / "build") for name in self.names}

    def clear(self) -> None:
        """Forget all that was built."""
        shutil.rmtree(self.cache, ignore_errors=True)
        for name in self.names:
            shutil.rmtree(self.books / name / "build", ignore_errors=True)

    def count_ended(self) -> Counter[str]:
        """Return how often each book is in the journal; a torn last line is none."""
        content = self.journal.read_bytes() if self.journal.exists() else b""
        lines = content.split(b"\n")[:-1]
        return Counter(Path(json.loads(line)["book"]["folder"]).name for line in lines)


def strike(shelf: Shelf, victim: str, mark: str, moments: random.Random) -> Kill:
    """Go on with the batch, kill the `victim`, wait for the end, and note what is wrong with what is left."""
    begun = len(shelf.count_ended())
    # So many books end before, and then a part of the time that one takes goes by.
    until, pause = (
        # With two books and more to go, so that the batch is still at work.
        moments.randint(begun, max(begun, len(shelf.names) - 2)),
        moments.random() * shelf.seconds / len(shelf.names) / 2,
    )
    batch, began = shelf.start_usual(mark), time.monotonic()
    while batch.poll() is None and (len(shelf.count_ended()) < until or len(find_marked(mark)) < 2):
        time.sleep(0.01)
    with contextlib.suppress(subprocess.TimeoutExpired):
        batch.wait(pause)
    after, target = time.monotonic() - began, None
    if batch.poll() is None:
        others = [process for process in find_marked(mark) if process != batch.pid]
        target = (moments.choice(others) if others else None) if victim == "worker" else batch.pid
    if target is not None:
        try:
            os.kill(target, signal.SIGINT if victim == "interrupt" else signal.SIGKILL)
        except ProcessLookupError:
            target = None
    _, errors = batch.communicate(timeout=_PATIENCE)
    kill = Kill(
        victim=victim,
        after=after,
        ended=sum(shelf.count_ended().values()),
        exit_code=batch.returncode,
        struck=target is not None,
    )
    # An interrupt that comes before Python listens, or after all is done, ends otherwise than one of a batch.
    expected = {"worker": (0,), "parent": (-signal.SIGKILL,), "interrupt": (_INTERRUPTED, -signal.SIGINT, 0)}[victim]
    if kill.struck and kill.exit_code not in expected:
        kill.faults.append(f"exit code {kill.exit_code}: {errors[-300:]}")
    kill.faults += inspect(shelf, mark)
    return kill


def inspect(shelf: Shelf, mark: str) -> Iterator[str]:
    """Yield what is wrong after a killed batch: processes that live on, files that were never whole, books twice."""
    end = time.monotonic() + ORPHAN_SECONDS
    while find_marked(mark) and time.monotonic() < end:
        time.sleep(0.01)
    if orphans := find_marked(mark):
        yield f"{len(orphans)} processes outlive the batch"
    for name, files in shelf.read_digests().items():
        for file, digest in files.items():
            if file != "manifest.json" and shelf.right[name][file] != digest:
                yield f"{name}/{file} is no file that was ever whole"
    for name, times in shelf.count_ended().items():
        if times > 1:
            yield f"{name} ended {times} times"


def finish(shelf: Shelf, mark: str) -> Iterator[str]:
    """Leave the batch alone until its end, and yield what is wrong with what it tells and leaves."""
    batch = shelf.start_usual(mark)
    told, errors = batch.communicate(timeout=_PATIENCE)
    if batch.returncode:
        yield f"the last batch ends with {batch.returncode}: {errors[-300:]}"
        return
    result = json.loads(told)["result"]
    if [Path(book["folder"]).name for book in result["books"]] != shelf.names:
        yield "the report does not have each book once"
    if sum(result["counts"].values()) != len(shelf.names):
        yield f"the summary is {result['counts']}"
    yield from inspect(shelf, mark)
    if shelf.count_ended() != Counter(shelf.names):
        yield "the journal does not have each book once"
    for name, files in shelf.read_digests().items():
        if files != shelf.right[name]:
            yield f"{name} has other bytes than undisturbed"
    yield from (f"{path.name} is left aside" for folder in (shelf.books, shelf.cache) for path in list_asides(folder))
    for path in shelf.scratch.iterdir():
        yield f"{path.name} is left among the temporary files"
        shutil.rmtree(path, ignore_errors=True)


def kill_batches(shelf: Shelf, count: int, seed: int) -> Iterator[Kill]:
    """Kill batches until `count` kills struck one; yield each of them, and those that came too late."""
    moments = random.Random(seed)  # noqa: S311 - moments, no secrets
    struck = turn = 0
    while struck < count:
        shelf.clear()
        for _ in range(min(_A_SHELF, count - struck)):
            turn += 1
            victim = moments.choices(list(VICTIMS), list(VICTIMS.values()))[0]
            kill = strike(shelf, victim, f"{seed}-{turn}", moments)
            struck += kill.struck
            yield kill
            if kill.ended == len(shelf.names):
                break
        last = Kill(victim="nobody", after=0, ended=len(shelf.names), exit_code=0, struck=False)
        last.faults += finish(shelf, f"{seed}-{turn}-last")
        yield last


def main() -> int:
    """Kill, print the table and the faults; return 1 where there is one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=20, help="how many kills")
    parser.add_argument("--books", type=int, default=12)
    parser.add_argument("--seed", type=int, default=16)
    words = parser.parse_args()
    if not shutil.which("qpdf") or sys.platform != "linux":
        print("qpdf must be installed, and /proc there to look into", file=sys.stderr)
        return 3
    faults = 0
    sums: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="makeready-batch-kills-") as folder:
        shelf = Shelf(Path(folder).resolve(), words.books)
        print("| killed | after s | books ended | exit code | faults |\n|---|--:|--:|--:|---|")
        for kill in kill_batches(shelf, words.count, words.seed):
            told = "; ".join(kill.faults) or "none"
            late = "" if kill.struck or kill.victim == "nobody" else " (too late)"
            print(f"| {kill.victim}{late} | {kill.after:.2f} | {kill.ended} | {kill.exit_code} | {told} |", flush=True)
            faults += len(kill.faults)
            sums[kill.victim if kill.struck or kill.victim == "nobody" else "too late"] += 1
    print(f"\n{', '.join(f'{victim} {number}' for victim, number in sums.items())}; seed {words.seed}; {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
