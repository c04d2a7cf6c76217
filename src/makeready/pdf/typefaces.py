"""Typefaces on the page: the faces that an edition needs go in; their files and `@font-face` rules come out."""

from __future__ import annotations

import hashlib
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


# The faces that this process was asked for, by their keys, the last used one last: its books are set in the same few.
_KEPT: dict[str, bytes] = {}
_DIGESTS: dict[str, str] = {}
_MOST_KEPT = 16


def recall_face(face: Face, workshop: Workshop | None) -> bytes:
    """Return the static face, which takes some 20 ms to cut.

    A process asks its memory for a face once: in a batch each book may have one of its own, and a face has half a MB.
    """
    if workshop is None or workshop.memory is None:
        return instance_face(face)
    key = _name(face)
    content = _KEPT.pop(key, None) or workshop.recall(key)
    if content is None:
        content = instance_face(face)
        workshop.remember(key, content)
    _KEPT[key] = content
    for oldest in list(_KEPT)[:-_MOST_KEPT]:
        _KEPT.pop(oldest, None)  # another thread may have taken it out
    return content


def digest_face(face: Face, workshop: Workshop) -> str:
    """Return the SHA-256 of what `recall_face` returns, in hexadecimal."""
    key = _name(face)
    if key not in _DIGESTS:
        _DIGESTS[key] = hashlib.sha256(recall_face(face, workshop)).hexdigest()
    return _DIGESTS[key]


def _name(face: Face) -> str:
    return make_key(name_makers(), "face", identify(face))
