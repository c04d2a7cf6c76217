"""Verifying: a project's folder with its manifest goes in; what is no longer as the manifest says comes out.

The manifest, the artifacts and all else in the folder may have come from others: nothing outside the two folders, and
that of the makeready.toml which lists the project, is read, no link is followed out of them, and no more is read than
the sizes in the manifest allow.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from makeready.dataclass import dataclass
from makeready.findings import ExitCode, Finding, Severity, StorageError, UsageError, observe, sort_findings
from makeready.membership import SHARED_FILE
from makeready.model.edition import Target
from makeready.press.differences import describe_difference
from makeready.press.manifest import MANIFEST, SIZE_LIMIT, ListedArtifact, Manifest, list_makers, read_manifest
from makeready.press.page_map import ENDING
from makeready.press.request import BuildReport, BuildRequest, Failure, Progress
from makeready.press.run import build_project, choose_output
from makeready.workspace import OutputFolder, RefusedPath, Workspace, show_path, use_source_date

_CHUNK = 1024 * 1024
_BOOKS = (".epub", ".pdf", ENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What came of verifying: the folder of the artifacts, the findings, and the manifest if it could be used.

    `sound` has the names of the artifacts whose bytes are those of the manifest; `failures` are bugs of ours that
    came up when the book was built again.
    """

    output: Path
    findings: tuple[Finding, ...]
    manifest: Manifest | None = None
    sound: frozenset[str] = frozenset()
    failures: tuple[Failure, ...] = ()


def verify_project(
    root: Path,
    *,
    output: Path | None = None,
    rebuild: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Compare the artifacts of the project `root`, and what they were made from, with the manifest beside them.

    `output` names another folder than the project's build/. With `rebuild` the book is built again in a folder of its
    own, without the cache, and compared byte by byte. Raises UsageError (no such folder), StorageError, and
    MissingToolError where a tool to build with is not there.
    """
    workspace = Workspace(root)
    folder = OutputFolder(choose_output(workspace, BuildRequest(output=output)))
    try:
        manifest = _open_manifest(folder)
    except FileNotFoundError:
        missing = observe("VF001", f"there is no {MANIFEST}", location=MANIFEST)
        return Verification(output=folder.path, findings=(missing,))
    except ValueError as error:
        unusable = observe("VF002", f"the manifest cannot be used: {show_path(str(error))}", location=MANIFEST)
        return Verification(output=folder.path, findings=(unusable,))
    judged = {one.name: _check_artifact(folder, one) for one in manifest.artifacts}
    findings = [one for one in judged.values() if one is not None]
    findings += _list_strangers(folder, manifest)
    findings += _list_changed_inputs(workspace, manifest)
    findings += _list_changed_shared(workspace, manifest)
    failures: tuple[Failure, ...] = ()
    if rebuild:
        findings += _compare_makers(manifest)
        built, more = _build_again(root, manifest, workers, progress)
        failures = built.failures if built else ()
        findings += more
        if built is not None and built.exit_code is ExitCode.CLEAN:
            findings += _compare_artifacts(folder, manifest, built)
    return Verification(
        output=folder.path,
        findings=sort_findings(findings),
        manifest=manifest,
        sound=frozenset(name for name, finding in judged.items() if finding is None),
        failures=failures,
    )


def _open_manifest(folder: OutputFolder) -> Manifest:
    """Return the manifest in `folder`. Raises FileNotFoundError; ValueError for one that cannot be used."""
    try:
        with folder.open_regular(MANIFEST) as stream:
            content = stream.read(SIZE_LIMIT + 1)
    except RefusedPath as error:
        if MANIFEST not in folder.list_names():
            raise FileNotFoundError from error
        raise ValueError(str(error)) from error
    if len(content) > SIZE_LIMIT:
        raise ValueError(f"it is larger than {SIZE_LIMIT:,} bytes")
    return read_manifest(content)


def _check_artifact(folder: OutputFolder, listed: ListedArtifact) -> Finding | None:
    """Return what is wrong with an artifact; one of another size is not read."""
    name = show_path(listed.name)
    try:
        with folder.open_regular(listed.name) as stream:
            size = os.fstat(stream.fileno()).st_size
            if size != listed.size:
                message = f"{name} has {size:,} bytes, and {listed.size:,} were written"
                return observe("VF004", message, location=name)
            if _compute_digest(stream, listed.size) != listed.sha256:
                return observe("VF004", f"{name} has other bytes than were written", location=name)
    except RefusedPath as error:
        if listed.name in folder.list_names():
            return observe("VF004", f"{name} is not the file that was written: {error}", location=name)
        return observe("VF003", f"{name} is not there", location=name)
    return None


def _compute_digest(stream: BinaryIO, size: int) -> str:
    """Return the SHA-256 of the next `size` bytes and one more, by which a file that grows is another one."""
    digest, left = hashlib.sha256(), size + 1
    while left > 0 and (chunk := stream.read(min(left, _CHUNK))):
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()


def _list_strangers(folder: OutputFolder, manifest: Manifest) -> Iterator[Finding]:
    known = {MANIFEST, *(one.name for one in manifest.artifacts)}
    for name in folder.list_names():
        if name in known:
            continue
        shown = show_path(name)
        if name.casefold().endswith(_BOOKS):
            yield observe("VF005", f"{shown} is not one of the last build", location=shown)
        else:
            hint = "move it elsewhere if it is not to go out with the books"
            message = f"{shown} did not come from the build"
            yield observe("VF005", message, location=shown, hint=hint, severity=Severity.ADVICE)


def _list_changed_inputs(workspace: Workspace, manifest: Manifest) -> Iterator[Finding]:
    for one in manifest.inputs:
        shown = show_path(one.path)
        try:
            content = workspace.read_bytes(one.path)
        except (RefusedPath, StorageError) as error:
            yield observe("VF006", f"{shown} cannot be read any more: {error}", location=shown)
            continue
        if hashlib.sha256(content).hexdigest() != one.sha256:
            yield observe("VF006", f"{shown} has changed since the build", location=shown)
    told: set[str] = set()
    for folder in manifest.folders:
        try:
            found = workspace.list_files("" if folder.path == "." else folder.path, folder.suffixes)
        except (RefusedPath, StorageError):
            continue  # what was read from it is told above
        new = sorted(set(found) - set(folder.files) - told)
        told.update(new)
        for path in new:
            shown = show_path(path)
            yield observe("VF006", f"{shown} is new since the build", location=shown)


def _list_changed_shared(workspace: Workspace, manifest: Manifest) -> Iterator[Finding]:
    """Tell what has changed of the makeready.toml above and of the files beside it; nothing of a book built alone."""
    if manifest.shared is None:
        return
    file = workspace.find_shared()
    if file is None or file.refusal is not None:
        for one in manifest.shared:
            shown = show_path(one.path)
            why = file.refusal if file is not None else f"no {SHARED_FILE} above lists the project"
            yield observe("VF006", f"{shown}, which books share, cannot be read any more: {why}", location=shown)
        return
    if not manifest.shared:
        yield observe("VF006", f"{file.path} is new since the build, or lists the project now", location=file.path)
    climb = file.path.removesuffix(SHARED_FILE)
    for one in manifest.shared:
        shown = show_path(climb + one.path)
        try:
            content = file.content if one.path == SHARED_FILE else workspace.read_shared(climb + one.path)
        except (RefusedPath, StorageError) as error:
            yield observe("VF006", f"{shown} cannot be read any more: {error}", location=shown)
            continue
        if hashlib.sha256(content).hexdigest() != one.sha256:
            yield observe("VF006", f"{shown} has changed since the build", location=shown)


def _compare_makers(manifest: Manifest) -> Iterator[Finding]:
    here, there = dict(list_makers()), dict(manifest.makers)
    notes = tuple(
        f"{show_path(name[:80])}: {_shorten(there.get(name))} in the manifest, {_shorten(here.get(name))} here"
        for name in sorted({*here, *there})
        if here.get(name) != there.get(name)
    )
    if notes:
        yield observe("VF009", "the book was made with other versions than those here", location=MANIFEST, notes=notes)


def _shorten(release: str | None) -> str:
    return "none" if release is None else show_path(release[:40])


def _build_again(
    root: Path, manifest: Manifest, workers: int | None, progress: Progress | None
) -> tuple[BuildReport | None, tuple[Finding, ...]]:
    """Build what the manifest was asked for in a folder that is gone afterwards; return that, and what stopped it."""
    with tempfile.TemporaryDirectory(prefix="makeready-") as scratch:
        request = BuildRequest(
            editions=manifest.editions,
            targets=tuple(Target(target) for target in manifest.targets),
            profiles=manifest.profiles,
            fit=manifest.fit,
            output=Path(scratch) / "build",
            use_cache=False,
            use_workspace=manifest.shared is not None,
            workers=workers,
        )
        try:
            epoch = manifest.source_date_epoch
            with use_source_date(None if epoch is None else str(epoch)):
                built = build_project(root, request=request, progress=progress)
        except UsageError as error:  # An edition that there is no more.
            return None, (observe("VF008", f"the book cannot be built again: {error.message}", location=MANIFEST),)
    if built.exit_code is ExitCode.CLEAN:
        return built, ()
    why = str(built.failures[0]) if built.failures else "findings stop it"
    stopped = observe("VF008", f"the book cannot be built again: {why}", location=MANIFEST)
    return built, (stopped, *(one for one in built.findings if request.is_stopped_by(one)))


def _compare_artifacts(folder: OutputFolder, manifest: Manifest, built: BuildReport) -> Iterator[Finding]:
    again = {one.artifact.path: one.artifact.content for one in built.written}
    listed = {one.name for one in manifest.artifacts}
    for name in sorted(listed | set(again)):
        shown = show_path(name)
        if name not in again:
            yield observe("VF007", f"a second build does not make {shown}", location=shown)
        elif name not in listed:
            yield observe("VF007", f"a second build makes {shown} as well", location=shown)
        else:
            with contextlib.suppress(RefusedPath), folder.open_regular(name) as stream:  # told as VF003 or VF004
                if difference := describe_difference(stream, again[name]):
                    words, notes = difference
                    notes = tuple(show_path(note) for note in notes)
                    yield observe("VF007", f"{shown} {words} from a second build", location=shown, notes=notes)
