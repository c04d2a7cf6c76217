"""Parsing: the bytes of a page go in; its text, its tree, and the pictures that its addresses hold come out."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
import urllib.parse

from lxml import etree, html

from makeready.late_pattern import late_pattern

_CHARSET = late_pattern(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# What XML may not hold.
CONTROLS = late_pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def parse_page(content: bytes) -> etree._Element | None:
    """Return the root of a page; nothing is fetched, and no entity of its own is resolved."""
    text = decode_page(content).replace("\x00", "\ufffd")
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError):
        return None
    for node in root.iter():
        # References to controls become controls, which XML may not hold.
        for slot in ("text", "tail"):
            words = getattr(node, slot)
            if words and CONTROLS.search(words):
                setattr(node, slot, CONTROLS.sub("\ufffd", words))
    return root


def decode_page(content: bytes) -> str:
    """Return the text of a page: by its mark, by what it says of itself, else UTF-8, else Windows-1252."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return content.decode(name, "replace").removeprefix("\ufeff")
    said = _CHARSET.search(content[:4096])
    names = [said[1].decode("ascii", "replace")] if said else []
    for name in (*names, "utf-8"):
        try:
            # Pages that say Latin-1 mean Windows-1252: https://encoding.spec.whatwg.org/#names-and-labels
            plain = "cp1252" if name.lower() in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii") else name
            return content.decode(plain)
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("cp1252", "replace")


def read_data(address: str) -> bytes | None:
    """Return the bytes of an address that holds them itself: https://www.rfc-editor.org/info/rfc2397"""
    head, comma, body = address.partition(",")
    if not comma or not head.startswith("data:image/"):
        return None
    try:
        return base64.b64decode(body) if head.endswith(";base64") else urllib.parse.unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        return None
