"""mdBook: a folder with a book.toml and a SUMMARY.md goes in; the book that mdBook would make of it comes out.

https://rust-lang.github.io/mdBook/format/index.html
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from makeready.findings import Finding, Span, observe
from makeready.late_pattern import late_pattern
from makeready.manuscript.folders.found import BookFolder, Prepared, observe_unread
from makeready.manuscript.folders.metadata import take_values
from makeready.manuscript.folders.summary import order_items, read_summary
from makeready.manuscript.folders.tree import Tree, join, place
from makeready.manuscript.positions import Positions
from makeready.manuscript.systems import System

_KEYS = {"title": "title", "authors": "author", "language": "language", "description": "description"}
# {{#include file:range}}; a backslash before it makes it words.
_HELPER = late_pattern(r"(\\?)\{\{\s*#([a-z_]+)\s+([^{}]*?)\s*\}\}")
_INCLUDES = frozenset({"include", "rustdoc_include", "playground", "playpen", "template"})
_ANCHOR = late_pattern(r"ANCHOR:\s*(?P<name>[\w-]+)")
_ANCHOR_END = late_pattern(r"ANCHOR_END:\s*(?P<name>[\w-]+)")
_ARGUMENT = late_pattern(r"\[\[\s*#\s*(\w+)\s*(?::([^\]]*))?\]\]")
_FENCE = late_pattern(r"( {0,3}(?:> ?)*[ \t]*)(`{3,}|~{3,})([^`]*)$")
_RUST = late_pattern(r"^\s*(?:rust|rs|edition\d+|ignore|no_run|should_panic|compile_fail)\b")
_DEEPEST = 10
_MOST_LINES = 200_000


def find_mdbook(tree: Tree, folder: str) -> BookFolder | None:
    """Return the mdBook in `folder`, None where there is none."""
    toml = join(folder, "book.toml")
    values: dict[str, Any] = {}
    positions = Positions(toml)
    if tree.has(toml):
        values, positions = tree.read_toml(toml)
        if not values.keys() & {"book", "output", "build", "preprocessor", "rust"} or "title" in values:
            return None  # one of ours
    settings = values.get("book") if isinstance(values.get("book"), dict) else {}
    source = settings.get("src", "src") if settings else "src"
    source = join(folder, source if isinstance(source, str) else "src")
    summary = tree.find(posixpath.join(source, "SUMMARY.md"), posixpath.join(source, "summary.md"))
    if summary is None:
        return None
    order = order_items(read_summary(tree.read(summary) or ""), tree, summary, source)
    if not order.entries:
        return None
    evidence = [(place(summary), "the contents of the book")]
    if values:
        evidence.insert(0, (positions.key(("book",)), "the settings of an mdBook"))
    metadata, places = take_values(settings or {}, positions, _KEYS, ("book",))
    hidden = values.get("output", {}).get("html", {}).get("code", {}).get("hidelines", {}) if values else {}
    return BookFolder(
        system=System.MDBOOK,
        evidence=tuple(evidence),
        folder=source,
        entries=tuple(order.entries),
        parts=tuple(order.parts),
        metadata=metadata,
        positions=places,
        findings=tuple(order.findings),
        prepare=_Includer(tree, hidden if isinstance(hidden, dict) else {}).prepare,
    )


class _Includer:
    """Puts in place what the helpers of mdBook name, and takes out the lines that it hides."""

    def __init__(self, tree: Tree, hidden: dict[str, Any]) -> None:
        self.tree = tree
        self.hidden = {name: mark for name, mark in hidden.items() if isinstance(mark, str) and mark}

    def prepare(self, path: str, lines: list[str]) -> Prepared:
        """Return the lines with included files, without hidden lines."""
        findings: list[Finding] = []
        needs_expansion = any("{{" in line for line in lines)
        placed = [(line, number) for number, line in enumerate(lines, 1)]
        if needs_expansion:
            placed = list(self._expand(placed, path, posixpath.dirname(path), 0, findings))
        shown = list(self._drop_hidden(placed))
        if (
            not needs_expansion
            and len(shown) == len(lines)
            and all(a is b for (a, _), b in zip(shown, lines, strict=True))
        ):
            return Prepared(lines=lines)
        return Prepared(
            lines=[line for line, _ in shown], numbers=[where for _, where in shown], findings=tuple(findings)
        )

    def _expand(
        self, placed: list[tuple[str, int]], source: str, folder: str, depth: int, findings: list[Finding]
    ) -> Iterator[tuple[str, int]]:
        count = 0
        for line, where in placed:
            if "{{" not in line:
                yield line, where
                continue
            before = 0
            pending = ""
            for helper in _HELPER.finditer(line):
                escaped, name, words = helper.groups()
                pending += line[before : helper.start()]
                before = helper.end()
                if escaped:
                    pending += helper[0][1:]
                elif name == "title":
                    continue
                elif name not in _INCLUDES:
                    pending += helper[0]
                else:
                    included = self._include(name, words, folder, place(source, where), depth, findings)
                    count += len(included)
                    if count > _MOST_LINES:
                        message = "so much is included that no book can hold it"
                        findings.append(observe("BF002", message, span=place(source, where)))
                        return
                    if included:
                        # The first line goes on where the helper stood, and the last one goes on behind it.
                        yield from (
                            (pending + text if i == 0 else text, at) for i, (text, at) in enumerate(included[:-1])
                        )
                        pending = included[-1][0] if len(included) > 1 else pending + included[0][0]
            rest = pending + line[before:]
            if rest.strip() or not before:
                yield rest, where

    def _include(
        self, name: str, words: str, folder: str, span: Span, depth: int, findings: list[Finding]
    ) -> list[tuple[str, int]]:
        parts = words.split()
        file, _, part = parts[0].partition(":") if parts else ("", "", "")
        target = join(folder, file)
        text = self.tree.read(target) if file else None
        if text is None:
            findings.append(observe_unread(file or "a file", span))
            return []
        if depth >= _DEEPEST:
            message = f"files include each other more than {_DEEPEST} deep: {file} was left out"
            findings.append(observe("BF002", message, span=span))
            return []
        where = span.start_line
        lines = text.rstrip("\n").split("\n")
        numbers = _choose_lines(lines, part)
        if numbers is None:
            message = f"{file} has no anchor {part}: its lines are not in the book"
            findings.append(observe("BF002", message, span=span))
            return []
        chosen = [(lines[number], where) for number in numbers]
        if name == "template":
            values = dict(part.partition("=")[::2] for part in parts[1:])
            chosen = [(_ARGUMENT.sub(lambda one: values.get(one[1], one[2] or ""), line), at) for line, at in chosen]
        if name in ("playground", "playpen"):
            # A program to be tried stands as code, which its fence says.
            return [("```rust", where), *chosen, ("```", where)]
        if any("{{" in line for line, _ in chosen):
            chosen = list(self._expand(chosen, span.source, posixpath.dirname(target), depth + 1, findings))
        return chosen

    def _drop_hidden(self, placed: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
        """Yield the lines but those of code that mdBook shows only to who asks for them."""
        fence, mark = "", ""
        for line, where in placed:
            found = _FENCE.match(line) if "```" in line or "~~~" in line else None
            if fence:
                if found and found[2][0] == fence[0] and len(found[2]) >= len(fence) and not found[3].strip():
                    fence = ""
                elif mark and (shown := _show(line, mark)) != line:
                    if shown is not None:
                        yield shown, where
                    continue
            elif found:
                fence = found[2]
                words = re.split(r"[,\s{]+", found[3].strip())
                mark = "#" if _RUST.match(found[3]) else self.hidden.get(words[0], "") if words else ""
                mark = next((word.partition("=")[2] for word in words if word.startswith("hidelines=")), mark)
                # "rust,ignore" says how to run it; what it is stands first.
                if "," in found[3]:
                    yield f"{found[1]}{found[2]}{words[0]}", where
                    continue
            yield line, where


def _show(line: str, mark: str) -> str | None:
    """Return a line of code as it is shown, None where it is hidden."""
    words = line.lstrip(" \t>")
    if not words.startswith(mark):
        return line
    if mark != "#":
        return None
    rest = words[1:]
    if rest.startswith("#"):
        return line[: len(line) - len(words)] + rest  # two of them stand for one
    return None if not rest or rest[0] == " " else line


def _choose_lines(lines: list[str], span: str) -> list[int] | None:
    """Return the numbers, from 0, of the lines that "2:10", "2", ":10", "2:" or the name of an anchor means."""
    is_mark = [bool(_ANCHOR.search(line) or _ANCHOR_END.search(line)) for line in lines]
    if not span:
        return [number for number, mark in enumerate(is_mark) if not mark]
    first, colon, last = span.partition(":")
    if (first.isdecimal() or not first) and (last.isdecimal() or not last):
        start = max(int(first) - 1, 0) if first else 0
        end = start + 1 if not colon else int(last) if last else len(lines)
        return [number for number in range(start, min(end, len(lines))) if not is_mark[number]]
    inside = False
    found: list[int] = []
    known = False
    for number, line in enumerate(lines):
        opening, closing = _ANCHOR.search(line), _ANCHOR_END.search(line)
        if closing:
            inside = inside and closing["name"] != span
        elif opening:
            if opening["name"] == span:
                inside = known = True
        elif inside:
            found.append(number)
    return found if known else None
