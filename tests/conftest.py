"""Shared fixtures: golden files, and an environment that is the same on every machine."""

from __future__ import annotations

import difflib
import gc
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

TESTS = Path(__file__).parent

Golden = Callable[[str, str | bytes], None]

# A machine that is busy makes no property false: by default an example of 0.2 s would.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

# A shell lets what it starts in the background pass over SIGINT, and so would all that tests start and interrupt.
if sys.platform != "win32" and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --update-golden, which writes what came out as what is expected."""
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden files and expected.txt anew; then read the diff"
    )


# What pytest sets `tmp_path` up in; else that would be gone with the folder below.
_PYTEST_TEMPORARY = "PYTEST_DEBUG_TEMPROOT"


def pytest_configure(config: pytest.Config) -> None:
    """Give this process, and all that it starts, a folder of its own for temporary files; it is removed at the end.

    Each build looks through that folder for what killed ones left, and the one of a machine may hold thousands.
    """
    # Where what Python compiles may not be kept, each process that tests start compiles all of us anew, and each run
    # all tests.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    former = {name: os.environ.get(name) for name in ("TMPDIR", _PYTEST_TEMPORARY)}
    os.environ.setdefault(_PYTEST_TEMPORARY, tempfile.gettempdir())
    folder = tempfile.mkdtemp(prefix="tests-")
    os.environ["TMPDIR"] = tempfile.tempdir = folder

    def clear() -> None:
        tempfile.tempdir = None
        for name, value in former.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        shutil.rmtree(folder, ignore_errors=True)

    config.add_cleanup(clear)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the cases of a test as long that its mark `long_but` does not name, before `-m` chooses.

    A name that no case has is an error: else a test whose cases were renamed would be run by nobody at a desk.
    """
    named: dict[tuple[Path, str], set[str]] = {}
    for item in items:
        mark = item.get_closest_marker("long_but")
        if mark is not None and isinstance(item, pytest.Function):
            case = item.callspec.id
            named.setdefault((item.path, item.originalname), set(mark.args)).discard(case)
            if case not in mark.args:
                item.add_marker(pytest.mark.long)
    unknown = [f"{path.name}::{test}: {names}" for (path, test), names in named.items() if names]
    # Where single cases are asked for, the others are not among the items.
    if unknown and not any("::" in argument for argument in config.args):
        raise pytest.UsageError(f"the mark long_but names cases that are not there: {unknown}")


def pytest_collection_finish() -> None:
    """Pass over what was collected, thousands of tests, whenever objects that nobody holds are looked for."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _same_everywhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take away the variables of the environment that change what is printed or bound."""
    for name in ("SOURCE_DATE_EPOCH", "NO_COLOR", "FORCE_COLOR", "_MAKEREADY_COMPLETE"):
        monkeypatch.delenv(name, raising=False)
    yield


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Return True where --update-golden was given."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def golden(update_golden: bool) -> Golden:
    """Return a function that compares text or bytes with a file below tests/, or writes it with --update-golden.

    golden("golden/review/package.opf", text)
    """

    def compare(name: str, actual: str | bytes) -> None:
        path = TESTS / name
        content = actual.encode("utf-8") if isinstance(actual, str) else actual
        if update_golden:
            if not path.is_file() or path.read_bytes() != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            return
        assert path.is_file(), f"tests/{name} is missing: pytest --update-golden writes it"
        expected = path.read_bytes()
        if expected != content:
            pytest.fail(
                f"tests/{name} differs (pytest --update-golden accepts it):\n{_show_difference(expected, content)}"
            )

    return compare


def _show_difference(expected: bytes, actual: bytes) -> str:
    try:
        before, after = expected.decode("utf-8"), actual.decode("utf-8")
    except UnicodeDecodeError:
        at = next((i for i, (a, b) in enumerate(zip(expected, actual, strict=False)) if a != b), -1)
        return f"bytes differ first at {at}: {len(expected)} expected, {len(actual)} came out"
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "expected", "actual", lineterm="")
    return "\n".join(list(lines)[:200])
