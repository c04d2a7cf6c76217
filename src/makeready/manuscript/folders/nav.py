"""Navigation: the nested lists in which web sites keep their pages go in; entries in reading order come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from makeready.dataclass import dataclass
from makeready.findings import Finding, Span, observe
from makeready.manuscript.order import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """A page, or a group of pages under a title, or both: `path` is None for a page that is not there.

    A `chapter` is one whatever lies below it.
    """

    title: str | None
    span: Span
    path: str | None = ""
    children: tuple[NavItem, ...] = ()
    chapter: bool = False


def make_entries(items: Iterable[NavItem], findings: list[Finding]) -> tuple[Entry, ...]:
    """Return the entries of `items`, each file once: groups at the top are parts, those within are sections.

    Pages that are not there are told in `findings`. A single group that holds everything is no part.
    """
    items = tuple(items)
    if len(items) == 1 and items[0].children and not items[0].path:
        items = items[0].children
    seen: set[str] = set()
    return tuple(_list_entries(items, 0, seen, findings))


def _list_entries(items: Iterable[NavItem], depth: int, seen: set[str], findings: list[Finding]) -> Iterator[Entry]:
    for item in items:
        inner = list(_list_entries(item.children, depth + 1, seen, findings)) if item.children else []
        if item.path is None:
            message = f"“{item.title or 'a page'}” is in the contents, and there is no such file"
            findings.append(observe("BF003", message, span=item.span))
            if not inner:
                continue
        path = item.path or ""
        if path and path in seen:
            path = ""
        if path:
            seen.add(path)
        if not path and not inner:
            continue
        role = "part" if depth == 0 and inner and not item.chapter else None
        yield Entry(path=path, span=item.span, depth=depth, title=item.title, role=role)
        yield from inner
