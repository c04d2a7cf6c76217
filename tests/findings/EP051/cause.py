"""A transparent cover goes into an EPUB; EP051 comes out."""

from __future__ import annotations

import io

from PIL import Image

from makeready.epub.pictures import prepare_assets
from makeready.findings import Finding
from makeready.model.book import Asset


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    stream = io.BytesIO()
    Image.new("RGBA", (4, 6), (10, 200, 30, 90)).save(stream, "PNG")
    asset = Asset(path="front.png", media_type="image/png", digest="", content=stream.getvalue())
    return prepare_assets([("images/front.png", asset)], "front.png")[1]
