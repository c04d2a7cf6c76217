"""Known pages are as if they were read now, and only where every byte that draws them is the same."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from makeready.checks import known_pages
from makeready.checks.glyphs import Face
from makeready.checks.known_pages import KnownText, pack_page, unpack_page
from makeready.checks.parity import check_parity
from makeready.checks.shown import ShownPage, ShownText
from makeready.store import Store
from makeready.workshop import Workshop
from tests.unit.checks.bound_books import bind, bind_sample, rewrite

PAGE = (
    b"/P <</MR (a#1)>> BDC /A gs BT /F 10 Tf 1 0 0 1 20 90 Tm [<0001>-20<0002>] TJ ET EMC /X Do "
    b"/Artifact BMC BT /F 8 Tf <0001> Tj ET EMC"
)
PLAIN = b"BT /F 10 Tf [<0001>-20<0002>] TJ ET"
FORM = b"BT /F 12 Tf <0002> Tj ET"
MAP = b"2 beginbfchar <0001> <0061> <0002> <0062> endbfchar"


def draw(
    page: bytes = PAGE,
    form: bytes = FORM,
    meaning: bytes = MAP,
    widths: int = 500,
    plain: bool = True,
    named: str = "F",
    trim: int = 200,
    opacity: float = 1,
    other: bytes = b"",
) -> bytes:
    """Return a PDF of one page with a font /F, perhaps of another name too, a form within a form, and a picture.

    There may be an `other` font /O with this map, which nothing is set in.
    """
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        ToUnicode=pdf.make_stream(meaning),
        DescendantFonts=Array([Dictionary(W=Array([1, Array([widths, 900])]))]),
    )
    fonts = Dictionary(F=pdf.make_indirect(font))
    fonts[f"/{named}"] = fonts.F
    if other:
        fonts.O = pdf.make_indirect(Dictionary(Subtype=Name.Type0, ToUnicode=pdf.make_stream(other)))
    inner = pdf.make_stream(form)
    inner.Subtype, inner.Resources = Name.Form, Dictionary(Font=fonts)
    outer = pdf.make_stream(b"/Y Do")
    outer.Subtype, outer.Resources = Name.Form, Dictionary(XObject=Dictionary(Y=inner))
    picture = pdf.make_stream(b"\0")
    picture.Subtype = Name.Image
    states = Dictionary(A=Dictionary(ca=opacity))
    pdf.pages[0].obj.Resources = Dictionary(Font=fonts, XObject=Dictionary(P=picture), ExtGState=states)
    pdf.pages[0].obj.TrimBox = Array([0, 0, trim, trim])
    if form:
        pdf.pages[0].obj.Resources.XObject.X = outer
    pdf.pages[0].obj.Contents = pdf.make_stream(page) if plain else pdf.make_stream(page.hex().encode() + b">")
    if not plain:
        pdf.pages[0].obj.Contents.Filter = Name.ASCIIHexDecode
    out = io.BytesIO()
    pdf.save(out, compress_streams=plain, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def read(content: bytes, workshop: Workshop, patch: pytest.MonkeyPatch) -> tuple[ShownPage, int]:
    """Return what the one page shows, and how many pages were read from their operators."""
    count = 0
    reader = ShownText.read_page

    def count_pages(self: ShownText, index: int) -> ShownPage:
        nonlocal count
        count += 1
        return reader(self, index)

    with patch.context() as within, workshop.open_notebook("shown pages", "a.pdf") as notebook:
        within.setattr(ShownText, "read_page", count_pages)
        return KnownText(content, notebook).read_page(0), count


def texts(page: ShownPage) -> list[str]:
    return [run.text for run in page.runs]


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(memory=Store(tmp_path / "store"))


def test_a_known_page_is_what_was_read(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    first, count = read(draw(), workshop, monkeypatch)
    assert texts(first) == ["ab", "b"]
    again, more = read(draw(), workshop, monkeypatch)
    assert (count, more) == (1, 0)
    assert again == first == ShownText(draw()).read_page(0)


@pytest.mark.parametrize(
    "change",
    [
        {"page": PAGE.replace(b"<0002>", b"<0001>")},
        {"form": FORM.replace(b"<0002>", b"<0001>")},
        {"meaning": MAP.replace(b"<0062>", b"<0063>")},
        {"meaning": MAP.replace(b"2 beginbfchar <0001> <0061>", b"1 beginbfchar")},
        {"widths": 700},
        {"trim": 90},
        {"opacity": 0.05},
    ],
)
def test_whatever_changes_a_page_has_it_read_anew(
    change: dict[str, Any], workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(draw(), workshop, monkeypatch)
    pieces, count = read(draw(**change), workshop, monkeypatch)
    assert count == 1
    assert pieces == ShownText(draw(**change)).read_page(0) != ShownText(draw()).read_page(0)


def test_a_glyph_more_in_a_font_does_not_change_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more = MAP.replace(b"2 beginbfchar", b"3 beginbfchar <0003> <0063>")
    for form in (b"", FORM):
        workshop = Workshop(memory=Store(tmp_path / f"store{len(form)}"))
        read(draw(PLAIN, form), workshop, monkeypatch)
        content = draw(PLAIN, form, more)
        pieces, count = read(content, workshop, monkeypatch)
        # All that forms name has to be as it was.
        assert count == bool(form)
        assert pieces == ShownText(content).read_page(0)


def test_codes_are_compared_once_where_a_font_has_changed(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    first, more = draw(PLAIN, b""), draw(PLAIN, b"", MAP.replace(b"2 beginbfchar", b"3 beginbfchar <0003> <0063>"))
    read(first, workshop, monkeypatch)
    list_meanings = known_pages._list_meanings

    def count(face: Face, codes: Sequence[int]) -> list[list[Any]]:
        compared.append(1)
        return list_meanings(face, codes)

    monkeypatch.setattr(known_pages, "_list_meanings", count)
    with workshop.open_notebook("shown pages", "a.pdf") as notebook:
        notebook.note("0" * 64, b"")  # a notebook is written where other things are in it than before
        for content in (first, more):
            assert texts(KnownText(content, notebook).read_page(0)) == ["ab"]
    assert len(compared) == 1
    assert read(more, workshop, monkeypatch)[1] == 0 and len(compared) == 1


def test_codes_are_not_compared_where_a_font_has_changed_that_a_page_does_not_use(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(draw(PLAIN, b"", other=MAP), workshop, monkeypatch)
    monkeypatch.setattr(known_pages, "_list_meanings", None)
    pieces, count = read(draw(PLAIN, b"", other=MAP.replace(b"<0062>", b"<0063>")), workshop, monkeypatch)
    assert (count, texts(pieces)) == (0, ["ab"])


def test_a_font_more_has_pages_read_that_name_it(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    page = PLAIN + b" BT /G 10 Tf <0001> Tj ET"
    assert texts(read(draw(page, b""), workshop, monkeypatch)[0]) == ["ab"]
    pieces, count = read(draw(page, b"", named="G"), workshop, monkeypatch)
    assert (count, texts(pieces)) == (1, ["ab", "a"])


def test_a_page_packed_in_another_way_is_always_read(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        pieces, count = read(draw(plain=False), workshop, monkeypatch)
        assert (count, texts(pieces)) == (1, ["ab", "b"])


def test_a_form_that_draws_itself_is_always_read(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    with pikepdf.open(io.BytesIO(draw(form=b"/X Do " + FORM))) as pdf:
        resources = pdf.make_indirect(pdf.pages[0].obj.Resources)
        pdf.pages[0].obj.Resources = resources
        resources.XObject.X.Resources.XObject.Y.Resources = resources
        out = io.BytesIO()
        pdf.save(out)
    for _ in range(2):
        assert read(out.getvalue(), workshop, monkeypatch)[1] == 1


def test_another_makeready_knows_nothing(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    read(draw(), workshop, monkeypatch)
    monkeypatch.setattr("makeready.workshop.name_makers", lambda: "others")
    assert read(draw(), workshop, monkeypatch)[1] == 1


def test_a_damaged_store_has_pages_read_anew(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    read(draw(), workshop, monkeypatch)
    assert isinstance(workshop.memory, Store)
    (entry,) = workshop.memory.folder.glob("??/*")
    content = entry.read_bytes()
    for place in range(0, len(content), 7):
        entry.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        pieces, count = read(draw(), workshop, monkeypatch)
        assert (count, texts(pieces)) == (1, ["ab", "b"])


def test_what_is_no_page_is_not_taken_for_one() -> None:
    page = ShownText(draw()).read_page(0)
    packed = pack_page(page)
    assert unpack_page(packed) == page
    assert unpack_page(pack_page(ShownPage())) == ShownPage()
    for wrong in (b"", packed[:10], packed[:-2], b"9" + packed, packed + b"more", b"{}", b"[[[1]],[]]"):
        with pytest.raises((ValueError, TypeError)):
            unpack_page(wrong)


def test_a_word_that_a_page_lost_is_found_with_pages_known_from_a_sound_book(tmp_path: Path) -> None:
    bound, workshop = bind_sample("pdf"), Workshop(memory=Store(tmp_path / "store"))
    assert check_parity(bound.book, bound.artifact, bound.composition, workshop) == ()
    spoilt = bind(
        {"01.md": "# The First\n\nSome words stand here.\n", "02.md": "# The Second\n\nMore words stand here.\n"},
        "pdf",
        change=lambda c: rewrite(c, "More words", "More"),
    )
    for _ in range(3):
        findings = check_parity(spoilt.book, spoilt.artifact, spoilt.composition, workshop)
        assert [finding.code for finding in findings] == ["PY001"]
