"""A cluster on this machine: how many books goes in; what it takes to build them elsewhere comes out, and is checked.

Reviews of some 1,000 words are built by processes of this machine, then by a Dask cluster of two workers, one of which
is killed half-way, with artifacts and memory on a server that answers as S3 does; then once more, when all is
remembered. All have to come to the same. docs/cluster.md has the figures.

    python -m tests.scale.cluster 200
"""

from __future__ import annotations

import json
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from makeready.press.batch import build_books
from makeready.press.request import BuildRequest
from makeready.report.books import BookReport, BookStatus
from makeready.workers import JobEnd
from makeready.workers.dask_executor import DaskExecutor
from makeready.workers.executor import Hear, Job, Task
from tests.scale.reviews import list_words, write_review
from tests.unit.s3_server import open_bucket
from tests.unit.workers.cluster import open_cluster


class WeighingExecutor(DaskExecutor):
    """A DaskExecutor that notes how many bytes go out and come back."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.sent: list[int] = []
        self.returned: list[int] = []

    def run_each(
        self, task: Task, jobs: Sequence[Job], hear: Hear, *, is_spent: Callable[[bytes], bool] = lambda _: False
    ) -> None:
        """Do each job; see DaskExecutor."""

        def weigh(end: JobEnd[bytes]) -> bool:
            self.returned.append(len(end.value or b""))
            return hear(end)

        super().run_each(task, [partial(self._pack, job) for job in jobs], weigh, is_spent=is_spent)

    def _pack(self, job: Job) -> bytes:
        content = job()
        self.sent.append(len(content))
        return content


def list_digests(books: Sequence[BookReport]) -> list[list[str]]:
    """Return the digests of the files of each book."""
    return [[file.sha256 for file in one.files] for one in books]


def kill_worker(address: str) -> None:
    """Kill one process of the cluster as the system would."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        process = min(client.run(os.getpid).values())
    os.kill(process, signal.SIGKILL)


def build_far(roots: list[Path], request: BuildRequest, address: str, base: Path, kill_at: int) -> dict[str, Any]:
    """Return what the cluster made of the books, and the bytes that travelled; a worker is killed at a book."""
    executor = WeighingExecutor(address)
    heard: list[str] = []

    def hear(one: BookReport) -> None:
        heard.append(one.folder)
        if len(heard) == kill_at:
            kill_worker(address)

    began = time.perf_counter()
    books = build_books(roots, request, 1, hear, base=base, executor=executor)
    seconds = time.perf_counter() - began
    assert sorted(heard) == sorted({one.folder for one in books}), "a book came out twice, or never"
    return {"books": books, "seconds": seconds, "sent": executor.sent, "returned": executor.returned}


def describe(run: dict[str, Any]) -> dict[str, float]:
    """Return the figures of a run, for one book."""
    books: list[BookReport] = run["books"]
    return {
        "seconds": round(run["seconds"] / len(books), 3),
        "cpu": round(statistics.mean(one.cpu for one in books), 3),
        "bytes sent": round(statistics.mean(run["sent"])),
        "bytes returned": round(statistics.mean(run["returned"])),
    }


def measure(count: int) -> dict[str, Any]:
    """Return the figures of `count` books. Raises AssertionError where the cluster makes other books."""
    import fsspec

    figures: dict[str, Any] = {"books": count}
    with tempfile.TemporaryDirectory(prefix="makeready-cluster-") as name, open_bucket() as bucket:
        base, words = Path(name), list_words()
        roots = [base / f"{number:04}" for number in range(count)]
        for number, root in enumerate(roots):
            write_review(root, number, words)
        began = time.perf_counter()
        near = build_books(roots, BuildRequest(), 2, base=base)
        assert all(one.status is BookStatus.BUILT for one in near)
        figures["here"] = {
            "seconds": round((time.perf_counter() - began) / count, 3),
            "cpu": round(statistics.mean(one.cpu for one in near), 3),
            "bytes of artifacts": round(statistics.mean(sum(file.size for file in one.files) for one in near)),
        }
        request = BuildRequest(output_url=f"{bucket}/books", cache_url=f"{bucket}/cache")
        with open_cluster(2) as address:
            far = build_far(roots, request, address, base, count // 2)
            again = build_far(roots, request, address, base, 0)
        assert list_digests(far["books"]) == list_digests(again["books"]) == list_digests(near), "other books"
        assert all(one.status is BookStatus.UNCHANGED for one in again["books"])
        figures["cluster"], figures["again"] = describe(far), describe(again)
        sizes = fsspec.filesystem("s3").du(f"{bucket}/cache", total=False)
        figures["cache"] = {"entries": len(sizes) / count, "bytes": round(sum(sizes.values()) / count)}
    return figures


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1])), indent=2))
