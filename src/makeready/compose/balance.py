"""Balance: the words of a display line go in; lines of even length come out."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from makeready.late_pattern import late_pattern
from makeready.model.book import Book, Section
from makeready.model.edition import Edition, PrintEdition
from makeready.model.node import Node, NodeKind, text_node
from makeready.model.spaces import hold_together

_MOST_WORDS = 24
# Characters of a title on a line of 4 in: a chapter's is set in 19 points, that of a part in 22.
_TITLE = 34
_PART_TITLE = 27
_SPACES = late_pattern(r"[ \t\r\n\f\v]+")  # those at which lines may break
_PAUSES = (",", ":", ";", ".", "!", "?", "—", "–")
# A line that ends on one of these reads badly; another break is taken if one is near.
_WEAK = frozenset(
    "a an and the of by for in on to or with at from as der die das ein eine und le la les un une de des et".split()
)


def balance_lines(text: str, longest: int, language: str) -> tuple[str, ...]:
    """Return `text` in as few lines of at most some `longest` characters as it takes, as even as they can be.

    What holds together in `language`, such as initials, stays on one line where that is long enough.
    """
    words = _SPACES.split(hold_together(text, language).strip())
    if any(len(word) > longest for word in words):
        words = _SPACES.split(text.strip())
    count = ceil(len(text) / longest)
    if count < 2 or len(words) < count or len(words) > _MOST_WORDS:
        return (text,)
    target = len(text) / count
    # The best way to set the words so far, by how many they are, in as many lines as the round counts.
    best: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
    for made in range(count):
        longer: dict[int, tuple[float, tuple[str, ...]]] = {}
        for begin, (cost, lines) in best.items():
            for end in range(begin + 1, len(words) + 1):
                line = " ".join(words[begin:end])
                whole = cost + _weigh(line, target, is_last=made == count - 1)
                if end not in longer or whole < longer[end][0]:
                    longer[end] = (whole, (*lines, line))
        best = longer
    return best[len(words)][1]


def _weigh(line: str, target: float, *, is_last: bool) -> float:
    """Return the cost of a line: its distance from the target, less at a pause and more at a weak word."""
    cost = (len(line) - target) ** 2
    if is_last:
        return cost
    if line.endswith(_PAUSES):
        return cost - target * 1.5
    return cost + target * 2 if line.rsplit(maxsplit=1)[-1].lower() in _WEAK else cost


def balanced_nodes(text: str, longest: int, language: str) -> tuple[Node, ...]:
    """Return `text` as nodes, its balanced lines apart by line breaks."""
    nodes: list[Node] = []
    lines = balance_lines(text, longest, language)
    for place, line in enumerate(lines):
        last = place == len(lines) - 1
        # The space is for those who take the words without the breaks: bookmarks and running heads.
        nodes.append(text_node(line if last else f"{line} "))
        if not last:
            nodes.append(Node(kind=NodeKind.LINE_BREAK))
    return tuple(nodes)


def fit_characters(edition: PrintEdition, characters: int) -> int:
    """Return how many of `characters`, which fit a measure of 4 in, fit the measure of this edition."""
    measure = edition.trim[0] - edition.margins.inner - edition.margins.outer
    return max(8, round(characters * measure / 288))


def balance_titles(book: Book, edition: Edition) -> Book:
    """Return the book with the titles of parts and chapters in even lines, for paper; a screen's width is not known.

    A title with markup of its own is left as it is.
    """
    if not isinstance(edition, PrintEdition):
        return book

    def balance(section: Section, language: str) -> Section:
        language = section.language or language
        longest = fit_characters(edition, _PART_TITLE if section.role == "part" else _TITLE)
        children = tuple(balance(c, language) for c in section.children) if section.role == "part" else section.children
        title = section.title
        if len(title) == 1 and title[0].kind is NodeKind.TEXT:
            lines = balanced_nodes(title[0].text, longest, language)
            title = tuple(replace(node, span=title[0].span) for node in lines) if len(lines) > 1 else title
        return replace(section, title=title, children=children)

    return replace(book, sections=tuple(balance(section, book.language) for section in book.sections))
