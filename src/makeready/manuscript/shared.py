"""Shared settings: a makeready.toml goes in; what the books below it inherit, and what is wrong with it, comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from makeready.dataclass import dataclass
from makeready.findings import Finding, Span, observe
from makeready.manuscript.positions import Path, Positions, TomlFile, read_toml
from makeready.manuscript.rules import Flag, Key, Many, Reader, Table, Text
from makeready.manuscript.schema import BOOK
from makeready.manuscript.separators import blank_separators
from makeready.manuscript.values import Refusal
from makeready.workspace import SharedFile, decode_text

# The keys of book.toml that many books may have in common.
SHARED_KEYS = (
    *(
        "language",
        "publisher",
        "imprint",
        "subjects",
        "series",
        "theme",
        "typefaces",
        "inks",
        "numbering",
        "rights",
        "accessibility",
        "profiles",
    ),
    *("author", "authors", "contributors"),
)
_OF_THE_TEXT = "it says what this one book is made of"
_OF_ONE = "each book has its own"
# Why the others cannot be shared; `isbn` is a word that people try.
_OWN_KEYS = {
    "system": "it says how the folder of one book is laid out",
    "title": _OF_ONE,
    "subtitle": _OF_ONE,
    "identifiers": _OF_ONE,
    "identifier": _OF_ONE,
    "isbn": _OF_ONE,
    "date": "each book has its own, and another one would change the bytes of all of them",
    "modified": "each book has its own, and another one would change the bytes of all of them",
    "description": _OF_ONE,
    "series_position": _OF_ONE,
    "cover": "it names a file in the folder of one book",
    "review": "it says whose review of which work this one book is",
    "provenance": "it says where the words of this one book come from",
    "contents": _OF_THE_TEXT,
    "suppress": "what is accepted, and why, is said of the words of one book",
    "editions": "they have a table of their own here, [editions.NAME] without `defaults`",
}
# A book that says who made it inherits none of the others' names.
_PEOPLE = frozenset(("author", "authors", "contributors"))


def check_place(value: str) -> str:
    """Return a path below the folder of the makeready.toml; one that leads elsewhere is refused."""
    parts = PurePosixPath(value).parts
    if "\\" in value or value.startswith("/") or ".." in parts or ":" in value:
        hint = "name it from the folder of makeready.toml, with / between folders and without .."
        raise Refusal("WS001", f"{value} does not lie below the folder of makeready.toml", hint)
    return value


_PLACE = Text(check_place)
_SHARED = Table(
    {
        "books": Key(
            Table({"include": Key(Many(_PLACE, single=True)), "exclude": Key(Many(_PLACE, single=True))}),
        ),
        "defaults": Key(Table({name: BOOK.keys[name] for name in SHARED_KEYS})),
        "editions": BOOK.keys["editions"],
        "styles": Key(Many(_PLACE, single=True)),
        "cache": Key(_PLACE),
        "cache_read_only": Key(Flag()),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedSettings:
    """What a makeready.toml says, as far as it is good: `values` has its tables in their normal form.

    `positions` are the places in it, under its path from the book; `findings` say what is wrong.
    """

    path: str
    values: Mapping[str, Any] = field(default_factory=dict)
    positions: Positions
    findings: tuple[Finding, ...] = ()

    @property
    def defaults(self) -> Mapping[str, Any]:
        """Return the metadata that books inherit."""
        found: Mapping[str, Any] = self.values.get("defaults", {})
        return found

    @property
    def editions(self) -> Mapping[str, Any]:
        """Return the editions that books inherit, by their names."""
        found: Mapping[str, Any] = self.values.get("editions", {})
        return found

    @property
    def styles(self) -> tuple[tuple[str, Span], ...]:
        """Return the style sheets that books share: the path of each from the book, and where it is named."""
        folder = self.path.rpartition("/")[0]
        return tuple(
            (f"{folder}/{name}" if folder else name, self.positions.value(("styles", index)))
            for index, name in enumerate(self.values.get("styles", ()))
        )


@lru_cache(maxsize=8)
def read_shared(file: SharedFile) -> SharedSettings:
    """Return what `file` says; the books of a batch ask again and again for the same one."""
    nothing = Positions(file.path)
    if file.refusal is not None:
        found = observe("WS001", file.refusal, span=Span.at(file.path, 1))
        return SharedSettings(path=file.path, positions=nothing, findings=(found,))
    try:
        text = decode_text(file.content)
    except UnicodeDecodeError as error:
        line = file.content.count(b"\n", 0, error.start) + 1
        found = observe("MS002", f"the byte at offset {error.start:,} is not UTF-8", span=Span.at(file.path, line))
        return SharedSettings(path=file.path, positions=nothing, findings=(found,))
    toml = read_toml("\n".join(blank_separators(line) for line in text.split("\n")), file.path)
    own = _take_own_keys(toml)
    reader = Reader(toml.positions)
    values = reader.read(toml.values, _SHARED)
    return SharedSettings(
        path=file.path,
        values=values,
        positions=toml.positions,
        findings=(*toml.findings, *own, *reader.findings),
    )


def _take_own_keys(toml: TomlFile) -> list[Finding]:
    """Take out of the values what only one book can have, and return a finding for each."""
    found = []
    defaults, editions = toml.values.get("defaults"), toml.values.get("editions")
    tables: list[tuple[Path, Any]] = [(("defaults",), defaults)]
    if isinstance(editions, dict):
        tables += [(("editions", name), one) for name, one in editions.items()]
    for path, table in tables:
        own = _OWN_KEYS if path == ("defaults",) else {"identifier": _OF_ONE}
        for name in [name for name in table if name in own] if isinstance(table, dict) else ():
            del table[name]
            message = f"`{name}` cannot be shared by many books: {own[name]}"
            found.append(observe("WS004", message, span=toml.positions.key((*path, name))))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Inherited:
    """What one book takes from the settings that it shares: by `keys` of its metadata, and `editions` by name."""

    keys: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()


def choose_inherited(settings: SharedSettings, written: frozenset[str], editions: frozenset[str]) -> Inherited:
    """Return what a book inherits that has the keys `written`, good or bad, and the `editions` of its own.

    Its own value counts as a whole: tables and lists are not merged. A book that names any of its authors, contributors
    or reviewers inherits none of the others' names. Editions are inherited by name.
    """
    named = bool(written & (_PEOPLE | {"reviewers"}))
    return Inherited(
        keys=tuple(key for key in settings.defaults if key not in written and not (named and key in _PEOPLE)),
        editions=tuple(name for name in settings.editions if name not in editions),
    )


def copy_places(settings: SharedSettings, inherited: Inherited, places: Positions) -> None:
    """Give `places`, those of a book.toml, the places of what the book inherits, as if it stood there itself."""
    for source, target in ((settings.positions.keys, places.keys), (settings.positions.values, places.values)):
        for path, span in source.items():
            if path[0] == "defaults" and path[1:2] and path[1] in inherited.keys:
                target.setdefault(path[1:], span)
            elif path[0] == "editions" and path[1:2] and path[1] in inherited.editions:
                target.setdefault(path, span)
