"""Runs: the order of the stages, the threshold, what is written and what is not."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

from makeready.findings import ExitCode, Finding, MissingToolError, Outcome, Span, StorageError, UsageError
from makeready.model.composition import Composition
from makeready.model.edition import Target
from makeready.press.request import BuildRequest
from makeready.press.run import build_project
from tests.unit.press.fakes import EPUB, PRINT, FakePress, Manuscript, fake_press, finding, make_book, make_project


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> FakePress:
    return fake_press(monkeypatch)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


def _fill(root: Path) -> None:
    (root / "build").mkdir()
    (root / "build" / "the-book.epub").write_bytes(b"older")


def _list_build(root: Path) -> dict[str, bytes]:
    folder = root / "build"
    return {path.name: path.read_bytes() for path in sorted(folder.glob("[!.]*"))} if folder.is_dir() else {}


def _list_artifacts(root: Path) -> dict[str, bytes]:
    found = _list_build(root)
    assert ("manifest.json" in found) == bool(found)
    return {name: content for name, content in found.items() if name != "manifest.json"}


def test_a_sound_book_is_built_in_order(press: FakePress, root: Path) -> None:
    report = build_project(root, request=BuildRequest())
    assert report.exit_code == ExitCode.CLEAN
    assert _list_artifacts(root) == {"the-book.epub": b"epub of epub", "the-book.pdf": b"pdf of print"}
    assert [w.path for w in report.written] == [root / "build" / "the-book.epub", root / "build" / "the-book.pdf"]
    assert press.calls == [
        *("read_book", "compose_book", "load_styles", "compose_book", "load_styles"),
        *("mark_up", "bind_pdf", "check_artifact"),
        *("mark_up", "draw_cover", "bind_epub", "check_artifact"),
    ]


def test_only_what_was_asked_for_is_built(press: FakePress, root: Path) -> None:
    build_project(root, request=BuildRequest(targets=(Target.PDF,)))
    assert list(_list_artifacts(root)) == ["the-book.pdf"]
    assert "bind_epub" not in press.calls
    assert "draw_cover" not in press.calls


def test_a_cover_of_the_authors_own_is_not_drawn_over(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    press = fake_press(monkeypatch, make_book(cover="images/cover.jpg"))
    assert build_project(root, request=BuildRequest()).exit_code == 0
    assert "draw_cover" not in press.calls


def test_an_error_in_the_manuscript_leaves_the_build_alone(press: FakePress, root: Path) -> None:
    _fill(root)
    press.give("read_book", finding())
    report = build_project(root, request=BuildRequest())
    assert report.exit_code == ExitCode.FINDINGS
    assert [f.code for f in report.findings] == ["MD001"]
    assert _list_build(root) == {"the-book.epub": b"older"}
    assert report.not_current == (root / "build" / "the-book.epub",)
    assert report.written == ()


def test_an_error_of_book_toml_still_shows_the_errors_of_composing_but_waits_for_no_pages(
    press: FakePress, root: Path
) -> None:
    press.give("read_book", finding(), value=Manuscript(make_book()))
    press.change("compose_book", lambda book, *_: Outcome(value=book, findings=(finding("MD004"),)))
    report = build_project(root, request=BuildRequest())
    assert [f.code for f in report.findings] == ["MD001", "MD004"]
    assert not {"mark_up", "bind_epub", "bind_pdf"} & set(press.calls)


def test_an_error_of_the_manuscript_shows_what_is_wrong_with_its_pages_too_and_writes_nothing(
    press: FakePress, root: Path
) -> None:
    _fill(root)
    press.give("read_book", finding("XR001"), value=Manuscript(make_book()))
    press.give("bind_epub", value=None)  # a failure that may follow from the error
    press.give("bind_pdf", finding("TY001"), finding("PD004"), value=None)
    report = build_project(root, request=BuildRequest(check=True))
    assert [f.code for f in report.findings] == ["TY001", "XR001"]
    assert report.failures == ()
    assert report.exit_code == ExitCode.FINDINGS
    assert "judge_artifact" not in press.calls
    assert _list_build(root) == {"the-book.epub": b"older"}


def test_an_error_in_one_artifact_writes_neither_and_still_checks_both(press: FakePress, root: Path) -> None:
    _fill(root)
    press.change(
        "check_artifact", lambda artifact, *_: (finding("EP020"),) if artifact.edition is EPUB else (finding("PD001"),)
    )
    report = build_project(root, request=BuildRequest())
    assert [f.code for f in report.findings] == ["EP020", "PD001"]
    assert _list_build(root) == {"the-book.epub": b"older"}
    assert report.not_current == (root / "build" / "the-book.epub",)


@pytest.mark.parametrize(
    ("severity", "strict", "written"), [("warning", False, 2), ("warning", True, 0), ("advice", True, 2)]
)
def test_the_threshold(press: FakePress, root: Path, severity: str, strict: bool, written: int) -> None:
    press.change("check_artifact", lambda *_: (finding("EP029", severity),))
    report = build_project(root, request=BuildRequest(strict=strict))
    assert len(report.written) == len(_list_artifacts(root)) == written
    assert report.exit_code == (0 if written else 1)
    assert len(report.findings) == 1


class EngineBroke(BaseException):
    """What WeasyPrint does: it raises what is no Exception."""


@pytest.mark.threat(63)
@pytest.mark.parametrize(
    "error", [EngineBroke("it broke\nbadly"), RecursionError("too deep"), ValueError(), MemoryError()]
)
@pytest.mark.parametrize("stage", ["read_book", "compose_book", "mark_up", "draw_cover", "bind_pdf", "check_artifact"])
def test_whatever_an_engine_raises_is_our_bug(press: FakePress, root: Path, stage: str, error: BaseException) -> None:
    def fail(*_: object) -> NoReturn:
        raise error

    _fill(root)
    press.change(stage, fail)
    report = build_project(root, request=BuildRequest())
    assert report.exit_code == ExitCode.BUG
    assert _list_build(root) == {"the-book.epub": b"older"}
    assert report.not_current == (root / "build" / "the-book.epub",)
    failure = report.failures[0]
    assert type(error).__name__ in failure.message
    assert "badly" not in failure.message
    assert "Traceback" in failure.trace
    if stage == "bind_pdf":
        assert str(failure).startswith("makeready failed on the edition print while laying out the pages: ")


@pytest.mark.threat(63)
def test_a_bug_in_one_edition_does_not_hide_the_findings_of_the_other(press: FakePress, root: Path) -> None:
    def fail(*_: object) -> NoReturn:
        raise EngineBroke

    press.change("bind_epub", fail)
    press.change("check_artifact", lambda *_: (finding("PD001"),))
    report = build_project(root, request=BuildRequest())
    assert [f.code for f in report.findings] == ["PD001"]
    assert [f.edition for f in report.failures] == ["epub"]


def test_nothing_without_a_reason_is_our_bug(press: FakePress, root: Path) -> None:
    press.give("bind_pdf", finding("PD001", "warning"))
    report = build_project(root, request=BuildRequest())
    assert report.exit_code == ExitCode.BUG
    assert report.failures[0].message == "nothing came out, and no finding says why"


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt, SystemExit, MissingToolError("m"), UsageError("u"), StorageError("s")]
)
def test_people_and_tools_are_no_bugs(press: FakePress, root: Path, error: type[BaseException] | BaseException) -> None:
    def fail(*_: object) -> NoReturn:
        raise error

    press.change("bind_pdf", fail)
    with pytest.raises(error if isinstance(error, type) else type(error)):
        build_project(root, request=BuildRequest())
    assert _list_build(root) == {}


def test_judges_see_the_bytes_before_they_are_put_in_place(press: FakePress, root: Path) -> None:
    seen: dict[str, bytes] = {}

    def judge(path: Path, _composition: Composition) -> tuple[()]:
        assert _list_build(root) == {}
        seen[path.name] = path.read_bytes()
        return ()

    press.change("judge_artifact", judge)
    report = build_project(root, request=BuildRequest(check=True))
    assert report.exit_code == 0
    assert seen == _list_artifacts(root)


def test_a_judges_error_keeps_the_older_file(press: FakePress, root: Path) -> None:
    _fill(root)

    def judge(path: Path, composition: Composition) -> tuple[Finding, ...]:
        span = composition.documents[0].locate(4)
        return (finding("EP040", span=span, location=f"{path.name}: text/a.xhtml:4:7", origin="epubcheck:RSC-005"),)

    press.change("judge_artifact", judge)
    report = build_project(root, request=BuildRequest(check=True))
    assert report.exit_code == 1
    assert _list_build(root) == {"the-book.epub": b"older"}
    assert {str(f.span) for f in report.findings} == {"manuscript/a.md:9:1"}


def test_judges_are_not_asked_unless_asked_for_nor_about_a_broken_book(press: FakePress, root: Path) -> None:
    build_project(root, request=BuildRequest())
    press.change("check_artifact", lambda *_: (finding("EP020"),))
    build_project(root, request=BuildRequest(check=True))
    assert "judge_artifact" not in press.calls


@dataclass(frozen=True)
class Suppression:
    code: str
    path: str
    span: Span | None = None


def _suppress(press: FakePress, *suppressions: Suppression) -> None:
    press.give("read_book", value=Manuscript(make_book(), suppressions=suppressions))


def test_a_suppressed_warning_does_not_stop_a_strict_build(press: FakePress, root: Path) -> None:
    _suppress(press, Suppression("TY003", "manuscript/book.toml"))
    press.change("check_artifact", lambda *_: (finding("TY003", "warning"),))
    report = build_project(root, request=BuildRequest(strict=True))
    assert report.findings == ()
    assert len(report.written) == 2


def test_an_idle_suppression_is_a_finding_of_a_whole_build_only(press: FakePress, root: Path) -> None:
    _suppress(press, Suppression("TY003", "manuscript/book.toml"))
    assert [f.code for f in build_project(root, request=BuildRequest()).findings] == ["WS050"]
    assert build_project(root, request=BuildRequest(targets=(Target.EPUB,))).findings == ()


def test_the_output_folder_can_be_named(press: FakePress, root: Path, tmp_path: Path) -> None:
    report = build_project(root, request=BuildRequest(output=tmp_path / "a" / "b"))
    assert [w.path for w in report.written] == [tmp_path / "a" / "b" / n for n in ("the-book.epub", "the-book.pdf")]
    assert _list_build(root) == {}


def test_a_build_folder_that_leads_out_is_refused(press: FakePress, root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (root / "build").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageError, match="leads out") as error:
        build_project(root, request=BuildRequest())
    assert "--output" in str(error.value.hint)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_failed_first_build_leaves_no_folder(press: FakePress, root: Path) -> None:
    press.change("check_artifact", lambda *_: (finding(),))
    report = build_project(root, request=BuildRequest())
    assert not (root / "build").exists()
    assert report.not_current == ()


def test_progress_hears_of_every_step_and_never_goes_back(press: FakePress, root: Path) -> None:
    heard: list[tuple[str, int, int]] = []
    build_project(root, request=BuildRequest(check=True), progress=lambda *step: heard.append(step))
    assert heard[:2] == [("reading the manuscript", 0, 2), ("reading the typefaces", 1, 2)]
    assert [done for _, done, _ in heard] == list(range(len(heard)))
    total = heard[-1][2]
    assert len(heard) == total
    assert all(t == total for _, _, t in heard[2:])
    assert ("print: laying out the pages" in {what for what, _, _ in heard}) is True


@pytest.mark.threat(67)
def test_clocks_and_times_of_files_change_nothing(press: FakePress, root: Path) -> None:
    """Ten years off, or all times equal: every build reads and writes anew (there is no cache by time)."""
    digests = set()
    for when in (0, 1_000_000_000, 2_000_000_000):
        for path in [*root.rglob("*")]:
            os.utime(path, (when, when))
        report = build_project(root, request=BuildRequest())
        digests.add(tuple(w.artifact.digest for w in report.written))
    assert len(digests) == 1
    press.change("bind_epub", lambda c, _cover: Outcome(value=None, findings=(finding("EP001"),)))
    assert build_project(root, request=BuildRequest(use_cache=False)).not_current != ()


def test_editions_in_the_press_are_those_of_the_manuscript(press: FakePress, root: Path) -> None:
    press.give("read_book", value=Manuscript(make_book(), editions=(PRINT,)))
    with pytest.raises(UsageError, match="no edition 'epub'"):
        build_project(root, request=BuildRequest(editions=("epub",)))
