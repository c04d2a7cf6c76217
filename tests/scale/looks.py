"""Looks: PDFs go in; one sheet with small pages of each, a row a PDF, comes out as a PNG for the docs.

python -m tests.scale.looks docs/images/looks-play.png literary.pdf scholarly.pdf technical.pdf poetry.pdf
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

_GAP = 10
# A picture in the docs that is larger than this is slow to read there.
_MOST_BYTES = 400_000


def draw_pages(pdf: Path, first: int, last: int, resolution: int) -> list[Image.Image]:
    """Return pages of a PDF as pictures in grey."""
    with tempfile.TemporaryDirectory(prefix="makeready-looks-") as folder:
        pages = ["-f", str(first), "-l", str(last), "-r", str(resolution)]
        subprocess.run(["pdftoppm", "-gray", "-png", *pages, str(pdf), f"{folder}/page"], check=True)
        return [Image.open(path).convert("L") for path in sorted(Path(folder).glob("*.png"))]


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


def main() -> int:
    """Write a sheet; a sheet that is too large for the docs fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sheet", type=Path)
    parser.add_argument("pdfs", type=Path, nargs="+")
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--last", type=int, default=12)
    parser.add_argument("--resolution", type=int, default=40)
    given = parser.parse_args()
    sheet = lay_out([draw_pages(pdf, given.first, given.last, given.resolution) for pdf in given.pdfs])
    # Sixteen greys show type as well as 256 do, in half the bytes.
    sheet.quantize(16).save(given.sheet, optimize=True)
    size = given.sheet.stat().st_size
    print(f"{given.sheet}: {sheet.width} by {sheet.height}, {size} bytes")
    return int(size > _MOST_BYTES)


if __name__ == "__main__":
    raise SystemExit(main())
