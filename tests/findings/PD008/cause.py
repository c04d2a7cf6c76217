"""Every process that is to lay out pages is killed; PD008 comes out, and no traceback."""

from __future__ import annotations

import pytest

from makeready.findings import Finding
from makeready.pdf import floor, hands
from makeready.pdf.bind import bind_pdf
from makeready.workshop import Workshop
from tests.unit.compose.books import paragraph, section
from tests.unit.crew.tasks import kill_itself
from tests.unit.pdf.compositions import composition


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(floor, "_WORTHWHILE", 0)
        patch.setattr(hands, "work", kill_itself)
        return bind_pdf(composition(section("one", paragraph("Words."))), Workshop(workers=2)).findings
