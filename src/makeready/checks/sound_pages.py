"""Sound pages: names of documents and pages go in; the documents that were found sound as they are now come out.

Where nothing was found about a document that has its pages to itself, that is noted under all that was looked at: its
bytes, and what its pages show and where. Such a document and its pages need not be compared again, unless something
is found about others: then all are, so that what is told never depends on what was remembered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from makeready.checks.shown import ShownPage
from makeready.store import make_key
from makeready.workshop import Notebook


class SoundPages:
    """What is known of the documents and the pages of one PDF.

    `documents` name the bytes of the documents, `pages` what the pages show and where, both in their order; `rules`
    name whatever else decides. `known` has the pages of the documents that were found sound, by the documents' indexes.
    """

    def __init__(self, documents: Sequence[str], pages: Sequence[str], rules: str, notebook: Notebook) -> None:
        self._documents = documents
        self._pages = pages
        self._rules = rules
        self._notebook = notebook
        self.known: Mapping[int, range] = dict(self._find_known())
        self._known_pages = {page for own in self.known.values() for page in own}

    def is_known(self, page: int) -> bool:
        """Return True for a page of a document that was found sound."""
        return page in self._known_pages

    def stands_in_order(self, hrefs: Sequence[str], pages: Sequence[ShownPage]) -> bool:
        """Return True where the documents, those that are known among them, are on the pages in their order.

        What `pages` show of the known ones does not count. A page that stands before another one is read before it:
        in that order documents may be compared each by itself.
        """
        reached = 0
        for shown in self._list_owners(hrefs, pages):
            if min(shown, default=reached) < reached:
                return False
            reached = max(shown, default=reached)
        return True

    def note(self, hrefs: Sequence[str], pages: Sequence[ShownPage]) -> None:
        """Note that nothing was found about any document; those that share no page with another one are known then."""
        places: dict[int, list[int]] = {}
        shared: set[int] = set()
        for page, shown in enumerate(self._list_owners(hrefs, pages)):
            shared |= shown if len(shown) > 1 else set()
            for document in shown:
                places.setdefault(document, []).append(page)
        for document, own in places.items():
            if document not in shared and document not in self.known:
                found = range(own[0], own[-1] + 1)
                told = (self._pages[found.start], len(found), self._describe(document, found))
                self._notebook.note(self._name(document), " ".join(map(str, told)).encode("ascii"))

    def _list_owners(self, hrefs: Sequence[str], pages: Sequence[ShownPage]) -> Iterator[set[int]]:
        """Yield the indexes of the documents that each page shows words of."""
        numbers = {href: index for index, href in enumerate(hrefs)}
        holders = {page: document for document, own in self.known.items() for page in own}
        for index, page in enumerate(pages):
            keys = (run.key for run in page.runs if run.key is not None)
            hrefs_shown = {key.rpartition("#")[0] for key in keys} if index not in holders else set()
            yield {holders[index]} if index in holders else {numbers[href] for href in hrefs_shown if href in numbers}

    def _find_known(self) -> Iterator[tuple[int, range]]:
        places = {page: index for index, page in enumerate(self._pages)}
        for document in range(len(self._documents)):
            noted = (self._notebook.find(self._name(document)) or b"").decode("ascii", "replace").split(" ")
            if len(noted) == 3 and noted[1].isdecimal() and noted[0] in places:
                found = range(places[noted[0]], places[noted[0]] + int(noted[1]))
                if found.stop <= len(self._pages) and noted[2] == self._describe(document, found):
                    yield document, found

    def _describe(self, document: int, pages: range) -> str:
        return make_key("pages", self._name(document), *self._pages[pages.start : pages.stop])

    def _name(self, document: int) -> str:
        return make_key("sound document", self._rules, self._documents[document])
