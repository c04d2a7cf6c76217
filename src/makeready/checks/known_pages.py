"""Known pages: a finished PDF and what is remembered of earlier ones go in; its drawn text, as read now, comes out.

A page is known by the bytes that draw it, as they stand in the file that is checked: its content streams, and the forms
that its resources name. What the operators in these bytes say is what is remembered, and what each code in them meant;
the fonts of the file have to give the same codes the same meanings, whatever glyphs were put in or taken out since.
"""

from __future__ import annotations

import contextlib
import re
import struct
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any

import pikepdf

from makeready.checks.drawn import DrawnText, Piece, list_streams
from makeready.checks.glyphs import Face
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
        faces = self.find_faces(self.pages[index].obj.get("/Resources")) if key else {}
        known = self._notebook.find(key) if key else None
        if known is not None:
            with contextlib.suppress(ValueError, struct.error):
                at = match_meanings(known, faces)
                if at is not None:
                    # Mostly nobody asks where a line ends; who does has the page read once.
                    return unpack_pieces(known[at:], cache(partial(super().read_page, index)))
        for face in faces.values():
            face.used.clear()
        pieces = super().read_page(index)
        if key:
            self._notebook.note(key, pack_meanings(faces) + pack_pieces(pieces))
        return pieces

    def _name_page(self, index: int) -> str | None:
        """Return the key of a page; None where what draws it cannot be told from the bytes alone."""
        page = self.pages[index].obj
        try:
            resources = page.get("/Resources")
            faces = [f"{name} {face.wide}" for name, face in sorted(self.find_faces(resources).items())]
            forms = self._name_forms(resources)
            streams = [self._read_raw(stream) for stream in list_streams(page)]
        except (pikepdf.PdfError, ValueError, RuntimeError, TypeError, AttributeError):
            return None
        if forms is None or None in streams:
            return None
        return make_key("drawn page", repr(faces), forms, *(stream for stream in streams if stream is not None))

    def _name_forms(self, resources: Any) -> str | None:
        """Return a digest of the forms that may be drawn, with all their fonts; None where one cannot be told."""
        objects = resources.get("/XObject") if resources is not None else None
        if objects is None or not any(item.get("/Subtype") == "/Form" for item in objects.values()):
            return "none"
        return self._name_resources(resources, 0)

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


def pack_meanings(faces: Mapping[str, Face]) -> bytes:
    """Return what the codes mean that were read of each font."""
    used = {name: sorted(face.used) for name, face in faces.items() if face.used}
    packed = [_COUNT.pack(len(used))]
    for name, codes in used.items():
        told = _tell_meanings(faces[name], codes)
        for part in (name.encode(), struct.pack(f"<{len(codes)}H", *codes), told):
            packed += [_COUNT.pack(len(part)), part]
    return b"".join(packed)


def match_meanings(packed: bytes, faces: Mapping[str, Face]) -> int | None:
    """Return where what `pack_meanings` made ends; None where `faces` give another meaning to one of the codes.

    Raises ValueError or struct.error for what it did not make.
    """
    (count,) = _COUNT.unpack_from(packed)
    at = _COUNT.size
    for _ in range(count):
        parts: list[bytes] = []
        for _ in range(3):
            (length,) = _COUNT.unpack_from(packed, at)
            parts.append(packed[at + _COUNT.size : at + _COUNT.size + length])
            at += _COUNT.size + length
        face = faces.get(parts[0].decode())
        if face is None or _tell_meanings(face, struct.unpack(f"<{len(parts[1]) // 2}H", parts[1])) != parts[2]:
            return None
    return at


def _tell_meanings(face: Face, codes: Sequence[int]) -> bytes:
    return ascii([*map(face.meanings.__getitem__, codes)]).encode("ascii")


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
