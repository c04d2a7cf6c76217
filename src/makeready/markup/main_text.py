"""The main text: the bytes of a content document go in; its words in order, each with its place in the file, come out.

Reads what markup/writer.py wrote: well-formed, no comments, no `>` in attributes. What counts as main text is said
in model/pages.py; the words of each note behind a chapter are a text of their own.
"""

from __future__ import annotations

import html
import unicodedata
from bisect import bisect_right
from dataclasses import field
from itertools import islice
from typing import NamedTuple

from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern
from makeready.markup.xhtml import SPAN_TAGS
from makeready.model.counted import CountedText, count_letters, count_seen
from makeready.model.pages import UNCOUNTED, is_apart, is_note

_TOKEN = late_pattern(rf"<(?P<end>/?)(?P<name>[\w:-]+)(?P<rest>[^>]*)>|&[^;]*;|[^<&{UNCOUNTED}]+")
_WORD = late_pattern(r"\S+")
_ATTRIBUTE = late_pattern(r'([\w:-]+)="([^"]*)"')
# Elements of a line: a word goes on through them.
_INLINE = SPAN_TAGS - {"rp", "rt"} | {"a", "code"}
# Spans that the theme sets as blocks: a paragraph of a note, a line of verse.
BLOCK_CLASSES = frozenset({"line", "paragraph"})
_JOINERS = "'’-\u2010\u2011"
# Scripts that set no space between words: a page may start at any character of theirs.
_SPACELESS = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x31FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)  # fmt: skip
_LONGEST_WORD = 60


class _Stretch(NamedTuple):
    """The text between two tags, by its first character.

    `offset` counts the characters before it, `spaced` those of them with white space, `at` is its place in the file.
    `opens` is the place for what is to stand before it, in front of the elements that begin with it.
    """

    offset: int
    spaced: int
    at: int
    opens: int


@dataclass(slots=True)
class MainText:
    """The characters of a section or a note that count, and the places of its pictures in the file."""

    anchor: str
    is_note: bool = False
    pictures: list[int] = field(default_factory=list)
    length: int = 0
    _stretches: list[_Stretch] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _end: int = 0
    _joined: CountedText | None = None
    _text: str | None = None
    _letters: CountedText | None = None

    def add(self, raw: str, at: int, opens: int, glued: bool) -> None:
        """Add text that begins and ends with a word and stands at a place of the file.

        `opens` is the place in front of the elements that begin with it; `glued` is True where it goes on the word
        before.
        """
        parts = (raw,) if glued or not self._parts else (" ", raw)
        self._parts += parts
        self._stretches.append(_Stretch(self.length, self._end + len(parts) - 1, at, opens))
        self._end += sum(map(len, parts))
        self.length += sum(map(len, raw.split()))
        self._joined = self._text = self._letters = None

    def _join(self) -> CountedText:
        if self._joined is None:
            self._joined = CountedText("".join(self._parts), count_seen)
        return self._joined

    @property
    def text(self) -> str:
        """Return all counted characters."""
        if self._text is None:
            self._text = "".join("".join(self._parts).split())
        return self._text

    @property
    def letters(self) -> CountedText:
        """Return the counted characters, their letters and figures counted."""
        if self._letters is None:
            self._letters = CountedText(self.text, count_letters)
        return self._letters

    def _find(self, offset: int) -> tuple[_Stretch, int]:
        """Return the stretch that the character `offset` stands in, and its index with white space counted."""
        stretch = self._stretches[max(0, bisect_right(self._stretches, offset, key=lambda one: one.offset) - 1)]
        return stretch, self._join().find(offset)

    def find_word(self, offset: int) -> int:
        """Return the offset of the beginning of the word that the character `offset` stands in.

        A dash and a slash end a word, a hyphen and an apostrophe do not; scripts without spaces have no words here.
        """
        if offset >= self.length or not _is_wordly(self.text[offset]):
            return offset
        spaced, index = self._join().text, self._find(offset)[1]
        count = 0
        while count < index and _is_wordly(spaced[index - count - 1]):
            count += 1
            if count == _LONGEST_WORD:
                return offset
        return offset - count

    def find_character(self, offset: int) -> int:
        """Return where in the file the character `offset` stands. There has to be one."""
        stretch, index = self._find(offset)
        return stretch.at + index - stretch.spaced

    def find_place(self, offset: int) -> int:
        """Return where in the file something is to stand before the character `offset`."""
        if not self.length:
            return 0
        stretch = self._find(offset)[0]
        return stretch.opens if offset <= stretch.offset else self.find_character(offset)

    def find_offset(self, at: int) -> int:
        """Return the offset of the first character at or behind the place `at` of the file."""
        number = bisect_right(self._stretches, at, key=lambda one: one.at)
        if number == 0:
            return 0
        stretch = self._stretches[number - 1]
        end = self._stretches[number].spaced if number < len(self._stretches) else self._end
        return self._join().count(min(end, stretch.spaced + at - stretch.at))

    def list_words(self, offset: int, most: int) -> list[str]:
        """Return the words from the character `offset` on, as they stand between white space, so many at most."""
        if not self.length:
            return []
        return [word[0] for word in islice(_WORD.finditer(self._join().text, self._find(offset)[1]), most)]


def read_main_text(content: str) -> tuple[MainText, ...]:
    """Return the main text of a content document, then those of the notes that stand in it."""
    reader = _Reader()
    for match in _TOKEN.finditer(content, max(0, content.find("<body"))):
        if match["name"] is None:
            reader.read_words(match[0], match.start())
        elif match["end"]:
            reader.close(match["name"], match.end())
        else:
            reader.open(match["name"], match["rest"], match.start(), match.end())
    return tuple(reader.texts)


class _Reader:
    """Reads the tokens of one file; keeps what it skips, and where the block and the elements of the line began."""

    def __init__(self) -> None:
        self.texts: list[MainText] = []
        self._open: list[tuple[int, MainText]] = []
        self._depth = 0
        self._skipped: int | None = None  # the depth of the element that is passed over
        self._block: int | None = None  # where the content of this block begins; None behind its first words
        self._lift: int | None = None  # where the elements begin that the next character would be the first of
        self._glued = False  # whether the next character goes on a word

    def open(self, name: str, rest: str, start: int, end: int) -> None:
        """Read the start of an element, with the attributes in the rest of its tag."""
        empty = rest.endswith("/")
        self._depth += not empty
        if self._skipped is not None:
            return
        attributes = dict(_ATTRIBUTE.findall(rest))
        note = is_note(name, attributes)
        if note or (name == "section" and not self._open):
            self._open.append((self._depth, MainText(anchor=attributes.get("id", ""), is_note=note)))
            self.texts.append(self._open[-1][1])
        elif is_apart(name, attributes):
            # What is passed over within a line does not part the word around it.
            self._skipped, self._lift = None if empty else self._depth, None
            return
        if name in ("img", "br"):
            if name == "img" and self._open:
                self._open[-1][1].pictures.append(start)
            self._block, self._lift, self._glued = None, None, False
        elif name not in _INLINE or BLOCK_CLASSES & set(attributes.get("class", "").split()[:1]):
            self._block, self._lift, self._glued = end, None, False
        elif self._lift is None and not empty:
            self._lift = start

    def close(self, name: str, end: int) -> None:
        """Read the end of an element."""
        depth, self._depth = self._depth, self._depth - 1
        if self._skipped is not None:
            self._skipped = None if self._skipped == depth else self._skipped
            return
        if self._open and self._open[-1][0] == depth:
            self._open.pop()
        self._lift = None
        if name not in _INLINE:
            self._block, self._glued = end, False

    def read_words(self, words: str, start: int) -> None:
        """Read the text that stands at `start`; white space around it parts it from what stands there."""
        if self._skipped is not None or not self._open:
            return
        words = html.unescape(words) if words[0] == "&" else words
        raw = words.lstrip()
        if len(raw) < len(words):
            self._lift, self._glued = None, False
        if raw:
            at = start + len(words) - len(raw)
            opens = next((place for place in (self._block, self._lift) if place is not None), at)
            self._open[-1][1].add(raw.rstrip(), at, opens, self._glued)
            self._block, self._lift, self._glued = None, None, not words[-1].isspace()


def _is_wordly(character: str) -> bool:
    if character.isalnum():
        code = ord(character)
        return code < _SPACELESS[0][0] or not any(first <= code <= last for first, last in _SPACELESS)
    return character in _JOINERS or unicodedata.category(character).startswith("M")
