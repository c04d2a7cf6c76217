"""Balance: the best of all ways to break a title, found at once; no word lost."""

from __future__ import annotations

import time
from itertools import combinations
from math import ceil

import pytest

from makeready.compose import balance
from makeready.compose.balance import balance_lines, balance_titles, balanced_nodes
from makeready.model.book import Book, Matter, Section
from makeready.model.edition import EpubEdition, PrintEdition
from makeready.model.node import NodeKind, plain_text, text_node

TITLES = (
    "Why They Joined, Why They Left",
    "The Strange Case of the Lamp and the Keeper of the Northern Light",
    "A Tale: Being the True Account of a Long Road",
    "Der Mann und das Meer und der Wind",
)


def test_short_titles_stay_whole() -> None:
    assert balance_lines("A Short One", 22, "en") == ("A Short One",)
    assert balance_lines("", 22, "en") == ("",)
    assert balance_lines("Donaudampfschifffahrtsgesellschaft", 10, "en") == ("Donaudampfschifffahrtsgesellschaft",)


def test_a_pause_is_the_place_to_break() -> None:
    assert balance_lines("Why They Joined, Why They Left", 22, "en") == ("Why They Joined,", "Why They Left")


def test_no_line_ends_on_an_article_where_another_break_is_near() -> None:
    lines = balance_lines("The Strange Case of the Lamp and the Keeper", 24, "en")
    assert not any(line.split()[-1] in ("the", "of", "and") for line in lines[:-1])


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("longest", [12, 15, 22, 34])
def test_no_other_way_is_better(title: str, longest: int) -> None:
    words, count = title.split(), ceil(len(title) / longest)
    target = len(title) / count

    def weigh(lines: tuple[str, ...]) -> float:
        return sum(balance._weigh(line, target, is_last=n == len(lines) - 1) for n, line in enumerate(lines))

    lines = balance_lines(title, longest, "en")
    assert " ".join(lines) == title
    others = (
        tuple(" ".join(words[a:b]) for a, b in zip((0, *breaks), (*breaks, len(words)), strict=True))
        for breaks in combinations(range(1, len(words)), len(lines) - 1)
    )
    assert weigh(lines) == pytest.approx(min(map(weigh, others)))


def test_a_title_of_many_words_takes_no_time() -> None:
    title = " ".join(["wonderful"] * 24)
    began = time.process_time()
    assert len(balance_lines(title, 15, "en")) == 16
    assert time.process_time() - began < 1


def test_lines_become_nodes_with_breaks_between() -> None:
    nodes = balanced_nodes("Why They Joined, Why They Left", 22, "en")
    assert [n.kind for n in nodes] == [NodeKind.TEXT, NodeKind.LINE_BREAK, NodeKind.TEXT]
    assert plain_text(nodes).split() == "Why They Joined, Why They Left".split()


def test_long_titles_are_balanced_on_paper_only() -> None:
    title = "About the reviewer and the work reviewed"
    chapter = Section(id="a", slug="a", matter=Matter.BODY, role="chapter", title=(text_node(title),))
    book = Book(identifiers=(), title="T", language="en", modified="2026-01-01T00:00:00Z", sections=(chapter,))
    printed = balance_titles(book, PrintEdition(name="print")).sections[0].title
    assert [n.text for n in printed if n.text] == ["About the reviewer ", "and the work reviewed"]
    assert plain_text(printed).split() == title.split()
    assert balance_titles(book, EpubEdition(name="epub")) == book


def test_a_title_in_larger_type_is_broken_for_its_own_size() -> None:
    words = "Coming Home, or the Road Which Was Not Taken in the Spring"
    lines = {}
    for role in ("part", "chapter"):
        section = Section(id="x", slug="x", matter=Matter.BODY, role=role, title=(text_node(words),))
        book = Book(identifiers=(), title="T", language="en", modified="2026-01-01T00:00:00Z", sections=(section,))
        title = balance_titles(book, PrintEdition(name="print")).sections[0].title
        lines[role] = [node.text.strip() for node in title if node.kind is NodeKind.TEXT]
        assert " ".join(lines[role]) == words
    assert max(map(len, lines["part"])) <= 29
    assert len(lines["chapter"]) == 2
