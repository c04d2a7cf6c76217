"""Archiving: a finished PDF and the files that it was made of go in; the same as PDF/A comes out (ISO 19005-3).

The file says in what colours it shows itself, that it conforms, and carries its manuscript, so that the book can be
made again from its own PDF. Its tags and words are those of PDF/UA, which it says as well.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from makeready.model.book import Asset

ARCHIVE = "pdf/a-3a"
_PRINTED = 4  # ISO 32000-1, table 165
# How the file is written: no streams of objects, and each stream as `archive_pdf` packed it.
SAVING: dict[str, Any] = {
    "min_version": "1.7",
    "object_stream_mode": pikepdf.ObjectStreamMode.disable,
    "stream_decode_level": pikepdf.StreamDecodeLevel.none,
    "compress_streams": False,
    "deterministic_id": True,
}
_DATE = slice(24, 36)  # of an ICC profile: ICC.1:2010, 7.2.8
_DAY = bytes.fromhex("07ea00010001000000000000")
# Terms of XMP that ISO 19005-3 does not know have to be described in the file (6.6.2.3): prefix, address, words, and
# (name, kind of value, words) of each term.
_TERMS = (
    ("pdfuaid", "http://www.aiim.org/pdfua/ns/id/", "PDF/UA", (("part", "Integer", "part of ISO 14289"),)),
    (
        "dcterms",
        "http://purl.org/dc/terms/",
        "DCMI metadata terms",
        (("provenance", "Text", "changes of ownership and custody"),),
    ),
)
_SCHEMA = """<rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>{words}</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{address}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>{terms}</rdf:Seq></pdfaSchema:property>
</rdf:li>"""
_TERM = """<rdf:li rdf:parseType="Resource">
<pdfaProperty:name>{name}</pdfaProperty:name>
<pdfaProperty:valueType>{kind}</pdfaProperty:valueType>
<pdfaProperty:category>external</pdfaProperty:category>
<pdfaProperty:description>{words}</pdfaProperty:description>
</rdf:li>"""
_KINDS = {".md": "text/markdown", ".toml": "application/toml", ".css": "text/css", ".xhtml": "application/xhtml+xml"}


def write_archive_terms() -> str:
    """Return what the XMP packet of a PDF/A-3a says besides: its part, its level, and terms of other schemas."""
    schemas = "".join(
        _SCHEMA.format(
            prefix=prefix,
            address=address,
            words=words,
            terms="".join(_TERM.format(name=name, kind=kind, words=told) for name, kind, told in terms),
        )
        for prefix, address, words, terms in _TERMS
    )
    return (
        '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" '
        'xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
        'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" '
        'xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\n'
        "<pdfaid:part>3</pdfaid:part>\n<pdfaid:conformance>A</pdfaid:conformance>\n"
        f"<pdfaExtension:schemas><rdf:Bag>{schemas}</rdf:Bag></pdfaExtension:schemas>\n</rdf:Description>\n"
    )


def archive_pdf(pdf: pikepdf.Pdf, sources: Sequence[Asset], modified: str) -> None:
    """Change `pdf` in place into a PDF/A-3a that carries `sources`; `modified` is the date of PDF of all of them.

    The XMP packet has to say so already (`write_archive_terms`). Pictures are not smoothed by viewers (6.2.8), and
    links are printed (6.3.2).
    """
    profile = pdf.make_stream(_make_srgb(), N=3, Alternate=Name.DeviceRGB)
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
                RegistryName=String("http://www.color.org"),
                Info=String("sRGB IEC61966-2.1"),
                DestOutputProfile=profile,
            )
        ]
    )
    for page in pdf.pages:
        for note in page.obj.get("/Annots", Array()):
            note.F = _PRINTED
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == Name.Image and "/Interpolate" in thing:
            del thing["/Interpolate"]
    attached = [_attach(pdf, source, modified) for source in sorted(sources, key=lambda one: one.path)]
    if attached:
        pdf.Root.AF = Array(attached)
        names = [entry for one in attached for entry in (one.UF, one)]
        pdf.Root.Names = pdf.Root.get("/Names", Dictionary())
        pdf.Root.Names.EmbeddedFiles = Dictionary(Names=Array(names))
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            _pack_stream(thing)


def _pack_stream(stream: Any) -> None:
    """Pack a stream that is not packed yet, and as hexadecimal figures where it would end with a byte that ends lines.

    Together with the line end that follows (ISO 19005-3, 6.1.7.1) such a stream may be taken for a shorter one. The
    metadata stay as they are, for programs that know no PDF.
    """
    packed, filters, parameters = stream.read_raw_bytes(), stream.get("/Filter"), stream.get("/DecodeParms")
    if filters is None and stream.get("/Type") != Name.Metadata:
        packed, filters = zlib.compress(packed, 9), Name.FlateDecode
        stream.write(packed, filter=filters)
    if filters is not None and packed.endswith((b"\r", b"\n")):
        stream.write(
            packed.hex().encode() + b">",
            filter=Array([Name.ASCIIHexDecode, *_list(filters)]),
            decode_parms=None if parameters is None else Array([None, *_list(parameters)]),
        )


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Array) else [value]


def _attach(pdf: pikepdf.Pdf, source: Asset, modified: str) -> Any:
    """Return the specification of an embedded file (ISO 32000-1, 7.11.4; ISO 19005-3, 6.8 and annex E)."""
    ending = source.path[source.path.rfind(".") :].lower()
    stream = pdf.make_stream(
        source.content,
        Type=Name.EmbeddedFile,
        Subtype=Name("/" + (source.media_type or _KINDS.get(ending, "application/octet-stream"))),
        Params=Dictionary(
            Size=len(source.content),
            ModDate=String(modified),
            CheckSum=String(hashlib.md5(source.content, usedforsecurity=False).digest()),
        ),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(re.sub(r"[^ -~]", "_", source.path)),
            UF=String(source.path),
            AFRelationship=Name.Source,
            EF=Dictionary(F=stream, UF=stream),
            Desc=String("a file of the manuscript that this book was made of"),
        )
    )


@lru_cache(maxsize=1)
def _make_srgb() -> bytes:
    """Return a profile of sRGB; its date, which would be today's, is a fixed one."""
    from PIL import ImageCms

    content = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    content[_DATE] = _DAY
    return bytes(content)
