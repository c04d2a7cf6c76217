"""Separations: the inks of all pages and a receiver's profile go in; whether he prints so many plates comes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from makeready.checks.preflight.colours import is_process
from makeready.checks.preflight.facts import FileFacts, PageFacts
from makeready.checks.preflight.telling import tell
from makeready.findings import Finding
from makeready.model.profile import Profile


def list_separations(pages: Sequence[PageFacts]) -> dict[str, int]:
    """Return the inks of their own, by their names, each with the first page that has it."""
    found: dict[str, int] = {}
    for page in pages:
        for ink in page.inks:
            for name in ink.names:
                if not is_process(name) and name != "All":
                    found.setdefault(name, page.number)
    return found


def find_separations(pages: Sequence[PageFacts], file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """There are no more inks of their own than are printed; those that are, are listed."""
    found = list_separations(pages)
    if not found or not profile.spot_inks:
        return  # where none is printed, each place is told (PF053)
    told = ", ".join(f"{name} (from page {page})" for name, page in found.items())
    if len(found) > profile.spot_inks:
        message = f"the file has {len(found)} inks of their own; {profile.spot_inks} are printed: {told}"
        yield tell("PF061", message, profile, "spot_inks", location=file.name)
    else:
        yield tell("PF033", f"plates of their own are made: {told}", profile, "spot_inks", location=file.name)
