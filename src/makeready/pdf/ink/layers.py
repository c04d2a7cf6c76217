"""Layers: what is painted and its alpha go in; the same look without transparency comes out, or a refusal by name.

Paint with an alpha over one even colour looks exactly like opaque paint in the mixed colour. So everything painted
is remembered as a box, never too small. What lies over blank paper, or wholly over one even rectangle, is mixed; where
anything else lies beneath, there is no exact likeness in vectors, and nothing is guessed. Words stay words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pikepdf

from makeready.dataclass import dataclass
from makeready.pdf.ink.colours import Colour, Tint, is_white, write_colour
from makeready.pdf.ink.geometry import Box, Layer, Painted, cut, invert, widen, write_matrix
from makeready.pdf.ink.refused import UnflattenableError
from makeready.pdf.ink.state import Paint, Path, State, Writing

if TYPE_CHECKING:
    from makeready.pdf.ink.content import Content

# Painting once more in each of more shapes than these would make the file grow with their square.
_MOST = 200
_PLAIN = ("/Normal", "/Compatible")
# Over white paper these give the colour that is painted (ISO 32000-1, 11.3.5.2).
_SAME_ON_WHITE = (*_PLAIN, "/Multiply", "/Darken")
_MITRE = 10.0  # the most that a corner of a line reaches out, in half widths: the limit that PDF begins with


@dataclass(slots=True, kw_only=True)
class Glyphs:
    """How large the glyphs of a typeface are at most, in ems: advance, depth, height; and bytes for one of them."""

    widest: float
    low: float
    high: float
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One of the colours beneath: what an alpha over it does, None where it is opaque, and the clip to its shape."""

    tint: Tint | None = None
    clip: bytes = b""


def measure_font(font: Any) -> Glyphs:
    """Return the bounds of a font dictionary (ISO 32000-1, 9.6 and 9.7); generous ones where it says nothing."""
    composite = font is not None and font.get("/Subtype") == pikepdf.Name.Type0
    inner = font.DescendantFonts[0] if composite else font
    widths = [1000.0]
    if composite:
        widths += [float(inner.get("/DW", 1000)), *_list_widths(inner.get("/W", []))]
    elif inner is not None:
        widths += [float(v) for v in inner.get("/Widths", [])]
    described = inner.get("/FontDescriptor", {}) if inner is not None else {}
    box = [float(v) for v in described.get("/FontBBox", [0, -300, 0, 1000])]
    return Glyphs(
        widest=max(widths) / 1000,
        low=min(-0.3, box[1] / 1000),
        high=max(0.9, box[3] / 1000),
        step=2 if composite else 1,
    )


def _list_widths(found: Any) -> Iterator[float]:
    """Yield the widths in `c [w …]` and `first last w` (ISO 32000-1, 9.7.4.3), not the numbers of glyphs."""
    waiting = 0
    for one in found:
        if isinstance(one, pikepdf.Array):
            yield from (float(v) for v in one)
            waiting = 0
        elif waiting == 2:
            yield float(one)
            waiting = 0
        else:
            waiting += 1


class Layers:
    """What lies on a page, or in one transparent group, while its content is read."""

    def __init__(self, painted: Painted, waits: Callable[[bytes], bool]) -> None:
        """Take what is painted already; `waits` says of a pattern's name that what is in it is transparent."""
        self.painted, self.waits = painted, waits
        self.path, self.writing = Path(), Writing()
        self._fonts: dict[Any, Glyphs] = {}

    def end_path(self, content: Content) -> None:
        """Clip by the path where that was asked for, and begin another."""
        state: State = content.state
        if self.path.clips:
            state.clip = cut(state.clip, self.path.box)
            state.clip_even = state.clip_even and self.path.even
            state.clips += self.path.clip(alternate=self.path.clips == b"W*")
        self.path = Path()

    def find_grounds(self, content: Content, box: Box, alpha: float) -> list[Ground]:
        """Return how to paint in `box` with an alpha: once, or once more within each shape that lies beneath."""
        state: State = content.state
        if state.masked:
            raise UnflattenableError("a soft mask")
        if state.blend in _PLAIN and alpha >= 1:
            return [Ground()]
        below = self.painted.list_below(box)
        if state.blend not in _PLAIN:
            white = below is not None and all(one.colour is not None and is_white(one.colour) for one in below)
            if state.blend not in _SAME_ON_WHITE or not white:
                raise UnflattenableError(f"the blend mode {state.blend.lstrip('/')}")
        if alpha >= 1:
            return [Ground()]
        if below is None or len(below) > _MOST:
            raise UnflattenableError(f"an alpha of {alpha:g} over what is not one even colour")
        grounds = [
            Ground(tint=Tint(alpha=alpha, below=one.colour), clip=one.shape or b"") for one in below if one.colour
        ]
        grounds[0] = Ground(tint=grounds[0].tint)
        return grounds

    def find_tint(self, content: Content, box: Box, alpha: float) -> Tint | None:
        """Return what an alpha does to what can be painted once only; None where it is opaque."""
        grounds = self.find_grounds(content, box, alpha)
        if len(grounds) > 1:
            raise UnflattenableError(f"an alpha of {alpha:g} over what is not one even colour")
        return grounds[0].tint

    def put_within(self, content: Content, clip: bytes, operation: bytes) -> None:
        """Write an operation that is seen within a clip only, which is in the coordinates of the page."""
        matrix = content.state.matrix
        back = invert(matrix)
        if not clip:
            content.put(operation)
        elif back is not None:
            content.put(b"q " + write_matrix(back) + b"\n" + clip + write_matrix(matrix) + b"\n" + operation + b"\nQ")

    def paint_path(self, content: Content, operator: bytes, written: bytes) -> None:
        """Paint the path, filled or stroked."""
        state, stroke = content.state, operator in (b"S", b"s")
        scale = max(abs(v) for v in state.matrix[:4])
        box = widen(self.path.box, state.line * scale / 2 * _MITRE) if stroke else self.path.box
        box = cut(box, state.clip)
        paint = state.stroke if stroke else state.fill
        alpha = state.stroke_alpha if stroke else state.fill_alpha
        grounds = self.find_grounds(content, box, alpha) if paint.pattern is None else [Ground()]
        if len(grounds) == 1:
            mixed = self._paint(content, box, alpha, paint, written, stroke=stroke)
            self._add_shape(state, operator, box, mixed, b"")
            return
        if paint.colour is None or self.path.clips:
            raise UnflattenableError(f"an alpha of {alpha:g} over what is not one even colour")
        path = b"".join(self.path.written)
        for ground in grounds:
            mixed = ground.tint.mix(paint.colour) if ground.tint else paint.colour
            ink = write_colour(self._print(content, mixed), stroke=stroke)
            if ground.clip:
                self.put_within(content, ground.clip, ink + path + b" " + operator)
            else:
                # The path is there already: its colour goes before it by going round it.
                content.put(b"n q " + ink + path + b" " + operator + b" Q")
            self._add_shape(state, operator, box, mixed, ground.clip)

    def _print(self, content: Content, colour: Colour) -> Colour:
        outer = content.rewriter.tint
        return content.inks.convert(outer.mix(colour) if outer else colour)

    def _add_shape(self, state: State, operator: bytes, box: Box, colour: Colour | None, clip: bytes) -> None:
        """Remember a path that was painted; a line has no inside to clip to."""
        if operator in (b"S", b"s"):
            self.painted.add(Layer(box))
            return
        shape = state.clips + self.path.clip(alternate=operator.endswith(b"*")) + clip
        self.painted.add(Layer(box, colour, self.path.even and state.clip_even and not clip, shape))

    def take(self, painted: Painted, tint: Tint, clip: bytes) -> None:
        """Put what a group with an alpha painted on top, as it is seen on the page within `clip`."""
        for layer in painted.layers:
            colour = tint.mix(layer.colour) if layer.colour else None
            shape = layer.shape + clip if layer.shape is not None else None
            self.painted.add(Layer(layer.box, colour, layer.even and not clip, shape))

    def paint_both(self, content: Content, written: bytes) -> None:
        """Fill and stroke the path: with an alpha the two would show through one another."""
        state = content.state
        if state.fill_alpha < 1 or state.stroke_alpha < 1 or state.blend not in _PLAIN or state.masked:
            raise UnflattenableError("a shape that is filled and outlined with an alpha")
        for paint in (state.fill, state.stroke):
            if paint.pattern is not None and self.waits(paint.pattern):
                raise UnflattenableError("an outlined shape with a transparent pattern")
        content.out.append(written)
        scale = max(abs(v) for v in state.matrix[:4])
        self.painted.add(Layer(cut(widen(self.path.box, state.line * scale / 2 * _MITRE), state.clip)))

    def paint_text(self, content: Content, written: bytes, length: int, shifts: list[float]) -> None:
        """Paint words of `length` bytes at most."""
        state = content.state
        font = content.names.find("/Font", state.font)
        key = font.objgen if font is not None else None
        if key not in self._fonts:
            self._fonts[key] = measure_font(font)
        glyphs = self._fonts[key]
        count = length / glyphs.step
        widest = count * (glyphs.widest + state.spread / max(abs(state.size), 1e-6))
        box = self.writing.show(state, widest, shifts, glyphs.low, glyphs.high)
        if state.mode == 3:
            content.out.append(written)
            return
        if state.mode != 0:
            opaque = state.fill_alpha >= 1 and state.stroke_alpha >= 1 and state.blend in _PLAIN and not state.masked
            if not opaque:
                raise UnflattenableError("outlined words with an alpha")
            content.out.append(written)
        else:
            self._paint(content, box, state.fill_alpha, state.fill, written, stroke=False)
        self.painted.add(Layer(box))

    def paint_stencil(self, content: Content, box: Box, written: bytes) -> None:
        """Paint a picture of one bit in the colour that fills."""
        self._paint(content, box, content.state.fill_alpha, content.state.fill, written, stroke=False)
        self.painted.add(Layer(box))

    def _paint(
        self, content: Content, box: Box, alpha: float, paint: Paint, written: bytes, *, stroke: bool
    ) -> Colour | None:
        """Write `written` with the paint mixed as it must be; return the colour that is seen, before groups outside."""
        tint = self.find_tint(content, box, alpha)
        if paint.pattern is not None:
            self._paint_pattern(content, box, tint, paint.pattern, written, stroke=stroke)
            return None
        if tint is None:
            content.out.append(written)
            return paint.colour
        if paint.colour is None:
            raise UnflattenableError("an ink of its own with an alpha")
        mixed = tint.mix(paint.colour)
        content.put(write_colour(self._print(content, mixed), stroke=stroke))
        content.out.append(written)
        before = paint.printed or content.inks.convert(paint.colour)
        content.put(paint.written or write_colour(before, stroke=stroke))
        return mixed

    def _paint_pattern(
        self, content: Content, box: Box, tint: Tint | None, pattern: bytes, written: bytes, *, stroke: bool
    ) -> None:
        waits = self.waits(pattern)
        if tint is None and not waits:
            content.out.append(written)
            return
        below = self.painted.find_below(box)
        if below is None:
            raise UnflattenableError("a transparent pattern over what is not one even colour")
        outer = content.rewriter.tint
        whole = tint.lie_under(outer) if tint else outer
        operator = b" SCN" if stroke else b" scn"
        content.put(content.rewriter.convert_pattern(content, pattern, whole, below) + operator)
        content.out.append(written)
        if not waits:
            content.put(content.rewriter.convert_pattern(content, pattern, outer, None) + operator)
