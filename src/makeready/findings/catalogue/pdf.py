"""PDF codes (PD): the rows of the catalogue for this area."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.catalogue.pdf_ink import INK_ENTRIES
from makeready.findings.catalogue.pdf_rules import RULE_ENTRIES

ENTRIES: tuple[Entry, ...] = (*RULE_ENTRIES, *INK_ENTRIES)
