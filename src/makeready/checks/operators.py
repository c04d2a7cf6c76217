"""Operators: the bytes that draw a page go in; what they draw, and in what state of the graphics, is told as it comes.

Reads the operators from the bytes themselves rather than through a viewer's text extraction: that guesses spaces,
hyphens and reading order. ISO 32000-1, 8.4, 8.5 and 9.4.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from binascii import unhexlify
from collections.abc import Callable
from typing import Any, NamedTuple

import pikepdf

from makeready.checks.glyphs import NUMBER, STRING, Face
from makeready.checks.places import IDENTITY, Box, Matrix, bound, intersect, multiply, place_box, transform
from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern
from makeready.model.keys import ENTRY, WORDS

_DEPTH = 12
_TOKEN = late_pattern(
    # A line of text as the page engine writes it, in one, with its mark and the end of that.
    rb"(?:/Span\s+<</MCID (?P<number>\d+)/" + ENTRY.encode() + rb"\((?P<key>[^()]*)\)>>\s+BDC\s+)?"
    rb"BT\s+(?P<place>(?:" + NUMBER + rb"\s+){6})Tm\s+/(?P<face>[^\s/<>\[\]()]+)\s+(?P<height>" + NUMBER + rb")\s+Tf"
    rb"\s+\[(?P<line>[^\](]*)\]\s*TJ\s+ET(?P<end>\s+EMC)?(?=\s|$)"
    rb"|\[(?P<array>[^\](]*(?:" + STRING + rb"[^\](]*)*)\]\s*TJ"
    rb"|(?P<string>" + STRING + rb"|<[0-9A-Fa-f\s]*>)\s*(?:Tj|'|\")"
    rb"|/(?P<font>[^\s/<>\[\]()]+)\s+(?P<size>" + NUMBER + rb")\s+Tf\b"
    rb"|(?P<numbers>(?:" + NUMBER + rb"\s+)+)(?P<by>Tm|cm|re|rg|Td|TD|scn|sc|Tr|[gkmlcvy])(?=\s|$)"
    rb"|/(?P<mark>[^\s/<>\[\]()]+)\s*(?P<list><<(?:[^<>(]|" + STRING + rb"|<[^<>]*>|<<[^<>]*>>)*>>|/[^\s/<>\[\]()]+)?"
    rb"\s*B(?:DC|MC)\b"
    rb"|/(?P<state>[^\s/<>\[\]()]+)\s+gs\b"
    rb"|/(?P<object>[^\s/<>\[\]()]+)\s+Do\b"
    rb"|/(?P<pattern>[^\s/<>\[\]()]+)\s+scn\b"
    rb"|/(?P<space>[^\s/<>\[\]()]+)\s+cs\b"
    rb"|(?<![^\s\]>)])(?P<word>EMC|BT|T\*|q|Q|W\*?|f\*?|F|B\*?|b\*?|n|S|s)(?=[\s/\[<(]|$)"
    rb"|\bBI\s.*?\sID\s.*?\sEI\b",
    re.DOTALL,
)
_KEY = late_pattern(rb"/" + ENTRY.encode() + rb"\s*\(([^()]*)\)")
_WORDS = late_pattern(rb"/(?:ActualText|" + WORDS.encode() + rb")\s*<FEFF((?:[0-9A-Fa-f]{4})*)>")
_ASIDE = late_pattern(rb"/Type\s*/Pag(?:e|ination)\b")
_NUMBER = late_pattern(rb"/MCID\s+(\d+)")
_FILLS = frozenset((b"f", b"f*", b"F", b"B", b"B*", b"b", b"b*"))
_PAINTS = _FILLS | {b"S", b"s"}
_OF_SPACES = frozenset((b"sc", b"scn"))
_COLOURS = _OF_SPACES | {b"rg", b"g", b"k"}


class Plate(NamedTuple):
    """An ink of its own (8.6.6.4): its likeness without any and with all of it, both empty where it cannot be told."""

    none: tuple[float, ...] = ()
    full: tuple[float, ...] = ()

    def mix(self, share: float) -> tuple[float, ...] | None:
        """Return the likeness of so much ink, None where it cannot be told."""
        return tuple(a + share * (b - a) for a, b in zip(self.none, self.full, strict=True)) or None


def read_plate(space: Any) -> Plate | None:
    """Return the ink that a colour space is of, None for other spaces."""
    if not isinstance(space, pikepdf.Array) or len(space) < 4 or str(space[0]) not in ("/Separation", "/DeviceN"):
        return None
    function = space[3]
    if str(space[0]) == "/DeviceN" or not isinstance(function, pikepdf.Dictionary) or function.get("/N") != 1:
        return Plate()
    none, full = (tuple(map(float, function.get(key, ()))) for key in ("/C0", "/C1"))
    return Plate(none, full) if len(none) == len(full) else Plate()


@dataclass(slots=True)
class State:
    """The graphics state (8.4), as far as it bears on text: `alpha` is of what is filled, `group` of all around it.

    `plate` is the ink of its own that was chosen, None for colours of the device.
    """

    matrix: Matrix = IDENTITY
    face: Face | None = None
    size: float = 1.0
    colour: tuple[float, ...] | None = (0.0,)
    alpha: float = 1.0
    mode: int = 0
    clip: Box | None = None
    group: float = 1.0
    plate: Plate | None = None

    def copy(self) -> State:
        """Return the same state, to be changed; quicker than dataclasses.replace."""
        return State(
            self.matrix, self.face, self.size, self.colour, self.alpha, self.mode, self.clip, self.group, self.plate
        )


class OperatorReader(ABC):
    """Runs through a page's operators and those of the forms that it draws."""

    def __init__(self, find_faces: Callable[[Any], dict[str, Face]]) -> None:
        """Take what finds the fonts that resources name."""
        self._find_faces = find_faces

    @abstractmethod
    def open_mark(
        self, whole: str | None, number: int | None, name: bytes = b"Span", *, aside: bool = False, words: str = ""
    ) -> None:
        """Begin a mark with its key and number; `aside` where it says that it is of a page or of pagination.

        `words` are what it says that is drawn in it.
        """

    @abstractmethod
    def close_mark(self) -> None:
        """End the mark that was begun last."""

    @abstractmethod
    def show(self, array: bytes, line: Matrix, pen: float, state: State) -> float:
        """Take strings that are drawn in a line, so far from its start; return how far they move the pen."""

    @abstractmethod
    def paint(self, box: Box, state: State, *, single: bool) -> None:
        """Take the box round a path that is painted; it is known to fill that only as a `single` rectangle."""

    @abstractmethod
    def paint_picture(self, box: Box, state: State, *, opaque: bool) -> None:
        """Take the place of a picture."""

    def read(self, content: bytes, resources: Any, state: State, depth: int = 0) -> None:
        """Read operators that `resources` names things for; `depth` counts the forms around them."""
        faces = {name.encode("latin-1", "replace"): face for name, face in self._find_faces(resources).items()}
        saved: list[State] = []
        line, pen = IDENTITY, 0.0
        corners: list[tuple[float, float]] = []
        plain, clipping = 0, False  # the path is so many rectangles; -1 where it has other lines
        opened = 0  # marks
        for match in _TOKEN.finditer(content):
            kind = match.lastgroup
            if kind == "end" or kind == "line":
                key, number, place, name, height, array = match.group(
                    "key", "number", "place", "face", "height", "line"
                )
                if key is not None:
                    self.open_mark(key.decode("latin-1"), int(number))
                    opened += 1
                state.face, state.size = faces.get(name), float(height)
                line, pen = tuple(map(float, place.split())), 0.0  # type: ignore[assignment]
                if state.face is not None:
                    pen = self.show(array, line, 0.0, state)
                if kind == "end" and opened:
                    self.close_mark()
                    opened -= 1
            elif kind == "array" or kind == "string":
                if state.face is not None:
                    pen += self.show(match[kind], line, pen, state)
            elif kind == "by":
                by, values = match["by"], tuple(map(float, match["numbers"].split()))
                if by == b"Tm":
                    line, pen = values, 0.0  # type: ignore[assignment]
                elif by == b"cm":
                    state.matrix = multiply(values, state.matrix)  # type: ignore[arg-type]
                elif by in _COLOURS:
                    if by not in _OF_SPACES:
                        state.plate = None
                    state.colour = values if state.plate is None else state.plate.mix(values[0])
                elif by == b"Td" or by == b"TD":
                    line, pen = multiply((1.0, 0.0, 0.0, 1.0, values[0], values[1]), line), 0.0
                elif by == b"Tr":
                    state.mode = int(values[0])
                elif by == b"re":
                    x, y, width, height = values
                    box = place_box(state.matrix, (x, y, x + width, y + height))
                    corners += [box[:2], box[2:]]
                    plain += plain >= 0
                else:
                    corners += [transform(state.matrix, *values[at : at + 2]) for at in range(0, len(values) - 1, 2)]
                    plain = -1
            elif kind == "size":
                state.face, state.size = faces.get(match["font"]), float(match["size"])
            elif kind == "mark" or kind == "list":
                properties = match["list"] or b""
                found, mcid = _KEY.search(properties), _NUMBER.search(properties)
                whole, number = found[1].decode("latin-1") if found else None, int(mcid[1]) if mcid else None
                told = _WORDS.search(properties)
                words = unhexlify(told[1]).decode("utf-16-be", "replace") if told else ""
                aside = _ASIDE.search(properties) is not None
                self.open_mark(whole, number, match["mark"], aside=aside, words=words)
                opened += 1
            elif kind == "word":
                word = match["word"]
                if word == b"EMC":
                    if opened:
                        self.close_mark()
                        opened -= 1
                elif word == b"q":
                    saved.append(state.copy())
                elif word == b"Q":
                    state = saved.pop() if saved else state
                elif word == b"BT":
                    line, pen = IDENTITY, 0.0
                elif word == b"T*":
                    pen = 0.0
                elif word[:1] == b"W":
                    clipping = True
                else:
                    if corners:
                        box = intersect(bound(corners), state.clip)
                        if word in _PAINTS:
                            self.paint(box, state, single=plain == 1 and word in _FILLS)
                        if clipping:
                            state.clip = box
                    corners, plain, clipping = [], 0, False
            elif kind == "state":
                found = _look_up(resources, "/ExtGState", match["state"])
                alpha = found.get("/ca") if found is not None else None
                state.alpha = state.alpha if alpha is None else float(alpha)
            elif kind == "pattern":
                state.colour = None
            elif kind == "space":
                state.plate = read_plate(_look_up(resources, "/ColorSpace", match["space"]))
                if state.plate is not None:
                    state.colour = state.plate.mix(1.0)
            elif kind == "object":
                self._draw(_look_up(resources, "/XObject", match["object"]), resources, state, depth)
        for _ in range(opened):
            self.close_mark()

    def _draw(self, found: Any, resources: Any, state: State, depth: int) -> None:
        if found is None or depth >= _DEPTH:
            return
        if found.get("/Subtype") == "/Image":
            box = intersect(place_box(state.matrix, (0, 0, 1, 1)), state.clip)
            opaque = found.get("/SMask") is None and found.get("/Mask") is None and found.get("/ImageMask") is None
            self.paint_picture(box, state, opaque=opaque)
        elif found.get("/Subtype") == "/Form":
            own = found.get("/Matrix")
            matrix = state.matrix if own is None else multiply(tuple(map(float, own)), state.matrix)  # type: ignore[arg-type]
            group = state.group * state.alpha
            inner = State(matrix, colour=state.colour, clip=state.clip, group=group, plate=state.plate)
            self.read(found.read_bytes(), found.get("/Resources", resources), inner, depth + 1)


def _look_up(resources: Any, sort: str, name: bytes) -> Any:
    named = resources.get(sort) if resources is not None else None
    return named.get("/" + name.decode("latin-1")) if named is not None else None
