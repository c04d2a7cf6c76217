"""Typography codes (TY): the rows of the catalogue for this area."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "TY001",
        Severity.ERROR,
        "character that the typeface lacks",
        "No typeface has a glyph for a character of the book: neither the theme's nor the project's, nor those that "
        "stand in for them, nor one of this machine. The printed page would show an empty box, or nothing.",
        "put a typeface that has it into fonts/, or install one and run the build again; or write the character "
        "another way. For Chinese, Japanese and Korean install makeready’s extras of these names. An EPUB can "
        "be built without it: `makeready build --to epub`",
    ),
    Entry(
        "TY002",
        Severity.WARNING,
        "more loose lines than allowed",
        "The word spaces of these lines are more than 1.6 times as wide as the typeface has them, and there are "
        "more such lines than book.toml allows under `typography`. White runs through the text where several "
        "stand on end.",
        "reword the worst of them, let more words be hyphenated (hyphenate-limit-chars in a print sheet), give "
        'the text a wider measure (margins), or allow more: loose = "6 %"',
    ),
    Entry(
        "TY003",
        Severity.WARNING,
        "more tight lines than allowed",
        "The word spaces of these lines are less than 0.7 times as wide as the typeface has them, and there are "
        "more such lines than book.toml allows under `typography`.",
        "reword the worst of them, raise the first number of --word-spaces in a print sheet, or allow more: "
        'tight = "2 %"',
    ),
    Entry(
        "TY004",
        Severity.WARNING,
        "hyphens on three or more lines on end",
        "Three lines or more on end are broken within a word, more often than book.toml allows under "
        "`typography`. The hyphens stand in a column at the edge, and eyes lose their line.",
        "reword the paragraph, hyphenate fewer words (hyphenate-limit-chars in a print sheet), or allow more: "
        "ladders = 3",
    ),
    Entry(
        "TY005",
        Severity.WARNING,
        "page turns within words",
        "The last line of a right-hand page ends with a hyphen, so that a word goes on behind the leaf, more "
        "often than book.toml allows under `typography`.",
        "reword the paragraph at the foot of the page, or one before it, or allow more: turn_hyphens = 2",
    ),
    Entry(
        "TY006",
        Severity.WARNING,
        "last lines that are too short",
        "The last line of a paragraph is a piece of a word (fragments), or has six letters or fewer (runts), "
        "more often than book.toml allows under `typography`.",
        'reword the paragraphs, tie the last words with a no-break space, or allow more: runts = "5 %"',
    ),
    Entry(
        "TY007",
        Severity.WARNING,
        "lines that stand alone on a page",
        "The last line of a paragraph stands alone at the head of a page or column (a widow), or the first one "
        "alone at its foot (an orphan), more often than book.toml allows under `typography`.",
        "ask for more lines on either side with the properties widows and orphans in a print sheet, reword the "
        "paragraph, or allow more: widows = 2",
    ),
    Entry(
        "TY008",
        Severity.WARNING,
        "pages that end at another height",
        "A page has room for further lines though the text goes on (short_pages), or the last lines of two "
        "facing pages stand at another height (unequal_feet), more often than book.toml allows under "
        "`typography`.",
        "move the figure, table or heading that did not fit, reword a paragraph above, set widows and orphans to "
        '1 in a print sheet, or allow more: unequal_feet = "10 %"',
    ),
    Entry(
        "TY009",
        Severity.WARNING,
        "lines off the grid",
        "The style sheets ask for a grid, and lines of the text stand more than 0.2 pt beside it, more of them "
        "than book.toml allows under `typography`. Lines of a page then show between those of the page behind "
        "it.",
        "look at what stands above the first of them for a height that is no whole number of lines, set --grid: "
        'none for it, or allow more: off_grid = "1 %"',
    ),
    Entry(
        "TY010",
        Severity.WARNING,
        "headings at the foot of a page",
        "Fewer than three lines of text stand below a heading on its page, more often than book.toml allows "
        "under `typography`.",
        "set orphans to 3 in a print sheet for the paragraph that follows, reword what stands above, or allow "
        "more: lonely_headings = 2",
    ),
    Entry(
        "TY011",
        Severity.WARNING,
        "chapters that end on a page with a line or two",
        "The last page of a chapter has fewer than three lines, more often than book.toml allows under `typography`.",
        "reword a paragraph of the chapter so that it is a line shorter or longer, set widows to 3 in a print "
        "sheet, or allow more: short_ends = 2",
    ),
)
