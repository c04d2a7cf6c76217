"""`new`, `check`, `explain`, `info`, `completion`: what each says and what it refuses."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from makeready.cli import main
from makeready.cli.cache import COMMANDS as CACHE_COMMANDS
from makeready.cli.cache import cache
from makeready.cli.root import COMMANDS, LazyGroup, root
from makeready.cli.starter import quote_toml
from makeready.findings import CATALOGUE, Finding, Outcome, Severity
from makeready.model.book import Matter, Section
from makeready.model.node import Node, NodeKind, text_node
from makeready.press.survey import count_node_words
from tests.unit.press.fakes import fake_press, finding, make_book, make_project


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --- new


def test_new_writes_a_project_that_says_what_it_was_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "my-first_book", "--author", 'A "B" \\ C', "--language", "pt-BR"]) == 0
    files = sorted(
        p.relative_to(here / "my-first_book").as_posix() for p in (here / "my-first_book").rglob("*") if p.is_file()
    )
    assert files == [".gitignore", "manuscript/01-chapter-one.md", "manuscript/book.toml", "styles/shared.css"]
    book = tomllib.loads((here / "my-first_book" / "manuscript" / "book.toml").read_text(encoding="utf-8"))
    assert book["title"] == "My first book"
    assert book["language"] == "pt-BR"
    assert book["contributors"] == [{"name": 'A "B" \\ C', "roles": ["aut"]}]
    assert re.fullmatch(r"uuid:[0-9a-f-]{36}", book["identifiers"][0])
    assert set(book["editions"]) == {"epub", "print"}
    assert "review" not in book
    captured = capsys.readouterr()
    assert captured.out.split() == [f"my-first_book/{name}" for name in (files[2], files[1], files[3], files[0])]
    assert "makeready build my-first_book" in captured.err


def test_new_review_has_review_and_provenance(here: Path) -> None:
    assert main(["new", "r", "--review", "--title", "On a Book", "--author", "Ada Okafor", "-q"]) == 0
    book = tomllib.loads((here / "r" / "manuscript" / "book.toml").read_text(encoding="utf-8"))
    assert book["review"]["reviewers"] == [{"name": "Ada Okafor"}]
    assert book["review"]["work"]["contributors"]
    assert book["provenance"]["relation"] == "original"


def test_new_takes_the_day_from_the_environment(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert main(["new", "a"]) == 0
    assert "date = 1970-01-02\n" in (here / "a" / "manuscript" / "book.toml").read_text(encoding="utf-8")


def test_new_overwrites_nothing_and_then_writes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a").mkdir()
    (here / "a" / ".gitignore").write_text("mine")
    assert main(["new", "a"]) == 2
    assert [p.name for p in (here / "a").iterdir()] == [".gitignore"]
    assert (here / "a" / ".gitignore").read_text() == "mine"
    assert "already has .gitignore" in capsys.readouterr().err


def test_new_fits_into_a_folder_that_holds_other_things(here: Path) -> None:
    (here / "a" / ".git").mkdir(parents=True)
    assert main(["new", "a"]) == 0


@pytest.mark.parametrize(
    "arguments", [["--title", "  "], ["--author", "a\nb"], ["--title", "\x1b[2J"], ["--language", "english please"]]
)
def test_new_refuses_what_cannot_be_meant(here: Path, arguments: list[str]) -> None:
    assert main(["new", "a", *arguments]) == 2
    assert not (here / "a").exists()


def test_new_says_4_where_it_cannot_write(here: Path) -> None:
    (here / "file").write_text("")
    assert main(["new", "file"]) == 2
    assert main(["new", "file/a"]) == 4


def test_new_takes_back_what_it_began(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def fail(self: Path, *arguments: object, **options: object) -> object:
        if self.name == "shared.css":
            raise OSError(28, "No space left on device")
        return real(self, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", fail)
    assert main(["new", "a"]) == 4
    assert not (here / "a").exists()


@pytest.mark.parametrize("text", ["plain", 'a "b"', "back\\slash", "“é” 日本", "\\u0041"])
def test_toml_strings_come_back(text: str) -> None:
    assert tomllib.loads(f"a = {quote_toml(text)}")["a"] == text


# --- explain


def test_explain_says_title_reason_and_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "ws050"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("warning[WS050]: a suppression that suppresses nothing\n\n")
    assert "To mend it: take the [[suppress]] table out" in text
    assert main(["explain", "WS050", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["result"]["severity"] == "warning"


def test_explain_lists_all_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[:5] for line in lines] == sorted(CATALOGUE)
    assert main(["explain", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["result"]) == len(CATALOGUE)


def test_explain_offers_near_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "WS05O"]) == 2
    assert "WS050" in capsys.readouterr().err
    assert main(["explain", "@@@@@"]) == 2
    assert "lists all" in capsys.readouterr().err


# --- check


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """Put a check in place that finds an error in whatever is called bad."""
    from makeready.checks import run

    asked: list[tuple[str, bool]] = []

    def check_file(path: Path, outside: bool = True) -> Outcome[bool]:
        asked.append((path.name, outside))
        found = Finding(code="EP020", severity=Severity.ERROR, message="broken", location="text/a.xhtml:3")
        return Outcome(value=True, findings=(found,) if "bad" in path.name else ())

    monkeypatch.setattr(run, "check_file", check_file)
    return asked


def test_check_names_each_file_and_its_verdict(
    here: Path, judged: list[tuple[str, bool]], capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("good.epub", "bad.epub"):
        (here / name).write_bytes(b"x")
    assert main(["check", "good.epub", "bad.epub"]) == 1
    captured = capsys.readouterr()
    assert captured.out == "good.epub: passed\nbad.epub: failed (1 error)\n"
    assert "--> bad.epub: text/a.xhtml:3" in captured.err
    assert judged == [("good.epub", True), ("bad.epub", True)]
    assert main(["check", "good.epub", "--own"]) == 0
    assert judged[-1] == ("good.epub", False)
    assert main(["check", "bad.epub", "--format", "json"]) == 1
    assert (
        json.loads(capsys.readouterr().out.split("passed\n")[-1])["findings"][0]["location"]
        == "bad.epub: text/a.xhtml:3"
    )


@pytest.mark.parametrize(
    ("location", "place"),
    [
        (None, "build/b.pdf"),
        ("b.pdf", "build/b.pdf"),
        ("b.pdf: page 7", "build/b.pdf: page 7"),
        ("page 7", "build/b.pdf: page 7"),
    ],
)
def test_a_place_in_a_file_names_the_file_once(here: Path, location: str | None, place: str) -> None:
    from makeready.cli.check import _name_place

    assert _name_place(here / "build" / "b.pdf", location) == place


def test_check_of_a_file_that_cannot_be_read_is_4(here: Path, judged: list[tuple[str, bool]]) -> None:
    assert main(["check", "absent.epub"]) == 4
    assert main(["check", str(here)]) == 4
    assert judged == []


# --- info


def test_info_tells_files_sections_editions_versions_and_tools(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = Node(kind=NodeKind.PARAGRAPH, children=(text_node("four words stand here"),))
    span = finding(span=None).span
    section = Section(
        id="a", slug="a", matter=Matter.BODY, role="chapter", title=(text_node("One"),), content=(words,), span=span
    )
    press = fake_press(monkeypatch, make_book(sections=(section,)))
    make_project(here / "p")
    assert main(["info", "p"]) == 0
    text = capsys.readouterr().out
    for line in (
        "The Book (en, 5 words)",
        "  manuscript/book.toml",
        "  One  (chapter, 5 words)",
        "  print  pdf  build/the-book.pdf",
    ):
        assert f"{line}\n" in text
    assert re.search(r"WeasyPrint \d+\.\d", text)
    assert main(["info", "p", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["result"]
    assert told["sections"][0]["words"] == 5
    assert [e["file"] for e in told["editions"]] == ["the-book.epub", "the-book.pdf"]
    assert set(press.calls) == {"read_book"}
    press.give("read_book", finding())
    assert main(["info", "p"]) == 1


def test_words_of_two_blocks_never_join() -> None:
    item = Node(kind=NodeKind.ITEM, children=(text_node("one"),))
    emphasis = Node(kind=NodeKind.EMPHASIS, children=(text_node("un"),))
    paragraph = Node(kind=NodeKind.PARAGRAPH, children=(emphasis, text_node("done work")))
    assert count_node_words([Node(kind=NodeKind.LIST, children=(item, item)), paragraph]) == 4


# --- completion and the list of commands


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_of_the_shell(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    text = capsys.readouterr().out
    assert "_MAKEREADY_COMPLETE" in text
    assert shell in text


def test_completion_completes_commands_and_codes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_MAKEREADY_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "makeready bu")
    monkeypatch.setenv("COMP_CWORD", "1")
    assert main([]) == 0
    assert capsys.readouterr().out.strip() == "plain,build"
    monkeypatch.setenv("COMP_WORDS", "makeready explain ws05")
    monkeypatch.setenv("COMP_CWORD", "2")
    assert main([]) == 0
    assert "plain,WS050" in capsys.readouterr().out
    monkeypatch.setenv("COMP_WORDS", "makeready cache cl")
    assert main([]) == 0
    assert capsys.readouterr().out.strip() == "plain,clear"


def test_the_list_of_commands_is_that_of_the_modules() -> None:
    for group, listed in ((root, COMMANDS), (cache, CACHE_COMMANDS)):
        assert isinstance(group, LazyGroup)
        for name in listed:
            command = group.get_command(None, name)  # type: ignore[arg-type]
            assert command is not None
            assert command.name == name
