"""Anchors: chapters with links among them go in; each link leads to what can bear an id in Markdown, or goes.

Markdown gives ids to headings, paragraphs and words. What stands on anything else, such as a figure, an item of a list
or an empty anchor, goes over to the nearest of those, and links follow it.
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterable, Sequence

from lxml import etree

from makeready.acquire.elements import CALL, find_tag, holds_block, is_block, read_all

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BEARERS = _HEADINGS | {"p"}
# Within these, words are written as HTML, in which ids are not kept.
_CLOSED = frozenset({"table", "figure", "pre", "dl"})


def settle_anchors(nodes: Sequence[etree._Element]) -> None:
    """Move ids that links lead to onto elements that bear them; take links away that lead nowhere.

    `nodes` are all blocks and notes of one source. Permanent links of headings to themselves go too.
    """
    _drop_own_links(nodes)
    targets = {name for node in nodes for one in node.iter("a") if (name := _read_fragment(one))}
    moved: dict[str, str] = {}
    before: etree._Element | None = None
    for node in nodes:
        for one in node.iter():
            if not find_tag(one):
                continue
            names = [name for name in (one.get("id"), one.get("name") if find_tag(one) == "a" else None) if name]
            for name in names:
                if name in targets and name not in moved:
                    moved[name] = _settle(one, name, before)
            if find_tag(one) in _BEARERS and not _is_closed(one):
                before = one
    for node in nodes:
        for link in node.iter("a"):
            if (link.get("href") or "").startswith("#"):
                new = moved.get(_read_fragment(link))
                if new:
                    link.set("href", f"#{new}")
                else:
                    del link.attrib["href"]


def _read_fragment(link: etree._Element) -> str:
    href = link.get("href") or ""
    return urllib.parse.unquote(href[1:]) if href.startswith("#") else ""


def _clean(name: str) -> str:
    """Return an id as braces in Markdown take it: letters, digits, hyphens and points."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "place"


def _settle(element: etree._Element, name: str, before: etree._Element | None) -> str:
    """Return the id of the element that stands for `name` now, "" where there is none near."""
    tag = find_tag(element)
    name = _clean(name)
    if not _is_closed(element):
        if tag in _BEARERS:
            element.set("id", name)
            return name
        if not is_block(element) and tag != "img" and read_all(element).strip() and not holds_block(element):
            element.set("id", name)
            return name
    inside = _list_bearers(one for one in element.iter() if one is not element)
    if not inside and (wrapped := _wrap(element, name)):
        return wrapped
    for candidate in (*inside, *_list_bearers(element.iterancestors()), *([before] if before is not None else [])):
        candidate.set("id", _clean(candidate.get("id") or name))
        if "id" in element.attrib and element is not candidate:
            del element.attrib["id"]
        return candidate.get("id") or ""
    return ""


def _list_bearers(elements: Iterable[etree._Element]) -> list[etree._Element]:
    return [one for one in elements if find_tag(one) in _BEARERS and not _is_closed(one) and read_all(one).strip()]


def _is_closed(element: etree._Element) -> bool:
    return any(find_tag(one) in _CLOSED for one in (element, *element.iterancestors()))


def _wrap(element: etree._Element, name: str) -> str:
    """Give the first words of an item, which has no paragraph, a span with the id."""
    if _is_closed(element) or not (element.text or "").strip():
        return ""
    span = etree.Element("span")
    span.set("id", name)
    span.text, element.text = element.text, None
    element.insert(0, span)
    if "id" in element.attrib:
        del element.attrib["id"]
    return name


def _drop_own_links(nodes: Sequence[etree._Element]) -> None:
    """Make words of links in a heading that lead to itself; take away those that show only a sign, and empty ones."""
    for node in nodes:
        for code in node.iter("pre"):
            for link in code.iter("a"):
                if (link.get("href") or "").startswith("#") and not read_all(link).strip():
                    del link.attrib["href"]  # the number of a line, which style sheets show
        for heading in node.iter(*_HEADINGS):
            own = {one.get("id") for one in (heading, *heading.iter(), *heading.iterancestors()) if one.get("id")}
            for link in list(heading.iter("a")):
                href = link.get("href") or ""
                letters = any(character.isalnum() for character in read_all(link))
                if not href.startswith("#") or any(find_tag(one) in (CALL, "img") for one in link.iter()):
                    continue
                if not letters:
                    link.text = None
                    for child in list(link):
                        link.remove(child)
                    del link.attrib["href"]
                elif href[1:] in own:
                    del link.attrib["href"]
