"""Metadata codes (MD): the rows of the catalogue for this area."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "MD001",
        Severity.ERROR,
        "not TOML",
        "book.toml (or the TOML between two lines of +++ at the head of a Markdown file) breaks TOML's grammar, so "
        "nothing in it can be relied on: a quotation mark is missing, a key stands twice, a bracket is open.",
        "mend what stands there; text needs quotation marks, and a key may stand once in its table",
    ),
    Entry(
        "MD002",
        Severity.ERROR,
        "unknown key",
        "A key that means nothing would be passed over in silence, and what it was to say would be lost. It is "
        "usually a slip of the pen or a key in the wrong table.",
        "correct the name, move the key to its table, or take it out",
    ),
    Entry(
        "MD003",
        Severity.ERROR,
        "wrong kind of value",
        "Each key takes one kind of value, such as text, a list or a table. A value of another kind is not guessed at.",
        "write a value of the kind that the message names",
    ),
    Entry(
        "MD004",
        Severity.ERROR,
        "a value is missing",
        "A table lacks a key without which it says nothing, such as a contributor's name.",
        "add the key that the message names",
    ),
    Entry(
        "MD005",
        Severity.ERROR,
        "the book has no title",
        "Every edition carries the title, and catalogues find a book by it; one is never made up.",
        'add title = "…" to book.toml, or begin a book of one file with a level-1 heading',
    ),
    Entry(
        "MD006",
        Severity.ERROR,
        "no such date",
        "A date is a day of the calendar (2026-11-23), a month (2026-11) or a year (2026). Others would be refused by "
        "shops, or be taken for another day.",
        'write the date as YYYY-MM-DD, "YYYY-MM" or "YYYY"',
    ),
    Entry(
        "MD007",
        Severity.ERROR,
        "an identifier is not valid",
        "The check digit of an ISBN, ISSN, ISNI or ORCID does not fit, or the identifier has another form than its "
        "scheme asks for. A wrong one names another book or person.",
        "compare it with its source, digit by digit",
    ),
    Entry(
        "MD008",
        Severity.ERROR,
        "not a language",
        "Languages are named by BCP 47 tags such as en-GB. Hyphenation, quotation marks and the voice that reads "
        "aloud follow the tag.",
        "write a BCP 47 tag such as en, en-GB, de or pt-BR",
    ),
    Entry(
        "MD009",
        Severity.ADVICE,
        "no language given",
        "Every edition states its language. English was taken, as nothing else was said.",
        'add language = "en" (or the language that it is in) to book.toml',
    ),
    Entry(
        "MD010",
        Severity.ADVICE,
        "no identifier given",
        "A book needs a name that no other has. One was computed from title, creators and language; it changes "
        "when they do, and a shop then takes the book for a new one.",
        'add identifiers = ["uuid:…"] or ["isbn:978…"] to book.toml; the message names the computed one',
    ),
    Entry(
        "MD011",
        Severity.ERROR,
        "unknown role",
        "What somebody did for a book is said by a MARC relator code of three letters, such as aut, edt, trl or ill. "
        "Catalogues and shops read nothing else.",
        "write a code of https://www.loc.gov/marc/relators/relaterm.html",
    ),
    Entry(
        "MD012",
        Severity.ERROR,
        "the reviewed work has no author",
        "A review that does not say whose book it reviews does that author a wrong. At least one contributor is "
        'needed; a body counts as one. Where nobody can tell, contributors = "unknown" says so.',
        'add contributors = [{ name = "…", roles = ["aut"] }]',
    ),
    Entry(
        "MD013",
        Severity.ADVICE,
        "no date given",
        "Editions state when the book was last changed. The clock is never asked, so that the same manuscript gives "
        "the same bytes; 2000-01-01 was taken.",
        "add date = 2026-11-23 or modified = 2026-11-23T00:00:00Z (your own date) to book.toml",
    ),
    Entry(
        "MD014",
        Severity.ERROR,
        "not a length",
        'Lengths are a number and a unit: in, mm, cm, pt, pc or Q. A trim is two of them ("5.5in x 8.5in") or a '
        'name such as "A5" or "trade".',
        'write a length such as "0.125in" or "3mm"',
    ),
    Entry(
        "MD015",
        Severity.ERROR,
        "not one of the choices",
        "This key takes one of a few words.",
        "write one of the words that the message lists",
    ),
    Entry(
        "MD016",
        Severity.ERROR,
        "empty value",
        "An empty text says nothing, and one of characters that nobody sees no more. Where something is not known, "
        "the key is left out.",
        "write the text, or take the key out",
    ),
    Entry(
        "MD017",
        Severity.ERROR,
        "the contents name a file twice or none",
        "The reading order in [contents] names a file that is not there, a pattern that nothing fits, or a file a "
        "second time.",
        "correct the name in [contents]",
    ),
    Entry(
        "MD018",
        Severity.WARNING,
        "a file is not in the contents",
        "[contents] gives the reading order, and a Markdown file of the manuscript is not in it: none of its words "
        "will be in the book.",
        "add the file to [contents], or move it out of the manuscript's folder",
    ),
    Entry(
        "MD019",
        Severity.WARNING,
        "characters that cannot be seen",
        "A text of the metadata holds control characters or characters that turn the direction of writing. They can "
        "make a name read as another, and some reading systems show nothing at all behind them.",
        "type the text anew, without invisible characters",
    ),
    Entry(
        "MD020",
        Severity.ADVICE,
        "nobody is named as author",
        "No contributor with a creator's role and no reviewer is named, so the title page and the catalogue entry "
        "name nobody.",
        'add author = "…" to book.toml',
    ),
    Entry(
        "MD021",
        Severity.ERROR,
        "front matter cannot be read",
        "What stands between the two lines of --- at the head of a Markdown file is not plain YAML: names and texts, "
        "and lists of them. Anchors, aliases and tags are refused, since they can hide code and bombs.",
        "write plain lines such as title: A title, or take the front matter out",
    ),
    Entry(
        "MD022",
        Severity.ADVICE,
        "unknown key in front matter",
        "Front matter often carries keys of other tools. This one means nothing here and is passed over.",
        "take it out if it was meant for makeready; it knows title, subtitle, author, language, date, role, matter, "
        "numbered, listed and description",
    ),
    Entry(
        "MD023",
        Severity.ERROR,
        "not an address",
        "An address starts with https:// or http:// and a host. Others would not lead anywhere from a book.",
        "write the whole address, from https:// on",
    ),
    Entry(
        "MD024",
        Severity.ERROR,
        "an edition cannot be made as described",
        "The lengths of an edition do not fit together, or one is out of the range that presses take: margins that "
        "leave no room for text, a page below 2 in or above 40 in, a bleed above 1 in.",
        "change the trim, the margins or the bleed",
    ),
    Entry(
        "MD025",
        Severity.ERROR,
        "no such pages to list",
        "`page_list` names the print edition whose pages an EPUB marks and lists, so that readers of both can find the "
        "same page. It stands with an EPUB edition and names one of the book's PDF editions.",
        'write page_list = "edition:NAME" with the name of a PDF edition, or page_list = false',
    ),
    Entry(
        "MD026",
        Severity.ERROR,
        "an edition does not fit its profile",
        "An edition names the receiver of its PDF (profile), and book.toml says something itself that this receiver "
        "does not take: a trim, a margin, a bleed, marks. What book.toml says is never changed in silence. The note "
        "names the source of the clause, and whether it is confirmed.",
        "change the value as the message says, or take it out so that the profile decides, or define your own profile",
    ),
)
