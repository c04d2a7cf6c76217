"""`makeready cache`: what `info` and `clear` say, what they remove, and what they refuse."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from makeready.cli import main
from makeready.store import Store, make_key


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p").mkdir()
    return tmp_path / "p"


def _fill(folder: Path) -> Store:
    store = Store(folder)
    for number in range(3):
        key = make_key(str(number))
        store.put(key, b"x" * 1000)
        os.utime(folder / key[:2] / key[2:], (86_400 * (number + 1),) * 2)
    return store


def test_info_tells_folder_entries_size_limit_and_oldest_use(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _fill(project / "build" / ".cache")
    assert main(["cache", "info", "p"]) == 0
    captured = capsys.readouterr()
    assert captured.out == (
        "p/build/.cache\n  entries  3\n  size     3 kB\n  limit    1.1 GB\n  oldest   used 1970-01-02 00:00 UTC\n"
    )
    assert captured.err == ""
    assert main(["cache", "info", "p", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["command"] == "cache info"
    assert told["result"] == {
        "folder": "p/build/.cache",
        "entries": 3,
        "size": 3252,
        "limit": 1024**3,
        "oldest": "1970-01-02T00:00:00+00:00",
    }


def test_an_absent_store_is_empty_and_stays_absent(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cache", "info", "p"]) == 0
    assert "  entries  none, it is empty\n" in capsys.readouterr().out
    assert main(["cache", "clear", "p"]) == 0
    assert capsys.readouterr().out == "p/build/.cache: empty, nothing to remove\n"
    assert main(["cache", "info", "p", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["result"]
    assert (told["entries"], told["size"], told["oldest"]) == (0, 0, None)
    assert list(project.iterdir()) == []


def test_clear_removes_what_is_remembered_and_leaves_the_books(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = _fill(project / "build" / ".cache")
    (project / "build" / "book.epub").write_bytes(b"a book")
    assert main(["cache", "clear", "p"]) == 0
    assert capsys.readouterr().out == "p/build/.cache: removed 3 entries, 3 kB\n"
    assert store.get(make_key("0")) is None
    assert (project / "build" / "book.epub").read_bytes() == b"a book"
    _fill(project / "build" / ".cache")
    assert main(["cache", "clear", "p", "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    _fill(project / "build" / ".cache")
    assert main(["cache", "clear", "p", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["command"] == "cache clear"
    assert told["result"] == {"folder": "p/build/.cache", "entries": 3, "size": 3252}


def test_a_named_folder_stands_for_the_projects(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _fill(project / "build" / ".cache")
    _fill(project.parent / "kept")
    assert main(["cache", "clear", "p", "--cache", "kept"]) == 0
    assert capsys.readouterr().out == "kept: removed 3 entries, 3 kB\n"
    assert main(["cache", "info", "p"]) == 0
    assert "  entries  3\n" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["info", "clear"])
def test_a_folder_that_is_no_store_is_refused_and_left_alone(
    project: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    home = project.parent / "home"
    (home / "ab").mkdir(parents=True)
    letter = home / "ab" / ("0" * 62)
    letter.write_text("dear all")
    assert main(["cache", command, "p", "--cache", "home"]) == 2
    assert "home holds other things than the cache of makeready" in capsys.readouterr().err
    assert letter.read_text() == "dear all"
    assert main(["cache", command, "absent"]) == 2
    assert "absent is not a folder" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["info", "clear"])
def test_a_link_out_of_the_project_is_not_followed(
    project: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    store = _fill(project.parent / "another")
    (project / "build").mkdir()
    (project / "build" / ".cache").symlink_to(project.parent / "another")
    assert main(["cache", command, "p"]) == 4
    assert "name the folder with --cache" in capsys.readouterr().err
    assert store.get(make_key("0")) is not None


def test_terminal_escapes_in_the_name_are_shown_and_not_sent(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _fill(project.parent / "a\x1b[2J")
    assert main(["cache", "info", "p", "--cache", "a\x1b[2J"]) == 0
    assert main(["cache", "clear", "p", "--cache", "a\x1b[2J"]) == 0
    assert "\x1b" not in capsys.readouterr().out
