"""Notes: links that a note answers are calls, whatever they look like; other figures that are links stay links."""

from __future__ import annotations

from lxml import html

from makeready.acquire.elements import CALL, read_all
from makeready.acquire.notes import take_notes


def test_figure_that_a_note_answers_is_its_call() -> None:
    body = html.fromstring(
        "<div><p>Words<a id='r1' href='#n1'>1</a> on.</p>"
        "<ol><li id='n1'><p>The note. <a href='#r1'>↩</a></p></li></ol></div>"
    )
    notes = take_notes(body)
    assert [read_all(one).strip() for one in notes.values()] == ["The note."]
    assert [one.get("label") for one in body.iter(CALL)] == ["1"]
    assert read_all(body) == "Words on."


def test_figure_that_leads_to_an_item_which_does_not_answer_stays_a_link() -> None:
    body = html.fromstring(
        "<div><p>See <a id='r1' href='#n1'>1</a> and <a id='r2' href='#n2'>2</a>.</p>"
        "<ol><li id='n1'>One.</li><li id='n2'>Two, as in <a href='#r1'>the text</a>.</li></ol></div>"
    )
    assert take_notes(body) == {}
    assert [one.get("href") for one in body.iter("a")] == ["#n1", "#n2", "#r1"]


def test_point_behind_the_figure_of_a_note_goes_with_it() -> None:
    body = html.fromstring(
        "<div><p>Words<a class='footnote-ref' id='r1' href='#n1'>1</a>.</p>"
        "<div id='n1'><p><a href='#r1' class='footnote-back'>1</a>. The note.</p></div></div>"
    )
    assert [read_all(one).strip() for one in take_notes(body).values()] == ["The note."]
