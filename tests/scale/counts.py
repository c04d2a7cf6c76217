"""Counts: how many chapters, notes, rows and bytes of a paragraph go in; what a build of them costs comes out.

Four times as many should cost no more than four times as much, or a finding says where makeready stops.

    python -m tests.scale.counts --kinds chapters notes
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.scale.measure import CommandFailedError, Step, measure, read_load

TOML = 'title = "T"\nauthor = "A"\nlanguage = "en"\nidentifiers = ["https://example.org/t"]\ndate = 2026\n'
WORDS = "It was a bright cold day and the clocks of the town were striking when she came back to the house. "
TIMES = (1, 2, 4)


def write_chapters(root: Path, count: int) -> None:
    """Write so many files of a heading and a paragraph."""
    for number in range(count):
        (root / f"c{number:05}.md").write_text(f"# The chapter {number}\n\n{WORDS * 3}\n", encoding="utf-8")


def write_notes(root: Path, count: int) -> None:
    """Write a chapter of so many paragraphs, each with a note."""
    notes = "".join(f"{WORDS}[^{number}]\n\n[^{number}]: A note of its own.\n\n" for number in range(count))
    (root / "a.md").write_text(f"# A\n\n{notes}", encoding="utf-8")


def write_rows(root: Path, count: int) -> None:
    """Write a chapter with a table of so many rows."""
    rows = "".join(f"| {number} | a word | and some more of them |\n" for number in range(count))
    (root / "a.md").write_text(f"# A\n\n| a | b | c |\n|---|---|---|\n{rows}", encoding="utf-8")


def write_paragraph(root: Path, count: int) -> None:
    """Write a chapter with one paragraph of so many kilobytes."""
    (root / "a.md").write_text("# A\n\n" + WORDS * (count * 1000 // len(WORDS)) + "\n", encoding="utf-8")


KINDS: dict[str, tuple[Callable[[Path, int], None], int]] = {
    "chapters": (write_chapters, 375),
    "notes": (write_notes, 750),
    "rows": (write_rows, 1250),
    "paragraph": (write_paragraph, 250),
}


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--to", choices=("epub", "pdf"), help="one edition instead of both")
    words = parser.parse_args()
    print(f"load {read_load()[0]}", file=sys.stderr)
    print("| what | count | wall s | CPU s | to the first, each | largest process, MB |")
    print("|---|---:|---:|---:|---:|---:|")
    for kind in words.kinds:
        write, least = KINDS[kind]
        first = 0.0
        for times in TIMES:
            with tempfile.TemporaryDirectory(prefix="makeready-counts-") as folder:
                project = Path(folder, "book")
                project.mkdir()
                (project / "book.toml").write_text(TOML, encoding="utf-8")
                write(project, least * times)
                chosen = ["--to", words.to] if words.to else []
                command = (sys.executable, "-m", "makeready", "build", "--no-cache", *chosen, str(project))
                try:
                    cost = measure([Step(command=command)], Path(folder))
                except CommandFailedError as error:
                    print(f"| {kind} | {least * times:,} | {error} |", flush=True)
                    continue
            first = first or cost.cpu
            print(
                f"| {kind} | {least * times:,} | {cost.wall:.1f} | {cost.cpu:.1f} | {cost.cpu / first / times:.2f} | "
                f"{cost.largest:.0f} |",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
