"""EPUB codes (EP): the rows of the catalogue for this area."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

ENTRIES: tuple[Entry, ...] = (
    # --- binding ---
    Entry(
        "EP001",
        _ERROR,
        "cover of another kind",
        "Reading systems and shops show JPEG and PNG covers; the first bytes of this file are of neither.",
        "save the cover as a JPEG of 1600 × 2560 pixels and name it in book.toml under `cover`",
    ),
    Entry(
        "EP002",
        _ERROR,
        "name that a package may not have",
        "Names of files in an EPUB hold a–z, 0–9, `.`, `_`, `-` and `/` only, so that every shop's unpacker, also on"
        " file systems that ignore case, finds them. Windows keeps names such as `con` and `aux` for devices.",
        "rename the file or the section that it is made from",
    ),
    Entry(
        "EP003",
        _ERROR,
        "two files of one name",
        "Two files of the package have names that a file system which ignores case takes for one.",
        "rename one of the two sections or pictures",
    ),
    Entry(
        "EP004",
        _ERROR,
        "half a character",
        "A lone surrogate is half of a character and cannot be written as UTF-8; the words behind it would be lost.",
        "type the character before or after the words that are shown again",
    ),
    Entry(
        "EP005",
        _ERROR,
        "text that is no XHTML",
        "A content document is not well-formed, so reading systems would show an error in its place.",
        "look at the raw HTML near the place that is named; if there is none, please report this as a bug",
    ),
    Entry(
        "EP006",
        _WARNING,
        "character without a glyph",
        "No face of the book's typeface can show this character. A reading system may borrow it from elsewhere, or show"
        " an empty box.",
        "put a typeface that has it into fonts/; or give it a class with `font-family: sans-serif` in styles/epub.css,"
        " so that the reading system chooses the typeface",
    ),
    Entry(
        "EP007",
        _WARNING,
        "claim of accessibility that cannot be made",
        "book.toml asks for a claim of conformance. It goes into the EPUB only where every check that a program can"
        " make has passed; this one has not, so the EPUB makes no claim.",
        "mend what the message names, or take [accessibility] out of book.toml",
    ),
    Entry(
        "EP008",
        _WARNING,
        "character that XML cannot hold",
        "Control characters have no place in XML; the replacement character U+FFFD stands in the metadata instead.",
        "take the character out of book.toml",
    ),
    Entry(
        "EP009",
        _WARNING,
        "page of the print edition without a place",
        "The EPUB marks where each page of the print edition starts. The words that this one starts with were not found"
        " at their place in the EPUB, so the page-list goes without it.",
        "report it with the book, if you can; the page-list is whole but for this page",
    ),
    # --- our own rules for a finished EPUB ---
    Entry(
        "EP010",
        _ERROR,
        "EPUB that cannot be opened",
        "The file is no ZIP archive, is damaged or encrypted, holds a file twice, or would unpack to "
        "more than any book needs.",
        "make the EPUB again; if it came from elsewhere, ask for another copy",
    ),
    Entry(
        "EP011",
        _ERROR,
        "mimetype out of place",
        "An EPUB's first entry is `mimetype`, stored as it is, so that programs know the file by its "
        "first bytes (EPUB 3.3, 4.2.2.2).",
        "pack the EPUB with `makeready build`",
    ),
    Entry(
        "EP012",
        _ERROR,
        "no package document",
        "META-INF/container.xml leads to the package document, without which nothing in the EPUB is found.",
        "pack the EPUB with `makeready build`",
    ),
    Entry(
        "EP013",
        _ERROR,
        "manifest names what is not there",
        "Each row of the manifest names one file in the EPUB; reading systems fail at a row that leads to nothing.",
        "add the file or take the row out of the manifest",
    ),
    Entry(
        "EP014",
        _ERROR,
        "file outside the manifest",
        "A file that the manifest does not name is not part of the book: shops refuse it or drop it.",
        "add the file to the manifest or take it out of the EPUB",
    ),
    Entry(
        "EP015",
        _ERROR,
        "broken reading order",
        "The spine lists the pages in the order of reading, each once and each in the manifest.",
        "mend the spine of the package document",
    ),
    Entry(
        "EP016",
        _ERROR,
        "page that is no XML",
        "Reading systems show an error in place of a page that is not well-formed.",
        "mend the markup at the place that is named",
    ),
    Entry(
        "EP017",
        _ERROR,
        "page without a language",
        "Screen readers choose the voice, and reading systems hyphenate, by the language of the page;"
        " some read `lang`, others `xml:lang`.",
        "set lang and xml:lang on the html element to the same tag",
    ),
    Entry(
        "EP018",
        _ERROR,
        "page without a title",
        "A screen reader says the title of each page as it opens; some reading systems list it.",
        "give the section a heading, or its file a title in the front matter",
    ),
    Entry(
        "EP019",
        _ERROR,
        "id twice in the book",
        "Ids are unique in the whole book, so that files can be joined and notes can be shown in place.",
        "rename one of the two ids",
    ),
    Entry(
        "EP020",
        _ERROR,
        "link to nowhere",
        "A link, picture or style leads to a file or place that is not in the EPUB.",
        "mend the link, or add what it leads to",
    ),
    Entry(
        "EP021",
        _WARNING,
        "picture without words",
        'A reader who does not see the picture is told nothing. An ornament says so with role="presentation".',
        "write the alternative text: ![what the picture shows](file.png)",
    ),
    Entry(
        "EP022",
        _ERROR,
        "contents that do not lead to the text",
        "Each entry of the table of contents has words and leads to a page in the reading order.",
        "give the section a heading, or leave it out of the contents with {listed=false}",
    ),
    Entry(
        "EP023",
        _WARNING,
        "contents out of order",
        "Entries of the contents that stand in another order than the text, or more than three levels"
        " deep, mislead readers and some devices.",
        "put the sections in order, or leave the lowest out of the contents with {listed=false}",
    ),
    Entry(
        "EP024",
        _ERROR,
        "landmark of no kind",
        "Reading systems know landmarks by the words of EPUB's structural vocabulary, each once.",
        "use one of the vocabulary's words, each for one landmark",
    ),
    Entry(
        "EP025",
        _ERROR,
        "page list and page markers differ",
        "Where the pages of a printed edition are marked, the list of pages leads to each of them in "
        "order, and to nothing else.",
        "list each marker once, in the order of the text",
    ),
    Entry(
        "EP026",
        _ERROR,
        "script in the book",
        "Scripts, forms, frames and links that run something have no place in a book: shops refuse "
        "them and readers are put at risk.",
        "take it out of the raw HTML",
    ),
    Entry(
        "EP027",
        _ERROR,
        "resource from outside",
        "A book that fetches pictures, styles or fonts from elsewhere shows gaps offline and tells "
        "others who reads it.",
        "put the file into the project and name it there",
    ),
    Entry(
        "EP028",
        _ERROR,
        "ISBN that cannot be",
        "The check digit does not fit the other digits, so at least one of them is wrong.",
        "compare it with the ISBN that you were given",
    ),
    Entry(
        "EP029",
        _WARNING,
        "heading that skips a level",
        "Readers who jump from heading to heading look for the missing level in between (WCAG 2.2, 1.3.1).",
        "use the next level of heading",
    ),
    Entry(
        "EP030",
        _ERROR,
        "name that not every system can unpack",
        "Shops unpack EPUBs on systems that ignore case, keep names for devices, or show direction "
        "marks in a misleading order.",
        "rename the file to a–z, 0–9, `.`, `_` and `-`",
    ),
    Entry(
        "EP031",
        _WARNING,
        "cover missing or too small",
        "Shops ask for a cover; Kindle refuses one below 625 × 1000 pixels, and 1600 × 2560 is what most ask for.",
        "add a cover of 1600 × 2560 pixels, or leave `cover` out so that one is typeset",
    ),
    Entry(
        "EP032",
        _ERROR,
        "note without a way there or back",
        "Each call leads to a note, and each note back to its call; otherwise pop-up notes fail and "
        "readers lose their place.",
        "call the note once in the text: [^label]",
    ),
    Entry(
        "EP033",
        _WARNING,
        "picture too large",
        "Pictures above 5 MB or four million pixels are refused by some shops and slow on many devices.",
        "save the picture smaller, 2,000 pixels on the long side",
    ),
    Entry(
        "EP034",
        _ERROR,
        "metadata that every shop wants",
        "A package has a unique identifier, a title, a language, the time of its last change and its "
        "accessibility metadata.",
        "fill in book.toml",
    ),
    Entry(
        "EP035",
        _ERROR,
        "reviewed author as creator",
        "Who wrote the reviewed work is no author of the review; shops would list it among that author's books.",
        "name the reviewers in [review], and the work's authors in [review.work]",
    ),
    Entry(
        "EP036",
        _ERROR,
        "picture of another kind",
        "The first bytes of the picture are not those of the type that the manifest says.",
        "save the picture in the kind that its name says",
    ),
    # --- the outside judge ---
    Entry(
        "EP040",
        _ERROR,
        "EPUBCheck",
        "A message of EPUBCheck, the checker that shops run; its own code is in the origin.",
        "look the code up in EPUBCheck's own list of messages",
    ),
    Entry(
        "EP041",
        _ERROR,
        "EPUBCheck is not installed",
        "The outside check was asked for and could not be run. An EPUB that was not judged has not passed.",
        "pip install 'makeready[check]'",
    ),
    Entry(
        "EP042",
        _ERROR,
        "EPUBCheck gave no verdict",
        "EPUBCheck took too long, crashed or contradicted itself, so the EPUB was not judged.",
        "run it again; if it fails again, check that there is memory and room on the disk",
    ),
    # --- what was changed for screens ---
    Entry(
        "EP050",
        Severity.ADVICE,
        "picture in the colours of print",
        "Reading systems show CMYK in strange colours or not at all, so the EPUB has the picture in RGB: by the "
        "profile of colours that is in the file, else by the plain rule. The PDF keeps it as it is.",
        "look at the colours; for others, save a copy in RGB",
    ),
    Entry(
        "EP051",
        Severity.ADVICE,
        "transparent cover",
        "Libraries and shops show covers on white, on black or on a ground of their own, so a cover that can be seen "
        "through looks different in each. The EPUB has it on white.",
        "look at the cover; for another ground, save a copy without transparency",
    ),
    Entry(
        "EP052",
        Severity.WARNING,
        "cover that lies on its side",
        "Libraries and shops show covers in upright frames: a wide picture is shown small, or cut at both sides.",
        "save the cover upright, 1600 × 2560 pixels, or take `cover` out of book.toml so that one is typeset",
    ),
    Entry(
        "EP053",
        _WARNING,
        "EPUB without a list of pages",
        "The print edition whose pages this EPUB lists cannot be set, because no typeface has a character of the book."
        " The EPUB was made without the list.",
        "put a typeface that has the character into fonts/, or write page_list = false for this edition",
    ),
)
