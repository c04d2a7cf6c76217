"""Anchors: the headings and ids of a file go in; the names by which links may call them, each with its id, come out.

GitHub, mdBook and pandoc each make another name of a heading, and an author writes links in the one they know. All of
them lead to the heading; what is written into a book is an id of ASCII letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import field

from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern
from makeready.model.node import Node, NodeKind, plain_text

_HYPHENS = late_pattern("-{2,}")


@dataclass(slots=True)
class Anchors:
    """What links may name in one file, or in the whole book.

    `written` has the ids that the author gave, `made` those that the book gave, both with the ids that stand in the
    book; `headings` has each heading's words and id, in reading order.
    """

    written: dict[str, str] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    headings: list[tuple[tuple[Node, ...], str]] = field(default_factory=list)
    _names: dict[str, str] | None = None
    _folded: dict[str, str] | None = None

    def find(self, name: str) -> str | None:
        """Return the id that `name` stands for: as it was given, as a heading is called, whatever the case."""
        if name in self.written:
            return self.written[name]
        if self._names is None or self._folded is None:
            self._names = name_headings(self.headings)
            known = (*self.written.items(), *self._names.items(), *self.made.items())
            self._folded = {_fold(key): identity for key, identity in reversed(known)}
        return self._names.get(name) or self.made.get(name) or self._folded.get(_fold(name))

    def list_names(self) -> set[str]:
        """Return the ids that a link may be told to name instead."""
        return {*self.written, *self.made}


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def name_headings(headings: Iterable[tuple[tuple[Node, ...], str]]) -> dict[str, str]:
    """Return the names of `headings` with their ids; one that comes again has a number behind it, from 1."""
    spelled = [(_spell(title), identity) for title, identity in headings]
    names: dict[str, str] = {}
    # Spelling by spelling: where two disagree on a name, the first of them holds.
    for place in range(max((len(forms) for forms, _ in spelled), default=0)):
        counts: dict[str, int] = {}
        taken: set[str] = set()
        for forms, identity in spelled:
            name = forms[place]
            if not name:
                continue
            count = counts.get(name, -1) + 1
            while (numbered := f"{name}-{count}" if count else name) in taken:
                count += 1
            counts[name] = count
            taken.add(numbered)
            names.setdefault(numbered, identity)
    return names


def _spell(title: tuple[Node, ...]) -> tuple[str, ...]:
    """Return what a heading is called by GitHub, mdBook, GitLab and pandoc, without and with its pictures' words."""
    words = plain_text(title)
    pictures = _read_with_pictures(title)
    forms = [form for text in dict.fromkeys((words, pictures)) for form in _spell_text(text)]
    return tuple(forms) if words != pictures else (*forms, *("" for _ in forms))


def _spell_text(text: str) -> tuple[str, str, str, str]:
    lowered = unicodedata.normalize("NFC", text).lower()
    # https://github.com/gjtorikian/html-pipeline: words, hyphens and blanks are kept, each blank becomes a hyphen.
    github = "".join(c for c in lowered.replace("\n", " ") if c in "-_ " or _is_word(c)).replace(" ", "-")
    trimmed = github.strip("-")
    # https://pandoc.org/MANUAL.html#extension-auto_identifiers: points stay, and nothing stands before a letter.
    kept = "".join(c for c in lowered if c in "-_." or c.isspace() or _is_word(c))
    first = next((place for place, c in enumerate(kept) if c.isalpha()), len(kept))
    return github, trimmed, _HYPHENS.sub("-", trimmed), "-".join(kept[first:].split()) or "section"


def _is_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"


def _read_with_pictures(nodes: Iterable[Node]) -> str:
    parts: list[str] = []
    for top in nodes:
        for node in top.walk():
            if node.kind is NodeKind.IMAGE:
                parts.append(node.get("alt") or "")
            elif not node.children:
                parts.append(plain_text((node,)))
    return "".join(parts).strip()
