"""The entry: exit codes, streams, interrupts, and that help needs no engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from makeready import __version__
from makeready.cli import main, root
from makeready.cli.cache import COMMANDS as CACHE_COMMANDS
from makeready.cli.fonts import COMMANDS as FONT_COMMANDS
from makeready.cli.root import COMMANDS, LazyGroup
from makeready.findings import MissingToolError, StorageError

ENGINES = ("weasyprint", "ebooklib", "lxml", "markdown_it", "pikepdf", "PIL", "uharfbuzz", "yaml", "fontTools")


def _spawn(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "COLUMNS": "100"}
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [sys.executable, *arguments], check=False, timeout=60, env=environment, **{"capture_output": True, **options}
    )


def test_help_and_explain_import_no_engine() -> None:
    code = (
        "import sys; from makeready.cli import main"
        "; codes = main(['--help']), main(['explain']), main(['build', '--help'])"
        f"; print([m for m in {ENGINES} if m in sys.modules], codes, file=sys.stderr)"
    )
    assert _spawn("-c", code).stderr.decode().strip() == "[] (0, 0, 0)"


def test_root_help_imports_no_command() -> None:
    code = (
        "import sys; from makeready.cli import main; main(['--help'])"
        f"; print([m for m in {tuple(COMMANDS)} if 'makeready.cli.' + m in sys.modules], file=sys.stderr)"
    )
    assert _spawn("-c", code).stderr.decode().strip() == "[]"


def test_module_and_version() -> None:
    run = _spawn("-m", "makeready", "--version")
    assert run.stdout.decode() == f"makeready {__version__}\n"
    assert run.returncode == 0


def test_every_command_is_there_with_help_examples_and_the_common_options(capsys: pytest.CaptureFixture[str]) -> None:
    group = root.root
    assert isinstance(group, LazyGroup)
    assert main([]) == 2
    capsys.readouterr()
    names = [[name] for name in COMMANDS if name not in ("cache", "fonts")]
    names += [["cache", name] for name in CACHE_COMMANDS] + [["fonts", name] for name in FONT_COMMANDS]
    for name in names:
        assert main([*name, "--help"]) == 0
        text = capsys.readouterr().out
        for words in ("--format", "--quiet", "--verbose", "--colour", f"makeready {' '.join(name)}"):
            assert words in text, (name, words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["biuld"], "did you mean build?"),
        (
            ["xyzzy"],
            "there are new, acquire, build, batch, verify, check, preflight, proof, package, explain, info, fonts, "
            "profiles, themes, cache, completion",
        ),
        (["build", "--too", "epub"], "--to"),
        (["build", "--to", "mobi"], "mobi"),
        (["explain", "a", "b"], "unexpected"),
        (["check"], "FILE"),
        (["cache", "claer"], "did you mean clear?"),
        (["cache", "xyzzy"], "there are info, clear"),
    ],
)
def test_wrong_usage_is_2_with_a_way_out(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err
    assert "--help" in captured.err


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (MissingToolError("no qpdf", "install it"), 3, "help: install it"),
        (StorageError("no space"), 4, "error: no space"),
        (ZeroDivisionError("by zero\nmore"), 70, "please report it"),
        (BaseException("odd"), 70, "BaseException: odd"),
    ],
)
def test_each_trouble_has_its_exit_code(
    error: BaseException, code: int, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        raise error

    monkeypatch.setattr("makeready.cli.explain.find_entry", fail)
    assert main(["explain", "MS001"]) == code
    captured = capsys.readouterr()
    assert words in captured.err
    assert "Traceback" not in captured.err
    assert main(["explain", "MS001", "--format", "json"]) == code
    told = json.loads(capsys.readouterr().out)
    assert told["exit_code"] == code
    assert told["command"] == "explain"
    assert told["error"]["message"]
    main(["explain", "MS001", "--verbose"])
    assert ("Traceback" in capsys.readouterr().err) == (code == 70)


def test_output_that_nobody_takes_is_4_and_no_traceback(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        run = _spawn("-m", "makeready", "explain", capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert run.returncode == 4
    assert run.stderr.decode() == "error: No space left on device\n"


def test_a_file_that_the_system_refuses_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    code = (
        "import sys, makeready.cli.entry as entry\n"
        "sys.exit(entry._lose_stream(PermissionError(13, 'Permission denied', 'shut/book\\x1b.toml')))"
    )
    run = _spawn("-c", code)
    assert run.returncode == 4
    assert run.stderr.decode() == "error: shut/book\u241b.toml: Permission denied\n"


def test_closed_streams_are_no_trouble() -> None:
    command = f"exec '{sys.executable}' -m makeready explain >&- 2>&-"
    assert subprocess.run(["/bin/sh", "-c", command], check=False, timeout=60).returncode == 0


def test_a_reader_that_goes_away_ends_us_quietly() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    run = _spawn("-m", "makeready", "explain", capture_output=False, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert run.returncode == 4
    assert run.stderr == b""


def test_a_narrow_encoding_prints_escapes_rather_than_failing() -> None:
    code = "import sys; from makeready.cli import main; sys.exit(main(['build', 'caf\\u00e9-\\u65e5']))"
    run = _spawn("-X", "utf8=0", "-c", f"import sys; sys.stderr.reconfigure(encoding='ascii', errors='strict'); {code}")
    assert run.returncode == 2
    assert b"caf\\xe9-\\u65e5 is not a folder" in run.stderr


def test_terminal_escapes_in_arguments_are_shown_and_not_sent(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "\x1b[2J"]) == 2
    assert "\x1b" not in capsys.readouterr().err
    assert main(["\x1b[2J"]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_wrong_usage_is_json_where_json_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["build", "--nonsense", "--format", "json"], ["biuld", "--format=json"]):
        assert main(arguments) == 2
        captured = capsys.readouterr()
        assert json.loads(captured.out)["exit_code"] == 2
        assert captured.err == ""
