"""The container: its texts and their style sheets, each read once for all who ask."""

from __future__ import annotations

import pytest
from lxml import etree

from makeready.checks import blocks, package_container, run
from makeready.checks.package_container import Package, open_package
from tests.unit.checks.bound_books import bind_sample


def _open() -> Package:
    bound = bind_sample("epub")
    return open_package(bound.artifact.content, bound.composition)


def test_texts_are_named_by_their_places_in_the_package() -> None:
    package = _open()
    paths = package.list_texts()
    hrefs = [document.href for document in bind_sample("epub").composition.documents]
    assert paths == [f"EPUB/{href}" for href in hrefs]
    assert [package.name_place(path) for path in paths] == hrefs


def test_each_page_is_parsed_once_for_all_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    bound = bind_sample("epub")
    parsed: list[bytes] = []
    reader = blocks.parse_xml

    def parse(content: bytes) -> etree._Element:
        parsed.append(content)
        return reader(content)

    for module in (blocks, package_container):
        monkeypatch.setattr(module, "parse_xml", parse)
    run.check_artifact(bound.artifact, bound.composition, bound.book)
    assert len(parsed) == len(set(parsed)) > len(bound.composition.documents)


def test_the_sheet_that_all_documents_ask_for_is_read_once() -> None:
    package = _open()
    styles = [package.read_styles(path) for path in package.list_texts()]
    assert {sheet.name for sheets in styles for sheet in sheets} == {"EPUB/styles/book.css"}
    assert len({id(sheet) for sheets in styles for sheet in sheets}) == 1


def test_a_sheet_that_is_not_there_is_none() -> None:
    html = '<html xmlns="http://www.w3.org/1999/xhtml"><head><link rel="stylesheet" href="none.css"/>{}</head></html>'
    package = Package(composition=None)
    package.files = {"a": html.format("").encode(), "b": html.format("<style>p {}</style>").encode()}
    assert package.read_styles("a") == ()
    (own,) = package.read_styles("b")
    assert (own.name, own.content) == ("b", "p {}")
