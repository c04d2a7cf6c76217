"""Pages in print: the pages of a PDF go in; they come out in the inks, flat where that is asked, each object once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pikepdf

from makeready.pdf.ink.colours import BLACK, Colour, Inks, Tint, measure_coloured, write_colour
from makeready.pdf.ink.content import Content
from makeready.pdf.ink.geometry import IDENTITY, Layer, Matrix, Painted, cut, multiply, place_box
from makeready.pdf.ink.layers import Ground, Layers
from makeready.pdf.ink.names import Names
from makeready.pdf.ink.pictures import convert_picture, has_soft_edge
from makeready.pdf.ink.refused import DAMAGE, UnconvertibleError, UnflattenableError
from makeready.pdf.ink.setting import Setting
from makeready.pdf.ink.shadings import convert_shading
from makeready.pdf.ink.spaces import Space, convert_spot
from makeready.pdf.ink.spots import Spots
from makeready.pdf.ink.state import Paint, Path, State
from makeready.pdf.ink.transparency import Transparency

_GROUPS = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
_DEPTH = 30  # forms within forms; no book has more, and one that contains itself has no end


class Rewriter:
    """The one who rewrites: what was made of each object, and where he stands."""

    def __init__(
        self,
        pdf: pikepdf.Pdf,
        inks: Inks,
        *,
        flat: bool,
        refused: Callable[[int, Exception], None],
        spots: Spots | None = None,
    ) -> None:
        """Take the PDF; `flat` asks for no transparency, and `refused` hears of what cannot be done, by page."""
        self.pdf, self.inks, self.flat = pdf, inks, flat
        self.spots = spots or Spots(pdf, inks)
        self.tint: Tint | None = None
        self.coloured = False  # whether anything has colour, and not only black
        self._refused, self._page, self._depth = refused, 0, 0
        self._names: dict[Any, Names] = {}
        self._made: dict[Any, Any] = {}
        self._failed: dict[Any, Exception] = {}
        self._transparency = Transparency()

    def rewrite(self) -> None:
        """Rewrite all pages and what they show."""
        for number, page in enumerate(self.pdf.pages):
            self._page = number
            try:
                self._rewrite_page(page)
            except DAMAGE:
                self.refuse(UnconvertibleError("a damaged page"))
        for names in self._names.values():
            names.finish()
        self._clean_states()

    def refuse(self, error: Exception) -> None:
        """Say what cannot be done on the page at hand."""
        self._refused(self._page, error)

    def note_colour(self, space: Space, printed: Colour) -> None:
        """Remember whether a colour that is not of the inks had to be turned into more than black."""
        if space.size == 3 and measure_coloured(printed):
            self.coloured = True

    def _rewrite_page(self, page: pikepdf.Page) -> None:
        names = self._read_names(page.resources)
        contents = page.obj.get("/Contents", pikepdf.Array())
        streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        content = b"\n".join(stream.read_bytes() for stream in streams)
        layers = None
        if self.flat and self._transparency.is_in(content, names.found):
            layers = Layers(Painted(), self._watch(names))
        black = self.inks.convert(BLACK)
        state = State(fill=Paint(printed=black), stroke=Paint(printed=black))
        new = Content(self, names, state, layers, 0.0).rewrite(content)
        page.obj.Contents = self.pdf.make_stream(self._begin(new))
        self._convert_group(page.obj)

    def _begin(self, content: bytes) -> bytes:
        """Return content that begins with black ink, where the black that a page begins with is gray (8.6.5.1)."""
        if self.inks.size != 4:
            return content
        return (
            b" ".join(write_colour((0.0, 0.0, 0.0, 1.0), stroke=stroke) for stroke in (False, True)) + b"\n" + content
        )

    def _convert_group(self, found: Any) -> None:
        group = found.get("/Group")
        if group is None:
            return
        if self.flat:
            del found["/Group"]
        elif self.inks.size is not None and "/CS" in group:
            group.CS = pikepdf.Name(_GROUPS[self.inks.size])

    def _read_names(self, resources: Any) -> Names:
        key = resources.objgen if resources.is_indirect else (self._page, self._depth, len(self._names))
        if key not in self._names:
            self._names[key] = Names(resources)
        return self._names[key]

    def _watch(self, names: Names) -> Callable[[bytes], bool]:
        def waits(name: bytes) -> bool:
            found = names.find("/Pattern", name)
            return found is not None and int(found.PatternType) == 1 and self._transparency.is_form(found, names.found)

        return waits

    # Pictures, forms, patterns

    def place_picture(self, content: Content, name: bytes, found: Any) -> None:
        """Paint a picture where the content stands."""
        stencil, layers = bool(found.get("/ImageMask", False)), content.layers
        box = cut(place_box(content.state.matrix, (0, 0, 1, 1)), content.state.clip)
        if stencil:
            content.weigh(content.state.fill)
            put = b"\n" + content.names.put("/XObject", found) + b" Do"
            if layers is None:
                content.out.append(put)
            else:
                layers.paint_stencil(content, box, put)
            return
        tint, below = self.tint, None
        if layers is not None:
            own = layers.find_tint(content, box, content.state.fill_alpha)
            tint = own.lie_under(self.tint) if own else self.tint
            if has_soft_edge(found):
                below = layers.painted.find_below(box)
                if below is None:
                    raise UnflattenableError("a picture with a soft mask over what is not one even colour")
        made, coloured = self._make(
            (found.objgen, tint, below), lambda: convert_picture(self.pdf, found, self.inks, tint, below)
        )
        content.coloured = max(content.coloured, coloured)
        self.coloured = self.coloured or (coloured > 0 and made is not found)
        content.put(content.names.put("/XObject", made) + b" Do")
        if layers is not None:
            layers.painted.add(Layer(box))

    def place_form(self, content: Content, found: Any) -> None:
        """Paint a form where the content stands; one with something transparent is made for this place alone."""
        layers, state = content.layers, content.state
        matrix: Matrix = tuple(float(v) for v in found.get("/Matrix", IDENTITY))  # type: ignore[assignment]
        matrix = multiply(matrix, state.matrix)
        box = cut(place_box(matrix, [float(v) for v in found.BBox]), state.clip)
        grounds = layers.find_grounds(content, box, state.fill_alpha) if layers is not None else [Ground()]
        content.coloured = max(content.coloured, self.inks.heaviest)
        if layers is None:
            made = self._make(
                ("form", found.objgen, self.tint), lambda: self._convert_form(content, found, State(), None)
            )
            content.put(content.names.put("/XObject", made) + b" Do")
            return
        if bool(found.get("/Group", {}).get("/K", False)):
            raise UnflattenableError("a knockout group")
        # The box of a form clips it (ISO 32000-1, 8.10.1).
        edge = Path()
        left, bottom, right, top = (float(v) for v in found.BBox)
        edge.add(b"re", [left, bottom, right - left, top - bottom], matrix)
        clips, even = state.clips + edge.clip(alternate=False), state.clip_even and edge.even
        for ground in grounds:
            begin = State(fill=state.fill, stroke=state.stroke, matrix=matrix, clip=box, clip_even=even, clips=clips)
            own = ground.tint
            # Without an alpha of its own the group's parts lie on the page itself; with one they lie in the group.
            painted = Painted(paper=own.below) if own else layers.painted
            before, self.tint = self.tint, own.lie_under(self.tint) if own else self.tint
            try:
                made = self._convert_form(content, found, begin, Layers(painted, layers.waits))
            finally:
                self.tint = before
            layers.put_within(content, ground.clip, content.names.put("/XObject", made) + b" Do")
            if own is not None:
                layers.take(painted, own, ground.clip)

    def _convert_form(self, content: Content, found: Any, state: State, layers: Layers | None) -> Any:
        resources = found.get("/Resources")
        names = content.names
        if resources is not None:
            names = self._read_names(self._copy(resources) if layers is not None else resources)
        if layers is not None:
            layers = Layers(layers.painted, self._watch(names))
        else:
            state.fill, state.stroke = Paint(colour=None), Paint(colour=None)
        begin = b""
        if layers is not None and self.tint is not None:
            for paint, stroke in ((state.fill, False), (state.stroke, True)):
                if paint.colour is not None:
                    begin += write_colour(self.inks.convert(self.tint.mix(paint.colour)), stroke=stroke) + b"\n"
        made = self._rewrite_stream(found, names, state, layers, begin)
        self._convert_group(made)
        return made

    def convert_pattern(self, content: Setting, name: bytes, tint: Tint | None, below: Colour | None) -> bytes:
        """Return the name of a pattern in the inks, on the even colour `below` where it is transparent."""
        found = content.names.find("/Pattern", name)
        if found is None:
            raise UnconvertibleError("a pattern that is not there")
        made = self._make(
            ("pattern", found.objgen, tint, below), lambda: self._convert_pattern(content, found, tint, below)
        )
        return content.names.put("/Pattern", made)

    def _convert_pattern(self, content: Setting, found: Any, tint: Tint | None, below: Colour | None) -> Any:
        if int(found.PatternType) == 2:
            made = pikepdf.Dictionary({key: value for key, value in found.items() if key != "/ExtGState"})
            made.Shading = convert_shading(self.pdf, found.Shading, self.inks, tint)
            return self.pdf.make_indirect(made)
        if int(found.get("/PaintType", 1)) == 2:
            raise UnconvertibleError("an uncoloured pattern")
        resources = found.get("/Resources")
        names = self._read_names(self._copy(resources)) if resources is not None else content.names
        layers = Layers(Painted(paper=below), self._watch(names)) if below is not None else None
        before, self.tint = self.tint, tint
        begin = b""
        if self.tint is not None or self.inks.size == 4:
            ink = self.inks.convert(self.tint.mix(BLACK) if self.tint else BLACK)
            begin = b" ".join(write_colour(ink, stroke=stroke) for stroke in (False, True)) + b"\n"
        try:
            return self._rewrite_stream(found, names, State(), layers, begin)
        finally:
            self.tint = before

    def _rewrite_stream(self, found: Any, names: Names, state: State, layers: Layers | None, begin: bytes) -> Any:
        if self._depth >= _DEPTH:
            raise UnconvertibleError("forms within forms without end")
        self._depth += 1
        try:
            # What lies beneath a form or a pattern is not known here, so black is over it only if it always may be.
            content = begin + Content(self, names, state, layers, self.inks.heaviest).rewrite(found.read_bytes())
        finally:
            self._depth -= 1
        made = self.pdf.make_stream(content)
        for key, value in found.items():
            if key not in ("/Length", "/Filter", "/DecodeParms", "/StructParents", "/StructParent"):
                made[key] = value
        if "/Resources" in found:
            made.Resources = names.found
        return made

    def _copy(self, resources: Any) -> Any:
        """Return resources of their own for content that is made for one place: names are cleaned by stream."""
        copied = pikepdf.Dictionary({**dict(resources.items())})
        for kind in ("/XObject", "/Pattern", "/Shading", "/ColorSpace", "/ExtGState"):
            if kind in copied:
                copied[kind] = pikepdf.Dictionary(dict(copied[kind].items()))
        return self.pdf.make_indirect(copied)

    def convert_spot(self, space: Space) -> Any:
        """Return the colour space of an ink of its own with its likeness in the inks."""
        key = ("spot", str(space.spot[1]), str(space.spot[2]), space.spot[3].objgen)
        return self._make(key, lambda: convert_spot(self.pdf, space, self.inks))

    def convert_mask(self, mask: Any) -> None:
        """Bring the group of a soft mask into gray: its light is what counts, not its inks (ISO 32000-1, 11.5.3)."""
        group = mask.get("/G")
        if group is None or self.inks.size is None:
            return

        def make() -> Any:
            gray = Rewriter(self.pdf, Inks(target="gray"), flat=False, refused=self._refused)
            gray._page = self._page
            names = Names(gray._copy(group.get("/Resources", pikepdf.Dictionary())))
            made = gray._rewrite_stream(group, names, State(), None, b"0 g 0 G\n")
            names.finish()
            made.Resources = names.found
            made.Group = pikepdf.Dictionary(S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceGray)
            return made

        mask.G = self._make(("mask", group.objgen), make)
        if "/BC" in mask and len(mask.BC) != 1:
            raise UnconvertibleError("a soft mask with a coloured backdrop")

    def _make(self, key: Any, make: Callable[[], Any]) -> Any:
        """Return what was made under `key`, or make it; what was refused once is refused again."""
        if key in self._failed:
            raise self._failed[key]
        if key not in self._made:
            try:
                self._made[key] = make()
            except (UnconvertibleError, UnflattenableError) as error:
                self._failed[key] = error
                raise
        return self._made[key]

    def _clean_states(self) -> None:
        """Take out of graphics states what is forbidden now: transparency, and overprint that is not ours."""
        for names in self._names.values():
            for name, state in names.found.get("/ExtGState", {}).items():
                if self.flat:
                    for key in ("/ca", "/CA", "/BM", "/SMask", "/AIS"):
                        _drop(state, key)
                if self.inks.size == 4 and not name.startswith("/Mr"):
                    for key in ("/OP", "/op", "/OPM", "/TR", "/TR2", "/HTP"):
                        _drop(state, key)


def _drop(found: Any, key: str) -> None:
    if key in found:
        del found[key]
