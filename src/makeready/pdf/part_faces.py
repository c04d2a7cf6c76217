"""Faces of a part: a part's tree and the typefaces of its book go in; the faces that bear on its pages come out.

So that a typeface that is replaced makes those parts anew that it can be seen in, and no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from makeready.dataclass import dataclass
from makeready.fonts import find_missing, identify, is_drawn, list_common
from makeready.late_pattern import late_pattern
from makeready.markup.typefaces import collect_characters
from makeready.model.composition import StyleSheet
from makeready.model.face import Face, Typefaces
from makeready.style.fallbacks import list_strings
from makeready.style.selectors import read_selector
from makeready.style.sheet import Rule, list_declarations, read_style

_CODE = frozenset({"code", "pre", "kbd", "samp", "tt", "var"})
_HAS_CODE = late_pattern(rb"<(?:code|pre|kbd|samp|tt|var)\b")
_ESCAPE = late_pattern(r"\\([0-9a-fA-F]{1,6})")
_MARKS = "•◦‐…"
_ESCAPED = '&<>"'  # what stands in a tree as a reference


@dataclass(frozen=True, slots=True, kw_only=True)
class _Faces:
    """Faces, what tells them from others, and whether one may lack what style sheets or the engine draw."""

    named: tuple[Face, ...]
    identities: tuple[str, ...]
    may_lack: bool


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
        faces = self._all_faces if _HAS_CODE.search(content) else self._plain_faces
        characters = {*collect_characters(content), *_ESCAPED}
        lacks = faces.may_lack or any(find_missing([face], characters) for face in faces.named)
        return [*faces.identities, *(self._fallbacks if lacks else ())]

    @cached_property
    def _fallbacks(self) -> list[str]:
        return [identify(face) for face in self._typefaces.fallbacks]

    @cached_property
    def _all_faces(self) -> _Faces:
        return self._describe(self._typefaces.named)

    @cached_property
    def _plain_faces(self) -> _Faces:
        """The faces of what has no code."""
        return self._describe([face for face in self._typefaces.named if face.family not in self._of_code])

    def _describe(self, named: Sequence[Face]) -> _Faces:
        return _Faces(
            named=tuple(named),
            identities=tuple(map(identify, named)),
            may_lack=any(self._added - list_common(face) for face in named),
        )

    @cached_property
    def _added(self) -> frozenset[str]:
        """The characters that style sheets may draw, and the marks of lists and lines that the page engine draws."""
        written = "".join(sheet.content for sheet in self._sheets)
        escaped = {chr(min(int(one, 16), 0x10FFFF)) for one in _ESCAPE.findall(written)}
        added = {*written, *escaped, *_MARKS, *list_strings(self._sheets)}
        return frozenset(filter(is_drawn, added))

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
