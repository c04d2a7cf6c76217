"""Pictures of pages: colour, blanks, boxes and changes are seen, sizes are bounded, broken files have none."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from makeready.checks.page_pictures import PictureOrder, count_pages, draw_pages

SIZE = (200, 300)


def write(path: Path, *contents: bytes, **boxes: list[float]) -> Path:
    pdf = pikepdf.new()
    for content in contents:
        page = pdf.add_blank_page(page_size=SIZE)
        page.obj.Contents = pikepdf.Stream(pdf, content)
        for name, box in boxes.items():
            page.obj[f"/{name}"] = pikepdf.Array(box)
    pdf.save(path)
    return path


def test_colour_blanks_and_boxes_are_seen(tmp_path: Path) -> None:
    box = [9.0, 9.0, 191.0, 291.0]
    path = write(tmp_path / "a.pdf", b"", b"0 g 50 50 20 20 re f", b"1 0 0 rg 50 50 20 20 re f", TrimBox=box)
    blank, black, red = draw_pages(PictureOrder(path=path, pages=(0, 1, 2)))
    assert [(one.blank, one.coloured) for one in (blank, black, red)] == [(True, False), (False, False), (False, True)]
    assert (blank.sheet, blank.trim, blank.bleed) == ((0.0, 0.0, 200.0, 300.0), tuple(box), None)
    assert blank.cut == tuple(box)
    with Image.open(io.BytesIO(black.content)) as picture:
        assert picture.size == (black.width, black.height)
        assert black.width / black.height == pytest.approx(2 / 3, abs=0.01)


def test_a_page_that_says_nothing_of_cutting_has_no_trim(tmp_path: Path) -> None:
    (page,) = draw_pages(PictureOrder(path=write(tmp_path / "a.pdf", b""), pages=(0,)))
    assert (page.trim, page.cut) == (None, (0.0, 0.0, 200.0, 300.0))


def test_digests_tell_changes_and_nothing_else(tmp_path: Path) -> None:
    one = write(tmp_path / "a.pdf", b"0 g 50 50 20 20 re f", b"0 g 50 51 20 20 re f")
    first, second = draw_pages(PictureOrder(path=one, pages=(0, 1)))
    assert first.digest != second.digest
    (small,) = draw_pages(PictureOrder(path=one, pages=(0,), most_bytes=300))
    assert small.digest == first.digest, "whatever room the pictures have"


def test_pictures_keep_to_their_room(tmp_path: Path) -> None:
    some = random.Random(1)  # noqa: S311 - marks, no secrets
    marks = b" ".join(b"%d %d 2 1 re f" % (some.randrange(200), some.randrange(300)) for _ in range(9_000))
    path = write(tmp_path / "a.pdf", marks, b"1 0 0 rg " + marks)
    large = draw_pages(PictureOrder(path=path, pages=(0, 1)))
    most = min(len(one.content) for one in large) // 3
    for page, before in zip(draw_pages(PictureOrder(path=path, pages=(0, 1), most_bytes=most)), large, strict=True):
        assert 0 < len(page.content) <= most
        assert page.width < before.width


@pytest.mark.parametrize("content", [b"", b"no PDF", b"%PDF-1.4\ntrailer"])
def test_a_broken_file_has_no_pages(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    assert count_pages(path) == 0
    assert draw_pages(PictureOrder(path=path, pages=(0, 1))) == ()
    assert count_pages(tmp_path / "absent.pdf") == 0


def test_pages_that_there_are_not_are_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", b"", b"")
    assert [one.index for one in draw_pages(PictureOrder(path=path, pages=(1, 2, -1)))] == [1]
    assert count_pages(path) == 2
