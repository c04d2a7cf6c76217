"""Scale: a novel and a number of pairs go in; the cost of makeready beside its peer's, on the same design, comes out.

A is `makeready build`: EPUB and tagged PDF, our own checks included. B is pandoc's EPUB and pandoc's PDF through
WeasyPrint, untagged, unchecked, for the same page: trim, margins, type, heads, folios, contents with page numbers.
A and B take turns, so that what else the machine does meets both. CPU time is user and system of the whole tree of
processes; the memory is that of its largest process.

    make scale
    python tests/scale/compare.py --pairs 2 --write docs/scale.md
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from pypdfium2 import PdfDocument

from makeready import __version__
from makeready.fonts import TEXT_FAMILY, instance_face, list_faces

PROJECT = Path(__file__).parents[2]
NOVEL = PROJECT.parent / "shared" / "manuscripts" / "pride-and-prejudice"
TITLE, AUTHOR = "Pride and Prejudice", "Jane Austen"
# What we promised ourselves.
MOST_EPUB_SECONDS = 2.0
MOST_RATIO = 1.1
MOST_MEGABYTES = 600.0

BOOK_TOML = f"""\
title = "{TITLE}"
author = "{AUTHOR}"
language = "en-GB"
date = 1813
modified = 2026-01-01T00:00:00Z
identifiers = ["uuid:9d6b4a4e-6f43-4a0f-9a5d-0a4f3a0c1813"]

[editions.epub]
target = "epub"

[editions.print]
target = "pdf"
trim = "5.5in x 8.5in"
margins = {{ top = "0.8in", bottom = "0.95in", inner = "0.8in", outer = "0.7in" }}
openings = "recto"
tagged = true
"""

# The page of the built-in theme, written for the HTML that pandoc makes.
PEER_CSS = f"""\
@page {{ size: 396pt 612pt; margin: 57.6pt 50.4pt 68.4pt 57.6pt;
  @top-center {{ margin-bottom: 16pt; vertical-align: bottom; font: italic 9.5pt/14pt "Text" }}
  @top-left {{ width: 36pt; margin-bottom: 16pt; vertical-align: bottom; text-align: left; font: 9.5pt/14pt "Text" }}
  @top-right {{ width: 36pt; margin-bottom: 16pt; vertical-align: bottom; text-align: right; font: 9.5pt/14pt "Text" }}
}}
@page :left {{ margin-left: 50.4pt; margin-right: 57.6pt }}
@page front:left {{ @top-left {{ content: counter(page, lower-roman) }} @top-center {{ content: "{TITLE}" }} }}
@page front:right {{ @top-right {{ content: counter(page, lower-roman) }} @top-center {{ content: "Contents" }} }}
@page opening:left {{ @top-left {{ content: counter(page) }} @top-center {{ content: "{TITLE}" }} }}
@page opening:right {{ @top-right {{ content: counter(page) }} @top-center {{ content: string(running) }} }}
@page body:left {{ @top-left {{ content: counter(page) }} @top-center {{ content: "{TITLE}" }} }}
@page body:right {{ @top-right {{ content: counter(page) }} @top-center {{ content: string(running) }} }}
@page :nth(1 of front) {{
  @top-left {{ content: none }} @top-center {{ content: none }} @top-right {{ content: none }} }}
@page :nth(1 of body) {{
  @top-left {{ content: none }} @top-center {{ content: none }} @top-right {{ content: none }} }}
@page :nth(1 of opening) {{ counter-reset: page 1;
  @top-left {{ content: none }} @top-center {{ content: none }} @top-right {{ content: none }} }}
@page :blank {{ @top-left {{ content: none }} @top-center {{ content: none }} @top-right {{ content: none }} }}
html {{ font: 11pt/14pt "Text"; font-variant-numeric: oldstyle-nums; font-kerning: normal }}
body {{ margin: 0; text-align: justify; hyphens: auto; hyphenate-limit-chars: 6 3 3; widows: 2; orphans: 2 }}
p {{ margin: 0; text-indent: 1.2em }}
h1 + p {{ text-indent: 0 }}
a {{ color: inherit; text-decoration: none }}
h1 {{ font-size: 19pt; line-height: 28pt; font-weight: 400; text-align: center; hyphens: none; margin: 84pt 0 42pt 0;
  string-set: running content(text); bookmark-level: 1 }}
header {{ page: bare; break-after: recto; text-align: center }}
header h1 {{ margin-top: 70pt; font-size: 27pt; line-height: 35pt; string-set: none; bookmark-level: none }}
nav {{ page: front; break-before: recto }}
nav ul {{ list-style: none; margin: 0; padding: 0; text-align: left }}
nav a::after {{ content: leader(" . ") " " target-counter(attr(href), page) }}
section {{ page: body; break-before: recto }}
nav + section {{ page: opening }}
blockquote {{ margin: 14pt 18pt; font-size: 10.25pt }}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a command took: CPU and wall seconds of its whole tree, megabytes of its largest process."""

    cpu: float
    wall: float
    megabytes: float

    def __add__(self, other: Cost) -> Cost:
        """Return the cost of one after the other."""
        return Cost(
            cpu=self.cpu + other.cpu,
            wall=self.wall + other.wall,
            megabytes=max(self.megabytes, other.megabytes),
        )


def measure(command: Sequence[str | Path], *, cwd: Path | None = None) -> Cost:
    """Run a command and return what it cost. Raises RuntimeError, with what it said, where it fails."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([str(word) for word in command], cwd=cwd, stdout=said, stderr=said)
        # wait4 counts the process and the children that it waited for.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - start
        if process.returncode:
            said.seek(0)
            words = said.read().decode("utf-8", "replace")[-2000:]
            raise RuntimeError(f"{command[0]} ended with {process.returncode}:\n{words}")
    # Kilobytes on Linux, bytes on macOS.
    unit = 1_000_000 if sys.platform == "darwin" else 1_000_000 / 1024
    return Cost(cpu=usage.ru_utime + usage.ru_stime, wall=wall, megabytes=usage.ru_maxrss / unit)


def take_median(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    return Cost(
        cpu=statistics.median(cost.cpu for cost in costs),
        wall=statistics.median(cost.wall for cost in costs),
        megabytes=statistics.median(cost.megabytes for cost in costs),
    )


def count_pages(path: Path) -> int:
    """Return the number of pages of a PDF."""
    with PdfDocument(path) as document:
        return len(document)


class Contest:
    """A novel in a folder of its own, ready to be made both ways."""

    def __init__(self, novel: Path, folder: Path) -> None:
        """Copy the Markdown files of `novel` into `folder`, with what either needs beside them."""
        self.project, self.out = folder / "project", folder / "out"
        self.project.mkdir()
        self.out.mkdir()
        for path in sorted(novel.glob("*.md")):
            shutil.copy(path, self.project)
        self.files = sorted(path.name for path in self.project.glob("*.md"))
        (self.project / "book.toml").write_text(BOOK_TOML, encoding="utf-8")
        self.fonts = []
        rules = []
        for face in list_faces():
            if face.family == TEXT_FAMILY and face.weight == 400:
                path = folder / f"{face.file_stem}.ttf"
                path.write_bytes(instance_face(face))
                self.fonts.append(path)
                rules.append(
                    f'@font-face {{ font-family: "Text"; font-style: {face.style}; src: url({path.as_uri()}) }}'
                )
        self.css = folder / "peer.css"
        self.css.write_text("\n".join(rules) + "\n" + PEER_CSS, encoding="utf-8")
        self.epub_css = folder / "epub.css"
        self.epub_css.write_text(f'@font-face {{ font-family: "Text"; src: url(../fonts/{self.fonts[0].name}) }}\n')

    def build_ours(self, *options: str) -> Cost:
        """Measure makeready, with all it checks by itself."""
        return measure([sys.executable, "-m", "makeready", "build", self.project, "-o", self.out, "-q", *options])

    def build_peers(self) -> Cost:
        """Measure pandoc's EPUB, then pandoc's PDF through WeasyPrint."""
        import pypandoc

        pandoc = pypandoc.get_pandoc_path()
        engine = Path(sys.executable).with_name("weasyprint")
        common = ["--metadata", f"title={TITLE}", "--metadata", f"author={AUTHOR}", "--metadata", "lang=en-GB"]
        epub = [pandoc, *self.files, *common, "--toc", "--css", self.epub_css, "-o", self.out / "peer.epub"]
        epub += [f"--epub-embed-font={font}" for font in self.fonts]
        pdf = [
            pandoc, *self.files, *common, "--standalone", "--toc", "--toc-depth=1", "--section-divs",
            "--css", self.css, f"--pdf-engine={engine}", "-o", self.out / "peer.pdf",
        ]  # fmt: skip
        return measure(epub, cwd=self.project) + measure(pdf, cwd=self.project)

    def count_pages(self) -> tuple[int, int]:
        """Return how many pages ours and the peer's PDF have."""
        ours = next(path for path in self.out.glob("*.pdf") if path.name != "peer.pdf")
        return count_pages(ours), count_pages(self.out / "peer.pdf")


def list_heavy_imports() -> list[str]:
    """Return the engines that `makeready --help` imports: none, it is hoped."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "makeready", "--help"], capture_output=True, text=True, check=True
    )
    names = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    return sorted(names & {"weasyprint", "ebooklib", "lxml", "PIL", "pikepdf", "markdown_it", "pypdfium2", "uharfbuzz"})


def compare(novel: Path, pairs: int, say: Callable[[str], None]) -> list[str]:
    """Return the lines of a report on `pairs` pairs; `say` hears how it goes on."""
    with tempfile.TemporaryDirectory(prefix="makeready-scale-") as folder:
        contest = Contest(novel, Path(folder))
        ours: list[Cost] = []
        peers: list[Cost] = []
        epubs: list[Cost] = []
        for pair in range(pairs):
            # Which comes first changes, so that a warm cache helps neither.
            turns = [(ours, contest.build_ours), (peers, contest.build_peers)]
            for kept, build in turns if pair % 2 == 0 else reversed(turns):
                kept.append(build())
            epubs.append(contest.build_ours("--to", "epub"))
            say(f"pair {pair + 1} of {pairs}: {ours[-1].cpu:.1f} s and {peers[-1].cpu:.1f} s of CPU")
        pages = contest.count_pages()
    ratio = statistics.median(a.cpu / b.cpu for a, b in zip(ours, peers, strict=True))
    rows = (
        ("A: makeready, EPUB + PDF (tagged, checked)", take_median(ours), pages[0]),
        ("B: pandoc EPUB + pandoc and WeasyPrint PDF (untagged)", take_median(peers), pages[1]),
        ("makeready, EPUB alone (checked)", take_median(epubs), None),
    )
    peak = max(cost.megabytes for cost in (*ours, *epubs))
    heavy = list_heavy_imports()
    return [
        "| medians | CPU s | wall s | largest process, MB | pages |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {name} | {cost.cpu:.2f} | {cost.wall:.2f} | {cost.megabytes:.0f} | {count or ''} |"
            for name, cost, count in rows
        ),
        "",
        _judge("A / B in CPU time, median of the pairs", ratio, MOST_RATIO, ".2f"),
        _judge("EPUB alone, CPU s", take_median(epubs).cpu, MOST_EPUB_SECONDS, ".2f"),
        _judge("peak memory of makeready, MB", peak, MOST_MEGABYTES, ".0f"),
        f"`makeready --help` imports: {', '.join(heavy) or 'no engine'}",
        "",
        f"{novel.name}: {pairs} pairs, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, makeready {__version__}, "
        f"WeasyPrint {version('weasyprint')}, EbookLib {version('ebooklib')}, "
        f"pandoc {_find_pandoc_release()}.",
    ]


def _judge(what: str, value: float, most: float, form: str) -> str:
    verdict = "kept" if value <= most else "NOT kept"
    return f"{what}: {value:{form}} (at most {most:{form}}: {verdict})  "


def _find_pandoc_release() -> str:
    import pypandoc

    return str(pypandoc.get_pandoc_version())


def main() -> int:
    """Compare, print the report, and write it where the command line asks for that."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--novel", type=Path, default=NOVEL, help="a folder of Markdown files")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the report into this file too")
    words = parser.parse_args()
    if not words.novel.is_dir():
        print(f"{words.novel} is not here; name another folder of Markdown files with --novel", file=sys.stderr)
        return 2
    report = compare(words.novel, max(1, words.pairs), lambda line: print(line, file=sys.stderr, flush=True))
    print("\n".join(report))
    if words.write:
        words.write.parent.mkdir(parents=True, exist_ok=True)
        words.write.write_text("# Measured\n\n" + "\n".join(report) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
