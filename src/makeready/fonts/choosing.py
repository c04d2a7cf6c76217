"""Choosing: characters and the typefaces of a book go in; the families that they need, and what none has, come out."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from makeready.dataclass import dataclass
from makeready.fonts.built_in import EMOJI_FAMILY, HAN_FAMILIES, list_common, list_lacking
from makeready.fonts.cutting import list_characters, measure_lines
from makeready.model.face import Face, Typefaces

# What has no form of its own: controls, format characters, spaces.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})
# Variation selectors choose a form and have none of their own.
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


# As wide as a Han character in Chinese and Japanese, narrow in Latin; these are set in a face of their own, which comes
# first. (A range of a face, CSS's unicode-range, is not the same: the engine's library drops the later face.)
_WIDE = "\u00b7\u2014\u2018\u2019\u201c\u201d\u2025\u2026"
_WIDE_LANGUAGES = ("zh", "ja")
# From here on characters are pictures, flags among them.
_PICTURES = 0x1F000
_JOINERS = (0x200D, 0xFE0F)
_REGULAR = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The faces that stand in for those of the text, by families in their order, and the characters that none has.

    `characters` are all that the text's faces lack.
    """

    faces: tuple[Face, ...] = ()
    missing: frozenset[str] = frozenset()
    characters: frozenset[str] = frozenset()

    @property
    def families(self) -> tuple[str, ...]:
        """Return the families in their order."""
        return tuple(dict.fromkeys(face.family for face in self.faces))


def find_missing(faces: Iterable[Face], text: Iterable[str]) -> frozenset[str]:
    """Return the characters of `text` that none of `faces` has; spaces, controls and format characters aside."""
    faces, left = tuple(faces), set(text)
    for common in set(map(list_common, faces)):
        left -= common
    left = {c for c in left if is_drawn(c)}
    return frozenset(left - _list_known(faces) if left else left)


def choose_known(face: Face, characters: Iterable[str]) -> set[str]:
    """Return those of `characters` that the face has glyphs for; its font is read where that is not known without."""
    wanted = set(characters)
    known = wanted & list_common(face)
    # No font has the controls with which lines end.
    rest = {c for c in wanted - known - list_lacking(face) if c >= " "}
    if rest:
        have = list_characters(face)
        known |= {c for c in rest if ord(c) in have}
    return known


@lru_cache(maxsize=32)
def _list_known(faces: tuple[Face, ...]) -> frozenset[str]:
    return frozenset(chr(code) for face in faces for code in list_characters(face))


def is_drawn(character: str) -> bool:
    """Return True where a character has a form of its own, which some face has to have."""
    if any(ord(character) in selectors for selectors in _SELECTORS):
        return False
    return unicodedata.category(character) not in _INVISIBLE


def choose_fallbacks(typefaces: Typefaces, lacking: Collection[str], languages: Sequence[str], first: Face) -> Choice:
    """Return what stands in for characters that the named faces lack, with the line metrics of the face `first`.

    Each character is set in the first family that has it. Of Chinese, Japanese and Korean faces, which have the same
    characters in other forms, those of the `languages` of the text come first, in the order in which they are given.
    """
    # What private characters mean is known to their face alone.
    private = {c for c in lacking if unicodedata.category(c) == "Co"}
    left = set(lacking) - private
    if not left:
        return Choice(missing=frozenset(private), characters=frozenset(lacking))
    lines = measure_lines(first)
    asked = {find_han_family(typefaces, language) for language in languages}
    chosen: list[Face] = []
    for family in _order_families(typefaces, languages):
        faces = [face for face in typefaces.fallbacks if face.family == family]
        # The bold face of a family may be another one's, and have other characters; most text is not bold.
        regular = min(faces, key=lambda face: (face.style != "normal", abs(face.weight - _REGULAR)))
        have = {c for c in left if ord(c) in list_characters(regular)}
        if have or (family in asked and any(ord(c) in list_characters(regular) for c in lacking)):
            chosen += [replace(face, lines=lines) for face in faces]
        left -= have
    return Choice(faces=tuple(chosen), missing=frozenset(left | private), characters=frozenset(lacking))


def find_own_family(typefaces: Typefaces, language: str) -> str | None:
    """Return the family that is the first choice for text in a language, Chinese, Japanese and Korean aside."""
    own = (face.family for face in typefaces.fallbacks if face.family not in HAN_FAMILIES and _match(face, language))
    return next(own, None)


def find_han_family(typefaces: Typefaces, language: str) -> str | None:
    """Return the family whose forms are those of a language that is written in Han characters."""
    faces = [face for face in typefaces.fallbacks if face.family in HAN_FAMILIES]
    best = max(faces, key=lambda face: _match(face, language), default=None)
    return best.family if best is not None and _match(best, language) else None


def _order_families(typefaces: Typefaces, languages: Sequence[str]) -> tuple[str, ...]:
    """Return the families of the fallbacks in the order in which they are looked through.

    In a book that is written in Han characters their face comes first: it has symbols that fit them.
    """
    families = tuple(dict.fromkeys(face.family for face in typefaces.fallbacks))
    asked = [family for language in languages if (family := find_han_family(typefaces, language)) is not None]
    own = asked[:1] if asked and asked[0] == find_han_family(typefaces, languages[0]) else []
    others = (family for family in families if family not in HAN_FAMILIES)
    return tuple(dict.fromkeys((*own, *others, *asked, *families)))


def _match(face: Face, language: str) -> int:
    """Return how long the tag of the face is that `language` begins with, 0 where none does."""
    own = language.lower()
    fitting = (tag for tag in face.languages if own == tag or own.startswith(f"{tag}-"))
    return max((len(tag) for tag in fitting), default=0)


def find_lead(typefaces: Typefaces, choice: Choice, language: str) -> tuple[Face, ...]:
    """Return the faces that go first in text of a language, before the text's own: of those in `choice`.

    Marks, figures and spaces of a script of its own come from its face. In Chinese and Japanese only the marks that are
    as wide as a character do, and Latin words are the text's. Emoji come from one face, those too that the text's has:
    they join to one sign.
    """
    pictures = [face for face in choice.faces if face.family == EMOJI_FAMILY]
    first = [_narrow(face, "Pictures", _list_pictures(face)) for face in pictures if _shows_pictures(choice)]
    own = find_own_family(typefaces, language)
    if own is not None:
        return (*first, *(face for face in choice.faces if face.family == own))
    han = find_han_family(typefaces, language)
    faces = tuple(face for face in choice.faces if face.family == han)
    if language.lower().split("-")[0] in _WIDE_LANGUAGES:
        faces = tuple(_narrow(face, "Wide", _WIDE) for face in faces)
    return (*first, *faces)


def _narrow(face: Face, name: str, only: str) -> Face:
    """Return a face of its own name for some characters alone."""
    stem = f"{face.file_stem}-{name.lower()}"
    return replace(face, family=f"{face.family} {name}", file_stem=stem, only=only)


def _shows_pictures(choice: Choice) -> bool:
    return any(ord(character) >= _PICTURES for character in choice.characters)


@lru_cache(maxsize=4)
def _list_pictures(face: Face) -> str:
    """Return the characters of a face that are pictures, and those that join them."""
    return "".join(chr(code) for code in sorted(list_characters(face)) if code >= _PICTURES or code in _JOINERS)
