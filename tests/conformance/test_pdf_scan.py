"""The scan of the tests sees what it is there to see: colours and transparency, however deep they lie."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from tests.conformance.pdf_scan import PageScan, scan_pdf


def scan_page(content: bytes, **resources: object) -> PageScan:
    """Scan a page with this content; `resources` are made for its file by functions."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 300))
    made = {f"/{key}": value(pdf) if callable(value) else value for key, value in resources.items()}
    page.obj.Resources = Dictionary(made)
    page.Contents = Stream(pdf, content)
    target = io.BytesIO()
    pdf.save(target)
    (scan,) = scan_pdf(target.getvalue())
    return scan


def make_form(content: bytes, **keys: object) -> object:
    """Return a function that makes a form of this content in a file, as the only drawn object."""

    def make(pdf: pikepdf.Pdf) -> Dictionary:
        form = {"Type": Name.XObject, "Subtype": Name.Form, "BBox": [0, 0, 9, 9], **keys}
        return Dictionary(X=pdf.make_indirect(Stream(pdf, content, **form)))

    return make


@pytest.mark.parametrize(
    ("content", "resources", "colours"),
    [
        (b"0 0 5 5 re f", {}, {"gray"}),
        (b"1 0 0 rg 0 0 5 5 re f", {}, {"rgb"}),
        (b"1 0 0 rg 0 0 0 1 k 0 0 5 5 re f", {}, {"cmyk"}),
        (b"q 1 0 0 RG Q 0 0 5 5 re S", {}, {"gray"}),
        (b"/X Do", {"XObject": make_form(b"1 0 0 rg 0 0 5 5 re f")}, {"rgb"}),
        (
            b"/Pattern cs /P scn 0 0 5 5 re f",
            {
                "Pattern": lambda pdf: Dictionary(
                    P=pdf.make_indirect(
                        Stream(pdf, b"1 0 0 rg 0 0 1 1 re f", PatternType=1, BBox=[0, 0, 2, 2], XStep=2, YStep=2)
                    )
                )
            },
            {"rgb"},
        ),
        (
            b"/C cs 1 scn 0 0 5 5 re f",
            {"ColorSpace": Dictionary(C=Array([Name.Separation, Name.All, Name.DeviceCMYK, Dictionary()]))},
            {"spot All", "cmyk"},
        ),
        (
            b"/C cs 1 scn 0 0 5 5 re f",
            {"ColorSpace": lambda pdf: Dictionary(C=Array([Name.ICCBased, pdf.make_indirect(Stream(pdf, b"", N=3))]))},
            {"icc rgb"},
        ),
        (b"BI /W 1 /H 1 /BPC 8 /CS /RGB ID \x01\x02\x03 EI", {}, {"rgb"}),
    ],
    ids=["none", "rgb", "not used", "restored", "form", "pattern", "registration", "profile", "inline picture"],
)
def test_colours_are_seen(content: bytes, resources: dict[str, object], colours: set[str]) -> None:
    assert scan_page(content, **resources).colours == colours


@pytest.mark.parametrize(
    ("content", "resources", "transparent"),
    [
        (b"/G gs", {"ExtGState": Dictionary(G=Dictionary(ca=0.5))}, {"alpha"}),
        (b"/G gs", {"ExtGState": Dictionary(G=Dictionary(CA=1, ca=1, SMask=Name("/None")))}, set()),
        (b"/G gs", {"ExtGState": Dictionary(G=Dictionary(BM=Name.Multiply))}, {"blend"}),
        (b"/X Do", {"XObject": make_form(b"", Group=Dictionary(S=Name.Transparency))}, {"group"}),
        (b"/X Do", {"XObject": make_form(b"")}, set()),
    ],
    ids=["alpha", "none", "blend", "group", "plain form"],
)
def test_transparency_is_seen(content: bytes, resources: dict[str, object], transparent: set[str]) -> None:
    assert scan_page(content, **resources).transparent == transparent


def test_a_soft_mask_of_a_picture_is_seen() -> None:
    def make(pdf: pikepdf.Pdf) -> Dictionary:
        keys = {"Subtype": Name.Image, "Width": 1, "Height": 1, "BitsPerComponent": 8, "ColorSpace": Name.DeviceGray}
        mask = pdf.make_indirect(Stream(pdf, b"\x80", **keys))
        return Dictionary(X=pdf.make_indirect(Stream(pdf, b"\x80", **keys, SMask=mask)))

    scan = scan_page(b"/X Do", XObject=make)
    assert (scan.pictures, scan.transparent, scan.colours) == (1, {"SMask"}, {"gray"})


def test_places_are_those_on_the_page() -> None:
    scan = scan_page(b"2 0 0 2 10 20 cm /X Do", XObject=make_form(b"1 1 3 4 re f", Matrix=[1, 0, 0, 1, 5, 0]))
    assert scan.painted == [((22, 22, 28, 30), frozenset({"gray"}))]
    assert scan.boxes["MediaBox"] == (0, 0, 200, 300)
