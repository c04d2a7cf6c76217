"""Division: the tree of a book and its style sheets go in; the trees of its parts, or why it has none, come out.

A part is a run of sections whose first one opens a page. What a rule of CSS can carry over the end of a section
(counters, fixed boxes, positions among siblings) is looked for in the sheets: with such a rule the book stays whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

from makeready.dataclass import dataclass
from makeready.model.composition import StyleSheet
from makeready.model.edition import Target
from makeready.pdf.note_numbers import numbers_by_page
from makeready.pdf.parts import Division
from makeready.pdf.tree import write_tree
from makeready.style.conditions import Applies
from makeready.style.selectors import Compound, read_selector
from makeready.style.sheet import AtRule, Declaration, Rule, list_declarations, read_style
from makeready.style.tokens import Token, is_mark, serialise, split, strip, walk

# Sections of fewer characters share a part, where they open pages of their own: each part has its costs.
SMALLEST = 5_000
# Nor is a book of fewer characters divided.
SHORT = 20_000
_COUNTING = frozenset({"counter-reset", "counter-increment", "counter-set"})
_PAGES = frozenset({"page", "pages"})
_SIDES = frozenset({"left", "right", "recto", "verso"})
# What an element can be told by its neighbours with, or by what is in it; an escape may hide any of them.
_PLACING = ("+", "~", ":first", ":last", ":only", ":nth", ":has", ":empty", "\\")
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
        """The tree as bytes."""
        return write_tree(self.root)


def is_short(root: Element) -> bool:
    """Return True where a book is laid out as one part because that costs less than several."""
    return sum(map(len, root.itertext())) < SHORT


def find_obstacle(sheets: Iterable[StyleSheet], root: Element) -> str | None:
    """Return what in the style sheets, or in the links of `root`, forbids to lay the book out in parts, or None."""
    classes = {name for section in _list_sections(root) for name in (section.get("class") or "").split()}
    classes |= {name for holder in root.findall("body/div") for name in (holder.get("class") or "").split()}
    style = read_style(sheets)
    for sheet in style.sheets:
        for statement in sheet.statements:
            if style.applies_to(statement, Target.PDF) is Applies.NEVER:
                continue
            obstacle = _find_in_rule(statement, classes)
            if obstacle:
                return f"{sheet.name} {obstacle}"
    return find_link_obstacle(root)


def find_link_obstacle(root: Element) -> str | None:
    """Return what in the links of `root` is not seen in a part, not even where that is the whole book, or None."""
    return _find_dead_link(root) or _find_second_call(root)


def _find_in_rule(rule: Rule | AtRule, classes: set[str]) -> str | None:
    on_pages = isinstance(rule, AtRule) and rule.name == "page"
    if isinstance(rule, AtRule) and on_pages:
        pseudos = list(_list_page_pseudos(rule))
        if any(token.type == "function" and "of" not in _list_words(token) for token in pseudos):
            return "has a rule for every so many pages"
        sided = any(token.type == "ident" and token.lower_value in _SIDES for token in pseudos)
        if sided and any(box.name == "footnote" for box in rule.boxes):
            return "has notes of their own for left or right pages"
    for one in list_declarations(rule):
        what = _find_in_declaration(one, on_pages)
        if what:
            return f"asks for {what}"
    for selector in rule.selectors if isinstance(rule, Rule) else ():
        if any(sign in selector.lower() for sign in _PLACING) and any(
            _may_be_section(part, classes) for part in read_selector(selector)
        ):
            return f"asks for the place of a section among others: {selector[:80]}"
    return None


def _list_page_pseudos(rule: AtRule) -> Iterator[Token]:
    """Yield what stands behind the colons of page selectors: "left", "nth(2)"."""
    for before, token in pairwise(rule.tokens):
        if is_mark(before, ":") and token.type in ("ident", "function"):
            yield token


def _list_words(function: Token) -> list[str]:
    return [token.lower_value for token in function.arguments if token.type == "ident"]


def _find_in_declaration(one: Declaration, on_pages: bool) -> str | None:
    """Return what a declaration asks of other parts; counters are free in page rules, but not elsewhere."""
    if one.name in _COUNTING and not on_pages:
        return "a counter of its own"
    # Tokens are made of the few values that may ask for one of the things below; an escape may hide any of them.
    lowered = one.written.lower()
    if not any(sign in lowered for sign in ("(", "fixed", "quote", "\\")):
        return None
    for token in walk(one.tokens):
        if token.type == "ident":
            if one.name == "position" and token.lower_value == "fixed":
                return "a box that stands on all pages"
            if token.lower_value in ("open-quote", "close-quote", "no-open-quote", "no-close-quote"):
                return "quotation marks that follow on others"
        elif token.type == "function":
            what = _find_in_function(token, on_pages)
            if what:
                return what
    return None


def _find_in_function(token: Token, on_pages: bool) -> str | None:
    name = token.lower_name
    if name == "running":
        return "a box that stands on all pages"
    if name == "element":
        return "a box that stands on several pages"
    arguments = [_list_plain(part) for part in split(token.arguments)]
    if name == "string" and "start" in arguments[1:]:
        return "named strings as they are where a page starts"
    if name.startswith("target-") and on_pages:
        return "other places in its page rules"
    if on_pages:
        return None
    if name in ("counter", "counters") and arguments[0] != "list-item":
        return "a counter in the text"
    if name in ("target-text", "target-counters"):
        return "the words of other places"
    if name == "target-counter" and not _PAGES.intersection(arguments[1:2]):
        return "counters elsewhere"
    return None


def _list_plain(tokens: Iterable[Token]) -> str:
    """Return an argument in lower case."""
    return serialise(strip(list(tokens))).lower()


def _may_be_section(compound: Compound, classes: set[str]) -> bool:
    """Return True for a compound that tells an element by its neighbours, where that may be a section."""
    placed = compound.places or compound.combinator in ("+", "~")
    if not placed or compound.element is not None:
        return False
    if compound.tag is not None:
        return compound.tag in _HOLDERS
    return compound.classes <= classes


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
