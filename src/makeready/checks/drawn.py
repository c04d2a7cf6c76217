"""Drawn text: a finished PDF goes in; the pieces of text on each page, in the order they are drawn, come out.

Reads the operators of ISO 32000-1, 9.4, from the bytes themselves rather than through a viewer's text extraction:
that guesses spaces, hyphens and reading order, and here each has to be what the page engine drew.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from makeready.checks.glyphs import NUMBER, STRING, Face, read_face
from makeready.checks.words import fold_characters
from makeready.checks.xhtml import UnreadableText

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_FORM_DEPTH = 12
_STREAM_LIMIT = 64 * 1024 * 1024

_OPERATOR = re.compile(
    rb"\[(?P<array>[^\](]*(?:" + STRING + rb"[^\](]*)*)\]\s*TJ"
    rb"|(?P<string>" + STRING + rb"|<[0-9A-Fa-f\s]*>)\s*(?:Tj|'|\")"
    rb"|/(?P<font>[^\s/<>\[\]()]+)\s+(?P<size>" + NUMBER + rb")\s+Tf\b"
    rb"|(?P<six>(?:" + NUMBER + rb"\s+){6})(?P<matrix>Tm|cm)\b"
    rb"|(?P<two>(?:" + NUMBER + rb"\s+){2})T[dD]\b"
    rb"|/(?P<mark>[^\s/<>\[\]()]+)\s*(?:<<(?:[^<>]|<[^<>]*>|<<[^<>]*>>)*>>|/[^\s/<>\[\]()]+)?\s*B(?:DC|MC)\b"
    rb"|\b(?P<word>EMC|BT|T\*|q|Q)(?=[\s/\[<(]|$)"
    rb"|/(?P<object>[^\s/<>\[\]()]+)\s+Do\b"
    rb"|\bBI\s.*?\sID\s.*?\sEI\b",
    re.DOTALL,
)
_RTL = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]+(?:[\\s\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff])?"
)


@dataclass(slots=True)
class Piece:
    """A run of text drawn from one place: its words, whether space was drawn before and behind, and where it stands.

    `x` and `y` are points from the left and bottom of the page. `pictured` is True for text in a picture.
    `turn` is how many pieces were drawn before it, `height` the largest size of type in it, in points. `again` reads
    the pieces of its page where this one does not know its `shown` strings.
    """

    text: str
    leads: bool
    trails: bool
    x: float
    y: float
    pictured: bool
    shown: tuple[tuple[bytes, Face, float], ...] = ()
    scale: float = 1.0
    turn: int = 0
    height: float = 0.0
    again: Callable[[], Sequence[Piece]] | None = None

    def find_end(self) -> float:
        """Return where the piece ends, in points from the left of the page. Raises UnreadableText."""
        if self.again is not None:
            return self.again()[self.turn].find_end()
        return self.x + self.scale * sum(size * face.measure(array) for array, face, size in self.shown)


@dataclass(slots=True)
class _State:
    matrix: Matrix
    face: Face | None = None
    size: float = 1.0


@dataclass(slots=True)
class _Open:
    """The piece that is being drawn."""

    parts: list[str] = field(default_factory=list)
    shown: list[tuple[bytes, Face, float]] = field(default_factory=list)
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0


def tell_trouble(error: Exception) -> str:
    """Return what pikepdf says, without the address of the bytes in memory."""
    return re.sub(r"(?:stream )?<_io\.BytesIO object at 0x[0-9a-f]+>:? ?", "", str(error))


class DrawnText:
    """A PDF opened for reading its text, page by page."""

    def __init__(self, content: bytes) -> None:
        """Take a PDF's bytes; raises UnreadableText where they are none."""
        try:
            self.pdf = pikepdf.open(io.BytesIO(content))
            self.pages = list(self.pdf.pages)
        except (pikepdf.PdfError, ValueError, RuntimeError) as error:
            raise UnreadableText(f"the file cannot be read as PDF: {tell_trouble(error)}") from error
        self._faces: dict[tuple[int, int], Face] = {}
        self._named: dict[tuple[int, int], dict[str, Face]] = {}

    def read_page(self, index: int) -> list[Piece]:
        """Return the pieces of text on a page in the order drawn, without artifacts (ISO 32000-1, 14.8.2.2)."""
        page = self.pages[index].obj
        try:
            reader = _PageReader(self, [])
            reader.read(_join_contents(page), page.get("/Resources"), _IDENTITY, 0)
        except (pikepdf.PdfError, ValueError, RuntimeError, TypeError, KeyError, AttributeError) as error:
            raise UnreadableText(f"page {index + 1} cannot be read: {error}") from error
        return reader.pieces

    def find_trim(self, index: int) -> tuple[float, float, float, float]:
        """Return the left, bottom, right and top of the page as cut, in points."""
        left, bottom, right, top = (float(value) for value in self.pages[index].trimbox)
        return min(left, right), min(bottom, top), max(left, right), max(bottom, top)

    def find_faces(self, resources: Any) -> dict[str, Face]:
        """Return the fonts that `resources` names."""
        fonts = resources.get("/Font") if resources is not None else None
        if fonts is None:
            return {}
        key = fonts.objgen
        known = self._named.get(key) if key != (0, 0) else None
        if known is None:
            known = {str(name)[1:]: self._read_face(font) for name, font in fonts.items()}
            if key != (0, 0):
                self._named[key] = known
        return known

    def _read_face(self, font: Any) -> Face:
        key = font.objgen
        face = self._faces.get(key) if key != (0, 0) else None
        if face is None:
            face = read_face(font, self.pdf)
            if key != (0, 0):
                self._faces[key] = face
        return face


def list_streams(page: Any) -> list[Any]:
    """Return the content streams of a page."""
    contents = page.get("/Contents")
    if contents is None:
        return []
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]


def _join_contents(page: Any) -> bytes:
    joined = b"\n".join(stream.read_bytes() for stream in list_streams(page))
    if len(joined) > _STREAM_LIMIT:
        raise ValueError("its content is larger than 64 MB")
    return joined


class _PageReader:
    """Runs through a page's operators and those of the forms that it draws."""

    def __init__(self, document: DrawnText, pieces: list[Piece]) -> None:
        self.document = document
        self.pieces = pieces
        self.artifacts = 0
        self.pictures = 0
        self.open = _Open()

    def read(self, content: bytes, resources: Any, matrix: Matrix, depth: int) -> None:
        faces = self.document.find_faces(resources)
        state = _State(matrix)
        saved: list[_State] = []
        marks: list[str] = []
        line = _IDENTITY
        for match in _OPERATOR.finditer(content):
            kind = match.lastgroup
            if kind == "array":
                self._show(match["array"], state)
            elif kind == "size":
                state.face, state.size = faces.get(match["font"].decode("latin-1")), float(match["size"])
            elif kind == "matrix":
                values = tuple(map(float, match["six"].split()))
                if match["matrix"] == b"Tm":
                    line = values  # type: ignore[assignment]
                    self._begin(line, state.matrix)
                else:
                    state.matrix = _multiply(values, state.matrix)  # type: ignore[arg-type]
            elif kind == "mark":
                self._begin(line, state.matrix)
                marks.append(match["mark"].decode("latin-1"))
                self._count(marks[-1], 1)
            elif kind == "word":
                word = match["word"]
                if word == b"EMC":
                    self._begin(line, state.matrix)
                    if marks:
                        self._count(marks.pop(), -1)
                elif word == b"q":
                    saved.append(_State(state.matrix, state.face, state.size))
                elif word == b"Q":
                    state = saved.pop() if saved else state
                else:
                    line = _IDENTITY if word == b"BT" else line
                    self._begin(line, state.matrix)
            elif kind == "two":
                x, y = map(float, match["two"].split())
                line = _multiply((1.0, 0.0, 0.0, 1.0, x, y), line)
                self._begin(line, state.matrix)
            elif kind == "string":
                self._show(match["string"], state)
            elif kind == "object":
                self._draw_form(match["object"].decode("latin-1"), resources, state.matrix, depth)
        self._begin(line, state.matrix)
        for mark in marks:
            self._count(mark, -1)

    def _show(self, array: bytes, state: _State) -> None:
        if state.face is not None and not self.artifacts:
            self.open.parts.append(state.face.read(array))
            self.open.shown.append((array, state.face, state.size))

    def _count(self, mark: str, step: int) -> None:
        self.artifacts += step * (mark == "Artifact")
        self.pictures += step * (mark == "Figure")

    def _begin(self, line: Matrix, matrix: Matrix) -> None:
        """End the piece that is open and begin the next one where `line` puts it."""
        drawn = self.open
        if drawn.parts:
            raw = "".join(drawn.parts)
            text = fold_characters(_RTL.sub(_reverse, raw))
            if text:
                leads, trails = raw[:1].isspace(), raw[-1:].isspace()
                shown = tuple(drawn.shown)
                height = abs(drawn.scale) * max(abs(size) for _, _, size in shown)
                where = drawn.x, drawn.y, self.pictures > 0
                piece = Piece(text, leads, trails, *where, shown, drawn.scale, len(self.pieces), height)
                self.pieces.append(piece)
            elif self.pieces:
                self.pieces[-1].trails = True
            self.open = drawn = _Open()
        x, y = line[4], line[5]
        drawn.x = matrix[0] * x + matrix[2] * y + matrix[4]
        drawn.y = matrix[1] * x + matrix[3] * y + matrix[5]
        drawn.scale = line[0] * matrix[0] + line[1] * matrix[2]

    def _draw_form(self, name: str, resources: Any, matrix: Matrix, depth: int) -> None:
        objects = resources.get("/XObject") if resources is not None else None
        form = objects.get(f"/{name}") if objects is not None else None
        if form is None or form.get("/Subtype") != "/Form" or depth >= _FORM_DEPTH:
            return
        own = form.get("/Matrix")
        if own is not None:
            matrix = _multiply(tuple(float(v) for v in own), matrix)  # type: ignore[arg-type]
        self.read(form.read_bytes(), form.get("/Resources", resources), matrix, depth + 1)


def _reverse(match: re.Match[str]) -> str:
    return match.group()[::-1]


def _multiply(inner: Matrix, outer: Matrix) -> Matrix:
    """Return the matrix that applies `inner`, then `outer` (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
