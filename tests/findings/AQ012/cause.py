"""A page that scripts would fill goes in; the finding of AQ012 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.unit.acquire.sources import cause as acquire


def cause() -> tuple[Finding, ...]:
    """Return what is found about it."""
    return acquire({"page.html": "<html><body><nav>Home</nav><script>show()</script></body></html>"}, "AQ012")
