"""A scan of PDFs for tests: a finished PDF goes in; what its pages draw with comes out, through all forms and patterns.

Written anew on pikepdf, with no code of the product, so that the two can contradict each other.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Matrix

_DEEPEST = 24
_PROCESS = {"/DeviceGray": "gray", "/DeviceRGB": "rgb", "/DeviceCMYK": "cmyk", "/CalRGB": "rgb", "/CalGray": "gray"}
_PROCESS |= {"/Lab": "lab", "/G": "gray", "/RGB": "rgb", "/CMYK": "cmyk"}
_BY_COUNT = {1: "icc gray", 3: "icc rgb", 4: "icc cmyk"}
_FILLS, _STROKES = {"f", "F", "f*", "B", "B*", "b", "b*"}, {"S", "s", "B", "B*", "b", "b*"}
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class PageScan:
    """What one page draws with.

    `colours` are names such as "rgb", "icc cmyk", "spot All"; `transparent` says what is, such as "SMask", "alpha" and
    "group"; `painted` are the boxes of painted paths in points, each with its colours; `pictures` counts those drawn.
    """

    number: int
    boxes: dict[str, Box]
    colours: set[str] = field(default_factory=set)
    transparent: set[str] = field(default_factory=set)
    painted: list[tuple[Box, frozenset[str]]] = field(default_factory=list)
    pictures: int = 0
    annotations: int = 0


@dataclass(slots=True)
class _State:
    """The part of the graphics state that is followed."""

    matrix: Matrix
    fill: frozenset[str] = frozenset({"gray"})
    stroke: frozenset[str] = frozenset({"gray"})

    def copy(self) -> _State:
        """Return the state as `q` saves it."""
        return _State(self.matrix, self.fill, self.stroke)


def scan_pdf(content: bytes) -> list[PageScan]:
    """Return what each page draws with."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [_scan_page(page, number) for number, page in enumerate(pdf.pages, 1)]


def _scan_page(page: pikepdf.Page, number: int) -> PageScan:
    scan = PageScan(number=number, boxes=_list_boxes(page))
    scan.annotations = len(page.obj.get("/Annots", ()))
    _scan_group(page.obj, scan)
    _Reader(scan).read(page, page.obj.get("/Resources", pikepdf.Dictionary()), _State(Matrix()), 0)
    return scan


def _list_boxes(page: pikepdf.Page) -> dict[str, Box]:
    boxes = {}
    for name in ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"):
        owner: Any = page.obj
        while owner is not None and name not in owner:
            owner = owner.get("/Parent") if name in ("/MediaBox", "/CropBox") else None
        if owner is not None:
            left, bottom, right, top = map(float, owner[name])
            boxes[name[1:]] = (left, bottom, right, top)
    return boxes


def _scan_group(owner: Any, scan: PageScan) -> None:
    if owner.get("/Group") is not None and owner.Group.get("/S") == "/Transparency":
        scan.transparent.add("group")


class _Reader:
    """Follows the operators of one page into all that it draws."""

    def __init__(self, scan: PageScan) -> None:
        self._scan = scan

    def read(self, content: Any, resources: Any, state: _State, depth: int) -> None:
        """Read one stream of content: a page, a form, a pattern or a letter of a Type 3 font."""
        assert depth < _DEEPEST, "forms draw each other without end"
        saved: list[_State] = []
        points: list[tuple[float, float]] = []
        for one in pikepdf.parse_content_stream(content):
            if isinstance(one, pikepdf.ContentStreamInlineImage):
                self._read_picture(one.iimage.obj, resources)
                continue
            operator, operands = str(one.operator), list(one.operands)
            match operator:
                case "q":
                    saved.append(state.copy())
                case "Q":
                    state = saved.pop()
                case "cm":
                    state.matrix = Matrix(*map(float, operands)) @ state.matrix
                case "g" | "rg" | "k":
                    state.fill = frozenset({{"g": "gray", "rg": "rgb", "k": "cmyk"}[operator]})
                case "G" | "RG" | "K":
                    state.stroke = frozenset({{"G": "gray", "RG": "rgb", "K": "cmyk"}[operator]})
                case "cs":
                    state.fill = frozenset(self._name_space(operands[0], resources))
                case "CS":
                    state.stroke = frozenset(self._name_space(operands[0], resources))
                case "scn" | "SCN" if operands and isinstance(operands[-1], pikepdf.Name):
                    found = self._read_pattern(resources.Pattern[operands[-1]], resources, state, depth)
                    state.fill, state.stroke = (found, state.stroke) if operator == "scn" else (state.fill, found)
                case "m" | "l" | "c" | "v" | "y":
                    numbers = list(map(float, operands))
                    pairs = zip(numbers[::2], numbers[1::2], strict=True)
                    points += [state.matrix.transform(pair) for pair in pairs]
                case "re":
                    x, y, width, height = map(float, operands)
                    corners = ((x, y), (x + width, y), (x, y + height), (x + width, y + height))
                    points += [state.matrix.transform(corner) for corner in corners]
                case "n":
                    points = []
                case "Tf":
                    self._read_font(resources.Font[operands[0]], state, depth)
                case "Tj" | "TJ" | "'" | '"':
                    self._scan.colours |= state.fill
                case "gs":
                    self._read_settings(resources.ExtGState[operands[0]], resources, state, depth)
                case "sh":
                    self._scan.colours |= set(self._name_space(resources.Shading[operands[0]].ColorSpace, resources))
                case "Do":
                    self._read_object(resources.XObject[operands[0]], resources, state, depth)
            if operator in _FILLS | _STROKES:
                used = (state.fill if operator in _FILLS else frozenset()) | (
                    state.stroke if operator in _STROKES else frozenset()
                )
                self._scan.colours |= used
                if points:
                    across, up = [x for x, _ in points], [y for _, y in points]
                    self._scan.painted.append(((min(across), min(up), max(across), max(up)), used))
                points = []

    def _read_object(self, drawn: Any, resources: Any, state: _State, depth: int) -> None:
        if drawn.get("/Subtype") == "/Image":
            if drawn.get("/ImageMask", False):
                self._scan.colours |= state.fill
            self._read_picture(drawn, resources)
            return
        _scan_group(drawn, self._scan)
        inner = state.copy()
        if "/Matrix" in drawn:
            inner.matrix = Matrix(*map(float, drawn.Matrix)) @ inner.matrix
        self.read(drawn, drawn.get("/Resources", resources), inner, depth + 1)

    def _read_picture(self, picture: Any, resources: Any) -> None:
        self._scan.pictures += 1
        if picture.get("/SMask") is not None:
            self._scan.transparent.add("SMask")
        if int(picture.get("/SMaskInData", 0)):
            self._scan.transparent.add("SMask")
        space = picture.get("/ColorSpace", picture.get("/CS"))
        if space is not None:
            self._scan.colours |= set(self._name_space(space, resources))

    def _read_settings(self, settings: Any, resources: Any, state: _State, depth: int) -> None:
        mask = settings.get("/SMask")
        if mask is not None and mask != "/None":
            self._scan.transparent.add("SMask")
            self._read_object(mask.G, resources, state, depth)
        if any(float(settings.get(key, 1)) < 1 for key in ("/CA", "/ca")):
            self._scan.transparent.add("alpha")
        modes = settings.get("/BM", pikepdf.Name.Normal)
        for mode in modes if isinstance(modes, pikepdf.Array) else [modes]:
            if mode not in ("/Normal", "/Compatible"):
                self._scan.transparent.add("blend")

    def _read_pattern(self, pattern: Any, resources: Any, state: _State, depth: int) -> frozenset[str]:
        if int(pattern.PatternType) == 2:
            return frozenset(self._name_space(pattern.Shading.ColorSpace, resources))
        before = set(self._scan.colours)
        self._scan.colours = set()
        painted = list(self._scan.painted)
        self.read(pattern, pattern.get("/Resources", resources), state.copy(), depth + 1)
        found = frozenset(self._scan.colours)
        # The cell of a pattern lies in a space of its own: where it paints is where the path is that it fills.
        self._scan.painted = painted
        self._scan.colours |= before
        return found

    def _read_font(self, font: Any, state: _State, depth: int) -> None:
        if font.get("/Subtype") == "/Type3":
            painted = list(self._scan.painted)
            for letter in font.CharProcs.values():
                self.read(letter, font.get("/Resources", pikepdf.Dictionary()), state.copy(), depth + 1)
            self._scan.painted = painted

    def _name_space(self, space: Any, resources: Any) -> Iterator[str]:
        """Yield the names of a colour space and of those that it is made of."""
        if isinstance(space, pikepdf.Name):
            if space in _PROCESS:
                yield _PROCESS[str(space)]
            elif space not in ("/Pattern", "/I"):
                yield from self._name_space(resources.ColorSpace[space], resources)
            return
        family = str(space[0])
        if family == "/ICCBased":
            yield _BY_COUNT[int(space[1].N)]
        elif family in ("/Indexed", "/I"):
            yield from self._name_space(space[1], resources)
        elif family == "/Pattern":
            if len(space) > 1:
                yield from self._name_space(space[1], resources)
        elif family == "/Separation":
            yield f"spot {str(space[1])[1:]}"
            yield from self._name_space(space[2], resources)
        elif family == "/DeviceN":
            yield from (f"spot {str(one)[1:]}" for one in space[1])
            yield from self._name_space(space[2], resources)
        else:
            yield _PROCESS[family]
