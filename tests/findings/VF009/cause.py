"""A book is built again that an engine made of which there is none here; VF009 comes out."""

from __future__ import annotations

from pathlib import Path

from makeready.findings import Finding
from tests.findings.verified import find_in, read_manifest, write_manifest


def cause() -> tuple[Finding, ...]:
    """Return what is found then."""
    return find_in(_change, build=True, rebuild=True)


def _change(root: Path) -> None:
    manifest = read_manifest(root)
    manifest["makers"]["an engine"] = "3.1"
    write_manifest(root, manifest)
