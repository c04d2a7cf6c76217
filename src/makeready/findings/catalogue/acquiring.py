"""Acquiring codes (AQ001 to AQ029): the rows of the catalogue for this area."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "AQ001",
        Severity.ERROR,
        "a source that cannot be read",
        "The file is damaged, encrypted, empty, of a kind that is not known, or holds more than any book: an archive "
        "that "
        "inflates to hundreds of megabytes, names that lead out of it, members of the same name.",
        "open it in the program that it is from, save it anew, and acquire that",
    ),
    Entry(
        "AQ002",
        Severity.ERROR,
        "a book under lock",
        "The EPUB is encrypted so that only certain readers show it (DRM). Nothing but the names of its files can be "
        "read.",
        "ask who sells it for a file without a lock",
    ),
    Entry(
        "AQ003",
        Severity.ERROR,
        "a library that is missing",
        "The text of web pages is found by trafilatura and jusText, and files of word processors are read by pandoc. "
        "They "
        "are extras, because most books need none of them.",
        "pip install 'makeready[acquire]'",
    ),
    Entry(
        "AQ004",
        Severity.ERROR,
        "files that were changed by hand",
        "The folder has files that an acquiring would overwrite or remove, and that are not as an earlier one wrote "
        "them. "
        "They are somebody's work; nothing was written.",
        "name another folder, or add --force to overwrite them",
    ),
    Entry(
        "AQ005",
        Severity.ERROR,
        "words that do not add up",
        "The words of the source are counted against those of the manuscript, of what was left out and of book.toml. "
        "Some are "
        "lost or twice. That is a fault of makeready; nothing was written.",
        "report it with the source, if you may share it; leave the passages out with --drop until it is mended",
    ),
    Entry(
        "AQ006",
        Severity.ADVICE,
        "left out as no part of the text",
        "Pages carry links, comments, calls to share and the like around and within their text. What was left out is "
        "in "
        "acquired/left-out.md, each passage with its line and the reason.",
        "look through acquired/left-out.md; --keep LINE takes a passage back",
    ),
    Entry(
        "AQ007",
        Severity.ADVICE,
        "a passage that may be text or not",
        "Two libraries look for the text of a page, one by its markup, one by the lengths of its paragraphs. About "
        "this passage "
        "they are not of one mind.",
        "look at it; --drop LINE leaves it out, --keep LINE takes it in",
    ),
    Entry(
        "AQ008",
        Severity.WARNING,
        "tracked changes",
        "The file has changes that nobody has accepted or rejected yet. They were accepted, because nothing else was "
        "asked for; "
        "texts before and after are never mixed.",
        "look at the changes, and add --changes accept, reject or keep",
    ),
    Entry(
        "AQ009",
        Severity.ADVICE,
        "formatting that has no role",
        "Styles of the source have names that say nothing to a book. Their words are kept as usual paragraphs.",
        "give the paragraphs a class if they mean something, such as {.verse} or {.epigraph}",
    ),
    Entry(
        "AQ010",
        Severity.ADVICE,
        "a suspected slip",
        "The source seems to have a slip: a space is missing, a word stands twice, two words run together, a "
        "straight quotation "
        "mark stands among curly ones. Nothing is changed unless you say so, and then the book tells it.",
        "--accept N corrects it; acquired/slips.md lists all",
    ),
    Entry(
        "AQ011",
        Severity.WARNING,
        "a picture that is not in the source",
        "The text names a picture that was not saved with it. Nothing is fetched. Its place is left empty.",
        "save the page as one file (.mhtml, .webarchive), or put the picture into the manuscript by hand",
    ),
    Entry(
        "AQ013",
        Severity.WARNING,
        "words of the file that are not read",
        "The words of the file were counted without pandoc, and pandoc gives fewer on: it leaves out text boxes, some "
        "fields, and of rich text the notes. They are in acquired/left-out.md.",
        "look through acquired/left-out.md, and put into the manuscript what belongs to the text",
    ),
    Entry(
        "AQ012",
        Severity.ERROR,
        "no text in the source",
        "Nothing was found that reads like a text: the page has only furniture, or its words are put there by "
        "scripts when it "
        "is opened.",
        "open the page, select the text, save it as plain text or Markdown, and acquire that",
    ),
)
