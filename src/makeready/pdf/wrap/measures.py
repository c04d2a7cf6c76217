"""The measures of a wrap: a receiver, a paper, a trim and a count of pages go in; where everything stands comes out."""

from __future__ import annotations

from dataclasses import dataclass

from makeready.findings import Finding, Outcome, observe
from makeready.model.profile import Profile, Size

Box = tuple[float, float, float, float]
# Where the receiver says nothing: 3 mm of bleed, 5 mm of white inside the trim, and a common area for the barcode.
_BLEED, _SAFE, _SPINE_SAFE = 8.504, 14.173, 4.5
_BARCODE = (129.6, 75.6)
_BARCODE_EDGE = 18.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Where everything of a wrap stands, in points from its left lower corner, bleed included.

    `safe` and `spine_safe` are what words keep from the trim and from the edges of the spine; `barcode` is the area
    (left, bottom, right, top); `has_spine_text` says whether the receiver allows words on a spine of so many pages.
    `is_backward` is True for a book that is read from right to left: its front lies left of the spine.
    """

    trim: Size
    spine: float
    bleed: float
    safe: float
    spine_safe: float
    barcode: Box
    has_spine_text: bool
    is_backward: bool = False

    @property
    def size(self) -> Size:
        """Return the size of the whole page: two covers and the spine, with bleed at all sides."""
        width, height = self.trim
        return 2 * width + self.spine + 2 * self.bleed, height + 2 * self.bleed

    @property
    def spine_box(self) -> Box:
        """Return the spine, from trim to trim."""
        left = self.bleed + self.trim[0]
        return left, self.bleed, left + self.spine, self.bleed + self.trim[1]

    @property
    def trim_box(self) -> Box:
        """Return what is left when the wrap is cut."""
        width, height = self.size
        return self.bleed, self.bleed, width - self.bleed, height - self.bleed

    @property
    def back_box(self) -> Box:
        """Return the back cover, from trim to spine."""
        return self._right if self.is_backward else self._left

    @property
    def front_box(self) -> Box:
        """Return the front cover, from spine to trim."""
        return self._left if self.is_backward else self._right

    @property
    def _left(self) -> Box:
        return self.bleed, self.bleed, self.spine_box[0], self.bleed + self.trim[1]

    @property
    def _right(self) -> Box:
        return self.spine_box[2], self.bleed, self.trim_box[2], self.bleed + self.trim[1]


def measure_wrap(
    profile: Profile, paper: str, pages: int, trim: Size, *, is_backward: bool = False
) -> Outcome[Measures]:
    """Return the measures of the wrap around a book of `pages` pages, its final count, on `paper`."""
    findings = tuple(_find_misfits(profile, paper, pages, trim))
    if findings:
        return Outcome(findings=findings)
    spine = next(one for one in profile.spines if one.paper == paper).measure(pages)
    bleed = _BLEED if profile.cover_bleed is None else profile.cover_bleed
    safe = profile.cover_safe or _SAFE
    wide, high = profile.barcode or _BARCODE
    # In the lower corner of the back that lies at the spine, where receivers look for it.
    edge = max(safe, _BARCODE_EDGE)
    left = bleed + trim[0] + spine + edge if is_backward else bleed + trim[0] - edge - wide
    bottom = bleed + edge
    return Outcome(
        value=Measures(
            trim=trim,
            spine=spine,
            bleed=bleed,
            safe=safe,
            spine_safe=profile.spine_safe or _SPINE_SAFE,
            barcode=(left, bottom, left + wide, bottom + high),
            has_spine_text=profile.spine_text_from is None or pages >= profile.spine_text_from,
            is_backward=is_backward,
        )
    )


def _find_misfits(profile: Profile, paper: str, pages: int, trim: Size) -> list[Finding]:
    named = profile.title or profile.name
    papers = [one.paper for one in profile.spines]
    found = []
    if paper not in papers:
        said = f"its papers are {', '.join(papers)}" if papers else "it has no papers"
        found.append(observe("PD061", f"{named} says no width of the spine for the paper “{paper}”; {said}"))
    if pages < max(1, profile.least_pages) or pages > (profile.most_pages or pages):
        most = f" and at most {profile.most_pages}" if profile.most_pages else ""
        found.append(
            observe("PD061", f"the book has {pages} pages; {named} takes at least {profile.least_pages}{most}")
        )
    if not profile.offers(trim):
        found.append(observe("PD061", f"{named} does not offer {trim[0] / 72:.3f} × {trim[1] / 72:.3f} in"))
    return found
