"""Parts as bytes: what is packed comes out as it was, and a key tells all that a part was made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makeready.model.composition import Composition, StyleSheet
from makeready.model.setting import Fault, SetPage
from makeready.pdf.job_runner import JobRunner
from makeready.pdf.parts import (
    Division,
    Frame,
    Heads,
    HeadsJob,
    Job,
    Numbers,
    Opening,
    PageSort,
    Part,
    PartJob,
    PartPage,
    Result,
    StrayNote,
    UsedFace,
    pack,
    pack_setting,
    unpack,
    unpack_setting,
)
from makeready.workshop import Workshop
from tests.unit.compose.books import PRINT, paragraph, section
from tests.unit.pdf.compositions import composition
from tests.unit.pdf.typography.made_up import FAULTY

FRAME = Frame(left=80.5, top=82.0, width=384.0, height=634.0, paper_width=528.0, paper_height=816.0)
PAGE = PartPage(
    sort=PageSort(name="body", groups=(("body", 0),)),
    frame=FRAME,
    empty=False,
    opening=Opening(anchor="c1", offset=7, picture=None, text="“Ünder"),
    strings=(("running", ("One", "Two")),),
    anchors=(("c1", 1.5, 2.25),),
    bookmarks=((1, "One \ud800", 1.0, 2.0, "open"),),
)
FACE = UsedFace(name="ABCDEF", digest="0" * 64, texts=((3, "ffi"),), widths=((3, 512.5),))
RESULTS: tuple[Result, ...] = (
    Part(
        pages=(PAGE, PAGE),
        pdf=b"%PDF\x00\xff[{",
        faces=(FACE,),
        strays=(StrayNote(number="1", call_page=0, note_page=None),),
        messages=("a",),
        remarks=("b",),
        refused=("c",),
        asked=("d",),
        sided=True,
    ),
    Numbers(frames=(FRAME,), counters=((("page", (1,)),),)),
    Heads(pdf=b"", faces=(), messages=("m",)),
    Division(breaks=(("page", "auto"), ("", "auto")), obstacle="why"),
)


@pytest.mark.parametrize("result", RESULTS, ids=lambda one: type(one).__name__)
def test_what_is_packed_comes_out_as_it_was(result: Result) -> None:
    assert unpack(pack(result)) == result


_SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | st.text(max_size=3)


@given(st.recursive(_SCALARS, lambda inner: st.lists(inner, max_size=4).map(tuple), max_leaves=40))
def test_tuples_of_all_shapes_come_out_as_they_were(values: Any) -> None:
    assert unpack(pack(Division(breaks=(values,)))) == Division(breaks=(values,))


@given(st.lists(st.tuples(st.text(max_size=2), st.floats(allow_nan=False), st.integers()), max_size=6).map(tuple))
def test_rows_come_out_as_they_were(rows: tuple[Any, ...]) -> None:
    assert unpack(pack(Division(breaks=rows))) == Division(breaks=rows)


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 8, pack(RESULTS[1])[:-3], b"\xff" * 40, pack(RESULTS[3])[8:], b"\0" * 7 + b"\x015"]
)
def test_what_was_not_packed_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError):
        unpack(content)


def _book(**changes: Any) -> Composition:
    return composition(section("c1", paragraph("Words.")), **changes)


def _name(whole: Composition, job: Job, head: str = "The Book") -> str:
    return JobRunner(whole, head, Workshop())._name(job)


JOB = PartJob(content=b"<html/>")
HEADS = HeadsJob(start=0, sorts=(), counters=(), strings=())


@pytest.mark.parametrize(
    ("change", "job"),
    [
        (lambda whole: whole, replace(JOB, content=b"<html lang='en'/>")),
        (lambda whole: whole, replace(JOB, verso=True)),
        (lambda whole: whole, replace(JOB, first=True)),
        (lambda whole: whole, replace(JOB, folios=())),
        (lambda whole: whole, replace(JOB, folios=(("c1", (("page", 2),)),))),
        (lambda whole: replace(whole, styles=(*whole.styles, StyleSheet(name="x", content="p { }"))), JOB),
        (lambda whole: replace(whole, styles=whole.styles[::-1]), JOB),
        (lambda whole: replace(whole, edition=replace(PRINT, tagged=False)), JOB),
        (lambda whole: replace(whole, edition=replace(PRINT, trim=(400.0, 612.0))), JOB),
        (lambda whole: replace(whole, edition=replace(PRINT, openings="any")), JOB),
        (lambda whole: replace(whole, book=replace(whole.book, language="de")), JOB),
    ],
)
def test_whatever_bears_on_a_part_is_in_its_key(change: Callable[[Composition], Composition], job: PartJob) -> None:
    assert _name(change(_book()), job) != _name(_book(), JOB)


def test_what_bears_on_no_part_is_in_no_key() -> None:
    other = _book(title="Another", modified="2030-01-01T00:00:00Z")
    assert _name(other, JOB, "Another") == _name(_book(), JOB)
    assert _name(_book(), HEADS, "Another") != _name(_book(), HEADS)


def test_another_release_of_a_maker_is_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = _name(_book(), JOB)
    monkeypatch.setattr("makeready.pdf.job_runner.name_makers", lambda: "other makers")
    assert _name(_book(), JOB) != before


@pytest.mark.parametrize("fault", list(Fault))
def test_a_setting_is_unpacked_as_it_was_packed(fault: Fault) -> None:
    for page in FAULTY[fault][0]:
        assert unpack_setting(pack_setting(page)) == page


def test_the_setting_of_a_page_without_text_has_no_lines() -> None:
    assert unpack_setting("") == SetPage()


@pytest.mark.parametrize(
    "packed",
    [
        "{",
        "[]",
        "5",
        '[[["a"]],false]',
        '{"Frame":[1]}',
        '{"Page":[]}',
        *(f'{{"":{one}}}' for one in ("[]", "[0,1]", '["a"]', "[2,1]", "[9999999999,1,2]")),
    ],
)
def test_nothing_else_is_unpacked_as_a_setting(packed: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        unpack_setting(packed)
