"""Files become sections: roles, matter, names, parts and notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.findings import Finding, Severity
from makeready.manuscript.read import Manuscript, read_book
from makeready.model.book import Matter, Section
from makeready.model.node import plain_text
from makeready.workspace import Workspace

QUIET = 'title = "T"\nauthor = "A"\nlanguage = "en"\nidentifiers = ["https://example.org/t"]\ndate = 2026\n'


def read(folder: Path, **files: str) -> tuple[Manuscript, list[Finding]]:
    """Read a project of these files; `_` in a name is a full stop, and book.toml is quiet unless it is given."""
    for name, text in {"book_toml": QUIET, **files}.items():
        place = folder / name.replace("__", "/").replace("_", ".")
        place.parent.mkdir(exist_ok=True, parents=True)
        place.write_text(text, encoding="utf-8")
    outcome = read_book(Workspace(folder, {}))
    assert outcome.value is not None
    return outcome.value, list(outcome.findings)


def shape(sections: tuple[Section, ...]) -> list[object]:
    """Return sections as slugs, with the children of each behind it."""
    result: list[object] = []
    for section in sections:
        result.append(section.slug)
        if section.children:
            result.append(shape(section.children))
    return result


def test_headings_nest_and_the_first_level_opens_chapters(tmp_path: Path) -> None:
    manuscript, findings = read(
        tmp_path, a_md="# One\n\na\n\n## In one\n\nb\n\n### Deep\n\n## Two\n\n# Second\n\nc\n", b_md="# Third\n\nd\n"
    )
    assert shape(manuscript.book.sections) == ["one", ["in-one", ["deep"], "two"], "second", "third"]
    assert findings == []
    first = manuscript.book.sections[0]
    assert (first.role, first.matter, first.numbered, first.children[0].role) == (
        "chapter",
        Matter.BODY,
        True,
        "section",
    )
    assert str(first.span) == "a.md:1" and plain_text(first.content) == "a"


def test_a_skipped_level_is_kept_with_advice(tmp_path: Path) -> None:
    manuscript, findings = read(tmp_path, a_md="# One\n\n### Deep\n\na\n", b_md="# Two\n\nb\n")
    assert shape(manuscript.book.sections) == ["one", ["deep"], "two"]
    assert [(f.code, f.severity, str(f.span)) for f in findings] == [("MS024", Severity.ADVICE, "a.md:3")]


def test_files_are_counted_as_people_count(tmp_path: Path) -> None:
    manuscript, _ = read(tmp_path, **{f"ch{n}_md": f"# N{n}\n\nw\n" for n in (10, 2, 1)})
    assert shape(manuscript.book.sections) == ["n1", "n2", "n10"]


@pytest.mark.parametrize(
    ("name", "text", "role", "matter", "numbered", "listed"),
    [
        ("00-dedication_md", "For *you*.", "dedication", Matter.FRONT, False, False),
        ("preface_md", "# Before\n\nw", "preface", Matter.FRONT, False, True),
        ("99-acknowledgements_md", "# Thanks\n\nw", "acknowledgments", Matter.BACK, False, True),
        ("about-the-author_md", "# X\n\nw", "about", Matter.BACK, False, True),
        ("x_md", "# A {.appendix}\n\nw", "appendix", Matter.BACK, True, True),
        ("x_md", "# A {role=foreword}\n\nw", "foreword", Matter.FRONT, False, True),
        ("x_md", "# A {-}\n\nw", "chapter", Matter.BODY, False, True),
        ("x_md", "# A {.unlisted matter=back}\n\nw", "afterword", Matter.BACK, False, False),
        ("x_md", "---\nrole: epilogue\nnumbered: true\n---\n# A\n\nw", "epilogue", Matter.BODY, True, True),
        ("x_md", "+++\nmatter = 'front'\nlisted = false\n+++\n# A\n\nw", "preamble", Matter.FRONT, False, False),
        ("preface_md", "# A {.chapter}\n\nw", "chapter", Matter.BODY, True, True),
        ("x_md", "just words", "chapter", Matter.BODY, False, True),
    ],
)
def test_roles(tmp_path: Path, name: str, text: str, role: str, matter: Matter, numbered: bool, listed: bool) -> None:
    manuscript, findings = read(tmp_path, **{name: text, "other_md": "# Other\n\nw"})
    section = next(s for s in manuscript.book.sections if s.slug != "other")
    assert (section.role, section.matter, section.numbered, section.listed) == (role, matter, numbered, listed)
    assert findings == []


def test_matter_orders_the_book(tmp_path: Path) -> None:
    manuscript, _ = read(tmp_path, a_md="# One\n\nw", afterword_md="# End\n\nw", preface_md="# Start\n\nw")
    assert shape(manuscript.book.sections) == ["start", "one", "end"]


def test_contents_give_order_matter_and_parts(tmp_path: Path) -> None:
    toml = QUIET + '[contents]\nfront = ["z.md"]\nbody = ["b.md", { part = "Part the First", files = ["c/*.md"] }]\n'
    manuscript, findings = read(
        tmp_path,
        book_toml=toml,
        z_md="# Z\n\nw",
        b_md="# B\n\nw",
        c__2_md="# C2\n\nw",
        c__10_md="# C10\n\nw",
        x_md="# X\n\nw",
    )
    assert shape(manuscript.book.sections) == ["z", "b", "part-the-first", ["c2", "c10"]]
    part = manuscript.book.sections[2]
    assert (part.role, str(part.span), part.children[0].role) == ("part", "book.toml:8:17", "chapter")
    assert [(f.code, f.message) for f in findings] == [("MD018", "x.md is not in the contents")]


@pytest.mark.threat(39)
@pytest.mark.parametrize(
    ("entry", "code"),
    [('"gone.md"', "MD017"), ('"*.txt"', "MD017"), ('"a.md", "a.md"', "MD017"), ('"../a.md"', "WS001"),
     ('"/etc/passwd"', "WS001"), ('"http://x/a.md"', "WS001")],
)  # fmt: skip
def test_contents_that_do_not_fit_the_folder(tmp_path: Path, entry: str, code: str) -> None:
    _, findings = read(
        tmp_path, book_toml=f'{QUIET}[contents]\nbody = ["b.md", {entry}]\n', a_md="# A\n\nw", b_md="# B\n\nw"
    )
    found = next(f for f in findings if f.code == code)
    assert found.span is not None and found.span.start_line == 7 and found.span.start_column


@pytest.mark.parametrize(
    ("text", "title", "sections"),
    [
        ("# The Book\n\n## One\n\nw\n\n### In\n\n## Two\n\nw", "The Book", ["one", ["in"], "two"]),
        ("# The Book\n\nw", "The Book", ["b"]),
        ("---\ntitle: The Book\n---\n\nw", "The Book", ["b"]),
        ("---\ntitle: The Book\nauthor: [A, B]\n---\n# One\n\nw\n\n# Two\n\nw", "The Book", ["one", "two"]),
        ("---\ntitle: The Book\n---\n# The Book\n\n## One\n\nw", "The Book", ["one"]),
    ],
)
def test_a_book_of_one_file(tmp_path: Path, text: str, title: str, sections: list[object]) -> None:
    manuscript, findings = read(tmp_path, book_toml="", b_md=text)
    assert manuscript.book.title == title
    assert not [f for f in findings if f.severity is not Severity.ADVICE]
    got = shape(manuscript.book.sections)
    assert got == sections or (sections == ["b"] and got == ["chapter-1"])


def test_a_title_in_front_matter_heads_its_file(tmp_path: Path) -> None:
    manuscript, findings = read(tmp_path, a_md="---\ntitle: One\n---\n\nw\n\n# In\n\nw", b_md="# Two\n\nw")
    assert shape(manuscript.book.sections) == ["one", ["in"], "two"]
    assert findings == []


@pytest.mark.threat(54)
def test_no_title_is_refused(tmp_path: Path) -> None:
    _, findings = read(tmp_path, book_toml="", a_md="# A\n\nw", b_md="# B\n\nw")
    assert [(f.code, str(f.span)) for f in findings if f.severity is Severity.ERROR] == [("MD005", "book.toml:1:1")]


def test_no_manuscript_is_refused(tmp_path: Path) -> None:
    _, findings = read(tmp_path)
    assert [f.code for f in findings] == ["MS001"]


def test_a_readme_is_left_out_with_advice_unless_it_is_all_there_is(tmp_path: Path) -> None:
    manuscript, findings = read(tmp_path, README_md="# Project\n\nw", a_md="# A\n\nw")
    assert shape(manuscript.book.sections) == ["a"]
    assert [(f.code, str(f.span)) for f in findings] == [("MS025", "README.md:1")]
    (tmp_path / "a.md").unlink()
    assert shape(read(tmp_path)[0].book.sections) == ["project"]


@pytest.mark.parametrize(
    ("titles", "slugs"),
    [
        (["Same", "Same", "SAME!"], ["same", "same-2", "same-3"]),
        (["Über Äpfel & Straße", "Don’t"], ["uber-apfel-strasse", "dont"]),
        (["漢字", "…"], ["chapter-1", "chapter-2"]),
        (["CON", "nul", "LPT1"], ["con-text", "nul-text", "lpt1-text"]),
        (["Notes", "Contents"], ["notes-text", "contents-text"]),
        (["1984"], ["chapter-1984"]),
        (["x" * 300], ["x" * 60]),
        (["../../etc/passwd"], ["etc-passwd"]),
        (["A {#given}", "Given"], ["given", "given-2"]),
        (["A {#Über.x}"], ["uber-x"]),
    ],
)
def test_slugs_are_safe_and_unique(tmp_path: Path, titles: list[str], slugs: list[str]) -> None:
    text = "\n\n".join(f"# {title}\n\nw" for title in titles)
    manuscript, findings = read(tmp_path, a_md=text, b_md="# Last of all\n\nw")
    sections = manuscript.book.sections
    assert [s.slug for s in sections] == [*slugs, "last-of-all"]
    assert len({s.id.casefold() for s in sections}) == len(sections)
    assert findings == []


def test_ids_are_unique_over_files(tmp_path: Path) -> None:
    _, findings = read(tmp_path, a_md="# A {#x}\n\nw", b_md="# B\n\n[w]{#x}")
    assert [(f.code, str(f.span), f.message) for f in findings] == [
        ("MS023", "b.md:3:4", "the id 'x' is given at a.md:1:5 already")
    ]


def test_notes_stand_with_the_chapter_that_calls_them(tmp_path: Path) -> None:
    text = "# A\n\nw[^1]\n\n## In\n\nw[^3]\n\n# B\n\nw[^2]\n\n[^1]: one[^4]\n[^2]: two\n[^3]: three\n[^4]: four\n"
    manuscript, findings = read(tmp_path, a_md=text, b_md="# C\n\nw[^1]\n\n[^1]: other\n")
    assert [[n.get("label") for n in s.notes] for s in manuscript.book.sections] == [["1", "3", "4"], ["2"], ["1"]]
    assert findings == []


def test_notes_that_do_not_fit_together(tmp_path: Path) -> None:
    text = "# A\n\nw[^gone] x[^d]\n\n[^lonely]: words\n\n[^d]: one\n\n[^d]: two\n"
    manuscript, findings = read(tmp_path, a_md=text, b_md="# B\n\nw")
    assert [(f.code, str(f.span)) for f in findings] == [
        ("MS020", "a.md:3:2"),
        ("MS021", "a.md:5"),
        ("MS022", "a.md:9"),
    ]
    assert [f.severity for f in findings] == [Severity.ERROR, Severity.WARNING, Severity.ERROR]
    assert "words" not in plain_text(manuscript.book.sections[0].notes)


def test_notes_may_stand_in_another_file_that_does_not_call_them(tmp_path: Path) -> None:
    notes = "[^far]: apart[^deep]\n\n[^1]: third\n\n[^deep]: [within]{#w}\n"
    manuscript, findings = read(
        tmp_path, a_md="# A\n\nw[^1] x[^far]\n\n[^1]: first\n", b_md="# B\n\nw[^1] x[^far]\n", c_md="# C\n\n" + notes
    )
    shown = [[plain_text((n,)) for n in s.notes] for s in manuscript.book.sections]
    assert shown == [["first", "apart", "within"], ["third", "apart", "within"], []]
    assert findings == []
    ids = [n.get("id") for s in manuscript.book.sections for note in s.notes for n in note.walk() if n.get("id")]
    assert ids == ["w"]


def test_a_note_that_two_other_files_have_is_not_guessed(tmp_path: Path) -> None:
    spare = "w\n\n[^1]: words\n"
    _, findings = read(tmp_path, a_md="# A\n\nw[^1]\n", b_md=f"# B\n\n{spare}", c_md=f"# C\n\n{spare}")
    assert [f.code for f in findings] == ["MS020", "MS021", "MS021"]
    assert "b.md:5 and c.md:5" in findings[0].message


def test_an_empty_file_is_reported(tmp_path: Path) -> None:
    _, findings = read(tmp_path, a_md="\n\n", b_md="# B\n\nw")
    assert [f.code for f in findings] == ["MS032"]


def test_digest_follows_the_content_alone(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    first = read(one, a_md="# A\n\nw")[0].book
    second = read(two, a_md="# A\n\nw")[0].book
    assert first == second
    assert read(two, a_md="# A\n\nv")[0].book.digest != first.digest


def test_ids_are_written_in_ascii_and_keep_their_names(tmp_path: Path) -> None:
    manuscript, findings = read(tmp_path, a_md="# One {#sec:größe}\n\n[x]{#9}\n")
    (section,) = manuscript.book.sections
    assert findings == []
    assert (section.id, section.anchor) == ("sec-grosse", "sec:größe")


def test_a_files_subtitle_and_authors_stand_under_its_heading(tmp_path: Path) -> None:
    front = "---\nsubtitle: By the way\nauthor: [Ann Lee, Bo Ek]\n---\n\n"
    manuscript, _ = read(tmp_path, a_md=f"{front}# A\n\nw\n", b_md="# B\n\nw\n")
    first, second = manuscript.book.sections
    assert [(node.get("class"), plain_text((node,))) for node in first.content] == [
        ("chapter-subtitle", "By the way"),
        ("chapter-author", "Ann Lee, Bo Ek"),
        (None, "w"),
    ]
    assert len(second.content) == 1
    assert (first.subtitle, first.authors) == ("By the way", ("Ann Lee", "Bo Ek"))
    assert (second.subtitle, second.authors) == (None, ())


def _people(tmp_path: Path, toml: str, *authors: str) -> list[tuple[str, tuple[str, ...]]]:
    files = {
        f"{name}_md": f"---\nauthor: {who}\n---\n\n# {name}\n\nw\n" for name, who in zip("abcd", authors, strict=False)
    }
    manuscript, _ = read(tmp_path, book_toml=toml, **files)
    return [(person.name, person.roles) for person in manuscript.book.contributors]


def test_authors_of_chapters_contribute_to_the_book_once_each(tmp_path: Path) -> None:
    toml = 'title = "T"\nauthor = "Ann  Lee"\ncontributors = [{ name = "Cy Oh", roles = ["edt"] }]\n'
    assert _people(tmp_path, toml, "[Bo Ek, ann lee]", "Bo Ek", "Cy Oh") == [
        ("Ann  Lee", ("aut",)),
        ("Cy Oh", ("edt", "ctb")),
        ("Bo Ek", ("ctb",)),
    ]


def test_where_the_book_names_nobody_those_of_all_its_chapters_are_its_authors(tmp_path: Path) -> None:
    assert _people(tmp_path / "all", 'title = "T"\n', "Ann Lee", "Bo Ek") == [
        ("Ann Lee", ("aut",)),
        ("Bo Ek", ("aut",)),
    ]
    assert _people(tmp_path / "some", 'title = "T"\n', "Ann Lee", "[]") == [("Ann Lee", ("ctb",))]


def test_reviewers_are_not_named_a_second_time(tmp_path: Path) -> None:
    review = '[review]\nreviewers = [{ name = "Ann Lee" }]\n[review.work]\ntitle = "W"\ncontributors = "unknown"\n'
    assert _people(tmp_path, f'title = "T"\n{review}', "Ann Lee", "Bo Ek") == [("Bo Ek", ("ctb",))]


def test_a_book_whose_chapters_are_all_signed_needs_no_author(tmp_path: Path) -> None:
    signed = {"a_md": "---\nauthor: Ann Lee\n---\n\n# A\n\nw\n", "b_md": "---\nauthor: Bo Ek\n---\n\n# B\n\nw\n"}
    toml = 'title = "T"\ncontributors = [{ name = "Cy Oh", roles = ["edt"] }]\n'
    assert "MD020" not in [f.code for f in read(tmp_path, book_toml=toml, **signed)[1]]
    assert "MD020" in [f.code for f in read(tmp_path, book_toml=toml, **{**signed, "b_md": "# B\n\nw\n"})[1]]


def test_authors_of_chapters_leave_the_computed_identifier_as_it_is(tmp_path: Path) -> None:
    chapters = {"a_md": "# A\n\nw\n", "b_md": "# B\n\nw\n"}
    before = read(tmp_path, book_toml='title = "T"\nauthor = "X"\n', **chapters)[0].book.identifiers
    chapters["a_md"] = "---\nauthor: Ann Lee\n---\n\n# A\n\nw\n"
    assert read(tmp_path, book_toml='title = "T"\nauthor = "X"\n', **chapters)[0].book.identifiers == before


def test_of_a_book_of_one_file_they_are_the_books(tmp_path: Path) -> None:
    manuscript, _ = read(tmp_path, a_md="---\nsubtitle: By the way\n---\n\n# A\n\nw\n\n# B\n\nw\n")
    assert manuscript.book.subtitle == "By the way"
    assert [len(section.content) for section in manuscript.book.sections] == [1, 1]
