"""Counted notes: how many notes a book has goes in; the book, and its notes found again in a finished PDF, come out.

Every call stands behind a word that occurs once (kq0001), every note begins with one (nq0001) and ends with one
(zq0001). Where poppler finds these words on the pages is all that is counted: nothing of our own is asked.
"""

from __future__ import annotations

import html
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

WORDS = (
    "the keeper of a quiet weir counted boats and extraordinary misunderstandings while considerable rain fell over "
    "stone bridges where nobody remembered which river had carried international conversations down to this mill"
).split()
_WORD = re.compile(r'<word xMin="[\d.]+" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">(.*?)</word>')
_MARKED = re.compile(r"([knz])q(\d{4})(\d*)")


@dataclass(frozen=True, slots=True)
class _Word:
    top: float
    foot: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a marked word stands: its page from 0, its height from the top in points, and the number beside it."""

    page: int
    y: float
    number: str


@dataclass(slots=True)
class Counts:
    """What was found in a PDF: pages, notes, and the serials of those that are not as they should be.

    `lost` and `doubled` are calls, beginnings or ends; `strayed` notes begin on another page than their call;
    `misnumbered` ones have another number than their call; `above` stand higher than their call. `broken` ones go on
    overleaf, as they may.
    """

    pages: int = 0
    notes: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    strayed: list[str] = field(default_factory=list)
    misnumbered: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    numbers: dict[int, list[int]] = field(default_factory=dict)

    @property
    def faults(self) -> list[str]:
        """Return the serials of all that is wrong."""
        return [*self.lost, *self.doubled, *self.strayed, *self.misnumbered, *self.above]


class Writer:
    """Writes chapters with calls of all kinds, all by count."""

    def __init__(self, *, long_every: int = 0) -> None:
        """With `long_every`, one note in so many is longer than a page."""
        self.long_every = long_every
        self.serial = 0
        self.spoken = 0
        self.notes: list[str] = []

    def speak(self, count: int) -> str:
        """Return the next `count` words, in no order that comes again."""
        said = []
        for _ in range(count):
            self.spoken = (self.spoken * 1103515245 + 12345) % 2**31
            said.append(WORDS[(self.spoken >> 16) % len(WORDS)])
        return " ".join(said)

    def call(self) -> str:
        """Return a marked word with a call, and keep the words of the note."""
        self.serial += 1
        name = f"{self.serial:04}"
        length = 8 + self.serial * 5 % 43
        if self.long_every and self.serial % self.long_every == 0:
            length = 420 + self.serial * 11 % 400
        inner = ""
        if self.serial % 25 == 7:
            self.notes.append(f"[^i{name}]: nq{9000 + self.serial} {self.speak(9)} zq{9000 + self.serial}")
            inner = f" kq{9000 + self.serial}[^i{name}]"
            length = 12
        self.notes.append(f"[^m{name}]: nq{name} {self.speak(length)}{inner} {self.speak(3)} zq{name}")
        return f"kq{name}[^m{name}]"

    def write_chapter(self, number: int, calls: int, words: int) -> str:
        """Return a chapter of so many calls, with `words` words to a paragraph."""
        self.notes = []
        blocks = [f"# Chapter {number} {self.call() if number % 3 == 1 else ''}".rstrip()]
        end = self.serial + calls - (number % 3 == 1)
        while self.serial < end:
            blocks += [self.speak(words * (1 + self.serial % 3) // 2), self._write_block(self.serial % 9)]
        return "\n\n".join([*blocks, self.speak(words), *self.notes]) + "\n"

    def _write_block(self, kind: int) -> str:
        said = self.speak(20)
        if kind == 0:
            return f"> {said} {self.call()} {self.speak(12)}"
        if kind == 1:
            return f"- {said} {self.call()}\n- {self.speak(15)}"
        if kind == 2:
            return f"| a | b |\n|---|---|\n| {self.speak(3)} | {self.speak(2)} {self.call()} |\n| c | {self.speak(3)} |"
        if kind == 3:
            return f"{said} *{self.speak(4)} {self.call()} {self.speak(2)}* {self.speak(30)}"
        if kind == 4:
            return f"{said} misunder{self.call()}standings {self.speak(30)}"
        if kind == 5:
            return f"## {self.speak(3)} {self.call()}\n\n{said}"
        if kind == 6:
            return f"1. {said}\n\n   {self.speak(8)} **{self.call()}**"
        return f"{said} {self.call()} {self.speak(40 + 10 * kind)}"


def write_book(
    folder: Path, chapters: int, calls: int, *, words: int = 60, long_every: int = 0, edition: Sequence[str] = ()
) -> None:
    """Write a project: `chapters` of so many `calls` each, and one print edition with the lines of `edition`."""
    folder.mkdir(parents=True, exist_ok=True)
    write_settings(folder, edition)
    writer = Writer(long_every=long_every)
    for number in range(1, chapters + 1):
        (folder / f"{number:02}.md").write_text(writer.write_chapter(number, calls, words))


def write_settings(folder: Path, edition: Sequence[str]) -> None:
    """Write book.toml with one print edition."""
    lines = [
        'title = "Counted Notes"', 'language = "en-GB"', 'author = "Ann Author"', "date = 2026-01-01",
        "modified = 2026-01-01T00:00:00Z", 'identifiers = ["https://example.org/counted-notes"]',
        "[editions.print]", 'target = "pdf"', *edition,
    ]  # fmt: skip
    (folder / "book.toml").write_text("\n".join(lines) + "\n")


def count_notes(path: Path) -> Counts:
    """Return what poppler finds of the marked words in a PDF. Raises CalledProcessError where it cannot read it."""
    command = ["pdftotext", "-bbox", str(path), "-"]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    pages = told.split("<page ")[1:]
    found: dict[tuple[str, str], list[Place]] = {}
    for index, page in enumerate(pages):
        words = [_Word(float(top), float(foot), html.unescape(text)) for top, foot, text in _WORD.findall(page)]
        for place, word in enumerate(words):
            for kind, serial, glued in _MARKED.findall(word.text):
                number = glued or _read_number(words, place, kind)
                # A heading is repeated in the contents and at the head of pages, and its call is not.
                if kind != "k" or number:
                    found.setdefault((kind, serial), []).append(Place(page=index, y=word.top, number=number))
    return _judge(found, len(pages))


def _read_number(words: Sequence[_Word], place: int, kind: str) -> str:
    """Return the small number behind a call's word, or the one before the first word of a note; else nothing."""
    beside = place + 1 if kind == "k" else place - 1
    if not 0 <= beside < len(words):
        return ""
    word, marked = words[beside], words[place]
    match = re.match(r"\d+", word.text.lstrip("\u2060"))
    small = word.foot - word.top < 0.85 * (marked.foot - marked.top)
    return match.group() if match and (small or kind != "k") else ""


def _judge(found: dict[tuple[str, str], list[Place]], pages: int) -> Counts:
    counts = Counts(pages=pages)
    for serial in sorted({serial for _, serial in found}):
        calls, begins, ends = (found.get((kind, serial), []) for kind in "knz")
        counts.notes += 1
        if not (calls and begins and ends):
            counts.lost.append(serial)
            continue
        if len(calls) + len(begins) + len(ends) > 3:
            counts.doubled.append(serial)
        call, begin, end = calls[0], begins[0], ends[0]
        if call.page != begin.page:
            counts.strayed.append(serial)
        elif begin.y < call.y:
            counts.above.append(serial)
        if call.number != begin.number or not call.number:
            counts.misnumbered.append(serial)
        else:
            counts.numbers.setdefault(begin.page, []).append(int(begin.number))
        if end.page != begin.page:
            counts.broken.append(serial)
    return counts
