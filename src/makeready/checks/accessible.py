"""PDF/UA: a PDF that says it conforms goes in; what a program can see against that claim comes out.

ISO 14289-1:2014. The claim is the part number in the XMP packet; without it nothing is asked for here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from makeready.findings import Finding, observe
from makeready.model.artifact import Artifact
from makeready.model.composition import Composition

_CLAIM = re.compile(rb"pdfuaid:part\s*(?:>|=)")
_HEADING = re.compile(r"/H([1-6])\Z")


def check_claim(pdf: pikepdf.Pdf, artifact: Artifact, composition: Composition | None) -> Iterator[Finding]:
    """A PDF that claims PDF/UA-1 has a structure, words for its pictures, whole levels of headings, tagged links."""
    metadata = pdf.Root.get("/Metadata")
    if metadata is None or not _CLAIM.search(metadata.read_bytes()):
        return
    reasons = list(dict.fromkeys(_find_reasons(pdf)))
    if reasons:
        message = f"the PDF claims PDF/UA-1, and {reasons[0]}"
        yield observe("PD039", message, location=artifact.path, notes=reasons[1:])


def _find_reasons(pdf: pikepdf.Pdf) -> Iterator[str]:
    tree = pdf.Root.get("/StructTreeRoot")
    if tree is None:
        yield "it has no structure"
        return
    level = 0
    wordless = 0
    for element in _walk(tree):
        kind = str(element.get("/S", ""))
        if kind == "/Figure" and not str(element.get("/Alt", "")) and not str(element.get("/ActualText", "")):
            wordless += 1
        heading = _HEADING.match(kind)
        if heading:
            if int(heading[1]) > level + 1:
                yield f"a heading of level {heading[1]} follows one of level {level}" if level else "it begins below H1"
            level = int(heading[1])
    if wordless:
        yield f"{wordless} picture{'s have' if wordless > 1 else ' has'} no words for those who do not see them"
    if any("/StructParent" not in note for page in pdf.pages for note in page.obj.get("/Annots", [])):
        yield "a link stands outside of the structure"


def _walk(tree: Any) -> Iterator[Any]:
    """Yield the elements of a structure tree in reading order, each once."""
    stack: list[Any] = [tree]
    seen: set[tuple[int, int]] = set()
    while stack:
        element = stack.pop()
        if not isinstance(element, pikepdf.Dictionary) or (element.is_indirect and element.objgen in seen):
            continue
        if element.is_indirect:
            seen.add(element.objgen)
        if "/S" in element:
            yield element
        kids = element.get("/K")
        if isinstance(kids, pikepdf.Array):
            stack.extend(reversed(list(kids)))
        elif kids is not None:
            stack.append(kids)
