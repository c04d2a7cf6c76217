"""A picture whose bytes are none goes in; PD002 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from makeready.model.book import Asset
from makeready.model.node import NodeKind
from makeready.pdf.bind import bind_pdf
from tests.unit.compose.books import node, paragraph, section
from tests.unit.pdf.compositions import composition


def cause() -> tuple[Finding, ...]:
    """Return what is said of it. Reading a manuscript refuses such a picture before it comes so far."""
    picture = Asset(path="images/map.png", media_type="image/png", digest="0", content=b"\x89PNG\r\n\x1a\n and no more")
    image = node(NodeKind.IMAGE, src="images/map.png", alt="a map")
    return bind_pdf(composition(section("one", paragraph(image)), assets=(picture,))).findings
