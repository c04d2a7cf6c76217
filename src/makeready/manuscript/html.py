"""Raw HTML: a run of HTML goes in; its tags, words and comments, with their lines, come out.

Which elements a book knows, and what becomes of the others, is said here as data. Nothing is parsed twice: each
piece is found from where the last one ended, and an end that is not there is looked for once.
https://spec.commonmark.org/0.31.2/#raw-html
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern
from makeready.manuscript.references import unescape
from makeready.model.node import NodeKind

# Elements of the line that are kept as they are.
INLINE = frozenset("abbr b bdi bdo cite del dfn i ins kbd mark q rb rp rt ruby s samp small span sub sup u var".split())
# Elements of the line that have a kind of their own.
INLINE_KINDS = {
    "em": NodeKind.EMPHASIS,
    "strong": NodeKind.STRONG,
    "code": NodeKind.CODE,
    "a": NodeKind.LINK,
    "br": NodeKind.LINE_BREAK,
    "img": NodeKind.IMAGE,
}
# Old names for what has a better one.
# A time is words: what says when for machines is not kept, and without it nothing may be marked within.
SYNONYMS = {
    "strike": "s",
    "tt": "code",
    "acronym": "abbr",
    "big": "span",
    "font": "span",
    "data": "span",
    "time": "span",
}
BLOCK_KINDS = {
    "p": NodeKind.PARAGRAPH,
    "blockquote": NodeKind.BLOCK_QUOTE,
    "ul": NodeKind.LIST,
    "ol": NodeKind.LIST,
    "li": NodeKind.ITEM,
    "dl": NodeKind.DEFINITION_LIST,
    "dt": NodeKind.TERM,
    "dd": NodeKind.DEFINITION,
    "pre": NodeKind.CODE_BLOCK,
    "hr": NodeKind.RULE,
    "table": NodeKind.TABLE,
    "thead": NodeKind.TABLE_HEAD,
    "tbody": NodeKind.TABLE_BODY,
    "tfoot": NodeKind.TABLE_BODY,
    "tr": NodeKind.ROW,
    "td": NodeKind.CELL,
    "th": NodeKind.CELL,
    "caption": NodeKind.CAPTION,
    "figure": NodeKind.FIGURE,
    "figcaption": NodeKind.CAPTION,
    "div": NodeKind.DIVISION,
    **{f"h{level}": NodeKind.HEADING for level in range(1, 7)},
    **dict.fromkeys(
        "address article aside center details div dir footer header hgroup main menu nav section summary".split(),
        NodeKind.DIVISION,
    ),
}
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# Removed with a finding; what stands between the tags stays.
REMOVED = frozenset(
    "applet area audio base body button canvas dialog embed fieldset form frame frameset head html iframe input label "
    "legend link map math meta noframes noscript object optgroup option output param portal select slot source svg "
    "template textarea title track video".split()
)
# Removed with a finding, and what is between the tags with them: it is code, no words.
DISCARDED = frozenset({"script", "style"})
# Dropped without a word: they say nothing.
SILENT = frozenset({"col", "colgroup", "wbr", "nobr"})
# What a new element ends without being told, as HTML has it.
ENDS = {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "tr": {"td", "th", "tr"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "tbody": {"td", "th", "tr", "thead", "tbody"},
    "tfoot": {"td", "th", "tr", "thead", "tbody"},
}
# Elements whose end may be left out.
OPTIONAL_END = frozenset("li dt dd tr td th thead tbody tfoot p".split())

_ATTRIBUTE = late_pattern(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
_TAG = late_pattern(
    r"""<(/?)([A-Za-z][A-Za-z0-9:-]*+)((?>(?:[^<>"']|"[^"]*"|'[^']*')*))>"""
    r"""|<!-->|<!--->""",
)
# An address between angle brackets, with a scheme that slashes follow or that links of a book may have: <a:b> is an
# element. https://spec.commonmark.org/0.31.2/#autolinks
_ADDRESS = late_pattern(
    r"<([A-Za-z][A-Za-z0-9+.-]{1,31}://[^\s<>]*|(?:mailto|tel|sms|urn|doi|isbn|news|geo|xmpp):[^\s<>]+)>"
    r"|<([\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8})>"
)


class PieceKind(StrEnum):
    """What a piece of HTML is."""

    TEXT = "text"
    ADDRESS = "address"  # between angle brackets: its name is what a link to it leads to
    OPEN = "open"
    CLOSE = "close"
    COMMENT = "comment"
    BROKEN = "broken"  # a comment without an end


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A tag, a comment or a run of words: the tag's name, its attributes, the words, and where it starts."""

    kind: PieceKind
    raw: str
    line: int
    column: int
    name: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    text: str = ""


def split_html(text: str, line: int, column: int = 1) -> Iterator[Piece]:
    """Yield the pieces of `text`, which starts at `line` and `column` of its file."""
    at = 0
    missing: set[str] = set()
    line_start = 1 - column
    length = len(text)

    while at < length:
        opening = text.find("<", at) if text[at] != "<" else at
        if opening < 0:
            opening = length
        piece, end = (None, opening) if opening > at else _read_markup(text, at, missing)
        if piece is None and opening == at:
            # A bracket that opens nothing is a character: it goes with the words behind it.
            behind = text.find("<", at + 1)
            end = behind if behind > 0 else length
        raw = text[at:end]
        kind, name, attributes = piece or (PieceKind.TEXT, "", ())
        words = unescape(raw) if kind is PieceKind.TEXT else raw
        if kind is PieceKind.ADDRESS:
            words = unescape(raw[1:-1])
        yield Piece(
            kind=kind, raw=raw, line=line, column=at - line_start + 1, name=name, attributes=attributes, text=words
        )
        breaks = raw.count("\n")
        if breaks:
            line += breaks
            line_start = at + raw.rfind("\n") + 1
        at = end


_Markup = tuple[PieceKind, str, tuple[tuple[str, str], ...]]


def _read_markup(text: str, at: int, missing: set[str]) -> tuple[_Markup | None, int]:
    """Return what the bracket at `at` opens and where that ends, or None where it opens nothing."""
    address = _ADDRESS.match(text, at)
    if address:
        href = unescape(address[1] or f"mailto:{address[2]}")
        return (PieceKind.ADDRESS, href, ()), address.end()
    tag = _TAG.match(text, at)
    if tag:
        if not tag[2]:
            return (PieceKind.COMMENT, "", ()), tag.end()
        name = tag[2].lower()
        if tag[1]:
            return (PieceKind.CLOSE, name, ()), tag.end()
        return (PieceKind.OPEN, name, _read_attributes(tag[3])), tag.end()
    for start, end in (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")):
        if not text.startswith(start, at):
            continue
        place = -1 if end in missing else text.find(end, at + len(start))
        if place >= 0:
            return (PieceKind.COMMENT, "", ()), place + len(end)
        missing.add(end)
        return ((PieceKind.BROKEN, "", ()), at + len(start)) if start == "<!--" else (None, at)
    return None, at


def _read_attributes(text: str) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for item in _ATTRIBUTE.finditer(text):
        value = next((v for v in item.groups()[1:] if v is not None), "")
        found.setdefault(item[1].lower(), unescape(value))
    return tuple(found.items())
