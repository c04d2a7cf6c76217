"""Covers in reports: pictures out of EPUBs, small ones; whatever is wrong with a file leaves its book without one."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image, ImageFile

from makeready.press.batch_covers import read_covers, shrink_cover
from tests.unit.report.sample_books import make_book, make_file

OPF = """<package xmlns="http://www.idpf.org/2007/opf"><manifest>
<item id="a" href="text/a.xhtml" properties="nav"/><item id="c" href="images/the%20cover" properties="x cover-image"/>
</manifest></package>"""


def _draw(kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (1600, 2560), colour: object = "red") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind)  # type: ignore[arg-type]
    return out.getvalue()


def _pack(path: Path, picture: bytes, opf: str = OPF) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("EPUB/content.opf", opf)
        archive.writestr("EPUB/images/the cover", picture)
    return path


@pytest.mark.parametrize(
    ("picture", "size"),
    [
        (_draw(), (96, 154)),
        (_draw("PNG", size=(300, 300)), (96, 96)),
        (_draw("PNG", "P", (300, 300), 3), (96, 96)),
        (_draw("JPEG", "L", colour=9), (96, 154)),
        (_draw("JPEG", "CMYK", colour=(0, 9, 9, 0)), (96, 154)),
        (_draw(size=(20, 30)), (96, 144)),
        (_draw("PNG", size=(3000, 1)), (96, 1)),
    ],
)
def test_a_cover_is_made_small_in_its_shape(tmp_path: Path, picture: bytes, size: tuple[int, int]) -> None:
    small = shrink_cover(_pack(tmp_path / "a.epub", picture))
    assert small is not None
    with Image.open(io.BytesIO(small)) as shown:
        assert (shown.format, shown.mode, shown.size) == ("JPEG", "RGB", size)


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    small = shrink_cover(_pack(tmp_path / "a.epub", _draw("PNG", "RGBA", (96, 154), (0, 0, 0, 0))))
    assert small is not None
    with Image.open(io.BytesIO(small)) as shown:
        assert shown.getpixel((9, 9)) == (255, 255, 255)


def test_a_restless_cover_takes_little_room_too(tmp_path: Path) -> None:
    noise = Image.effect_noise((400, 640), 90)
    out = io.BytesIO()
    noise.save(out, "PNG")
    small = shrink_cover(_pack(tmp_path / "a.epub", out.getvalue()))
    assert small is not None
    assert len(small) < 4_500


def test_broken_files_have_no_cover(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The page engine, where this process has loaded it, has Pillow read what is there of a picture that is cut off.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)
    path = tmp_path / "a.epub"
    assert shrink_cover(path) is None
    for content in (b"", b"PK no archive"):
        path.write_bytes(content)
        assert shrink_cover(path) is None
    for picture in (b"", b"no picture", _draw()[:900], b"<svg xmlns='http://www.w3.org/2000/svg'/>"):
        assert shrink_cover(_pack(path, picture)) is None
    for opf in (
        "",
        "<package",
        OPF.replace("cover-image", ""),
        OPF.replace("images/", "../../"),
        OPF.replace("the", ""),
    ):
        assert shrink_cover(_pack(path, _draw(), opf)) is None
    whole = bytearray(_pack(path, _draw()).read_bytes())
    whole[len(whole) // 2] ^= 0xFF  # the sum of the entry is wrong
    path.write_bytes(bytes(whole))
    assert shrink_cover(path) is None


def test_a_picture_of_too_many_pixels_is_not_read(tmp_path: Path) -> None:
    assert shrink_cover(_pack(tmp_path / "a.epub", _draw("PNG", "1", (9_000, 9_000), 1))) is None


def test_each_book_has_the_cover_of_its_epub(tmp_path: Path) -> None:
    _pack(tmp_path / "a/build/a.epub", _draw())
    books = [
        make_book("a", files=(make_file("a/build/a.pdf"), make_file("a/build/a.epub", None))),
        make_book("b", files=(make_file("b/build/b.epub", None),)),
        make_book("c", files=(make_file("s3://bucket/c.epub", None),)),
        make_book("d"),
    ]
    assert set(read_covers(books, tmp_path)) == {"a"}
