"""Links: targets as the manuscript writes them go in; ids of the book come out, or findings where there are none."""

from __future__ import annotations

import difflib
import posixpath
import urllib.parse
from collections.abc import Iterable
from dataclasses import replace

from makeready.compose.anchors import Anchors
from makeready.compose.names import list_names
from makeready.findings import Finding, Outcome, observe
from makeready.manuscript.values import escape_address, make_slug
from makeready.model.book import Book, Section
from makeready.model.node import Node, NodeKind, plain_text


def resolve_links(book: Book) -> Outcome[Book]:
    """Return the book with every inner link as "#id"; a link that leads nowhere keeps its words and is a finding."""
    resolver = _Resolver(book)
    sections = tuple(resolver.resolve_section(section) for section in resolver.sections)
    return Outcome(value=replace(book, sections=sections), findings=tuple(resolver.findings))


class _Resolver:
    """Knows what may be named in each file of the book and in the whole, and the first section of every file."""

    def __init__(self, book: Book) -> None:
        self.findings: list[Finding] = []
        self.taken = list_names(book.sections)
        self.serials: dict[str, int] = {}
        self.book = Anchors()
        self.by_file: dict[str, Anchors] = {}
        self.files: dict[str, str] = {}
        self.sections = tuple(self._learn(section, "") for section in book.sections)

    def _learn(self, section: Section, source: str) -> Section:
        """Take up the names of a section; return it with an id on each heading in its text, for links to lead to."""
        source = section.span.source if section.span else source
        if section.span:
            self.files.setdefault(source, section.id)
        for anchors in self._name_places(source):
            (anchors.written if section.anchor else anchors.made).setdefault(section.anchor or section.id, section.id)
            # Where two ids are one in ASCII letters, what is written into the book is a name too.
            anchors.made.setdefault(section.id, section.id)
            if section.title:
                anchors.headings.append((section.title, section.id))
        title, content, notes = (
            tuple(self._learn_node(node, source) for node in nodes)
            for nodes in (section.title, section.content, section.notes)
        )
        children = tuple(self._learn(child, source) for child in section.children)
        return replace(section, title=title, content=content, notes=notes, children=children)

    def _name_places(self, source: str) -> tuple[Anchors, ...]:
        return (self.by_file.setdefault(source, Anchors()), self.book) if source else (self.book,)

    def _learn_node(self, node: Node, source: str) -> Node:
        if node.kind is NodeKind.NOTE and node.span:
            source = node.span.source
        identity = node.get("id") if node.attributes else None
        if node.kind is NodeKind.HEADING:
            if not identity:
                identity = self._make_id(node)
                node = node.having(id=identity)
            for anchors in self._name_places(source):
                anchors.headings.append((node.children, identity))
        if identity:
            for anchors in self._name_places(source):
                anchors.written.setdefault(node.get("anchor") or identity, identity)
                anchors.made.setdefault(identity, identity)
        if not node.children:
            return node
        children = tuple(self._learn_node(child, source) for child in node.children)
        same = all(one is other for one, other in zip(children, node.children, strict=True))
        return node if same else replace(node, children=children)

    def _make_id(self, heading: Node) -> str:
        """Return a new id, of ASCII letters, for a heading that is no section's."""
        base = f"heading-{make_slug(plain_text(heading.children), 'text')}"
        serial = self.serials.get(base, 0) + 1
        while (name := f"{base}-{serial}" if serial > 1 else base) in self.taken:
            serial += 1
        self.serials[base] = serial
        self.taken.add(name)
        return name

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
            address = escape_address(href)
            return node if address == href else node.having(href=address)
        target = self._find(node, urllib.parse.unquote(parts.path), urllib.parse.unquote(parts.fragment))
        if target is None:
            return _unlink(node)
        return node.having(href=f"#{target}")

    def _find(self, node: Node, path: str, fragment: str) -> str | None:
        """Return the id that a link leads to: in the file it names, else in its own file, else anywhere."""
        source = node.span.source if node.span else ""
        shown = f"#{fragment}"
        if path or not fragment:
            named = posixpath.normpath(posixpath.join(posixpath.dirname(source), path)) if path else ""
            if named not in self.files:
                hint = _name_nearest(difflib.get_close_matches(named, self.files, n=3))
                message = f"the link leads to “{path}”, which is no file of this book"
                self.findings.append(observe("XR002", message, span=node.span, hint=hint))
                return None
            if not fragment:
                return self.files[named]
            where, shown = f"nothing in {named} has that id", f"{path}#{fragment}"
            places = [self.by_file[named]]
        else:
            where = "nothing has that id"
            own = self.by_file.get(source)
            places = [own, self.book] if own else [self.book]
        for anchors in places:
            if found := anchors.find(fragment):
                return found
        near = difflib.get_close_matches(fragment, places[-1].list_names(), n=3)
        hint = _name_nearest([f"#{name}" for name in near])
        self.findings.append(observe("XR001", f"the link leads to “{shown}”, and {where}", span=node.span, hint=hint))
        return None


def _unlink(node: Node) -> Node:
    return replace(node.having(href=None, title=None), kind=NodeKind.SPAN)


def _name_nearest(names: list[str]) -> str | None:
    if not names:
        return None
    return f"the nearest is {names[0]}" if len(names) == 1 else f"the nearest are {', '.join(names)}"
