"""PDF/UA: a PDF that says it conforms goes in; what a program can see against that claim comes out.

ISO 14289-1:2014. The claim is the part number in the XMP packet; without it nothing is asked for here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

from makeready.findings import Finding, observe
from makeready.late_pattern import late_pattern
from makeready.model.artifact import Artifact
from makeready.model.composition import Composition

_CLAIM = late_pattern(rb"pdfuaid:part\s*(?:>|=)")
_HEADING = late_pattern(r"/H([1-6])\Z")


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
    for element in walk_tree(tree, "/K"):
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


def walk_tree(root: Any, *names: str) -> Iterator[Any]:
    """Yield the dictionaries of a tree in reading order, each once; entries of these names lead down it."""
    stack: list[Any] = [root]
    seen: set[tuple[int, int]] = set()
    while stack:
        node = stack.pop()
        if isinstance(node, pikepdf.Array):
            stack += reversed(list(node))
        elif isinstance(node, pikepdf.Dictionary) and node.objgen not in seen:
            if node.is_indirect:
                seen.add(node.objgen)
            yield node
            stack += [node[name] for name in reversed(names) if name in node]


def read_pairs(root: Any, name: str) -> list[tuple[Any, Any]]:
    """Return the keys and values of a tree of names ("/Names") or numbers ("/Nums"; ISO 32000-1, 7.9.6 and 7.9.7)."""
    lists = [list(node.get(name, [])) for node in walk_tree(root, "/Kids")]
    return [pair for pairs in lists for pair in zip(pairs[::2], pairs[1::2], strict=False)]
