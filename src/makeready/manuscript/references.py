"""References: text with references to characters (&amp;, &#8212;) goes in; it comes out with what Markdown reads there.

A reference to what is no character of a text, a control or a surrogate for example, is U+FFFD in Markdown, in raw HTML
too: HTML itself drops some and takes others for those of an old code page.
https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import replace

from markdown_it.common.utils import isValidEntityCode

from makeready.late_pattern import late_pattern
from makeready.manuscript import values
from makeready.model.node import Node, map_nodes

__all__ = ["UNKNOWN", "clear_controls", "unescape"]

UNKNOWN = "\ufffd"  # the sign for a character that is not known
_NUMERIC = late_pattern(r"&#(?:[xX]0*([0-9a-fA-F]+)|0*([0-9]+));?")
_MOST_DIGITS = 7  # of a code point; one of 5,000 is no number to Python


def unescape(text: str) -> str:
    """Return `text` with the characters that its references stand for."""
    return html.unescape(_NUMERIC.sub(_refuse, text)) if "&" in text else text


def _refuse(found: re.Match[str]) -> str:
    digits, base = (found[1], 16) if found[1] else (found[2], 10)
    is_known = len(digits) <= _MOST_DIGITS and isValidEntityCode(int(digits, base))
    return found[0] if is_known else UNKNOWN


def clear_controls(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return `nodes` with U+FFFD for each control character in their words: references may stand for one."""
    return map_nodes(nodes, _clear)


def _clear(node: Node) -> Node:
    told = {name: values.CONTROL.sub(UNKNOWN, word) for name, word in node.attributes if values.CONTROL.search(word)}
    node = node.having(**told) if told else node
    return replace(node, text=values.CONTROL.sub(UNKNOWN, node.text)) if values.CONTROL.search(node.text) else node
