"""Typefaces of a composition: documents and style sheets go in; the faces they need, and sheets naming these, come out.

Both editions are set in the same chain of families. Only those that the words of the book need are named, so that a
book in one script has the sheets of its theme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from xml.etree import ElementTree

from makeready.findings import Span
from makeready.fonts import Choice, choose_fallbacks, find_han_family, find_lead, find_missing
from makeready.late_pattern import late_pattern
from makeready.model.composition import ContentDocument, StyleSheet
from makeready.model.face import Face, Typefaces
from makeready.style.fallbacks import extend_families, list_strings, name_families, quote_family

_CODE = (b"<code", b"<pre", b"<kbd", b"<samp")
_CODE_ELEMENTS = frozenset({"code", "pre", "kbd", "samp"})
_ASCII = bytes(range(128))
_LANGUAGE = late_pattern(rb'\slang="([^"]+)"')
# Looks for further faces that have some characters.
Search = Callable[[frozenset[str]], tuple[Face, ...]]


def fit_typefaces(
    documents: Sequence[ContentDocument],
    styles: tuple[StyleSheet, ...],
    language: str,
    typefaces: Typefaces,
    search: Search | None = None,
) -> tuple[Typefaces, tuple[StyleSheet, ...]]:
    """Return the faces that `documents` are set in, and the sheets with the families that stand in for others.

    `language` is the book's; `search` is asked for faces that have what all of `typefaces` lack.
    """
    named = _choose_named(documents, styles, typefaces)
    plain = replace(typefaces, named=named, fallbacks=())
    lacking = _find_lacking(documents, styles, plain)
    if not lacking:
        return plain, styles
    text = next(face for face in named if face.family == typefaces.text)
    languages = _list_languages(documents, language)
    choice = choose_fallbacks(typefaces, lacking, languages, text)
    if choice.missing and search is not None and (found := search(choice.missing)):
        typefaces = replace(typefaces, fallbacks=(*typefaces.fallbacks, *found))
        choice = choose_fallbacks(typefaces, lacking, languages, text)
    if not choice.faces:
        return plain, styles
    leads = {tag: find_lead(typefaces, choice, tag) for tag in languages}
    known = [face.family for face in (*typefaces.named, *choice.faces)]
    sheets = extend_families(styles, known, typefaces.text, _name(leads[language]), choice.families)
    rules = "".join(
        _write_language(tag, lead, typefaces, choice) for tag, lead in leads.items() if lead and tag != language
    )
    if rules:
        own = next((i for i, sheet in enumerate(sheets) if not sheet.name.startswith("theme/")), len(sheets))
        sheets = (*sheets[:own], StyleSheet(name="theme/languages.css", content=rules), *sheets[own:])
    first = (face for lead in leads.values() for face in lead)
    return replace(plain, fallbacks=tuple(dict.fromkeys((*first, *choice.faces)))), sheets


def find_unset(
    documents: Iterable[ContentDocument], typefaces: Typefaces
) -> Iterator[tuple[str, str, Span | None, str]]:
    """Yield each character that none of `typefaces` has: the family it is asked of, itself, and its first place.

    That is the place in the manuscript, if any, and the one in the document.
    """
    others = [face for face in typefaces.faces if face.family != typefaces.code]
    seen: set[str] = set()
    for document in documents:
        if not find_missing(others, collect_characters(document.content)):
            continue
        text = document.content.decode("utf-8")
        for family, words in _sort_by_family(document.content, typefaces):
            faces = typefaces.faces if family == typefaces.code else others
            for character in sorted(find_missing(faces, words) - seen):
                seen.add(character)
                line = text.count("\n", 0, max(0, text.find(character))) + 1
                yield family, character, document.locate(line), f"{document.href}:{line}"


def _choose_named(
    documents: Iterable[ContentDocument], styles: Iterable[StyleSheet], typefaces: Typefaces
) -> tuple[Face, ...]:
    """Return the faces that the text, code where there is any, and the project's own sheets may ask for."""
    families = {name.lower() for name in (typefaces.text, typefaces.head, typefaces.display) if name}
    if any(mark in document.content for document in documents for mark in _CODE):
        families.add(typefaces.code.lower())
    families |= name_families([sheet for sheet in styles if not sheet.name.startswith("theme/")])
    return tuple(face for face in typefaces.named if face.family.lower() in families)


def _find_lacking(
    documents: Iterable[ContentDocument], styles: Sequence[StyleSheet], named: Typefaces
) -> frozenset[str]:
    """Return what is shown and neither the face of the text has, nor in code that of code."""
    text = [face for face in named.faces if face.family == named.text]
    code = [face for face in named.faces if face.family == named.code]
    lacking = set(find_missing(text, list_strings(styles)))
    for document in documents:
        if not find_missing(text, collect_characters(document.content)):
            continue
        for family, words in _sort_by_family(document.content, named):
            lacking |= find_missing(code if family == named.code else text, words)
    return frozenset(lacking)


def collect_characters(content: bytes) -> str:
    """Return the characters of a content document or tree in UTF-8, few of them more than once.

    Nearly all of a book is ASCII: that is dropped at once, and looked for sign by sign, in a tenth of the time.
    """
    others = content.translate(None, _ASCII).decode("utf-8")
    return others + "".join(chr(code) for code in _ASCII if code in content)


def _sort_by_family(content: bytes, typefaces: Typefaces) -> list[tuple[str, str]]:
    """Return the words of a content document as (family, words): those in code, and all others."""
    words: dict[str, list[str]] = {typefaces.text: [], typefaces.code: []}
    stack = [(ElementTree.fromstring(content), typefaces.text)]  # noqa: S314 - our own bytes
    while stack:
        element, family = stack.pop()
        inner = typefaces.code if element.tag.rpartition("}")[2] in _CODE_ELEMENTS else family
        words[inner].append(element.text or "")
        for child in element:
            words[inner].append(child.tail or "")
            stack.append((child, inner))
    return [(family, "".join(parts)) for family, parts in words.items()]


def _list_languages(documents: Iterable[ContentDocument], first: str) -> tuple[str, ...]:
    """Return the languages of the documents, that of the book first."""
    found = (tag for document in documents for tag in _LANGUAGE.findall(document.content))
    return tuple(dict.fromkeys((first, *(tag.decode("utf-8") for tag in found))))


def _write_language(tag: str, lead: Sequence[Face], typefaces: Typefaces, choice: Choice) -> str:
    """Return the rule for what is in another language than the book."""
    own = find_han_family(typefaces, tag)
    fallbacks = sorted(choice.families, key=lambda family: family != own)
    families = dict.fromkeys((*_name(lead), typefaces.text, *fallbacks))
    listed = ", ".join(map(quote_family, families))
    return f'[lang="{tag}"] {{ font-family: {listed}, serif }}\n'


def _name(faces: Iterable[Face]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(face.family for face in faces))
