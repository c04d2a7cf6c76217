"""The store: what comes out is what went in or nothing, what goes when it is full, and whose folders it touches."""

from __future__ import annotations

import hashlib
import os
import resource
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makeready.findings import StorageError, UsageError
from makeready.store import Store, clear_store, describe_store, found_store, make_key

KEY = make_key("a key")
SIGNATURE = b"Signature: 8a477f597d28d172789f06886806bc55"
HEAD = 84


def _find_entry(store: Store, key: str = KEY) -> Path:
    return store.folder / key[:2] / key[2:]


def _list_all(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


# --- keys


def test_a_key_is_the_sha256_of_parts_with_their_lengths() -> None:
    parts = b"\0\0\0\0\0\0\0\x02ab" + b"\0\0\0\0\0\0\0\x02\xc3\xa9"
    assert make_key("ab", "é") == make_key(b"ab", "é".encode()) == hashlib.sha256(parts).hexdigest()
    assert make_key("\ud800") != make_key("?")


@given(st.lists(st.binary(max_size=20), max_size=4), st.lists(st.binary(max_size=20), max_size=4))
def test_other_parts_make_another_key(one: list[bytes], other: list[bytes]) -> None:
    assert (make_key(*one) == make_key(*other)) == (one == other)


def test_parts_that_read_the_same_when_joined_make_other_keys() -> None:
    lists = [("ab", "c"), ("a", "bc"), ("abc",), ("abc", ""), ("", "abc"), ("ab", "", "c"), (), ("",)]
    assert len({make_key(*parts) for parts in lists}) == len(lists)


@pytest.mark.parametrize("key", ["", "../../etc/passwd", KEY.upper(), KEY[:-1], f"{KEY}0", f"{KEY}\n", "g" * 64])
def test_only_a_key_is_a_key(store: Store, key: str) -> None:
    with pytest.raises(ValueError, match="is not a key"):
        store.get(key)
    with pytest.raises(ValueError, match="is not a key"):
        store.put(key, b"")


# --- what comes out


@pytest.mark.parametrize("content", [b"", b"pages", b"\0" * 100_000, SIGNATURE])
def test_what_was_put_comes_out(store: Store, content: bytes) -> None:
    assert store.get(KEY) is None
    store.put(KEY, content)
    assert store.get(KEY) == content
    assert Store(store.folder).get(KEY) == content
    assert store.get(make_key("another")) is None
    store.put(KEY, content + b"!")
    assert store.get(KEY) == content + b"!"
    assert store.trouble is None
    assert _list_all(store.folder) == sorted(["CACHEDIR.TAG", KEY[:2], f"{KEY[:2]}/{KEY[2:]}"])


@pytest.mark.threat(65)
def test_every_flipped_bit_is_noticed_and_the_entry_removed(store: Store) -> None:
    store.put(KEY, b"pages")
    entry = _find_entry(store)
    whole = entry.read_bytes()
    assert len(whole) == HEAD + 5
    for bit in range(len(whole) * 8):
        broken = bytearray(whole)
        broken[bit // 8] ^= 1 << bit % 8
        entry.write_bytes(broken)
        assert store.get(KEY) is None, bit
        assert not entry.exists(), bit
    store.put(KEY, b"pages")
    assert store.get(KEY) == b"pages"


@pytest.mark.threat(65)
def test_every_truncation_and_what_was_appended_is_noticed(store: Store) -> None:
    store.put(KEY, b"pages")
    entry = _find_entry(store)
    whole = entry.read_bytes()
    for broken in (*(whole[:length] for length in range(len(whole))), whole + b"\0", b"\0" * len(whole)):
        entry.write_bytes(broken)
        assert store.get(KEY) is None, len(broken)
        assert not entry.exists(), len(broken)


def test_an_entry_under_another_key_is_none(store: Store) -> None:
    """As a folder has it that was mended by hand, or by a file system's check."""
    other = make_key("another")
    store.put(other, b"the wrong pages")
    _find_entry(store).parent.mkdir()
    _find_entry(store, other).rename(_find_entry(store))
    assert store.get(KEY) is None


@pytest.mark.threat(66)
def test_another_versions_format_is_none(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("makeready.store._FORMAT", 2)
    store.put(KEY, b"pages of the future")
    assert store.get(KEY) == b"pages of the future"
    monkeypatch.undo()
    assert store.get(KEY) is None
    store.put(KEY, b"pages")
    assert store.get(KEY) == b"pages"


def test_what_is_no_file_is_none(store: Store) -> None:
    store.put(make_key("first"), b"")
    shelf = _find_entry(store).parent
    shelf.mkdir()
    os.mkfifo(_find_entry(store))
    assert store.get(KEY) is None
    store.put(KEY, b"pages")
    assert store.get(KEY) == b"pages"
    _find_entry(store).unlink()
    _find_entry(store).mkdir()
    assert store.get(KEY) is None


@pytest.mark.threat(67)
def test_times_never_decide_what_is_fresh(store: Store) -> None:
    store.put(KEY, b"pages")
    for moment in (0, 10**10, -(10**9)):
        os.utime(_find_entry(store), (moment, moment))
        assert store.get(KEY) == b"pages"


def test_getting_makes_no_folder(store: Store) -> None:
    assert store.get(KEY) is None
    store.trim()
    assert not store.folder.exists()


# --- what goes


def _fill(store: Store, *names: str, size: int = 1000 - HEAD) -> None:
    """Put entries of 1000 bytes; each was used a second after the one before."""
    for second, name in enumerate(names):
        store.put(make_key(name), b"x" * size)
        os.utime(_find_entry(store, make_key(name)), (second, second))


def _name_kept(store: Store, *names: str) -> list[str]:
    return [name for name in names if _find_entry(store, make_key(name)).exists()]


def test_trim_removes_the_least_recently_used_until_the_rest_is_within_the_limit(tmp_path: Path) -> None:
    store = Store(tmp_path / "store", limit=3000)
    _fill(store, *"abcd")
    assert _name_kept(store, *"abcd") == list("abcd")  # Only `trim` trims.
    assert store.get(make_key("a")) is not None
    store.trim()
    assert _name_kept(store, *"abcd") == ["a", "c", "d"]
    store.trim()
    assert _name_kept(store, *"abcd") == ["a", "c", "d"]
    Store(store.folder, limit=2999).trim()
    assert _name_kept(store, *"abcd") == ["a", "d"]
    Store(store.folder, limit=0).trim()
    assert describe_store(store.folder).entries == 0


def test_a_store_is_trimmed_once_a_fifth_of_its_limit_was_put_in(tmp_path: Path) -> None:
    store = Store(tmp_path / "store", limit=10_000)
    _fill(store, *map(str, range(30)), size=500 - HEAD)
    store.tidy()
    assert describe_store(store.folder).size <= 10_000


@pytest.mark.parametrize(("drawn", "trims"), [(b"\xff\xff\xff\xff", False), (b"\0\0\0\0", True)])
def test_what_little_is_put_in_is_looked_through_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drawn: bytes, *, trims: bool
) -> None:
    monkeypatch.setattr("makeready.store.os.urandom", lambda _: drawn)
    asked = []
    monkeypatch.setattr(Store, "trim", lambda _: asked.append(1))
    store = Store(tmp_path / "store")
    store.tidy()
    assert asked == [], "nothing was put in"
    store.put(KEY, b"little")
    store.tidy()
    assert bool(asked) is trims


def test_what_is_larger_than_the_store_is_not_kept(tmp_path: Path) -> None:
    store = Store(tmp_path / "store", limit=100)
    store.put(KEY, b"x" * 101)
    assert not store.folder.exists()
    store.put(KEY, b"x" * 100)
    assert store.get(KEY) == b"x" * 100
    assert store.trouble is None
    assert Store(store.folder, limit=99).get(KEY) is None


def test_trim_and_clear_remove_what_killed_writers_left_and_nothing_that_is_written_now(store: Store) -> None:
    _fill(store, "a")
    shelf = _find_entry(store, make_key("a")).parent
    for remove in (store.trim, lambda: clear_store(store.folder)):
        shelf.mkdir(exist_ok=True)
        gone = [folder / f".makeready-{10**30}-{'0' * 16}.part" for folder in (store.folder, shelf)]
        busy = [folder / f".makeready-{os.getpid()}-{'0' * 16}.part" for folder in (store.folder, shelf)]
        for path in (*gone, *busy):
            path.write_bytes(b"half")
        remove()
        assert [path.exists() for path in (*gone, *busy)] == [False, False, True, True]


# --- what is in it


def test_a_store_is_described(store: Store) -> None:
    _fill(store, *"abc")
    summary = describe_store(store.folder, limit=5)
    assert (summary.entries, summary.size, summary.limit) == (3, 3000, 5)
    assert summary.oldest == datetime(1970, 1, 1, tzinfo=UTC)
    assert describe_store(store.folder / "absent").oldest is None


def test_a_time_beyond_the_calendar_is_none(store: Store) -> None:
    _fill(store, "a")
    try:
        os.utime(_find_entry(store, make_key("a")), ns=(0, -(10**11) * 10**9))
    except OSError:
        pytest.skip("this file system knows no such time")
    assert describe_store(store.folder).entries == 1


def test_clear_removes_all_entries_and_keeps_folder_and_tag(store: Store) -> None:
    _fill(store, *"abc")
    removed = clear_store(store.folder)
    assert (removed.entries, removed.size) == (3, 3000)
    assert _list_all(store.folder) == ["CACHEDIR.TAG"]
    assert clear_store(store.folder).entries == 0
    assert clear_store(store.folder / "absent").entries == 0
    _fill(store, "a")
    assert store.get(make_key("a")) is not None


# --- whose folder it is


def test_the_folder_is_tagged_as_a_cache(tmp_path: Path) -> None:
    store = Store(tmp_path / "a" / "b")
    store.put(KEY, b"pages")
    assert (store.folder / "CACHEDIR.TAG").read_bytes().startswith(SIGNATURE + b"\n")


def test_an_empty_folder_becomes_a_store(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(KEY, b"pages")
    assert Store(tmp_path).get(KEY) == b"pages"


def _refuse_everything(folder: Path) -> None:
    for use in (Store, describe_store, clear_store):
        with pytest.raises(UsageError):
            use(folder)


@pytest.mark.parametrize(
    "tag", [None, b"", SIGNATURE + b"\n# This is pytest's.\n", b"# makeready\n" + SIGNATURE, b"Signature: 0"]
)
def test_a_folder_that_is_not_ours_is_refused_and_left_as_it_is(tmp_path: Path, tag: bytes | None) -> None:
    (tmp_path / KEY[:2]).mkdir()
    letter = tmp_path / KEY[:2] / KEY[2:]
    letter.write_text("dear all")
    if tag is not None:
        (tmp_path / "CACHEDIR.TAG").write_bytes(tag)
    before = _list_all(tmp_path)
    _refuse_everything(tmp_path)
    assert _list_all(tmp_path) == before
    assert letter.read_text() == "dear all"


def test_a_tag_that_is_a_link_or_a_folder_is_none(store: Store) -> None:
    store.put(KEY, b"pages")
    tag = store.folder / "CACHEDIR.TAG"
    tag.rename(store.folder.parent / "tag")
    tag.symlink_to(store.folder.parent / "tag")
    _refuse_everything(store.folder)
    tag.unlink()
    tag.mkdir()
    _refuse_everything(store.folder)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    _refuse_everything(tmp_path / "file")
    _refuse_everything(tmp_path / "file" / "below")
    assert (tmp_path / "file").read_text() == "mine"


def test_a_folder_that_turned_into_something_else_is_left_alone(store: Store) -> None:
    """Between the moment when the store was opened and the first that is put or trimmed."""
    store.folder.mkdir()
    (store.folder / "mine").write_text("mine")
    store.trim()
    store.put(KEY, b"pages")
    assert store.trouble is not None
    assert "holds other things" in store.trouble
    assert _list_all(store.folder) == ["mine"]


def test_what_is_not_ours_in_a_store_stays(store: Store) -> None:
    store.put(KEY, b"pages")
    shelf = _find_entry(store).parent
    for path in (store.folder / "notes.txt", shelf / "notes.txt", store.folder / ".DS_Store", shelf / ("0" * 61)):
        path.write_text("mine")
    (shelf / ("0" * 62)).mkdir()
    before = set(_list_all(store.folder))
    Store(store.folder, limit=0).trim()
    clear_store(store.folder)
    assert before - set(_list_all(store.folder)) == {f"{KEY[:2]}/{KEY[2:]}"}


@pytest.fixture
def outside(store: Store, tmp_path: Path) -> Path:
    """Return a folder outside the store with the whole entry of KEY, and what a killed writer left there."""
    store.put(KEY, b"pages")
    folder = tmp_path / "outside"
    folder.mkdir()
    _find_entry(store).rename(folder / KEY[2:])
    (folder / f".makeready-{10**30}-{'0' * 16}.part").write_bytes(b"half")
    return folder


def _use_all(store: Store) -> None:
    """Do with the store whatever can be done with it, and find nothing in it."""
    assert store.get(KEY) is None
    assert describe_store(store.folder).entries == 0
    Store(store.folder, limit=0).trim()
    assert clear_store(store.folder).entries == 0
    store.put(KEY, b"newer")


def test_an_entry_that_is_a_link_is_not_followed_and_replaced(store: Store, outside: Path) -> None:
    before = {path.name: path.read_bytes() for path in outside.iterdir()}
    _find_entry(store).symlink_to(outside / KEY[2:])
    _use_all(store)
    assert store.get(KEY) == b"newer"
    assert {path.name: path.read_bytes() for path in outside.iterdir()} == before


def test_a_folder_of_entries_that_is_a_link_is_not_followed(store: Store, outside: Path) -> None:
    before = {path.name: path.read_bytes() for path in outside.iterdir()}
    _find_entry(store).parent.rmdir()
    _find_entry(store).parent.symlink_to(outside)
    _use_all(store)
    assert store.get(KEY) is None
    assert store.trouble is not None
    assert "is no folder" in store.trouble
    assert {path.name: path.read_bytes() for path in outside.iterdir()} == before


def test_a_store_may_be_named_by_a_link(store: Store, tmp_path: Path) -> None:
    store.put(KEY, b"pages")
    (tmp_path / "link").symlink_to(store.folder)
    assert Store(tmp_path / "link").get(KEY) == b"pages"
    assert clear_store(tmp_path / "link").entries == 1


@pytest.mark.threat(90)
@pytest.mark.parametrize("kept", [0, HEAD])
def test_an_entry_of_nothing_as_large_as_a_disk_is_passed_over_at_once(store: Store, kept: int) -> None:
    store.put(KEY, b"words")
    path = _find_entry(store)
    head = path.read_bytes()[:kept]
    with path.open("wb") as stream:
        stream.write(head)
        stream.truncate(5 * 1024**3)
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    assert store.get(KEY) is None
    assert time.process_time() - start < 0.1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024
    assert not path.exists()


def test_a_store_can_be_founded_for_files_that_stand_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "store"
    found_store(folder)
    (folder / "notes").write_text("beside the entries")
    found_store(folder)
    store = Store(folder)
    store.put(KEY, b"content")
    assert store.get(KEY) == b"content"
    assert clear_store(folder).entries == 1
    assert (folder / "notes").read_text() == "beside the entries"
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").touch()
    with pytest.raises(UsageError, match="other things"):
        found_store(tmp_path / "other")
    (tmp_path / "file").touch()
    with pytest.raises((UsageError, StorageError)):
        found_store(tmp_path / "file" / "below")


def test_one_that_is_read_only_gives_what_is_there_and_changes_nothing(tmp_path: Path) -> None:
    writer = Store(tmp_path / "store")
    writer.put(KEY, b"kept")
    damaged = make_key("damaged")
    writer.put(damaged, b"whole")
    _find_entry(writer, damaged).write_bytes(b"torn")
    os.utime(_find_entry(writer), (1, 1))
    before = _list_all(tmp_path)
    reader = Store(tmp_path / "store", limit=1, read_only=True)
    assert (reader.get(damaged), reader.trouble) == (None, None)
    reader.put(make_key("new"), b"")
    reader.trim()
    assert _list_all(tmp_path) == before
    assert Store(tmp_path / "store", read_only=True).get(KEY) == b"kept"
    assert _find_entry(writer).stat().st_mtime == 1
    Store(tmp_path / "none", read_only=True).put(KEY, b"a")
    assert not (tmp_path / "none").exists()
