"""Pictures of pages: the path of a PDF and page numbers go in; a small picture of each page, and its boxes, come out.

Files may be anybody's, so `draw_pages` is the task of a worker that may be ended from outside.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from makeready.dataclass import dataclass
from makeready.workers import Bounds, BoundsPassedError, is_worker, keep_within

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

Box = tuple[float, float, float, float]
# Pixels per inch, and the most along one side, for sheets that are no pages of books.
_RESOLUTION, _LONGEST = 110, 1600
_BOUNDS = Bounds(seconds=30.0, memory=768 * 1024 * 1024)
_GRACE = 2
# Two inks differ where their channels do by more; antialiased black has none.
_COLOURED = 12
# Lighter than this is paper.
_WHITE = 250
_QUALITIES = (75, 60, 45)
_SMALLER = 0.8
_ROUNDS = 6
# Line art packs better as sixteen grays than as a JPEG; beyond this it is a photograph.
_LEVELS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureOrder:
    """Pages to draw, by their index from 0, and how many bytes a picture may have."""

    path: Path
    pages: tuple[int, ...]
    most_bytes: int = 160_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture:
    """A page as it looks, not turned: its picture and what it shows.

    `sheet` is the part of the page that the picture shows, `trim` and `bleed` where it is cut and how far ink goes,
    in points; `trim` is None where the page does not say. `digest` is the SHA-256 of the pixels at one resolution, so
    that it tells whether a page has changed. `content` is empty where the page could not be drawn.
    """

    index: int
    sheet: Box
    trim: Box | None
    bleed: Box | None
    media_type: str = ""
    content: bytes = field(default=b"", repr=False)
    width: int = 0
    height: int = 0
    coloured: bool = False
    blank: bool = False
    digest: str = ""

    @property
    def cut(self) -> Box:
        """Return where the page is cut, as preflight counts its places from."""
        return self.trim or self.sheet


def count_pages(path: Path) -> int:
    """Return how many pages a PDF has; 0 for a file that cannot be read."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except (pypdfium2.PdfiumError, OSError):
        return 0
    try:
        return len(document)
    finally:
        document.close()


def draw_pages(order: PictureOrder) -> tuple[PagePicture, ...]:
    """Return the pictures of the pages that can be drawn within bounds; a function of a module, for workers."""
    done: list[PagePicture] = []
    try:
        with keep_within(_BOUNDS, is_worker=is_worker(), grace=_GRACE):
            _draw_all(order, done)
    except BoundsPassedError:
        pass  # Those drawn so far are kept; a page without a picture is told as such.
    return tuple(done)


def _draw_all(order: PictureOrder, done: list[PagePicture]) -> None:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(order.path)
    except (pypdfium2.PdfiumError, OSError):
        return
    try:
        for index in order.pages:
            if 0 <= index < len(document):
                try:
                    done.append(_draw(document[index], index, order.most_bytes))
                except (pypdfium2.PdfiumError, ValueError, ZeroDivisionError):
                    continue
    finally:
        document.close()


def _draw(page: Any, index: int, most_bytes: int) -> PagePicture:
    from PIL import Image, ImageChops

    page.set_rotation(0)
    sheet = _order(page.get_cropbox())
    trim, bleed = (_read_own(found) for found in (page.get_trimbox(False), page.get_bleedbox(False)))
    scale = min(_RESOLUTION / 72, _LONGEST / max(sheet[2] - sheet[0], sheet[3] - sheet[1]))
    picture = page.render(scale=scale).to_pil().convert("RGB")
    red, green, blue = picture.split()
    coloured = any(
        sum(ImageChops.difference(one, other).histogram()[_COLOURED:]) for one, other in ((red, green), (green, blue))
    )
    if not coloured:
        picture = picture.convert("L")
    digest = hashlib.sha256(f"{picture.mode} {picture.size}".encode() + picture.tobytes()).hexdigest()
    blank = not coloured and sum(picture.histogram()[:_WHITE]) == 0
    media_type, content = _encode(picture, most_bytes)
    for _ in range(_ROUNDS):
        if len(content) <= most_bytes:
            break
        size = max(round(picture.width * _SMALLER), 1), max(round(picture.height * _SMALLER), 1)
        picture = picture.resize(size, Image.Resampling.BOX)
        media_type, content = _encode(picture, most_bytes)
    return PagePicture(
        index=index,
        sheet=sheet,
        trim=trim,
        bleed=bleed,
        media_type=media_type,
        content=content,
        width=picture.width,
        height=picture.height,
        coloured=coloured,
        blank=blank,
        digest=digest,
    )


def _read_own(box: Any) -> Box | None:
    return None if box is None else _order(box)


def _order(box: Any) -> Box:
    left, bottom, right, top = box
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _encode(picture: Picture, most_bytes: int) -> tuple[str, bytes]:
    """Return a picture as PNG where it is line art in gray, else as JPEG of the best quality that is small enough."""
    if picture.mode == "L":
        out = io.BytesIO()
        few = picture.point([value * _LEVELS // 256 for value in range(256)])
        few.putpalette([round(level * 255 / (_LEVELS - 1)) for level in range(_LEVELS) for _ in range(3)])
        few.save(out, "PNG", bits=4)
        if out.tell() <= most_bytes // 2 or out.tell() < picture.width * picture.height // 8:
            return "image/png", out.getvalue()
    content = b""
    for quality in _QUALITIES:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality)
        content = out.getvalue()
        if len(content) <= most_bytes:
            break
    return "image/jpeg", content
