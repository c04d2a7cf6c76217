"""Elements: parts of a page goes in; their names, classes and words come out, without asking what they are for."""

from __future__ import annotations

from collections.abc import Iterator, Set

from lxml import etree

from makeready.late_pattern import late_pattern
from makeready.manuscript.removal import remove_element
from makeready.style.sheet import find_value, read_declarations

BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu nav ol p pre section summary table tbody td tfoot th thead "
    "tr ul "
    "caption legend".split()
)
# What a call of a note becomes when its note is taken out of the text; its `label` is the note's.
CALL = "note-call"
# What holds no words for a reader.
UNREAD_TAGS = frozenset("head script style template noscript iframe embed svg select option canvas".split())
# Words before and behind these are not one word.
APART = BLOCKS | {"br"}
_WORD = late_pattern(r"\S+")


def find_tag(element: etree._Element) -> str:
    """Return the local name of an element in lower case, "" for comments and their like."""
    # Comments and processing instructions have a function for a tag, which the types do not tell.
    tag: object = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def list_classes(element: etree._Element) -> set[str]:
    """Return the names of an element's class, in lower case."""
    return set((element.get("class") or "").lower().split())


def is_block(element: etree._Element) -> bool:
    """Return True for an element that begins a line."""
    return find_tag(element) in BLOCKS


def holds_block(element: etree._Element) -> bool:
    """Return True where a block is anywhere within the element."""
    return any(find_tag(inner) in BLOCKS for inner in element.iterdescendants())


def walk_words(element: etree._Element, unread: Set[str] = UNREAD_TAGS, apart: Set[str] = APART) -> Iterator[str]:
    """Yield the text of an element as a reader sees it: a blank where one of `apart` begins and ends.

    What is in elements of `unread` is passed over.
    """
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            tag = find_tag(node)
            if tag in unread:
                walk.skip_subtree()
                continue
            if tag in apart:
                yield " "
            yield node.text or ""
        elif node is not element:
            if find_tag(node) in apart:
                yield " "
            yield node.tail or ""


def read_all(element: etree._Element) -> str:
    """Return the text of an element as it is, with that of everything in it."""
    return "".join(str(piece) for piece in element.itertext())


def find_line(element: etree._Element) -> int | None:
    """Return the line of the source that an element begins on, None where it was made here."""
    line: object = element.sourceline
    return line if isinstance(line, int) and line > 0 else None


def read_style(element: etree._Element, name: str) -> str:
    """Return what an element's own style sets a property to, in lower case, "" where it sets none."""
    text = element.get("style")
    return (find_value(read_declarations(text), name) or "").strip().lower() if text else ""


def find_align(element: etree._Element) -> str:
    """Return how the words of a block or a cell are set, "left", "right" or "center", where it says so, else ""."""
    align = read_style(element, "text-align") or (element.get("align") or "").lower()
    return align if align in ("left", "right", "center") else ""


def list_words(element: etree._Element) -> list[str]:
    """Return the words of an element, as blanks divide them."""
    return _WORD.findall("".join(walk_words(element)))


def unwrap(node: etree._Element) -> None:
    """Put what is in an element in its place."""
    parent = node.getparent()
    if parent is None:
        return
    at = parent.index(node)
    before = node.getprevious()
    if node.text:
        if before is not None:
            before.tail = (before.tail or "") + node.text
        else:
            parent.text = (parent.text or "") + node.text
    children = list(node)
    if children:
        children[-1].tail = (children[-1].tail or "") + (node.tail or "")
        node.tail = None
    remove_element(node)
    for offset, child in enumerate(children):
        parent.insert(at + offset, child)
