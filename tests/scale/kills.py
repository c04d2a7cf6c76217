"""Kills at scale: builds of a novel's chapters are killed over and over; what came of each, and every fault, comes out.

All builds share one project, one output and one cache. Each gets SIGKILL: a worker of it, or the build itself, at a
moment that a seed decides. Afterwards another build of the same text has to be as sound as if nothing had happened.

    make kills                                  # fifty kills; minutes
    python -m tests.scale.kills --count 10 --seed 7
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from makeready.files import ASIDE_PATTERN
from makeready.store import Store
from tests.scale.novel import NOVEL, write_project

CHAPTERS = 12  # enough text that workers are worth their start
TEXTS = 4
MARK = "MAKEREADY_KILLS"
ORPHAN_SECONDS = 2.0
# Who is killed, and how often: "writing" and "keeping" are the build itself, with a file aside in output or cache.
VICTIMS = {"worker": 20, "parent": 18, "writing": 7, "keeping": 5}
_ENTRY = re.compile(r"[0-9a-f]{62}")


@dataclass(slots=True, kw_only=True)
class Kill:
    """A build that was killed: who of it, after how many seconds, the exit code, and what was wrong afterwards."""

    victim: str
    after: float
    exit_code: int
    outcome: str
    faults: list[str] = field(default_factory=list)


class Site:
    """A project whose text takes turns, its output, its cache, a folder for temporary files, and the right digests."""

    def __init__(self, source: Path, folder: Path) -> None:
        chapters = folder / "chapters"
        chapters.mkdir()
        for path in sorted(source.glob("*.md"))[:CHAPTERS]:
            shutil.copy(path, chapters)
        self.project = write_project(chapters, folder / "project")
        self.output, self.cache, self.scratch = self.project / "build", folder / "cache", folder / "scratch"
        self.scratch.mkdir()
        self.texts = {path: path.read_text(encoding="utf-8") for path in self.project.glob("*.md")}
        self.right: list[dict[str, str]] = []
        self.seconds = 0.0
        for text in range(TEXTS):
            self.turn_to(text)
            began = time.monotonic()
            out = folder / f"right-{text}"
            build = self.start("right", "--workers", "1", "--no-cache", "-o", str(out))
            _, errors = build.communicate()
            if build.returncode:
                raise RuntimeError(f"the book cannot be built: {errors.decode()}")
            self.seconds = time.monotonic() - began
            self.right.append(read_digests(out))
            for path in out.iterdir():
                require_whole(path)

    def turn_to(self, text: int) -> None:
        """Give every chapter another last paragraph, so that no part of another text can be used."""
        for path, content in self.texts.items():
            path.write_text(f"{content.rstrip()}\n\nThis is the text of turn {text}.\n", encoding="utf-8")

    def start(self, mark: str, *options: str) -> subprocess.Popen[bytes]:
        """Start a build whose processes all carry `mark`."""
        return subprocess.Popen(
            [sys.executable, "-m", "makeready", "build", str(self.project), "-q", *options],
            env={**os.environ, MARK: mark, "TMPDIR": str(self.scratch)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def start_usual(self, mark: str) -> subprocess.Popen[bytes]:
        """Start a build with two workers and the shared cache."""
        return self.start(mark, "--workers", "2", "--cache", str(self.cache))


def read_digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file that is not hidden, by name."""
    found = sorted(folder.glob("[!.]*")) if folder.is_dir() else []
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def require_whole(path: Path) -> None:
    """Raise RuntimeError, or BadZipFile, where an artifact is not whole, as qpdf and zipfile see it."""
    if path.suffix == ".pdf":
        done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
    elif path.suffix == ".epub":
        with zipfile.ZipFile(path) as packed:
            bad = packed.testzip()
        if bad:
            raise RuntimeError(f"{bad} is damaged")


def find_marked(mark: str) -> list[int]:
    """Return the running processes that carry `mark` in their environment."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                variables = (folder / "environ").read_bytes().split(b"\0")
            except OSError:  # gone, or another person's; one that nobody has buried yet has none
                continue
            if wanted in variables:
                found.append(int(folder.name))
    return sorted(found)


def list_asides(folder: Path) -> Iterator[Path]:
    """Yield what was put aside and never finished."""
    return folder.rglob(ASIDE_PATTERN)


def await_moment(build: subprocess.Popen[bytes], what: Callable[[], object]) -> bool:
    """Wait until `what` gives something; return False where the build ends before."""
    while build.poll() is None:
        if what():
            return True
        time.sleep(0.0002)
    return False


def strike(site: Site, victim: str, mark: str, moments: random.Random) -> tuple[float, int, bool]:
    """Build, kill the `victim`; return after how many seconds, the exit code, and False where it came too late."""
    began = time.monotonic()
    build = site.start_usual(mark)

    def list_workers() -> list[int]:
        return [process for process in find_marked(mark) if process != build.pid]

    share = moments.random()
    if victim == "worker":
        await_moment(build, list_workers)
        time.sleep(share * 0.5 * site.seconds)
        workers = list_workers()
        target = moments.choice(workers) if workers else None
    else:
        if victim == "parent":
            time.sleep(share * 1.1 * site.seconds)
        folder = site.cache if victim == "keeping" else site.output
        if victim in ("writing", "keeping"):
            await_moment(build, lambda: any(list_asides(folder)))
        target = build.pid if build.poll() is None else None
    after = time.monotonic() - began
    if target is not None:
        try:
            os.kill(target, signal.SIGKILL)
        except ProcessLookupError:
            target = None
    # Not until the end of its streams, which its workers share.
    build.wait(timeout=120)
    return after, build.returncode, target is not None


def inspect(site: Site, kill: Kill, mark: str, text: int) -> None:
    """Note what is wrong after a killed build."""
    end = time.monotonic() + ORPHAN_SECONDS
    while find_marked(mark) and time.monotonic() < end:
        time.sleep(0.01)
    orphans = find_marked(mark)
    if orphans:
        kill.faults.append(f"{len(orphans)} processes outlive the build")
    known = {(name, digest) for one in site.right for name, digest in one.items()}
    now = read_digests(site.output)
    for name, digest in now.items():
        if (name, digest) not in known:
            kill.faults.append(f"{name} is no file that was ever whole")
    if kill.victim == "worker" and (kill.exit_code != 0 or now != site.right[text]):
        kill.faults.append(
            f"a lost worker: exit code {kill.exit_code}, {'other' if now != site.right[text] else 'the right'} bytes"
        )


def build_again(site: Site, kill: Kill, mark: str, text: int) -> None:
    """Build the same text again, undisturbed, and note what is wrong with what it leaves."""
    build = site.start_usual(mark)
    _, errors = build.communicate(timeout=120)
    if build.returncode:
        kill.faults.append(f"the next build ends with {build.returncode}: {errors.decode()[-300:]}")
    if read_digests(site.output) != site.right[text]:
        kill.faults.append("the next build gives other bytes")
    kill.faults += [f"{path.name} is left aside" for path in (*list_asides(site.output), *list_asides(site.cache))]
    if find_marked(mark):
        kill.faults.append("the next build leaves processes")
    store = Store(site.cache)
    entries = [path for path in site.cache.glob("??/*") if _ENTRY.fullmatch(path.name)]
    damaged = [path for path in entries if store.get(path.parent.name + path.name) is None]
    if damaged:
        kill.faults.append(f"{len(damaged)} of {len(entries)} entries of the cache are damaged")
    left = [path.name for path in site.scratch.iterdir()]
    if left:
        kill.faults.append(f"left among the temporary files: {', '.join(left)}")
        for path in site.scratch.iterdir():
            shutil.rmtree(path)


def kill_builds(site: Site, count: int, seed: int) -> Iterator[Kill]:
    """Kill builds until `count` kills struck one; yield each of them, and those that came too late."""
    moments = random.Random(seed)  # noqa: S311 - moments, no secrets
    struck = turn = 0
    while struck < count:
        turn += 1
        text = turn % TEXTS
        site.turn_to(text)
        # Every other build finds nothing that it knows; the others find what killed ones left.
        if turn % 2:
            shutil.rmtree(site.cache, ignore_errors=True)
        if turn % 5 == 0:
            shutil.rmtree(site.output, ignore_errors=True)
        victim = moments.choices(list(VICTIMS), list(VICTIMS.values()))[0]
        after, code, hit = strike(site, victim, f"{seed}-{turn}", moments)
        kill = Kill(victim=victim, after=after, exit_code=code, outcome="")
        before = read_digests(site.output)
        inspect(site, kill, f"{seed}-{turn}", text)
        build_again(site, kill, f"{seed}-{turn}-again", text)
        current = sum(before.get(name) == digest for name, digest in site.right[text].items())
        kill.outcome = f"{current} of {len(before)} files new" if hit else "came too late"
        struck += hit
        yield kill


def main() -> int:
    """Kill, print the table and the faults; return 1 where there is one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--novel", type=Path, default=NOVEL, help="a folder of Markdown files")
    words = parser.parse_args()
    if not words.novel.is_dir() or not shutil.which("qpdf") or sys.platform != "linux":
        print(f"{words.novel.name} must be here, qpdf installed, and /proc to look into", file=sys.stderr)
        return 3
    faults = 0
    sums: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="makeready-kills-") as folder:
        site = Site(words.novel, Path(folder).resolve())
        print("|   | killed | after s | exit code | outcome | faults |\n|--:|---|--:|--:|---|---|")
        for number, kill in enumerate(kill_builds(site, words.count, words.seed), 1):
            told = "; ".join(kill.faults) or "none"
            print(
                f"| {number} | {kill.victim} | {kill.after:.2f} | {kill.exit_code} | {kill.outcome} | {told} |",
                flush=True,
            )
            faults += len(kill.faults)
            sums[kill.victim if kill.outcome != "came too late" else "came too late"] += 1
    print(f"\n{', '.join(f'{victim} {number}' for victim, number in sums.items())}; seed {words.seed}; {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
