"""Contact sheets: texts go in; a sheet for each theme comes out, twenty pages by makeready, line by line and by a peer.

Two rows of five spreads each, from the first spread behind the first opening; the systems stand one below the other.

    python -m tests.scale.contact_sheets docs/images --manuscripts ../shared/manuscripts
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image

from tests.scale.measure import CommandFailedError
from tests.scale.pdf_lines import read_pages
from tests.scale.systems import AbsentError
from tests.scale.texts import MANUSCRIPTS, TEXTS
from tests.scale.typeset import SYSTEMS
from tests.scale.typography import find_start

SHEETS = {
    "literary": "novel-en-GB",
    "scholarly": "deep-rules-scholarly",
    "technical": "nomicon-technical",
    "poetry": "poems",
}
OURS = ("makeready", "line by line")
# The first of the peers that is installed stands below ours.
PEERS = ("pandoc + XeLaTeX, memoir", "pandoc + Typst")
_PAGES, _ROW = 20, 10
_WIDTH, _GAP = 150, 8
_GROUND = 190
# A picture in the docs that is larger than this is slow to read there.
_MOST_BYTES = 250_000


def draw_spreads(pdf: Path) -> list[Image.Image]:
    """Return twenty pages of a PDF as small pictures in grey, from the left page behind the first opening."""
    opening = find_start(read_pages(pdf))
    document = pypdfium2.PdfDocument(pdf)
    try:
        while not document[opening].get_textpage().count_chars():
            opening += 1
        places = range(opening + 1, min(opening + 1 + _PAGES, len(document)))
        drawn = [document[place].render(scale=3 * _WIDTH / 396, grayscale=True).to_pil() for place in places]
    finally:
        document.close()
    # Drawn three times as large and made smaller, so that thin strokes do not vanish.
    return [
        page.convert("L").resize((_WIDTH, _WIDTH * page.height // page.width), Image.Resampling.BOX) for page in drawn
    ]


def lay_out(blocks: list[list[Image.Image]]) -> Image.Image:
    """Return one sheet: two rows of spreads for each block, with more white between the blocks."""
    height = max(page.height for block in blocks for page in block)
    rows = _PAGES // _ROW
    deep = rows * (height + _GAP) + 2 * _GAP
    wide = _ROW * _WIDTH + (_ROW // 2 + 1) * _GAP
    sheet = Image.new("L", (wide, len(blocks) * deep), _GROUND)
    for number, block in enumerate(blocks):
        for place, page in enumerate(block):
            row, column = divmod(place, _ROW)
            left = column * _WIDTH + (column // 2 + 1) * _GAP
            sheet.paste(page, (left, number * deep + row * (height + _GAP) + _GAP))
    return sheet


def main() -> int:
    """Write the sheets; one that is too large for the docs fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--manuscripts", type=Path, default=MANUSCRIPTS, help="a folder with the English texts")
    parser.add_argument("--only", action="append", choices=list(SHEETS), help="this theme; may be repeated")
    given = parser.parse_args()
    too_large = False
    for theme in given.only or SHEETS:
        text = TEXTS[SHEETS[theme]](given.manuscripts)
        blocks: list[list[Image.Image]] = []
        with tempfile.TemporaryDirectory(prefix="makeready-sheets-") as work:
            for name in (*OURS, *PEERS):
                if len(blocks) <= len(OURS):
                    try:
                        pdf = SYSTEMS[name](text, Path(work) / "".join(filter(str.isalnum, name)))
                    except (AbsentError, CommandFailedError) as error:
                        print(f"{theme}, {name}: {error}", file=sys.stderr)
                        continue
                    blocks.append(draw_spreads(pdf))
                    print(f"{theme}: {name}")
        path = given.folder / f"pages-{theme}.png"
        sheet = lay_out(blocks)
        sheet.quantize(6).save(path, optimize=True)
        size = path.stat().st_size
        too_large = too_large or size > _MOST_BYTES
        print(f"{path}: {sheet.width} by {sheet.height}, {size} bytes")
    return int(too_large)


if __name__ == "__main__":
    raise SystemExit(main())
