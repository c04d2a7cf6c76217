"""Cases and jackets: their size by the formula, words that keep out of turn-ins, hinges and folds, flaps, barcodes."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from makeready.model.edition import PrintEdition, WrapEdition
from makeready.pdf.wrap.bind import DESIGNS, Wrap, bind_wrap, list_facts
from makeready.pdf.wrap.facts import compare_facts, read_facts
from makeready.pdf.wrap.finish import finish_wrap
from makeready.pdf.wrap.measures import Box
from makeready.pdf.wrap.template import draw_template
from makeready.profiles import read_profile
from tests.unit.pdf.wrap.test_bind import BLURB, EAN13, TRIM, _list_words, _novel, _picture, _read, _textbook

NOTE = "Ada Marsh lives on the coast and mends boats in the winter. Her zitherlike prose has won prizes."
MM = 1 / 25.4
# By receiver and binding, in inches: what boards add to the spine, what is around, how much broader and higher covers
# are than 6 × 9, the hinge, the flap and its fold; of the profiles' pages, written down a second time.
FORMULAS = {
    ("kdp", "case"): (4 * MM, 15 * MM, 5 * MM, 6 * MM, 10 * MM, 0, 0),
    ("ingram", "case"): (0.25, 0.625, 0.125, 0.25, 0.375, 0, 0),
    ("ingram", "jacket"): (0.25, 0.125, 0.125, 0.25, 0, 3.25, 0.25),
    ("bookvault", "case"): (6 * MM, 17 * MM, 3 * MM, 6 * MM, 10 * MM, 0, 0),
    ("bookvault", "jacket"): (6 * MM, 3 * MM, 3 * MM, 6 * MM, 0, 80 * MM, 3 * MM),
    ("press", "case"): (6 * MM, 18 * MM, 3 * MM, 6 * MM, 9 * MM, 0, 0),
    ("press", "jacket"): (6 * MM, 3 * MM, 3 * MM, 6 * MM, 0, 90 * MM, 3 * MM),
}
WHITE = {"kdp": 0.002252, "ingram": 0.002252, "bookvault": 0.0572 * MM, "press": 0.055 * MM}
# Lulu's is a table.
STEPS = {84: 0.25, 85: 0.5, 300: 0.938, 620: 1.688, 800: 2.125}


def _bind(binding: str, pages: int = 300, profile: str = "ingram", design: str = "framed", **changes: object) -> Wrap:
    known = read_profile(profile)
    assert known is not None
    whole = changes.pop("whole", None) or _novel()
    outcome = bind_wrap(
        whole,  # type: ignore[arg-type]
        known,
        "white",
        pages,
        TRIM,
        binding=binding,
        design=design,
        note=NOTE,
        price="USD 14.95",
        **changes,  # type: ignore[arg-type]
    )
    assert outcome.value is not None, outcome.findings
    assert {finding.code for finding in outcome.findings} <= {"PD065"}
    return outcome.value


def _boxes(content: bytes) -> tuple[list[float], list[float], list[float]]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == 1
        page = pdf.pages[0].obj
        media, bleed, trim = ([float(side) for side in page[key]] for key in ("/MediaBox", "/BleedBox", "/TrimBox"))
    return media, bleed, trim


@pytest.mark.long_but("kdp-case-80", "ingram-jacket-300", "press-case-480")
@pytest.mark.parametrize("pages", [80, 300, 480])
@pytest.mark.parametrize(("profile", "binding"), FORMULAS, ids=lambda name: name)
def test_the_size_is_that_of_the_formula(profile: str, binding: str, pages: int) -> None:
    boards, around, broader, higher, _, flap, fold = FORMULAS[profile, binding]
    media, bleed, trim = _boxes(_bind(binding, pages, profile).pdf)
    spine = pages * WHITE[profile] + boards
    assert media[2] / 72 == pytest.approx(2 * (6 + broader + flap + fold + around) + spine, abs=0.01)
    assert media[3] / 72 == pytest.approx(9 + higher + 2 * around, abs=0.01)
    assert media == bleed
    # A case is not cut within its turn-in.
    cut = 0 if binding == "case" else around * 72
    assert trim == pytest.approx([cut, cut, media[2] - cut, media[3] - cut], abs=0.01)


@pytest.mark.long_but("620")
@pytest.mark.parametrize("pages", STEPS)
def test_the_spine_is_that_of_the_table(pages: int) -> None:
    media, _, _ = _boxes(_bind("case", pages, "lulu").pdf)
    assert media[2] / 72 == pytest.approx(2 * (6.125 + 0.75) + STEPS[pages], abs=0.01)
    assert media[3] / 72 == pytest.approx(10.75, abs=0.01)


def _list_areas(profile: str, binding: str, pages: int, width: float, height: float) -> Iterator[Box]:
    """Yield where words may stand on a sheet of this size, by the formula alone, in points."""
    _, around, broader, _, hinge, flap, fold = (72 * one for one in FORMULAS[profile, binding])
    safe, spine_safe, cover = {"kdp": 9.0, "ingram": 18.0}[profile], 4.5, 432 + broader
    low, high = around + safe, height - around - safe
    start = around + flap + fold
    yield start + safe, low, start + cover - hinge - safe, high
    yield width - start - cover + hinge + safe, low, width - start - safe, high
    yield start + cover + spine_safe, low, width - start - cover - spine_safe, high
    if flap:
        yield around + safe, low, around + flap - safe, high
        yield width - around - flap + safe, low, width - around - safe, high


@pytest.mark.long_but("novel-kdp-case-framed", "textbook-ingram-jacket-divided", "novel-ingram-case-banded")
@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize(("profile", "binding"), [("kdp", "case"), ("ingram", "case"), ("ingram", "jacket")])
@pytest.mark.parametrize("name", ["novel", "textbook"])
def test_words_keep_out_of_turn_ins_hinges_folds_and_safe_areas(
    name: str, profile: str, binding: str, design: str
) -> None:
    whole = {"novel": _novel, "textbook": _textbook}[name]()
    content = _bind(binding, 480, profile, design, whole=whole).pdf
    media, _, _ = _boxes(content)
    areas = list(_list_areas(profile, binding, 480, media[2], media[3]))
    filled = set()
    near = 1.0
    for character, left, bottom, right, top in _list_words(content):
        within = [
            index
            for index, area in enumerate(areas)
            if left >= area[0] - near and right <= area[2] + near and bottom >= area[1] - near and top <= area[3] + near
        ]
        assert within, (character, left, bottom, right, top)
        filled |= set(within)
    assert filled == set(range(len(areas))), "all parts have words"


@pytest.mark.long_but("framed")
@pytest.mark.parametrize("design", DESIGNS)
def test_front_and_back_are_in_the_middle_of_what_is_seen_of_a_board(design: str) -> None:
    content = _bind("case", 300, "kdp", design).pdf
    media, _, _ = _boxes(content)
    back, front = list(_list_areas("kdp", "case", 300, media[2], media[3]))[:2]
    middle = (front[0] + front[2]) / 2
    words = [(left, right) for _, left, _, right, _ in _list_words(content) if left > front[0]]
    if design in ("framed", "labelled", "ornamented"):
        spread = min(left for left, _ in words), max(right for _, right in words)
        # Italics lean out of their middle; with the hinge it would be 14 points off.
        assert sum(spread) / 2 == pytest.approx(middle, abs=4)
    # Words begin as far from the board's edge on the back as from the hinge on the front.
    starts = min(left for _, left, _, right, _ in _list_words(content) if right < back[2])
    assert starts - back[0] == pytest.approx(0.1 * 432 - 9, abs=1.5)


def test_the_flaps_of_a_jacket_say_what_the_book_and_its_author_are() -> None:
    content = _bind("jacket").pdf
    page = pypdfium2.PdfDocument(content)[0].get_textpage()
    width, height = _boxes(content)[0][2:]
    flap = (0.125 + 3.25) * 72
    left = " ".join(page.get_text_bounded(0, 0, flap, height).split())
    right = " ".join(page.get_text_bounded(width - flap, 0, width, height).split())
    assert left == NOTE
    assert right.startswith("When the last ferry leaves without her")
    assert "zitherlike" not in right
    assert _read(content).count("When the last ferry") == 4, "nowhere else"


def test_a_jacket_from_right_to_left_has_its_front_flap_at_the_left() -> None:
    whole = _novel(language="he", title="דרך", subtitle=None, description="ספר על מלח")
    measures = _bind("jacket", whole=whole).measures
    assert measures.flap_boxes is not None
    back, front = measures.flap_boxes
    assert front[0] < measures.front_box[0] < measures.spine_box[0] < measures.back_box[0] < back[0]
    case = _bind("case", whole=whole).measures
    assert case.front_face[2] + case.hinge == pytest.approx(case.spine_box[0])
    assert case.spine_box[2] + case.hinge == pytest.approx(case.back_face[0])
    assert case.back_face[0] < case.barcode[0]


@pytest.mark.parametrize(("profile", "binding"), [("kdp", "case"), ("ingram", "jacket")])
def test_the_barcode_is_read_back_and_stands_on_the_back(profile: str, binding: str) -> None:
    content = _bind(binding, 300, profile).pdf
    picture = pypdfium2.PdfDocument(content)[0].render(scale=300 / 72).to_pil()
    (found,) = zxingcpp.read_barcodes(picture, formats=EAN13, ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Require)
    assert found.text == "978030640615751495"
    media, _, _ = _boxes(content)
    back = next(_list_areas(profile, binding, 300, media[2], media[3]))
    corners = (found.position.top_left, found.position.bottom_right)
    assert all(back[0] <= corner.x * 72 / 300 <= back[2] for corner in corners)
    assert all(back[1] <= media[3] - corner.y * 72 / 300 <= back[3] for corner in corners)


def test_the_lock_knows_the_binding() -> None:
    case, jacket = _bind("case"), _bind("jacket")
    kept = read_facts(case.pdf)
    assert kept is not None
    assert kept.binding == "case"
    assert kept == case.facts
    (told,) = compare_facts(kept, jacket.facts)
    assert told.message == "the binding: “case” when the wrap was made, “jacket” now"
    known = read_profile("kdp")
    assert known is not None
    assert list_facts(_novel(), known, "white", 300, TRIM, binding="jacket") is None


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"binding": "jacket"}, "PD067", "Amazon KDP offers no jacket; it offers paperback, case"),
        ({"binding": "leather"}, "PD067", "“leather” is none of paperback, case, jacket"),
        ({"pages": 74}, "PD061", "takes at least 75 and at most 550 in a case"),
        ({"pages": 552}, "PD061", "takes at least 75 and at most 550 in a case"),
        ({"trim": (360.0, 576.0)}, "PD061", "does not offer 5.000 × 8.000 in in a case; it offers 5.5 × 8.5, 6 × 9"),
    ],
)
def test_what_the_receiver_does_not_bind_is_told(changes: dict[str, object], code: str, said: str) -> None:
    known = read_profile("kdp")
    assert known is not None
    given: dict[str, object] = {"pages": 300, "trim": TRIM, "binding": "case", **changes}
    outcome = bind_wrap(_novel(), known, "white", **given)  # type: ignore[arg-type]
    assert outcome.value is None
    (finding,) = outcome.findings
    assert finding.code == code
    assert said in finding.message


def _list_uprights(content: bytes, at: float) -> int:
    """Return how many upright lines are drawn at `at`."""
    count, start = 0, (0.0, 0.0)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for one in pikepdf.parse_content_stream(pdf.pages[0]):
            if str(one.operator) == "m":
                start = float(one.operands[0]), float(one.operands[1])
            elif str(one.operator) == "l":
                end = float(one.operands[0])
                count += abs(start[0] - at) < 0.01 and abs(end - at) < 0.01
    return count


@pytest.mark.parametrize(("profile", "binding"), [("kdp", "case"), ("ingram", "jacket")])
def test_the_template_has_hinges_and_folds(profile: str, binding: str) -> None:
    wrap = _bind(binding, 300, profile)
    _, around, broader, _, hinge, flap, fold = (72 * one for one in FORMULAS[profile, binding])
    drawn = draw_template(wrap.pdf, wrap.measures)
    start = around + flap + fold
    cover = start + 432 + broader
    wanted = {around + flap if flap else around, cover, cover - hinge if hinge else start}
    for at in (*wanted, *(wrap.measures.size[0] - one for one in wanted)):
        assert (_list_uprights(wrap.pdf, at), _list_uprights(drawn, at)) == (0, 1)


@pytest.mark.parametrize("binding", ["paperback", "case", "jacket"])
def test_a_press_gets_marks_where_the_sheet_is_folded_outside_of_the_bleed(binding: str) -> None:
    press = read_profile("press")
    assert press is not None
    wrap = _bind(binding, 300, "press")
    edition = WrapEdition(name="cover", of=PrintEdition(name="print"), profile=press, binding=binding)
    finished = finish_wrap(wrap, _novel(), edition)
    assert finished.value is not None
    folds = wrap.measures.folds
    assert len(folds) == (2 if binding == "paperback" else 4)
    for at in folds:
        assert _list_uprights(finished.value, at) == 2, "at head and foot"
    media, bleed, trim = _boxes(finished.value)
    assert media[0] < bleed[0] <= trim[0]
    assert bleed == pytest.approx([0, 0, *wrap.measures.size], abs=0.01)


@pytest.mark.parametrize("binding", ["paperback", "case", "jacket"])
@pytest.mark.parametrize("design", ["framed", "labelled"])
def test_nothing_of_a_front_from_right_to_left_stands_beside_it(design: str, binding: str) -> None:
    # The engine sets what has automatic margins too far to the right where words run from right to left.
    whole = _novel(language="he", title="דרך המלח", subtitle="רומן", description="ספר על מלח")
    wrap = _bind(binding, whole=whole, design=design)
    height, (_, low, right, high) = wrap.measures.size[1], wrap.measures.front_face
    picture = pypdfium2.PdfDocument(wrap.pdf)[0].render(scale=2).to_pil().convert("RGB")
    strip = picture.crop(tuple(round(2 * one) for one in (right - 17, height - high, right - 1, height - low)))
    assert len(strip.getcolors(1000) or ()) == 1


@pytest.mark.long_but("changes0-jacket", "changes3-case")
@pytest.mark.parametrize("binding", ["case", "jacket"])
@pytest.mark.parametrize(
    "changes",
    [
        {"description": None},
        {"contributors": ()},
        {"identifiers": ()},
        {"title": "Donaudampfschifffahrtsgesellschaft"},
        {"title": " ".join(["Word"] * 60), "subtitle": " ".join(["subtitle"] * 40)},
        {"description": BLURB * 5},
        {"imprint": "The Very Long Named Imprint of the University of the Northern Isles and Counties"},
    ],
)
def test_odd_books_fit_as_well(binding: str, changes: dict[str, object]) -> None:
    content = _bind(binding, 300, whole=_novel(**changes)).pdf
    media, _, _ = _boxes(content)
    areas = list(_list_areas("ingram", binding, 300, media[2], media[3]))
    for character, left, bottom, right, top in _list_words(content):
        assert any(
            left >= area[0] - 1 and right <= area[2] + 1 and bottom >= area[1] - 1 and top <= area[3] + 1
            for area in areas
        ), (character, left, bottom, right, top)


def test_words_that_do_not_fit_a_flap_are_told() -> None:
    known = read_profile("ingram")
    assert known is not None
    outcome = bind_wrap(_novel(description=BLURB * 12), known, "white", 300, TRIM, binding="jacket")
    assert outcome.value is None
    assert [one.message for one in outcome.findings] == [
        "the words on the front flap cannot be set small enough for the wrap"
    ]


@pytest.mark.parametrize(
    ("profile", "binding", "place", "size"),
    [
        # The front has its turn-in or its fold: 6 in, what a cover is broader, and what is around it.
        ("lulu", "case", "front", (6.125 + 0.75, 10.75)),
        ("ingram", "jacket", "front", (6.125 + 0.25, 9.5)),
        ("lulu", "case", "wrap", (2 * 6.875 + 0.938, 10.75)),
    ],
)
def test_a_picture_of_ones_own_has_the_size_of_its_place(
    profile: str, binding: str, place: str, size: tuple[float, float]
) -> None:
    picture = _picture(round(size[0] * 210), round(size[1] * 210))
    content = _bind(binding, 300, profile, picture=picture, picture_place=place).pdf
    shown = pypdfium2.PdfDocument(content)[0]
    (image,) = (one for one in shown.get_objects() if one.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE)
    left, bottom, right, top = image.get_bounds()
    assert ((right - left) / 72, (top - bottom) / 72) == pytest.approx(size, abs=0.01)
    assert (bottom, top) == pytest.approx((0, shown.get_height()), abs=0.5)
    if place == "front" and binding == "case":
        assert right == pytest.approx(shown.get_width(), abs=0.5)
    elif place == "front":
        assert right == pytest.approx(shown.get_width() - (0.125 + 3.25) * 72, abs=0.5)
