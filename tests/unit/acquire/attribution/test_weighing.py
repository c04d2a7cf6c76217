"""Weighing: what agrees is one value, what contradicts itself is unknown, what speaks of the review decides."""

from __future__ import annotations

import json

import pytest

from makeready.acquire.attribution import FoundAttribution
from makeready.findings import Finding
from tests.unit.acquire.attribution.pages import find, names, read_page

TEXT = "<p>" + "The barrow was opened by a vicar and closed by his wife. " * 12 + "</p>"


def page(head: str = "", body: str = "", lang: str = "en") -> tuple[FoundAttribution, tuple[Finding, ...]]:
    return find(read_page(f'<html lang="{lang}"><head>{head}</head><body><h1>A heading</h1>{body}{TEXT}</body></html>'))


def script(**article: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "Article", **article})}</script>'


def author(name: str) -> str:
    return f'<meta name="author" content="{name}">'


def codes(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.code for finding in findings} - {"AQ097"}


@pytest.mark.parametrize(
    ("one", "other", "shown", "sort"),
    [
        ("Joan Tull", "TULL, JOAN", "Joan Tull", "Tull, Joan"),
        ("Dr. Joan Tull", "Joan Tull", "Dr. Joan Tull", "Tull, Joan"),
        ("J. Tull", "Joan Tull", "Joan Tull", "Tull, Joan"),
        ("Joan Tull", "Joan M. Tull", "Joan M. Tull", "Tull, Joan M."),
        ("Zoë Fennick", "Zoe Fennick", "Zoë Fennick", "Fennick, Zoë"),
        ("Vincent van der Tull", "van der Tull, Vincent", "Vincent van der Tull", "van der Tull, Vincent"),
    ],
)
def test_forms_of_one_name_agree(one: str, other: str, shown: str, sort: str) -> None:
    found, findings = page(script(author=one) + f'<meta name="DC.creator" content="{other}">')
    assert names(found) == [shown] and found.creators[0].value.sort_name == sort
    assert not codes(findings)


@pytest.mark.parametrize(
    ("one", "other"), [("Joan Tull", "Ann Tull"), ("Joan Tull", "Joan Potter"), ("J. Tull", "Ann Tull")]
)
def test_different_names_are_a_finding_with_both_places(one: str, other: str) -> None:
    found, findings = page(f"{script(author=one)}\n\n{author(other)}")
    assert not found.creators and found.disputed == ("creators",)
    finding = next(f for f in findings if f.code == "AQ090")
    assert any("page.html:1 says" in n and one in n for n in finding.notes)
    assert any("page.html:3 says" in n and other in n for n in finding.notes)


def test_a_source_that_lists_fewer_people_does_not_contradict() -> None:
    found, findings = page(script(author=["Joan Tull", {"name": "Ben Kiln"}]) + author("Joan Tull"))
    assert names(found) == ["Joan Tull", "Ben Kiln"] and not codes(findings)


def test_what_speaks_of_the_review_decides_and_the_rest_is_told() -> None:
    found, findings = page(script(author="Rex Button"), "<p>Review by Joan Tull</p>")
    assert names(found) == ["Joan Tull"] and codes(findings) == {"AQ091"}
    review = {"@type": "Review", "author": "Joan Tull", "itemReviewed": {"@type": "Book", "name": "Pots"}}
    block = f'<script type="application/ld+json">{json.dumps(review)}</script>'
    found, findings = page(block + author("Rex Button"))
    assert names(found) == ["Joan Tull"] and codes(findings) == {"AQ091"}
    found, findings = page(block, "<p>Review by Rex Button</p>")
    assert names(found) == [] and codes(findings) == {"AQ090"}


def test_a_review_of_the_shop_is_not_the_page() -> None:
    review = {"@type": "Review", "author": "Joan Tull", "itemReviewed": {"@type": "Organization", "name": "Pots Ltd"}}
    found, _ = page(f'<script type="application/ld+json">{json.dumps(review)}</script>')
    assert not found.is_review and not found.creators


def test_the_books_author_is_never_the_reviewer() -> None:
    book = {"@type": "Book", "name": "Pots", "author": "Potter, Ann"}
    review = {"@type": "Review", "author": "Ann Potter", "itemReviewed": book}
    found, findings = page(f'<script type="application/ld+json">{json.dumps(review)}</script>')
    assert names(found, "work_authors") == ["Ann Potter"] and names(found) == []
    assert codes(findings) == {"AQ093"}


def test_a_title_that_may_name_the_books_author_is_enough_for_a_doubt() -> None:
    text = f"<html><head>{author('Ann Potter')}</head><body><h1>Pots by Ann Potter</h1>{TEXT}</body></html>"
    found, findings = find(read_page(text))
    assert not found.creators and not found.work_authors and codes(findings) == {"AQ093"}


@pytest.mark.parametrize(
    "name", ["admin", "Editorial Team", "jtull_88", "AddToAny", "https://example.org/joan", "Hill Reader"]
)
def test_names_that_are_nobodys(name: str) -> None:
    found, _ = page('<meta property="og:site_name" content="Hill Reader">' + author(name))
    assert not found.creators


@pytest.mark.parametrize(
    ("one", "other", "date"),
    [
        ("2019-05-03", "2019-05", "2019-05-03"),
        ("2019-05-03T23:30:00-05:00", "2019-05-04T04:30:00Z", "2019-05-03"),
        ("2019/05/03", "May 3, 2019", "2019-05-03"),
        ("2019-05-03", "2019-05-04", None),
        ("2026-13-45", "2019", "2019"),
    ],
)
def test_dates_of_different_precision_agree(one: str, other: str, date: str | None) -> None:
    found, _ = page(script(datePublished=one) + f'<meta name="citation_date" content="{other}">')
    assert (found.published.value if found.published else None) == date


@pytest.mark.parametrize(
    ("head", "lang", "language"),
    [
        ('<meta property="og:locale" content="en_GB">', "en", "en-GB"),
        ('<meta property="og:locale" content="de_DE">', "en", None),
        (script(inLanguage="en-GB") + '<meta property="og:locale" content="de_DE">', "de", "en-GB"),
        ("", "tlh-nonsense!", None),
    ],
)
def test_language(head: str, lang: str, language: str | None) -> None:
    found, _ = page(head, lang=lang)
    assert (found.language.value if found.language else None) == language


def test_address_and_licence() -> None:
    head = '<link rel="canonical" href="http://www.hill.example/pots/"><meta property="og:url" content="https://hill.example/pots/?utm_source=x#top">'
    found, findings = page(
        head + '<link rel="license" href="http://creativecommons.org/licenses/by-sa/3.0/us/deed.en">'
    )
    assert found.address is not None and found.address.value == "http://www.hill.example/pots/"
    assert found.licence is not None and found.licence.value == "CC BY-SA 3.0 US"
    assert found.licence_uri is not None
    assert found.licence_uri.value == "https://creativecommons.org/licenses/by-sa/3.0/us/"
    assert not codes(findings)


def test_the_licence_of_a_picture_is_not_the_texts() -> None:
    link = '<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY</a>'
    found, _ = page(body=f"<figure><img src=x alt=x><figcaption>{link}</figcaption></figure>")
    assert found.licence_uri is None


def test_relative_addresses_need_the_pages_own() -> None:
    text = '<html><head><link rel="canonical" href="/pots"></head><body><h1>A</h1></body></html>'
    found, _ = find(read_page(text, address="https://hill.example/saved?x=1"))
    assert found.address is not None and found.address.value == "https://hill.example/saved?x=1"
    found, findings = find(read_page(text))
    assert found.address is None and not codes(findings)


def test_two_isbns_are_nobodys() -> None:
    body = "<p>Reviewed: Pots by Ann Potter (Clay Press, 2018)</p><p>ISBN 9780306406157</p><p>ISBN 9783161484100</p>"
    found, findings = page(body=body)
    assert found.work_isbn is None and "work_isbn" in found.disputed and codes(findings) == {"AQ090"}


def test_microdata_with_itemref_and_content() -> None:
    body = """<div itemscope itemtype="https://schema.org/Review" itemref="when">
      <span itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Joan Tull</b></span>
      <div itemprop="itemReviewed" itemscope itemtype="https://schema.org/Book"><i itemprop="name">Pots</i>
      <meta itemprop="isbn" content="0306406152"><span itemprop="author">Ann Potter</span></div>
      </div><p id="when"><time itemprop="datePublished" datetime="2019-05-03">yesterday</time></p>"""
    found, findings = page(body=body)
    assert names(found) == ["Joan Tull"] and names(found, "work_authors") == ["Ann Potter"]
    assert found.published is not None and found.published.value == "2019-05-03"
    assert found.work_isbn is not None and found.work_isbn.value == "9780306406157" and not codes(findings)
