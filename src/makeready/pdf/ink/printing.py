"""Printing: a finished PDF and its receiver's profile go in; the PDF as the press takes it, and findings, come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

import pikepdf

from makeready.dataclass import dataclass
from makeready.findings import Finding
from makeready.findings.catalogue import observe
from makeready.model.ink import SpotInk
from makeready.model.profile import Profile
from makeready.pdf.ink.cleaning import clean, list_drawn_fonts, list_loose_fonts, nest_boxes
from makeready.pdf.ink.colours import Inks
from makeready.pdf.ink.conditions import find_condition, make_intent
from makeready.pdf.ink.icc import Conversion, IccProfile, UnusableProfileError, read_profile
from makeready.pdf.ink.refused import UnflattenableError
from makeready.pdf.ink.rewriter import Rewriter
from makeready.pdf.ink.spots import Spots
from makeready.pdf.ink.standards import STANDARDS, Saving, Standard, plan_saving, write_claim

# The facts that each PDF/X wants in Info (ISO 15930-1, -3, -4, -6 and -7).
_SHOWN = 10  # pages that a finding names; a fault of the style sheet is on all of them
_FACTS = ("/Title", "/CreationDate", "/ModDate", "/Creator", "/Producer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What was done to a PDF: findings, how it must be written, and the standard that it may claim and does."""

    findings: tuple[Finding, ...] = ()
    saving: Saving = field(default_factory=Saving)
    claimed: str | None = None


def prepare_print(
    pdf: pikepdf.Pdf, profile: Profile, *, icc: bytes | None = None, spots: Sequence[SpotInk] = ()
) -> Prepared:
    """Change `pdf` in place into what `profile` asks for, and return what there is to say of it.

    `icc` is the profile of the printing condition; without one colours are converted by a formula that is the same
    everywhere. `spots` are the book's inks of their own: they get plates where the receiver prints such inks, and are
    printed by their likeness elsewhere. With an error among the findings the PDF is not fit to be written.
    """
    findings: list[Finding] = []
    standard = STANDARDS.get(profile.standard or "")
    printed = _read_icc(icc, findings)
    target = profile.colour
    if standard is not None and standard.inks_only and target not in ("cmyk", "gray"):
        target = "cmyk"
    conversion = _make_conversion(printed, target, findings)
    limit = profile.ink_limit / 100 if profile.ink_limit else None
    inks = Inks(target=target, limit=limit, conversion=conversion, black_ink=profile.black_ink)
    clean(pdf, profile, strict=standard is not None)
    flat = profile.transparency is False or (standard is not None and standard.flat)
    own = Spots(pdf, inks, spots, plates=profile.spot_inks > 0)
    _rewrite(pdf, inks, own, findings, flat=flat)
    findings += [
        observe("PD056", f"the ink {name} is used nowhere: nothing in the PDF has one of its colours")
        for name in own.list_unused()
    ]
    if standard is None:
        return Prepared(findings=tuple(findings))
    nest_boxes(pdf)
    claimed = _claim(pdf, profile, standard, printed, findings)
    return Prepared(findings=tuple(findings), saving=plan_saving(standard), claimed=standard.name if claimed else None)


def _read_icc(icc: bytes | None, findings: list[Finding]) -> IccProfile | None:
    if icc is None:
        return None
    try:
        return read_profile(icc)
    except UnusableProfileError as error:
        findings.append(observe("PD053", str(error)))
        return None


def _make_conversion(icc: IccProfile | None, target: str, findings: list[Finding]) -> Conversion | None:
    if icc is None or target != "cmyk":
        return None
    try:
        return Conversion(icc)
    except UnusableProfileError as error:
        findings.append(observe("PD053", str(error)))
        return None


def _rewrite(pdf: pikepdf.Pdf, inks: Inks, spots: Spots, findings: list[Finding], *, flat: bool) -> None:
    if inks.size is None and not inks.black_ink and not flat:
        return
    seen: dict[tuple[str, str], list[int]] = {}

    def refused(page: int, error: Exception) -> None:
        code = "PD050" if isinstance(error, UnflattenableError) else "PD051"
        pages = seen.setdefault((code, str(error)), [])
        if page + 1 not in pages:
            pages.append(page + 1)

    for name in list_drawn_fonts(pdf) if inks.size is not None else []:
        seen[("PD051", f"the drawn typeface {name}")] = []
    rewriter = Rewriter(pdf, inks, flat=flat, refused=refused, spots=spots)
    rewriter.rewrite()
    for (code, what), pages in seen.items():
        location = f"page {pages[0]}" if pages else None
        more = (_list_pages(pages[1:]),) if len(pages) > 1 else ()
        said = (
            f"{what} cannot be printed without transparency"
            if code == "PD050"
            else f"{what} cannot be brought into the inks"
        )
        findings.append(observe(code, said, location=location, notes=more))
    if rewriter.coloured and inks.conversion is None and inks.size == 4:
        findings.append(
            observe("PD052", "colours became inks by a formula, for no profile of the printing condition was given")
        )


def _list_pages(pages: list[int]) -> str:
    shown = ", ".join(str(page) for page in pages[:_SHOWN])
    rest = f" and {len(pages) - _SHOWN} more" if len(pages) > _SHOWN else ""
    return f"also on {'page' if len(pages) == 1 else 'pages'} {shown}{rest}"


def _claim(
    pdf: pikepdf.Pdf, profile: Profile, standard: Standard, icc: IccProfile | None, findings: list[Finding]
) -> bool:
    """Put the output intent and the claim of the standard in, where all holds that it asks for; say what does not."""
    condition = profile.condition
    missing: list[str] = []
    if icc is not None and icc.version >= (4, 0) and standard.pdf < "1.5":
        # PDF 1.3 and 1.4 know profiles of version 2 only (ISO 32000-1, table 67); the registered name says it as well.
        icc = None
    if condition is None and icc is not None:
        condition = icc.name
    if condition is None:
        missing.append("a printing condition")
    elif icc is None and standard.needs_profile:
        missing.append(f"the ICC profile of {condition}")
    elif icc is None and find_condition(condition) is None:
        missing.append(f"the ICC profile of {condition}, which is no registered condition")
    missing += [f"“{name.lstrip('/')}” in the metadata" for name in _FACTS if name not in pdf.docinfo]
    loose = list_loose_fonts(pdf)
    findings += [observe("PD055", f"the typeface {name} is not in the file") for name in loose]
    if condition is not None:
        pdf.Root.OutputIntents = pikepdf.Array([make_intent(pdf, condition, icc)])
    if missing:
        message = f"the PDF does not say that it is {standard.version}: it wants {'; '.join(missing)}"
        findings.append(observe("PD054", message))
    if missing or any(finding.severity == "error" for finding in findings):
        return False
    write_claim(pdf, standard)
    return True
