"""The line that tells how far a batch is, and what of it is seen where."""

from __future__ import annotations

import io

import pytest

from makeready.cli.batch_watch import BatchLine, describe_span, group_lines, is_ci


def test_the_line_tells_how_many_ended_and_how_long_the_others_take() -> None:
    line = BatchLine(io.StringIO(), 1200, shown=False)
    assert line.compose(50, 80) == "0 of 1,200 books"
    for _ in range(300):
        line.tell()
    assert line.compose(0.5, 80) == "300 of 1,200 books"
    assert line.compose(60, 80) == "300 of 1,200 books, about 3 min left"
    assert line.compose(60, 12) == "300 of 1,20"
    line.tell(taken=291)
    assert line.compose(60, 80) == "301 of 1,200 books, about 1.5 h left"
    line.tell(taken=302)
    assert line.compose(60, 80) == "302 of 1,200 books"


def test_the_line_is_written_anew_and_wiped() -> None:
    stream = io.StringIO()
    line = BatchLine(stream, 2, shown=True)
    line.draw()
    line.wipe()
    line.wipe()
    line.tell()
    assert stream.getvalue() == "\r0 of 2 books\x1b[K\r\x1b[K\r1 of 2 books\x1b[K"
    line.wipe()
    length = len(stream.getvalue())
    line.tell()  # The last one: what came of all stands there next.
    assert len(stream.getvalue()) == length
    stream.close()
    BatchLine(stream, 2, shown=True).draw()


def test_nothing_is_shown_where_nobody_watches() -> None:
    stream = io.StringIO()
    line = BatchLine(stream, 3, shown=False)
    line.tell()
    line.draw()
    line.wipe()
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 s"), (89, "89 s"), (91, "2 min"), (5000, "83 min"), (6000, "1.7 h"), (90_000, "25.0 h")],
)
def test_a_guess_is_told_as_one(seconds: float, words: str) -> None:
    assert describe_span(seconds) == words


@pytest.mark.parametrize(
    ("told", "ci"), [({}, False), ({"CI": ""}, False), ({"CI": "false"}, False), ({"CI": "1"}, True)]
)
def test_ci_is_known_by_its_variable(told: dict[str, str], ci: bool) -> None:
    assert is_ci(told) is ci


def test_names_of_groups_cannot_break_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    with group_lines("a\n::error::b 50%\x1b[2J", {"GITHUB_ACTIONS": "true"}) as grouped:
        assert grouped
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("::group::a ::error::b 50%25")
    assert lines[1:] == ["::endgroup::"]
    assert "\x1b" not in lines[0]
    with group_lines("a", {}) as grouped:
        assert not grouped
    assert capsys.readouterr().err == ""
