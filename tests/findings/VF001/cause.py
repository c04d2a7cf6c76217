"""A folder without a manifest is verified; VF001 comes out."""

from __future__ import annotations

from pathlib import Path

from makeready.findings import Finding
from tests.findings.verified import find_in


def cause() -> tuple[Finding, ...]:
    """Return what is found then."""
    return find_in(_change)


def _change(root: Path) -> None:
    (root / "build" / "manifest.json").unlink()
