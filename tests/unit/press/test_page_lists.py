"""Page-lists: an EPUB that lists the pages of a print edition waits for its layout, and page maps go with PDFs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from makeready.findings import Outcome
from makeready.model.composition import Composition
from makeready.model.edition import Edition, Target
from makeready.model.pages import PageStart
from makeready.press.request import BuildRequest
from makeready.press.run import build_project
from tests.unit.press.fakes import (
    EPUB,
    PRINT,
    FakePress,
    Manuscript,
    bind,
    fake_press,
    finding,
    make_book,
    make_project,
)

LISTING = replace(EPUB, page_list="print")
STARTS = (PageStart(index=0, folio="1", anchor="a"), PageStart(index=1, folio="2", blank=True))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> FakePress:
    press = fake_press(monkeypatch)
    press.give("read_book", value=Manuscript(make_book(), editions=(LISTING, PRINT)))

    def bind_with_pages(composition: Composition, _workshop: object) -> Any:
        bound = bind("pdf")(composition)
        assert bound.value is not None
        return Outcome(value=replace(bound.value, pages=STARTS))

    def mark(composition: Composition, starts: object, source: Edition, _workshop: object) -> Any:
        assert starts == STARTS and source == PRINT
        return Outcome(value=replace(composition, paged_as=source))

    press.change("bind_pdf", bind_with_pages)
    press.change("lay_out_pages", lambda *_: Outcome(value=STARTS))
    press.change("mark_pages", mark)
    return press


def test_the_print_edition_is_bound_first_and_the_files_keep_their_order(press: FakePress, root: Path) -> None:
    report = build_project(root, request=BuildRequest())
    assert press.calls[5:] == [
        *("mark_up", "bind_pdf", "check_artifact"),
        *("mark_up", "mark_pages", "draw_cover", "bind_epub", "check_artifact"),
    ]
    assert [w.path.name for w in report.written] == ["the-book.epub", "the-book.pdf", "the-book.pages.json"]


def test_for_the_epub_alone_the_pages_are_laid_out_and_not_written(press: FakePress, root: Path) -> None:
    report = build_project(root, request=BuildRequest(targets=(Target.EPUB,)))
    assert press.calls[5:] == [
        *("mark_up", "lay_out_pages"),
        *("mark_up", "mark_pages", "draw_cover", "bind_epub", "check_artifact"),
    ]
    assert [w.path.name for w in report.written] == ["the-book.epub"]


def test_an_epub_without_a_page_list_costs_no_layout(press: FakePress, root: Path) -> None:
    press.give("read_book", value=Manuscript(make_book(), editions=(EPUB, PRINT)))
    build_project(root, request=BuildRequest(targets=(Target.EPUB,)))
    assert not {"lay_out_pages", "bind_pdf", "mark_pages"} & set(press.calls)
    assert press.calls.count("compose_book") == 1


def test_of_a_print_edition_that_nobody_asked_for_only_errors_count(press: FakePress, root: Path) -> None:
    request = BuildRequest(targets=(Target.EPUB,), strict=True)
    press.give("lay_out_pages", finding("PD005", "warning"), value=STARTS)
    assert build_project(root, request=request).findings == ()
    press.give("lay_out_pages", finding("PD003", "error"))
    report = build_project(root, request=request)
    assert [f.code for f in report.findings] == ["PD003"] and report.written == ()


def test_progress_counts_the_steps_of_the_layout_too(press: FakePress, root: Path) -> None:
    heard: list[tuple[int, int]] = []
    for targets in ((), (Target.EPUB,)):
        heard.clear()
        request = BuildRequest(targets=targets)
        build_project(root, request=request, progress=lambda _what, done, total: heard.append((done, total)))
        assert len(heard) == heard[-1][1]


def test_page_map_tells_the_pages_and_which_pdf_they_are_of(press: FakePress, root: Path) -> None:
    report = build_project(root, request=BuildRequest(targets=(Target.PDF,)))
    pdf, page_map = report.written
    told = json.loads(page_map.path.read_text("utf-8"))
    assert (told["format"], told["version"]) == ("makeready-page-map", 1)
    assert (told["edition"], told["pdf"], told["sha256"]) == ("print", "the-book.pdf", pdf.artifact.digest)
    assert [(p["index"], p["folio"], p["blank"]) for p in told["pages"]] == [(0, "1", False), (1, "2", True)]


def test_after_a_failed_build_an_earlier_page_map_is_not_current(press: FakePress, root: Path) -> None:
    build_project(root, request=BuildRequest())
    press.change("check_artifact", lambda *_: (finding("PD001"),))
    report = build_project(root, request=BuildRequest(use_cache=False))
    assert {path.name for path in report.not_current} == {"the-book.epub", "the-book.pdf", "the-book.pages.json"}


def test_epub_whose_bytes_cannot_be_read_is_not_current_beside_new_pages(press: FakePress, root: Path) -> None:
    build_project(root, request=BuildRequest())
    report = build_project(root, request=BuildRequest(targets=(Target.PDF,)))
    assert report.exit_code == 0 and [path.name for path in report.not_current] == ["the-book.epub"]
    assert [one.path.name for one in report.written] == ["the-book.pdf", "the-book.pages.json"]


def test_epub_that_lists_no_pages_or_is_not_there_is_never_stale(press: FakePress, root: Path) -> None:
    assert build_project(root, request=BuildRequest(targets=(Target.PDF,))).not_current == ()
    press.give("read_book", value=Manuscript(make_book(), editions=(EPUB, PRINT)))
    build_project(root, request=BuildRequest())
    assert build_project(root, request=BuildRequest(targets=(Target.PDF,))).not_current == ()
