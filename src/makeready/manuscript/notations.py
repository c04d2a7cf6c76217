"""Notations: the nodes of a file go in; a finding for each kind of markup that only other systems read comes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from makeready.findings import Finding, Span, observe
from makeready.late_pattern import late_pattern
from makeready.manuscript.notation_table import NOTATIONS, Fate
from makeready.model.node import Node, NodeKind

# What each looks like in words where this system does not read it.
_WORDS = (
    ("links such as [[page]]", "[[", late_pattern(r"\[\[[^\[\]\n]{1,200}\]\]")),
    ("commands of TeX that are not known here", "\\", late_pattern(r"\\[A-Za-z]{2,30}\*?\{")),
)
_KEPT = {one.key: one.name for one in NOTATIONS if one.fate in (Fate.KEPT, Fate.WORDS)}
_WORDS_ONLY = frozenset(one.name for one in NOTATIONS if one.fate is Fate.WORDS)


def find_notations(nodes: Sequence[Node], source: str, path: str) -> Iterator[Finding]:
    """Yield a finding for each kind of notation in `nodes`, at the first place of each; `source` is the file's text."""
    found: dict[str, list[Span | None]] = {}
    for top in nodes:
        for node in top.walk():
            for name, count in _name_notations(node):
                found.setdefault(name, []).extend([node.span] * count)
    for name, spans in found.items():
        places = "" if len(spans) == 1 else f", in {len(spans):,} places"
        how = "their words alone" if name in _WORDS_ONLY else "they are written"
        message = f"{name} are printed as {how}{places}"
        yield observe("MS038", message, span=next((span for span in spans if span), None) or Span.at(path, 1))


def _name_notations(node: Node) -> Iterator[tuple[str, int]]:
    if node.kind is NodeKind.TEXT:
        for name, sign, pattern in _WORDS:
            count = sum(1 for _ in pattern.finditer(node.text)) if sign in node.text else 0
            if count:
                yield name, count
    elif node.kind in (NodeKind.CODE, NodeKind.CODE_BLOCK, NodeKind.SPAN) and node.attributes:
        for word in (node.get("class") or "").split():
            if word in _KEPT:
                yield _KEPT[word], 1
