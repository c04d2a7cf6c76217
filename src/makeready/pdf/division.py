"""Division: the tree of a book and its style sheets go in; the trees of its parts, or why it has none, come out.

A part is a run of sections whose first one opens a page. What a rule of CSS can carry over the end of a section
(counters, fixed boxes, positions among siblings) is looked for in the sheets: with such a rule the book stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from makeready.model.composition import StyleSheet
from makeready.pdf.note_numbers import numbers_by_page
from makeready.pdf.parts import Division

# Sections of fewer characters share a part, where they open pages of their own: each part has its costs.
SMALLEST = 5_000
# Whichever begins first: a string may hold what opens a comment.
_QUIET = re.compile(r"/\*.*?(?:\*/|\Z)|(\"(?:[^\"\\\r\n\f]|\\.)*+\"|'(?:[^'\\\r\n\f]|\\.)*+')", re.DOTALL)
_AT_PAGE = re.compile(r"@page\b([^{};@]*)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\[[^\[\]]*\]")
_PAGE_RULE = re.compile(r"@page\b([^{};@]*+)\{(?:[^{}]|\{[^{}]*+\})*+\}", re.IGNORECASE)
# What may stand in page rules, but not elsewhere.
_IN_THE_TEXT = (
    (re.compile(r"\bcounter-(?:reset|increment|set)\s*:", re.I), "a counter of its own"),
    (re.compile(r"(?<![-\w])counters?\s*\((?!\s*list-item\b)", re.I), "a counter in the text"),
    (re.compile(r"\btarget-(?:text|counters)\s*\(", re.I), "the words of other places"),
    (
        re.compile(r"\btarget-counter\s*\((?![^(),]*+(?:\([^()]*+\))?[^(),]*+,\s*+pages?\s*+[,)])", re.I),
        "counters elsewhere",
    ),
)
_ANYWHERE = (
    (re.compile(r"\bposition\s*:\s*(?:fixed|running)", re.I), "a box that stands on all pages"),
    (re.compile(r"\belement\s*\(", re.I), "a box that stands on several pages"),
    (re.compile(r"\b(?:open|close)-quote\b", re.I), "quotation marks that follow on others"),
    (re.compile(r"\\"), "what is written with escapes"),
    (re.compile(r"\bstring\s*\([^()]*,\s*start\b", re.I), "named strings as they are where a page starts"),
)
_SIDED = re.compile(r":(?:left|right|recto|verso)\b", re.IGNORECASE)
_TARGET = re.compile(r"\btarget-counter\s*\(", re.IGNORECASE)
_EVERY_NTH = re.compile(r":nth\((?![^()]*\bof\b)", re.I)
_POSITION = re.compile(r":(?:first|last|only|nth)[-\w]*|:has\b|:empty\b|[+~]", re.IGNORECASE)
_COMPOUND = re.compile(r" ?([>+~]) ?| ")
_LOCAL = re.compile(r"^([\w-]+)")
_CLASS = re.compile(r"\.([\w-]+)")
_NEGATED = re.compile(r":(?:not|is|where|has)\((?:[^()]|\([^()]*+\))*+\)")
_HOLDERS = frozenset({"html", "body", "div", "section"})


@dataclass(slots=True)
class Piece:
    """The tree of a part: the break before it, the name of a blank page that may stand there, its characters."""

    opening: str
    blank_name: str
    root: Element
    size: int = 0

    @property
    def content(self) -> bytes:
        """Return the tree as bytes."""
        return ElementTree.tostring(self.root)


def find_obstacle(sheets: Iterable[StyleSheet], root: Element) -> str | None:
    """Return what in the style sheets, or in the links of `root`, forbids to lay the book out in parts, or None."""
    for sheet in sheets:
        text = _QUIET.sub(lambda match: '""' if match[1] else " ", sheet.content)
        if any(_EVERY_NTH.search(match[1]) for match in _AT_PAGE.finditer(text)):
            return f"{sheet.name} has a rule for every so many pages"
        if any(_SIDED.search(match[1]) and "@footnote" in match[0].lower() for match in _PAGE_RULE.finditer(text)):
            return f"{sheet.name} has notes of their own for left or right pages"
        flow = _PAGE_RULE.sub(" ", text)
        if len(_TARGET.findall(text)) != len(_TARGET.findall(flow)):
            return f"{sheet.name} asks for other places in its page rules"
        for searched, obstacles in ((flow, _IN_THE_TEXT), (text, _ANYWHERE)):
            for pattern, what in obstacles:
                if pattern.search(searched):
                    return f"{sheet.name} asks for {what}"
        place = _find_position(flow, root)
        if place:
            return f"{sheet.name} asks for the place of a section among others: {place}"
    return _find_dead_link(root) or _find_second_call(root)


def _find_position(css: str, root: Element) -> str | None:
    """Return a selector that may tell a section by its neighbours: one compound of it, at least, may be a section."""
    classes = {
        name for section in _list_sections(root) for name in (section.get("class") or "").split()
    } | {name for holder in root.findall("body/div") for name in (holder.get("class") or "").split()}  # fmt: skip
    for text in _ATTRIBUTE.sub("[]", css).split("{")[:-1]:
        prelude = text[max(text.rfind(end) for end in ";}") + 1 :]
        for selector in " ".join(prelude.split()).split(","):
            if _POSITION.search(selector) and any(_may_be_section(part, classes) for part in _list_placed(selector)):
                return selector.strip()[:80]
    return None


def _list_placed(selector: str) -> Iterator[str]:
    """Yield the compounds of a selector that are told by their place: after + and ~, or with :first-child and so on."""
    parts = _COMPOUND.split(selector.strip())
    combinator = ""
    for index, part in enumerate(parts):
        if index % 2:
            combinator = part or ""
        elif part and (combinator in ("+", "~") or (":" in part and _POSITION.search(part))):
            yield part
            combinator = ""
        else:
            combinator = ""


def _may_be_section(compound: str, classes: set[str]) -> bool:
    if "::" in compound and not re.search(r":(?:first|last|only|nth)-(?:child|of|last)", compound):
        return False
    bare = _NEGATED.sub("", compound)
    name = _LOCAL.match(bare)
    if name is not None:
        return name[1].lower() in _HOLDERS
    return all(known in classes for known in _CLASS.findall(bare))


def _find_dead_link(root: Element) -> str | None:
    """Return a link to nowhere: the engine warns of it, and a part alone cannot tell it from one to another part."""
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    for element in root.iter("a"):
        href = element.get("href", "")
        if href.startswith("#") and href[1:] not in ids:
            return f"no place has the name {href[1:]}"
    return None


def _find_second_call(root: Element) -> str | None:
    """Return why notes numbered by page need the whole book: a part cannot tell the number of another's note."""
    if numbers_by_page(root) and any(link.get("role") == "doc-noteref" for link in root.iter("a")):
        return "notes are numbered by page, and one is called twice"
    return None


def _list_sections(root: Element) -> list[Element]:
    return root.findall("body/div/*")


def outline_tree(root: Element) -> Element:
    """Return the tree of `root` without text, and of each section only what its first and last words stand in."""
    outline = _empty(root)
    for body in root.findall("body"):
        shell = _empty(body)
        outline.append(shell)
        for holder in body:
            inner = _empty(holder)
            shell.append(inner)
            inner.extend(_outline_section(section) for section in holder)
    return outline


def _outline_section(section: Element) -> Element:
    shell = _empty(section)
    ends = [section[0], section[-1]] if len(section) > 1 else list(section)
    shell.extend(_outline_section(child) for child in ends)
    return shell


def _empty(element: Element) -> Element:
    return Element(element.tag, dict(element.attrib))


def divide_tree(root: Element, division: Division) -> list[Piece]:
    """Return the pieces of `root` in their order; `division` tells how its sections begin."""
    pieces: list[Piece] = []
    sections = [(holder, section) for holder in root.findall("body/div") for section in holder]
    for (holder, section), (opening, blank_name) in zip(sections, division.breaks, strict=True):
        size = sum(map(len, section.itertext()))
        last = pieces[-1] if pieces else None
        if last is None or (opening and not _belongs(last, size, holder)):
            pieces.append(Piece(opening=opening or "page", blank_name=blank_name, root=_frame_tree(root)))
        _add_section(pieces[-1], holder, section, size)
    return pieces


def _belongs(piece: Piece, size: int, holder: Element) -> bool:
    """Return True where a section that opens a page may go with those before it: all are short, and of one matter."""
    return piece.size + size <= SMALLEST and piece.root.findall("body/div")[-1].get("class") == holder.get("class")


def _frame_tree(root: Element) -> Element:
    """Return the tree without sections, and without the head: what stands there bears on no page."""
    frame = _empty(root)
    frame.extend(_empty(top) for top in root if top.tag == "body")
    return frame


def _add_section(piece: Piece, holder: Element, section: Element, size: int) -> None:
    body = piece.root.find("body")
    if body is None:
        raise ValueError("the tree has no body")
    if len(body) == 0 or body[-1].get("class") != holder.get("class"):
        body.append(_empty(holder))
    body[-1].append(section)
    piece.size += size
