"""A manifest that names a file outside of its folder is verified; VF002 comes out."""

from __future__ import annotations

from pathlib import Path

from makeready.findings import Finding
from tests.findings.verified import find_in, read_manifest, write_manifest


def cause() -> tuple[Finding, ...]:
    """Return what is found then."""
    return find_in(_change)


def _change(root: Path) -> None:
    manifest = read_manifest(root)
    manifest["artifacts"][0]["name"] = "../manuscript/one.md"
    write_manifest(root, manifest)
