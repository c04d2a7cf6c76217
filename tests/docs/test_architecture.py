"""ARCHITECTURE.md: its table of floors has every room, the files that it names are there, and each room has tests."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/makeready"
PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def list_rooms() -> set[str]:
    """Return the rooms of the source: packages and single modules, without what stands above the house or is data."""
    found = {path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    return {name for name in found if not name.startswith("__")}


def test_the_table_of_floors_is_that_of_the_contract() -> None:
    rows = re.findall(r"^\| (\d+) \| (.*?) \|", PAGE, re.MULTILINE)
    floors = [sorted(re.findall(r"`(\w+)`", rooms)) for _, rooms in rows]
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    contract = next(one for one in tools["importlinter"]["contracts"] if one["type"] == "layers")
    assert floors == [sorted(layer.split(" | ")) for layer in contract["layers"]]
    assert [int(number) for number, _ in rows] == list(range(len(rows) - 1, -1, -1))
    assert {room for floor in floors for room in floor} == list_rooms()


def test_every_room_has_tests() -> None:
    tests = ROOT / "tests/unit"
    assert [
        room
        for room in sorted(list_rooms())
        if not any((tests / room).glob("**/test_*.py")) and not (tests / f"test_{room}.py").is_file()
    ] == []


@pytest.mark.parametrize("word", ["", "build", "../unit"])
def test_make_room_names_every_room_where_the_word_is_none(word: str) -> None:
    ended = subprocess.run(["bash", str(ROOT / ".ci/room"), word], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert set(ended.stderr.split(": ")[1].split()) == list_rooms()


def test_about_half_of_the_modules_have_a_file_of_their_own_among_the_tests() -> None:
    modules = [path.relative_to(SOURCE) for path in SOURCE.rglob("*.py") if not path.name.startswith("__")]
    own = [path for path in modules if (ROOT / "tests/unit" / path.parent / f"test_{path.name}").is_file()]
    assert 0.4 < len(own) / len(modules) < 0.6, "ARCHITECTURE.md says another thing of the tests"


def test_files_that_the_page_names_are_there() -> None:
    named = set(re.findall(r"`((?:\w+/)*\w+\.(?:py|css))`", PAGE))
    assert len(named) > 30
    places = ("src/makeready", "tests")
    assert [name for name in sorted(named) if not any(any(ROOT.glob(f"{top}/**/{name}")) for top in places)] == []
