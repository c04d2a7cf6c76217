"""Broken PDFs: a code goes in; the sample book's PDF, broken so that the rule of that code has to see it, comes out."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from makeready.checks.pdf import check_pdf
from makeready.findings import Finding
from tests.unit.checks.bound_books import BoundBook, bind_sample

Break = Callable[[pikepdf.Pdf], None]


def break_pdf(change: Break) -> bytes:
    """Return the sample's PDF after `change`."""
    with pikepdf.open(io.BytesIO(bind_sample("pdf").artifact.content)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def find_in(code: str) -> tuple[Finding, ...]:
    """Return the findings of `code` in the PDF that is broken for it."""
    sample: BoundBook = bind_sample("pdf")
    if code == "PD020":
        return check_pdf(sample.having(b"%PDF-1.7\nand no more"), sample.composition)
    if code == "PD034":
        return check_pdf(replace(sample.artifact, page_count=3), sample.composition)
    findings = check_pdf(sample.having(break_pdf(BREAKS[code])), sample.composition)
    return tuple(finding for finding in findings if finding.code == code)


def first_font(pdf: pikepdf.Pdf) -> Any:
    """Return the first font of the first page that has any."""
    for page in pdf.pages:
        fonts = page.obj.Resources.get("/Font")
        if fonts is not None and len(fonts):
            return next(iter(fonts.values()))
    raise AssertionError("the sample has no fonts")


def _cut_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].obj.TrimBox = Array([0, 0, 390, 612])


def _grow_medium(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.TrimBox = Array([0, 0, 396, 612])
    pdf.pages[1].obj.MediaBox = Array([-20, -20, 416, 632])


def _drop_font_file(pdf: pikepdf.Pdf) -> None:
    del first_font(pdf).DescendantFonts[0].FontDescriptor.FontFile2


def _rename_font(pdf: pikepdf.Pdf) -> None:
    first_font(pdf).BaseFont = Name("/ABCDEF+Comic-Sans")


def _drop_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def _drop_tree(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot


def _rename_book(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "Another Book"


def _hide_title(pdf: pikepdf.Pdf) -> None:
    pdf.Root.ViewerPreferences = Dictionary()


def _drop_outline(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Outlines


def _mislead_bookmark(pdf: pikepdf.Pdf) -> None:
    item = pdf.Root.Outlines.First
    if "/A" in item:
        del item.A
    item.Dest = String("nowhere at all")


def _mislead_link(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", []):
            annotation.Dest = String("nowhere at all")
            if "/A" in annotation:
                del annotation.A
            return
    raise AssertionError("the sample has no links")


def _run_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _drop_labels(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.PageLabels


def _empty_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Contents = pdf.make_stream(b"q Q")


def _drop_meaning(pdf: pikepdf.Pdf) -> None:
    del first_font(pdf).ToUnicode


def _miss_glyph(pdf: pikepdf.Pdf) -> None:
    font = first_font(pdf)
    meanings = font.ToUnicode.read_bytes()
    font.ToUnicode.write(meanings.replace(b"endcmap", b"1 beginbfchar\n<fff0> <4e2d>\nendbfchar\nendcmap"))


BREAKS: dict[str, Break] = {
    "PD021": _cut_page,
    "PD022": _grow_medium,
    "PD023": _drop_font_file,
    "PD024": _rename_font,
    "PD025": _drop_language,
    "PD026": _drop_tree,
    "PD027": _rename_book,
    "PD028": _hide_title,
    "PD029": _drop_outline,
    "PD030": _mislead_bookmark,
    "PD031": _mislead_link,
    "PD032": _run_script,
    "PD033": _drop_labels,
    "PD035": _empty_page,
    "PD036": _drop_meaning,
    "PD037": _miss_glyph,
}
