"""A picture in CMYK goes into an EPUB; EP050 comes out."""

from __future__ import annotations

import io

from PIL import Image

from makeready.epub.pictures import prepare_assets
from makeready.findings import Finding
from makeready.model.book import Asset


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    stream = io.BytesIO()
    Image.new("CMYK", (4, 4), (10, 200, 30, 0)).save(stream, "JPEG")
    asset = Asset(path="map.jpg", media_type="image/jpeg", digest="", content=stream.getvalue())
    return prepare_assets([("images/map.jpg", asset)])[1]
