"""Looking at pages: documents and the PDF made of them go in; what its pages show otherwise, and where, comes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from makeready.checks.blocks import DocumentText, LazyTexts
from makeready.checks.compare import Habits, Trouble, compare_blocks
from makeready.checks.known_pages import KnownText
from makeready.checks.paper import Outlier, find_outliers, find_overprinted
from makeready.checks.shown import Run, ShownPage
from makeready.checks.sound_pages import SoundPages
from makeready.checks.words import fold_characters
from makeready.model.artifact import Artifact
from makeready.model.composition import Composition
from makeready.model.edition import NotePlace, require_pages
from makeready.store import make_key
from makeready.style.sheet import read_style
from makeready.workshop import Notebook


class Seen(NamedTuple):
    """What was found: in blocks of text, beyond the trim or the text block, and words printed over others."""

    troubles: Sequence[Trouble] = ()
    outliers: Sequence[Outlier] = ()
    overprinted: Sequence[tuple[int, Run, Run]] = ()


def look_at_pages(texts: LazyTexts, artifact: Artifact, composition: Composition, notebook: Notebook) -> Seen:
    """Return what is found on the pages of the PDF `artifact`; `texts` are those of the documents of `composition`.

    The `notebook` has what former builds read, and what they found sound. Raises UnreadableText.
    """
    look = _Look(KnownText(artifact.content, notebook), texts, artifact, composition)
    return look.look_at_changes(notebook) if notebook.is_kept else look.look_at_all()


class _Look:
    """Looks at what the pages of a PDF show of its documents."""

    def __init__(self, shown: KnownText, texts: LazyTexts, artifact: Artifact, composition: Composition) -> None:
        self._shown = shown
        self._texts = texts
        self._areas = artifact.areas
        self._edition = require_pages(composition.edition)
        self._habits = find_habits(composition)
        self._trims = [shown.find_trim(index) for index in range(len(shown.pages))]
        self._asked = False  # whether anything depends on the tree of tags

    def look_at_all(self) -> Seen:
        """Return what is found in all documents and on all pages."""
        return self._compare(
            self._texts.read_all(), [self._shown.read_page(index) for index in range(len(self._trims))]
        )

    def look_at_changes(self, notebook: Notebook) -> Seen:
        """Return the same, from those documents only that were not found sound in a former build, where they are."""
        documents = [make_key(*named) for named in zip(self._texts.hrefs, self._texts.contents, strict=True)]
        places = [repr((trim, self._areas[index : index + 1])) for index, trim in enumerate(self._trims)]
        pages = [make_key(place, self._shown.read_packed(index)) for index, place in enumerate(places)]
        sound = SoundPages(documents, pages, repr((self._habits, self._edition.bleed)), notebook)
        hrefs = self._texts.hrefs
        texts = [self._texts.read(index) for index in range(len(hrefs)) if index not in sound.known]
        shown = [
            ShownPage() if sound.is_known(index) else self._shown.read_page(index) for index in range(len(self._trims))
        ]
        seen = self._compare(texts, shown)
        in_order = sound.stands_in_order(hrefs, shown)
        if any(seen) or not in_order:
            return self.look_at_all() if sound.known else seen
        if not self._asked:
            sound.note(hrefs, shown)
        return seen

    def _compare(self, texts: Sequence[DocumentText], pages: Sequence[ShownPage]) -> Seen:
        troubles = list(compare_blocks(texts, pages, self._habits, self._order_marks))
        outliers = list(find_outliers(pages, self._trims, self._areas, self._edition))
        return Seen(troubles, outliers, list(find_overprinted(pages)))

    def _order_marks(self) -> dict[tuple[int, int], int]:
        self._asked = True
        return self._shown.order_marks()


def find_habits(composition: Composition) -> Habits:
    """Return what the style sheets of a composition may do to letters."""
    style = read_style(composition.styles)
    return Habits(
        hyphens=("-", *sorted(fold_characters(mark) for mark in style.hyphens if mark.strip())),
        turns_case=style.turns_case,
        turns_direction=style.turns_direction,
        notes_follow=composition.edition.notes is not NotePlace.PAGE,
    )
