"""Pictures for screens: the assets of a composition go in; assets as reading systems show them rightly come out.

The colours of print (CMYK) come out in strange colours on many devices, or not at all; and a picture that its camera
held turned stands turned where a device does not read that. What needs neither change keeps its bytes.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from makeready.findings import Finding, Span, observe
from makeready.model.book import Asset
from makeready.store import make_key
from makeready.workshop import Notebook

_ORIENTATION = 0x0112
_QUALITY = 95
_SHOWN = 3
# How the note of a changed picture begins: whether its colours changed.
_NOTED = (b"\0", b"\1")


def prepare_assets(
    assets: Iterable[tuple[str, Asset]],
    cover: str | None = None,
    cover_span: Span | None = None,
    notebook: Notebook | None = None,
) -> tuple[tuple[tuple[str, Asset], ...], tuple[Finding, ...]]:
    """Return the assets with their places, converted where needed, and what is to be said of that.

    `cover` is the path of the picture that is shown alone, in libraries on any ground, named at `cover_span`. What is
    noted in `notebook` is not looked at again.
    """
    findings: list[Finding] = []
    prepared: list[tuple[str, Asset]] = []
    converted: list[str] = []
    for href, asset in assets:
        content, recoloured = prepare_picture(asset.content, notebook)
        if recoloured:
            converted.append(asset.path)
        if asset.path == cover:
            content, flattened = lay_on_white(content)
            if flattened:
                message = f"the cover {cover} is transparent and was laid on white in the EPUB"
                findings.append(observe("EP051", message, span=cover_span))
        prepared.append((href, asset if content is asset.content else _replace_content(asset, content)))
    if not converted:
        return tuple(prepared), tuple(findings)
    names = ", ".join(converted[:_SHOWN]) + (f" and {len(converted) - _SHOWN} more" if len(converted) > _SHOWN else "")
    has = "has" if len(converted) == 1 else "have"
    findings.append(observe("EP050", f"{names} {has} the colours of print and became RGB in the EPUB"))
    return tuple(prepared), tuple(findings)


def prepare_picture(content: bytes, notebook: Notebook | None = None) -> tuple[bytes, bool]:
    """Return a picture upright and in the colours of screens, in its own format, and whether its colours changed.

    The same bytes come back where there is nothing to change. PNG and GIF have no colours of print, and drawings (SVG)
    are left alone.
    """
    if not content.startswith((b"\xff\xd8\xff", b"\x89PNG", b"RIFF")):
        return content, False
    if notebook is None or not notebook.is_kept:
        return _prepare(content)
    noted = notebook.recall(make_key("picture for screens", content), lambda: _write_note(content))
    return (noted[1:], noted.startswith(_NOTED[True])) if noted else (content, False)


def _write_note(content: bytes) -> bytes:
    """Return a picture for screens with what became of its colours; nothing where there is nothing to change."""
    made, recoloured = _prepare(content)
    return _NOTED[recoloured] + made if made is not content else b""


def _prepare(content: bytes) -> tuple[bytes, bool]:
    try:
        return _convert_picture(content)
    except (OSError, SyntaxError, ValueError):
        return content, False  # what is not whole was told when the manuscript was read


def _convert_picture(content: bytes) -> tuple[bytes, bool]:
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(content)) as source:
        recoloured = source.mode == "CMYK"
        turned = source.getexif().get(_ORIENTATION, 1) in range(2, 9)
        if not recoloured and not turned:
            return content, False
        kind = "JPEG" if source.format == "MPO" else source.format
        picture: Any = ImageOps.exif_transpose(source)
        profile = source.info.get("icc_profile")
    if recoloured:
        picture, profile = _convert(picture, profile), None
    target = io.BytesIO()
    more: dict[str, Any] = {"icc_profile": profile} if profile else {}
    if kind == "JPEG":
        more |= {"quality": _QUALITY, "optimize": True}
    elif kind == "WEBP":
        more |= {"quality": _QUALITY}
    picture.info = {}  # where the camera stood is nobody's business, and its turning is done
    picture.save(target, kind, **more)
    return target.getvalue(), recoloured


def lay_on_white(content: bytes) -> tuple[bytes, bool]:
    """Return a PNG without transparency, and whether it had any; other bytes come back as they are."""
    if not content.startswith(b"\x89PNG"):
        return content, False
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content)) as source:
            if not source.has_transparency_data:
                return content, False
            profile = source.info.get("icc_profile")
            picture = source.convert("RGBA")
    except (OSError, SyntaxError, ValueError):
        return content, False  # what is not whole was told when the manuscript was read
    if picture.getchannel("A").getextrema() == (255, 255):
        return content, False
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    target = io.BytesIO()
    ground.convert("RGB").save(target, "PNG", **({"icc_profile": profile} if profile else {}))
    return target.getvalue(), True


def _convert(picture: Any, profile: bytes | None) -> Any:
    """Return a picture in RGB, by its own profile of colours where it has a sound one."""
    if profile:
        from PIL import ImageCms

        try:
            made = ImageCms.profileToProfile(
                picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            made = None
        if made is not None:
            return made
    return picture.convert("RGB")


def _replace_content(asset: Asset, content: bytes) -> Asset:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as picture:
        width, height = picture.size
    digest = hashlib.sha256(content).hexdigest()
    return replace(asset, content=content, digest=digest, width=width, height=height)
