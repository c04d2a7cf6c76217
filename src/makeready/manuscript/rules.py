"""Rules: values as TOML gave them, and a rule for each, go in; the good ones, and a finding for each bad one, come out.

Nothing stops at the first mistake: what is wrong is reported with its place and left out, and the rest is returned,
so that the book can still be read and its other mistakes found.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date, datetime
from typing import Any

from makeready.dataclass import dataclass
from makeready.findings import Finding, Span, observe
from makeready.manuscript import values
from makeready.manuscript.positions import Path, Positions
from makeready.manuscript.values import Refusal


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is not empty; `check` gives its normal form or raises Refusal."""

    check: Callable[[str], Any] | None = None
    name: str = "text"


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""

    name: str = "true or false"


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number, as `check` takes it."""

    check: Callable[[int], int]
    name: str = "a whole number"


@dataclass(frozen=True, slots=True)
class Moment:
    """A TOML date or time, or a text that is one; a year may be a number."""

    check: Callable[[Any], str] = values.check_date
    name: str = "a date"


@dataclass(frozen=True, slots=True)
class Raw:
    """Any value, which another reader judges."""

    name: str = "a value"


@dataclass(frozen=True, slots=True)
class Many:
    """A list of values of one shape; with `single`, one value may stand for a list of one."""

    item: Any
    single: bool = False
    name: str = "a list"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a table: its shape and, where it has to be there, the code and message of the finding without it."""

    shape: Any
    missing: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with these keys and no others."""

    keys: Mapping[str, Key]
    name: str = "a table"


@dataclass(frozen=True, slots=True)
class Named:
    """A table whose keys the author names, each holding a value of one shape."""

    item: Any
    check: Callable[[str], Any] | None = None
    name: str = "a table"


@dataclass(frozen=True, slots=True)
class Either:
    """One of several shapes, told apart by the kind of value."""

    shapes: tuple[Any, ...]

    @property
    def name(self) -> str:
        return " or ".join(shape.name for shape in self.shapes)


def choose(*choices: str) -> Text:
    """Return the shape of a text that is one of `choices`."""

    def check(value: str) -> str:
        if value in choices:
            return value
        near = difflib.get_close_matches(value.lower(), choices, n=1)
        hint = f'did you mean "{near[0]}"?' if near else None
        raise Refusal("MD015", f"{value!r} is not one of {', '.join(choices)}", hint)

    return Text(check, f"one of {', '.join(choices)}")


# Where a key was probably meant for another table, or goes by another name elsewhere.
_OTHER_NAMES = {
    "lang": "language",
    "creator": "author",
    "license": "licence",
    "license_uri": "licence_uri",
    "isbn": "identifiers",
    "identifier": "identifiers",
    "keywords": "subjects",
    "tags": "subjects",
    "summary": "description",
    "format": "target",
    "size": "trim",
}


@dataclass(slots=True)
class Reader:
    """One pass over the values of a file: collects findings, returns what is good."""

    positions: Positions
    findings: list[Finding] = field(default_factory=list)

    def read(self, value: Any, shape: Any, path: Path = ()) -> Any:
        """Return `value` in the normal form of `shape`, or None where it is refused (a finding says why)."""
        if isinstance(shape, Raw):
            return value
        if isinstance(shape, Either):
            return self._read_either(value, shape, path)
        if isinstance(shape, Table) and isinstance(value, dict):
            return self._read_table(value, shape, path)
        if isinstance(shape, Named) and isinstance(value, dict):
            return self._read_named(value, shape, path)
        if isinstance(shape, Many):
            if isinstance(value, list):
                found = [self.read(item, shape.item, (*path, index)) for index, item in enumerate(value)]
                return [item for item in found if item is not None]
            if shape.single and not isinstance(value, dict):
                one = self.read(value, shape.item, path)
                return None if one is None else [one]
        if isinstance(shape, Text) and isinstance(value, str):
            return self._read_text(value, shape, path)
        if isinstance(shape, Flag) and isinstance(value, bool):
            return value
        if isinstance(shape, Whole) and isinstance(value, int) and not isinstance(value, bool):
            return self._check(value, shape.check, path)
        if isinstance(shape, Moment) and not isinstance(value, bool):
            year = str(value) if isinstance(value, int) else value
            if isinstance(year, str | date | datetime):
                return self._check(year, shape.check, path)
        message = f"{_name(path)} has to be {shape.name}, not {_kind(value)}"
        self.findings.append(observe("MD003", message, span=self.positions.value(path)))
        return None

    def _read_either(self, value: Any, shape: Either, path: Path) -> Any:
        for one in shape.shapes:
            kinds = {Text: str, Flag: bool, Whole: int, Table: dict, Many: list}
            if isinstance(value, kinds[type(one)]):
                if isinstance(one, Flag) and one.name == "false" and value is True:
                    break
                return self.read(value, one, path)
        message = f"{_name(path)} has to be {shape.name}, not {_kind(value)}"
        self.findings.append(observe("MD003", message, span=self.positions.value(path)))
        return None

    def _read_table(self, value: dict[str, Any], shape: Table, path: Path) -> dict[str, Any]:
        good: dict[str, Any] = {}
        for name, item in value.items():
            key = shape.keys.get(name)
            if key is None:
                self._refuse_key(name, shape, path)
                continue
            found = self.read(item, key.shape, (*path, name))
            if found is not None:
                good[name] = found
        for name, key in shape.keys.items():
            # An empty list of authors names none, which is the same as no list.
            if key.missing and (name not in value or value[name] == []):
                code, message = key.missing
                span = self.positions.key(path)
                self.findings.append(observe(code, message, span=span, notes=(f"`{name}` is missing",)))
        return good

    def _read_named(self, value: dict[str, Any], shape: Named, path: Path) -> dict[str, Any]:
        good: dict[str, Any] = {}
        for name, item in value.items():
            here = (*path, name)
            try:
                checked = shape.check(name) if shape.check else name
            except Refusal as refusal:
                self._refuse(refusal, self.positions.key(here))
                continue
            found = self.read(item, shape.item, here)
            if found is not None:
                good[checked] = found
        return good

    def _read_text(self, value: str, shape: Text, path: Path) -> Any:
        if not value.strip():
            self.findings.append(observe("MD016", f"{_name(path)} is empty", span=self.positions.value(path)))
            return None
        if values.is_unseen(value):
            message = f"{_name(path)} is empty: nothing of it can be seen"
            self.findings.append(observe("MD016", message, span=self.positions.value(path)))
            return None
        if values.CONTROL.search(value) or values.TURNING.search(value):
            message = f"{_name(path)} holds characters that cannot be seen"
            self.findings.append(observe("MD019", message, span=self.positions.value(path)))
        text = values.clean_text(value)
        return self._check(text, shape.check, path) if shape.check else text

    def _check(self, value: Any, check: Callable[[Any], Any], path: Path) -> Any:
        try:
            return check(value)
        except Refusal as refusal:
            self._refuse(refusal, self.positions.value(path))
            return None

    def _refuse(self, refusal: Refusal, span: Span) -> None:
        self.findings.append(observe(refusal.code, refusal.message, span=span, hint=refusal.hint))

    def _refuse_key(self, name: str, shape: Table, path: Path) -> None:
        near = [_OTHER_NAMES[name]] if _OTHER_NAMES.get(name) in shape.keys else []
        near += difflib.get_close_matches(name, shape.keys, n=2, cutoff=0.7)
        if near:
            hint = f"did you mean {' or '.join(dict.fromkeys(near))}?"
        else:
            hint = f"the keys here are {', '.join(shape.keys)}"
        where = f" in {_name(path)}" if path else ""
        span = self.positions.key((*path, name))
        self.findings.append(observe("MD002", f"there is no key {name!r}{where}", span=span, hint=hint))


def _name(path: Path) -> str:
    words = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(words).lstrip(".") or "the file"


def _kind(value: Any) -> str:
    kinds: dict[type, str] = {bool: "true or false", str: "text", int: "a number", float: "a number"}
    kinds |= {list: "a list", dict: "a table", datetime: "a time", date: "a date"}
    return kinds.get(type(value), "this")
