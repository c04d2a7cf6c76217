"""Page rules: facts of one page, and of its file, go in; findings with their places on the page come out.

`PAGE_RULES` at the end names the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

from makeready.checks.places import Box
from makeready.checks.preflight.colours import is_process
from makeready.checks.preflight.facts import FileFacts, PageFacts, Picture, Place
from makeready.checks.preflight.telling import NEAR, is_print, is_standard, name_place, name_standard, tell
from makeready.findings import Finding, Severity, observe
from makeready.model.profile import Profile

PageRule = Callable[[PageFacts, FileFacts, Profile], Iterator[Finding]]

_ROOM = 0.75  # of text: letters reach a little beyond their widths
_INK = 1.0  # per cent, of sums of rounded values
_HEAVY_SHARE = 0.001  # of a picture's pixels that may have more ink than the limit
_LINE = 0.02
_MARK_ROOM = 1.0
_UPSAMPLED = 0.97  # of the resolution that is asked: pixels are whole
_NO_TRANSPARENCY = ("pdf/x-1a", "pdf/x-3", "pdf/a-1")
_UNKNOWN_PACKING = {"JPXDecode": ("pdf/x-1a", "pdf/x-3"), "JBIG2Decode": ("pdf/x-1a:2001", "pdf/x-3:2002"),
                    "LZWDecode": ("pdf/x-1a", "pdf/x-3:2002", "pdf/a")}  # fmt: skip


def check_page(page: PageFacts, file: FileFacts, profile: Profile) -> list[Finding]:
    """Return what is found on one page."""
    return [finding for rule in PAGE_RULES for finding in rule(page, file, profile)]


def _write(points: float) -> str:
    return f"{points:.1f}".removesuffix(".0") + " pt"


def find_broken(page: PageFacts, file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """What a page says can be read."""
    for message in page.broken[:1]:
        yield observe("PF001", f"the page is not built as PDF says: {message}", location=name_place(page))
    for message in dict.fromkeys(page.unread):
        yield observe("PF002", f"not all of the page was looked at: {message}", location=name_place(page))


def find_missing_trim(page: PageFacts, file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """A page says where it is cut, where a standard asks for that."""
    if page.trim is None and is_standard(profile, "pdf/x"):
        yield tell(
            "PF027", "the page does not say where it is cut (TrimBox)", profile, "standard", location=name_place(page)
        )


def find_wrong_boxes(page: PageFacts, file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """The page as cut lies within the bleed, and that within the sheet."""
    order = [("TrimBox", page.trim), ("BleedBox", page.bleed), ("MediaBox", page.media)]
    boxes = [(name, box) for name, box in order if box is not None]
    for (name, inner), (other, outer) in pairwise(boxes):
        if _reach(inner, outer) > NEAR:
            yield observe("PF028", f"the {name} reaches out of the {other}", location=name_place(page))
    if page.size[0] < 1 or page.size[1] < 1:
        yield observe("PF028", "the page has no size", location=name_place(page))
    if page.crop is not None and page.trim is not None and _reach(page.trim, page.crop) > NEAR:
        yield observe("PF028", "the CropBox cuts into the page", location=name_place(page))


def _reach(inner: Box, outer: Box) -> float:
    """Return how far a box reaches out of another one at most."""
    return max(outer[0] - inner[0], outer[1] - inner[1], inner[2] - outer[2], inner[3] - outer[3])


def find_turned(page: PageFacts, file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """Pages of a book are neither turned nor measured in units of their own."""
    if not is_print(profile):
        return
    if page.rotation:
        yield observe("PF030", f"the page is turned by {page.rotation}°", location=name_place(page))
    if page.unit != 1:
        yield observe("PF030", f"the page has units of its own ({page.unit:g}/72 in)", location=name_place(page))


def find_marks(page: PageFacts, file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """Marks stand outside of the page where they are asked for, and nowhere else."""
    edges = page.trim if page.trim is not None and page.trim != page.media else None
    corners = {mark[:2] for mark in page.corners}
    drawn = len(corners) == 4 and all({f"{one}-", f"{one}|"} <= page.corners for one in corners)
    outside = [box for box in page.outside if _leaves(box, page, _MARK_ROOM)] if edges else []
    if profile.marks is False and (outside or drawn):
        place = (outside[0][0], outside[0][1]) if outside else None
        yield tell("PF031", "there are marks beside the page", profile, "marks", location=name_place(page, place))
    if profile.marks and not outside and not drawn and not page.blank:
        yield tell(
            "PF032", "there are no marks that show where the page is cut", profile, "marks", location=name_place(page)
        )


def _leaves(box: Box, page: PageFacts, room: float) -> bool:
    width, height = page.cut[2] - page.cut[0], page.cut[3] - page.cut[1]
    return box[2] <= -room or box[0] >= width + room or box[3] <= -room or box[1] >= height + room


# --- white and bleed


def _name_sides(page: PageFacts, file: FileFacts) -> tuple[str, str]:
    """Return what the left and the right side of a page are: "inner" at the binding, and "outer"."""
    bound_left = (page.number % 2 == 1) != file.right_to_left
    return ("inner", "outer") if bound_left else ("outer", "inner")


def find_missing_bleed(page: PageFacts, file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """What reaches the edge where the page is cut goes on beyond it."""
    if not profile.bleed:
        return
    width, height = page.cut[2] - page.cut[0], page.cut[3] - page.cut[1]
    sides = _name_sides(page, file)
    bleed = profile.bleed - 0.5
    reached: dict[str, Box] = {}
    bled: set[str] = set()
    for box in page.near:
        beyond = {"left": -box[0], "bottom": -box[1], "right": box[2] - width, "top": box[3] - height}
        for side, far in beyond.items():
            if far >= bleed:
                bled.add(f"{side}{_span(box, side)}")
            elif far >= -1.0:
                reached.setdefault(side, box)
    for side, box in reached.items():
        if profile.bleed_outside and dict(zip(("left", "right"), sides, strict=True)).get(side) == "inner":
            continue
        if any(one.startswith(side) and _covers(one, box, side) for one in bled):
            continue
        message = f"what reaches the edge does not go {_write(profile.bleed)} beyond it at the {side}"
        yield tell("PF034", message, profile, "bleed", location=name_place(page, (box[0], box[1])))


def _span(box: Box, side: str) -> str:
    low, high = (box[1], box[3]) if side in ("left", "right") else (box[0], box[2])
    return f"/{low:.2f}/{high:.2f}"


def _covers(written: str, box: Box, side: str) -> bool:
    """Return True where something that bleeds lies along all of the side that `box` reaches."""
    _, low, high = written.split("/")
    start, end = (box[1], box[3]) if side in ("left", "right") else (box[0], box[2])
    return float(low) <= start + 1 and float(high) >= end - 1


def find_near_text(page: PageFacts, file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """Text keeps the white that is asked for at each side."""
    width, height = page.cut[2] - page.cut[0], page.cut[3] - page.cut[1]
    outer = profile.find_outer(_has_bleed(page))
    inner = profile.find_inner(file.pages)
    first, second = _name_sides(page, file)
    turned = page.rotation % 180 != 0
    rows: tuple[tuple[Box | None, float, str], ...] = (
        (page.left, page.left[0] if page.left else 0.0, first if not turned else "outer"),
        (page.right, width - page.right[2] if page.right else 0.0, second if not turned else "outer"),
        (page.bottom, page.bottom[1] if page.bottom else 0.0, "lower"),
        (page.top, height - page.top[3] if page.top else 0.0, "upper"),
    )
    for box, room, side in rows:
        if box is None:
            continue
        white = room * page.unit
        where = name_place(page, (box[0], box[1]))
        key, least = ("inner", inner) if side == "inner" else ("outer", outer)
        if white < -_ROOM:
            yield observe(
                "PF037", f"text is cut off at the {side} edge: it reaches {_write(-white)} beyond", location=where
            )
        elif white < least - _ROOM:
            code = "PF036" if side == "inner" else "PF035"
            if key == "outer" and _has_bleed(page) and profile.outer_with_bleed is not None:
                key = "outer_with_bleed"
            message = f"text stands {_write(max(0.0, white))} from the {side} edge; {_write(least)} are asked for"
            yield tell(code, message, profile, key, location=where)


def _has_bleed(page: PageFacts) -> float:
    width, height = page.cut[2] - page.cut[0], page.cut[3] - page.cut[1]
    far = (max(-b[0], -b[1], b[2] - width, b[3] - height) for b in page.near)
    return max(0.0, max(far, default=0.0))


# --- fonts


def find_loose_fonts(page: PageFacts, file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """Each font that is used is in the file."""
    for name in sorted(page.loose_fonts):
        yield observe("PF040", f"the font {name} is not in the file", location=name_place(page))


# --- colours


def find_colours(page: PageFacts, file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """Colours are of the kind that is asked for."""
    told: set[tuple[str, str]] = set()

    def once(code: str, message: str, key: str, place: Place | None) -> Iterator[Finding]:
        if (code, message) not in told:
            told.add((code, message))
            yield tell(code, message, profile, key, location=name_place(page, place))

    for ink, place in page.inks.items():
        what = {"text": "text", "fill": "an area", "line": "a line", "picture": "a picture", "shading": "a shading"}[
            ink.use
        ]
        if ink.family in ("rgb", "lab") and profile.colour in ("cmyk", "gray"):
            if ink.black:
                yield from once("PF051", f"black text is in {ink.written}, not in black ink alone", "colour", place)
            else:
                yield from once("PF050", f"{what} is in {ink.written}", "colour", place)
        elif ink.family in ("rgb", "lab") and ink.black and profile.black_ink:
            # The receiver prints the file; only its letters are less sharp.
            for one in once("PF051", f"black text is in {ink.written}, not in gray", "black_ink", place):
                yield replace(one, severity=Severity.WARNING)
        elif ink.family == "cmyk" and profile.colour == "gray" and not ink.black:
            yield from once("PF052", f"{what} is in {ink.written}, where black ink alone is printed", "colour", place)
        elif ink.family == "cmyk" and profile.colour == "rgb":
            yield from once(
                "PF060", f"{what} is in {ink.written}, where red, green and blue are asked for", "colour", place
            )
        elif ink.family == "spot":
            spots = [name for name in ink.names if not is_process(name)]
            if "All" in spots:
                if ink.use == "text" or (place is not None and _is_on_page(page, place)):
                    yield from once(
                        "PF059", f"{what} on the page is in all inks (registration colour)", "colour", place
                    )
            elif spots and profile.colour in ("cmyk", "gray") and not profile.spot_inks:
                yield from once("PF053", f"{what} is in an ink of its own: {', '.join(spots)}", "colour", place)
        if ink.written in ("ICCBased", "CalRGB", "CalGray", "Lab") and is_standard(profile, "pdf/x-1a"):
            yield from once("PF054", f"{what} has a colour profile of its own ({ink.written})", "standard", place)


def _is_on_page(page: PageFacts, place: Place) -> bool:
    width, height = page.cut[2] - page.cut[0], page.cut[3] - page.cut[1]
    return 0 <= place[0] < width and 0 <= place[1] < height


def find_heavy_ink(page: PageFacts, file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """No place has more ink than the paper takes."""
    limit = profile.ink_limit
    if limit is None:
        return
    if page.heaviest is not None and page.heaviest[0] > limit + _INK:
        message = f"a colour has {page.heaviest[0]:.0f} % of ink; {limit:g} % are the most"
        yield tell("PF055", message, profile, "ink_limit", location=name_place(page, page.heaviest[1]))
    for picture in page.pictures:
        share = _find_heavy(picture, limit)
        if share > _HEAVY_SHARE and picture.heaviest is not None:
            message = f"a picture has up to {picture.heaviest:.0f} % of ink, on {share:.1%} of it more than {limit:g} %"
            yield tell("PF056", message, profile, "ink_limit", location=name_place(page, picture.box[:2]))


def _find_heavy(picture: Picture, limit: float) -> float:
    return next((share for least, share in picture.heavy if least >= limit), 0.0)


def find_white_overprint(page: PageFacts, file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """Nothing white is set to be printed over what is below."""
    if page.white_overprint is not None and is_print(profile):
        message = "something white overprints, so that it will not be there"
        yield observe("PF057", message, location=name_place(page, page.white_overprint))


def find_four_inks(page: PageFacts, file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """Small text is in one ink."""
    if page.four_inks is not None and profile.colour in ("cmyk", "gray"):
        message = "small dark text is in four inks, which are never quite in register"
        yield tell("PF058", message, profile, "colour", location=name_place(page, page.four_inks))


# --- pictures


def find_resolution(page: PageFacts, file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """Pictures have as many pixels on an inch as are asked for."""
    for picture in page.pictures:
        least = min(picture.resolution)
        if picture.pixels[0] < 3 or picture.pixels[1] < 3 or least == float("inf"):
            continue
        where = name_place(page, picture.box[:2])
        size = f"{picture.pixels[0]} × {picture.pixels[1]} pixels"
        if profile.least_resolution and least < profile.least_resolution * _UPSAMPLED:
            message = f"a picture of {size} has {least:.0f} ppi; {profile.least_resolution} are the least"
            yield tell("PF062", message, profile, "least_resolution", location=where)
        elif profile.resolution and least < profile.resolution * _UPSAMPLED:
            message = f"a picture of {size} has {least:.0f} ppi; {profile.resolution} are asked for"
            yield tell("PF063", message, profile, "resolution", location=where)
        elif profile.most_resolution and picture.bits > 1 and least > profile.most_resolution / _UPSAMPLED:
            message = f"a picture of {size} has {least:.0f} ppi; {profile.most_resolution} are the most"
            yield tell("PF064", message, profile, "most_resolution", location=where)


def find_packing(page: PageFacts, file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """Pictures are packed in ways that the standard knows."""
    for picture in page.pictures:
        where = name_place(page, picture.box[:2])
        for name in picture.packing:
            if is_standard(profile, *_UNKNOWN_PACKING.get(name, ("none",))):
                yield tell(
                    "PF065",
                    f"a picture is packed in a way that {name_standard(profile)} has not ({name})",
                    profile,
                    "standard",
                    location=where,
                )
        if picture.bits > 8 and is_standard(profile, "pdf/x-1a", "pdf/x-3"):
            yield tell("PF065", f"a picture has {picture.bits} bits a colour", profile, "standard", location=where)


def find_odd_objects(page: PageFacts, file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """Nothing on a page stands for something that is elsewhere, or has to be run."""
    for what, place in page.odd_objects.items():
        yield observe("PF066", f"the page draws {what}", location=name_place(page, place))


# --- transparency and lines


def find_transparency(page: PageFacts, file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """Nothing is transparent where the receiver or its standard cannot print that."""
    if profile.transparency is False or is_standard(profile, *_NO_TRANSPARENCY):
        key = "transparency" if profile.transparency is False else "standard"
        for what, place in page.transparent.items():
            yield tell("PF070", f"the page has {what}", profile, key, location=name_place(page, place))


def find_thin_lines(page: PageFacts, file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """Lines are thick enough to be printed."""
    if page.hairline is not None and is_print(profile):
        message = "a line has no width, so that each device draws its thinnest one"
        yield tell("PF072", message, profile, "least_line", location=name_place(page, page.hairline))
    least = profile.least_line
    if least is not None and page.thinnest is not None and page.thinnest[0] < least - _LINE:
        message = f"a line is {page.thinnest[0]:.2f} pt thick; {least:g} pt are the least"
        yield tell("PF071", message, profile, "least_line", location=name_place(page, page.thinnest[1]))


# --- what no paper shows


def find_notes(page: PageFacts, file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """Annotations are where they are wanted; media and scripts nowhere."""
    kinds: dict[str, Place] = {}
    for note in page.notes:
        if note.kind in ("3D", "Movie", "Sound", "Screen", "RichMedia"):
            yield observe(
                "PF086", f"the page has something that plays ({note.kind})", location=name_place(page, note.box[:2])
            )
        elif profile.annotations is False and note.inside:
            kinds.setdefault(note.kind, (note.box[0], note.box[1]))
    for kind, place in kinds.items():
        message = f"the page has annotations ({kind})"
        yield tell("PF080", message, profile, "annotations", location=name_place(page, place))
    for action in sorted(page.actions):
        yield observe("PF082", f"the page does more than to be seen: {action}", location=name_place(page))


PAGE_RULES: tuple[PageRule, ...] = (
    find_broken, find_missing_trim, find_wrong_boxes, find_turned, find_marks, find_missing_bleed, find_near_text,
    find_loose_fonts, find_colours, find_heavy_ink, find_white_overprint, find_four_inks, find_resolution, find_packing,
    find_odd_objects, find_transparency, find_thin_lines, find_notes,
)  # fmt: skip
