"""Pictures in the engine: the pictures of pages go in; each comes out as the size that it is drawn in needs it.

Private names of WeasyPrint 70.0 used: `images.RasterImage` and what the engine asks of it (`id`, `width`, `height`,
`ratio`, `get_intrinsic_size`, `draw`, `get_x_object`), `images.SVGImage` with `draw`, `_svg`, `_base_url` and
`_context`, `Stream.ctm`, `Stream.add_image`.
"""

from __future__ import annotations

import contextlib
import functools
import math
from collections.abc import Iterator
from typing import Any

import pydyf
import weasyprint.images
from weasyprint.logger import LOGGER

from makeready.pdf.bounded import bound_drawing
from makeready.pdf.pictures import PrintPicture, prepare_picture, read_size
from makeready.workers import Bounds

_POINTS_PER_INCH = 72


class RasterPicture:
    """A picture of the book for the engine; decoded when the pages are written, and only to the pixels they need."""

    def __init__(
        self,
        resolution: int,
        pillow_image: Any,
        image_id: str,
        image_data: bytes,
        filename: str | None = None,
        cache: Any = None,
        orientation: str = "none",
        options: Any = None,
    ) -> None:
        """Take what the engine knows; `resolution` is in pixels per inch, 0 for as many as there are."""
        self.id = image_id
        self.width, self.height = read_size(image_data)
        self.ratio = self.width / self.height if self.height else math.inf
        self._resolution = resolution
        self._content = image_data

    def get_intrinsic_size(self, resolution: float, font_size: float) -> tuple[float, float, float]:
        """Return width, height and their ratio in the engine's pixels."""
        return self.width / resolution, self.height / resolution, self.ratio

    def draw(self, stream: Any, concrete_width: float, concrete_height: float, style: Any) -> None:
        """Draw the picture, and note how many of its pixels that takes."""
        if self.width <= 0 or self.height <= 0:
            return
        across = concrete_width * math.hypot(stream.ctm[0][0], stream.ctm[0][1]) / _POINTS_PER_INCH
        down = concrete_height * math.hypot(stream.ctm[1][0], stream.ctm[1][1]) / _POINTS_PER_INCH
        needed = max(across / self.width, down / self.height) * self._resolution
        ratio = min(1.0, needed) if needed > 0 else 1.0
        name = stream.add_image(self, style["image_rendering"] == "auto", ratio)
        stream.transform(concrete_width, 0, 0, -concrete_height, 0, concrete_height)
        stream.draw_x_object(name)

    def get_x_object(self, interpolate: bool, dpi_ratio: float) -> Any:
        """Return the engine's stream of the picture."""
        return _make_stream(prepare_picture(self._content, dpi_ratio), interpolate=interpolate)


class BoundedDrawing(weasyprint.images.SVGImage):  # type: ignore[misc]
    """A drawing of the book for the engine, drawn within `bounds`: a small one can ask for millions of lines."""

    def __init__(self, bounds: Bounds, tree: Any, base_url: str, url_fetcher: Any, context: Any) -> None:
        """Take what the engine knows."""
        self._bounds = bounds
        super().__init__(tree, base_url, url_fetcher, context)

    def draw(self, stream: Any, concrete_width: float, concrete_height: float, style: Any) -> None:
        """Draw it; raises PartTooLargeError where that takes too much."""
        with bound_drawing(self._base_url, self._bounds):
            try:
                self._svg.draw(stream, concrete_width, concrete_height, self._base_url, self._context)
            except MemoryError:
                raise
            except Exception:
                # As the engine has it, which passes over the end of time and memory as well.
                LOGGER.error("Failed to render SVG image %s", self._base_url)


def _make_stream(picture: PrintPicture, *, interpolate: bool) -> Any:
    space: Any = f"/{picture.space}"
    if picture.palette is not None:
        most = len(picture.palette) // 3 - 1
        space = pydyf.Array(["/Indexed", space, most, f"<{picture.palette.hex()}>"])
    extra = pydyf.Dictionary(
        {
            "Type": "/XObject",
            "Subtype": "/Image",
            "Width": picture.width,
            "Height": picture.height,
            "ColorSpace": space,
            "BitsPerComponent": picture.bits,
            "Interpolate": "true" if interpolate else "false",
            "Filter": f"/{picture.filter}",
        }
    )
    if picture.rows:
        extra["DecodeParms"] = pydyf.Dictionary(
            {
                "Predictor": 15,
                "Columns": picture.width,
                "Colors": picture.channels,
                "BitsPerComponent": picture.bits,
            }
        )
    if picture.inverted:
        extra["Decode"] = pydyf.Array((1, 0) * 4)
    if picture.mask is not None:
        extra["SMask"] = _make_stream(picture.mask, interpolate=interpolate)
    return pydyf.Stream([picture.data], extra)


@contextlib.contextmanager
def print_pictures(resolution: int, bounds: Bounds) -> Iterator[None]:
    """Make the engine load pictures for print at `resolution` pixels per inch, 0 for all; it draws within `bounds`."""
    before = weasyprint.images.RasterImage, weasyprint.images.SVGImage
    weasyprint.images.RasterImage = functools.partial(RasterPicture, resolution)
    weasyprint.images.SVGImage = functools.partial(BoundedDrawing, bounds)
    try:
        yield
    finally:
        weasyprint.images.RasterImage, weasyprint.images.SVGImage = before
