"""Marks: boxes nest as the bleed asks, and every line of a mark lies outside the bleed, in black ink alone."""

from __future__ import annotations

import io
import zlib
from dataclasses import replace

import pikepdf
import pytest

from makeready.model.edition import Edition
from makeready.model.profile import Profile
from makeready.pdf.bind import bind_pdf
from makeready.pdf.marks import add_blank, draw_marks
from makeready.profiles import read_profile
from tests.conformance.pdf_scan import scan_pdf
from tests.unit.compose.books import PRINT, paragraph, section
from tests.unit.pdf.compositions import composition

# What makes a book be laid out in one piece.
WHOLE = "body { counter-reset: mine } p { counter-increment: mine }"


def _bind(edition: Edition, css: str = "") -> pikepdf.Pdf:
    chapters = [section(name, paragraph("Words.")) for name in ("one", "two")]
    artifact = bind_pdf(composition(*chapters, edition=edition, css=css)).value
    assert artifact is not None
    return pikepdf.open(io.BytesIO(artifact.content))


@pytest.mark.parametrize("css", ["", WHOLE], ids=["in parts", "in one piece"])
@pytest.mark.parametrize("bleed", [0.0, 9.0, 24.0])
@pytest.mark.parametrize("marks", [False, True])
def test_boxes_nest_as_the_bleed_asks(bleed: float, css: str, *, marks: bool) -> None:
    pdf = _bind(replace(PRINT, bleed=bleed, marks=marks), css)
    assert len(pdf.pages) >= 3
    for page in pdf.pages:
        trim, bled, media = ([float(v) for v in box] for box in (page.trimbox, page.bleedbox, page.mediabox))
        assert [trim[2] - trim[0], trim[3] - trim[1]] == pytest.approx(PRINT.trim, abs=0.01)
        out = [trim[0] - bled[0], trim[1] - bled[1], bled[2] - trim[2], bled[3] - trim[3]]
        assert out == pytest.approx([bleed] * 4, abs=0.01)
        room = [bled[0] - media[0], bled[1] - media[1], media[2] - bled[2], media[3] - bled[3]]
        assert all(space >= 18 for space in room) if marks else room == pytest.approx([0] * 4, abs=0.01)


@pytest.mark.parametrize("css", ["", WHOLE], ids=["in parts", "in one piece"])
def test_every_page_has_marks_and_they_lie_outside_the_bleed(css: str) -> None:
    pdf = _bind(replace(PRINT, bleed=9.0, marks=True), css)
    for page in pdf.pages:
        bled = [float(value) for value in page.bleedbox]
        lines, inks, start = [], set(), (0.0, 0.0)
        for instruction in pikepdf.parse_content_stream(page.obj.Contents[0]):
            operator = str(instruction.operator)
            numbers = (
                [float(str(value)) for value in instruction.operands] if operator in ("m", "l", "K", "RG", "G") else []
            )
            if operator == "m":
                start = (numbers[0], numbers[1])
            elif operator == "l":
                lines.append((start, (numbers[0], numbers[1])))
            elif numbers:
                inks.add((operator, *numbers))
        assert len(lines) == 16
        for line in lines:
            assert not any(bled[0] < x < bled[2] and bled[1] < y < bled[3] for x, y in line)
        assert inks == {("K", 0.0, 0.0, 0.0, 1.0)}


@pytest.mark.parametrize(("name", "inks"), [("press", {"spot All", "cmyk"}), ("proof", {"cmyk"})])
def test_marks_are_on_every_plate_where_there_are_plates(name: str, inks: set[str]) -> None:
    profile = read_profile(name)
    assert profile is not None
    standard = profile.standard
    edition = replace(PRINT, bleed=9.0, marks=True, profile=profile, standard=standard, tagged=False)
    target = io.BytesIO()
    _bind(edition).save(target)
    for page in scan_pdf(target.getvalue()):
        bleed = page.boxes["BleedBox"]
        outside = [used for box, used in page.painted if box[0] < bleed[0] or box[3] > bleed[3]]
        assert len(outside) > 8
        assert set(outside) == {frozenset(inks)}


@pytest.mark.parametrize(("language", "bound"), [("en", (0, 2)), ("he", (2, 0))])
def test_a_receiver_may_want_no_bleed_at_the_binding(language: str, bound: tuple[int, int]) -> None:
    edition = replace(PRINT, bleed=9.0, profile=Profile(name="own", title="Own", bleed_outside=True))
    chapters = [section(name, paragraph("Words.")) for name in ("one", "two")]
    made = composition(*chapters, edition=edition)
    artifact = bind_pdf(replace(made, book=replace(made.book, language=language))).value
    assert artifact is not None
    with pikepdf.open(io.BytesIO(artifact.content)) as pdf:
        for index, page in enumerate(pdf.pages):
            trim, bled = ([float(v) for v in box] for box in (page.trimbox, page.bleedbox))
            beyond = [abs(a - b) for a, b in zip(trim, bled, strict=True)]
            assert beyond.pop(bound[index % 2]) == 0
            assert beyond == pytest.approx([9, 9, 9])


def test_blank_pages_fill_up_what_the_receiver_asks_for() -> None:
    profile = Profile(name="own", title="Own", page_multiple=4, last_blank=True)
    plain, filled = (_bind(replace(PRINT, profile=one)) for one in (None, profile))
    assert len(filled.pages) % 4 == 0 and len(filled.pages) > len(plain.pages)
    last = filled.pages[-1].obj
    assert last.Contents.read_bytes() == b"q Q" and last.TrimBox == plain.pages[-1].obj.TrimBox


def test_crop_marks_point_at_the_trim() -> None:
    lines = draw_marks((0, 0, 100, 200), (-9, -9, 109, 209)).decode().splitlines()
    assert "0.000 -12.000 m 0.000 -30.000 l S" in lines
    assert "-12.000 200.000 m -30.000 200.000 l S" in lines


def test_a_blank_page_is_a_whole_stream_however_it_is_packed() -> None:
    """A packed stream without a byte is none: other readers of PDFs complain of its end."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(100, 200))
    add_blank(pdf)
    target = io.BytesIO()
    pdf.save(target, compress_streams=True, recompress_flate=True)
    with pikepdf.open(target) as written:
        stream = written.pages[1].obj.Contents
        unpacked = zlib.decompressobj()
        assert unpacked.decompress(stream.read_raw_bytes()) == b"q Q"
        assert unpacked.eof
        assert written.pages[1].mediabox == written.pages[0].mediabox
