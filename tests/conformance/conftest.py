"""Books that several files here look at, each built once for all of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conformance.made_books import MadeBook, make_book
from tests.conftest import TESTS


@pytest.fixture(scope="session")
def specimen(tmp_path_factory: pytest.TempPathFactory) -> MadeBook:
    """Build a copy of the specimen."""
    folder = tmp_path_factory.mktemp("specimen")
    shutil.copytree(TESTS / "golden" / "specimen" / "in", folder / "project")
    return make_book(folder / "project", folder / "build")


@pytest.fixture(scope="session")
def review(tmp_path_factory: pytest.TempPathFactory) -> MadeBook:
    """Build manuscript/ from a copy without what earlier builds left."""
    folder = tmp_path_factory.mktemp("manuscript")
    copy_manuscript(folder / "project")
    return make_book(folder / "project", folder / "build")


def copy_manuscript(folder: Path) -> Path:
    """Copy the project's own manuscript and its styles into `folder`."""
    for name in ("manuscript", "styles"):
        shutil.copytree(TESTS.parent / name, folder / name)
    return folder
