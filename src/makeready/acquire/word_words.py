"""Words of word processors: the bytes of a file go in; its words, paragraph by paragraph, come out, without pandoc.

What pandoc gives on is compared with them: it leaves out text boxes, and of rich text the notes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from makeready.acquire.account import split_words
from makeready.acquire.archive import Archive
from makeready.acquire.opened import BadSource, SourceKind

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WORD_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_LARGEST = 80_000_000
_LIST_MARK = re.compile(r"\{\\\*?\\?(?:listtext|pntext)(?:[^{}])*\}")
_NOTE = re.compile(r"\{\\(?:\*\\)?footnote\b")
# What is told elsewhere: comments, figures of notes, what was deleted before.
_ODF_SKIPPED = frozenset({f"{_OFFICE}annotation", f"{_TEXT}note-citation", f"{_TEXT}tracked-changes"})


def list_paragraphs(kind: SourceKind, content: bytes, archive: Archive | None) -> Iterator[list[str]]:
    """Yield the words of each paragraph of a file: letters and digits, as an account compares them."""
    if kind is SourceKind.WORD and archive is not None:
        for name in _WORD_PARTS:
            if archive.has(name):
                yield from _walk_word(archive.parse(name, limit=_LARGEST))
    elif kind is SourceKind.OPEN_DOCUMENT and archive is not None:
        yield from _walk_open_document(archive.parse("content.xml", limit=_LARGEST))
    else:
        yield from _read_rich_text(content)


def find_unread(paragraphs: Iterable[Sequence[str]], given: Iterable[str]) -> list[str]:
    """Return the words, joined as they follow each other, that are in `paragraphs` and not among those `given`."""
    left = Counter(split_words(given))
    unread: list[str] = []
    for words in paragraphs:
        run: list[str] = []
        for word in words:
            if left[word] > 0:
                left[word] -= 1
            else:
                run.append(word)
        if run:
            unread.append(" ".join(run))
    return unread


def _walk_word(root: etree._Element) -> Iterator[list[str]]:
    pieces: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        tag = str(node.tag)
        if event == "start":
            if tag == _FALLBACK:
                walk.skip_subtree()
            elif tag in (f"{_W}t", f"{_W}delText"):
                pieces.append(node.text or "")
            elif tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
                pieces.append(" ")
        elif tag == f"{_W}p":
            yield split_words(["".join(pieces)])
            pieces = []
    yield split_words(["".join(pieces)])


def _walk_open_document(root: etree._Element) -> Iterator[list[str]]:
    pieces: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        tag = str(node.tag)
        if event == "start":
            if tag in _ODF_SKIPPED:
                walk.skip_subtree()
            elif tag in (f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break", f"{_TEXT}note"):
                pieces.append(" ")
            elif tag.startswith(_TEXT):
                pieces.append(node.text or "")
        elif node.getparent() is not None and str(node.getparent().tag).startswith(_TEXT):
            pieces.append(f" {node.tail or ''}" if tag == f"{_TEXT}note" else node.tail or "")
        if event == "end" and tag in (f"{_TEXT}p", f"{_TEXT}h"):
            yield split_words(["".join(pieces)])
            pieces = []
    yield split_words(["".join(pieces)])


def list_styles(archive: Archive) -> dict[str, str]:
    """Return the style of each paragraph of an OpenDocument text, by its words without blanks; pandoc tells none."""
    root = archive.parse("content.xml", limit=_LARGEST)
    parents = {
        str(one.get(f"{_STYLE}name")): str(one.get(f"{_STYLE}parent-style-name") or "")
        for one in root.iter(f"{_STYLE}style")
    }
    found: dict[str, str] = {}
    for one in root.iter(f"{_TEXT}p"):
        name = str(one.get(f"{_TEXT}style-name") or "")
        words = "".join("".join(str(piece) for piece in one.itertext()).split())
        found.setdefault(words, (parents.get(name) or name).replace("_20_", " "))
    return found


def _read_rich_text(content: bytes) -> Iterator[list[str]]:
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError as error:
        raise BadSource("files of rich text are counted by striprtf, which is not here", code="AQ003") from error
    # The figures and marks of lists stand in the file as text, for programs that know no lists.
    written = _LIST_MARK.sub("", content.decode("latin-1"))
    notes = list(_cut_notes(written))
    for piece in (written, *(f"{{\\rtf1\\ansi {note}}}" for note in notes)):
        try:
            text = str(rtf_to_text(piece, errors="replace"))  # type: ignore[no-untyped-call]
        except (ValueError, KeyError, IndexError, LookupError) as error:
            raise BadSource(f"it is damaged ({error})") from error
        for line in text.split("\n"):
            yield split_words([line])


def _cut_notes(written: str) -> Iterator[str]:
    """Yield what is in the groups of notes, which the library passes over."""
    for found in _NOTE.finditer(written):
        depth, at = 1, found.end()
        while at < len(written) and depth:
            if written[at] == "\\":
                at += 1
            elif written[at] in "{}":
                depth += 1 if written[at] == "{" else -1
            at += 1
        yield written[found.end() : at - 1]
