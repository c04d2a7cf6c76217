"""Paragraphs that are broken as wholes: nothing is lost, and what is not plain is the engine's."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makeready.pdf.engine import boxes, list_leaves, tend_engine
from makeready.pdf.engine_words import measure_tracking
from makeready.pdf.paragraphs import lines as lines_module
from makeready.pdf.paragraphs.choose import Choice
from makeready.pdf.paragraphs.lines import Kept
from makeready.pdf.paragraphs.measure import Face, LeftToEngineError, find_face
from makeready.pdf.paragraphs.plan import Plan
from makeready.pdf.paragraphs.tolerances import Tolerances
from tests.unit.pdf.test_engine import _lines, _render

SWITCH = ":root { --line-breaks: paragraph }\n"
CSS = """@page { size: 260px 420px; margin: 10px }
body { font: 12px/20px 'EB Garamond'; margin: 0; orphans: 2; widows: 2; text-align: justify; hyphens: auto;
       hyphenate-limit-chars: 5 2 3; overflow-wrap: break-word }
p { margin: 0; text-indent: 15px } sup { line-height: 0; font-size: 8px } .spaced { letter-spacing: 1px }
.note { float: footnote } .up { position: relative; top: -4px }
code { font-family: 'Source Code Pro'; font-size: 10px } .float { float: left; width: 60px; height: 30px }
.block { display: inline-block; border: 1px solid; padding: 3px } .wide { width: 300px }
h2 { font: bold 16px/20px 'EB Garamond'; margin: 0; text-align: start; hyphens: none; --line-breaks: balanced }
.letter::first-letter { font-size: 20px } .capitals::first-line { font-variant-caps: small-caps }
"""
WORDS = (
    "The surveyor put his pencil behind his ear and considered the incomprehensible arrangement of the estuary, whose "
    "sandbanks, he maintained, had no business to be anywhere near the lighthouse at that season of the year. "
)

PICTURE = '<img src="picture.svg" alt="A square" style="width: 1.5em; margin: 0 2px; vertical-align: -3px"/>'
SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'


def _set(body: str, css: str = "", switch: str = SWITCH) -> Any:
    with tend_engine():
        return _render(body, switch + CSS + css, {"picture.svg": (SQUARE, "image/svg+xml")})[0]


def _words(document: Any) -> str:
    return "".join(
        box.text.strip("\u2010")
        for page in document.pages
        for box in list_leaves(page._page_box)
        if hasattr(box, "text")
    )


def _fold(text: str) -> str:
    return "".join(text.split()).replace("\u2010", "").replace("\xad", "").replace("\u2060", "")


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect why paragraphs are left to the engine."""
    reasons: list[str] = []
    make = lines_module.__dict__["Paragraph"]

    def note(*words: Any) -> Any:
        try:
            return make(*words)
        except LeftToEngineError as error:
            reasons.extend({str(error)} - {"not asked for"})
            raise

    monkeypatch.setattr(lines_module, "Paragraph", note)
    return reasons


def _spaces(document: Any) -> list[float]:
    """Return by how much the spaces of each line are wider than usual."""
    return [
        box.justification_spacing for page in document.pages for box in list_leaves(page._page_box) if " " in box.text
    ]


def test_spaces_shrink_and_no_line_is_looser_than_by_the_engine() -> None:
    fitted, greedy = _spaces(_set(f"<p>{WORDS * 6}</p>")), _spaces(_set(f"<p>{WORDS * 6}</p>", switch=""))
    assert min(fitted) < 0 <= min(greedy)
    assert max(fitted) < max(greedy)


def test_without_the_token_lines_are_those_of_the_engine(left: list[str]) -> None:
    body = f"<p>{WORDS * 4}</p>"
    assert _lines(_set(body, switch="")) == _lines(_set(body, switch=":root { --line-breaks: line }"))
    assert _lines(_set(body, switch="")) != _lines(_set(body)) and left == []


PLAIN = {
    "italics": f"<p>{WORDS} <i>{WORDS}</i> {WORDS}</p>",
    "nested": f"<p>{WORDS} <b>so <i>{WORDS}</i></b>{WORDS}</p>",
    "raised": f"<p>{WORDS}<sup>2</sup> and H<sub>2</sub>O, {WORDS}</p>",
    "code": f"<p>{WORDS} <code>a.b(c)</code>, {WORDS}</p>",
    "a note": f"<p>{WORDS}<span class='note'>{WORDS}</span> {WORDS}</p>",
    "spaced letters": f"<p><span class='spaced'>{WORDS}</span>{WORDS}</p>",
    "underlined": f"<p>{WORDS}<u>{WORDS}</u></p>",
    "an empty anchor": f"<p><a id='x'></a>{WORDS}<a id='y'></a> {WORDS}</p>",
    "soft hyphens": f"<p>{WORDS} incom&#xad;pre&#xad;hen&#xad;si&#xad;bil&#xad;i&#xad;ties {WORDS}</p>",
    "no-break spaces": f"<p>{WORDS} Mr.&#xa0;Bennet and 10&#xa0;km {WORDS}</p>",
    "dashes": f"<p>{WORDS} one—two—three – four-five-six and so on/and so forth {WORDS}</p>",
    "a long word": f"<p>{WORDS} {'incomprehensibilities' * 5} {WORDS}</p>",
    "an address": f"<p>{WORDS} http://example.org/{'a-long/path/' * 8}end {WORDS}</p>",
    "capitals": f"<p class='capitals'>{WORDS * 2}</p>",
    "a first letter": f"<p class='letter'>{WORDS * 2}</p>",
    "a line end": f"<p>{WORDS}<br/>{WORDS}</p>",
    "ragged": f"<p style='text-align: start'>{WORDS * 2} <br/>{WORDS}</p>",
    "at the right": f"<p style='text-align: right'>{WORDS * 2} <br/>{WORDS}</p>",
    "centred": f"<p style='text-align: center'>{WORDS * 2}</p>",
    "balanced": f"<h2>{WORDS}</h2>",
    "an inline block": f"<p>{WORDS} <span class='block'>in <i>the</i> line</span>, {WORDS}</p>",
    "pictures": f"<p>{WORDS} <i>{PICTURE}</i>{WORDS * 2} <a id='x'>{PICTURE}</a>, {WORDS}{PICTURE}{PICTURE}</p>",
    "a picture alone": f"<p>{PICTURE}</p>",
    "line ends on end": f"<p>{WORDS} <br/><br/> <i>{WORDS}<br/> </i> {WORDS}<a id='z'></a><br/><i><br/></i></p>",
    "moved": f"<p>{WORDS} <span class='up'>up</span> {WORDS}</p>",
}
ENGINES = {
    "a float": f"<p><span class='float'></span>{WORDS}</p>",
    "Hebrew": f"<p>{WORDS} שלום עולם {WORDS}</p>",
    "a note in a block": f"<p>{WORDS} <span class='block'>in<span class='note'>note</span></span> {WORDS}</p>",
    "a box wider than the line": f"<p>{WORDS} <span class='block wide'>in</span> {WORDS}</p>",
    "preserved": f"<p style='white-space: pre-wrap'>{WORDS}  {WORDS}</p>",
    "a tab": f"<p style='white-space: pre-wrap'>{WORDS}\t{WORDS}</p>",
}
# What is seen only where the float stands, or when breaks are chosen.
FOUND_LATER = {"a float", "a box wider than the line"}


@pytest.mark.parametrize("name", [*PLAIN, *ENGINES])
def test_nothing_is_lost_and_no_line_stands_out(name: str, left: list[str]) -> None:
    body = {**PLAIN, **ENGINES}[name]
    fitted, greedy = _set(body), _set(body, switch="")
    assert sorted(_fold(_words(fitted))) == sorted(_fold(_words(greedy)))
    assert bool(left) == (name in ENGINES) or name in FOUND_LATER, left
    for page in fitted.pages:
        for box in page._page_box.descendants():
            if isinstance(box, boxes.LineBox) and name not in ENGINES:
                assert box.position_x + box.width <= 250.05


EMPTY = {
    "before a space": "word<a id='%d'></a> ",
    "before a space in italics": "word<a id='%d'></a><i> more</i> ",
    "around a space": "word<a id='%d'> </a>",
    "around a space, within": "word<i>s<a id='%d'> </a></i>",
    "behind a space": "word <a id='%d'></a>",
    "framed, before a space": "word<span id='%d' class='framed'> more</span> ",
    "framed, around a space": "word<span id='%d' class='framed'> </span>",
}


@pytest.mark.parametrize("name", EMPTY)
def test_no_anchor_and_no_edge_is_lost_at_the_end_of_a_line(name: str, left: list[str]) -> None:
    body = f"<p>{''.join(EMPTY[name] % number for number in range(200))}end</p>"
    found: dict[str, int] = dict.fromkeys(map(str, range(200)), 0)
    for page in _set(body, ".framed { border: 1px solid; padding: 0 2px }").pages:
        for box in page._page_box.descendants():
            if isinstance(box, boxes.InlineBox) and box.element.get("id"):
                found[box.element.get("id")] += (box.border_left_width > 0) + (box.border_right_width > 0) or 2
    assert left == [] and set(found.values()) == {2}


def test_lines_but_the_last_fill_their_width() -> None:
    document = _set(f"<p>{WORDS} <i>{WORDS}</i>{WORDS}</p>")
    found = [box for box in document.pages[0]._page_box.descendants() if isinstance(box, boxes.LineBox)]
    assert len(found) > 5
    assert [round(box.width, 3) for box in found[:-1]] == [240.0] * (len(found) - 1)
    assert found[-1].width < 240


BREAKS = {
    "in the text": "one two <br/>three<br/> four",
    "in italics": "one <i> two <br/> three</i><br/> <i>four <br/></i> five",
    "at the edge of italics": "one<i><br/> two</i> <b><br/></b>three",
    "on end": "one <br/> <br/><br/> two",
    "first": "<br/>one",
    "last": "one <i>two<br/></i>",
    "twice at the end": "one<br/> <br/> ",
    "around an anchor": "one<br/><a id='x'></a><br/>two <a id='y'> </a><br/> three",
}


@pytest.mark.parametrize("name", BREAKS)
def test_line_ends_are_where_the_engine_has_them(name: str, left: list[str]) -> None:
    body, css = f"<p>{BREAKS[name]}</p><p>next</p>", "i { border: 1px solid; padding: 0 2px }"

    def find_lines(document: Any) -> list[tuple[float, float, list[tuple[float, str]]]]:
        return [
            (
                box.position_y,
                box.height,
                [(text.position_x, text.text) for text in list_leaves(box) if text.text != " "],
            )
            for box in document.pages[0]._page_box.descendants()
            if isinstance(box, boxes.LineBox) and box.height
        ]

    fitted, greedy = find_lines(_set(body, css)), find_lines(_set(body, css, switch=""))
    assert left == [] and len(fitted) == len(greedy)
    for (y, height, texts), (y_greedy, height_greedy, texts_greedy) in zip(fitted, greedy, strict=True):
        assert (y, height) == pytest.approx((y_greedy, height_greedy))
        words, words_greedy = ([(x, text.strip()) for x, text in one if text.strip()] for one in (texts, texts_greedy))
        assert [text for _, text in words] == [text for _, text in words_greedy]
        assert [x for x, _ in words] == pytest.approx([x for x, _ in words_greedy])


def test_the_line_before_a_line_end_is_set_like_a_last_one() -> None:
    document = _set(f"<p>{WORDS} end<br/>{WORDS}</p>")
    found = [box for box in document.pages[0]._page_box.descendants() if isinstance(box, boxes.LineBox)]
    place = next(number for number, box in enumerate(found) if "end" in [*_words_of(box)][-1:])
    assert all(box.width == pytest.approx(240.0) for number, box in enumerate(found[:-1]) if number != place)
    assert found[place].width < 200 and next(iter(list_leaves(found[place]))).justification_spacing == 0
    first, following = (next(iter(list_leaves(found[number]))).position_x for number in (0, place + 1))
    assert (first, following) == (25.0, 10.0), "only a paragraph steps in"


def _extents(document: Any, tag: str = "p") -> list[tuple[float, float]]:
    """Return where the text of each line of an element begins and ends."""
    found = []
    for page in document.pages:
        for box in page._page_box.descendants():
            if isinstance(box, boxes.LineBox) and box.element_tag == tag:
                leaves = [leaf for leaf in list_leaves(box) if getattr(leaf, "text", "")]
                found.append((leaves[0].position_x, leaves[-1].position_x + leaves[-1].width))
    return found


def test_ragged_lines_are_more_even_than_those_of_the_engine(left: list[str]) -> None:
    css = "p { text-align: start; text-indent: 0 }"
    fitted, greedy = (_set(f"<p>{WORDS * 6}</p>", css, switch=switch) for switch in (SWITCH, ""))
    hyphens = [sum(line.endswith("\u2010") for line in _lines(one)) for one in (fitted, greedy)]
    assert left == [] and hyphens[0] < hyphens[1] and set(_spaces(fitted)) == {0}
    css += " p { hyphens: none }"
    whites = [
        [250 - end for _, end in _extents(_set(f"<p>{WORDS * 6}</p>", css, switch=switch))[:-1]]
        for switch in (SWITCH, "")
    ]
    assert max(whites[0]) < max(whites[1]) and sum(one**2 for one in whites[0]) < sum(one**2 for one in whites[1])


ZONED = "p { width: 160px; text-align: start; text-indent: 0; --line-ends: 1 2; hyphenate-limit-zone: %s }"


def test_hyphens_of_ragged_text_are_put_in_only_where_more_than_the_zone_would_be_white(left: list[str]) -> None:
    counts = []
    for zone in (0, 20, 40, 160):
        lines = [line.strip() for line in _lines(_set(f"<p>{WORDS * 4}</p>", ZONED % f"{zone}px"))]
        assert _fold("".join(lines)) == _fold(WORDS * 4)
        cut = [line for line in lines if line.endswith("\u2010")]
        counts.append(len(cut))
        for line in cut:
            assert 160 - _measure(line.rpartition(" ")[0]) > zone, line
    assert left == [] and counts[0] > counts[1] > counts[2] > counts[3] == 0


def test_a_word_that_no_line_holds_is_hyphenated_in_any_zone(left: list[str]) -> None:
    css = ZONED.replace("160px", "70px") % "100%"
    lines = [line.strip() for line in _lines(_set("<p>It was quite incomprehensible</p>", css))]
    assert left == [] and lines[0] == "It was quite" and lines[1].endswith("\u2010")


def test_a_zone_in_percent_is_one_of_the_width_of_lines() -> None:
    texts = {
        zone: _lines(_set(f"<p>{WORDS * 4}</p>", ZONED % zone))
        for zone in ("0", "20px", "12.5%", "calc(10px + 6.25%)", "40px", "25%")
    }
    assert texts["20px"] == texts["12.5%"] == texts["calc(10px + 6.25%)"]
    assert texts["40px"] == texts["25%"] and texts["0"] != texts["20px"] != texts["40px"]


def test_no_zone_says_anything_of_justified_text() -> None:
    body = f"<p>{WORDS * 4}</p>"
    plain, zoned = (_lines(_set(body, f"p {{ width: 150px; {more} }}")) for more in ("", "hyphenate-limit-zone: 90px"))
    assert plain == zoned and any(line.endswith("\u2010") for line in plain)


@pytest.mark.parametrize("align", ["left", "right", "center", "end"])
def test_ragged_lines_stand_where_the_engine_has_them(align: str, left: list[str]) -> None:
    body = "<p>one two three<br/>four five <b>six</b></p>"
    fitted, greedy = (_set(body, f"p {{ text-align: {align} }}", switch=switch) for switch in (SWITCH, ""))
    assert left == [] and len(_extents(fitted)) == 2
    assert _extents(fitted) == [pytest.approx(one) for one in _extents(greedy)]


def test_ragged_text_in_a_face_that_kerns_with_spaces_is_left_to_the_engine(
    left: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    measure = Face.__dict__["_measure"]
    body = f"<p>{WORDS}</p><p style='text-align: start'>{WORDS}</p>"
    _set(body)
    assert left == []
    monkeypatch.setattr(Face, "_measure", lambda self, text: measure(self, text) - 0.1 * text.count("A V"))
    _set(body)
    assert left == ["spaces that are kerned"]


@pytest.mark.parametrize("spacing", ["0.04em", "0.11px", "0.333px", "normal"])
def test_a_cell_that_is_as_wide_as_its_text_has_it_on_one_line(spacing: str, left: list[str]) -> None:
    css = f"td {{ text-align: start; padding: 0; letter-spacing: {spacing}; font-variant-caps: small-caps }}"
    for count in range(2, 7):
        row = f"<tr><td>{' '.join(WORDS.split()[:count])}</td></tr>"
        assert len(_extents(_set(f"<table>{row}</table>", css), "td")) == 1, count
    assert left == []


@pytest.mark.parametrize("align", ["left", "center"])
def test_balanced_lines_are_as_few_as_the_engine_makes_and_of_even_length(align: str, left: list[str]) -> None:
    for count in range(8, 24):
        body, css = f"<h2>{' '.join(WORDS.split()[:count])}</h2>", f"h2 {{ text-align: {align} }}"
        fitted = _extents(_set(body, css), "h2")
        greedy = _extents(_set(body, css + "h2 { --line-breaks: line }"), "h2")
        assert left == [] and len(fitted) == len(greedy) > 1
        widths, widths_greedy = ([end - begin for begin, end in one] for one in (fitted, greedy))
        assert min(widths) >= min(widths_greedy) - 0.01
        assert max(widths) - min(widths) < 90


def _boxes_of(document: Any) -> list[tuple[float, float, float, float]]:
    """Return where pictures and inline blocks stand, and their sizes."""
    return [
        (box.position_x, box.position_y, box.width, box.height)
        for page in document.pages
        for box in page._page_box.descendants()
        if isinstance(box, boxes.AtomicInlineLevelBox)
    ]


INLINE = {
    "pictures": f"A {PICTURE} and <i>{PICTURE}</i>{PICTURE}, end.",
    "blocks": "A <span class='block'>block</span> and <b>a <span class='block'>higher <br/> one</span></b>, end.",
    "at the top": f"A <span class='block'>high<br/>block</span> {PICTURE.replace('-3px', 'top')} end.",
}


@pytest.mark.parametrize("name", INLINE)
def test_boxes_in_a_line_stand_where_the_engine_has_them(name: str, left: list[str]) -> None:
    body = f"<p>{INLINE[name]}</p><p>next</p>"
    fitted, greedy = _set(body), _set(body, switch="")
    assert left == [] and len(_boxes_of(fitted)) > 1
    assert _boxes_of(fitted) == [pytest.approx(one) for one in _boxes_of(greedy)]
    heights = [
        [
            box.height
            for box in document.pages[0]._page_box.descendants()
            if isinstance(box, boxes.LineBox) and box.element_tag == "p"
        ]
        for document in (fitted, greedy)
    ]
    assert heights[0] == pytest.approx(heights[1]) and heights[0][0] > 20 == heights[0][-1]


def test_lines_with_boxes_fill_their_width_and_stand_in_the_order_of_the_text(left: list[str]) -> None:
    body = f"<p>{''.join(f'{word} {PICTURE}, ' for word in WORDS.split() * 3)}</p>"
    document = _set(body)
    found = [box for page in document.pages for box in page._page_box.descendants() if isinstance(box, boxes.LineBox)]
    assert left == [] and len(_boxes_of(document)) == len(WORDS.split()) * 3
    assert [round(box.width, 3) for box in found[:-1]] == [240.0] * (len(found) - 1)
    for line in found:
        xs = [box.position_x for box in list_leaves(line)]
        assert xs == sorted(xs) and not getattr(next(iter(list_leaves(line))), "text", "").startswith(",")


def _words_of(line: Any) -> list[str]:
    return "".join(box.text for box in list_leaves(line) if hasattr(box, "text")).split()


@pytest.mark.parametrize("width", [290, 300, 310])
def test_a_line_that_nothing_can_fill_is_as_full_as_can_be(width: int) -> None:
    body = "<p>Any native C/C++ APIs/ABIs requiring the <code>NODE_WANT_INTERNALS</code> flag are internal.</p>"
    document = _set(body, f"body {{ width: {width}px }} code {{ font-size: 0.82em; hyphens: manual }}")
    assert _lines(document) == [
        "Any native C/C++ APIs/ABIs requiring the", "NODE_WANT_INTERNALS flag are internal.",
    ]  # fmt: skip


def test_a_paragraph_of_lines_goes_over_pages() -> None:
    body = "".join(f"word{number}<br/>" for number in range(70))
    document = _set(f"<p>{body}end</p>")
    assert len(document.pages) == 4
    assert [line for line in _lines(document) if line] == [*(f"word{number}" for number in range(70)), "end"]


@pytest.mark.parametrize("switch", [SWITCH, ""])
@pytest.mark.parametrize("letters", [14, 15, 16, 17, 40])
def test_a_line_that_would_be_torn_apart_is_ragged(letters: int, switch: str) -> None:
    """Spaces of 3 px become no wider than 9, whoever breaks the lines."""
    body = f"<p>it is so near to {'m' * letters} {WORDS}</p>"
    spaces = _spaces(_set(body, "p { overflow-wrap: normal; hyphens: none; text-indent: 0 }", switch=switch))
    assert max(spaces) <= 6.01


def test_pages_break_where_widows_and_orphans_allow() -> None:
    document = _set(f"<p>{WORDS}</p>" * 20)
    assert len(document.pages) > 2
    starts = [[line for line in _lines_of(page) if line] for page in document.pages]
    assert all(len(lines) <= 20 for lines in starts)
    again = "".join(_fold(line) for lines in starts for line in lines)
    assert again == _fold(WORDS * 20)


@pytest.mark.parametrize(
    "word", ["inter&#xad;<i>national</i> ", "<i>inter&#xad;</i>national ", "inter<i>&#xad;national</i> "]
)
def test_a_soft_hyphen_at_the_edge_of_italics_is_seen_at_the_end_of_a_line(word: str) -> None:
    body = f"<p>{word * 60}</p>"
    ends = [line for line in _lines(_set(body, "p { hyphens: manual }")) if line.endswith(("\xad", "\u2010"))]
    assert ends and all(line.endswith("\xad\u2010") for line in ends)
    assert not [line for line in _lines(_set(body, "p { hyphens: none }")) if line.endswith(("\xad", "\u2010"))]


@pytest.mark.parametrize("switch", [SWITCH, ""])
@pytest.mark.parametrize("class_name", ["capitals", "letter"])
def test_only_the_first_line_of_a_paragraph_over_pages_is_set_as_one(class_name: str, switch: str) -> None:
    document = _set(f"<p class='{class_name}'>{WORDS * 12}</p>", switch=switch)
    assert len(document.pages) > 2
    for number, page in enumerate(document.pages):
        found = [box.style for box in list_leaves(page._page_box) if hasattr(box, "text")]
        special = [one for one in found if one["font_variant_caps"] != "normal" or one["font_size"] != 12]
        assert bool(special) == (number == 0)
    assert _fold(_words(document)) == _fold(WORDS * 12)


def _lines_of(page: Any) -> list[str]:
    class _One:
        pages = (page,)

    return _lines(_One())


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.text(st.sampled_from("abcdeimnrst-—’,/\xad\xa0éü"), min_size=1, max_size=30), min_size=1, max_size=60)
)
def test_any_words_are_all_set_in_their_order(words: list[str]) -> None:
    text = " ".join(words)
    fitted = _set(f"<p>{text}</p>", "p { hyphens: manual }")
    assert _fold(_words(fitted)) == _fold(text)


@pytest.mark.parametrize(
    "text",
    ["m" * 10_000, "a " * 5_000, "&#xa0;" * 300, "<i>" * 300 + "deep" + "</i>" * 300, "a<br/>" * 2_000, PICTURE * 400],
)
def test_hostile_paragraphs_end(text: str) -> None:
    assert _set(f"<p>{text}</p>").pages


def test_a_plan_from_within_a_paragraph_is_not_taken_for_its_start() -> None:
    """Where a number of a note changed, the rest of a paragraph is planned anew; its first page may be made again."""
    within = Plan(240.0, 0, [], Choice(0.0, ()), Tolerances(), 5.0, starts={(0, 9): 0})
    paragraph: Any = None
    kept = Kept(paragraph, within, within)
    assert kept.find((0, 9), 240.0, 0) is within
    assert kept.find((), 240.0, 0) is None
    assert kept.find((0, 9), 200.0, 0) is None


@pytest.mark.parametrize("start", range(0, 100, 9))
def test_a_first_line_in_another_style_is_chosen_with_the_others(start: int) -> None:
    """It is in small capitals, and so is nothing else; its spaces are no wider than those of the engine's."""
    text = (WORDS * 4)[start:]
    loosest = {}
    for switch in (SWITCH, ""):
        (page,) = _set(f"<p class='capitals'>{text}</p>", switch=switch).pages
        lines = [
            one
            for one in page._page_box.descendants()
            if isinstance(one, boxes.LineBox) and not one.element_tag.endswith("::first-line")
        ]
        first, *rest = [
            [one for one in line.descendants() if isinstance(one, boxes.TextBox)] for line in lines if line.height
        ]
        assert all(one.style["font_variant_caps"] == "small-caps" for one in first)
        assert not any(one.style["font_variant_caps"] == "small-caps" for line in rest for one in line)
        is_full = abs(first[-1].position_x + first[-1].width - 250) < 0.1
        # A line that would be torn apart is ragged.
        loosest[switch] = max(one.justification_spacing for one in first) if is_full else 99.0
    assert loosest[SWITCH] <= loosest[""] + 1e-6


def test_a_first_line_that_is_the_only_one_is_the_engines() -> None:
    places = [
        [(one.text, one.position_x, one.position_y, one.width) for one in list_leaves(page._page_box)]
        for switch in (SWITCH, "")
        for page in _set("<p class='capitals'>Few words.</p>", switch=switch).pages
    ]
    assert places[0] == places[1]


HANGS = ':root { --optical-margins: "-\\2010" 0.5 ".," 0.6 "st" 0.25 }'


def test_characters_hang_at_both_ends_of_justified_lines() -> None:
    """Without them, both edges are straight."""
    parts = {"\u2010": 0.5, "-": 0.5, ".": 0.6, ",": 0.6, "s": 0.25, "t": 0.25}
    document = _set(f"<p>{WORDS * 3}</p>", HANGS)
    seen = set()
    lines = [
        [one for one in line.descendants() if isinstance(one, boxes.TextBox)]
        for page in document.pages
        for line in page._page_box.descendants()
        if isinstance(line, boxes.LineBox)
    ]
    for line in lines[:-1]:
        text = "".join(one.text for one in line)
        seen |= {text[0], text[-1]} & set(parts)
        end = _measure(text[-1]) * parts.get(text[-1], 0.0)
        assert abs(line[-1].position_x + line[-1].width - end - 250) < 0.01, text
    for line in lines[1:]:
        text = "".join(one.text for one in line)
        assert abs(line[0].position_x + _measure(text[0]) * parts.get(text[0], 0.0) - 10) < 0.01, text
    assert lines[0][0].position_x == 25, "the first line steps in, whatever it begins with"
    assert len(seen) >= 4
    assert _fold(_words(document)) == _fold(WORDS * 3)


def _measure(character: str) -> float:
    (page,) = _set(f"<p style='text-indent: 0'>{character}</p>").pages
    return float(next(box.width for box in list_leaves(page._page_box)))


def test_ragged_lines_have_straight_edges() -> None:
    plain, hanging = (_places(_set(f"<p style='text-align: left'>{WORDS * 2}</p>", css)) for css in ("", HANGS))
    assert plain == hanging


def test_code_does_not_hang() -> None:
    """A point of a typeface whose letters are all as wide would stand out by half of that."""
    body = "<p>" + "the <code>stone.</code> and " * 30 + "</p>"
    edges = [
        box.position_x + box.width
        for page in _set(body, HANGS).pages
        for box in list_leaves(page._page_box)
        if box.text.rstrip().endswith("stone.")
    ]
    assert any(abs(edge - 250) < 0.01 for edge in edges) and max(edges) < 250.01


def _places(document: Any) -> list[tuple[str, float, float]]:
    return [
        (box.text, box.position_x, box.position_y) for page in document.pages for box in list_leaves(page._page_box)
    ]


def test_our_no_break_space_breaks_where_its_line_would_be_loose_and_that_of_the_author_never() -> None:
    broken = []
    for count in range(4, 12):
        words = f"The surveyor had{' it' * count} and Mr.%sWickhamstead{' it' * count} {WORDS}"
        cases = [("<span>&#xa0;</span>", ""), ("&#xa0;", "--line-demerits: 10000 1000000 10000 100000"), ("&#xa0;", "")]
        ends = [
            any(
                line.rstrip().endswith("Mr.")
                for line in _lines(_set(f"<p>{words % space}</p>", f"p {{ hyphens: none; {css} }}"))
            )
            for space, css in cases
        ]
        assert not ends[0]
        broken.append(ends)
    assert [False, False, True] in broken


@pytest.mark.parametrize("around", ["<code>%s</code>", "<span class='made' title='%s'></span>", "%s"])
def test_in_code_and_what_a_style_sheet_adds_no_break_spaces_are_the_authors(around: str) -> None:
    css = "p { hyphens: none } code { font: inherit } .made::before { content: attr(title) }"
    broken = False
    for count in range(4, 12):
        name = around % "Mr.&#xa0;Wickhamstead"
        lines = _lines(_set(f"<p>The surveyor had{' it' * count} and {name}{' it' * count} {WORDS}</p>", css))
        broken = broken or any(line.rstrip().endswith("Mr.") for line in lines)
    assert broken == (around == "%s")


def test_a_word_that_no_line_holds_has_a_hyphen_rather_than_none() -> None:
    for align in ("start", "center"):
        # The end of a word on the last line is dear, but a break without a hyphen is dearer.
        lines = _lines(_set(f"<p style='text-align: {align}; width: 48px; text-indent: 0'>straightforwardness</p>"))
        assert len(lines) > 1 and all(line.endswith("\u2010") for line in lines[:-1]), lines


def test_a_first_line_of_one_word_is_not_filled_with_the_start_of_another() -> None:
    body = f"<p class='capitals' style='width: 90px; text-indent: 0'>Uncomfortable non-native—double—dash {WORDS}</p>"
    assert _lines(_set(body, "p { --opening-tracking: 0.05 }"))[0].strip() == "Uncomfortable"


def _find_tracking(box: Any) -> float:
    """Return how far the letters of a text are set apart, in the engine's pixels."""
    return measure_tracking(getattr(box.pango_layout, "tracking", 0), box.style)


def test_small_capitals_of_a_first_line_are_set_apart_before_its_words_are() -> None:
    words = "The extraordinarily uncomfortable straightforwardness astonished everybody, and " + WORDS
    found = []
    for start in range(0, 40, 5):
        body = f"<p class='capitals'>{words[start:].strip()}</p>"
        plain, tracked = (_set(body, f"p {{ hyphens: none; {more} }}") for more in ("", "--opening-tracking: 0.05"))
        before, after = (next(iter(list_leaves(one.pages[0]._page_box))) for one in (plain, tracked))
        assert not _find_tracking(before)
        apart = _find_tracking(after)
        found.append(apart > 0)
        if not apart:
            assert after.justification_spacing < 0.2  # too little for a thousandth between letters
            continue
        assert 0 <= apart <= 0.05 * 12
        if before.text == after.text and before.justification_spacing:
            assert after.justification_spacing < before.justification_spacing
        # There is nothing behind the last letter.
        assert _extents(tracked)[0][1] - apart == pytest.approx(250, abs=0.01)
    assert any(found)


def test_letters_set_apart_behind_italics_end_where_the_other_lines_do() -> None:
    css = "p { hyphens: none; --opening-tracking: 0.05 }"
    found = []
    for start in range(0, 40, 5):
        words = f"<i>extraordinarily</i> {'uncomfortable straightforwardness and all of it '[start:].strip()} {WORDS}"
        document = _set(f"<p class='capitals'>{words}</p>", css)
        first = next(iter(list_leaves(document.pages[0]._page_box)))
        apart = _find_tracking(first)
        if apart:
            found.append(_extents(document)[0][1] - apart)
    assert found and found == pytest.approx([250.0] * len(found), abs=0.01)


def test_code_keeps_its_letters_in_a_first_line_of_small_capitals() -> None:
    document = _set(f"<p class='capitals'>The <code>makeReady(a)</code> and <i>so on</i>, {WORDS}</p>")
    caps = {box.text.strip(): box.style["font_variant_caps"] for box in [*list_leaves(document.pages[0]._page_box)][:4]}
    assert caps == {"The": "small-caps", "makeReady(a)": "normal", "and": "small-caps", "so on": "small-caps"}


LOOSE = "p { hyphens: none; width: 200px; text-indent: 0; --line-tracking: %s }"


def test_letters_of_a_loose_line_are_set_apart_before_its_words_are_further() -> None:
    body = f"<p>{WORDS} <i>{WORDS}</i></p>"
    plain, tracked = (_set(body, LOOSE % most) for most in ("0", "0.01"))
    assert _lines(plain) == _lines(tracked)
    usual = 0
    for before, after in zip(*(list_leaves(one.pages[0]._page_box) for one in (plain, tracked)), strict=True):
        apart = _find_tracking(after)
        assert not _find_tracking(before) and 0 <= apart <= 0.01 * 12 + 1e-9
        assert after.justification_spacing == before.justification_spacing or apart
        assert after.justification_spacing <= before.justification_spacing
        space = find_face(after.style).space
        if not apart and after.text.strip():
            usual += 1
            assert before.justification_spacing <= 0.5 * space + 0.2
        elif apart < 0.01 * 12 - 1e-9:
            # As much of it as the spaces need to come down to one and a half of the usual one.
            assert after.justification_spacing == pytest.approx(0.5 * space, abs=0.2)
    assert usual > 2
    full = list(zip(_extents(plain), _extents(tracked), strict=True))[:-1]
    # What is set apart has as much behind its last letter, beyond the margin.
    assert all(0 <= after[1] - before[1] <= 0.01 * 12 + 0.01 for before, after in full), full


@pytest.mark.parametrize(
    "words", ["<code>%s</code>", "<u>%s</u>", "<span class='spaced'>%s</span>"], ids=["code", "underlined", "spaced"]
)
def test_what_has_its_own_spacing_is_not_set_further_apart(words: str) -> None:
    document = _set(f"<p>{words % WORDS}</p>", LOOSE % "0.01")
    assert not any(_find_tracking(box) for box in list_leaves(document.pages[0]._page_box))


def test_letters_that_are_no_capitals_are_not_set_apart() -> None:
    body, css = (
        f"<p class='slanted'>{WORDS}</p>",
        "p { --opening-tracking: 0.05 } .slanted::first-line { font-style: italic }",
    )
    first = next(iter(list_leaves(_set(body, css).pages[0]._page_box)))
    assert first.style["font_style"] == "italic" and not _find_tracking(first)
