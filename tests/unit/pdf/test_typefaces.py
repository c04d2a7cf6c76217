"""Typefaces on the page: a process asks for a face once, whatever book's memory it asks then."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from makeready.fonts import instance_face, list_built_in
from makeready.pdf import typefaces
from makeready.pdf.typefaces import digest_face, recall_face
from makeready.store import Store
from makeready.workshop import Workshop

FACE = list_built_in().faces[0]


@pytest.fixture(autouse=True)
def _a_fresh_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(typefaces, "_KEPT", {})
    monkeypatch.setattr(typefaces, "_DIGESTS", {})
    yield


def _open(folder: Path) -> Workshop:
    return Workshop(memory=Store(folder))


def _count_entries(folder: Path) -> int:
    return len([path for path in folder.glob("??/*") if path.is_file()])


def test_the_first_book_of_a_process_remembers_a_face_and_the_next_does_not_write_it_again(tmp_path: Path) -> None:
    first = recall_face(FACE, _open(tmp_path / "one"))
    assert recall_face(FACE, _open(tmp_path / "two")) is first
    assert first == instance_face(FACE)
    assert [_count_entries(tmp_path / name) for name in ("one", "two")] == [1, 0]


def test_another_process_finds_a_face_where_it_was_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = recall_face(FACE, _open(tmp_path))
    monkeypatch.setattr(typefaces, "_KEPT", {})

    def refuse(_face: object) -> bytes:
        raise AssertionError("it was cut again")

    monkeypatch.setattr(typefaces, "instance_face", refuse)
    assert recall_face(FACE, _open(tmp_path)) == first


def test_only_the_faces_that_were_used_last_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(typefaces, "_MOST_KEPT", 2)
    shop, (one, two, three) = _open(tmp_path), list_built_in().faces[:3]
    for face in (one, two, one, three):
        recall_face(face, shop)
    assert list(typefaces._KEPT.values()) == [instance_face(one), instance_face(three)]


def test_the_digest_is_that_of_the_file(tmp_path: Path) -> None:
    shop = _open(tmp_path)
    told = [digest_face(FACE, shop) for _ in range(2)]
    assert told == [hashlib.sha256(instance_face(FACE)).hexdigest()] * 2
