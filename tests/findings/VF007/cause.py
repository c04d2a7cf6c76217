"""The first byte of a built EPUB is changed, and the book built again; VF007 comes out."""

from __future__ import annotations

from pathlib import Path

from makeready.findings import Finding
from tests.findings.verified import find_in


def cause() -> tuple[Finding, ...]:
    """Return what is found then."""
    return tuple(one for one in find_in(_change, build=True, rebuild=True) if one.code == "VF007")


def _change(root: Path) -> None:
    path = root / "build" / "small.epub"
    path.write_bytes(b"Q" + path.read_bytes()[1:])
