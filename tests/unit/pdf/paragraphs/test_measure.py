"""What is known of words is kept for the next books of a process, up to a bound."""

from __future__ import annotations

from typing import Any

import pytest

from makeready.pdf.engine import list_leaves
from makeready.pdf.paragraphs import measure
from makeready.pdf.paragraphs.measure import find_face, find_hyphens, forget_words
from tests.unit.pdf.paragraphs.test_lines import WORDS, _set


def _find_style() -> Any:
    (page,) = _set(f"<p lang='en-US'>{WORDS}</p>").pages
    return next(box.style for box in list_leaves(page._page_box))


def test_words_are_kept_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    style = _find_style()
    face = find_face(style)
    hyphens = find_hyphens(style, face)
    assert hyphens is not None
    width, places = face.get("incomprehensible"), hyphens.find("incomprehensible")
    assert width > 0 and places
    forget_words(style.font_config)
    known = face.__dict__["_words"]
    assert "incomprehensible" in known, "few words stay"
    monkeypatch.setattr(measure, "_MOST_WORDS", 3)
    forget_words(style.font_config)
    assert len(face.__dict__["_words"]) == 1 and not hyphens.__dict__["_known"] and not face.solid
    assert (face.get("incomprehensible"), hyphens.find("incomprehensible")) == (width, places)
