"""Summaries: a SUMMARY.md goes in; the chapters, parts and drafts that it names, with their depth and lines, come out.

mdBook, GitBook and HonKit keep the contents of a book so: links in nested lists, headings for parts.
https://rust-lang.github.io/mdBook/format/summary.html
"""

from __future__ import annotations

import posixpath
import urllib.parse
from collections.abc import Iterable, Iterator
from enum import StrEnum

from markdown_it.token import Token

from makeready.dataclass import dataclass
from makeready.findings import Finding, Span, observe
from makeready.manuscript.folders.tree import Tree, join, place
from makeready.manuscript.markdown import Environment, TooDeep, parse_blocks, parse_line
from makeready.manuscript.order import Entry
from makeready.model.book import Matter


class ItemKind(StrEnum):
    """What a line of a summary is."""

    PART = "part"
    BEFORE = "before"  # a link on a line of its own, before the lists
    LISTED = "listed"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A part, a chapter, or a draft, which has no `href`; `depth` counts lists within lists, `line` from 1."""

    kind: ItemKind
    title: str
    href: str | None
    depth: int
    line: int


def read_summary(text: str) -> tuple[Item, ...]:
    """Return what a SUMMARY.md names, in its order; the heading at its top is the page's own."""
    try:
        tokens, environment = parse_blocks(text)
    except TooDeep:
        return ()
    return tuple(_read_items(tokens, environment))


def _read_items(tokens: list[Token], environment: Environment) -> Iterator[Item]:
    depth = 0
    listed = False
    heading = ""
    first = True
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
            listed = True
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
        elif token.type == "heading_open":
            heading = token.tag
        elif token.type == "inline":
            line = (token.map or [0])[0] + 1
            for title, href, offset in _read_links(parse_line(token.content, environment)):
                here = line + offset
                if heading:
                    # The first heading above everything is "Summary".
                    if not (first and not listed):
                        yield Item(kind=ItemKind.PART, title=title, href=href, depth=0, line=here)
                elif depth:
                    yield Item(kind=ItemKind.LISTED, title=title, href=href, depth=depth - 1, line=here)
                elif href:
                    kind = ItemKind.AFTER if listed else ItemKind.BEFORE
                    yield Item(kind=kind, title=title, href=href, depth=0, line=here)
            first = False
            heading = ""


def _read_links(tokens: list[Token]) -> Iterator[tuple[str, str | None, int]]:
    """Yield the words, the target and the line of each link of a paragraph; its words alone where it has no link."""
    words: list[str] = []
    loose: list[str] = []
    href: str | None = None
    inside = found = False
    line = 0
    for token in tokens:
        if token.type == "link_open":
            href, inside, words = str(token.attrs.get("href", "")), True, []
        elif token.type == "link_close":
            yield " ".join("".join(words).split()), href or None, line
            inside, found = False, True
        elif token.type in ("softbreak", "hardbreak"):
            line += 1
            (words if inside else loose).append(" ")
        elif token.type == "html_inline":
            continue  # GitBook writes an anchor behind the title of a part
        elif token.content:
            (words if inside else loose).append(token.content)
    title = " ".join("".join(loose).split())
    if not found and title:
        yield title, None, 0


@dataclass(slots=True)
class SummaryOrder:
    """The reading order that a summary gives, and what is wrong with it."""

    entries: list[Entry]
    parts: list[tuple[str, Span]]
    findings: list[Finding]


def order_items(
    items: Iterable[Item], tree: Tree, path: str, folder: str, *, fixed_matter: bool = True, indexes: Iterable[str] = ()
) -> SummaryOrder:
    """Return the entries of the items of the summary at `path`, whose targets lie in `folder`.

    `fixed_matter` says that what stands outside the lists is front and back matter. A target that is a folder is one
    of its `indexes`. A file that is named twice is read where it is named first.
    """
    order = SummaryOrder([], [], [])
    seen: dict[str, int] = {}
    for item in items:
        span = place(path, item.line)
        if item.kind is ItemKind.PART:
            order.parts.append((item.title, span))
            continue
        target = _find_target(item, tree, folder, indexes)
        if item.href is not None and _is_address(item.href):
            continue  # a link out of the book among its contents
        if item.href is not None and target is None:
            message = f"“{item.title}” is in the contents, and there is no file {item.href}"
            order.findings.append(observe("BF003", message, span=span))
            continue
        if target in seen:
            continue
        if target is not None:
            seen[target] = item.line
        matter = None
        if fixed_matter and item.kind is ItemKind.BEFORE:
            matter = Matter.FRONT
        elif fixed_matter and item.kind is ItemKind.AFTER:
            matter = Matter.BACK
        part = len(order.parts) - 1 if order.parts and item.kind is ItemKind.LISTED else None
        order.entries.append(
            Entry(path=target or "", matter=matter, part=part, span=span, depth=item.depth, title=item.title or None)
        )
    return order


def _find_target(item: Item, tree: Tree, folder: str, indexes: Iterable[str]) -> str | None:
    if item.href is None or _is_address(item.href):
        return None
    name = urllib.parse.unquote(item.href.partition("#")[0].partition("?")[0])
    if not name:
        return None
    path = join(folder, name.lstrip("/"))
    return tree.find(path, *(posixpath.join(path, one) for one in indexes), f"{path}.md")


def _is_address(href: str) -> bool:
    parts = urllib.parse.urlsplit(href)
    return bool(parts.scheme or parts.netloc)
