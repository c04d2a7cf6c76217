"""Chapters that were found sound are not read again, and words that differ are seen whatever is remembered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from makeready.checks.blocks import DocumentText, LazyTexts, read_document
from makeready.checks.parity import check_parity
from makeready.checks.sound_words import _read_group, are_words_sound, read_chapters
from makeready.model.composition import ContentDocument
from makeready.store import Memory, Store
from makeready.workshop import Workshop
from tests.unit.checks.bound_books import BoundBook, bind, rewrite

FILES = {
    "01.md": "# The Road\n\nThe road has nine miles[^1].\n\n[^1]: It was measured twice.\n",
    "02.md": "# The Mill\n\nBehind the mill the road goes on for a while -- uphill.\n",
    "03.md": "# The Inn\n\nThe inn has four rooms[^1].\n\n[^1]: They were counted.\n",
}
NOTES = ("chapter-end", "book-end")


@cache
def bind_road(notes: str = "chapter-end", old: str = "", new: str = "") -> BoundBook:
    files = {name: text.replace(old, new) if old else text for name, text in FILES.items()}
    return bind(files, "epub", f'notes = "{notes}"\n')


class _Asker:
    """Asks with one memory, and keeps the words of the documents that were read for the last answer."""

    def __init__(self, memory: Memory) -> None:
        self._shop = Workshop(memory=memory)
        self.read: list[bytes] = []

    def ask(self, bound: BoundBook, documents: Iterable[ContentDocument] = ()) -> bool:
        """Return whether `documents`, by default those of the book, have its words: the same without a memory."""
        own = {one.href: one.content for one in documents or bound.composition.documents}
        with Workshop().open_notebook("none") as notebook:
            wanted = are_words_sound(bound.book, bound.composition.book, LazyTexts(own), notebook)
        self.read.clear()
        with self._shop.open_notebook("words") as notebook:
            found = are_words_sound(bound.book, bound.composition.book, LazyTexts(own, self._read), notebook)
        assert found == wanted
        return found

    def _read(self, href: str, content: bytes) -> DocumentText:
        self.read.append(content)
        return read_document(href, content)


@pytest.fixture
def asker(tmp_path: Path) -> _Asker:
    return _Asker(Store(tmp_path / "cache"))


@pytest.mark.parametrize("notes", NOTES)
def test_only_what_changed_is_read_again(notes: str, asker: _Asker) -> None:
    assert asker.ask(bind_road(notes)) and len(asker.read) == len(bind_road(notes).composition.documents)
    assert asker.ask(bind_road(notes)) and asker.read == []
    assert asker.ask(bind_road(notes, "four rooms", "five rooms"))
    # The colophon has the digest of the text.
    assert [b"five rooms" in one for one in asker.read] == [True, False]


@pytest.mark.parametrize("notes", NOTES)
@pytest.mark.parametrize("word", ["nine ", "twice", "uphill", "rooms", "counted"])
def test_a_word_that_only_one_of_the_two_has_is_seen(word: str, notes: str, asker: _Asker) -> None:
    bound = bind_road(notes)
    spoilt = rewrite(bound.composition, word, "").documents
    for _ in range(2):
        assert not asker.ask(bound, spoilt)
        assert not asker.ask(replace(bound, book=bind_road(notes, word, "").book))
        assert asker.ask(bound)


def test_what_the_book_knows_is_looked_for_in_its_place(asker: _Asker) -> None:
    bound = bind_road()
    documents = list(bound.composition.documents)
    one, two = (index for index, each in enumerate(documents) if b"nine" in each.content or b"uphill" in each.content)
    assert asker.ask(bound)
    exchanged = [replace(each) for each in documents]
    exchanged[one] = replace(documents[one], content=documents[two].content)
    exchanged[two] = replace(documents[two], content=documents[one].content)
    assert not asker.ask(bound, exchanged)
    assert not asker.ask(bound, documents[:-1])
    assert not asker.ask(bound, documents[::-1])


@pytest.mark.parametrize("noted", [b"", b"0" * 64, b"\xff\n", b"\n\n", b"x\ny"])
def test_a_broken_note_hides_nothing(noted: bytes, tmp_path: Path) -> None:
    class Spoilt(Store):
        """Puts something else into each note of a notebook."""

        def put(self, key: str, content: bytes) -> None:
            at, notes = 0, b""
            while at < len(content):
                end = at + 36 + int.from_bytes(content[at + 32 : at + 36], "big")
                notes += content[at : at + 32] + len(noted).to_bytes(4, "big") + noted
                at = end
            super().put(key, notes)

    bound = bind_road()
    shop = Workshop(memory=Spoilt(tmp_path / "cache"))
    for _ in range(2):
        assert check_parity(bound.book, bound.artifact, bound.composition, shop) == ()
    spoilt = rewrite(bound.composition, "four ", "")
    found = check_parity(bound.book, bound.artifact, spoilt, shop)
    assert found == check_parity(bound.book, bound.artifact, spoilt)


def test_words_that_were_read_before_are_those_of_their_own_book() -> None:
    one, other = bind_road().book, bind_road(old="nine", new="ten").book
    read_chapters(one)
    first = _read_group(one, one.sections)
    assert _read_group(one, one.sections) is first
    second = _read_group(other, other.sections)
    assert [raw for raw, _ in second[0].main] == [raw.replace("nine", "ten") for raw, _ in first[0].main]
    assert second[1] != first[1]
    assert _read_group(one, one.sections)[1] == first[1]
