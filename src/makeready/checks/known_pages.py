"""Known pages: a finished PDF and what is remembered of earlier ones go in; its drawn text, as read now, comes out.

A page is known by the bytes that draw it: those of its content streams, of the fonts and of the forms that its
resources name, as they stand in the file that is checked. What the operators in these bytes say is what is remembered.
"""

from __future__ import annotations

import contextlib
import re
import struct
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

import pikepdf

from makeready.checks.drawn import DrawnText, Piece, list_streams
from makeready.store import make_key
from makeready.workshop import Notebook

# Anything else in a stream's dictionary may lead to a key or a filter that the bytes do not tell.
_PLAIN_STREAM = re.compile(rb"<<(?:\s*/Length\s+\d+|\s*/Filter\s*/FlateDecode)*\s*>>")
_DEPTH = 12
_COUNT = struct.Struct("<I")


class KnownText(DrawnText):
    """A PDF whose pages are taken from a notebook where they are as they were; else they are read, and noted."""

    def __init__(self, content: bytes, notebook: Notebook) -> None:
        """Take a PDF's bytes; raises UnreadableText where they are none."""
        super().__init__(content)
        self._notebook = notebook
        self._resources: dict[tuple[int, int], str | None] = {}
        self._streams: dict[tuple[int, int], bytes | None] = {}

    def read_page(self, index: int) -> list[Piece]:
        """Return the pieces of text on a page; see DrawnText."""
        key = self._name_page(index)
        known = self._notebook.find(key) if key else None
        if known is not None:
            # Mostly nobody asks where a line ends; who does has the page read once.
            with contextlib.suppress(ValueError, struct.error):
                return unpack_pieces(known, cache(partial(super().read_page, index)))
        pieces = super().read_page(index)
        if key:
            self._notebook.note(key, pack_pieces(pieces))
        return pieces

    def _name_page(self, index: int) -> str | None:
        """Return the key of a page; None where what draws it cannot be told from the bytes alone."""
        page = self.pages[index].obj
        try:
            resources = self._name_resources(page.get("/Resources"), 0)
            streams = [self._read_raw(stream) for stream in list_streams(page)]
        except (pikepdf.PdfError, ValueError, RuntimeError, TypeError, AttributeError):
            return None
        if resources is None or None in streams:
            return None
        return make_key("drawn page", resources, *(stream for stream in streams if stream is not None))

    def _read_raw(self, stream: Any) -> bytes | None:
        """Return a stream's bytes and dictionary; None where the dictionary says more than how it is packed."""
        number = stream.objgen
        if number in self._streams:
            return self._streams[number]
        head = stream.stream_dict.unparse()
        content = head + stream.read_raw_bytes() if _PLAIN_STREAM.fullmatch(head) else None
        if number != (0, 0):
            self._streams[number] = content
        return content

    def _name_resources(self, resources: Any, depth: int) -> str | None:
        """Return a digest of the fonts and forms that `resources` names."""
        if resources is None:
            return make_key("no resources")
        number = resources.objgen
        if number in self._resources:
            return self._resources[number]
        if number != (0, 0):
            # A form that draws itself is met here again, and is not known.
            self._resources[number] = None
        fonts, objects = resources.get("/Font"), resources.get("/XObject")
        parts: list[bytes | str | None] = []
        # A dictionary of a PDF comes in another order each time.
        for name, font in sorted(fonts.items(), key=lambda pair: pair[0]) if fonts is not None else ():
            parts += [name, *_tell_font(font)]
        for name, item in sorted(objects.items(), key=lambda pair: pair[0]) if objects is not None else ():
            if item.get("/Subtype") == "/Form":
                parts += [name, *self._tell_form(item, depth)]
        known = [part for part in parts if part is not None]
        found = make_key("resources", *known) if len(known) == len(parts) else None
        if number != (0, 0):
            self._resources[number] = found
        return found

    def _tell_form(self, form: Any, depth: int) -> tuple[bytes | str | None, ...]:
        if depth >= _DEPTH:
            return (None,)
        # One without resources takes those of the page, which the page's key has.
        own = self._name_resources(form.get("/Resources"), depth + 1)
        matrix = form.get("/Matrix")
        return "form", own, b"" if matrix is None else matrix.unparse(resolved=True), form.read_bytes()


def _tell_font(font: Any) -> tuple[bytes | str, ...]:
    """Return all that says what a font's codes mean and how wide they are, as checks.drawn reads it."""
    stream, descendants = font.get("/ToUnicode"), font.get("/DescendantFonts")
    widths = [font.get(name) for name in ("/FirstChar", "/Widths")]
    if descendants is not None and len(descendants):
        widths.append(descendants[0].get("/W"))
    told = [b"none" if one is None else _unparse(one) for one in widths]
    return (str(font.get("/Subtype")), b"none" if stream is None else b"map" + stream.read_bytes(), *told)


def _unparse(value: Any) -> bytes:
    return value.unparse(resolved=True) if isinstance(value, pikepdf.Object) else repr(value).encode()


def pack_pieces(pieces: list[Piece]) -> bytes:
    """Return pieces as bytes, without what measures them; `unpack_pieces` makes them of that again."""
    numbers = [number for piece in pieces for number in (piece.x, piece.y, piece.height)]
    marks = bytes(piece.leads | piece.trails << 1 | piece.pictured << 2 for piece in pieces)
    # White space in a piece is a space.
    words = "\n".join(piece.text for piece in pieces).encode("utf-8", "surrogatepass")
    return _COUNT.pack(len(pieces)) + struct.pack(f"<{len(numbers)}d", *numbers) + marks + words


def unpack_pieces(packed: bytes, again: Callable[[], Sequence[Piece]]) -> list[Piece]:
    """Return the pieces in `packed`; `again` gives them as they were read, for their measures.

    Raises ValueError or struct.error for what `pack_pieces` did not make.
    """
    (count,) = _COUNT.unpack_from(packed)
    numbers = struct.unpack_from(f"<{3 * count}d", packed, _COUNT.size)
    at = _COUNT.size + 24 * count
    words = packed[at + count :].decode("utf-8", "surrogatepass").split("\n") if count else []
    rows = zip(words, packed[at : at + count], numbers[::3], numbers[1::3], numbers[2::3], strict=True)
    return [
        Piece(text, mark & 1 != 0, mark & 2 != 0, x, y, mark & 4 != 0, (), 1.0, turn, height, again)
        for turn, (text, mark, x, y, height) in enumerate(rows)
    ]
