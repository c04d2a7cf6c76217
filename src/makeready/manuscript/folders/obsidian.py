"""Obsidian: a vault goes in; its notes, in the order of a plain folder, come out.

https://help.obsidian.md/Files+and+folders/How+Obsidian+stores+data
"""

from __future__ import annotations

from dataclasses import replace

from makeready.manuscript.folders.found import BookFolder
from makeready.manuscript.folders.plain import find_plain
from makeready.manuscript.folders.tree import Tree, join, place
from makeready.manuscript.systems import System

_SETTINGS = ("app.json", "workspace.json", "appearance.json", "core-plugins.json", "config")


def find_obsidian(tree: Tree, folder: str) -> BookFolder | None:
    """Return the vault in `folder`, None where there is none."""
    settings = tree.find(*(join(folder, ".obsidian", name) for name in _SETTINGS))
    found = find_plain(tree, folder) if settings is not None else None
    if found is None or settings is None:
        return None
    pictures = tuple(join(folder, name) for name in ("attachments", "assets", "images", "files", "Attachments"))
    return replace(
        found, system=System.OBSIDIAN, evidence=((place(settings), "a vault"), *found.evidence), pictures=pictures
    )
