"""Faces: what one face of a typeface is called, and where its font file comes from, as passive values."""

from __future__ import annotations

from dataclasses import field

from makeready.dataclass import dataclass
from makeready.findings.span import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class LineMetrics:
    """How high a line of a face is above and below its base line, and how wide a space is, in em."""

    ascent: float
    descent: float
    space: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One static face: its CSS family, style and weight, the file it is cut from, and its licence.

    The file is `file_name` of an installed `package`; where there is none, `content` has its bytes and `digest` their
    SHA-256 in hexadecimal. `origin` is what a person is told of where it comes from, `file_stem` its name in a book,
    in lower case. `scale` makes its letters larger or smaller than the file has them; `languages` are those that it is
    the first choice for ("ar"). `lines` are the metrics that it takes over where it stands in for another face; where
    `only` has characters, it is taken for these alone.
    """

    family: str
    style: str
    weight: int
    file_stem: str
    licence: str
    origin: str
    package: str = ""
    file_name: str = ""
    content: bytes = field(default=b"", repr=False)
    digest: str = ""
    is_postscript: bool = False
    scale: float = 1.0
    languages: tuple[str, ...] = ()
    lines: LineMetrics | None = None
    only: str = ""

    @property
    def suffix(self) -> str:
        """Return the ending of its file: .otf where its outlines are PostScript's."""
        return ".otf" if self.is_postscript else ".ttf"

    @property
    def media_type(self) -> str:
        """Return the media type of its file (RFC 8081)."""
        return "font/otf" if self.is_postscript else "font/ttf"

    @property
    def css_format(self) -> str:
        """Return what CSS calls the format of its file."""
        return "opentype" if self.is_postscript else "truetype"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypefaceRoles:
    """What a book says of its typefaces: the `folder` of its own ones ("" for none), and which family has which role.

    Roles are "text", "code", "head" (headings) and "display" (title page and cover); `families` pairs each that is
    given with a family, `spans` with its place; `theme` names the theme whose families have the other roles.
    """

    folder: str = "fonts"
    theme: str = "literary"
    families: tuple[tuple[str, str], ...] = ()
    spans: tuple[tuple[str, Span], ...] = ()

    def find(self, role: str) -> str | None:
        """Return the family of a role, None where none is given."""
        return dict(self.families).get(role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typefaces:
    """The faces that a book may be set in, or is: `named` ones, which its style sheets name, and `fallbacks` in order.

    `text` and `code` are the families of the text and of code, `head` and `display` those of headings and of title
    page and cover, where they have their own.
    """

    named: tuple[Face, ...] = ()
    fallbacks: tuple[Face, ...] = ()
    text: str = ""
    code: str = ""
    head: str = ""
    display: str = ""

    @property
    def faces(self) -> tuple[Face, ...]:
        """Return all faces."""
        return (*self.named, *self.fallbacks)
