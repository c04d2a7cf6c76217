"""Covers: the books of a batch go in; a small picture of each one's cover, as its EPUB has it, comes out.

They are read from the files in place once a report asks for them, so that books that were built, found unchanged or
recalled from a journal all have theirs, and a batch without such a report pays nothing.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from makeready.report.books import BookReport

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

# Twice the pixels of the box that the page shows it in, for screens that have two for one.
_WIDTH, _HEIGHT = 96, 154
# The first of these JPEG qualities whose picture is small enough is taken, else the last.
_QUALITIES = (60, 40, 20)
_ENOUGH = 2_800
# What is larger is no cover of ours; a picture of so many pixels takes a second to read.
_MOST_BYTES = 64 * 1024 * 1024
_MOST_PIXELS = 64_000_000


def read_covers(books: Iterable[BookReport], base: Path) -> dict[str, bytes]:
    """Return a small JPEG of the cover of each book, by its folder; books without a picture are left out.

    The paths of their files are told from `base`. Files in an object store are not fetched for it.
    """
    covers = {}
    for book in books:
        epub = next((one.path for one in book.files if one.path.lower().endswith(".epub")), None)
        if epub is None or "://" in epub:
            continue
        small = shrink_cover(base / epub)
        if small is not None:
            covers[book.folder] = small
    return covers


def shrink_cover(epub: Path) -> bytes | None:
    """Return a small JPEG of the cover in the file `epub`; None where it has none or cannot be read."""
    from PIL import Image

    try:
        picture = read_cover(epub)
        return None if picture is None else _shrink(picture)
    # A report is no check of its books: whatever is wrong with a file, its book has no picture in the page. What
    # zipfile and Pillow raise for broken files has no common base.
    except (OSError, ValueError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return None
    except (SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None


def read_cover(epub: Path) -> bytes | None:
    """Return the picture that the manifest calls the cover (EPUB 3.3, § 5.6.3 and D.2); nothing else is unpacked.

    None where there is none; zipfile's errors for a file that is no archive are raised.
    """
    from makeready.checks.blocks import parse_xml
    from makeready.checks.package_container import OPF, resolve

    with zipfile.ZipFile(epub) as archive:
        names = {entry.filename: entry for entry in archive.infolist()}
        opf = next((name for name in names if name.endswith(".opf")), None)
        if opf is None or names[opf].file_size > _MOST_BYTES:
            return None
        for item in parse_xml(archive.read(opf)).iter(f"{OPF}item"):
            if "cover-image" in (item.get("properties") or "").split():
                entry = names.get(resolve(opf, item.get("href") or "") or "")
                return archive.read(entry) if entry is not None and entry.file_size <= _MOST_BYTES else None
    return None


def _shrink(content: bytes) -> bytes | None:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as picture:
        width, height = picture.size
        if width * height > _MOST_PIXELS:
            return None
        scale = min(_WIDTH / width, _HEIGHT / height)
        size = max(round(width * scale), 1), max(round(height * scale), 1)
        # A JPEG is read at an eighth of its size where that suffices: a fifth of the time.
        picture.draft("RGB", size)
        small = flatten_picture(picture).resize(size, Image.Resampling.BILINEAR, reducing_gap=1.0)
    written = b""
    for quality in _QUALITIES:
        out = io.BytesIO()
        small.save(out, "JPEG", quality=quality)
        written = out.getvalue()
        if len(written) <= _ENOUGH:
            break
    return written


def flatten_picture(picture: Picture) -> Picture:
    """Return the picture in RGB, on white where one sees through it."""
    from PIL import Image

    if picture.mode == "RGB":
        return picture.copy()
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    ground = Image.new("RGBA", layer.size, "white")
    ground.alpha_composite(layer)
    return ground.convert("RGB")
