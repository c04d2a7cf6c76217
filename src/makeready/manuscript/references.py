"""References: text with references to characters (&amp;, &#8212;) goes in; it comes out with what is read there.

A reference to what is no character of a text, a control or a surrogate for example, is U+FFFD in Markdown, in its raw
HTML too: HTML itself drops some and takes others for those of an old code page.
https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
https://html.spec.whatwg.org/#numeric-character-reference-end-state
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from markdown_it.common.utils import isValidEntityCode

from makeready.late_pattern import late_pattern
from makeready.manuscript import values
from makeready.model.node import Node, map_nodes

__all__ = ["clear_controls", "unescape", "unescape_html"]

_NUMERIC = late_pattern(r"&#(?:([xX])0*([0-9a-fA-F]+)|0*([0-9]+));?")
_MOST_DIGITS = 7  # of a code point, without zeros before it; Python makes no number of 5,000


def unescape(text: str) -> str:
    """Return a text of a manuscript with the characters that its references stand for."""
    return _resolve(text, isValidEntityCode)


def unescape_html(text: str) -> str:
    """Return a text of a page with the characters that its references stand for."""
    return _resolve(text, lambda _: True)


def _resolve(text: str, is_known: Callable[[int], bool]) -> str:
    def shorten(found: re.Match[str]) -> str:
        sign, digits = (found[1], found[2]) if found[1] else ("", found[3])
        if len(digits) > _MOST_DIGITS or not is_known(int(digits, 16 if sign else 10)):
            return values.UNKNOWN
        return f"&#{sign}{digits};"

    return html.unescape(_NUMERIC.sub(shorten, text)) if "&" in text else text


def clear_controls(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return `nodes` with U+FFFD for each control character in their words: references may stand for one."""
    return map_nodes(nodes, _clear)


def _clear(node: Node) -> Node:
    told = {name: values.replace_controls(word) for name, word in node.attributes if values.CONTROL.search(word)}
    node = node.having(**told) if told else node
    return replace(node, text=values.replace_controls(node.text)) if values.CONTROL.search(node.text) else node
