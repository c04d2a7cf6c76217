"""Typefaces on the page: the faces that an edition needs go in; their files and `@font-face` rules come out."""

from __future__ import annotations

from collections.abc import Iterable

from makeready.fonts import CODE_FAMILY, TEXT_FAMILY, Face, instance_face, list_faces

_CODE = (b"<code", b"<pre", b"<kbd", b"<samp")


def choose_faces(contents: Iterable[bytes]) -> tuple[Face, ...]:
    """Return the faces that XHTML `contents` may ask for: the text family, and the code family where code stands."""
    wants_code = any(mark in content for content in contents for mark in _CODE)
    families = {TEXT_FAMILY, CODE_FAMILY} if wants_code else {TEXT_FAMILY}
    return tuple(face for face in list_faces() if face.family in families)


def serve_faces(faces: Iterable[Face]) -> tuple[str, dict[str, tuple[bytes, str]]]:
    """Return the `@font-face` rules for `faces` and the files that they name, by path."""
    rules: list[str] = []
    resources: dict[str, tuple[bytes, str]] = {}
    for face in faces:
        path = f"fonts/{face.file_stem}.ttf"
        resources[path] = (instance_face(face), "font/ttf")
        rules.append(
            f'@font-face {{ font-family: "{face.family}"; font-style: {face.style}; font-weight: {face.weight};'
            f" src: url({path}) }}"
        )
    return "\n".join(rules), resources
