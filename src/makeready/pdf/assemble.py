"""Assembly: parts as laid out, and heads, go in; one PDF with one outline, one set of fonts and one tree comes out."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from makeready.fonts import Face
from makeready.pdf.faces import unite_faces
from makeready.pdf.join_tags import join_tags
from makeready.pdf.parts import Heads, Part, PartPage
from makeready.pdf.parts_layout import LaidParts, Sheet
from makeready.pdf.refusals import UNREADABLE, EngineRefusedError
from makeready.workshop import Workshop

_POINTS = 0.75  # points in one of the engine's pixels
_NAMED = frozenset({"/Font", "/ExtGState", "/ColorSpace"})


class Assembly:
    """The PDF that is being put together; what takes long to make of fonts is remembered in the `workshop`."""

    def __init__(self, laid: LaidParts, faces: tuple[Face, ...], workshop: Workshop) -> None:
        """Take a book in parts, and the faces that it is set in."""
        self.pdf = pikepdf.new()
        self._laid = laid
        self._faces = faces
        self._workshop = workshop
        self._sources = [_open(part.pdf) for part in laid.parts]
        self._heads = [_open(heads.pdf) for heads in laid.heads]
        # Listed once: asked for one page, qpdf lists them all.
        self._head_pages = [list(heads.pages) for heads in self._heads]
        self._firsts: list[int] = []
        for source, part in zip(self._sources, laid.parts, strict=True):
            # The engine writes lengths like 1e+300 and inf, which are no numbers in a PDF.
            frames = [page.frame for page in part.pages]
            sound = all(math.isfinite(one.width) and math.isfinite(one.height) for one in frames)
            if not sound or len(source.pages) != len(frames):
                raise EngineRefusedError(UNREADABLE.name)

    def assemble(self, tagged: bool) -> pikepdf.Pdf:
        """Return the PDF, without metadata and page labels."""
        self._add_pages()
        self._unite_fonts()
        self._unite_pictures()
        if self._laid.heads:
            self._draw_heads()
        self._name_places()
        self._add_outline()
        if tagged:
            blanks = [index for index, sheet in enumerate(self._laid.sheets) if sheet.part is None]
            shifts = [round(sheet.shift * _POINTS, 6) for sheet in self._laid.sheets]
            join_tags(self.pdf, self._sources, self._firsts, blanks, shifts if self._laid.heads else ())
        return self.pdf

    def _add_pages(self) -> None:
        """Add the pages of all parts, and between them the blank ones, which are their heads alone."""
        for index, sheet in enumerate(self._laid.sheets):
            if sheet.part is None:
                self.pdf.pages.append(self._find_head(index))
            elif sheet.page == 0:
                self._firsts.append(index)
                for page in self._sources[sheet.part].pages:
                    self.pdf.pages.append(page)
        self._pages = [page.obj for page in self.pdf.pages]

    def _unite_pictures(self) -> None:
        """Keep each picture once, however many parts show it."""
        known: dict[tuple[bytes, bytes], Any] = {}
        for resources in self._resources:
            shown = resources.get("/XObject", Dictionary())
            for name in list(shown.keys()):
                picture = shown[name]
                # A mask is a picture of its own; two pictures with masks are left apart.
                if picture.get("/Subtype") == Name.Image and "/SMask" not in picture:
                    facts = pikepdf.Dictionary({key: value for key, value in picture.items() if key != "/Length"})
                    shown[name] = known.setdefault((facts.unparse(), picture.read_raw_bytes()), picture)

    def _find_head(self, index: int) -> pikepdf.Page:
        chunk, place = divmod(index, self._laid.per_heads)
        return self._head_pages[chunk][place]

    def _unite_fonts(self) -> None:
        """Put the fonts of the whole book in the place of each part's own, in the dictionary that its streams share."""
        whole: list[Part | Heads] = [*self._laid.parts, *self._laid.heads]
        known: dict[str, Any] = {}
        self._resources: list[Any] = [self._pages[first].Resources for first in self._firsts]
        brought = [self.pdf.copy_foreign(pages[0].obj.Resources) for pages in self._head_pages]
        for resources in (*self._resources, *brought):
            for name, font in resources.get("/Font", Dictionary()).items():
                known.setdefault(name, font)
        united = unite_faces(self.pdf, known, whole, self._faces, self._workshop)
        for resources in (*self._resources, *brought):
            fonts = resources.get("/Font")
            if fonts is not None:
                for name in list(fonts.keys()):
                    # A book of one part may have brought font programs of its own.
                    fonts[name] = united.get(name, fonts[name])
        self._head_resources = brought
        self._united = self.pdf.make_indirect(Dictionary(dict(sorted(united.items()))))

    def _draw_heads(self) -> None:
        """Draw head and folio on each page, as an artifact of pagination (ISO 32000-1, 14.8.2.2)."""
        save = self.pdf.make_stream(b"q")
        between = self.pdf.make_stream(b"Q\n/Artifact <</Type /Pagination>> BDC q")
        end = self.pdf.make_stream(b"Q EMC")
        moves: dict[float, Any] = {0.0: save}
        for resources in self._resources:
            self._share_names(resources)
        for index, sheet in enumerate(self._laid.sheets):
            page = self._pages[index]
            if sheet.part is None:
                page.Contents = Array(
                    [self.pdf.make_stream(b"/Artifact <</Type /Pagination>> BDC q"), page.Contents, end]
                )
                page.Resources = self._head_resources[index // self._laid.per_heads]
                continue
            shift = round(sheet.shift * _POINTS, 6)
            if shift not in moves:
                moves[shift] = self.pdf.make_stream(f"q 1 0 0 1 {shift:.6f} 0 cm".encode())
            if shift:
                _move_links(page, shift)
            head = self._find_head(index)
            page.Contents = Array([moves[shift], page.Contents, between, self._bring(head, index, page), end])

    def _share_names(self, resources: Any) -> None:
        """Give a part's pages the fonts and the simple states that heads are drawn with."""
        fonts = resources.get("/Font")
        if fonts is None:
            resources.Font = self._united
        else:
            for name, font in self._united.items():
                fonts[name] = font
        for brought in self._head_resources:
            for name, state in brought.get("/ExtGState", Dictionary()).items():
                if name not in resources.ExtGState:
                    resources.ExtGState[name] = state

    def _bring(self, head: pikepdf.Page, index: int, page: Any) -> Any:
        """Return the content that draws a head: its own, or a form where it draws more than letters and lines."""
        brought = self._head_resources[index // self._laid.per_heads]
        plain = all(len(value) == 0 for key, value in brought.items() if key not in _NAMED)
        if plain and all(name[1:2] in ("a", "A") for name in brought.get("/ExtGState", Dictionary())):
            return self.pdf.copy_foreign(head.obj.Contents)
        form = self.pdf.copy_foreign(head.as_form_xobject())
        form.Resources = brought
        name = Name(f"/head{index}")
        page.Resources.XObject[name] = form
        return self.pdf.make_stream(f"{name} Do".encode())

    def _list_pages(self) -> Iterable[tuple[int, Sheet, PartPage]]:
        for index, (sheet, page) in enumerate(self._laid.list_pages()):
            if page is not None:
                yield index, sheet, page

    def _name_places(self) -> None:
        """Write the named destinations, sorted as name trees have to be (7.9.6); of two equal ones the first counts."""
        places: dict[str, Any] = {}
        for index, sheet, page in self._list_pages():
            for anchor, x, y in page.anchors:
                if anchor not in places:
                    places[anchor] = Array([self._pages[index], Name.XYZ, x + sheet.shift * _POINTS, y, 0])
        names = Array()
        for anchor in sorted(places, key=lambda name: bytes(String(name))):
            names.append(String(anchor))
            names.append(places[anchor])
        if places:
            self.pdf.Root.Names = Dictionary(Dests=Dictionary(Names=names))

    def _add_outline(self) -> None:
        marks = [
            (level, words, Array([self._pages[index], Name.XYZ, x + sheet.shift * _POINTS, y, 0]), state)
            for index, sheet, page in self._list_pages()
            for level, words, x, y, state in page.bookmarks
        ]
        if marks:
            self.pdf.Root.Outlines = write_outline(self.pdf, marks)

    def save(self, saving: Mapping[str, Any] | None = None) -> bytes:
        """Return the bytes, the same for the same parts, written as the arguments of `saving` say, if there are."""
        target = io.BytesIO()
        usual = {
            "min_version": "1.7",
            "object_stream_mode": pikepdf.ObjectStreamMode.generate,
            "compress_streams": True,
            "deterministic_id": True,
        }
        self.pdf.save(target, fix_metadata_version=False, **(saving or usual))
        return target.getvalue()


def _open(content: bytes) -> pikepdf.Pdf:
    """Open what the engine wrote; each of its pages has its attributes itself."""
    return pikepdf.open(io.BytesIO(content), inherit_page_attributes=False)


def write_outline(pdf: pikepdf.Pdf, marks: Sequence[tuple[int, str, Any, str]]) -> Any:
    """Return the outline (12.3.3) of (level, words, destination, state) in the order of the text.

    A level that is left out is no level in the outline, as the page engine has it. Count is positive for what is open.
    """
    root = pdf.make_indirect(Dictionary())
    items: list[tuple[int, Any, str]] = [(0, root, "open")]
    shown: dict[tuple[int, int], int] = {}
    for level, words, destination, state in marks:
        while items[-1][0] >= level:
            items.pop()
        parent = items[-1][1]
        item = pdf.make_indirect(Dictionary(Title=String(words), Dest=destination, Parent=parent, Count=0))
        last = parent.get("/Last")
        if last is None:
            parent.First = item
        else:
            last.Next, item.Prev = item, last
        parent.Last = item
        for _, above, its_state in reversed(items):
            shown[above.objgen] = shown.get(above.objgen, 0) + 1
            above.Count = -shown[above.objgen] if its_state == "closed" else shown[above.objgen]
            if its_state == "closed":
                break
        items.append((level, item, state))
    return root


def _move_links(page: Any, shift: float) -> None:
    for annotation in page.get("/Annots", ()):
        left, bottom, right, top = (float(value) for value in annotation.Rect)
        annotation.Rect = Array([left + shift, bottom, right + shift, top])
