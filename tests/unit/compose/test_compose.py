"""Composing: all steps in their order, pure: the book that goes in is the same afterwards."""

from __future__ import annotations

import pickle

from makeready.compose import STEPS, compose_book
from makeready.compose.names import find_free, list_names
from makeready.model.edition import Making
from makeready.model.node import NodeKind
from tests.unit.compose.books import EPUB, PRINT, book, call, every, link, note, paragraph, section


def test_the_steps_are_taken_in_their_order_and_all_findings_are_kept() -> None:
    whole = book(
        section("one", paragraph(link("#two"), ' "x"', call("a")), notes=(note("a", link("#none")),)),
        section("two", paragraph(link("none.md"))),
        numbering="chapters",
    )
    before = pickle.dumps(whole)
    for edition in (PRINT, EPUB):
        outcome = compose_book(whole, edition, Making())
        assert [f.code for f in outcome.findings] == ["XR001", "XR002"]
        assert outcome.value is not None
        chapters = [s for s in outcome.value.sections if s.role == "chapter"]
        assert [s.label for s in chapters] == ["1", "2"]
        assert every(chapters[0], NodeKind.TEXT)[2].text == " “x”"
    assert pickle.dumps(whole) == before
    assert STEPS._fields[0] == "resolve_links"
    assert STEPS._fields[-2:] == ("set_typography", "balance_titles")


def test_composing_is_the_same_each_time() -> None:
    whole = book(*(section(f"c{i}", paragraph(call("a")), notes=(note("a", "x"),)) for i in range(4)))
    assert compose_book(whole, PRINT, Making()) == compose_book(whole, PRINT, Making())


def test_editions_composed_after_another_one_are_what_they_are_alone() -> None:
    whole = book(*(section(f"c{i}", paragraph(link(f"#c{i}"), call("a")), notes=(note("a", "x"),)) for i in range(3)))
    other = book(section("c0", paragraph(link("#none"), "Other words.")))
    for edition in (PRINT, EPUB, PRINT):
        alone = compose_book(pickle.loads(pickle.dumps(whole)), edition, Making())  # noqa: S301 - our own bytes
        compose_book(other, edition, Making())
        assert compose_book(whole, edition, Making()) == alone
        assert compose_book(other, edition, Making()).findings != alone.findings


def test_names_are_all_names_without_case() -> None:
    inner = section("Inner", paragraph(id="Spot"), slug="other", notes=(note("a", paragraph(id="deep")),))
    assert list_names((section("one", children=(inner,)),)) == {"one", "inner", "other", "spot", "deep"}
    assert find_free("one", {"one", "one-2"}) == "one-3"
    assert find_free("two", {"one"}) == "two"
