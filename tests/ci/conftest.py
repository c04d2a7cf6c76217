"""For the tests of what CI services run: a clean copy of makeready in which nothing is left to fetch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ci.steps import copy_source, set_up


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a checkout of makeready as the action has it, with a virtual environment that is in order."""
    return set_up(copy_source(tmp_path_factory.mktemp("checkout") / "makeready"))
