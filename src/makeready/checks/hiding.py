"""Hiding: content documents and their style go in; words that no reader sees, and what hides them, come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, cast

from lxml import etree

from makeready.checks.blocks import HIDDEN, SKIPPED, XHTML, line_of
from makeready.checks.words import INLINE
from makeready.findings import Span
from makeready.model.book import Section, walk_sections
from makeready.model.edition import Target
from makeready.model.node import Node, plain_text, walk_nodes
from makeready.style.hiding import HIDING, INHERITED, hides, list_hiding
from makeready.style.matching import Setting
from makeready.style.sheet import Style
from makeready.style.unseen import Settings, find_hider, is_explicit, prepare

_CLASSES = etree.XPath("//@class", smart_strings=False)


class Hidden(NamedTuple):
    """Words that no reader sees, or not all readers do: the element, what hides it, and the line of the file."""

    words: str
    setting: Setting
    line: int


def find_hidden(style: Style, root: etree._Element) -> Iterator[Hidden]:
    """Yield the words of a document that `style` hides from the readers of an EPUB, the outermost element for each.

    Words in an element of the class `hidden` are meant to be.
    """
    body = root.find(f"{XHTML}body")
    if body is None:
        return
    # A style attribute may set anything; of the sheets, what hides nowhere need not be looked for.
    names, asked = (HIDING, None) if root.xpath("boolean(//@style)") else list_hiding(style)
    if not names or (asked is not None and not asked & _list_classes(root)):
        return
    settings = dict(prepare(style, Target.EPUB, names).match(root))
    settings[body] = settings.get(root, {}) | settings.get(body, {})  # what is set of html takes the words of body
    done: set[etree._Element] = set()
    for element in body.iter(etree.Element):
        if element.getparent() in done or _is_meant(element):
            done.add(element)
            continue
        setting = find_hider(element, settings)
        words = _read_seen(element, setting, settings) if setting is not None else ""
        if setting is not None and words:
            done.add(element)
            yield Hidden(words, setting, line_of(element))


def _list_classes(root: etree._Element) -> set[str]:
    """Return the classes of a document's elements, without the one whose words are meant to be hidden."""
    found = cast("list[str]", _CLASSES(root))
    return {name for value in set(found) for name in value.split()} - {HIDDEN}


def find_meant(sections: Sequence[Section]) -> Iterator[tuple[Span | None, list[str]]]:
    """Yield the words of a manuscript that their author gives the class `hidden`, with the place of each element."""
    for section in walk_sections(sections):
        nodes: list[Node] = [*reversed((*section.title, *section.content))]
        if HIDDEN in section.classes:
            yield section.span, _list_words(nodes[::-1])
            nodes = []
        while nodes:
            node = nodes.pop()
            if node.attributes and HIDDEN in (node.get("class") or "").split():
                yield node.span, _list_words([node])
            elif node.children:
                nodes.extend(reversed(node.children))


def _list_words(nodes: Iterable[Node]) -> list[str]:
    """Return the words of nodes; those of two blocks never join."""
    pieces = [plain_text([n]) if not n.children else "" if n.kind in INLINE else " " for n in walk_nodes(nodes)]
    return [word for word in "".join(pieces).split() if any(map(str.isalnum, word))]


def _is_meant(element: etree._Element) -> bool:
    tag: object = element.tag
    if not isinstance(tag, str):
        return True  # a comment
    name = tag.rpartition("}")[2]
    return name in SKIPPED or HIDDEN in (element.get("class") or "").split() or element.get("hidden") is not None


def _read_seen(element: etree._Element, setting: Setting, settings: Settings) -> str:
    """Return the words that are hidden: without those of elements within that set the property anew."""
    name = setting.declaration.name
    parts: list[str] = [element.text or ""]
    for child in element:
        if not _is_meant(child):
            own = settings.get(child, {}).get(name)
            anew = own is not None and is_explicit(own.declaration) and not hides(own.declaration)
            if not (name in INHERITED and anew):
                parts.append(_read_seen(child, setting, settings))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())
