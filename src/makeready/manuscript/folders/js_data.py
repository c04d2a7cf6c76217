"""Data in JavaScript: the text of a settings file goes in; the value of a literal in it comes out, and nothing is run.

A literal of objects, lists and strings is YAML's flow style but for comments, quotes and blanks behind colons, so
YAML's reader takes it. What is computed comes out as the words that it is written in, which name no file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from makeready.findings import Span
from makeready.late_pattern import late_pattern
from makeready.manuscript.folders.yaml_values import read_yaml
from makeready.manuscript.positions import Positions

_TOKEN = late_pattern(
    r"""//[^\n]*|/\*(?:[^*]|\*(?!/))*+\*/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|[\[\]{}]|:|=>|[^\[\]{}:"'`/=]+|.""",
    re.DOTALL,
)
_PAIRS = {"}": "{", "]": "["}


def read_literal(text: str, source: str, opening: str) -> tuple[Any, Positions]:
    """Return the literal behind the first match of the pattern `opening`, with places; None where there is none."""
    found = re.search(opening, text)
    nothing = None, Positions(source)
    if found is None:
        return nothing
    start = re.compile(r"[\[{]").search(text, found.end())
    if start is None or text[found.end() : start.start()].strip(" \t\r\n(=:"):
        return nothing
    pieces: list[str] = []
    closing: list[str] = []
    for token in _TOKEN.finditer(text, start.start()):
        word = token[0]
        if word.startswith(("//", "/*")) and len(word) > 1:
            pieces.append(re.sub(r"[^\n]", " ", word))
        elif word[0] == "'" and len(word) > 1:
            inside = word[1:-1].replace("\\'", "'").replace("\\\\", "\\")
            pieces.append("'" + inside.replace("'", "''") + "'")
        elif word[0] == "`" and len(word) > 1:
            pieces.append("'" + " ".join(word[1:-1].split()).replace("'", "''") + "'")
        elif word == ":":
            pieces.append(": ")
        elif word in "[{":
            closing.append(word)
            pieces.append(word)
        elif word in _PAIRS:
            if not closing or closing.pop() != _PAIRS[word]:
                return nothing
            pieces.append(word)
            if not closing:
                return read_yaml("".join(pieces), source, text.count("\n", 0, start.start()) + 1)
        else:
            # Tabs are no indentation of a flow, and what has signs of its own is a word.
            pieces.append(re.sub(r"\t", " ", word) if word[0] not in "@%&*!|>" else "x")
    return nothing


def read_texts(text: str, source: str, keys: Mapping[str, str]) -> tuple[dict[str, Any], Positions]:
    """Return the strings that stand behind `keys` of a settings file, by our names for them, and where.

    Of two keys with one name the first that is there counts.
    """
    found: dict[str, Any] = {}
    positions = Positions(source)
    for theirs, ours in keys.items():
        value = find_text(text, theirs)
        if value and ours not in found:
            found[ours] = value
            positions.put(ours, Span.at(source, text.count("\n", 0, text.index(theirs)) + 1))
    return found, positions


def find_text(text: str, key: str) -> str | None:
    """Return the string that stands behind the first `key:` of a settings file, None where there is none."""
    found = re.search(rf"""\b{key}\s*[:=]\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`([^`$]*)`)""", text)
    if found is None:
        return None
    value = next(one for one in found.groups() if one is not None)
    return re.sub(r"\\(.)", r"\1", value).strip() or None
