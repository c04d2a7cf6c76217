"""Pictures in the EPUB are upright and in the colours of screens; all others keep their bytes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from makeready.epub.pictures import lay_on_white, prepare_assets, prepare_picture
from makeready.model.book import Asset
from makeready.store import Store
from makeready.workshop import Workshop


def _save(image: Any, kind: str, **more: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **more)
    return stream.getvalue()


def _open(content: bytes) -> Any:
    return Image.open(io.BytesIO(content))


def _asset(content: bytes, path: str = "a.jpg") -> tuple[str, Asset]:
    asset = Asset(path=path, media_type="image/jpeg", digest="old", content=content, width=40, height=20)
    return (f"images/{path}", asset)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_what_needs_nothing_keeps_its_bytes(kind: str) -> None:
    content = _save(Image.new("RGB", (4, 4), "red"), kind)
    assert prepare_picture(content) == (content, False)
    assert prepare_assets([_asset(content)]) == ((_asset(content),), ())


def test_colours_of_print_become_those_of_screens_and_are_told() -> None:
    content = _save(Image.new("CMYK", (40, 20), (0, 255, 255, 0)), "JPEG")
    ((_, asset),), findings = prepare_assets([_asset(content)])
    picture = _open(asset.content)
    red, green, blue = picture.getpixel((5, 5))
    assert picture.format == "JPEG"
    assert red > 200 > 60 > max(green, blue)
    assert asset.digest != "old"
    assert [one.code for one in findings] == ["EP050"]
    assert "a.jpg" in findings[0].message


def test_many_pictures_are_one_finding() -> None:
    content = _save(Image.new("CMYK", (4, 4)), "JPEG")
    _, findings = prepare_assets([_asset(content, f"{n}.jpg") for n in range(5)])
    assert [one.message for one in findings] == [
        "0.jpg, 1.jpg, 2.jpg and 2 more have the colours of print and became RGB in the EPUB"
    ]


def test_a_damaged_profile_does_not_stop_the_conversion() -> None:
    content = _save(Image.new("CMYK", (4, 4), (255, 0, 0, 0)), "JPEG", icc_profile=b"none")
    assert _open(prepare_picture(content)[0]).mode == "RGB"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_turned_picture_is_set_upright_with_its_profile(kind: str) -> None:
    image = Image.new("RGB", (40, 20), "white")
    image.paste("red", (0, 0, 40, 8))
    exif = Image.Exif()
    exif[0x0112] = 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content, recoloured = prepare_picture(_save(image, kind, exif=exif.tobytes(), icc_profile=profile))
    picture = _open(content)
    assert not recoloured
    assert (picture.format, picture.size) == (kind, (20, 40))
    assert picture.getexif().get(0x0112, 1) == 1
    assert picture.info.get("icc_profile") == profile
    # What was above is now at the right.
    assert picture.convert("RGB").getpixel((17, 20))[1] < 60 < 200 < picture.convert("RGB").getpixel((3, 20))[1]
    ((_, asset),), findings = prepare_assets([_asset(_save(image, kind, exif=exif.tobytes()))])
    assert (asset.width, asset.height, findings) == (20, 40, ())


def _half_covered(mode: str) -> Any:
    picture = Image.new("RGBA", (4, 6), (200, 0, 0, 255))
    picture.putpixel((0, 0), (200, 0, 0, 0))
    return picture.convert(mode)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_cover_is_laid_on_white_and_told(mode: str) -> None:
    content = _save(_half_covered(mode), "PNG")
    pictures, findings = prepare_assets([_asset(content, "front.png"), _asset(content, "other.png")], "front.png")
    cover, other = (_open(asset.content) for _, asset in pictures)
    assert not cover.has_transparency_data
    assert cover.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
    assert cover.size == (4, 6)
    assert other.has_transparency_data, "other pictures stand on the page's own ground"
    assert [one.code for one in findings] == ["EP051"]


def test_cover_that_hides_its_ground_keeps_its_bytes() -> None:
    for picture in (Image.new("RGBA", (4, 4), (1, 2, 3, 255)), Image.new("RGB", (4, 4)), Image.new("I;16", (4, 4))):
        content = _save(picture, "PNG")
        assert lay_on_white(content) == (content, False)
    assert lay_on_white(b"\x89PNG but no more") == (b"\x89PNG but no more", False)


@pytest.mark.parametrize("mode", ["RGB", "CMYK"])
def test_a_picture_that_was_noted_is_not_looked_at_again(
    mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = _save(Image.new(mode, (4, 4)), "JPEG")
    workshop = Workshop(memory=Store(tmp_path / "cache"))
    with workshop.open_notebook("EPUB") as notebook:
        first = prepare_picture(content, notebook)
    monkeypatch.setattr(Image, "open", None)
    with workshop.open_notebook("EPUB") as notebook:
        assert prepare_picture(content, notebook) == first
    assert first[1] is (mode == "CMYK")
