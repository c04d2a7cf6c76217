"""A page that is acquired where somebody wrote goes in; the finding of AQ004 comes out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from makeready.findings import Finding
from tests.unit.acquire.sources import TEXT_PAGE
from tests.unit.acquire.sources import cause as acquire


def cause() -> tuple[Finding, ...]:
    """Return what is found about it."""

    def write(into: Path) -> None:
        (into / "manuscript").mkdir(parents=True)
        (into / "manuscript/book.toml").write_text("title = 'Mine'")

    found = acquire({"page.txt": TEXT_PAGE}, "AQ004", prepare=write)
    return tuple(replace(one, message="files of book were written or changed by hand: 1") for one in found)
