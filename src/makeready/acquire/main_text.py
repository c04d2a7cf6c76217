"""Main text: the tree of a page and its segments go in; which of them two extractors take for its text comes out.

Neither is believed alone: trafilatura goes by the markup, jusText by the lengths of paragraphs and their links. What
both take marks where the text is; what stands between, and is no furniture, belongs to it.
https://trafilatura.readthedocs.io and https://corpus.tools/wiki/Justext
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from lxml import etree

from makeready.acquire.segments import Segment
from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern

_LETTERS = late_pattern(r"[^\W_]+")
# A passage that is shorter stands on many pages, and in many places of one.
_LEAST_LETTERS = 12


class ExtractorsMissing(Exception):
    """The libraries that find the text of a page are not installed."""


@dataclass(frozen=True, slots=True)
class Vote:
    """Whether each of the two extractors takes a segment for text."""

    by_markup: bool
    by_length: bool

    @property
    def both(self) -> bool:
        """Return True where they agree that it is text."""
        return self.by_markup and self.by_length

    @property
    def any(self) -> bool:
        """Return True where one of them takes it for text."""
        return self.by_markup or self.by_length


def vote(tree: etree._Element, segments: Sequence[Segment]) -> list[Vote]:
    """Return the votes on each segment. Raises ExtractorsMissing where the `acquire` extra is not installed."""
    marked, long = _extract_by_markup(tree), _extract_by_length(tree)
    texts = ["".join(lines) for lines in (marked, long)]
    votes = []
    for segment in segments:
        letters = _fold(segment.text)
        if len(letters) < _LEAST_LETTERS:
            votes.append(Vote(letters in marked, letters in long))
        else:
            votes.append(Vote(letters in texts[0], letters in texts[1]))
    return votes


def _fold(text: str) -> str:
    return "".join(_LETTERS.findall(text)).casefold()


def _extract_by_markup(tree: etree._Element) -> list[str]:
    try:
        import trafilatura
    except ImportError as error:
        raise ExtractorsMissing from error
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it cannot read, it says by finding nothing
    text = trafilatura.extract(
        etree.tostring(tree, encoding="unicode", method="html"),
        include_comments=False,
        include_tables=True,
        deduplicate=False,
        with_metadata=False,
        output_format="txt",
    )
    return [_fold(line) for line in (text or "").split("\n")]


def _extract_by_length(tree: etree._Element) -> list[str]:
    try:
        import justext
    except ImportError as error:
        raise ExtractorsMissing from error
    # Without a list of words that are frequent in a language, the lengths and the links decide, in any language.
    paragraphs = justext.justext(
        etree.tostring(tree, encoding="utf-8", method="html"),
        frozenset(),
        stopwords_low=0,
        stopwords_high=0,
        encoding="utf-8",
    )
    return [_fold(one.text) for one in paragraphs if not one.is_boilerplate]
