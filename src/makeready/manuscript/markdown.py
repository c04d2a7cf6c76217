"""Markdown: text goes in; markdown-it's block tokens, with the lines they stand on, come out.

CommonMark, tables (drawn ones too, see grids), strikethrough, definition lists, footnotes, attributes in braces, and
divisions between colons.
What goes beyond markdown-it's own rules is here, each rule linear in its input; what markdown-it cuts off
in silence (text nested deeper than its limit) is refused instead.
"""

from __future__ import annotations

import functools
import re
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.parser_block import ParserBlock
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock, code
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote.index import footnote_def

from makeready.late_pattern import late_pattern
from makeready.manuscript.attributes import BRACES, parse_attributes
from makeready.manuscript.block_notations import (
    add_block_notations,
    name_class,
    push_title,
    settle_tokens,
    split_opening,
)
from makeready.manuscript.grids import DeepCell, read_grid
from makeready.manuscript.line_notations import add_line_notations
from makeready.manuscript.roles import is_verse
from makeready.manuscript.simple_tables import read_simple_table
from makeready.manuscript.systems import System

# Blocks within blocks. Thirty lists within each other take sixty, fifty quotations fifty.
NESTING_LIMIT = 100
# Brackets within brackets of one line. Beyond it a bracket is a character, so that a run of them costs linear time.
BRACKET_LIMIT = 24

Environment = MutableMapping[str, Any]

_CALL = late_pattern(r"\[\^([^\]\[\s]{1,200})\]")
# What begins with a letter or a quotation mark, but for the marks of lists and of asides: "a.", "iv)", "W>".
_WORDS_ALONE = late_pattern(r"(?![A-Za-z]{1,9}[.)>])(?:[^\W\d_]|[\u201c\u2018\u00ab\"'])")
_FENCE = late_pattern(r":{3,}")
_WORD = late_pattern(r"[^\s{}:]+")
_FORMULA = late_pattern(r"\$\$|\\\[(?=[ \t]*$)|\\begin\{([A-Za-z]+\*?)\}", re.MULTILINE)
_MARKERS = late_pattern(r"(?:(?:[-*+]|\d{1,9}[.)]|>)[ \t]+)+")


class TooDeep(Exception):
    """Blocks lie within each other beyond the limit; `line` counts from 0 in the parsed text."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class _BoundedBlocks(ParserBlock):
    """markdown-it's block parser, which refuses what its parent would skip."""

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:
        if state.level >= NESTING_LIMIT:
            for line in range(startLine, endLine):
                if not state.isEmpty(line):
                    raise TooDeep(line)
        super().tokenize(state, startLine, endLine)


class _Helpers:
    """markdown-it's helpers, with a bound on brackets within brackets."""

    def __init__(self, helpers: Any) -> None:
        self.parseLinkDestination = helpers.parseLinkDestination
        self.parseLinkTitle = helpers.parseLinkTitle

    @staticmethod
    def parseLinkLabel(state: StateInline, start: int, disableNested: bool = False) -> int:
        """Return where the label that opens at `start` closes, or -1. Failures are kept for each state."""
        return find_label_end(state, start, disableNested)


@lru_cache(maxsize=4)
def _find_last_close(source: str) -> int:
    return source.rfind("]")


def find_label_end(state: StateInline, start: int, nested_disabled: bool = False) -> int:
    """Return the place of the bracket that closes the one at `start`, or -1 where there is none."""
    source, before = state.src, state.pos
    if _find_last_close(source) <= start:
        # Thousands of brackets that nothing closes are not each looked after.
        return -1
    end = -1
    level = 1
    state.pos = start + 1
    while state.pos < state.posMax:
        marker = source[state.pos]
        if marker == "]":
            level -= 1
            if level == 0:
                end = state.pos
                break
        at = state.pos
        state.md.inline.skipToken(state)
        if marker == "[":
            if at == state.pos - 1:
                level += 1
                if level > BRACKET_LIMIT:
                    break
            elif nested_disabled:
                break
    state.pos = before
    return end


def _plain_paragraph(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read a line of words that stands alone, which no other rule can want: most paragraphs of most books.

    Below it may be the mark of a definition, behind an empty line too; then it is a term.
    """
    following = start_line + 1
    if (
        silent
        or (following < state.lineMax and not state.isEmpty(following))
        or state.sCount[start_line] - state.blkIndent > 3
        or _WORDS_ALONE.match(state.src, state.bMarks[start_line] + state.tShift[start_line]) is None
    ):
        return False
    below = state.skipEmptyLines(following)
    if below < state.lineMax and state.src[state.bMarks[below] + state.tShift[below]] in ":~":
        return False
    place = [start_line, following]
    state.push("paragraph_open", "p", 1).map = place
    inline = state.push("inline", "", 0)
    inline.content = mdTrim(state.getLines(start_line, following, state.blkIndent, False))
    inline.map, inline.children = place, []
    state.push("paragraph_close", "p", -1)
    state.line = following
    return True


def _read_fence(state: StateBlock, line: int) -> tuple[int, str] | None:
    """Return how many colons open `line` and what follows them, or None where it is no fence."""
    start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    if state.src[start : start + 3] != ":::" or state.is_code_block(line):
        return None
    return _read_colons(state, start, end)


def _read_colons(state: StateBlock, start: int, end: int) -> tuple[int, str] | None:
    colons = _FENCE.match(state.src, start, end)
    return (len(colons[0]), state.src[colons.end() : end].strip().rstrip(":").rstrip()) if colons else None


def read_fence_attributes(info: str) -> dict[str, str] | None:
    """Return the attributes behind the colons of a fence: braces, a bare word, or both; None for anything else."""
    info = split_opening(info)[0]
    word = _WORD.match(info)
    rest = info[word.end() :].strip() if word else info
    found = parse_attributes(rest) if rest else {}
    if found is None:
        return None
    if word:
        found["class"] = " ".join(dict.fromkeys([word[0].lstrip("."), *found.get("class", "").split()]))
    known = next((name for name in map(name_class, found.get("class", "").split()) if name), None)
    if known:
        found["class"] = " ".join(dict.fromkeys([known, *found["class"].split()]))
    return found


@lru_cache(maxsize=512)
def _opens_division(info: str) -> bool:
    # Divisions within each other are looked through once for each level.
    return read_fence_attributes(info) is not None


def _division(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read a division between colons. A fence with attributes opens, one without closes the innermost."""
    opening = _read_fence(state, start_line)
    if opening is None:
        return False
    if not opening[1]:
        if not silent:
            state.push("stray_colons", "", 0).map = [start_line, start_line + 1]
            state.line = start_line + 1
        return True
    attributes = read_fence_attributes(opening[1])
    if attributes is None:
        return False
    title = split_opening(opening[1])[1]
    if silent:
        return True
    line, closed = _find_close(state, start_line, end_line)
    parent, last = state.parentType, state.lineMax
    state.parentType = "container"
    state.lineMax = line
    token = state.push("division_open", "div", 1)
    token.map = [start_line, line]
    token.attrs = dict(attributes)
    token.info = opening[1].replace(title, "", 1) if title else opening[1]
    token.attrs.pop("title", None) if title else None
    token.meta["closed"] = closed
    push_title(state, start_line, title)
    outside = state.env.get("verse", False)
    state.env["verse"] = outside or any(map(is_verse, attributes.get("class", "").split()))
    state.md.block.tokenize(state, start_line + 1, line)
    state.env["verse"] = outside
    state.push("division_close", "div", -1).map = [line, line + 1]
    state.parentType, state.lineMax = parent, last
    state.line = line + (1 if closed else 0)
    return True


def _find_close(state: StateBlock, start_line: int, end_line: int) -> tuple[int, bool]:
    """Return the line that closes the division opened at `start_line`, and whether there is one."""
    closes: dict[int, int] = state.env.setdefault("closes", {})
    known = closes.get(start_line)
    if known is not None and known < end_line and not _leaves_item(state, start_line + 1, known):
        return known, True
    # Each division that is open, with the column where the text of its item of a list begins.
    open_ones = [(start_line, state.blkIndent)]
    code = ""
    for line in range(start_line + 1, end_line):
        start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
        while start < end and state.sCount[line] < open_ones[-1][1]:
            if len(open_ones) == 1:
                return line, False
            open_ones.pop()
        column = open_ones[-1][1]
        first = state.src[start : start + 3]
        marker = _MARKERS.match(state.src, start, end) if not code else None
        if marker and state.src.startswith(":::", marker.end()):
            # A division may begin with an item of a list.
            fence = _read_colons(state, marker.end(), end)
            if fence and fence[1] and _opens_division(fence[1]):
                open_ones.append((line, state.sCount[line] + marker.end() - start))
        elif first in ("```", "~~~"):
            run = len(state.src[start:end]) - len(state.src[start:end].lstrip(first[0]))
            if not code:
                code = first[0] * run
            elif code[0] == first[0] and run >= len(code) and not state.src[start + run : end].strip():
                code = ""
        elif first == ":::" and not code and state.sCount[line] - column < 4:
            fence = _read_colons(state, start, end)
            if fence and fence[1] and _opens_division(fence[1]):
                open_ones.append((line, column))
            elif fence and not fence[1]:
                closes[open_ones.pop()[0]] = line
                if not open_ones:
                    return line, True
    return end_line, False


def _leaves_item(state: StateBlock, start_line: int, end_line: int) -> bool:
    """Say whether a line stands to the left of the item of a list that is being read: there the item is over."""
    return state.blkIndent > 0 and any(
        state.sCount[line] < state.blkIndent and not state.isEmpty(line) for line in range(start_line, end_line)
    )


def _line_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read verse as pandoc writes it: each line behind a bar and a blank; a bar alone parts stanzas.

    A line that begins with blanks, directly below one with words, goes on with that one. Of the words that come out
    it alone has no blank before it, by which _continuation knows it.
    """
    stanzas: list[tuple[int, list[str]]] = []
    line = start_line
    fresh = True
    while line < end_line:
        words = _read_bar(state, line)
        if words is None:
            further = "" if fresh else _read_further(state, line)
            if not further:
                break
            stanzas[-1][1].append(further)
        elif not words.strip():
            fresh = True
        elif fresh:
            stanzas.append((line, [words]))
            fresh = False
        else:
            stanzas[-1][1].append(words)
        line += 1
    if not stanzas:
        return False
    if silent:
        return True
    opening = state.push("division_open", "div", 1)
    opening.map = [start_line, line]
    opening.attrs = {"class": "verse"}
    opening.meta["closed"] = True
    for first, lines in stanzas:
        place = [first, first + len(lines)]
        state.push("paragraph_open", "p", 1).map = place
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = "\n".join(lines).strip(), place, []
        inline.meta["bars"] = True
        state.push("paragraph_close", "p", -1)
    state.push("division_close", "div", -1).map = [line - 1, line]
    state.line = line
    return True


def _read_bar(state: StateBlock, line: int) -> str | None:
    """Return what stands behind the bar that begins `line`; None where there is none, or where it is a table's row."""
    start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    text = state.src[start:end].rstrip()
    if state.sCount[line] < state.blkIndent or state.is_code_block(line) or not (text == "|" or text[:2] == "| "):
        return None
    return None if text.endswith("|") and len(text) > 1 else text[1:]


def _read_further(state: StateBlock, line: int) -> str:
    """Return the words of `line` where it goes on with the one behind a bar above it, else nothing."""
    words = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()
    # A second bar is no word that goes on: what looks like a row of a table is left to the other rules.
    return words if state.sCount[line] > state.blkIndent and not words.startswith("|") else ""


def _continuation(state: StateInline, silent: bool) -> bool:
    """Read the break before a line that goes on with the one above it: see _line_block."""
    if state.src[state.pos] != "\n" or not state.env.get("bars") or state.src[state.pos + 1 : state.pos + 2] == " ":
        return False
    if not silent:
        state.push("continuation", "", 0).content = " "
    state.pos += 1
    return True


def _code(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read an indented block as code, but in verse, where lines step in."""
    return not state.env.get("verse") and code(state, start_line, end_line, silent)


def _formula(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read mathematics as TeX has it, on lines of its own, as a block that stands as it is written.

    Read as words, a line of `=` in it would make a heading, and so a chapter, of those above it.
    """
    start, end = state.bMarks[start_line] + state.tShift[start_line], state.eMarks[start_line]
    if state.src[start : start + 1] not in ("$", "\\") or state.is_code_block(start_line):
        return False
    opening = _FORMULA.match(state.src, start, end)
    if opening is None:
        return False
    closing = f"\\end{{{opening[1]}}}" if opening[1] else {"$$": "$$", "\\[": "\\]"}[opening[0]]
    line = _find_formula_end(state, start_line, end_line, closing, opening.end())
    if line is None:
        return False
    if not silent:
        token = state.push("code_block", "code", 0)
        token.content = state.getLines(start_line, line + 1, state.blkIndent, False)
        token.map = [start_line, line + 1]
        token.meta["notation"] = "formula"
        state.line = line + 1
    return True


def _find_formula_end(state: StateBlock, start_line: int, end_line: int, closing: str, begin: int) -> int | None:
    """Return the line that ends with `closing`, before the next empty one; None where there is none."""
    # Thousands of lines that open what nothing closes are not each looked behind.
    unclosed: dict[tuple[str, int], int] = state.env.setdefault("unclosed", {})
    if unclosed.get((closing, end_line), 0) > start_line:
        return None
    line = start_line
    while line < end_line and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent:
        if state.src[begin : state.eMarks[line]].rstrip().endswith(closing):
            return line
        line += 1
        begin = state.bMarks[line]
    unclosed[closing, end_line] = line
    return None


def _attribute_line(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read a line of nothing but attributes; they belong to the block below."""
    start, end = state.bMarks[start_line] + state.tShift[start_line], state.eMarks[start_line]
    if state.src[start : start + 1] != "{" or state.is_code_block(start_line):
        return False
    line = state.src[start:end].rstrip()
    if start_line + 1 >= end_line or state.isEmpty(start_line + 1) or not BRACES.fullmatch(line):
        return False
    attributes = parse_attributes(line)
    if attributes is None:
        return False
    if not silent:
        token = state.push("attributes", "", 0)
        token.attrs = dict(attributes)
        token.info = line
        token.map = [start_line, start_line + 1]
        state.line = start_line + 1
    return True


def _note_call(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[" or not state.src.startswith("[^", state.pos):
        return False
    found = _CALL.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        token = state.push("note_call", "", 0)
        token.meta["label"] = found[1]
        token.content = found[0]
    state.pos = found.end()
    return True


def _inline_note(state: StateInline, silent: bool) -> bool:
    """Read `^[the words of a note]`, which is call and note in one."""
    if state.src[state.pos] != "^" or not state.src.startswith("^[", state.pos):
        return False
    end = find_label_end(state, state.pos + 1)
    if end < 0:
        return False
    _nest(state, "note", end, silent)
    state.pos = end + 1
    return True


def _bracketed_span(state: StateInline, silent: bool) -> bool:
    """Read `[words]{.class}`."""
    if state.src[state.pos] != "[":
        return False
    end = find_label_end(state, state.pos)
    if end < 0 or state.src[end + 1 : end + 2] != "{":
        return False
    braces = BRACES.match(state.src, end + 1, state.posMax)
    attributes = parse_attributes(braces[0]) if braces else None
    if braces is None or attributes is None:
        return False
    opening = _nest(state, "span", end, silent, labelled=1)
    if opening:
        opening.attrs = dict(attributes)
        opening.info = braces[0]
    state.pos = braces.end()
    return True


def _nest(state: StateInline, name: str, end: int, silent: bool, labelled: int = 2) -> Token | None:
    """Put the inline markup between the bracket and `end` into a pair of tokens; return the opening one."""
    if silent:
        return None
    maximum = state.posMax
    state.pos += labelled
    state.posMax = end
    opening = state.push(f"{name}_open", name, 1)
    state.md.inline.tokenize(state)
    state.push(f"{name}_close", name, -1)
    state.posMax = maximum
    return opening


def _attributes_behind(state: StateInline, silent: bool) -> bool:
    """Read braces that follow a link, a picture or code at once; they belong to it."""
    if state.src[state.pos] != "{" or silent or state.pending or not state.tokens:
        return False
    last = state.tokens[-1]
    if last.type not in ("image", "code_inline", "link_close", "span_close"):
        return False
    braces = BRACES.match(state.src, state.pos, state.posMax)
    attributes = parse_attributes(braces[0]) if braces else None
    if braces is None or attributes is None:
        return False
    token = state.push("attributes", "", 0)
    token.attrs = dict(attributes)
    token.info = braces[0]
    state.pos = braces.end()
    return True


@functools.cache
def make_parser(system: System = System.MAKEREADY, web: bool = False) -> MarkdownIt:
    """Return the parser with all rules for a text of `system`, made once; `web` where an address may begin with www."""
    parser = MarkdownIt("commonmark", {"maxNesting": NESTING_LIMIT})
    blocks = _BoundedBlocks()
    parser.block = blocks
    parser.configure("commonmark")
    parser.options["maxNesting"] = NESTING_LIMIT
    parser.options["store_labels"] = True  # what [words][label] says is markup, see coverage
    parser.enable(["table", "strikethrough"])
    parser.use(deflist_plugin)
    everywhere = ["paragraph", "reference", "blockquote", "list"]
    blocks.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    blocks.ruler.before("table", "grid", read_grid, {"alt": ["paragraph", "reference"]})
    blocks.ruler.before("table", "simple_table", read_simple_table)
    blocks.ruler.at("code", _code)
    blocks.ruler.after("table", "line_block", _line_block)
    blocks.ruler.before("fence", "division", _division, {"alt": everywhere})
    blocks.ruler.before("fence", "formula", _formula, {"alt": everywhere})
    blocks.ruler.before("fence", "attributes", _attribute_line)
    line: ParserInline = parser.inline
    line.ruler.before("newline", "continuation", _continuation)
    line.ruler.before("link", "note_call", _note_call)
    line.ruler.after("image", "inline_note", _inline_note)
    line.ruler.after("link", "bracketed_span", _bracketed_span)
    line.ruler.push("attributes_behind", _attributes_behind)
    add_line_notations(parser, system, web)
    add_block_notations(parser, system)
    blocks.ruler.before(blocks.ruler.__rules__[0].name, "plain_paragraph", _plain_paragraph)
    parser.helpers = _Helpers(parser.helpers)  # type: ignore[assignment]
    # Addresses are judged where links become nodes, so that a refused one is a finding and not a pair of brackets.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


def parse_blocks(text: str, system: System = System.MAKEREADY) -> tuple[list[Token], Environment]:
    """Return the block tokens of `text` and what the inline parser has to know; raises TooDeep."""
    parser = make_parser(system)
    environment: Environment = {"system": system}
    tokens: list[Token] = []
    try:
        parser.block.parse(text, parser, environment, tokens)
    except DeepCell as error:
        raise TooDeep(error.line) from None
    return settle_tokens(tokens, environment), environment


def name_address(address: str) -> tuple[str, str]:
    """Return an address as it is written into a book, and as an author may have written it."""
    return address, make_parser().normalizeLinkText(address)


def parse_line(text: str, environment: Environment) -> list[Token]:
    """Return the inline tokens of a paragraph's `text`."""
    parser = make_parser(environment.get("system", System.MAKEREADY), "www." in text)
    return parser.inline.parse(text, parser, environment, [])
