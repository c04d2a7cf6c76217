"""Bounds of a whole build, through the command line: THREATS F, and lines of A that are about time and memory.

Each build ends within 30 s of the processor and 1 GB. It ends with the books, or with findings and no book; never with
a traceback or exit code 70. It is a process of its own where it is killed or has limits from outside, or where a fork
of a process with one thread lays its pages out; the others are builds of this process, which costs seconds less.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from makeready.cli import main
from tests.faults.small_book import TOML

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100" height="100">{}</svg>'
SHORT = ("--time-limit", "1")
SECONDS, MEGABYTES = 30, 1000
# Between this process and the build: what is started by a process of many tests is said to take as much memory as that.
_WATCH = """
import os, sys
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(pid, 0)
print("\\n", os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, sep=" ", end="")
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a build ended, what it said, and what it took."""

    code: int
    said: str
    seconds: float
    megabytes: float
    root: Path

    @property
    def codes(self) -> set[str]:
        """Return the codes of its errors."""
        return set(re.findall(r"^error\[(\w+)\]", self.said, re.MULTILINE))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the folder of a project with a book.toml."""
    project = tmp_path / "project"
    (project / "styles").mkdir(parents=True)
    (project / "book.toml").write_text(TOML)
    return project


def build(root: Path, *arguments: str, limits: str = "") -> Ended:
    """Build the project after the statement `limits`; see that it kept within what a hostile book may take."""
    start = f"import resource, runpy, signal; {limits or 'pass'}; runpy.run_module('makeready', run_name='__main__')"
    command = [sys.executable, "-c", start, "build", str(root), "--no-colour", "--no-cache", *arguments]
    watched = subprocess.run(
        [sys.executable, "-c", _WATCH, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    said, _, told = watched.stdout.rpartition("\n")
    code, seconds, megabytes = map(float, told.split())
    return _see(Ended(code=int(code), said=said, seconds=seconds, megabytes=megabytes, root=root))


def build_here(root: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> Ended:
    """Build the project in this process; see the same. The memory is what it takes beyond what was taken before."""
    capsys.readouterr()
    before, start = _measure_memory(), time.process_time()
    code = main(["build", str(root), "--no-colour", "--no-cache", *arguments])
    seconds, megabytes = time.process_time() - start, _measure_memory() - before
    captured = capsys.readouterr()
    said = captured.out + captured.err
    return _see(Ended(code=code, said=said, seconds=seconds, megabytes=megabytes, root=root))


def _measure_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _see(ended: Ended) -> Ended:
    assert ended.seconds <= SECONDS and ended.megabytes <= MEGABYTES, ended
    assert "Traceback" not in ended.said and ended.code in (0, 1, 3, 4), ended.said
    assert bool(list((ended.root / "build").glob("[!.]*.pdf"))) == (ended.code == 0), ended.said
    return ended


def nest(element: str, setting: str, levels: int = 9, each: int = 6) -> str:
    """Return a drawing of 6 to the 9th rectangles, each level led to by the classes of a style sheet."""
    rules = "".join(f".k{level} {{ {setting}: url(#c{level}) }}" for level in range(levels))
    inner = [f'<rect class="k{level + 1}" width="90" height="90"/>' * each for level in range(levels)]
    shapes = "".join(f'<{element} id="c{level}">{shape}</{element}>' for level, shape in enumerate(inner))
    return SVG.format(f'<style>{rules}</style><defs>{shapes}</defs><rect class="k0" width="50" height="50"/>')


MARKERS = SVG.format(
    '<defs><marker id="m" markerWidth="5" markerHeight="5"><circle r="2"/></marker></defs>'
    '<path style="marker-mid: url(#m)" stroke="red" d="M0 0 '
    + " ".join(f"L{number % 100} {number % 97}" for number in range(100_000))
    + '"/>'
)
LETTERS = SVG.format(f'<text><tspan x="{" ".join(map(str, range(20_000)))}">{"a" * 20_000}</tspan></text>')
ENDLESS = SVG.replace("0 0 100 100", "0 0 1e300 1e300").format('<rect width="50" height="50"/>')


@pytest.mark.long_but("clip-path")
@pytest.mark.threat(73, 74)
@pytest.mark.parametrize(
    "drawing", [nest("clipPath", "clip-path"), nest("mask", "mask"), MARKERS], ids=["clip-path", "mask", "marker"]
)
def test_a_drawing_without_end_is_given_up(root: Path, drawing: str) -> None:
    (root / "a.svg").write_text(drawing)
    (root / "a.md").write_text("# One\n\nWords.\n\n![A drawing](a.svg)\n")
    # A drawing may take a quarter of what a part may: these half a second.
    ended = build(root, "--time-limit", "2", "--to", "pdf")
    assert (ended.code, ended.codes) == (1, {"PD015"}), ended.said
    assert "a.md:5" in ended.said


@pytest.mark.long
@pytest.mark.threat(74)
def test_drawings_of_many_letters_and_of_no_size_are_drawn_or_given_up(root: Path) -> None:
    (root / "a.svg").write_text(LETTERS)
    (root / "b.svg").write_text(ENDLESS)
    (root / "a.md").write_text("# One\n\nWords.\n\n![Letters](a.svg)\n\n![Endless](b.svg)\n")
    ended = build(root, "--time-limit", "5", "--to", "pdf")
    assert ended.codes <= {"PD015"} and ended.code == (1 if ended.codes else 0), ended.said


@pytest.mark.long_but("gradient")
@pytest.mark.parametrize(
    ("rule", "workers"),
    [
        ("p { background: repeating-linear-gradient(red, blue 1e-300px) }", "1"),
        ("p { text-decoration: wavy underline; text-decoration-thickness: 1e-300px }", "2"),
    ],
    ids=["gradient", "wave"],
)
def test_a_rule_without_end_is_given_up_and_named(root: Path, rule: str, workers: str) -> None:
    (root / "styles" / "print.css").write_text(rule)
    (root / "a.md").write_text("# One\n\nWords.\n")
    ended = build(root, *SHORT, "--to", "pdf", "--workers", workers)
    assert (ended.code, ended.codes) == (1, {"PD015"}), ended.said
    assert "styles/print.css:1" in ended.said


@pytest.mark.long
def test_a_rule_without_end_for_the_cover_is_given_up(root: Path) -> None:
    (root / "styles" / "cover.css").write_text("p { background: repeating-linear-gradient(red, blue 1e-300px) }")
    (root / "a.md").write_text("# One\n\nWords.\n")
    ended = build(root, *SHORT, "--to", "epub")
    assert (ended.code, ended.codes) == (1, {"PD015"}), ended.said
    assert "styles/cover.css" in ended.said


@pytest.mark.long
def test_a_book_in_one_piece_is_bounded_as_well(root: Path) -> None:
    rule = (
        "section { counter-increment: all } p { text-decoration: wavy underline; text-decoration-thickness: 1e-300px }"
    )
    (root / "styles" / "print.css").write_text(rule)
    (root / "a.md").write_text("# One\n\nWords.\n")
    ended = build(root, *SHORT, "--to", "pdf")
    assert (ended.code, ended.codes) == (1, {"PD015"}), ended.said


# White, and without loss: a picture of 9000 × 9000 pixels that any reader of WebP unpacks.
WHITE = bytes.fromhex("524946461a000000574542505650384c0e0000002f27e3c908071011fd0f4444ff03")


@pytest.mark.threat(77)
def test_a_picture_of_81_million_pixels_in_a_webp_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "a.webp").write_bytes(WHITE)
    (root / "a.md").write_text("# One\n\nWords.\n\n![White](a.webp)\n")
    ended = build_here(root, capsys)
    assert (ended.code, ended.codes) == (1, {"MS015"}) and "a.md:5" in ended.said, ended.said


@pytest.mark.threat(32, 85)
@pytest.mark.parametrize("rule", ["@media x { " * 2000, ":is(" * 3000, "a { b: " + "(" * 100_000])
def test_rules_in_rules_are_findings(root: Path, capsys: pytest.CaptureFixture[str], rule: str) -> None:
    for name in ("print.css", "epub.css", "cover.css"):
        (root / "styles" / name).write_text(rule)
    (root / "a.md").write_text("# One\n\nWords.\n")
    ended = build_here(root, capsys, "--to", "pdf")
    assert "styles/" in ended.said


@pytest.mark.threat(4, 86)
def test_a_folder_of_texts_that_leads_out_of_the_project_is_refused(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.md").write_text("# Secret\n")
    (root / "manuscript").symlink_to(tmp_path / "outside")
    ended = build_here(root, capsys)
    assert ended.code == 1 and ended.codes, ended.said


@pytest.mark.long
@pytest.mark.threat(87)
def test_little_memory_is_a_finding(root: Path) -> None:
    (root / "a.md").write_text("# One\n\n" + "Words and more words. " * 300)
    # 180 would be enough.
    ended = build(root, "--to", "pdf", limits="resource.setrlimit(resource.RLIMIT_AS, (150 * 1024**2, 150 * 1024**2))")
    assert ended.code in (0, 1, 4), ended.said


@pytest.mark.threat(87)
def test_small_files_only_is_4(root: Path) -> None:
    (root / "a.md").write_text("# One\n\nWords.\n")
    ended = build(root, limits="resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))")
    assert ended.code == 4, ended.said


@pytest.mark.threat(89)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_build_that_is_told_to_end_leaves_no_scratch_folder(root: Path, tmp_path: Path, number: int) -> None:
    (tmp_path / "scratch").mkdir()
    (root / "a.md").write_text("# One\n\n" + "Words and more words. " * 20_000)
    environment = {**os.environ, "TMPDIR": str(tmp_path / "scratch")}
    # Whoever runs the tests may ignore the signal, as nohup does, and a process inherits that.
    heed = f"signal.signal({int(number)}, signal.SIG_DFL)"
    start = f"import runpy, signal; {heed}; runpy.run_module('makeready', run_name='__main__')"
    command = [sys.executable, "-c", start, "build", str(root), "--no-cache"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        end = time.monotonic() + 20
        # The folder may be there for a moment only; the build then goes on for seconds.
        while not list((tmp_path / "scratch").iterdir()) and process.poll() is None and time.monotonic() < end:
            time.sleep(0.002)
        time.sleep(0.5)
        process.send_signal(number)
        process.communicate(timeout=20)
    assert process.returncode in (128 + number, -number, 130)
    assert list((tmp_path / "scratch").iterdir()) == []
    assert not list(root.glob("build/[!.]*"))


@pytest.mark.threat(91)
def test_an_output_that_is_a_file_and_an_artifact_that_is_a_folder_are_4(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "a.md").write_text("# One\n\nWords.\n")
    (root / "build").write_text("mine")
    ended = build_here(root, capsys)
    assert ended.code == 4 and "build" in ended.said
    (root / "build").unlink()
    (root / "build" / "t.epub").mkdir(parents=True)
    ended = build_here(root, capsys)
    assert ended.code == 4 and "t.epub" in ended.said


IN_OTHERS = """\
import multiprocessing, sys, threading
from pathlib import Path
from makeready.pdf import loaded  # Here, once, and not in each fork anew.
from makeready.press.request import BuildRequest
from makeready.press.run import build_project

def build(name):
    report = build_project(Path(sys.argv[1]), request=BuildRequest(use_cache=False, output=Path(sys.argv[2], name)))
    assert report.exit_code == 0, report

if __name__ == "__main__":
    build("reference")
    daemons = [multiprocessing.Process(target=build, args=(name,), daemon=True) for name in ("daemon-1", "daemon-2")]
    threads = [threading.Thread(target=build, args=(name,)) for name in ("thread-1", "thread-2")]
    for kind in (daemons, threads):
        [one.start() for one in kind]
        [one.join() for one in kind]
"""


@pytest.mark.long
@pytest.mark.threat(93)
def test_builds_in_daemons_and_threads_give_the_same_bytes_or_refuse(root: Path, tmp_path: Path) -> None:
    (root / "a.md").write_text("# One\n\n" + "Words and more words stand here. " * 100 + "\n\n# Two\n\nMore.\n")
    script, made = tmp_path / "others.py", tmp_path / "made"
    script.write_text(IN_OTHERS)
    run = subprocess.run([sys.executable, script, root, made], capture_output=True, text=True, timeout=200, check=False)
    assert run.returncode == 0 and "Traceback" not in run.stderr, run.stderr
    expected = {path.name: path.read_bytes() for path in (made / "reference").iterdir()}
    for name in ("daemon-1", "daemon-2", "thread-1", "thread-2"):
        assert {path.name: path.read_bytes() for path in (made / name).iterdir()} == expected
