"""A book whose notes a style sheet shifts off the page goes in; PY008 comes out."""

from __future__ import annotations

from dataclasses import replace

from makeready.checks.parity import check_parity
from makeready.findings import Finding
from makeready.model.composition import Composition, StyleSheet
from tests.unit.checks.bound_books import bind


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    bound = bind({"01.md": "# One\n\nText[^n].\n\n[^n]: Words of the note.\n"}, "pdf", change=shift_notes)
    return check_parity(bound.book, bound.artifact, shift_notes(bound.composition))


def shift_notes(composition: Composition) -> Composition:
    """Return the composition with a rule of its author's."""
    sheet = StyleSheet(name="styles/print.css", content=".footnote { position: relative; top: 90pt }\n")
    return replace(composition, styles=(*composition.styles, sheet))
