"""Style codes (ST): the rows of the catalogue for this area."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "ST001",
        Severity.ERROR,
        "style sheet that cannot be used",
        "An edition names a style sheet that is not in the project's styles/ folder, or that may not be read. "
        "Without it the book would not look as its designer wants.",
        "put the file into styles/ or take its name out of the edition in book.toml",
    ),
    Entry(
        "ST002",
        Severity.ERROR,
        "style sheet that is not UTF-8",
        "Style sheets are read as UTF-8; another encoding would turn letters in generated content into others.",
        "save the style sheet as UTF-8",
    ),
    Entry(
        "ST003",
        Severity.ERROR,
        "design token without a value",
        "A rule uses var(--name), but no :root sets --name, it leads to itself, or it grows without end. "
        "The rule would be ignored and the page would look different from what was meant.",
        "set the token in a :root rule of styles/shared.css, or give a fallback: var(--name, value)",
    ),
    Entry(
        "ST004",
        Severity.WARNING,
        "rule that the page engine ignores",
        "The engine that lays out the printed pages does not know a property, value or selector, and leaves the "
        "declaration out.",
        "take the rule out of the print style sheet or write it in a form that the engine knows",
    ),
    Entry(
        "ST005",
        Severity.ERROR,
        "style sheet that asks for an outside file",
        "A style sheet names a file outside the project or an address on the network. A build asks for nothing from "
        "outside, so the picture, font or sheet would be missing.",
        "put the file into the project and name it by its path",
    ),
    Entry(
        "ST006",
        Severity.WARNING,
        "typeface that is not there on paper",
        "A style sheet asks for a typeface that neither makeready nor the project has; the typeface of the text stands "
        "in its place.",
        'put its files into fonts/ (`makeready fonts add "NAME"` copies those of this machine), or keep the rule for '
        "screens in styles/epub.css",
    ),
    Entry(
        "ST007",
        Severity.ERROR,
        "style sheet that is nested too deep",
        "A style sheet has more than a hundred blocks or brackets in one another. Nobody writes that by hand, and the "
        "page engine cannot read it.",
        "look for a bracket that is not closed, or take the nesting apart",
    ),
    Entry(
        "ST008",
        Severity.WARNING,
        "design token that has no effect",
        "Tokens are worked out before the book is made, because many reading systems know no var(). So they hold for a "
        "whole edition, or for a condition such as @media: a rule for some elements cannot set one, and no rule can "
        "follow the tokens of more than three conditions.",
        "set the token in :root, or write the property itself in the rule, under its condition",
    ),
    Entry(
        "ST009",
        Severity.ERROR,
        "style sheet that another one asks for",
        "An @import asks for another style sheet. It is not followed: which sheets an edition has, and in what order, "
        "is told by their names and by book.toml. What is in the other sheet would be missing.",
        'name the other sheet in the edition: styles = ["other.css"], or put its rules in the place of the @import',
    ),
    Entry(
        "ST010",
        Severity.ERROR,
        "A page of no book's size",
        "A page rule of the project's own styles gives a page a side of less than 2 or more than 40 inches.",
        "give the size of the pages as `trim` in book.toml, and leave `size` out of the page rules",
    ),
    Entry(
        "ST011",
        Severity.ERROR,
        "unknown theme",
        "book.toml, or the makeready.toml that it inherits from, asks for a theme that neither makeready nor an "
        "installed package brings.",
        "`makeready themes` lists those that there are",
    ),
    Entry(
        "ST012",
        Severity.ERROR,
        "theme that cannot be used",
        "A theme of an installed package lacks its theme.toml, lies over one that is not there, is not UTF-8, or asks "
        "for other files, which a theme cannot bring.",
        "choose another theme, or ask whoever made this one to mend it",
    ),
)
