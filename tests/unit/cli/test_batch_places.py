"""`makeready batch` with other places and other builders than those of this machine."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from makeready.cli import main
from makeready.cli.batch_places import Places, open_executor, split_places
from makeready.findings import MissingToolError, UsageError
from makeready.remote import RemoteFolder
from makeready.workers import LocalExecutor, PoolExecutor
from tests.unit.press.test_batch import make_book
from tests.unit.s3_server import open_bucket

# The client of S3 leaves connections to the collector, and its parts warn of one another.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::DeprecationWarning"
)


@pytest.fixture
def bucket() -> Iterator[str]:
    with open_bucket() as address:
        yield address


def build(top: Path, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """Return what a batch of the books in `top` says as JSON."""
    main(["batch", str(top), "--format", "json", "--executor", "process", *words])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


@pytest.mark.long
def test_artifacts_and_memory_at_addresses_serve_another_machine(
    tmp_path: Path, bucket: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    statuses: list[list[str]] = []
    digests: list[dict[str, str]] = []
    told: dict[str, Any] = {}
    for machine in ("first", "second", "second"):
        top = tmp_path / machine
        if not top.exists():
            make_book(top / "shelf/a", text="# One\n\nA word of the first.\n")
            make_book(top / "shelf/b", text="# One\n\nA word of the other.\n")
        monkeypatch.chdir(top)
        again = ["--resume"] if statuses[1:] else []
        told = build(top, capsys, "--output", f"{bucket}/books", "--cache", f"{bucket}/cache", *again)
        statuses.append([one["status"] for one in told["result"]["books"]])
        digests.append({one["path"]: one["sha256"] for one in told["artifacts"]})
    # The second machine finds what the first remembered; then its journal tells that all is in place.
    assert statuses == [["built", "built"], ["unchanged", "unchanged"], ["unchanged", "unchanged"]]
    assert told["result"]["resumed"] == 2
    assert digests[0] == digests[1] == digests[2]
    assert all(path.startswith(f"{bucket}/books/shelf/") for path in digests[0])
    for path, digest in digests[0].items():
        folder, _, name = path.rpartition("/")
        content = RemoteFolder(folder).read(name)
        assert content is not None and hashlib.sha256(content).hexdigest() == digest
        manifest = RemoteFolder(folder).read("manifest.json")
        assert manifest is not None and digest in manifest.decode()
    assert not (tmp_path / "first/shelf/a/build").exists()
    shutil.rmtree(tmp_path / "second/shelf/b")
    assert [one["status"] for one in build(tmp_path / "second", capsys)["result"]["books"]] == ["built"]


def test_a_place_that_cannot_be_written_fails_each_book(
    tmp_path: Path, bucket: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make_book(tmp_path / "a")
    told = build(tmp_path, capsys, "--to", "epub", "--output", f"{bucket}-none/books", "--cache", f"{bucket}-none/c")
    assert [one["status"] for one in told["result"]["books"]] == ["failed"]
    assert "cannot be written" in told["result"]["books"][0]["message"]
    assert told["exit_code"] == 1


def test_folders_and_addresses_are_told_apart() -> None:
    assert split_places("out", "cache", "workers") == Places(output=Path("out"), cache=Path("cache"))
    assert split_places("s3://b/out/", "s3://b/c", "dask") == Places(output_url="s3://b/out", cache_url="s3://b/c")
    # What comes back is put in place here; what is remembered stays with whoever builds.
    assert split_places("file:///out", "file:///c", "dask") == Places(output=Path("/out"), cache_url="file:///c")


def test_a_cache_of_this_machine_is_of_no_use_to_others() -> None:
    with pytest.raises(UsageError, match="of no use with --executor dask"):
        split_places(None, "cache", "dask")


@pytest.mark.parametrize(("name", "scheduler"), [("dask", None), ("workers", "tcp://a:1"), ("process", "tcp://a:1")])
def test_dask_and_its_scheduler_belong_together(name: str, scheduler: str | None) -> None:
    with pytest.raises(UsageError, match="belong together"):
        open_executor(name, scheduler, 1)


def test_executors_go_by_their_names() -> None:
    assert isinstance(open_executor("process", None, 1), LocalExecutor)
    assert isinstance(open_executor("workers", None, 1), PoolExecutor)


def test_without_dask_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingToolError) as raised:
        open_executor("dask", "tcp://a:1", 1)
    assert "makeready[dask]" in str(raised.value.hint)
