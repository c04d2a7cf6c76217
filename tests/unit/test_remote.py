"""Remote places: what is put comes back whole; what is damaged, missing or out of reach is as if it were not there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from makeready import remote
from makeready.findings import MissingToolError, StorageError, UsageError
from makeready.remote import RemoteFolder, RemoteStore, find_local, is_address, require_address
from makeready.store import make_key
from tests.unit.s3_server import open_bucket

# The client of S3 leaves connections to the collector, and its parts warn of one another.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::DeprecationWarning"
)
KEY = make_key("a")


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    with open_bucket() as address:
        yield address


@pytest.mark.parametrize(
    ("text", "expected"),
    [("s3://bucket/a", True), ("file:///a", True), ("a/b", False), ("c:\\books", False), ("s3:/bucket", False)],
)
def test_addresses_are_told_from_paths(text: str, expected: bool) -> None:
    assert is_address(text) is expected


def test_an_address_of_this_machine_is_a_folder() -> None:
    assert find_local("file:///books/of%20mine") == Path("/books/of mine")
    assert find_local("s3://bucket/a") is None


def test_an_address_of_no_known_protocol_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="nowhere:// is no protocol"):
        require_address("nowhere://a")
    require_address("s3://a")


def test_without_fsspec_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(MissingToolError) as raised:
        require_address("s3://a")
    assert "makeready[remote]" in str(raised.value.hint)


def test_files_come_back_as_they_were_put(bucket: str) -> None:
    folder = RemoteFolder(f"{bucket}/a/b/")
    folder.write_all({"one.epub": b"one", "manifest.json": b"{}"})
    folder.write_all({"one.epub": b"two"})
    assert (folder.read("one.epub"), folder.read("manifest.json"), folder.read("none")) == (b"two", b"{}", None)


def test_the_manifest_is_not_there_before_the_rest(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put = remote._put

    def refuse(content: bytes, system: Any, path: str) -> None:
        if path.endswith(".pdf"):
            raise PermissionError("no more room")
        put(content, system, path)

    monkeypatch.setattr(remote, "_put", refuse)
    folder = RemoteFolder(f"{bucket}/c")
    with pytest.raises(StorageError, match=r"c/two\.pdf cannot be written: no more room"):
        folder.write_all({"one.epub": b"one", "two.pdf": b"two", "manifest.json": b"{}"})
    assert (folder.read("one.epub"), folder.read("two.pdf"), folder.read("manifest.json")) == (b"one", None, None)


def test_a_bucket_that_is_not_there_is_trouble_with_storage(bucket: str) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        RemoteFolder(f"{bucket}-none/a").write_all({"one.epub": b"one"})


def test_results_come_back_from_another_store_at_the_same_place(bucket: str) -> None:
    store = RemoteStore(f"{bucket}/cache")
    assert store.get(KEY) is None
    store.put(KEY, b"content")
    store.tidy()
    assert RemoteStore(f"{bucket}/cache/").get(KEY) == b"content"
    assert store.trouble is None


@pytest.mark.parametrize("damage", [b"", b"x", b"x" * 200])
def test_a_damaged_entry_is_a_miss_and_is_replaced(bucket: str, damage: bytes) -> None:
    store = RemoteStore(f"{bucket}/damaged")
    store.put(KEY, b"content")
    RemoteFolder(f"{bucket}/damaged/{KEY[:2]}").write_all({KEY[2:]: damage})
    assert store.get(KEY) is None
    assert store.trouble is None
    store.put(KEY, b"content")
    assert store.get(KEY) == b"content"


def test_the_entry_of_another_key_is_a_miss(bucket: str) -> None:
    store, other = RemoteStore(f"{bucket}/moved"), make_key("b")
    store.put(KEY, b"content")
    packed = RemoteFolder(f"{bucket}/moved/{KEY[:2]}").read(KEY[2:])
    assert packed is not None
    RemoteFolder(f"{bucket}/moved/{other[:2]}").write_all({other[2:]: packed})
    assert store.get(other) is None


def test_what_is_larger_than_the_limit_is_not_kept(bucket: str) -> None:
    store = RemoteStore(f"{bucket}/small", limit=3)
    store.put(KEY, b"content")
    assert store.get(KEY) is None


def test_a_place_out_of_reach_is_asked_once(bucket: str) -> None:
    store = RemoteStore(f"{bucket}-none/cache")
    store.put(KEY, b"content")
    assert store.trouble is not None and "nothing can be kept" in store.trouble
    assert store.get(KEY) is None
