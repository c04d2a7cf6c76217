"""Parity: sound books have every word; whatever is done to a word on the way into a file is found, with its line."""

from __future__ import annotations

import atexit
import random
import re
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from makeready.checks.parity import _pair_notes, check_parity
from makeready.checks.words import WordStream, WordStreams
from makeready.findings import Finding, Severity
from makeready.model.composition import Composition, StyleSheet
from makeready.store import Store
from makeready.workshop import Workshop
from tests.unit.checks.bound_books import CHAPTER, SECOND, BoundBook, bind, bind_sample, drop_last_document, rewrite


def check(bound: BoundBook) -> tuple[Finding, ...]:
    """Return what is found without a memory; it is the same with one, of other books and of this one."""
    found = check_parity(bound.book, bound.artifact, bound.composition)
    for _ in range(2):
        assert check_parity(bound.book, bound.artifact, bound.composition, _remember()) == found
    return found


@cache
def _remember() -> Workshop:
    folder = tempfile.TemporaryDirectory(prefix="makeready-")
    atexit.register(folder.cleanup)
    return Workshop(memory=Store(Path(folder.name) / "store"))


@pytest.mark.parametrize("target", ["pdf", "epub"])
def test_sound_book_has_every_word(target: str) -> None:
    assert check(bind_sample(target)) == ()


@pytest.mark.parametrize(
    ("target", "settings"),
    [
        ("pdf", 'notes = "chapter-end"\ntagged = false\n'),
        ("pdf", 'notes = "book-end"\nhyphenate = false\nbleed = "0.125in"\n'),
        ("epub", 'notes = "book-end"\n'),
    ],
)
def test_sound_book_has_every_word_in_other_editions_too(target: str, settings: str) -> None:
    assert check(bind({"01.md": CHAPTER, "02.md": SECOND}, target, settings)) == ()


@pytest.mark.long
def test_many_notes_and_heads_of_tables_are_no_difference() -> None:
    notes = "\n\n".join(f"[^{n}]: Note {n} " + "of an extraordinary administration " * (n % 9) for n in range(40))
    text = " ".join(f"main{n} misunderstanding and so on[^{n}]" + " with conscientiousness" * 12 for n in range(40))
    rows = "\n".join(f"| {1900 + number} | words of row {number} |" for number in range(60))
    table = f"| Year | Words |\n|---|---|\n{rows}\n"
    assert check(bind({"01.md": f"# One\n\n{text}\n\n{notes}\n\n{table}\nEnd.\n"}, "pdf")) == ()


def test_note_that_runs_off_the_page_is_found() -> None:
    lowered = StyleSheet(name="styles/print.css", content=".footnote { position: relative; top: 90pt }")
    bound = bind(
        {"01.md": "# One\n\nText[^n].\n\n[^n]: Words of the note.\n"},
        "pdf",
        change=lambda composition: replace(composition, styles=(*composition.styles, lowered)),
    )
    (finding,) = check(bound)
    assert (finding.code, finding.severity) == ("PY008", Severity.ERROR)
    assert "Words of the note." in finding.message and "off the page" in finding.message


def test_note_of_several_pages_is_read_to_its_end() -> None:
    note = " ".join(f"note{number} of administration" for number in range(400))
    text = "Text is on every one of these pages, above the notes. " * 40
    assert check(bind({"01.md": f"# One\n\nText[^n]. {text}\n\n[^n]: {note}\n\n# Two\n\nText.\n"}, "pdf")) == ()


def test_word_deleted_from_what_the_binder_gets_is_named_with_its_line() -> None:
    bound = bind({"01.md": CHAPTER}, "pdf", change=lambda c: rewrite(c, "conscientious ", ""))
    (finding,) = check(bound)
    assert finding.code == "PY001"
    assert "lacks the word “conscientious”" in finding.message
    assert str(finding.span).startswith("01.md:")
    assert finding.location is not None and finding.location.startswith("page ")


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("conscientious", "contentious", "PY001", "“conscientious”; in its place stands “contentious”"),
        ("of circumstance, ", "ofcircumstance, ", "PY009", "circumstance"),
        ("the foot", "the very foot", "PY002", "“very”"),
        ("comparison", "com parison", "PY009", "parison"),
        ("The inner note.", "The note.", "PY001", "“inner”"),
        ("one two three", "one three", "PY001", "“two”"),
        ("hello {name}", "hallo {name}", "PY001", "“f'hello"),
        ("Wait!", "WAIT!", "PY001", "Wait!"),
    ],
)
@pytest.mark.parametrize("target", ["pdf", "epub"])
def test_changed_words_are_found(target: str, old: str, new: str, code: str, words: str) -> None:
    bound = bind({"01.md": CHAPTER}, target, change=lambda c: rewrite(c, old, new))
    findings = check(bound)
    assert code in {finding.code for finding in findings}
    assert len(findings) <= 2
    assert any(words in finding.message.replace('"', "'") for finding in findings)


def test_moved_words_are_told_as_moved() -> None:
    bound = bind(
        {"01.md": "# One\n\nAlpha beta gamma delta epsilon zeta eta theta.\n"},
        "epub",
        change=lambda c: rewrite(
            c, "Alpha beta gamma delta epsilon zeta eta", "Alpha gamma delta epsilon zeta beta eta"
        ),
    )
    assert [f.code for f in check(bound)] == ["PY003"]


def test_chapter_that_no_page_shows_is_found() -> None:
    bound = bind(
        {"01.md": CHAPTER, "02.md": SECOND},
        "pdf",
        change=lambda c: rewrite(c, "<p>More words stand here, and they end the book.</p>", ""),
    )
    assert any(
        f.code == "PY001" and "More words stand" in f.message and str(f.span).startswith("02.md") for f in check(bound)
    )


@pytest.mark.parametrize("target", ["pdf", "epub"])
def test_composed_words_that_differ_are_found(target: str) -> None:
    bound = bind({"01.md": CHAPTER}, target, change=lambda c: rewrite(c, ">Ann Author<", ">Anne Author<"))
    assert "PY004" in {f.code for f in check(bound)}


def test_file_that_is_lacking_in_the_reading_order_is_found() -> None:
    bound = bind_sample("epub")
    findings = check_parity(bound.book, bound.having(drop_last_document(bound.artifact.content)), bound.composition)
    assert "PY006" in {f.code for f in findings}


@pytest.mark.parametrize("target", ["pdf", "epub"])
def test_file_that_cannot_be_read_has_not_passed(target: str) -> None:
    bound = bind_sample(target)
    findings = check_parity(bound.book, bound.having(bound.artifact.content[:2000]), bound.composition)
    assert [f.code for f in findings] == ["PY005"]


def test_many_differences_are_cut_short() -> None:
    bound = bind_sample("pdf")
    other = bind({"01.md": "# Quite Another\n\n" + "Nothing is the same here. " * 50}, "pdf")
    assert 1 <= len(check_parity(bound.book, other.artifact, bound.composition)) <= 6


def swap(composition: Composition, first: str, second: str) -> Composition:
    return rewrite(rewrite(rewrite(composition, first, "@@"), second, first), "@@", second)


IN_ORDER = """# One

The first paragraph stands before the second one.

The second paragraph stands behind the first one.

Yes.

No.

| Name of the plant | Where it grows |
|---|---|
| Common heather | on open moors |
| Cotton grass | in wet places |

- Bring the short bar with you.
- Leave the long one at home.

Batter
: The slope of a face.
: Of a wall, that is.

::: verse
Two over one, and one over two,
the joint that runs is the way through.
:::

A note.[^n]

[^n]: The note begins with this one.

    And it ends with another paragraph.
"""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The first paragraph stands before the second one.", "The second paragraph stands behind the first one."),
        ("<p>Yes.</p>", "<p>No.</p>"),
        ("<td>Common heather</td>", "<td>on open moors</td>"),
        ("<td>Common heather</td><td>on open moors</td>", "<td>Cotton grass</td><td>in wet places</td>"),
        ("Bring the short bar with you.", "Leave the long one at home."),
        ("The slope of a face.", "Of a wall, that is."),
        ("Two over one, and one over two,", "the joint that runs is the way through."),
        ("The note begins with this one.", "And it ends with another paragraph."),
    ],
)
@pytest.mark.parametrize("behind", ["", "\n\nA last paragraph follows all of this."])
def test_blocks_in_the_wrong_order_on_one_page_are_found(first: str, second: str, behind: str) -> None:
    bound = bind({"01.md": IN_ORDER + behind}, "pdf", change=lambda c: swap(c, first, second))
    findings = check(bound)
    assert 1 <= len(findings) <= 2
    assert {finding.code for finding in findings} <= {"PY001", "PY003"}
    assert str(findings[0].span).startswith("01.md:")


def test_block_in_the_wrong_order_is_told_as_moved() -> None:
    first, second = "Bring the short bar with you.", "Leave the long one at home."
    bound = bind({"01.md": IN_ORDER}, "pdf", change=lambda c: swap(c, first, second))
    assert [f.code for f in check(bound)] == ["PY003"]


FLOATS = """# One

The first paragraph has enough words in it that it takes more than one line of the page, and so it does.

::: left
A box at the left of the page, with words of its own that take some lines.
:::

::: right
A box at the right of the page, with words of its own that take some lines.
:::

The second paragraph runs between the boxes, and as it has enough words, it takes more lines than one as well.

> A quotation in columns has words that go on in the second of them, at the height of the first of its lines.
>
> And it has another paragraph, that the second column shows for the most part.

The end.
"""


@pytest.mark.parametrize(
    "style",
    [
        ".left { float: left; width: 30% } .right { float: right; width: 30%; font-size: 15pt; line-height: 1 }",
        ".left { overflow: hidden } .right { position: relative; top: 2pt; opacity: 0.9 }",
        ".left { position: absolute; bottom: 0 } .right { margin: 0 }",
        "blockquote { column-count: 2 } .left { column-count: 3 }",
    ],
)
def test_what_is_drawn_in_another_order_than_read_is_no_difference(style: str) -> None:
    def restyle(composition: Composition) -> Composition:
        return replace(composition, styles=(*composition.styles, StyleSheet(name="styles/print.css", content=style)))

    bound = bind({"01.md": FLOATS}, "pdf", change=restyle)
    composition = restyle(bound.composition)
    assert check_parity(bound.book, bound.artifact, composition) == ()


@pytest.mark.parametrize("place", ["page", "chapter-end", "book-end"])
@pytest.mark.parametrize(
    ("old", "new", "words", "line"),
    [
        (" larch", "", "larch", 7),
        ("whole paragraph", "paragraph", "whole", 9),
        ("An inner", "An", "inner", 11),
        ("See above.", "See below.", "above.", 13),
        ("the stile.", "the gate.", "stile.", 3),
    ],
)
def test_word_of_a_note_is_named_with_the_line_of_the_note(
    place: str, old: str, new: str, words: str, line: int
) -> None:
    text = "# One\n\nBrambles had taken the stile.[^a] So it went.[^b]\n\nNobody came.\n\n"
    text += "[^a]: It was rebuilt by the parish in the spring, of larch.\n\n    It has a whole paragraph more.[^c]\n\n"
    text += "[^c]: An inner note.\n\n[^b]: See above.\n"
    bound = bind({"01.md": text}, "pdf", f'notes = "{place}"\n', change=lambda c: rewrite(c, old, new))
    (finding,) = check(bound)
    assert finding.code == "PY001"
    assert words in finding.message
    assert finding.span is not None and finding.span.start_line == line


def test_word_of_a_page_with_many_notes_is_one_finding() -> None:
    notes = "\n\n".join(f"[^{n}]: Note number{n} has words{n} of its own{n}, and it ends{n}." for n in range(14))
    text = " ".join(f"Sentence{n} of the text goes on.[^{n}]" for n in range(14))
    for old, new in ((" words3", ""), ("Sentence7 of", "Sentence7"), ("it ends13", "it ends")):
        bound = bind({"01.md": f"# One\n\n{text}\n\n{notes}\n"}, "pdf", change=lambda c: rewrite(c, old, new))  # noqa: B023
        (finding,) = check(bound)
        assert finding.code == "PY001"


@pytest.mark.parametrize("seed", range(60))
def test_any_word_lost_added_changed_merged_or_split_is_found(seed: int) -> None:
    choice = random.Random(seed)  # noqa: S311 - the same cases every time
    bound = bind_sample("pdf")
    document = choice.choice([d for d in bound.composition.documents if not d.generated])
    content = document.content.decode()
    body = content.index("<body")
    words = [m for m in re.finditer(r"(?<=[ >])[A-Za-z]{3,}(?= [A-Za-z]{2,})", content) if m.start() > body]
    words = [m for m in words if content.rfind("<", 0, m.start()) <= content.rfind(">", 0, m.start())]
    start, end = choice.choice(words).span()
    word = content[start:end]
    sort = choice.randrange(6)
    spoilt = [
        content[:start] + content[end + 1 :],
        f"{content[:start]}xyzzy {content[start:]}",
        f"{content[:start]}{word[0]}q{word[2:]}{content[end:]}",
        f"{content[:start]}{word} {content[start:]}",
        content[:end] + content[end + 1 :],
        f"{content[: start + 1]} {content[start + 1 :]}",
    ][sort]
    documents = tuple(replace(d, content=spoilt.encode()) if d is document else d for d in bound.composition.documents)
    findings = check_parity(None, bound.artifact, replace(bound.composition, documents=documents))
    assert 1 <= len(findings) <= 2, content[start - 30 : end + 30]
    # Two words in one, and one in two, have all their letters.
    assert {f.severity for f in findings} == {Severity.WARNING if sort > 3 else Severity.ERROR}


def _bind_pair(count: int) -> tuple[BoundBook, BoundBook]:
    """Return two books that differ in one word of each of so many paragraphs."""
    one, other = (
        bind({"01.md": "# One\n\n" + "".join(f"Words {name}{n} more.\n\n" for n in range(count))}, "pdf")
        for name in ("x", "y")
    )
    return one, other


def test_all_differences_that_an_author_accepts_come_and_six_of_the_others() -> None:
    one, other = _bind_pair(20)
    findings = check_parity(None, other.artifact, one.composition, accepts=lambda f: f.span is not None)
    assert len([finding for finding in findings if finding.span is not None]) == 20
    findings = check_parity(None, other.artifact, one.composition, accepts=lambda _: False)
    assert len(findings) == 6 and "more differences" in findings[-1].notes[-1]


@pytest.mark.long
def test_of_more_differences_than_are_looked_for_one_cannot_be_accepted() -> None:
    one, other = _bind_pair(110)
    findings = check_parity(None, other.artifact, one.composition, accepts=lambda _: True)
    assert len(findings) == 6
    assert findings[-1].span is None and findings[-1].location is None
    (more,) = findings[-1].notes
    assert "more differences" in more


def test_notes_are_paired_by_their_letters_whatever_their_order_and_spaces() -> None:
    first, second, third = (WordStream(text=text) for text in ("Quoi ? Oui.", "Non !", "Peut être."))
    spaced = (WordStream(text="Non!"), WordStream(text="Quoi? Oui."), WordStream(text="Peutêtre."))
    wanted = WordStreams(main=WordStream(text=""), notes=(first, second, third))
    found = WordStreams(main=WordStream(text=""), notes=spaced)
    assert _pair_notes(wanted, found) == [(third, spaced[2])]
    other = WordStream(text="Nom!")
    lacking = WordStreams(main=WordStream(text=""), notes=(other, spaced[1]))
    assert _pair_notes(wanted, lacking) == [(second, other), (third, WordStream(text=""))]
