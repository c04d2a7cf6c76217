"""Styles of word processors: paragraphs with the names of their styles go in; what each is in a book comes out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from lxml import etree

from makeready.acquire.elements import find_tag, read_all, unwrap
from makeready.late_pattern import late_pattern
from makeready.manuscript.removal import remove_element
from makeready.manuscript.roles import BLOCK_ROLES

# Names of styles, without blanks and case, and the class or element that each means.
_STYLES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (late_pattern(pattern), role)
    for pattern, role in (
        (
            r"(?:block|intense)?(?:text|quotes?|quotations?|zitat|citation|extract)$|blockquot\w*|quotations?",
            "blockquote",
        ),
        (r"verse\w*|poe(?:m|try)\w*|gedicht|stanza|lineblock", "verse"),
        (r"epigraph\w*|motto", "epigraph"),
        (r"dedication|widmung", "dedication"),
        (r"attribution|source|quelle", "attribution"),
        (r"sourcecode|preformatted\w*|htmlpreformatted|code\w*|verbatim\w*|listing", "pre"),
        (r"signature|unterschrift", "signature"),
        (r"salutation", "salutation"),
        (r"definitionterm\w*|listheading", "dt"),
        (r"definition(?:definition)?(?:tight)?|listcontents", "dd"),
        (r"(?:image|table|figure)?caption|beschriftung|illustration|figure", "caption"),
    )
)
# Styles that every file has, and what pandoc itself writes: their paragraphs are usual ones.
_USUAL = late_pattern(
    r"normal\w*|body\w*|text\w*|first\w*|standard|default\w*|paragraph\w*|listparagraph|compact|hyperlink|internetlink|"
    r"captionedfigure|table\w*|footnote\w*|endnote\w*|bibliography|toc\w*|contents\w*|heading\w*|title|subtitle|author|date|"
    r"abstract\w*|imagecaption|tablecaption|strong|emphasis|frame\w*|annotation\w*|comment\w*|index\w*|list\w*|quotations?"
)
# A span of these has a role within its line.
_OF_WORDS = frozenset("attribution signature dateline speaker direction salutation valediction".split())
# Of these, the names are also those of styles that every file has.
_USUAL_ROLES = frozenset({"index", "bibliography"})
# Several paragraphs of one style are one of these; two lines with a signature are two.
_JOINED = BLOCK_ROLES - _OF_WORDS - {"bridgehead", "credit", "question", "index", "bibliography"}
_SMALL = late_pattern(r"small-?caps", re.IGNORECASE)


def give_roles(root: etree._Element, read_code: Callable[[etree._Element], str]) -> Counter[str]:
    """Give paragraphs the role that the name of their style means; return how often each name stands that means none.

    `read_code` gives a line of code with the blanks that the file has.
    """
    unknown: Counter[str] = Counter()
    for node in list(root.iter("div", "span")):
        style = node.get("data-custom-style")
        if style is None:
            continue
        del node.attrib["data-custom-style"]
        name = _plain(style)
        role = find_role(style)
        if find_tag(node) == "span":
            if _SMALL.search(style):
                node.set("class", "smallcaps")
            elif name in _OF_WORDS:
                node.set("class", name)
            continue
        if role is None:
            if not _USUAL.fullmatch(name):
                unknown[style] += 1
            continue
        _give_role(node, role, read_code)
    _join_runs(root)
    return unknown


def _give_role(node: etree._Element, role: str, read_code: Callable[[etree._Element], str]) -> None:
    if role == "blockquote":
        if any(find_tag(one) == "blockquote" for one in node):
            unwrap(node)  # pandoc knows the usual names by itself
        elif not any(find_tag(one) == "blockquote" for one in node.iterancestors()):
            node.tag = "blockquote"
    elif role == "pre":
        if not any(find_tag(one) == "pre" for one in node.iter()):
            text = "\n".join(read_code(line) for line in _lines_of(node))
            for one in list(node):
                node.remove(one)
            node.tag, node.text = "pre", text
    elif role == "caption":
        _add_caption(node)
    elif role in ("dt", "dd"):
        if not any(find_tag(one) in ("dl", "blockquote", "li") for one in node.iterancestors()):
            node.tag = role
    else:
        node.set("class", role)


def find_role(style: str) -> str | None:
    """Return the class or element that the name of a paragraph style means, None for one that means none."""
    name = _plain(style)
    known = next((role for pattern, role in _STYLES if pattern.fullmatch(name)), None)
    if known is None:
        role = re.sub(r"[\W_]+", "-", style.lower()).strip("-")
        return role if role in BLOCK_ROLES and role not in _USUAL_ROLES else None
    return known


def _plain(style: str) -> str:
    return re.sub(r"[\W_\d]+", "", style).lower()


def _add_caption(node: etree._Element) -> None:
    """Make a figure of a picture and the paragraph below it, and give a table the paragraph beside it."""
    before, behind = node.getprevious(), node.getnext()
    if before is not None and not read_all(before).strip() and find_tag(before) in ("p", "div"):
        pictures = list(before.iter("img"))
        if pictures:
            before.tag = "figure"
            before.attrib.clear()
            for child in list(before):
                before.remove(child)
            for picture in pictures:
                picture.tail = None
                before.append(picture)
            node.tag = "figcaption"
            before.append(node)
            return
    table = next((one for one in (behind, before) if one is not None and find_tag(one) == "table"), None)
    if table is not None and not any(find_tag(one) == "caption" for one in table):
        remove_element(node)
        node.tail = None
        node.tag = "caption"
        table.insert(0, node)


def _lines_of(node: etree._Element) -> list[etree._Element]:
    for one in list(node.iter("br")):
        one.tail = f"\n{one.tail or ''}"
    return list(node.iter("p")) or [node]


def _join_runs(root: etree._Element) -> None:
    """Make one element of neighbours of one role: each line of a poem and of code is a paragraph there."""
    for node in list(root.iter("div", "blockquote", "pre")):
        before = node.getprevious()
        if (
            before is not None
            and not (before.tail or "").strip()
            and find_tag(before) == find_tag(node)
            and (before.get("class") or "") == (node.get("class") or "")
            and (find_tag(node) != "div" or node.get("class") in _JOINED)
        ):
            if find_tag(node) == "pre":
                before.text = f"{before.text or ''}\n{node.text or ''}"
            else:
                before.extend(list(node))
            remove_element(node)
    for node in list(root.iter("dt", "dd")):
        _join_definition(node)


def _join_definition(node: etree._Element) -> None:
    """Put a term or what it means into the list that goes before it, or into a new one."""
    parent, before = node.getparent(), node.getprevious()
    if parent is None or find_tag(parent) == "dl":
        return
    near = before is not None and find_tag(before) == "dl" and not (before.tail or "").strip()
    if find_tag(node) == "dd" and not near:
        node.tag = "div"  # it means no term
        return
    tail, node.tail = node.tail, None
    if find_tag(node) == "dt":
        # Within a term, a paragraph would be a block of its own.
        for one in list(node.iter("p")):
            unwrap(one)
    if near and before is not None:
        before.append(node)
        before.tail = tail
    else:
        holder = etree.Element("dl")
        holder.tail = tail
        parent.replace(node, holder)
        holder.append(node)
