"""Leanpub: a folder with manuscript/Book.txt goes in; the book that it lists comes out.

https://leanpub.com/markua/read and https://help.leanpub.com/en/articles/3025450
"""

from __future__ import annotations

import posixpath

from makeready.findings import Finding, observe
from makeready.late_pattern import late_pattern
from makeready.manuscript.folders.found import BookFolder, Prepared, choose_fence, observe_unread
from makeready.manuscript.folders.tree import Tree, join, place
from makeready.manuscript.order import Entry
from makeready.manuscript.systems import System
from makeready.model.book import Matter

_MATTERS = {"frontmatter": Matter.FRONT, "mainmatter": Matter.BODY, "backmatter": Matter.BACK}
_PART = late_pattern(r"-#\s+(.*?)\s*#*$")
_CLASS_PART = late_pattern(r"\{\s*class\s*[:=]\s*\"?part\"?\s*\}\s*$")
_CODE = late_pattern(r"<<\s*(?:\[([^\]]*)\])?\(([^)]+)\)\s*$")
_SUFFIXES = {".py": "python", ".rb": "ruby", ".js": "javascript", ".rs": "rust", ".sh": "bash", ".hs": "haskell"}


def find_leanpub(tree: Tree, folder: str) -> BookFolder | None:
    """Return the book of Leanpub in `folder`, None where there is none."""
    text = join(folder, "manuscript")
    listing = tree.find(posixpath.join(text, "Book.txt"), posixpath.join(text, "book.txt"), join(folder, "Book.txt"))
    if listing is None:
        return None
    text = posixpath.dirname(listing)
    entries: list[Entry] = []
    findings: list[Finding] = []
    matter: Matter | None = None
    for number, line in enumerate(tree.read_lines(listing), 1):
        name = line.strip()
        if not name or name.startswith("#"):
            continue
        word = name.strip("{}").rstrip(":").lower()
        if word in _MATTERS:
            matter = _MATTERS[word]
            continue
        path = join(text, name.lstrip("/"))
        if not tree.has(path):
            findings.append(observe("BF003", f"there is no file {name}", span=place(listing, number)))
            continue
        lines = [one.strip() for one in tree.read_lines(path) if one.strip()]
        marks = {_MATTERS[one.strip("{}")] for one in lines if one.strip("{}") in _MATTERS and one.startswith("{")}
        if marks:
            matter = marks.pop()
        if lines and all(one.startswith("{") and one.strip("{}") in _MATTERS for one in lines):
            continue  # a file of nothing but {mainmatter}
        if all(entry.path != path for entry in entries):
            entries.append(Entry(path=path, matter=matter, span=place(listing, number)))
    if not entries:
        return None
    return BookFolder(
        system=System.LEANPUB,
        evidence=((place(listing), "the files of the book"),),
        folder=text,
        entries=tuple(entries),
        pictures=(join(text, "resources"), join(text, "images"), join(text, "resources/images")),
        findings=tuple(findings),
        prepare=_Preparer(tree, text).prepare,
    )


class _Preparer:
    """Takes out marks that divide the book, writes headings of parts as headings, and puts code files in place."""

    def __init__(self, tree: Tree, text: str) -> None:
        self.tree = tree
        self.text = text

    def prepare(self, path: str, lines: list[str]) -> Prepared:
        """Return the lines of one file as they are parsed."""
        result: list[str] = []
        numbers: list[int] = []
        findings: list[Finding] = []
        part = False
        for number, line in enumerate(lines, 1):
            stripped = line.strip()
            new = [line]
            if stripped.startswith("{") and stripped.strip("{}").strip() in (*_MATTERS, "pagebreak", "sample: true"):
                new = [""]
            elif _CLASS_PART.match(stripped):
                part, new = True, [""]
            elif found := _PART.match(line):
                new = [f"# {found[1]} {{.part}}"]
            elif part and line.startswith("# "):
                part, new = False, [f"{line.rstrip()} {{.part}}"]
            elif found := _CODE.match(stripped):
                new = self._include(found[1], found[2], path, number, findings)
            result += new
            numbers += [number] * len(new)
        return Prepared(lines=result, numbers=numbers, findings=tuple(findings))

    def _include(self, title: str | None, name: str, path: str, number: int, findings: list[Finding]) -> list[str]:
        places = (join(self.text, name), join(self.text, "resources", name), join(posixpath.dirname(path), name))
        target = self.tree.find(*places)
        text = self.tree.read(target) if target else None
        if text is None:
            findings.append(observe_unread(name, place(path, number)))
            return [""]
        fence = choose_fence(text)
        language = _SUFFIXES.get(posixpath.splitext(name)[1], "")
        head = ["", f"**{title.strip()}**", ""] if title and title.strip() else [""]
        return [*head, f"{fence}{language}", *text.rstrip("\n").split("\n"), fence, ""]
