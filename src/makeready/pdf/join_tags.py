"""Tags: the structure trees of a book's parts go in; one tree under one Document comes out (ISO 32000-1, 14.7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String


def join_tags(pdf: pikepdf.Pdf, sources: Sequence[pikepdf.Pdf], firsts: Sequence[int], blanks: Iterable[int]) -> None:
    """Give `pdf` the tags of `sources`, whose pages stand in it from the indices `firsts` on.

    Pages and links are numbered anew in the parent tree (14.7.4.4): a page by its index, links behind all pages.
    Chapters stand in the part of the book that they belong to, as their headings say.
    `blanks` are the pages that no part has; they hold nothing but artifacts.
    """
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    whole = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, K=Array(), P=root))
    numbers: list[tuple[int, Any]] = [(index, Array()) for index in blanks]
    links: list[tuple[int, Any]] = []
    following = len(pdf.pages)
    part_of_book = None
    names: dict[bytes, Any] = {}
    for source, first in zip(sources, firsts, strict=True):
        part = pdf.copy_foreign(source.Root.StructTreeRoot)
        for kid in part.K[0].K:
            if Name.Part == kid.S:
                part_of_book = kid
            elif part_of_book is not None and _find_level(kid) < 2:
                part_of_book = None
            holder = whole if part_of_book is None or kid is part_of_book else part_of_book
            kid.P = holder
            holder.K.append(kid)
        if "/IDTree" in part:
            pairs = list(part.IDTree.Names)
            names |= {bytes(name): owner for name, owner in zip(pairs[::2], pairs[1::2], strict=True)}
        count = len(source.pages)
        renumbered: dict[int, int] = {}
        pairs = list(part.ParentTree.Nums)
        for number, value in zip(pairs[::2], pairs[1::2], strict=True):
            if int(number) < count:
                numbers.append((first + int(number), value))
            else:
                renumbered[int(number)] = following
                links.append((following, value))
                following += 1
        _renumber_pages(pdf, first, count, renumbered)
    tree = Array()
    for index, value in sorted(numbers, key=lambda pair: pair[0]) + links:
        tree.append(index)
        tree.append(value)
    root.K = Array([whole])
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=tree))
    root.ParentTreeNextKey = following
    if names:
        root.IDTree = Dictionary(Names=Array(each for name in sorted(names) for each in (String(name), names[name])))
    for index in blanks:
        pdf.pages[index].obj.StructParents = index
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _renumber_pages(pdf: pikepdf.Pdf, first: int, count: int, renumbered: dict[int, int]) -> None:
    for index in range(first, first + count):
        page = pdf.pages[index].obj
        page.StructParents = index
        for annotation in page.get("/Annots", ()):
            if "/StructParent" in annotation:
                annotation.StructParent = renumbered[int(annotation.StructParent)]


def _find_level(section: Any) -> int:
    """Return the level of the first heading in a section of a book, 1 where there is none."""
    stack = [section]
    while stack:
        element = stack.pop()
        kind = str(element.S)
        if kind[:2] == "/H" and kind[2:].isdecimal():
            return int(kind[2:])
        if kind in ("/Sect", "/Div", "/Part"):
            kids = [kid for kid in element.get("/K", ()) if isinstance(kid, Dictionary) and "/S" in kid]
            stack += reversed(kids)
    return 1
