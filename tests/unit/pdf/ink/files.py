"""Small PDFs for tests: content and resources go in; an open PDF, and bytes as they would be written, come out."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pikepdf

from makeready.model.profile import Profile
from makeready.pdf.ink.printing import Prepared, prepare_print

PRESS = Profile(
    name="press",
    title="A press",
    colour="cmyk",
    standard="pdf/x-1a:2003",
    condition="FOGRA39",
    ink_limit=240,
    annotations=False,
    bookmarks=False,
    transparency=False,
    tagged=False,
)
PLAIN = Profile(name="plain", title="Inks", colour="cmyk")
DATE = "D:20260101000000Z"


def make_pdf(content: bytes, resources: Mapping[str, Any] | None = None, pages: int = 1) -> pikepdf.Pdf:
    """Return a PDF whose pages have this content."""
    pdf = pikepdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(200, 200))
        page.obj.Contents = pdf.make_stream(content)
        page.obj.Resources = pikepdf.Dictionary(dict(resources or {}))
        page.obj.TrimBox = pikepdf.Array([10, 10, 190, 190])
    for key, words in (
        ("Title", "A wall"),
        ("Creator", "c"),
        ("Producer", "p"),
        ("CreationDate", DATE),
        ("ModDate", DATE),
    ):
        pdf.docinfo[f"/{key}"] = pikepdf.String(words)
    return pdf


def make_picture(pdf: pikepdf.Pdf, samples: bytes, width: int, height: int, space: Any, **more: Any) -> pikepdf.Stream:
    """Return a picture of eight bits."""
    return pdf.make_stream(
        samples,
        {
            "/Type": pikepdf.Name.XObject,
            "/Subtype": pikepdf.Name.Image,
            "/Width": width,
            "/Height": height,
            "/BitsPerComponent": 8,
            "/ColorSpace": space,
            **{f"/{key}": value for key, value in more.items()},
        },
    )


def add(pdf: pikepdf.Pdf, kind: str, name: str, value: Any) -> None:
    """Put a resource on all pages."""
    for page in pdf.pages:
        if kind not in page.obj.Resources:
            page.obj.Resources[kind] = pikepdf.Dictionary()
        page.obj.Resources[kind][name] = value


def prepare(pdf: pikepdf.Pdf, profile: Profile = PLAIN, icc: bytes | None = None) -> tuple[Prepared, bytes]:
    """Prepare a PDF for print and return what is said of it and its bytes."""
    prepared = prepare_print(pdf, profile, icc=icc)
    written = io.BytesIO()
    pdf.save(written, **prepared.saving.arguments)
    return prepared, written.getvalue()


def read_operations(content: bytes, page: int = 0) -> list[tuple[str, list[str]]]:
    """Return the operations of a written page, as the library reads them."""
    pdf = pikepdf.open(io.BytesIO(content))
    found = pikepdf.parse_content_stream(pdf.pages[page])
    return [(str(one.operator), [str(operand) for operand in one.operands]) for one in found]


def list_colours(content: bytes, begun: int = 2) -> list[str]:
    """Return each colour operation behind the `begun` ones that begin the page, as words."""
    colours = ("g", "G", "rg", "RG", "k", "K", "cs", "CS", "sc", "SC", "scn", "SCN")
    found = [
        f"{' '.join(operands)} {operator}" for operator, operands in read_operations(content) if operator in colours
    ]
    return found[begun:]


def scan(content: bytes) -> set[str]:
    """Return each forbidden thing in a written PDF, looked for in all of its objects and all of its content."""
    pdf = pikepdf.open(io.BytesIO(content))
    found: set[str] = set()
    streams: list[Any] = []
    for one in pdf.objects:
        _scan_value(one, found, 0)
        if isinstance(one, pikepdf.Stream) and (
            one.get("/Subtype") == pikepdf.Name.Form or int(one.get("/PatternType", 0)) == 1
        ):
            streams.append(one)
    for stream in [*(page for page in pdf.pages), *streams]:
        for instruction in pikepdf.parse_content_stream(stream):
            if str(instruction.operator) in ("rg", "RG"):
                found.add(f"operator {instruction.operator}")
            if any(str(operand) == "/DeviceRGB" for operand in instruction.operands):
                found.add("operand DeviceRGB")
    return found


def _is_direct(value: Any) -> bool:
    return not getattr(value, "is_indirect", False)


def _scan_value(one: Any, found: set[str], depth: int) -> None:
    if depth > 6:
        return
    if isinstance(one, pikepdf.Name) and str(one) in ("/DeviceRGB", "/CalRGB", "/Lab", "/ICCBased"):
        found.add(str(one))
    elif isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
        for key in ("/ca", "/CA"):
            if key in one and float(one[key]) < 1:
                found.add(key)
        for key in ("/SMask", "/Annots", "/BM", "/JavaScript", "/StructTreeRoot", "/CropBox"):
            if key in one:
                found.add(key)
        if one.get("/S") == pikepdf.Name.Transparency:
            found.add("/Group")
        for value in one.values() if isinstance(one, pikepdf.Dictionary) else dict(one.items()).values():
            if _is_direct(value):
                _scan_value(value, found, depth + 1)
    elif isinstance(one, pikepdf.Array):
        for value in one:
            if _is_direct(value):
                _scan_value(value, found, depth + 1)
