"""Archives: the bytes of an EPUB go in; its entries, or an EPUB with some of them changed, come out."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Mapping, Sequence

from lxml import etree

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
OPF_PATH = "EPUB/content.opf"


def unpack(epub: bytes) -> dict[str, bytes]:
    """Return the entries of an EPUB in order."""
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def pack(entries: Mapping[str, bytes] | Sequence[tuple[str, bytes]], *, stored: Sequence[str] = ("mimetype",)) -> bytes:
    """Return a ZIP of these entries in order; names in `stored` are not compressed. A name may be there twice."""
    stream = io.BytesIO()
    pairs = entries.items() if isinstance(entries, Mapping) else entries
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w") as archive:
        warnings.simplefilter("ignore", UserWarning)
        for name, content in pairs:
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content, kind)
    return stream.getvalue()


def with_entries(epub: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """Return the EPUB with these entries set, or taken out where None."""
    entries: dict[str, bytes | None] = {**unpack(epub), **changes}
    return pack({name: content for name, content in entries.items() if content is not None})


def with_text(epub: bytes, name: str, old: str, new: str) -> bytes:
    """Return the EPUB with `old`, which must be there, replaced by `new` in the entry `name`."""
    content = unpack(epub)[name].decode()
    assert old in content, f"{old!r} is not in {name}"
    return with_entries(epub, {name: content.replace(old, new).encode()})


def read_opf(epub: bytes) -> etree._Element:
    """Return the package document."""
    return etree.fromstring(unpack(epub)[OPF_PATH])


def list_meta(epub: bytes, name: str, refines: str | None = None) -> list[str]:
    """Return the texts of the `meta` elements with the property `name` that refine `refines`, or the whole."""
    wanted = f"#{refines}" if refines else None
    return [
        m.text or ""
        for m in read_opf(epub).iter(f"{OPF}meta")
        if m.get("property") == name and m.get("refines") == wanted
    ]


def list_dc(epub: bytes, name: str) -> list[str]:
    """Return the texts of the Dublin Core elements `name`."""
    return [e.text or "" for e in read_opf(epub).iter(f"{DC}{name}")]
