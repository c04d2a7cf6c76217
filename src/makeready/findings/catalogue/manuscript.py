"""Manuscript codes (MS): the rows of the catalogue for this area."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "MS001",
        Severity.ERROR,
        "no manuscript",
        "The folder holds no Markdown file to make a book from.",
        "write the text into a file such as manuscript/01.md, or name another folder",
    ),
    Entry(
        "MS002",
        Severity.ERROR,
        "not UTF-8",
        "Text is read as UTF-8. This file has bytes that are none, so letters would come out wrong.",
        "save the file as UTF-8",
    ),
    Entry(
        "MS003",
        Severity.WARNING,
        "control characters",
        "The text holds control characters, which XML forbids, or refers to characters that there are none of: they "
        "were replaced by U+FFFD, the sign for a character that is not known.",
        "take the characters out, or write those that are meant",
    ),
    Entry(
        "MS004",
        Severity.WARNING,
        "characters that turn the direction of writing",
        "Embeddings, overrides and isolates (U+202A–U+202E, U+2066–U+2069) can make a text read otherwise than it is "
        "written. Where a language is written from right to left, markup says so better.",
        'take them out, or mark the passage: [text]{dir="rtl"}',
    ),
    Entry(
        "MS005",
        Severity.ERROR,
        "nested too deeply",
        "Lists, quotations, divisions or markup within a line lie within each other deeper than 100 levels (40 within "
        "a line). Nothing is cut off in silence, so the file is refused.",
        "flatten the passage; look for markup that was opened again and again and never closed",
    ),
    Entry(
        "MS006",
        Severity.ERROR,
        "a word of the manuscript was not read",
        "After reading, each word of a file is looked for in what was read. This one is not there: it would be missing "
        "from every edition. A table row with more cells than its head is the usual cause.",
        "rewrite the passage in simpler Markdown",
    ),
    Entry(
        "MS007",
        Severity.WARNING,
        "an HTML element was removed",
        "Scripts, styles, frames, forms, embedded objects and elements that concern a whole page have no place in a "
        "book. The element is gone; words in it stay, save those of scripts and styles.",
        "take the element out, or write the passage in Markdown",
    ),
    Entry(
        "MS008",
        Severity.WARNING,
        "an HTML attribute was removed",
        "Attributes that run scripts or set the look of one place are not carried into a book.",
        "take the attribute out; use a class and a style sheet for looks",
    ),
    Entry(
        "MS009",
        Severity.WARNING,
        "an unknown HTML element",
        "This element is none that a book knows. Its tags were left out and its words kept.",
        "use a known element; for a literal < write &lt;",
    ),
    Entry(
        "MS010",
        Severity.WARNING,
        "HTML tags that do not pair",
        "An element is not closed, or closed without having been opened. It was closed at the end of its block.",
        "add the missing tag, or take its partner out",
    ),
    Entry(
        "MS011",
        Severity.ADVICE,
        "comments were left out",
        "HTML comments are notes to oneself: no edition carries them.",
        "nothing to do, unless a comment was meant to be read",
    ),
    Entry(
        "MS012",
        Severity.WARNING,
        "a link that may not be used",
        "Links to scripts, to files on your machine or to packed data are dropped; their words are kept.",
        "write an address from https:// on, or a place in the book such as #chapter-2",
    ),
    Entry(
        "MS013",
        Severity.ERROR,
        "a picture cannot be read",
        "The file is empty, cut off or damaged. A book with an empty box in its place would be the result.",
        "save the picture again from its source",
    ),
    Entry(
        "MS014",
        Severity.ERROR,
        "a picture's format is not supported",
        "Pictures are PNG, JPEG, GIF, WebP or SVG, judged by their first bytes, not by their name.",
        "convert the picture to PNG, JPEG or SVG",
    ),
    Entry(
        "MS015",
        Severity.ERROR,
        "a picture has too many pixels",
        "A picture of more than 100 million pixels, or a WebP of more than 40 million, takes a gigabyte to unpack; "
        "it may be small on the disk.",
        "scale it down; 300 pixels to the inch of the printed size are enough",
    ),
    Entry(
        "MS016",
        Severity.ADVICE,
        "WebP pictures are not known to every reader",
        "EPUB 3.3 allows WebP, yet older reading devices show nothing.",
        "convert the picture to PNG or JPEG",
    ),
    Entry(
        "MS017",
        Severity.WARNING,
        "parts of an SVG were removed",
        "Scripts, event attributes, foreign objects and references to other files were taken out of the drawing.",
        "export the drawing as plain SVG, with everything in it",
    ),
    Entry(
        "MS018",
        Severity.ERROR,
        "an SVG was refused",
        "The drawing is not well-formed XML, declares a document type or entities, refers to itself, or repeats parts "
        "so often that it would not finish drawing.",
        "export the drawing as plain SVG, with copies in place of nested references",
    ),
    Entry(
        "MS019",
        Severity.ADVICE,
        "a picture without words",
        "A picture without an alternative text is decoration to those who listen to the book.",
        "say in the square brackets what there is to be seen: ![A map of Raqqa](map.png)",
    ),
    Entry(
        "MS020",
        Severity.ERROR,
        "a note is called but not written",
        "The text calls a footnote whose words are neither in its file nor, uncalled there, in exactly one other file "
        "of the book.",
        "add [^label]: and the words of the note to the file, or take the call out",
    ),
    Entry(
        "MS021",
        Severity.WARNING,
        "a note is written but not called",
        "The words of a footnote are in the file and nothing calls it, so they are missing from the book.",
        "add the call [^label] to the text, or take the note out",
    ),
    Entry(
        "MS022",
        Severity.ERROR,
        "a note is written twice",
        "Two footnotes of one file have the same label; only one could be shown where it is called.",
        "give one of them another label",
    ),
    Entry(
        "MS023",
        Severity.ERROR,
        "an id is given twice",
        "Ids are unique in the whole book: links could not tell which place is meant.",
        "change one of the two ids, and the links to it",
    ),
    Entry(
        "MS024",
        Severity.ADVICE,
        "a level of headings is skipped",
        "A heading is more than one level below the one that holds it. Screen readers and the contents then seem to "
        "lack a section.",
        "raise the heading by a level",
    ),
    Entry(
        "MS025",
        Severity.ADVICE,
        "a file was left out",
        "Files with such a name usually tell about a project and are no part of a book.",
        "name it in [contents] if it belongs to the book",
    ),
    Entry(
        "MS026",
        Severity.ERROR,
        "unknown role or matter",
        "A role is a word of the trade, such as chapter, preface, dedication or appendix; matter is front, body or "
        "back.",
        "write a known role, or use a class for what is your own",
    ),
    Entry(
        "MS027",
        Severity.WARNING,
        "an attribute is not known",
        "Braces behind headings and blocks take #id, .class, lang, dir, role, title and a few more. This attribute was "
        "dropped.",
        "correct the name, or use a class",
    ),
    Entry(
        "MS028",
        Severity.WARNING,
        "a division is not closed",
        "A line of three colons and a name opens a division; a line of three colons alone closes it. Without the "
        "closing line everything to the end of the file (or of the list or quotation) is in it.",
        "add a line ::: where the division ends",
    ),
    Entry(
        "MS029",
        Severity.WARNING,
        "nothing to close",
        "A line of colons alone closes a division, and none is open here. The line was left out.",
        "take the line out, or add the opening one",
    ),
    Entry(
        "MS030",
        Severity.ERROR,
        "an HTML comment is not closed",
        "Everything behind <!-- to the end of the file would be lost.",
        "add --> where the comment ends",
    ),
    Entry(
        "MS031",
        Severity.WARNING,
        "an id that cannot be used",
        "An id needs a letter or a digit of any language. One that is not of plain ASCII letters is written into the "
        "book as one that is, and links lead to it by either.",
        "change the id and the links to it",
    ),
    Entry(
        "MS032",
        Severity.WARNING,
        "a file without words",
        "The Markdown file has no text, so it gives the book nothing but an empty page.",
        "write the text, or take the file out",
    ),
    Entry(
        "MS033",
        Severity.WARNING,
        "separators of lines or paragraphs",
        "U+2028, U+2029 and U+0085 end a line or a paragraph in some programs and are nothing in others. They were "
        "read as breaks: U+2029 as the end of a paragraph where there is one, the others as the end of a line; in code "
        "as a new line, in metadata as a blank.",
        "end lines with a backslash, and part paragraphs by an empty line",
    ),
    Entry(
        "MS035",
        Severity.WARNING,
        "a heading that cannot be seen",
        "The heading has nothing but blanks and characters without a form, so readers find an empty line in the "
        "contents.",
        "write the heading, or take its sign out",
    ),
    Entry(
        "MS034",
        Severity.WARNING,
        "a drawn table that cannot be read",
        "A grid table has a plus sign where its lines cross, bars below each other, and lines of one length. This one "
        "has not, or has cells that go over several rows, so it is set as it is written, like code.",
        "line its bars up, or write it as HTML",
    ),
    Entry(
        "MS036",
        Severity.WARNING,
        "a title that became a chapter",
        "The title of the book is in book.toml and stands on its title page. A heading of the first level with the "
        "same words makes a chapter of that name, which readers find in the contents: empty, or once for each file.",
        "take the heading out; the book's title comes from book.toml",
    ),
    Entry(
        "MS037",
        Severity.ADVICE,
        "a book of one chapter",
        "One heading of the first level stands above the whole text, so what follows are sections of one chapter and "
        "no chapters. A heading with exactly the book's title is taken for that title.",
        "take the heading out, or write the same words as title in book.toml: then the sections are chapters",
    ),
    Entry(
        "MS038",
        Severity.WARNING,
        "notation of another system",
        "Markdown has dialects. What this one does not know is printed as it is written: readers would see the marks.",
        "write it in words, as a link or as a picture; put `…` around marks that are meant to be seen",
    ),
    Entry(
        "MS048",
        Severity.ADVICE,
        "notation left out",
        "Some notations say to another system what a book has in another way or has no place for: where its contents "
        "stand, where a page ends, what an index lists. They are left out; no reader would want to see their marks.",
        "nothing has to be done; take them out of the manuscript, or put `…` around what is meant to be seen",
    ),
)
