"""Names, dates and licences as pages write them."""

from __future__ import annotations

import pytest

from makeready.acquire.attribution.dates import read_date
from makeready.acquire.attribution.licences import read_licence
from makeready.acquire.attribution.names import is_account, read_name, read_names, same_person, take_names
from makeready.acquire.attribution.people import read_people


@pytest.mark.parametrize(
    ("text", "shown", "sort"),
    [
        ("Joan Tull", "Joan Tull", "Tull, Joan"),
        ("by Joan Tull", "Joan Tull", "Tull, Joan"),
        ("Tull, Joan", "Joan Tull", "Tull, Joan"),
        ("Prof. Dr. Joan Tull", "Prof. Dr. Joan Tull", "Tull, Joan"),
        ("Dr. Tull", "Dr. Tull", "Tull"),
        ("Joan Tull, PhD", "Joan Tull, PhD", "Tull, Joan"),
        ("Martin Tull Jr.", "Martin Tull Jr.", "Tull, Martin"),
        ("van der Tull, Joan", "Joan van der Tull", "van der Tull, Joan"),
        ("Colette", "Colette", "Colette"),
    ],
)
def test_a_name_is_shown_and_filed(text: str, shown: str, sort: str) -> None:
    name = read_name(text)
    assert name is not None and (name.shown, name.sort) == (shown, sort)


@pytest.mark.parametrize(
    "text", ["", "  ,", "A, B, C", "user77", "a@b.org", "x <b>y</b>", "García Márquez, Gabriel José", "w " * 9]
)
def test_what_is_no_name_or_may_be_two_is_none(text: str) -> None:
    assert read_name(text) is None


def test_lists_of_names() -> None:
    assert [n.shown for n in read_names("Joan Tull, Ann Potter, and Ben Kiln")] == [
        "Joan Tull",
        "Ann Potter",
        "Ben Kiln",
    ]
    assert [n.shown for n in read_people("Tull, Joan; Potter, Ann")] == ["Joan Tull", "Ann Potter"]
    assert [n.shown for n in read_people("Joan Tull & Ann Potter")] == ["Joan Tull", "Ann Potter"]
    assert read_people("Joan Tull, Ann Potter") == ()
    assert take_names("Dr. Joan Tull and J. K. Kiln; published") == ("Dr. Joan Tull and J. K. Kiln", 28)
    assert take_names("Joan Tull. She lives")[0] == "Joan Tull"
    assert take_names("the author")[0] == ""


def test_who_is_the_same() -> None:
    assert same_person("Tull, Joan", "Dr. Joan Tull") and same_person("J. M. Tull", "Joan Mary Tull")
    assert not same_person("Joan Tull", "Jane Tull") and not same_person("Tull", "Joan Tull")


def test_accounts() -> None:
    assert all(map(is_account, ["Admin", "the editors", "News Desk", "joantull", "wp_user"]))
    assert not any(map(is_account, ["Joan Tull", "Colette", "Édouard", "Ed Staffer"]))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("3rd of May, 2019", "2019-05-03"),
        ("Friday, May 3, 2019", "2019-05-03"),
        ("Sept. 2019", "2019-09"),
        ("Spring 2019", "2019"),
        ("20190503", "2019-05-03"),
        ("2019-05-03T10:00:00+02:00", "2019-05-03"),
        ("03/05/2019", None),
        ("2019-02-30", None),
        ("yesterday", None),
    ],
)
def test_dates(text: str, date: str | None) -> None:
    assert read_date(text) == date


def test_licences() -> None:
    home = "https://creativecommons.org/licenses/by-nc-sa/4.0/"
    assert read_licence("http://www.creativecommons.org/licenses/BY-NC-SA/4.0/legalcode") == ("CC BY-NC-SA 4.0", home)
    zero = "https://creativecommons.org/publicdomain/zero/1.0/"
    assert read_licence("http://creativecommons.org/publicdomain/zero/1.0") == ("CC0 1.0", zero)
    assert read_licence("https://example.org/terms") == (None, "https://example.org/terms")
    assert read_licence("javascript:x") is None
