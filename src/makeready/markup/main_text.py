"""The main text: the bytes of a content document go in; its words in order, each with its place in the file, come out.

Reads what markup/writer.py wrote: well-formed, no comments, no `>` in attributes. What counts as main text is said
in model/pages.py; the words of each note behind a chapter are a text of their own.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, islice

from makeready.model.pages import UNCOUNTED, is_apart, is_note

_TOKEN = re.compile(rf"<[^>]*>|&[^;]*;|[^<&{UNCOUNTED}]+|[{UNCOUNTED}]+")
_WORD = re.compile(r"\S+")
_ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
_NAME = re.compile(r"</?([\w:-]+)")
# Elements of a line: a word goes on through them.
_INLINE = frozenset(
    "a abbr b bdi bdo cite code del dfn em i ins kbd mark q rb ruby s samp small span strong sub sup time u var".split()
)
_BLOCK_CLASS = re.compile(r'class="(?:line|paragraph)[ "]')
_JOINERS = "'’-\u2010\u2011"
# Scripts that set no space between words: a page may start at any character of theirs.
_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_LONGEST_WORD = 60


@dataclass(slots=True)
class Run:
    """Counted characters without a gap: `offset` counts those before it, `at` is its place in the file.

    `opens` is the place for what is to stand before it, in front of the elements that begin with it; `glued` is True
    where it goes on the word before.
    """

    offset: int
    at: int
    text: str
    opens: int
    glued: bool


@dataclass(slots=True)
class _Stretch:
    """The text between two tags: its first run, all of its characters, and the words of these.

    A book has as many runs as words, and few of them are ever asked for: the others are made when they are.
    """

    first: Run
    raw: str
    words: list[str]
    starts: list[int] = field(default_factory=list)

    def find_run(self, offset: int) -> int:
        """Return the index of the run that the character `offset` of the main text stands in."""
        if not self.starts:
            self.starts = list(accumulate(map(len, self.words[:-1]), initial=0))
        return max(0, bisect_right(self.starts, offset - self.first.offset) - 1)

    def list_runs(self, index: int) -> Iterator[Run]:
        """Yield the runs from that of this index on; `find_run` gave it."""
        if index == 0:
            yield self.first
            index = 1
        places: Iterable[int] = map(int.__add__, self.starts[index:], range(index, len(self.starts)))
        if self.starts[-1] + len(self.words[-1]) + len(self.starts) - 1 != len(self.raw):
            # More than one character of white space stands between words.
            places = (match.start() for match in islice(_WORD.finditer(self.raw), index, None))
        for start, place, word in zip(self.starts[index:], places, self.words[index:], strict=True):
            at = self.first.at + place
            yield Run(self.first.offset + start, at, word, at, False)


@dataclass(slots=True)
class MainText:
    """The characters of a section or a note that count, and the places of its pictures in the file."""

    anchor: str
    is_note: bool = False
    pictures: list[int] = field(default_factory=list)
    length: int = 0
    _stretches: list[_Stretch] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _offsets: list[int] = field(default_factory=list)
    _joined: str | None = None

    @property
    def text(self) -> str:
        """Return all counted characters."""
        if self._joined is None:
            self._joined = "".join(self._parts)
        return self._joined

    def add(self, raw: str, at: int, opens: int, glued: bool) -> None:
        """Add text that stands at a place of the file and begins with a word; `opens` and `glued` are that word's."""
        words = raw.split()
        first = Run(self.length, at, words[0], opens, glued)
        self._offsets.append(self.length)
        self._stretches.append(_Stretch(first, raw, words))
        self._parts += words
        self.length += sum(map(len, words))
        self._joined = None

    def find_run(self, offset: int) -> Run:
        """Return the run that the character `offset` stands in; behind the last one the last. There has to be one."""
        return next(self.list_runs(offset))

    def list_runs(self, offset: int) -> Iterator[Run]:
        """Yield the run that the character `offset` stands in, and those behind it."""
        for stretch in islice(self._stretches, self._find_stretch(offset), None):
            yield from stretch.list_runs(stretch.find_run(offset))

    def find_offset(self, at: int, before: int) -> int:
        """Return the offset of the first character at or behind the place `at` of the file; the one `before` is."""
        index = self._find_stretch(before)
        while index > 0 and self._stretches[index].first.at >= at:
            index -= 1
        stretch = self._stretches[index]
        start = stretch.first.at
        counted = sum(map(len, stretch.raw[: max(0, at - start)].split()))
        return stretch.first.offset + counted

    def _find_stretch(self, offset: int) -> int:
        return max(0, bisect_right(self._offsets, offset) - 1)

    def find_word(self, offset: int) -> int:
        """Return the offset of the beginning of the word that the character `offset` stands in.

        A dash and a slash end a word, a hyphen and an apostrophe do not; scripts without spaces have no words here.
        """
        start = offset
        if offset >= self.length or not _is_wordly(self.text[offset]):
            return offset
        run = self.find_run(offset)
        while start > 0 and offset - start < _LONGEST_WORD:
            if start == run.offset:
                if not run.glued:
                    return start
                run = self.find_run(start - 1)
            if not _is_wordly(self.text[start - 1]):
                return start
            start -= 1
        return start if start == 0 else offset

    def find_place(self, offset: int) -> int:
        """Return where in the file something is to stand before the character `offset`."""
        if not self.length:
            return 0
        run = self.find_run(offset)
        within = offset - run.offset
        return run.opens if within <= 0 else run.at + min(within, len(run.text))

    def list_words(self, offset: int) -> Iterator[str]:
        """Yield the words from the character `offset` on, as they stand between white space."""
        word = ""
        for run in self.list_runs(offset):
            if word and not run.glued:
                yield word
                word = ""
            word += run.text[max(0, offset - run.offset) :]
        if word:
            yield word


def read_main_text(content: str) -> tuple[MainText, ...]:
    """Return the main text of a content document, then those of the notes that stand in it."""
    reader = _Reader()
    for match in _TOKEN.finditer(content, max(0, content.find("<body"))):
        reader.read(match[0], match.start(), match.end())
    return tuple(reader.texts)


class _Reader:
    """Reads the tokens of one file; keeps how deep it is, what it skips, and where the block and the line began."""

    def __init__(self) -> None:
        self.texts: list[MainText] = []
        self.open: list[tuple[int, MainText]] = []
        self.depth = 0
        self.skipped: int | None = None  # the depth of the element that is passed over
        self.parts = False  # whether that element stands behind white space
        self.end = 0  # where the last token of this line ended
        self.lift: tuple[int, int] | None = None  # where the elements that begin here begin and end
        self.block = 0  # where the content of this block begins
        self.is_first = True

    def read(self, token: str, start: int, end: int) -> None:
        if token[0] == "<":
            self._read_tag(token, start, end)
        elif token[0] in UNCOUNTED:
            self.end = end if self.end == start else self.end
        elif self.skipped is None and token[0] == "&":
            self._read_entity(token, start, end)
        elif self.skipped is None:
            self._read_words(token, start)

    def _read_entity(self, token: str, start: int, end: int) -> None:
        words = html.unescape(token)
        if not words.isspace():
            self._read_words(words, start)
            self.end = end if self.open else self.end

    def _read_tag(self, tag: str, start: int, end: int) -> None:
        found = _NAME.match(tag)
        if found is None:
            return
        name = found[1]
        if tag[1] == "/":
            self._close(name, start, end)
            return
        empty = tag.endswith("/>")
        self.depth += not empty
        if self.skipped is not None:
            return
        if "=" in tag and self._begin_text(name, tag):
            # What is passed over within a line does not part the word around it.
            self.skipped, self.parts = None if empty else self.depth, self.end != start
            self.end = end if empty and self.end == start else self.end
            return
        if name == "img":
            self._read_picture(start)
        elif name in _INLINE and _BLOCK_CLASS.search(tag) is None:
            if not empty:
                self.lift = (self.lift[0] if self.lift and self.lift[1] == start else start, end)
            if self.end == start:
                self.end = end
        elif name == "br":
            self.lift, self.is_first = None, False
        else:
            self._begin_block(end)

    def _begin_text(self, name: str, tag: str) -> bool:
        """Begin the text of a section or a note; return True for an element that has no text to count."""
        attributes = dict(_ATTRIBUTE.findall(tag))
        note = is_note(name, attributes)
        if note or (name == "section" and not self.open):
            self.open.append((self.depth, MainText(anchor=attributes.get("id", ""), is_note=note)))
            self.texts.append(self.open[-1][1])
            return False
        return is_apart(name, attributes)

    def _close(self, name: str, start: int, end: int) -> None:
        depth, self.depth = self.depth, self.depth - 1
        if self.skipped is not None:
            if depth == self.skipped:
                self.skipped, self.end = None, -1 if self.parts else end
            return
        if self.open and self.open[-1][0] == depth:
            self.open.pop()
        self.lift = None
        if name in _INLINE:
            self.end = end if self.end == start else self.end
        else:
            self._begin_block(end)

    def _begin_block(self, end: int) -> None:
        self.block, self.is_first, self.lift, self.end = end, True, None, -1

    def _read_picture(self, start: int) -> None:
        if self.open:
            self.open[-1][1].pictures.append(start)
        self.is_first, self.lift, self.end = False, None, -1

    def _read_words(self, words: str, start: int) -> None:
        """Read the text that stands at `start`; white space around it parts it from what stands there."""
        raw = words.lstrip()
        if not self.open or not raw:
            return
        start += len(words) - len(raw)
        raw = raw.rstrip()
        opens = start
        if self.is_first:
            opens = self.block
        elif self.lift and self.lift[1] == start:
            opens = self.lift[0]
        self.open[-1][1].add(raw, start, opens, self.end == start and not self.is_first)
        self.end, self.lift, self.is_first = start + len(raw), None, False


def _is_wordly(character: str) -> bool:
    if character.isalnum():
        return _SPACELESS.match(character) is None
    return character in _JOINERS or unicodedata.category(character).startswith("M")
