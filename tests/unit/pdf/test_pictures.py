"""Pictures for print: sizes, colours and encodings of what a finished PDF embeds."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from makeready.model.book import Asset
from makeready.model.edition import Edition
from makeready.pdf import division, job_runner
from makeready.pdf.bind import bind_pdf
from makeready.pdf.pictures import prepare_picture, read_size
from makeready.workshop import Workshop
from tests.unit.compose.books import PRINT, node, paragraph, section
from tests.unit.pdf.compositions import composition
from tests.unit.pdf.test_print_theme import IMAGE

# What belongs to a closed file cannot be looked at.
_OPEN: list[pikepdf.Pdf] = []


def save(picture: Any, kind: str, **options: Any) -> bytes:
    """Return the bytes of a picture file."""
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def photograph(width: int, height: int, mode: str = "RGB") -> Any:
    """Return a picture with soft changes and a little grain, as photographs have."""
    seed = random.Random(1)  # noqa: S311 - grain, no secret
    grain = Image.frombytes("RGB", (32, 32), bytes(seed.randrange(256) for _ in range(32 * 32 * 3)))
    soft = grain.resize((width, height), Image.Resampling.BICUBIC)
    noise = Image.effect_noise((width, height), 20).convert("RGB")
    return Image.blend(soft, noise, 0.2).convert(mode)


def bind(content: bytes, media_type: str = "image/png", edition: Edition = PRINT, chapters: int = 1) -> bytes:
    """Return the PDF of chapters that show a picture each."""
    asset = Asset(path="a.png", media_type=media_type, content=content, digest=str(hash(content)))
    sections = [section(f"c{number}", paragraph(IMAGE)) for number in range(chapters)]
    artifact = bind_pdf(composition(*sections, assets=(asset,), edition=edition)).value
    assert artifact is not None
    return artifact.content


def list_pictures(pdf: bytes) -> list[pikepdf.PdfImage]:
    """Return the pictures that the PDF's pages show, masks apart, each once."""
    document = pikepdf.open(io.BytesIO(pdf))
    _OPEN.append(document)
    resources = [page.obj.Resources.get("/XObject", pikepdf.Dictionary()) for page in document.pages]
    shown = [one for named in resources for one in named.values()]
    found = {one.objgen: pikepdf.PdfImage(one) for one in shown if isinstance(one, pikepdf.Stream) and "/Width" in one}
    return list(found.values())


def read_colour(pdf: bytes, across: float, down: float) -> tuple[int, ...]:
    """Return what a viewer shows at a place in the first picture of a PDF, in parts of its width and height."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        page = document[0]
        picture = next(iter(page.get_objects(filter=[3])))
        left, bottom, right, top = picture.get_bounds()
        shown = page.render(scale=2).to_pil().convert("RGB")
        place = (left + (right - left) * across, page.get_height() - top + (top - bottom) * down)
        return tuple(shown.getpixel((int(place[0] * 2), int(place[1] * 2))))
    finally:
        document.close()


@pytest.mark.long
def test_a_large_picture_gets_the_pixels_that_its_size_needs() -> None:
    (picture,) = list_pictures(bind(save(photograph(2400, 1600), "PNG", compress_level=1)))
    measure = (396 - 60 - 48) / 72
    assert picture.width == pytest.approx(measure * 300, abs=2)
    assert picture.height == pytest.approx(measure * 200, abs=2)


def test_the_resolution_is_the_edition_s() -> None:
    content = save(photograph(3000, 2000), "JPEG")
    (coarse,) = list_pictures(bind(content, "image/jpeg", replace(PRINT, image_resolution=150)))
    assert coarse.width == pytest.approx(600, abs=2)
    (kept,) = list_pictures(bind(content, "image/jpeg", replace(PRINT, image_resolution=0)))
    assert kept.width == 3000
    assert kept.obj.read_raw_bytes() == content


def test_a_photograph_becomes_small_whatever_it_came_as() -> None:
    content = save(photograph(2400, 1600), "WEBP", quality=80)
    pdf = bind(content, "image/webp")
    (picture,) = list_pictures(pdf)
    assert picture.obj.Filter == "/DCTDecode"
    assert len(picture.obj.read_raw_bytes()) < 1.5 * len(content)


def test_few_colours_are_kept_exactly() -> None:
    drawing = Image.new("RGB", (400, 300), (250, 240, 230))
    drawing.paste((200, 30, 30), (0, 0, 100, 100))
    drawing.paste((20, 60, 120), (150, 150, 300, 250))
    (picture,) = list_pictures(bind(save(drawing, "PNG")))
    assert picture.obj.Filter == "/FlateDecode"
    assert picture.as_pil_image().convert("RGB").tobytes() == drawing.tobytes()


SHADES: dict[str, tuple[Any, Any]] = {
    "1": (1, 0),
    "L": (200, 40),
    "P": (1, 2),
    "RGB": ((200, 200, 200), (40, 40, 40)),
    "LA": ((200, 255), (40, 255)),
    "RGBA": ((200, 200, 200, 255), (40, 40, 40, 255)),
    "I;16": (51400, 10280),
    "CMYK": ((0, 0, 0, 55), (0, 0, 0, 215)),
}


@pytest.mark.parametrize("mode", SHADES)
@pytest.mark.parametrize("ratio", [1.0, 0.5])
def test_modes_keep_their_colours(mode: str, ratio: float) -> None:
    light, dark = SHADES[mode]
    source: Any = Image.new(mode, (200, 100), light)
    if mode == "P":
        source.putpalette([0, 0, 0, 200, 200, 200, 40, 40, 40])
    source.paste(dark, (0, 0, 100, 100))
    content = save(source, "TIFF" if mode == "CMYK" else "PNG")
    edition = replace(PRINT, image_resolution=round(96 * ratio) if ratio < 1 else 300)
    pdf = bind(content, edition=edition)
    (picture,) = list_pictures(pdf)
    assert picture.width == 200 * ratio
    expected = (0, 255) if mode == "1" else (40, 200)
    for across, shade in zip((0.25, 0.75), expected, strict=True):
        assert read_colour(pdf, across, 0.5) == pytest.approx((shade,) * 3, abs=40 if mode == "CMYK" else 12)


def test_a_mask_stays() -> None:
    source = Image.new("RGBA", (200, 100), (200, 30, 30, 255))
    source.paste((200, 30, 30, 0), (100, 0, 200, 100))
    pdf = bind(save(source, "PNG"))
    assert read_colour(pdf, 0.25, 0.5) == pytest.approx((200, 30, 30), abs=4)
    assert read_colour(pdf, 0.75, 0.5) == (255, 255, 255)


@pytest.mark.parametrize("quality", [95, None])
def test_cmyk_jpegs_are_not_turned_upside_down(quality: int | None) -> None:
    source = Image.new("CMYK", (200, 100), (0, 255, 255, 0))
    content = save(source, "JPEG", quality=quality or 75)
    for resolution in (300, 80):
        red, green, blue = read_colour(
            bind(content, "image/jpeg", replace(PRINT, image_resolution=resolution)), 0.5, 0.5
        )
        assert red > 180
        assert max(green, blue) < 80


def test_a_picture_is_turned_as_its_camera_says() -> None:
    source = Image.new("RGB", (200, 100), (230, 230, 230))
    source.paste((200, 30, 30), (0, 0, 20, 100))
    exif = Image.Exif()
    exif[0x0112] = 6
    content = save(source, "JPEG", exif=exif)
    assert read_size(content) == (100, 200)
    pdf = bind(content, "image/jpeg")
    (picture,) = list_pictures(pdf)
    assert (picture.width, picture.height) == (100, 200)
    assert read_colour(pdf, 0.5, 0.05)[1] < 80
    assert read_colour(pdf, 0.5, 0.95)[1] > 180


def test_never_more_bytes_than_a_source_that_can_be_embedded() -> None:
    for content in (save(photograph(500, 300), "JPEG", quality=20), save(photograph(500, 300, "L"), "PNG")):
        assert len(prepare_picture(content, 1.0).data) <= len(content)
        assert len(prepare_picture(content, 0.85).data) <= len(content)


def test_one_picture_in_two_parts_is_embedded_once() -> None:
    assert len(list_pictures(bind(save(photograph(600, 400), "PNG"), chapters=30))) == 1


@pytest.mark.long
def test_bytes_are_the_same_with_other_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    content = save(photograph(900, 600), "PNG")
    asset = Asset(path="a.png", media_type="image/png", content=content, digest="x")
    words = paragraph("Some words to fill a page with. " * 80)
    sections = [section(f"c{number}", node(words.kind, *words.children), paragraph(IMAGE)) for number in range(3)]
    whole = composition(*sections, assets=(asset,))
    # A short book is a part, and no work for two.
    monkeypatch.setattr(division, "SMALLEST", 0)
    one = bind_pdf(whole, Workshop(workers=1)).value
    monkeypatch.setattr(job_runner, "_WORTHWHILE", 0)
    two = bind_pdf(whole, Workshop(workers=2)).value
    assert one is not None
    assert two is not None
    assert one.content == two.content
