"""Seeded PDFs: a small book that a printer takes and faults that printers refuse go in; PDFs with one each come out.

Each seed has a clean twin, which has the same thing as it should be.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from makeready.checks.preflight import Order, preflight_content
from makeready.findings import Finding
from makeready.model.profile import Profile
from makeready.profiles import extend_profile, read_profile

WIDTH, HEIGHT, BLEED = 432.0, 648.0, 9.0
PAGES = 24
Change = Callable[[pikepdf.Pdf], object]


@dataclass(frozen=True, kw_only=True)
class Seed:
    """A fault: the code that it is found by, how it is put into the book, its clean twin, and where it stands.

    `profile` is a built-in one with `values` of its own laid over; `saved` is how the file is written, and `finish`
    changes its bytes.
    """

    name: str
    code: str
    defect: Change
    twin: Change = field(default=lambda pdf: None)
    page: int | None = None
    place: tuple[float, float] | None = None
    profile: str = "ingram"
    values: Mapping[str, Any] = field(default_factory=dict)
    saved: Mapping[str, Any] = field(default_factory=dict)
    finish: Callable[[bytes], bytes] = field(default=lambda content: content)

    def make(self, *, clean: bool) -> bytes:
        """Return the file with the fault, or its clean twin."""
        pdf = pikepdf.open(io.BytesIO(make_book()))
        (self.twin if clean else self.defect)(pdf)
        made = io.BytesIO()
        plain: dict[str, Any] = {"deterministic_id": True, "object_stream_mode": pikepdf.ObjectStreamMode.disable}
        changed = {} if clean else dict(self.saved)
        if "encryption" in changed:
            # What encrypts is newer than the version that would be forced.
            pdf.save(made, **changed)
        else:
            pdf.save(made, **{**plain, "force_version": "1.3", **changed})
        return made.getvalue() if clean else self.finish(made.getvalue())

    def choose_profile(self) -> Profile:
        """Return the profile that the file is looked at with."""
        found = read_profile(self.profile)
        assert found is not None
        return extend_profile(found, self.values) if self.values else found

    def find(self, *, clean: bool = False) -> tuple[Finding, ...]:
        """Return what preflight finds in the file."""
        order = Order(name="book.pdf", content=self.make(clean=clean), profile=self.choose_profile())
        return preflight_content(order)


@cache
def make_book() -> bytes:
    """Return a book of 24 pages as IngramSpark takes it: PDF/X-1a, bleed, text in black, the last page blank."""
    pdf = pikepdf.new()
    file = pdf.make_indirect(Stream(pdf, b"%!PS-AdobeFont-1.0: Made"))
    descriptor = pdf.make_indirect(Dictionary(Type=Name.FontDescriptor, FontName=Name("/AAAAAA+Made"), FontFile=file))
    font = pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/AAAAAA+Made"), FirstChar=32, LastChar=126,
            Widths=Array([500] * 95), FontDescriptor=descriptor,
        )
    )  # fmt: skip
    for number in range(1, PAGES + 1):
        page = pdf.add_blank_page(page_size=(WIDTH + 2 * BLEED, HEIGHT + 2 * BLEED))
        page.obj.TrimBox = Array([BLEED, BLEED, BLEED + WIDTH, BLEED + HEIGHT])
        page.obj.BleedBox = Array([0, 0, WIDTH + 2 * BLEED, HEIGHT + 2 * BLEED])
        page.obj.Resources = Dictionary(Font=Dictionary(F0=font))
        if number < PAGES:
            words = f"0 0 0 1 k BT /F0 10 Tf 100 300 Td (This is page {number}) Tj ET"
            page.obj.Contents = Stream(pdf, words.encode())
    pdf.docinfo["/Title"] = "Made"
    pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = "D:20260101000000Z"
    pdf.docinfo["/GTS_PDFXVersion"] = "PDF/X-1:2001"
    pdf.docinfo["/GTS_PDFXConformance"] = "PDF/X-1a:2001"
    pdf.docinfo["/Trapped"] = Name("/False")
    pdf.Root.OutputIntents = Array([Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFX, OutputConditionIdentifier="CGATS TR 001",
        RegistryName="http://www.color.org",
    )])  # fmt: skip
    made = io.BytesIO()
    pdf.save(made, deterministic_id=True)
    return made.getvalue()


# --- what is put into a page; places are counted from where the page is cut


def draw(operators: str, page: int = 3, **resources: Any) -> Change:
    """Return what adds `operators` to a page; `resources` are dictionaries to lay over the page's."""

    def change(pdf: pikepdf.Pdf) -> None:
        entries = pdf.pages[page - 1].obj
        for sort, named in resources.items():
            below = entries.Resources.get(f"/{sort}", Dictionary())
            for name, value in named.items():
                below[f"/{name}"] = value(pdf) if callable(value) else value
            entries.Resources[f"/{sort}"] = below
        drawn = f"q 1 0 0 1 {BLEED:g} {BLEED:g} cm {operators} Q".encode()
        below = entries.Contents
        parts = list(below) if isinstance(below, Array) else [below]
        entries.Contents = Array([*parts, pdf.make_indirect(Stream(pdf, drawn))])

    return change


def paint(pixels: tuple[int, int], colour: bytes, **entries: Any) -> Callable[[pikepdf.Pdf], Any]:
    """Return what makes a picture of one colour; four inks where `colour` has four bytes."""

    def make(pdf: pikepdf.Pdf) -> Any:
        space = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}[len(colour)]
        stream = Stream(pdf, zlib.compress(colour * (pixels[0] * pixels[1])))
        stream.update(Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=pixels[0], Height=pixels[1], BitsPerComponent=8,
            ColorSpace=Name(space), Filter=Name.FlateDecode,
        ))  # fmt: skip
        for key, value in entries.items():
            stream[f"/{key}"] = value(pdf) if callable(value) else value
        return pdf.make_indirect(stream)

    return make


def form(operators: str, **entries: Any) -> Callable[[pikepdf.Pdf], Any]:
    """Return what makes a form of `operators`."""

    def make(pdf: pikepdf.Pdf) -> Any:
        stream = Stream(pdf, operators.encode())
        stream.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 432, 648])))
        for key, value in entries.items():
            stream[f"/{key}"] = value(pdf) if callable(value) else value
        return pdf.make_indirect(stream)

    return make


def place_picture(pixels: tuple[int, int], colour: bytes, size: str = "72 0 0 72 100 200", **entries: Any) -> Change:
    """Return what puts a picture of one colour on page 3."""
    return draw(f"{size} cm /I0 Do", XObject={"I0": paint(pixels, colour, **entries)})


def use_space(space: Any, values: str) -> Change:
    """Return what fills an area in a colour of a space that the page names."""
    return draw(f"/C0 cs {values} scn 100 200 50 50 re f", ColorSpace={"C0": space})


def use_state(operators: str, **entries: Any) -> Change:
    """Return what draws in a state of the graphics with `entries`."""
    return draw(f"/G0 gs {operators}", ExtGState={"G0": Dictionary(**entries)})


def write(words: str, x: float, y: float, page: int = 3, colour: str = "0 0 0 1 k") -> Change:
    """Return what sets words of 10 pt."""
    return draw(f"{colour} BT /F0 10 Tf {x:g} {y:g} Td ({words}) Tj ET", page)


def both(*changes: Change) -> Change:
    """Return what makes several changes, one after the other."""

    def change(pdf: pikepdf.Pdf) -> None:
        for one in changes:
            one(pdf)

    return change


def set_page(page: int = 3, **entries: Any) -> Change:
    """Return what sets entries of a page; those that are None are taken away."""

    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            if value is None:
                del pdf.pages[page - 1].obj[f"/{key}"]
            else:
                pdf.pages[page - 1].obj[f"/{key}"] = Array(value) if isinstance(value, list) else value

    return change


def set_root(**entries: Any) -> Change:
    """Return what sets entries of the catalogue."""

    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            pdf.Root[f"/{key}"] = value(pdf) if callable(value) else value

    return change


def set_info(**entries: Any) -> Change:
    """Return what sets entries of the document's information; those that are None are taken away."""

    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            if value is None:
                del pdf.docinfo[f"/{key}"]
            else:
                pdf.docinfo[f"/{key}"] = value

    return change


def keep_pages(count: int) -> Change:
    """Return what takes pages out of the middle until so many are left."""

    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[5 : 5 + len(pdf.pages) - count]

    return change


def add_pages(count: int) -> Change:
    """Return what puts so many copies of page 3 behind it."""

    def change(pdf: pikepdf.Pdf) -> None:
        for _ in range(count):
            pdf.pages.insert(3, pdf.pages[2])

    return change


def resize(width: float, height: float, *numbers: int) -> Change:
    """Return what gives pages another size, all of them where none is named."""

    def change(pdf: pikepdf.Pdf) -> None:
        for number, page in enumerate(pdf.pages, 1):
            if not numbers or number in numbers:
                page.obj.MediaBox = page.obj.BleedBox = Array([0, 0, width + 2 * BLEED, height + 2 * BLEED])
                page.obj.TrimBox = Array([BLEED, BLEED, BLEED + width, BLEED + height])

    return change


def blank(*numbers: int) -> Change:
    """Return what empties pages."""

    def change(pdf: pikepdf.Pdf) -> None:
        for number in numbers:
            pdf.pages[number - 1].obj.Contents = Stream(pdf, b"q Q")

    return change


def annotate(kind: str, rect: list[float], page: int = 3, **entries: Any) -> Change:
    """Return what puts an annotation on a page."""

    def change(pdf: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array(rect), **entries)
        pdf.pages[page - 1].obj.Annots = Array([pdf.make_indirect(note)])

    return change


def print_last(pdf: pikepdf.Pdf) -> None:
    """Have words on the last page."""
    pdf.pages[-1].obj.Contents = pdf.pages[2].obj.Contents


def add_bookmark(pdf: pikepdf.Pdf) -> None:
    """Put a bookmark into the file."""
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("One", 0))


def attach(pdf: pikepdf.Pdf) -> None:
    """Put a file into the file."""
    pdf.attachments["notes.txt"] = pikepdf.AttachedFileSpec(pdf, b"notes", filename="notes.txt")


def nest(depth: int) -> Change:
    """Return what draws forms in one another, so many deep."""

    def make(pdf: pikepdf.Pdf) -> Any:
        inner = form("0 0 0 1 k 100 200 50 50 re f")(pdf)
        for _ in range(depth - 1):
            inner = form("/X0 Do", Resources=Dictionary(XObject=Dictionary(X0=inner)))(pdf)
        return inner

    return draw("/X0 Do", XObject={"X0": make})


def loosen_font(pdf: pikepdf.Pdf) -> None:
    """Set words in a font that is not in the file."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    draw("0 0 0 1 k BT /F1 10 Tf 100 200 Td (Loose) Tj ET", Font={"F1": pdf.make_indirect(font)})(pdf)


def tile(operators: str) -> Change:
    """Return what fills an area with a pattern that is drawn by `operators`."""

    def make(pdf: pikepdf.Pdf) -> Any:
        stream = Stream(pdf, operators.encode())
        stream.update(Dictionary(
            Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1, BBox=Array([0, 0, 10, 10]), XStep=10, YStep=10,
            Resources=Dictionary(),
        ))  # fmt: skip
        return pdf.make_indirect(stream)

    return draw("/Pattern cs /P0 scn 100 200 50 50 re f", Pattern={"P0": make})


def shade(space: str, *ends: list[float]) -> Change:
    """Return what draws a shading from one colour to another."""
    function = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array(ends[0]), C1=Array(ends[1]), N=1)
    shading = Dictionary(ShadingType=2, ColorSpace=Name(space), Coords=Array([0, 0, 100, 0]), Function=function)
    return draw("100 200 50 50 re W n /S0 sh", Shading={"S0": shading})


def _spot(name: str) -> Any:
    function = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0, 0, 0, 0]), C1=Array([0, 1, 0, 0]), N=1)
    return Array([Name.Separation, Name(f"/{name}"), Name.DeviceCMYK, function])


def _profile_of(count: int) -> Callable[[pikepdf.Pdf], Any]:
    return lambda pdf: Array([Name.ICCBased, pdf.make_indirect(Stream(pdf, b"profile", N=count))])


_MARKS = " ".join(
    f"{x} {y} m {x + dx} {y + dy} l S"
    for x, y, dx, dy in (
        (-8, 0, 6, 0), (0, -8, 0, 6), (434, 0, 6, 0), (432, -8, 0, 6), (-8, 648, 6, 0), (0, 650, 0, 6),
        (434, 648, 6, 0), (432, 650, 0, 6),
    )
)  # fmt: skip
_LINE = "0 0 0 1 K {0} w 100 200 m 200 200 l S"
_AREA = "0.2 0 0 0 k {0} re f"
_PICTURE = (300, 300)
_DARK = bytes((200, 190, 180, 250))
_LIGHT = bytes((40, 30, 20, 60))

SEEDS: tuple[Seed, ...] = (
    Seed(name="cut off", code="PF001", defect=lambda pdf: None, finish=lambda content: content[:40]),
    Seed(name="forms without end", code="PF002", page=3, defect=nest(13), twin=nest(12)),
    Seed(
        name="owner password", code="PF003", defect=lambda pdf: None,
        saved={"encryption": pikepdf.Encryption(owner="secret", user="")},
    ),
    Seed(
        name="user password", code="PF003", defect=lambda pdf: None,
        saved={"encryption": pikepdf.Encryption(owner="secret", user="secret")},
    ),
    Seed(name="too large", code="PF004", values={"most_bytes": 40_000}, defect=set_root(Big=lambda pdf: Stream(
        pdf, bytes((number * 7919 >> 5) & 255 for number in range(50_000)), Filter=Name.Made))),
    Seed(name="newer PDF", code="PF005", defect=lambda pdf: None, saved={"force_version": "1.6"}),
    Seed(
        name="no table of objects", code="PF006", defect=lambda pdf: None,
        finish=lambda content: content.replace(b"startxref\n", b"startxref\n1"),
    ),
    Seed(name="no standard", code="PF007", defect=set_info(GTS_PDFXVersion=None, GTS_PDFXConformance=None)),
    Seed(name="another standard", code="PF007", defect=set_info(GTS_PDFXConformance="PDF/X-1a:2003")),
    Seed(name="no output intent", code="PF008", defect=set_root(OutputIntents=Array([]))),
    Seed(name="another condition", code="PF009", defect=set_root(OutputIntents=lambda pdf: Array([Dictionary(
        S=Name.GTS_PDFX, OutputConditionIdentifier="FOGRA39", RegistryName="http://www.color.org")]))),
    Seed(name="not trapped", code="PF010", defect=set_info(Trapped=Name.Unknown), twin=set_info(Trapped=Name("/True"))),
    Seed(name="no title", code="PF011", defect=set_info(Title=None)),
    Seed(name="16 pages", code="PF020", defect=keep_pages(16), twin=keep_pages(18)),
    Seed(name="30 pages", code="PF021", values={"most_pages": 28}, defect=add_pages(6), twin=add_pages(4)),
    Seed(name="odd page count", code="PF022", page=23, defect=keep_pages(23), twin=keep_pages(22)),
    Seed(name="words on the last page", code="PF023", page=24, defect=print_last),
    Seed(name="blank pages", code="PF024", page=6, defect=blank(6, 7, 8, 9, 10), twin=blank(6, 7, 8, 9)),
    Seed(name="a larger page", code="PF025", page=5, defect=resize(440, 648, 5), twin=resize(432.1, 648, 5)),
    Seed(name="wrong trim", code="PF026", page=1, defect=resize(420, 600), twin=resize(396, 612)),
    Seed(name="no TrimBox", code="PF027", page=3, defect=set_page(TrimBox=None),
         twin=set_page(TrimBox=None, ArtBox=[BLEED, BLEED, BLEED + WIDTH, BLEED + HEIGHT])),
    Seed(name="trim out of bleed", code="PF028", page=3, defect=set_page(BleedBox=[20, 20, 430, 646]),
         twin=set_page(BleedBox=[9, 9, 441, 657])),
    Seed(name="spreads", code="PF029", page=4, defect=resize(864, 648, 4)),
    Seed(name="all spreads", code="PF029", page=1, defect=resize(864, 648), twin=resize(432, 648)),
    Seed(name="turned page", code="PF030", page=3, defect=set_page(Rotate=180), twin=set_page(Rotate=0)),
    Seed(name="units", code="PF030", page=3, defect=set_page(UserUnit=2), twin=set_page(UserUnit=1)),
    Seed(name="crop marks", code="PF031", page=3, defect=draw(f"0 0 0 1 K 0.25 w {_MARKS}"),
         twin=draw("0 0 0 1 K 0.25 w 100 200 m 110 200 l S")),
    Seed(name="crop marks in the sheet", code="PF031", page=3,
         defect=both(set_page(TrimBox=[0, 0, 450, 666]), draw(f"0 0 0 1 K 0.25 w {_MARKS}"))),
    Seed(name="no marks", code="PF032", page=1, profile="press", defect=lambda pdf: None,
         twin=both(*(draw(f"0 0 0 1 K 0.25 w {_MARKS}", number) for number in range(1, PAGES)))),
    Seed(name="bleed missing on one side", code="PF034", page=3, place=(-9, -9),
         defect=draw(_AREA.format("-9 -9 441 666")), twin=draw(_AREA.format("-9 -9 450 666"))),
    Seed(name="picture without bleed", code="PF034", page=3,
         defect=place_picture((1800, 300), _LIGHT, "432 0 0 72 0 200"),
         twin=place_picture((1900, 400), _LIGHT, "450 0 0 72 -9 200")),
    Seed(name="bleed in the binding alone", code="PF034", page=4, profile="kdp",
         defect=draw(_AREA.format("-0.5 200 50 50"), 4), twin=draw(_AREA.format("-0.5 200 50 50"), 3)),
    Seed(name="folio near the edge", code="PF035", page=3, place=(200, 18), defect=write("3", 200, 20),
         twin=write("3", 200, 40)),
    Seed(name="text near the outer edge", code="PF035", page=4, profile="kdp", defect=write("near", 10, 200, 4),
         twin=write("near", 20, 200, 4)),
    Seed(name="text in the gutter", code="PF036", page=3, defect=write("gutter", 20, 200),
         twin=write("gutter", 37, 200)),
    Seed(name="gutter of a left page", code="PF036", page=4, defect=write("gutter", 390, 200, 4),
         twin=write("gutter", 360, 200, 4)),
    Seed(name="text cut off", code="PF037", page=3, defect=write("a line that is too long", 340, 200),
         twin=write("a line that fits", 300, 200)),
    Seed(name="unembedded font", code="PF040", page=3, defect=loosen_font, twin=write("embedded", 100, 200)),
    Seed(name="RGB picture", code="PF050", page=3, place=(100, 200), defect=place_picture(_PICTURE, b"\x20\x30\x80"),
         twin=place_picture(_PICTURE, _LIGHT)),
    Seed(name="RGB area", code="PF050", page=3, place=(100, 200), defect=draw("1 0 0 rg 100 200 50 50 re f"),
         twin=draw("0 1 1 0 k 100 200 50 50 re f")),
    Seed(name="RGB in a form", code="PF050", page=3,
         defect=draw("/X0 Do", XObject={"X0": form("0 0 1 rg 100 200 50 50 re f")}),
         twin=draw("/X0 Do", XObject={"X0": form("1 1 0 0 k 100 200 50 50 re f")})),
    Seed(name="RGB in a pattern", code="PF050", page=3, defect=tile("0 1 0 rg 0 0 5 5 re f"),
         twin=tile("1 0 1 0 k 0 0 5 5 re f")),
    Seed(name="RGB shading", code="PF050", page=3, defect=shade("/DeviceRGB", [1, 0, 0], [0, 0, 1]),
         twin=shade("/DeviceCMYK", [1, 0, 0, 0], [0, 1, 0, 0])),
    Seed(name="RGB behind an index", code="PF050", page=3,
         defect=use_space(Array([Name.Indexed, Name.DeviceRGB, 1, String(b"\x00\x00\xff\xff\x00\x00")]), "1"),
         twin=use_space(Array([Name.Indexed, Name.DeviceCMYK, 1, String(b"\x00" * 8)]), "1")),
    Seed(name="Lab", code="PF050", page=3, defect=use_space(Array([Name.Lab, Dictionary(
        WhitePoint=Array([0.96, 1, 0.82]))]), "50 20 20")),
    Seed(name="RGB black text", code="PF051", page=3, defect=write("black", 100, 200, colour="0 0 0 rg"),
         twin=write("black", 100, 200, colour="0 g")),
    Seed(name="RGB black text among RGB", code="PF051", page=3, profile="lulu",
         defect=write("black", 100, 200, colour="0 0 0 rg"), twin=write("black", 100, 200, colour="0 g")),
    Seed(name="colour in a gray book", code="PF052", page=3, values={"colour": "gray"},
         defect=place_picture(_PICTURE, _LIGHT), twin=place_picture(_PICTURE, b"\x80")),
    Seed(name="spot colour", code="PF053", page=3, defect=use_space(_spot("PANTONE 123 C"), "1"),
         twin=use_space(_spot("Magenta"), "1")),
    Seed(name="plate", code="PF033", values={"spot_inks": 1}, defect=use_space(_spot("PANTONE 123 C"), "1"),
         twin=use_space(_spot("Magenta"), "1")),
    Seed(name="more plates than units", code="PF061", values={"spot_inks": 1},
         defect=both(use_space(_spot("PANTONE 123 C"), "1"),
                     draw("/C0 cs 1 scn 100 200 50 50 re f", 4, ColorSpace={"C0": _spot("PANTONE 185 C")})),
         twin=use_space(_spot("PANTONE 123 C"), "1")),
    Seed(name="profiled colour", code="PF054", page=3, defect=use_space(_profile_of(4), "0 1 0 0"),
         twin=use_space(Name.DeviceCMYK, "0 1 0 0")),
    Seed(name="ink 320 %", code="PF055", page=3, place=(100, 200), defect=draw("0.8 0.8 0.8 0.8 k 100 200 50 50 re f"),
         twin=draw("0.6 0.6 0.6 0.6 k 100 200 50 50 re f")),
    Seed(name="heavy picture", code="PF056", page=3, defect=place_picture(_PICTURE, _DARK),
         twin=place_picture(_PICTURE, _LIGHT)),
    Seed(name="white overprint", code="PF057", page=3,
         defect=use_state("0 0 0 0 k 100 200 50 50 re f", op=True, OP=True),
         twin=use_state("0 0 0 1 k 100 200 50 50 re f", op=True, OP=True)),
    Seed(name="text in four inks", code="PF058", page=3, defect=write("rich", 100, 200, colour="0.4 0.3 0.3 1 k"),
         twin=write("plain", 100, 200)),
    Seed(name="registration colour", code="PF059", page=3, defect=use_space(_spot("All"), "1"),
         twin=use_space(_spot("Black"), "1")),
    Seed(name="four inks on a screen", code="PF060", page=1, profile="screen", defect=lambda pdf: None, twin=both(
        *(lambda pdf, at=at: pdf.pages[at].obj.update({"/Contents": Stream(pdf, b"0 0 0 rg 9 9 9 9 re f")})
          for at in range(PAGES)))),
    Seed(name="72 ppi", code="PF062", page=3, place=(100, 200), defect=place_picture((72, 72), _LIGHT),
         twin=place_picture((300, 300), _LIGHT)),
    Seed(name="stretched picture", code="PF062", page=3,
         defect=place_picture((300, 300), _LIGHT, "72 0 0 200 100 200"),
         twin=place_picture((300, 300), _LIGHT, "72 0 0 72 100 200")),
    Seed(name="turned picture of 72 ppi", code="PF062", page=3,
         defect=place_picture((100, 100), _LIGHT, "0 100 -100 0 250 200"),
         twin=place_picture((420, 420), _LIGHT, "0 100 -100 0 250 200")),
    Seed(name="220 ppi", code="PF063", page=3, defect=place_picture((220, 220), _LIGHT),
         twin=place_picture((300, 300), _LIGHT)),
    Seed(name="900 ppi", code="PF064", page=3, values={"most_resolution": 600},
         defect=place_picture((900, 900), _LIGHT), twin=place_picture((600, 600), _LIGHT)),
    Seed(name="JPEG 2000", code="PF065", page=3, defect=place_picture(_PICTURE, _LIGHT, Filter=Name.JPXDecode),
         twin=place_picture(_PICTURE, _LIGHT)),
    Seed(name="stand-in", code="PF066", page=3,
         defect=draw("/X0 Do", XObject={"X0": form("", OPI=Dictionary())}),
         twin=draw("/X0 Do", XObject={"X0": form("")})),
    Seed(name="PostScript", code="PF066", page=3,
         defect=draw("/X0 Do", XObject={"X0": form("", Subtype2=Name.PS, PS=Dictionary())})),
    Seed(name="alpha", code="PF070", page=3, defect=use_state("0 0 0 1 k 100 200 50 50 re f", ca=0.5),
         twin=use_state("0 0 0 1 k 100 200 50 50 re f", ca=1)),
    Seed(name="blend mode", code="PF070", page=3, defect=use_state("0 0 0 1 k 100 200 9 9 re f", BM=Name.Multiply),
         twin=use_state("0 0 0 1 k 100 200 9 9 re f", BM=Name.Normal)),
    Seed(name="soft mask", code="PF070", page=3,
         defect=place_picture(_PICTURE, _LIGHT, SMask=paint(_PICTURE, b"\x80")),
         twin=place_picture(_PICTURE, _LIGHT)),
    Seed(name="transparency group", code="PF070", page=3,
         defect=set_page(Group=Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK))),
    Seed(name="thin line", code="PF071", page=3, place=(100, 200), defect=draw(_LINE.format("0.1")),
         twin=draw(_LINE.format("0.25"))),
    Seed(name="scaled line", code="PF071", page=3,
         defect=draw("0.1 0 0 0.1 0 0 cm 0 0 0 1 K 1 w 1000 2000 m 2000 2000 l S"),
         twin=draw("0.5 0 0 0.5 0 0 cm 0 0 0 1 K 1 w 200 400 m 400 400 l S")),
    Seed(name="hairline", code="PF072", page=3, place=(100, 200), defect=draw(_LINE.format("0")),
         twin=draw(_LINE.format("0.25"))),
    Seed(name="annotation", code="PF080", page=3, place=(91, 191), defect=annotate("Text", [100, 200, 120, 220]),
         twin=annotate("TrapNet", [-50, -50, -10, -10])),
    Seed(name="bookmarks", code="PF081", defect=add_bookmark),
    Seed(name="JavaScript", code="PF082", defect=set_root(OpenAction=Dictionary(S=Name.JavaScript, JS="app.beep()")),
         twin=set_root(OpenAction=Array([0, Name.Fit]))),
    Seed(name="script of a link", code="PF082", page=3,
         defect=annotate("Link", [100, 200, 120, 220], A=Dictionary(S=Name.Launch, F="a.exe")),
         twin=annotate("Link", [100, 200, 120, 220], A=Dictionary(S=Name.URI, URI="https://example.org"))),
    Seed(name="form", code="PF083", defect=set_root(AcroForm=Dictionary(Fields=Array([Dictionary(T="name")]))),
         twin=set_root(AcroForm=Dictionary(Fields=Array([])))),
    Seed(name="attachment", code="PF084", defect=attach),
    Seed(name="layers", code="PF085", defect=set_root(OCProperties=lambda pdf: Dictionary(OCGs=Array([
        pdf.make_indirect(Dictionary(Type=Name.OCG, Name="One"))]), D=Dictionary()))),
    Seed(name="film", code="PF086", page=3, defect=annotate("RichMedia", [100, 200, 120, 220]),
         twin=annotate("Link", [100, 200, 120, 220])),
    Seed(name="no bookmarks", code="PF087", profile="screen", defect=lambda pdf: None, twin=add_bookmark),
    Seed(name="no tags", code="PF088", profile="screen", defect=lambda pdf: None,
         twin=set_root(MarkInfo=Dictionary(Marked=True), StructTreeRoot=Dictionary(Type=Name.StructTreeRoot))),
)  # fmt: skip


def find_seeded(code: str) -> tuple[Finding, ...]:
    """Return what is found in the first PDF with the fault of that code."""
    return next(seed for seed in SEEDS if seed.code == code).find()
