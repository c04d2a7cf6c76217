"""Profiles: the built-in files are read; each clause has its source; what does not fit is said by its key."""

from __future__ import annotations

import datetime

import pytest

from makeready import profiles
from makeready.model.profile import STATUSES, Profile
from makeready.profiles import BUILT_IN, KEYS, SHOPS, extend_profile, read_profile, read_receiver


@pytest.mark.parametrize("name", [*BUILT_IN, *SHOPS])
def test_every_clause_of_a_built_in_profile_has_a_source_a_status_and_a_day(name: str) -> None:
    profile = read_receiver(name)
    assert profile is not None
    assert profile.clauses
    for clause in profile.clauses:
        assert clause.key in KEYS
        assert clause.source
        assert clause.status in STATUSES
        assert datetime.date.fromisoformat(clause.read) >= datetime.date(2026, 11, 1)


def test_every_key_of_a_profile_can_be_read() -> None:
    assert set(profiles._READERS) == set(KEYS)


def test_there_is_no_profile_of_another_name() -> None:
    assert read_profile("kdpp") is None
    assert read_receiver("kdpp") is None
    # No PDF is made for those that take EPUBs alone.
    assert [name for name in SHOPS if read_profile(name) is not None] == []


def test_the_white_at_the_binding_grows_with_the_pages() -> None:
    kdp = read_profile("kdp")
    assert kdp is not None
    found = [round(kdp.find_inner(pages) / 72, 4) for pages in (24, 150, 151, 300, 301, 500, 501, 700, 701, 828)]
    assert found == [0.375, 0.375, 0.5, 0.5, 0.625, 0.625, 0.75, 0.75, 0.875, 0.875]
    assert (kdp.find_outer(0) / 72, kdp.find_outer(9) / 72) == (0.25, 0.375)


def test_a_spine_is_pages_by_paper_and_the_cover() -> None:
    for name, paper, pages, inches in (
        ("kdp", "white", 400, 0.9008),
        ("kdp", "cream", 120, 0.3),
        ("kdp", "colour", 24, 0.056328),
        ("lulu", "white", 444, 1.06),
    ):
        profile = read_profile(name)
        assert profile is not None
        spine = next(one for one in profile.spines if one.paper == paper)
        assert spine.measure(pages) / 72 == pytest.approx(inches, abs=1e-4)


def test_trims_are_those_offered_or_within_the_range() -> None:
    kdp, lulu, press = read_profile("kdp"), read_profile("lulu"), read_profile("press")
    assert kdp is not None and lulu is not None and press is not None
    assert kdp.offers((396.0, 612.0))
    assert kdp.offers((400.0, 600.0)), "a custom size"
    assert not kdp.offers((720.0, 864.0))
    assert lulu.offers((396.0, 612.0))
    assert not lulu.offers((400.0, 600.0))
    assert press.offers((400.0, 600.0)), "whoever names no trims takes any"


def test_a_profile_of_ones_own_loses_the_sources_of_what_it_changes() -> None:
    kdp = read_profile("kdp")
    assert kdp is not None
    own = extend_profile(kdp, {"bleed": "5 mm", "inner": [[1, "20 mm"]], "spines": [["thin", "0.05 mm", "1 mm"]]})
    assert own.bleed == pytest.approx(14.173, abs=1e-3)
    assert own.find_clause("bleed") is None
    assert own.find_clause("outer") == kdp.find_clause("outer")
    assert own.spines[0].measure(200) == pytest.approx(11 * 72 / 25.4, abs=1e-3)


@pytest.mark.parametrize(
    "values",
    [
        {"bleed": 3},
        {"bleed": "3"},
        {"trims": "5 x 8 in"},
        {"trims": ["5 x 8"]},
        {"trim_range": ["5 x 8 in"]},
        {"inner": [["24", "1 in"]]},
        {"inner": [[24]]},
        {"spines": [["white"]]},
        {"colour": "green"},
        {"marks": 1},
        {"least_pages": 0},
        {"least_pages": True},
        {"ink_limit": 500},
        {"ebook_pictures": ["TIFF"]},
        {"ebook_cover_least": [640]},
        {"black_ink": "yes"},
        {"standard": 4},
        {"folios": 1},
    ],
)
def test_what_does_not_fit_is_said_by_its_key(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=f"^{next(iter(values))}"):
        extend_profile(Profile(name="own", title="Own"), values)


def test_bindings_are_those_of_which_a_receiver_says_the_measures() -> None:
    offered = {name: profile.bindings for name in BUILT_IN if (profile := read_profile(name)) is not None}
    both = ("paperback", "case", "jacket")
    none = dict.fromkeys(("screen", "archive", "proof"), ())
    assert offered == {"kdp": both[:2], **dict.fromkeys(("ingram", "lulu", "bookvault", "press"), both), **none}
    own = extend_profile(Profile(name="p", title="P"), {"spines": [["white", "0.1 mm"]], "hard_spine": "6 mm"})
    assert own.bindings == ("paperback",)
    own = extend_profile(own, {"case_turn_in": "15 mm", "case_overhang": "3 x 4 mm", "case_pages": [40, 90]})
    case = own.find_binding("case")
    assert case is not None
    assert (case.least_pages, case.most_pages, own.find_binding("jacket")) == (40, 90, None)
    spine = case.find_spine("white")
    assert spine is not None
    assert spine.measure(100) == pytest.approx(16 * 72 / 25.4)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("case_pages", [75]),
        ("case_pages", [550, 75]),
        ("jacket_pages", "75 to 550"),
        ("case_overhang", "3 mm"),
        ("jacket_flap", "3.25"),
        ("hard_spine_steps", [["24", "0.25 in"]]),
    ],
)
def test_a_bad_clause_of_bindings_is_told_with_its_key(key: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"^{key}: "):
        extend_profile(Profile(name="p", title="P"), {key: value})
