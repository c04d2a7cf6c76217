"""A theme of a package whose manifest is no TOML goes in; ST012 comes out."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from makeready.findings import Finding, Span
from makeready.style.themes import find_themes
from makeready.workspace import Workspace
from tests.unit.themes.packages import install_theme


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        install_theme(Path(folder), patch, {"theme.toml": "purpose = reports\n"})
        return find_themes(Workspace(Path(folder)), "acme", Span.at("book.toml", 3)).findings
