"""Structure: list items hold labels and bodies only, whatever stands in them."""

from __future__ import annotations

import io

import pikepdf
import pydyf

from makeready.pdf.structure import mend_structure


def make_tree(*kinds: str) -> tuple[pydyf.PDF, pydyf.Dictionary]:
    """Return a PDF with a list item that holds elements of these kinds, and the item."""
    pdf = pydyf.PDF()
    item = pydyf.Dictionary({"Type": "/StructElem", "S": "/LI", "K": pydyf.Array(), "Pg": "1 0 R", "P": "1 0 R"})
    pdf.add_object(item)
    for kind in kinds:
        kid = pydyf.Dictionary({"Type": "/StructElem", "S": kind, "K": pydyf.Array([0]), "P": item.reference})
        pdf.add_object(kid)
        item["K"].append(kid.reference)
    return pdf, item


def read_kinds(pdf: pydyf.PDF, parent: pydyf.Dictionary) -> list[str]:
    return [pdf.objects[int(reference.split()[0])]["S"] for reference in parent["K"]]


def test_blocks_of_an_item_get_a_body() -> None:
    pdf, item = make_tree("/Lbl", "/P", "/BlockQuote")
    mend_structure(pdf)
    assert read_kinds(pdf, item) == ["/Lbl", "/LBody"]
    body = pdf.objects[int(item["K"][1].split()[0])]
    assert read_kinds(pdf, body) == ["/P", "/BlockQuote"]
    assert all(pdf.objects[int(r.split()[0])]["P"] == body.reference for r in body["K"])
    assert body["P"] == item.reference


def test_a_body_beside_blocks_goes_into_the_one_body() -> None:
    pdf, item = make_tree("/LBody", "/Table")
    mend_structure(pdf)
    body = pdf.objects[int(item["K"][0].split()[0])]
    assert read_kinds(pdf, item) == ["/LBody"]
    assert read_kinds(pdf, body) == ["/Div", "/Table"]


def test_a_right_item_stays() -> None:
    pdf, item = make_tree("/Lbl", "/LBody")
    before = list(item["K"])
    mend_structure(pdf)
    assert list(item["K"]) == before


def test_the_mended_file_opens() -> None:
    pdf, _ = make_tree("/P")
    mend_structure(pdf)
    pdf.add_page(
        pydyf.Dictionary({"Type": "/Page", "Parent": pdf.pages.reference, "MediaBox": pydyf.Array([0, 0, 9, 9])})
    )
    out = io.BytesIO()
    pdf.write(out)
    with pikepdf.open(io.BytesIO(out.getvalue())) as opened:
        assert len(opened.pages) == 1
