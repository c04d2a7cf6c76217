"""A book is to be built again in an edition that it has no more; VF008 comes out."""

from __future__ import annotations

from pathlib import Path

from makeready.findings import Finding
from tests.findings.verified import find_in, read_manifest, write_manifest


def cause() -> tuple[Finding, ...]:
    """Return what is found then."""
    return tuple(one for one in find_in(_change, rebuild=True) if one.code == "VF008")


def _change(root: Path) -> None:
    manifest = read_manifest(root)
    manifest["asked"]["editions"] = ["hardback"]
    write_manifest(root, manifest)
