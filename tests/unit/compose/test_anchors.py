"""Anchors: headings answer to the names that other systems make of them, in their own file first."""

from __future__ import annotations

import pytest

from makeready.compose.anchors import Anchors, name_headings
from makeready.compose.links import resolve_links
from makeready.findings import Span
from makeready.model.node import Node, NodeKind, text_node
from tests.unit.compose.books import book, every, link, node, paragraph, section


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Über Größe", ["über-größe"]),
        ("C & D", ["c--d", "c-d"]),
        ("9 things", ["9-things", "things"]),
        ("Version 2.0", ["version-20", "version-2.0"]),
        ("हिन्दी में", ["हिन्दी-में"]),
        ("…", ["section"]),
    ],
)
def test_a_heading_has_the_names_of_each_system(title: str, names: list[str]) -> None:
    assert set(names) <= set(name_headings([((text_node(title),), "x")]))


def test_pictures_in_a_heading_may_be_named_or_not() -> None:
    picture = Node(kind=NodeKind.IMAGE, attributes=(("src", "a.png"), ("alt", "A hill")))
    names = name_headings([((picture, text_node(" at dawn")), "x")])
    assert {"-at-dawn", "at-dawn", "a-hill-at-dawn"} <= set(names)


def test_repeated_headings_are_numbered_in_time_that_grows_with_them() -> None:
    headings = [((text_node("Same"),), str(number)) for number in range(3000)]
    names = name_headings([*headings, ((text_node("Same 1"),), "other")])
    assert (names["same"], names["same-1"], names["same-2999"]) == ("0", "1", "2999")
    assert names["same-1-1"] == "other"


def test_given_ids_come_first_and_case_last() -> None:
    anchors = Anchors(written={"aims": "given"}, made={"aims-2": "aims-2"})
    anchors.headings = [((text_node("Aims"),), "aims-2")]
    assert anchors.find("aims") == "given"
    assert anchors.find("AIMS") == "given"
    assert anchors.find("aims-2") == "aims-2"
    assert anchors.find("else") is None


def _two_files(href: str) -> tuple[str | None, list[str]]:
    """Return where a link in the second of two files leads that have the same heading, and what is found."""
    one = section("same", span=Span.at("m/01.md", 1), children=(section("far", span=Span.at("m/01.md", 5)),))
    two = section("same-2", paragraph(link(href, source="m/02.md")), title="Same", span=Span.at("m/02.md", 1))
    outcome = resolve_links(book(one, two))
    assert outcome.value is not None
    found = every(outcome.value.sections[1], NodeKind.LINK)
    return (found[0].get("href") if found else None), [f"{f.code} {f.message}" for f in outcome.findings]


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("#same", "#same-2"),
        ("01.md#same", "#same"),
        ("02.md#same", "#same-2"),
        ("#far", "#far"),
        ("01.md#far", "#far"),
        ("#same-1", "#same-2"),
    ],
)
def test_a_link_looks_into_its_own_file_or_into_the_one_it_names(href: str, target: str) -> None:
    assert _two_files(href) == (target, [])


@pytest.mark.parametrize(
    ("href", "said"),
    [
        ("02.md#far", "XR001 the link leads to “02.md#far”, and nothing in m/02.md has that id"),
        ("../a.html#same", "XR002 the link leads to “../a.html”, which is no file of this book"),
    ],
)
def test_a_file_that_is_named_is_meant(href: str, said: str) -> None:
    assert _two_files(href) == (None, [said])


def test_a_heading_within_a_quotation_gets_an_id_of_ascii_letters() -> None:
    inner = node(NodeKind.BLOCK_QUOTE, node(NodeKind.HEADING, "Wörter", level="3"))
    again = node(NodeKind.BLOCK_QUOTE, node(NodeKind.HEADING, "Wörter", level="3"))
    whole = book(section("one", inner, again, paragraph(link("#wörter-1"))))
    outcome = resolve_links(whole)
    assert outcome.value is not None and outcome.findings == ()
    ids = [n.get("id") for n in every(outcome.value.sections[0], NodeKind.HEADING)]
    assert ids == ["heading-worter", "heading-worter-2"]
    (found,) = every(outcome.value.sections[0], NodeKind.LINK)
    assert found.get("href") == "#heading-worter-2"
