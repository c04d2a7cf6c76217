"""Each fault for which printers refuse files is found by its own code with its place; its clean twin has none."""

from __future__ import annotations

import re

import pytest

from makeready.checks.preflight.ebook import check_ebook
from makeready.findings import CATALOGUE
from makeready.profiles import BUILT_IN, SHOPS, read_receiver
from tests.conformance.seeded_epubs import EBOOK_SEEDS, EbookSeed, make_epub
from tests.conformance.seeded_pdfs import SEEDS, Seed


def test_the_book_that_faults_are_put_into_has_none() -> None:
    clean = Seed(name="clean", code="PF001", defect=lambda pdf: None)
    assert clean.find(clean=True) == ()


def test_each_code_has_a_seed() -> None:
    assert {seed.code for seed in SEEDS} | {seed.code for seed in EBOOK_SEEDS} == {
        code for code in CATALOGUE if code.startswith("PF")
    }
    assert len(SEEDS) >= 60


@pytest.mark.long_but(*(seed.name for seed in SEEDS[::3]))
@pytest.mark.parametrize("seed", SEEDS, ids=[seed.name for seed in SEEDS])
def test_fault_is_found_with_its_place_and_its_twin_is_not(seed: Seed) -> None:
    found = [one for one in seed.find() if one.code == seed.code]
    assert found, "not found"
    if seed.page is not None:
        match = re.match(r"page (\d+)(?: at (-?\d+), (-?\d+))?$", found[0].location or "")
        assert match is not None
        assert int(match[1]) == seed.page
        if seed.place is not None:
            assert (float(match[2]), float(match[3])) == seed.place
    assert all(one.hint for one in found)
    assert [one for one in seed.find(clean=True) if one.code == seed.code] == []


@pytest.mark.parametrize("seed", EBOOK_SEEDS, ids=[seed.name for seed in EBOOK_SEEDS])
def test_fault_of_an_ebook_is_found_with_its_place_and_its_twin_is_not(seed: EbookSeed) -> None:
    found = [one for one in seed.find() if one.code == seed.code]
    assert len(found) == 1
    assert seed.place is None or found[0].location == seed.place
    assert found[0].hint
    assert [one for one in seed.find(clean=True) if one.code == seed.code] == []


@pytest.mark.parametrize("name", [*BUILT_IN, *SHOPS])
def test_the_ebook_that_faults_are_put_into_has_none(name: str) -> None:
    receiver = read_receiver(name)
    assert receiver is not None
    assert check_ebook(make_epub(), receiver) == ()
