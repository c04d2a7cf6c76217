"""Hiding: content documents and their style go in; words that no reader sees, and what hides them, come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from lxml import etree

from makeready.checks.blocks import HIDDEN, SKIPPED, XHTML, line_of
from makeready.checks.words import INLINE
from makeready.findings import Span
from makeready.model.book import Section
from makeready.model.edition import Target
from makeready.model.node import Node, plain_text
from makeready.style.colours import ALIKE, Colour, find_lightness
from makeready.style.hiding import (
    CAUSES,
    COLOURS,
    GROUNDS,
    HIDING,
    INHERITED,
    find_colour,
    hides,
    list_hiding,
    moves,
)
from makeready.style.matching import Matcher, Setting
from makeready.style.sheet import Declaration, Style

_DEFERRING = frozenset({"inherit", "currentcolor", "unset", "revert", "initial", "transparent", "none"})
_CLASSES = etree.XPath("//@class", smart_strings=False)
_PAPER = Colour(1.0, 1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Hidden:
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
    settings = dict(_prepare(style, Target.EPUB, names).match(root))
    settings[body] = settings.get(root, {}) | settings.get(body, {})  # what is set of html takes the words of body
    done: set[etree._Element] = set()
    for element in body.iter(etree.Element):
        if element.getparent() in done or _is_meant(element):
            done.add(element)
            continue
        setting = _find_setting(element, settings)
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
    for section in sections:
        nodes: list[Node] = [*reversed((*section.title, *section.content))]
        if HIDDEN in section.classes:
            yield section.span, _list_words(nodes[::-1])
            nodes = []
        while nodes:
            node = nodes.pop()
            if HIDDEN in (node.get("class") or "").split():
                yield node.span, _list_words([node])
            else:
                nodes.extend(reversed(node.children))
        yield from find_meant(section.children)


def _list_words(nodes: Iterable[Node]) -> list[str]:
    """Return the words of nodes; those of two blocks never join."""
    pieces = [plain_text([n]) if not n.children else "" if n.kind in INLINE else " " for t in nodes for n in t.walk()]
    return [word for word in "".join(pieces).split() if any(map(str.isalnum, word))]


def _is_meant(element: etree._Element) -> bool:
    tag: object = element.tag
    if not isinstance(tag, str):
        return True  # a comment
    name = tag.rpartition("}")[2]
    return name in SKIPPED or HIDDEN in (element.get("class") or "").split() or element.get("hidden") is not None


def _find_setting(element: etree._Element, settings: dict[Any, dict[str, Setting]]) -> Setting | None:
    """Return what hides an element, of all that is set of it."""
    own = settings.get(element)
    if not own:
        return None
    hider = _find_hiding([element], settings)
    changed = next((own[name] for name in (*COLOURS, *GROUNDS) if name in own), None)
    if hider is not None or changed is None:
        return hider
    text, ground = _find_nearest(element, COLOURS, settings), _find_nearest(element, GROUNDS, settings)
    if text is None or not _hold_together(text, ground):
        return None
    front, back = find_colour(text.declaration.tokens), _PAPER
    if ground is not None:
        found = find_colour(ground.declaration.tokens)
        if found is None:
            return None  # a picture, or what cannot be told
        back = found if found.alpha > 0.95 else back
    if front is None or abs(_shade(front) - _shade(back)) >= ALIKE:
        return None
    return changed if _tells(changed.declaration) else text


def _hold_together(text: Setting, ground: Setting | None) -> bool:
    """Return True where some reader surely has both: where what depends on the reader depends on the same conditions.

    Without a ground it is the reader's own, and that is dark where the text is light.
    """
    if ground is None:
        return text.certain
    perhaps = {one.rule.conditions for one in (text, ground) if not one.certain and one.rule is not None}
    return len(perhaps) < 2


def _find_nearest(
    element: etree._Element, names: tuple[str, ...], settings: dict[Any, dict[str, Setting]]
) -> Setting | None:
    for one in (element, *element.iterancestors(etree.Element)):
        own = settings.get(one, {})
        found = next((own[name] for name in names if name in own and _tells(own[name].declaration)), None)
        if found is not None:
            return found
    return None


def _tells(declaration: Declaration) -> bool:
    return declaration.value.lower() not in _DEFERRING


def _read_seen(element: etree._Element, setting: Setting, settings: dict[Any, dict[str, Setting]]) -> str:
    """Return the words that are hidden: without those of elements within that set the property anew."""
    name = setting.declaration.name
    parts: list[str] = [element.text or ""]
    for child in element:
        if not _is_meant(child):
            own = settings.get(child, {}).get(name)
            anew = own is not None and _tells(own.declaration) and not hides(own.declaration)
            if not (name in INHERITED and anew):
                parts.append(_read_seen(child, setting, settings))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())


def find_hider(style: Style, element: etree._Element) -> Setting | None:
    """Return what the sheets set of an element, of one around it or within it, that takes words off the paper."""
    wanted = [element, *element.iterancestors(etree.Element), *element.iterdescendants(etree.Element)]
    return _find_hiding(wanted, _match(style, CAUSES["lost"], wanted))


def find_cause(style: Style, element: etree._Element, fault: str) -> Setting | None:
    """Return what the project's own sheets set of an element, or of one around it, that explains a fault on paper.

    `fault` is a key of style.hiding.CAUSES.
    """
    around = [element, *element.iterancestors(etree.Element)]
    settings = _match(style.own, CAUSES.get(fault, frozenset()), around)
    likely = (setting for one in around for setting in settings.get(one, {}).values())
    return _find_hiding(around, settings) or next(likely, None)


def is_moved(style: Style, element: etree._Element) -> bool:
    """Return True where the project's own sheets draw an element, or one around it, somewhere else on paper."""
    return bool(_match(style.own, None, [element, *element.iterancestors(etree.Element)]))


def _match(
    style: Style, names: frozenset[str] | None, elements: list[etree._Element]
) -> dict[etree._Element, dict[str, Setting]]:
    """Return what is set on paper of some elements of one document; see _prepare."""
    return dict(_prepare(style, Target.PDF, names).match(elements[0].getroottree().getroot(), set(elements)))


@lru_cache(maxsize=32)
def _prepare(style: Style, target: Target, names: frozenset[str] | None) -> Matcher:
    """Return what finds the settings of some properties, or of those that move a block."""
    return Matcher(style, target, moves if names is None else lambda declaration: declaration.name in names)


def _find_hiding(elements: list[etree._Element], settings: dict[Any, dict[str, Setting]]) -> Setting | None:
    """Return the first setting of the elements that hides their words."""
    for one in elements:
        found = settings.get(one, {})
        declarations = tuple(setting.declaration for setting in found.values())
        for setting in found.values():
            if hides(setting.declaration, declarations):
                return setting
    return None


def _shade(colour: Colour) -> float:
    return find_lightness(tuple(channel * colour.alpha + 1 - colour.alpha for channel in colour[:3]))
