"""Structure: the engine's tree of tags goes in; the same tree as PDF/UA wants it comes out.

ISO 32000-1, 14.8.4.3.3 and ISO 14289-1: a list item holds labels (Lbl) and a body (LBody), and nothing else.
"""

from __future__ import annotations

from typing import Any

import pydyf

_OF_AN_ITEM = ("/Lbl", "/LBody")


def mend_structure(pdf: Any) -> None:
    """Put what stands bare in a list item of the engine's `pdf` into a body: paragraphs, quotes, code, tables."""
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
