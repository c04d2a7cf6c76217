"""Drawing of pages: all that are asked for come, those of a worker that is lost do not, and room is shared."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from makeready.checks.page_pictures import PagePicture, PictureOrder
from makeready.press import page_drawing
from makeready.press.page_drawing import draw_file


def write(path: Path, count: int) -> Path:
    pdf = pikepdf.new()
    for _ in range(count):
        pdf.add_blank_page(page_size=(100, 150))
    pdf.save(path)
    return path


def test_all_pages_that_are_asked_for_are_drawn(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", 40)
    drawn = draw_file(path, range(40), 2)
    assert sorted(drawn) == list(range(40))
    assert all(one.blank and one.index == index for index, one in drawn.items())
    assert sorted(draw_file(path, [3, 50])) == [3]
    assert draw_file(path, []) == {}


def test_a_broken_file_has_no_pictures(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 and nothing")
    assert draw_file(tmp_path / "a.pdf", [0, 1]) == {}


@pytest.mark.parametrize(("count", "most"), [(10, 160_000), (800, 51_250), (100_000, 12_000)])
def test_long_books_have_smaller_pictures(count: int, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    orders: list[PictureOrder] = []

    class Pool:
        def __init__(self, *_arguments: object, **_options: object) -> None: ...
        def __enter__(self) -> Pool:
            return self

        def __exit__(self, *_error: object) -> None: ...
        def run_each(self, jobs: list[PictureOrder], _hear: object) -> None:
            orders.extend(jobs)

    monkeypatch.setattr(page_drawing, "WorkerPool", Pool)
    pictures: dict[int, PagePicture] = dict(draw_file(Path("a.pdf"), range(count)))
    assert pictures == {}
    assert {one.most_bytes for one in orders} == {most}
    assert [index for one in orders for index in one.pages] == list(range(count))
    # As base64 a third more: below 60 MB for 800 pages.
    assert count > 800 or count * most * 4 / 3 < 60_000_000
