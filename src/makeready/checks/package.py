"""Our own rules for an EPUB: its finished bytes go in; what EPUBCheck passes over and a shop minds comes out.

Nothing of the binder is asked: the bytes are read again, as a shop would read them.
"""

from __future__ import annotations

import struct

from lxml import etree
from stdnum import isbn

from makeready.checks.blocks import line_of
from makeready.checks.package_container import DC, OPF, Item, Package, open_package
from makeready.checks.package_lists import check_lists, check_notes
from makeready.checks.package_pages import check_links, read_pages
from makeready.findings import Finding
from makeready.model.artifact import Artifact
from makeready.model.composition import Composition

# Kindle's least cover, short and long side; https://kdp.amazon.com/en_US/help/topic/G6GTK3T3NUHKLEFX
COVER_LEAST = (625, 1000)
# Reading systems and shops: 5 MB a picture; Apple Books 4 million pixels, covers aside.
PICTURE_BYTES = 5 * 1024 * 1024
PICTURE_PIXELS = 4_000_000
_WANTED = ("dcterms:modified", "schema:accessMode", "schema:accessibilityFeature", "schema:accessibilityHazard")
_STARTS = {
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}
# How a picture begins, how its width and height are written, and where.
_SIZES = ((b"\x89PNG", ">II", 16), (b"GIF8", "<HH", 6))
# JPEG: frames that carry the size (ITU T.81, table B.1), all but DHT, JPG and DAC of that range.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def check_epub(
    artifact: Artifact, composition: Composition | None = None, package: Package | None = None
) -> tuple[Finding, ...]:
    """Return what is wrong with the EPUB in `artifact`, each finding with its place in it.

    Where `composition` is given, the place in the manuscript is named too, and the creators are compared. `package`
    is the artifact opened, where that was done before.
    """
    package = package or open_package(artifact.content, composition)
    if package.opf is None:
        return tuple(package.findings)
    pages = read_pages(package)
    check_links(package, pages)
    check_lists(package, pages)
    check_notes(package, pages)
    _check_metadata(package, package.opf)
    _check_creators(package, package.opf)
    _check_pictures(package)
    return tuple(package.findings)


def _check_metadata(package: Package, opf: etree._Element) -> None:
    """Note what every shop wants to know and the package document does not say, and ISBNs that cannot be."""
    unique = opf.get("unique-identifier")
    identifiers = [e for e in opf.iter(f"{DC}identifier") if (e.text or "").strip()]
    lacking = [] if any(e.get("id") == unique for e in identifiers) else ["unique identifier"]
    for name in ("title", "language"):
        lacking += [] if any((e.text or "").strip() for e in opf.iter(f"{DC}{name}")) else [f"dc:{name}"]
    metas = {m.get("property"): m for m in opf.iter(f"{OPF}meta") if m.get("refines") is None}
    lacking += [name for name in _WANTED if name not in metas]
    for name in lacking:
        package.note("EP034", f"the package document has no {name}", package.opf_path, line_of(opf))
    books = [m for m in opf.iter(f"{OPF}meta") if m.get("property") == "schema:isbn"]
    for element in (*identifiers, *opf.iter(f"{DC}source"), *books):
        text = (element.text or "").strip()
        bare = text[9:] if text.lower().startswith("urn:isbn:") else text if element in books else ""
        if bare and not isbn.is_valid(bare):
            message = f"{bare} is no ISBN: its check digit is wrong"
            package.note("EP028", message, package.opf_path, line_of(element))


def _check_creators(package: Package, opf: etree._Element) -> None:
    """Note an author of the reviewed work among the creators of the review."""
    work = package.composition.book.attribution.reviewed if package.composition else None
    if work is None or package.composition is None:
        return
    own = {person.name for person in package.composition.book.creators}
    others = {person.name for person in work.contributors} - own
    for element in opf.iter(f"{DC}creator"):
        if (element.text or "").strip() in others:
            message = f"{element.text} wrote the reviewed work, not this review"
            package.note("EP035", message, package.opf_path, line_of(element))


def _check_pictures(package: Package) -> None:
    cover = next((i for i in package.items.values() if "cover-image" in i.properties), None)
    if cover is None:
        package.note("EP031", "the EPUB has no cover", package.opf_path)
    for item in package.items.values():
        if item.media_type.startswith("image/"):
            _check_picture(package, item, item is cover)


def _check_picture(package: Package, item: Item, is_cover: bool) -> None:
    content = package.files[item.path]
    if not is_of_type(content, item.media_type):
        package.note("EP036", f"{item.path} is called {item.media_type}, but its bytes are not", item.path)
        return
    size = measure_picture(content)
    if len(content) > PICTURE_BYTES:
        package.note("EP033", f"the picture has {len(content) / 1024 / 1024:.1f} MB", item.path)
    elif size is not None and not is_cover and size[0] * size[1] > PICTURE_PIXELS:
        package.note("EP033", f"the picture has {size[0]} × {size[1]} pixels", item.path)
    if is_cover and size is not None and (min(size) < COVER_LEAST[0] or max(size) < COVER_LEAST[1]):
        package.note("EP031", f"the cover has {size[0]} × {size[1]} pixels", item.path)


def is_of_type(content: bytes, media_type: str) -> bool:
    """Return True where the bytes begin as `media_type` wants; a type that is not known here passes."""
    if media_type == "image/svg+xml":
        return b"<svg" in content[:4096]
    return media_type not in _STARTS or content.startswith(_STARTS[media_type])


def measure_picture(content: bytes) -> tuple[int, int] | None:
    """Return the width and height of a PNG, GIF or JPEG in pixels; None where they are not told."""
    for start, form, place in _SIZES:
        if content.startswith(start) and len(content) >= place + struct.calcsize(form):
            width, height = struct.unpack_from(form, content, place)
            return width, height
    return _measure_jpeg(content) if content.startswith(b"\xff\xd8") else None


def _measure_jpeg(content: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        kind = content[place + 1]
        if kind in _FRAMES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        # 0xFF may fill, and RST, SOI and TEM have no length.
        bare = kind in (0x01, 0xFF) or 0xD0 <= kind <= 0xD8
        place += 1 if kind == 0xFF else 2 if bare else 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return None
