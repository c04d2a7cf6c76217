"""Plans: which editions, under which names, and what a request may not ask for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makeready.findings import UsageError
from makeready.model.edition import Edition, EpubEdition, PrintEdition, Target
from makeready.press.plan import make_file_stem, name_files, plan_build
from makeready.press.request import BuildRequest

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
