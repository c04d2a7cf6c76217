"""PDF codes from PD020 on: what the checks of a finished PDF find, as rows of the catalogue."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_REPORT = "build it again; if the message stays, report it with the file"
_STYLES = "build without the project's own styles to see whether they are the reason; if not, report it"

RULE_ENTRIES: tuple[Entry, ...] = (
    Entry(
        "PD020",
        _ERROR,
        "file that is no sound PDF",
        "The file cannot be opened or its objects are not what the standard says (ISO 32000), so viewers and printers"
        " may refuse it or show something else.",
        "make the file again",
    ),
    Entry(
        "PD021",
        _ERROR,
        "page of another size",
        "The TrimBox tells the printer where the page is cut. It has to be there wherever there is bleed, and has the"
        " size that the edition's `trim` names on every page.",
        "look for `@page { size: … }` in the project's own styles; the size belongs in book.toml under `trim`",
    ),
    Entry(
        "PD022",
        _ERROR,
        "boxes that do not fit",
        "Around the trim lies the bleed, around that the medium. A printer refuses pages whose boxes are not nested so,"
        " or whose bleed is less than promised.",
        "look for `bleed` and `marks` in the project's own styles; both belong in book.toml",
    ),
    Entry(
        "PD023",
        _ERROR,
        "typeface that is not embedded",
        "A PDF without its fonts is set in whatever the printer's machine has. All printers refuse it.",
        "use the theme's families; a picture in SVG may name another one: turn its text into outlines",
    ),
    Entry(
        "PD024",
        _ERROR,
        "typeface of the machine",
        "A typeface that is neither the theme's nor the project's got into the pages, so another machine makes another"
        " book.",
        "name only families that `makeready fonts list` shows in styles/; a picture in SVG may name another one:"
        " turn its text into outlines",
    ),
    Entry(
        "PD025",
        _ERROR,
        "language that is not said",
        "A screen reader chooses its voice by the language that the PDF names in its catalogue (/Lang).",
        "set `language` in book.toml",
    ),
    Entry(
        "PD026",
        _ERROR,
        "structure that is lacking",
        "A tagged PDF says what is a heading, a paragraph or a list. Without the marks and the tree of the structure a"
        " screen reader has only loose words.",
        "set `tagged = false` for an edition that needs no tags; else " + _REPORT,
    ),
    Entry(
        "PD027",
        _ERROR,
        "title that differs",
        "The book's title stands in the PDF's Info dictionary and in its XMP metadata, and both say the same.",
        "set `title` in book.toml; if it is there, " + _REPORT,
    ),
    Entry(
        "PD028",
        _WARNING,
        "title that viewers do not show",
        "Without DisplayDocTitle a viewer shows the name of the file in its title bar (and PDF/UA is not met).",
        _REPORT,
    ),
    Entry(
        "PD029",
        _ERROR,
        "no bookmarks",
        "The book has contents, and the PDF has no outline that leads to them.",
        "look for `bookmark-level: none` in the project's own styles",
    ),
    Entry(
        "PD030",
        _ERROR,
        "bookmark that leads nowhere",
        "A bookmark of the PDF has no destination among its pages.",
        _REPORT,
    ),
    Entry(
        "PD031",
        _ERROR,
        "link that leads nowhere",
        "A link within the PDF has no destination among its pages: what it leads to was not set, or is hidden.",
        "look for `display: none` in the project's own styles; if there is none, " + _REPORT,
    ),
    Entry(
        "PD032",
        _ERROR,
        "something besides pages",
        "A book holds pages and links. This PDF holds what runs, plays, opens or is attached; printers and libraries"
        " refuse that, and readers are warned of it.",
        "make the file again without it",
    ),
    Entry(
        "PD033",
        _WARNING,
        "page labels that do not fit",
        "By its page labels a viewer shows the folios that are printed: roman before the body, arabic from 1 in it.",
        _REPORT,
    ),
    Entry(
        "PD034",
        _ERROR,
        "pages that are lacking",
        "The file has no pages, or not as many as were laid out.",
        _REPORT,
    ),
    Entry(
        "PD035",
        _WARNING,
        "page without anything on it",
        "A blank left page before a chapter that opens on the right is the trade's. A blank page elsewhere is a fault.",
        "look for `break-before` and `break-after` in the project's own styles",
    ),
    Entry(
        "PD036",
        _ERROR,
        "glyphs without a meaning",
        "A font of the PDF has no ToUnicode map: its words can be seen, but not searched, copied or spoken.",
        _STYLES,
    ),
    Entry(
        "PD037",
        _ERROR,
        "character without a glyph",
        "The PDF draws a character that its typeface has no glyph for: the page shows a box, or nothing.",
        "use another character, or set it in another of the theme's typefaces; in a drawing, turn it into outlines",
    ),
    Entry(
        "PD038",
        _ERROR,
        "file of another kind",
        "`makeready check` reads EPUB and PDF. This file is neither by its first bytes, or is no regular file.",
        "name an EPUB or a PDF",
    ),
    Entry(
        "PD039",
        _ERROR,
        "claim of PDF/UA that does not hold",
        "The edition asks for the standard pdf/ua-1, and its PDF would say that it conforms. Something in it does not,"
        " and a reader with a screen reader would be told an untruth.",
        'mend what the message names, or take standard = "pdf/ua-1" out of the edition',
    ),
    Entry(
        "PD040",
        _ERROR,
        "qpdf is not there",
        "qpdf is one of the outside judges of a PDF. Without it the PDF has not passed, it was not judged.",
        "install qpdf (apt install qpdf, brew install qpdf) and check again",
    ),
    Entry(
        "PD041",
        _ERROR,
        "qpdf finds an error",
        "`qpdf --check` reads the whole structure of the file, and found an error in it.",
        _REPORT,
    ),
    Entry(
        "PD042",
        _WARNING,
        "qpdf warns",
        "`qpdf --check` reads the whole structure of the file, and read it only after repairs, or not to its end.",
        _REPORT,
    ),
)
