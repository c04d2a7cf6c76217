"""The schema of book.toml: nothing goes in; one table of the keys there are, and what each takes, comes out."""

from __future__ import annotations

from makeready import profiles
from makeready.manuscript import values
from makeready.manuscript.relators import RELATORS, suggest_relators
from makeready.manuscript.rules import Either, Flag, Key, Many, Moment, Named, Raw, Table, Text, Whole, choose
from makeready.manuscript.systems import System
from makeready.manuscript.values import Refusal
from makeready.model.profile import BINDINGS
from makeready.model.setting import Fault
from makeready.profiles.fit import STANDARDS

_MOST_NAME = 100


def check_role(value: str) -> str:
    """Return a MARC relator code; an unknown one is refused with those near it."""
    if value in RELATORS:
        return value
    near = suggest_relators(value)
    hint = f"did you mean {', '.join(near)}?" if near else None
    raise Refusal("MD011", f"{value!r} is not a MARC relator", hint)


def check_standard(value: str) -> str:
    """Return the name of a PDF standard that can be made."""
    name = value.lower() if value.lower().startswith("pdf/") else f"pdf/{value.lower()}"
    if name in STANDARDS:
        return name
    raise Refusal("MD015", f"{value!r} is no standard that can be made", f"write one of {', '.join(STANDARDS)}")


def check_system(value: str) -> str:
    """Return the name of the system whose folder the book lies in, as that system writes it."""
    found = {one.value.casefold(): one.value for one in System}.get(value.casefold())
    if found is None:
        raise Refusal("MD015", f"{value!r} is no system whose folders are read", f"write one of {', '.join(System)}")
    return found


def check_edition_name(value: str) -> str:
    """Return the name of an edition, which becomes part of a file's name."""
    if values.make_slug(value, "") == value:
        return value
    hint = f"call it {values.make_slug(value, 'edition')}"
    raise Refusal("MD015", f"{value!r} cannot be the name of an edition: it becomes part of a file's name", hint)


def check_ink(value: str) -> str:
    """Return the name of an ink of its own, which becomes that of its plate (ISO 32000-1, 8.6.6.4 and annex C)."""
    if value in ("All", "None", "Cyan", "Magenta", "Yellow", "Black"):
        raise Refusal("MD015", f"{value!r} is no ink of its own", "take the name that the printer knows it by")
    if not value.isascii() or not value.isprintable() or not 1 <= len(value.strip()) <= _MOST_NAME:
        hint = f"write up to {_MOST_NAME} letters, digits and signs of ASCII"
        raise Refusal("MD015", f"{value!r} cannot be the name of a plate", hint)
    return value


def check_page_list(value: str) -> str:
    """Return the name of the edition whose pages an EPUB lists."""
    kind, _, name = value.partition(":")
    if kind.strip() == "edition" and name.strip():
        return name.strip()
    hint = 'write page_list = "edition:print" with the name of the print edition, or page_list = false'
    raise Refusal("MD015", f"{value!r} does not say which edition's pages to list", hint)


_TEXT = Text()
_ADDRESS = Text(values.check_address)
_DATE = Moment()
_MOMENT = Moment(values.check_moment, "a time")
_LENGTH = Text(values.check_length, "a length")
_YEAR = Moment(values.check_date, "a year")

_CONTRIBUTOR = Table(
    {
        "name": Key(_TEXT, ("MD004", "the contributor has no name")),
        "sort_name": Key(_TEXT),
        "roles": Key(Many(Text(check_role), single=True)),
        "role": Key(Many(Text(check_role), single=True)),
        "identifiers": Key(Table({"orcid": Key(Text(values.check_orcid)), "isni": Key(Text(values.check_isni))})),
        "about": Key(_TEXT),
    }
)
# A person is a name, or a table that says more of them.
_PEOPLE = Many(Either((_TEXT, _CONTRIBUTOR)), single=True)

_WORK = Table(
    {
        "title": Key(_TEXT, ("MD004", "the reviewed work has no title")),
        "subtitle": Key(_TEXT),
        # "unknown" is what an acquired manuscript says where its source names nobody: a statement, not a slip.
        "contributors": Key(Either((_PEOPLE, choose("unknown"))), ("MD012", "the reviewed work has no author")),
        "publisher": Key(_TEXT),
        "year": Key(_YEAR),
        "isbn": Key(Text(values.check_isbn)),
    }
)

_RIGHTS = Table(
    {
        "statement": Key(_TEXT),
        "licence": Key(_TEXT),
        "licence_uri": Key(_ADDRESS),
        "holder": Key(_TEXT),
        "source_statement": Key(_TEXT),
    }
)

_PROVENANCE = Table(
    {
        "relation": Key(choose("original", "precis", "translation", "abridgement", "adaptation")),
        "title": Key(_TEXT),
        "source_uri": Key(_ADDRESS),
        "venue": Key(_TEXT),
        "venue_owner": Key(_TEXT),
        "published": Key(_DATE),
        "reprinted_in": Key(_TEXT),
        "reprinted": Key(_DATE),
        "submitted_by": Key(_TEXT),
        "submitted_to": Key(_TEXT),
        "permission": Key(_TEXT),
        "acquired_at": Key(_MOMENT),
        "digest": Key(Text(values.check_digest)),
        "acquired_with": Key(_TEXT),
        "statement": Key(_TEXT),
        "emendations": Key(
            Many(
                Table(
                    {
                        "original": Key(_TEXT, ("MD004", "the emendation does not say what stood there")),
                        "corrected": Key(_TEXT, ("MD004", "the emendation does not say what stands there now")),
                        "place": Key(_TEXT),
                        "reason": Key(_TEXT),
                    }
                )
            )
        ),
    }
)

_SUBJECT = Table(
    {
        "term": Key(_TEXT, ("MD004", "the subject has no term")),
        "scheme": Key(_TEXT),
        "code": Key(_TEXT),
    }
)

_PART = Table(
    {
        "part": Key(_TEXT, ("MD004", "the part has no name")),
        "files": Key(Many(_TEXT, single=True), ("MD004", "the part has no files")),
    }
)

# What they say is judged in inks.py.
_INK = Table(
    {
        "cmyk": Key(Raw(), ("MD004", "the ink has no likeness in four inks (cmyk)")),
        "colours": Key(Many(_TEXT, single=True), ("MD004", "the ink names no colours of the style sheets")),
    }
)

# What they say is judged where profiles are read (makeready.profiles).
_PROFILE = Table({"base": Key(_TEXT), "title": Key(_TEXT), **{key: Key(Raw()) for key in profiles.KEYS}})

# How many of a fault there may be: a number, or a share of all.
_MOST = Either((Text(values.check_share, "a share"), Whole(values.check_count)))

_EDITION = Table(
    {
        "target": Key(choose("epub", "pdf", "wrap")),
        "of": Key(_TEXT),
        "paper": Key(_TEXT),
        "binding": Key(Many(choose(*BINDINGS), single=True)),
        "design": Key(_TEXT),
        "price": Key(_TEXT),
        "note": Key(_TEXT),
        "picture": Key(_TEXT),
        "picture_place": Key(choose("wrap", "front")),
        "template": Key(Flag()),
        "profile": Key(_TEXT),
        "icc": Key(_TEXT),
        "trim": Key(Text(values.check_trim, "a trim")),
        "bleed": Key(Either((_LENGTH, Flag("false")))),
        "marks": Key(Flag()),
        "image_resolution": Key(Whole(values.check_resolution)),
        "margins": Key(Table({side: Key(_LENGTH) for side in ("top", "bottom", "inner", "outer")})),
        "standard": Key(Text(check_standard)),
        "styles": Key(Many(_TEXT)),
        "identifier": Key(Text(values.check_identifier)),
        "notes": Key(choose("page", "chapter-end", "book-end")),
        "note_numbering": Key(choose("chapter", "book", "page")),
        "openings": Key(choose("recto", "any", "run-on")),
        "hyphenate": Key(Flag()),
        "typography": Key(Table({fault.value: Key(_MOST) for fault in Fault})),
        "tagged": Key(Flag()),
        "page_list": Key(Either((Text(check_page_list, "edition:NAME"), Flag("false")))),
    }
)

BOOK = Table(
    {
        "title": Key(_TEXT),
        "subtitle": Key(_TEXT),
        "language": Key(Text(values.check_language, "a language tag")),
        "identifiers": Key(Many(Text(values.check_identifier), single=True)),
        "publisher": Key(_TEXT),
        "imprint": Key(_TEXT),
        "date": Key(_DATE),
        "modified": Key(_MOMENT),
        "description": Key(_TEXT),
        "subjects": Key(Many(Either((_TEXT, _SUBJECT)))),
        "series": Key(_TEXT),
        "series_position": Key(_TEXT),
        "cover": Key(_TEXT),
        "theme": Key(_TEXT),
        "system": Key(Text(check_system)),
        "numbering": Key(choose("none", "chapters", "sections")),
        "rights": Key(Either((_TEXT, _RIGHTS))),
        "accessibility": Key(
            Table(
                {
                    "conforms_to": Key(_TEXT),
                    "certified_by": Key(_TEXT, ("MD004", "nobody is named who answers for the claim")),
                }
            )
        ),
        "author": Key(Many(_TEXT, single=True)),
        "authors": Key(Many(_TEXT, single=True)),
        "contributors": Key(_PEOPLE),
        "review": Key(
            Table(
                {
                    "reviewers": Key(_PEOPLE),
                    "work": Key(_WORK, ("MD004", "the review does not say which work it reviews")),
                }
            )
        ),
        "provenance": Key(_PROVENANCE),
        "contents": Key(
            Table(
                {
                    "front": Key(Many(_TEXT)),
                    "body": Key(Many(Either((_TEXT, _PART)))),
                    "back": Key(Many(_TEXT)),
                }
            )
        ),
        "editions": Key(Named(_EDITION, check_edition_name)),
        "profiles": Key(Named(_PROFILE, check_edition_name)),
        "typefaces": Key(Table({name: Key(_TEXT) for name in ("folder", "text", "code", "head", "display")})),
        "inks": Key(Named(_INK, check_ink)),
        "suppress": Key(
            Many(
                Table(
                    {
                        "code": Key(_TEXT, ("MD004", "the suppression names no code")),
                        "path": Key(_TEXT, ("MD004", "the suppression names no path")),
                        "reason": Key(_TEXT, ("MD004", "the suppression gives no reason")),
                    }
                )
            )
        ),
    }
)
