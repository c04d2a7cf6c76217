"""Sheets: style sheets in the order of the cascade go in; one value with their rules, and what these do, comes out.

Each sheet is read once (tinycss2 makes the tokens), and whoever asks again is given the same value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from makeready.model.composition import StyleSheet
from makeready.model.edition import Target
from makeready.style.conditions import Applies, weigh_conditions
from makeready.style.tokens import Source, Token, is_mark, read_tokens, serialise, split, strip, walk

# Rules that hold rules: what is in them counts under a condition, or in an order of their own.
_GROUPS = frozenset({"media", "supports", "layer", "container", "scope", "starting-style"})
# Blocks and functions in one another: the page engine, which calls itself for each, comes to four times as many.
DEEPEST = 100
_LONGEST_SELECTOR = 2_000
_IGNORED = frozenset({"whitespace", "comment"})
_KEPT_CASE = frozenset({"none", "inherit", "initial", "unset", "revert", "revert-layer"})
_SHARED_GLYPHS = frozenset({"all-small-caps", "petite-caps", "all-petite-caps", "unicase"})
_SHARED_FEATURES = frozenset({"c2sc", "c2pc", "unic"})
_TURNING = frozenset({"direction", "unicode-bidi", "writing-mode"})


@dataclass(frozen=True, slots=True)
class Declaration:
    """A property and its value, without `!important`; names in lower case but those of custom properties.

    `start` and `end` are places in the text of the sheet, the semicolon included.
    """

    name: str
    value: str
    important: bool
    line: int
    column: int
    start: int
    end: int
    tokens: tuple[Token, ...] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """Selectors and what they set, under conditions ("@media print"), the outermost first.

    A rule within a rule has its selectors written out; `start` and `end` are those of the whole rule in the text.
    """

    selectors: tuple[str, ...]
    declarations: tuple[Declaration, ...]
    conditions: tuple[str, ...]
    sheet: str
    line: int
    column: int
    start: int
    end: int
    nested: bool = False

    def find_value(self, name: str) -> str | None:
        """Return the value that a property has in the end, None where the rule does not set it."""
        return find_value(self.declarations, name)


@dataclass(frozen=True, slots=True)
class AtRule:
    """Any other rule: its name without @ in lower case, what follows it, what it sets, and rules or boxes within.

    `name` is "page", "font-face", "import", "namespace", "charset", "counter-style", "keyframes", the name of a box in
    the margin, or any other.
    """

    name: str
    prelude: str
    declarations: tuple[Declaration, ...]
    boxes: tuple[AtRule, ...]
    rules: tuple[Rule, ...]
    conditions: tuple[str, ...]
    sheet: str
    line: int
    column: int
    start: int
    end: int
    tokens: tuple[Token, ...] = field(repr=False, compare=False)

    @property
    def selectors(self) -> tuple[str, ...]:
        """Return the selectors of a page rule: "chapter:first", "" for all pages."""
        return tuple(serialise(strip(part)) for part in split(self.tokens))


@dataclass(frozen=True, slots=True)
class Address:
    """An address that a sheet asks for: the words, whether by @import, and where it stands."""

    written: str
    imported: bool
    sheet: str
    line: int
    column: int


@dataclass(frozen=True)
class Sheet:
    """One style sheet, read: its name, its text (closed at its end), its rules in their order, its addresses."""

    name: str
    text: str = field(repr=False)
    statements: tuple[Rule | AtRule, ...] = field(repr=False)
    source: Source = field(repr=False, compare=False)

    @property
    def is_too_deep(self) -> bool:
        """Return True where blocks stand in blocks as nobody writes them: nothing in the sheet was read then."""
        return self.source.depth > DEEPEST

    @cached_property
    def addresses(self) -> tuple[Address, ...]:
        """Return each address in the sheet; the name of a namespace is none."""
        return tuple(_list_addresses(self))

    @cached_property
    def functions(self) -> frozenset[str]:
        """Return the names of all functions in the sheet, in lower case."""
        return frozenset(token.lower_name for token in walk(self.source.tokens) if token.type == "function")

    @cached_property
    def units(self) -> frozenset[str]:
        """Return the units of all lengths in the sheet, in lower case."""
        return frozenset(token.lower_unit for token in walk(self.source.tokens) if token.type == "dimension")


@dataclass(frozen=True)
class Style:
    """The style sheets of a book, read once: what they set, under which conditions, and what follows from it."""

    sheets: tuple[Sheet, ...]

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Return the rules with selectors in the order of the cascade: those of layers before the others."""
        rules = [s for sheet in self.sheets for s in sheet.statements if isinstance(s, Rule)]
        if not any(condition.startswith("@layer") for rule in rules for condition in rule.conditions):
            return tuple(rules)
        named = [part.strip() for s in self.at_rules if s.name == "layer" for part in s.prelude.split(",")]
        for rule in rules:
            named += [c[len("@layer") :].strip() for c in rule.conditions if c.startswith("@layer")]
        order = {name: number for number, name in enumerate(dict.fromkeys(named))}
        layers = (
            (rule, [c[len("@layer") :].strip() for c in rule.conditions if c.startswith("@layer")]) for rule in rules
        )
        ranks = [(order[names[0]] if names else len(order), rule) for rule, names in layers]
        return tuple(rule for _, rule in sorted(ranks, key=lambda pair: pair[0]))

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


def read_style(sheets: Iterable[StyleSheet]) -> Style:
    """Return what the sheets say, each read once however often it is asked for."""
    return Style(tuple(read_sheet(sheet.name, sheet.content) for sheet in sheets))


@lru_cache(maxsize=64)
def read_sheet(name: str, content: str) -> Sheet:
    """Return one sheet, read."""
    source = Source(content)
    statements = tuple(_Reader(name, source).read()) if source.depth <= DEEPEST else ()
    return Sheet(name, source.text, statements, source)


def read_declarations(text: str) -> tuple[Declaration, ...]:
    """Return what a style attribute sets."""
    source = Source(text)
    return _Reader("", source).read_block(source.tokens, len(source.text))[0]


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
class _Statement:
    """A piece of a block: the tokens before its block or semicolon, the block (or None), and its place."""

    prelude: list[Token]
    block: Token
    start: int
    end: int


@dataclass(slots=True)
class _Work:
    """A block that waits to be read: its tokens, where it ends, its conditions, and the selectors it stands in."""

    statements: Iterator[_Statement]
    conditions: tuple[str, ...]
    parents: tuple[str, ...] | None = None


class _Reader:
    """Reads the rules of one sheet, with a stack of its own, so that depth costs nothing."""

    def __init__(self, name: str, source: Source) -> None:
        self._name = name
        self._source = source

    def read(self) -> Iterator[Rule | AtRule]:
        """Yield the rules in their order."""
        top = self._split_block(self._source.tokens, len(self._source.text), False)
        waiting = [_Work(top, ())]
        while waiting:
            work = waiting[-1]
            statement = next(work.statements, None)
            if statement is None:
                waiting.pop()
                continue
            head = statement.prelude[0] if statement.prelude else None
            if head is not None and head.type == "at-keyword":
                if head.lower_value in _GROUPS and statement.block is not None:
                    conditions = (*work.conditions, _write_condition(head, statement.prelude[1:]))
                    yield from self._enter(waiting, statement, conditions, work.parents)
                else:
                    yield self._read_at_rule(head, statement, work.conditions)
            elif statement.block is not None:
                selectors = tuple(serialise(strip(part)) for part in split(statement.prelude))
                if work.parents is not None:
                    selectors = _unfold(selectors, work.parents)
                yield from self._enter(waiting, statement, work.conditions, selectors, rule=True)

    def _enter(
        self,
        waiting: list[_Work],
        statement: _Statement,
        conditions: tuple[str, ...],
        selectors: tuple[str, ...] | None,
        *,
        rule: bool = False,
    ) -> Iterator[Rule]:
        """Yield the rule that a block is, if it is one, and leave what is nested in it to be read next."""
        nested = waiting[-1].parents is not None
        end = statement.end - 1
        if selectors is None:
            waiting.append(_Work(self._split_block(statement.block.content, end, False), conditions))
            return
        declarations, inner = self.read_block(statement.block.content, end)
        if declarations or rule:
            token = statement.prelude[0] if statement.prelude else statement.block
            line, column = token.source_line, token.source_column
            place = (self._name, line, column, statement.start, statement.end)
            yield Rule(selectors, declarations, conditions, *place, nested or not rule)
        if inner:
            waiting.append(_Work(iter(inner), conditions, selectors))

    def _read_at_rule(self, head: Token, statement: _Statement, conditions: tuple[str, ...]) -> AtRule:
        name = head.lower_value
        declarations: tuple[Declaration, ...] = ()
        boxes: list[AtRule] = []
        rules: list[Rule] = []
        if statement.block is not None:
            end = statement.end - 1
            declarations, inner = self.read_block(statement.block.content, end)
            for one in inner:
                first = one.prelude[0] if one.prelude else one.block
                within = self.read_block(one.block.content, one.end - 1)[0] if one.block is not None else ()
                place = (self._name, first.source_line, first.source_column, one.start, one.end)
                if first.type == "at-keyword":
                    words = tuple(one.prelude[1:])
                    told = serialise(strip(words))
                    boxes.append(AtRule(first.lower_value, told, within, (), (), conditions, *place, words))
                else:
                    selectors = tuple(serialise(strip(part)) for part in split(one.prelude))
                    rules.append(Rule(selectors, within, conditions, *place))
        prelude = tuple(strip(statement.prelude[1:]))
        place = (self._name, head.source_line, head.source_column, statement.start, statement.end)
        return AtRule(
            name, serialise(prelude), declarations, tuple(boxes), tuple(rules), conditions, *place, prelude
        )  # fmt: skip

    def read_block(self, tokens: Sequence[Token], end: int) -> tuple[tuple[Declaration, ...], list[_Statement]]:
        """Return what a block sets, and the rules within it."""
        declarations: list[Declaration] = []
        inner: list[_Statement] = []
        for statement in self._split_block(tokens, end, True):
            head = statement.prelude[0] if statement.prelude else None
            if statement.block is not None or (head is not None and head.type == "at-keyword"):
                inner.append(statement)
            elif (one := _read_declaration(statement)) is not None:
                declarations.append(one)
        return tuple(declarations), inner

    def _split_block(self, tokens: Sequence[Token], end: int, holds_declarations: bool) -> Iterator[_Statement]:
        """Yield the statements of a block: up to a semicolon, or with a block of their own.

        https://www.w3.org/TR/css-syntax-3/#consume-block-contents
        """
        prelude: list[Token] = []
        start = 0
        custom = False
        find_start = self._source.find_start
        for number, token in enumerate(tokens):
            kind = token.type
            if not prelude:
                if kind in _IGNORED or (kind == "literal" and token.value in ("<!--", "-->", ";")):
                    continue
                start = find_start(token)
                custom = holds_declarations and kind == "ident" and token.value.startswith("--")
            if kind == "{} block" and not (custom and _has_colon(prelude)):
                last = find_start(tokens[number + 1]) if number + 1 < len(tokens) else end
                yield _Statement(prelude, token, start, last)
                prelude = []
            elif (
                kind == "literal"
                and token.value == ";"
                and (holds_declarations or prelude[0].type == "at-keyword")
            ):  # fmt: skip
                yield _Statement(prelude, None, start, find_start(token) + 1)
                prelude = []
            else:
                prelude.append(token)
        if prelude:
            yield _Statement(prelude, None, start, end)


def _has_colon(prelude: Sequence[Token]) -> bool:
    """Return True where a statement that begins with a name has its colon next."""
    for token in prelude[1:]:
        if token.type not in _IGNORED:
            return is_mark(token, ":")
    return False


def _read_declaration(statement: _Statement) -> Declaration | None:
    """Return the declaration that a statement is, None where it is none."""
    head, rest = statement.prelude[0], strip(statement.prelude[1:])
    if head.type != "ident" or not rest or not is_mark(rest[0], ":"):
        return None
    value = strip(rest[1:])
    important = False
    if value and value[-1].type == "ident" and value[-1].lower_value == "important":
        before = strip(value[:-1])
        if before and is_mark(before[-1], "!"):
            important, value = True, strip(before[:-1])
    name = head.value if head.value.startswith("--") else head.lower_value
    place = (head.source_line, head.source_column, statement.start, statement.end)
    return Declaration(name, serialise(value), important, *place, tuple(value))


def _write_condition(head: Token, prelude: Sequence[Token]) -> str:
    """Return a condition in one way to write it; the names of layers keep their case."""
    told = serialise(strip(prelude))
    told = told if head.lower_value == "layer" else told.lower()
    return f"@{head.lower_value} {told}".strip()


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
    words = {t.lower_value for t in declaration.tokens if t.type == "ident"}
    if declaration.name == "text-transform":
        return not words <= _KEPT_CASE
    if declaration.name in ("font-variant", "font-variant-caps", "font"):
        return bool(words & _SHARED_GLYPHS)
    if declaration.name.endswith("font-feature-settings"):
        return any(t.type == "string" and t.value.lower() in _SHARED_FEATURES for t in declaration.tokens)
    return False


def _list_addresses(sheet: Sheet) -> Iterator[Address]:
    namespaces = [s for s in sheet.statements if isinstance(s, AtRule) and s.name == "namespace"]
    names = {id(token) for rule in namespaces for token in walk(rule.tokens)}
    imports = [s for s in sheet.statements if isinstance(s, AtRule) and s.name == "import"]
    imported = {id(rule.tokens[0]) for rule in imports if rule.tokens}
    for token in walk(sheet.source.tokens):
        if id(token) in names:
            continue
        within = id(token) in imported
        written = None
        if token.type == "url" or (within and token.type == "string"):
            written = token.value
        elif token.type == "function" and token.lower_name in ("url", "src"):
            written = next((t.value for t in token.arguments if t.type == "string"), None)
        elif token.type == "function" and token.lower_name in ("image-set", "-webkit-image-set", "image", "cross-fade"):
            for one in (t for t in token.arguments if t.type == "string"):
                yield Address(one.value.strip(), False, sheet.name, one.source_line, one.source_column)
        if written is not None:
            yield Address(written.strip(), within, sheet.name, token.source_line, token.source_column)
