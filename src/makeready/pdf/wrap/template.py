"""The template: a wrap and its measures go in; it comes out with the receiver's lines drawn over it, for proofs."""

from __future__ import annotations

import io

import pikepdf

from makeready.pdf.wrap.measures import Box, Measures

# Cyan for the trim and the covers' edges, magenta for what words keep to, black for folds and hinges, green for the
# barcode.
_TRIM, _SAFE, _FOLD, _BARCODE = "1 0 0 0 K", "0 1 0 0 K", "0 0 0 1 K", "1 0 1 0 K"


def draw_template(content: bytes, measures: Measures) -> bytes:
    """Return the wrap `content` with lines at the trim, folds, hinges, safe areas and the area of the barcode.

    It is for looking at, and never for the printer.
    """
    trim = measures.trim_box
    spine = measures.spine_box
    faces = (measures.back_face, measures.front_face)
    kept = [_narrow(box, measures.safe, measures.safe) for box in (*faces, *(measures.flap_boxes or ()))]
    height = measures.size[1]
    inner = [x for box in faces for x in (box[0], box[2])] if measures.hinge or measures.fold else []
    across = sorted({round(x, 3) for x in (*measures.folds, *inner)})
    lines = [
        "q",
        "0.75 w",
        f"{_TRIM} [] 0 d",
        _frame(trim),
        *(_frame(box) for box in (measures.back_box, measures.front_box) if measures.bleed < measures.around),
        f"{_FOLD} [6 3] 0 d",
        *(f"{x:.3f} 0 m {x:.3f} {height:.3f} l S" for x in across),
        f"{_SAFE} [2 2] 0 d",
        *map(_frame, kept),
        *([_frame(words)] if (words := _narrow(spine, measures.spine_safe, measures.safe))[0] < words[2] else []),
        f"{_BARCODE} [] 0 d",
        _frame(measures.barcode),
        "Q",
        "",
    ]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.pages[0].contents_add(pdf.make_stream("\n".join(lines).encode("ascii")))
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _narrow(box: Box, aside: float, above: float) -> Box:
    return box[0] + aside, box[1] + above, box[2] - aside, box[3] - above


def _frame(box: Box) -> str:
    left, bottom, right, top = box
    return f"{left:.3f} {bottom:.3f} {right - left:.3f} {top - bottom:.3f} re S"
