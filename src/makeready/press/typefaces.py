"""The typefaces of a project: its folder and the roles in book.toml go in; all faces it may be set in come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from makeready.findings import Finding, Outcome, observe
from makeready.fonts import list_built_in
from makeready.fonts.reading import LARGEST, FontRefusedError, is_font, read_faces
from makeready.model.face import Face, TypefaceRoles, Typefaces
from makeready.style.themes import choose_families, find_themes
from makeready.workspace import RefusedPath, Workspace


def gather_typefaces(workspace: Workspace, roles: TypefaceRoles) -> Outcome[Typefaces]:
    """Return the typefaces of a book: the built-in ones, the project's, and which family has which role.

    A family of the project goes before a built-in one of the same name. Where a role is given to a family that is not
    there, or a file cannot be used, there is an error, and the value has the others.
    """
    findings: list[Finding] = []
    own = _read_folder(workspace, roles, findings)
    built_in = list_built_in()
    names = {face.family.casefold(): face.family for face in (*built_in.named, *built_in.fallbacks, *own)}
    spans = dict(roles.spans)
    found: dict[str, str] = {}
    asked = [(role, family, "book.toml", spans.get(role)) for role, family in roles.families]
    # A theme that cannot be used is told where its style sheets are read.
    theirs = choose_families(find_themes(workspace, roles.theme).value or ())
    asked += [
        (role, family, f"the theme {roles.theme!r}", spans.get("theme"))
        for role, family in theirs.items()
        if roles.find(role) is None
    ]
    for role, family, giver, span in asked:
        name = names.get(family.casefold())
        if name is None:
            message = f"there is no family {family!r}, which {giver} gives the role {role!r}"
            findings.append(observe("FO004", message, span=span))
        else:
            found[role] = name
    return Outcome(value=_assign(built_in, own, found), findings=tuple(findings))


def describe_machine_face(face: Face) -> Finding:
    """Return the warning for a face of this machine that a book is set in."""
    message = f"{face.family} of this machine stands in for characters that no other typeface has"
    hint = f'`makeready fonts add "{face.family}"` copies it into the project, if its licence allows that'
    note = f"it is {face.origin}, SHA-256 {face.digest}"
    return observe("FO005", message, location=face.origin, notes=(note,), hint=hint)


def search_machine(missing: frozenset[str]) -> tuple[Face, ...]:
    """Return faces of this machine that have some of the characters: see makeready.fonts.machine."""
    from makeready.fonts.machine import find_on_machine  # few books lack a character

    return find_on_machine(missing)


def _assign(built_in: Typefaces, own: tuple[Face, ...], roles: dict[str, str]) -> Typefaces:
    mine = {face.family.casefold() for face in own}
    theirs = tuple(face for face in built_in.named if face.family.casefold() not in mine)
    fallbacks = tuple(face for face in built_in.fallbacks if face.family.casefold() not in mine)
    chosen = {family.casefold() for family in roles.values()}
    # A fallback with a role is named by style sheets, and stands in for no other face then.
    raised = tuple(replace(face, scale=1.0) for face in fallbacks if face.family.casefold() in chosen)
    fallbacks = tuple(face for face in fallbacks if face.family.casefold() not in chosen)
    text = roles.get("text", built_in.text)
    # What the text's own face lacks, the theme's may have, and other faces of the project.
    before = () if text == built_in.text else tuple(face for face in theirs if face.family == built_in.text)
    spare = tuple(face for face in own if face.family != text)
    return Typefaces(
        named=(*theirs, *own, *raised),
        fallbacks=(*before, *spare, *fallbacks),
        text=text,
        code=roles.get("code", built_in.code),
        head=roles.get("head", ""),
        display=roles.get("display", ""),
    )


def _read_folder(workspace: Workspace, roles: TypefaceRoles, findings: list[Finding]) -> tuple[Face, ...]:
    """Return the faces of the project's own files, each once, in the order of their names."""
    span = dict(roles.spans).get("folder")
    if not roles.folder:
        return ()
    try:
        paths = workspace.list_files(roles.folder)
    except RefusedPath as refusal:
        findings.append(observe("FO001", f"the folder of typefaces cannot be used: {refusal}", span=span))
        return ()
    faces: dict[tuple[str, str, int], Face] = {}
    for face in _read_files(workspace, paths, findings):
        key = (face.family.casefold(), face.style, face.weight)
        if key in faces:
            message = (
                f"{face.origin} has the same face as {faces[key].origin}: {face.family}, {face.style} {face.weight}"
            )
            findings.append(observe("FO006", message, location=face.origin))
        faces.setdefault(key, face)
    return tuple(faces.values())


def _read_files(workspace: Workspace, paths: Iterable[str], findings: list[Finding]) -> Iterator[Face]:
    for path in filter(is_font, paths):
        try:
            content = workspace.read_bytes(path, limit=LARGEST)
            yield from read_faces(path, content)
        except RefusedPath as refusal:
            code = "FO003" if "is larger than" in str(refusal) else "FO001"
            findings.append(observe(code, str(refusal), location=path))
        except FontRefusedError as refusal:
            findings.append(observe(refusal.code, f"{path} cannot be used: {refusal}", location=path))
