"""Looks: a folder goes in; sheets with small pages of our books, a row a theme, come out into it for the docs.

python -m tests.scale.looks docs/images
python -m tests.scale.looks docs/images --only looks-play --only pages
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image

from makeready.themes import BUILT_IN
from tests.conformance.made_books import copy_look, make_book
from tests.conftest import TESTS

_GAP = 10
# A picture in the docs that is larger than this is slow to read there.
_MOST_BYTES = 400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet of the docs: `runs` are books, words of the first page that is shown, and how many pages.

    The book "" is the first book of this repository, which has a theme of its own and so one row.
    """

    name: str
    resolution: int
    runs: tuple[tuple[str, str, int], ...]


_SHEETS = (
    Sheet(
        name="themes",
        resolution=50,
        runs=(
            ("novel", "A Novel", 1),
            ("novel", "Nobody had told", 1),
            ("manual", "A tide gauge is", 1),
            ("play", "The kitchen of", 1),
            ("poems", "Who calls across", 1),
        ),
    ),
    Sheet(name="looks-novel", resolution=60, runs=(("novel", "Nobody had told", 3),)),
    Sheet(name="looks-manual", resolution=60, runs=(("manual", "A tide gauge is", 3),)),
    Sheet(name="looks-play", resolution=50, runs=(("play", "who keeps the", 4),)),
    Sheet(name="looks-poems", resolution=40, runs=(("poems", "For those who", 7),)),
    Sheet(name="pages", resolution=90, runs=(("", "Re-told by", 1), ("", "The first theme is", 1))),
)


def draw_pages(pdf: Path, words: str, count: int, resolution: int) -> list[Image.Image]:
    """Return `count` pages of a PDF as pictures in grey, from the first that has `words`; white ones are left out."""
    first = _find_page(pdf, words)
    with tempfile.TemporaryDirectory(prefix="makeready-looks-") as folder:
        pages = ["-f", str(first), "-r", str(resolution)]
        subprocess.run(["pdftoppm", "-gray", "-png", *pages, str(pdf), f"{folder}/page"], check=True)
        drawn = [Image.open(path).convert("L") for path in sorted(Path(folder).glob("*.png"))]
    return [page for page in drawn if page.getextrema() != (255, 255)][:count]


def _find_page(pdf: Path, words: str) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        for place in range(len(document)):
            if words in " ".join(document[place].get_textpage().get_text_range().split()):
                return place + 1
    finally:
        document.close()
    raise SystemExit(f"no page of {pdf} has the words {words!r}")


def lay_out(rows: list[list[Image.Image]]) -> Image.Image:
    """Return one sheet on which each row of pages has a line of its own."""
    width = max(page.width for row in rows for page in row) + _GAP
    heights = [max(page.height for page in row) + _GAP for row in rows]
    sheet = Image.new("L", (width * max(map(len, rows)) + _GAP, sum(heights) + _GAP), 200)
    top = _GAP
    for row, height in zip(rows, heights, strict=True):
        for place, page in enumerate(row):
            sheet.paste(page, (_GAP + place * width, top))
        top += height
    return sheet


def draw_sheet(sheet: Sheet, pdfs: dict[tuple[str, str], Path], work: Path) -> Image.Image:
    """Return a sheet; books that are not among `pdfs` are built below `work` and put there."""
    return lay_out([list(_draw_row(sheet, theme, pdfs, work)) for theme in (BUILT_IN if sheet.runs[0][0] else ("",))])


def _draw_row(sheet: Sheet, theme: str, pdfs: dict[tuple[str, str], Path], work: Path) -> Iterator[Image.Image]:
    for name, words, count in sheet.runs:
        if (name, theme) not in pdfs:
            folder = work / f"{name}-{theme}"
            root = copy_look(name, theme, folder) if name else TESTS.parent
            pdfs[name, theme] = make_book(root, work / f"built-{name}-{theme}").pdf
        yield from draw_pages(pdfs[name, theme], words, count, sheet.resolution)


def main() -> int:
    """Write the sheets; one that is too large for the docs fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", action="append", choices=[one.name for one in _SHEETS], default=[])
    given = parser.parse_args()
    too_large = False
    pdfs: dict[tuple[str, str], Path] = {}
    with tempfile.TemporaryDirectory(prefix="makeready-looks-") as work:
        for one in _SHEETS:
            if given.only and one.name not in given.only:
                continue
            sheet = draw_sheet(one, pdfs, Path(work))
            path = given.folder / f"{one.name}.png"
            # Sixteen greys show type as well as 256 do, in half the bytes.
            sheet.quantize(16).save(path, optimize=True)
            size = path.stat().st_size
            too_large = too_large or size > _MOST_BYTES
            print(f"{path}: {sheet.width} by {sheet.height}, {size} bytes")
    return int(too_large)


if __name__ == "__main__":
    raise SystemExit(main())
