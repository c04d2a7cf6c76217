"""A page start whose words the EPUB does not have at their place."""

from makeready.findings import Finding
from makeready.markup.pages import mark_pages
from makeready.model.book import Book, Identifier, Matter
from makeready.model.composition import Composition, ContentDocument
from makeready.model.edition import EpubEdition, PrintEdition
from makeready.model.pages import PageStart

_TEXT = b'<html><body>\n<section id="one">\n<p>Stone on stone.</p>\n</section>\n</body></html>\n'


def cause() -> tuple[Finding, ...]:
    """Mark a page that starts with other words than the section has."""
    book = Book(
        identifiers=(Identifier(scheme="uuid", value="0"),),
        title="A Book",
        language="en",
        modified="2026-11-23T00:00:00Z",
    )
    document = ContentDocument(
        href="text/one.xhtml",
        title="One",
        matter=Matter.BODY,
        role="chapter",
        language="en",
        content=_TEXT,
        anchors=("one",),
    )
    composition = Composition(
        book=book,
        edition=EpubEdition(name="epub"),
        documents=(document,),
        contents=(),
        landmarks=(),
        styles=(),
    )
    starts = (PageStart(index=0, folio="1", anchor="one", text="Frost,then"),)
    return mark_pages(composition, starts, PrintEdition(name="print")).findings
