"""Spaces that do not break in a source: they stay, and change nothing when they are set again."""

from __future__ import annotations

from pathlib import Path

from makeready.model.spaces import hold_together
from tests.unit.acquire.sources import acquire

PARAGRAPH = "Mr. Pip saw J. R. R. Tolkien at 6 p.m. after 5 km of No. 5, and told him of it at some length."


def test_what_held_together_in_an_older_edition_is_acquired_as_it_was(tmp_path: Path) -> None:
    held = hold_together(PARAGRAPH, "en")
    page = f"<html lang='en'><title>T</title><body><article><h1>One</h1><p>{held}</p></article></body></html>"
    outcome = acquire({"one.html": page}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    (chapter,) = sorted((tmp_path / "book/manuscript").glob("*.md"))
    text = chapter.read_text("utf-8")
    assert held in text.replace("\\", "") and hold_together(held, "en") == held
    assert not [one for one in outcome.findings if one.severity.value == "error"]
