"""Adapting: nodes of somebody else's text go in; the same with places, headings and links of this book come out."""

from __future__ import annotations

import posixpath
import urllib.parse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from makeready.findings import Finding, Severity, Span, observe
from makeready.late_pattern import late_pattern
from makeready.manuscript.frontmatter import FrontMatter
from makeready.manuscript.order import Entry
from makeready.model.node import Node, NodeKind, map_nodes, text_node

# What does not keep a book of another system from being made: its words are all there.
_SOFT = (
    "MD", "MS013", "MS014", "MS015", "MS018", "MS020", "MS022", "MS023", "MS026", "MS030", "XR",
)  # fmt: skip
# Keys that mean nothing here are many in the front matter of others, and mean something there; so do ranks of headings.
_UNTOLD = frozenset({"MD002", "MD022", "MS024"})
_TEMPLATE = late_pattern(r"\{[{%][^{}]*[%}]\}")
_PAGES = (".html", ".htm", ".md", ".mdx", ".markdown", ".qmd", ".rmd", ".ipynb", ".rst", ".adoc")
_INDEXES = ("index", "README", "readme", "_index", "Readme")


def soften(
    findings: Iterable[Finding], *, keys: bool = True, headings: frozenset[str] = frozenset()
) -> tuple[Finding, ...]:
    """Return findings about a folder of another system: what its people live with is no error of this book.

    Where the system has `keys` of its own, they are not told one by one; nor are files without text that are
    `headings` of those below them.
    """
    return tuple(
        replace(one, severity=Severity.WARNING)
        if one.severity is Severity.ERROR and one.code.startswith(_SOFT)
        else one
        for one in findings
        if not (keys and one.code in _UNTOLD)
        and not (one.code == "MS032" and one.span is not None and one.span.source in headings)
    )


def renumber_findings(findings: Iterable[Finding], numbers: Sequence[int]) -> tuple[Finding, ...]:
    """Return findings about prepared lines, at the lines of the file that these stand for."""
    return tuple(replace(one, span=_renumber(one.span, numbers)) if one.span else one for one in findings)


def renumber_nodes(nodes: Iterable[Node], numbers: Sequence[int]) -> tuple[Node, ...]:
    """Return nodes of prepared lines with the places of the file; `numbers` has the line of each prepared one."""
    return tuple(
        replace(
            node,
            span=_renumber(node.span, numbers) if node.span else None,
            children=renumber_nodes(node.children, numbers) if node.children else (),
        )
        for node in nodes
    )


def _renumber(span: Span, numbers: Sequence[int]) -> Span:
    last = len(numbers) - 1
    start, end = numbers[min(span.start_line - 1, last)], numbers[min(span.end_line - 1, last)]
    found = replace(span, start_line=start, end_line=max(start, end))
    # Of a text that was converted whole no line is known, and so no column either.
    return replace(found, start_column=None, end_column=None) if last and numbers[0] == numbers[last] else found


def give_heading(nodes: Sequence[Node], front: FrontMatter, entry: Entry) -> list[Node]:
    """Return the nodes of a file with a heading at their head.

    It is the file's own of the first rank, where there is just one; what stands before it goes below it. Where there is
    none, what the contents call the file becomes the title in its front matter.
    """
    headings = [node for node in nodes if node.kind is NodeKind.HEADING]
    first = next((node for node in headings if node.get("level") == "1"), headings[0] if headings else None)
    if first is not None and (first.get("level") == "1" or nodes[0] is first) and not front.get("title"):
        rest = [node for node in nodes if node is not first]
        before = next(i for i, node in enumerate(nodes) if node is first)
        if any(node.kind is NodeKind.HEADING for node in nodes[:before]):
            return list(nodes)
        return [first, *rest]
    if not front.get("title") and entry.title:
        front.values["title"] = entry.title
        # In the file itself: links lead to files by where their headings stand.
        front.places["title"] = Span.at(entry.path, 1)
    return list(nodes)


def make_heading(entry: Entry) -> Node:
    """Return the heading of an entry of the contents that has no file."""
    span = entry.span or Span.at("", 1)
    return Node(
        kind=NodeKind.HEADING,
        attributes=(("level", "1"),),
        children=(text_node(entry.title or "…", span),),
        span=span,
    )


def keep_calls(nodes: Sequence[Node], labels: frozenset[str]) -> list[Node]:
    """Return `nodes` with the calls of notes that nobody wrote as the words that they are."""

    def change(node: Node) -> Node:
        if node.kind is not NodeKind.NOTE_CALL or node.get("label") in labels:
            return node
        return Node(kind=NodeKind.TEXT, text=f"[^{node.get('label')}]", span=node.span)

    return list(map_nodes(nodes, change))


class Linker:
    """Leads links of a web book to the files of this one, and counts those that lead nowhere.

    A link without words, as MyST and Quarto write it, has the title of the file that it leads to, of `titles`.
    """

    def __init__(self, paths: Iterable[str], folder: str, titles: Mapping[str, str] | None = None) -> None:
        self.titles = titles or {}
        self.folder = folder
        self.by_name: dict[str, str] = {}
        self.paths = frozenset(path for path in paths if path)
        for path in self.paths:
            self.by_name.setdefault(path.casefold(), path)
            stem = posixpath.splitext(path)[0]
            self.by_name.setdefault(stem.casefold(), path)
            if posixpath.basename(stem) in _INDEXES:
                self.by_name.setdefault(posixpath.dirname(stem).casefold(), path)
        self.stray: list[tuple[str, Span | None]] = []

    def lead(self, nodes: Iterable[Node], source: str) -> list[Node]:
        """Return the nodes of the file `source` with links into the book, and without those that lead nowhere."""

        def change(node: Node) -> Node:
            if node.kind is not NodeKind.LINK:
                return node
            href = _TEMPLATE.sub("", node.get("href") or "").strip()
            try:
                parts = urllib.parse.urlsplit(href)
            except ValueError:
                return self._stray(node, href)
            if parts.scheme or parts.netloc:
                return node
            if not parts.path:
                return node if parts.fragment else self._stray(node, href)
            target = self._find(urllib.parse.unquote(parts.path), source)
            if target is None:
                return self._stray(node, href)
            if not node.children and target in self.titles:
                node = replace(node, children=(text_node(self.titles[target], node.span),))
            if target == source and parts.fragment:
                return node.having(href=f"#{parts.fragment}")
            here = posixpath.relpath(target, posixpath.dirname(source) or ".")
            fragment = f"#{parts.fragment}" if parts.fragment else ""
            return node.having(href=urllib.parse.quote(here) + fragment)

        return list(map_nodes(nodes, change))

    def _find(self, path: str, source: str) -> str | None:
        folders = [posixpath.dirname(source), self.folder, ""] if not path.startswith("/") else [self.folder, ""]
        for folder in dict.fromkeys(folders):
            whole = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
            if whole in self.paths:
                return whole
            stem, suffix = posixpath.splitext(whole)
            names = [whole, stem] if suffix.lower() in _PAGES else [whole]
            found = next((self.by_name[name.casefold()] for name in names if name.casefold() in self.by_name), None)
            if found:
                return found
        return None

    def _stray(self, node: Node, href: str) -> Node:
        self.stray.append((href, node.span))
        return replace(node.having(href=None, title=None), kind=NodeKind.SPAN)

    def tell(self) -> Iterable[Finding]:
        """Yield the finding for links that lead out of the book."""
        if not self.stray:
            return
        count = len(self.stray)
        href, span = self.stray[0]
        many = "a link leads" if count == 1 else f"{count:,} links lead"
        message = f"{many} to what is no part of this book, first “{href[:80]}”; the words stay"
        yield observe("BF004", message, span=span)
