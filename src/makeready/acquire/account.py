"""Accounts: the words of a source, and what became of them, go in; words that are nowhere, or twice, come out.

The words of the manuscript are read back from its files by the reader that a build has, and from nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern
from makeready.model.book import Book, walk_sections
from makeready.model.node import Node, NodeKind

_LETTERS = late_pattern(r"[^\W_]+")
_IN_LINE = frozenset(
    {
        NodeKind.TEXT,
        NodeKind.EMPHASIS,
        NodeKind.STRONG,
        NodeKind.CODE,
        NodeKind.LINK,
        NodeKind.IMAGE,
        NodeKind.NOTE_CALL,
        NodeKind.SPAN,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How the words of a source add up: how many there are, are kept, are left out, are told by book.toml.

    `lost` are words that are in none of these, `added` those that are in the manuscript and not in the source.
    """

    source: int
    kept: int
    left_out: int
    told: int
    lost: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


def split_words(texts: Iterable[str]) -> list[str]:
    """Return the runs of letters and digits in texts: what is compared, whatever stands between."""
    return [word for text in texts for word in _LETTERS.findall(text)]


def read_words(book: Book) -> list[str]:
    """Return the words of a manuscript as a build reads them: headings, text and notes, in their order."""
    texts: list[str] = []
    for section in walk_sections(book.sections):
        texts.append(_join(section.title))
        texts.append(_join(section.content))
        texts += [_join(note.children) for note in section.notes]
    return split_words(texts)


def _join(nodes: Iterable[Node]) -> str:
    return "".join(_write(nodes))


def _write(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if node.kind is NodeKind.IMAGE:
            continue  # its words are for who cannot see it
        if node.kind not in _IN_LINE:
            yield " "
        yield node.text
        yield from _write(node.children)
        if node.kind not in _IN_LINE:
            yield " "


def add_up(
    source: Iterable[str],
    manuscript: Iterable[str],
    left_out: Iterable[str],
    told: Iterable[str],
    changed: Iterable[tuple[str, str]] = (),
) -> Account:
    """Return how the words of a source add up. `changed` are corrections: what stood there, what stands there now."""
    words, kept = Counter(split_words(source)), Counter(split_words(manuscript))
    out, said = Counter(split_words(left_out)), Counter(split_words(told))
    for original, corrected in changed:
        kept.update(split_words([original]))
        kept.subtract(split_words([corrected]))
    rest = Counter(words)
    rest.subtract(kept)
    rest.subtract(out)
    rest.subtract(said)
    return Account(
        source=sum(words.values()),
        kept=sum(kept.values()),
        left_out=sum(out.values()),
        told=sum(said.values()),
        lost=tuple(sorted(word for word, count in rest.items() for _ in range(count))),
        added=tuple(sorted(word for word, count in rest.items() for _ in range(-count))),
    )
