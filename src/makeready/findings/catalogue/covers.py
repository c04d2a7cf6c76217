"""PDF codes from PD060 on: what binding the wrap of a printed book may find, as rows of the catalogue."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

_ERROR, _ADVICE = Severity.ERROR, Severity.ADVICE

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "PD060",
        _ERROR,
        "wrap that is of another book",
        "A wrap fits one count of pages on one paper, and says one title, price and ISBN. The one that lies there was"
        " made for others: its spine would stand beside the book's, or its words would be wrong.",
        "make the wrap again, after the last change to the interior",
    ),
    Entry(
        "PD061",
        _ERROR,
        "wrap that cannot be measured",
        "The width of the spine follows from the count of pages and the paper. The receiver says nothing of this paper,"
        " or binds no book of so many pages or of this trim so.",
        "choose a paper, trim or binding for which the receiver takes the book, or another receiver",
    ),
    Entry(
        "PD062",
        _ERROR,
        "barcode that cannot be made",
        "The ISBN has another check digit than its digits ask for, the price is not one such as “USD 14.95”, or the"
        " receiver's area is too small for bars at 80 per cent, the least that scanners read.",
        "correct the ISBN or the price; without a price the barcode is narrower",
    ),
    Entry(
        "PD063",
        _ERROR,
        "words that do not fit the wrap",
        "Words are set smaller until they fit their place. These do not fit at the smallest size that can be read.",
        "shorten them, or bring a picture of the whole wrap",
    ),
    Entry(
        "PD064",
        _ERROR,
        "picture that does not suit the wrap",
        "A picture for the wrap is a JPEG or PNG of the proportions of its place and with enough pixels: 300 an inch,"
        " and at least as many as the receiver asks for.",
        "export the picture at the size that the message names",
    ),
    Entry(
        "PD065",
        _ADVICE,
        "spine without words",
        "The spine is narrower than the receiver allows words on, or they would be too small to read. Many books have"
        " a blank spine.",
        "nothing needs to be done",
    ),
    Entry(
        "PD066",
        _ERROR,
        "design that there is not",
        "The wrap is set in one of the designs that the message names.",
        "choose one of them",
    ),
    Entry(
        "PD067",
        _ERROR,
        "binding that is not offered",
        "A book is bound as paperback, as a case (boards with the printed sheet glued around them) or in boards with a"
        " jacket. Not every receiver makes all of them.",
        "choose one of the bindings that the message names, or another receiver",
    ),
)
