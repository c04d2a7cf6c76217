"""PDF/UA: the claim is held to what the file holds; without a claim nothing is asked."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from makeready.checks.pdf import check_pdf
from makeready.model.artifact import Artifact
from makeready.model.edition import PrintEdition
from makeready.press.request import BuildRequest
from makeready.press.run import build_project

TOML = """
title = "A Book"
language = "en-GB"
identifiers = ["https://example.org/a-book"]
date = 2026-11-23
author = "Ann Author"

[editions.print]
target = "pdf"
standard = "pdf/ua-1"
"""


@pytest.fixture(scope="module")
def claiming(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a PDF that claims PDF/UA-1 and keeps it."""
    root = tmp_path_factory.mktemp("claim")
    (root / "book.toml").write_text(TOML)
    (root / "a.md").write_text("# One\n\nSee [two](#two).\n\n## Inner\n\n- A\n- B\n\n# Two {#two}\n\nMore.\n")
    report = build_project(root, request=BuildRequest(output=Path(root / "out")))
    assert report.exit_code == 0, report.findings
    return next((root / "out").glob("*.pdf")).read_bytes()


def look(content: bytes) -> list[str]:
    edition = PrintEdition(name="print")
    artifact = Artifact(edition=edition, path="a.pdf", media_type="application/pdf", content=content)
    found = [f for f in check_pdf(artifact) if f.code == "PD039"]
    return [line for f in found for line in (f.message, *f.notes)]


def spoil(content: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


def rename(pdf: pikepdf.Pdf, old: str, new: str) -> None:
    for obj in pdf.objects:
        if isinstance(obj, pikepdf.Dictionary) and str(obj.get("/S", "")) == old:
            obj.S = pikepdf.Name(new)


def test_a_claim_that_holds_is_left_alone(claiming: bytes) -> None:
    assert look(claiming) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda pdf: pdf.Root.__delitem__("/StructTreeRoot"), "it has no structure"),
        (lambda pdf: rename(pdf, "/H2", "/H4"), "a heading of level 4 follows one of level 1"),
        (lambda pdf: rename(pdf, "/P", "/Figure"), "have no words for those who do not see them"),
        (
            lambda pdf: [
                note.__delitem__("/StructParent") for page in pdf.pages for note in page.obj.get("/Annots", [])
            ],
            "a link stands outside of the structure",
        ),
    ],
)
def test_a_claim_that_does_not_hold_is_an_error(
    claiming: bytes, change: Callable[[pikepdf.Pdf], None], words: str
) -> None:
    told = look(spoil(claiming, change))
    assert told and told[0].startswith("the PDF claims PDF/UA-1, and ") and any(words in line for line in told)


def test_without_a_claim_nothing_is_asked(claiming: bytes) -> None:
    def unclaim(pdf: pikepdf.Pdf) -> None:
        del pdf.Root["/Metadata"]
        del pdf.Root["/StructTreeRoot"]

    assert look(spoil(claiming, unclaim)) == []
