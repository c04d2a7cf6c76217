"""PDF codes from PD050 on: what stands in the way of printing a PDF in inks, as rows of the catalogue."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

_ERROR, _WARNING, _ADVICE = Severity.ERROR, Severity.WARNING, Severity.ADVICE

INK_ENTRIES: tuple[Entry, ...] = (
    Entry(
        "PD050",
        _ERROR,
        "transparency that cannot be flattened",
        "The receiver of this PDF takes no transparency. What lies over blank paper or over one even rectangle"
        " was turned into opaque colour that looks the same. Elsewhere there is no exact likeness that keeps words"
        " as words.",
        "give what is named an opaque colour, or move it off what lies beneath it",
    ),
    Entry(
        "PD051",
        _ERROR,
        "colour that cannot be converted",
        "The receiver of this PDF takes other colours than these, and this kind of colour, picture or gradient is"
        " not one that can be converted without loss.",
        "use a plain colour, a gradient along a line or out of a point, or a picture in RGB or gray",
    ),
    Entry(
        "PD052",
        _ADVICE,
        "colours converted without a profile",
        "Colours were turned into inks by a formula, the same on every machine: neutral ones into black alone,"
        " the gray in others into black. An ICC profile of the printing condition gives colours nearer to those on"
        " the screen.",
        "give the ICC profile that the printer names",
    ),
    Entry(
        "PD053",
        _ERROR,
        "profile that cannot be used",
        "The file that was given as the ICC profile of the printing condition is none, is damaged, or is not one"
        " of inks.",
        "give a CMYK profile of class “printer”, as printers offer them",
    ),
    Entry(
        "PD054",
        _WARNING,
        "standard not claimed",
        "A PDF says that it is one of a PDF/X only when all that the standard asks for is in it. What is named is"
        " missing, so the file is made in all else as the standard has it, and does not say so.",
        "give what the message names",
    ),
    Entry(
        "PD055",
        _ERROR,
        "typeface that is not in the file",
        "Who prints takes the typefaces of the file only: all standards of the PDF/X family want each of them"
        " embedded.",
        "use typefaces whose files the project has",
    ),
    Entry(
        "PD056",
        _ADVICE,
        "ink of its own that nothing uses",
        "A plate is made, and paid for, of each ink that is used. Nothing has a colour that this one stands for.",
        "write the colour as the style sheet has it, or take the ink out of book.toml",
    ),
)
