"""Shown text: a finished PDF goes in; what each mark of its pages shows, where, and why nobody can see it, comes out.

The page engine puts a mark (ISO 32000-1, 14.6) round each run of text, a line of one element, with the key of that
element (model/keys.py). So nothing has to be guessed from places on the page: not the flow, not what is a note, a
marker or a head that is repeated. Places and colours are read for other questions: whether a reader can see the run,
and whether it is on the paper. Reads the operators from the bytes themselves rather than through a viewer's text
extraction: that guesses spaces, hyphens and reading order.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import pikepdf

from makeready.checks.glyphs import NUMBER, STRING, Face, read_face
from makeready.checks.places import (
    IDENTITY,
    Box,
    Matrix,
    bound,
    intersect,
    multiply,
    place_box,
    read_box,
    share,
    transform,
    unite,
)
from makeready.checks.words import UnreadableText
from makeready.model.keys import ENTRY, NOBODY
from makeready.style.colours import ALIKE, find_lightness

T = TypeVar("T")
_SMALL = 2.0  # points of type that nobody reads
_FAINT = 0.15  # of opacity
_OPAQUE = 0.95
_DEPTH = 12
_WHITE = (1.0,)
_STREAM_LIMIT = 64 * 1024 * 1024
_ROW = 24.0  # points: what is painted is looked up by rows of the page
_BELOW, _ABOVE = 0.2, 0.7  # how far small letters reach from their line, in sizes of type

_TOKEN = re.compile(
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
    rb"|(?<![^\s\]>)])(?P<word>EMC|BT|T\*|q|Q|W\*?|f\*?|F|B\*?|b\*?|n|S|s)(?=[\s/\[<(]|$)"
    rb"|\bBI\s.*?\sID\s.*?\sEI\b",
    re.DOTALL,
)
_KEY = re.compile(rb"/" + ENTRY.encode() + rb"\s*\(([^()]*)\)")
_ASIDE = re.compile(rb"/Type\s*/Pag(?:e|ination)\b")
_NUMBER = re.compile(rb"/MCID\s+(\d+)")
_FILLS = frozenset((b"f", b"f*", b"F", b"B", b"B*", b"b", b"b*"))
_PAINTS = _FILLS | {b"S", b"s"}
_COLOURS = frozenset((b"rg", b"g", b"k", b"sc", b"scn"))


@dataclass(slots=True)
class Run:
    """What one mark shows: whose it is, its words, where they stand, and why nobody sees them, if so.

    `key` is the element's, None for text that no mark names; `kind` is empty for its own text, else the name of the
    pseudo-element ("before", "marker", "footnote-call"). `turn` counts the marks of the page before it, `number` is
    the mark's in the tree of tags. `box` (left, bottom, right, top, in points of the page) is round what is visible;
    `turned` is True where the line does not run from left to right; `page` is set by who puts pages together.
    """

    key: str | None
    kind: str
    turn: int
    number: int | None = None
    text: str = ""
    box: Box | None = None
    faults: tuple[str, ...] = ()
    turned: bool = False
    page: int = 0


@dataclass(frozen=True, slots=True)
class Painted:
    """A picture, or a rectangle or line, that a page shows: its place, its sort, the key of a picture's element."""

    box: Box
    picture: bool
    key: str | None = None


@dataclass(slots=True)
class ShownPage:
    """A page as read: its runs in the order drawn, what else is painted on it, and the places of heads and folios."""

    runs: list[Run] = field(default_factory=list)
    painted: list[Painted] = field(default_factory=list)
    heads: list[Box] = field(default_factory=list)


def tell_trouble(error: Exception) -> str:
    """Return what pikepdf says, without the address of the bytes in memory."""
    return re.sub(r"(?:stream )?<_io\.BytesIO object at 0x[0-9a-f]+>:? ?", "", str(error))


class ShownText:
    """A PDF opened for reading what its pages show."""

    def __init__(self, content: bytes) -> None:
        """Take a PDF's bytes; raises UnreadableText where they are none."""
        try:
            self.pdf = pikepdf.open(io.BytesIO(content))
            self.pages = list(self.pdf.pages)
        except (pikepdf.PdfError, ValueError, RuntimeError) as error:
            raise UnreadableText(f"the file cannot be read as PDF: {tell_trouble(error)}") from error
        self._faces: dict[tuple[int, int], Face] = {}
        self._named: dict[tuple[int, int], dict[str, Face]] = {}

    def read_page(self, index: int) -> ShownPage:
        """Return what a page shows, without artifacts (ISO 32000-1, 14.8.2.2) of pagination. Raises UnreadableText."""
        page = self.pages[index].obj
        try:
            reader = _Reader(self, self.find_trim(index))
            reader.read(_join_contents(page), page.get("/Resources"), _State(), 0)
            reader.judge()
        except (pikepdf.PdfError, ValueError, RuntimeError, TypeError, KeyError, AttributeError) as error:
            raise UnreadableText(f"page {index + 1} cannot be read: {error}") from error
        return reader.page

    def find_trim(self, index: int) -> Box:
        """Return the left, bottom, right and top of the page as cut, in points."""
        return read_box(self.pages[index].trimbox)

    def order_marks(self) -> dict[tuple[int, int], int]:
        """Return the place of each mark (page, number) in the tree of tags: the order of reading."""
        root = self.pdf.Root.get("/StructTreeRoot")
        numbers = {page.obj.objgen: index for index, page in enumerate(self.pages)}
        found: dict[tuple[int, int], int] = {}
        seen: set[tuple[int, int]] = set()
        stack: list[tuple[Any, int]] = [(root, 0)] if root is not None else []
        while stack:
            node, page = stack.pop()
            if not isinstance(node, pikepdf.Dictionary):
                found.setdefault((page, int(node)), len(found))
                continue
            if node.is_indirect:
                if node.objgen in seen:
                    continue
                seen.add(node.objgen)
            own, kids = node.get("/Pg"), node.get("/K")
            page = page if own is None else numbers.get(own.objgen, page)
            if node.get("/Type") == "/MCR":
                found.setdefault((page, int(node.MCID)), len(found))
            elif kids is not None and node.get("/Type") != "/OBJR":
                stack += [(kid, page) for kid in reversed(list(kids) if isinstance(kids, pikepdf.Array) else [kids])]
        return found

    def find_faces(self, resources: Any) -> dict[str, Face]:
        """Return the fonts that `resources` names."""
        fonts = resources.get("/Font") if resources is not None else None
        return recall(self._named, fonts, self._read_faces) if fonts is not None else {}

    def _read_faces(self, fonts: Any) -> dict[str, Face]:
        read = partial(read_face, pdf=self.pdf)
        return {str(name)[1:]: recall(self._faces, font, read) for name, font in fonts.items()}


def recall(known: dict[tuple[int, int], T], found: Any, read: Callable[[Any], T]) -> T:
    """Return what an object of a PDF is read as; one that has a number is read once."""
    key = found.objgen
    if key == (0, 0):
        return read(found)
    if key not in known:
        known[key] = read(found)
    return known[key]


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


@dataclass(slots=True)
class _State:
    """The graphics state (8.4), as far as it bears on text: `alpha` is of what is filled, `group` of all around it."""

    matrix: Matrix = IDENTITY
    face: Face | None = None
    size: float = 1.0
    colour: tuple[float, ...] | None = (0.0,)
    alpha: float = 1.0
    mode: int = 0
    clip: Box | None = None
    group: float = 1.0

    def copy(self) -> _State:
        """Return the same state, to be changed; quicker than dataclasses.replace."""
        return _State(self.matrix, self.face, self.size, self.colour, self.alpha, self.mode, self.clip, self.group)


@dataclass(slots=True)
class _Layer:
    """What is painted in a rectangle: its colour (None: a picture, a pattern), before which mark, how opaque."""

    box: Box
    colour: tuple[float, ...] | None
    turn: int
    opacity: float


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark that is open: its run, or none, and whether it is a picture's; `shut` where text in it is no run's."""

    run: Run | None = None
    key: str | None = None
    picture: bool = False
    quiet: bool = False
    shut: bool = False


class _Reader:
    """Runs through a page's operators and those of the forms that it draws."""

    def __init__(self, document: ShownText, trim: Box) -> None:
        self.document, self.trim = document, trim
        self.page = ShownPage()
        self._open = [_Mark()]  # the first one is around all others
        self._layers: list[_Layer] = []
        # Text that was drawn: its run, its place and colour, and how many layers were painted before it.
        self._shown: list[tuple[Run, Box, tuple[float, ...] | None, int]] = []
        self._turn = 0

    def read(self, content: bytes, resources: Any, state: _State, depth: int) -> None:
        faces = {name.encode("latin-1", "replace"): face for name, face in self.document.find_faces(resources).items()}
        saved: list[_State] = []
        line, pen = IDENTITY, 0.0
        corners: list[tuple[float, float]] = []
        plain, clipping = 0, False  # the path is so many rectangles; -1 where it has other lines
        opened = len(self._open)
        for match in _TOKEN.finditer(content):
            kind = match.lastgroup
            if kind == "end" or kind == "line":
                key, number, place, name, height, array = match.group(
                    "key", "number", "place", "face", "height", "line"
                )
                if key is not None:
                    self._open_mark(key.decode("latin-1"), int(number))
                state.face, state.size = faces.get(name), float(height)
                line, pen = tuple(map(float, place.split())), 0.0  # type: ignore[assignment]
                if state.face is not None:
                    pen = self._show(array, line, 0.0, state)
                if kind == "end" and len(self._open) > opened:
                    self._open.pop()
            elif kind == "array" or kind == "string":
                if state.face is not None:
                    pen += self._show(match[kind], line, pen, state)
            elif kind == "by":
                by, values = match["by"], tuple(map(float, match["numbers"].split()))
                if by == b"Tm":
                    line, pen = values, 0.0  # type: ignore[assignment]
                elif by == b"cm":
                    state.matrix = multiply(values, state.matrix)  # type: ignore[arg-type]
                elif by in _COLOURS:
                    state.colour = values
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
                self._mark(match["mark"], match["list"] or b"")
            elif kind == "word":
                word = match["word"]
                if word == b"EMC":
                    if len(self._open) > opened:
                        self._open.pop()
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
                            self._paint(box, state, single=plain == 1 and word in _FILLS)
                        if clipping:
                            state.clip = box
                    corners, plain, clipping = [], 0, False
            elif kind == "state":
                found = _look_up(resources, "/ExtGState", match["state"])
                alpha = found.get("/ca") if found is not None else None
                state.alpha = state.alpha if alpha is None else float(alpha)
            elif kind == "pattern":
                state.colour = None
            elif kind == "object":
                self._draw(_look_up(resources, "/XObject", match["object"]), resources, state, depth)
        del self._open[opened:]

    def _mark(self, name: bytes, properties: bytes) -> None:
        whole, number = _read_properties(properties)
        if name == b"Artifact":
            # Lines and grounds are artifacts of layout; heads and folios are of pagination, the printer's marks of the
            # page.
            self._shut_mark(quiet=_belongs_to_nobody(whole) or _ASIDE.search(properties) is not None)
        elif name == b"Figure" and not self._open[-1].shut:
            self._open.append(_Mark(None, whole, picture=True, shut=True))
        else:
            self._open_mark(whole, number)

    def _shut_mark(self, *, quiet: bool) -> None:
        around = self._open[-1]
        self._open.append(_Mark(None, around.key, around.picture, quiet or around.quiet, shut=True))

    def _open_mark(self, whole: str | None, number: int | None) -> None:
        around = self._open[-1]
        own, _, kind = whole.partition("::") if whole is not None else (None, "", "")
        if own == NOBODY or around.shut:
            self._shut_mark(quiet=own == NOBODY)
            return
        # The first letter that a style sheet sets apart is still the element's.
        while kind.endswith("first-letter"):
            kind = kind[: -len("first-letter")].removesuffix("::")
        if whole is None and around.run is not None:
            self._open.append(around)
            return
        run = Run(own, kind, self._turn, number)
        self._turn += 1
        self.page.runs.append(run)
        self._open.append(_Mark(run, own))

    def _paint(self, box: Box, state: _State, *, single: bool) -> None:
        """Note a path; only a single rectangle is known to cover its place."""
        around = self._open[-1]
        if around.quiet or around.picture:
            return
        opacity = state.alpha * state.group
        if box[2] >= box[0] and box[3] >= box[1] and opacity > 0:
            white = single and state.colour is not None and find_lightness(state.colour) > 1 - ALIKE
            if not white:
                self.page.painted.append(Painted(box, False, around.key))
            if single:
                self._layers.append(_Layer(box, state.colour, self._turn, opacity))

    def _draw(self, found: Any, resources: Any, state: _State, depth: int) -> None:
        if found is None or depth >= _DEPTH:
            return
        around = self._open[-1]
        if found.get("/Subtype") == "/Image":
            box = intersect(place_box(state.matrix, (0, 0, 1, 1)), state.clip)
            opaque = found.get("/SMask") is None and found.get("/Mask") is None and found.get("/ImageMask") is None
            self._layers.append(_Layer(box, None, self._turn, state.alpha * state.group if opaque else 0.5))
            if not around.quiet:
                self.page.painted.append(Painted(box, True, around.key))
        elif found.get("/Subtype") == "/Form":
            own = found.get("/Matrix")
            matrix = state.matrix if own is None else multiply(tuple(map(float, own)), state.matrix)  # type: ignore[arg-type]
            inner = _State(matrix, colour=state.colour, clip=state.clip, group=state.group * state.alpha)
            self.read(found.read_bytes(), found.get("/Resources", resources), inner, depth + 1)

    def _show(self, array: bytes, line: Matrix, pen: float, state: _State) -> float:
        """Note what strings show; return how far they move the pen."""
        around, face = self._open[-1], state.face
        if face is None or (around.shut and not around.quiet):
            return 0.0
        text, width, visible, hidden = face.spell(array)
        points = state.size
        width *= points / 1000
        whole = multiply(line, state.matrix)
        # Spaces at the end of a line may hang into the margin.
        box = place_box(whole, (pen, -_BELOW * points, pen + visible * points / 1000, _ABOVE * points))
        if around.quiet:
            self.page.heads.append(box)
            return width
        if around.run is not None:
            run = around.run
        elif text.strip():
            run = Run(None, "", self._turn)
            self.page.runs.append(run)
        else:
            return width
        run.text += text
        if text.isspace() or not text:
            return width
        run.box = box if run.box is None else unite(run.box, box)
        across, turned, _, up = whole[:4]
        if across <= 0 or (turned and abs(turned) > across / 8):
            run.turned = True
        if run.key is not None:
            size = points * abs(across * up - turned * whole[2]) ** 0.5
            trim = self.trim
            # Nearly all text can be seen.
            if (
                hidden
                or state.mode
                or state.clip is not None
                or size < _SMALL
                or state.alpha * state.group < _FAINT
                or box[0] < trim[0]
                or box[1] < trim[1]
                or box[2] > trim[2]
                or box[3] > trim[3]
            ):
                for fault in self._list_faults(box, size, state, hidden=hidden):
                    self._note_fault(run, fault)
            if state.mode in (0, 2, 3, 4, 6):
                self._shown.append((run, box, state.colour, len(self._layers)))
        return width

    def _list_faults(self, box: Box, size: float, state: _State, *, hidden: bool) -> Iterator[str]:
        """Yield why text of a size in points cannot be seen, as far as its own state says."""
        trim, clip = self.trim, state.clip
        if state.mode in (3, 7):
            yield "drawn without colour"
        if state.alpha * state.group < _FAINT:
            yield "transparent"
        if size < _SMALL:
            yield "too small to read"
        if (box[0] < trim[0] or box[1] < trim[1] or box[2] > trim[2] or box[3] > trim[3]) and share(box, trim) < 0.5:
            yield "off the page"
        if clip is not None and share(box, clip) < 0.5:
            yield "cut off"
        if hidden:
            yield "cut off behind dots"

    def _note_fault(self, run: Run, fault: str) -> None:
        if fault not in run.faults:
            run.faults = (*run.faults, fault)

    def judge(self) -> None:
        """Note what has the colour of its ground, and what something opaque was painted over later."""
        rows: dict[int, list[int]] = defaultdict(list)
        for place, layer in enumerate(self._layers):
            for row in _list_rows(layer.box):
                rows[row].append(place)
        for run, box, colour, before in self._shown:
            under: tuple[float, ...] | None = _WHITE
            for place in rows.get(int((box[1] + box[3]) / 2 // _ROW), ()) if rows else ():
                layer = self._layers[place]
                if share(box, layer.box) <= 0.5:
                    continue
                if place < before:
                    under = layer.colour if layer.opacity > _OPAQUE else under if layer.opacity < _FAINT else None
                elif layer.opacity > _OPAQUE and layer.turn > run.turn:
                    self._note_fault(run, "covered")
            if under is None or colour is None:
                continue
            if abs(find_lightness(colour) - find_lightness(under)) < ALIKE:
                self._note_fault(run, "of the colour of its ground")


def _belongs_to_nobody(whole: str | None) -> bool:
    return whole is not None and whole.partition("::")[0] == NOBODY


def _read_properties(properties: bytes) -> tuple[str | None, int | None]:
    """Return the key and the number in the dictionary of a mark."""
    found, mcid = _KEY.search(properties), _NUMBER.search(properties)
    return found.group(1).decode("latin-1") if found else None, int(mcid.group(1)) if mcid else None


def _list_rows(box: Box) -> Iterator[int]:
    """Yield the rows of the page that a box is in; of a box without end, those that a page may have."""
    low, high = max(box[1], -10_000.0), min(box[3], 20_000.0)
    return iter(range(int(low // _ROW), int(high // _ROW) + 1)) if high >= low else iter(())


def _look_up(resources: Any, sort: str, name: bytes) -> Any:
    named = resources.get(sort) if resources is not None else None
    return named.get("/" + name.decode("latin-1")) if named is not None else None
