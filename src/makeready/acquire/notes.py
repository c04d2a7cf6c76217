"""Notes: the tree of a text goes in; its notes, taken out of the running text, and their calls come out.

A note is known by its call: a link to a place further on that leads back, or that is marked as a note in the roles of
DPUB-ARIA or the types of EPUB. https://www.w3.org/TR/dpub-aria-1.1/ and https://www.w3.org/TR/epub-ssv-11/
"""

from __future__ import annotations

import re
import urllib.parse

from lxml import etree

from makeready.acquire.elements import CALL, find_tag, holds_block, is_block, list_classes, read_all
from makeready.late_pattern import late_pattern
from makeready.manuscript.removal import remove_element

_MARK = late_pattern(r"[\[({]?\s*(?:\d{1,4}|[*†‡§¶‖#]{1,4}|[a-z]|[ivxlc]{1,7})\s*[\])}]?", re.IGNORECASE)
_ARROWS = late_pattern(
    r"^[\s↩↵⏎⤴↑^«‹←\ufe0e\ufe0f\[\]().\d]*(?:back|return|zurück|retour|volver)?[\s\ufe0e\ufe0f\]).]*$", re.IGNORECASE
)
_ROLES = frozenset({"doc-footnote", "doc-endnote", "footnote", "endnote", "rearnote", "note"})
_NOTE_WORDS = late_pattern(r"(?:foot|end|rear)?notes?(?:text)?|fn|en|ftn|sdfootnote|sdendnote")


def list_types(node: etree._Element) -> set[str]:
    """Return the words of an element's role and of its type in EPUB."""
    words = (
        f"{node.get('role') or ''} {node.get('epub:type') or ''} {node.get('{http://www.idpf.org/2007/ops}type') or ''}"
    )
    return set(words.lower().split())


def take_notes(root: etree._Element) -> dict[str, etree._Element]:
    """Take the notes out of `root`; each call becomes an element `note-call` with its `label`.

    Returns the elements with the words of notes, by label, in the order of their first calls. A link that looks like a
    call and leads to no note stays a link.
    """
    by_id = {identity: node for node in root.iter() if find_tag(node) and (identity := node.get("id"))}
    for node in root.iter("a"):
        if name := node.get("name"):
            by_id.setdefault(name, node)
    labels: dict[etree._Element, str] = {}
    calls: list[tuple[etree._Element, etree._Element]] = []
    for call in list(root.iter("a")):
        target = by_id.get(_fragment(call))
        if target is None or not (_is_call(call) or _is_answered(call, target)):
            continue
        note = _find_note(target, call)
        if note is None or _is_within(call, note):
            continue
        calls.append((call, note))
    notes: dict[str, etree._Element] = {}
    for call, note in calls:
        if note not in labels:
            labels[note] = str(len(labels) + 1)
            notes[labels[note]] = note
        _replace_call(call, labels[note])
    for note in notes.values():
        _strip_marks(note)
        parent = note.getparent()
        if parent is not None:
            remove_element(note)
            _remove_rule(parent)
            _remove_empty(parent)
    return notes


def _fragment(link: etree._Element) -> str:
    href = link.get("href") or ""
    return urllib.parse.unquote(href[1:]) if href.startswith("#") and len(href) > 1 else ""


def _is_call(link: etree._Element) -> bool:
    if list_types(link) & {"doc-noteref", "noteref"} or list_classes(link) & {"footnote-ref", "noteref", "footnote"}:
        return True
    words = read_all(link).strip()
    raised = any(find_tag(one) == "sup" for one in (*link.iterancestors(), *link.iter()))
    return bool(_MARK.fullmatch(words)) and (raised or words.startswith(("[", "(", "*")) or words in "*†‡§")


def _is_answered(link: etree._Element, target: etree._Element) -> bool:
    """Return True for a figure whose target has a link, shown as an arrow or as the same figure, back to it alone."""
    words = read_all(link).strip()
    own = link.get("id")
    block = next(
        (one for one in (target, *target.iterancestors()) if find_tag(one) in ("li", "p", "aside", "dd")), None
    )
    if not own or block is None or not re.fullmatch(r"\[?\d{1,4}\]?", words):
        return False
    return any(
        _fragment(one) == own and (_ARROWS.match(read_all(one)) or read_all(one).strip(" .[]") == words.strip("[]"))
        for one in block.iter("a")
    )


def _find_note(target: etree._Element, call: etree._Element) -> etree._Element | None:
    """Return the block that a call leads to, where that is a note."""
    block = target
    while find_tag(block) not in ("li", "p", "aside", "div", "dd", "section", "tr", "blockquote", ""):
        parent = block.getparent()
        if parent is None:
            return None
        block = parent
    if find_tag(block) == "p":
        parent = block.getparent()
        if parent is not None and (find_tag(parent) == "li" or list_types(parent) & _ROLES) and _first(parent) is block:
            block = parent
    if find_tag(block) not in ("li", "p", "aside", "div", "dd", "section", "blockquote"):
        return None
    parts = [part for name in list_classes(block) for part in re.split(r"[-_\d]+", name) if part]
    marked = list_types(block) & _ROLES or any(_NOTE_WORDS.fullmatch(part) for part in parts)
    around = {one.get("id") for one in (*call.iterancestors(), *call.iter())} - {None}
    return block if marked or any(_fragment(one) in around for one in block.iter("a")) else None


def _first(parent: etree._Element) -> etree._Element | None:
    return next((one for one in parent if find_tag(one)), None)


def _is_within(node: etree._Element, holder: etree._Element) -> bool:
    return any(one is holder for one in node.iterancestors())


def _replace_call(call: etree._Element, label: str) -> None:
    """Put the call of a note in the place of a link, and of the raised figure that holds nothing else."""
    place = call
    while (parent := place.getparent()) is not None and find_tag(parent) in ("sup", "span", "small"):
        words = read_all(parent).strip().strip("[]()")
        if words != read_all(call).strip().strip("[]()"):
            break
        place = parent
    parent = place.getparent()
    if parent is None:
        return
    mark = etree.Element(CALL)
    mark.set("label", label)
    mark.tail = place.tail
    place.tail = None
    parent.replace(place, mark)


def _strip_marks(note: etree._Element) -> None:
    """Take out of a note the links that lead back, and the figure that it begins with."""
    for link in list(note.iter("a")):
        words = read_all(link)
        back = bool(list_types(link) & {"doc-backlink", "backlink", "referrer"}) or "footnote-back" in list_classes(
            link
        )
        if back or (_fragment(link) and (_ARROWS.match(words) or _MARK.fullmatch(words.strip()))):
            place = link
            while (parent := place.getparent()) is not None and find_tag(parent) in ("sup", "span", "small"):
                if read_all(parent).strip() != words.strip():
                    break
                place = parent
            parent = place.getparent()
            if parent is not None:
                if _MARK.fullmatch(words.strip()) and not (parent.text or "").strip() and _first(parent) is place:
                    # The point or bracket behind the figure that it begins with is its own.
                    place.tail = re.sub(r"^[\].):]+\s+", "", place.tail or "")
                remove_element(place)
    first = note
    while not (first.text or "").strip() and (inner := _first(first)) is not None and _is_or_holds_block(inner):
        first = inner
    if first.text:
        first.text = re.sub(r"^\s*(?:\[?\d{1,4}[\].):]+|[*†‡§]+)\s+", "", first.text) or None
    if find_tag(note) in ("p", "dd"):
        note.tag = "div"


def _is_or_holds_block(node: etree._Element) -> bool:
    """Return True for a block, or what holds one."""
    return is_block(node) or holds_block(node)


def _remove_rule(node: etree._Element) -> None:
    """Remove the rule that set the notes off, where nothing stands behind it any more."""
    last = node[-1] if len(node) else None
    if last is not None and find_tag(last) == "hr" and not (last.tail or "").strip():
        node.remove(last)


def _remove_empty(node: etree._Element) -> None:
    """Remove what held notes only: the list, its rule, its section. A heading over it goes too, where it says so."""
    place: etree._Element | None = node
    while place is not None and find_tag(place) in ("ol", "ul", "dl", "section", "div", "aside"):
        rest = [one for one in place if find_tag(one)]
        words = read_all(place).strip()
        only = all(find_tag(one) in ("hr", "br") or re.fullmatch(r"h[1-6]", find_tag(one)) for one in rest)
        named = re.fullmatch(
            r"(?:foot|end)?notes?|anmerkungen|fußnoten|notas|notes de bas de page", words, re.IGNORECASE
        )
        if not only or (words and not named):
            return
        parent = place.getparent()
        if parent is None:
            return
        remove_element(place)
        place = parent
