"""Words that are shaped once: a line that is put together from them looks and reads as Pango sets it."""

from __future__ import annotations

import ctypes
import io
from itertools import pairwise
from typing import Any

import pypdfium2
import pypdfium2.raw
import pytest

from makeready.pdf.engine import tend_engine
from makeready.pdf.engine_words import WordText
from makeready.pdf.paragraphs.measure import Face
from tests.unit.pdf.paragraphs.test_lines import CSS, PLAIN, SQUARE, SWITCH, WORDS
from tests.unit.pdf.test_engine import _render

TEXTS = {
    "ligatures": "Affluent officers waffled: “fi”, ‘ffl’, Th, fb, fj, Qu, ct. " * 6,
    "Greek and Cyrillic": "Ἐν ἀρχῇ ἦν ὁ λόγος, в начале было слово; naïve Óbidos. " * 6,
    "marks": "x\u0304 e\u0301 q\u0323 Ǟ ﬁ ŵ n\u0303 a\u0328\u0301 and so on, with o\u0302 again " * 6,
    "figures": "<span style='font-variant-numeric: oldstyle-nums'>In 1813, 1/2 of 2,345 and 7.5 %</span> " * 8,
    "capitals": "<span style='font-variant-caps: small-caps'>Capitals of Mr.&#xa0;Bennet, &amp; AV AWAY To</span> " * 6,
    "unseen": "f\u2060i f\u200di soft&#xad;ly and incom&#xad;pre&#xad;hen&#xad;si&#xad;ble zero\u200bwidth " * 6,
    "two faces": "<i>slanted fi</i> <b>bold ffl</b> <code>code ffi</code> plain fi " * 8,
    "no-break": "Mr.&#xa0;Bennet saw 10&#xa0;km of&#xa0;it, J.&#xa0;R.&#xa0;R. Tolkien " * 6,
    "letters apart": "<span class='spaced'>These words are set apart</span> and these are not, " * 6,
    "a sign of another face": "one 漢 two ☃ three &#x1f600; four " * 8,
}


def _draw(body: str, css: str = "") -> bytes:
    with tend_engine():
        document = _render(body, SWITCH + CSS + css, {"picture.svg": (SQUARE, "image/svg+xml")})[0]
        content: bytes = document.write_pdf(pdf_tags=True)
    return content


def _read(content: bytes) -> list[tuple[str, float, float]]:
    """Return each letter of all pages, and where it stands; of spaces only that they are there."""
    found, x, y = [], ctypes.c_double(), ctypes.c_double()
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    for page in range(len(document)):
        text = document[page].get_textpage()
        for place in range(text.count_chars()):
            letter = chr(pypdfium2.raw.FPDFText_GetUnicode(text, place))
            pypdfium2.raw.FPDFText_GetCharOrigin(text, place, x, y)
            found.append((letter, 0.0, 0.0) if letter.isspace() else (letter, x.value, y.value))
    document.close()
    return found


@pytest.fixture
def by_words(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Collect of each text of a planned line whether it was drawn from words."""
    drawn: list[bool] = []
    spell = WordText.spell

    def note(self: WordText, stream: Any) -> Any:
        spelled = spell(self, stream)
        drawn.append(spelled is not None)
        return spelled

    monkeypatch.setattr(WordText, "spell", note)
    return drawn


BODIES = {**{name: f"<p>{text}</p><p>{WORDS}{text}</p>" for name, text in TEXTS.items()}, **PLAIN}


@pytest.mark.parametrize("align", ["justify", "start"])
@pytest.mark.parametrize("name", BODIES)
def test_they_stand_and_read_as_pango_sets_them(
    name: str, align: str, by_words: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    body, css = BODIES[name] * 2, f"p {{ text-align: {align} }}"
    drawn = _read(_draw(body, css))
    left = ("a sign of another face", "a picture alone", "underlined", "at the right", "centred")
    assert any(by_words) or name in left
    monkeypatch.setattr(WordText, "spell", lambda *_: None)
    expected = _read(_draw(body, css))
    assert drawn or name == "a picture alone"
    assert [one[0] for one in drawn] == [one[0] for one in expected]
    for (_, x, y), (_, x_expected, y_expected) in zip(drawn, expected, strict=True):
        # Of 1,000 parts of an em each letter of Pango's line may be half a one off, and a space at its start more.
        assert abs(x - x_expected) < 0.4 and y == pytest.approx(y_expected, abs=0.001)


def test_a_word_is_shaped_once(by_words: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    shaped: list[str] = []
    lay_out = Face.lay_out

    def note(self: Face, word: str) -> Any:
        shaped.append(word)
        return lay_out(self, word)

    monkeypatch.setattr(Face, "lay_out", note)
    _draw(f"<p>{'singular words ' * 90}</p>", "p { hyphens: none }")
    assert all(by_words) and len(by_words) > 10
    assert len(shaped) == len(set(shaped)) == 3  # with the space


def test_the_end_of_a_line_is_where_it_belongs(by_words: list[bool]) -> None:
    letters = _read(_draw(f"<p>{'nonon ' * 400}</p>", "p { hyphens: none; text-indent: 0 }"))
    ends = [before[1] for before, after in pairwise(letters) if after[0] in "\r\n" and before[1]]
    full = [end for end in ends if end > 0.9 * max(ends)]
    assert all(by_words) and len(full) > 20 and max(full) - min(full) < 0.02


TRACKED = "p { --line-tracking: 0.01; width: 190px; text-indent: 0; --word-spaces: 0.67 1.1 1.2 9 }"


@pytest.mark.parametrize("name", BODIES)
def test_letters_that_are_set_apart_read_as_others_do_and_end_where_the_line_does(name: str) -> None:
    plain, tracked = (_read(_draw(BODIES[name], css)) for css in (TRACKED.replace("0.01", "0"), TRACKED))
    assert [one[0] for one in plain] == [one[0] for one in tracked]
    behind = [*(letter for letter, _, _ in plain[1:]), "\n"][: len(plain)]
    edge = 0.9 * max((x for _, x, _ in plain), default=0.0)
    for (letter, x, y), (_, x_tracked, y_tracked), following in zip(plain, tracked, behind, strict=True):
        assert abs(x - x_tracked) < 4 and y == pytest.approx(y_tracked, abs=0.001), letter
        if following in "\r\n" and x > edge:
            assert x == pytest.approx(x_tracked, abs=0.05), letter


def test_what_pango_draws_has_the_white_between_letters_in_its_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    body = f"<p>{WORDS}</p>"
    plain = _read(_draw(body, TRACKED.replace("0.01", "0")))
    monkeypatch.setattr(WordText, "spell", lambda *_: None)
    drawn = _read(_draw(body, TRACKED))
    assert [x for _, x, _ in drawn] == pytest.approx([x for _, x, _ in plain], abs=0.4)
