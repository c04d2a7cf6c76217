"""Packages that bring a theme: files go in; an installed package, as Python sees it, comes out."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

MANIFEST = 'title = "Acme"\npurpose = "reports of the house"\nover = "technical"\n'


def install_theme(
    site: Path,
    monkeypatch: pytest.MonkeyPatch,
    files: dict[str, str | bytes],
    name: str = "acme",
    package: str = "acme_theme",
) -> Path:
    """Install a package with these files and the entry point of a theme; return its folder."""
    folder = site / package
    folder.mkdir(parents=True)
    # The theme is found without running its package.
    (folder / "__init__.py").write_text("raise RuntimeError('the package of a theme was run')\n")
    for path, content in files.items():
        (folder / path).write_bytes(content.encode() if isinstance(content, str) else content)
    told = site / f"{package}-1.2.dist-info"
    told.mkdir()
    (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package.replace('_', '-')}\nVersion: 1.2\n")
    (told / "entry_points.txt").write_text(f"[makeready.themes]\n{name} = {package}\n")
    monkeypatch.syspath_prepend(str(site))
    importlib.invalidate_caches()
    return folder
