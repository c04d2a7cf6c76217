"""The cover page: a picture and the book's metadata go in; its place, its type and an XHTML page around it come out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import field

from makeready.dataclass import dataclass
from makeready.epub.escaping import escape_text, quote_value
from makeready.epub.words import word_for
from makeready.findings import Finding, observe
from makeready.model.book import Book
from makeready.model.composition import Composition
from makeready.model.direction import write_direction

_KINDS = ((b"\xff\xd8\xff", "image/jpeg", "jpg"), (b"\x89PNG\r\n\x1a\n", "image/png", "png"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The cover's picture with its place in the package, and the place of the page that shows it.

    `placed` is True where the picture is one of the composition's own assets.
    """

    href: str
    media_type: str
    page: str
    content: bytes = field(repr=False)
    placed: bool = False


def choose_cover(composition: Composition, given: bytes | None) -> tuple[Cover | None, tuple[Finding, ...]]:
    """Return the cover that was drawn, else the picture that the book names, else None; and why it cannot be used."""
    named = composition.book.cover
    taken = {href for href, _ in composition.assets} | {document.href for document in composition.documents}
    page = _find_free("text/cover", "xhtml", taken)
    content, place = given, None
    if given is None and named is not None:
        place, content = next(((h, a.content) for h, a in composition.assets if a.path == named), (None, b""))
    if content is None:
        return None, ()
    for start, media_type, suffix in _KINDS:
        if content.startswith(start):
            href = place or _find_free("images/cover", suffix, taken)
            cover = Cover(href=href, media_type=media_type, page=page, content=content, placed=place is not None)
            return cover, tuple(_list_odd_shapes(composition, named if given is None else None))
    name = f"the cover {named}" if given is None else "the cover"
    span = composition.book.cover_span if given is None else None
    return None, (observe("EP001", f"{name} is neither a JPEG nor a PNG", span=span),)


def _list_odd_shapes(composition: Composition, named: str | None) -> Iterator[Finding]:
    """Yield the finding for a cover that lies on its side: libraries show covers in upright frames."""
    for _, asset in composition.assets:
        if named is not None and asset.path == named and (asset.width or 0) > (asset.height or 0):
            message = f"the cover {named} is wider than high: {asset.width:,} × {asset.height:,} pixels"
            yield observe("EP052", message, span=composition.book.cover_span)


def _find_free(stem: str, suffix: str, taken: Collection[str]) -> str:
    """Return a name that neither a section called "cover" nor a picture of the text has."""
    name, serial = f"{stem}.{suffix}", 1
    while name in taken:
        serial += 1
        name = f"{stem}-{serial}.{suffix}"
    return name


def write_cover(book: Book, href: str) -> bytes:
    """Return the page that shows the cover at `href`, with words for those who do not see it."""
    title = f"{book.title}: {book.subtitle}" if book.subtitle else book.title
    heading = word_for("cover", book.language)
    names = ", ".join(person.name for person in book.creators)
    words = f"{heading}: {title}" + (f" · {names}" if names else "")
    tag = quote_value(book.language)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        f" lang={tag} xml:lang={tag}{write_direction(book.language)}>\n<head>\n<title>{escape_text(heading)}</title>\n"
        '<link rel="stylesheet" type="text/css" href="../styles/book.css"/>\n</head>\n'
        '<body epub:type="frontmatter">\n'
        f'<section class="cover" epub:type="cover" role="region" aria-label={quote_value(heading)}>\n'
        f'<img src="../{href}" role="doc-cover" alt={quote_value(words)}/>\n</section>\n</body>\n</html>\n'
    ).encode()
