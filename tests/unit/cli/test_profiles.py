"""`makeready profiles`: the receivers are listed; one is told clause by clause, each with its source."""

from __future__ import annotations

import json

import pytest

from makeready.cli import main
from makeready.cli.profiles import say_clause
from makeready.profiles import BUILT_IN, SHOPS, read_profile, read_receiver


def test_all_receivers_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [*BUILT_IN, *SHOPS]


def test_one_is_told_with_the_source_of_each_clause(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles", "kdp"]) == 0
    said = capsys.readouterr().out
    kdp = read_profile("kdp")
    assert kdp is not None
    assert "  bleed                0.125 in\n" in said
    assert "from 24 pages 0.375 in; from 151 pages 0.5 in" in said
    assert said.count(", read 2026-11-") == len(kdp.clauses)
    assert "white 0.002252 in a page" in said


def test_json_has_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles", "lulu", "--format", "json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["result"]["profiles"]
    assert {"key": "bleed", "value": "0.125 in"}.items() <= next(
        c for c in told["clauses"] if c["key"] == "bleed"
    ).items()


def test_an_unknown_receiver_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profiles", "kpd"]) == 2
    assert "no profile" in capsys.readouterr().err


@pytest.mark.parametrize("name", [*BUILT_IN, *SHOPS])
def test_every_clause_can_be_said(name: str) -> None:
    profile = read_receiver(name)
    assert profile is not None
    assert all(say_clause(profile, clause.key) for clause in profile.clauses)
