"""Compared PDFs: two PDFs of one book go in; the pages that look otherwise, and the facts that differ, come out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2

_BOXES = ("/MediaBox", "/TrimBox", "/BleedBox")


def find_other_pages(one: bytes, other: bytes) -> list[int]:
    """Return the indices of the pages that differ in any pixel at 72 dpi; all where there are not as many."""
    first, second = _draw(one), _draw(other)
    if len(first) != len(second):
        return list(range(max(len(first), len(second))))
    return [index for index, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]


def _draw(content: bytes) -> list[tuple[int, int, bytes]]:
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    try:
        bitmaps = [page.render(scale=1, grayscale=True) for page in document]
        return [(bitmap.width, bitmap.height, bytes(bitmap.buffer)) for bitmap in bitmaps]
    finally:
        document.close()


def read_facts(content: bytes) -> dict[str, Any]:
    """Return what a PDF tells besides its marks: outline, places, links, boxes, labels, tags, metadata."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        indices = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        outlines = pdf.Root.get("/Outlines")
        tags = pdf.Root.get("/StructTreeRoot")
        return {
            "outline": _read_outline(outlines.First, indices) if outlines is not None else None,
            "places": _read_places(pdf, indices),
            "links": [[_read_link(one) for one in page.obj.get("/Annots", [])] for page in pdf.pages],
            "boxes": [[_round(page.obj.get(name, [])) for name in _BOXES] for page in pdf.pages],
            "labels": str(pdf.Root.get("/PageLabels")),
            "tags": _read_element(tags.K[0], indices) if tags is not None else None,
            "owners": _read_owners(pdf) if tags is not None else None,
            "xmp": bytes(pdf.Root.Metadata.read_bytes()),
            "info": {name: str(value) for name, value in pdf.docinfo.items()},
            "language": str(pdf.Root.get("/Lang")),
        }


def _round(numbers: Any) -> list[float]:
    return [round(float(number), 2) for number in numbers]


def _read_target(target: Any, indices: dict[Any, int]) -> tuple[Any, ...]:
    return (indices[target[0].objgen], str(target[1]), *_round(list(target)[2:]))


def _read_outline(item: Any, indices: dict[Any, int]) -> list[Any]:
    items = []
    while item is not None:
        below = _read_outline(item.get("/First"), indices)
        items.append((str(item.Title), _read_target(item.Dest, indices), int(item.get("/Count", 0)), below))
        item = item.get("/Next")
    return items


def _read_places(pdf: pikepdf.Pdf, indices: dict[Any, int]) -> dict[str, Any]:
    if "/Names" not in pdf.Root:
        return {}
    names = list(pdf.Root.Names.Dests.Names)
    return {
        str(name): _read_target(target, indices) for name, target in zip(names[::2], names[1::2], strict=True)
    }  # fmt: skip


def _read_link(link: Any) -> tuple[str, str, list[float]]:
    return str(link.get("/Dest", "")), str(link.A.URI) if "/A" in link else "", _round(link.Rect)


def _read_element(element: Any, indices: dict[Any, int]) -> Any:
    if isinstance(element, int):
        return element
    if element.get("/Type") == pikepdf.Name.OBJR:
        return "OBJR", indices[element.Pg.objgen]
    if element.get("/Type") == pikepdf.Name.MCR:
        return "MCR", indices[element.Pg.objgen], int(element.MCID)
    kids = element.get("/K")
    below = list(kids) if isinstance(kids, pikepdf.Array) else [kids] if kids is not None else []
    told = element.get("/A")
    attributes = () if told is None else (
        str(told.get("/BBox", "")), str(told.get("/ColSpan", "")), str(told.get("/Scope", "")),
    )  # fmt: skip
    page = indices[element.Pg.objgen] if "/Pg" in element else None
    alternative = str(element.get("/Alt", ""))
    return str(element.S), page, alternative, attributes, [_read_element(one, indices) for one in below]


def _read_owners(pdf: pikepdf.Pdf) -> list[list[str]]:
    """Return what the parent tree says of each page's links: ISO 32000-1, 14.7.4.4."""
    tree = _read_parents(pdf)
    return [
        [str(tree[int(one.StructParent)].S) for one in page.obj.get("/Annots", []) if "/StructParent" in one]
        for page in pdf.pages
    ]


def _read_parents(pdf: pikepdf.Pdf) -> dict[int, Any]:
    nums = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    assert [int(number) for number in nums[::2]] == sorted(int(number) for number in nums[::2])
    return dict(zip(map(int, nums[::2]), nums[1::2], strict=True))


def count_owned(content: bytes) -> int:
    """Return how many pieces of marked content a PDF has; each has to belong to the element that the tree says.

    Artifacts belong to none.
    """
    count = 0
    with pikepdf.open(io.BytesIO(content)) as pdf:
        tree = _read_parents(pdf)
        for page in pdf.pages:
            for number, owner in enumerate(tree[int(page.obj.StructParents)]):
                if owner is not None:
                    assert (page.obj.objgen, number) in set(_list_owned(owner))
                    count += 1
    return count


def _list_owned(owner: Any) -> Iterator[tuple[tuple[int, int], int]]:
    for kid in owner.K:
        if isinstance(kid, int):
            yield owner.Pg.objgen, kid
        elif kid.get("/Type") == pikepdf.Name.MCR:
            yield kid.Pg.objgen, int(kid.MCID)
