"""Scope: an element of a page goes in; whether it belongs to the text or to the page's furniture comes out."""

from __future__ import annotations

import re

from lxml import etree

from makeready.acquire.elements import find_tag, walk_words
from makeready.findings import Span
from makeready.late_pattern import late_pattern

_FURNITURE_TAGS = {"nav", "aside", "footer", "form", "button", "script", "style", "template", "noscript", "iframe"}
_FURNITURE_TAGS |= {"select", "svg", "head"}
_FURNITURE_ROLES = {"navigation", "complementary", "contentinfo", "search", "banner", "form", "menu"}
# Parts of the names of classes and ids.
_FURNITURE_WORDS = {
    "ad", "ads", "advert", "addtoany", "breadcrumb", "breadcrumbs", "comment", "comments", "commentlist", "cookie",
    "disqus", "footer", "menu", "modal", "nav", "navbar", "navigation", "newsletter", "pager", "pagination", "popup",
    "promo", "recommended", "recommendations", "related", "replies", "reply", "respond", "share", "sharedaddy",
    "sharing", "shares", "sidebar", "signature", "skip", "social", "sponsored", "subscribe", "teaser", "trending",
    "widget", "widgets", "cite-comment", "usercomments", "kommentar", "kommentare", "teilen", "seitenleiste",
}  # fmt: skip
_STATES = late_pattern(r"^(?:has|no|with|without|is)-|-(?:open|closed|enabled|on|off|disabled)$")
# What holds the whole page may carry classes that name all its parts.
_WHOLE = {"html", "body", "main"}
_CODE = {"script", "style", "template", "noscript"}
_BREAKS = {"br", "p", "div", "li", "ul", "ol", "td", "th", "tr", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}


def is_own_furniture(element: etree._Element) -> bool:
    """Return True where the element itself is marked as furniture: navigation, sharing, comments, related texts."""
    tag = find_tag(element)
    if tag in _WHOLE:
        return False
    if tag in _FURNITURE_TAGS or (element.get("role") or "").lower() in _FURNITURE_ROLES:
        # A footer within an article closes the article; the page's own holds what is on every page.
        return tag != "footer" or not any(find_tag(parent) == "article" for parent in element.iterancestors())
    if tag == "article" and element.find(".//h1") is not None:
        # What holds the heading is the text, whatever its class says ("newsletter-post").
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()[:2000].split()
    parts = {part for name in names if not _STATES.search(name) for part in re.split(r"[-_]+", name)}
    return bool(parts & _FURNITURE_WORDS) or (element.get("itemtype") or "").endswith("Comment")


def is_furniture(element: etree._Element) -> bool:
    """Return True where the element or one that holds it is furniture."""
    return is_own_furniture(element) or any(is_own_furniture(parent) for parent in element.iterancestors())


def find_span(element: etree._Element, source: str) -> Span:
    """Return the line of `source` on which the element begins."""
    line: object = element.sourceline
    return Span.at(source, line if isinstance(line, int) and line > 0 else 1)


def read_text(element: etree._Element) -> str:
    """Return the words of an element on one line, those of scripts and styles left out."""
    return " ".join("".join(walk_words(element, _CODE, _BREAKS)).split())
