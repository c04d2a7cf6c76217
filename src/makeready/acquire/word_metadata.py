"""Metadata of word processors: properties of a file and the lines of its title page go in; a found book comes out."""

from __future__ import annotations

from makeready.acquire.archive import Archive
from makeready.acquire.attribution.dates import read_date
from makeready.acquire.found import Found, FoundBook, FoundProvenance, Text
from makeready.acquire.word_words import find_language
from makeready.findings import Span
from makeready.model.people import Contributor, invert_name

_CORE = "docProps/core.xml"
_META = "meta.xml"
_DC = "{http://purl.org/dc/elements/1.1/}"


def read_word_metadata(name: str, archive: Archive | None, heads: dict[str, list[str]], title: str | None) -> FoundBook:
    """Return what the lines at the head of the text, and the properties of the file `name`, say of the book.

    `heads` are the lines in the styles of a title page; `title` is the heading over all others, if any.
    """
    span = Span.at(name, 1)

    def say(words: str, evidence: str) -> Text:
        return Found(value=words, evidence=evidence, span=span)

    core = _read_core(archive)
    known: Text | None = None
    if heads.get("title"):
        known = say(" ".join(heads["title"]), "the line in the style Title")
    elif title:
        known = say(title, "the heading over all others")
    elif core.get("title") and core["title"].lower() not in ("untitled", "document", "unbenannt"):
        known = say(core["title"], "the title in the file's properties")
    people = [say(one, "the line in the style Author") for one in heads.get("author", [])]
    language = say(core["language"], "the language in the file's properties") if core.get("language") else None
    if language is None and archive is not None and (value := find_language(archive)):
        language = say(value, "the language that the file's usual style is set in")
    date = None
    if heads.get("date") and (day := read_date(heads["date"][0])):
        date = say(day, "the line in the style Date")
    return FoundBook(
        title=known,
        subtitle=say(" ".join(heads["subtitle"]), "the line in the style Subtitle") if heads.get("subtitle") else None,
        language=language,
        date=date,
        contributors=tuple(
            Found(
                value=Contributor(name=one.value, sort_name=invert_name(one.value), roles=("aut",)),
                evidence=one.evidence,
                span=span,
            )
            for one in people
        ),
        description=say(core["description"], "the description in the file's properties")
        if core.get("description")
        else None,
        unknown=() if people else ("contributors (the file names only who wrote it with the program)",),
        provenance=FoundProvenance(relation=Found(value="original", evidence="the words are the source's own")),
    )


def _read_core(archive: Archive | None) -> dict[str, str]:
    """Return what the properties of the file say. Its creator is whoever's program it was, and no author."""
    path = _CORE if archive is not None and archive.has(_CORE) else _META
    if archive is None or not archive.has(path):
        return {}
    root = archive.parse(path, limit=1_000_000)
    found = {}
    for name in ("title", "language", "description"):
        node = next(iter(root.iter(f"{_DC}{name}")), None)
        words = " ".join((node.text or "").split()) if node is not None else ""
        if words:
            found[name] = words
    return found
