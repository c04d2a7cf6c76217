"""A character that only a typeface of the machine has goes in; FO005 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from makeready.fonts.reading import read_faces
from makeready.press.typefaces import describe_machine_face
from tests.unit.fonts.files import make_font


def cause() -> tuple[Finding, ...]:
    """Return what is said of it."""
    (face,) = read_faces("/usr/share/fonts/hieroglyphs.ttf", make_font("Hieroglyphs", characters="𓀀"))
    return (describe_machine_face(face),)
