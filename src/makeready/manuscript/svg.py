"""SVG: the bytes of a drawing go in; the same drawing without code and outside references, or a refusal, comes out.

No entities, no document type, no network. https://www.w3.org/TR/epub-33/#sec-svg
"""

from __future__ import annotations

import math
import re

from lxml import etree

from makeready.findings import Finding, Span, observe
from makeready.late_pattern import late_pattern
from makeready.manuscript.removal import remove_element
from makeready.style.addresses import leads_outside, list_addresses

# How many elements a drawing may come to once each reference is drawn.
DRAWN_LIMIT = 20_000
DEPTH_LIMIT = 100
SIZE_LIMIT = 8 * 1024 * 1024

# In others, such as UTF-7, a declaration of entities has other bytes than it seems to have.
_ENCODINGS = frozenset({"UTF-8", "US-ASCII", "ASCII", "ISO-8859-1", "WINDOWS-1252"})
_SVG = "http://www.w3.org/2000/svg"
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_REMOVED = frozenset(
    "script foreignObject iframe embed object audio video canvas handler listener set animate animateMotion "
    "animateTransform discard".split()
)
# Attributes whose url(#…) draws another element.
_PAINTED = tuple("fill stroke mask clip-path filter marker marker-start marker-mid marker-end style".split())
_DATA_IMAGE = late_pattern(r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*\Z")


def clean_svg(content: bytes, path: str, span: Span) -> tuple[bytes | None, tuple[Finding, ...]]:
    """Return the drawing as it may go into a book (None where it is refused), and what was found."""

    def refuse(why: str) -> tuple[None, tuple[Finding, ...]]:
        return None, (observe("MS018", f"{path} {why}", span=span),)

    if len(content) > SIZE_LIMIT:
        return refuse(f"is larger than {SIZE_LIMIT:,} bytes")
    if re.search(rb"<!ENTITY", content, re.IGNORECASE):
        return refuse("declares entities")
    if b"\0" in content[:4]:
        return refuse("is not UTF-8")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_pis=True,
        remove_comments=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        return refuse(f"is not well-formed XML: {error.msg} (line {error.lineno})")
    if root.tag not in (f"{{{_SVG}}}svg", "svg"):
        return refuse("is XML, and no SVG")
    encoding = root.getroottree().docinfo.encoding or "UTF-8"
    if encoding.upper() not in _ENCODINGS:
        return refuse(f"is written in {encoding[:20]}")
    if next(root.iter(etree.Entity), None) is not None:
        return refuse("names entities that are not declared in it")
    if not _has_sound_box(root):
        return refuse("has a viewBox that is not four numbers")
    removed = _strip(root)
    trouble = _measure(root)
    if trouble:
        return refuse(trouble)
    findings: tuple[Finding, ...] = ()
    if removed:
        shown = ", ".join(sorted(removed))
        findings = (observe("MS017", f"removed from {path}: {shown}", span=span),)
    # Written anew even where nothing was removed: a document type, comments and instructions stay behind.
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True)), findings


def _has_sound_box(root: etree._Element) -> bool:
    """Return True where the drawing has no `viewBox` or one that can be read: its size depends on that."""
    box = root.get("viewBox")
    if box is None:
        return True
    try:
        numbers = [float(number) for number in str(box).replace(",", " ").split()]
    except ValueError:
        return False
    return len(numbers) == 4 and all(math.isfinite(number) for number in numbers)


def _strip(root: etree._Element) -> set[str]:
    """Take code and outside references out of the drawing; return what was taken, by name."""
    removed: set[str] = set()
    for element in list(root.iter(etree.Element)):
        name = etree.QName(element).localname
        parent = element.getparent()
        if name in _REMOVED and parent is not None:
            removed.add(f"<{name}>")
            remove_element(element)
            continue
        if name == "style" and element.text and leads_outside(element.text):
            removed.add("a reference in <style>")
            element.text = ""
        for key, value in [(str(key), str(value)) for key, value in element.attrib.items()]:
            local = key.rpartition("}")[2]
            text = value.strip()
            if local.lower().startswith("on"):
                removed.add(f"the attribute {local}")
            elif key in _HREFS:
                if text.startswith("#") or (name == "image" and _DATA_IMAGE.match(text)):
                    continue
                removed.add(f"a reference to {text[:40]}")
            elif leads_outside(text):
                removed.add(f"a reference in {local}")
            elif key == "{http://www.w3.org/XML/1998/namespace}base":
                removed.add("the attribute xml:base")
            else:
                continue
            del element.attrib[key]
        # What shows nothing of itself is no drawing any more; the page engine stumbles over it.
        if name in ("image", "use") and parent is not None and not any(element.get(key) for key in _HREFS):
            remove_element(element)
    return removed


def _measure(root: etree._Element) -> str | None:
    """Return why the drawing would not finish, or None. Each element is counted as often as it is drawn."""
    by_id: dict[str, etree._Element] = {}
    for element in root.iter(etree.Element):
        by_id.setdefault(str(element.get("id")), element)
        if sum(1 for _ in zip(element.iterancestors(), range(DEPTH_LIMIT), strict=False)) >= DEPTH_LIMIT:
            return f"is nested deeper than {DEPTH_LIMIT} levels"
    sizes: dict[etree._Element, int] = {}
    open_now: set[etree._Element] = set()
    # Each step is (element, True on the way out); sizes are known for everything below by then.
    steps: list[tuple[etree._Element, bool]] = [(root, False)]
    while steps:
        element, done = steps.pop()
        below = list(element.iterchildren(etree.Element))
        below += [by_id[name] for name in _references(element) if name in by_id]
        if done:
            open_now.discard(element)
            sizes[element] = 1 + sum(sizes.get(child, 1) for child in below)
            if sizes[element] > DRAWN_LIMIT and any(_references(e) for e in element.iter(etree.Element)):
                return "repeats its parts too often to be drawn"
            continue
        if element in sizes:
            continue
        open_now.add(element)
        steps.append((element, True))
        for child in below:
            if child in open_now:
                return "refers to itself"
            if child not in sizes:
                steps.append((child, False))
    return None


def _references(element: etree._Element) -> list[str]:
    found = [str(element.get(key)) for key in _HREFS if element.get(key)]
    names = [value[1:] for value in found if value.startswith("#")]
    if etree.QName(element).localname == "a":
        return []
    for key in _PAINTED:
        addresses = list_addresses(str(element.get(key) or ""))
        names += [address.written[1:] for address in addresses if address.written.startswith("#")]
    return names
