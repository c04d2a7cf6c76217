"""The measures of a wrap: a receiver, a binding, a paper, a trim and a count of pages go in; places come out."""

from __future__ import annotations

from collections.abc import Iterator

from makeready.dataclass import dataclass
from makeready.findings import Finding, Outcome, observe
from makeready.model.profile import Binding, Profile, Size, lists_trim
from makeready.profiles.fit import judge_count, refuse_binding

Box = tuple[float, float, float, float]
# Where the receiver says nothing: 3 mm of bleed, 5 mm of white inside the trim, and a common area for the barcode.
_BLEED, _SAFE, _SPINE_SAFE = 8.504, 14.173, 4.5
_BARCODE = (129.6, 75.6)
_BARCODE_EDGE = 18.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Where everything of a wrap stands, in points from its left lower corner, what is around the covers included.

    `trim` is the page's, `cover` the size of each cover from the spine's edge to its own, hinge included. `around` is
    the ink beyond the covers, of which `bleed` is cut off; the rest is the turn-in of a case. `hinge`, `flap` and
    `fold` are those of `Binding`. `safe` and `spine_safe` are what words keep from the edges that are seen, from hinges
    and folds, and from the edges of the spine; `barcode` is the area (left, bottom, right, top); `has_spine_text`
    says whether the receiver allows words on a spine of so many pages. `is_backward` is True for a book that is read
    from right to left: its front lies left of the spine.
    """

    trim: Size
    cover: Size
    spine: float
    around: float
    bleed: float
    safe: float
    spine_safe: float
    barcode: Box
    has_spine_text: bool
    hinge: float = 0.0
    flap: float = 0.0
    fold: float = 0.0
    is_backward: bool = False

    @property
    def size(self) -> Size:
        """Return the size of the whole page: two covers, the spine, flaps with their folds, and what is around."""
        width, height = self.cover
        return 2 * (self._start + width) + self.spine, height + 2 * self.around

    @property
    def _start(self) -> float:
        """Return where the left cover begins."""
        return self.around + self.flap + self.fold

    @property
    def spine_box(self) -> Box:
        """Return the spine, from its head to its foot."""
        left = self._start + self.cover[0]
        return left, self.around, left + self.spine, self.around + self.cover[1]

    @property
    def trim_box(self) -> Box:
        """Return what is left when the wrap is cut; of a case its turn-in is."""
        width, height = self.size
        return self.bleed, self.bleed, width - self.bleed, height - self.bleed

    @property
    def back_box(self) -> Box:
        """Return the back cover, from its outer edge to the spine."""
        return self._right if self.is_backward else self._left

    @property
    def front_box(self) -> Box:
        """Return the front cover, from the spine to its outer edge."""
        return self._left if self.is_backward else self._right

    @property
    def back_face(self) -> Box:
        """Return the back cover without its hinge: what lies flat and is seen."""
        return self._face(is_left=not self.is_backward)

    @property
    def front_face(self) -> Box:
        """Return the front cover without its hinge."""
        return self._face(is_left=self.is_backward)

    @property
    def back_panel(self) -> Box:
        """Return what the back has of the sheet: from the spine to its edge or to the flap, over all its height."""
        return self._panel(is_left=not self.is_backward)

    @property
    def front_panel(self) -> Box:
        """Return what the front has of the sheet."""
        return self._panel(is_left=self.is_backward)

    @property
    def flap_boxes(self) -> tuple[Box, Box] | None:
        """Return the back flap and the front flap of a jacket, None without flaps."""
        if not self.flap:
            return None
        width, height = self.size
        low, high = self.around, height - self.around
        left = self.around, low, self.around + self.flap, high
        right = width - self.around - self.flap, low, width - self.around, high
        return (right, left) if self.is_backward else (left, right)

    @property
    def folds(self) -> tuple[float, ...]:
        """Return where the sheet is folded, from the left: at flaps, at the edges of a case, at both of the spine's."""
        width = self.size[0]
        outer = self.around + self.flap if self.flap else self.around if self.around > self.bleed else None
        inner = self.spine_box[0], self.spine_box[2]
        return inner if outer is None else (outer, *inner, width - outer)

    @property
    def _left(self) -> Box:
        return self._start, self.around, self.spine_box[0], self.around + self.cover[1]

    @property
    def _right(self) -> Box:
        right = self.spine_box[2]
        return right, self.around, right + self.cover[0], self.around + self.cover[1]

    def _panel(self, *, is_left: bool) -> Box:
        width, height = self.size
        outer = self.around + self.flap if self.flap else 0.0
        return (outer, 0.0, self.spine_box[0], height) if is_left else (self.spine_box[2], 0.0, width - outer, height)

    def _face(self, *, is_left: bool) -> Box:
        left, low, right, high = self._left if is_left else self._right
        return (left, low, right - self.hinge, high) if is_left else (left + self.hinge, low, right, high)


def measure_wrap(
    profile: Profile, paper: str, pages: int, trim: Size, *, binding: str = "paperback", is_backward: bool = False
) -> Outcome[Measures]:
    """Return the measures of the wrap around `pages` pages, the final count, on `paper`, for one of `BINDINGS`."""
    bound = profile.find_binding(binding)
    if bound is None and binding != "paperback":
        return Outcome(findings=(refuse_binding(profile, binding),))
    findings = tuple(_find_misfits(profile, bound, paper, pages, trim))
    spine = bound.find_spine(paper) if bound is not None else None
    if findings or bound is None or spine is None:
        return Outcome(findings=findings)
    around = _BLEED if bound.around is None else bound.around
    safe = bound.safe or _SAFE
    width = spine.measure(pages)
    cover = trim[0] + bound.overhang[0], trim[1] + 2 * bound.overhang[1]
    wide, high = profile.barcode or _BARCODE
    # In the lower corner of the back that lies at the spine, where receivers look for it.
    edge = max(safe, _BARCODE_EDGE)
    start = around + bound.flap + bound.fold + cover[0]
    left = start + width + bound.hinge + edge if is_backward else start - bound.hinge - edge - wide
    bottom = around + edge
    return Outcome(
        value=Measures(
            trim=trim,
            cover=cover,
            spine=width,
            around=around,
            bleed=0.0 if binding == "case" else around,
            safe=safe,
            spine_safe=profile.spine_safe or _SPINE_SAFE,
            barcode=(left, bottom, left + wide, bottom + high),
            has_spine_text=profile.spine_text_from is None or pages >= profile.spine_text_from,
            hinge=bound.hinge,
            flap=bound.flap,
            fold=bound.fold,
            is_backward=is_backward,
        )
    )


def _find_misfits(profile: Profile, bound: Binding | None, paper: str, pages: int, trim: Size) -> Iterator[Finding]:
    named = profile.title or profile.name
    papers = [one.paper for one in profile.spines]
    if paper not in papers:
        said = f"its papers are {', '.join(papers)}" if papers else "it has no papers"
        yield observe("PD061", f"{named} says no width of the spine for the paper “{paper}”; {said}")
    if bound is None:
        return
    whose = "" if bound.name == "paperback" else f" in a {bound.name}"
    yield from judge_count(profile, bound, pages)
    if not profile.offers(trim) or (bound.trims and not lists_trim(bound.trims, trim)):
        sizes = ", ".join(f"{wide / 72:g} × {high / 72:g}" for wide, high in bound.trims)
        said = f"; it offers {sizes} in" if sizes else ""
        yield observe("PD061", f"{named} does not offer {trim[0] / 72:.3f} × {trim[1] / 72:.3f} in{whose}{said}")
