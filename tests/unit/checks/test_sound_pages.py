"""Documents that were found sound are not compared again, and whatever is wrong is found as without a memory."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from makeready.checks import looking
from makeready.checks.compare import compare_blocks
from makeready.checks.parity import check_parity
from makeready.checks.shown import Run, ShownPage
from makeready.checks.sound_pages import SoundPages
from makeready.findings import Finding
from makeready.model.artifact import Artifact
from makeready.model.composition import Composition
from makeready.store import Store
from makeready.workshop import Workshop
from tests.unit.checks.bound_books import BoundBook, bind, rewrite

FILES = {
    "01.md": "# The Road\n\nThe road has nine miles and a note[^1].\n\n[^1]: It was measured twice.\n",
    "02.md": "# The Mill\n\n" + "Behind the mill the road goes on for a while, uphill. " * 60 + "\n",
    "03.md": "# The Inn\n\nThe inn has four rooms.\n\nOne of them is the host's.\n",
    "04.md": "# The End\n\nNobody knows more.\n",
}
Change = Callable[[Composition], Composition]


@cache
def bind_road() -> BoundBook:
    return bind(FILES, "pdf")


def move_pages(bound: BoundBook, order: Callable[[list[Any]], Iterable[Any]]) -> Artifact:
    """Return the PDF with its pages in another order, or without some."""
    with pikepdf.open(io.BytesIO(bound.artifact.content)) as pdf:
        pages = list(pdf.pages)
        del pdf.pages[:]
        pdf.pages.extend(order(pages))
        out = io.BytesIO()
        pdf.save(out)
    return bound.having(out.getvalue())


def exchange(composition: Composition, *words: bytes) -> Composition:
    """Return the composition with two documents, those with these words, in each other's place."""
    documents = list(composition.documents)
    one, two = (index for index, each in enumerate(documents) if any(word in each.content for word in words))
    documents[one], documents[two] = documents[two], documents[one]
    return replace(composition, documents=tuple(documents))


class _Checker:
    """Checks with one memory, and notes of which documents the blocks were compared, check by check."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self._shop = Workshop(memory=Store(folder / "cache"))
        self.compared: list[list[str]] = []

        def compare(texts: Any, *words: Any) -> Iterator[Any]:
            self.compared.append([text.href.removeprefix("text/").removesuffix(".xhtml") for text in texts])
            return compare_blocks(texts, *words)

        patch.setattr(looking, "compare_blocks", compare)

    def check(self, bound: BoundBook, artifact: Artifact | None = None) -> tuple[Finding, ...]:
        """Return the findings, which have to be those of a check without a memory."""
        file = artifact or bound.artifact
        wanted = check_parity(bound.book, file, bound.composition)
        self.compared.clear()
        found = check_parity(bound.book, file, bound.composition, self._shop)
        assert found == wanted
        return found


@pytest.fixture
def checker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _Checker:
    found = _Checker(tmp_path, monkeypatch)
    assert found.check(bind_road()) == ()
    return found


def test_what_was_found_sound_is_not_compared_again(checker: _Checker) -> None:
    assert len(checker.compared) == 1 and len(checker.compared[0]) > 4
    assert checker.check(bind_road()) == ()
    (left,) = checker.compared
    assert not [name for name in left if "chapter" in name or name in ("road", "mill", "inn", "end")], left


def test_a_changed_chapter_is_compared_and_no_other(checker: _Checker) -> None:
    known = {text.href for text in bind_road().composition.documents}
    changed = bind({**FILES, "03.md": FILES["03.md"].replace("four", "five")}, "pdf")
    assert checker.check(changed) == ()
    (left,) = checker.compared
    (inn,) = (d.href for d in changed.composition.documents if b"five rooms" in d.content)
    assert inn in known
    assert inn.removeprefix("text/").removesuffix(".xhtml") in left
    others = [d.href for d in changed.composition.documents if b"miles" in d.content or b"uphill" in d.content]
    assert len(others) == 2 and not set(left) & {one.removeprefix("text/").removesuffix(".xhtml") for one in others}


@pytest.mark.parametrize(
    "change",
    [
        lambda c: rewrite(c, "four rooms", "rooms"),
        lambda c: rewrite(c, "four rooms", "four small rooms"),
        lambda c: rewrite(c, "uphill.", "up hill."),
        lambda c: rewrite(c, "measured twice", "measured"),
        lambda c: rewrite(c, "<p>Nobody", '<p style="color: white">Nobody'),
        lambda c: rewrite(c, "<p>Nobody", '<p style="margin-left: -4cm">Nobody'),
        lambda c: rewrite(c, "<p>One of", '<p style="position: relative; top: -14pt">One of'),
        lambda c: exchange(c, b"four rooms", b"Nobody"),
        lambda c: replace(c, documents=c.documents[:-1]),
    ],
    ids=["lost", "added", "spaced", "note", "unseen", "margin", "overprinted", "exchanged", "left out"],
)
def test_faults_are_found_beside_what_is_sound(change: Change, checker: _Checker) -> None:
    spoilt = replace(bind(FILES, "pdf", change=change), book=bind_road().book, composition=bind_road().composition)
    for _ in range(2):
        assert checker.check(spoilt)
    assert checker.check(bind_road()) == ()


@pytest.mark.parametrize(
    "order",
    [
        lambda pages: [*pages[:-3], *pages[-2:], pages[-3]],
        lambda pages: [pages[-1], *pages[:-1]],
        lambda pages: pages[::-1],
        lambda pages: pages[:-1],
        lambda pages: [*pages, pages[-1]],
        lambda pages: [*pages[:4], pages[-1], *pages[4:]],
    ],
    ids=["moved", "last first", "backward", "lost", "doubled", "put in"],
)
def test_pages_in_another_order_are_told_as_without_a_memory(
    order: Callable[[list[Any]], list[Any]], checker: _Checker
) -> None:
    moved = move_pages(bind_road(), order)
    for _ in range(2):
        assert checker.check(bind_road(), moved)


def test_a_known_page_at_another_place_of_the_paper_is_looked_at(checker: _Checker) -> None:
    bound = bind_road()
    narrow = replace(
        bound.artifact, areas=tuple((left, low, left + 60, top) for left, low, _, top in bound.artifact.areas)
    )
    assert {finding.code for finding in checker.check(bound, narrow)} == {"PD013"}


def test_a_document_that_the_same_pages_no_longer_show_is_compared(checker: _Checker) -> None:
    bound = bind_road()
    assert checker.check(replace(bound, composition=rewrite(bound.composition, "four rooms", "five rooms")))


def test_what_only_the_tree_of_tags_puts_in_order_is_compared_each_time(checker: _Checker) -> None:
    def push(composition: Composition) -> Composition:
        return rewrite(composition, "has four", 'has <span style="float: right">four</span>')

    bound = bind(FILES, "pdf", change=push)
    bound = replace(bound, composition=push(bound.composition))
    (inn,) = (d.href for d in bound.composition.documents if b"rooms" in d.content)
    for _ in range(2):
        assert checker.check(bound) == ()
        assert inn.removeprefix("text/").removesuffix(".xhtml") in checker.compared[0]


def test_documents_that_share_a_page_are_not_noted(tmp_path: Path) -> None:
    def show(*hrefs: str) -> ShownPage:
        return ShownPage(runs=[Run(f"{href}#1", "", turn) for turn, href in enumerate(hrefs)])

    hrefs, pages = ["one", "two", "three"], [show("one"), show("one", "two"), ShownPage(), show("three"), show("three")]
    names = [str(number) for number in range(len(pages))]
    shop = Workshop(memory=Store(tmp_path / "cache"))
    with shop.open_notebook("pages") as notebook:
        sound = SoundPages(hrefs, names, "", notebook)
        assert sound.known == {} and sound.stands_in_order(hrefs, pages)
        sound.note(hrefs, pages)
    with shop.open_notebook("pages") as notebook:
        sound = SoundPages(hrefs, names, "", notebook)
        assert sound.known == {2: range(3, 5)}
        assert [sound.is_known(number) for number in range(5)] == [False, False, False, True, True]
        assert not sound.stands_in_order(hrefs, [show("three"), *pages[:2], *pages[3:]])
        assert SoundPages(hrefs, names, "other rules", notebook).known == {}
