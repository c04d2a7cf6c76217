"""Printing conditions: the registered name of one goes in; what an output intent says of it comes out."""

from __future__ import annotations

from typing import Any

import pikepdf

from makeready.dataclass import dataclass
from makeready.pdf.ink.icc import IccProfile

REGISTRY = "http://www.color.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition of the ICC's registry of characterisation data: its name there, and what is printed on what."""

    name: str
    words: str


_OFFSET = "Offset printing according to ISO 12647-2"
CONDITIONS: dict[str, Condition] = {
    name: Condition(name=name, words=words)
    for name, words in (
        ("CGATS TR 001", "Web-offset publication printing on coated paper, SWOP"),
        ("CGATS TR 003", "Web-offset publication printing on grade 3 paper, SWOP 2006"),
        ("CGATS TR 005", "Web-offset publication printing on grade 5 paper, SWOP 2006"),
        ("CGATS TR 006", "Commercial sheet-fed offset on grade 1 coated paper, GRACoL 2006"),
        ("CGATS21_CRPC1", "Cold-set newsprint, CGATS.21-2"),
        ("CGATS21_CRPC2", "Heat-set newsprint, CGATS.21-2"),
        ("CGATS21_CRPC3", "Premium uncoated paper, CGATS.21-2"),
        ("CGATS21_CRPC4", "Super-calendered paper, CGATS.21-2"),
        ("CGATS21_CRPC5", "Coated publication paper, SWOP 2013, CGATS.21-2"),
        ("CGATS21_CRPC6", "Premium coated paper, GRACoL 2013, CGATS.21-2"),
        ("CGATS21_CRPC7", "Large gamut on premium coated paper, CGATS.21-2"),
        ("FOGRA27", f"{_OFFSET}:1996, gloss or matt coated paper"),
        ("FOGRA28", f"{_OFFSET}:1996, web coated paper"),
        ("FOGRA29", f"{_OFFSET}:1996, uncoated white paper"),
        ("FOGRA30", f"{_OFFSET}:1996, uncoated yellowish paper"),
        ("FOGRA39", f"{_OFFSET}:2004, gloss or matt coated paper"),
        ("FOGRA45", f"{_OFFSET}:2004, improved light-weight coated paper"),
        ("FOGRA46", f"{_OFFSET}:2004, standard light-weight coated paper"),
        ("FOGRA47", f"{_OFFSET}:2004, uncoated white paper"),
        ("FOGRA51", f"{_OFFSET}:2013, premium coated paper"),
        ("FOGRA52", f"{_OFFSET}:2013, wood-free uncoated paper"),
        ("IFRA26", "Cold-set newspaper printing according to ISO 12647-3:2005"),
        ("JC200103", "Japan Color 2001, coated paper"),
        ("JC200104", "Japan Color 2001, uncoated paper"),
    )
}


def find_condition(name: str | None) -> Condition | None:
    """Return the registered condition of this name, None where it is not one of ours."""
    return CONDITIONS.get(name) if name else None


def make_intent(pdf: pikepdf.Pdf, name: str, icc: IccProfile | None) -> Any:
    """Return the output intent for PDF/X (ISO 32000-1, 14.11.5): the name, and the profile where one is given.

    With neither a registered name nor words of its own a condition would be an untruth, so one that is not registered
    gets no registry, and the words are those of its profile.
    """
    condition = find_condition(name)
    intent = pikepdf.Dictionary(Type=pikepdf.Name.OutputIntent, S=pikepdf.Name.GTS_PDFX)
    intent.OutputConditionIdentifier = pikepdf.String(name)
    words = condition.words if condition else (icc.name if icc else name)
    intent.OutputCondition = pikepdf.String(words)
    intent.Info = pikepdf.String(words)
    if condition:
        intent.RegistryName = pikepdf.String(REGISTRY)
    if icc is not None:
        intent.DestOutputProfile = pdf.make_stream(icc.content, N=icc.size)
    return pdf.make_indirect(intent)


def make_registration_space(pdf: pikepdf.Pdf) -> Any:
    """Return the space in which one number inks all plates, for marks outside the bleed (ISO 32000-1, 8.6.6.4)."""
    likeness = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)
    return pdf.make_indirect(
        pikepdf.Array([pikepdf.Name.Separation, pikepdf.Name.All, pikepdf.Name.DeviceCMYK, pdf.make_indirect(likeness)])
    )
