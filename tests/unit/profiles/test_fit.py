"""Fitting: what book.toml leaves open is as the receiver wants it; what it says is judged, and never changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from makeready.findings import Span
from makeready.model.edition import Margins, PrintEdition
from makeready.model.profile import Profile
from makeready.profiles import BUILT_IN, read_profile
from makeready.profiles.fit import count_blanks, fit_edition, judge_edition, judge_pages, widen_margins

PRINT = PrintEdition(name="print")


def _read(name: str) -> Profile:
    profile = read_profile(name)
    assert profile is not None
    return profile


@pytest.mark.parametrize("name", BUILT_IN)
def test_an_edition_without_settings_fits_every_profile(name: str) -> None:
    fitted = fit_edition(PRINT, _read(name))
    assert list(judge_edition(fitted)) == []
    assert fitted.standard == _read(name).standard
    assert fitted.marks is bool(_read(name).marks)


def test_printers_get_no_tags_and_screens_do() -> None:
    assert not fit_edition(PRINT, _read("kdp")).tagged
    assert fit_edition(PRINT, _read("screen")).tagged


def test_margins_grow_to_the_least_and_never_shrink() -> None:
    narrow = replace(PRINT, margins=Margins(top=20, bottom=20, inner=20, outer=100))
    margins = fit_edition(narrow, _read("ingram")).margins
    assert (margins.inner, margins.outer) == (36, 100)
    assert margins.top > 36 + 28, "the head counts"
    assert margins.bottom > 36 + 14, "the folio counts"


def test_the_binding_takes_more_of_a_book_of_more_pages() -> None:
    fitted = fit_edition(replace(PRINT, margins=Margins(top=60, bottom=60, inner=30, outer=30)), _read("kdp"))
    found = [round(widen_margins(fitted, pages).margins.inner, 2) for pages in (24, 151, 501, 828)]
    assert found == [30.0, 36.0, 54.0, 63.0]


def test_a_margin_that_the_author_wrote_is_kept_and_judged_by_the_final_count() -> None:
    place = Span.at("book.toml", 7)
    fixed = replace(PRINT, margins=Margins(top=70, bottom=70, inner=40, outer=40), fixed=(("margins.inner", place),))
    fitted = fit_edition(fixed, _read("kdp"))
    assert widen_margins(fitted, 800) == fitted
    assert list(judge_edition(fitted)) == []
    assert list(judge_pages(fitted, 120)) == []
    (told,) = judge_pages(fitted, 800)
    assert (told.code, told.span) == ("MD026", place)
    assert "0.875 in at the inner side of 800 pages" in told.message
    assert told.notes and "published" in told.notes[0]


@pytest.mark.parametrize(
    ("key", "changes", "words"),
    [
        ("trim", {"trim": (720.0, 720.0)}, "takes no page of 10.00 × 10.00 in"),
        ("bleed", {"bleed": 4.0}, "asks for a bleed of 0.125 in"),
        ("marks", {"marks": True}, "takes no files with marks"),
        ("margins.top", {"margins": Margins(top=30, bottom=80, inner=60, outer=60)}, "at the top side"),
        ("standard", {"standard": "pdf/ua-1"}, "asks for pdf/x-1a:2001"),
    ],
)
def test_what_the_receiver_does_not_take_is_said_at_its_place(key: str, changes: dict[str, object], words: str) -> None:
    place = Span.at("book.toml", 9)
    edition = replace(PRINT, fixed=((key, place),), **changes)  # type: ignore[arg-type]
    (told,) = judge_edition(fit_edition(edition, _read("ingram")))
    assert words in told.message and told.span == place and told.hint


def test_a_trim_that_nobody_wrote_becomes_the_nearest_one_offered() -> None:
    only = replace(_read("lulu"), trims=((400.0, 620.0), (800.0, 900.0)))
    assert fit_edition(PRINT, only).trim == (400.0, 620.0)


@pytest.mark.parametrize(
    ("name", "pages", "ends_blank", "expected"),
    [
        ("kdp", 30, False, 0),
        ("kdp", 14, False, 10),
        ("kdp", 13, False, 0),
        ("ingram", 21, False, 1),
        ("ingram", 22, False, 2),
        ("ingram", 22, True, 0),
        ("ingram", 21, True, 1),
        ("press", 21, False, 1),
        ("screen", 21, False, 0),
    ],
)
def test_blank_pages_make_the_count(name: str, pages: int, expected: int, *, ends_blank: bool) -> None:
    assert count_blanks(_read(name), pages, ends_blank=ends_blank) == expected


def test_a_count_that_no_blank_page_mends_is_told() -> None:
    fitted = fit_edition(PRINT, _read("kdp"))
    for pages, words in ((13, "fewer than 24"), (829, "more than 828")):
        (told,) = judge_pages(fitted, pages)
        assert told.code == "PD043" and words in told.message
