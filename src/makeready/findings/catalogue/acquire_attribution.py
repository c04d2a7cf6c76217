"""Attribution codes (AQ090 to AQ109): the rows of the catalogue for this area."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "AQ090",
        Severity.WARNING,
        "contradicting evidence",
        "Two places of a page say different things of one field, and none of them speaks of the review itself. To "
        "choose would be a guess, and a wrong name does somebody a wrong, so the field stays unknown.",
        "look at the places named, and write what is right into book.toml",
    ),
    Entry(
        "AQ091",
        Severity.ADVICE,
        "evidence passed over",
        "A line or markup that speaks of the review itself tells a field; other places of the page, such as its "
        "head or the site's software, say something else.",
        "look at the places named; correct book.toml if the others are right",
    ),
    Entry(
        "AQ092",
        Severity.ADVICE,
        "a name that is no author's",
        "What stands where an author's name belongs is an account (admin), an office (web staff), a widget, the site "
        "itself or no name at all. It is never taken for an author.",
        "if you know who wrote the text, write it into book.toml",
    ),
    Entry(
        "AQ093",
        Severity.WARNING,
        "the book's author marked as the review's",
        "Markup names as author of the page somebody whom the page elsewhere names, or seems to name, as author of the "
        "book reviewed. The authors of a reviewed book never become creators of the review.",
        "if you know who wrote the review, write it into [review] of book.toml",
    ),
    Entry(
        "AQ094",
        Severity.WARNING,
        "metadata that cannot be read",
        "A block of JSON-LD is no JSON, contradicts itself, or is larger or deeper than any honest page needs. All of "
        "it is passed over; the rest of the page is read.",
        "nothing is lost of the text; look into the block if the attribution lacks something",
    ),
    Entry(
        "AQ095",
        Severity.WARNING,
        "a value that no book may carry",
        "A date that is not in the calendar, an ISBN whose check digit does not fit, an address that is none "
        "(javascript:), a name of a megabyte: such values are left out of book.toml.",
        "correct the value from another source, and write it into book.toml",
    ),
    Entry(
        "AQ096",
        Severity.WARNING,
        "characters that cannot be seen",
        "Metadata holds controls or marks that turn the direction of writing. They would make a name read as another, "
        "so they are taken out of it; the text is not touched.",
        "compare the value with the page, and correct it in book.toml if it is not right",
    ),
    Entry(
        "AQ097",
        Severity.ADVICE,
        "not said by the page",
        "Nothing on the page says these things in a form that is known. They stay unknown; nothing is guessed.",
        "write into book.toml what you know from elsewhere",
    ),
)
