"""Records: what a build read and what came of it go in; the same again, where nothing that was read has changed.

A record tells each file, each folder's list and each question that a build asked of its workspace, with a digest of
the answer. Where all answers are the same again, so is the book; times of files are not looked at.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import posixpath
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from makeready.dataclass import dataclass
from makeready.findings import Finding, MakereadyError
from makeready.membership import SHARED_FILE
from makeready.model.artifact import Artifact
from makeready.model.edition import Target, name_edition
from makeready.press.request import Accepted, Answer, BuildReport, BuildRequest
from makeready.report.json import read_finding
from makeready.store import Memory, make_key
from makeready.themes import BUILT_IN, ThemeFiles
from makeready.workshop import name_makers
from makeready.workspace import SIZE_LIMIT, RefusedPath, SharedFile, Workspace

OUTPUT = "build"
# Before the digest of a refusal, which is none of a file.
_REFUSED = "refused "
T = TypeVar("T")
Question = tuple[str, str, tuple[str, ...]]


class RecordedWorkspace(Workspace):
    """A workspace that keeps a digest of each answer that it gave; `answers` has them by the questions.

    `listings` has the names of the files in each folder that was listed, by the folder and the suffixes.
    """

    def __init__(self, root: Path, *, alone: bool = False) -> None:
        super().__init__(root, alone=alone)
        self.answers: dict[Question, str] = {}
        self.listings: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}
        self._shared: SharedFile | None = None

    def list_inputs(self) -> dict[str, str]:
        """Return the SHA-256 of each file that was read, by its path from the root, without `..`."""
        found: dict[str, str] = {}
        for (kind, path, _), answer in self.answers.items():
            if kind == "bytes" and not answer.startswith(_REFUSED):
                found.setdefault(self._straighten(path), answer)
        return found

    def list_shared(self) -> dict[str, str] | None:
        """Return the SHA-256 of the makeready.toml above and of each file beside it that was read.

        The paths are told from its folder. It is empty where no makeready.toml lists the project, and None where the
        project is built alone, so that nobody looked.
        """
        if self.alone or self._shared is None:
            return None if self.alone else {}
        climb = self._shared.path.removesuffix(SHARED_FILE)
        found = {SHARED_FILE: _digest(self._shared.content)}
        for (kind, path, _), answer in self.answers.items():
            if kind == "shared-bytes" and not answer.startswith(_REFUSED):
                found.setdefault(posixpath.normpath(path.removeprefix(climb)), answer)
        return found

    def find_epoch(self) -> int | None:
        """Return the seconds in SOURCE_DATE_EPOCH, None where there are none or nobody asked for them."""
        asked = ("date", "", ()) in self.answers
        date = Workspace.source_date(self) if asked else None
        return None if date is None else int(date.timestamp())

    def read_bytes(self, path: str, *, limit: int = SIZE_LIMIT) -> bytes:
        """Return the bytes of a file; see Workspace."""
        return self._keep(("bytes", path, (str(limit),)), lambda: Workspace.read_bytes(self, path, limit=limit), bytes)

    def digest_file(self, path: str) -> str:
        """Return the SHA-256 of a file, as it was where the build has read it; see Workspace."""
        known = self.answers.get(("bytes", path, (str(SIZE_LIMIT),)), _REFUSED)
        return Workspace.digest_file(self, path) if known.startswith(_REFUSED) else known

    def has_file(self, path: str) -> bool:
        """Return True where there is such a file; see Workspace."""
        return self._keep(("file", path, ()), lambda: Workspace.has_file(self, path), _pack)

    def list_files(self, folder: str = "", suffixes: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the files in a folder; see Workspace."""
        wanted = tuple(suffixes)
        found = self._keep(("files", folder, wanted), lambda: Workspace.list_files(self, folder, wanted), _pack)
        self.listings.setdefault((folder, wanted), found)
        return found

    def list_folders(self, folder: str = "") -> tuple[str, ...]:
        """Return the folders in a folder; see Workspace."""
        # The output folder comes with the first build, and no manuscript is looked for in it.
        return self._keep(
            ("folders", folder, ()),
            lambda: Workspace.list_folders(self, folder),
            lambda found: _pack([name for name in found if name != OUTPUT]),
        )

    def locate(self, path: str) -> Path:
        """Return the absolute path; see Workspace. Whoever asks may look whether it is there."""
        return self._keep(
            ("place", path, ()),
            lambda: Workspace.locate(self, path),
            lambda place: _pack((str(place), place.exists())),
        )

    def find_shared(self) -> SharedFile | None:
        """Return the makeready.toml above; see Workspace. One that does not list the project may say what it likes."""
        # Not asked of a project that is built alone: what lies above it is none of its business.
        if self.alone:
            return None
        question = ("shared", "", ())
        is_new = question not in self.answers
        found = self._keep(question, lambda: Workspace.find_shared(self), _pack)
        if is_new:
            self._shared = found
        return found

    def read_shared(self, path: str, *, limit: int = SIZE_LIMIT) -> bytes:
        """Return the bytes of a file beside the makeready.toml above; see Workspace."""
        question = ("shared-bytes", path, (str(limit),))
        return self._keep(question, lambda: Workspace.read_shared(self, path, limit=limit), bytes)

    def read_theme(self, name: str) -> ThemeFiles | None:
        """Return the files of a theme; see Workspace. Those of our own are in the key of the makers."""
        if name in BUILT_IN:
            return Workspace.read_theme(self, name)
        return self._keep(("theme", name, ()), lambda: Workspace.read_theme(self, name), _pack)

    def source_date(self) -> datetime | None:
        """Return the time in SOURCE_DATE_EPOCH; see Workspace."""
        return self._keep(("date", "", ()), lambda: Workspace.source_date(self), _pack)

    def ask_again(self, question: Question) -> str:
        """Return the digest of today's answer to `question`."""
        kind, path, rest = question
        asked: dict[str, Callable[[], object]] = {
            "bytes": lambda: self.read_bytes(path, limit=int(rest[0])),
            "file": lambda: self.has_file(path),
            "files": lambda: self.list_files(path, rest),
            "folders": lambda: self.list_folders(path),
            "place": lambda: self.locate(path),
            "shared": self.find_shared,
            "shared-bytes": lambda: self.read_shared(path, limit=int(rest[0])),
            "theme": lambda: self.read_theme(path),
            "date": self.source_date,
        }
        with contextlib.suppress(RefusedPath):  # that is an answer too
            asked[kind]()
        return self.answers[question]

    def list_answers(self) -> tuple[Answer, ...]:
        """Return what was answered so far, in the order of the questions."""
        return tuple((*question, answer) for question, answer in self.answers.items())

    def _straighten(self, path: str) -> str:
        """Return `path` in its shortest form; only the folders themselves know what lies above a link."""
        if ".." in path.split("/"):
            return Workspace.locate(self, path).relative_to(self.root).as_posix()
        return posixpath.normpath(path)

    def _keep(self, question: Question, ask: Callable[[], T], pack: Callable[[T], bytes]) -> T:
        try:
            answer = ask()
        except RefusedPath as error:
            self.answers.setdefault(question, _REFUSED + _digest(_pack(str(error))))
            raise
        # The first answer counts: what changes while a book is built makes the record one of another book.
        self.answers.setdefault(question, _digest(pack(answer)))
        return answer


def _pack(answer: object) -> bytes:
    return repr(answer).encode("utf-8", "surrogatepass")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBuild:
    """What came of an earlier build of the same: its findings, those that its author accepted, its artifacts.

    `manifest` has the bytes of the manifest that names them; `answers` tell what it read, see BuildReport.
    """

    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]
    artifacts: tuple[Artifact, ...]
    manifest: bytes
    answers: tuple[Answer, ...] = ()


def recall_build(workspace: RecordedWorkspace, request: BuildRequest, store: Memory) -> KnownBuild | None:
    """Return what came of the last build like this one, where everything that it read is as it was; else None.

    A build that asks outside judges is never known: they are asked.
    """
    packed = None if request.check else store.get(_write_key(workspace, request))
    if packed is None:
        return None
    try:
        record = json.loads(packed)
        answers = read_answers(record["answers"])
        if not _are_same(workspace, answers):
            return None
        artifacts = [_find_artifact(one, store) for one in record["artifacts"]]
        findings = tuple(read_finding(one) for one in record["findings"])
        accepted = tuple(Accepted(**one) for one in record["accepted"])
        manifest = str(record["manifest"]).encode("ascii")
    except (ValueError, KeyError, TypeError, LookupError, OSError):
        return None
    whole = tuple(artifact for artifact in artifacts if artifact is not None)
    if len(whole) < len(artifacts):
        return None
    return KnownBuild(findings=findings, accepted=accepted, artifacts=whole, manifest=manifest, answers=answers)


def recall_answers(root: Path, request: BuildRequest, store: Memory) -> tuple[Answer, ...] | None:
    """Return what the last whole build of the book in `root` read, whatever has changed since; None where unknown."""
    workspace = Workspace(root)
    for strict in (request.strict, not request.strict):
        packed = store.get(_write_key(workspace, replace(request, editions=(), targets=(), strict=strict)))
        if packed is not None:
            with contextlib.suppress(ValueError, KeyError, TypeError):
                return read_answers(json.loads(packed)["answers"])
    return None


def is_unchanged(root: Path, answers: Iterable[Answer]) -> bool:
    """Return True where the project in `root` gives all these answers again; nothing is raised."""
    with contextlib.suppress(MakereadyError, ValueError, LookupError, OSError):
        return _are_same(RecordedWorkspace(root), answers)
    return False


def read_answers(packed: Iterable[Any]) -> tuple[Answer, ...]:
    """Return answers as JSON kept them. Raises ValueError or TypeError for what is none."""
    return tuple((str(kind), str(path), tuple(map(str, rest)), str(answer)) for kind, path, rest, answer in packed)


def _are_same(workspace: RecordedWorkspace, answers: Iterable[Answer]) -> bool:
    """Return True where the workspace gives all these answers again; it forgets that it was asked."""
    try:
        return all(workspace.ask_again((kind, path, rest)) == answer for kind, path, rest, answer in answers)
    finally:
        workspace.answers.clear()
        workspace.listings.clear()


def remember_build(workspace: RecordedWorkspace, request: BuildRequest, store: Memory, report: BuildReport) -> None:
    """Keep what came of a build that wrote its artifacts."""
    if request.check:
        return
    for one in report.written:
        store.put(_name_content(one.artifact.digest), one.artifact.content)
    record = {
        "answers": workspace.list_answers(),
        "findings": [asdict(finding) for finding in report.findings],
        "accepted": [asdict(one) for one in report.accepted],
        "artifacts": [_describe_artifact(one.artifact) for one in report.written],
        "manifest": report.manifest.decode("ascii"),
    }
    store.put(_write_key(workspace, request), json.dumps(record).encode())


def _write_key(workspace: Workspace, request: BuildRequest) -> str:
    asked = (
        request.editions,
        tuple(target.value for target in request.targets),
        request.profiles,
        request.strict,
        request.use_workspace,
        request.fit,
    )
    place = request.known_as or str(workspace.root / (workspace.chosen or ""))
    return make_key("build", name_makers(), place, repr(asked))


def _name_content(digest: str) -> str:
    return make_key("artifact", digest)


def _describe_artifact(artifact: Artifact) -> dict[str, Any]:
    return {
        "edition": artifact.edition.name,
        "target": artifact.edition.target.value,
        "path": artifact.path,
        "media_type": artifact.media_type,
        "digest": artifact.digest,
        "page_count": artifact.page_count,
        "word_count": artifact.word_count,
    }


def _find_artifact(known: dict[str, Any], store: Memory) -> Artifact | None:
    content = store.get(_name_content(known["digest"]))
    if content is None:
        return None
    return Artifact(
        edition=name_edition(Target(known["target"]), known["edition"]),
        path=known["path"],
        media_type=known["media_type"],
        content=content,
        page_count=known["page_count"],
        word_count=known["word_count"],
    )
