"""Content in print: a content stream goes in; the same marks in the inks, black words over them, come out.

One pass does it: colours are converted where they are set, words in full black get overprint, and where transparency
has to go, what is painted is compared with what lies beneath (see `layers.py`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pikepdf

from makeready.late_pattern import late_pattern
from makeready.pdf.ink.colours import is_full_black
from makeready.pdf.ink.geometry import Layer
from makeready.pdf.ink.lexer import read_operations
from makeready.pdf.ink.refused import DAMAGE, UnconvertibleError, UnflattenableError
from makeready.pdf.ink.setting import Setting
from makeready.pdf.ink.shadings import convert_shading

if TYPE_CHECKING:
    pass

_OVER, _APART = {"/OP": True, "/op": True, "/OPM": 1}, {"/OP": False, "/op": False, "/OPM": 0}
_NUMBER = late_pattern(rb"(?<![\w<])[-+]?(?:\d+\.?\d*|\.\d+)(?![\w>])")
_HEXADECIMAL = late_pattern(rb"<[^<>]*>")
_LITERAL = late_pattern(rb"\((?:[^()\\]|\\.)*\)", re.DOTALL)
_FILLS, _STROKES, _BOTH = (b"f", b"F", b"f*"), (b"S", b"s"), (b"B", b"B*", b"b", b"b*")


class Content(Setting):
    """One content stream on its way into print."""

    def rewrite(self, content: bytes) -> bytes:
        """Return the new stream; what cannot be done is told to the rewriter and left out."""
        find = _HANDLERS.get
        for operator, operands, written in read_operations(content):
            handler = find(operator)
            if handler is None:
                self.out.append(written)
                continue
            try:
                handler(self, operator, operands, written)
            except (UnconvertibleError, UnflattenableError) as error:
                self.rewriter.refuse(error)
            except DAMAGE:
                self.rewriter.refuse(UnconvertibleError(f"a damaged operation “{operator.decode('latin-1')}”"))
        return b"".join(self.out)

    def set_over(self, *, over: bool) -> None:
        """Turn overprint on or off (ISO 32000-1, 11.7.4.4), where it is not so already."""
        if self.state.over is not over:
            wanted = pikepdf.Dictionary(_OVER if over else _APART)
            self.put(self.names.put("/ExtGState", wanted, ("over", over)) + b" gs")
            self.state.over = over

    def _make_path(self, operator: bytes, operands: list[bytes], written: bytes) -> None:
        if self.layers is not None:
            self.layers.path.add(operator, [float(v) for v in operands], self.state.matrix)
            self.layers.path.written.append(written)
        self.out.append(written)

    def _clip(self, operator: bytes, _operands: list[bytes], written: bytes) -> None:
        if self.layers is not None:
            self.layers.path.clips = operator
        self.out.append(written)

    def _end_path(self, _operator: bytes, _operands: list[bytes], written: bytes) -> None:
        self.out.append(written)
        if self.layers is not None:
            self.layers.end_path(self)

    def _paint_path(self, operator: bytes, _operands: list[bytes], written: bytes) -> None:
        self.set_over(over=False)
        paints = [
            paint for paint, ops in ((self.state.fill, _STROKES), (self.state.stroke, _FILLS)) if operator not in ops
        ]
        for paint in paints:
            self.weigh(paint)
        if self.layers is None:
            self.out.append(written)
            return
        try:
            if operator in _BOTH:
                self.layers.paint_both(self, written)
            else:
                self.layers.paint_path(self, operator, written)
        except UnflattenableError:
            # The path must end, or the next one would go on with it.
            self.put(b"n")
            raise
        finally:
            self.layers.end_path(self)

    def _show(self, operator: bytes, operands: list[bytes], written: bytes) -> None:
        state = self.state
        printed = state.fill.printed
        black = state.mode == 0 and printed is not None and is_full_black(printed) and self.inks.size == 4
        whole = not state.masked and state.fill_alpha >= 1
        self.set_over(over=black and whole and self.inks.may_overprint(self.coloured))
        if state.mode != 3 and not black:
            self.weigh(state.fill)
        if self.layers is None:
            self.out.append(written)
            return
        text = b" ".join(operands)
        hexadecimal = _HEXADECIMAL.findall(text)
        literal = _LITERAL.findall(text)
        count = sum(len(one) for one in hexadecimal) / 2 + sum(len(one) for one in literal)
        rest = _HEXADECIMAL.sub(b" ", _LITERAL.sub(b" ", text)) if operator == b"TJ" else b""
        shifts = [float(v) for v in _NUMBER.findall(rest)]
        if operator in (b"'", b'"'):
            self.layers.writing.move(0, -state.leading)
        self.layers.paint_text(self, written, math.ceil(count), shifts)

    def _place_text(self, operator: bytes, operands: list[bytes], written: bytes) -> None:
        if self.layers is not None:
            numbers = [float(v) for v in operands]
            if operator == b"BT":
                self.layers.writing.set_matrix((1.0, 0.0, 0.0, 1.0, 0.0, 0.0))
            elif operator == b"Tm":
                a, b, c, d, e, f = numbers
                self.layers.writing.set_matrix((a, b, c, d, e, f))
            elif operator == b"T*":
                self.layers.writing.move(0, -self.state.leading)
            else:
                self.layers.writing.move(numbers[0], numbers[1])
                if operator == b"TD":
                    self.state.leading = -numbers[1]
        self.out.append(written)

    def _shade(self, _operator: bytes, operands: list[bytes], _written: bytes) -> None:
        self.set_over(over=False)
        self.coloured = max(self.coloured, self.inks.heaviest)
        tint = self.layers.find_tint(self, self.state.clip, self.state.fill_alpha) if self.layers else None
        whole = tint.lie_under(self.rewriter.tint) if tint else self.rewriter.tint
        found = self.names.find("/Shading", operands[0])
        if found is None:
            raise UnconvertibleError("a gradient that is not there")
        key = (operands[0], whole)
        self.put(self.names.put("/Shading", convert_shading(self.rewriter.pdf, found, self.inks, whole), key) + b" sh")
        if self.layers is not None:
            self.layers.painted.add(Layer(self.state.clip))

    def _do(self, _operator: bytes, operands: list[bytes], written: bytes) -> None:
        self.set_over(over=False)
        found = self.names.find("/XObject", operands[0])
        if found is None:
            self.names.use("/XObject", operands[0])
            self.out.append(written)
        elif found.get("/Subtype") == pikepdf.Name.Image:
            self.rewriter.place_picture(self, operands[0], found)
        elif found.get("/Subtype") == pikepdf.Name.Form:
            self.rewriter.place_form(self, found)
        else:
            raise UnconvertibleError("a program in PostScript")

    def _inline(self, _operator: bytes, operands: list[bytes], written: bytes) -> None:
        self.set_over(over=False)
        words = b" ".join(operands)
        stencil = re.search(rb"/(?:IM|ImageMask) true", words)
        gray = re.search(rb"/(?:CS|ColorSpace) /(?:G|DeviceGray)\b", words)
        if self.layers is not None or self.rewriter.tint is not None:
            raise UnflattenableError("a picture within a content stream beside something transparent")
        if self.inks.size is not None and not stencil and not gray:
            raise UnconvertibleError("a picture within a content stream")
        self.out.append(written)


Handler = Callable[[Content, bytes, list[bytes], bytes], None]


def _list_handlers() -> dict[bytes, Handler]:
    groups: list[tuple[bytes, Any]] = [
        (b"q", Content._save),
        (b"Q", Content._restore),
        (b"cm", Content._transform),
        (b"gs", Content._set_state),
        (b"w Tr Tz TL Ts Tc Tw", Content._set_parameter),
        (b"Tf", Content._set_font),
        (b"g rg k G RG K", Content._set_device),
        (b"cs CS", Content._set_space),
        (b"sc scn SC SCN", Content._set_numbers),
        (b"m l c v y re h", Content._make_path),
        (b"W W*", Content._clip),
        (b"n", Content._end_path),
        (b"f F f* S s B B* b b*", Content._paint_path),
        (b"Tj TJ ' \"", Content._show),
        (b"BT Tm Td TD T*", Content._place_text),
        (b"sh", Content._shade),
        (b"Do", Content._do),
        (b"BI", Content._inline),
    ]
    return {operator: handler for names, handler in groups for operator in names.split()}


_HANDLERS = _list_handlers()
