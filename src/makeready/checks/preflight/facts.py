"""Facts: what was read in a PDF goes in; passive values, a page each and one for the file, come out.

Lengths are points. Boxes are left, bottom, right, top; those of what is drawn are counted from the lower left corner of
the page as cut, in the units of the page.
"""

from __future__ import annotations

from dataclasses import field

from makeready.checks.places import Box
from makeready.dataclass import dataclass

# What a page says itself of where it is cut.
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour space in use: its family, how it is written, the inks' names, and what is drawn with it.

    `family` is gray, rgb, cmyk, spot or lab; `written` is the name of the space in the file; `use` is text, fill, line,
    picture or shading. `black` is True of text without any light, and of four inks of which only black is used.
    """

    family: str
    written: str
    use: str
    names: tuple[str, ...] = ()
    black: bool = False


@dataclass(slots=True, kw_only=True)
class Picture:
    """A picture at one of its places: its pixels, how many of them stand on an inch each way, how it is packed.

    `heaviest` is the ink of its heaviest pixel among those sampled, in per cent, `heavy` pairs limits with the share
    of pixels above; both are None or empty where it is not of four inks.
    """

    pixels: tuple[int, int]
    resolution: tuple[float, float]
    box: Box
    family: str
    packing: tuple[str, ...] = ()
    bits: int = 8
    mask: bool = False
    heaviest: float | None = None
    heavy: tuple[tuple[int, float], ...] = ()


@dataclass(slots=True, kw_only=True)
class Note:
    """An annotation: its kind and place, and whether it lies on the paper (within the bleed)."""

    kind: str
    box: Box
    inside: bool


@dataclass(slots=True, kw_only=True)
class PageFacts:
    """What one page is, and what stands where on it.

    `trim` and `bleed` are None where the page does not say them. `left`, `bottom`, `right` and `top` are the runs of
    text that reach farthest to that side. `near` are pictures and areas that reach the edge where the page is cut, or
    go beyond. `outside` are strokes that lie wholly outside that edge, `corners` those short ones near the corners of
    the sheet. `thinnest` is the thinnest line, `hairline` one of no width. `heaviest` is the most ink of a colour.
    """

    number: int
    media: Box = (0.0, 0.0, 0.0, 0.0)
    crop: Box | None = None
    trim: Box | None = None
    bleed: Box | None = None
    rotation: int = 0
    unit: float = 1.0
    blank: bool = True
    inks: dict[Ink, Place | None] = field(default_factory=dict)
    heaviest: tuple[float, Place] | None = None
    four_inks: Place | None = None
    pictures: list[Picture] = field(default_factory=list)
    transparent: dict[str, Place | None] = field(default_factory=dict)
    thinnest: tuple[float, Place] | None = None
    hairline: Place | None = None
    white_overprint: Place | None = None
    left: Box | None = None
    bottom: Box | None = None
    right: Box | None = None
    top: Box | None = None
    near: list[Box] = field(default_factory=list)
    outside: list[Box] = field(default_factory=list)
    corners: set[str] = field(default_factory=set)
    loose_fonts: set[str] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)
    actions: set[str] = field(default_factory=set)
    odd_objects: dict[str, Place | None] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def cut(self) -> Box:
        """Return where the page is cut: TrimBox, else CropBox, else MediaBox (ISO 32000-1, 14.11.2)."""
        return self.trim or self.crop or self.media

    @property
    def size(self) -> tuple[float, float]:
        """Return width and height of the page as cut and turned, in points."""
        left, bottom, right, top = self.cut
        width, height = (right - left) * self.unit, (top - bottom) * self.unit
        return (height, width) if self.rotation % 180 else (width, height)


@dataclass(slots=True, kw_only=True)
class Intent:
    """An output intent: which kind of standard it serves, the condition that it names, whether it has its profile."""

    kind: str
    condition: str
    registry: str
    embedded: bool


@dataclass(slots=True, kw_only=True)
class FileFacts:
    """What the file says of itself, and how many pages it has; `read` of them were looked at before time was up.

    `lost` are pages that the file counts and does not have. `mended` is what had to be mended to read it."""

    name: str
    bytes: int
    version: str = ""
    pages: int = 0
    read: int = 0
    lost: int = 0
    encrypted: bool = False
    claims: dict[str, str] = field(default_factory=dict)
    trapped: str | None = None
    told: tuple[str, ...] = ()
    intents: list[Intent] = field(default_factory=list)
    bookmarks: int = 0
    actions: set[str] = field(default_factory=set)
    fields: int = 0
    dynamic_forms: bool = False
    attachments: int = 0
    layers: int = 0
    tagged: bool = False
    right_to_left: bool = False
    mended: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
