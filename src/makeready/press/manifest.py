"""Manifests: a finished build goes in; manifest.json, which names all that was made and out of what, comes out.

The bytes depend on the build alone: no clock, no place on this machine. What is read back was perhaps written by
others, and is checked member by member; manifest.schema.json tells the same to programs.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from importlib.resources import files
from typing import Any, TypeVar

from makeready import __version__
from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern
from makeready.model.artifact import Artifact
from makeready.model.book import Book
from makeready.model.edition import Target
from makeready.press.record import RecordedWorkspace
from makeready.press.request import Accepted, BuildReport
from makeready.style.themes import find_themes
from makeready.themes import BUILT_IN
from makeready.workshop import find_makers

MANIFEST = "manifest.json"
VERSION = 1
# Bytes of a manifest, and of an artifact that it may name: more is no book, and would only keep a reader busy.
SIZE_LIMIT = 16 * 1024 * 1024
ARTIFACT_LIMIT = 4 * 1024**3
# The first second of the year 1 and the last of 9999, from 1970.
_SECONDS = (-62_135_596_800, 253_402_300_799)

T = TypeVar("T")
# Half of a surrogate pair: JSON can hold it, no file can be named so.
_HALF = late_pattern(r"[\ud800-\udfff]")
_SHA256 = late_pattern(r"[0-9a-f]{64}")
_NAME = late_pattern(r"[^/\\\x00-\x1f]{1,255}")
# From the project's folder, downwards, without a backslash or a control character.
_PATH = late_pattern(r"(?!/)(?!(?:.*/)?\.\.(?:/|$))[^\\\x00-\x1f]{1,4096}", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedArtifact:
    """An artifact as a manifest names it: its name in the folder, what its bytes are, and what it is."""

    name: str
    sha256: str
    size: int
    media_type: str
    edition: str
    target: str
    pages: int | None
    words: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedInput:
    """A file that the build read: its path in the project, and the SHA-256 of the bytes that were used."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFolder:
    """A folder in which the build looked for files with these suffixes (none: all), and those that it saw there."""

    path: str
    suffixes: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTheme:
    """A theme that a book is set in: its name, and the package and release that bring it, None where makeready does."""

    name: str
    package: str | None
    release: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a manifest says: what was made, what it was made out of, by what, and what was asked for.

    `makers` has the release of each thing that decides the bytes, by its name. `modified` is the date that stands in
    the books; `source_date_epoch` is None where the build did not take it from there. `shared` has the makeready.toml
    above the project and what was read beside it, told from its folder; it is None where the project was built alone.
    `themes` has those of the editions, each behind what it lies over; it is empty in older manifests, which name none.
    `fit` is that of the request, False for lines that were filled one after the other.
    """

    title: str
    language: str
    identifiers: tuple[str, ...]
    modified: str
    artifacts: tuple[ListedArtifact, ...]
    inputs: tuple[ListedInput, ...]
    folders: tuple[ListedFolder, ...]
    makers: tuple[tuple[str, str], ...]
    editions: tuple[str, ...]
    targets: tuple[str, ...]
    profiles: tuple[str, ...]
    accepted: tuple[Accepted, ...]
    source_date_epoch: int | None
    shared: tuple[ListedInput, ...] | None
    themes: tuple[ListedTheme, ...] = ()
    fit: bool = True


def write_manifest(
    book: Book, artifacts: Iterable[Artifact], workspace: RecordedWorkspace, report: BuildReport
) -> bytes:
    """Return the manifest of a build that is about to write `artifacts`, as ASCII."""
    request, shared, artifacts = report.request, workspace.list_shared(), tuple(artifacts)
    described = {
        "version": VERSION,
        "book": {
            "title": book.title,
            "language": book.language,
            "identifiers": [f"{one.scheme}:{one.value}" for one in book.identifiers],
            "modified": book.modified,
        },
        "artifacts": [
            {
                "name": one.path,
                "sha256": one.digest,
                "size": len(one.content),
                "media_type": one.media_type,
                "edition": one.edition.name,
                "target": one.edition.target.value,
                "pages": one.page_count,
                "words": one.word_count,
            }
            for one in sorted(artifacts, key=lambda one: one.path)
        ],
        "inputs": _describe_inputs(workspace.list_inputs()),
        "shared": None if shared is None else _describe_inputs(shared),
        "folders": [
            {"path": folder or ".", "suffixes": list(suffixes), "files": list(found)}
            for (folder, suffixes), found in sorted(workspace.listings.items())
        ],
        "themes": _describe_themes(sorted({one.edition.theme for one in artifacts}), workspace),
        "makers": dict(list_makers()),
        "asked": {
            "editions": sorted(set(request.editions)),
            "targets": sorted({one.value for one in request.targets}),
            "profiles": sorted(set(request.profiles)),
            "fit": request.fit,
        },
        "accepted": [asdict(one) for one in report.accepted],
        "source_date_epoch": workspace.find_epoch(),
    }
    return json.dumps(described, indent=1, sort_keys=True, ensure_ascii=True).encode("ascii") + b"\n"


def _describe_themes(names: Iterable[str], workspace: RecordedWorkspace) -> list[dict[str, str | None]]:
    chains = (find_themes(workspace, name).value or () for name in names)
    found = (workspace.read_theme(name) for name in dict.fromkeys(one.name for chain in chains for one in chain))
    # The release of our own is among the makers.
    return [
        {"name": one.name, "package": None, "release": None}
        if one.name in BUILT_IN
        else {"name": one.name, "package": one.package, "release": one.release or None}
        for one in found
        if one is not None
    ]


def _describe_inputs(digests: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"path": path, "sha256": digest} for path, digest in sorted(digests.items())]


def list_makers() -> tuple[tuple[str, str], ...]:
    """Return the release of each thing that decides the bytes of a book here, by its name, sorted."""
    makers = find_makers()
    own = (
        ("makeready", __version__),
        ("makeready modules", makers.modules),
        ("python", makers.python),
        ("machine", makers.machine),
    )
    return tuple(sorted((*own, *makers.packages, *makers.libraries)))


def read_schema() -> str:
    """Return the JSON Schema of manifests, https://json-schema.org/draft/2020-12."""
    return files("makeready.press").joinpath("manifest.schema.json").read_text(encoding="utf-8")


def read_manifest(content: bytes) -> Manifest:
    """Return what the bytes of a manifest say. Raises ValueError, with the place and what is wrong there."""
    try:
        found = json.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is not JSON: {str(error)[:200]}") from None
    top = _Reader(found, "")
    if isinstance(found, dict) and type(found.get("version")) is int and found["version"] != VERSION:
        raise ValueError(f"it is of version {found['version']}, and this makeready reads version {VERSION}")
    top.read("version", lambda one: one.take_number(VERSION, VERSION))
    book, asked = top.read("book", _Reader.take_object), top.read("asked", _Reader.take_object)
    manifest = Manifest(
        title=book.read("title", _Reader.take_text),
        language=book.read("language", _Reader.take_text),
        identifiers=book.read("identifiers", lambda one: one.take_list(_Reader.take_text)),
        modified=book.read("modified", _Reader.take_text),
        artifacts=top.read("artifacts", lambda one: one.take_list(_read_artifact)),
        inputs=top.read("inputs", lambda one: one.take_list(_read_input)),
        folders=top.read("folders", lambda one: one.take_list(_read_folder)),
        makers=top.read("makers", _Reader.take_texts),
        editions=asked.read("editions", lambda one: one.take_list(_Reader.take_text)),
        targets=asked.read("targets", lambda one: one.take_list(_Reader.take_target)),
        accepted=top.read("accepted", lambda one: one.take_list(_read_accepted)),
        source_date_epoch=top.read("source_date_epoch", lambda one: one.take_number_or_null(*_SECONDS)),
        shared=top.read("shared", lambda one: None if one.value is None else one.take_list(_read_input)),
        # Members that came without a new version: older manifests lack them.
        profiles=asked.read("profiles", lambda one: one.take_list(_Reader.take_text)) if asked.has("profiles") else (),
        themes=top.read("themes", lambda one: one.take_list(_read_theme)) if top.has("themes") else (),
        fit=asked.read("fit", _Reader.take_truth) if asked.has("fit") else True,
    )
    _refuse_doubles("artifacts", [one.name for one in manifest.artifacts])
    _refuse_doubles("inputs", [one.path for one in manifest.inputs])
    _refuse_doubles("themes", [one.name for one in manifest.themes])
    _refuse_doubles("shared", [one.path for one in manifest.shared or ()])
    return manifest


@dataclass(frozen=True, slots=True)
class _Reader:
    """A value out of JSON, and where it stands; what is taken from it is of the kind that was asked for."""

    value: object
    place: str

    def read(self, name: str, take: Callable[[_Reader], T]) -> T:
        inner = f"{self.place}.{name}" if self.place else name
        known = self.take_object().value
        if not isinstance(known, Mapping) or name not in known:
            raise ValueError(f"{inner} is missing")
        return take(_Reader(known[name], inner))

    def has(self, name: str) -> bool:
        return isinstance(self.value, Mapping) and name in self.value

    def take_object(self) -> _Reader:
        if not isinstance(self.value, dict):
            raise self.refuse("an object")
        return self

    def take_text(self) -> str:
        if not isinstance(self.value, str):
            raise self.refuse("a text")
        if _HALF.search(self.value):
            raise self.refuse("a text of whole characters")
        return self.value

    def take_text_or_null(self) -> str | None:
        return None if self.value is None else self.take_text()

    def take_truth(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.refuse("true or false")
        return self.value

    def take_texts(self) -> tuple[tuple[str, str], ...]:
        known: Any = self.take_object().value
        return tuple(sorted((key, self.read(key, _Reader.take_text)) for key in known))

    def take_list(self, take: Callable[[_Reader], T]) -> tuple[T, ...]:
        if not isinstance(self.value, list):
            raise self.refuse("a list")
        return tuple(take(_Reader(one, f"{self.place}[{at}]")) for at, one in enumerate(self.value))

    def take_number(self, least: int, most: int) -> int:
        if type(self.value) is not int or not least <= self.value <= most:  # True is an int too.
            raise self.refuse(f"a whole number from {least} to {most}")
        return self.value

    def take_number_or_null(self, least: int, most: int) -> int | None:
        return None if self.value is None else self.take_number(least, most)

    def take_match(self, pattern: re.Pattern[str], what: str) -> str:
        text = self.take_text()
        if not pattern.fullmatch(text):
            raise self.refuse(what)
        return text

    def take_digest(self) -> str:
        return self.take_match(_SHA256, "a SHA-256 in hexadecimal")

    def take_path(self) -> str:
        path = self.take_match(_PATH, "a path inside the folder")
        # One name for each file, or a manifest could have one file read as often as it likes.
        if posixpath.normpath(path) != path:
            raise self.refuse("a path in its shortest form")
        return path

    def take_target(self) -> str:
        text = self.take_text()
        if text not in [one.value for one in Target]:
            raise self.refuse(" or ".join(one.value for one in Target))
        return text

    def refuse(self, wanted: str) -> ValueError:
        return ValueError(f"{self.place or 'the whole of it'} is not {wanted}")


def _read_artifact(one: _Reader) -> ListedArtifact:
    return ListedArtifact(
        name=one.read("name", _read_name),
        sha256=one.read("sha256", _Reader.take_digest),
        size=one.read("size", lambda size: size.take_number(0, ARTIFACT_LIMIT)),
        media_type=one.read("media_type", _Reader.take_text),
        edition=one.read("edition", _Reader.take_text),
        target=one.read("target", _Reader.take_target),
        pages=one.read("pages", lambda pages: pages.take_number_or_null(0, ARTIFACT_LIMIT)),
        words=one.read("words", lambda words: words.take_number_or_null(0, ARTIFACT_LIMIT)),
    )


def _read_name(one: _Reader) -> str:
    name = one.take_match(_NAME, "the name of a file in the folder of the manifest")
    if name in (".", "..", MANIFEST):
        raise one.refuse("the name of an artifact")
    return name


def _read_input(one: _Reader) -> ListedInput:
    return ListedInput(path=one.read("path", _Reader.take_path), sha256=one.read("sha256", _Reader.take_digest))


def _read_theme(one: _Reader) -> ListedTheme:
    return ListedTheme(
        name=one.read("name", _Reader.take_text),
        package=one.read("package", _Reader.take_text_or_null),
        release=one.read("release", _Reader.take_text_or_null),
    )


def _read_folder(one: _Reader) -> ListedFolder:
    return ListedFolder(
        path=one.read("path", _Reader.take_path),
        suffixes=one.read("suffixes", lambda listed: listed.take_list(_Reader.take_text)),
        files=one.read("files", lambda listed: listed.take_list(_Reader.take_text)),
    )


def _read_accepted(one: _Reader) -> Accepted:
    return Accepted(
        code=one.read("code", _Reader.take_text),
        path=one.read("path", _Reader.take_text),
        reason=one.read("reason", _Reader.take_text),
        count=one.read("count", lambda count: count.take_number(1, ARTIFACT_LIMIT)),
    )


def _refuse_doubles(what: str, names: list[str]) -> None:
    double = next((name for name, count in Counter(names).items() if count > 1), None)
    if double is not None:
        raise ValueError(f"{what} has {double[:100]!r} twice")
