"""Telling: what was found and the clause that it is about go in; a finding that names who asks for it comes out.

What both kinds of rules ask of a profile stands here too.
"""

from __future__ import annotations

from makeready.checks.preflight.facts import PageFacts, Place
from makeready.findings import Finding, Severity, observe
from makeready.model.profile import Profile

NEAR = 0.3  # points by which boxes may differ: a tenth of a millimetre


def tell(code: str, message: str, profile: Profile, key: str | None = None, *, location: str | None = None) -> Finding:
    """Return a finding with the clause that asks for it; a clause that nobody has confirmed stops no file."""
    clause = profile.find_clause(key) if key else None
    if clause is None:
        return observe(code, message, location=location)
    sure = "" if clause.status in ("published", "standard", "measured") else f", {clause.status}"
    finding = observe(code, message, location=location, notes=(f"{clause.source} (read {clause.read}{sure})",))
    if clause.status == "unconfirmed" and finding.severity is Severity.ERROR:
        return observe(code, message, location=location, notes=finding.notes, severity=Severity.WARNING)
    return finding


def name_place(page: PageFacts, place: Place | None = None) -> str:
    """Return "page 7", or "page 7 at 36, 540": points from the lower left corner of the page as cut."""
    if place is None:
        return f"page {page.number}"
    return f"page {page.number} at {place[0] * page.unit:.0f}, {place[1] * page.unit:.0f}"


def is_standard(profile: Profile, *names: str) -> bool:
    """Return True where the receiver asks for a standard whose name begins with one of `names`."""
    return profile.standard is not None and profile.standard.startswith(names)


def name_standard(profile: Profile) -> str:
    """Return the receiver's standard as its own text writes it, "" where none is asked for."""
    return (profile.standard or "").upper().replace("PDF/X-1A", "PDF/X-1a")


def is_print(profile: Profile) -> bool:
    """Return True unless the receiver wants a tagged file, for a screen."""
    return profile.tagged is not True
