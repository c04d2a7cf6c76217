"""Known pages: a finished PDF and what is remembered of earlier ones go in; what its pages show now comes out.

A page is known by the bytes that draw it, as they stand in the file that is checked: its content streams, the forms,
states and pictures that its resources name, its trim. What the operators in these bytes say is what is remembered, and
what each code in them meant; the fonts of the file have to give the same codes the same meanings and widths, whatever
glyphs were put in or taken out since.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from typing import Any

import pikepdf

from makeready.checks.glyphs import Face
from makeready.checks.operators import read_plate
from makeready.checks.shown import MALFORMED, Painted, Run, ShownPage, ShownText, list_streams, recall
from makeready.late_pattern import late_pattern
from makeready.store import make_key
from makeready.workshop import Notebook

# Anything else in a stream's dictionary may lead to a key or a filter that the bytes do not tell.
_PLAIN_STREAM = late_pattern(rb"<<(?:\s*/Length\s+\d+|\s*/Filter\s*/FlateDecode)*\s*>>")
_DEPTH = 12


class KnownText(ShownText):
    """A PDF whose pages are taken from a notebook where they are as they were; else they are read, and noted."""

    def __init__(self, content: bytes, notebook: Notebook) -> None:
        """Take a PDF's bytes; raises UnreadableText where they are none."""
        super().__init__(content)
        self._notebook = notebook
        self._resources: dict[tuple[int, int], str | None] = {}
        self._streams: dict[tuple[int, int], bytes | None] = {}
        self._fonts: dict[tuple[int, int], tuple[str, dict[str, str]]] = {}
        self._packed: dict[int, bytes] = {}
        self._read: dict[int, ShownPage] = {}

    def read_page(self, index: int) -> ShownPage:
        """Return what a page shows; see ShownText."""
        packed = self.read_packed(index)
        if index not in self._read:
            try:
                return unpack_page(packed)
            except (ValueError, TypeError, LookupError):
                return super().read_page(index)  # what was noted is no page
        return self._read[index]

    def read_packed(self, index: int) -> bytes:
        """Return what a page shows as `pack_page` gives it."""
        if index not in self._packed:
            self._packed[index] = self._find_packed(index)
        return self._packed[index]

    def _find_packed(self, index: int) -> bytes:
        key, fonts = (self._name_page(index) if self._notebook.is_kept else None) or ("", {})
        known = self._notebook.find(key) if key else None
        if known is not None:
            then, meanings, packed = (*known.split(b"\n", 2), b"", b"")[:3]
            with contextlib.suppress(ValueError, TypeError, AttributeError, LookupError):
                used = json.loads(then)
                if all(fonts[name] == digest for name, digest in used.items()):
                    return packed
                faces, rows = self._find_faces(index), json.loads(meanings)
                if all(rows[name] == _list_meanings(faces[name], [row[0] for row in rows[name]]) for name in used):
                    # The next build need not look at each code, unless these fonts change again.
                    now = _pack({name: fonts[name] for name in used})
                    self._notebook.note(key, b"\n".join((now, meanings, packed)))
                    return packed
        faces = self._find_faces(index) if key else {}
        for face in faces.values():
            face.used.clear()
        page = self._read[index] = super().read_page(index)
        packed = pack_page(page)
        if key:
            told = {name: _list_meanings(face, sorted(face.used)) for name, face in faces.items() if face.used}
            now = _pack({name: fonts[name] for name in told})
            self._notebook.note(key, b"\n".join((now, _pack(told), packed)))
        return packed

    def _find_faces(self, index: int) -> dict[str, Face]:
        return self.find_faces(self.pages[index].obj.get("/Resources"))

    def _name_page(self, index: int) -> tuple[str, dict[str, str]] | None:
        """Return the key of a page, and for each font that it may use a digest of what its codes mean.

        None where the bytes of a page alone do not tell what draws it.
        """
        page = self.pages[index].obj
        try:
            resources = page.get("/Resources")
            fonts = resources.get("/Font") if resources is not None else None
            faces, meanings = recall(self._fonts, fonts, self._describe_fonts) if fonts is not None else ("", {})
            named = self._name_resources(resources, 0)
            streams = [recall(self._streams, stream, _read_raw) for stream in list_streams(page)]
        except MALFORMED:
            return None
        if named is None or None in streams:
            return None
        told = [stream for stream in streams if stream is not None]
        return make_key("shown page", faces, repr(self.find_trim(index)), named, *told), meanings

    def _describe_fonts(self, fonts: Any) -> tuple[str, dict[str, str]]:
        """Return what keys tell of fonts, and for each a digest of what its codes mean."""
        found = sorted(self._read_faces(fonts).items())
        return repr([f"{name} {face.wide}" for name, face in found]), {name: face.describe() for name, face in found}

    def _name_resources(self, resources: Any, depth: int) -> str | None:
        """Return a digest of the forms that `resources` names, with their fonts, of the states and the pictures.

        The fonts of the page itself are those whose meanings are compared.
        """
        if resources is None:
            return make_key("no resources")
        number = resources.objgen
        if number in self._resources:
            return self._resources[number]
        if number != (0, 0):
            # A form that draws itself is met here again, and is not known.
            self._resources[number] = None
        parts: list[bytes | str | None] = []
        for name, font in _sort_items(resources, "/Font") if depth else ():
            parts += [name, *_describe_font(font)]
        for name, state in _sort_items(resources, "/ExtGState"):
            parts += [name, repr(state.get("/ca"))]
        for name, space in _sort_items(resources, "/ColorSpace"):
            parts += [name, repr(read_plate(space))]
        for name, item in _sort_items(resources, "/XObject"):
            if item.get("/Subtype") == "/Form":
                parts += [name, *self._describe_form(item, depth)]
            else:
                parts += [name, repr([kind in item for kind in ("/SMask", "/Mask", "/ImageMask")])]
        known = [part for part in parts if part is not None]
        found = make_key("resources", *known) if len(known) == len(parts) else None
        if number != (0, 0):
            self._resources[number] = found
        return found

    def _describe_form(self, form: Any, depth: int) -> tuple[bytes | str | None, ...]:
        if depth >= _DEPTH:
            return (None,)
        # One without resources takes those of the page, which the page's key has.
        resources = form.get("/Resources")
        own = self._name_resources(resources, depth + 1) if resources is not None else "the page's"
        matrix = form.get("/Matrix")
        return "form", own, b"" if matrix is None else matrix.unparse(resolved=True), form.read_bytes()


def _read_raw(stream: Any) -> bytes | None:
    """Return a stream's bytes and dictionary; None where the dictionary says more than how it is packed."""
    head = stream.stream_dict.unparse()
    return head + stream.read_raw_bytes() if _PLAIN_STREAM.fullmatch(head) else None


def _sort_items(resources: Any, kind: str) -> list[tuple[str, Any]]:
    """Return what `resources` names of a kind; a dictionary of a PDF comes in another order each time."""
    found = resources.get(kind)
    return sorted(found.items(), key=lambda pair: pair[0]) if found is not None else []


def _describe_font(font: Any) -> tuple[bytes | str, ...]:
    """Return all that says what a font's codes mean and how wide they are, as checks.shown reads it."""
    stream, descendants = font.get("/ToUnicode"), font.get("/DescendantFonts")
    widths = [font.get(name) for name in ("/FirstChar", "/Widths")]
    if descendants is not None and len(descendants):
        widths.append(descendants[0].get("/W"))
    told = [b"none" if one is None else _unparse(one) for one in widths]
    return (str(font.get("/Subtype")), b"none" if stream is None else b"map" + stream.read_bytes(), *told)


def _unparse(value: Any) -> bytes:
    return value.unparse(resolved=True) if isinstance(value, pikepdf.Object) else repr(value).encode()


def _list_meanings(face: Face, codes: Sequence[int]) -> list[list[Any]]:
    """Return codes of a font with what each means and how wide it is drawn."""
    return [[code, face.meanings[code], face.widths[code]] for code in codes]


def _pack(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def pack_page(page: ShownPage) -> bytes:
    """Return a page as bytes; `unpack_page` makes it of that again."""
    runs = [[run.key, run.kind, run.turn, run.number, run.text, run.box, run.faults, run.turned] for run in page.runs]
    return _pack([runs, page.painted, page.heads])


def unpack_page(packed: bytes) -> ShownPage:
    """Return the page in `packed`. Raises ValueError or TypeError for what `pack_page` did not make."""
    runs, painted, heads = json.loads(packed)
    return ShownPage(
        runs=[
            Run(key, kind, turn, number, text, tuple(box) if box else None, tuple(faults), turned)
            for key, kind, turn, number, text, box, faults, turned in runs
        ],
        painted=[Painted(tuple(box), picture, key) for box, picture, key in painted],
        heads=[tuple(box) for box in heads],
    )
