"""Spaces that do not break: what holds together in each language, what does not, and what goes on in another node."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from makeready.checks.words import fold_characters, fold_typography
from makeready.compose.balance import balance_lines
from makeready.compose.typography import set_marks, set_typography
from makeready.model.node import Node, NodeKind, plain_text
from makeready.model.spaces import find_held, hold_together
from tests.unit.compose.books import PRINT, book, emphasis, node, paragraph, section


# ~ stands for the space that does not break.
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en-GB", "Mr.~Pip, Mrs~Joe and Dr.~J. Watson at St.~Ives"),
        ("en", "J.~R.~R.~Tolkien and A.~E.~Housman"),
        ("en", "No.~5, Nos.~5–7, p.~7, pp.~xii–xv, Vol.~II, Fig.~3, ch.~4"),
        ("en", "5~km, 20~%, 3~kg at 10~°C, 6:30~p.m., 55~BCE, £~5, §~5"),
        ("en", "5~km. And 3~mm, then"),
        ("de", "z.~B. Dr.~Müller, Prof.~Dr.~Kant, d.~h. i.~d.~R., 44 v.~Chr."),
        ("de-AT", "S.~5, Nr.~3, Abb.~4, Bd.~II, §~5, 5~€, 10~000~km, 3~Mio. und"),
        ("fr", "M.~Dupont, Mme~Bovary, MM.~Roux et Blanc, n°~5, p.~7"),
        ("fr", "20~%, 10~000 habitants, 5~€, av.~J.-C."),
        ("it", "Il sig.~Rossi, n.~5, p.~7"),
        ("es", "El Sr.~Gil, EE.~UU., n.º~5, pág.~7"),
        ("pt-BR", "O Sr.~Gil, n.º~5"),
        ("nl", "dhr.~Jansen, blz.~5, €~5"),
        ("sv", "t.~ex. bl.~a. s.~5, 10~kr"),
        ("nn", "hr.~Lie, f.~eks."),
        ("pl", "w~domu i~z~tobą, m.~in. s.~5"),
        ("cs", "v~Praze a~s~ním, 5~Kč"),
        ("ru", "т.~е. в~доме, с.~5, 1984~г., №~5, А.~С.~Пушкин"),
        ("uk", "у~домі, А.~В.~Шевченко"),
        ("ja", "5~km, J.~R.~Xu"),
        ("de", "z.~B. S. Fischer, u.~a.~a.~O., a.~D. A.~B.~Meier, 5~Mio. €~3, 12~000~000~€"),
        ("en", "“Mr.~Pip (Dr.~J.~R.~Watson) — Mrs.~Joe, [p.~7] and/or vol.~II"),
    ],
)
def test_words_hold_together_as_their_language_has_it(language: str, expected: str) -> None:
    given = expected.replace("~", " ")
    done = hold_together(given, language)
    assert done.replace("\u00a0", "~") == expected
    assert hold_together(done, language) == done


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "He said no. Five men came. No. I think. No. Five."),
        ("en", "It was I. He said so. Plan B. Then nothing."),
        ("en", "They met on Main St. The rain fell."),
        ("en", "She is a dr. of sorts; the mr. of it; 5 kmart, 5 men, in 1984 200 people"),
        ("en", "10 000 people"),
        ("en", "Mr.  Pip, J.  R. and 5  km"),
        ("en", "see https://x.org/Mr.%20Pip"),
        ("de", "Das war alles. S. Freud kam. Er las z. Ende."),
        ("fr", "Il vit M. et Mme. Le soir, à 5 mètres"),
        ("cs", "mov nebo pes"),
        ("", "5 ducks"),
    ],
)
def test_what_may_be_the_end_of_a_sentence_and_runs_of_spaces_are_left(language: str, text: str) -> None:
    assert hold_together(text, language) == text


def test_washington_holds_its_initials_and_not_the_next_sentence() -> None:
    assert hold_together("in D. C. The war", "en") == "in D.\u00a0C. The war"


def _set(*children: Node | str, language: str = "en") -> str:
    done = set_typography(book(section("one", paragraph(*children)), language=language))
    return plain_text(done.sections[0].content).replace("\u00a0", "~")


def test_words_hold_together_across_the_nodes_and_the_line_ends_of_a_text() -> None:
    broken = Node(kind=NodeKind.SOFT_BREAK)
    assert _set("saw Mr. ", emphasis("Pip"), " go ", emphasis("5"), " km") == "saw Mr.~Pip go 5~km"
    assert _set("saw Mr.", broken, "Pip go 5", broken, "km, on", broken, "foot") == "saw Mr.~Pip go 5~km, on foot"
    assert _set("v ", emphasis("Praze"), language="cs") == "v~Praze"
    assert _set("saw Mr. ") == "saw Mr. "
    assert _set("saw Mr.", Node(kind=NodeKind.LINE_BREAK), "Pip") == "saw Mr. Pip"
    assert _set("in ", node(NodeKind.SPAN, "z. B. ja", lang="de"), " z. B.") == "in z.~B. ja z. B."


def test_on_paper_no_break_spaces_of_the_author_are_kept_apart_from_ours() -> None:
    text = "saw Mr.\u00a0Pip and Mr. Joe, 5\u00a0km or\u00a0– so\u00a0on"
    done = set_typography(book(section("one", paragraph(text))), PRINT)
    found = done.sections[0].content[0]
    spans = [child for child in found.children if child.kind is NodeKind.SPAN]
    assert [plain_text(child.children) for child in spans] == ["\u00a0"] * 3
    assert plain_text(found.children) == text.replace("Mr. Joe", "Mr.\u00a0Joe")
    assert [len(find_held(child.text, "en")) for child in found.children] == [0, 0, 1, 0, 0, 0, 0]
    found = set_typography(book(section("one", paragraph(text)))).sections[0].content[0]
    assert [child.kind for child in found.children] == [NodeKind.TEXT]


def test_no_break_spaces_of_the_author_are_told_whatever_stands_around_them() -> None:
    broken = Node(kind=NodeKind.SOFT_BREAK)
    # Ours, where a line of the source ends; four initials, of which the next ones are none; two texts, one line.
    for parts in (("J.~R.", broken, "R. Tolkien"), ("A.~B.~C.~D.~E.~F.",), ("Mr.", "~", "Pip"), ("R. J.~Kowalski",)):
        words = [one.replace("~", "\u00a0") if isinstance(one, str) else one for one in parts]
        on_paper, elsewhere = (
            set_typography(book(section("one", paragraph(*words))), edition).sections[0].content[0].children
            for edition in (PRINT, None)
        )
        assert plain_text(on_paper) == plain_text(elsewhere)
        places = iter(range(1000))
        ends = {place for node in on_paper for place in _list_places(node, places) if node.kind is not NodeKind.SPAN}
        original = "".join(one.replace("~", "#") if isinstance(one, str) else " " for one in parts)
        assert not {original.index("#")} & ends


def _list_places(node: Node, places: Iterator[int]) -> list[int]:
    """Return where a text node has no-break spaces of ours; `places` counts the characters of the whole line."""
    text = plain_text((node,)) or " "
    numbers = [next(places) for _ in text]
    return [number for number, one in zip(numbers, text, strict=True) if one == "\u00a0"]


def test_what_is_held_is_found_and_nothing_else_is() -> None:
    for language, text in (("en", "Mr.\u00a0Pip of so\u00a0on"), ("cs", "v\u00a0Praze tam\u00a0tam")):
        assert find_held(text, language) == {text.index("\u00a0")}
    assert find_held("Mr. Pip", "en") == find_held("\u00a0", "en") == frozenset()


def test_code_is_left_and_so_are_titles_in_metadata() -> None:
    code, block = Node(kind=NodeKind.CODE, text="Mr. Pip 5 km"), Node(kind=NodeKind.CODE_BLOCK, text="Mr. Pip 5 km")
    assert _set(code) == "Mr. Pip 5 km"
    done = set_typography(book(section("one", block, title="Mr. Pip", short_title="Mr. Pip"), title="Mr. Pip"))
    assert done.sections[0].content[0].text == block.text
    assert plain_text(done.sections[0].title) == "Mr.\u00a0Pip"
    assert (done.title, done.sections[0].short_title) == ("Mr. Pip", "Mr. Pip")
    assert set_marks("Mr. Pip", "en") == "Mr. Pip"


def test_lines_of_titles_do_not_end_within_what_holds_together() -> None:
    title = "Mr. Pip and J. R. R. Tolkien"
    assert balance_lines(title, 22, "en") == ("Mr.\u00a0Pip and", "J.\u00a0R.\u00a0R.\u00a0Tolkien")
    assert max(map(len, balance_lines(title, 9, "en"))) < len("J. R. R. Tolkien")  # too long for such a line


@pytest.mark.parametrize("unit", ["Mr. ", "A. ", "1 000 ", "5 km ", "z. B. ", "v ", "§ ", " ", "M", "p. x", "i. d. "])
@pytest.mark.parametrize("language", ["en", "de", "fr", "cs"])
def test_a_hundred_kilobytes_of_abbreviations_take_no_time(unit: str, language: str) -> None:
    text = unit * (100_000 // len(unit))
    began = time.process_time()
    assert len(hold_together(text, language)) == len(text)
    assert time.process_time() - began < 2


def test_to_whoever_compares_words_a_space_that_does_not_break_is_a_space() -> None:
    words = "Mr. Pip saw J. R. R. Tolkien at 6 p.m. after 5 km"
    held = hold_together(words, "en")
    assert held != words
    assert fold_typography(held) == fold_characters(held) == words
