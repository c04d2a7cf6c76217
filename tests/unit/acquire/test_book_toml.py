"""The writer of book.toml: every field comes back as it went in, with its evidence beside it."""

from __future__ import annotations

import tomllib
from pathlib import Path

from makeready.acquire.book_toml import write_book_toml
from makeready.acquire.found import (
    Found,
    FoundBook,
    FoundContents,
    FoundEdition,
    FoundPart,
    FoundProvenance,
    FoundReview,
    FoundRights,
    FoundWork,
    Text,
)
from makeready.acquire.written import join_lines
from makeready.findings import Span
from makeready.manuscript.read import Manuscript, read_book
from makeready.model.people import Contributor
from makeready.model.provenance import Emendation
from makeready.workspace import Workspace


def say(value: str, line: int = 1, evidence: str = "a line of the page") -> Text:
    return Found(value=value, evidence=evidence, span=Span.at("page.html", line))


def name(value: str, role: str, sort_name: str = "") -> Found[Contributor]:
    person = Contributor(name=value, sort_name=sort_name, roles=(role,))
    return Found(value=person, evidence="JSON-LD Review.author", span=Span.at("page.html", 7))


def write(found: FoundBook) -> str:
    return join_lines(write_book_toml(found)).decode()


def read(found: FoundBook, folder: Path) -> Manuscript:
    (folder / "book.toml").write_text(write(found), encoding="utf-8", newline="")
    (folder / "text.md").write_text("# One\n\nWords.\n", encoding="utf-8")
    outcome = read_book(Workspace(folder))
    assert outcome.value is not None
    assert not [f for f in outcome.findings if f.code != "MD019" and f.severity != "advice"], outcome.findings
    return outcome.value


FULL = FoundBook(
    title=say("Review of “Pots”", 3, "the heading"),
    subtitle=say("Or: C:\\pots"),
    language=say("en-GB", 1, "html lang"),
    identifiers=(say("isbn:9780306406157"), say("https://example.org/pots")),
    contributors=(name("Tilda Übersetzer", "trl"),),
    publisher=say('The "Hill" Press'),
    date=say("2019-05-03"),
    modified=say("2019-05-04T00:00:00Z"),
    description=say("words and 'more' words " * 30 + "to the end"),
    subjects=(say("Pots"), say("Kilns")),
    rights=FoundRights(source_statement=say("© 2019 Joan Tull"), licence=say("CC BY 4.0")),
    review=FoundReview(
        reviewers=(name("Dr. Joan van der Tull", "rev", "van der Tull, Joan"),),
        work=FoundWork(title=say("Pots"), contributors=(name("Ann Potter", "aut"),), year=say("2018")),
    ),
    provenance=FoundProvenance(
        relation=say("original"),
        venue=say("John’s page"),
        venue_owner=say("John"),
        published=say("2019-05"),
        source_uri=say("https://example.org/pots"),
        emendations=(Emendation(original="potts", corrected="pots", place="page.html:9"),),
    ),
    contents=FoundContents(body=("text.md",), evidence="the order of the page"),
    editions=(FoundEdition(name="epub", settings=(("target", "epub"), ("page_list", False))),),
    unknown=("permission",),
)


def test_what_was_found_is_read_back(tmp_path: Path) -> None:
    manuscript = read(FULL, tmp_path)
    book = manuscript.book
    assert (book.title, book.subtitle, book.language) == ("Review of “Pots”", "Or: C:\\pots", "en-GB")
    assert book.publisher == 'The "Hill" Press'
    assert (book.date, book.modified) == ("2019-05-03", "2019-05-04T00:00:00Z")
    assert book.description == FULL.description.value if FULL.description else False
    assert [i.urn for i in book.identifiers] == ["urn:isbn:9780306406157", "https://example.org/pots"]
    assert [s.term for s in book.subjects] == ["Pots", "Kilns"]
    assert [(c.name, c.sort_name, c.roles) for c in book.contributors] == [
        ("Tilda Übersetzer", "Übersetzer, Tilda", ("trl",))
    ]
    attribution = book.attribution
    assert [(c.name, c.sort_name) for c in attribution.reviewers] == [("Dr. Joan van der Tull", "van der Tull, Joan")]
    assert attribution.reviewed is not None and attribution.provenance is not None
    assert (attribution.reviewed.title, attribution.reviewed.year) == ("Pots", "2018")
    assert attribution.provenance.published == "2019-05"
    assert attribution.provenance.emendations[0].corrected == "pots"
    assert book.rights.source_statement == "© 2019 Joan Tull"
    assert [e.name for e in manuscript.editions] == ["epub"] and getattr(manuscript.editions[0], "page_list", 0) is None


def test_each_field_has_its_evidence_above_it_and_its_origin() -> None:
    lines = write_book_toml(FULL)
    at = next(i for i, line in enumerate(lines) if line.text.startswith("title ="))
    assert lines[at - 1].text == "# page.html:3: the heading"
    assert lines[at].origin == Span.at("page.html", 3)
    keys = [
        i for i, line in enumerate(lines) if line.text.startswith(("language", "venue", "published", "isbn", "year"))
    ]
    assert len(keys) == 5
    assert all(lines[i - 1].text.startswith("# page.html:") for i in keys)


def test_what_was_not_found_is_told_once() -> None:
    text = write(FoundBook(title=say("Pots")))
    assert text.startswith("# not found in the source: language, identifiers, contributors, publisher, date, rights\n")
    assert text.count("not found") == 1
    assert "# not found in the source: review.work.publisher, review.work.isbn, permission\n" in write(FULL)


def test_a_work_whose_authors_are_unknown_is_read_without_a_finding(tmp_path: Path) -> None:
    found = FoundBook(title=say("A"), language=say("en"), review=FoundReview(work=FoundWork(title=say("Pots"))))
    assert 'contributors = "unknown"' in write(found)
    reviewed = read(found, tmp_path).book.attribution.reviewed
    assert reviewed is not None and reviewed.contributors == ()


def test_parts_of_the_contents_are_written() -> None:
    contents = FoundContents(front=("a.md",), body=("b.md", FoundPart(name='The "first"', files=("c.md", "d.md"))))
    values = tomllib.loads(write(FoundBook(title=say("A"), contents=contents)))
    assert values["contents"] == {
        "front": ["a.md"],
        "body": ["b.md", {"part": 'The "first"', "files": ["c.md", "d.md"]}],
    }


def test_evidence_cannot_leave_its_comment() -> None:
    text = write(FoundBook(title=say("A", evidence="x\ntitle = 'B'\r\x00\u2028\u202e" + "long " * 100)))
    assert tomllib.loads(text) == {"title": "A"}
    assert "\u202e" not in text and all(len(line) < 250 for line in text.splitlines())
