"""Typefaces: the settings of the text and its characters go in; subset font files and their @font-face rules come out.

A face is embedded only where a word of the book may be set in it, and holds the characters of those words, with the
rest of an alphabet that they use most of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from makeready import fonts
from makeready.dataclass import dataclass
from makeready.epub.cascade import Settings
from makeready.findings import Finding, observe
from makeready.fonts import Face
from makeready.model.composition import Composition, ContentDocument
from makeready.store import make_key
from makeready.style.families import GENERIC
from makeready.workshop import Workshop, name_makers

# The default of a missing-glyph report: further characters are counted, not listed.
_LISTED = 20


# Pictures among the characters, which form clusters: a face further down the list needs those before it as well.
_PICTURES = 0x1F000


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedFaces:
    """The font files of a package by their place in it, each with its media type, and the CSS that names them."""

    files: tuple[tuple[str, str, bytes], ...] = ()
    rules: str = ""


def embed_faces(
    composition: Composition,
    text: Mapping[Settings, set[str]],
    extra: Iterable[str],
    changes_case: bool,
    workshop: Workshop | None = None,
) -> tuple[EmbeddedFaces, tuple[Finding, ...]]:
    """Return the faces of `composition` that `text` may be set in, and a warning for each character that none has.

    `extra` are the characters that CSS and the lists add, set in any face; `changes_case` says that CSS may turn
    letters into capitals. `workshop` remembers files: most changes of a book leave it the characters that it had.
    """
    added = frozenset(extra)
    known = composition.typefaces.faces
    needed: dict[Face, set[str]] = {}
    missing: dict[str, str] = {}
    for settings, characters in text.items():
        wanted = set(characters) | added
        if changes_case:
            wanted |= _list_cases(characters)
        shown = {c for c in characters if c.isprintable() and not c.isspace()}
        for families, style, weight in settings:
            candidates = [_match(known, family, style, weight) for family in families if family not in GENERIC]
            faces = [face for face in candidates if face is not None]
            if not faces:
                continue
            left, lacking = wanted, shown
            for face in faces:
                had = fonts.choose_known(face, left)
                needed.setdefault(face, set()).update(had)
                left = {c for c in left if c not in had or ord(c) >= _PICTURES}
                lacking = lacking - had
            for character in lacking:
                missing.setdefault(character, composition.typefaces.text or faces[0].family)
    order = [face for face in known if needed.get(face)]
    files = tuple(
        (name_font(face), face.media_type, _recall_subset(face, _complete(needed[face], changes_case), workshop))
        for face in order
    )
    rules = "".join(_write_rule(face) for face in order)
    return EmbeddedFaces(files=files, rules=rules), _report_missing(missing, composition.documents)


def _complete(needed: set[str], changes_case: bool) -> frozenset[str]:
    """Return the characters with the rest of their alphabets, and with the other case of that."""
    whole = fonts.complete(needed, fonts.ALPHABETS)
    return whole | _list_cases(whole - needed) if changes_case else whole


def _list_cases(letters: Iterable[str]) -> set[str]:
    return {c for letter in letters for c in letter.upper() + letter.lower()}


def _recall_subset(face: Face, characters: frozenset[str], workshop: Workshop | None) -> bytes:
    if workshop is None or workshop.memory is None:
        return fonts.subset_face(face, characters)
    key = make_key("face of an EPUB", name_makers(), fonts.identify(face), "".join(sorted(characters)))
    content = workshop.recall(key)
    if content is None:
        content = fonts.subset_face(face, characters)
        workshop.remember(key, content)
    return content


def name_font(face: Face) -> str:
    """Return the place of a face's file in the package."""
    return f"fonts/{face.file_stem}{face.suffix}"


def _match(known: Iterable[Face], family: str, style: str, weight: int) -> Face | None:
    """Return the face of `family` nearest to what is asked for, style before weight (CSS Fonts 4, 5.2)."""
    own = [face for face in known if face.family.casefold() == family.casefold()]
    if not own:
        return None
    heavy = weight > 500

    def distance(face: Face) -> tuple[bool, bool, int]:
        wrong_side = face.weight < weight if heavy else face.weight > max(weight, 500)
        return face.style != style, wrong_side, abs(face.weight - weight)

    return min(own, key=distance)


def _write_rule(face: Face) -> str:
    return (
        f'@font-face {{\n  font-family: "{face.family}";\n  font-style: {face.style};\n'
        f"  font-weight: {face.weight};\n"
        f'  src: url("../{name_font(face)}") format("{face.css_format}");\n}}\n'
    )


def _report_missing(missing: Mapping[str, str], documents: tuple[ContentDocument, ...]) -> tuple[Finding, ...]:
    findings = []
    for character in sorted(missing)[:_LISTED]:
        place, span = None, None
        encoded = character.encode()
        for document in documents:
            offset = document.content.find(encoded)
            if offset >= 0:
                line = document.content.count(b"\n", 0, offset) + 1
                place, span = f"EPUB/{document.href}:{line}", document.locate(line)
                break
        message = f"no face of {missing[character]} has the character “{character}” (U+{ord(character):04X})"
        findings.append(observe("EP006", message, span=span, location=place))
    if len(missing) > _LISTED:
        findings.append(observe("EP006", f"{len(missing) - _LISTED} further characters have no glyph"))
    return tuple(findings)
