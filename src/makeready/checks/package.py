"""Our own rules for an EPUB: its finished bytes go in; what EPUBCheck passes over and a shop minds comes out.

Nothing of the binder is asked: the bytes are read again, as a shop would read them.
"""

from __future__ import annotations

import io
import json
import struct
import warnings
from typing import TYPE_CHECKING

from lxml import etree

from makeready.checks.blocks import line_of
from makeready.checks.package_container import DC, OPF, Item, Package, open_package
from makeready.checks.package_lists import check_lists, check_notes
from makeready.checks.package_pages import check_links, read_pages
from makeready.findings import Finding
from makeready.model.artifact import Artifact
from makeready.model.composition import Composition
from makeready.store import make_key
from makeready.workshop import Notebook, Workshop

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

# Kindle's least cover, short and long side; https://kdp.amazon.com/en_US/help/topic/G6GTK3T3NUHKLEFX
COVER_LEAST = (625, 1000)
# Reading systems and shops: 5 MB a picture; Apple Books 4 million pixels, covers aside.
PICTURE_BYTES = 5 * 1024 * 1024
PICTURE_PIXELS = 4_000_000
_WANTED = ("dcterms:modified", "schema:accessMode", "schema:accessibilityFeature", "schema:accessibilityHazard")
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}


def check_epub(
    artifact: Artifact,
    composition: Composition | None = None,
    package: Package | None = None,
    workshop: Workshop | None = None,
) -> tuple[Finding, ...]:
    """Return what is wrong with the EPUB in `artifact`, each finding with its place in it.

    Where `composition` is given, the place in the manuscript is named too, and the creators are compared. `package`
    is the artifact opened, where that was done before; `workshop` remembers what its style sheets ask for, and how
    large its pictures are.
    """
    package = package or open_package(artifact.content, composition)
    if package.opf is None:
        return tuple(package.findings)
    pages = read_pages(package)
    shop = workshop or Workshop()
    check_links(package, pages, shop)
    check_lists(package, pages)
    check_notes(package, pages)
    _check_metadata(package, package.opf)
    _check_creators(package, package.opf)
    with shop.open_notebook("pictures of an EPUB", artifact.path) as notebook:
        _check_pictures(package, notebook)
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
        if bare and not _is_isbn(bare):
            message = f"{bare} is no ISBN: its check digit is wrong"
            package.note("EP028", message, package.opf_path, line_of(element))


def _is_isbn(text: str) -> bool:
    from stdnum import isbn  # most books have none

    return bool(isbn.is_valid(text))


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


def _check_pictures(package: Package, notebook: Notebook) -> None:
    cover = next((i for i in package.items.values() if "cover-image" in i.properties), None)
    if cover is None:
        package.note("EP031", "the EPUB has no cover", package.opf_path)
    for item in package.items.values():
        if item.media_type.startswith("image/"):
            _check_picture(package, item, item is cover, notebook)


def _check_picture(package: Package, item: Item, is_cover: bool, notebook: Notebook) -> None:
    content = package.files[item.path]
    key = make_key("size of a picture", item.media_type, content) if notebook.is_kept else ""
    try:
        size = _unpack_size(notebook.recall(key, lambda: _measure(content, item.media_type)))
    except _TooLargeError:
        package.note("EP033", "the picture has more pixels than can be unpacked", item.path)
        return
    except ValueError:
        package.note("EP036", f"{item.path} is called {item.media_type}, but its bytes are not", item.path)
        return
    if len(content) > PICTURE_BYTES:
        package.note("EP033", f"the picture has {len(content) / 1024 / 1024:.1f} MB", item.path)
    elif size is not None and not is_cover and size[0] * size[1] > PICTURE_PIXELS:
        package.note("EP033", f"the picture has {size[0]} × {size[1]} pixels", item.path)
    if is_cover and size is not None and (min(size) < COVER_LEAST[0] or max(size) < COVER_LEAST[1]):
        package.note("EP031", f"the cover has {size[0]} × {size[1]} pixels", item.path)


class _TooLargeError(Exception):
    """A picture has more pixels than can be unpacked."""


def _measure(content: bytes, media_type: str) -> bytes:
    """Return the width and height of a bitmap as JSON, null for other types; raises _TooLargeError and ValueError."""
    from PIL import Image

    try:
        picture = open_picture(content, media_type)
    except Image.DecompressionBombError as error:
        raise _TooLargeError from error
    except (OSError, SyntaxError, ValueError, EOFError, LookupError, struct.error) as error:
        raise ValueError from error
    return json.dumps(picture.size if picture is not None else None).encode("ascii")


def _unpack_size(packed: bytes) -> tuple[int, int] | None:
    """Return what `_measure` packed; raises ValueError for anything else."""
    size = json.loads(packed)
    if size is None:
        return None
    width, height = size
    return int(width), int(height)


def open_picture(content: bytes, media_type: str) -> Picture | None:
    """Return a bitmap of which only the head was read, and None for other types.

    Raises what its head has raised where the bytes are not of `media_type`, DecompressionBombError for one with more
    pixels than can be unpacked.
    """
    from PIL import Image

    if media_type == "image/svg+xml":
        if b"<svg" not in content[:4096]:
            raise ValueError
    elif media_type in _FORMATS:
        with warnings.catch_warnings():
            # Pillow warns of many pixels, and refuses more: nothing is unpacked here.
            warnings.simplefilter("ignore")
            return Image.open(io.BytesIO(content), formats=(_FORMATS[media_type],))
    return None
