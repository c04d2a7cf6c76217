"""Telling: what was found and the clause that it is about go in; a finding that names who asks for it comes out."""

from __future__ import annotations

from makeready.findings import Finding, Severity, observe
from makeready.model.profile import Profile


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
