"""`verify`: exit codes, what is printed and as JSON, the statement of provenance, and the schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from makeready.cli import main
from makeready.press.manifest import read_schema
from tests.findings.verified import write_project
from tests.unit.press.fakes import fake_press, make_project

BUILDER = "https://ci.example.org/books"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MAKEREADY_BUILDER", raising=False)
    return write_project(tmp_path / "book")


def test_a_sound_build_is_0_and_said_in_a_line(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "book"]) == 0
    captured = capsys.readouterr()
    assert captured.out == "book/build/manifest.json: verified (1 of 1 file as built)\n"
    assert captured.err == ""
    assert main(["verify", "book", "-q"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["verify", "book", "-v"]) == 0
    assert "book/build/small.epub  as built  sha256 " in capsys.readouterr().err


def test_a_changed_file_is_1_and_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "build" / "small.epub").write_bytes(b"an epub")
    assert main(["verify", "book", "--no-colour"]) == 1
    captured = capsys.readouterr()
    assert captured.out == "book/build/manifest.json: failed (0 of 1 file as built)\n"
    assert "error[VF004]: small.epub" in captured.err


def test_an_older_text_fails_only_where_it_is_strict(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "manuscript" / "one.md").write_text("# One\n")
    assert main(["verify", "book"]) == 0
    assert "warning[VF006]" in capsys.readouterr().err
    assert main(["verify", "book", "--strict"]) == 1


def test_no_manifest_and_a_hostile_one_are_1_without_a_traceback(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = root / "build" / "manifest.json"
    for content in (b"\xff", b"[" * 50_000, b'{"version": 1, "artifacts": [{"name": "../../x"}]}'):
        path.write_bytes(content)
        assert main(["verify", "book"]) == 1
        assert "error[VF002]" in capsys.readouterr().err
    path.unlink()
    assert main(["verify", "book"]) == 1
    captured = capsys.readouterr()
    assert "error[VF001]" in captured.err and captured.out == "book/build/manifest.json: failed\n"
    assert main(["verify", "absent"]) == 2


def test_as_json_all_is_one_object(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "build" / "older.epub").write_bytes(b"x")
    assert main(["verify", "book", "--format", "json"]) == 0
    captured = capsys.readouterr()
    told = json.loads(captured.out)
    assert captured.err == ""
    assert (told["command"], told["exit_code"]) == ("verify", 0)
    assert [one["code"] for one in told["findings"]] == ["VF005"]
    (artifact,) = told["result"]["artifacts"]
    assert (artifact["name"], artifact["size"], artifact["sound"]) == ("small.epub", 7, True)
    assert told["result"]["manifest"] == "book/build/manifest.json"
    assert told["result"]["rebuilt"] is False and told["result"]["provenance"] is None


def test_a_second_build_is_made_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    press = fake_press(monkeypatch)
    monkeypatch.chdir(tmp_path)
    make_project(tmp_path / "book")
    assert main(["build", "book", "-q"]) == 0
    capsys.readouterr()
    assert main(["verify", "book", "--rebuild", "-q"]) == 0
    assert main(["verify", "book", "--rebuild"]) == 0
    assert "verified (2 of 2 files as built, a second build gave the same bytes)" in capsys.readouterr().out

    def fail(*_: object) -> None:
        raise RuntimeError("it broke")

    press.change("bind_pdf", fail)
    assert main(["verify", "book", "--rebuild"]) == 70
    assert "it broke" in capsys.readouterr().err


def test_the_statement_is_written_for_what_is_sound(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "book", "--provenance", "book.intoto.json", "--builder", BUILDER]) == 0
    first = Path("book.intoto.json").read_bytes()
    assert json.loads(first)["predicate"]["runDetails"]["builder"]["id"] == BUILDER
    assert "wrote book.intoto.json" in capsys.readouterr().err
    monkeypatch.setenv("MAKEREADY_BUILDER", BUILDER)
    assert main(["verify", "book", "--provenance", "again.json"]) == 0
    assert Path("again.json").read_bytes() == first
    (root / "build" / "small.epub").write_bytes(b"an epub")
    capsys.readouterr()
    assert main(["verify", "book", "--provenance", "never.json"]) == 1
    assert not Path("never.json").exists()
    assert "never.json was not written" in capsys.readouterr().err


def test_a_statement_without_a_builder_is_wrong_usage(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "book", "--provenance", "x.json"]) == 2
    assert "--builder" in capsys.readouterr().err
    assert main(["verify", "book", "--provenance", "x.json", "--builder", "me"]) == 2
    assert "is not a URI" in capsys.readouterr().err
    assert main(["verify", "book", "--provenance", "x\\y", "--builder", BUILDER]) == 2
    assert not Path("x.json").exists()


def test_the_schema_is_printed_and_is_one(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema == json.loads(read_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads((root / "build" / "manifest.json").read_text()))
