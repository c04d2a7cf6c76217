"""The wrap bound: its size by the formula, its boxes, words that fit in every design, a barcode that is read back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from makeready.model.book import Book, Identifier
from makeready.model.people import Contributor
from makeready.model.provenance import ReviewedWork
from makeready.pdf.wrap.bind import DESIGNS, Wrap, bind_wrap, list_facts
from makeready.pdf.wrap.facts import compare_facts, read_facts
from makeready.pdf.wrap.template import draw_template
from makeready.profiles import extend_profile, read_profile
from tests.unit.compose.books import book

TRIM = (432.0, 648.0)
EAN13 = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.EAN13)
ISBN = Identifier(scheme="isbn", value="978-0-306-40615-7")
BLURB = "When the last ferry leaves without her, Ada Marsh has one winter to find out who wrote the letters. " * 4
SPINES = {
    "kdp": {"white": (0.002252, 0.0), "cream": (0.0025, 0.0), "colour": (0.002347, 0.0)},
    "lulu": {"white": (0.0022522523, 0.06), "cream": (0.0022522523, 0.06)},
    "ingram": {"white": (0.002252, 0.0), "cream": (0.0025, 0.0)},
}


def _person(name: str) -> Contributor:
    first, _, last = name.rpartition(" ")
    return Contributor(name=name, sort_name=f"{last}, {first}", roles=("aut",))


def _novel(**changes: Any) -> Book:
    return book(
        **{
            "title": "The Salt Road",
            "subtitle": "A Novel",
            "contributors": (_person("Ada Marsh"),),
            "imprint": "Harbour Press",
            "description": BLURB,
            "identifiers": (ISBN,),
            **changes,
        }
    )


def _textbook() -> Book:
    return _novel(
        title="An Introduction to the Statistical Mechanics of Disordered Systems and Neural Networks",
        subtitle="With Exercises, Solutions and Worked Examples",
        contributors=(_person("Maria Theresa Quisenberry"), _person("John Worthington-Smythe")),
        description="\n\n".join([BLURB] * 3),
    )


def _review() -> Book:
    whole = _novel(title="A Reading of Thinking", subtitle=None, contributors=(), imprint=None, identifiers=())
    work = ReviewedWork(title="Thinking, Fast and Slow", contributors=(_person("Daniel Kahneman"),))
    attribution = replace(whole.attribution, reviewers=(_person("Jane Reader"),), reviewed=work)
    return replace(whole, attribution=attribution)


BOOKS = {"novel": (_novel, 400), "textbook": (_textbook, 800), "review": (_review, 24)}


def _bind(whole: Book, pages: int = 400, profile: str = "kdp", paper: str = "cream", **changes: Any) -> Wrap:
    known = read_profile(profile)
    assert known is not None
    outcome = bind_wrap(whole, known, paper, pages, changes.pop("trim", TRIM), **changes)
    assert outcome.value is not None, outcome.findings
    assert {finding.code for finding in outcome.findings} <= {"PD065"}
    return outcome.value


def _codes(whole: Book, pages: int = 400, paper: str = "cream", **changes: Any) -> list[str]:
    known = read_profile("kdp")
    assert known is not None
    outcome = bind_wrap(whole, known, paper, pages, TRIM, **changes)
    assert outcome.value is None
    return [finding.code for finding in outcome.findings]


def _list_words(content: bytes) -> Iterator[tuple[str, float, float, float, float]]:
    """Yield each character on the page with its box: left, bottom, right, top."""
    text = pypdfium2.PdfDocument(content)[0].get_textpage()
    for at in range(text.count_chars()):
        character = text.get_text_range(at, 1)
        if character.strip():
            yield character, *text.get_charbox(at)


def _read(content: bytes) -> str:
    return " ".join(pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range().split())


@pytest.mark.long_but("kdp-white-24", "lulu-white-400", "ingram-cream-120")
@pytest.mark.parametrize("pages", [24, 79, 120, 400, 800])
@pytest.mark.parametrize(("profile", "paper"), [(name, paper) for name, papers in SPINES.items() for paper in papers])
def test_the_size_is_that_of_the_formula(profile: str, paper: str, pages: int) -> None:
    known = read_profile(profile)
    assert known is not None
    if pages < known.least_pages or pages > (known.most_pages or pages):
        pytest.skip("the receiver takes no such book")
    wrap = _bind(_novel(), pages, profile, paper)
    per_page, cover = SPINES[profile][paper]
    spine = pages * per_page + cover
    with pikepdf.open(io.BytesIO(wrap.pdf)) as pdf:
        assert len(pdf.pages) == 1
        page = pdf.pages[0].obj
        media, bleed, trim = ([float(side) for side in page[key]] for key in ("/MediaBox", "/BleedBox", "/TrimBox"))
    assert media[2] / 72 == pytest.approx(12 + spine + 0.25, abs=0.01)
    assert media[3] / 72 == pytest.approx(9.25, abs=0.01)
    assert media == bleed
    assert trim == pytest.approx([9, 9, media[2] - 9, media[3] - 9], abs=0.01)


@pytest.mark.long_but("novel-framed", "textbook-labelled", "review-ruled")
@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("name", BOOKS)
def test_all_words_stand_inside_of_the_safe_areas(name: str, design: str) -> None:
    make, pages = BOOKS[name]
    whole = make()
    wrap = _bind(whole, pages, paper="white", design=design, price="USD 14.95")
    measures = wrap.measures
    safe, spine_safe = measures.safe, measures.spine_safe
    areas = [
        (box[0] + aside, box[1] + safe, box[2] - aside, box[3] - safe)
        for box, aside in (
            (measures.back_box, safe),
            (measures.front_box, safe),
            (measures.spine_box, spine_safe),
        )
    ]
    near = 1.0
    for character, left, bottom, right, top in _list_words(wrap.pdf):
        assert any(
            left >= area[0] - near and right <= area[2] + near and bottom >= area[1] - near and top <= area[3] + near
            for area in areas
        ), (character, left, bottom, right, top)
    words = _read(wrap.pdf)
    assert all(word in words for word in whole.title.split())
    assert words.count(whole.title.split()[-1]) >= (1 if name == "review" else 2), "on the spine as well"


def test_a_review_names_its_reviewers_and_the_work() -> None:
    words = _read(_bind(_review(), 24).pdf)
    assert "Jane Reader" in words
    assert "Thinking, Fast and Slow" in words
    assert "Daniel Kahneman" in words


@pytest.mark.long_but("framed-changes0", "labelled-changes9", "divided-changes2")
@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Donaudampfschifffahrtsgesellschaft"},
        {"title": "One"},
        {"title": " ".join(["Word"] * 60)},
        {"subtitle": " ".join(["subtitle"] * 40)},
        {"subtitle": None},
        {"identifiers": ()},
        {"description": None},
        {"description": BLURB * 5},
        {"contributors": ()},
        {"contributors": tuple(_person(f"Person Surname{n}") for n in range(30))},
        {"imprint": "The Very Long Named Imprint of the University of the Northern Isles and Counties"},
        {"language": "he", "title": "דרך המלח", "subtitle": "רומן", "description": "ספר על מלח"},
    ],
)
@pytest.mark.parametrize("design", ["framed", "labelled", "divided"])
def test_odd_books_fit_as_well(design: str, changes: dict[str, Any]) -> None:
    wrap = _bind(_novel(**changes), 120, design=design)
    width, height = wrap.measures.size
    front = wrap.measures.front_box
    safe = wrap.measures.safe
    for _, left, bottom, right, top in _list_words(wrap.pdf):
        assert safe < left and right < width - safe and safe < bottom and top < height - safe
        if left > front[0]:
            assert left >= front[0] + safe - 1


def test_a_book_from_right_to_left_has_its_front_at_the_left() -> None:
    measures = _bind(_novel(language="he", title="דרך", subtitle=None, description="ספר"), 120).measures
    assert measures.front_box[0] < measures.spine_box[0] < measures.back_box[0]
    assert measures.back_box[0] < measures.barcode[0] < measures.barcode[2] < measures.back_box[2]


@pytest.mark.long_but("framed-1.75 x 1 in")
@pytest.mark.parametrize("area", ["2 x 1.2 in", "1.75 x 1 in", "3 x 2 in"])
@pytest.mark.parametrize("design", ["framed", "ruled"])
def test_the_barcode_is_read_back_from_the_page(area: str, design: str) -> None:
    known = read_profile("kdp")
    assert known is not None
    profile = extend_profile(known, {"barcode": area})
    outcome = bind_wrap(_novel(), profile, "cream", 400, TRIM, design=design, price="USD 14.95")
    assert outcome.value is not None
    picture = pypdfium2.PdfDocument(outcome.value.pdf)[0].render(scale=300 / 72).to_pil()
    found = zxingcpp.read_barcodes(picture, formats=EAN13, ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Require)
    assert [one.text for one in found] == ["978030640615751495"]
    assert "978-0-306-40615-7" in _read(outcome.value.pdf)


def test_no_words_on_a_spine_that_the_receiver_wants_blank() -> None:
    known = read_profile("kdp")
    assert known is not None
    for pages, count in ((78, 1), (79, 2)):
        outcome = bind_wrap(_novel(imprint=None), known, "cream", pages, TRIM)
        assert outcome.value is not None
        assert _read(outcome.value.pdf).count("Salt") == count
        assert [one.code for one in outcome.findings] == (["PD065"] if count == 1 else [])


def test_words_that_would_be_too_small_for_the_spine_are_left_out_and_told() -> None:
    known = read_profile("kdp")
    assert known is not None
    outcome = bind_wrap(_novel(), known, "white", 79, TRIM)
    assert outcome.value is not None
    assert _read(outcome.value.pdf).count("Salt") == 1
    assert [one.code for one in outcome.findings] == ["PD065"] * 3
    assert "the title on the spine would be smaller than 5 points" in {one.message for one in outcome.findings}


def test_the_page_has_inks_only_and_nothing_that_is_transparent() -> None:
    for design in DESIGNS:
        with pikepdf.open(io.BytesIO(_bind(_novel(), design=design).pdf)) as pdf:
            operators = {str(one.operator) for one in pikepdf.parse_content_stream(pdf.pages[0])}
            resources = pdf.pages[0].obj.Resources
            states = list(resources.ExtGState.values()) if "/ExtGState" in resources else []
            assert not {"rg", "RG", "sh"} & operators, design
            assert all(float(state.get(key, 1)) == 1 for state in states for key in ("/ca", "/CA"))


def test_it_is_the_same_each_time_and_keeps_what_it_was_made_for() -> None:
    first, second = (_bind(_novel(), price="USD 14.95") for _ in range(2))
    assert first.pdf == second.pdf
    kept = read_facts(first.pdf)
    assert kept == first.facts
    known = read_profile("kdp")
    assert known is not None and kept is not None
    now = list_facts(_novel(), known, "cream", 402, TRIM, "USD 14.95")
    assert now is not None
    told = [finding.message.partition(":")[0] for finding in compare_facts(kept, now)]
    assert told == ["the count of pages", "the width of the spine"]


def test_bad_input_is_a_finding() -> None:
    assert _codes(_novel(), design="baroque") == ["PD066"]
    assert _codes(_novel(), paper="vellum") == ["PD061"]
    assert _codes(_novel(), pages=23) == ["PD061"]
    assert _codes(_novel(), pages=900) == ["PD061"]
    assert _codes(_novel(identifiers=(Identifier(scheme="isbn", value="9780306406158"),))) == ["PD062"]
    assert _codes(_novel(), price="fourteen") == ["PD062"]
    assert _codes(_novel(description=BLURB * 60)) == ["PD063"]
    assert "PD063" in _codes(_novel(title="W" * 60)), "a word that does not break"
    assert _codes(_novel(title="\ue000")) == ["TY001"]
    assert _codes(_novel(), picture=b"no picture") == ["PD064"]
    assert _codes(_novel(), picture=_picture(100, 100), picture_place="spine") == ["PD064"]


def _picture(width: int, height: int, kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, kind)
    return out.getvalue()


def test_a_picture_of_ones_own_takes_its_place() -> None:
    whole = _bind(_novel(), picture=_picture(2650, 1850))
    assert "Salt" not in _read(whole.pdf)
    assert "978-0-306-40615-7" in _read(whole.pdf)
    front = _bind(_novel(), picture=_picture(1225, 1850), picture_place="front")
    assert _read(front.pdf).count("Salt Road") == 1, "on the spine"
    for content in (whole.pdf, front.pdf):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            assert len(pdf.pages[0].get_images()) == 1


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (_picture(2000, 2000), "2000 × 2000 pixels; its place is 13.250 × 9.250 in, 3975 × 2775 pixels"),
        (_picture(1325, 925), "100 pixels an inch"),
        (_picture(2650, 1850, "GIF"), "neither JPEG nor PNG"),
    ],
)
def test_a_picture_that_does_not_suit_is_told(picture: bytes, said: str) -> None:
    known = read_profile("kdp")
    assert known is not None
    outcome = bind_wrap(_novel(), known, "cream", 400, TRIM, picture=picture)
    assert outcome.value is None
    assert said in outcome.findings[0].message


def test_the_template_is_drawn_over_the_wrap_in_all_its_lines() -> None:
    wrap = _bind(_novel())
    drawn = draw_template(wrap.pdf, wrap.measures)
    assert drawn == draw_template(wrap.pdf, wrap.measures) != wrap.pdf
    assert _read(drawn) == _read(wrap.pdf)
    picture = pypdfium2.PdfDocument(drawn)[0].render(scale=4).to_pil()
    plain = pypdfium2.PdfDocument(wrap.pdf)[0].render(scale=4).to_pil()
    high = wrap.measures.size[1]
    for box in (wrap.measures.trim_box, wrap.measures.barcode):
        place = (round(box[0] * 4), round((high - (box[1] + box[3]) / 2) * 4))
        assert picture.getpixel(place) != plain.getpixel(place)
    fold = (round(wrap.measures.spine_box[0] * 4), round((high - 2) * 4))
    assert picture.getpixel(fold) != plain.getpixel(fold)
