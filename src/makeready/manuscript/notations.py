"""Notations: the nodes of a file go in; a finding for each kind of markup that only other systems read comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from makeready.findings import Finding, Span, observe
from makeready.model.node import Node, NodeKind

# What each looks like in words that are no code. A name in brackets alone, or a sum of money, is none of these.
_WORDS = (
    ("citations or references such as [@key]", re.compile(r"\[-?@[A-Za-z0-9_][^\[\]\n]{0,200}\]")),
    (
        "formulas between dollar signs",
        re.compile(
            r"\$\$[^$\n]{1,200}\$\$|^\$\$$"
            r"|\$(?=[^\s$])[^$\n]{0,200}[\\^_=][^$\n]{0,200}(?<=\S)\$(?!\d)"
        ),
    ),
    ("formulas in TeX", re.compile(r"\\begin\{[A-Za-z]+\*?\}")),
    ("instructions of a template", re.compile(r"\{\{[^{}\n]{1,200}\}\}|\{%[^{}\n]{1,200}%\}")),
    ("links such as [[page]]", re.compile(r"\[\[[^\[\]\n]{1,200}\]\]")),
)
_BOX = re.compile(r"\[[ xX]\](?=\s)")
_BOXES = "boxes of a list of tasks"
_FORMULAS = "formulas on lines of their own"
_ANY = re.compile(r"\[-?@|\$|\\begin\{|\{\{|\{%|\[\[|\[[ xX]\]|^[ >]*\\\[", re.MULTILINE)


def find_notations(nodes: Sequence[Node], source: str, path: str) -> Iterator[Finding]:
    """Yield a finding for each kind of notation in `nodes`, at the first place of each; `source` is the file's text."""
    if not _ANY.search(source):
        return
    found: dict[str, list[Span | None]] = {}
    for top in nodes:
        for node in top.walk():
            for name, count in _name_notations(node):
                found.setdefault(name, []).extend([node.span] * count)
    for name, spans in found.items():
        places = "" if len(spans) == 1 else f", in {len(spans):,} places"
        message = f"{name} are printed as they are written{places}"
        yield observe("MS038", message, span=next((span for span in spans if span), None) or Span.at(path, 1))


def _name_notations(node: Node) -> Iterator[tuple[str, int]]:
    if node.kind is NodeKind.TEXT:
        for name, pattern in _WORDS:
            count = sum(1 for _ in pattern.finditer(node.text))
            if count:
                yield name, count
    elif node.kind is NodeKind.ITEM:
        verbatim = (NodeKind.TEXT, NodeKind.CODE, NodeKind.CODE_BLOCK)
        first = next((one for one in node.walk() if one.kind in verbatim), None)
        if first is not None and first.kind is NodeKind.TEXT and _BOX.match(first.text):
            yield _BOXES, 1
    elif node.kind is NodeKind.CODE_BLOCK and "formula" in (node.get("class") or "").split():
        yield _FORMULAS, 1
