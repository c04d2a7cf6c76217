"""Fitting: a print edition and a profile go in; the edition as its receiver wants it, and what does not fit, come out.

What book.toml says itself is never changed: where the profile forbids it, a finding says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from makeready.findings import Finding, observe
from makeready.model.edition import PrintEdition
from makeready.model.profile import BINDINGS, Binding, Profile

# Points that a running head of two lines takes with the white below it, and the line of a folio, in any theme of ours.
_HEAD = 44.0
_FOLIO = 16.0
_SLACK = 0.05
# More blank pages behind a book than this look like a mistake, and some receivers say so.
MOST_BLANKS = 10


# The standards that can be asked for without a receiver: PDF/UA-1, PDF/A-3a, and those of PDF/X.
_INKS = ("pdf/x-1a:2001", "pdf/x-1a:2003", "pdf/x-3:2002", "pdf/x-3:2003", "pdf/x-4")
STANDARDS = ("pdf/ua-1", "pdf/a-3a", *_INKS)


def ask_for_standard(standard: str) -> Profile | None:
    """Return the profile of a receiver who asks for a standard and nothing else, None where it wants no changes."""
    title = standard.upper()
    if standard == "pdf/a-3a":
        return Profile(name=standard, title=title, standard=standard, tagged=True, attached=True)
    if standard in _INKS:
        return Profile(
            name=standard,
            title=title,
            standard=standard,
            colour="cmyk",
            condition="FOGRA39",
            bookmarks=False,
            annotations=False,
            tagged=False,
        )
    return None


def fit_edition(edition: PrintEdition, profile: Profile) -> PrintEdition:
    """Return `edition` for the receiver of `profile`, in all that book.toml leaves open."""
    fixed = {key for key, _ in edition.fixed}
    changes: dict[str, object] = {"profile": profile}
    if profile.marks is not None and "marks" not in fixed:
        changes["marks"] = profile.marks
    if "standard" not in fixed:
        changes["standard"] = profile.standard
    if "tagged" not in fixed:
        # Tags of links need the links.
        changes["tagged"] = profile.tagged if profile.tagged is not None else profile.annotations is not False
    if profile.most_resolution is not None and "image_resolution" not in fixed:
        changes["image_resolution"] = min(edition.image_resolution or profile.most_resolution, profile.most_resolution)
    if "trim" not in fixed and not profile.offers(edition.trim):
        changes["trim"] = _find_near(edition.trim, profile)
    return widen_margins(replace(edition, **changes), profile.least_pages)  # type: ignore[arg-type]


def widen_margins(edition: PrintEdition, pages: int) -> PrintEdition:
    """Return `edition` with the margins that its profile asks of so many pages, where book.toml leaves them open."""
    if edition.profile is None:
        return edition
    fixed = {key for key, _ in edition.fixed}
    margins = edition.margins
    for side, least in list_least_margins(edition, pages):
        if f"margins.{side}" not in fixed and getattr(margins, side) < least:
            margins = replace(margins, **{side: least})
    return replace(edition, margins=margins)


def list_least_margins(edition: PrintEdition, pages: int) -> Iterator[tuple[str, float]]:
    """Yield each margin and the least that the profile asks of so many pages, in points."""
    profile = edition.profile
    if profile is None:
        return
    outer = profile.find_outer(edition.bleed)
    top = bottom = outer
    if profile.heads_count and outer:
        # A head stands near the text, a folio below it in the middle of the margin.
        top, bottom = outer + _HEAD, 2 * outer + _FOLIO
    yield from (("top", top), ("bottom", bottom), ("outer", outer), ("inner", profile.find_inner(pages)))


def judge_edition(edition: PrintEdition) -> Iterator[Finding]:
    """Yield what book.toml says of an edition and its receiver does not take."""
    profile = edition.profile
    if profile is None:
        return
    spans = dict(edition.fixed)

    def report(key: str, message: str, hint: str) -> Finding:
        clause = profile.find_clause(key.partition(".")[0])
        notes = (f"{clause.source} ({clause.status}, read {clause.read})",) if clause else ()
        place = spans.get(key) or spans.get("profile")
        where = None if place else f"the edition {edition.name}"
        return observe("MD026", message, span=place, location=where, hint=hint, notes=notes)

    if not profile.offers(edition.trim):
        sizes = ", ".join(f"{w / 72:g} × {h / 72:g}" for w, h in profile.trims[:20])
        offered = f"one of {sizes} in" if sizes else "a size between those of the profile"
        yield report("trim", f"{profile.title} takes no page of {_inches(edition.trim)}", f"choose {offered}")
    least = profile.bleed or 0.0
    if 0 < edition.bleed < least - _SLACK:
        message = f"{profile.title} asks for a bleed of {least / 72:.3f} in, not {edition.bleed / 72:.3f}"
        yield report("bleed", message, f'write bleed = "{least / 72:.3f} in", or take it out')
    if edition.marks and profile.marks is False:
        yield report("marks", f"{profile.title} takes no files with marks", "take marks out")
    if edition.standard != profile.standard and profile.standard is not None:
        message = f"{profile.title} asks for {profile.standard}, not {edition.standard}"
        yield report("standard", message, "take standard out")
    for side, white in list_least_margins(edition, profile.least_pages):
        yield from _judge_margin(edition, side, white, profile.least_pages)


def _judge_margin(edition: PrintEdition, side: str, white: float, pages: int) -> Iterator[Finding]:
    profile, given = edition.profile, getattr(edition.margins, side)
    if profile is None or given >= white - _SLACK:
        return
    key = "inner" if side == "inner" else "outer"
    clause = profile.find_clause(key)
    notes = (f"{clause.source} ({clause.status}, read {clause.read})",) if clause else ()
    place = dict(edition.fixed).get(f"margins.{side}")
    head = ", head and folio included" if side in ("top", "bottom") and profile.heads_count else ""
    message = (
        f"{profile.title} asks for {white / 72:.3f} in at the {side} side of {pages} pages{head}; "
        f"book.toml says {given / 72:.3f}"
    )
    hint = f'write {side} = "{white / 72:.3f} in", or take it out'
    yield observe("MD026", message, span=place, location=None if place else edition.name, hint=hint, notes=notes)


def judge_pages(edition: PrintEdition, pages: int) -> Iterator[Finding]:
    """Yield what a finished edition of so many pages has that its receiver does not take."""
    profile = edition.profile
    if profile is None:
        return
    place = f"the edition {edition.name}"
    if pages < profile.least_pages:
        message = f"{profile.title} takes no book of fewer than {profile.least_pages} pages; this one has {pages}"
        yield observe("PD043", message, location=place)
    if profile.most_pages is not None and pages > profile.most_pages:
        message = f"{profile.title} takes no book of more than {profile.most_pages} pages; this one has {pages}"
        yield observe("PD043", message, location=place)
    inner = profile.find_inner(pages)
    # One that book.toml leaves open was widened; one that was too small for any count is told already.
    if "margins.inner" in dict(edition.fixed) and inner > profile.find_inner(profile.least_pages):
        yield from _judge_margin(edition, "inner", inner, pages)


def count_blanks(profile: Profile | None, pages: int, *, ends_blank: bool) -> int:
    """Return how many blank pages go behind a book of so many, the last of which is blank or not.

    They make a multiple, a blank last page, or the least count of the profile, the latter only where few are enough.
    """
    if profile is None:
        return 0
    wanted = pages + (profile.last_blank and not ends_blank)
    if pages < profile.least_pages <= pages + MOST_BLANKS:
        wanted = max(wanted, profile.least_pages)
    return math.ceil(wanted / profile.page_multiple) * profile.page_multiple - pages


def refuse_binding(profile: Profile, binding: str) -> Finding:
    """Return what is said of a binding that the receiver does not offer, or that nobody does."""
    named = profile.title or profile.name
    if binding not in BINDINGS:
        return observe("PD067", f"“{binding[:40]}” is none of {', '.join(BINDINGS)}")
    offered = profile.bindings
    said = f"it offers {', '.join(offered)}" if offered else "it binds no books"
    return observe("PD067", f"{named} offers no {binding}; {said}")


def judge_count(profile: Profile, bound: Binding, pages: int) -> Iterator[Finding]:
    """Yield what is said of a book of so many pages that the receiver does not bind so."""
    if max(1, bound.least_pages) <= pages <= (bound.most_pages or pages):
        return
    named = profile.title or profile.name
    most = f" and at most {bound.most_pages}" if bound.most_pages else ""
    whose = "" if bound.name == "paperback" else f" in a {bound.name}"
    yield observe("PD061", f"the book has {pages} pages; {named} takes at least {bound.least_pages}{most}{whose}")


def _find_near(trim: tuple[float, float], profile: Profile) -> tuple[float, float]:
    """Return the offered trim that is nearest."""
    if profile.trims:
        return min(profile.trims, key=lambda one: abs(one[0] - trim[0]) + abs(one[1] - trim[1]))
    least, most = profile.trim_range or (trim, trim)
    width, height = (min(max(side, low), high) for low, side, high in zip(least, trim, most, strict=True))
    return width, height


def _inches(size: tuple[float, float]) -> str:
    return f"{size[0] / 72:.2f} × {size[1] / 72:.2f} in"
