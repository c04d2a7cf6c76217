"""Footnotes: each stands on the page of its call, over many pages, and a note that strays is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from makeready.compose import compose_book
from makeready.findings import Span
from makeready.markup import mark_up
from makeready.model.book import Book, Matter, Section
from makeready.model.composition import Composition
from makeready.model.edition import Edition, Making, PrintEdition
from makeready.model.node import Node, NodeKind, text_node
from makeready.pdf import engine
from makeready.pdf.engine import tend_engine
from makeready.pdf.engine_parts import lay_out_book
from makeready.pdf.engine_sheets import gather_sheets, open_sheets
from makeready.pdf.footnotes import find_strays
from makeready.pdf.tree import join_documents
from makeready.style.load import load_styles
from makeready.workspace import Workspace

SENTENCE = "The keeper of the weir counts the boats that come down and writes the number on the door of the mill. "


def make_chapters(chapters: int, paragraphs: int, sentence: str = SENTENCE) -> Composition:
    """Return a book whose paragraphs of several lengths call notes of several lengths, all by count, not by chance."""
    sections = []
    for chapter in range(chapters):
        content, notes = [], []
        for number in range(paragraphs):
            words = text_node(sentence * (1 + (number * 7 + chapter) % 5))
            children: tuple[Node, ...] = (words,)
            if number % 3 == 1:
                label = str(number)
                call = Node(kind=NodeKind.NOTE_CALL, attributes=(("label", label),))
                children = (words, call, text_node(" " + sentence * ((number + chapter) % 3)))
                told = Node(kind=NodeKind.PARAGRAPH, children=(text_node(sentence * (1 + number % 4)),))
                notes.append(Node(kind=NodeKind.NOTE, attributes=(("label", label),), children=(told,)))
            content.append(Node(kind=NodeKind.PARAGRAPH, children=children, span=Span.at("a.md", number + 1)))
        sections.append(
            Section(
                id=f"c{chapter}",
                slug=f"c{chapter}",
                matter=Matter.BODY,
                role="chapter",
                title=(text_node(f"Chapter {chapter + 1}"),),
                content=tuple(content),
                notes=tuple(notes),
            )
        )
    book = Book(
        identifiers=(), title="The Weir", language="en-GB", modified="2026-01-01T00:00:00Z", sections=tuple(sections)
    )
    edition = PrintEdition(name="print")
    composed = compose_book(book, edition, Making()).value
    assert composed is not None
    return mark_up(composed, edition, load_theme(edition), "Note")


def load_theme(edition: Edition) -> Any:
    from pathlib import Path

    return load_styles(Workspace(Path(__file__).parent), edition).value


def lay(composition: Composition) -> Any:
    """Return the engine's document of the whole book."""
    texts, fetcher = gather_sheets(composition, "The Weir")
    with engine.watch_engine() as messages:
        fonts, sheets = open_sheets(texts, fetcher, messages)
        return lay_out_book(engine.EngineHtml(join_documents(composition), fetcher), sheets, fonts).document


def test_every_note_stands_on_the_page_of_its_call() -> None:
    composition = make_chapters(chapters=4, paragraphs=36)
    with tend_engine():
        document = lay(composition)
    assert len(document.pages) > 20
    assert find_strays(document) == []


def test_without_the_repairs_of_the_engine_notes_stray() -> None:
    # Of the four chapters above, one is enough for notes to stray in.
    composition = make_chapters(chapters=1, paragraphs=36)
    document = lay(composition)
    strays = find_strays(document)
    assert strays and all(stray.note_page == stray.call_page + 1 for stray in strays)
    assert strays[0].number.isdigit()


def count_hyphens(composition: Composition) -> int:
    """Return how many lines of the laid-out pages end on a hyphen that the engine set."""
    with tend_engine():
        pages = lay(composition).pages
    boxes_of = (box for page in pages for box in page._page_box.descendants())
    return sum(isinstance(box, engine.boxes.TextBox) and box.text.endswith("\u2010") for box in boxes_of)


def test_an_edition_is_hyphenated_unless_it_asks_not_to_be() -> None:
    long_words = "Extraordinary misunderstandings notwithstanding, considerable circumspection prevailed. "
    usual = make_chapters(chapters=1, paragraphs=12, sentence=long_words)
    edition = replace(usual.edition, hyphenate=False)
    plain = replace(usual, edition=edition, styles=load_theme(edition))
    assert count_hyphens(usual) > 0
    assert count_hyphens(plain) == 0


def test_the_number_of_a_note_in_a_title_is_in_no_running_head_and_no_bookmark() -> None:
    called = (text_node("The Weir"), Node(kind=NodeKind.NOTE_CALL, attributes=(("label", "w"),)))
    usual = make_chapters(chapters=1, paragraphs=24)
    (chapter,) = (one for one in usual.book.sections if one.id == "c0")
    told = Node(kind=NodeKind.PARAGRAPH, children=(text_node("Of a river."),))
    weir = Node(kind=NodeKind.NOTE, attributes=(("label", "w"),), children=(told,))
    one = Section(
        id="w", slug="w", matter=Matter.BODY, role="chapter", title=called, content=chapter.content, notes=(weir,)
    )
    book = replace(usual.book, sections=(one,))
    composed = compose_book(book, usual.edition, Making()).value
    assert composed is not None
    with tend_engine():
        document = lay(mark_up(composed, usual.edition, usual.styles, "Note"))
    heads = [
        "".join(leaf.text for leaf in engine.list_leaves(box) if isinstance(leaf, engine.boxes.TextBox))
        for page in document.pages
        for box in page._page_box.children
        if isinstance(box, engine.boxes.MarginBox)
    ]
    assert "The Weir" in heads and not any(head.startswith("The Weir") and head != "The Weir" for head in heads)
    assert [entry[0] for entry in document.make_bookmark_tree() if "Weir" in entry[0]] == ["The Weir"]
