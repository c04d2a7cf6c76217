"""The comparison of words: random sound books pass it, and no single fault in a finished file does.

The short form of `make properties`. A failure names the seed; `python -m tests.scale.properties --one pdf:17` makes
that book again.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from tests.properties.faults import list_kinds
from tests.properties.making import Made, make
from tests.properties.proofs import Proof, prove_book, prove_faults, prove_reader
from tests.properties.random_books import RandomBook, make_book

# The seeds of a target's books; the later ones are long.
BOOKS = pytest.mark.parametrize(
    ("target", "seeds"),
    [
        ("epub", range(12)),
        ("pdf", range(4)),
        pytest.param("epub", range(12, 30), marks=pytest.mark.long),
        pytest.param("pdf", range(4, 9), marks=pytest.mark.long),
    ],
    ids=["epub", "pdf", "more-epub", "more-pdf"],
)
# More than there are kinds; those of a PDF are fewer, and each takes longer.
FAULTS = {"epub": 60, "pdf": 44}


# By name, because what a book is made of cannot be hashed.
_MADE: dict[str, Made] = {}


def _make(book: RandomBook) -> Made:
    """Return what came of a book, made once for all that is asked of it."""
    if book.name not in _MADE:
        _MADE[book.name] = make(book)
    return _MADE[book.name]


@cache
def _prove_books(target: str, seeds: range) -> list[Proof]:
    return [prove_book(target, seed, _make) for seed in seeds]


def _describe(proofs: list[Proof]) -> str:
    return "\n".join(f"{proof.name} {what}: {how}" for proof in proofs for what, how in proof.wrong[:2])


@BOOKS
def test_random_books_keep_their_words(target: str, seeds: range) -> None:
    proofs = _prove_books(target, seeds)
    wrong = [proof for proof in proofs if any(what != "alarm" for what, _ in proof.wrong)]
    assert not wrong, _describe(wrong)


@BOOKS
def test_random_books_give_no_false_alarm(target: str, seeds: range) -> None:
    proofs = _prove_books(target, seeds)
    wrong = [proof for proof in proofs if any(what == "alarm" for what, _ in proof.wrong)]
    assert not wrong, f"{len(wrong)} of {len(proofs)} sound books were refused\n{_describe(wrong)}"


@pytest.mark.parametrize("target", ["epub", "pdf"])
def test_every_fault_is_found(target: str) -> None:
    tried: Counter[str] = Counter()
    proofs = []
    for seed in range(60):
        if tried.total() >= FAULTS[target]:
            break
        # Those that were tried least come first, and a few of them in each book.
        kinds = sorted(list_kinds(target), key=lambda kind: tried[kind])[:16]
        proofs.append(prove_faults(target, seed, kinds, _make))
        tried.update(proofs[-1].tried)
    assert tried.total() >= FAULTS[target], f"only {tried.total()} faults could be put in: too few books are accepted"
    assert not _describe(proofs), _describe(proofs)


@pytest.mark.parametrize("target", ["epub", "pdf"])
def test_plain_reader_sees_what_is_lost(target: str) -> None:
    kinds = {
        "epub": ("word dropped", "word doubled", "letter changed", "letters swapped", "block moved", "block dropped"),
        "pdf": ("glyph changed", "run dropped", "line dropped", "page emptied", "page dropped"),
    }[target]
    proofs = [prove_reader(target, seed, kinds, _make) for seed in range(4)]
    assert sum(len(proof.tried) for proof in proofs) >= 12
    assert not _describe(proofs), _describe(proofs)


def test_a_seed_gives_the_same_book() -> None:
    for target in ("epub", "pdf"):
        assert make_book(7, target) == make_book(7, target) != make_book(8, target)
