"""Joined tags: parts of a book come under one root; chapters stand in their parts, and no level is skipped."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from makeready.pdf.join_tags import join_tags
from makeready.pdf.parts import FIGURES, HEADINGS


def _make_part(*sections: tuple[str, str]) -> pikepdf.Pdf:
    """Return a PDF of one page with a section of each kind, headed as it says, and a picture in a note."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(100, 100))
    page = pdf.pages[0].obj
    top = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, K=Array()))
    headings = []
    for kind, level in sections:
        heading = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{level}"), K=Array([0]), Pg=page))
        headings.append(heading)
        top.K.append(pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), K=Array([heading]), P=top)))
    box = Dictionary(O=Name.Layout, BBox=Array([10, 20, 30, 40]))
    figure = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Figure, A=box, Pg=page, K=Array([1])))
    top.K[-1].K.append(figure)
    name = String(f"note-{sections[0][0]}")
    root = Dictionary(Type=Name.StructTreeRoot, K=Array([top]), ParentTree=Dictionary(Nums=Array([0, Array()])))
    root.IDTree = Dictionary(Names=Array([name, figure]))
    root[HEADINGS], root[FIGURES] = Array(headings), Array([figure])
    pdf.Root.StructTreeRoot = pdf.make_indirect(root)
    return pdf


def _join(*sources: pikepdf.Pdf, shifts: tuple[float, ...] = ()) -> Any:
    pdf = pikepdf.new()
    for source in sources:
        pdf.pages.append(source.pages[0])
    join_tags(pdf, sources, range(len(sources)), (), shifts)
    return pdf


def _describe(element: Any) -> str:
    kids = [_describe(kid) for kid in element.K if isinstance(kid, Dictionary)]
    return str(element.S)[1:] + (f"({' '.join(kids)})" if kids else "")


def test_chapters_stand_in_their_parts() -> None:
    pdf = _join(
        _make_part(("Sect", "H1"), ("Part", "H1")),
        _make_part(("Sect", "H2"), ("Part", "H2"), ("Sect", "H3")),
        _make_part(("Sect", "H1")),
    )
    assert _describe(pdf.Root.StructTreeRoot.K[0]) == (
        "Document(Sect(H1) Part(H1 Figure Sect(H2) Part(H2 Sect(H3 Figure))) Sect(H1 Figure))"
    )
    part = pdf.Root.StructTreeRoot.K[0].K[1]
    assert part.K[2].P.objgen == part.objgen


def test_no_level_of_headings_is_skipped() -> None:
    pdf = _join(_make_part(("Sect", "H1"), ("Sect", "H4")), _make_part(("Sect", "H4"), ("Sect", "H1"), ("Sect", "H3")))
    levels = [str(section.K[0].S) for section in pdf.Root.StructTreeRoot.K[0].K]
    assert levels == ["/H1", "/H2", "/H3", "/H1", "/H2"]


def test_names_of_all_parts_are_in_one_tree_in_order() -> None:
    pdf = _join(_make_part(("Sect", "H1")), _make_part(("Art", "H1")))
    assert [str(name) for name in list(pdf.Root.StructTreeRoot.IDTree.Names)[::2]] == ["note-Art", "note-Sect"]


def test_boxes_of_pictures_move_with_their_pages() -> None:
    pdf = _join(_make_part(("Sect", "H1")), _make_part(("Sect", "H1")), shifts=(0.0, 7.5))
    figures = [section.K[1] for section in pdf.Root.StructTreeRoot.K[0].K]
    assert [[float(edge) for edge in one.A.BBox] for one in figures] == [[10, 20, 30, 40], [17.5, 20, 37.5, 40]]
    assert HEADINGS not in pdf.Root.StructTreeRoot and FIGURES not in pdf.Root.StructTreeRoot
