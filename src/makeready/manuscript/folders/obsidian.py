"""Obsidian: a vault goes in; its notes, in the order of a plain folder, come out, with links between them as Markdown.

https://help.obsidian.md/Files+and+folders/How+Obsidian+stores+data and https://help.obsidian.md/links
"""

from __future__ import annotations

import posixpath
import re
import urllib.parse
from dataclasses import replace

from makeready.late_pattern import late_pattern
from makeready.manuscript.folders.found import BookFolder, Prepared
from makeready.manuscript.folders.headers import split_header
from makeready.manuscript.folders.plain import find_plain
from makeready.manuscript.folders.tree import MARKDOWN, Tree, join, place
from makeready.manuscript.systems import System

_SETTINGS = ("app.json", "workspace.json", "appearance.json", "core-plugins.json", "config")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp", ".avif")
_FENCE = late_pattern(r"\s*(?:>\s*)*(`{3,}|~{3,})")
# Code in a line, which is kept, or a link; in a table a stroke before the bar keeps it from parting cells.
_LINK = late_pattern(
    r"(?P<code>(`+)(?!`).*?(?<!`)\2(?!`))"
    r"|(?P<embed>!?)\[\[(?P<page>[^\[\]|\n#\\]{0,200})(?P<at>#[^\[\]|\n\\]{1,200})?(?:\\?\|(?P<words>[^\[\]\n]{1,200}))?\]\]"
)


def find_obsidian(tree: Tree, folder: str) -> BookFolder | None:
    """Return the vault in `folder`, None where there is none."""
    settings = tree.find(*(join(folder, ".obsidian", name) for name in _SETTINGS))
    found = find_plain(tree, folder) if settings is not None else None
    if found is None or settings is None:
        return None
    pictures = tuple(join(folder, name) for name in ("attachments", "assets", "images", "files", "Attachments"))
    return replace(
        found,
        system=System.OBSIDIAN,
        evidence=((place(settings), "a vault"), *found.evidence),
        pictures=pictures,
        prepare=_Vault(tree, folder).prepare,
    )


class _Vault:
    """Knows the notes and the pictures of a vault by their names alone, as its links do."""

    def __init__(self, tree: Tree, folder: str) -> None:
        self.tree = tree
        self.folder = folder
        self._known: dict[str, str] | None = None

    def prepare(self, path: str, lines: list[str]) -> Prepared:
        """Return the lines of a note, one for each of its own, with links and pictures that lead somewhere."""
        if not any("[[" in line for line in lines):
            return Prepared(lines=lines)
        _, start = split_header(lines)
        result = lines[:start]
        fence = ""
        for line in lines[start:]:
            found = _FENCE.match(line)
            if found and (not fence or found[1].startswith(fence)):
                fence = "" if fence else found[1]
            links = not fence and "[[" in line
            result.append(_LINK.sub(lambda link: self._write(link, path), line) if links else line)
        return Prepared(lines=result)

    def _write(self, link: re.Match[str], path: str) -> str:
        """Return a link as Markdown has it; as it is written where nothing of its name is in the vault."""
        if link["code"]:
            return link[0]
        page, at, words = (link["page"] or "").strip(), (link["at"] or "")[1:].strip(), link["words"]
        target = self._find(page, path) if page else path
        if target is None or not (page or at):
            return link[0]
        if target.lower().endswith(_PICTURES):
            # How wide it is stands behind the bar; in a table the bar would part cells.
            return f"![[/{target}|{words}]]" if words and "\\|" not in link[0] else f"![[/{target}]]"
        # A place within a page is a heading, below others or not, or a paragraph that has a name.
        heading = at.rpartition("#")[2]
        shown = (words or heading.lstrip("^") or page).strip()
        fragment = "" if not heading or heading.startswith("^") else f"#{_name_heading(heading)}"
        address = (
            "" if target == path else urllib.parse.quote(posixpath.relpath(target, posixpath.dirname(path) or "."))
        )
        return f"[{shown}]({address}{fragment})" if address or fragment else shown

    def _find(self, name: str, path: str) -> str | None:
        known = self._list()
        beside = join(posixpath.dirname(path), name)
        return next((known[one] for one in (beside.casefold(), name.casefold().lstrip("/")) if one in known), None)

    def _list(self) -> dict[str, str]:
        """Return the files of the vault by their paths and by their names, notes also without the end of the name."""
        if self._known is None:
            self._known = {}
            files = list(self.tree.walk(self.folder, (*MARKDOWN, *_PICTURES)))
            for cut in (lambda one: one, lambda one: posixpath.relpath(one, self.folder or "."), posixpath.basename):
                for one in files:
                    name = cut(one).casefold()
                    self._known.setdefault(name, one)
                    if one.lower().endswith(MARKDOWN):
                        self._known.setdefault(posixpath.splitext(name)[0], one)
        return self._known


def _name_heading(words: str) -> str:
    """Return the fragment of an address that leads to the heading of these words."""
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", words.lower()).strip())
