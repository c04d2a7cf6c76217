"""A chapter is changed and another is added after the build; VF006 comes out."""

from __future__ import annotations

from pathlib import Path

from makeready.findings import Finding
from tests.findings.verified import find_in


def cause() -> tuple[Finding, ...]:
    """Return what is found then."""
    return find_in(_change)


def _change(root: Path) -> None:
    (root / "manuscript" / "one.md").write_text("# One\n\nOther words.\n")
    (root / "manuscript" / "two.md").write_text("# Two\n\nWords.\n")
