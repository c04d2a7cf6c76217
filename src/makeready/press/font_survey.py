"""Surveys of typefaces: a project's folder goes in; what its editions are set in, and what that lacks, comes out."""

from __future__ import annotations

import contextlib
import posixpath
from collections.abc import Iterable, Iterator
from pathlib import Path

from makeready.dataclass import dataclass
from makeready.findings import Finding, Severity, StorageError, UsageError, sort_findings
from makeready.fonts import find_release, list_characters
from makeready.fonts.machine import find_family
from makeready.fonts.reading import FontRefusedError, read_faces
from makeready.markup.typefaces import find_unset
from makeready.model.composition import Composition
from makeready.model.face import Face, Typefaces
from makeready.press import stages
from makeready.press.plan import plan_build
from makeready.press.request import BuildRequest
from makeready.press.stage_log import StageLog
from makeready.workspace import OutputFolder, RefusedPath, Workspace

_DEFAULT = "fonts"


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedFamily:
    """A family that a book is set in: what for ("text", "code", "headings", "display", "fallback"), and from where.

    `characters` are those of the book that it has and that no family before it has; of the families of roles all that
    they have of the book.
    """

    family: str
    role: str
    origin: str
    release: str
    licence: str
    faces: int
    characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FontSurvey:
    """The families of a book in the order in which they are looked through, and the characters that none has.

    `missing` has each with its place. `others` are families that are there and not needed.
    """

    families: tuple[UsedFamily, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def survey_typefaces(root: Path) -> FontSurvey:
    """Return what the editions of the project in `root` are set in. Nothing is written.

    Raises UsageError where there is no such folder.
    """
    workspace, log = Workspace(root), StageLog()
    manuscript = log.take("reading the manuscript", lambda: stages.read_book(workspace))
    if manuscript is None:
        return FontSurvey(findings=sort_findings(log.findings))
    typefaces = log.take("reading the typefaces", lambda: stages.read_typefaces(workspace, manuscript.book))
    compositions = []
    for planned in plan_build(manuscript.book.slug, manuscript.editions, BuildRequest()):
        edition = planned.edition
        composed = stages.compose_book(manuscript.book, edition, typefaces or Typefaces()).value
        styles = stages.load_styles(workspace, edition, typefaces or Typefaces(), manuscript.book.language).value
        if composed is not None and styles is not None and typefaces is not None:
            compositions.append(stages.mark_up(composed, edition, styles, typefaces))
    errors = tuple(one for one in log.findings if one.severity is Severity.ERROR)
    return FontSurvey(
        families=tuple(_list_families(compositions)),
        missing=tuple(_list_missing(compositions)),
        others=tuple(_list_others(typefaces, compositions)),
        findings=sort_findings(errors),
    )


def add_family(root: Path, name: str) -> tuple[str, ...]:
    """Copy the font files of a family of this machine, or of an installed package, into the project; return the paths.

    Files that are there are left as they are. Raises UsageError where there is no such family or it may not be
    embedded, StorageError where the files cannot be written.
    """
    files = find_family(name)
    if not files:
        raise UsageError(
            f"no typeface of this machine, and none of the installed packages, is called {name!r}",
            'install it first; names are those that its files say, such as "Source Serif 4"',
        )
    workspace = Workspace(root)
    folder = _find_folder(workspace)
    contents: dict[str, bytes] = {}
    for path in files:
        try:
            content = path.read_bytes()
            read_faces(str(path), content)
        except OSError as error:
            raise StorageError(f"{path} cannot be read: {error.strerror}") from error
        except FontRefusedError as refusal:
            raise UsageError(f"{path} cannot be used: {refusal}", "choose another typeface") from refusal
        if not workspace.has_file(f"{folder}/{path.name}"):
            contents[path.name] = content
    if contents:
        OutputFolder(root / folder).write_all(contents)
    return tuple(f"{folder}/{path.name}" for path in files)


def _find_folder(workspace: Workspace) -> str:
    with contextlib.suppress(RefusedPath):
        manuscript = stages.read_book(workspace).value
        if manuscript is not None:
            return posixpath.normpath(manuscript.book.typefaces.folder)
    return _DEFAULT


def _list_families(compositions: Iterable[Composition]) -> Iterator[UsedFamily]:
    seen: set[str] = set()
    for composition in compositions:
        typefaces = composition.typefaces
        shown = "".join(document.content.decode("utf-8") for document in composition.documents)
        left = {ord(character) for character in set(shown) if not character.isspace()}
        roles = {typefaces.display: "display", typefaces.head: "headings"}
        roles |= {typefaces.code: "code", typefaces.text: "text"}
        for family in dict.fromkeys(face.family for face in typefaces.faces):
            faces = [face for face in typefaces.faces if face.family == family]
            have = left & _list_known(faces)
            role = roles.get(family, "fallback")
            if role in ("text", "fallback"):
                left -= have
            if family not in seen and (have or role != "fallback"):
                seen.add(family)
                yield _describe(faces, role, len(have))


def _list_known(faces: Iterable[Face]) -> set[int]:
    return {code for face in faces for code in list_characters(face)}


def _describe(faces: list[Face], role: str, characters: int) -> UsedFamily:
    first = faces[0]
    return UsedFamily(
        family=first.family,
        role=role,
        origin=first.origin,
        release=find_release(first),
        licence=first.licence,
        faces=len(faces),
        characters=characters,
    )


def _list_missing(compositions: Iterable[Composition]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for composition in compositions:
        for _, character, span, place in find_unset(composition.documents, composition.typefaces):
            if character not in seen:
                seen.add(character)
                yield character, str(span or place)


def _list_others(typefaces: Typefaces | None, compositions: Iterable[Composition]) -> Iterator[str]:
    used = {face.family for composition in compositions for face in composition.typefaces.faces}
    faces = typefaces.faces if typefaces is not None else ()
    yield from dict.fromkeys(face.family for face in faces if face.family not in used)
