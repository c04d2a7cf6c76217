"""Notations of blocks: markdown-it's parser and a system go in; rules for what that system writes as blocks are added.

Admonitions of all systems become divisions, which the themes dress. No line is looked for a close that another line
of the same kind has missed already, so that thousands of openings cost linear time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from makeready.late_pattern import late_pattern
from makeready.manuscript.attributes import parse_attributes
from makeready.manuscript.notation_table import BY_KEY, reads
from makeready.manuscript.systems import System

# What each system calls an admonition, by the class that the themes dress.
_CLASSES = {
    **dict.fromkeys("note info todo seealso abstract tldr question help faq details admonition".split(), "note"),
    **dict.fromkeys("tip hint success check done".split(), "tip"),
    **dict.fromkeys("warning caution danger attention error failure fail bug missing".split(), "warning"),
    "important": "important",
    "example": "example",
    "quote": "quotation",
}
_ADMONITION = late_pattern(
    r"(?:!!!|\?\?\?\+?)[ \t]+([A-Za-z][\w-]*(?:[ \t]+[A-Za-z][\w-]*){0,5})(?:[ \t]+\"([^\"\n]*)\")?[ \t]*"
)
_TAB = late_pattern(r"===[!+]?[ \t]+\"([^\"\n]{1,200})\"[ \t]*")
_HINT = late_pattern(r"\{%[ \t]*(hint|content-ref|tabs|tab|stepper|step)\b([^%\n]{0,200})%\}[ \t]*")
_BLURB = late_pattern(
    r"\{(blurb|aside|warning|tip|information|error|discussion|question|exercise)\b([^{}\n]{0,200})\}[ \t]*"
)
_STYLE = late_pattern(r"(?:style|class)[=:][ \t]*\"?([A-Za-z]+)")
_TITLE = late_pattern(r"title=(?:\"([^\"\n]{1,200})\"|'([^'\n]{1,200})')")
_ASIDE = late_pattern(r"([AWTIEQDXBC])>(?=[ \t\n]|$)")
_ASIDES = {
    "A": "aside",
    "W": "warning",
    "T": "tip",
    "I": "note",
    "E": "warning",
    "Q": "note",
    "D": "note",
    "X": "example",
}
_FENCE = late_pattern(r"(`{3,}|~{3,})[ \t]*\{(=?[A-Za-z][\w:+.-]*)\}[ \t]*([^`\n]*)")
_OPTION = late_pattern(r":[a-z][a-z0-9-]*:(?:[ \t]|$)")
_CONTENTS = late_pattern(
    r"\[TOC\]|\[\[_?TOC_?\]\]|\{:[ \t]*toc[^{}\n]*\}|\{\{?[ \t]*toc[ \t]*\}\}?|<!-- toc -->", re.IGNORECASE
)
_KRAMDOWN_CONTENTS = late_pattern(r"(?:[-*+]|\d{1,3}\.)[ \t]+[^\n]{1,80}")
_ABBREVIATION = late_pattern(r"\*\[([^\[\]\n]{1,60})\]:[ \t]*(\S[^\n]{0,300})")
_ALERT = late_pattern(r"\[!([A-Za-z][\w-]{0,30})(?:\|[^\]\n]{0,60})?\][+-]?(?:[ \t]+(\S[^\n]*))?[ \t]*(?:\n|$)")
_KRAMDOWN = late_pattern(r"\n[ \t]*(\{:[^{}\n]{1,200}\})[ \t]*$")
_MARKER = late_pattern(
    r"(?:\((?P<both>[A-Za-z]|[ivxlcIVXLC]{1,7}|\d{1,9})\)|(?P<one>[A-Za-z]|[ivxlc]{2,7}|[IVXLC]{2,7})(?P<sign>[.)])"
    r"|(?P<auto>#\.)|\(@(?P<example>[\w-]{0,60})\))(?P<blanks>[ \t]{1,4})(?=\S)"
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}

Rule = Callable[[StateBlock, int, int, bool], bool]


def name_class(word: str) -> str | None:
    """Return the class that the themes dress for what a system calls an admonition, None where it is none."""
    return _CLASSES.get(word.lower().removeprefix("callout-"))


def split_opening(info: str) -> tuple[str, str]:
    """Return what stands behind three colons with its name in braces, and an admonition's title."""
    found = re.match(r"\{?\.?([A-Za-z-]+)\}?(?:\[([^\]\n]*)\])?", info)
    if found is None or name_class(found[1]) is None:
        return info, ""
    rest = info[found.end() :].strip()
    if rest.startswith("{") or ("=" in rest and rest.endswith("}")):
        if not found[0].endswith("}"):
            title = _TITLE.search(rest)
            return info, (title[1] or title[2]) if title else found[2] or ""
        return f"{{.{found[1]} {rest[1:]}", found[2] or ""
    return f"{{.{found[1]}}}", found[2] or rest


def add_block_notations(parser: MarkdownIt, system: System) -> None:
    """Add the rules for what `system` writes as blocks."""
    ruler = parser.block.ruler
    anywhere: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    ruler.before("fence", "directive", _directive, anywhere)
    ruler.before("fence", "admonition", _admonition, anywhere)
    ruler.before("fence", "hint", _make_enclosed(_HINT, "{{% end{} %}}"), anywhere)
    ruler.before("fence", "contents", _contents, anywhere)
    ruler.before("fence", "abbreviation", _abbreviation, {"alt": ["paragraph", "reference"]})
    theirs = system in BY_KEY["fancy-list"].systems
    ruler.before("list", "fancy_list", _make_fancy_list(theirs), anywhere)
    if reads("aside", system):
        ruler.before("fence", "aside", _aside, anywhere)
        ruler.before("fence", "blurb", _make_enclosed(_BLURB, "{{/{}}}"), anywhere)


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def push_title(state: StateBlock, line: int, title: str) -> None:
    """Put in the title of an admonition as a paragraph of its own."""
    if not title.strip():
        return
    attributes = state.push("attributes", "", 0)
    attributes.attrs = {"class": "admonition-title"}
    attributes.map = [line, line + 1]
    state.push("paragraph_open", "p", 1).map = [line, line + 1]
    inline = state.push("inline", "", 0)
    inline.content = title if "*" in title or "`" in title else f"**{title.strip()}**"
    inline.map, inline.children = [line, line + 1], []
    state.push("paragraph_close", "p", -1)


def _open_division(state: StateBlock, place: list[int], name: str, info: str, title: str = "") -> None:
    opening = state.push("division_open", "div", 1)
    opening.map, opening.info = place, info
    opening.attrs = {"class": name}
    opening.meta["closed"] = True
    push_title(state, place[0], title)


def _read_inside(state: StateBlock, start: int, end: int, behind: int) -> None:
    """Read the lines `start` to `end` into the division that is open, close it, and go on at `behind`."""
    parent, last = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", end
    if start < end:
        state.md.block.tokenize(state, start, end)
    state.push("division_close", "div", -1).map = [max(end - 1, 0), end]
    state.parentType, state.lineMax, state.line = parent, last, behind


def _find_close(state: StateBlock, start: int, end: int, key: str, closes: Callable[[str], bool]) -> int | None:
    """Return the first line that closes, None where there is none; what was looked for in vain is remembered."""
    missed: MutableMapping[tuple[str, int], int] = state.env.setdefault("missed", {})
    if missed.get((key, end), end) <= start:
        return None
    for line in range(start, end):
        if not state.isEmpty(line) and state.sCount[line] < state.blkIndent:
            return None
        if closes(_line(state, line).strip()):
            return line
    missed[key, end] = start
    return None


def _admonition(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read an admonition or a tab of MkDocs: its opening, and below it what steps in by four."""
    if state.is_code_block(start_line):
        return False
    text = _line(state, start_line)
    if text[:3] not in ("!!!", "???", "==="):
        return False
    found = _ADMONITION.fullmatch(text) or _TAB.fullmatch(text)
    if found is None:
        return False
    indent = state.blkIndent + 4
    line = end = start_line + 1
    while line < end_line and (state.isEmpty(line) or state.sCount[line] >= indent):
        line += 1
        if not state.isEmpty(line - 1):
            end = line
    if end == start_line + 1:
        return False
    if silent:
        return True
    if text.startswith("="):
        name, title, info = "tab", found[1], ""
    else:
        words = found[1].lower().split()
        name = name_class(words[0]) or "note"
        name = " ".join(dict.fromkeys([name, *words]))
        title, info = found[2] or "", found[1]
    _open_division(state, [start_line, end], name, info, title)
    outer, state.blkIndent = state.blkIndent, indent
    _read_inside(state, start_line + 1, end, end)
    state.blkIndent = outer
    return True


def _make_enclosed(opening: re.Pattern[str], closing: str) -> Rule:
    def enclosed(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        """Read a division between two lines in braces, of GitBook or Leanpub."""
        text = _line(state, start_line)
        if not text.startswith("{") or state.is_code_block(start_line):
            return False
        found = opening.fullmatch(text)
        if found is None:
            return False
        wanted = closing.format(found[1]).replace(" ", "")
        close = _find_close(
            state, start_line + 1, end_line, wanted, lambda line: line[:1] == "{" and line.replace(" ", "") == wanted
        )
        if close is None:
            return False
        if silent:
            return True
        style = _STYLE.search(found[2])
        given = _TITLE.search(found[2])
        title = (given[1] or given[2]) if given else ""
        words = (style[1] if style else found[1]).lower()
        name = name_class(words) or {"hint": "note", "blurb": "aside", "aside": "aside"}.get(found[1], found[1])
        rest = text.replace(title, "") if title else text
        _open_division(state, [start_line, close + 1], name, f"{rest} {found[1]}", title)
        # What the last line says is markup as well as the first.
        state.env.setdefault("markup", []).append(_line(state, close))
        _read_inside(state, start_line + 1, close, close + 1)
        return True

    return enclosed


def _aside(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read lines behind `A>`, `W>` and their like, as Leanpub has them."""
    first = _ASIDE.match(_line(state, start_line))
    if first is None or state.is_code_block(start_line):
        return False
    if silent:
        return True
    kept: list[tuple[int, int, int, int]] = []
    line = start_line
    while line < end_line:
        found = _ASIDE.match(_line(state, line))
        if found is None or found[1] != first[1] or state.sCount[line] < state.blkIndent:
            break
        kept.append((state.bMarks[line], state.tShift[line], state.sCount[line], state.bsCount[line]))
        at = state.bMarks[line] + state.tShift[line] + 2
        at += state.src[at : at + 1] in (" ", "\t")
        words = state.src[at : state.eMarks[line]]
        blanks = len(words) - len(words.lstrip(" "))
        state.bMarks[line], state.tShift[line], state.sCount[line] = min(at, state.eMarks[line]), blanks, blanks
        line += 1
    _open_division(state, [start_line, line], _ASIDES.get(first[1], "aside"), "")
    state.env.setdefault("markup", []).append(f"{first[1]} " * len(kept))
    outer, state.blkIndent = state.blkIndent, 0
    _read_inside(state, start_line, line, line)
    state.blkIndent = outer
    for offset, before in enumerate(kept):
        at = start_line + offset
        state.bMarks[at], state.tShift[at], state.sCount[at], state.bsCount[at] = before
    return True


def _directive(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read a fence whose word stands in braces: an admonition, code, a formula, or text for one format."""
    text = _line(state, start_line)
    if text[:3] not in ("```", "~~~") or state.is_code_block(start_line):
        return False
    found = _FENCE.fullmatch(text.rstrip())
    if found is None:
        return False
    name = found[2].lower()
    kind = name_class(name)
    if kind is None and name not in _DIRECTIVES and not name.startswith("="):
        return False
    run = found[1]
    close = _find_close(
        state, start_line + 1, end_line, run, lambda line: line.startswith(run) and not line.strip(run[0])
    )
    if close is None:
        return False
    if silent:
        return True
    first = start_line + 1
    while kind or name in _DIRECTIVES:
        if first >= close or not _OPTION.match(_line(state, first)):
            break
        state.env.setdefault("markup", []).append(_line(state, first))
        first += 1
    title = found[3].strip()
    if kind:
        _open_division(state, [start_line, close + 1], kind, found[2], title)
        _read_inside(state, first, close, close + 1)
        return True
    _push_directive(state, name, title, [start_line, first, close])
    state.line = close + 1
    return True


_DIRECTIVES = {
    **dict.fromkeys(("code-block", "code", "sourcecode", "code-cell"), "code"),
    "math": "formula",
    **dict.fromkeys(("toctree", "tableofcontents", "contents"), "contents"),
    **dict.fromkeys(("index", "printindex"), "index"),
}


def _push_directive(state: StateBlock, name: str, title: str, lines: list[int]) -> None:
    start, first, close = lines
    body = state.getLines(first, close, state.blkIndent, False)
    if name.startswith("="):
        kind = "html_block" if name[1:] in ("html", "html5", "html4", "epub", "epub3") else "dropped_block"
    else:
        kind = "code_block" if _DIRECTIVES[name] in ("code", "formula") else "dropped_block"
    # The words behind the fence are markup, but the language of code, which becomes the token's own.
    state.env.setdefault("markup", []).append(f"{name} {'' if kind == 'code_block' else title}")
    token = state.push(kind, "", 0)
    token.content, token.map = body, [first, close] if kind == "html_block" else [start, close + 1]
    if kind == "dropped_block":
        token.meta["notation"] = "raw-other" if name.startswith("=") else _DIRECTIVES[name]
    elif _DIRECTIVES.get(name) == "formula":
        token.meta["notation"] = "formula"
    elif kind == "code_block":
        token.info = title.split(" ", maxsplit=1)[0] if title else ""


def _contents(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read the place for a table of contents, which a book has on its own."""
    text = _line(state, start_line).strip()
    if not text or text[0] not in "[{<-*+0123456789" or state.is_code_block(start_line):
        return False
    last = start_line
    if not _CONTENTS.fullmatch(text):
        # kramdown puts it below an item of a list, whose words it takes the place of.
        if start_line + 1 >= end_line or not _KRAMDOWN_CONTENTS.fullmatch(text):
            return False
        below = _line(state, start_line + 1).strip()
        if not below.startswith("{:") or not _CONTENTS.fullmatch(below):
            return False
        last += 1
    if not silent:
        token = state.push("dropped_block", "", 0)
        token.content = state.getLines(start_line, last + 1, state.blkIndent, False)
        token.map = [start_line, last + 1]
        token.meta["notation"] = "contents"
        state.line = last + 1
    return True


def _abbreviation(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read what an abbreviation stands for; its places in the text are found when their words are read."""
    text = _line(state, start_line)
    if not text.startswith("*[") or state.is_code_block(start_line):
        return False
    found = _ABBREVIATION.fullmatch(text.rstrip())
    if found is None:
        return False
    if not silent:
        state.env.setdefault("abbreviations", {}).setdefault(found[1], found[2])
        token = state.push("dropped_block", "", 0)
        token.content, token.map = text, [start_line, start_line + 1]
        state.line = start_line + 1
    return True


def _read_marker(state: StateBlock, line: int, kind: str = "") -> tuple[str, int, re.Match[str]] | None:
    """Return what an item of a list counts in, its number, and its marker; `kind` is that of the item before."""
    if state.is_code_block(line) or state.sCount[line] < state.blkIndent:
        return None
    found = _MARKER.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])
    if found is None:
        return None
    return (*_name_kind(found, kind), found)


def _name_kind(found: re.Match[str], kind: str) -> tuple[str, int]:
    if found["auto"]:
        return "1", 0
    if found["example"] is not None:
        return "@", 0
    word = found["both"] or found["one"]
    if word.isdigit():
        return "1", int(word)
    lower = word.lower()
    roman = all(letter in _ROMAN for letter in lower)
    if roman and (len(word) > 1 or (lower == "i" and kind not in ("a", "A")) or kind in ("i", "I")):
        return ("i" if word.islower() else "I"), _read_roman(lower)
    return ("a" if word.islower() else "A"), ord(lower[0]) - 96


def _read_roman(word: str) -> int:
    values = [_ROMAN[letter] for letter in word]
    return sum(-one if one < max(values[index:]) else one for index, one in enumerate(values))


def _make_fancy_list(theirs: bool) -> Rule:
    def fancy_list(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        """Read a list that counts in letters, roman numbers or examples; if not theirs, two items prove it."""
        if silent:
            return _goes_on(state, start_line)
        first = _read_marker(state, start_line)
        if first is None or state.env.get("verse"):
            return False
        kind, number, marker = first
        alone = marker["auto"] or kind == "@"
        if not alone:
            if theirs:
                # A name's first letter is no marker: pandoc asks for two blanks behind it.
                if (
                    kind in ("A", "I")
                    and marker["sign"] == "."
                    and len(marker["one"]) == 1
                    and len(marker["blanks"]) < 2
                ):
                    return False
            elif not _is_followed(state, start_line, end_line, kind, number):
                return False
        _read_list(state, start_line, end_line, kind, number)
        return True

    return fancy_list


def _goes_on(state: StateBlock, line: int) -> bool:
    """Say whether a line that ends a paragraph begins the next item of the list that is being read."""
    kind, indent = state.env.get("fancy list", ("", 0))
    if not kind or not indent <= state.sCount[line] < indent + 4:
        return False
    found = _MARKER.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])
    return found is not None and _name_kind(found, kind)[0] == kind


def _is_followed(state: StateBlock, line: int, end_line: int, kind: str, number: int) -> bool:
    if number != 1 or line + 1 >= end_line or state.isEmpty(line + 1):
        return False
    second = _read_marker(state, line + 1, kind)
    return second is not None and second[:2] == (kind, 2)


def _read_list(state: StateBlock, start_line: int, end_line: int, kind: str, number: int) -> None:
    begin = len(state.tokens)
    opening = state.push("ordered_list_open", "ol", 1)
    level = state.level
    examples: dict[str, int] = state.env.setdefault("examples", {})
    if kind == "@":
        number = state.env.get("last example", 0) + 1
    opening.attrs = {"start": max(number, 1), **({"type": kind} if kind in ("a", "A", "i", "I") else {})}
    parent, state.parentType = state.parentType, "list"
    line, tight = start_line, True
    outside = state.env.get("fancy list", ("", 0))
    state.env["fancy list"] = (kind, state.sCount[start_line])
    while line < end_line:
        found = _read_marker(state, line, kind)
        if found is None or found[0] != kind:
            break
        if line > start_line and state.isEmpty(line - 1):
            tight = False
        marker = found[2]
        item = state.push("list_item_open", "li", 1)
        item.info = marker[0]
        item.map = [line, line]
        if kind == "@":
            state.env["last example"] = state.env.get("last example", 0) + 1
            examples.setdefault(marker["example"], state.env["last example"])
        kept = state.tShift[line], state.sCount[line], state.blkIndent
        width = len(marker[0])
        state.tShift[line] += width
        state.sCount[line] += width
        state.blkIndent = state.sCount[line]
        state.md.block.tokenize(state, line, end_line)
        state.tShift[line], state.sCount[line], state.blkIndent = kept
        item.map = [line, state.line]
        line = max(state.line, line + 1)
        state.push("list_item_close", "li", -1)
    state.push("ordered_list_close", "ol", -1)
    state.env["fancy list"] = outside
    opening.map = [start_line, line]
    state.line, state.parentType = line, parent
    if tight:
        for token in state.tokens[begin:]:
            if token.level == level + 1 and token.type in ("paragraph_open", "paragraph_close"):
                token.hidden = True


_EXAMPLE = late_pattern(r"\(@([\w-]{1,60})\)")


def settle_tokens(tokens: list[Token], environment: MutableMapping[str, Any]) -> list[Token]:
    """Return the tokens with what only shows when a paragraph is whole: alerts, numbers of examples, attributes."""
    examples: dict[str, int] = environment.get("examples", {})
    markup: list[str] = environment.setdefault("markup", [])
    settled: list[Token] = []
    open_quotes: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        index += 1
        if token.type == "blockquote_open":
            open_quotes.append(token)
            index = _settle_alert(tokens, index, settled, markup)
            continue
        if token.type == "blockquote_close":
            alert = open_quotes.pop().meta.get("alert")
            if alert:
                token.type, token.tag = "division_close", "div"
        elif token.type == "inline":
            if examples and "(@" in token.content:
                token.content = _EXAMPLE.sub(lambda found: _number(found, examples, markup), token.content)
            found = _KRAMDOWN.search(token.content) if token.content.rstrip().endswith("}") else None
            given = parse_attributes(found[1]) if found else None
            if found and given and settled and settled[-1].type == "paragraph_open" and settled[-1].map:
                # As on a line above the block, where they are read the same.
                attributes = Token("attributes", "", 0, attrs=dict(given), info=found[1], map=list(settled[-1].map))
                settled.insert(len(settled) - 1, attributes)
                token.content = token.content[: found.start()]
        settled.append(token)
    return settled


def _number(found: re.Match[str], examples: dict[str, int], markup: list[str]) -> str:
    number = examples.get(found[1])
    if number is None:
        return found[0]
    markup.append(found[1])
    return f"({number})"


def _settle_alert(tokens: list[Token], index: int, settled: list[Token], markup: list[str]) -> int:
    """Add the quotation that opens before `index`, as a division where it is an alert; return where to go on."""
    opening = tokens[index - 1]
    settled.append(opening)
    inside = tokens[index : index + 3]
    if len(inside) < 3 or inside[0].type != "paragraph_open" or inside[1].type != "inline":
        return index
    inline = inside[1]
    found = _ALERT.match(inline.content)
    if found is None:
        return index
    opening.type, opening.tag, opening.info = "division_open", "div", found[1]
    opening.meta |= {"alert": True, "closed": True}
    word = found[1].lower()
    opening.attrs = {"class": " ".join(dict.fromkeys([name_class(word) or "note", word]))}
    place = [inline.map[0], inline.map[0] + 1] if inline.map else [0, 1]
    if found[2]:
        title = Token("inline", "", 0, content=found[2] if "*" in found[2] else f"**{found[2].strip()}**", map=place)
        settled += [
            Token("attributes", "", 0, attrs={"class": "admonition-title"}, map=place),
            Token("paragraph_open", "p", 1, map=place),
            title,
            Token("paragraph_close", "p", -1),
        ]
    rest = inline.content[found.end() :]
    if not rest.strip():
        return index + 3
    inline.content = rest
    if inline.map:
        inline.map = [inline.map[0] + 1, inline.map[1]]
        inside[0].map = list(inline.map)
    return index
