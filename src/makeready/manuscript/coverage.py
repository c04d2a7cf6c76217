"""Coverage: the lines of a file and what was read of them go in; a finding for every word that is missing comes out.

This does not trust the parser: the words of the raw file are counted, and each has to be found again in the
nodes or in what was markup. It costs one pass over the words.
"""

from __future__ import annotations

import urllib.parse
from collections import Counter
from collections.abc import Iterable, Sequence

from makeready.findings import Finding, Span, observe
from makeready.late_pattern import late_pattern
from makeready.manuscript.references import unescape
from makeready.model.node import Node

# Runs of letters and digits. The underscore is markup in Markdown.
_WORD = late_pattern(r"[^\W_]+")
_REFERENCE = late_pattern(r"&(?:#\d{1,8}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SHOWN = 5


def find_missing_words(
    lines: list[str], first_line: int, source: str, nodes: Iterable[Node], markup: Iterable[str]
) -> tuple[Finding, ...]:
    """Return a finding for each line with words that are in neither `nodes` nor `markup`, at most five.

    `lines` are those below the front matter, the first of which is line `first_line` of `source`.
    """
    text = "\n".join(lines)
    pieces = _collect(nodes)
    read = "\n".join(words for _, words in pieces)
    words = _WORD.findall(text)
    if words == _WORD.findall(read):
        return ()
    known = "\n".join(markup)
    spare = Counter(words)
    spare.subtract(_WORD.findall(read))
    spare.subtract(_WORD.findall(known))
    if not any(count > 0 for count in spare.values()):
        return ()
    # Character references and percent-encoding say the same words in other letters, and labels of links fold their
    # case: compare what they stand for.
    missing = Counter(_WORD.findall(_plain(text)))
    missing.subtract(_WORD.findall(_plain(read)))
    missing.subtract(_WORD.findall(_plain(known)))
    missing = +missing
    if not missing:
        return ()
    pieces.sort(key=lambda piece: piece[0])
    order = _WORD.findall(_plain("\n".join(words for _, words in pieces)))
    return tuple(_locate(lines, first_line, source, missing, order))


def _collect(nodes: Iterable[Node]) -> list[tuple[int, str]]:
    """Return the words of `nodes` with the line that each run starts on."""
    pieces: list[tuple[int, str]] = []
    for top in nodes:
        for node in top.walk():
            words = node.text or (node.attributes and node.get("alt"))
            if words:
                pieces.append((node.span.start_line if node.span else 0, words))
    return pieces


def _plain(text: str) -> str:
    for _ in range(3):
        if "&" not in text:
            break
        text = _REFERENCE.sub(lambda found: unescape(found[0]), text)
    return (urllib.parse.unquote(text) if "%" in text else text).casefold()


def _locate(
    lines: list[str], first_line: int, source: str, missing: Counter[str], order: Sequence[str]
) -> list[Finding]:
    """Return a finding for each line that lost words: those that the reading, word by word, passes over."""
    found: list[Finding] = []
    at = 0
    for number, line in enumerate(lines):
        lost: list[str] = []
        for word in _WORD.findall(_plain(line)):
            near = order[at : at + 3]
            if word in near:
                at += near.index(word) + 1
            elif missing[word] > 0:
                missing[word] -= 1
                lost.append(word)
        if lost:
            found.append(_describe(line, lost, Span.at(source, number + first_line)))
    if not found:
        # The order is lost as well: then the words at least.
        span = Span.at(source, first_line)
        found.append(observe("MS006", f"these words were not read: {' '.join(sorted(missing)[:8])}", span=span))
    return found[:_SHOWN]


def _describe(line: str, lost: list[str], span: Span) -> Finding:
    """Return the finding for the words that a line lost, in the author's letters and with a column where possible."""
    written = {word.casefold(): word for word in _WORD.findall(line)}
    words = [written.get(word, word) for word in lost]
    column = line.rfind(words[0]) + 1
    if column and len(lost) == 1:
        span = Span.at(span.source, span.start_line, column, len(words[0]))
    more = f" and {len(words) - 8} more" if len(words) > 8 else ""
    return observe("MS006", f"these words were not read: {' '.join(words[:8])}{more}", span=span)
