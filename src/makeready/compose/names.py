"""Names: sections and a wanted id go in; the names that are taken, and a free one near the wanted, come out."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from makeready.model.book import Section, walk_sections, walk_text


def list_names(sections: Iterable[Section]) -> set[str]:
    """Return every id and slug of `sections` and of what is in them, without regard to case."""
    found: set[str] = set()
    for section in walk_sections(sections):
        found |= {section.id.casefold(), section.slug.casefold()}
        found |= {name.casefold() for node in walk_text(section) if node.attributes and (name := node.get("id"))}
    return found


def find_free(wanted: str, taken: Collection[str]) -> str:
    """Return `wanted`, or with the first number from 2 that makes it a name not in `taken`."""
    name, serial = wanted, 1
    while name in taken:
        serial += 1
        name = f"{wanted}-{serial}"
    return name
