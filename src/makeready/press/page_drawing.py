"""Drawing of pages: the path of a PDF and the pages wanted go in; their pictures come out, drawn by workers.

Files may be anybody's: a page at which a worker is lost has no picture, and the others have theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from makeready.checks.page_pictures import PagePicture, PictureOrder, draw_pages
from makeready.workers import JobEnd, WorkerPool, count_workers

# Pages that a worker draws before it tells: what is lost with it.
_RUN = 16
_PATIENCE = 60.0
# All pictures of a report: as base64 they take a third more, and a browser still opens the page.
_ROOM = 41_000_000
_MOST, _LEAST = 160_000, 12_000


def draw_file(path: Path, pages: Sequence[int], workers: int | None = None) -> Mapping[int, PagePicture]:
    """Return the pictures of the `pages` of a PDF, by their index from 0; those that cannot be drawn are absent."""
    if not pages:
        return {}
    room = min(max(_ROOM // len(pages), _LEAST), _MOST)
    orders = [
        PictureOrder(path=path, pages=tuple(pages[start : start + _RUN]), most_bytes=room)
        for start in range(0, len(pages), _RUN)
    ]
    drawn: dict[int, PagePicture] = {}

    def hear(end: JobEnd[tuple[PagePicture, ...]]) -> bool:
        drawn.update({one.index: one for one in end.value or ()})
        return True

    # Never in this process, whose end would be the command's.
    with WorkerPool(max(count_workers(workers), 1), draw_pages, apart=True, patience=_PATIENCE) as pool:
        pool.run_each(orders, hear)
    return drawn
