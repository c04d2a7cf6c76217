"""Recognising: a workspace without a book.toml of ours goes in; the book that its folder holds for others comes out."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from makeready.findings import Finding, observe
from makeready.manuscript.folders.bookdown import find_bookdown
from makeready.manuscript.folders.chunks import ChunkReader
from makeready.manuscript.folders.converted import (
    Converter,
    find_asciidoc,
    find_language,
    find_latex,
    find_org,
    find_restructuredtext,
    read_converted_metadata,
)
from makeready.manuscript.folders.docusaurus import find_docusaurus
from makeready.manuscript.folders.epub_tree import find_epub_tree, find_pages
from makeready.manuscript.folders.found import BookFolder, Preparer
from makeready.manuscript.folders.gitbook import find_gitbook
from makeready.manuscript.folders.headers import read_header
from makeready.manuscript.folders.hugo import find_hugo
from makeready.manuscript.folders.jekyll import find_jekyll
from makeready.manuscript.folders.jupyter import find_jupyter, find_sphinx
from makeready.manuscript.folders.leanpub import find_leanpub
from makeready.manuscript.folders.mdbook import find_mdbook
from makeready.manuscript.folders.mdx import MdxReader
from makeready.manuscript.folders.metadata import complete_metadata, find_heading, guess_language, is_markdown
from makeready.manuscript.folders.mkdocs import find_mkdocs
from makeready.manuscript.folders.notebooks import NotebookReader
from makeready.manuscript.folders.obsidian import find_obsidian
from makeready.manuscript.folders.pandoc import find_manubot, find_pandoc
from makeready.manuscript.folders.plain import find_plain, is_aside, is_language
from makeready.manuscript.folders.quarto import find_quarto
from makeready.manuscript.folders.tree import MARKDOWN, Tree, place
from makeready.manuscript.folders.vitepress import find_vitepress
from makeready.manuscript.folders.xhtml import prepare_page, read_page_metadata
from makeready.manuscript.order import Entry
from makeready.manuscript.positions import Positions
from makeready.manuscript.systems import System
from makeready.workspace import Workspace

Recogniser = Callable[[Tree, str], BookFolder | None]
# In this order: those first whose files say most of all how the book is read.
RECOGNISERS: tuple[Recogniser, ...] = (
    find_mdbook,
    find_leanpub,
    find_quarto,
    find_bookdown,
    find_epub_tree,
    find_jupyter,
    find_gitbook,
    find_mkdocs,
    find_docusaurus,
    find_vitepress,
    find_hugo,
    find_manubot,
    find_pandoc,
    find_sphinx,
    find_jekyll,
    find_obsidian,
    find_asciidoc,
    find_latex,
    find_org,
    find_restructuredtext,
    find_pages,
)
# What one file is by its name, and what prepares it.
_FILES: tuple[tuple[System, tuple[str, ...], Callable[[Tree, str], Preparer | None]], ...] = (
    (System.FOLDER, MARKDOWN, lambda tree, path: None),
    (System.FOLDER, (".mdx",), lambda tree, path: MdxReader(tree).prepare),
    (System.XHTML, (".xhtml", ".html", ".htm"), lambda tree, path: prepare_page),
    (System.QUARTO, (".qmd",), lambda tree, path: ChunkReader(tree).prepare),
    (System.BOOKDOWN, (".rmd",), lambda tree, path: ChunkReader(tree).prepare),
    (System.NOTEBOOKS, (".ipynb",), lambda tree, path: NotebookReader().prepare),
)
# Folders where a book lies in a repository that has more in it, besides those that are looked through in any case.
_MOST_FOLDERS = 60


def recognise_folder(workspace: Workspace, system: System | None = None) -> BookFolder | None:
    """Return the book that the folder holds in the way of another system, or as plain files; None where there is none.

    What comes back has a title, and `findings` that say what was guessed; or `candidates`, of which none was chosen.
    Where a `system` is named, the folder is read as that alone.
    """
    tree = Tree(workspace)
    found = _take_file(tree, workspace.chosen) if workspace.chosen else _recognise(tree, system)
    if found is None:
        return None
    if found.candidates:
        return replace(found, findings=(*found.findings, _refuse(found, workspace)))
    metadata, positions = dict(found.metadata), found.positions
    if len(found.entries) == 1 and "title" not in metadata and is_markdown(found.entries[0].path):
        # A book of one file is called by its own words.
        only = found.entries[0].path
        title = read_header(tree, only)[0].get("title")
        metadata["title"] = title if isinstance(title, str) else find_heading(tree.read(only) or "")
        positions.put("title", place(only))
    name = posixpath.splitext(workspace.chosen)[0] if workspace.chosen else workspace.root.name
    metadata, positions = complete_metadata(tree, found.folder, metadata, positions, name, alone=bool(workspace.chosen))
    if "language" not in metadata:
        beginnings = [(tree.read(entry.path) or "")[:8_000] for entry in found.entries[:3] if entry.path]
        guessed = guess_language("\n".join(beginnings))
        if guessed:
            metadata["language"] = guessed
    told = [*_list_unread(tree, found), *([] if system is not None else [_tell(found)])]
    return replace(found, metadata=metadata, positions=positions, findings=(*found.findings, *told))


def _list_unread(tree: Tree, found: BookFolder) -> Iterator[Finding]:
    """Yield a finding for each file of settings in the folders of the book that could not be read."""
    folders = {"", found.root, found.folder}
    for path, (reason, span) in tree.unread.items():
        if posixpath.dirname(path) in folders or path.startswith(f"{found.folder or found.root}/"):
            yield observe("BF011", f"{posixpath.basename(path)} was not read: {reason}", span=span)


def _take_file(tree: Tree, path: str) -> BookFolder | None:
    """Return the book that one file is, by the end of its name; None for what is no text."""
    language = find_language(path)
    kind = next((one for one in _FILES if path.lower().endswith(one[1])), None)
    if language is None and kind is None:
        return None
    system = System.FOLDER
    prepare: Preparer | None = None
    metadata: dict[str, Any] = {}
    positions = Positions("")
    if language is not None:
        converter = Converter(tree, [path])
        system, prepare = language.system, converter.prepare
        metadata, positions = read_converted_metadata(converter, path)
    elif kind is not None:
        system, prepare = kind[0], kind[2](tree, path)
        if system is System.XHTML:
            metadata, positions = read_page_metadata(tree, path)
    return BookFolder(
        system=system,
        evidence=((place(path), "the file"),),
        entries=(Entry(path=path, span=place(path)),),
        metadata=metadata,
        positions=positions,
        prepare=prepare,
    )


def _recognise(tree: Tree, system: System | None) -> BookFolder | None:
    if system is System.FOLDER:
        return find_plain(tree, "")
    at_top = _ask(tree, "", system)
    if at_top is not None:
        return at_top
    below = _look_below(tree, system)
    if len(below) == 1:
        return below[0]
    if below:
        books = tuple((one.root, one.system.value) for one in below)
        return replace(below[0], entries=(), candidates=books)
    plain = find_plain(tree, "")
    # One file at the top is a book of one file, as it always was; a README is somebody's page on the web.
    only = plain.entries[0].path if plain is not None and len(plain.entries) == 1 else "/"
    return None if "/" not in only and not is_aside(only) else plain


def _ask(tree: Tree, folder: str, system: System | None) -> BookFolder | None:
    for recogniser in RECOGNISERS:
        found = recogniser(tree, folder)
        if found is not None and system in (None, found.system):
            return found
    return None


def _look_below(tree: Tree, system: System | None) -> list[BookFolder]:
    """Return the books of the folders one and two levels down; the folders within one that is a book are its own."""
    found: list[BookFolder] = []
    looked = 0
    for outer in tree.list_folders(""):
        one = _ask_inner(tree, outer, system)
        if one is not None:
            found.append(one)
            continue
        for inner in tree.list_folders(outer):
            looked += 1
            if looked > _MOST_FOLDERS:
                break
            one = _ask_inner(tree, inner, system)
            if one is not None:
                found.append(one)
    return found


def _ask_inner(tree: Tree, folder: str, system: System | None) -> BookFolder | None:
    found = _ask(tree, folder, system)
    return replace(found, root=folder) if found is not None else None


def _refuse(found: BookFolder, workspace: Workspace) -> Finding:
    """Return the finding that lists the commands of which one builds each of several books."""
    commands = tuple(
        f"makeready build {shlex.quote(workspace.name_folder(folder))}    ({what})" for folder, what in found.candidates
    )
    count = len(found.candidates)
    kind = "languages" if all(is_language(posixpath.basename(one)) for one, _ in found.candidates) else "folders"
    message = f"there are {count} books here, in {kind} of their own"
    span = found.evidence[0][0] if found.evidence else None
    return observe("BF001", message, span=span, notes=commands, hint=f"choose one: {commands[0].split('    ')[0]}")


def _tell(found: BookFolder) -> Finding:
    """Return the advice that says as what the folder was read."""
    texts = sum(1 for entry in found.entries if entry.path)
    files = "one file" if texts == 1 else f"{texts:,} files"
    order = "" if texts == 1 else " in their order"
    message = f"this was read as {found.system.value}: {files}{order}"
    if found.left_out:
        message += f"; {len(found.left_out):,} left out"
    return observe("BF005", message, span=found.evidence[0][0] if found.evidence else None)
