"""Projects to verify: changes of one that is sound go in; what `makeready verify` finds in it comes out."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from makeready.findings import Finding
from makeready.press.request import BuildRequest
from makeready.press.run import build_project
from makeready.press.verify import verify_project

BOOK = """title = "Small"
language = "en"
date = 2026
identifiers = ["uuid:6f1c0f3e-27a4-4a6e-9d52-1d0f9a6f0b77"]
contributors = [{ name = "Ann", roles = ["aut"] }]
[editions.epub]
target = "epub"
"""
Change = Callable[[Path], object]


def write_project(root: Path) -> Path:
    """Write a project of two files with what looks like its build, one EPUB and the manifest; return its folder."""
    (root / "manuscript").mkdir(parents=True)
    (root / "build").mkdir()
    (root / "manuscript" / "book.toml").write_text(BOOK, encoding="utf-8")
    (root / "manuscript" / "one.md").write_text("# One\n\nWords.\n", encoding="utf-8")
    (root / "build" / "small.epub").write_bytes(b"an EPUB")
    write_manifest(root, describe_project(root))
    return root


def describe_project(root: Path) -> dict[str, Any]:
    """Return a manifest that is true of what `write_project` writes."""
    names = ["manuscript/book.toml", "manuscript/one.md"]
    return {
        "version": 1,
        "book": {"title": "Small", "language": "en", "identifiers": ["uuid:1"], "modified": "2026-01-01T00:00:00Z"},
        "artifacts": [
            {
                "name": "small.epub",
                "sha256": hashlib.sha256(b"an EPUB").hexdigest(),
                "size": 7,
                "media_type": "application/epub+zip",
                "edition": "epub",
                "target": "epub",
                "pages": None,
                "words": 2,
            }
        ],
        "inputs": [{"path": one, "sha256": hashlib.sha256((root / one).read_bytes()).hexdigest()} for one in names],
        "folders": [{"path": "manuscript", "suffixes": [".md"], "files": ["manuscript/one.md"]}],
        "makers": {"makeready": "0.1.0"},
        "asked": {"editions": [], "targets": []},
        "accepted": [],
        "source_date_epoch": None,
        "shared": [],
    }


def read_manifest(root: Path) -> dict[str, Any]:
    """Return the manifest in build/ as JSON has it."""
    manifest: dict[str, Any] = json.loads((root / "build" / "manifest.json").read_text(encoding="utf-8"))
    return manifest


def write_manifest(root: Path, manifest: object) -> None:
    """Put `manifest` into build/."""
    (root / "build" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def find_in(change: Change, *, rebuild: bool = False, build: bool = False) -> tuple[Finding, ...]:
    """Return what is found in a small project after `change`; with `build` it is built first."""
    with tempfile.TemporaryDirectory() as folder:
        root = write_project(Path(folder) / "small")
        if build:
            assert build_project(root, request=BuildRequest(use_cache=False)).exit_code == 0
        change(root)
        return verify_project(root, rebuild=rebuild).findings
