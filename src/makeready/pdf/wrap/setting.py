"""The wrap set: its page and sheets go in; a PDF comes out whose words were set smaller until all of them fit."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from makeready.findings import Finding, Outcome, Severity, observe
from makeready.fonts import Face
from makeready.model.composition import StyleSheet
from makeready.pdf.engine import EngineHtml, MemoryFetcher, limit_pages, tend_engine, watch_engine
from makeready.pdf.engine_sheets import open_sheets
from makeready.pdf.messages import report_given_up
from makeready.pdf.refusals import EngineRefusedError, TooManyPagesError, recognise_refusals
from makeready.pdf.typefaces import serve_faces

_MOST_PAGES = 4
_MOST_TRIES = 16
# The engine's lengths are pixels; so much may words stand out by rounding.
_SLACK = 0.3
_POINT = 0.75
# The smallest size of words that can be read, in points, and the least scale of a zone's words.
_LEAST_ON_SPINE = 5.0
_LEAST = {"head": 0.22, "foot": 0.45, "blurb": 0.58, "front-flap": 0.58, "back-flap": 0.58, "mark": 0.5}
_SPINE = "spine-"
_NAMES = {
    "head": "the title",
    "foot": "the authors",
    "blurb": "the words on the back",
    "front-flap": "the words on the front flap",
    "back-flap": "the words on the back flap",
    "mark": "the imprint on the back",
    "spine-author": "the authors",
    "spine-title": "the title",
    "spine-imprint": "the imprint",
}


def set_wrap(
    root: ElementTree.Element,
    styles: Sequence[StyleSheet],
    faces: tuple[Face, ...],
    aligned: Mapping[str, str],
    pictures: Mapping[str, tuple[bytes, str]],
) -> Outcome[bytes]:
    """Return the PDF of `root`. `aligned` says of a zone whether its words stand at the "middle" or the "bottom"."""
    rules, resources = serve_faces(faces)
    fetcher = MemoryFetcher({**resources, **pictures})
    with tend_engine(), watch_engine() as messages:
        try:
            texts = (("", rules), *((style.name, style.content) for style in styles))
            with recognise_refusals(), limit_pages(_MOST_PAGES):
                fonts, sheets = open_sheets(texts, fetcher, messages)
                findings = _fit(root, fetcher, sheets, fonts, aligned)
                if any(finding.severity is Severity.ERROR for finding in findings):
                    return Outcome(findings=tuple(findings))
                document = EngineHtml(root, fetcher).render(stylesheets=sheets, font_config=fonts)
                content: bytes = document.write_pdf()
        except TooManyPagesError as error:
            return Outcome(findings=(observe("PD003", f"the wrap has {error}"),))
        except EngineRefusedError as error:
            return Outcome(findings=(report_given_up(error, tuple(styles), of_cover=True),))
    findings += [
        observe("ST005", f"the style sheet of the wrap asks for {url[:120]}, which is no file of the book")
        for url in dict.fromkeys(fetcher.refused)
    ]
    findings += [
        observe("ST004", f"of the wrap the page engine says: {message[:200]}")
        for message in messages
        if not message.startswith("Failed to load")
    ]
    if len(document.pages) != 1:
        findings.append(observe("PD001", f"the wrap came out as {len(document.pages)} pages"))
    return Outcome(value=content, findings=tuple(findings))


def _fit(
    root: ElementTree.Element, fetcher: MemoryFetcher, sheets: Any, fonts: Any, aligned: Mapping[str, str]
) -> list[Finding]:
    """Set the words of each zone smaller until they fit, and then where they stand in it; return what did not fit."""
    scales: dict[str, float] = {}
    findings: list[Finding] = []
    gone: set[str] = set()
    given_up: set[str] = set()
    zones: dict[str, _Zone] = {}
    too_large: list[_Zone] = []
    for _ in range(_MOST_TRIES):
        page = EngineHtml(root, fetcher).render(stylesheets=sheets, font_config=fonts).pages[0]
        zones = {zone.name: zone for zone in _measure(page)}
        too_large = [zone for zone in zones.values() if zone.excess > 1]
        for zone in too_large:
            scale = scales.get(zone.name, 1.0)
            # Lines that break anew gain by the root only; those that cannot break need it all.
            ratio = min(0.97, 1 / zone.excess if zone.is_too_wide else math.sqrt(1 / zone.excess))
            wanted = scale * ratio
            least = _LEAST_ON_SPINE / zone.size * scale if zone.name.startswith(_SPINE) else _LEAST[zone.name]
            if wanted < least:
                gone.add(zone.name)
            scales[zone.name] = wanted
            _scale(root, zone.name, wanted)
        too_small = {z.name for z in zones.values() if z.name.startswith(_SPINE) and 0 < z.size < _LEAST_ON_SPINE}
        for name in sorted((gone | too_small) - given_up):
            findings.append(_give_up(name))
            _empty(root, name)
            given_up.add(name)
        if not too_large:
            break
    else:
        findings += [_give_up(zone.name) for zone in too_large]
    for zone in zones.values():
        place = aligned.get(zone.name, "middle" if zone.name.startswith(_SPINE) else "top")
        spare = (zone.room - zone.high) * _POINT * {"top": 0.0, "middle": 0.5, "bottom": 1.0}[place]
        fit = _find(root, f"{zone.name}-fit")
        fit.set("style", f"{fit.get('style', '')}; position: relative; top: {max(0.0, spare):.4f}pt")
    return findings


class _Zone:
    """A zone that was laid out: its name, the room, and what its words take, in the engine's pixels."""

    def __init__(self, name: str, box: Any, fit: Any) -> None:
        self.name = name
        self.room, self.high = float(box.height), float(fit.margin_height())
        left, right = float(box.content_box_x()), float(box.content_box_x() + box.width)
        # Lines reach over the zone where they cannot break: at the side where they end, or at both.
        texts = [one for one in _walk(fit) if hasattr(one, "text") and one.text.strip()]
        out = max((max(left - one.position_x, one.position_x + one.width - right) for one in texts), default=0.0)
        widest = max((float(one.width) for one in texts), default=0.0)
        across = max(widest, float(box.width) + (out if out > _SLACK else 0.0)) / float(box.width)
        above = self.high / self.room if self.high > self.room + _SLACK else 0.0
        self.is_too_wide = across > above
        self.excess = max(above, across if across * box.width > box.width + _SLACK else 0.0)
        self.size = min((float(one.style["font_size"]) * _POINT for one in texts), default=0.0)


def _measure(page: Any) -> Iterator[_Zone]:
    found = {box.element.get("id"): box for box in _walk(page._page_box) if _is_zone(box)}
    for name in _NAMES:
        if name in found and f"{name}-fit" in found:
            yield _Zone(name, found[name], found[f"{name}-fit"])


def _is_zone(box: Any) -> bool:
    element = getattr(box, "element", None)
    return element is not None and element.get("id") is not None and not getattr(box, "text", None)


def _walk(box: Any) -> Iterator[Any]:
    """Yield a box and all in it; what stands elsewhere than in the flow has a placeholder there."""
    box = getattr(box, "_box", box)
    yield box
    for child in getattr(box, "children", ()):
        yield from _walk(child)


def _give_up(name: str) -> Finding:
    if name.startswith(_SPINE):
        return observe("PD065", f"{_NAMES[name]} on the spine would be smaller than {_LEAST_ON_SPINE:g} points")
    return observe("PD063", f"{_NAMES[name]} cannot be set small enough for the wrap")


def _empty(root: ElementTree.Element, name: str) -> None:
    fit = _find(root, f"{name}-fit")
    for child in list(fit):
        fit.remove(child)


def _scale(root: ElementTree.Element, name: str, scale: float) -> None:
    fit = _find(root, f"{name}-fit")
    parts = [one for one in fit if (one.get("class") or "").startswith("scaled")]
    # What stands below a title need not shrink as much as the title does.
    for part in parts:
        less = part.get("class") == "scaled-less"
        part.set("style", f"font-size: {(max(scale, scale**0.4) if less else scale) * 100:.3f}%")
    if not parts:
        fit.set("style", f"font-size: {scale * 100:.3f}%")


def _find(root: ElementTree.Element, name: str) -> ElementTree.Element:
    return next(one for one in root.iter() if one.get("id") == name)
