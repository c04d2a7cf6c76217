"""The spine: documents and their style sheets as an archive has them, each sheet read once."""

from __future__ import annotations

import zipfile

import pytest
from lxml import etree

from makeready.checks import spine as module
from makeready.checks.blocks import make_parser
from makeready.checks.spine import read_spine
from tests.unit.checks.bound_books import bind_sample


def test_documents_are_found_by_their_places_in_the_package() -> None:
    spine = read_spine(bind_sample("epub").artifact.content)
    hrefs = [document.href for document in bind_sample("epub").composition.documents]
    names = spine.find_names([*hrefs, "text/absent.xhtml", "hapter-1.xhtml"])
    assert names == {href: f"EPUB/{href}" for href in hrefs}


def test_the_sheet_that_all_documents_ask_for_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    spine = read_spine(bind_sample("epub").artifact.content)
    asked: list[str] = []
    reader = module.read_entry

    def read(archive: zipfile.ZipFile, name: str) -> bytes:
        asked.append(name)
        return reader(archive, name)

    monkeypatch.setattr(module, "read_entry", read)
    trees = [(name, etree.fromstring(content, make_parser())) for name, content in spine.documents]
    styles = [spine.read_styles(name, root) for name, root in trees]
    assert asked == ["EPUB/styles/book.css"]
    assert len({id(sheet) for sheets in styles for sheet in sheets}) == 1


def test_a_sheet_that_is_not_there_is_none() -> None:
    spine = read_spine(bind_sample("epub").artifact.content)
    html = '<html xmlns="http://www.w3.org/1999/xhtml"><head><link rel="stylesheet" href="none.css"/>{}</head></html>'
    assert spine.read_styles("EPUB/text/a.xhtml", etree.fromstring(html.format("").encode())) == ()
    (own,) = spine.read_styles("a", etree.fromstring(html.format("<style>p {}</style>").encode()))
    assert (own.name, own.content) == ("a", "p {}")
