"""Preflight says of PDFs that others' tools made what their printers would say, for three receivers each."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.checks.preflight import Order, preflight_content
from makeready.profiles import read_profile
from tests.conformance.foreign_pdfs import MAKERS, Kind, find_tool

# What each file is judged by. Other codes depend on the release of a tool: versions of PDF, dates, profiles.
JUDGED = frozenset(
    f"PF{number:03}"
    for number in (1, 2, 3, 7, 20, 22, 25, 26, 27, 29, 31, 34, 35, 36, 37, 40, 50, 62, 70, 72, 80, 82, 83, 86)
)
PLAIN, PICTURE, LINK, ALPHA = Kind(), Kind(picture=True), Kind(link=True), Kind(alpha=True)
SMALL = Kind(width=7, height=7, margin=0.1, pages=5)
ODD = Kind(width=8.5, height=11, pages=25)
# The tool, the kind, and the codes that KDP's, Ingram's and the screen's verdicts have.
CASES = (
    ("typst", "plain", PLAIN, "", "PF007 PF027", "PF007"),
    ("typst", "picture", PICTURE, "PF062", "PF007 PF027 PF050 PF062", "PF007"),
    ("typst", "link", LINK, "PF080", "PF007 PF027 PF080", "PF007"),
    ("typst", "alpha", ALPHA, "PF070", "PF007 PF027 PF070", "PF007"),
    ("typst", "small", SMALL, "PF020 PF035", "PF007 PF020 PF022 PF026 PF027 PF035 PF036", "PF007"),
    ("typst", "odd", ODD, "", "PF007 PF022 PF027", "PF007"),
    # Its title stands on a sheet of the size that pandoc begins with.
    ("pandoc and typst", "two sizes", PLAIN, "PF025", "PF007 PF025 PF027", "PF007"),
    ("pandoc and typst", "link", LINK, "PF025 PF080", "PF007 PF022 PF025 PF027 PF080", "PF007"),
    ("weasyprint", "plain", PLAIN, "", "PF007", "PF007"),
    ("weasyprint", "picture", PICTURE, "PF062", "PF007 PF050 PF062", "PF007"),
    ("weasyprint", "link", LINK, "PF080", "PF007 PF050 PF080", "PF007"),
    ("weasyprint", "alpha", ALPHA, "PF070", "PF007 PF070", "PF007"),
    ("weasyprint", "small", SMALL, "PF020 PF035", "PF007 PF020 PF022 PF026 PF035 PF036", "PF007"),
    ("chromium", "plain", PLAIN, "", "PF007 PF027", "PF007"),
    ("chromium", "picture", PICTURE, "PF062", "PF007 PF027 PF050 PF062", "PF007"),
    ("chromium", "link", LINK, "PF080", "PF007 PF027 PF050 PF080", "PF007"),
    ("chromium", "alpha", ALPHA, "PF070", "PF007 PF027 PF070", "PF007"),
    ("libreoffice", "plain", PLAIN, "", "PF007 PF027", "PF007"),
    ("libreoffice", "picture", PICTURE, "PF062", "PF007 PF027 PF050 PF062", "PF007"),
    ("libreoffice", "link", LINK, "PF080", "PF007 PF027 PF050 PF080", "PF007"),
    ("ghostscript", "plain", PLAIN, "", "PF007 PF027", "PF007"),
    ("ghostscript", "hairline", PICTURE, "PF072", "PF007 PF027 PF072", "PF007"),
    ("ghostscript", "odd", ODD, "", "PF007 PF022 PF027", "PF007"),
    ("ghostscript, locked", "plain", PLAIN, "PF003", "PF003 PF007 PF027", "PF003 PF007"),
    ("ghostscript, no fonts", "plain", PLAIN, "PF040", "PF007 PF027 PF040", "PF007 PF040"),
)


@pytest.mark.long
@pytest.mark.parametrize(
    ("tool", "kind", "verdicts"),
    [(tool, kind, verdicts) for tool, _, kind, *verdicts in CASES],
    ids=[f"{tool}: {name}" for tool, name, *_ in CASES],
)
def test_files_of_others_get_the_right_verdicts(tool: str, kind: Kind, verdicts: list[str], tmp_path: Path) -> None:
    make, needed = MAKERS[tool]
    if missing := [name for name in needed if find_tool(name) is None]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    content = make(kind, tmp_path)
    found = {}
    for name in ("kdp", "ingram", "screen"):
        profile = read_profile(name)
        assert profile is not None
        findings = preflight_content(Order(name="book.pdf", content=content, profile=profile, seconds=60))
        told = {one.code for one in findings if one.severity in ("error", "warning")}
        found[name] = " ".join(sorted(told & JUDGED))
    assert found == dict(zip(("kdp", "ingram", "screen"), verdicts, strict=True))
