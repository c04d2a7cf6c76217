"""Shown text: a finished PDF goes in; what each mark of its pages shows, where, and why nobody can see it, comes out.

The page engine puts a mark (ISO 32000-1, 14.6) round each run of text, a line of one element, with the key of that
element (model/keys.py). So nothing has to be guessed from places on the page: not the flow, not what is a note, a
marker or a head that is repeated. Places and colours are read for other questions: whether a reader can see the run,
and whether it is on the paper.
"""

from __future__ import annotations

import io
import re
import struct
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import field
from functools import partial
from typing import Any, NamedTuple, TypeVar

import pikepdf

from makeready.checks.glyphs import Face, read_face
from makeready.checks.operators import OperatorReader, State
from makeready.checks.places import Box, Matrix, multiply, place_box, read_box, share, unite
from makeready.checks.words import UnreadableText
from makeready.dataclass import dataclass
from makeready.model.keys import NOBODY
from makeready.style.colours import ALIKE, find_lightness

T = TypeVar("T")
# What reading raises: a file that is no PDF, and objects in it that are not what PDF says.
UNREADABLE = (pikepdf.PdfError, ValueError, RuntimeError)
MALFORMED = (*UNREADABLE, TypeError, LookupError, AttributeError, ArithmeticError, struct.error)
_SMALL = 2.0  # points of type that nobody reads
_FAINT = 0.15  # of opacity
_OPAQUE = 0.95
_WHITE = (1.0,)
_STREAM_LIMIT = 64 * 1024 * 1024
_ROW = 24.0  # points: what is painted is looked up by rows of the page
_BELOW, _ABOVE = 0.2, 0.7  # how far small letters reach from their line, in sizes of type


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


class Painted(NamedTuple):
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


def _count_letters(text: str) -> Counter[str]:
    """Return how often each letter stands in a text, without the marks on it."""
    return Counter(one for one in unicodedata.normalize("NFKD", text) if unicodedata.category(one).startswith("L"))


def explain(error: Exception) -> str:
    """Return what pikepdf says, without the address of the bytes in memory."""
    return re.sub(r"(?:stream )?<_io\.BytesIO object at 0x[0-9a-f]+>:? ?", "", str(error))


class ShownText:
    """A PDF opened for reading what its pages show."""

    def __init__(self, content: bytes) -> None:
        """Take a PDF's bytes; raises UnreadableText where they are none."""
        try:
            self.pdf = pikepdf.open(io.BytesIO(content))
            self.pages = list(self.pdf.pages)
        except UNREADABLE as error:
            raise UnreadableText(f"the file cannot be read as PDF: {explain(error)}") from error
        self._trims: dict[int, Box] = {}
        self._faces: dict[tuple[int, int], Face] = {}
        self._named: dict[tuple[int, int], dict[str, Face]] = {}

    def read_page(self, index: int) -> ShownPage:
        """Return what a page shows, without artifacts (ISO 32000-1, 14.8.2.2) of pagination. Raises UnreadableText."""
        page = self.pages[index].obj
        try:
            reader = _PageReader(self, self.find_trim(index))
            reader.read(_join_contents(page), page.get("/Resources"), State())
            reader.judge()
        except MALFORMED as error:
            raise UnreadableText(f"page {index + 1} cannot be read: {error}") from error
        return reader.page

    def find_trim(self, index: int) -> Box:
        """Return the left, bottom, right and top of the page as cut, in points."""
        if index not in self._trims:
            self._trims[index] = read_box(self.pages[index].trimbox)
        return self._trims[index]

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


class _Layer(NamedTuple):
    """What is painted in a rectangle: its colour (None: a picture, a pattern), before which mark, how opaque."""

    box: Box
    colour: tuple[float, ...] | None
    turn: int
    opacity: float


class _Mark(NamedTuple):
    """A mark that is open: its run, or none, and whether it is a picture's; `shut` where text in it is no run's.

    `words` are what it says is drawn in it.
    """

    run: Run | None = None
    key: str | None = None
    picture: bool = False
    quiet: bool = False
    shut: bool = False
    words: str = ""


class _PageReader(OperatorReader):
    """Makes runs of the marks and strings of a page, and finds what is painted over or under them."""

    def __init__(self, document: ShownText, trim: Box) -> None:
        super().__init__(document.find_faces)
        self.trim = trim
        self.page = ShownPage()
        self._open = [_Mark()]  # the first one is around all others
        self._layers: list[_Layer] = []
        # Text that was drawn: its run, its place and colour, and how many layers were painted before it.
        self._shown: list[tuple[Run, Box, tuple[float, ...] | None, int]] = []
        self._turn = 0

    def open_mark(
        self, whole: str | None, number: int | None, name: bytes = b"Span", *, aside: bool = False, words: str = ""
    ) -> None:
        around = self._open[-1]
        own, _, kind = whole.partition("::") if whole is not None else (None, "", "")
        if name == b"Figure" and not around.shut:
            self._open.append(_Mark(None, whole, picture=True, shut=True))
            return
        if name == b"Artifact" or own == NOBODY or around.shut:
            # Lines and grounds are artifacts of layout; heads and folios are of pagination, the printer's marks of the
            # page.
            quiet = own == NOBODY or (aside and name == b"Artifact") or around.quiet
            self._open.append(_Mark(None, around.key, around.picture, quiet, shut=True))
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
        self._open.append(_Mark(run, own, words=words))

    def close_mark(self) -> None:
        mark = self._open.pop()
        # Where glyphs stand in another order than their characters, or share them, the words are those that the engine
        # set, if all of their letters are drawn. Whether each has a glyph is looked at in the font.
        if mark.run is not None and mark.words and not _count_letters(mark.words) - _count_letters(mark.run.text):
            mark.run.text = mark.words

    def paint(self, box: Box, state: State, *, single: bool) -> None:
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

    def paint_picture(self, box: Box, state: State, *, opaque: bool) -> None:
        around = self._open[-1]
        self._layers.append(_Layer(box, None, self._turn, state.alpha * state.group if opaque else 0.5))
        if not around.quiet:
            self.page.painted.append(Painted(box, True, around.key))

    def show(self, array: bytes, line: Matrix, pen: float, state: State) -> float:
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

    def _list_faults(self, box: Box, size: float, state: State, *, hidden: bool) -> Iterator[str]:
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


def _list_rows(box: Box) -> Iterator[int]:
    """Yield the rows of the page that a box is in; of a box without end, those that a page may have."""
    low, high = max(box[1], -10_000.0), min(box[3], 20_000.0)
    return iter(range(int(low // _ROW), int(high // _ROW) + 1)) if high >= low else iter(())
