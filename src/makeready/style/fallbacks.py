"""Fallbacks: style sheets and the families that stand in for others go in; sheets whose lists of families have them.

The families of a list go in where the last of those stands that there is: before the names that only a reading system
may have, and before "serif".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from makeready.model.composition import StyleSheet
from makeready.style.counters import list_signs
from makeready.style.families import GENERIC, read_font, read_own_families
from makeready.style.sheet import Declaration, list_declarations, read_sheet
from makeready.style.tokens import serialise, split, strip

_PROPERTIES = frozenset({"font", "font-family"})


def name_families(sheets: Sequence[StyleSheet]) -> frozenset[str]:
    """Return the names, in lower case, of all families that the sheets ask for."""
    return frozenset(
        name.lower()
        for sheet in sheets
        for statement in read_sheet(sheet.name, sheet.content).statements
        for one in list_declarations(statement)
        for name in _read_names(one)
    )


def list_strings(sheets: Sequence[StyleSheet]) -> str:
    """Return all that the sheets put on a page as `content`, or as a mark of lists, in one text."""
    return "".join(
        part
        for sheet in sheets
        for statement in read_sheet(sheet.name, sheet.content).statements
        for one in list_declarations(statement)
        if one.name in _SHOWN
        for part in _list_shown(one)
    )


def _list_shown(one: Declaration) -> Iterator[str]:
    for token in one.tokens:
        if token.type == "string":
            yield token.value
        elif token.type == "ident" and one.name in _LISTS:
            yield list_signs(token.lower_value)
        elif token.type == "function" and token.lower_name in ("counter", "counters"):
            yield from (list_signs(inner.lower_value) for inner in token.arguments if inner.type == "ident")


_LISTS = frozenset({"list-style-type", "list-style"})
_SHOWN = _LISTS | {"content", "hyphenate-character", "quotes", "symbols", "suffix"}


def extend_families(
    sheets: Sequence[StyleSheet],
    known: Collection[str],
    text: str,
    lead: Sequence[str],
    fallbacks: Sequence[str],
) -> tuple[StyleSheet, ...]:
    """Return the sheets with `fallbacks` in each list of families, and `lead` before the family of the `text`.

    `known` are the families that there are. A list without the family of the text gets that first. Lines stay where
    they are.
    """
    names = frozenset(name.lower() for name in known)
    return tuple(_extend_sheet(sheet, names, text, lead, fallbacks) for sheet in sheets)


def _extend_sheet(
    sheet: StyleSheet, known: frozenset[str], text: str, lead: Sequence[str], fallbacks: Sequence[str]
) -> StyleSheet:
    read = read_sheet(sheet.name, sheet.content)
    pieces, place = [], 0
    declarations = (
        one
        for statement in read.statements
        if getattr(statement, "name", "") != "font-face"
        for one in list_declarations(statement)
    )
    for one in sorted(declarations, key=lambda one: one.start):
        value = _extend(one, known, text, lead, fallbacks) if one.start >= place else None
        if value is None:
            continue
        was = read.text[one.start : one.end]
        kept = was.rstrip()
        important = " !important" if one.important else ""
        end = ";" if kept.endswith(";") else ""
        pieces += [read.text[place : one.start], f"{one.name}: {value}{important}{end}", "\n" * kept.count("\n")]
        pieces.append(was[len(kept) :])
        place = one.end
    return sheet if not pieces else StyleSheet(name=sheet.name, content="".join([*pieces, read.text[place:]]))


def _read_names(one: Declaration) -> tuple[str, ...]:
    if one.name == "font-family":
        return read_own_families(one.tokens) or ()
    if one.name == "font":
        font = read_font(one.tokens)
        return (font.families or ()) if font is not None else ()
    return ()


def _extend(
    one: Declaration, known: frozenset[str], text: str, lead: Sequence[str], fallbacks: Sequence[str]
) -> str | None:
    """Return the value with the families put in; None where it names none."""
    if one.name not in _PROPERTIES:
        return None
    names = [name.lower() for name in _read_names(one)]
    parts = [strip(part) for part in split(one.tokens)]
    if not names or len(parts) != len(names):
        return None
    written = [serialise(part) for part in parts]
    # The first part of the shorthand begins with the size.
    size = strip(parts[0][: -_count_family(parts[0], names[0])]) if one.name == "font" else []
    if size:
        written[0] = serialise(strip(parts[0][len(parts[0]) - _count_family(parts[0], names[0]) :]))
    own = [place for place, name in enumerate(names) if name in known]
    generic = next((place for place, name in enumerate(names) if name in GENERIC), len(names))
    put_at = own[-1] + 1 if own else generic
    first = [name for name in lead if name.lower() not in names] if not own or names[own[0]] == text.lower() else []
    more = [name for name in (text, *fallbacks) if name.lower() not in names and name not in first]
    listed = [*written[:put_at], *map(quote_family, more), *written[put_at:]]
    at = names.index(text.lower()) if text.lower() in names else put_at
    listed[at:at] = map(quote_family, first)
    head = f"{serialise(size)} " if size else ""
    return head + ", ".join(listed)


def _count_family(part: Sequence[object], name: str) -> int:
    """Return of how many tokens at the end of a part the name of a family consists."""
    words = len(name.split())
    tokens = [getattr(token, "type", "") for token in part]
    return 1 if tokens and tokens[-1] == "string" else 2 * words - 1


def quote_family(name: str) -> str:
    """Return the name of a family as CSS has it."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
