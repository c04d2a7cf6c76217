"""Drawing: the operators of a page go in; what they draw, in which colours and where, is noted in its facts.

Goes through forms and tiling patterns with the transformation that holds there. ISO 32000-1, 8 and 9.
"""

from __future__ import annotations

import copy
import math
import time
from typing import Any

import pikepdf

from makeready.checks.places import IDENTITY, Box, Matrix, bound, intersect, multiply, place_box, transform
from makeready.checks.preflight.colours import CMYK, GRAY, PATTERN, RGB, Space, read_space
from makeready.checks.preflight.facts import PageFacts, Picture, Place
from makeready.checks.preflight.fonts import Font, read_font
from makeready.checks.preflight.noting import MOST_NEAR, WORD, PageNotes, is_seen, meets
from makeready.checks.preflight.pixels import describe_picture
from makeready.checks.preflight.streams import TooLargeError, unpack
from makeready.checks.preflight.tokens import InlinePicture, Name, read_operators
from makeready.dataclass import dataclass

_ENTRIES = (pikepdf.Dictionary, pikepdf.Stream)
_DEEPEST_FORM = 12
_MOST_CONTENT = 48 * 1024 * 1024
_MOST_OPERATORS = 6_000_000
_MOST_PICTURES, _MOST_SAVED, _MOST_POINTS = 500, 200, 100_000
_EVERY = 4096  # operators between two looks at the clock
_ABOVE, _BELOW = 0.66, 0.2  # how far letters reach from their line, in sizes of type
_SMALL = 24.0  # points: below it, text in four inks cannot be printed in register


class TimeOverError(Exception):
    """There is no time for the rest of the file."""


@dataclass(slots=True)
class Budget:
    """What reading a file may still take: operators, sampled pixels, and the processor's time at which it ends."""

    until: float
    operators: int = _MOST_OPERATORS
    pixels: int = 3_000_000

    def spend(self, operators: int) -> None:
        """Take so many operators. Raises TimeOverError where there is no time or none of them is left."""
        self.operators -= operators
        if self.operators < 0 or time.process_time() > self.until:
            raise TimeOverError


@dataclass(slots=True)
class _State:
    """The state of the graphics (8.4.1), as far as it decides what is noted."""

    matrix: Matrix = IDENTITY
    clip: Box | None = None
    fill: Space = GRAY
    fill_values: tuple[float, ...] = (0.0,)
    stroke: Space = GRAY
    stroke_values: tuple[float, ...] = (0.0,)
    width: float = 1.0
    overprint_fill: bool = False
    overprint_stroke: bool = False
    font: Font | None = None
    size: float = 1.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0


class PageReader:
    """Reads what one page draws into its facts."""

    def __init__(self, facts: PageFacts, budget: Budget, fonts: dict[Any, Font], pictures: dict[Any, Any]) -> None:
        """Take the facts to fill; `fonts` and `pictures` are what other pages of the file have read already."""
        self._facts, self._budget = facts, budget
        self._fonts, self._pictures = fonts, pictures
        self._notes = PageNotes(facts)
        self._patterns: set[Any] = set()

    def read(self, content: bytes, resources: Any) -> None:
        """Read the operators of the page itself."""
        state = _State(matrix=(1.0, 0.0, 0.0, 1.0, -self._facts.cut[0], -self._facts.cut[1]), clip=self._notes.sheet)
        self._run(content, resources, state, 0)

    # --- the run through the operators

    def _run(self, content: bytes, resources: Any, state: _State, depth: int) -> None:
        base = state.matrix
        saved: list[_State] = []
        text, line = IDENTITY, IDENTITY
        points: list[tuple[float, float]] = []
        segments: list[tuple[tuple[float, float], tuple[float, float]]] = []
        at = start = (0.0, 0.0)
        clipping = False
        for count, (word, values) in enumerate(read_operators(content), 1):
            if not count % _EVERY:
                self._budget.spend(_EVERY)
            if word in _PASSED_OVER:
                continue
            numbers = [v for v in values if isinstance(v, float)]
            # --- text, of which there is most
            if word in (b"Tj", b"TJ", b"'", b'"'):
                if word in (b"'", b'"'):
                    if word == b'"' and len(numbers) >= 2:
                        state.word_spacing, state.spacing = numbers[0], numbers[1]
                    text = line = multiply((1.0, 0.0, 0.0, 1.0, 0.0, -state.leading), line)
                shown = values[-1] if values else b""
                text = self._show(shown if isinstance(shown, list) else [shown], text, state)
            elif word == b"BT":
                text = line = IDENTITY
            elif word == b"Tf" and len(values) >= 2 and numbers:
                state.font, state.size = self._find_font(_look_up(resources, "/Font", values[0])), numbers[-1]
            elif word == b"Tm" and len(numbers) == 6:
                text = line = tuple(numbers)  # type: ignore[assignment]
            elif word in (b"Td", b"TD") and len(numbers) >= 2:
                if word == b"TD":
                    state.leading = -numbers[1]
                text = line = multiply((1.0, 0.0, 0.0, 1.0, numbers[0], numbers[1]), line)
            elif word == b"T*":
                text = line = multiply((1.0, 0.0, 0.0, 1.0, 0.0, -state.leading), line)
            elif word in _TEXT_STATE and numbers:
                name, factor = _TEXT_STATE[word]
                setattr(state, name, int(numbers[0]) if name == "mode" else numbers[0] * factor)
            # --- paths
            elif word in (b"m", b"l", b"c", b"v", b"y") and len(numbers) >= 2:
                if len(points) < _MOST_POINTS:
                    new = [transform(state.matrix, *numbers[i : i + 2]) for i in range(0, len(numbers) - 1, 2)]
                    if word == b"l":
                        segments.append((at, new[-1]))
                    points += new
                    at = new[-1]
                    start = at if word == b"m" else start
            elif word == b"re" and len(numbers) >= 4:
                x, y, w, h = numbers[:4]
                corners = [transform(state.matrix, *p) for p in ((x, y), (x + w, y), (x + w, y + h), (x, y + h))]
                if len(points) < _MOST_POINTS:
                    points += corners
                    segments += list(zip(corners, corners[1:] + corners[:1], strict=True))
                at = start = corners[0]
            elif word == b"h":
                segments.append((at, start))
                at = start
            elif word in (b"W", b"W*"):
                clipping = True
            elif word in (b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"n"):
                if points:
                    box = bound(points)
                    if word in (b"b", b"b*", b"s"):
                        segments.append((at, start))
                    if word not in (b"S", b"s", b"n"):
                        self._fill(box, state)
                    if word not in (b"f", b"F", b"f*", b"n"):
                        self._stroke(box, segments, state)
                    if clipping:
                        state.clip = intersect(box, state.clip)
                points, segments, clipping = [], [], False
            # --- state
            elif word == b"q":
                if len(saved) < _MOST_SAVED:
                    saved.append(copy.copy(state))
            elif word == b"Q":
                state = saved.pop() if saved else state
            elif word == b"cm" and len(numbers) == 6:
                state.matrix = multiply(tuple(numbers), state.matrix)  # type: ignore[arg-type]
            elif word == b"w" and numbers:
                state.width = abs(numbers[0])
            elif word == b"gs" and values:
                self._set(_look_up(resources, "/ExtGState", values[0]), state, resources)
            # --- colours
            elif word in _SIMPLE:
                space, strokes = _SIMPLE[word]
                self._choose(state, space, tuple(numbers), strokes=strokes)
            elif word in (b"cs", b"CS") and values:
                space = read_space(values[0], resources)
                first = (1.0,) * space.count if space.family == "spot" else (0.0,) * space.count
                first = (0.0, 0.0, 0.0, 1.0) if space.family == "cmyk" and space.below is None else first
                self._choose(state, space, first, strokes=word == b"CS")
            elif word in (b"sc", b"scn", b"SC", b"SCN"):
                strokes = word[:1] == b"S"
                if values and isinstance(values[-1], Name):
                    self._choose(state, PATTERN, (), strokes=strokes)
                    self._read_pattern(_look_up(resources, "/Pattern", values[-1]), resources, base, depth)
                else:
                    self._choose(state, state.stroke if strokes else state.fill, tuple(numbers), strokes=strokes)
            # --- pictures, forms and shadings
            elif word == b"Do" and values:
                self._draw(_look_up(resources, "/XObject", values[0]), resources, state, depth)
            elif word == b"BI" and values and isinstance(values[0], InlinePicture):
                self._draw_inline(values[0], resources, state)
            elif word == b"sh" and values:
                shading = _look_up(resources, "/Shading", values[0])
                if shading is not None:
                    box = state.clip or self._notes.sheet
                    self._note_shading(shading, resources, box)
                    self._notes.note_area(box)
        self._budget.spend(len(content) // 16 % _EVERY)

    def _choose(self, state: _State, space: Space, values: tuple[float, ...], *, strokes: bool) -> None:
        if strokes:
            state.stroke, state.stroke_values = space, values
        else:
            state.fill, state.fill_values = space, values

    def _set(self, found: Any, state: _State, resources: Any) -> None:
        """Take a dictionary of the graphics state (8.4.5)."""
        if found is None or not isinstance(found, _ENTRIES):
            return
        if (width := found.get("/LW")) is not None:
            state.width = abs(float(width))
        if (stroke := found.get("/OP")) is not None:
            state.overprint_stroke = state.overprint_fill = bool(stroke)
        if (fill := found.get("/op")) is not None:
            state.overprint_fill = bool(fill)
        for key, what in (("/ca", "an opacity of"), ("/CA", "an opacity of")):
            if (alpha := found.get(key)) is not None and float(alpha) < 0.9995:
                self._facts.transparent.setdefault(f"{what} {float(alpha):.2g}", None)
        mask = found.get("/SMask")
        if mask is not None and str(mask) != "/None":
            self._facts.transparent.setdefault("a soft mask", None)
        blend = found.get("/BM")
        if blend is not None:
            names = [str(one) for one in blend] if isinstance(blend, pikepdf.Array) else [str(blend)]
            if not {"/Normal", "/Compatible"} & set(names):
                self._facts.transparent.setdefault(
                    f"the blend mode {names[0].removeprefix('/') if names else ''}", None
                )
        font = found.get("/Font")
        if font is not None and len(font) == 2:
            state.font, state.size = self._find_font(font[0]), float(font[1])

    # --- what is drawn

    def _fill(self, path: Box, state: _State) -> None:
        box = intersect(path, state.clip)
        if not is_seen(box):
            return
        place = (box[0], box[1])
        self._notes.note_ink(state.fill, state.fill_values, "fill", place)
        if state.fill.is_white(state.fill_values):
            if state.overprint_fill:
                self._facts.white_overprint = self._facts.white_overprint or place
            return
        width, height = box[2] - box[0], box[3] - box[1]
        if 0 < min(width, height) < 2 <= max(width, height):
            self._notes.note_line(min(width, height), place)
        self._notes.note_area(box)

    def _stroke(
        self, path: Box, segments: list[tuple[tuple[float, float], tuple[float, float]]], state: _State
    ) -> None:
        box = intersect(path, state.clip)
        if not is_seen(box):
            return
        facts, place = self._facts, (box[0], box[1])
        self._notes.note_ink(state.stroke, state.stroke_values, "line", place)
        if state.stroke.is_white(state.stroke_values):
            if state.overprint_stroke:
                facts.white_overprint = facts.white_overprint or place
            return
        a, b, c, d = state.matrix[:4]
        width = state.width * math.sqrt(abs(a * d - b * c)) * facts.unit
        if state.width == 0:
            facts.hairline = facts.hairline or place
        else:
            self._notes.note_line(width, place)
        if meets(box, self._notes.paper, -0.1):
            facts.blank = False
            half = width / 2
            if width > 2:
                self._notes.note_area((box[0] - half, box[1] - half, box[2] + half, box[3] + half))
        elif len(facts.outside) < MOST_NEAR:
            facts.outside.append(box)
        for one, other in segments[:64]:
            self._notes.note_mark(one, other)

    def _show(self, parts: list[Any], text: Matrix, state: _State) -> Matrix:
        """Note one run of text; return the text matrix behind it (9.4.4)."""
        font = state.font
        advance, shown = 0.0, False
        for part in parts:
            if isinstance(part, bytes) and part:
                shown = True
                if font is None:
                    advance += len(part) * 0.5 * state.size
                else:
                    width, count, spaces = font.measure(part)
                    advance += width * state.size + count * state.spacing + spaces * state.word_spacing
            elif isinstance(part, float):
                advance -= part / 1000 * state.size
        advance *= state.stretch
        after = multiply((1.0, 0.0, 0.0, 1.0, advance, 0.0), text)
        if not shown or state.mode == 7:
            return after
        if font is not None and not font.embedded:
            self._facts.loose_fonts.add(font.name)
        if state.mode == 3 or (font is not None and font.is_blank(parts)):
            return after
        size = abs(state.size)
        low, high = state.rise - _BELOW * size, state.rise + _ABOVE * size
        whole = multiply(text, state.matrix)
        box = intersect(place_box(whole, (min(0.0, advance), low, max(0.0, advance), high)), state.clip)
        if not is_seen(box):
            return after
        place = (box[0], box[1])
        height = size * math.sqrt(abs(whole[0] * whole[3] - whole[1] * whole[2]))
        if state.mode in (0, 2, 4, 6):
            self._notes.note_ink(state.fill, state.fill_values, WORD, place, small=height < _SMALL)
            if state.fill.is_white(state.fill_values):
                if state.overprint_fill:
                    self._facts.white_overprint = self._facts.white_overprint or place
                if state.mode == 0:
                    return after
        if state.mode in (1, 2, 5, 6):
            self._notes.note_ink(state.stroke, state.stroke_values, WORD, place)
        self._notes.note_text(box)
        return after

    # --- objects

    def _find_font(self, found: Any) -> Font | None:
        if found is None or not isinstance(found, _ENTRIES):
            return None
        key = found.objgen if found.objgen != (0, 0) else id(found)
        if key not in self._fonts:
            self._fonts[key] = read_font(found)
        return self._fonts[key]

    def _draw(self, found: Any, resources: Any, state: _State, depth: int) -> None:
        if found is None or not isinstance(found, _ENTRIES):
            return
        kind = str(found.get("/Subtype", ""))
        place = transform(state.matrix, 0.0, 0.0)
        if found.get("/OPI") is not None:
            self._facts.odd_objects.setdefault("a stand-in for a picture elsewhere (OPI)", place)
        if kind == "/Image":
            self._draw_picture(found, resources, state)
        elif kind == "/PS" or found.get("/PS") is not None:
            self._facts.odd_objects.setdefault("a program in PostScript", place)
        elif kind == "/Form":
            self._draw_form(found, resources, state, depth, place)

    def _draw_form(self, found: Any, resources: Any, state: _State, depth: int, place: Place) -> None:
        if found.get("/Ref") is not None:
            self._facts.odd_objects.setdefault("a page of another file", place)
        group = found.get("/Group")
        if group is not None and str(group.get("/S", "")) == "/Transparency":
            self._facts.transparent.setdefault("a transparency group", place)
        if depth >= _DEEPEST_FORM:
            self._facts.unread.append("forms in one another, more than 12 deep")
            return
        matrix = _read_numbers(found.get("/Matrix"), 6) or IDENTITY
        inner = copy.copy(state)
        inner.matrix = multiply(matrix, state.matrix)  # type: ignore[arg-type]
        box = _read_numbers(found.get("/BBox"), 4)
        if box is not None:
            placed = place_box(
                inner.matrix, (min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3]))
            )
            inner.clip = intersect(placed, state.clip)
            if not is_seen(inner.clip):
                return
        self._budget.spend(20)
        self._read_within(found, found.get("/Resources", resources), inner, depth + 1)

    def _read_within(self, stream: Any, resources: Any, state: _State, depth: int) -> None:
        try:
            content = unpack(stream, _MOST_CONTENT)
        except TooLargeError:
            self._facts.unread.append("a form of more than 48 MiB")
            return
        self._run(content, resources, state, depth)

    def _read_pattern(self, found: Any, resources: Any, base: Matrix, depth: int) -> None:
        """Read what a pattern is drawn with, once a page."""
        if found is None or not isinstance(found, _ENTRIES):
            return
        key = found.objgen if found.objgen != (0, 0) else id(found)
        if key in self._patterns or depth >= _DEEPEST_FORM:
            return
        self._patterns.add(key)
        if int(found.get("/PatternType", 0)) == 2:
            self._note_shading(found.get("/Shading"), resources, None)
            if (graphics := found.get("/ExtGState")) is not None:
                self._set(graphics, _State(), resources)
            return
        facts = self._facts
        before = (facts.left, facts.bottom, facts.right, facts.top, facts.near.copy(), facts.blank)
        matrix = _read_numbers(found.get("/Matrix"), 6) or IDENTITY
        page = (1.0, 0.0, 0.0, 1.0, -self._facts.cut[0], -self._facts.cut[1])
        inner = _State(matrix=multiply(matrix, page if depth == 0 else base))  # type: ignore[arg-type]
        self._read_within(found, found.get("/Resources", resources), inner, depth + 1)
        # The cell is drawn where the path is, not at its own place.
        facts.left, facts.bottom, facts.right, facts.top, facts.near, facts.blank = before

    def _note_shading(self, shading: Any, resources: Any, box: Box | None) -> None:
        if shading is None or not isinstance(shading, _ENTRIES):
            return
        space = read_space(shading.get("/ColorSpace"), resources)
        self._notes.note_ink(space, (), "shading", (box[0], box[1]) if box else (0.0, 0.0))

    def _draw_picture(self, found: Any, resources: Any, state: _State) -> None:
        box = intersect(place_box(state.matrix, (0.0, 0.0, 1.0, 1.0)), state.clip)
        if not is_seen(box):
            return
        place = (box[0], box[1])
        for entry in ("/SMask", "/SMaskInData"):
            mask = found.get(entry)
            if mask is not None and mask != 0:
                self._facts.transparent.setdefault("a picture with a soft mask", place)
        if found.get("/Alternates") is not None:
            self._facts.odd_objects.setdefault("a picture with alternates", place)
        is_mask = bool(found.get("/ImageMask", False))
        space = state.fill if is_mask else read_space(found.get("/ColorSpace"), resources)
        key = found.objgen if found.objgen != (0, 0) else id(found)
        if key not in self._pictures:
            told, spent = describe_picture(found, space, is_mask=is_mask, most=self._budget.pixels)
            self._budget.pixels -= spent
            self._pictures[key] = told
            self._budget.spend(200)
        told = self._pictures[key]
        if is_mask:
            self._notes.note_ink(space, state.fill_values, "fill", place)
        else:
            self._notes.note_ink(space, (), "picture", place)
        if is_mask and space.is_white(state.fill_values):
            return
        self._notes.note_area(box)
        if len(self._facts.pictures) < _MOST_PICTURES:
            self._facts.pictures.append(
                Picture(
                    pixels=told.pixels,
                    resolution=_measure(told.pixels, state.matrix, self._facts.unit),
                    box=box,
                    family=space.family,
                    packing=told.packing,
                    bits=told.bits,
                    mask=is_mask,
                    heaviest=told.heaviest,
                    heavy=told.heavy,
                )
            )

    def _draw_inline(self, picture: InlinePicture, resources: Any, state: _State) -> None:
        entries = picture.entries
        box = intersect(place_box(state.matrix, (0.0, 0.0, 1.0, 1.0)), state.clip)
        if not is_seen(box):
            return
        place = (box[0], box[1])
        pixels = tuple(
            int(entries.get(short, entries.get(long, 0)) or 0) for short, long in (("W", "Width"), ("H", "Height"))
        )
        is_mask = bool(entries.get("IM", entries.get("ImageMask", False)))
        space = state.fill if is_mask else read_space(entries.get("CS", entries.get("ColorSpace")), resources)
        self._notes.note_ink(space, state.fill_values if is_mask else (), "fill" if is_mask else "picture", place)
        self._notes.note_area(box)
        if len(self._facts.pictures) < _MOST_PICTURES:
            bits = entries.get("BPC", entries.get("BitsPerComponent", 8))
            size = (pixels[0], pixels[1])
            self._facts.pictures.append(
                Picture(
                    pixels=size, resolution=_measure(size, state.matrix, self._facts.unit), box=box,
                    family=space.family, mask=is_mask, bits=int(bits) if isinstance(bits, float) else 8,
                )
            )  # fmt: skip


_SIMPLE: dict[bytes, tuple[Space, bool]] = {
    b"g": (GRAY, False), b"rg": (RGB, False), b"k": (CMYK, False), b"G": (GRAY, True), b"RG": (RGB, True),
    b"K": (CMYK, True),
}  # fmt: skip
_PASSED_OVER = frozenset((b"ET", b"EMC", b"BMC", b"BDC", b"MP", b"DP", b"J", b"j", b"M", b"d", b"i", b"ri"))
_TEXT_STATE: dict[bytes, tuple[str, float]] = {
    b"Tc": ("spacing", 1.0), b"Tw": ("word_spacing", 1.0), b"Tz": ("stretch", 0.01), b"TL": ("leading", 1.0),
    b"Ts": ("rise", 1.0), b"Tr": ("mode", 1.0),
}  # fmt: skip


def _measure(pixels: tuple[int, int], matrix: Matrix, unit: float) -> tuple[float, float]:
    """Return how many pixels stand on an inch, each way; a picture of no size has no end of them."""
    across, along = math.hypot(matrix[0], matrix[1]) * unit, math.hypot(matrix[2], matrix[3]) * unit
    return (pixels[0] * 72 / across if across else math.inf, pixels[1] * 72 / along if along else math.inf)


def _read_numbers(found: Any, count: int) -> tuple[float, ...] | None:
    if found is None or len(found) != count:
        return None
    return tuple(max(-1e7, min(1e7, float(one))) for one in found)


def _look_up(resources: Any, sort: str, name: Any) -> Any:
    if resources is None or not isinstance(name, Name):
        return None
    named = resources.get(sort)
    return named.get("/" + name) if named is not None and isinstance(named, _ENTRIES) else None
