"""Every process that is to lay out pages is killed; PD008 comes out, and no traceback."""

from __future__ import annotations

import pytest

from makeready.findings import Finding
from makeready.pdf import job_runner, layout_pool
from makeready.pdf.bind import bind_pdf
from makeready.workshop import Workshop
from tests.unit.compose.books import paragraph, section
from tests.unit.pdf.compositions import composition
from tests.unit.workers.tasks import kill_itself


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(job_runner, "_WORTHWHILE", 0)
        patch.setattr(layout_pool, "work", kill_itself)
        return bind_pdf(composition(section("one", paragraph("Words."))), Workshop(workers=2)).findings
