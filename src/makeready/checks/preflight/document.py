"""Documents: the bytes of a PDF go in; the facts of the file and of its pages, one after the other, come out.

Reading ends in time: what is not read then is said. ISO 32000-1, 7.7 and 12.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from typing import Any

import pikepdf

from makeready.checks.places import Box, read_box
from makeready.checks.preflight.drawing import Budget, PageReader, TimeOverError
from makeready.checks.preflight.facts import FileFacts, Intent, Note, PageFacts
from makeready.checks.preflight.streams import TooLargeError, unpack
from makeready.checks.shown import MALFORMED, explain
from makeready.late_pattern import late_pattern

_ENTRIES = (pikepdf.Dictionary, pikepdf.Stream)
MOST_PAGES = 20_000
_MOST_CONTENT = 48 * 1024 * 1024
_MOST_STREAMS = 2_000
_MOST_LISTED = 2_000
_MOST_METADATA = 4 * 1024 * 1024
_CLAIMS = {
    "pdf/x": late_pattern(rb"GTS_PDFXVersion(?:>|\s*=\s*[\"'])\s*([^<\"']{1,60})"),
    "pdf/ua": late_pattern(rb"pdfuaid:part(?:>|\s*=\s*[\"'])\s*(\d)"),
    "pdf/a": late_pattern(rb"pdfaid:part(?:>|\s*=\s*[\"'])\s*(\d)"),
    "level": late_pattern(rb"pdfaid:conformance(?:>|\s*=\s*[\"'])\s*(\w)"),
}
_SCRIPTS = {"/JavaScript": "JavaScript", "/Launch": "the start of a program", "/SubmitForm": "sending a form",
            "/ImportData": "reading data", "/Rendition": "media", "/Movie": "media", "/Sound": "media"}  # fmt: skip


class Document:
    """A PDF opened for preflight: `facts` are those of the file, `read_pages` gives those of its pages."""

    def __init__(self, name: str, content: bytes, seconds: float) -> None:
        """Open the file, to be read in so many seconds of the processor. Raises PasswordError, PdfError and others."""
        self._pdf = pikepdf.open(io.BytesIO(content), suppress_warnings=True)
        self._budget = Budget(time.process_time() + seconds)
        self.facts = FileFacts(name=name, bytes=len(content))
        self.facts.pages = len(self._pdf.pages)
        for read in (self._read_head, self._read_claims, self._read_root):
            try:
                read()
            except MALFORMED as error:
                self.facts.mended.append(explain(error))

    def read_pages(self) -> Iterator[PageFacts]:
        """Yield the facts of each page; fewer pages where there was no time for all."""
        fonts: dict[Any, Any] = {}
        pictures: dict[Any, Any] = {}
        for index in range(min(self.facts.pages, MOST_PAGES)):
            page = PageFacts(number=index + 1)
            try:
                self._read_page(page, self._pdf.pages[index], fonts, pictures)
            except TimeOverError:
                self.facts.unread.append(f"pages {index + 1} to {self.facts.pages}: there was no time for them")
                return
            except MALFORMED as error:
                page.broken.append(explain(error))
            yield page
            self.facts.read += 1
        if self.facts.pages > MOST_PAGES:
            self.facts.unread.append(f"pages {MOST_PAGES + 1} to {self.facts.pages}: they are too many")

    def read_warnings(self) -> list[str]:
        """Return what had to be mended to read the file so far."""
        return [*self.facts.mended, *(_shorten(str(one)) for one in self._pdf.get_warnings()[:20])]

    # --- the file

    def _read_head(self) -> None:
        facts, pdf = self.facts, self._pdf
        facts.lost = max(0, int(pdf.Root.Pages.get("/Count", 0)) - facts.pages)
        facts.version, facts.encrypted = str(pdf.pdf_version), bool(pdf.is_encrypted)
        root = pdf.Root
        if (version := root.get("/Version")) is not None:
            facts.version = max(facts.version, str(version).removeprefix("/"))
        info = pdf.trailer.get("/Info")
        if info is not None and isinstance(info, _ENTRIES):
            if (claim := info.get("/GTS_PDFXVersion")) is not None:
                conformance = str(info.get("/GTS_PDFXConformance", ""))
                facts.claims["pdf/x"] = conformance or str(claim)
            trapped = info.get("/Trapped")
            facts.trapped = None if trapped is None else str(trapped).removeprefix("/")
            facts.told = tuple(
                key for key in ("Title", "CreationDate", "ModDate") if str(info.get("/" + key, "")).strip()
            )
        if pdf.trailer.get("/ID") is not None:
            facts.told += ("ID",)

    def _read_claims(self) -> None:
        facts, root = self.facts, self._pdf.Root
        metadata = root.get("/Metadata")
        if metadata is not None:
            try:
                told = unpack(metadata, _MOST_METADATA)
            except TooLargeError:
                facts.unread.append("the metadata: they are too long")
                told = b""
            for key, pattern in _CLAIMS.items():
                if (found := pattern.search(told)) is not None:
                    facts.claims.setdefault(key, found[1].decode("latin-1").strip())
            if facts.trapped is None and (found := re.search(rb"pdf:Trapped(?:>|=[\"'])\s*(\w+)", told)):
                facts.trapped = found[1].decode("latin-1")
        for intent in list(root.get("/OutputIntents") or ())[:20]:
            facts.intents.append(
                Intent(
                    kind=str(intent.get("/S", "")).removeprefix("/"),
                    condition=str(intent.get("/OutputConditionIdentifier", "")),
                    registry=str(intent.get("/RegistryName", "")),
                    embedded=intent.get("/DestOutputProfile") is not None,
                )
            )

    def _read_root(self) -> None:
        facts, root = self.facts, self._pdf.Root
        outlines = root.get("/Outlines")
        if outlines is not None and outlines.get("/First") is not None:
            facts.bookmarks = max(1, abs(int(outlines.get("/Count", 1))))
        names = root.get("/Names")
        if names is not None:
            if names.get("/JavaScript") is not None:
                facts.actions.add("JavaScript")
            files = names.get("/EmbeddedFiles")
            if files is not None:
                facts.attachments = max(1, len(files.get("/Names") or ()) // 2)
        if facts.attachments == 0 and root.get("/AF") is not None:
            facts.attachments = len(root["/AF"])
        facts.actions |= _name_actions(root)
        form = root.get("/AcroForm")
        if form is not None:
            facts.fields, facts.dynamic_forms = len(form.get("/Fields") or ()), form.get("/XFA") is not None
        layers = root.get("/OCProperties")
        if layers is not None:
            facts.layers = len(layers.get("/OCGs") or ())
        mark = root.get("/MarkInfo")
        facts.tagged = root.get("/StructTreeRoot") is not None and bool(mark is not None and mark.get("/Marked", False))
        preferences = root.get("/ViewerPreferences")
        facts.right_to_left = preferences is not None and str(preferences.get("/Direction", "")) == "/R2L"

    # --- pages

    def _read_page(self, facts: PageFacts, page: Any, fonts: dict[Any, Any], pictures: dict[Any, Any]) -> None:
        self._budget.spend(1)
        entries = page.obj
        facts.media = read_box(page.mediabox)
        facts.crop = _read_box(_inherit(entries, "/CropBox"))
        facts.trim, facts.bleed = _read_box(entries.get("/TrimBox")), _read_box(entries.get("/BleedBox"))
        # The older standards take an ArtBox in its place.
        facts.trim = facts.trim or _read_box(entries.get("/ArtBox"))
        rotation = _inherit(entries, "/Rotate")
        facts.rotation = int(rotation) % 360 if rotation is not None else 0
        facts.unit = min(1000.0, max(0.001, float(entries.get("/UserUnit", 1))))
        facts.actions |= _name_actions(entries)
        group = entries.get("/Group")
        if group is not None and str(group.get("/S", "")) == "/Transparency":
            facts.transparent.setdefault("a transparency group", None)
        self._read_notes(facts, entries)
        content = self._join_contents(facts, entries)
        resources = _inherit(entries, "/Resources")
        PageReader(facts, self._budget, fonts, pictures).read(content, resources)

    def _read_notes(self, facts: PageFacts, entries: Any) -> None:
        left, bottom, right, top = facts.bleed or facts.cut
        for one in list(entries.get("/Annots") or ())[:_MOST_LISTED]:
            if one is None or not isinstance(one, _ENTRIES):
                continue
            kind = str(one.get("/Subtype", "")).removeprefix("/")
            box = _read_box(one.get("/Rect")) or (0.0, 0.0, 0.0, 0.0)
            inside = box[0] < right and box[2] > left and box[1] < top and box[3] > bottom
            x, y = facts.cut[:2]
            facts.notes.append(Note(kind=kind, box=(box[0] - x, box[1] - y, box[2] - x, box[3] - y), inside=inside))
            facts.actions |= _name_actions(one)

    def _join_contents(self, facts: PageFacts, entries: Any) -> bytes:
        found = entries.get("/Contents")
        if found is None:
            return b""
        streams = list(found)[:_MOST_STREAMS] if isinstance(found, pikepdf.Array) else [found]
        parts, left = [], _MOST_CONTENT
        for one in streams:
            if one is None or not isinstance(one, pikepdf.Stream):
                continue
            try:
                part = unpack(one, left)
            except TooLargeError:
                facts.unread.append("what it draws unpacks to more than 48 MiB")
                break
            except MALFORMED as error:
                facts.broken.append(explain(error))
                continue
            left -= len(part)
            parts.append(part)
        return b"\n".join(parts)


def _inherit(entries: Any, key: str) -> Any:
    """Return an entry of a page, or that of the nearest node above it (7.7.3.4)."""
    for _ in range(50):
        if entries is None or not isinstance(entries, _ENTRIES):
            return None
        if (found := entries.get(key)) is not None:
            return found
        entries = entries.get("/Parent")
    return None


def _read_box(found: Any) -> Box | None:
    return read_box(found) if found is not None and len(found) == 4 else None


def _name_actions(entries: Any) -> set[str]:
    """Return what the actions of a dictionary do that no paper can."""
    found = [entries.get("/A"), entries.get("/OpenAction")]
    more = entries.get("/AA")
    if more is not None and isinstance(more, _ENTRIES):
        found += [more.get(key) for key in list(more.keys())[:30]]
    kinds = [str(one.get("/S", "")) for one in found if one is not None and isinstance(one, _ENTRIES)]
    return {_SCRIPTS[kind] for kind in kinds if kind in _SCRIPTS}


def _shorten(text: str) -> str:
    told = re.sub(r"(?:stream )?<_io\.BytesIO object at 0x[0-9a-f]+>:? ?", "", text)
    return told if len(told) < 160 else f"{told[:160]}…"
