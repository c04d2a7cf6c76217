"""Typography: texts go in; what their lines and pages are like, set by makeready and by others, comes out.

Each PDF is read by tests/scale/pdf_lines.py, which shares no code with the setting. A paragraph begins with an indent,
behind a short line, or below white. Contents, heads, folios, headings, code and small type are left out.

    python -m tests.scale.typography --manuscripts ../shared/manuscripts
    python -m tests.scale.typography --only novel-en-GB --keep dist/typography
    python -m tests.scale.typography --pdf a.pdf b.pdf
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.scale.measure import CommandFailedError, read_load
from tests.scale.pdf_lines import HYPHENS, Line, read_pages
from tests.scale.systems import AbsentError
from tests.scale.texts import MANUSCRIPTS, TEXTS
from tests.scale.typeset import SYSTEMS, name_releases

# The page of the designs, in points.
MEASURE, LEADING, SIZE = 288.0, 14.0, 11.0
HEAD, FOOT = 57.6, 543.6
INNER, OUTER = 57.6, 50.4
# EB Garamond's own word space.
SPACE = 0.2 * SIZE
FAMILY = "Garamond"
# Themes whose lines are not justified, and so have no word spaces to measure.
RAGGED = ("technical", "poetry")
# A line is justified that reaches the margin but for this much; it hangs into it at most so far.
_NEAR = 1.5
_HANGING = 8.0
_LEVEL = 1.0
_FRONT = 16
_FEW_LINES = 3
_RUNT = 6


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of the text: its page, counted from 0, whether it reaches the margin, whether a paragraph begins."""

    page: int
    line: Line
    reaches: bool
    begins: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was counted in one PDF; pairs are of a fault and of what could have it."""

    pages: int
    spaces: tuple[float, ...]
    hyphens: int
    runs: Counter[int]
    paragraphs: int
    fragments: int
    runts: int
    turns: int
    recto_turns: int
    short_ends: int
    chapters: int
    level: tuple[int, int]
    edge: tuple[int, int]
    overfull: int
    off_grid: tuple[int, int]


def measure_pdf(pdf: Path) -> Figures:
    """Return what the lines and pages of a PDF are like; its pages are those of the designs."""
    pages = read_pages(pdf)
    start = find_start(pages)
    blocks = [
        [line for line in lines if _is_in_block(line)] if page >= start else [] for page, lines in enumerate(pages)
    ]
    placed = list(_place(blocks))
    paragraphs = list(_part(placed))
    # A last line that happens to reach the margin is not made to.
    justified = [one for paragraph in paragraphs for one in paragraph[:-1] if one.reaches]
    turns = [page for page in _list_full_pages(blocks) if _ends_in_hyphen(blocks[page])]
    ends = list(_list_chapter_ends(blocks))
    return Figures(
        pages=len(pages),
        spaces=tuple(statistics.median(one.line.gaps) / SPACE for one in justified if one.line.gaps),
        hyphens=sum(one.line.ends_in_hyphen for one in justified),
        runs=_count_runs(paragraphs),
        paragraphs=len(paragraphs),
        fragments=sum(_is_fragment(one) for one in paragraphs),
        runts=sum(len(one) > 1 and _count_letters(one[-1].line) <= _RUNT for one in paragraphs),
        turns=len(turns),
        recto_turns=sum(page % 2 == 0 for page in turns),
        short_ends=sum(count < _FEW_LINES for count in ends),
        chapters=len(ends),
        level=_count_level(blocks),
        edge=_count_crooked(justified),
        overfull=sum(one.line.right > _find_margins(one.page)[1] + _HANGING for one in placed),
        off_grid=_count_off_grid(placed),
    )


def _find_margins(page: int) -> tuple[float, float]:
    """Return where the lines of a page begin and end; the first page is a recto."""
    left = OUTER if page % 2 else INNER
    return left, left + MEASURE


def _is_in_block(line: Line) -> bool:
    return HEAD < line.baseline < FOOT + 2 and not (len(line.words) == 1 and line.text.isdecimal())


def _is_body(line: Line) -> bool:
    return FAMILY in line.main.face.replace("-", "") and abs(line.main.size - SIZE) < 0.2


def _is_title(line: Line) -> bool:
    return line.main.size > 1.5 * SIZE


def find_start(pages: Sequence[Sequence[Line]]) -> int:
    """Return the first page of the text: behind the contents, which have leaders, the first with long lines."""
    front = [list(filter(_is_in_block, lines)) for lines in pages[:_FRONT]]
    leading = [page for page, lines in enumerate(front) if any(map(_has_leader, lines))]
    for page in range(leading[-1] + 1 if leading else 0, len(pages)):
        body = [line for line in pages[page] if _is_in_block(line) and _is_body(line)]
        if len(body) >= _FEW_LINES and any(line.right - line.left > MEASURE / 2 for line in body):
            return page
    return 0


def _place(blocks: Sequence[Sequence[Line]]) -> Iterator[Placed]:
    """Yield the lines of the text."""
    before: tuple[int, Line] | None = None
    for page, lines in enumerate(blocks):
        left, right = _find_margins(page)
        for line in lines:
            if not _is_body(line):
                before = None
                continue
            short = before is None or before[1].right < _find_margins(before[0])[1] - _NEAR
            white = before is not None and before[0] == page and line.baseline - before[1].baseline > 1.4 * LEADING
            reaches = right - _NEAR < line.right < right + _HANGING and line.left < right - MEASURE / 2
            yield Placed(page, line, reaches, short or white or line.left > left + 6)
            before = page, line


def _has_leader(line: Line) -> bool:
    """Return whether a line is one of the contents: it ends with a folio behind points or much white."""
    words = ["".join(one.text for one in word) for word in line.words]
    points = any(word.startswith("....") for word in words) or words.count(".") > 3
    return points or (len(words) > 1 and words[-1].isdecimal() and line.gaps[-1] > 2 * SIZE)


def _part(placed: Iterable[Placed]) -> Iterator[list[Placed]]:
    """Yield the paragraphs: lines up to the next that begins one."""
    paragraph: list[Placed] = []
    for one in placed:
        if one.begins and paragraph:
            yield paragraph
            paragraph = []
        paragraph.append(one)
    if paragraph:
        yield paragraph


def _count_runs(paragraphs: Iterable[Sequence[Placed]]) -> Counter[int]:
    """Return how many runs of hyphens there are by their lengths, from two."""
    runs: Counter[int] = Counter()
    for paragraph in paragraphs:
        ends = "".join("-" if one.line.ends_in_hyphen else " " for one in paragraph)
        runs.update(len(run) for run in ends.split() if len(run) > 1)
    return runs


def _is_fragment(paragraph: Sequence[Placed]) -> bool:
    return len(paragraph) > 1 and paragraph[-2].line.ends_in_hyphen and len(paragraph[-1].line.words) == 1


def _count_letters(line: Line) -> int:
    return sum(one.text.isalpha() for one in line.letters)


def _ends_in_hyphen(lines: Sequence[Line]) -> bool:
    body = [line for line in lines if _is_body(line)]
    return bool(body) and body[-1].ends_in_hyphen


def _list_full_pages(blocks: Sequence[Sequence[Line]]) -> list[int]:
    """Return the pages whose text goes on on the next one: there is text there, and no title."""
    return [
        page
        for page, (lines, after) in enumerate(pairwise(blocks))
        if any(map(_is_body, lines)) and after and not any(map(_is_title, after))
    ]


def _list_chapter_ends(blocks: Sequence[Sequence[Line]]) -> Iterator[int]:
    """Yield how many lines each chapter's last page has where it is not its first."""
    filled = [lines for lines in blocks if lines]
    for lines, after in pairwise(filled):
        if any(map(_is_title, after)) and not any(map(_is_title, lines)):
            yield len(lines)


def _count_level(blocks: Sequence[Sequence[Line]]) -> tuple[int, int]:
    """Return how many pairs of facing full pages have equal feet, and how many pairs there are."""
    full = set(_list_full_pages(blocks))
    pairs = [(blocks[page], blocks[page + 1]) for page in sorted(full) if page % 2 and page + 1 in full]
    return sum(abs(_find_foot(left) - _find_foot(right)) < _LEVEL for left, right in pairs), len(pairs)


def _find_foot(lines: Sequence[Line]) -> float:
    return max(line.baseline for line in lines)


def _count_crooked(justified: Sequence[Placed]) -> tuple[int, int]:
    """Return how many lines end 0.1 pt or more from where most lines with the same last character end, and of how many.

    So what hangs into the margin is at its place, whichever characters hang with a maker, and how far.
    """
    ends: dict[str, list[float]] = defaultdict(list)
    for one in justified:
        last = one.line.words[-1][-1]
        ends["-" if last.text in HYPHENS else last.text + last.face].append(one.line.right - _find_margins(one.page)[1])
    known = [places for places in ends.values() if len(places) > 4]
    middles = [(places, statistics.median(places)) for places in known]
    crooked = sum(abs(place - middle) > 0.1 for places, middle in middles for place in places)
    return crooked, sum(map(len, known))


def _count_off_grid(placed: Sequence[Placed]) -> tuple[int, int]:
    """Return how many lines of the text are more than 0.2 pt off the grid that most are on, and how many there are."""
    phases = [one.line.baseline % LEADING for one in placed]
    usual = Counter(round(phase, 1) for phase in phases).most_common(1)[0][0] if phases else 0.0
    off = [abs((phase - usual + LEADING / 2) % LEADING - LEADING / 2) for phase in phases]
    return sum(one > 0.2 for one in off), len(off)


HEADINGS = (
    "system", "pages", "justified lines", "> 1.3", "> 1.6", "> 2", "> 2.5", "tightest", "hyphens", "runs of 2 / 3+",
    "ending in a piece / short", "page-end hyphens (rectos)", "short chapter ends", "equal feet", "edge off 0.1 pt",
    "too long", "off the grid",
)  # fmt: skip


def write_row(name: str, figures: Figures) -> str:
    """Return the row of a Markdown table."""
    spaces = figures.spaces
    cells = [name, f"{figures.pages}", f"{len(spaces):,}"]
    for limit, digits in ((1.3, 1), (1.6, 1), (2.0, 2), (2.5, 2)):
        cells.append(_share(sum(one > limit for one in spaces), len(spaces), digits))
    cells += [
        f"{min(spaces):.2f}" if spaces else "",
        _share(figures.hyphens, len(spaces), 1),
        f"{figures.runs[2]} / {sum(count for length, count in figures.runs.items() if length > 2)}",
        f"{figures.fragments} ({_share(figures.fragments, figures.paragraphs, 1)}) / {figures.runts}",
        f"{figures.turns} ({figures.recto_turns})",
        f"{figures.short_ends} of {figures.chapters}",
        f"{_share(*figures.level, 0)} of {figures.level[1]}",
        _share(*figures.edge, 1),
        f"{figures.overfull}",
        _share(*figures.off_grid, 1),
    ]
    return f"| {' | '.join(cells)} |"


def _share(part: int, whole: int, digits: int) -> str:
    return f"{100 * part / whole:.{digits}f} %" if whole else "–"


def main() -> int:
    """Set the texts, or take PDFs that are there, and print a table for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--manuscripts", type=Path, default=MANUSCRIPTS, help="a folder with the English texts")
    parser.add_argument("--only", action="append", choices=list(TEXTS), help="this text; may be repeated")
    parser.add_argument("--keep", type=Path, help="a new folder for the PDFs and what they are made from")
    parser.add_argument("--pdf", type=Path, nargs="+", help="measure these files, and set nothing")
    words = parser.parse_args()
    lines = [f"| {' | '.join(HEADINGS)} |", "|---|" + "---:|" * (len(HEADINGS) - 1)]
    if words.pdf:
        print("\n".join([*lines, *(write_row(path.name, measure_pdf(path)) for path in words.pdf)]))
        return 0
    with tempfile.TemporaryDirectory(prefix="makeready-typography-") as folder:
        for key in words.only or TEXTS:
            try:
                text = TEXTS[key](words.manuscripts)
            except FileNotFoundError as error:
                print(f"{key}: {error.filename} is not here", file=sys.stderr)
                continue
            if text.theme in RAGGED:
                continue
            print(f"\n**{key}**: {text.title}, {text.language}, theme {text.theme}, {text.words:,} words\n")
            print("\n".join(lines), flush=True)
            for name, set_text in SYSTEMS.items():
                place = (words.keep or Path(folder)).resolve() / key / "".join(filter(str.isalnum, name))
                try:
                    print(write_row(name, measure_pdf(set_text(text, place))), flush=True)
                except (AbsentError, CommandFailedError) as error:
                    print(f"{name}: {error}", file=sys.stderr)
    releases = ", ".join(f"{name} {release}" for name, release in name_releases().items())
    print(f"\n{os.cpu_count()} cores, load {read_load()[0]}; {releases}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
