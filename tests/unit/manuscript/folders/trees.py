"""Trees: the texts of files by their paths go in; a folder with them, and the outline of the book of it, come out."""

from __future__ import annotations

from pathlib import Path

from makeready.findings import Outcome, Severity
from makeready.manuscript.read import Manuscript, read_book
from makeready.model.book import Section
from makeready.model.node import plain_text
from makeready.workspace import Workspace

Outline = list[str]


def write_tree(root: Path, files: dict[str, str]) -> Path:
    """Write each text at its path below `root`."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def read_tree(root: Path, files: dict[str, str] | None = None) -> Outcome[Manuscript]:
    """Return what is read of a folder, after `files` have been written into it."""
    return read_book(Workspace(write_tree(root, files or {}), {}))


def outline(outcome: Outcome[Manuscript]) -> Outline:
    """Return the titles of a book's sections, with two blanks for each section above."""
    assert outcome.value is not None, [one.message for one in outcome.findings]
    return list(_list_titles(outcome.value.book.sections, 0))


def _list_titles(sections: tuple[Section, ...], depth: int) -> Outline:
    found = []
    for one in sections:
        title = plain_text(one.title).strip() or f"({one.short_title})"
        mark = {"part": "PART ", "chapter": "", "section": ""}.get(one.role, f"{one.role}: ")
        found += [f"{'  ' * depth}{mark}{title}", *_list_titles(one.children, depth + 1)]
    return found


def words(outcome: Outcome[Manuscript]) -> str:
    """Return all words of a book, of code and of notes too."""
    assert outcome.value is not None
    return " ".join(_spell(one) for one in outcome.value.book.sections)


def _spell(section: Section) -> str:
    own = " ".join(plain_text((node,)) for nodes in (section.title, section.content, section.notes) for node in nodes)
    return " ".join([own, *map(_spell, section.children)])


def errors(outcome: Outcome[Manuscript]) -> list[str]:
    """Return the errors as code and message."""
    return [f"{one.code}: {one.message}" for one in outcome.findings if one.severity is Severity.ERROR]


def codes(outcome: Outcome[Manuscript]) -> set[str]:
    """Return the codes of all findings but the advice on metadata."""
    return {one.code for one in outcome.findings if not one.code.startswith("MD")}
