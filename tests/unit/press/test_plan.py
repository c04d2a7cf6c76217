"""Plans: which editions, under which names, and what a request may not ask for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makeready.findings import Finding, UsageError
from makeready.manuscript.read import Manuscript
from makeready.model.book import Book
from makeready.model.edition import Edition, EpubEdition, PrintEdition, Target, WrapEdition, require_pages
from makeready.model.profile import Profile
from makeready.press.plan import find_source, list_editions, make_file_stem, name_files, plan_build
from makeready.press.request import BuildRequest
from tests.unit.press.fakes import make_book

EPUB = EpubEdition(name="epub")
PRINT = PrintEdition(name="print")
LARGE = PrintEdition(name="large")


def _names(request: BuildRequest, *editions: Edition) -> list[str]:
    return [one.file_name for one in plan_build("the-book", editions, request)]


def test_one_edition_of_a_target_takes_the_books_name() -> None:
    assert _names(BuildRequest(), EPUB, PRINT) == ["the-book.epub", "the-book.pdf"]


def test_several_editions_of_a_target_take_their_own_names_too() -> None:
    assert _names(BuildRequest(), EPUB, PRINT, LARGE) == [
        "the-book.epub",
        "the-book-print.pdf",
        "the-book-large.pdf",
    ]


def test_a_part_of_the_build_writes_the_same_names_as_the_whole() -> None:
    everything = (EPUB, PRINT, LARGE)
    assert _names(BuildRequest(editions=("large",)), *everything) == ["the-book-large.pdf"]
    assert _names(BuildRequest(targets=(Target.EPUB,)), *everything) == ["the-book.epub"]
    assert _names(BuildRequest(editions=("large", "epub"), targets=(Target.PDF,)), *everything) == [
        "the-book-large.pdf"
    ]


def test_an_unknown_edition_is_refused_with_near_names() -> None:
    with pytest.raises(UsageError, match="no edition 'pint'") as error:
        plan_build("b", [EPUB, PRINT], BuildRequest(editions=("pint",)))
    assert error.value.hint == "did you mean print?"
    with pytest.raises(UsageError) as error:
        plan_build("b", [EPUB, PRINT], BuildRequest(editions=("xyzzy",)))
    assert error.value.hint == "the book has: epub, print"


def test_a_request_that_leaves_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="comes out as pdf") as error:
        plan_build("b", [EPUB], BuildRequest(targets=(Target.PDF,)))
    assert error.value.hint == "the book has: epub (epub)"
    with pytest.raises(UsageError, match="no edition"):
        plan_build("b", [], BuildRequest())


def test_editions_that_would_share_a_file_are_refused() -> None:
    twin = PrintEdition(name="LARGE!")
    with pytest.raises(UsageError, match=r"'large' and 'LARGE!' would both be written to b-large\.pdf"):
        plan_build("b", [LARGE, twin], BuildRequest())


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Señor Ünïcode", "senor-unicode"),
        ("CON", "con-book"),
        ("lpt1", "lpt1-book"),
        ("../../etc/passwd", "etc-passwd"),
        ("日本", "book"),
        ("trailing dots...", "trailing-dots"),
        ("", "book"),
    ],
)
def test_stems_suit_every_file_system(name: str, stem: str) -> None:
    assert make_file_stem(name) == stem


# Half as long again as a stem may be.
@given(st.text(max_size=150))
def test_any_name_gives_a_stem_of_safe_letters(name: str) -> None:
    stem = make_file_stem(name)
    assert 0 < len(stem) <= 105
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert make_file_stem(stem) == stem


def test_names_do_not_depend_on_the_order_of_the_request() -> None:
    assert name_files("b", [PRINT, EPUB]) == ("b.pdf", "b.epub")


def _list(
    *profiles: str, editions: tuple[Edition, ...] = (EPUB, PRINT), own: dict[str, Profile] | None = None
) -> tuple[tuple[Edition, ...], tuple[Finding, ...]]:
    book = Book(identifiers=(), title="T", language="en", modified="2026-01-01T00:00:00Z", sections=())
    manuscript = Manuscript(book=book, editions=editions, profiles=own or {})
    return list_editions(manuscript, BuildRequest(profiles=profiles))


def test_without_profiles_the_editions_are_those_of_the_book() -> None:
    assert _list() == ((EPUB, PRINT), ())


def test_a_profile_makes_the_print_edition_and_a_wrap_where_there_are_spines() -> None:
    made, findings = _list("kdp", "screen")
    assert [(one.name, one.target) for one in made] == [
        ("kdp", Target.PDF),
        ("kdp-cover", Target.WRAP),
        ("screen", Target.PDF),
    ]
    assert findings == ()
    request = BuildRequest(profiles=("kdp", "screen"))
    planned = plan_build("b", made, request)
    assert [one.file_name for one in planned] == ["b-kdp.pdf", "b-kdp-cover.pdf", "b-screen.pdf"]
    assert find_source(planned[1], made) == made[0]


def test_the_wrap_of_a_profile_is_as_the_wrap_of_the_book() -> None:
    paper = Profile(name="p", title="P")
    usual = WrapEdition(name="cover", of=PRINT, profile=paper, paper="cream", design="ruled", price="GBP 9.99")
    made, _ = _list("kdp", editions=(PRINT, usual))
    wrap = made[1]
    assert isinstance(wrap, WrapEdition)
    assert (wrap.paper, wrap.design, wrap.price, wrap.of.name) == ("cream", "ruled", "GBP 9.99", "kdp")
    assert wrap.profile.name == "kdp"


def test_each_binding_has_a_wrap_for_a_profile_where_its_receiver_offers_it() -> None:
    paper = Profile(name="p", title="P")
    usual = tuple(WrapEdition(name=f"c-{one}", of=PRINT, profile=paper, binding=one) for one in ("case", "jacket"))
    made, findings = _list("ingram", "kdp", editions=(PRINT, *usual))
    wraps = [(one.name, one.binding) for one in made if isinstance(one, WrapEdition)]
    assert wraps == [
        ("ingram-cover-case", "case"),
        ("ingram-cover-jacket", "jacket"),
        ("kdp-cover-case", "case"),
    ]
    (told,) = findings
    assert (told.code, told.severity, told.location) == ("PD067", "warning", "the edition c-jacket")
    assert "Amazon KDP offers no jacket" in told.message


def test_a_book_without_a_print_edition_has_one_for_a_profile() -> None:
    made, _ = _list("press", editions=(EPUB,))
    assert [one.name for one in made] == ["press", "press-cover"]


def test_margins_of_the_book_do_not_stand_in_the_way_of_a_profile_but_its_paper_does() -> None:
    fixed = PrintEdition(name="print", trim=(720.0, 720.0), fixed=(("trim", None), ("margins.top", None)))
    editions, findings = _list("kdp", editions=(fixed,))
    made = require_pages(editions[0])
    assert list(made.trim) == [720, 720]
    assert [one.code for one in findings] == ["MD026"]


def test_a_profile_of_the_books_own_counts_and_an_unknown_one_is_refused_with_near_names() -> None:
    made, _ = _list("ours", own={"ours": Profile(name="ours", title="Ours", bleed=9.0)})
    assert [one.name for one in made] == ["ours"]
    with pytest.raises(UsageError, match="no profile 'kpd'") as error:
        _list("kpd")
    assert error.value.hint == "did you mean kdp?"


@pytest.mark.parametrize("profiles", [(), ("kdp",)])
@pytest.mark.parametrize("written", [(EPUB, PRINT), (EPUB,)])
def test_every_edition_with_pages_is_fitted_or_not_as_was_asked_for(
    profiles: tuple[str, ...], written: tuple[Edition, ...]
) -> None:
    for fit in (True, False):
        manuscript = Manuscript(book=make_book(), editions=written)
        found, _ = list_editions(manuscript, BuildRequest(profiles=profiles, fit=fit))
        assert [one.fit for one in found if isinstance(one, PrintEdition)] == [fit] * bool(profiles or PRINT in written)
