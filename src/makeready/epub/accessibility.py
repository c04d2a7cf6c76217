"""Accessibility metadata: the survey of a book's own text goes in; schema.org rows and a claim, if earned, come out.

Nothing here is written because it usually holds: each row was computed from the content documents, or is absent.
EPUB Accessibility 1.1: https://www.w3.org/TR/epub-a11y-11/
Values: https://www.w3.org/community/reports/a11y-discov-vocab/CG-FINAL-vocabulary-20230718/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field

from makeready.dataclass import dataclass
from makeready.epub.contrast import find_faint
from makeready.epub.metadata import MetadataRows, Row
from makeready.epub.survey import Survey
from makeready.findings import Finding, observe
from makeready.late_pattern import late_pattern
from makeready.model.book import Asset, Book
from makeready.style.sheet import Style
from makeready.style.tokens import walk

_SIZING = frozenset({"font", "font-size", "line-height"})
_ABSOLUTE = frozenset({"px", "pt", "pc", "cm", "mm", "in", "q"})
_MOVING = frozenset({"animation", "animation-name"})
_MOVING_SVG = late_pattern(rb"<(?:animate|set\b|script)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessFacts:
    """What accessibility is computed from: the survey, the style sheets, the assets by their place, the lists."""

    survey: Survey
    style: Style
    assets: Mapping[str, Asset] = field(default_factory=dict)
    has_contents: bool
    has_cover: bool


def describe_access(book: Book, facts: AccessFacts) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """Return the rows about accessibility; where a claim is asked for and cannot be made, a finding that says why."""
    rows = MetadataRows()
    survey = facts.survey
    informative = [p for p in survey.pictures if not p.decorative]
    undescribed = [p for p in informative if not p.alt]
    moving = _list_moving(facts)
    visual = bool(informative)
    # A cover alone adds nothing that the title page does not say: it makes no book "visual".
    for mode in ("textual", "visual") if visual else ("textual",):
        rows.meta("schema:accessMode", mode)
    if not undescribed:
        rows.meta("schema:accessModeSufficient", "textual")
    if visual:
        rows.meta("schema:accessModeSufficient", "textual,visual")
    for feature in _list_features(facts, bool(informative), bool(undescribed)):
        rows.meta("schema:accessibilityFeature", feature)
    rows.meta("schema:accessibilityHazard", "unknown" if moving else "none")
    failures = _list_failures(facts, moving, len(undescribed))
    claim = book.conformance
    rows.meta("schema:accessibilitySummary", _summarise(facts, len(undescribed), moving), xml_lang="en")
    findings = list(rows.findings)
    if claim and not failures:
        rows.meta("dcterms:conformsTo", claim.standard, id="conformance")
        rows.meta("a11y:certifiedBy", claim.certified_by, "conformance")
    elif claim:
        message = f"the EPUB does not claim “{claim.standard}”: {failures[0]}"
        findings.append(observe("EP007", message, notes=failures[1:]))
    return tuple(rows.rows), tuple(findings)


def _list_features(facts: AccessFacts, pictures: bool, undescribed: bool) -> tuple[str, ...]:
    survey = facts.survey
    wanted = (
        # The page of the cover always has its words; other pictures may lack theirs.
        ("alternativeText", (pictures or facts.has_cover) and not undescribed),
        ("displayTransformability", not _fixes_sizes(facts.style)),
        ("index", survey.index),
        ("MathML", survey.maths > 0),
        ("pageBreakMarkers", bool(survey.markers)),
        ("pageNavigation", bool(survey.markers)),
        ("readingOrder", True),
        ("structuralNavigation", bool(survey.headings) and not _list_skips(survey)),
        ("tableOfContents", facts.has_contents),
    )
    return tuple(name for name, holds in wanted if holds)


def _list_skips(survey: Survey) -> tuple[str, ...]:
    """Return the places where a heading is more than one level below the one before it in the same file."""
    skips = []
    before: dict[str, int] = {}
    for document, line, level in survey.headings:
        if document in before and level > before[document] + 1:
            skips.append(f"{document}:{line}")
        before[document] = level
    return tuple(skips)


def _list_moving(facts: AccessFacts) -> tuple[str, ...]:
    """Return what moves, flashes, sounds or runs, and so may harm or cannot be told."""
    moving = set(facts.survey.moving)
    for href, asset in facts.assets.items():
        content = asset.content
        kind = asset.media_type
        if (
            (kind == "image/gif" and content.count(b"\x21\xf9\x04") > 1)
            or (kind == "image/png" and b"acTL" in content[:4096])
            or (kind == "image/webp" and b"ANIM" in content[:4096])
            or (kind == "image/svg+xml" and _MOVING_SVG.search(content))
            or kind.startswith(("video/", "audio/"))
        ):
            moving.add(href)
    if _moves(facts.style):
        moving.add("an animation in the style sheet")
    return tuple(sorted(moving))


def _fixes_sizes(style: Style) -> bool:
    """Return True where a rule sets sizes of letters or lines that do not follow the reader's."""
    sizes = (token for one in style.declarations if one.name in _SIZING for token in walk(one.tokens))
    return any(token.type == "dimension" and token.lower_unit in _ABSOLUTE for token in sizes)


def _moves(style: Style) -> bool:
    named = any(rule.name.endswith("keyframes") for rule in style.at_rules)
    set_off = (one for one in style.declarations if one.name.removeprefix("-webkit-") in _MOVING)
    return named or any(one.value.lower() != "none" for one in set_off)


def _list_failures(facts: AccessFacts, moving: tuple[str, ...], undescribed: int) -> tuple[str, ...]:
    """Return what stands against WCAG 2.2 AA and EPUB Accessibility 1.1, as far as it can be computed."""
    survey = facts.survey
    skips = _list_skips(survey)
    faint = find_faint(facts.style)
    reasons = (
        (undescribed, f"{undescribed} picture(s) without words for those who do not see them"),
        (bool(moving), f"something in it moves, sounds or runs: {', '.join(moving)}"),
        (bool(skips), f"headings skip a level at {', '.join(skips[:3])}"),
        (not facts.has_contents, "it has no table of contents"),
        (bool(survey.without_language), f"no language is set in {', '.join(survey.without_language[:3])}"),
        (bool(survey.without_title), f"no title in {', '.join(survey.without_title[:3])}"),
        (survey.empty_links, f"{survey.empty_links} link(s) without words"),
        (survey.tables_without_heads, f"{survey.tables_without_heads} table(s) without header cells"),
        (bool(faint), f"colours of the style sheet are too faint: {'; '.join(faint[:3])}"),
    )
    return tuple(reason for holds, reason in reasons if holds)


def _summarise(facts: AccessFacts, undescribed: int, moving: tuple[str, ...]) -> str:
    survey = facts.survey
    informative = sum(not p.decorative for p in survey.pictures)
    parts = [
        "The text can be read aloud, enlarged and re-flowed"
        if not _fixes_sizes(facts.style)
        else "The text can be read aloud"
    ]
    if facts.has_contents:
        parts[0] += ", and the table of contents leads to each of its parts"
    parts[0] += "."
    if informative:
        told = "all" if not undescribed else f"{informative - undescribed}"
        parts.append(f"It has {informative} picture{'s' * (informative > 1)}, {told} described in words.")
    else:
        parts.append(
            "Nothing in it needs to be seen."
            if not facts.has_cover
            else "Nothing in it needs to be seen but the cover, which is described."
        )
    if survey.maths:
        parts.append("Formulas are given as MathML.")
    if survey.markers:
        parts.append("The pages of the printed edition are marked and listed.")
    parts.append("It may hold moving or sounding parts." if moving else "Nothing in it moves, flashes or sounds.")
    return " ".join(parts)
