"""JSON-LD: the scripts of a page go in; the outermost things that they describe come out.

Only what JSON says is read: no context is fetched, names of properties are taken without their prefix. What is too
large, too deep, or no JSON is a finding, and says nothing. https://www.w3.org/TR/json-ld11/
"""

from __future__ import annotations

import json
import re
from typing import Any

from lxml import etree

from makeready.acquire.attribution.claims import Claims, Kind
from makeready.acquire.attribution.scope import find_span
from makeready.acquire.attribution.things import Thing, claim_things
from makeready.acquire.elements import find_tag
from makeready.findings import Span
from makeready.late_pattern import late_pattern

_MOST_BYTES = 512 * 1024
_MOST_SCRIPTS = 50
_MOST_NODES = 20_000
_DEEPEST = 40
_WRAPPER = late_pattern(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)")
_WRAPPER_END = late_pattern(r"(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$")


class _Refused(ValueError):
    """JSON that is not believed, and why."""


def claim_json_ld(tree: etree._Element, claims: Claims) -> None:
    """Add what the JSON-LD of a page says."""
    blocks: list[tuple[Any, Span]] = []
    scripts = [s for s in tree.iter() if find_tag(s) == "script" and _is_json_ld(s.get("type") or "")]
    for script in scripts[:_MOST_SCRIPTS]:
        span = find_span(script, claims.source)
        text = script.text or ""
        try:
            blocks.append((_parse(text), span))
        except _Refused as refusal:
            claims.report("AQ094", f"the JSON-LD here is passed over: {refusal}", span)
    reader = _ThingReader()
    for block, span in blocks:
        reader.index(block, span)
    things: list[Thing] = []
    for block, span in blocks:
        try:
            things += reader.read(block, span)
        except _Refused as refusal:
            claims.report("AQ094", f"the JSON-LD here is passed over: {refusal}", span)
    claim_things(things, Kind.JSON_LD, "JSON-LD", claims)


def _is_json_ld(kind: str) -> bool:
    return kind.partition(";")[0].strip().lower() == "application/ld+json"


def _parse(text: str) -> Any:
    """Return the value of JSON `text`, of which an old page may have made a comment."""
    if len(text) > _MOST_BYTES:
        raise _Refused(f"it has {len(text):,} characters, and none of more than {_MOST_BYTES:,} is read")
    plain = _WRAPPER_END.sub("", _WRAPPER.sub("", text[:200]) + text[200:])
    try:
        # Line ends within strings are forbidden and common.
        return json.loads(plain, strict=False, object_pairs_hook=_make_object)
    except RecursionError as error:
        raise _Refused("it is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise _Refused(f"it is no JSON ({error.msg}, line {error.lineno} of it)") from error
    except ValueError as error:
        # Python refuses to read numbers of thousands of digits.
        raise _Refused(str(error)[:100]) from error


def _make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found and found[key] != value:
            raise _Refused(f"the key “{key[:40]}” stands twice in one object, with different values")
        found[key] = value
    return found


class _ThingReader:
    """One reading of all JSON-LD of a page; things that are named by @id are found wherever they stand."""

    def __init__(self) -> None:
        self.named: dict[str, tuple[dict[str, Any], Span]] = {}
        self.left = _MOST_NODES
        self.seen: dict[int, Thing] = {}

    def index(self, value: Any, span: Span) -> None:
        """Remember the objects with an @id; of several with one, the one that says most."""
        stack = [(value, 0)]
        visited = 0
        while stack and visited < _MOST_NODES:
            node, depth = stack.pop()
            visited += 1
            if isinstance(node, dict):
                identity = node.get("@id")
                if isinstance(identity, str) and len(node) > len(self.named.get(identity, ({}, span))[0]):
                    self.named[identity] = (node, span)
                if depth < _DEEPEST:
                    stack += [(child, depth + 1) for child in node.values()]
            elif isinstance(node, list) and depth < _DEEPEST:
                stack += [(child, depth + 1) for child in node]

    def read(self, value: Any, span: Span, depth: int = 0) -> list[Thing]:
        """Return the outermost things of a block: those of its lists and graphs."""
        if depth > _DEEPEST:
            raise _Refused(f"lists are nested more than {_DEEPEST} deep")
        if isinstance(value, list):
            return [thing for item in value for thing in self.read(item, span, depth + 1)]
        if not isinstance(value, dict):
            return []
        graph = value.get("@graph")
        if graph is not None and "@type" not in value:
            return self.read(graph, span, depth + 1) if isinstance(graph, list | dict) else []
        return [self.make(value, span, 0)]

    def make(self, node: dict[str, Any], span: Span, depth: int) -> Thing:
        """Return the thing that an object describes, references resolved; a thing may hold itself."""
        identity = node.get("@id")
        if isinstance(identity, str) and identity in self.named:
            node, span = self.named[identity]
        known = self.seen.get(id(node))
        if known is not None:
            return known
        self.left -= 1
        if depth > _DEEPEST:
            raise _Refused(f"things are nested more than {_DEEPEST} deep")
        if self.left < 0:
            raise _Refused(f"there are more than {_MOST_NODES:,} things on the page")
        names = _read_types(node.get("@type"))
        thing = Thing(types=frozenset(name.lower() for name in names), span=span, label="/".join(names))
        self.seen[id(node)] = thing
        for key, value in node.items():
            if key not in ("@type", "@context"):
                name = re.split(r"[:/#]", key)[-1].lower() if not key.startswith("@") else key
                thing.properties.setdefault(name, []).extend(self.values(value, span, depth))
        return thing

    def values(self, value: Any, span: Span, depth: int) -> list[Thing | str]:
        """Return the values of a property."""
        if isinstance(value, list):
            if depth > _DEEPEST:
                raise _Refused(f"lists are nested more than {_DEEPEST} deep")
            return [found for item in value for found in self.values(item, span, depth + 1)]
        if isinstance(value, dict):
            for key in ("@list", "@set"):
                if key in value:
                    return self.values(value[key], span, depth + 1)
            if isinstance(value.get("@value"), str):
                return [value["@value"]]
            return [self.make(value, span, depth + 1)]
        if isinstance(value, str):
            return [value]
        return [str(value)] if isinstance(value, int | float) and not isinstance(value, bool) else []


def _read_types(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [re.split(r"[:/#]", text)[-1] for text in values if isinstance(text, str)][:20]
