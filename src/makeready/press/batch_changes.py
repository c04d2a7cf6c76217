"""Changes: books and a revision of git go in; those books come out of which something differs from that revision."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from makeready.dataclass import dataclass
from makeready.findings import MakereadyError, MissingToolError, StorageError, UsageError
from makeready.membership import SHARED_FILE
from makeready.press.cache import open_memory
from makeready.press.record import OUTPUT, recall_answers
from makeready.press.request import Answer, BuildRequest
from makeready.press.shared import adopt_settings
from makeready.tools import find_tool, run_tool
from makeready.workspace import Workspace

# What is read is the same whatever the settings of the person or of the repository say.
_SETTINGS = ("-c", "diff.relative=false", "-c", "core.fsmonitor=false", "-c", "core.quotepath=false")
# Within a hook git names a repository so, and perhaps another one than that of the books, which would look unchanged.
# They are those that `git rev-parse --local-env-vars` tells, without the settings of whoever called us.
_PLACES = frozenset(
    (
        *("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_IMPLICIT_WORK_TREE"),
        *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_GRAFT_FILE", "GIT_SHALLOW_FILE"),
        *("GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_NAMESPACE"),
    )
)
_ARTIFACTS = (".epub", ".pdf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What differs in the working tree at `top` from a revision; paths are POSIX and told from there.

    `paths` are files that are changed, removed, new, or untracked and not ignored; `nested` those of them that are
    folders, repositories of their own; `beside` has them by the folder that they lie in. `tracked` are the files that
    git knows now, `folders` those that the revision had.
    """

    top: Path
    paths: frozenset[str]
    nested: tuple[str, ...]
    beside: dict[str, list[str]]
    tracked: frozenset[str]
    folders: frozenset[str]


def choose_changed(roots: Sequence[Path], revision: str, request: BuildRequest) -> list[Path]:
    """Return the books in `roots`, in their order, of which a file that their build reads differs from `revision`.

    Where the record of the last build is in the cache, these are the files that it read; else all of the project's
    folder but build/. A book that was never built is among them. Raises UsageError where a book is in no repository or
    there is no such revision, MissingToolError where git is not there, StorageError where it fails.
    """
    found: dict[Path, Changes] = {}
    chosen = []
    for root in roots:
        top = _find_top(root)
        if top not in found:
            found[top] = list_changes(top, revision)
        if _is_changed(root, found[top], request):
            chosen.append(root)
    return chosen


def list_changes(top: Path, revision: str) -> Changes:
    """Return what differs in the working tree at `top` from `revision`; raises as `choose_changed` does."""
    git = find_tool("git")
    if git is None:
        raise MissingToolError("git is not on the search path", "install it, or leave out --changed-since")
    commit = _find_commit(git, top, revision)
    changed = _list_names(git, top, "diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", commit, "--")
    untracked = _list_names(git, top, "ls-files", "--others", "--exclude-standard", "-z")
    before = _list_names(git, top, "ls-tree", "-r", "--name-only", "-z", "--full-tree", commit)
    # Git ends the name of a folder that is a repository with a slash.
    paths = frozenset(name.rstrip("/") for name in (*changed, *untracked))
    beside: dict[str, list[str]] = {}
    for name in paths:
        beside.setdefault(str(PurePosixPath(name).parent), []).append(name)
    return Changes(
        top=top,
        paths=paths,
        nested=tuple(name.rstrip("/") for name in untracked if name.endswith("/")),
        beside=beside,
        tracked=frozenset(_list_names(git, top, "ls-files", "-z")),
        folders=frozenset(str(folder) for name in before for folder in PurePosixPath(name).parents),
    )


def _find_top(root: Path) -> Path:
    """Return the top of the working tree that `root` is in: the nearest folder with .git, a file in submodules."""
    here = root.resolve()
    for folder in (here, *here.parents):
        if (folder / ".git").exists():
            return folder
    raise UsageError(f"{root} is in no repository of git", "leave out --changed-since")


def _find_commit(git: Path, top: Path, revision: str) -> str:
    hint = "name a commit, a branch or a tag of the repository; a shallow clone may lack it"
    # One that begins with a hyphen would be an option; git lets no branch or tag be called so.
    if not revision or revision.startswith("-") or "\0" in revision:
        raise UsageError(f"{revision!r} is no revision", hint)
    ended = run_tool([git, *_SETTINGS, "rev-parse", "--verify", f"{revision}^{{commit}}"], folder=top, unset=_PLACES)
    if ended.status == 0:
        return ended.output.strip()
    words = ended.errors.strip().split("\n")[0]
    if "ownership" in words or "not a git repository" in words:
        raise UsageError(f"git does not take {top} for a repository: {words}")
    raise UsageError(f"there is no revision {revision} in {top}", hint)


def _list_names(git: Path, top: Path, *words: str) -> list[str]:
    ended = run_tool([git, *_SETTINGS, *words], folder=top, unset=_PLACES)
    if ended.status != 0:
        raise StorageError(f"git {words[0]} failed in {top}: {ended.errors.strip()}")
    return [name for name in ended.output.split("\0") if name]


def _is_changed(root: Path, changes: Changes, request: BuildRequest) -> bool:
    answers = _recall(root, request)
    folder = root.resolve().relative_to(changes.top).as_posix()
    if answers is not None:
        return any(_differs(answer, root.resolve(), changes) for answer in answers)
    if not _has_artifacts(root, request):
        return True
    if request.use_workspace and _has_changed_settings(root.resolve(), changes):
        return True
    output = OUTPUT if folder == "." else f"{folder}/{OUTPUT}"
    return any(_is_below(name, folder) and not _is_below(name, output) for name in changes.paths)


def _recall(root: Path, request: BuildRequest) -> tuple[Answer, ...] | None:
    """Return what the last build of the book read, None where no record of it is left."""
    if not request.use_cache:
        return None
    with contextlib.suppress(MakereadyError):
        request = adopt_settings(Workspace(root, alone=not request.use_workspace), request)
        return recall_answers(root, request, open_memory(root, request))
    return None


def _has_artifacts(root: Path, request: BuildRequest) -> bool:
    folder = root / OUTPUT if request.output is None else request.output
    try:
        return any(path.name.endswith(_ARTIFACTS) for path in folder.iterdir())
    except OSError:
        return False


def _differs(answer: Answer, root: Path, changes: Changes) -> bool:
    """Return True where what a build asked for may be answered in another way at the revision."""
    kind, path, rest, _digest = answer
    if kind == "date":
        return False
    if kind == "shared":
        return _has_changed_shared_file(root, changes)
    # A link counts, and what it leads to.
    for place in {Path(os.path.normpath(root / path)), (root / path).resolve()}:
        with contextlib.suppress(ValueError):  # Outside of the repository there is nothing that it could tell.
            name = place.relative_to(changes.top).as_posix()
            if kind == "files" and _has_changed_file(name, rest, changes):
                return True
            if kind == "folders" and _has_changed_folder(name, changes):
                return True
            if kind not in ("files", "folders") and _is_changed_file(place, name, changes):
                return True
    return False


def _has_changed_shared_file(root: Path, changes: Changes) -> bool:
    """Return True where a makeready.toml above the book differs, whether or not it listed the book before."""
    for folder in root.parents:
        with contextlib.suppress(ValueError):  # above the repository
            if _is_changed_file(
                folder / SHARED_FILE, (folder / SHARED_FILE).relative_to(changes.top).as_posix(), changes
            ):
                return True
    return False


def _has_changed_settings(root: Path, changes: Changes) -> bool:
    """Return True where what the book shares with others differs: the makeready.toml above, or a style sheet of it."""
    from makeready.manuscript.shared import read_shared

    file = Workspace(root).find_shared()
    styles = read_shared(file).styles if file is not None else ()
    asked: list[Answer] = [("shared-bytes", path, (), "") for path, _ in styles]
    return _has_changed_shared_file(root, changes) or any(_differs(one, root, changes) for one in asked)


def _is_changed_file(place: Path, name: str, changes: Changes) -> bool:
    if name in changes.paths or any(_is_below(name, one) for one in changes.nested):
        return True
    # What git ignores differs from any revision.
    return place.is_file() and name not in changes.tracked


def _has_changed_file(folder: str, suffixes: Iterable[str], changes: Changes) -> bool:
    wanted = tuple(suffix.lower() for suffix in suffixes)
    return any(not wanted or name.lower().endswith(wanted) for name in changes.beside.get(folder, ()))


def _has_changed_folder(folder: str, changes: Changes) -> bool:
    """Return True where there is a folder directly in `folder` now and not then, or the other way round."""
    prefix = "" if folder == "." else f"{folder}/"
    below = (name.removeprefix(prefix) for name in changes.paths if name.startswith(prefix))
    children = {child for child, slash, _rest in (name.partition("/") for name in below) if slash}
    return any(
        (f"{prefix}{child}" in changes.folders) != (changes.top / prefix / child).is_dir()
        for child in children - {OUTPUT}
    )


def _is_below(name: str, folder: str) -> bool:
    """Return True where the path `name` is `folder` or lies below it."""
    return folder == "." or name == folder or name.startswith(f"{folder}/")
