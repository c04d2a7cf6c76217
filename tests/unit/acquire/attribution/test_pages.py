"""The saved pages: each is attributed as its table says, and every field that the table leaves out is unknown."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from makeready.acquire.attribution import FoundAttribution, find_attribution, make_found_book
from makeready.acquire.book_toml import write_book_toml
from makeready.acquire.written import join_lines
from makeready.findings import Finding, Severity
from makeready.manuscript.read import read_book
from makeready.workspace import Workspace
from tests.unit.acquire.attribution.pages import read_page

PAGES = Path(__file__).parents[3] / "pages"
NAMES = sorted(path.name for path in PAGES.iterdir())
PEOPLE = ("creators", "translators", "work_authors")
FIELDS = [n for n in FoundAttribution.__slots__ if n not in ("is_review", "lines", "unknown", "disputed", *PEOPLE)]


def find(name: str) -> tuple[FoundAttribution, tuple[Finding, ...], dict[str, Any]]:
    outcome = find_attribution(read_page((PAGES / name / "page.html").read_text("utf-8")))
    assert outcome.value is not None
    return outcome.value, outcome.findings, tomllib.loads((PAGES / name / "expected.toml").read_text("utf-8"))


def test_there_are_forty() -> None:
    assert len(NAMES) >= 40


@pytest.mark.threat(50)
@pytest.mark.parametrize("name", NAMES)
def test_page_is_attributed_right_or_said_to_be_unknown(name: str) -> None:
    found, findings, table = find(name)
    expected = table["attribution"]
    assert found.is_review == expected.pop("is_review")
    told = sorted({f.code for f in findings} - {"AQ097"})
    assert told == expected.pop("findings"), [(f.code, f.message, f.notes) for f in findings]
    assert [line.text for line in found.lines] == expected.pop("lines", [])
    assert list(found.disputed) == expected.pop("disputed", [])
    actual: dict[str, Any] = {field: value.value for field in FIELDS if (value := getattr(found, field)) is not None}
    for field in PEOPLE:
        marks = [" (trl)" if field != "translators" and "trl" in p.value.roles else "" for p in getattr(found, field)]
        people = [p.value.name + mark for p, mark in zip(getattr(found, field), marks, strict=True)]
        actual |= {field: people} if people else {}
    assert actual == expected
    assert not set(found.unknown) & set(actual)


@pytest.mark.parametrize("name", NAMES)
def test_every_value_names_a_place_of_the_page(name: str) -> None:
    found, _, _ = find(name)
    count = len((PAGES / name / "page.html").read_text("utf-8").splitlines())
    values = [getattr(found, field) for field in FIELDS] + [p for field in PEOPLE for p in getattr(found, field)]
    for value in values:
        assert value is None or (value.span is not None and 1 <= value.span.start_line <= count and value.evidence)


@pytest.mark.parametrize("name", NAMES)
def test_book_toml_of_the_page_is_read_back_and_keeps_book_and_review_apart(name: str, tmp_path: Path) -> None:
    found, _, _ = find(name)
    lines = write_book_toml(make_found_book(found))
    (tmp_path / "book.toml").write_bytes(join_lines(lines))
    (tmp_path / "text.md").write_text("# One\n\nWords.\n", "utf-8")
    outcome = read_book(Workspace(tmp_path))
    assert outcome.value is not None
    assert not [f for f in outcome.findings if f.severity is not Severity.ADVICE]
    book = outcome.value.book
    reviewed = book.attribution.reviewed
    authors = {person.name for person in reviewed.contributors} if reviewed else set()
    assert authors == {person.value.name for person in found.work_authors}
    assert {person.name for person in book.creators} == {person.value.name for person in found.creators}
    assert not authors & {person.name for person in book.creators}
    assert book.attribution.provenance is not None
    assert book.attribution.provenance.venue == (found.venue.value if found.venue else None)


@pytest.mark.parametrize("name", NAMES)
def test_passages_of_the_table_stand_in_the_page(name: str) -> None:
    _, _, table = find(name)
    page = " ".join((PAGES / name / "page.html").read_text("utf-8").replace("&gt;", ">").split())
    assert table["text"] and table["about"]
    for passage in (*table["text"], *table.get("furniture", ())):
        assert passage["words"] >= 1 and passage["first"].split()[0] in page and passage["last"].split()[-1] in page
