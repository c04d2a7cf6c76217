"""Typefaces on the page: the faces that an edition needs go in; their files and `@font-face` rules come out."""

from __future__ import annotations

from collections.abc import Iterable

from makeready.fonts import Face, identify, instance_face
from makeready.store import make_key
from makeready.workshop import Workshop, name_makers


def serve_faces(faces: Iterable[Face], workshop: Workshop | None = None) -> tuple[str, dict[str, tuple[bytes, str]]]:
    """Return the `@font-face` rules for `faces` and the files that they name, by path; `workshop` remembers them."""
    rules: list[str] = []
    resources: dict[str, tuple[bytes, str]] = {}
    for face in faces:
        # The engine's typefaces are kept for the next book by these rules, and other books have other files.
        path = f"fonts/{face.file_stem}-{make_key(identify(face))[:12]}{face.suffix}"
        resources[path] = (recall_face(face, workshop), face.media_type)
        rules.append(
            f'@font-face {{ font-family: "{face.family}"; font-style: {face.style}; font-weight: {face.weight};'
            f" src: url({path}) }}"
        )
    return "\n".join(rules), resources


def recall_face(face: Face, workshop: Workshop | None) -> bytes:
    """Return the static face, which takes some 20 ms to cut."""
    if workshop is None or workshop.memory is None:
        return instance_face(face)
    key = make_key(name_makers(), "face", identify(face))
    content = workshop.recall(key)
    if content is None:
        content = instance_face(face)
        workshop.remember(key, content)
    return content
