"""Tags: pages that the engine has drawn go in; the tree of their structure is written into the engine's PDF.

It stands in the place of the engine's own writer of tags (WeasyPrint 70.0, `weasyprint.pdf.add_tags`), which makes an
element of each box, on each page anew, and knows neither notes nor contents. What is decided about an element of the
book is in pdf/structure.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint.formatting_structure import boxes

from makeready.pdf.parts import FIGURES, HEADINGS
from makeready.pdf.structure import Area, Mark, Place, Structure, Tag, read_alternative

_POINTS = 0.75  # points in one of the engine's pixels
_NULL = "null"
_PAGINATION, _LAYOUT = "Pagination", "Layout"  # sorts of artifacts: ISO 32000-1, table 330
_ENGINE_ADD = weasyprint.pdf.add_tags


@contextmanager
def tag_structure() -> Iterator[None]:
    """Let the engine write our tree of structure into PDFs that are tagged."""
    weasyprint.pdf.add_tags = _add_tags
    try:
        yield
    finally:
        weasyprint.pdf.add_tags = _ENGINE_ADD


def _add_tags(pdf: Any, document: Any, _version: Any, streams: Any) -> None:
    language = pdf.catalog.get("Lang")
    reader = _PageReader(Structure(language.string if language is not None else ""), pdf, document)
    for index, (page, stream) in enumerate(zip(document.pages, streams, strict=True)):
        reader.read_page(index, page, stream)
    _TreeWriter(pdf, reader.counts).write(reader.structure.end())


class _PageReader:
    """Gives what is drawn on pages to the elements of the structure, or makes an artifact of it."""

    def __init__(self, structure: Structure, pdf: Any, document: Any) -> None:
        self.structure = structure
        self._pdf = pdf
        self._anchors = {anchor for page in document.pages for anchor in page.anchors}
        self.counts: list[int] = []
        # What the heads and feet of tables say, with the page where that was first shown.
        self._shown: dict[Any, tuple[int, str]] = {}
        self._page = 0
        self._height = 0.0
        self._marks: dict[Any, Any] = {}

    def read_page(self, index: int, page: Any, stream: Any) -> None:
        """Read a page that was drawn on `stream`."""
        self._page, self._height, self._marks = index, page.height, stream._tags
        self.counts.append(len(self._marks))
        notes = []
        for child in page._page_box.children:
            if isinstance(child, boxes.FootnoteAreaBox):
                notes.append(child)  # behind the text, which calls them
            elif isinstance(child, boxes.MarginBox):
                self._set_aside(child, _PAGINATION)
            else:
                self._read(child, self.structure.start)
        for area in notes:
            self._read(area, self.structure.start)
        for mark in self._marks.values():
            _turn_to_artifact(mark, _LAYOUT)
        self._marks.clear()

    def _read(self, box: Any, around: Place) -> None:
        box = getattr(box, "_box", box)  # absolutely placed boxes stand behind a placeholder
        if isinstance(box, boxes.TextBox):
            # What a style sheet scales to nothing was not drawn: pdf/refusals.py knows this error.
            self.structure.add_mark(around, Mark(self._page, self._marks.pop(box)["mcid"]))
            return
        if box.is_leader or (box.element is not None and _is_turn(box)):
            self._set_aside(box, _LAYOUT)
            return
        place = around
        if box.element is not None:
            name, _, kind = (box.element_tag or "").partition("::")
            if name in ("thead", "tfoot") and self._is_shown_again(box):
                self._set_aside(box, _PAGINATION)
                return
            numbering = box.style["list_style_type"] if name in ("ul", "ol") else ""
            place = self.structure.find(box.element, kind, around, numbering)
            if kind == "footnote-call":
                self._link_call(box, place)
        if box.link_annotation:
            self._add_area(box, place)
        if isinstance(box, boxes.ReplacedBox):
            self._add_picture(box, place)
            return
        for child in getattr(box, "children", ()):
            self._read(child, place)

    def _add_area(self, box: Any, place: Place) -> None:
        """Add an area of a link, and let it say what the link says (ISO 14289-1, 7.18.5)."""
        words = " ".join("".join(box.element.itertext()).split())
        words = words or " ".join(read_alternative(one) for one in box.element.iter("img"))
        if words:
            box.link_annotation["Contents"] = pydyf.String(words)
        self.structure.add_area(place, Area(self._page, box.link_annotation))

    def _link_call(self, box: Any, place: Place) -> None:
        """Let the call of a footnote lead to it; the engine makes links of elements only."""
        target = box.element.get("id", "")
        if target not in self._anchors:
            return
        words = "".join(one.text for one in box.descendants() if isinstance(one, boxes.TextBox))
        left, top, width, height = box.hit_area()
        edges = (left, self._height - top - height, left + width, self._height - top)
        area = pydyf.Dictionary(
            {
                "Type": "/Annot",
                "Subtype": "/Link",
                "Rect": pydyf.Array(edge * _POINTS for edge in edges),
                "BS": pydyf.Dictionary({"W": 0}),
                "Contents": pydyf.String(words.strip() or target),
                "Dest": pydyf.String(target),
            }
        )
        self._pdf.add_object(area)
        page = self._pdf.objects[self._pdf.pages["Kids"][3 * self._page]]
        page.setdefault("Annots", pydyf.Array()).append(area.reference)
        self.structure.add_area(place, Area(self._page, area))

    def _add_picture(self, box: Any, place: Place) -> None:
        mark = self._marks.pop(box)
        if place.tag.kind == "Figure":
            left, top = box.content_box_x(), box.content_box_y()
            edges = (left, self._height - top - box.height, left + box.width, self._height - top)
            place.tag.attributes = {"O": "/Layout", "BBox": pydyf.Array(round(edge * _POINTS, 3) for edge in edges)}
        self.structure.add_mark(place, Mark(self._page, mark["mcid"]))

    def _is_shown_again(self, group: Any) -> bool:
        """Return True for the head or foot of a table that a page before has shown; one that goes on here has not."""
        words = "".join(box.text for box in group.descendants() if isinstance(box, boxes.TextBox))
        page, shown = self._shown.setdefault(group.element, (self._page, words))
        return page < self._page and words == shown

    def _set_aside(self, box: Any, sort: str) -> None:
        """Make an artifact of a box and all in it."""
        box = getattr(box, "_box", box)
        mark = self._marks.pop(box, None)
        if mark is not None:
            _turn_to_artifact(mark, sort)
        if not isinstance(box, boxes.TextBox) and box.link_annotation:
            # A link in a head that is shown again is another area of the one link.
            self._add_area(box, self.structure.find(box.element, "", self.structure.start))
        for child in getattr(box, "children", ()):
            self._set_aside(child, sort)


def _is_turn(box: Any) -> bool:
    """Return True for the signs beside a line of code that goes on below (pdf/code_lines.py)."""
    return (box.element_tag or "").endswith("::before") and box.element.get("data-turns") is not None


def _turn_to_artifact(mark: Any, sort: str) -> None:
    """Write an artifact where a mark was begun in its stream, with the entries that are ours."""
    stream, place = mark["stream"], mark["place"]
    stream[place] = "/Artifact"
    stream[place + 1] = stream[place + 1].replace(f"/MCID {mark['mcid']}", f"/Type /{sort}", 1)


class _TreeWriter:
    """Writes a tree of structure into the engine's PDF; `counts` has how many marks each page has."""

    def __init__(self, pdf: Any, counts: list[int]) -> None:
        self._pdf = pdf
        self._references = [reference.decode() for reference in pdf.page_references]
        self._owners: list[list[Any]] = [[_NULL] * count for count in counts]
        self._areas: list[tuple[Any, Any]] = []
        self._names: dict[str, Any] = {}
        self._headings: list[Any] = []
        self._figures: list[Any] = []

    def write(self, root: Tag) -> None:
        """Write the tree below `root`, and lead from pages, links and names to its elements."""
        pdf = self._pdf
        parents = pydyf.Dictionary()
        pdf.add_object(parents)
        top = pydyf.Dictionary({"Type": "/StructTreeRoot", "ParentTree": parents.reference})
        pdf.add_object(top)
        top["K"] = pydyf.Array([self._write_tag(root, top.reference)])
        numbers: list[Any] = []
        for index, owners in enumerate(self._owners):
            numbers += [index, pydyf.Array(owners)]
        for index, (owner, annotation) in enumerate(self._areas, len(self._owners)):
            numbers += [index, owner]
            annotation["StructParent"] = index
        parents["Nums"] = pydyf.Array(numbers)
        if self._names:
            pairs = [part for name, owner in sorted(self._names.items()) for part in (pydyf.String(name), owner)]
            top["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(pairs)})
        top[HEADINGS[1:]] = pydyf.Array(self._headings)
        top[FIGURES[1:]] = pydyf.Array(self._figures)
        pdf.catalog["StructTreeRoot"] = top.reference
        pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
        pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})

    def _write_tag(self, tag: Tag, above: Any) -> Any:
        written = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{tag.kind}", "P": above})
        self._pdf.add_object(written)
        reference = written.reference
        first = next((kid.page for kid in tag.kids if isinstance(kid, Mark)), None)
        if first is not None:
            written["Pg"] = self._references[first]
        for name, words in tag.entries.items():
            written[name] = pydyf.String(words)
        if "ID" in tag.entries:
            self._names[tag.entries["ID"]] = reference
        if tag.kind[0] == "H":
            self._headings.append(reference)
        if "BBox" in tag.attributes:
            self._figures.append(reference)
        if tag.attributes:
            written["A"] = pydyf.Dictionary(tag.attributes)
        kids: list[Any] = []
        for kid in tag.kids:
            if isinstance(kid, Tag):
                kids.append(self._write_tag(kid, reference))
            elif isinstance(kid, Mark):
                self._owners[kid.page][kid.number] = reference
                kids.append(kid.number if kid.page == first else self._refer_to_mark(kid))
            else:
                self._areas.append((reference, kid.annotation))
                kids.append(self._refer_to_area(kid))
        written["K"] = pydyf.Array(kids)
        return reference

    def _refer_to_mark(self, mark: Mark) -> Any:
        return pydyf.Dictionary({"Type": "/MCR", "Pg": self._references[mark.page], "MCID": mark.number})

    def _refer_to_area(self, area: Area) -> Any:
        entries = {"Type": "/OBJR", "Obj": area.annotation.reference, "Pg": self._references[area.page]}
        return pydyf.Dictionary(entries)
