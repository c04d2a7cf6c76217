"""Proofs: a kind of file and a seed go in; whether its words were compared rightly comes out, and how long that took.

A sound file has to pass without a finding about words. A file with a fault has to lead to an error about words.
Whoever proves several things of a book hands in a `make` that remembers.
"""

from __future__ import annotations

import random
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from makeready.checks.parity import check_parity
from makeready.findings import Severity
from makeready.workshop import Workshop
from tests.properties.faults import list_kinds, put_in
from tests.properties.making import Made, make
from tests.properties.plain_words import find_lost, read_pages
from tests.properties.random_books import RandomBook, make_book

# A book with fewer characters has no room for most kinds of faults.
_ENOUGH = 300


@dataclass(slots=True, kw_only=True)
class Proof:
    """What came of one book: (what was wrong, how) in `wrong`, and its seconds.

    For faults, `tried` counts those put in by kind; one of them is `unseen` in `wrong` if it was not found.
    """

    name: str
    seconds: float = 0.0
    wrong: list[tuple[str, str]] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)


def prove_book(target: str, seed: int, make: Callable[[RandomBook], Made] = make) -> Proof:
    """Return what is wrong with the random book of this seed, and with what the checks say of it."""
    start = time.perf_counter()
    made = make(make_book(seed, target))
    proof = Proof(name=f"{target}:{seed}", seconds=time.perf_counter() - start)
    proof.wrong += [("refused", text) for text in made.refused]
    proof.wrong += [("alarm", text) for text in made.alarms]
    proof.wrong += [("lost", text) for text in made.lost]
    proof.wrong += [("traceback", made.trace)] if made.trace else []
    return proof


def prove_faults(target: str, seed: int, kinds: Iterable[str] = (), make: Callable[[RandomBook], Made] = make) -> Proof:
    """Return which faults, put one by one into the book of this seed, were not found.

    A book that is not sound itself, or is a very small one, proves nothing: nothing is tried on it.
    """
    start = time.perf_counter()
    proof = Proof(name=f"faults-{target}:{seed}")
    book = make_book(seed, target)
    made = make(book) if len(book.main) >= _ENOUGH else Made()
    if made.is_sound:
        for kind in kinds or list_kinds(target):
            _prove_fault(kind, book, made, proof)
    proof.seconds = time.perf_counter() - start
    return proof


def _draw_lots(book: RandomBook, kind: str) -> random.Random:
    return random.Random(f"{book.name} {kind}")  # noqa: S311


def _prove_fault(kind: str, book: RandomBook, made: Made, proof: Proof) -> None:
    assert made.artifact is not None and made.composition is not None
    fault = put_in(kind, book, made.artifact.content, _draw_lots(book, kind))
    if fault is None:
        return
    proof.tried.append(kind)
    try:
        artifact = replace(made.artifact, content=fault.content)
        findings = check_parity(made.book, artifact, made.composition, Workshop())
    except Exception:
        proof.wrong.append(("traceback", f"{kind}: {traceback.format_exc()}"))
        return
    if not any(finding.code.startswith("PY") and finding.severity is Severity.ERROR for finding in findings):
        proof.wrong.append(("unseen", f"{kind}: {fault.words}"))


def prove_reader(target: str, seed: int, kinds: Iterable[str], make: Callable[[RandomBook], Made] = make) -> Proof:
    """Return which faults of these kinds the plain reader of `plain_words` does not see: it judges the judges."""
    proof = Proof(name=f"reader-{target}:{seed}")
    book = make_book(seed, target)
    made = make(book)
    if made.artifact is None or find_lost(book, made.artifact.content):
        return proof
    for kind in kinds:
        fault = put_in(kind, book, made.artifact.content, _draw_lots(book, kind))
        if fault is not None and _reads(book, made.artifact.content, fault.content):
            proof.tried.append(kind)
            if not find_lost(book, fault.content):
                proof.wrong.append(("unseen", f"{kind}: {fault.words}"))
    return proof


def _reads(book: RandomBook, sound: bytes, spoilt: bytes) -> bool:
    """Return True where a fault is on the pages that the plain reader reads: those of the body, below the heads."""
    return not sound.startswith(b"%PDF") or read_pages(book, sound) != read_pages(book, spoilt)
