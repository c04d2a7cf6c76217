"""Pages of VitePress: the lines of one go in; the same with what it includes, and with the names of its code, come out.

https://vitepress.dev/guide/markdown#markdown-file-inclusion and #import-code-snippets
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import field

from makeready.dataclass import dataclass
from makeready.findings import Finding
from makeready.late_pattern import late_pattern
from makeready.manuscript.folders.found import Prepared, choose_fence, observe_unread
from makeready.manuscript.folders.headers import split_header
from makeready.manuscript.folders.tree import Tree, join, place

_FENCE = late_pattern(r"(\s*)(`{3,}|~{3,})\s*([^`]*)$")
_NAME = late_pattern(r"\s*\[([^\[\]\n]{1,200})\]\s*$")
_INCLUDE = late_pattern(r"\s*<!--\s*@include:\s*([^\s#{}]+?)(#[\w.-]+)?(?:\{([\d,\s]*)\})?\s*-->\s*$")
_SNIPPET = late_pattern(r"\s*<<<\s+([^\s#{}]+)(#[\w.-]+)?\s*(?:\{(?:[^}]*)\})?\s*(?:\[([^\[\]]*)\])?\s*$")
_REGION = late_pattern(r"#?(end)?\s*#?region\b\s*:?\s*([\w.-]*)", re.IGNORECASE)
_DEEPEST = 5
_MOST_INCLUDED = 500


@dataclass(slots=True)
class _Reading:
    """One page that is read: what was found, and how many files it holds so far, however deep."""

    findings: list[Finding] = field(default_factory=list)
    included: int = 0


class PageReader:
    """Prepares the pages of the site in the folder `root`."""

    def __init__(self, tree: Tree, root: str) -> None:
        self.tree = tree
        self.root = root

    def prepare(self, path: str, lines: list[str]) -> Prepared:
        """Return the lines of a page, each with the line of the file that it stands for."""
        if not any("@include" in line or "<<<" in line or ("]" in line and _FENCE.match(line)) for line in lines):
            return Prepared(lines=lines)
        reading = _Reading()
        result = self._read(path, lines, 0, reading)
        return Prepared(
            lines=[line for line, _ in result] or [""],
            numbers=[number for _, number in result] or [1],
            findings=tuple(reading.findings),
        )

    def _read(self, path: str, lines: list[str], depth: int, reading: _Reading) -> list[tuple[str, int]]:
        result: list[tuple[str, int]] = []
        fence = ""
        for number, line in enumerate(lines, 1):
            found = _FENCE.match(line)
            if found and fence:
                closes = found[2].startswith(fence) and not found[3].strip()
                fence = "" if closes else fence
            elif found:
                fence = found[2]
                name = _NAME.search(found[3])
                if name:
                    # In a group of code each piece has a tab of this name.
                    result += [(f"{found[1]}**{_escape(name[1])}**", number), ("", number)]
                    result.append((f"{found[1]}{found[2]}{found[3][: name.start()]}", number))
                    continue
            elif not fence and (asked := _INCLUDE.match(line) if "@include" in line else None):
                result += self._include(path, asked, number, depth, reading)
                continue
            elif not fence and (asked := _SNIPPET.match(line) if "<<<" in line else None):
                result += self._show(path, asked, number, reading)
                continue
            result.append((line, number))
        return result

    def _find(self, name: str, path: str, number: int, reading: _Reading) -> tuple[str, list[str]] | None:
        """Return the path and the lines of a file that a page asks for, None where it cannot be had."""
        target = join(self.root, name[2:]) if name.startswith("@/") else join(posixpath.dirname(path), name)
        reading.included += 1
        text = self.tree.read(target) if reading.included <= _MOST_INCLUDED else None
        if text is None:
            reading.findings.append(observe_unread(name, place(path, number)))
            return None
        return target, text.rstrip("\n").split("\n")

    def _include(
        self, path: str, asked: re.Match[str], number: int, depth: int, reading: _Reading
    ) -> list[tuple[str, int]]:
        found = self._find(asked[1], path, number, reading) if depth < _DEEPEST else None
        if found is None:
            return []
        target, lines = found
        if asked[3]:
            first, comma, last = asked[3].replace(" ", "").partition(",")
            end = int(last) if last else len(lines) if comma else int(first)
            lines = lines[int(first or 1) - 1 : end]
        else:
            lines = _choose_region(lines, asked[2]) if asked[2] else lines[split_header(lines)[1] :]
        inner = self._read(target, lines, depth + 1, reading)
        return [("", number), *((line, number) for line, _ in inner), ("", number)]

    def _show(self, path: str, asked: re.Match[str], number: int, reading: _Reading) -> list[tuple[str, int]]:
        found = self._find(asked[1], path, number, reading)
        if found is None:
            return []
        target, lines = found
        if asked[2]:
            lines = _choose_region(lines, asked[2])
        mark = choose_fence("\n".join(lines))
        language = posixpath.splitext(target)[1][1:]
        name = [f"**{_escape(asked[3])}**", ""] if asked[3] else []
        return [(line, number) for line in ("", *name, f"{mark}{language}", *lines, mark, "")]


def _choose_region(lines: list[str], name: str) -> list[str]:
    """Return the lines between the marks of a region; all of them where it is not there."""
    inside = False
    chosen: list[str] = []
    for line in lines:
        mark = _REGION.search(line) if "region" in line.lower() else None
        if mark and mark[2] == name[1:]:
            inside = not mark[1]
        elif inside and not mark:
            chosen.append(line)
    return chosen or lines


def _escape(words: str) -> str:
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", words)
