"""Shared settings at work: which books a makeready.toml lists, whose records a shared file belongs to, one cache."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from makeready.findings import StorageError
from makeready.press.batch import walk_below
from makeready.press.batch_choice import gather_books, gather_members
from makeready.press.record import is_unchanged
from makeready.press.request import BuildReport, BuildRequest
from makeready.press.run import build_project
from makeready.press.shared import Members, adopt_settings, adopt_settings_of, find_cache, list_members
from makeready.workspace import Workspace
from tests.unit.press.test_batch import make_book

BARE = 'title = "A"\ndate = 2026\nidentifiers = ["doi:10.1000/182"]\n'
HOUSE = """\
styles = ["house.css"]
[books]
include = ["reviews/*"]
[defaults]
language = "en"
author = "Ann"
[editions.epub]
"""


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """Return a folder with two books that inherit and one that no pattern includes."""
    for name in ("reviews/a", "reviews/b", "novels/c"):
        make_book(tmp_path / name, metadata=BARE)
    _write(tmp_path, HOUSE)
    (tmp_path / "house.css").write_text("p { color: #123456 }\n", encoding="utf-8")
    return tmp_path


def _write(top: Path, text: str) -> None:
    (top / "makeready.toml").write_text(text, encoding="utf-8")


def _list(top: Path, books: str) -> Members:
    _write(top, f"[books]\n{books}\n")
    return list_members(top, walk_below)


def _name(members: Members) -> list[str]:
    return [one.relative_to(members.top).as_posix() for one in members.roots]


def _build(root: Path, request: BuildRequest | None = None) -> BuildReport:
    report = build_project(root, request=request or BuildRequest(targets=()))
    assert report.exit_code == 0, report.findings
    return report


# --- members


def test_members_are_found_by_pattern_sorted_and_each_once(top: Path) -> None:
    make_book(top / "novels/deep/d")
    make_book(top / "novels/deep/d/inner")
    make_book(top / "reviews/build/x")
    make_book(top / "reviews/.x")
    (top / "reviews/readme").mkdir()
    members = _list(top, 'include = ["reviews/*", "**"]\nexclude = ["reviews/b"]')
    assert _name(members) == ["novels/c", "novels/deep/d", "reviews/a"]
    assert members.findings == ()
    assert _name(_list(top, "")) == ["novels/c", "novels/deep/d", "reviews/a", "reviews/b"]


@pytest.mark.parametrize(
    ("books", "message", "place"),
    [
        ('include = ["reviews/*", "poems/*"]', "'poems/*' finds no book", "2:25"),
        ('include = ["reviews/*", "empty"]', "empty, which 'empty' means, is no book", "2:25"),
        ('include = ["reviews/*", "emp?y"]', "empty, which 'emp?y' means, is no book", "2:25"),
        ('include = ["reviews/*"]\nexclude = ["novels/c"]', "'novels/c' excludes no book", "3:12"),
    ],
)
def test_a_pattern_that_finds_nothing_is_told(top: Path, books: str, message: str, place: str) -> None:
    (top / "empty").mkdir()
    (found,) = _list(top, books).findings
    assert (found.code, found.message, str(found.span)) == ("WS005", message, f"makeready.toml:{place}")


def test_a_folder_that_a_star_meets_and_that_is_no_book_is_passed_over(top: Path) -> None:
    (top / "reviews/notes").mkdir()
    assert _list(top, 'include = ["reviews/*", "novels/**"]').findings == ()


def test_a_listed_book_that_inherits_nothing_is_told(top: Path) -> None:
    for name in ("a", "b"):
        (top / "reviews" / name / ".git").mkdir()
    (found,) = _list(top, 'include = ["reviews/*"]').findings
    assert found.code == "WS006"
    assert found.message == "reviews/a is listed and inherits nothing from here; so is 1 other"


def test_a_bad_file_lists_no_book_and_says_why(top: Path) -> None:
    members = _list(top, "include = 3")
    assert (members.roots, [one.code for one in members.findings]) == ((), ["MD003"])


def test_a_batch_takes_the_members_where_the_file_or_its_folder_is_named(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(top)

    def gather(*names: str) -> list[str]:
        named = [Path(name) for name in names]
        return [one.as_posix() for one in gather_books(named, bytes, gather_members(named))]

    assert gather(".") == gather("makeready.toml") == ["reviews/a", "reviews/b"]
    assert gather(".", "makeready.toml", "novels") == ["novels/c", "reviews/a", "reviews/b"]
    assert gather("reviews") == ["reviews/a", "reviews/b"]
    (one,) = gather_members([top, top / "makeready.toml", top / "novels", Path("-")])
    assert one.top == top


# --- records


def test_a_shared_file_that_changes_makes_its_books_stale_and_no_others(top: Path) -> None:
    roots = [top / name for name in ("reviews/a", "reviews/b", "novels/c")]

    def list_whole() -> list[bool]:
        return [_build(root).reuse.whole for root in roots]

    assert list_whole() == [False, False, False]
    assert list_whole() == [True, True, True]
    (top / "house.css").write_text("p { color: #654321 }\n", encoding="utf-8")
    assert list_whole() == [False, False, True]
    _write(top, HOUSE.replace("Ann", "Bob"))
    assert list_whole() == [False, False, True]
    (top / "other.css").write_text("p { color: red }\n", encoding="utf-8")
    assert list_whole() == [True, True, True]
    _write(top, HOUSE.replace("reviews/*", "reviews/a"))
    assert list_whole() == [False, False, True]
    (top / "makeready.toml").unlink()
    # The other books had nothing from it.
    assert list_whole() == [False, True, True]


def test_the_answers_of_a_build_tell_whether_its_shared_files_are_the_same(top: Path) -> None:
    answers = _build(top / "reviews/a").answers
    assert is_unchanged(top / "reviews/a", answers)
    (top / "house.css").write_text("", encoding="utf-8")
    assert not is_unchanged(top / "reviews/a", answers)


def test_a_book_that_is_built_as_if_alone_is_another_book(top: Path) -> None:
    alone = BuildRequest(use_workspace=False)
    with_house = _build(top / "reviews/a")
    without = _build(top / "reviews/a", alone)
    assert not without.reuse.whole
    assert "MD020" in {one.code for one in without.findings} and len(without.written) > len(with_house.written)
    assert all(kind != "shared" for kind, *_ in without.answers)
    _write(top, HOUSE.replace("Ann", "Bob"))
    assert _build(top / "reviews/a", alone).reuse.whole


# --- the cache


def _list_all(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_all_books_have_the_cache_that_is_named_and_keep_nothing_in_one_that_is_read_only(top: Path) -> None:
    _write(top, f'cache = "kept"\n{HOUSE}')
    assert not _build(top / "reviews/a").reuse.whole
    assert not (top / "reviews/a/build/.cache").exists()
    before = _list_all(top / "kept")
    assert before
    _write(top, f'cache = "kept"\ncache_read_only = true\n{HOUSE}')
    _build(top / "reviews/b")
    assert _list_all(top / "kept") == before
    _build(top / "reviews/b", BuildRequest(cache_read_only=False))
    assert _list_all(top / "kept") != before
    assert _build(top / "reviews/b").reuse.whole
    # A book that inherits nothing has its own.
    _build(top / "novels/c")
    assert (top / "novels/c/build/.cache").is_dir()


def test_a_cache_of_the_command_line_goes_before(top: Path) -> None:
    _write(top, f'cache = "kept"\ncache_read_only = true\n{HOUSE}')
    root = top / "reviews/a"
    adopted = adopt_settings(Workspace(root), BuildRequest())
    assert (adopted.cache, adopted.cache_read_only) == (top / "kept", True)
    assert adopt_settings_of(top, BuildRequest()) == adopted
    named = BuildRequest(cache=top / "mine")
    assert adopt_settings(Workspace(root), named) == named
    unused = BuildRequest(use_cache=False)
    assert adopt_settings(Workspace(root), unused) == unused == adopt_settings_of(top, unused)
    assert adopt_settings(Workspace(top / "novels/c"), BuildRequest()) == BuildRequest()
    assert (find_cache(root, None), find_cache(root, Path("x"))) == (top / "kept", Path("x"))


def test_a_cache_that_is_a_link_out_is_refused(top: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    (top / "kept").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    _write(top, f'cache = "kept"\n{HOUSE}')
    with pytest.raises(StorageError, match="leads out"):
        build_project(top / "reviews/a", request=BuildRequest())
