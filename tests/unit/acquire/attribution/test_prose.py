"""Lines of prose: the forms that say who wrote, sent in, published or allowed a text, and those that do not."""

from __future__ import annotations

import pytest

from makeready.acquire.attribution import find_attribution
from makeready.findings import Span
from tests.unit.acquire.attribution.pages import find, names, read_page, read_plain

TEXT = "The barrow was opened by a vicar and closed by his wife. " * 12


def value(line: str, field: str) -> str | None:
    found, _ = find(read_plain("A heading", line, TEXT))
    told = getattr(found, field)
    return told.value if told else None


def who(line: str, field: str = "creators") -> list[str]:
    found, _ = find(read_plain("A heading", line, TEXT))
    return names(found, field)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Review by Joan Tull", ["Joan Tull"]),
        ("Reviewed by Joan Tull, 3 May 2019", ["Joan Tull"]),
        ("Reviewed by Prof. Joan van Tull and Ben Ó Dea for The Reader", ["Prof. Joan van Tull", "Ben Ó Dea"]),
        ("By Joan Tull", ["Joan Tull"]),
        ("by J. K. Tull | 3 May 2019", ["J. K. Tull"]),
        ("Written by Joan Tull, Ann Potter and Ben Kiln", ["Joan Tull", "Ann Potter", "Ben Kiln"]),
        ("This book review was written for The Hill Reader by Joan Tull.", ["Joan Tull"]),
        ("The following review was submitted to The Reader by Mrs. Joan Tull; published in May.", ["Mrs. Joan Tull"]),
        ("By the river, a man is waiting", []),
        ("By admin", []),
        ("By Web Staff", []),
        ("By 1923 it was all over", []),
        ("By Royal Appointment to nobody at all, as the sign said", []),
        ("The book was reviewed by Joan Tull in another place, and she was not kind to it.", []),
    ],
)  # fmt: skip
def test_who_wrote_it(line: str, expected: list[str]) -> None:
    assert who(line) == expected


def test_byline_behind_the_text_is_somebody_elses() -> None:
    found, _ = find(read_plain("A heading", TEXT, "By Joan Tull", "Next: By Ann Potter"))
    assert names(found) == []


@pytest.mark.parametrize(
    ("line", "venue", "date"),
    [
        ("Originally published in The Hill Reader, 3 May 2019.", "The Hill Reader", "2019-05-03"),
        ("First published in The Hill Reader on May 3, 2019", "The Hill Reader", "2019-05-03"),
        ("This review first appeared in The Hill Reader (May 2019).", "The Hill Reader", "2019-05"),
        ("This essay was published on Ann Potter’s page; it is gone now.", "Ann Potter’s page", None),
        ("Originally published on The Hill Reader", "The Hill Reader", None),
        ("First published in Great Britain by Clay Press, 2018", None, None),
        ("First published in 1923", None, None),
        ("It was first published in The Hill Reader, she said, and then everywhere.", None, None),
    ],
)
def test_where_and_when_it_was_published(line: str, venue: str | None, date: str | None) -> None:
    assert value(line, "venue") == venue
    assert value(line, "published") == date


def test_the_owner_of_a_page_is_told_by_a_possessive() -> None:
    line = "The following review was published on Ann Potter’s Medium page"
    assert value(line, "venue_owner") == "Ann Potter"
    assert value("This review was published in Reader’s Choice", "venue_owner") is None


def test_submission_and_permission_and_translation() -> None:
    line = "This review was submitted by Joan Tull to the Hill Society, and translated from German by Mina Kooij."
    assert value(line, "submitted_to") == "the Hill Society"
    assert value(line, "submitted_by") == "Joan Tull"
    assert who(line, "translators") == ["Mina Kooij"]
    allowed = "Reprinted with the kind permission of the estate of Joan Tull."
    assert value(allowed, "permission") == allowed
    assert value("© 2019 Joan Tull", "rights") == "© 2019 Joan Tull"
    assert value("© 2019", "rights") is None


def test_whoever_is_named_as_writer_goes_before_whoever_sent_it_in() -> None:
    found, _ = find(read_plain("A", "This review was submitted to X by Rex Button.", "Review by Joan Tull", TEXT))
    assert names(found) == ["Joan Tull"]
    assert found.submitted_by is not None and found.submitted_by.value == "Rex Button"


@pytest.mark.parametrize(
    "line",
    [
        "Reviewed: Pots: A History by Ann Potter (Clay Press, 2018)",
        "Book reviewed: “Pots: A History,” by Ann Potter (London: Clay Press, 2018), 310 pp.",
        "Pots: A History by Ann Potter (Clay Press, 2018), reviewed by Joan Tull",
    ],
)
def test_the_book_reviewed(line: str) -> None:
    found, _ = find(read_plain("A heading", line, TEXT))
    assert found.is_review
    assert found.work_title is not None and found.work_title.value == "Pots: A History"
    assert names(found, "work_authors") == ["Ann Potter"]
    assert found.work_publisher is not None and found.work_publisher.value == "Clay Press"
    assert found.work_year is not None and found.work_year.value == "2018"
    assert names(found) == (["Joan Tull"] if line.endswith("Tull") else [])


def test_authors_told_in_a_sentence_count_where_the_book_is_known() -> None:
    text = f"Pots is a novel of the clay. The authors, Ann Potter and Ben Kiln, have dug. {TEXT}"
    found, _ = find(read_plain("Pots", "Review by Joan Tull", text))
    assert found.work_title is not None and found.work_title.value == "Pots"
    assert names(found, "work_authors") == ["Ann Potter", "Ben Kiln"]
    unknown, _ = find(read_plain("A heading", "Review by Joan Tull", text))
    assert not unknown.is_review and names(unknown, "work_authors") == []


def test_box_of_facts_names_the_books_author_and_not_the_reviewer() -> None:
    found, _ = find(
        read_plain("A heading", "Book Review", "By Joan Tull", "POTS", "By Ann Potter", "304 pages. $26.", TEXT)
    )
    assert names(found) == ["Joan Tull"]
    assert names(found, "work_authors") == ["Ann Potter"]


def test_isbn_of_prose_is_checked() -> None:
    line = "Reviewed: Pots by Ann Potter (Clay Press, 2018). ISBN {}"
    good, _ = find(read_plain("A", line.format("0-306-40615-2"), TEXT))
    assert good.work_isbn is not None and good.work_isbn.value == "9780306406157"
    bad, findings = find(read_plain("A", line.format("978-0-306-40615-8"), TEXT))
    assert bad.work_isbn is None and "AQ095" in {f.code for f in findings}


def test_plain_text_gives_places_and_its_attribution_lines() -> None:
    found, findings = find(read_plain("skip to content", "", "Pots", "", "Review by Joan Tull", TEXT))
    assert found.title is not None and (found.title.value, found.title.span) == ("Pots", Span.at("page.txt", 3))
    assert [(line.span, line.fields) for line in found.lines] == [(Span.at("page.txt", 5), ("review", "creators"))]
    assert [f.code for f in findings] == ["AQ097"]


def test_a_translator_behind_the_book_is_the_books_and_one_of_this_review_the_reviews() -> None:
    book = "Reviewed: Pots by Ann Potter (Clay Press, 2018)"
    found, _ = find(read_plain("A", book, "Translated by Mina Kooij", "This review was translated by Olga Vos.", TEXT))
    assert names(found, "work_authors") == ["Ann Potter", "Mina Kooij"]
    assert names(found, "translators") == ["Olga Vos"]


def test_bylines_over_the_heading_are_of_other_texts() -> None:
    teaser = "<div class='hero'><h2>Another text</h2><p>By Tom Vane</p></div>"
    found, _ = find(read_page(f"<html><body>{teaser}<h1>A heading</h1><p>{TEXT}</p></body></html>"))
    assert names(found) == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Recensione di Livia Torsani", "Livia Torsani"),
        ("Recensito da Corrado Pelli", "Corrado Pelli"),
        ("Nota di lettura a cura di Nives Orlandi", "Nives Orlandi"),
    ],
)
def test_italian_line_says_who_reviews(line: str, name: str) -> None:
    page = f"<html lang='it'><body><h1>Il mulino</h1><p>{line}</p></body></html>"
    found = find_attribution(read_page(page)).value
    assert found is not None
    assert [person.value.name for person in found.creators] == [name]


def test_italian_line_says_to_whom_and_where() -> None:
    line = "La seguente recensione è stata gentilmente inviata a Il Circolo del Porto da Livia Torsani."
    found = find_attribution(read_page(f"<html><body><h1>Il mulino</h1><p>{line}</p></body></html>")).value
    assert found is not None and found.submitted_to is not None
    assert found.submitted_to.value == "Il Circolo del Porto"
    assert [person.value.name for person in found.creators] == ["Livia Torsani"]
