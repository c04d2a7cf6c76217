"""Marks: attributes and addresses as the author wrote them go in; those that a book may carry come out."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Mapping

from makeready.findings import Span
from makeready.late_pattern import late_pattern
from makeready.manuscript import roles, values
from makeready.manuscript.record import Record
from makeready.manuscript.systems import System
from makeready.model.node import NodeKind
from makeready.model.schemes import LINK_SCHEMES

_IDENTITY = late_pattern(r"[A-Za-z_][A-Za-z0-9_.-]*")
_CLASS = late_pattern(r"-?[^\W\d][\w-]*")
_SIZE = late_pattern(r"\d{1,5}(?:\.\d+)?(?:%|px|em|rem|in|cm|mm|pt)?")
_SPANS = late_pattern(r"[1-9]\d{0,2}")
_SCHEME = late_pattern(r"([A-Za-z][A-Za-z0-9+.-]*):")

_ANY = frozenset({"id", "class", "lang", "dir", "role"})
_MORE = {
    NodeKind.HEADING: {"matter", "numbered", "listed", "short", "title"},
    NodeKind.IMAGE: {"src", "alt", "title", "width", "height"},
    NodeKind.LINK: {"href", "title"},
    NodeKind.SPAN: {"title", "cite", "datetime"},
    NodeKind.CELL: {"colspan", "rowspan", "align", "scope"},
    NodeKind.LIST: {"start", "type", "reversed"},
    NodeKind.ITEM: {"value"},
    NodeKind.DIVISION: {"title"},
}
_NUMBER = late_pattern(r"[+-]?[0-9]{1,9}")
_FORMS = {
    "width": _SIZE, "height": _SIZE, "colspan": _SPANS, "rowspan": _SPANS, "start": _NUMBER, "value": _NUMBER,
    "type": late_pattern("[1aAiI]"),
}  # fmt: skip
# Blocks whose words stand to one side by a class of the theme.
_SIDED = frozenset({NodeKind.PARAGRAPH, NodeKind.HEADING, NodeKind.DIVISION})
_SIDES = {"left": "left", "right": "right", "center": "center", "middle": "center"}
# The look of one place, which a reader would have seen: dropped, and told.
_LOOKS = frozenset("align bgcolor color face hidden".split())
# Known to browsers, of no use in a book: dropped without a word.
_IDLE = frozenset(
    "border cellpadding cellspacing valign size rel target loading decoding srcset "
    "sizes tabindex clear nowrap compact span summary open name itemprop itemscope itemtype "
    "rev hreflang type value title cite datetime width height reversed start scope headers".split()
)


def check_attributes(record: Record, given: Mapping[str, object], kind: NodeKind, span: Span) -> dict[str, str]:
    """Return the attributes that a node of `kind` may have; each other one is reported."""
    good: dict[str, str] = {}
    side = ""
    for key, raw in given.items():
        value = values.replace_controls(str(raw))
        if key in _ANY:
            _CHECKS[key](record, value, kind, span, good)
        elif key in _MORE.get(kind, ()):
            form = _FORMS.get(key)
            if form is _NUMBER and form.fullmatch(value):
                good[key] = str(int(value))
            elif form is None or form.fullmatch(value):
                good[key] = value
        elif key == "align" and kind in _SIDED and value.lower() in _SIDES:
            side = _SIDES[value.lower()]
        elif key == "align" and value.lower() == "justify":
            pass  # as the theme has it
        elif key.startswith("on") or key in _LOOKS or key in ("style", "srcdoc", "formaction", "action"):
            record.report("MS008", f"the attribute {key} was removed", span)
        elif key not in _IDLE and not key.startswith(("data-", "aria-", "xmlns", "epub:", "xml:")):
            record.report("MS027", f"the attribute {key!r} is not known here", span)
    if side:
        good["class"] = " ".join((*good.get("class", "").split(), side))
    return good


def _check_id(record: Record, value: str, kind: NodeKind, span: Span, good: dict[str, str]) -> None:
    if not any(map(str.isalnum, value)) or any(map(str.isspace, value)):
        record.report("MS031", f"{value!r} cannot be an id", span)
    elif value in record.ids:
        record.report("MS023", f"the id {value!r} is given at {record.ids[value]} already", span)
    else:
        record.ids[value] = span
        good["id"] = value
        if not _IDENTITY.fullmatch(value):
            # Reading systems and EPUBCheck take ids of ASCII letters; links go on naming what the author wrote.
            good["id"] = _find_ascii(value, record.ids)
            good["anchor"] = value
            record.ids[good["id"]] = span


def _find_ascii(value: str, taken: Mapping[str, Span]) -> str:
    """Return an id of ASCII letters for one that has others, or that begins with a digit."""
    base = values.make_slug(value, "id")
    name = base = f"id-{base}" if base[0].isdigit() else base
    serial = 1
    while name in taken:
        serial += 1
        name = f"{base}-{serial}"
    return name


def _check_lang(record: Record, value: str, kind: NodeKind, span: Span, good: dict[str, str]) -> None:
    try:
        good["lang"] = values.check_language(value)
    except values.Refusal as refusal:
        record.report("MD008", refusal.message, span, refusal.hint)


def _check_dir(record: Record, value: str, kind: NodeKind, span: Span, good: dict[str, str]) -> None:
    if value.lower() in ("ltr", "rtl", "auto"):
        good["dir"] = value.lower()
    else:
        record.report("MS027", f"dir is ltr, rtl or auto, not {value!r}", span)


def _check_role(record: Record, value: str, kind: NodeKind, span: Span, good: dict[str, str]) -> None:
    role = roles.find_role(value) if kind is NodeKind.HEADING else value if value in roles.BLOCK_ROLES else None
    if role:
        good["role"] = role
    elif not value.startswith("doc-"):
        record.report("MS026", f"{value!r} is not a role that is known here", span)


def _check_class(record: Record, value: str, kind: NodeKind, span: Span, good: dict[str, str]) -> None:
    words = [word for word in value.split() if _CLASS.fullmatch(word)]
    if words:
        good["class"] = " ".join(words)
    known = next((word for word in words if word in roles.BLOCK_ROLES), None)
    if known and kind is not NodeKind.HEADING:
        good.setdefault("role", known)


_CHECKS = {"id": _check_id, "lang": _check_lang, "dir": _check_dir, "role": _check_role, "class": _check_class}


def allow_link(record: Record, href: str, line: int) -> bool:
    """Return True where a book's link may lead to `href`; else report it. Browsers skip what is skipped here."""
    plain = re.sub(r"[\x00-\x20\x7f-\xa0\u200b-\u200f]", "", urllib.parse.unquote(href))
    scheme = _SCHEME.match(plain)
    shown = href if len(href) <= 60 else f"{href[:57]}…"
    if scheme and scheme[1].lower() not in LINK_SCHEMES:
        message = f"the link to {shown!r} was dropped: {scheme[1].lower()}: is no scheme for a book"
    elif plain.startswith("/") and not plain.startswith("//") and record.system is not System.MAKEREADY:
        return True  # from the root of a web site, whose pages the book has
    elif plain.startswith(("/", "\\")):
        message = f"the link to {shown!r} was dropped: it leads to a path of one machine"
    else:
        return True
    record.report("MS012", message, record.point(line, urllib.parse.unquote(href)))
    return False
