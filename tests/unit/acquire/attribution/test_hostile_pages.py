"""Hostile metadata: bombs, circles, endless names, characters that turn the writing and addresses that run code."""

from __future__ import annotations

import json
import time

import pytest

from makeready.acquire.attribution import FoundAttribution
from makeready.findings import Finding
from tests.unit.acquire.attribution.pages import find, names, read_page, read_plain

REST = '<meta name="author" content="Joan Tull"><meta property="article:published_time" content="2019-05-03">'


def page(block: str, head: str = REST) -> tuple[FoundAttribution, tuple[Finding, ...]]:
    script = f'<script type="application/ld+json">{block}</script>'
    started = time.process_time()
    result = find(read_page(f"<html><head>{script}{head}</head><body><h1>A heading</h1><p>Words.</p></body></html>"))
    assert time.process_time() - started < 5
    return result


@pytest.mark.threat(49)
@pytest.mark.parametrize(
    ("block", "why"),
    [
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 90_000, "nested too deeply"),
        ("[" * 300 + "]" * 300, "nested more than"),
        ('{"@type":"Article","author":' + '{"author":' * 60 + '"X"' + "}" * 61, "nested more than"),
        ('{"@type":"Article","x":"' + "a" * 600_000 + '"}', "600,"),
        ('{"@type":"Article","n":' + "9" * 5_000 + "}", "integer"),
        ('{"@graph":[' + ",".join(['{"@type":"Thing"}'] * 25_000) + "]}", "more than 20,000 things"),
        ('{"@type":"Article","author":"A B","author":"C D"}', "stands twice"),
        ("{'@type': 'Article'}", "no JSON"),
        ("", "no JSON"),
        ("\x00\ufffe{", "no JSON"),
    ],
)
def test_bombs_are_passed_over_and_the_rest_is_read(block: str, why: str) -> None:
    found, findings = page(block)
    told = [f for f in findings if f.code == "AQ094"]
    assert len(told) == 1 and why in told[0].message, told
    assert names(found) == ["Joan Tull"] and found.published is not None


def test_circles_end() -> None:
    graph = [
        {"@type": "Article", "@id": "#a", "author": {"@id": "#p"}, "isPartOf": {"@id": "#a"}, "about": {"@id": "#b"}},
        {"@type": "Person", "@id": "#p", "name": "Joan Tull", "knows": {"@id": "#p"}, "worksFor": {"@id": "#a"}},
        {"@type": "Book", "@id": "#b", "isPartOf": {"@id": "#b"}, "author": {"@id": "#b"}, "name": "Pots"},
    ]
    found, _ = page(json.dumps({"@graph": graph}), head="")
    assert names(found) == ["Joan Tull"]


def test_items_that_refer_to_each_other_end() -> None:
    started = time.process_time()
    item = '<div id="{0}" itemprop="x" itemscope itemtype="https://schema.org/Article" itemref="all {1}"><p>x</p></div>'
    items = "".join(item.format(f"n{number}", f"n{number + 1} n{number}") for number in range(3_000))
    outer = (
        '<div itemscope itemtype="https://schema.org/Article" itemref="all"><b itemprop="author">Joan Tull</b></div>'
    )
    found, _ = find(read_page(f'<html><body><h1>A</h1><div id="all">{items}</div>{outer}</body></html>'))
    assert names(found) == ["Joan Tull"] and time.process_time() - started < 5


def test_very_many_blocks_and_tags_end() -> None:
    block = '{"@type":"Article","author":"Joan Tull"}</script><script type="application/ld+json">'
    found, findings = page(block * 3_000 + "{}", head='<meta name="citation_author" content="Tull, Joan">' * 5_000)
    assert names(found) == ["Joan Tull"] and len(findings) < 30


@pytest.mark.parametrize("field", ["author", "headline", "datePublished", "license"])
def test_a_megabyte_is_no_value(field: str) -> None:
    found, findings = page("{}", head=f'<meta name="citation_author" content="{"Jo " * 400_000}">')
    assert not found.creators and "AQ095" in {f.code for f in findings}
    assert all(len(f.message) < 400 for f in findings)
    words = json.dumps({"@type": "Article", field: "w" * 100_000})
    found, findings = page(words, head="")
    assert found.creators == () and found.published is None and found.licence_uri is None
    assert "AQ095" in {f.code for f in findings}


@pytest.mark.parametrize("name", ["Joan \u202elluT\u202c Tull", "&#x202e;Joan Tull", "Joan \u2066Tull\u2069"])
def test_a_name_that_turns_the_writing_is_nobodys(name: str) -> None:
    found, findings = page("{}", head=f'<meta name="author" content="{name}">')
    assert not found.creators and "AQ096" in {f.code for f in findings}
    assert not any("\u202e" in f.message or "\u2066" in f.message for f in findings)


def test_controls_are_taken_out_of_a_title() -> None:
    block = json.dumps({"@type": "Article", "alternativeHeadline": "One\u0007 \u200bline\nof\t two\u202e"})
    found, findings = page(block)
    assert found.subtitle is not None and found.subtitle.value == "One line of two"
    assert "AQ096" in {f.code for f in findings}


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd", "http:///x", "vbscript:x"],
)
def test_addresses_that_are_none_are_left_out(address: str) -> None:
    head = f'<link rel="canonical" href="{address}"><link rel="license" href="{address}">'
    found, findings = page(json.dumps({"@type": "Article", "url": address, "license": address}), head=head)
    assert found.address is None and found.licence_uri is None
    assert "AQ095" in {f.code for f in findings}


def test_markup_in_a_name_is_no_name() -> None:
    found, _ = page(json.dumps({"@type": "Article", "author": "</dc:creator><script>x</script>"}), head="")
    assert not found.creators


def test_lines_that_are_made_to_be_slow_are_read_in_time() -> None:
    started = time.process_time()
    slow = ["By " + "A" * 390, "Reviewed: " + "a by " * 75, "by A. " * 60, "This review was " + "published in a " * 25]
    slow += ["the authors, " * 20_000, "ISBN " * 50_000, "(" * 390, "© " + " " * 390, "A, and " * 50]
    find(read_plain("A heading", *slow * 4))
    assert time.process_time() - started < 5


def test_deep_pages_end() -> None:
    body = "<div>" * 5_000 + "By Joan Tull" + "</div>" * 5_000
    found, _ = find(read_page(f"<html><body><h1>A</h1>{body}</body></html>"))
    assert found.title is not None
