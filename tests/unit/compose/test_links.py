"""Links: every form of inner link finds its id; one that leads nowhere keeps its words and is told of."""

from __future__ import annotations

import pytest

from makeready.compose.links import resolve_links
from makeready.findings import Span
from makeready.model.book import Book
from makeready.model.node import NodeKind, plain_text
from tests.unit.compose.books import book, emphasis, every, link, node, note, paragraph, section


def _book(href: str, source: str = "manuscript/01.md") -> Book:
    """Return a book of three files, the first with a link."""
    one = section(
        "one", paragraph("see ", link(href, "the ", emphasis("place"), source=source)), span=Span.at(source, 1)
    )
    inner = section("inner", role="section", span=Span.at("manuscript/02.md", 9))
    place = paragraph("x", node(NodeKind.SPAN, "y", id="spot"))
    two = section("two", place, children=(inner,), notes=(note("a", "z"),), span=Span.at("manuscript/02.md", 1))
    far = section("far", span=Span.at("manuscript/part two/03.md", 1))
    return book(one, two, far)


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("#spot", "#spot"),
        ("#inner", "#inner"),
        ("#one", "#one"),
        ("02.md", "#two"),
        ("./02.md", "#two"),
        ("02.md#spot", "#spot"),
        ("part%20two/03.md", "#far"),
        ("https://example.org/02.md#spot", "https://example.org/02.md#spot"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("//example.org/x", "//example.org/x"),
    ],
)
def test_links_find_their_places(href: str, target: str) -> None:
    outcome = resolve_links(_book(href))
    assert outcome.value is not None and outcome.findings == ()
    (found,) = every(outcome.value.sections[0], NodeKind.LINK)
    assert found.get("href") == target


def test_a_path_is_relative_to_the_file_that_names_it() -> None:
    outcome = resolve_links(_book("../02.md", source="manuscript/part one/01.md"))
    assert outcome.value is not None and outcome.findings == ()
    (found,) = every(outcome.value.sections[0], NodeKind.LINK)
    assert found.get("href") == "#two"


@pytest.mark.parametrize(
    ("href", "code", "hint"),
    [
        ("#spott", "XR001", "#spot"),
        ("02.md#spott", "XR001", "#spot"),
        ("04.md", "XR002", "manuscript/0"),
        ("", "XR002", ""),
        ("http://[x", "XR003", "%5B"),
    ],
)
def test_a_link_that_leads_nowhere_keeps_its_words(href: str, code: str, hint: str) -> None:
    outcome = resolve_links(_book(href))
    (finding,) = outcome.findings
    assert finding.code == code
    assert finding.span == Span.at("manuscript/01.md", 3, 1)
    assert hint in (finding.hint or "")
    assert outcome.value is not None
    first = outcome.value.sections[0]
    assert every(first, NodeKind.LINK) == []
    assert plain_text(first.content) == "see the place"
    assert every(first, NodeKind.EMPHASIS) != []


def test_links_in_titles_notes_and_sections_within_are_resolved() -> None:
    child = section("child", paragraph(link("#one")), role="section", title=(link("#one"),))
    whole = book(section("one", notes=(note("a", link("#child")),), children=(child,)))
    outcome = resolve_links(whole)
    assert outcome.value is not None and outcome.findings == ()
    assert [n.get("href") for n in every(outcome.value.sections[0], NodeKind.LINK)] == ["#child", "#one", "#one"]


def test_all_broken_links_are_told_at_once() -> None:
    whole = book(section("one", paragraph(link("#a"), link("#b"), link("c.md"))))
    assert [f.code for f in resolve_links(whole).findings] == ["XR001", "XR001", "XR002"]
