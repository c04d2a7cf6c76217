"""Pictures for print: the bytes of a picture and the pixels that its size on paper needs go in; what a PDF embeds comes
out.

A JPEG that needs no change goes in as it is. What is larger than needed is made smaller. Few colours, lines and letters
are kept without loss; photographs become JPEGs. Never more bytes than the source where a PDF can embed the source.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import field
from typing import Any

from PIL import Image, ImageOps

from makeready.dataclass import dataclass

_QUALITY = 90
_SUBSAMPLING = "4:2:2"
_FEW = 256  # colours that fit a palette
_WORTH = 1.5  # how many times the bytes of a JPEG what is kept without loss may take
_NEARLY = 1.1  # pixels beyond need that are not worth another encoding
_PALETTES = frozenset({"P", "PA"})
_ALPHAS = {"RGBA": "RGB", "LA": "L", "PA": "RGBA", "La": "L", "RGBa": "RGB"}
_SIXTEEN = frozenset({"I;16", "I;16B", "I;16L", "I;16N", "I", "F"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintPicture:
    """A picture as a PDF holds it (ISO 32000-1, 8.9.5).

    `filter` is DCTDecode or FlateDecode; `rows` says that Flate data are rows of PNG, each with its filter. `palette`
    are the colours of an indexed picture; `inverted` that CMYK values are upside down, as Adobe's JPEGs have them.
    """

    width: int
    height: int
    space: str
    data: bytes = field(repr=False)
    filter: str
    bits: int = 8
    rows: bool = False
    palette: bytes | None = None
    inverted: bool = False
    mask: PrintPicture | None = None

    @property
    def channels(self) -> int:
        """The number of values that a pixel has in the data."""
        return 1 if self.palette is not None else {"DeviceGray": 1, "DeviceRGB": 3, "DeviceCMYK": 4}[self.space]


def read_size(content: bytes) -> tuple[int, int]:
    """Return the width and height of a picture as it stands upright."""
    with Image.open(io.BytesIO(content)) as picture:
        width, height = picture.size
        return (height, width) if picture.getexif().get(0x0112, 1) in (5, 6, 7, 8) else (width, height)


def prepare_picture(content: bytes, ratio: float) -> PrintPicture:
    """Return the picture in `content` with `ratio` (at most 1) of its pixels in each direction.

    Raises what Pillow raises for what it cannot decode.
    """
    with Image.open(io.BytesIO(content)) as source:
        upright: Any = ImageOps.exif_transpose(source)
        turned = source.getexif().get(0x0112, 1) not in (0, 1)
        own = _embed_source(content, source) if not turned else None
        if own is not None and own.filter == "DCTDecode" and ratio * _NEARLY >= 1:
            return own
        picture = _straighten(upright)
    smaller = ratio * _NEARLY < 1
    if smaller:
        picture = _shrink(picture, ratio)
    mask = None
    if picture.mode in _ALPHAS:
        alpha = picture.getchannel("A")
        picture = picture.convert(_ALPHAS[picture.mode])
        if alpha.getextrema()[0] < 255:
            mask = _encode_rows(alpha)
    made = _encode(picture, mask)
    return own if own is not None and mask is None and len(own.data) <= len(made.data) else made


def _straighten(picture: Any) -> Any:
    """Return a picture in one of the modes 1, L, LA, RGB, RGBA and CMYK; one with a palette gets its colours."""
    if picture.mode in _SIXTEEN:
        return _read_deep_grey(picture)
    if "transparency" in picture.info and picture.mode not in _ALPHAS:
        return picture.convert("RGBA")
    if picture.mode in _PALETTES:
        return picture.convert("RGBA" if picture.mode == "PA" else "RGB")
    if picture.mode in ("La", "RGBa"):
        return picture.convert(picture.mode.upper())
    return picture if picture.mode in ("1", "L", "LA", "RGB", "RGBA", "CMYK") else picture.convert("RGB")


def _read_deep_grey(picture: Any) -> Any:
    """Return a picture of 16 bits a pixel with 8: Pillow's own conversion cuts off all that is lighter than 255."""
    if picture.mode == "F":
        picture = picture.convert("I")
    deep = picture.convert("I")
    return (deep.point(lambda value: value * (1 / 257)) if deep.getextrema()[1] > 255 else deep).convert("L")


def _shrink(picture: Any, ratio: float) -> Any:
    size = tuple(max(1, round(length * ratio)) for length in picture.size)
    return (picture.convert("L") if picture.mode == "1" else picture).resize(
        size, Image.Resampling.LANCZOS, reducing_gap=3.0
    )


def _encode(picture: Any, mask: PrintPicture | None) -> PrintPicture:
    if picture.mode == "1":
        return _encode_rows(picture, mask)
    if picture.mode == "RGB":
        few = picture.getcolors(_FEW)
        if few is not None and all(r == g == b for _, (r, g, b) in few):
            picture = picture.convert("L")
        elif few is not None:
            return _encode_palette(picture, mask)
    exact = _encode_rows(picture, mask) if picture.mode != "CMYK" else None
    photograph = _encode_jpeg(picture, mask)
    return exact if exact is not None and len(exact.data) <= len(photograph.data) * _WORTH else photograph


def _encode_palette(picture: Any, mask: PrintPicture | None) -> PrintPicture:
    """Return a picture of few colours by their numbers in a palette, in the order of the colours."""
    colours = sorted(colour for _, colour in picture.getcolors(_FEW))
    palette = bytes(value for colour in colours for value in colour)
    base = Image.new("P", (1, 1))
    base.putpalette(palette)
    numbers = picture.quantize(palette=base, dither=Image.Dither.NONE)
    return PrintPicture(
        width=picture.width,
        height=picture.height,
        space="DeviceRGB",
        data=zlib.compress(numbers.tobytes(), 9),
        filter="FlateDecode",
        palette=palette,
        mask=mask,
    )


def _encode_rows(picture: Any, mask: PrintPicture | None = None) -> PrintPicture:
    """Return a picture without loss, its rows filtered as in a PNG."""
    target = io.BytesIO()
    picture.save(target, "PNG", compress_level=9)
    return PrintPicture(
        width=picture.width,
        height=picture.height,
        space={"1": "DeviceGray", "L": "DeviceGray", "RGB": "DeviceRGB"}[picture.mode],
        data=b"".join(data for kind, data in _list_chunks(target.getvalue()) if kind == b"IDAT"),
        filter="FlateDecode",
        bits=1 if picture.mode == "1" else 8,
        rows=True,
        mask=mask,
    )


def _encode_jpeg(picture: Any, mask: PrintPicture | None) -> PrintPicture:
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=_QUALITY, subsampling=_SUBSAMPLING, optimize=True, icc_profile=None, exif=b"")
    return PrintPicture(
        width=picture.width,
        height=picture.height,
        space={"L": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK"}[picture.mode],
        data=target.getvalue(),
        filter="DCTDecode",
        inverted=picture.mode == "CMYK",
        mask=mask,
    )


def _embed_source(content: bytes, source: Any) -> PrintPicture | None:
    """Return a picture file as it can stand in a PDF unchanged; None for one that cannot."""
    space = {"L": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK"}.get(source.mode)
    if space is None:
        return None
    made = {"width": source.width, "height": source.height, "space": space}
    if source.format in ("JPEG", "MPO"):
        # Adobe's marker tells that the values of CMYK are upside down.
        inverted = source.mode == "CMYK" and "APP14" in getattr(source, "app", {})
        return PrintPicture(**made, data=content, filter="DCTDecode", inverted=inverted)
    if source.format != "PNG" or "transparency" in source.info or source.mode == "CMYK":
        return None
    chunks = list(_list_chunks(content))
    head = next((data for kind, data in chunks if kind == b"IHDR"), b"")
    if len(head) != 13 or head[8] != 8 or head[12] != 0:  # 8 bits a value, not interlaced
        return None
    data = b"".join(part for kind, part in chunks if kind == b"IDAT")
    return PrintPicture(**made, data=data, filter="FlateDecode", rows=True)


def _list_chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 8
    while place + 8 <= len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        yield kind, png[place + 8 : place + 8 + length]
        place += length + 12
