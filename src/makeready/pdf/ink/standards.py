"""PDF/X: the name of a standard goes in; the file's version and marks of the standard, clause by clause, come out."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

import pikepdf

from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern

_XMP_END = b"</rdf:RDF>"
_CLAIM_OF_TAGS = late_pattern(rb"<pdfuaid:part>[^<]*</pdfuaid:part>\n?")
_DATE = late_pattern(rb"<xmp:ModifyDate>([^<]+)</xmp:ModifyDate>")
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_EMPTY = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
    f'<rdf:RDF xmlns:rdf="{_RDF}">\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="r"?>'
).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A standard of the PDF/X family.

    `version` is GTS_PDFXVersion, `conformance` GTS_PDFXConformance; `pdf` is the version of PDF that it is made of;
    `flat` forbids transparency; `needs_profile` asks for the profile in the file, where others take the registered
    name of a condition alone; `by_xmp` says that it is claimed in XMP; `clauses` is where that is said.
    """

    name: str
    version: str
    conformance: str | None = None
    pdf: str
    flat: bool = True
    inks_only: bool = False
    needs_profile: bool = False
    by_xmp: bool = False
    clauses: str


STANDARDS: dict[str, Standard] = {
    one.name: one
    for one in (
        Standard(
            name="pdf/x-1a:2001", version="PDF/X-1:2001", conformance="PDF/X-1a:2001", pdf="1.3", inks_only=True,
            clauses="ISO 15930-1: the version and conformance in Info, output intent, no transparency, inks only",
        ),
        Standard(
            name="pdf/x-1a:2003", version="PDF/X-1a:2003", pdf="1.4", inks_only=True,
            clauses="ISO 15930-4: the version in Info, output intent, no transparency, inks only",
        ),
        Standard(
            name="pdf/x-3:2002", version="PDF/X-3:2002", pdf="1.3",
            clauses="ISO 15930-3: the version in Info, output intent, no transparency",
        ),
        Standard(
            name="pdf/x-3:2003", version="PDF/X-3:2003", pdf="1.4",
            clauses="ISO 15930-6: the version in Info, output intent, no transparency",
        ),
        Standard(
            name="pdf/x-4", version="PDF/X-4", pdf="1.6", flat=False, needs_profile=True, by_xmp=True,
            clauses="ISO 15930-7: the version in XMP, ids of the document in XMP, the profile in the file",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """How the PDF must be written: its version, and whether objects may stand in streams (from PDF 1.5 on)."""

    version: str | None = None
    streams: bool = True

    @property
    def arguments(self) -> Mapping[str, Any]:
        """Return the arguments of `pikepdf.Pdf.save`; the trailer's ID is made of the content (ISO 32000-1, 14.4)."""
        mode = pikepdf.ObjectStreamMode.generate if self.streams else pikepdf.ObjectStreamMode.disable
        forced = {"force_version": self.version} if self.version else {}
        return {
            "deterministic_id": True,
            "object_stream_mode": mode,
            "compress_streams": True,
            "encryption": False,
            **forced,
        }


def plan_saving(standard: Standard | None) -> Saving:
    """Return how a file of `standard` must be written."""
    if standard is None:
        return Saving()
    return Saving(version=standard.pdf, streams=standard.pdf >= "1.5")


def write_claim(pdf: pikepdf.Pdf, standard: Standard) -> None:
    """Put into Info and XMP that the file is one of `standard`; `Trapped` is said in any case (14.11.6)."""
    info = pdf.docinfo
    info["/Trapped"] = pikepdf.Name("/False")
    if not standard.by_xmp:
        info["/GTS_PDFXVersion"] = pikepdf.String(standard.version)
        if standard.conformance:
            info["/GTS_PDFXConformance"] = pikepdf.String(standard.conformance)
    packet = _read_xmp(pdf)
    facts = ["<pdf:Trapped>False</pdf:Trapped>"]
    if standard.by_xmp:
        mark = uuid.uuid5(uuid.NAMESPACE_URL, _digest(pdf, packet))
        date = _DATE.search(packet)
        facts += [
            f"<pdfxid:GTS_PDFXVersion>{standard.version}</pdfxid:GTS_PDFXVersion>",
            f"<xmpMM:DocumentID>uuid:{mark}</xmpMM:DocumentID>",
            "<xmpMM:VersionID>1</xmpMM:VersionID>",
            "<xmpMM:RenditionClass>default</xmpMM:RenditionClass>",
        ]
        if date:
            facts.append(f"<xmp:MetadataDate>{date[1].decode()}</xmp:MetadataDate>")
    described = (
        '<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">\n'
        + "\n".join(facts)
        + "\n</rdf:Description>\n"
    ).encode()
    before, _, after = packet.rpartition(_XMP_END)
    _write_xmp(pdf, before + described + _XMP_END + after)


def withdraw_claim_of_tags(pdf: pikepdf.Pdf) -> None:
    """Take out of XMP that the file is one of PDF/UA, when its tags go."""
    packet = _read_xmp(pdf)
    if _CLAIM_OF_TAGS.search(packet):
        _write_xmp(pdf, _CLAIM_OF_TAGS.sub(b"", packet))


def _read_xmp(pdf: pikepdf.Pdf) -> bytes:
    found = pdf.Root.get("/Metadata")
    packet = found.read_bytes() if found is not None else _EMPTY
    return packet if _XMP_END in packet else _EMPTY


def _write_xmp(pdf: pikepdf.Pdf, packet: bytes) -> None:
    # It stays readable for programs that know no PDF: no filter (ISO 15930-7, as XMP asks).
    pdf.Root.Metadata = pdf.make_stream(packet, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)


def _digest(pdf: pikepdf.Pdf, packet: bytes) -> str:
    digest = hashlib.sha256(packet)
    for page in pdf.pages:
        contents = page.obj.get("/Contents", pikepdf.Array())
        for stream in contents if isinstance(contents, pikepdf.Array) else [contents]:
            digest.update(stream.read_bytes())
    return digest.hexdigest()
