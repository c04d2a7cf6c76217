"""Links: targets as the manuscript writes them go in; ids of the book come out, or findings where there are none."""

from __future__ import annotations

import difflib
import posixpath
import urllib.parse
from collections.abc import Iterable
from dataclasses import replace

from makeready.findings import Finding, Outcome, observe
from makeready.model.book import Book, Section
from makeready.model.node import Node, NodeKind


def resolve_links(book: Book) -> Outcome[Book]:
    """Return the book with every inner link as "#id"; a link that leads nowhere keeps its words and is a finding."""
    resolver = _Resolver(book)
    sections = tuple(resolver.resolve_section(section) for section in book.sections)
    return Outcome(value=replace(book, sections=sections), findings=tuple(resolver.findings))


class _Resolver:
    """Knows every id of the book and the first section of every file."""

    def __init__(self, book: Book) -> None:
        self.findings: list[Finding] = []
        self.ids: set[str] = set()
        self.files: dict[str, str] = {}
        for section in book.sections:
            self._learn(section)

    def _learn(self, section: Section) -> None:
        self.ids.add(section.id)
        if section.span:
            self.files.setdefault(section.span.source, section.id)
        for nodes in (section.title, section.content, section.notes):
            for top in nodes:
                for node in top.walk():
                    if node.attributes and (identity := node.get("id")):
                        self.ids.add(identity)
        for child in section.children:
            self._learn(child)

    def resolve_section(self, section: Section) -> Section:
        return replace(
            section,
            title=self._resolve_nodes(section.title),
            content=self._resolve_nodes(section.content),
            notes=self._resolve_nodes(section.notes),
            children=tuple(self.resolve_section(child) for child in section.children),
        )

    def _resolve_nodes(self, nodes: Iterable[Node]) -> tuple[Node, ...]:
        return tuple(self._resolve_node(node) for node in nodes)

    def _resolve_node(self, node: Node) -> Node:
        if not node.children and node.kind is not NodeKind.LINK:
            return node
        children = self._resolve_nodes(node.children)
        node = node if children == node.children else replace(node, children=children)
        if node.kind is not NodeKind.LINK:
            return node
        href = node.get("href") or ""
        try:
            parts = urllib.parse.urlsplit(href)
        except ValueError:
            self.findings.append(observe("XR003", f"the link’s address “{href}” is malformed", span=node.span))
            return _unlink(node)
        if parts.scheme or parts.netloc:
            return node
        target = self._find(node, urllib.parse.unquote(parts.path), urllib.parse.unquote(parts.fragment))
        if target is None:
            return _unlink(node)
        return node.having(href=f"#{target}")

    def _find(self, node: Node, path: str, fragment: str) -> str | None:
        if fragment:
            if fragment in self.ids:
                return fragment
            near = difflib.get_close_matches(fragment, self.ids, n=3)
            hint = _name_nearest([f"#{name}" for name in near])
            self.findings.append(
                observe("XR001", f"the link leads to “#{fragment}”, and nothing has that id", span=node.span, hint=hint)
            )
            return None
        folder = posixpath.dirname(node.span.source) if node.span else ""
        wanted = posixpath.normpath(posixpath.join(folder, path)) if path else ""
        if wanted in self.files:
            return self.files[wanted]
        near = difflib.get_close_matches(wanted, self.files, n=3)
        hint = _name_nearest(near)
        self.findings.append(
            observe("XR002", f"the link leads to “{path}”, which is no file of this book", span=node.span, hint=hint)
        )
        return None


def _unlink(node: Node) -> Node:
    return replace(node.having(href=None, title=None), kind=NodeKind.SPAN)


def _name_nearest(names: list[str]) -> str | None:
    if not names:
        return None
    return f"the nearest is {names[0]}" if len(names) == 1 else f"the nearest are {', '.join(names)}"
