"""Reading: a workspace whose folder is laid out for another system goes in; the manuscript that it makes comes out."""

from __future__ import annotations

import itertools
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from makeready.findings import Finding, Outcome, sort_findings
from makeready.manuscript import roles
from makeready.manuscript.assets import AssetReader
from makeready.manuscript.folders.adapt import (
    Linker,
    give_heading,
    keep_calls,
    make_heading,
    renumber_findings,
    renumber_nodes,
    soften,
)
from makeready.manuscript.folders.found import BookFolder
from makeready.manuscript.folders.recognise import recognise_folder
from makeready.manuscript.folders.tree import Tree
from makeready.manuscript.frontmatter import FrontMatter
from makeready.manuscript.order import Entry, Order, find_order
from makeready.manuscript.read import BookReader, Manuscript
from makeready.manuscript.rules import Reader
from makeready.manuscript.schema import BOOK
from makeready.manuscript.sections import Draft, FileText, settle_children
from makeready.manuscript.systems import System
from makeready.model.book import Matter
from makeready.model.node import Node, NodeKind, map_nodes, plain_text
from makeready.workspace import Workspace

if TYPE_CHECKING:
    from makeready.workshop import Notebook


def read_folder(
    workspace: Workspace, own: str | None = None, kept: Notebook | None = None
) -> Outcome[Manuscript] | None:
    """Return the manuscript that a folder of another system makes, with everything that was found; None for no book.

    Where one of several books has to be chosen there is no manuscript, and a finding lists the commands. `own` is the
    path of a book.toml of makeready's, which names the system, and goes before what the system says. `kept` has what
    earlier builds read of the files.
    """
    system = None
    if own is not None:
        named = str(Tree(workspace).read_toml(own)[0].get("system", "")).casefold()
        system = next((one for one in System if one.value.casefold() == named), None)
        if system in (None, System.MAKEREADY):
            return None
    found = recognise_folder(workspace, system)
    if found is None:
        return None
    if found.candidates or not found.entries:
        return Outcome(findings=tuple(found.findings))
    return _FolderReader(workspace, found, own, kept).read()


class _FolderReader(BookReader):
    """One reading of a folder of another system: its recogniser has said what is read, in which order."""

    def __init__(self, workspace: Workspace, found: BookFolder, own: str | None, kept: Notebook | None = None) -> None:
        super().__init__(workspace, found.folder, kept)
        self.found = self.origin = found
        self.system = found.system
        self.own = own
        self.toml = own or found.positions.source or (found.evidence[0][0].source if found.evidence else "")
        self.positions = found.positions
        self.numbers: dict[str, list[int]] = {}
        # What was found while lines were prepared, at lines of the file already.
        self.prepared: list[Finding] = []

    def read(self) -> Outcome[Manuscript]:
        outcome = super().read()
        about_own = [one for one in outcome.findings if one.span and one.span.source == self.own]
        others = [one for one in outcome.findings if not (one.span and one.span.source == self.own)]
        softened = soften(others, keys=self.system is not System.FOLDER, headings=self._list_headings())
        findings = sort_findings((*self.found.findings, *about_own, *softened))
        if outcome.value is None:
            return Outcome(findings=findings)
        # Fonts of a web site, with the faults that they have, are no typefaces of the book.
        folder = outcome.value.book.typefaces.folder if self.own else ""
        typefaces = replace(outcome.value.book.typefaces, folder=folder)
        book = replace(outcome.value.book, typefaces=typefaces)
        return Outcome(value=replace(outcome.value, book=book), findings=findings)

    def _read_metadata(self) -> dict[str, Any]:
        values = {key: value for key, value in self.found.metadata.items() if value}
        reader = Reader(self.positions)
        found = reader.read(values, BOOK)
        self.findings += reader.findings
        theirs = found if isinstance(found, dict) else {}
        if self.own is None:
            return theirs
        ours = super()._read_metadata()
        for kind in ("keys", "values"):
            for path, span in getattr(self.found.positions, kind).items():
                getattr(self.positions, kind).setdefault(path, span)
        return {**theirs, **ours}

    def _list_headings(self) -> frozenset[str]:
        """Return the files that head others: they may be no more than a title."""
        entries = self.found.entries
        return frozenset(one.path for one, below in itertools.pairwise(entries) if one.path and below.depth > one.depth)

    def _find_order(self, metadata: Mapping[str, Any]) -> Order:
        if self.own is not None and metadata.get("contents"):
            folder = posixpath.dirname(self.own)
            return find_order(self.workspace, folder, metadata["contents"], self.positions, self.findings)
        return Order(list(self.found.entries), list(self.found.parts))

    def _open_assets(self) -> AssetReader:
        return AssetReader(self.workspace, self.folder, self.findings, {}, self.found.pictures)

    def _prepare(self, path: str, lines: list[str]) -> list[str]:
        if self.found.prepare is None:
            return lines
        prepared = self.found.prepare(path, lines)
        self.prepared += prepared.findings
        if prepared.numbers is not None:
            self.numbers[path] = prepared.numbers
        return prepared.lines

    def _read_file(self, path: str, entry: Entry) -> FileText | None:
        if not path:
            source = entry.span.source if entry.span else self.toml
            return FileText(source, FrontMatter(), [make_heading(entry)], [], entry.matter, entry.part, entry)
        before = len(self.findings)
        file = super()._read_file(path, entry)
        numbers = self.numbers.pop(path, None)
        if numbers is not None:
            self.findings[before:] = renumber_findings(self.findings[before:], numbers)
            if file is not None:
                file.nodes = list(renumber_nodes(file.nodes, numbers))
                file.notes = list(renumber_nodes(file.notes, numbers))
        if file is not None:
            file.nodes = give_heading(file.nodes, file.front, entry)
        self.findings += self.prepared
        self.prepared.clear()
        return file

    def _connect(self, files: list[FileText]) -> list[FileText]:
        linker = Linker((file.path for file in files), self.folder, {file.path: _find_title(file) for file in files})
        labels = frozenset(note.get("label") or "" for file in files for note in file.notes)
        for file in files:
            nodes, notes = linker.lead(file.nodes, file.path), linker.lead(file.notes, file.path)
            file.nodes, file.notes = keep_calls(nodes, labels), keep_calls(notes, labels)
        self.findings += linker.tell()
        return files

    def _nest(self, drafted: Sequence[tuple[FileText, list[Draft]]]) -> Sequence[tuple[FileText, list[Draft]]]:
        """Return the sections of the files, with those of files further in put below those of the files above them."""
        tops: list[tuple[FileText, list[Draft]]] = []
        above: list[tuple[int, Draft]] = []
        for index, (file, drafts) in enumerate(drafted):
            entry = file.entry
            depth = entry.depth if entry else 0
            if drafts:
                _take_back_role(file, drafts[0])
            if entry and entry.role == "part" and drafts and drafts[0].role in ("chapter", "introduction", "preamble"):
                drafts[0].role = "part"
            elif entry and entry.role == "appendix" and drafts and drafts[0].role in ("chapter", "afterword"):
                drafts[0].role = "appendix"
            while above and above[-1][0] >= depth:
                above.pop()
            if above and drafts:
                _put_below(above[-1][1], drafts, index)
            elif drafts:
                tops.append((file, drafts))
            if drafts:
                above.append((depth, drafts[-1] if drafts[0].role != "part" else drafts[0]))
        result = _gather_parts(tops)
        for _, drafts in result:
            for draft in drafts:
                if draft.role == "part" and not draft.children:
                    draft.role = "chapter"
        keep_order([draft for _, drafts in result for draft in drafts])
        return result


def _find_title(file: FileText) -> str:
    heading = next((node for node in file.nodes if node.kind is NodeKind.HEADING), None)
    words = file.front.get("title") or (plain_text(heading.children) if heading is not None else "")
    return words or roles.name_file(file.path)


# Names that files of a web site have for where they stand in it, which say nothing of what is in them.
_PLACES = frozenset({"index", "toc"})


def _take_back_role(file: FileText, draft: Draft) -> None:
    """Make a chapter again of what is an index, or another page, by no more than the name of a file.

    A web site has an index in each folder. A title of the contents that has no file is kept with the name of the file
    that lists it.
    """
    named = roles.find_file_role(file.path)
    alone = file.entry is not None and not file.entry.path
    if draft.role != named or not (alone or named in _PLACES):
        return
    classes = draft.attributes.get("class", "").split()
    if draft.attributes.get("role") or file.front.get("role") or any(map(roles.find_role, classes)):
        return
    draft.role = "chapter"
    draft.matter = file.matter or Matter.BODY
    settle_children(draft)


def keep_order(tops: Sequence[Draft]) -> None:
    """Give top-level sections roles by their titles where they have none, and matter that keeps them in order."""
    for draft in tops:
        role = roles.find_role(plain_text(draft.title))
        if role is None or role in ("part", "section", "toc", "index", "title"):
            continue
        matter = roles.SECTION_ROLES[role]
        if draft.role == "chapter" or (draft.role in ("preamble", "afterword") and matter is draft.matter):
            draft.role, draft.matter = role, matter
    first = next((i for i, draft in enumerate(tops) if draft.matter is not Matter.FRONT), len(tops))
    last = max((i for i, draft in enumerate(tops) if draft.matter is not Matter.BACK), default=-1)
    for index, draft in enumerate(tops):
        astray = (draft.matter is Matter.FRONT and index > first) or (draft.matter is Matter.BACK and index < last)
        if astray:
            behind = index > max((i for i, one in enumerate(tops) if one.matter is Matter.BODY), default=-1)
            draft.matter = Matter.BACK if behind else Matter.BODY
            if draft.role not in ("part", "introduction", "conclusion", "prologue", "epilogue"):
                words = draft.attributes.get("class", "").split()
                draft.attributes["class"] = " ".join(word for word in words if word != draft.role)
                draft.role = "afterword" if behind else "chapter"
    if tops and all(draft.matter is not Matter.BODY for draft in tops):
        for draft in tops:
            draft.matter = Matter.BODY
    for draft in tops:
        settle_children(draft)


def _put_below(parent: Draft, drafts: Sequence[Draft], index: int) -> None:
    parent.children.extend(drafts)
    for draft in drafts:
        if parent.role != "part" and draft.notes:
            # The notes of a section are kept by its chapter: labels of two files may be the same.
            _rename_notes(draft, f"{index}:")
    settle_children(parent)
    if parent.role != "part":
        for draft in drafts:
            parent.notes += draft.notes
            draft.notes = []


def _rename_notes(draft: Draft, prefix: str) -> None:
    def change(node: Node) -> Node:
        if node.kind not in (NodeKind.NOTE_CALL, NodeKind.NOTE) or not node.get("label"):
            return node
        return node.having(label=prefix + (node.get("label") or ""))

    draft.title = map_nodes(draft.title, change)
    draft.content = list(map_nodes(draft.content, change))
    draft.notes = list(map_nodes(draft.notes, change))
    for child in draft.children:
        _rename_notes(child, prefix)


def _gather_parts(tops: list[tuple[FileText, list[Draft]]]) -> list[tuple[FileText, list[Draft]]]:
    """Return the sections with the chapters behind a heading that is a part's put into that part.

    Leanpub and bookdown write it so: the part is a line of one file, its chapters are the files behind it.
    """
    result: list[tuple[FileText, list[Draft]]] = []
    part: Draft | None = None
    for file, drafts in tops:
        kept: list[Draft] = []
        for draft in drafts:
            opens = draft.role == "part" and "part" in draft.attributes.get("class", "").split()
            if opens and not draft.children:
                part = draft
                kept.append(draft)
            elif opens or draft.matter.value != "body":
                part = None
                kept.append(draft)
            elif part is not None and file.part is None:
                part.children.append(draft)
            else:
                kept.append(draft)
        if kept:
            result.append((file, kept))
    return result
