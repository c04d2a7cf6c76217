"""Scale of notes: a book of 500 notes goes in; what poppler finds of them in the PDF, and what they cost, come out.

The same book is built with its notes at the foot of the page (numbered by chapter, by page, and with a note longer than
a page now and then) and at the ends of chapters. `--manuscript` puts notes into the paragraphs of a folder of Markdown.

    PYTHONPATH=src python -m tests.scale.notes
    PYTHONPATH=src python -m tests.scale.notes --rounds 3 --manuscript ../shared/manuscripts/nomicon/src
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.counted_notes import Counts, Writer, count_notes, write_book, write_settings
from tests.scale.measure import Step, measure

CHAPTERS, CALLS, WORDS = 20, 25, 12
# What we promised ourselves: the cost of notes on pages to that of notes behind chapters.
MOST_RATIO = 1.5
_USUAL = "chapter ends"
EDITIONS = {
    _USUAL: ['openings = "any"', 'notes = "chapter-end"'],
    "pages": ['openings = "any"'],
    "pages, by page": ['openings = "any"', 'note_numbering = "page"'],
}
_STRANGE = re.compile(r"[\u3000-\U0010ffff]")
_REFERENCE = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])|^\[[^\]]+\]:.*$|<[^>\n]+>|\{\{.*?\}\}", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A book that was built: its name, what was counted, CPU seconds and megabytes."""

    name: str
    counts: Counts
    cpu: float
    megabytes: float


def take_manuscript(source: Path, folder: Path) -> None:
    """Write the Markdown of `source` as a project, links made plain, with a note in every third paragraph."""
    folder.mkdir(parents=True)
    writer = Writer()
    for number, path in enumerate(sorted(source.rglob("*.md"))):
        if path.name == "SUMMARY.md":
            continue
        writer.notes = []
        blocks = _divide(_STRANGE.sub("", path.read_text("utf-8")))
        for place, block in enumerate(blocks):
            if place % 3 == 1 and block[:1].isalpha():
                blocks[place] = f"{block} {writer.call()}"
        (folder / f"{number:03}.md").write_text("\n\n".join([*blocks, *writer.notes]) + "\n")


def _divide(text: str) -> list[str]:
    """Return the blocks of a Markdown text but for its tables; code keeps its empty lines and its marks."""
    blocks: list[str] = []
    for part in re.split(r"(^```.*?^```[^\n]*$)", text, flags=re.MULTILINE | re.DOTALL):
        if part.startswith("```"):
            blocks.append(re.sub(r"^```.*", "```", part, count=1))
        else:
            blocks += [
                block
                for block in re.split(r"\n\s*\n", _REFERENCE.sub(r"\1", part))
                if block.strip() and block[0] != "|"
            ]
    return blocks


def run(folder: Path, name: str, rounds: int) -> Run:
    """Build a project `rounds` times; return the medians and what stands in its PDF."""
    command = (sys.executable, "-m", "makeready", "build", folder, "--no-colour", "--no-cache")
    costs = [measure([Step(command=command)], folder) for _ in range(rounds)]
    (pdf,) = (folder / "build").glob("*.pdf")
    return Run(
        name=name,
        counts=count_notes(pdf),
        cpu=statistics.median(cost.cpu for cost in costs),
        megabytes=max(cost.largest for cost in costs),
    )


def show(runs: list[Run]) -> str:
    """Return a table of runs."""
    rows = ["| notes | pages | notes | lost | doubled | wrong page | wrong number | overleaf | CPU s | ratio | MB |"]
    rows.append("|---" * 11 + "|")
    usual = next(one for one in runs if one.name == _USUAL)
    for one in runs:
        counts = one.counts
        strayed = "—" if one is usual else len(counts.strayed) + len(counts.above)
        cells = (
            one.name, counts.pages, counts.notes, len(counts.lost), len(counts.doubled), strayed,
            len(counts.misnumbered), "—" if one is usual else len(counts.broken), f"{one.cpu:.1f}",
            f"{one.cpu / usual.cpu:.2f}", f"{one.megabytes:.0f}",
        )  # fmt: skip
        rows.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    return "\n".join(rows)


def main() -> int:
    """Build the books, print the tables; return 1 where a note is lost or astray, or the cost is above the promise."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--manuscript", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        runs: list[Run] = []
        for number, (name, edition) in enumerate(EDITIONS.items()):
            folder = Path(place) / str(number)
            if options.manuscript is None:
                write_book(folder, CHAPTERS, CALLS, words=WORDS, edition=edition)
            else:
                take_manuscript(options.manuscript, folder)
                write_settings(folder, edition)
            runs.append(run(folder, name, options.rounds))
        if options.manuscript is None:
            folder = Path(place) / "long"
            write_book(folder, CHAPTERS, CALLS, words=WORDS, long_every=40, edition=EDITIONS["pages"])
            runs.append(run(folder, "pages, some long", options.rounds))
    print(show(runs))
    faults = [fault for one in runs for fault in (one.counts.faults if one.name != _USUAL else one.counts.lost)]
    dear = [one.name for one in runs[1:3] if one.cpu / runs[0].cpu > MOST_RATIO]
    print(
        f"\n{len(faults)} faults{': ' + ' '.join(faults[:20]) if faults else ''}; above {MOST_RATIO}: {dear or 'none'}"
    )
    return 1 if faults or dear else 0


if __name__ == "__main__":
    sys.exit(main())
