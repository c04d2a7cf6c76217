"""Structure: the engine's tree of tags goes in; the same tree as PDF/UA wants it comes out.

ISO 32000-1, 14.8.4.3.3 and ISO 14289-1: a list item holds labels (Lbl) and a body (LBody), and nothing else.
"""

from __future__ import annotations

from typing import Any

import pydyf

_OF_AN_ITEM = ("/Lbl", "/LBody")


def mend_structure(pdf: Any) -> None:
    """Put what stands bare in a list item of the engine's `pdf` into a body, and say which cells head their columns."""
    _mend_items(pdf)
    for cell in [obj for obj in pdf.objects if isinstance(obj, pydyf.Dictionary) and obj.get("S") in ("/TD", "/TH")]:
        _mend_cell(pdf, cell)


def _mend_cell(pdf: Any, cell: Any) -> None:
    """Say whose head a cell is (ISO 32000-1, table 349), an empty one too, and name no heads where there are none."""
    row = pdf.objects[int(cell["P"].split()[0])]
    group = pdf.objects[int(row["P"].split()[0])]
    attributes = cell.get("A")
    if group.get("S") == "/THead":
        cell["S"] = "/TH"
        cell["A"] = pydyf.Dictionary({**(attributes or {"O": "/Table"}), "Scope": "/Column"})
        cell["A"].pop("Headers", None)
    elif attributes is not None and "Headers" in attributes and not attributes["Headers"]:
        del attributes["Headers"]


def _mend_items(pdf: Any) -> None:
    """Put what stands bare in a list item into a body: paragraphs, quotes, code, tables."""
    items = [obj for obj in pdf.objects if isinstance(obj, pydyf.Dictionary) and obj.get("S") == "/LI"]
    for item in items:
        kids = [pdf.objects[int(reference.split()[0])] for reference in item["K"]]
        if all(kid.get("S") in _OF_AN_ITEM for kid in kids):
            continue
        labels = [kid for kid in kids if kid.get("S") == "/Lbl"]
        inner = [kid for kid in kids if kid.get("S") != "/Lbl"]
        body = pydyf.Dictionary({"Type": "/StructElem", "S": "/LBody", "P": item.reference, "Pg": item["Pg"]})
        pdf.add_object(body)
        for kid in inner:
            kid["P"] = body.reference
            if kid.get("S") == "/LBody":
                kid["S"] = "/Div"
        body["K"] = pydyf.Array([kid.reference for kid in inner])
        item["K"] = pydyf.Array([*(label.reference for label in labels), body.reference])
