"""Words in Markdown: the content of a paragraph, as elements, goes in; a line that reads the same comes out.

Nothing that stands in the words may be read as markup, in any of the dialects that the reader of manuscripts knows: so
each character that could begin a notation has a backslash before it.
https://spec.commonmark.org/0.31.2/#backslash-escapes
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from makeready.acquire.elements import CALL, find_tag, list_classes, read_all

# Anywhere in a line.
_SPECIAL = re.compile(
    r"[\\`*\[\]<~^$|]|(?<![^\W_])_|_(?![^\W_])|[{}]|&(?=#?\w+;)|@(?=\w)|=(?==)|%(?=%)|\+(?=\+)|:(?=[a-z+:/-])"
)
# At the beginning of a line only.
_AT_START = re.compile(r"[#>+=:!%(-]")
# What may number an item of a list: figures, a letter, a roman number.
_NUMBER = re.compile(r"(\d{1,9}|[A-Za-z]|[ivxlcdmIVXLCDM]{1,9})(?=[.)](?:\s|$))")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
# What an element of the line is written as on both sides, and as HTML where Markdown would read it otherwise.
_MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**"}
_KEPT = frozenset("abbr bdi bdo cite del dfn ins kbd mark q rb rp rt ruby s samp small sub sup u var".split())
_SMALL_CAPITALS = frozenset({"smallcaps", "small-caps", "sc", "smcap", "smallcap"})
_HELD = ("lang", "dir")
LinkOf = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class _Open:
    """The beginning of an element that Markdown has a mark for."""

    mark: str
    tag: str


@dataclass(frozen=True, slots=True)
class _Close:
    """Its end."""

    mark: str
    tag: str


_Token = str | _Open | _Close


@dataclass(slots=True, kw_only=True)
class LineWriter:
    """Writes the words of elements.

    `link_of` gives the address that a link leads to in the manuscript, None where it leads nowhere; `pictures` the
    paths of pictures by their addresses in the source; `anchors` are the ids that links lead to.
    `used` collects the pictures that were written.
    """

    link_of: LinkOf = field(default=lambda address: address)
    pictures: Mapping[str, str] = field(default_factory=dict)
    anchors: frozenset[str] = frozenset()
    used: set[str] = field(default_factory=set)

    def write(self, nodes: list[etree._Element | str], *, breaks: str = "\\\n", table: bool = False) -> str:
        """Return the words of `nodes`, text and elements in their order, as Markdown; `breaks` stands for a break."""
        tokens: list[_Token] = []
        for node in nodes:
            self._take(node, tokens, breaks)
        return _join(tokens, breaks, table=table)

    def _take(self, node: etree._Element | str, tokens: list[_Token], breaks: str) -> None:
        if isinstance(node, str):
            tokens.append(_Words(node))
            return
        tag = find_tag(node)
        if tag == CALL:
            tokens.append(_Raw(f"[^{node.get('label')}]"))
        elif tag == "br":
            tokens.append(_Raw(breaks))
        elif tag == "img":
            tokens.append(_Raw(self.write_picture(node)))
        elif tag in ("code", "tt") and not len(node):
            tokens.append(_Raw(_write_code(node.text or "")))
        elif tag in _MARKS:
            name = "em" if _MARKS[tag] == "*" else "strong"
            self._take_marked(node, tokens, breaks, _Open(_MARKS[tag], name), _Close(_MARKS[tag], name))
        elif tag == "a":
            self._take_link(node, tokens, breaks)
        elif tag in _KEPT:
            shown = "".join(
                f' {key}="{html.escape(node.get(key) or "")}"' for key in ("title", *_HELD) if node.get(key)
            )
            tokens.append(_Raw(f"<{tag}{shown}{_id_of(node, self.anchors)}>"))
            self._take_inner(node, tokens, breaks)
            tokens.append(_Raw(f"</{tag}>"))
        else:
            braces = self._find_braces(node)
            if braces:
                tokens.append(_Raw("["))
                self._take_inner(node, tokens, breaks)
                tokens.append(_Raw(f"]{braces}"))
            else:
                self._take_inner(node, tokens, breaks)

    def _take_inner(self, node: etree._Element, tokens: list[_Token], breaks: str) -> None:
        if node.text:
            tokens.append(_Words(node.text))
        for child in node:
            if find_tag(child):
                self._take(child, tokens, breaks)
            if child.tail:
                tokens.append(_Words(child.tail))

    def _take_marked(self, node: etree._Element, tokens: list[_Token], breaks: str, begin: _Open, end: _Close) -> None:
        tokens.append(begin)
        self._take_inner(node, tokens, breaks)
        tokens.append(end)

    def _take_link(self, node: etree._Element, tokens: list[_Token], breaks: str) -> None:
        target = self.link_of(node.get("href") or "") if node.get("href") else None
        has_words = read_all(node).strip() or any(find_tag(one) == "img" for one in node.iter())
        if not target or not has_words:
            braces = self._find_braces(node)
            if braces and has_words:
                tokens.append(_Raw("["))
            self._take_inner(node, tokens, breaks)
            if braces and has_words:
                tokens.append(_Raw(f"]{braces}"))
            return
        tokens.append(_Raw("["))
        self._take_inner(node, tokens, breaks)
        tokens.append(_Raw(f"](<{_write_address(target)}>)"))

    def _find_braces(self, node: etree._Element) -> str:
        """Return the attributes that words keep: small capitals, a language, an id that a link leads to."""
        words = []
        identity = node.get("id")
        if identity and identity in self.anchors:
            words.append(f"#{identity}")
        classes = list_classes(node)
        style = (node.get("style") or "").lower().replace(" ", "")
        if classes & _SMALL_CAPITALS or "font-variant:small-caps" in style or "font-variant-caps:small-caps" in style:
            words.append(".smallcaps")
        words += [f".{name}" for name in sorted(classes & {"speaker", "direction", "attribution", "signature"})]
        words += [f'{key}="{value}"' for key in _HELD if (value := node.get(key)) and re.fullmatch(r"[\w-]+", value)]
        return f"{{{' '.join(words)}}}" if words else ""

    def write_picture(self, node: etree._Element) -> str:
        """Return a picture with its words for who cannot see it; those words alone where the picture is not there."""
        source = node.get("src") or ""
        alternative = escape_words(" ".join((node.get("alt") or "").split()))
        path = self.pictures.get(source)
        if path is None:
            return ""
        self.used.add(source)
        return f"![{alternative}](<{_write_address(path)}>)"


class _Words(str):
    """Words of the source, not yet escaped."""

    __slots__ = ()


class _Raw(str):
    """Markdown that is finished."""

    __slots__ = ()


def escape_words(text: str, *, table: bool = False) -> str:
    """Return words with a backslash before each character that could be read as markup within a line."""
    escaped = _SPECIAL.sub(lambda found: f"\\{found[0]}", text)
    return escaped if not table else escaped.replace("\n", " ")


def escape_start(line: str) -> str:
    """Return a line whose beginning cannot be read as a heading, a list, a quotation, a rule or a division."""
    if numbered := _NUMBER.match(line):
        return f"{numbered[1]}\\{line[numbered.end(1) :]}"
    if _AT_START.match(line):
        return f"\\{line}"
    return line


def _write_code(text: str) -> str:
    words = _BLANKS.sub(" ", text)
    if not words.strip():
        return words
    fence = "`" * (max((len(run) for run in re.findall(r"`+", words)), default=0) + 1)
    pad = " " if words.startswith("`") or words.endswith("`") or (words[0] == " " == words[-1]) else ""
    return f"{fence}{pad}{words}{pad}{fence}"


def _write_address(address: str) -> str:
    return re.sub(r"[<>\\\s\x00-\x1f]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), address)


def _id_of(node: etree._Element, anchors: frozenset[str]) -> str:
    identity = node.get("id")
    return f' id="{html.escape(identity)}"' if identity and identity in anchors else ""


def _join(tokens: list[_Token], breaks: str, *, table: bool) -> str:
    """Return the tokens as one text: blanks made one, words escaped, marks as Markdown where it reads them so."""
    tokens = _settle(tokens, breaks)
    shown = [_show(token, table=table) for token in tokens]
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if isinstance(token, _Open):
            opened.append(at)
        elif isinstance(token, _Close):
            begin = opened.pop()
            if not _is_read(tokens, shown, begin, at):
                shown[begin], shown[at] = f"<{token.tag}>", f"</{token.tag}>"
    lines = "".join(shown).strip(" ").split("\n")
    return "\n".join(escape_start(line.lstrip(" ") if at == 0 else line) for at, line in enumerate(lines))


def _show(token: _Token, *, table: bool) -> str:
    if isinstance(token, _Open | _Close):
        return token.mark
    return escape_words(token, table=table) if isinstance(token, _Words) else str(token)


def _settle(tokens: list[_Token], breaks: str) -> list[_Token]:
    """Return the tokens with runs of blanks as one, outside of marks and not at the ends of lines; no mark is empty."""
    settled: list[_Token] = []
    for token in tokens:
        if isinstance(token, _Words):
            _push_words(settled, _BLANKS.sub(" ", token), breaks)
        elif isinstance(token, _Close):
            last = settled[-1] if settled else None
            blank = isinstance(last, _Words) and last.endswith(" ")
            if blank:
                _strip_last(settled)
            if settled and isinstance(settled[-1], _Open):
                settled.pop()
            else:
                settled.append(token)
            if blank:
                _push_words(settled, " ", breaks)
        elif token == breaks:
            _strip_last(settled)
            if settled and settled[-1] != breaks:  # a break before the first word says nothing
                settled.append(token)
        else:
            settled.append(token)
    while settled and (settled[-1] == breaks or (isinstance(settled[-1], _Words) and settled[-1] == " ")):
        settled.pop()
    _strip_last(settled)
    return settled


def _push_words(settled: list[_Token], text: str, breaks: str) -> None:
    """Add words; a blank before the first of a mark goes out of it, one behind another blank or a break goes away."""
    opened: list[_Token] = []
    if text.startswith(" "):
        while settled and isinstance(settled[-1], _Open):
            opened.insert(0, settled.pop())
        last = settled[-1] if settled else None
        if last is None or last == breaks or (isinstance(last, _Words) and last.endswith(" ")):
            text = text[1:]
        elif opened:
            settled.append(_Words(" "))
            text = text[1:]
        settled += opened
    if not text:
        return
    if settled and isinstance(settled[-1], _Words):
        settled[-1] = _Words(settled[-1] + text)
    else:
        settled.append(_Words(text))


def _strip_last(tokens: list[_Token]) -> None:
    """Take the blank away that the last words end with, and the words where nothing is left of them."""
    if tokens and isinstance(tokens[-1], _Words):
        text = tokens[-1].rstrip(" ")
        tokens[-1:] = [_Words(text)] if text else []


def _is_read(tokens: list[_Token], shown: list[str], begin: int, end: int) -> bool:
    """Return True where Markdown reads the marks at these places as what they are meant for.

    The rules of delimiter runs: https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run
    """
    inside = "".join(shown[begin + 1 : end])
    before = "".join(shown[max(0, begin - 3) : begin])[-1:]
    after = _peek(tokens, shown, end)
    if not inside or inside[0] in "*_\n " or inside[-1] in "*_\n \\" or before in ("*", "_") or after in ("*", "_"):
        return False
    opens = not _is_mark(inside[0]) or not before or before.isspace() or _is_mark(before)
    closes = not _is_mark(inside[-1]) or not after or after.isspace() or _is_mark(after)
    return opens and closes


def _peek(tokens: list[_Token], shown: list[str], at: int) -> str:
    return next((text[0] for text in shown[at + 1 :] if text), "")


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
