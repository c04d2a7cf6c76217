"""Faces of a part: a part's tree and the typefaces of its book go in; the faces that bear on its pages come out.

So that a typeface that is replaced makes those parts anew that it can be seen in, and no others.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import cached_property

from makeready.fonts import find_missing, identify
from makeready.model.composition import StyleSheet
from makeready.model.face import Typefaces
from makeready.style.selectors import read_selector
from makeready.style.sheet import Rule, list_declarations, read_style

_CODE = frozenset({"code", "pre", "kbd", "samp", "tt", "var"})
_HAS_CODE = re.compile(rb"<(?:code|pre|kbd|samp|tt|var)\b")
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})")
_REFERENCE = re.compile("&(?!(?:amp|lt|gt|quot);)")
_MARKS = "•◦‐…"


class PartFaces:
    """The typefaces of an edition with its style sheets, asked part by part."""

    def __init__(self, typefaces: Typefaces, sheets: Iterable[StyleSheet]) -> None:
        self._typefaces = typefaces
        self._sheets = tuple(sheets)

    def identify_all(self) -> list[str]:
        """Return what tells all faces from others."""
        return [identify(face) for face in self._typefaces.faces]

    def identify_used(self, content: bytes) -> list[str]:
        """Return what tells the faces from others that may bear on a part with this tree.

        The faces of code are left out where there is no code and no sheet sets anything else in them; those that stand
        in for others are where the text, and what style sheets add to it, has all characters.
        """
        named = [
            face
            for face in self._typefaces.named
            if face.family not in self._of_code or _HAS_CODE.search(content) is not None
        ]
        text = content.decode("utf-8", "replace")
        # Most trees have no other references to characters than those of XML, and to replace these takes a while.
        characters = set(html.unescape(text) if _REFERENCE.search(text) else text) | set('&<>"') | self._added
        lacks = any(find_missing([face], characters) for face in named)
        return [identify(face) for face in (*named, *(self._typefaces.fallbacks if lacks else ()))]

    @cached_property
    def _added(self) -> frozenset[str]:
        """The characters that style sheets may draw, and the marks of lists and lines that the page engine draws."""
        written = "".join(sheet.content for sheet in self._sheets)
        escaped = {chr(min(int(one, 16), 0x10FFFF)) for one in _ESCAPE.findall(written)}
        return frozenset(written) | escaped | set(_MARKS) | set("▪" if "square" in written.lower() else "")

    @cached_property
    def _of_code(self) -> frozenset[str]:
        """The family of code, where no rule names it but for code."""
        family, others = self._typefaces.code, (self._typefaces.text, self._typefaces.head, self._typefaces.display)
        if not family or family in others:
            return frozenset()
        for sheet in read_style(self._sheets).sheets:
            for statement in sheet.statements:
                if not any(family in one.written for one in list_declarations(statement)):
                    continue
                selectors = statement.selectors if isinstance(statement, Rule) else ()
                if not selectors or not all(_CODE & {one.tag for one in read_selector(text)} for text in selectors):
                    return frozenset()
        return frozenset({family})
