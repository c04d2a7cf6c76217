"""Mended PDFs: each fault that can be mended is gone, what is printed stays, and others are left as they are."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from makeready.checks.preflight import Order, preflight_content
from makeready.model.profile import Profile
from makeready.pdf.mending import mend_pdf
from makeready.profiles import read_profile
from tests.conformance.seeded_pdfs import SEEDS, make_book

MENDED = (
    "newer PDF", "no standard", "another standard", "no output intent", "another condition", "not trapped", "no title",
    "16 pages", "odd page count", "words on the last page", "trim out of bleed", "RGB area", "RGB black text",
    "annotation", "bookmarks", "JavaScript", "attachment", "alpha",
)  # fmt: skip
LEFT = ("wrong trim", "text cut off", "72 ppi", "turned page", "unembedded font", "thin line")


def find_profile() -> Profile:
    profile = read_profile("ingram")
    assert profile is not None
    return profile


def find_codes(content: bytes) -> set[str]:
    return {one.code for one in preflight_content(Order(name="book.pdf", content=content, profile=find_profile()))}


def make(name: str) -> bytes:
    return next(seed for seed in SEEDS if seed.name == name).make(clean=False)


@pytest.mark.parametrize("name", MENDED)
def test_what_can_be_mended_is(name: str) -> None:
    content = make(name)
    assert find_codes(content)
    mended = mend_pdf(content, "book.pdf", find_profile())
    assert mended.refusal is None
    assert mended.done
    assert find_codes(mended.content) == set()


@pytest.mark.parametrize("name", LEFT)
def test_what_cannot_be_mended_stays_and_nothing_new_comes(name: str) -> None:
    content = make(name)
    mended = mend_pdf(content, "book.pdf", find_profile())
    assert find_codes(mended.content) == find_codes(content)


def test_a_page_without_a_box_gets_one() -> None:
    mended = mend_pdf(make("no TrimBox"), "book.pdf", find_profile())
    assert "page 3 got a TrimBox, where it is cut" in mended.done
    assert "PF027" not in find_codes(mended.content)


def test_the_same_bytes_come_each_time_and_a_sound_book_gets_no_pages() -> None:
    first = mend_pdf(make_book(), "book.pdf", find_profile())
    assert first.content == mend_pdf(make_book(), "book.pdf", find_profile()).content
    with pikepdf.open(io.BytesIO(first.content)) as pdf:
        assert len(pdf.pages) == 24
    assert not any("blank" in one for one in first.done)


def test_without_a_claim_nothing_is_said_of_the_standard() -> None:
    mended = mend_pdf(make("no standard"), "book.pdf", find_profile(), claims=False)
    assert find_codes(mended.content) >= {"PF007"}


def change(content: bytes, work: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert callable(work)
        work(pdf)
        pdf.save(out)
    return out.getvalue()


def test_what_a_stamp_shows_is_drawn_onto_the_page() -> None:
    def stamp(pdf: pikepdf.Pdf) -> None:
        looks = Stream(pdf, b"0 0 0 1 k 0 0 20 20 re f")
        looks.Type, looks.Subtype, looks.BBox = Name.XObject, Name.Form, Array([0, 0, 20, 20])
        note = Dictionary(
            Type=Name.Annot, Subtype=Name.Stamp, F=4, Rect=Array([100, 100, 120, 120]), AP=Dictionary(N=looks)
        )
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])

    mended = mend_pdf(change(make_book(), stamp), "book.pdf", find_profile())
    with pikepdf.open(io.BytesIO(mended.content)) as pdf:
        page = pdf.pages[0]
        assert "/Annots" not in page.obj
        drawn = [bytes(one.read_bytes()) for one in page.resources.XObject.values()]
    assert any(b"0 0 20 20 re" in one for one in drawn)


def test_hidden_layers_are_refused() -> None:
    def hide(pdf: pikepdf.Pdf) -> None:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="draft"))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))

    mended = mend_pdf(change(make_book(), hide), "book.pdf", find_profile())
    assert (mended.content, "hidden layers" in str(mended.refusal)) == (b"", True)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"%PDF-1.7\n1 0 obj <</Type/Catalog>> endobj", make("cut off")])
def test_what_is_no_pdf_is_refused_in_words(content: bytes) -> None:
    refusal = mend_pdf(content, "book.pdf", find_profile()).refusal
    assert refusal is not None
    assert " at 0x" not in refusal


@pytest.mark.parametrize("name", ["owner password", "user password"])
def test_locked_files_stay_locked(name: str) -> None:
    assert mend_pdf(make(name), "book.pdf", find_profile()).refusal is not None


def test_what_cannot_be_brought_to_black_ink_stays_whole() -> None:
    profile = read_profile("kdp")
    assert profile is not None
    with pikepdf.open(io.BytesIO(make_book())) as pdf:
        page = pdf.pages[2]
        function = pdf.make_indirect(Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0], C1=[1, 0, 0], N=1))
        space = Array([Name.DeviceN, Array([Name.One, Name.Two]), Name.DeviceRGB, function])
        page.Resources.ColorSpace = Dictionary(C0=space)
        page.contents_add(b"q 0 0 0 rg /C0 cs 1 1 scn 100 200 50 50 re f Q")
        made = io.BytesIO()
        pdf.save(made)
    mended = mend_pdf(made.getvalue(), "book.pdf", profile)
    assert {one.code for one in mended.findings} == {"PD051"}
    with pikepdf.open(io.BytesIO(mended.content)) as pdf:
        content = b"".join(stream.read_bytes() for stream in pdf.pages[2].Contents)
    assert b"/C0 cs" in content
    assert b"1 1 scn" in content
