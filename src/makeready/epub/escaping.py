"""Escaping: words of a package go in; XML text and values of attributes come out.

Half a character stays what it is: who writes the file refuses it. (xml.sax.saxutils does the same, and loads all that
speaks HTTP with it.)
"""

from __future__ import annotations

from html import escape

_BLANKS = str.maketrans({"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def escape_text(text: str) -> str:
    """Return `text` as character data."""
    return escape(text, quote=False)


def quote_value(text: str) -> str:
    """Return `text` as the value of an attribute, in its quotes."""
    return f'"{escape(text).translate(_BLANKS)}"'
