"""Sheets: a style sheet is parsed once for the books of a process, and what comes with its rules comes each time."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from makeready.fonts import list_faces
from makeready.pdf import engine_sheets
from makeready.pdf.engine import FontConfiguration, MemoryFetcher, watch_engine
from makeready.pdf.engine_sheets import open_sheets, parse_sheets
from makeready.pdf.typefaces import serve_faces


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_sheets, "_PARSED", {})


def parse(text: str, name: str = "", resources: dict[str, tuple[bytes, str]] | None = None) -> tuple[Any, list[str]]:
    """Return the sheet of a text and what the engine says, as another book has them parsed."""
    with watch_engine() as messages:
        (sheet,) = parse_sheets([(name, text)], MemoryFetcher(resources or {}), FontConfiguration(), messages)
    return sheet, list(messages)


def test_a_sheet_of_rules_is_parsed_once() -> None:
    first, _ = parse("@page { margin: 1in } p { color: red }")
    again, said = parse("@page { margin: 1in } p { color: red }", "styles/print.css")
    assert again is first and said == []
    assert parse("p { color: blue }")[0] is not first


def test_what_the_engine_says_of_a_sheet_is_told_of_each_book_under_the_name_there() -> None:
    for name in ("styles/print.css", "styles/shared.css"):
        _, (said,) = parse("p { colour: red }", name)
        assert said.endswith(f"[{name}]")


def test_a_sheet_that_asks_for_another_gets_that_of_its_own_book() -> None:
    for css, count in (("p { margin: 0 }", 0), ("@page { margin: 1in }", 1)):
        sheet, _ = parse('@import "more.css";', resources={"more.css": (css.encode(), "text/css")})
        assert len(sheet.page_rules) == count


def test_each_book_gets_the_typefaces_of_a_sheet() -> None:
    rules, resources = serve_faces(list_faces()[:4])
    for _ in range(2):
        fetcher = MemoryFetcher(resources)
        with watch_engine() as messages:
            parse_sheets([("", rules)], fetcher, FontConfiguration(), messages)
        assert fetcher.asked > 0 and fetcher.refused == []


def test_a_face_without_a_file_is_given_to_each_book() -> None:
    given: list[object] = []

    class Fonts:
        def add_font_face(self, descriptors: object, _fetcher: object) -> None:
            given.append(descriptors)

    with watch_engine() as messages:
        for _ in range(2):
            parse_sheets([("", "@font-face { font-family: A; src: local(B) }")], MemoryFetcher({}), Fonts(), messages)
    assert len(given) == 2


def test_few_sheets_are_kept_and_no_long_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_sheets, "_MOST_PARSED", 2)
    first, second = parse("p { color: red }")[0], parse("p { color: blue }")[0]
    assert parse("p { color: red }")[0] is first
    parse("p { color: green }")
    assert parse("p { color: red }")[0] is first
    assert parse("p { color: blue }")[0] is not second
    # What counts is the length of the text; a comment of that length is read a hundred times faster than rules.
    long = f"p {{ color: red }} /* {'x' * engine_sheets._LONGEST_PARSED} */"
    assert parse(long)[0] is not parse(long)[0]


def test_books_without_sheets_of_their_own_share_the_typefaces_as_long_as_their_files_are_there() -> None:
    rules, resources = serve_faces(list_faces()[:4])
    theme, own = ("theme/print.css", "p { margin: 0 }"), ("styles/print.css", "p { margin: 0 }")

    def load(*sheets: tuple[str, str]) -> FontConfiguration:
        with watch_engine() as messages:
            fonts, parsed = open_sheets((("", rules), *sheets), MemoryFetcher(resources), messages)
        assert len(parsed) == 1 + len(sheets) and not messages
        return fonts

    first = load(theme)
    assert load(theme, theme) is first
    assert load(theme, own) is not first
    shutil.rmtree(first._folder)
    later = load(theme)
    assert later is not first and later is load(theme)
