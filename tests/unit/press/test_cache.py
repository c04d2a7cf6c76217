"""The cache's place: the project's, or the one that a person named."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.findings import StorageError, UsageError
from makeready.press.cache import choose_cache


def test_it_lies_in_the_projects_build_unless_a_folder_is_named(tmp_path: Path) -> None:
    assert choose_cache(tmp_path, None) == tmp_path.resolve() / "build" / ".cache"
    assert choose_cache(tmp_path, Path("kept")) == Path("kept")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("link", ["build", "build/.cache"])
def test_a_project_does_not_lead_us_out(tmp_path: Path, link: str) -> None:
    project = tmp_path / "project"
    place = project / link
    place.parent.mkdir(parents=True)
    place.symlink_to(tmp_path)
    with pytest.raises(StorageError, match="leads out"):
        choose_cache(project, None)
    assert choose_cache(project, tmp_path / "kept") == tmp_path / "kept"


def test_there_has_to_be_a_project(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        choose_cache(tmp_path / "absent", Path("kept"))
