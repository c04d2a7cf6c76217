"""Glyphs: everything that a page may hold is drawn as the engine draws it, and says what stands in the text."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
import weasyprint.draw.text

from makeready.pdf import engine_glyphs
from makeready.pdf.engine_speed import hasten_engine
from tests.unit.pdf.test_engine_speed import count_calls, draw_pages


@pytest.fixture(scope="module")
def rounded() -> Iterator[None]:
    """Let the engine round what it moves glyphs by, as we do: it cuts it, and takes 1,024 thousandths for an em."""
    text = weasyprint.draw.text
    cut = "offset = glyph_info.geometry.x_offset / font_size\n"
    source = inspect.getsource(text.draw_first_line)
    assert cut in source
    mended = "offset = round(glyph_info.geometry.x_offset * 1000 * FROM_UNITS / font_size)\n"
    functions: dict[str, Any] = {}
    exec(source.replace(cut, mended), vars(text), functions)  # noqa: S102
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "int", round, raising=False)
        for module, name in ((text, "draw_first_line"), (engine_glyphs, "ENGINE_DRAW")):
            patch.setattr(module, name, functions["draw_first_line"])
        yield


@pytest.fixture(scope="module")
def as_the_engine_does(rounded: None) -> tuple[list[bytes], list[Any]]:
    """Return the pages as the engine draws them by itself."""
    return draw_pages()


def test_pages_are_drawn_as_by_the_engine(as_the_engine_does: tuple[list[bytes], list[Any]]) -> None:
    """Justified, hyphenated, cut off, floated, in tables and columns, from right to left: moves by nothing apart."""
    with hasten_engine():
        hastened = draw_pages()
    assert len(hastened[0]) > 3
    assert hastened == as_the_engine_does


def test_most_lines_are_drawn_in_the_quicker_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared above is not the engine with itself."""
    drawn = count_calls(monkeypatch, engine_glyphs, "_spell_line")
    left = count_calls(monkeypatch, engine_glyphs, "ENGINE_DRAW")
    with hasten_engine():
        draw_pages()
    assert len(drawn) > 20 * len(left) > 0


def test_a_glyph_that_the_font_lacks_is_left_to_the_engine(as_the_engine_does: object) -> None:
    """The box of a missing glyph has a width of its own."""
    plain = draw_pages("<p>one 漢 two</p>")
    with hasten_engine():
        assert draw_pages("<p>one 漢 two</p>") == plain


def _read_meanings(body: str, css: str = "p { font: 12px 'EB Garamond' }") -> str:
    """Return the maps from glyphs to characters that a page's fonts have."""
    with hasten_engine():
        return "".join(str(bytes(one[1])) for one in draw_pages(body, css)[1] if isinstance(one, tuple))


@pytest.mark.parametrize("odd", ["f\u2060in", "f\u200din", "f&#xad;in", "f\ufe00in"])
def test_a_ligature_around_an_unseen_character_says_its_letters(odd: str) -> None:
    """The first "fi" of a book decides what every other one is copied as."""
    meanings = _read_meanings(f"<p>{odd} office final</p>")
    assert "<00660069>" in meanings
    assert "<>" not in meanings
    assert "2060" not in meanings


def test_a_cluster_of_several_glyphs_shares_its_characters() -> None:
    """A letter with a mark of its own says the letter, and the mark says the mark."""
    share = engine_glyphs._share_characters
    assert share("x\u0304", 2) == (["x", "\u0304"], True)
    assert share("\u00e9", 2) == (["e", "\u0301"], True)
    assert share("f\u2060i", 1) == (["fi"], True)
    assert share("fi\u0301", 2) == (["fi", "\u0301"], True)
    assert share("\u00df", 2) == (["\u00df", ""], False)
    assert share("\u00ad", 1) == (["\u00ad"], True)


def test_what_is_in_doubt_gives_way_to_what_is_not() -> None:
    """A small capital S stands twice for a sharp s before it stands for an s."""
    meanings = _read_meanings("<p>\u00df s</p>", "p { font: small-caps 12px 'EB Garamond' }")
    assert "<0073>" in meanings
