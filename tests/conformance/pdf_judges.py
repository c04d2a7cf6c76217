"""Judges of PDFs for tests: a finished PDF goes in; what Ghostscript, qpdf, poppler and page-validation say comes out.

A judge that is missing fails the test that asks for it.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import page as page_validation


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedFont:
    """A row of pdffonts: the name without its subset's prefix, and whether it is embedded, a subset, has Unicode."""

    name: str
    embedded: bool
    subset: bool
    unicode: bool


def ask_ghostscript(content: bytes) -> list[str]:
    """Return what Ghostscript complains of when it reads every page and stops at the first warning."""
    options = ["-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-dPDFSTOPONWARNING", "-sDEVICE=nullpage"]
    status, output = _run("gs", options, content)
    return output if status or output else []


def ask_qpdf(content: bytes) -> list[str]:
    """Return what `qpdf --check` complains of."""
    status, output = _run("qpdf", ["--check"], content)
    return output if status else []


def list_fonts(content: bytes) -> tuple[EmbeddedFont, ...]:
    """Return the fonts that poppler finds."""
    _, lines = _run("pdffonts", [], content)
    fonts = []
    rows = next((at for at, line in enumerate(lines) if line.startswith("---")), len(lines)) + 1
    for line in lines[rows:]:
        if line.startswith(("Syntax", "Internal")):
            continue
        found = re.fullmatch(r"(\S+)\s.*?\s(yes|no)\s+(yes|no)\s+(yes|no)\s+(?:\d+\s+\d+|\[none\])", line)
        assert found is not None, f"pdffonts has another form: {line}"
        name = re.sub(r"^[A-Z]{6}\+", "", found[1])
        fonts.append(
            EmbeddedFont(name=name, embedded=found[2] == "yes", subset=found[3] == "yes", unicode=found[4] == "yes")
        )
    return tuple(fonts)


def read_boxes(content: bytes, page: int) -> dict[str, tuple[float, float, float, float]]:
    """Return the boxes of a page (from 1) in points, by their names: MediaBox, BleedBox, TrimBox …"""
    _, lines = _run("pdfinfo", ["-box", "-f", str(page), "-l", str(page)], content)
    boxes = {}
    for line in lines:
        found = re.fullmatch(r"Page +\d+ (\w+Box): +(\S+) +(\S+) +(\S+) +(\S+)", line)
        if found:
            boxes[found[1]] = (float(found[2]), float(found[3]), float(found[4]), float(found[5]))
    return boxes


def validate_ua(content: bytes) -> list[str]:
    """Return what page-validation finds against PDF/UA-1 (ISO 14289-1), each with the judge's own code."""
    report = page_validation.validate_pdf_bytes(content, profile="ua1")
    told = [line for line in str(report).splitlines() if line.startswith("[")]
    return told or ([] if report.is_compliant else [str(report)])


def _run(tool: str, options: list[str], content: bytes) -> tuple[int, list[str]]:
    with tempfile.TemporaryDirectory(prefix="makeready-") as folder:
        path = Path(folder, "book.pdf")
        path.write_bytes(content)
        ended = subprocess.run([tool, *options, path], capture_output=True, timeout=120, check=False)
    output = (ended.stdout + ended.stderr).decode("utf-8", "replace")
    return ended.returncode, [line for line in output.replace(str(path), "book.pdf").splitlines() if line.strip()]
