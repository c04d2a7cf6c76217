"""Plain folders: a folder of Markdown files goes in; the book that their names, numbers and folders make comes out."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from makeready.findings import Span
from makeready.late_pattern import late_pattern
from makeready.manuscript.folders.found import BookFolder
from makeready.manuscript.folders.mdx import MdxReader
from makeready.manuscript.folders.metadata import find_heading
from makeready.manuscript.folders.nav import NavItem
from makeready.manuscript.folders.tree import MARKDOWN, Tree, join, place
from makeready.manuscript.order import Entry, sort_naturally
from makeready.manuscript.roles import find_file_role, name_file
from makeready.manuscript.systems import System

# Markdown, with components or without.
TEXTS = (*MARKDOWN, ".mdx")
# What projects tell about themselves; never a book while one lies beside it.
ASIDE = frozenset(
    "readme license licence copying changelog changes history contributing contributors code_of_conduct "
    "code-of-conduct security authors todo notice summary support governance maintainers backers sponsors funding "
    "pull_request_template issue_template faq-contributing style-guide styleguide citation license-code "
    "license-text translations roadmap news release-notes release_notes releasenotes releases toc "
    "_sidebar _navbar _coverpage _footer 404 search tags".split()
)
_INDEXES = ("index", "readme", "_index", "intro", "introduction", "overview")
# Where text usually lies in a repository that has more in it.
_TEXT_FOLDERS = (
    "manuscript book chapters text content contents src docs draft drafts markdown md pages source en english "
    "novel story lectures lessons notes sections".split()
)
_LANGUAGE = late_pattern(
    r"(?:ar|bg|bn|ca|cs|da|de|el|en|es|et|fa|fi|fr|he|hi|hr|hu|id|it|ja|ko|lt|lv|ms|nl|no|nb|pl|pt|ro|ru|sk|sl|sr|sv|"
    r"ta|th|tr|uk|vi|zh)(?:[-_][A-Za-z]{2,4})?"
)
_LINK = late_pattern(
    r"\]\(\s*<?(?:\./|/)?([^)\s>#]+?\.(?:mdx?|markdown))(?:#[^)\s>]*)?>?\s*(?:\"[^\"]*\")?\)", re.IGNORECASE
)


_SHOUTED = late_pattern(r"(?!CHAPTER|PART|BOOK|ACT)[A-Z]{5,}")
# Names that say in words which comes first.
_ORDERED = ("beginning", "start", "middle", "end", "ending")


def find_plain(tree: Tree, folder: str) -> BookFolder | None:
    """Return the book that the Markdown files in and below `folder` make, None where there are none."""
    inner = [name for name in tree.list_folders(folder) if next(tree.walk(name, TEXTS), None) is not None]
    own = [path for path in tree.list_files(folder, TEXTS) if not is_aside(path)]
    several = _find_several(tree, folder, inner, own)
    if several is not None:
        return several
    if not own:
        # Nothing but papers of the project lies at the top: the text has a folder of its own.
        for name in _TEXT_FOLDERS:
            path = join(folder, name)
            if path in inner and (len(inner) == 1 or name in _TEXT_FOLDERS[:6]):
                return _read_folder(tree, path) or None
        if len(inner) == 1:
            return _read_folder(tree, inner[0])
    return _read_folder(tree, folder)


def is_aside(path: str) -> bool:
    """Return True for a file in which a project tells about itself."""
    name = posixpath.splitext(posixpath.basename(path))[0]
    if _SHOUTED.fullmatch(name) and find_file_role(path) is None:
        return True  # CONTRIBUTING, ROADMAP and whatever else projects write in capitals
    stem = name.lower()
    return stem in ASIDE or re.sub(r"[.\-_][a-z]{2}(?:[-_][a-z]{2})?$", "", stem) in ("readme", "contributing")


def is_language(name: str) -> bool:
    """Return True where a folder's name is the tag of a language."""
    return _LANGUAGE.fullmatch(name) is not None


def _find_several(tree: Tree, folder: str, inner: list[str], own: list[str]) -> BookFolder | None:
    """Return the books that lie beside each other, where the folders say that they are several."""
    if own:
        return None
    languages = [name for name in inner if is_language(posixpath.basename(name))]
    if len(languages) > 1:
        books = tuple((name, f"the text in {posixpath.basename(name)}") for name in languages)
        return BookFolder(
            system=System.FOLDER, evidence=((place(languages[0]), "folders for languages"),), candidates=books
        )
    listed = [name for name in inner if tree.find(join(name, "toc.md"), join(name, "TOC.md"), join(name, "SUMMARY.md"))]
    if len(listed) > 1:
        books = tuple((name, _name_book(tree, name)) for name in listed)
        return BookFolder(
            system=System.FOLDER, evidence=((place(listed[0]), "folders with contents of their own"),), candidates=books
        )
    return None


def _name_book(tree: Tree, folder: str) -> str:
    readme = tree.find(join(folder, "README.md"), join(folder, "index.md"))
    return (find_heading(tree.read(readme) or "") if readme else None) or name_file(folder)


def _read_folder(tree: Tree, folder: str) -> BookFolder | None:
    entries: list[Entry] = []
    left_out: list[tuple[str, str]] = []
    _gather(tree, folder, 0, entries, left_out)
    files = [entry.path for entry in entries if entry.path]
    if not files:
        return _take_readme(tree, folder, left_out)
    evidence: list[tuple[Span, str]] = [(place(files[0]), f"{len(files)} Markdown files")]
    listed = _order_by_readme(tree, folder, files)
    if listed is not None:
        readme, order = listed
        evidence.append((place(readme), "links in reading order"))
        known = {path: entry for entry in entries if (path := entry.path)}
        first = [entry for entry in entries if entry.path and entry.path not in order and _is_front(entry.path)]
        last = [entry for entry in entries if entry.path and entry.path not in order and not _is_front(entry.path)]
        flat = [*first, *(known[path] for path in order), *last]
        entries = [Entry(path=one.path, span=one.span, matter=one.matter) for one in flat]
    return BookFolder(
        system=System.FOLDER,
        evidence=tuple(evidence),
        folder=folder,
        entries=tuple(entries),
        left_out=tuple(left_out),
        prepare=MdxReader(tree).prepare if any(path.endswith(".mdx") for path in files) else None,
    )


def _take_readme(tree: Tree, folder: str, left_out: list[tuple[str, str]]) -> BookFolder | None:
    """Return the README as the book, where it is all the text there is."""
    readme = next((path for path, _ in left_out if posixpath.basename(path).lower().startswith("readme.")), None)
    if readme is None:
        return None
    rest = tuple((path, why) for path, why in left_out if path != readme)
    return BookFolder(
        system=System.FOLDER,
        evidence=((place(readme), "the only text"),),
        folder=folder,
        entries=(Entry(path=readme, span=place(readme)),),
        left_out=rest,
    )


def _is_front(path: str) -> bool:
    return find_file_role(path) in ("preface", "foreword", "dedication", "introduction", "epigraph")


def _gather(tree: Tree, folder: str, depth: int, entries: list[Entry], left_out: list[tuple[str, str]]) -> None:
    """Take up the files of `folder` in their order, then those of each folder in it, as a part or as a section."""
    files = tree.list_files(folder, TEXTS)
    aside = {path for path in files if is_aside(path)}
    index = next(iter(_find_indexes(files)), None) if depth else None
    if not depth:
        left_out += [(path, "it is about the project, not a part of the book") for path in files if path in aside]
    texts = {path for path in files if path not in aside and path != index}
    inner = {name for name in tree.list_folders(folder) if next(tree.walk(name, TEXTS), None) is not None}
    for path in sort_front(sort_naturally([*texts, *inner])):
        if path in texts:
            entries.append(Entry(path=path, span=place(path), depth=depth))
        else:
            _gather_inner(tree, path, depth, entries, left_out)


def _gather_inner(tree: Tree, folder: str, depth: int, entries: list[Entry], left_out: list[tuple[str, str]]) -> None:
    """Take up a folder within another one: its own page heads it, or its name does."""
    files = tree.list_files(folder, TEXTS)
    first = next(iter(_find_indexes(files)), "")
    title = name_file(posixpath.basename(folder))
    only = not any(path != first and not is_aside(path) for path in files)
    if first and only and not any(next(tree.walk(one, TEXTS), None) for one in tree.list_folders(folder)):
        # A folder for each chapter, with its text and its pictures.
        entries.append(Entry(path=first, span=place(first), depth=depth, title=title))
        return
    role = "part" if depth == 0 else None
    entries.append(
        Entry(path=first, span=place(first or folder), depth=depth, title=None if first else title, role=role)
    )
    _gather(tree, folder, depth + 1, entries, left_out)


def _find_indexes(files: Iterable[str]) -> list[str]:
    by_stem = {posixpath.splitext(posixpath.basename(path))[0].lower(): path for path in files}
    return [by_stem[stem] for stem in _INDEXES if stem in by_stem]


def sort_front(paths: Iterable[str]) -> list[str]:
    """Return paths with those first that come before all numbers: index, preface, introduction."""

    def rank(path: str) -> float:
        stem = posixpath.splitext(posixpath.basename(path))[0].lower()
        if stem in ("index", "_index"):
            return 0
        role = find_file_role(path)
        if stem[:1].isdigit():
            return 2
        if role in ("appendix", "glossary", "bibliography", "afterword", "index", "acknowledgments", "colophon",
                    "epilogue", "conclusion", "about"):  # fmt: skip
            return 3
        if stem in _ORDERED:
            return 2 + _ORDERED.index(stem) / 10
        return 1 if role in ("preface", "foreword", "dedication", "introduction", "prologue", "epigraph") else 2

    return sorted(paths, key=rank)


def _order_by_readme(tree: Tree, folder: str, files: list[str]) -> tuple[str, list[str]] | None:
    """Return the README and the files in the order of its links, where it names most of them."""
    known = set(files)
    names = ("README.md", "readme.md", "Readme.md", "toc.md", "TOC.md", "index.md", "_sidebar.md")
    for readme in dict.fromkeys(join(base, name) for base in (folder, "") for name in names):
        if not tree.has(readme):
            continue
        targets = (join(posixpath.dirname(readme), name) for name in _LINK.findall(tree.read(readme) or ""))
        order = [path for path in dict.fromkeys(targets) if path in known]
        if len(order) >= max(2, 0.6 * len(files)):
            return readme, order
    return None


def list_items(tree: Tree, folder: str, suffixes: tuple[str, ...], *, aside: bool) -> Iterator[NavItem]:
    """Yield the files of `folder` and, as groups, its folders, its index first; `aside` leaves out what is no text."""
    files = [path for path in tree.list_files(folder, suffixes) if not (aside and is_aside(path))]
    inner = {name for name in tree.list_folders(folder) if next(tree.walk(name, suffixes), None) is not None}
    own = next(iter(_find_indexes(files)), None)
    if own is not None:
        yield NavItem(title=None, span=place(own), path=own)
    for path in sort_front(sort_naturally([*(path for path in files if path != own), *inner])):
        if path not in inner:
            yield NavItem(title=None, span=place(path), path=path)
            continue
        children = tuple(list_items(tree, path, suffixes, aside=False))
        index = children[0].path if children and children[0].path in _find_indexes([children[0].path or ""]) else ""
        title = name_file(posixpath.basename(path))
        if index:
            children = children[1:]
        yield NavItem(title=title, span=place(index or path), path=index or "", children=children)
