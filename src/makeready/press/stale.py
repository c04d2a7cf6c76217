"""Stale EPUBs: page starts of print editions built just now go in; the EPUBs left that list other pages come out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence

from makeready.findings import StorageError
from makeready.late_pattern import late_pattern
from makeready.markup.pages import mark_pages
from makeready.model.artifact import Artifact
from makeready.model.book import Book, Matter
from makeready.model.composition import Composition, ContentDocument
from makeready.model.edition import Edition, EpubEdition
from makeready.press.plan import name_files
from makeready.workspace import OutputFolder

_MARKER = late_pattern(rb'<span epub:type="pagebreak"[^>]*/>')
_ID = late_pattern(r' id="([^"]*)"')
_TEXTS = late_pattern(r"EPUB/text/[^/]+\.xhtml")


def find_stale(
    output: OutputFolder, book: Book, editions: Sequence[Edition], built: Iterable[Artifact]
) -> tuple[str, ...]:
    """Return the names of EPUBs in `output` that list the pages of a print edition as they no longer are.

    `editions` are all of the book's, `built` what this build made. An EPUB that was not built is current if its text,
    with its markers taken out and the pages marked anew, is the same again: its own bytes are the witness, whatever
    was built in between. One that cannot be read is not current.
    """
    made = {artifact.edition.name: artifact for artifact in built}
    return tuple(
        name
        for edition, name in zip(editions, name_files(book.slug, editions), strict=True)
        if isinstance(edition, EpubEdition)
        and edition.name not in made
        and edition.page_list in made
        and _is_stale(output, name, edition, book, made[edition.page_list])
    )


def _is_stale(output: OutputFolder, name: str, edition: Edition, book: Book, printed: Artifact) -> bool:
    try:
        content = output.read(name)
        if content is None:
            return False
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.namelist() if _TEXTS.fullmatch(entry)]
            marked = [archive.read(entry) for entry in entries]
        documents = tuple(_read_documents(entries, marked))
    except (StorageError, zipfile.BadZipFile, ValueError):
        return True
    composition = Composition(book=book, edition=edition, documents=documents, contents=(), landmarks=(), styles=())
    anew = mark_pages(composition, printed.pages, printed.edition).value
    return anew is None or [document.content for document in anew.documents] != marked


def _read_documents(entries: Sequence[str], marked: Sequence[bytes]) -> Iterator[ContentDocument]:
    """Yield the content documents of an EPUB without their markers; what they are in the book is not asked here."""
    for entry, content in zip(entries, marked, strict=True):
        bare = _MARKER.sub(b"", content)
        yield ContentDocument(
            href=entry.removeprefix("EPUB/"),
            title="",
            matter=Matter.BODY,
            role="",
            language="",
            content=bare,
            anchors=tuple(_ID.findall(bare.decode())),
            source_map=(),
            generated=True,
        )
