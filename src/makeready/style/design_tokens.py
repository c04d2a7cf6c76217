"""Design tokens: sheets with custom properties and `var()` go in; sheets with their values in their place come out.

A token is a custom property of `:root`. They are resolved here, so that a reading system that knows no `var()` shows
the same page. Where a `:root` counts under a condition ("@media (prefers-color-scheme: dark)"), what uses its tokens
is repeated under that condition, right behind the rule, so that the order of the cascade stays.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import combinations

from makeready.dataclass import dataclass
from makeready.findings import Finding, Span, observe
from makeready.late_pattern import late_pattern
from makeready.model.composition import StyleSheet
from makeready.model.edition import Target
from makeready.style.conditions import Applies, is_for_screens, weigh_conditions
from makeready.style.sheet import DEEPEST, AtRule, Declaration, Rule, Sheet, Style, read_sheet
from makeready.style.tokens import Token, is_mark, read_tokens, serialise, split, strip, write

_ROOTS = frozenset({":root", "html", "html:root"})
_BLANK = frozenset({"whitespace", "comment"})
_PLAIN_USE = late_pattern(r"var\([ \n\t]*(--[A-Za-z][\w-]*)[ \n\t]*\)", re.ASCII | re.IGNORECASE)
# What the page engine asks each element for: see pdf/engine_grid.py and pdf/paragraphs/tolerances.py. They stay where
# they are set, in any rule.
_KEPT = frozenset(
    {
        "--grid",
        "--line-breaks",
        "--word-spaces",
        "--line-ends",
        "--optical-margins",
        "--hyphen-demerits",
        "--line-demerits",
        "--opening-tracking",
        "--line-tracking",
    }
)
# Signs beside which no comment is needed to tell two words apart.
_APART = frozenset({"", " ", "\n", "\t", ";", ":", ",", "{", "}", ")"})
_DEEPEST_USE = 40
_LONGEST = 1_000_000
# Conditions that bear on one rule: each of their combinations is written out.
_MOST_CONDITIONS = 3

Conditions = tuple[str, ...]
Edit = tuple[int, int, str]


def resolve_tokens(
    sheets: Iterable[StyleSheet], target: Target
) -> tuple[tuple[StyleSheet, ...], tuple[Finding, ...]]:  # fmt: skip
    """Return the sheets of an edition with every `var(--token)` replaced by its value; lines stay where they were.

    Findings tell of a token without a value, that leads to itself or grows without end, of one that is set where
    it has no effect, and of a sheet that is nested too deep to be read, which is left empty.
    """
    findings: list[Finding] = []
    read = []
    for sheet in sheets:
        one = read_sheet(sheet.name, sheet.content)
        if one.is_too_deep:
            message = f"more than {DEEPEST} blocks or brackets stand in one another"
            findings.append(observe("ST007", message, span=Span.at(sheet.name, 1)))
            one = read_sheet(sheet.name, "")
        read.append(one)
    tokens = _Tokens.collect(Style(tuple(read)), target, findings)
    texts = [_Resolver(sheet, target, tokens, findings).resolve() for sheet in read]
    done = tuple(StyleSheet(name=sheet.name, content=text) for sheet, text in zip(read, texts, strict=True))
    return done, tuple(findings)


class _Unresolved(Exception):
    """A token that has no value; the text says why."""


@dataclass(slots=True)
class _Use:
    """A `var()`: the name it asks for, None where there is none, and what stands in for it."""

    name: str | None
    fallback: str | None


class _Texts:
    """Texts with numbered holes where a token is used: a sheet has no U+0000, so it marks a hole."""

    def __init__(self) -> None:
        self.uses: list[_Use] = []

    def write(self, text: str) -> str:
        """Return a text on one line, with holes."""
        if (plain := _PLAIN_USE.fullmatch(text)) is not None:
            return self._number(_Use(plain[1], None))
        if "\\" not in text and "var" not in text.lower() and text.isprintable():
            return write(text)
        return self._write_tokens(strip(read_tokens(text)))

    def _write_tokens(self, tokens: Iterable[Token]) -> str:
        return serialise(tokens, as_written=True, hole=self._dig)

    def _number(self, use: _Use) -> str:
        self.uses.append(use)
        return f"\0{len(self.uses) - 1}\0"

    def _dig(self, token: Token) -> str | None:
        if token.lower_name != "var":
            return None
        head, *rest = split(token.arguments)
        named = [one for one in head if one.type not in _BLANK]
        sound = len(named) == 1 and named[0].type == "ident" and named[0].value.startswith("--")
        fallback = None
        if rest:
            at = next(i for i, one in enumerate(token.arguments) if is_mark(one, ","))
            # Depth is bounded for each sheet, so this may call itself.
            fallback = self._write_tokens(strip(token.arguments[at + 1 :]))
        return self._number(_Use(named[0].value if sound else None, fallback))


class _Tokens:
    """The tokens of a book: their values everywhere, and those under conditions that may hold."""

    def __init__(self) -> None:
        self.texts = _Texts()
        self.values: dict[str, str] = {}
        self.overlays: dict[Conditions, dict[str, str]] = {}
        self._chosen: dict[tuple[Conditions, ...], _Values] = {}

    @classmethod
    def collect(cls, style: Style, target: Target, findings: list[Finding]) -> _Tokens:
        """Return what the rules of `:root` set; a token set by another rule has no effect, and a finding says so."""
        found = cls()
        settings: list[tuple[bool, bool, int, Conditions, Declaration]] = []
        for number, rule in enumerate(style.rules):
            custom = _list_custom(rule)
            if not custom:
                continue
            roots = _ROOTS.intersection(selector.lower() for selector in rule.selectors)
            if not roots:
                message = f"{custom[0].name} is set by “{', '.join(rule.selectors)[:60]}”, and has no effect there"
                findings.append(observe("ST008", message, span=Span.at(rule.sheet, custom[0].line)))
                continue
            applies = weigh_conditions(rule.conditions, target)
            if applies is Applies.NEVER:
                continue
            conditions = rule.conditions if applies is Applies.PERHAPS else ()
            strong = roots != {"html"}
            settings += [(one.important, strong, number, conditions, one) for one in custom]
        for *_, conditions, one in sorted(settings, key=lambda setting: setting[:3]):
            found._set(one.name, found.texts.write(one.written), conditions)
        return found

    def _set(self, name: str, text: str, conditions: Conditions) -> None:
        if conditions:
            # Taken out first, so that the last one set is the last in order.
            overlay = self.overlays.pop(conditions, {})
            self.overlays[conditions] = overlay | {name: text}
            return
        self.values[name] = text
        for overlay in self.overlays.values():
            overlay.pop(name, None)

    def choose(self, held: Iterable[Conditions]) -> _Values:
        """Return the values where some conditions hold."""
        wanted = set(held)
        key = tuple(one for one in self.overlays if one in wanted)
        if key not in self._chosen:
            values = dict(self.values)
            for one in key:
                values |= self.overlays[one]
            self._chosen[key] = _Values(values, self.texts.uses)
        return self._chosen[key]


class _Values:
    """Puts values in the place of tokens, each worked out once, in bounded time and space."""

    def __init__(self, tokens: dict[str, str], uses: list[_Use]) -> None:
        self._tokens = tokens
        self._uses = uses
        self._known: dict[str, str | _Unresolved] = {}
        self._open: list[str] = []
        self._depth = 0
        self.room = _LONGEST

    def fill(self, text: str) -> str:
        """Return a text without holes. Raises _Unresolved."""
        if "\0" not in text:
            return text
        if self._depth > 2 * _DEEPEST_USE:
            raise _Unresolved("fallbacks stand too deep in one another")
        self._depth += 1
        try:
            parts = text.split("\0")
            parts[1::2] = [self._fill_hole(self._uses[int(number)]) for number in parts[1::2]]
            return "".join(parts)
        finally:
            self._depth -= 1

    def _fill_hole(self, use: _Use) -> str:
        if use.name is None:
            raise _Unresolved("a use of var() names no token")
        try:
            value = self._find(use.name)
        except _Unresolved:
            if use.fallback is None:
                raise
            value = self.fill(use.fallback)
        self.room -= len(value)
        if self.room < 0:
            raise _Unresolved(f"{use.name} grows without end")
        return value

    def _find(self, name: str) -> str:
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._work_out(name)
        if isinstance(known, _Unresolved):
            raise known
        return known

    def _work_out(self, name: str) -> str | _Unresolved:
        if name not in self._tokens:
            return _Unresolved(f"{name} has no value")
        if name in self._open:
            return _Unresolved(f"{name} leads to itself")
        if len(self._open) >= _DEEPEST_USE:
            return _Unresolved(f"{name} leads through more than {_DEEPEST_USE} other tokens")
        self._open.append(name)
        try:
            return self.fill(self._tokens[name])
        except _Unresolved as reason:
            return reason
        finally:
            self._open.pop()


@dataclass(slots=True)
class _Place:
    """A `var()` in the text of a sheet: where it stands, its line, and its text, which is one hole."""

    start: int
    end: int
    line: int
    text: str


class _Resolver:
    """Writes the text of one sheet anew."""

    def __init__(self, sheet: Sheet, target: Target, tokens: _Tokens, findings: list[Finding]) -> None:
        self._sheet = sheet
        self._target = target
        self._tokens = tokens
        self._findings = findings
        self._reasons: dict[str, int] = {}
        self._starts = [statement.start for statement in sheet.statements]
        self._uses: list[_Place] = []

    def resolve(self) -> str:
        """Return the text without tokens; where one has no value there is "initial", and a finding says so."""
        source = self._sheet.source
        text = source.text
        comments = [(start, end, _leave_lines(text, start, end)) for start, end in source.comments]
        dropped = _keep_outermost([*self._drop_tokens(), *self._drop_groups(), *self._drop_imports()])
        fixed = [*comments, *dropped]
        starts = [start for start, *_ in dropped]
        for start, end in source.uses:
            at = bisect_right(starts, start)
            if not at or dropped[at - 1][1] <= start:
                hole = self._tokens.texts.write(text[start:end])
                self._uses.append(_Place(start, end, source.find_line(start), hole))
        self._tokens.choose(()).room = _LONGEST
        values = [(use.start, use.end, self._fill(use, ())) for use in self._uses]
        done = _apply(text, [*fixed, *values, *self._repeat_units(fixed)], 0, len(text))
        for why, line in self._reasons.items():
            self._findings.append(observe("ST003", why, span=Span.at(self._sheet.name, line)))
        return done

    def _drop_groups(self) -> Iterator[Edit]:
        """Yield what takes the groups for screens out of what is printed: the page engine would warn of them."""
        if self._target is Target.PDF:
            for conditions, start, end in self._sheet.groups:
                if is_for_screens(conditions[-1]):
                    yield start, end, _leave_lines(self._sheet.text, start, end)

    def _drop_imports(self) -> Iterator[Edit]:
        """Yield what takes each @import out of the text: it is not followed, and a finding says so."""
        for rule in self._sheet.statements:
            if isinstance(rule, AtRule) and rule.name == "import":
                message = f"@import {rule.prelude[:80]} is not followed"
                self._findings.append(observe("ST009", message, span=Span.at(rule.sheet, rule.line, rule.column)))
                yield rule.start, rule.end, _leave_lines(self._sheet.text, rule.start, rule.end)

    def _drop_tokens(self) -> list[Edit]:
        """Return what takes the tokens of `:root` out of the text, and its rules where nothing else is in them."""
        text = self._sheet.text
        edits: list[Edit] = []
        statements = self._sheet.statements
        for number, rule in enumerate(statements):
            custom = _list_custom(rule) if isinstance(rule, Rule) else []
            if not custom or _ROOTS.isdisjoint(selector.lower() for selector in rule.selectors):
                continue
            alone = number + 1 == len(statements) or statements[number + 1].start >= rule.end
            if alone and len(custom) == len(rule.declarations):
                edits.append((rule.start, rule.end, _leave_lines(text, rule.start, rule.end)))
            else:
                edits += [(one.start, one.end, _leave_lines(text, one.start, one.end)) for one in custom]
        return edits

    def _find_conditions(self, place: int) -> Conditions:
        """Return the conditions of the innermost statement around a place."""
        at = bisect_right(self._starts, place) - 1
        while at >= 0:
            statement = self._sheet.statements[at]
            if statement.end > place:
                return statement.conditions
            at -= 1
            if isinstance(statement, AtRule) or not statement.nested:
                break
        return ()

    def _fill(self, use: _Place, more: tuple[Conditions, ...]) -> str:
        """Return the value of a use where, besides its own conditions, `more` hold."""
        own = self._find_conditions(use.start) if self._tokens.overlays else ()
        held = [one for one in self._tokens.overlays if one == own[: len(one)] or one in more]
        try:
            return self._tokens.choose(held).fill(use.text)
        except _Unresolved as reason:
            self._reasons.setdefault(str(reason), use.line)
            return "initial"

    def _repeat_units(self, fixed: list[Edit]) -> list[Edit]:
        """Return the rules that use tokens with other values under a condition, repeated under it behind themselves."""
        if not self._tokens.overlays:
            return []
        edits: list[Edit] = []
        room = _LONGEST
        for statement in self._list_units():
            uses = [use for use in self._uses if statement.start <= use.start < statement.end]
            usual = [self._fill(use, ()) for use in uses]
            affecting = [
                one for one in self._tokens.overlays if [self._fill(use, (one,)) for use in uses] != usual
            ]  # fmt: skip
            if len(affecting) > _MOST_CONDITIONS:
                message = f"tokens of {len(affecting)} conditions meet in one rule: write it under each of them"
                self._findings.append(observe("ST008", message, span=Span.at(self._sheet.name, statement.line)))
                continue
            within = [edit for edit in fixed if statement.start <= edit[0] < statement.end]
            repeated = []
            for size in range(1, len(affecting) + 1):
                for held in combinations(affecting, size):
                    values = [(use.start, use.end, self._fill(use, held)) for use in uses]
                    body = _apply(self._sheet.text, [*within, *values], statement.start, statement.end)
                    body = serialise(read_tokens(body), as_written=True).strip()
                    opened = [condition for one in held for condition in one]
                    repeated.append(" ".join(f"{one} {{" for one in opened) + f" {body} " + "}" * len(opened))
            room -= sum(map(len, repeated))
            if room < 0:
                message = "rules repeated for tokens under conditions grow without end"
                self._reasons.setdefault(message, statement.line)
                break
            if repeated:
                edits.append((statement.end, statement.end, " " + " ".join(repeated)))
        return edits

    def _list_units(self) -> list[Rule | AtRule]:
        """Return the statements that stand in no other, and use a token."""
        units: list[Rule | AtRule] = []
        starts = [use.start for use in self._uses]
        end = 0
        for statement in self._sheet.statements:
            if statement.start >= end:
                end = statement.end
                if bisect_right(starts, statement.end - 1) > bisect_right(starts, statement.start - 1):
                    units.append(statement)
        return units


def _list_custom(rule: Rule) -> list[Declaration]:
    """Return the tokens that a rule sets."""
    block, text = rule.block, rule.source.text
    if block is None or (text.find("--", block.start, block.end) < 0 and text.find("\\", block.start, block.end) < 0):
        return []
    return [one for one in rule.declarations if one.name.startswith("--") and one.name not in _KEPT]


def _keep_outermost(edits: Iterable[Edit]) -> list[Edit]:
    """Return the edits in the order of the text, without those within another."""
    kept: list[Edit] = []
    for one in sorted(edits):
        if not kept or one[0] >= kept[-1][1]:
            kept.append(one)
    return kept


def _leave_lines(text: str, start: int, end: int) -> str:
    """Return what takes the place of a piece of a sheet: its ends of lines, or a comment that keeps words apart."""
    lines = text.count("\n", start, end)
    parts = text[start] == "/" and not lines and {text[start - 1 : start], text[end : end + 1]}.isdisjoint(_APART)
    return "/**/" if parts else "\n" * lines


def _apply(text: str, edits: Iterable[Edit], start: int, end: int) -> str:
    """Return the text between two places with edits made; one within another is left out."""
    out: list[str] = []
    place = start
    for first, last, new in sorted(edits):
        if first < place:
            continue
        out += (text[place:first], new)
        place = last
    return "".join([*out, text[place:end]])
