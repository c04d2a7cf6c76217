"""Pandoc and Manubot: a folder with metadata, a defaults file or a Makefile goes in; the book that they name comes out.

https://pandoc.org/MANUAL.html#metadata-blocks, https://pandoc.org/MANUAL.html#defaults-files and
https://github.com/manubot/rootstock
"""

from __future__ import annotations

import fnmatch
import posixpath
import re
from typing import Any

from makeready.findings import Finding, Span, observe
from makeready.late_pattern import late_pattern
from makeready.manuscript.folders.found import BookFolder
from makeready.manuscript.folders.headers import read_header
from makeready.manuscript.folders.metadata import take_values
from makeready.manuscript.folders.plain import is_aside, sort_front
from makeready.manuscript.folders.tree import MARKDOWN, Tree, join, place
from makeready.manuscript.folders.yaml_values import read_yaml
from makeready.manuscript.order import Entry
from makeready.manuscript.positions import Positions
from makeready.manuscript.systems import System

_KEYS = {
    "title": "title",
    "subtitle": "subtitle",
    "author": "author",
    "authors": "author",
    "creator": "author",
    "date": "date",
    "lang": "language",
    "language": "language",
    "description": "description",
    "abstract": "description",
    "publisher": "publisher",
    "cover-image": "cover",
    "rights": "rights",
    "keywords": "subjects",
    "subject": "subjects",
}
_METADATA = (
    *(
        f"{stem}.{suffix}"
        for stem in ("metadata", "meta", "title", "book", "info", "pandoc")
        for suffix in ("yaml", "yml")
    ),
    "title.txt",
)
_FOLDERS = ("", "metadata", "src", "text", "chapters", "book", "content", "manuscript")
_TEXTS = ("text", "chapters", "src", "content", "manuscript", "book", "markdown", "md", "parts")
_NAMES = late_pattern(r"[\w./*?\[\]-]+\.(?:md|markdown)\b")


def find_pandoc(tree: Tree, folder: str) -> BookFolder | None:
    """Return the book that pandoc is told to make in `folder`, None where nothing tells it."""
    metadata: dict[str, Any] = {}
    positions = Positions("")
    evidence: list[tuple[Span, str]] = []
    path = tree.find(*(join(folder, inner, name) for inner in _FOLDERS[:2] for name in _METADATA))
    if path is not None:
        values, places = _read_metadata(tree, path)
        metadata, positions = take_values(values, places, _KEYS)
        if metadata.keys() & {"title", "author"}:
            evidence.append((place(path), "metadata for pandoc"))
    findings: list[Finding] = []
    files: list[str] = []
    text = folder
    for name in ("defaults.yaml", "defaults.yml", "pandoc-defaults.yaml", "pandoc.yaml", "book.yaml"):
        defaults = join(folder, name)
        told, told_places = tree.read_yaml(defaults) if tree.has(defaults) else (None, positions)
        if isinstance(told, dict) and isinstance(names := told.get("input-files", told.get("input-file")), list | str):
            evidence.append((place(defaults), "defaults of pandoc"))
            if not metadata and isinstance(kept := told.get("metadata"), dict):
                metadata, positions = take_values(kept, told_places, _KEYS, ("metadata",))
            for one in [names] if isinstance(names, str) else names:
                if isinstance(one, str):
                    _take(tree, join(folder, one), files, findings, place(defaults))
            break
    makefile = tree.find(join(folder, "Makefile"), join(folder, "makefile"), join(folder, "GNUmakefile"))
    if not files and makefile is not None and "pandoc" in (tree.read(makefile) or ""):
        order = _read_makefile(tree, folder, makefile)
        if len(order) > 1:
            files = order
            evidence.append((place(makefile), "the order of a Makefile"))
    if not evidence:
        return None
    if not files:
        for inner in ("", *_TEXTS):
            found = [one for one in tree.list_files(join(folder, inner), MARKDOWN) if not is_aside(one)]
            if found:
                files, text = sort_front(found), join(folder, inner)
                break
    if not files:
        return None
    entries = tuple(Entry(path=one, span=place(one)) for one in dict.fromkeys(files) if one != path)
    if "cover" in metadata:
        metadata["cover"] = _find_cover(tree, folder, path or "", str(metadata["cover"]))
    return BookFolder(
        system=System.PANDOC,
        evidence=tuple(evidence),
        folder=text,
        entries=entries,
        metadata={key: value for key, value in metadata.items() if value},
        positions=positions,
        pictures=(folder,),
        findings=tuple(findings),
    )


def find_manubot(tree: Tree, folder: str) -> BookFolder | None:
    """Return the article of Manubot in `folder`, None where there is none."""
    settings = tree.find(join(folder, "content/metadata.yaml"))
    text = join(folder, "content")
    if settings is None:
        return None
    files = [path for path in tree.list_files(text, MARKDOWN) if re.match(r"\d", posixpath.basename(path))]
    if not files:
        return None
    values, places = tree.read_yaml(settings)
    metadata, positions = take_values(values if isinstance(values, dict) else {}, places, _KEYS)
    left_out = [path for path in files if _is_template(tree, path)]
    return BookFolder(
        system=System.MANUBOT,
        evidence=((place(settings), "metadata for Manubot"),),
        folder=text,
        entries=tuple(Entry(path=path, span=place(path)) for path in files if path not in left_out),
        metadata=metadata,
        positions=positions,
        left_out=tuple((path, "it is a template that Manubot fills in") for path in left_out),
        pictures=(folder,),
    )


def _is_template(tree: Tree, path: str) -> bool:
    """Return True for a page that Manubot fills in with names and dates, and for the tags of citations."""
    text = tree.read(path) or ""
    return ("{%" in text and "manubot" in text) or posixpath.basename(path).startswith(
        ("99.citation", "90.back-matter")
    )


def _read_metadata(tree: Tree, path: str) -> tuple[dict[str, Any], Positions]:
    text = tree.read(path) or ""
    if text.startswith("%"):
        # The short form: % title, % author; author, % date.
        lines = [line[1:].strip() for line in text.split("\n")[:3] if line.startswith("%")]
        values: dict[str, Any] = dict(zip(("title", "author", "date"), lines, strict=False))
        if "author" in values:
            values["author"] = [name.strip() for name in values["author"].split(";") if name.strip()]
        return values, Positions(path)
    found, places = read_header(tree, path)
    if not found:
        value, places = read_yaml(text, path)
        found = value if isinstance(value, dict) else {}
    if isinstance(title := found.get("title"), list):
        # The form of metadata for EPUB: [{type: main, text: …}].
        found["title"] = next((one.get("text") for one in title if isinstance(one, dict)), None)
    if isinstance(people := found.get("creator"), list):
        found["creator"] = [one.get("text") if isinstance(one, dict) and "text" in one else one for one in people]
    return found, places


def _take(tree: Tree, path: str, files: list[str], findings: list[Finding], span: Span) -> None:
    inside, name = posixpath.split(path)
    if re.search(r"[*?\[]", name):
        files += [
            one for one in tree.list_files(inside, MARKDOWN) if fnmatch.fnmatchcase(posixpath.basename(one), name)
        ]
    elif tree.has(path) and path.lower().endswith(MARKDOWN):
        files.append(path)
    elif not tree.has(path):
        findings.append(observe("BF003", f"{path} is to be read, and there is no such file", span=span))


def _read_makefile(tree: Tree, folder: str, makefile: str) -> list[str]:
    """Return the Markdown files that a Makefile names, in its order; a pattern stands for those that fit it."""
    files: list[str] = []
    text = (tree.read(makefile) or "").replace("\\\n", " ")
    for name in _NAMES.findall(text):
        inside, last = posixpath.split(join(folder, name.removeprefix("./")))
        found = [one for one in tree.list_files(inside, MARKDOWN) if fnmatch.fnmatchcase(posixpath.basename(one), last)]
        files += [one for one in found if one not in files and not is_aside(one)]
    return files


def _find_cover(tree: Tree, folder: str, path: str, written: str) -> str | None:
    found = tree.find(join(folder, written), join(posixpath.dirname(path), written))
    return f"/{found}" if found else None
