"""Typography: the marks of each language, across the nodes of a line, in linear time; code and addresses untouched."""

from __future__ import annotations

import time

import pytest

from makeready.compose.typography import set_marks, set_typography
from makeready.model.node import Node, NodeKind, plain_text
from tests.unit.compose.books import book, emphasis, node, note, paragraph, section

NARROW, NO_BREAK = "\u202f", "\u00a0"


def _set(*children: Node | str, language: str = "en-GB") -> str:
    """Return the words of one paragraph with their marks."""
    done = set_typography(book(section("one", paragraph(*children)), language=language))
    return plain_text(done.sections[0].content)


@pytest.mark.parametrize(
    ("language", "given", "expected"),
    [
        ("en-GB", '"Yes," he said.', "“Yes,” he said."),
        ("en-US", "\"He said 'go'.\"", "“He said ‘go’.”"),
        ("en", "'Yes,' he said, 'or \"no\".'", "‘Yes,’ he said, ‘or “no”.’"),
        ("en", "\"'Go,' he said\"", "“‘Go,’ he said”"),
        ("de", "\"Er sagte 'geh'\"", "„Er sagte ‚geh‘“"),
        ("de-AT", '"Ja", sagte er.', "„Ja“, sagte er."),
        ("de-CH", "\"Er sagte 'geh'\"", "«Er sagte ‹geh›»"),
        ("fr", '"Oui"', f"«{NARROW}Oui{NARROW}»"),
        ("fr-CH", '"Oui"', f"«{NARROW}Oui{NARROW}»"),
        ("es", "\"Dijo 'ven'\"", "«Dijo “ven”»"),
        ("it", '"Sì"', "«Sì»"),
        ("pt-BR", '"Sim"', "“Sim”"),
        ("sv", "\"Hej 'du'\"", "”Hej ’du’”"),
        ("da", "\"Hej 'du'\"", "»Hej ›du‹«"),
        ("nb", '"Hei"', "«Hei»"),
        ("pl", "\"Tak 'nie'\"", "„Tak «nie»”"),
        ("cs", '"Ano"', "„Ano“"),
        ("ru", "\"Да 'нет'\"", "«Да „нет“»"),
        ("nl", '"Ja"', "‘Ja’"),
        ("ja", '"x"', "“x”"),
    ],
)
def test_each_language_has_its_quotation_marks(language: str, given: str, expected: str) -> None:
    assert set_marks(given, language) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("it's the dogs' bones", "it’s the dogs’ bones"),
        ("'Twas the '90s, rock 'n' roll", "’Twas the ’90s, rock ’n’ roll"),
        ("'1984' is a book", "‘1984’ is a book"),
        ('5\'10" tall, 6" nails, 40° 26\' 46" N.', "5′10″ tall, 6″ nails, 40° 26′ 46″ N."),
        ('12"x14" and 6\'x4\' and 3" × 5"', "12″x14″ and 6′x4′ and 3″ × 5″"),
        ('"She is 6\'2" tall," he said.', "“She is 6′2″ tall,” he said."),
        ('"a 6" nail" and "a 6" and an 8" nail"', "“a 6″ nail” and “a 6″ and an 8″ nail”"),
        ('"Apollo 13" and 6" nails', "“Apollo 13” and 6″ nails"),
        ('"In 1984" and "in 85"', "“In 1984” and “in 85”"),
        ('"Room 12" is "the one in 85"', "“Room 12” is “the one in 85”"),
        ("the 1980's and Windows 95's", "the 1980’s and Windows 95’s"),
        ("'Other people,' he said", "‘Other people,’ he said"),
        ("1914-1918", "1914-1918"),
        ("1914--1918", "1914–1918"),
        ("yes---no", "yes—no"),
        ("so ... on", "so … on"),
        ("so . . . on", "so … on"),
        ('("in") ["in"]', "(“in”) [“in”]"),
        ('he said--"go"', "he said–“go”"),
        ('"But I--"', "“But I–”"),
        ("'But I--'", "‘But I–’"),
        ('"But I--" he said', "“But I–” he said"),
        ('"I---"', "“I—”"),
    ],
)
def test_english_apostrophes_dashes_and_dots(given: str, expected: str) -> None:
    assert set_marks(given, "en") == expected


def test_elisions_are_those_of_the_language() -> None:
    assert set_marks("\"Sie sagte: 'Er kommt'\"", "de") == "„Sie sagte: ‚Er kommt‘“"
    assert set_marks("'s ist wahr", "de") == "’s ist wahr"
    assert set_marks("'s ochtends", "nl") == "’s ochtends"
    assert set_marks("l'homme d'\"ici\"", "it") == "l’homme d’«ici»"


def test_quotes_are_matched_across_emphasis() -> None:
    assert _set('"', emphasis("Hello"), '," he said') == "“Hello,” he said"
    assert _set('He said "', emphasis("'now'"), '".') == "He said “‘now’”."
    assert _set("the ", emphasis("Iliad"), "'s end") == "the Iliad’s end"
    assert _set('"', node(NodeKind.LINK, "here", href="#x"), '"') == "“here”"


def test_a_quotation_goes_on_behind_a_line_break_and_not_behind_its_paragraph() -> None:
    broken = Node(kind=NodeKind.SOFT_BREAK)
    assert _set("one", broken, '"two"', language="de") == "one „two“"
    done = set_typography(book(section("one", paragraph('"Long speech'), paragraph('"goes on."'))))
    assert [plain_text([p]) for p in done.sections[0].content] == ["“Long speech", "“goes on.”"]


def test_a_note_within_a_line_leaves_the_line_as_it_was() -> None:
    words = note("a", "see 'x', 'y' and -").children
    inline = Node(kind=NodeKind.NOTE_CALL, attributes=(("number", "1"),), children=words)
    done = set_typography(book(section("one", paragraph("\"'Ja", inline, "'\"")), language="de"))
    line = done.sections[0].content[0]
    assert [child.text for child in line.children] == ["„‚Ja", "", "‘“"]
    assert plain_text(line.children[1].children) == "see ‚x‘, ‚y‘ and -"


def test_code_is_untouched() -> None:
    code = Node(kind=NodeKind.CODE, text='a--"b"...')
    block = Node(kind=NodeKind.CODE_BLOCK, text="'x' -- ...")
    done = set_typography(book(section("one", paragraph('say "', code, '" now'), block)))
    first, second = done.sections[0].content
    assert plain_text([first]) == 'say “a--"b"...” now'
    assert second.text == block.text


def test_addresses_are_untouched() -> None:
    assert set_marks('see "https://x.org/a--b?c=d...e".', "en") == "see “https://x.org/a--b?c=d...e”."
    assert set_marks("www.x.org/a---b", "en") == "www.x.org/a---b"
    assert set_marks("voir https://x.org/?a=b", "fr") == "voir https://x.org/?a=b"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "“Yes,” he said—‘it’s’ … 1914–18"),
        ("de", "„Ja“, sagte er – ‚so‘."),
        ("fr", f"«{NARROW}Oui{NARROW}»{NARROW}! Dit-il{NO_BREAK}: «{NO_BREAK}non{NO_BREAK}»"),
    ],
)
def test_marks_that_the_author_typed_stay(language: str, text: str) -> None:
    assert set_marks(text, language) == text


@pytest.mark.parametrize("language", ["en", "de", "fr", "sv", "pl"])
def test_setting_twice_changes_nothing_more(language: str) -> None:
    once = set_marks("\"Ah!\" dit-il: 'l'ami' -- oui ; non...", language)
    assert set_marks(once, language) == once


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Quoi ?", f"Quoi{NARROW}?"),
        ("Quoi?!", f"Quoi{NARROW}?!"),
        ("Oui; non !", f"Oui{NARROW}; non{NARROW}!"),
        ("Voici : un", f"Voici{NO_BREAK}: un"),
        ("à 10:30", "à 10:30"),
        ("« oui »", f"«{NARROW}oui{NARROW}»"),
        ('l\'"ami"', f"l’«{NARROW}ami{NARROW}»"),
    ],
)
def test_french_spaces(given: str, expected: str) -> None:
    assert set_marks(given, "fr") == expected


def test_french_spaces_stand_between_the_nodes_of_a_line_too() -> None:
    assert _set('"', emphasis("mot"), '"', language="fr") == f"«{NARROW}mot{NARROW}»"
    assert _set("un ", emphasis("mot"), " !", language="fr") == f"un mot{NARROW}!"
    assert _set("un ", emphasis("mot"), "!", language="fr") == f"un mot{NARROW}!"


def test_each_text_has_the_marks_of_its_own_language() -> None:
    quoted = paragraph('"Ja"', lang="de")
    inline = node(NodeKind.SPAN, '"Oui"', lang="fr")
    french = section("two", paragraph('"Non"'), language="fr", children=(section("three", paragraph('"Si"')),))
    done = set_typography(book(section("one", quoted, paragraph('"Yes" ', inline)), french))
    one, two = done.sections
    assert plain_text([one.content[0]]) == "„Ja“"
    assert plain_text([one.content[1]]) == f"“Yes” «{NARROW}Oui{NARROW}»"
    assert plain_text(two.content) == f"«{NARROW}Non{NARROW}»"
    assert plain_text(two.children[0].content) == f"«{NARROW}Si{NARROW}»"


def test_titles_and_notes_are_set_too() -> None:
    chapter = section("one", title='It\'s "so"', short_title="It's", notes=(note("a", "don't"),))
    done = set_typography(book(chapter, title="The Dog's Life", subtitle="Or 'so'"))
    assert (done.title, done.subtitle) == ("The Dog’s Life", "Or ‘so’")
    assert plain_text(done.sections[0].title) == "It’s “so”"
    assert done.sections[0].short_title == "It’s"
    assert plain_text(done.sections[0].notes) == "don’t"


@pytest.mark.threat(25)
@pytest.mark.parametrize("unit", ["\"'", "\"a' ", "'n", "...", '"-', "« ;", "http://"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_hundred_kilobytes_of_marks_take_no_time(unit: str, language: str) -> None:
    text = unit * (100_000 // len(unit))
    began = time.process_time()
    assert set_marks(text, language)
    assert time.process_time() - began < 5
