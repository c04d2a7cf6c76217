"""E-books in shops: the bytes of an EPUB and a shop's profile go in; what the shop would refuse comes out.

What holds for any EPUB is told by `checks.package`, and not again here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import etree

from makeready.checks.blocks import EPUB_TYPE, XHTML, line_of, parse_xml
from makeready.checks.package import open_picture
from makeready.checks.package_container import DC, OPF, Item, Package, open_package
from makeready.checks.preflight.telling import tell
from makeready.findings import Finding, observe
from makeready.model.profile import Profile

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/svg+xml": "SVG", "image/webp": "WebP"}
_MEDIA = ("audio/", "video/")
# Where reading starts and the contents are; https://www.w3.org/TR/epub-ssv-11/
_LANDMARKS = ("toc", "bodymatter")
_ENCRYPTION = "META-INF/encryption.xml"
_XML_ENCRYPTION = "{http://www.w3.org/2001/04/xmlenc#}"
# EPUB 3.3, 4.4, and what Adobe's programs write; typefaces so changed can be read by whom knows the book's identifier.
_OBFUSCATIONS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Elements that show something without words.
_SHOWING = ("img", "image", "svg", "math", "hr", "audio", "video", "object", "iframe", "canvas")
_SHAPE = 0.1  # share by which a cover may be broader or narrower than asked


def check_ebook(content: bytes, profile: Profile) -> tuple[Finding, ...]:
    """Return what stands in the way of a shop taking the EPUB of these bytes, each finding with its place in it."""
    package = open_package(content, None)
    if package.opf is None:
        return ()
    return (
        *_check_size(content, profile),
        *_check_pictures(package, profile),
        *_check_media(package, profile),
        *_check_encryption(package, profile),
        *_check_landmarks(package, profile),
        *_check_texts(package),
        *_check_metadata(package, package.opf, profile),
    )


def _check_size(content: bytes, profile: Profile) -> Iterator[Finding]:
    most = profile.ebook_bytes
    if most is not None and len(content) > most:
        message = f"the EPUB has {len(content):,} bytes; {most:,} are taken"
        yield tell("PF090", message, profile, "ebook_bytes")


def _check_pictures(package: Package, profile: Profile) -> Iterator[Finding]:
    from PIL import Image

    for item in package.items.values():
        if item.media_type.startswith("image/"):
            try:
                picture = open_picture(package.files[item.path], item.media_type)
            except (OSError, SyntaxError, ValueError, EOFError, LookupError, struct.error):
                continue  # EP036 tells it
            except Image.DecompressionBombError:
                continue  # EP033 tells it
            if "cover-image" in item.properties:
                yield from _check_cover(item, picture, len(package.files[item.path]), profile)
            else:
                yield from _check_picture(item, picture, profile)


def _check_cover(item: Item, picture: Picture | None, size: int, profile: Profile) -> Iterator[Finding]:
    formats = profile.ebook_cover_pictures or profile.ebook_pictures
    key = "ebook_cover_pictures" if profile.ebook_cover_pictures else "ebook_pictures"
    written = _FORMATS.get(item.media_type, item.media_type)
    if formats and written not in formats:
        message = f"the cover is {written}; {_join(formats)} is taken"
        yield tell("PF091", message, profile, key, location=item.path)
    if profile.ebook_cover_bytes is not None and size > profile.ebook_cover_bytes:
        message = f"the cover has {size:,} bytes; {profile.ebook_cover_bytes:,} are taken"
        yield tell("PF091", message, profile, "ebook_cover_bytes", location=item.path)
    if picture is None:
        return
    yield from _check_inks(item, picture, profile)
    shown = f"the cover has {picture.width:,} × {picture.height:,} pixels"
    # A cover may lie on its side: short sides are compared with short ones.
    short, long = sorted(picture.size)
    least, most, asked = profile.ebook_cover_least, profile.ebook_cover_most, profile.ebook_cover
    if least is not None and (short < min(least) or long < max(least)):
        yield tell("PF091", f"{shown}; at least {_say(least)} are taken", profile, "ebook_cover_least",
                   location=item.path)  # fmt: skip
    elif most is not None and (short > min(most) or long > max(most)):
        yield tell("PF091", f"{shown}; at most {_say(most)} are taken", profile, "ebook_cover_most", location=item.path)
    elif asked is not None:
        shape = (long / short) / (max(asked) / min(asked))
        if long < max(asked) or not 1 - _SHAPE <= shape <= 1 + _SHAPE:
            yield tell("PF092", f"{shown}; {_say(asked)} are asked for", profile, "ebook_cover", location=item.path)


def _check_picture(item: Item, picture: Picture | None, profile: Profile) -> Iterator[Finding]:
    written = _FORMATS.get(item.media_type, item.media_type)
    if profile.ebook_pictures and written not in profile.ebook_pictures:
        message = f"the picture is {written}; {_join(profile.ebook_pictures)} are taken"
        yield tell("PF094", message, profile, "ebook_pictures", location=item.path)
    if picture is None:
        return
    yield from _check_inks(item, picture, profile)
    most = profile.ebook_pixels
    if most is not None and picture.width * picture.height > most:
        message = f"the picture has {picture.width:,} × {picture.height:,} pixels; {most:,} in all are taken"
        yield tell("PF093", message, profile, "ebook_pixels", location=item.path)


def _check_inks(item: Item, picture: Picture, profile: Profile) -> Iterator[Finding]:
    if picture.mode == "CMYK" and profile.ebook_inks is False:
        yield tell("PF094", "the picture is in four inks; RGB is taken", profile, "ebook_inks", location=item.path)


def _check_media(package: Package, profile: Profile) -> Iterator[Finding]:
    for item in package.items.values():
        if profile.ebook_media is False and item.media_type.startswith(_MEDIA):
            message = f"{item.path} is sound or film ({item.media_type})"
            yield tell("PF095", message, profile, "ebook_media", location=item.path)


def _check_encryption(package: Package, profile: Profile) -> Iterator[Finding]:
    content = package.files.get(_ENCRYPTION)
    if content is None:
        return
    try:
        root = parse_xml(content)
    except etree.XMLSyntaxError:
        yield observe("PF096", "what is encrypted cannot be read: it is no well-formed XML", location=_ENCRYPTION)
        return
    for element in root.iter(f"{_XML_ENCRYPTION}EncryptedData"):
        method = element.find(f"{_XML_ENCRYPTION}EncryptionMethod")
        reference = element.find(f".//{_XML_ENCRYPTION}CipherReference")
        name = (reference.get("URI") if reference is not None else None) or "a file"
        place = f"{_ENCRYPTION}:{line_of(element)}"
        if (method.get("Algorithm") if method is not None else None) not in _OBFUSCATIONS:
            yield observe("PF096", f"{name} is encrypted", location=place)
        elif profile.ebook_obfuscation is False:
            yield tell("PF096", f"the typeface {name} is obfuscated", profile, "ebook_obfuscation", location=place)


def _check_landmarks(package: Package, profile: Profile) -> Iterator[Finding]:
    item = next((one for one in package.items.values() if "nav" in one.properties), None)
    if not profile.ebook_landmarks or item is None:
        return  # without a navigation document, EP022 tells more
    root = _read(package, item.path)
    if root is None:
        return
    marks = [nav for nav in root.iter(f"{XHTML}nav") if nav.get(EPUB_TYPE) == "landmarks"]
    kinds = {kind for nav in marks for link in nav.iter(f"{XHTML}a") for kind in (link.get(EPUB_TYPE) or "").split()}
    if lacking := [kind for kind in _LANDMARKS if kind not in kinds]:
        message = f"the navigation document has no landmark {_join([f'“{kind}”' for kind in lacking])}"
        yield tell("PF097", message, profile, "ebook_landmarks", location=item.path)


def _check_texts(package: Package) -> Iterator[Finding]:
    for path in package.list_texts():
        root = _read(package, path)
        body = root.find(f"{XHTML}body") if root is not None else None
        if body is None:
            continue
        shows = any(etree.QName(one).localname in _SHOWING for one in body.iter(etree.Element))
        if not shows and not "".join(str(text) for text in body.itertext()).strip():
            yield observe("PF098", "the page has no words and shows nothing", location=f"{path}:{line_of(body)}")


def _check_metadata(package: Package, opf: etree._Element, profile: Profile) -> Iterator[Finding]:
    place = f"{package.opf_path}:{line_of(opf)}"
    if profile.takes_ebooks and not any((one.text or "").strip() for one in opf.iter(f"{DC}creator")):
        yield observe("PF099", "the package document names no author (dc:creator)", location=place,
                      hint="name who wrote the book")  # fmt: skip
    covers = [item.id for item in package.items.values() if "cover-image" in item.properties]
    for element in opf.iter(f"{OPF}meta"):
        named = element.get("content")
        if element.get("name") == "cover" and covers and named not in covers:
            message = f"the cover is “{named}” by the metadata, “{covers[0]}” by the manifest"
            yield observe("PF099", message, location=f"{package.opf_path}:{line_of(element)}")
    languages = {_shorten(one.text or "") for one in opf.iter(f"{DC}language")} - {""}
    pages = [(path, root) for path in package.list_texts() if (root := _read(package, path)) is not None]
    said = {path: _shorten(root.get(_XML_LANG) or root.get("lang") or "") for path, root in pages}
    # A page may be in another language, but not all of them.
    if languages and all(said.values()) and said and languages.isdisjoint(said.values()):
        path, root = pages[0]
        message = f"the pages are in “{said[path]}”, the book in {_join([f'“{one}”' for one in sorted(languages)])}"
        yield observe("PF099", message, location=f"{path}:{line_of(root)}")


def _read(package: Package, path: str) -> etree._Element | None:
    try:
        return package.read_page(path)
    except etree.XMLSyntaxError:
        return None  # EP016 tells it


def _shorten(tag: str) -> str:
    """Return the language of a tag (BCP 47) without its region and script."""
    return tag.strip().lower().partition("-")[0]


def _say(size: tuple[int, int]) -> str:
    return f"{size[0]:,} × {size[1]:,}"


def _join(names: list[str] | tuple[str, ...]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
