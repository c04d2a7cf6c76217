"""Properties at scale: counts of random books and of faults go in; what was wrong with any of them comes out.

Random sound books have to pass the comparison of words, and a plain reader has to find every word in them; single
faults in finished files have to be found. What is done is noted in build/properties.jsonl line by line, so that a run
that was stopped goes on where it was; a change of the program or of these tests begins a new one.

    make properties                                     # 10,000 EPUBs, 1,500 PDFs, 3,000 faults
    python -m tests.scale.properties --epub 200 --pdf 50 --faults 100 --fresh
    python -m tests.scale.properties --one pdf:17       # that book once more; --keep writes its files into a folder
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType
from typing import TextIO

from tests.properties.making import make, write_files
from tests.properties.proofs import Proof, prove_book, prove_faults
from tests.properties.random_books import make_book

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "build" / "properties.jsonl"
SUMMARY = ROOT / "build" / "properties.md"
BATCH = {"epub": 20, "pdf": 4, "faults-epub": 1, "faults-pdf": 1}
SLOWEST = 300  # seconds for one book: longer is a fault of its own
# Seeds of the books that faults are put into, apart from those that have to pass.
FIRST_CARRIER = 1_000_000
SHOWN = 40


@dataclass(slots=True)
class Tally:
    """What is known so far: proofs by name, and the seconds that all runs took together."""

    proofs: dict[str, Proof] = field(default_factory=dict)
    seconds: float = 0.0

    def count_books(self, kind: str) -> int:
        """Return how many proofs of this kind there are."""
        return sum(name.startswith(f"{kind}:") for name in self.proofs)

    def count_faults(self, target: str = "") -> int:
        """Return how many faults were put in."""
        return sum(len(p.tried) for name, p in self.proofs.items() if name.startswith(f"faults-{target}"))

    def count_wrong(self, kind: str = "") -> Counter[str]:
        """Return how many books have each kind of wrong in them; each unseen fault counts."""
        wrong: Counter[str] = Counter()
        for name, proof in self.proofs.items():
            if name.startswith(kind):
                every = [what for what, _ in proof.wrong]
                wrong.update(set(every) - {"unseen"})
                wrong["unseen"] += every.count("unseen")
        return +wrong


def main(arguments: list[str] | None = None) -> int:
    """Prove as many books and faults as asked for; return 1 where anything was wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--epub", type=int, default=int(os.environ.get("N_EPUB") or "10000"), help="random EPUBs")
    parser.add_argument("--pdf", type=int, default=int(os.environ.get("N_PDF") or "1500"), help="random PDFs")
    parser.add_argument("--faults", type=int, default=int(os.environ.get("N_FAULTS") or "3000"), help="single faults")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--fresh", action="store_true", help="forget what was done before")
    parser.add_argument("--one", metavar="KIND:SEED", help="epub, pdf, faults-epub or faults-pdf, and a seed")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="with --one: write the book and what came out")
    options = parser.parse_args(arguments)
    if options.one:
        return _show_one(options.one, options.keep)
    tally = _recall(fresh=options.fresh)
    start = time.monotonic()
    with RECORD.open("a", encoding="utf-8") as record:
        for batches in (
            _list_books(tally, "epub", options.epub),
            _list_books(tally, "pdf", options.pdf),
            # A little more than half of the faults are put into EPUBs, which have more kinds.
            _list_carriers(tally, "epub", options.faults * 6 // 10),
            _list_carriers(tally, "pdf", options.faults - options.faults * 6 // 10),
        ):
            for group in batches:
                for proof in _prove_group(group, options.workers):
                    _note(proof, tally, record)
                record.flush()
        tally.seconds += time.monotonic() - start
        record.write(json.dumps({"seconds": round(time.monotonic() - start, 1)}) + "\n")
    summary = _sum_up(tally)
    SUMMARY.write_text(summary + "\n", "utf-8")
    print(summary)
    return 1 if tally.count_wrong() else 0


def _list_books(tally: Tally, kind: str, count: int) -> Iterator[list[list[str]]]:
    """Yield the books that are to do, in groups of batches."""
    names = [name for name in (f"{kind}:{seed}" for seed in range(count)) if name not in tally.proofs]
    size = BATCH[kind]
    batches = [names[i : i + size] for i in range(0, len(names), size)]
    yield from (batches[i : i + 50] for i in range(0, len(batches), 50))


def _list_carriers(tally: Tally, target: str, count: int) -> Iterator[list[list[str]]]:
    """Yield books for faults until so many faults were put in, or until hardly a book is fit for any."""
    seed = FIRST_CARRIER
    while tally.count_faults(target) < count and seed < FIRST_CARRIER + count:
        names = [f"faults-{target}:{number}" for number in range(seed, seed + 8)]
        seed += 8
        yield [[name] for name in names if name not in tally.proofs]


def _prove_group(batches: list[list[str]], workers: int) -> Iterator[Proof]:
    """Yield the proofs of a group; the workers end with it, so that memory that they gather is given back."""
    if not batches:
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        futures = {pool.submit(prove_batch, batch): batch for batch in batches}
        for future in as_completed(futures):
            try:
                yield from future.result()
            except BrokenProcessPool:
                for name in futures[future]:
                    yield Proof(name=name, wrong=[("traceback", "the process died")])


def prove_batch(names: list[str]) -> list[Proof]:
    """Return the proofs of these names; one that takes too long is ended."""
    signal.signal(signal.SIGALRM, _give_up)
    proofs = []
    for name in names:
        signal.alarm(SLOWEST)
        try:
            proofs.append(prove(name))
        except TimeoutError:
            proofs.append(Proof(name=name, wrong=[("traceback", f"it takes more than {SLOWEST} s")]))
        finally:
            signal.alarm(0)
    return proofs


def prove(name: str) -> Proof:
    """Return the proof of one name, such as pdf:17 or faults-epub:3."""
    kind, seed = name.split(":")
    if kind.startswith("faults-"):
        return prove_faults(kind.removeprefix("faults-"), int(seed))
    return prove_book(kind, int(seed))


def _give_up(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError


def _note(proof: Proof, tally: Tally, record: TextIO) -> None:
    tally.proofs[proof.name] = proof
    print(json.dumps(asdict(proof), ensure_ascii=False), file=record)
    for what, how in proof.wrong[: 3 if sum(tally.count_wrong().values()) <= SHOWN else 0]:
        print(f"{proof.name} {what}: {how.strip().splitlines()[-1][:200]}", flush=True)
    done = len(tally.proofs)
    if done % 500 == 0:
        print(f"{done} done, wrong so far: {dict(tally.count_wrong()) or 'nothing'}", flush=True)


def _recall(*, fresh: bool) -> Tally:
    """Return what an earlier run of the same program left, or begin anew."""
    key = _digest()
    tally = Tally()
    try:
        lines = RECORD.read_text("utf-8").splitlines()
    except OSError:
        lines = []
    if fresh or not lines or lines[0] != key:
        RECORD.parent.mkdir(exist_ok=True)
        RECORD.write_text(key + "\n", "utf-8")
        return tally
    for line in lines[1:]:
        try:
            values = json.loads(line)
        except ValueError:
            continue  # the run was stopped while it wrote this
        if "name" in values:
            values["wrong"] = [(what, how) for what, how in values["wrong"]]
            tally.proofs[values["name"]] = Proof(**values)
        else:
            tally.seconds += values["seconds"]
    return tally


def _digest() -> str:
    total = hashlib.sha256()
    for folder in (ROOT / "src", ROOT / "tests" / "properties"):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in (".py", ".css"):
                total.update(path.read_bytes())
    return total.hexdigest()


def _sum_up(tally: Tally) -> str:
    """Return a table for the documentation, the seeds that were wrong, and one line that says it all."""
    lines = ["| what | count | seconds each | wrong |", "|---|---:|---:|---|"]
    for kind, label in (("epub", "random EPUBs"), ("pdf", "random PDFs")):
        proofs = [p for name, p in tally.proofs.items() if name.startswith(f"{kind}:")]
        mean = sum(p.seconds for p in proofs) / max(len(proofs), 1)
        lines.append(f"| {label} | {len(proofs):,} | {mean:.2f} | {_list(tally.count_wrong(f'{kind}:'))} |")
    for target in ("epub", "pdf"):
        proofs = [p for name, p in tally.proofs.items() if name.startswith(f"faults-{target}:") and p.tried]
        faults = sum(len(p.tried) for p in proofs)
        mean = sum(p.seconds for p in proofs) / max(faults, 1)
        name, wrong = target.upper(), _list(tally.count_wrong(f"faults-{target}:"))
        lines.append(f"| faults in {name}s, in {len(proofs)} books | {faults:,} | {mean:.2f} | {wrong} |")
    lines.append("")
    by_kind: dict[str, list[str]] = {}
    for name, proof in sorted(tally.proofs.items()):
        for what in {what for what, _ in proof.wrong}:
            by_kind.setdefault(what, []).append(name)
    lines += [
        f"{what}: {', '.join(names[:SHOWN])}" + (" …" if names[SHOWN:] else "") for what, names in by_kind.items()
    ]
    unseen = Counter(
        how.split(": ", 1)[0] if not how.startswith("hidden") else how.rsplit(": ", 1)[0]
        for proof in tally.proofs.values()
        for what, how in proof.wrong
        if what == "unseen"
    )
    lines += [f"unseen {number} times: {kind}" for kind, number in unseen.most_common()]
    books = tally.count_books("epub") + tally.count_books("pdf")
    lines.append(
        f"{books:,} books and {tally.count_faults():,} faults in {tally.seconds:,.0f} s: {_list(tally.count_wrong())}"
    )
    return "\n".join(lines)


def _list(wrong: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in sorted(wrong.items())) or "nothing wrong"


def _show_one(name: str, keep: Path | None) -> int:
    proof = prove(name)
    for what, how in proof.wrong:
        print(f"{what}: {how}")
    print(f"{name}: {len(proof.wrong)} wrong, {len(proof.tried)} faults tried, {proof.seconds:.2f} s")
    if keep is not None:
        kind, seed = name.removeprefix("faults-").split(":")
        book = make_book(int(seed), kind)
        keep.mkdir(parents=True, exist_ok=True)
        write_files(book, keep)
        made = make(book, compare=False)
        if made.artifact is not None:
            (keep / f"made.{kind}").write_bytes(made.artifact.content)
    return 1 if proof.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
