"""Projects with typefaces of their own: font files and lines of book.toml go in; their folder comes out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from makeready.findings import Finding
from makeready.model.face import TypefaceRoles
from makeready.press.typefaces import gather_typefaces
from makeready.workspace import Workspace


def write_project(root: Path, fonts: Mapping[str, bytes], toml: str = "", text: str = "abc xyz") -> Path:
    """Write a small book in `root` with `fonts`, by their paths, and return its folder."""
    (root / "manuscript").mkdir(parents=True, exist_ok=True)
    head = 'title = "abc"\nlanguage = "en"\nauthor = "xyz"\ndate = "2026-01-01"\nidentifiers = ["https://example.org/abc"]\n'
    (root / "manuscript/book.toml").write_text(head + toml, encoding="utf-8")
    (root / "manuscript/01.md").write_text(f"# abc\n\n{text}\n", encoding="utf-8")
    for path, content in fonts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root


def gather(root: Path, fonts: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Return what is said of `fonts` in a project."""
    return gather_typefaces(Workspace(write_project(root, fonts)), TypefaceRoles()).findings
