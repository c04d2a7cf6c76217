"""Faces of a part: code's only where there is code, those that stand in for others only where a character lacks."""

from __future__ import annotations

import pytest

from makeready.fonts import identify, list_built_in
from makeready.model.composition import StyleSheet
from makeready.model.face import Face, Typefaces
from makeready.pdf.part_faces import PartFaces
from tests.unit.fonts.files import make_font

OWN = Face(
    family="Symbols",
    style="normal",
    weight=400,
    file_stem="symbols",
    licence="own",
    origin="fonts/a.ttf",
    content=make_font("Symbols"),
    digest="d",
)
USUAL = list_built_in()
FACES = Typefaces(
    named=tuple(face for face in USUAL.named if face.family in (USUAL.text, USUAL.code)),
    fallbacks=(OWN,),
    text=USUAL.text,
    code=USUAL.code,
)


def list_families(content: str, css: str = "") -> set[str]:
    faces = PartFaces(FACES, [StyleSheet(name="a.css", content=f'code {{ font-family: "{FACES.code}" }} {css}')])
    used = faces.identify_used(content.encode())
    return {face.family for face in FACES.faces if identify(face) in used}


@pytest.mark.parametrize(
    ("content", "css", "expected"),
    [
        ("<p>Words — and “more”.</p>", "", {USUAL.text}),
        ("<p>Words in <code>code</code>.</p>", "", {USUAL.text, USUAL.code}),
        ("<p>A box: ☐</p>", "", {USUAL.text, "Symbols"}),
        ("<p>Words.</p>", f'.date {{ font-family: "{USUAL.code}" }}', {USUAL.text, USUAL.code}),
        ("<p>Words.</p>", 'p::before { content: "☐" }', {USUAL.text, "Symbols"}),
        ("<p>Words.</p>", 'p::before { content: "\\2610" }', {USUAL.text, "Symbols"}),
        ("<p>Words.</p>", "ul { list-style-type: square }", {USUAL.text, "Symbols"}),
        ("<p>Words.</p>", "ol { list-style: inside hebrew }", {USUAL.text, "Symbols"}),
        ("<p>Words.</p>", "ol { list-style-type: lower-roman }", {USUAL.text}),
        ("<p>Words.</p>", f'pre > b, kbd {{ font: 9pt "{USUAL.code}" }}', {USUAL.text}),
    ],
)
def test_only_faces_that_can_be_seen_bear_on_a_part(content: str, css: str, expected: set[str]) -> None:
    assert list_families(content, css) == expected


def test_all_faces_are_those_of_the_edition() -> None:
    assert len(PartFaces(FACES, ()).identify_all()) == len(FACES.faces)
