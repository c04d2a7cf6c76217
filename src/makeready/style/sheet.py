"""Sheets: style sheets in the order of the cascade go in; one value with their rules, and what these do, comes out.

Each sheet is read once, and whoever asks again is given the same value; what nobody asks for is not read further.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import field
from functools import cached_property, lru_cache

from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern
from makeready.model.composition import StyleSheet
from makeready.model.edition import Target
from makeready.style.conditions import Applies, weigh_conditions
from makeready.style.source import DECLARATION, IMPORTANT, KEYWORD, Block, Source, Statement
from makeready.style.tokens import Token, is_mark, read_tokens, serialise, strip, walk, write, write_list

# Rules that hold rules: what is in them counts under a condition, or in an order of their own.
_GROUPS = frozenset({"media", "supports", "layer", "container", "scope", "starting-style"})
# Blocks and functions in one another: the page engine, which calls itself for each, comes to four times as many.
DEEPEST = 100
_LONGEST_SELECTOR = 2_000
_KEPT_CASE = frozenset({"none", "inherit", "initial", "unset", "revert", "revert-layer"})
_SHARED_GLYPHS = frozenset({"all-small-caps", "petite-caps", "all-petite-caps", "unicase"})
_SHARED_FEATURES = frozenset({"c2sc", "c2pc", "unic"})
_ASKING = frozenset({"url", "src", "image-set", "-webkit-image-set", "image", "cross-fade"})
# Without one of these a text can ask for no file; an escape may hide any of them.
ADDRESS_SIGNS = ("url", "src", "image", "cross-fade", "@import", "\\")
# The same more narrowly, where the tokens of a whole sheet would follow: comments and strings are passed over, and a
# function has its bracket behind its name. A string that is not closed in its line is read on as what it may hold.
_STRING = r"{0}[^{0}\\\n\r\f]*+(?:\\(?s:.)[^{0}\\\n\r\f]*+)*+{0}"
_MAY_ASK = late_pattern(
    rf"/\*(?s:.)*?(?:\*/|\Z)|{_STRING.format(chr(34))}|{_STRING.format(chr(39))}"
    r"|(?P<asks>(?:url|src|image|image-set|cross-fade)\(|@import|\\)"
)
_TURNING = frozenset({"direction", "unicode-bidi", "writing-mode"})


class _Placed:
    """What has a place in a sheet, from `start` to `end` of its text."""

    source: Source
    start: int
    end: int

    @property
    def sheet(self) -> str:
        """Return the name of the sheet."""
        return self.source.name

    @property
    def line(self) -> int:
        """Return the number of its first line."""
        return self.source.find_line(self.start)

    @property
    def column(self) -> int:
        """Return the column where it begins."""
        return self.source.find_column(self.start)


@dataclass(frozen=True, eq=False)
class Declaration(_Placed):
    """A property and its value, without `!important`; names in lower case but those of custom properties.

    `start` and `end` are places in the text of the sheet, the semicolon included; `written` is the value as it stands.
    """

    name: str
    written: str = field(repr=False)
    important: bool
    source: Source = field(repr=False)
    start: int
    end: int

    @cached_property
    def value(self) -> str:
        """Return the value in one way to write it."""
        return write(self.written)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Return the tokens of the value."""
        return tuple(strip(read_tokens(self.written)))


@dataclass(frozen=True, eq=False)
class Rule(_Placed):
    """Selectors and what they set, under conditions ("@media print"), the outermost first.

    A rule within a rule has its selectors written out; `start` and `end` are those of the whole rule in the text.
    """

    written: str | None
    parents: tuple[str, ...] | None = field(repr=False)
    conditions: tuple[str, ...]
    source: Source = field(repr=False)
    block: Block | None = field(repr=False)
    start: int
    end: int

    @property
    def nested(self) -> bool:
        """Return True for a rule within a rule."""
        return self.parents is not None

    @cached_property
    def selectors(self) -> tuple[str, ...]:
        """Return the selectors; those around the rule where it has none of its own."""
        parents = self.parents or ()
        if self.written is None:
            return parents
        own = write_list(self.written)
        return own if self.parents is None else _unfold(own, parents)

    @cached_property
    def declarations(self) -> tuple[Declaration, ...]:
        """Return what the rule sets, without what rules within it do."""
        return _read_block(self.source, self.block)

    def find_value(self, name: str) -> str | None:
        """Return the value that a property has in the end, None where the rule does not set it."""
        return find_value(self.declarations, name)


@dataclass(frozen=True, eq=False)
class AtRule(_Placed):
    """Any other rule: its name without @ in lower case, what follows it, what it sets, and rules or boxes within.

    `name` is "page", "font-face", "import", "namespace", "charset", "counter-style", "keyframes", the name of a box in
    the margin, or any other.
    """

    name: str
    written: str = field(repr=False)
    boxes: tuple[AtRule, ...]
    rules: tuple[Rule, ...]
    conditions: tuple[str, ...]
    source: Source = field(repr=False)
    block: Block | None = field(repr=False)
    start: int
    end: int
    end_of_name: int

    @cached_property
    def declarations(self) -> tuple[Declaration, ...]:
        """Return what the rule itself sets."""
        return _read_block(self.source, self.block)

    @cached_property
    def prelude(self) -> str:
        """Return what follows the name, in one way to write it."""
        return write(self.written)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Return the tokens of what follows the name."""
        return tuple(strip(read_tokens(self.written)))

    @property
    def selectors(self) -> tuple[str, ...]:
        """Return the selectors of a page rule: "chapter:first", "" for all pages."""
        return write_list(self.written)


@dataclass(frozen=True, slots=True)
class Address:
    """An address that a sheet asks for: the words, whether by @import, and where it stands."""

    written: str
    imported: bool
    sheet: str
    line: int
    column: int


@dataclass(frozen=True, eq=False)
class Sheet:
    """One style sheet, read: its rules in their order, the groups that rules stand in, and what both are read from.

    A group is its conditions and its place.
    """

    source: Source = field(repr=False)
    statements: tuple[Rule | AtRule, ...] = field(repr=False)
    groups: tuple[tuple[tuple[str, ...], int, int], ...] = field(repr=False)

    @property
    def name(self) -> str:
        """Return the sheet's name."""
        return self.source.name

    @property
    def text(self) -> str:
        """Return the sheet's text, closed at its end."""
        return self.source.text

    @property
    def is_too_deep(self) -> bool:
        """Return True where blocks stand in blocks as nobody writes them: nothing in the sheet was read then."""
        return self.source.depth > DEEPEST

    @cached_property
    def addresses(self) -> tuple[Address, ...]:
        """Return each address in the sheet; the name of a namespace is none."""
        return tuple(_list_addresses(self))

    @cached_property
    def tokens(self) -> list[Token]:
        """Return all tokens of the sheet."""
        return read_tokens(self.text)

    @cached_property
    def functions(self) -> frozenset[str]:
        """Return the names of all functions in the sheet, in lower case."""
        return frozenset(token.lower_name for token in walk(self.tokens) if token.type == "function")

    @cached_property
    def units(self) -> frozenset[str]:
        """Return the units of all lengths in the sheet, in lower case."""
        return frozenset(token.lower_unit for token in walk(self.tokens) if token.type == "dimension")


@dataclass(frozen=True, eq=False)
class Style:
    """The style sheets of a book, read once: what they set, under which conditions, and what follows from it."""

    sheets: tuple[Sheet, ...]

    @cached_property
    def own(self) -> Style:
        """Return the project's own sheets, without the theme's."""
        return _combine(tuple(sheet for sheet in self.sheets if not sheet.name.startswith("theme/")))

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Return the rules with selectors in the order of the cascade: those of layers before the others."""
        rules = [s for sheet in self.sheets for s in sheet.statements if isinstance(s, Rule)]
        return tuple(sorted(rules, key=self.find_layer))

    @cached_property
    def _layers(self) -> dict[str, int]:
        statements = [s for sheet in self.sheets for s in sheet.statements]
        named = [n for s in statements if isinstance(s, AtRule) and s.name == "layer" for n in write_list(s.written)]
        named += [name for s in statements if isinstance(s, Rule) for name in _list_layers(s)]
        return {name: number for number, name in enumerate(dict.fromkeys(named))}

    def find_layer(self, rule: Rule) -> int:
        """Return the rank of the layer that a rule stands in: what stands in none has the highest."""
        names = _list_layers(rule) if rule.conditions else []
        return self._layers[names[0]] if names else len(self._layers)

    @cached_property
    def at_rules(self) -> tuple[AtRule, ...]:
        """Return all other rules in their order: pages, typefaces, imports, namespaces, counters, movements."""
        return tuple(s for sheet in self.sheets for s in sheet.statements if isinstance(s, AtRule))

    @cached_property
    def pages(self) -> tuple[AtRule, ...]:
        """Return the page rules in their order; `boxes` are those in their margins."""
        return tuple(rule for rule in self.at_rules if rule.name == "page")

    @cached_property
    def declarations(self) -> tuple[Declaration, ...]:
        """Return all that is set anywhere: in rules, pages, boxes in margins, at-rules and their inner rules."""
        found: list[Declaration] = []
        for sheet in self.sheets:
            for statement in sheet.statements:
                found += list_declarations(statement)
        return tuple(found)

    @cached_property
    def addresses(self) -> tuple[Address, ...]:
        """Return the addresses that the sheets ask for."""
        return tuple(address for sheet in self.sheets for address in sheet.addresses)

    @cached_property
    def hyphens(self) -> frozenset[str]:
        """Return the strings that may stand at the end of a line where a word is broken: `hyphenate-character`."""
        chosen = (d for d in self.declarations if d.name.endswith("hyphenate-character"))
        return frozenset(t.value for d in chosen for t in walk(d.tokens) if t.type == "string")

    @cached_property
    def turns_case(self) -> bool:
        """Return True where letters may look like those of the other case."""
        return any(map(_turns_case, self.declarations))

    @cached_property
    def turns_direction(self) -> bool:
        """Return True where a rule sets the direction of words or lines."""
        return any(d.name.removeprefix("-webkit-").removeprefix("-epub-") in _TURNING for d in self.declarations)

    def applies_to(self, rule: Rule | AtRule, target: Target) -> Applies:
        """Return whether the conditions of a rule hold in an edition: on paper, or in a reading system."""
        return weigh_conditions(rule.conditions, target)


def _list_layers(rule: Rule) -> list[str]:
    return [one[len("@layer") :].strip() for one in rule.conditions if one.startswith("@layer")]


def read_style(sheets: Iterable[StyleSheet]) -> Style:
    """Return what the sheets say, each read once however often it is asked for."""
    return _combine(tuple(read_sheet(sheet.name, sheet.content) for sheet in sheets))


@lru_cache(maxsize=16)
def _combine(sheets: tuple[Sheet, ...]) -> Style:
    return Style(sheets)


@lru_cache(maxsize=64)
def read_sheet(name: str, content: str) -> Sheet:
    """Return one sheet, read."""
    source = Source(name, content)
    reader = _Reader(source)
    statements = tuple(reader.read()) if source.depth <= DEEPEST else ()
    return Sheet(source, statements, tuple(reader.groups))


def read_declarations(text: str) -> tuple[Declaration, ...]:
    """Return what a style attribute sets."""
    source = Source("", text)
    return _read_block(source, source.top)


def find_value(declarations: Iterable[Declaration], name: str) -> str | None:
    """Return the value that a property has in the end, None where it is not set."""
    best: Declaration | None = None
    for one in declarations:
        if one.name == name and (best is None or one.important >= best.important):
            best = one
    return best.value if best is not None else None


def list_declarations(statement: Rule | AtRule) -> Iterator[Declaration]:
    """Yield what a rule and the boxes and rules within it set."""
    yield from statement.declarations
    if isinstance(statement, AtRule):
        for box in statement.boxes:
            yield from box.declarations
        for rule in statement.rules:
            yield from rule.declarations


@dataclass(slots=True)
class _Work:
    """A block that waits to be read: its statements, its conditions, and the selectors that it stands in."""

    statements: Iterator[Statement]
    conditions: tuple[str, ...]
    parents: tuple[str, ...] | None = None


class _Reader:
    """Reads the rules of one sheet, with a stack of its own, so that depth costs nothing."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.groups: list[tuple[tuple[str, ...], int, int]] = []

    def read(self) -> Iterator[Rule | AtRule]:
        """Yield the rules in their order."""
        source = self._source
        waiting = [_Work(source.split(source.top, holds_declarations=False), ())]
        while waiting:
            work = waiting[-1]
            statement = next(work.statements, None)
            if statement is None:
                waiting.pop()
                continue
            start, stop, block, end = statement
            keyword = _read_keyword(source, statement)
            conditions = work.conditions
            if keyword is not None:
                if keyword[0] not in _GROUPS or block is None:
                    yield self._read_at_rule(keyword, statement, conditions)
                    continue
                conditions = (*conditions, _write_condition(*keyword[:2]))
                self.groups.append((conditions, start, end))
                if work.parents is None:
                    waiting.append(_Work(source.split(block, holds_declarations=False), conditions))
                    continue
            elif block is None:
                continue
            written = source.text[start:stop] if keyword is None else None
            rule = Rule(written, work.parents, conditions, source, block, start, end)
            if written is not None or rule.declarations:
                yield rule
            if inner := _list_inner(source, block):
                waiting.append(_Work(iter(inner), conditions, rule.selectors))

    def _read_at_rule(
        self, keyword: tuple[str, str, int], statement: Statement, conditions: tuple[str, ...]
    ) -> AtRule:  # fmt: skip
        source = self._source
        name, written, behind = keyword
        boxes: list[AtRule] = []
        rules: list[Rule] = []
        for one in _list_inner(source, statement.block):
            first = _read_keyword(source, one)
            place = (conditions, source, one.block, one.start, one.end)
            if first is not None:
                boxes.append(AtRule(first[0], first[1], (), (), *place, first[2]))
            else:
                rules.append(Rule(source.text[one.start : one.stop], None, *place))
        start, _, block, end = statement
        return AtRule(name, written, tuple(boxes), tuple(rules), conditions, source, block, start, end, behind)


def _read_keyword(source: Source, statement: Statement) -> tuple[str, str, int] | None:
    """Return the name of an at-rule in lower case, what follows it and where, None for any other statement."""
    text, start, stop = source.text, statement.start, statement.stop
    match = KEYWORD.match(text, start, stop) if text.startswith("@", start) else None
    return (_read_name(match[1]).lower(), text[match.end() : stop], match.end()) if match is not None else None


def _list_inner(source: Source, block: Block | None) -> list[Statement]:
    """Return the rules in a block."""
    if block is None or ("@" not in source.text[block.start : block.end] and all(type(m) is int for m in block.marks)):
        return []
    return [s for s in source.split(block) if s.block is not None or _read_keyword(source, s) is not None]


def _read_block(source: Source, block: Block | None) -> tuple[Declaration, ...]:
    """Return what a block sets."""
    found = []
    text = source.text
    for start, stop, own, end in source.split(block) if block is not None else ():
        match = DECLARATION.match(text, start, stop) if own is None else None
        if match is not None:
            written, important = _read_importance(text[match.end() : stop])
            found.append(Declaration(_read_name(match[1]), written, important, source, start, end))
    return tuple(found)


def _read_name(written: str) -> str:
    """Return a name without escapes, in lower case but that of a custom property."""
    name = written if "\\" not in written else str(read_tokens(written)[0].value)
    return name if name.startswith("--") or not name.isascii() else name.lower()


def _read_importance(written: str) -> tuple[str, bool]:
    """Return a value without `!important`, and whether it has that."""
    at = written.rfind("!")
    if at < 0:
        return written, False
    if "\\" not in written:
        return (written[:at], True) if IMPORTANT.match(written, at) else (written, False)
    value = strip(read_tokens(written))
    if value and value[-1].type == "ident" and value[-1].lower_value == "important":
        before = strip(value[:-1])
        if before and is_mark(before[-1], "!"):
            return serialise(before[:-1]), True
    return written, False


def _write_condition(name: str, written: str) -> str:
    """Return a condition in one way to write it; the names of layers keep their case."""
    told = write(written)
    return f"@{name} {told if name == 'layer' else told.lower()}".strip()


def _unfold(selectors: tuple[str, ...], parents: tuple[str, ...]) -> tuple[str, ...]:
    """Return the selectors of a rule within a rule as they would stand by themselves; "*" where they grow too long.

    https://www.w3.org/TR/css-nesting-1/#nest-selector
    """
    parent = parents[0] if len(parents) == 1 else f":is({', '.join(parents)})"
    if len(parent) + max(map(len, selectors)) > _LONGEST_SELECTOR or len(selectors) > _LONGEST_SELECTOR:
        return ("*",)
    found = []
    for selector in selectors:
        if "&" not in selector:
            found.append(f"{parent} {selector}")
            continue
        tokens = read_tokens(selector)
        marks = sum(is_mark(token, "&") for token in walk(tokens))
        if marks * len(parent) > _LONGEST_SELECTOR:
            return ("*",)
        found.append(selector.replace("&", parent) if marks == selector.count("&") else f"{parent} {selector}")
    return tuple(found)


def _turns_case(declaration: Declaration) -> bool:
    name = declaration.name
    if name != "text-transform" and not name.startswith("font") and not name.endswith("font-feature-settings"):
        return False  # before tokens are made of the value
    words = {t.lower_value for t in declaration.tokens if t.type == "ident"}
    if name == "text-transform":
        return not words <= _KEPT_CASE
    if name in ("font-variant", "font-variant-caps", "font"):
        return bool(words & _SHARED_GLYPHS)
    if name.endswith("font-feature-settings"):
        return any(t.type == "string" and t.value.lower() in _SHARED_FEATURES for t in declaration.tokens)
    return False


def _list_addresses(sheet: Sheet) -> Iterator[Address]:
    lowered = sheet.text.lower()
    if not any(sign in lowered for sign in ADDRESS_SIGNS) or not any(m["asks"] for m in _MAY_ASK.finditer(lowered)):
        return
    source = sheet.source
    # What is left to be told of each import is its first word; of each namespace, nothing.
    rules = [s for s in sheet.statements if isinstance(s, AtRule) and s.name in ("namespace", "import")]
    starts = [rule.start for rule in rules]
    for token in walk(sheet.tokens):
        kind = token.type
        if kind not in ("url", "string", "function"):
            continue
        place = source.find_start(token.source_line, token.source_column)
        at = bisect_right(starts, place) - 1
        rule = rules[at] if at >= 0 and place < rules[at].end_of_name + len(rules[at].written) else None
        if rule is not None and rule.name == "namespace":
            continue
        within = rule is not None and place == rule.end_of_name
        name = token.lower_name if kind == "function" else kind
        asked: Iterable[str] = ()
        if name == "url" or (kind == "string" and within):
            asked = (token.value,) if kind != "function" else _list_strings(token)[:1]
        elif kind == "function" and name in _ASKING:
            asked = _list_strings(token)[: 1 if name == "src" else None]
        for written in asked:
            yield Address(written.strip(), within, sheet.name, token.source_line, token.source_column)


def _list_strings(function: Token) -> list[str]:
    return [token.value for token in function.arguments if token.type == "string"]
