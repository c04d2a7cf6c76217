"""makeready.toml: what a book inherits, what its own words stand before, and what is told of a bad one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from makeready.findings import Finding
from makeready.manuscript.read import Manuscript, read_book
from makeready.manuscript.schema import BOOK
from makeready.manuscript.shared import _OWN_KEYS, SHARED_KEYS, read_shared
from makeready.model.edition import Target, require_pages
from makeready.workspace import SharedFile, Workspace

HOUSE = """\
styles = ["looks/house.css"]

[books]
include = ["reviews/*"]

[defaults]
language = "de"
publisher = "The House"
author = "Ann Author"
rights = { statement = "All rights reserved.", holder = "The House" }
subjects = ["Essays"]

[[defaults.contributors]]
name = "Ed Itor"
roles = ["edt"]

[editions.epub]
notes = "book-end"

[editions.print]
trim = "a5"
bleed = "3mm"
"""
BARE = 'title = "A"\ndate = 2026\nidentifiers = ["doi:10.1000/182"]\n'


def read(top: Path, book: str = BARE, house: str = HOUSE, text: str = "# One\n\nWords.\n") -> Manuscript:
    manuscript, findings = read_all(top, book, house, text)
    assert findings == ()
    return manuscript


def read_all(
    top: Path, book: str = BARE, house: str = HOUSE, text: str = "# One\n\nWords.\n"
) -> tuple[Manuscript, tuple[Finding, ...]]:
    root = top / "reviews/a"
    root.mkdir(parents=True, exist_ok=True)
    (top / "makeready.toml").write_text(house, encoding="utf-8")
    (root / "book.toml").write_text(book, encoding="utf-8")
    (root / "one.md").write_text(text, encoding="utf-8")
    outcome = read_book(Workspace(root, {}))
    assert outcome.value is not None
    return outcome.value, outcome.findings


def _read_file(text: str) -> Any:
    return read_shared(SharedFile(path="makeready.toml", content=text.encode()))


def test_a_book_that_says_nothing_inherits_everything_and_tells_from_which_line(tmp_path: Path) -> None:
    manuscript = read(tmp_path)
    book = manuscript.book
    assert (book.language, book.publisher, book.rights.holder) == ("de", "The House", "The House")
    assert [(one.name, one.roles) for one in book.contributors] == [("Ann Author", ("aut",)), ("Ed Itor", ("edt",))]
    assert [one.term for one in book.subjects] == ["Essays"]
    assert [(one.name, one.target, getattr(one, "page_list", None)) for one in manuscript.editions] == [
        ("epub", Target.EPUB, "print"),
        ("print", Target.PDF, None),
    ]
    assert round(require_pages(manuscript.editions[1]).bleed, 1) == 8.5
    assert [path for path, _ in manuscript.editions[0].shared_styles] == ["../../looks/house.css"]
    places = {name: str(span) for name, span in manuscript.inherited}
    assert places["language"] == "../../makeready.toml:7:1"
    assert places["contributors"].startswith("../../makeready.toml:13")
    assert places["editions.print"] == "../../makeready.toml:20:1"
    assert places["../../looks/house.css"] == "../../makeready.toml:1:11"


def test_a_value_of_the_books_own_stands_before_as_a_whole(tmp_path: Path) -> None:
    own = 'language = "fr"\nsubjects = ["Letters"]\nrights = { statement = "Some rights reserved." }\n'
    book = read(tmp_path, BARE + own).book
    assert book.language == "fr"
    assert [one.term for one in book.subjects] == ["Letters"]
    # Not merged: whose rights they are is no part of another statement.
    assert (book.rights.statement, book.rights.holder) == ("Some rights reserved.", None)
    assert book.publisher == "The House"


def test_a_book_that_names_its_people_inherits_no_others(tmp_path: Path) -> None:
    assert [one.name for one in read(tmp_path, BARE + 'authors = ["Bob"]\n').book.contributors] == ["Bob"]
    review = '[review]\nreviewers = [{ name = "Re Viewer" }]\n[review.work]\ntitle = "W"\ncontributors = "unknown"\n'
    assert read(tmp_path, BARE + review).book.contributors == ()


def test_the_front_matter_of_a_book_of_one_file_is_its_own_word_too(tmp_path: Path) -> None:
    text = "---\nlanguage: fr\nauthor: Bob\n---\n\n# One\n\nWords.\n"
    book = read(tmp_path, text=text).book
    assert book.language == "fr"
    assert [one.name for one in book.contributors] == ["Bob"]


def test_editions_are_inherited_by_name_and_overridden_as_a_whole(tmp_path: Path) -> None:
    own = '[editions.print]\ntrim = "a4"\n[editions.large]\ntarget = "pdf"\n[editions.epub]\npage_list = false\n'
    epub, printed, large = read(tmp_path, BARE + own).editions
    assert (epub.name, printed.name, large.name) == ("epub", "print", "large")
    assert (getattr(epub, "page_list", None), epub.notes.value) == (None, "chapter-end")
    printed = require_pages(printed)
    assert (round(printed.trim[0]), printed.bleed) == (595, 0.0)


def test_what_is_inherited_is_part_of_the_digest_and_a_remark_is_not(tmp_path: Path) -> None:
    first = read(tmp_path).book.digest
    assert read(tmp_path, house=f"# a remark\n{HOUSE}").book.digest == first
    assert read(tmp_path, house=HOUSE.replace("The House", "The Other House")).book.digest != first


def test_a_book_that_no_pattern_includes_and_one_that_is_alone_inherit_nothing(tmp_path: Path) -> None:
    manuscript, _ = read_all(tmp_path, house=HOUSE.replace("reviews/*", "novels/*"))
    assert (manuscript.book.publisher, manuscript.inherited) == (None, ())
    read(tmp_path)
    outcome = read_book(Workspace(tmp_path / "reviews/a", {}, alone=True))
    assert outcome.value is not None and outcome.value.book.publisher is None
    assert outcome.value.editions[0].shared_styles == ()


def test_a_mistake_in_an_inherited_edition_is_told_where_it_stands(tmp_path: Path) -> None:
    _, findings = read_all(tmp_path, house=HOUSE.replace('"3mm"', '"2in"'))
    assert [(one.code, str(one.span)) for one in findings] == [("MD024", "../../makeready.toml:22:9")]


def test_a_profile_of_the_house_serves_all_its_books(tmp_path: Path) -> None:
    house = '[books]\ninclude = ["*/*"]\n[defaults.profiles.ours]\nbase = "press"\nbleed = "5 mm"\n'
    house += '[editions.print]\ntarget = "pdf"\nprofile = "ours"\n'
    manuscript, findings = read_all(tmp_path, house=house)
    assert [one for one in findings if one.severity == "error"] == []
    (printed,) = manuscript.editions
    profile = require_pages(printed).profile
    assert profile is not None and (profile.name, round(profile.bleed or 0, 2)) == ("ours", 14.17)


@pytest.mark.parametrize("key", sorted(BOOK.keys))
def test_each_key_of_book_toml_is_shared_or_it_is_said_why_not(key: str) -> None:
    assert (key in SHARED_KEYS) != (key in _OWN_KEYS)


@pytest.mark.parametrize("key", sorted(_OWN_KEYS))
def test_what_only_one_book_can_have_is_refused_with_the_reason(key: str) -> None:
    settings = _read_file(f'[defaults]\npublisher = "P"\n{key} = "x"\n')
    (found,) = settings.findings
    assert (found.code, str(found.span)) == ("WS004", "makeready.toml:3:1")
    assert _OWN_KEYS[key] in found.message
    assert settings.defaults == {"publisher": "P"}


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("[books\n", "MD001", "1:7"),
        ('[book]\ninclude = ["a"]\n', "MD002", "1:1"),
        ("[books]\ninclude = 3\n", "MD003", "2:11"),
        ('[books]\ninclude = ["a", 3]\n', "MD003", "2:17"),
        ('[books]\ninclude = ["../a"]\n', "WS001", "2:12"),
        ('[books]\nexclude = "/a"\n', "WS001", "2:11"),
        ('[books]\nincludes = ["a"]\n', "MD002", "2:1"),
        ('[defaults]\npublisher = ""\n', "MD016", "2:13"),
        ('[defaults]\nlicence = "x"\n', "MD002", "2:1"),
        ("defaults = 3\n", "MD003", "1:12"),
        ("editions = [3]\n", "MD003", "1:12"),
        ('[editions.print]\ntrim = "3"\n', "MD014", "2:8"),
        ('[editions.print]\nidentifier = "doi:10.1000/182"\n', "WS004", "2:1"),
        ('styles = ["https://example.org/a.css"]\n', "WS001", "1:11"),
        ('cache = "/var/cache"\n', "WS001", "1:9"),
        ('cache = "a\\\\b"\n', "WS001", "1:9"),
        ('cache_read_only = "yes"\n', "MD003", "1:19"),
    ],
)
def test_a_mistake_is_a_finding_with_its_place(text: str, code: str, place: str) -> None:
    (found,) = _read_file(text).findings
    assert (found.code, str(found.span)) == (code, f"makeready.toml:{place}")
    assert found.hint


def test_a_file_that_cannot_be_used_is_told_to_each_book(tmp_path: Path) -> None:
    _, findings = read_all(tmp_path, house="[books\n")
    assert [(one.code, str(one.span)) for one in findings if one.code == "MD001"] == [
        ("MD001", "../../makeready.toml:1:7")
    ]
    (tmp_path / "makeready.toml").write_bytes(b"# \xff\n")
    found = read_book(Workspace(tmp_path / "reviews/a", {})).findings
    assert ("MS002", "../../makeready.toml:1") in [(one.code, str(one.span)) for one in found]
    (tmp_path / "makeready.toml").unlink()
    (tmp_path / "makeready.toml").symlink_to("/etc/hostname")
    found = read_book(Workspace(tmp_path / "reviews/a", {})).findings
    assert ("WS001", "../../makeready.toml:1") in [(one.code, str(one.span)) for one in found]


def test_a_theme_is_inherited_with_the_line_that_names_it(tmp_path: Path) -> None:
    house = HOUSE.replace("[defaults]\n", '[defaults]\ntheme = "technical"\n')
    editions = read(tmp_path, house=house).editions
    assert {(one.theme, one.theme_span and one.theme_span.source) for one in editions} == {
        ("technical", "../../makeready.toml")
    }
    own = read(tmp_path / "own", BARE + 'theme = "poetry"\n', house)
    assert {one.theme for one in own.editions} == {"poetry"} == {own.book.typefaces.theme}
