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
from dataclasses import field

from lxml import etree

from makeready.acquire.elements import CALL, find_tag, is_block, list_classes, read_all, read_style
from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern

# Anywhere in a line.
_SPECIAL = late_pattern(
    r"[\\`*\[\]<~^$|]|(?<![^\W_])_|_(?![^\W_])|[{}]|&(?=#?\w+;)|@(?=\w)|=(?==)|%(?=%)|\+(?=\+)|(?<!\w):(?=[\w+-]+:)|:(?=:)"
)
# A reference such as [12]: no link follows it, and it begins neither a note nor a citation nor a box of a task.
_PLAIN_BRACKETS = late_pattern(r"(?<=[^\[\]!*])\[(?!TOC\])[^\[\]^@\n]{2,80}\](?=[^\[({:]|$)")
# At the beginning of a line only.
_AT_START = late_pattern(r"[#>+=!%-]")
# What may number an item of a list: figures, a letter, a roman number.
_NUMBER = late_pattern(r"(\d{1,9}|[A-Za-z]|[ivxlcdmIVXLCDM]{1,9})(?=[.)](?:\s|$))")
_BRACES = late_pattern(r"[{}\\\s]+")
_BARE = late_pattern(r"(?:https?://|www\.)\S*", re.IGNORECASE)
_LAST_BARE = late_pattern(r"(?:https?://|www\.)\S*$", re.IGNORECASE)
_BLANKS = late_pattern(r"[ \t\r\n\f]+")
# What an element of the line is written as on both sides, and as HTML where Markdown would read it otherwise.
_MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**"}
_KEPT = frozenset("abbr bdi bdo cite del dfn ins kbd mark q rb rp rt ruby s samp small sub sup u var".split())
_SMALL_CAPITALS = frozenset({"smallcaps", "small-caps", "sc", "smcap", "smallcap"})
_ROLES_OF_WORDS = frozenset("speaker direction attribution signature dateline salutation valediction".split())
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

    def write(
        self, nodes: list[etree._Element | str], *, breaks: str = "\\\n", table: bool = False, inside: bool = False
    ) -> str:
        """Return the words of `nodes`, text and elements in their order, as Markdown; `breaks` stands for a break.

        `inside` is True where braces would be read as those of what holds the words: a heading, a link.
        """
        tokens: list[_Token] = []
        for node in nodes:
            self._take(node, tokens, breaks, inside=inside)
        return _join(tokens, breaks, table=table)

    def _take(self, node: etree._Element | str, tokens: list[_Token], breaks: str, *, inside: bool = False) -> None:
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
            code = _write_code(node.text or "")
            # Two pieces of code side by side would be one.
            joined = bool(tokens) and tokens[-1] is not breaks and str(tokens[-1])[-1:] == "`"
            tokens.append(_Raw(f"<code>{escape_words(node.text or '')}</code>" if joined else code))
        elif "indexref" in list_classes(node) and (entry := node.get("data-entry")):
            tokens.append(_Raw(f"\\index{{{_BRACES.sub(' ', entry)}}}"))
        elif "math" in list_classes(node):
            tokens.append(_Raw(_write_formula(node)))
        elif tag in _MARKS:
            name = "em" if _MARKS[tag] == "*" else "strong"
            tokens.append(_Open(_MARKS[tag], name))
            self._take_inner(node, tokens, breaks, inside=inside)
            tokens.append(_Close(_MARKS[tag], name))
        elif tag == "a":
            self._take_link(node, tokens, breaks)
        elif tag in _KEPT:
            shown = "".join(
                f' {key}="{html.escape(node.get(key) or "")}"' for key in ("title", *_HELD) if node.get(key)
            )
            tokens.append(_Raw(f"<{tag}{shown}{_id_of(node, self.anchors)}>"))
            self._take_inner(node, tokens, breaks, inside=inside)
            tokens.append(_Raw(f"</{tag}>"))
        else:
            begin, end = self._find_braces(node, html_only=inside)
            # A block where none may be, such as a division in a heading, has blanks around its words.
            apart = [_Words(" ")] * is_block(node)
            tokens += [*apart, _Raw(begin)]
            self._take_inner(node, tokens, breaks, inside=inside)
            tokens += [_Raw(end), *apart]

    def _take_inner(self, node: etree._Element, tokens: list[_Token], breaks: str, *, inside: bool = False) -> None:
        if node.text:
            tokens.append(_Words(node.text))
        for child in node:
            if find_tag(child):
                self._take(child, tokens, breaks, inside=inside)
            if child.tail:
                tokens.append(_Words(child.tail))

    def _take_link(self, node: etree._Element, tokens: list[_Token], breaks: str) -> None:
        target = self.link_of(node.get("href") or "") if node.get("href") else None
        has_words = read_all(node).strip() or any(find_tag(one) == "img" for one in node.iter())
        # No link may be within another: https://html.spec.whatwg.org/multipage/text-level-semantics.html#the-a-element
        if not target or not has_words or any(find_tag(one) == "a" and one.get("href") for one in node.iterancestors()):
            begin, end = self._find_braces(node) if has_words else ("", "")
            tokens.append(_Raw(begin))
            self._take_inner(node, tokens, breaks)
            tokens.append(_Raw(end))
            return
        tokens.append(_Raw("["))
        self._take_inner(node, tokens, breaks, inside=True)
        tokens.append(_Raw(f"](<{_write_address(target)}>)"))

    def _find_braces(self, node: etree._Element, *, html_only: bool = False) -> tuple[str, str]:
        """Return what stands before and behind words with attributes: small capitals, a language, an id of a link.

        Within a link they are HTML, because brackets within brackets are read in several ways.
        """
        identity = node.get("id") if node.get("id") in self.anchors else None
        classes = list_classes(node)
        if classes & _SMALL_CAPITALS or "small-caps" in (
            read_style(node, "font-variant"),
            read_style(node, "font-variant-caps"),
        ):
            names = ["smallcaps"]
        else:
            names = []
        names += sorted(classes & _ROLES_OF_WORDS)
        held = [f'{key}="{value}"' for key in _HELD if (value := node.get(key)) and re.fullmatch(r"[\w-]+", value)]
        if not (identity or names or held):
            return "", ""
        if html_only:
            held = [f'class="{" ".join(names)}"'] * bool(names) + held
            return f"<span{_id_of(node, self.anchors)} {' '.join(held)}>".replace(" >", ">"), "</span>"
        words = [f"#{identity}"] * bool(identity) + [f".{name}" for name in names] + held
        return "[", f"]{{{' '.join(words)}}}"

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
    """Return words so that no character of them is read as markup within a line.

    Brackets become references, because a backslash before one begins a formula of TeX: \\[x^2\\].
    """
    kept = {at for found in _PLAIN_BRACKETS.finditer(text) for at in (found.start(), found.end() - 1)}
    pieces = []
    last = 0
    for found in _SPECIAL.finditer(text):
        mark = found[0]
        pieces.append(text[last : found.start()])
        if mark in "[]":
            pieces.append(mark if found.start() in kept else f"&#{ord(mark)};")
        else:
            pieces.append(f"\\{mark}")
        last = found.end()
    pieces.append(text[last:])
    escaped = _BARE.sub(
        lambda found: _break_address(found[0]) if re.search(r"[\\&]", found[0]) else found[0], "".join(pieces)
    )
    return escaped if not table else escaped.replace("\n", " ")


def _break_address(address: str) -> str:
    """Return an address that is not read as a link: signs in it would be taken as they are written."""
    return address.replace("://", "\\://", 1).replace("www.", "www\\.", 1)


def escape_start(line: str) -> str:
    """Return a line whose beginning cannot be read as a heading, a list, a quotation, a rule or a division."""
    if numbered := _NUMBER.match(line):
        return f"{numbered[1]}\\{line[numbered.end(1) :]}"
    if line.startswith(("(", ":", "\\|")):
        rest = line.removeprefix("\\")
        return f"&#{ord(rest[0])};{rest[1:]}"
    if _AT_START.match(line) and not line.startswith("!["):  # a picture: in words, the bracket would be a reference
        return f"\\{line}"
    return line


def _write_formula(node: etree._Element) -> str:
    """Return a formula of TeX between dollar signs."""
    text = " ".join(read_all(node).split())
    for begin, end in (("\\(", "\\)"), ("\\[", "\\]")):
        if text.startswith(begin) and text.endswith(end):
            text = text[2:-2].strip()
    dollars = "$$" if "display" in list_classes(node) else "$"
    return f"{dollars}{text}{dollars}"


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
            # Marks within marks are read by rules that few people know; HTML is plain.
            if opened or not _is_read(tokens, shown, begin, at):
                shown[begin], shown[at] = f"<{token.tag}>", f"</{token.tag}>"
    for at in range(len(shown) - 1):
        if isinstance(tokens[at], _Words) and (bare := _LAST_BARE.search(shown[at])):
            # What follows would be a part of the address.
            shown[at] = f"{shown[at][: bare.start()]}{_break_address(bare[0])}"
        # What follows would be a picture.
        if shown[at].endswith("!") and _peek(tokens, shown, at) == "[":
            shown[at] = f"{shown[at][:-1]}&#33;"
    lines = "".join(shown).strip(" ").split("\n")
    return "\n".join(escape_start(line.lstrip(" ") if at == 0 else line) for at, line in enumerate(lines))


def _show(token: _Token, *, table: bool) -> str:
    if isinstance(token, _Open | _Close):
        return token.mark
    if isinstance(token, _Words):
        return escape_words(token, table=table)
    # A bar in code would end the cell.
    return token.replace("|", "\\|") if table and token.startswith("`") else str(token)


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
