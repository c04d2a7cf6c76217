"""Words of word processors: the bytes of a file go in; its words, paragraph by paragraph, come out, without pandoc.

What pandoc gives on is compared with them: it leaves out text boxes, and of rich text the notes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from lxml import etree

from makeready.acquire.account import split_words
from makeready.acquire.archive import Archive
from makeready.acquire.opened import BadSource, SourceKind
from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_XLINK = "{http://www.w3.org/1999/xlink}"
# Shapes that are drawn, and what a picture, a formula or a frame with words of its own is.
_ODF_LINES = frozenset({f"{_DRAW}custom-shape", f"{_DRAW}line", f"{_DRAW}rect"})
_ODF_PLACES = (f"{_TEXT}bookmark", f"{_TEXT}bookmark-start")
_WORD_SHAPE = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}wsp"
_WORD_PICTURES = frozenset(
    {
        "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
        "{urn:schemas-microsoft-com:vml}imagedata",
        "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath",
    }
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WORD_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_LARGEST = 80_000_000
_LIST_MARK = late_pattern(r"\{\\\*?\\?(?:listtext|pntext)(?:[^{}])*\}")
_NOTE = late_pattern(r"\{\\(?:\*\\)?footnote\b")
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
    parents = _list_parents(root)
    found: dict[str, str] = {}
    for one in root.iter(f"{_TEXT}p"):
        name = str(one.get(f"{_TEXT}style-name") or "")
        words = "".join("".join(str(piece) for piece in one.itertext()).split())
        found.setdefault(words, (parents.get(name) or name).replace("_20_", " "))
    return found


@dataclass(frozen=True)
class Exact:
    """A paragraph as the file has it: its text with every blank, whether a line is drawn in it, what links lead to."""

    text: str
    ruled: bool = False
    names: tuple[str, ...] = ()

    @cached_property
    def key(self) -> str:
        """The text without blanks, by which a paragraph is known again in what pandoc gives."""
        return "".join(self.text.split())


def list_exact(kind: SourceKind, archive: Archive) -> list[Exact]:
    """Return the paragraphs of the running text as they are; pandoc makes blanks one and drops empty paragraphs."""
    if kind is SourceKind.WORD:
        return _list_exact_word(archive) if archive.has(_WORD_PARTS[0]) else []
    root = archive.parse("content.xml", limit=_LARGEST)
    parents = _list_parents(root)
    found = []
    waiting: list[str] = []
    for one in root.iter(f"{_TEXT}p", f"{_TEXT}h", f"{_TEXT}section", *_ODF_PLACES):
        if one.tag not in (f"{_TEXT}p", f"{_TEXT}h"):
            if not any(str(above.tag) in (f"{_TEXT}p", f"{_TEXT}h") for above in one.iterancestors()):
                waiting.append(str(one.get(f"{_TEXT}name") or ""))
            continue
        waiting += [str(place.get(f"{_TEXT}name") or "") for place in one.iter(*_ODF_PLACES)]
        text = "".join(_read_exact(one))
        name = str(one.get(f"{_TEXT}style-name") or "")
        name = (parents.get(name) or name).replace("_20_", "")
        drawn = any(str(inner.tag) in _ODF_LINES for inner in one.iter())
        ruled = not text.strip() and (drawn or "horizontalline" in name.lower())
        found.append(Exact(text, ruled, tuple(waiting)))
        waiting = []
    return found


def _read_exact(node: etree._Element) -> Iterator[str]:
    yield node.text or ""
    for one in node:
        tag = str(one.tag)
        if tag == f"{_TEXT}s":
            count = one.get(f"{_TEXT}c") or "1"
            yield " " * min(int(count) if count.isascii() and count.isdigit() else 1, 200)
        elif tag == f"{_TEXT}tab":
            yield "\t"
        elif tag == f"{_TEXT}line-break":
            yield "\n"
        elif tag not in _ODF_SKIPPED and tag != f"{_TEXT}note" and not tag.startswith(_DRAW):
            yield from _read_exact(one)
        yield one.tail or ""


def _list_exact_word(archive: Archive) -> list[Exact]:
    found: list[Exact] = []
    waiting: list[str] = []
    root = archive.parse(_WORD_PARTS[0], limit=_LARGEST)
    for node in root.iter(f"{_W}p", f"{_W}bookmarkStart"):
        if node.tag == f"{_W}bookmarkStart":
            if not any(str(one.tag) == f"{_W}p" for one in node.iterancestors()):
                waiting.append(str(node.get(f"{_W}name") or ""))
            continue
        pieces: list[str] = []
        for one in node.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):
            if one.tag == f"{_W}t":
                pieces.append(one.text or "")
            elif (run := one.getparent()) is not None and run.tag == f"{_W}r":  # else it is a stop of a tab
                pieces.append("\t" if one.tag == f"{_W}tab" else "\n")
        text = "".join(pieces)
        style = node.find(f"{_W}pPr/{_W}pStyle")
        name = str(style.get(f"{_W}val") or "") if style is not None else ""
        bare = not text.strip() and not any(str(one.tag) in _WORD_PICTURES for one in node.iter())
        border = node.find(f"{_W}pPr/{_W}pBdr/{_W}bottom")
        edged = border is not None and border.get(f"{_W}val") not in ("none", "nil")
        drawn = next(iter(node.iter(_WORD_SHAPE)), None) is not None
        found.append(Exact(text, bare and (drawn or edged or "horizontalline" in name.lower()), tuple(waiting)))
        waiting = []
    return found


def list_alternatives(archive: Archive) -> dict[str, str]:
    """Return what an OpenDocument text says of its pictures for who cannot see them, by their addresses."""
    found: dict[str, str] = {}
    for frame in archive.parse("content.xml", limit=_LARGEST).iter(f"{_DRAW}frame"):
        words = ""
        for name in ("title", "desc"):  # the longer of the two counts, and stands behind the other
            node = frame.find(f"{_SVG}{name}")
            words = " ".join((node.text or "").split()) if node is not None and node.text else words
        for picture in frame.iter(f"{_DRAW}image"):
            if words:
                found.setdefault(str(picture.get(f"{_XLINK}href") or ""), words)
    return found


def find_language(archive: Archive) -> str | None:
    """Return the language that the usual style of a file is set in, None where it names none."""
    if archive.has("word/styles.xml"):
        root = archive.parse("word/styles.xml", limit=_LARGEST)
        node = root.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr/{_W}lang")
        value = str(node.get(f"{_W}val") or "") if node is not None else ""
    elif archive.has("styles.xml"):
        root = archive.parse("styles.xml", limit=_LARGEST)
        value = ""
        for style in root.iter(f"{_STYLE}default-style"):
            node = style.find(f"{_STYLE}text-properties")
            if style.get(f"{_STYLE}family") == "paragraph" and node is not None:
                parts = [str(node.get(f"{_FO}{name}") or "") for name in ("language", "country")]
                value = "-".join(part for part in parts if part and part != "none")
    else:
        return None
    return value if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", value) else None


def _list_parents(root: etree._Element) -> dict[str, str]:
    return {
        str(one.get(f"{_STYLE}name")): str(one.get(f"{_STYLE}parent-style-name") or "")
        for one in root.iter(f"{_STYLE}style")
    }


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
