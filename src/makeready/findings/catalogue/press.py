"""Press codes (WS050 and up): the rows of the catalogue for what planning and suppressing observe."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "WS050",
        Severity.WARNING,
        "a suppression that suppresses nothing",
        "A [[suppress]] table names a code and a file for which there was no such finding. Either the cause was "
        "mended, and the suppression would hide the next one that comes, or its code or path is misspelt, and "
        "the finding that it was meant for is still shown.",
        "take the [[suppress]] table out of book.toml, or correct its code or path",
    ),
    Entry(
        "WS051",
        Severity.WARNING,
        "a suppression of an error",
        "Warnings and advice are matters of judgement and can be suppressed with a reason, and so can what is said of "
        "words (PY). Any other error means that the book would be broken, so the build stops whatever a suppression "
        "says.",
        "mend the cause of the error and take the [[suppress]] table out of book.toml",
    ),
)
