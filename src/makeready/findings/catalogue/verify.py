"""Verify codes (VF): the rows of the catalogue for what `makeready verify` observes."""

from __future__ import annotations

from makeready.findings.catalogue.entry import Entry
from makeready.findings.finding import Severity

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "VF001",
        Severity.ERROR,
        "there is no manifest",
        "Each build writes manifest.json beside its artifacts; without it nobody knows what they should be. It may "
        "have been removed, the folder may not be that of a build, or the build may be one of an older makeready.",
        "build the book, or name the folder of its files with --output",
    ),
    Entry(
        "VF002",
        Severity.ERROR,
        "a manifest that cannot be used",
        "The manifest is not what makeready writes: no JSON, too large, a link, a member that is missing or of "
        "another kind, a name that leads out of the folder, or a version of its form that this makeready does not "
        "know. Nothing that it names was looked at.",
        "build the book again",
    ),
    Entry(
        "VF003",
        Severity.ERROR,
        "an artifact is missing",
        "The manifest names a file of the build that is not in the folder.",
        "put the file back, or build the book again",
    ),
    Entry(
        "VF004",
        Severity.ERROR,
        "an artifact was changed",
        "A file of the build has other bytes than the build wrote: another size, another SHA-256, or it is no "
        "regular file. Somebody changed it, or a disk or a transfer did, or a build was killed while it put its "
        "files in place.",
        "take the file from a copy that is sound, or build the book again",
    ),
    Entry(
        "VF005",
        Severity.WARNING,
        "a book that the manifest does not name",
        "A file in the folder is not one of the last build: it was left by an earlier one, which had another name "
        "or made other editions, or somebody put it there. Files that are no books (EPUB, PDF, page map) are told "
        "as advice.",
        "remove the file if it is not to go out; build without --edition and --to to make all editions at once",
    ),
    Entry(
        "VF006",
        Severity.WARNING,
        "built from an older text",
        "A file that the build read is not what it was then, or is gone, or there is a new one in a folder in which "
        "the build looked for files. The files that books share, makeready.toml and its style sheets, count too. The "
        "artifacts may be sound, but they are not those of today's manuscript.",
        "build the book again",
    ),
    Entry(
        "VF007",
        Severity.ERROR,
        "a second build gives other bytes",
        "The book was built again elsewhere, without the cache, and one of its files is not the same, byte by byte. "
        "Where the text has changed (VF006) or other versions made it (VF009), that is why; otherwise the file was "
        "changed, or makeready broke its promise.",
        "mend what VF004, VF006 or VF009 name; if there is none, please report it as a bug of makeready",
    ),
    Entry(
        "VF008",
        Severity.ERROR,
        "the book cannot be built again",
        "The build that was to be compared was stopped, so that nothing was compared.",
        "run `makeready build`, which shows what stands in its way",
    ),
    Entry(
        "VF009",
        Severity.WARNING,
        "made with other versions than those here",
        "The manifest names other releases of what decides the bytes of a book than this makeready has, so a second "
        "build may well give other bytes.",
        "install the versions that the manifest names, or build the book again with these",
    ),
)
