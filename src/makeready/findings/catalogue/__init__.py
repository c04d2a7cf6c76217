"""The catalogue: a code goes in; what it means, how grave it is and how to mend it come out.

Codes are data, one module an area: MS manuscript, MD metadata, BF book folders of other systems, XR links, ST style,
EP EPUB, PD PDF, TY typography, FO fonts, PY parity, WS workspace (from WS050 on: the press), VF verify, PF
preflight, PK package, AQ acquire. A code is never reused; a retired one stays in `RETIRED`.
"""

from __future__ import annotations

from collections.abc import Sequence

from makeready.findings.catalogue import (
    acquire_attribution,
    acquiring,
    covers,
    ebook_preflight,
    epub,
    folders,
    fonts,
    layout,
    links,
    manuscript,
    metadata,
    packaging,
    parity,
    pdf,
    preflight,
    press,
    style,
    typography,
    verify,
    workspace,
)
from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Finding, Severity
from makeready.findings.span import Span

RETIRED: frozenset[str] = frozenset()

_AREAS = (
    manuscript,
    metadata,
    folders,
    links,
    style,
    typography,
    fonts,
    epub,
    layout,
    pdf,
    covers,
    parity,
    workspace,
    press,
    verify,
    preflight,
    ebook_preflight,
    packaging,
    acquiring,
    acquire_attribution,
)

CATALOGUE: dict[str, Entry] = {entry.code: entry for area in _AREAS for entry in area.ENTRIES}

__all__ = ["CATALOGUE", "RETIRED", "Entry", "observe"]


def observe(
    code: str,
    message: str,
    *,
    span: Span | None = None,
    location: str | None = None,
    notes: Sequence[str] = (),
    hint: str | None = None,
    origin: str | None = None,
    severity: Severity | None = None,
) -> Finding:
    """Return a finding of `code` with this message; severity and remedy are the catalogue's unless given."""
    entry = CATALOGUE[code]
    return Finding(
        code=code,
        severity=severity or entry.severity,
        message=message,
        span=span,
        location=location,
        notes=tuple(notes),
        hint=hint or entry.remedy,
        origin=origin,
    )
