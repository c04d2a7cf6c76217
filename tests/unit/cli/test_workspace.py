"""A makeready.toml at the command line: what batch, build, info and cache make of it, and how it is left out."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from makeready.cli import main
from tests.unit.press.test_batch import make_book

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="kills processes"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]

BARE = 'title = "A"\ndate = 2026\nidentifiers = ["doi:10.1000/182"]\n'
HOUSE = """\
styles = ["house.css"]
cache = "kept"

[books]
include = ["reviews/*"]

[defaults]
language = "en"
author = "Ann"
publisher = "The House"

[editions.epub]
"""


@pytest.fixture
def shelf(forks: Path) -> Path:
    """Be in a folder with two books that inherit and one that does not; processes are forks."""
    for name in ("reviews/a", "reviews/b", "novels/c"):
        make_book(forks / name, metadata=BARE)
    (forks / "makeready.toml").write_text(HOUSE, encoding="utf-8")
    (forks / "house.css").write_text("p { color: #123456 }\n", encoding="utf-8")
    return forks


@pytest.fixture
def played(shelf: Path, play_books: None) -> Path:
    """The same, but no book is built."""
    return shelf


def _edit(shelf: Path, old: str, new: str) -> None:
    file = shelf / "makeready.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_book_comes_out_of_a_batch_as_it_does_when_it_is_built_alone(shelf: Path) -> None:
    assert main(["batch", "--jobs", "1"]) == 0
    assert not (shelf / "novels/c/build").exists()
    assert (shelf / "kept/CACHEDIR.TAG").is_file() and (shelf / "kept/batch.journal").is_file()
    built = shelf / "reviews/a/build/a.epub"
    batched = built.read_bytes()
    for words in ([], ["--no-cache"]):
        built.unlink()
        assert main(["build", "reviews/a", *words]) == 0
        assert built.read_bytes() == batched
    # The same book where nothing is inherited.
    assert main(["build", "reviews/a", "--no-workspace", "--to", "epub"]) == 0
    alone = built.read_bytes()
    shutil.copytree(shelf / "reviews/a/manuscript", shelf / "elsewhere/a/manuscript")
    assert main(["build", "elsewhere/a", "--to", "epub"]) == 0
    assert alone == (shelf / "elsewhere/a/build/a.epub").read_bytes() != batched


def test_patterns_say_which_books_there_are(played: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def list_folders(*words: str) -> list[str]:
        assert main(["batch", "--format", "json", *words]) == 0
        return [one["folder"] for one in json.loads(capsys.readouterr().out)["result"]["books"]]

    assert list_folders() == list_folders("makeready.toml") == list_folders(str(played)) == ["reviews/a", "reviews/b"]
    assert list_folders("novels") == ["novels/c"]
    assert list_folders("--no-workspace") == ["novels/c", "reviews/a", "reviews/b"]


def test_a_mistake_in_the_file_ends_the_batch_before_it_begins(
    played: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _edit(played, "publisher", "publishers")
    assert main(["batch", "--no-colour"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "error[MD002]" in shown.err and "makeready.toml:10:1" in shown.err
    assert 'publishers = "The House"' in shown.err and "did you mean publisher?" in shown.err
    assert main(["batch", "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in told["findings"]] == ["MD002"]
    assert (told["exit_code"], told["result"]["counts"]["refused"]) == (1, 1)
    assert [(one["title"], one["status"]) for one in told["result"]["books"]] == [("makeready.toml", "refused")]


def test_a_mistake_in_the_file_is_told_once_where_a_folder_below_is_named(
    played: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _edit(played, "publisher", "publishers")
    (played / ".git").mkdir()
    for folder, words in ((".", ["reviews"]), ("reviews", [])):
        monkeypatch.chdir(played / folder)
        assert main(["batch", *words, "--no-colour", "--report", "a.gitlab.json"]) == 1
        shown = capsys.readouterr()
        assert shown.out == "" and shown.err.count("MD002") == 1
        assert "makeready.toml:10:1" in shown.err and 'publishers = "The House"' in shown.err
        (told,) = json.loads(Path("a.gitlab.json").read_bytes())
        assert told["location"]["path"] == "makeready.toml"
    monkeypatch.chdir(played)
    # Books that it does not list have nothing to do with it.
    assert main(["batch", "novels"]) == 0
    assert main(["batch", "reviews", "--no-workspace"]) == 0


@pytest.mark.parametrize("named", [[], ["reviews"]])
def test_a_shared_style_sheet_that_is_not_there_is_told_once_with_what_helps(
    named: list[str], shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _edit(shelf, "house.css", "hose.css")
    assert main(["batch", *named, "--no-colour"]) == 1
    shown = capsys.readouterr()
    assert shown.out == "" and shown.err.count("ST001") == 1 and "makeready.toml:1:11" in shown.err
    assert "take its name out of `styles` in makeready.toml" in shown.err
    (shelf / "hose.css").write_bytes(b"\xff")
    assert main(["batch", *named]) == 1
    assert capsys.readouterr().err.count("ST002") == 1
    (shelf / "hose.css").write_text("p { color: #123456 }\n", encoding="utf-8")
    assert main(["batch", *named, "--to", "epub"]) == 0


@pytest.mark.parametrize("named", [[], ["reviews"]])
def test_reports_tell_a_mistake_in_the_file_too(
    named: list[str], played: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _edit(played, "publisher", "publishers")
    names = ("a.xml", "a.md", "a.html", "a.sarif", "a.gitlab.json", "a.json")
    for name in names:
        (played / name).write_text("of the batch before", encoding="utf-8")
    options = [word for name in names for word in ("--report", name)]
    assert main(["batch", *named, *options, "--annotate"]) == 1
    assert "::error file=makeready.toml,line=10" in capsys.readouterr().out
    for name in names:
        content = (played / name).read_text(encoding="utf-8")
        assert "MD002" in content and "makeready.toml" in content and "of the batch before" not in content
    told = json.loads((played / "a.gitlab.json").read_text(encoding="utf-8"))
    assert [one["location"] for one in told] == [{"path": "makeready.toml", "lines": {"begin": 10}}]
    result = json.loads((played / "a.json").read_text(encoding="utf-8"))["result"]
    assert result["counts"]["refused"] == len(result["books"]) == 1
    assert '<testsuite name="makeready" tests="1" failures="1"' in (played / "a.xml").read_text(encoding="utf-8")


def test_reports_by_file_tell_a_warning_about_the_file_and_counts_are_those_of_books(played: Path) -> None:
    _edit(played, '"reviews/*"', '"reviews/*", "poems/*"')
    assert main(["batch", "--report", "a.xml", "--report", "a.sarif", "--report", "a.gitlab.json"]) == 0
    assert 'tests="2"' in (played / "a.xml").read_text(encoding="utf-8")
    for name in ("a.sarif", "a.gitlab.json"):
        assert (played / name).read_text(encoding="utf-8").count("'poems/*' finds no book") == 1


def test_a_pattern_that_finds_nothing_is_told_and_stops_a_strict_batch(
    played: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _edit(played, '"reviews/*"', '"reviews/*", "poems/*"')
    assert main(["batch", "--no-colour"]) == 0
    shown = capsys.readouterr()
    assert shown.err.count("'poems/*' finds no book") == 1 and "2 books: 2 built" in shown.out
    assert main(["batch", "--strict"]) == 1
    monkeypatch.chdir(played / "reviews")
    capsys.readouterr()
    assert main(["batch", "..", "--format", "json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["findings"]
    assert (told["code"], Path(told["span"]["source"]).name) == ("WS005", "makeready.toml")


def test_a_mistake_is_shown_with_its_line_where_one_book_is_built(
    shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _edit(shelf, "[editions.epub]", '[defaults.rights]\nlicense = "x"\n[editions.epub]')
    assert main(["build", "reviews/a", "--no-colour"]) == 1
    shown = capsys.readouterr().err
    assert "../../makeready.toml:13:1" in shown and 'license = "x"' in shown
    assert main(["build", "reviews/a", "--no-workspace", "--to", "epub"]) == 0


def test_what_was_asked_for_wrongly_is_told_once_and_not_by_each_book(
    shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["batch", "--edition", "ebup", "--no-colour"]) == 1
    shown = capsys.readouterr()
    assert shown.out.count("refused") == 3
    assert shown.err.count("did you mean epub?") == 1 and shown.err.endswith("the same is told of 1 other book\n")
    assert main(["batch", "--edition", "ebup", "--no-colour", "--verbose"]) == 1
    assert capsys.readouterr().err.count("did you mean epub?") == 2


def test_info_tells_what_is_inherited_and_from_which_line(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "reviews/a", "--no-colour"]) == 0
    shown = capsys.readouterr().out
    for line in (
        "publisher  ../../makeready.toml:10:1",
        "editions.epub  ../../makeready.toml:12:1",
        "../../house.css  ../../makeready.toml:1:11",
        "cache  ../../makeready.toml:2:1",
    ):
        assert f"  {line}\n" in shown
    assert main(["info", "reviews/a", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["result"]["inherited"]
    assert {"name": "language", "source": "../../makeready.toml", "line": 8} in told
    for words in (["novels/c"], ["reviews/a", "--no-workspace"]):
        assert main(["info", *words, "--no-colour"]) == 0
        assert "Inherited" not in capsys.readouterr().out


def test_a_cache_that_is_read_only_gets_neither_results_nor_a_journal(
    shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["batch", "--cache-read-only"]) == 0
    assert not (shelf / "kept").exists()
    assert main(["build", "reviews/a"]) == 0
    before = sorted(path.name for path in (shelf / "kept").rglob("*"))
    assert main(["build", "reviews/b", "--cache-read-only"]) == 0
    assert sorted(path.name for path in (shelf / "kept").rglob("*")) == before
    _edit(shelf, 'cache = "kept"', 'cache = "kept"\ncache_read_only = true')
    capsys.readouterr()
    assert main(["batch", "--resume"]) == 2
    assert "a cache that is read only" in capsys.readouterr().err
    assert main(["batch", "--cache-writable"]) == 0
    assert (shelf / "kept/batch.journal").is_file()
    assert main(["cache", "info", "reviews/a"]) == 0
    assert capsys.readouterr().out.endswith(" UTC\n")
    assert main(["cache", "clear", "reviews/a"]) == 0
    assert capsys.readouterr().out.startswith("kept: removed")
