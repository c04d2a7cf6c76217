"""Tags: the structure trees of a book's parts go in; one tree under one Document comes out (ISO 32000-1, 14.7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from makeready.pdf.parts import FIGURES, HEADINGS


def join_tags(
    pdf: pikepdf.Pdf,
    sources: Sequence[pikepdf.Pdf],
    firsts: Sequence[int],
    blanks: Iterable[int],
    shifts: Sequence[float] = (),
) -> None:
    """Give `pdf` the tags of `sources`, whose pages stand in it from the indices `firsts` on.

    Pages and links are numbered anew in the parent tree (14.7.4.4): a page by its index, links behind all pages.
    Chapters stand in the part of the book that they belong to, as their headings say.
    `blanks` are the pages that no part has; they hold nothing but artifacts. `shifts` has the points by which what
    stands on each page was moved to the right.
    """
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    whole = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, K=Array(), P=root))
    numbers: list[tuple[int, Any]] = [(index, Array()) for index in blanks]
    links: list[tuple[int, Any]] = []
    # Asked for one page, qpdf lists them all.
    pages = [page.obj for page in pdf.pages]
    following = len(pages)
    names: dict[bytes, Any] = {}
    headings: list[Any] = []
    moved = {page.objgen: shift for page, shift in zip(pages, shifts, strict=False) if shift}
    parts_of_book = [(0, whole)]
    for source, first in zip(sources, firsts, strict=True):
        part = pdf.copy_foreign(source.Root.StructTreeRoot)
        for kid in part.K[0].K:
            _put_under(parts_of_book, kid)
        headings.extend(part.get(HEADINGS, ()))
        for figure in part.get(FIGURES, ()) if moved else ():
            _move_figure(figure, moved.get(figure.Pg.objgen, 0))
        if "/IDTree" in part:
            named = list(part.IDTree.Names)
            names |= {bytes(name): owner for name, owner in zip(named[::2], named[1::2], strict=True)}
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
        _renumber_pages(pages[first : first + count], first, renumbered)
    _fill_levels(headings)
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
        pages[index].StructParents = index
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _renumber_pages(pages: Iterable[Any], first: int, renumbered: dict[int, int]) -> None:
    for index, page in enumerate(pages, first):
        page.StructParents = index
        for annotation in page.get("/Annots", ()):
            if "/StructParent" in annotation:
                annotation.StructParent = renumbered[int(annotation.StructParent)]


def _put_under(parts_of_book: list[tuple[int, Any]], section: Any) -> None:
    """Put a section of the book into the last part that it is below of; `parts_of_book` has these with their levels."""
    level = _find_level(section)
    while parts_of_book[-1][0] >= level:
        parts_of_book.pop()
    holder = parts_of_book[-1][1]
    section.P = holder
    holder.K.append(section)
    if Name.Part == section.S:
        parts_of_book.append((level, section))


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


def _fill_levels(headings: Iterable[Any]) -> None:
    """Let no heading be more than one level below the one before (ISO 14289-1, 7.4.2): some sections have no title."""
    last = 0
    for heading in headings:
        level = int(str(heading.S)[2:])
        if level > last + 1:
            level = last + 1
            heading.S = Name(f"/H{level}")
        last = level


def _move_figure(figure: Any, shift: float) -> None:
    left, bottom, right, top = (float(edge) for edge in figure.A.BBox)
    figure.A.BBox = Array([round(left + shift, 3), bottom, round(right + shift, 3), top])
