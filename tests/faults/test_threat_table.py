"""The table of what can go wrong: every line has a test, and docs/threats.md is what the tests say today."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Golden
from tests.faults.threat_table import COUNT, GROUPS, find_holders, render_table


def test_the_page_is_what_the_marks_of_the_tests_say(golden: Golden) -> None:
    golden("../docs/threats.md", render_table(find_holders()))


def test_every_line_has_a_test_and_no_test_has_another_line() -> None:
    first = 1
    for _, start, lines in GROUPS:
        assert start == first
        first += len(lines)
    assert COUNT == 96
    assert sorted(find_holders()) == list(range(1, COUNT + 1))


def test_marks_are_read_from_the_sources(tmp_path: Path) -> None:
    marked = '@pytest.mark.parametrize("x", [1])\n@pytest.mark.threat(2, 93)\ndef test_it(x: int) -> None: ...\n'
    (tmp_path / "test_a.py").write_text(f"import pytest\n\n{marked}\ndef test_other() -> None: ...\n")
    holders = find_holders(tmp_path)
    assert holders == {2: ["test_a.py: test_it"], 93: ["test_a.py: test_it"]}
    assert "| 93 | builds in daemons and in threads | same bytes | `test_a.py: test_it` |" in render_table(holders)
    assert "| none |" in render_table(holders)
