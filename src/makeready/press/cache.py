"""The cache's place: a project's folder and what a person named go in; the folder of the store comes out."""

from __future__ import annotations

from pathlib import Path

from makeready.findings import StorageError
from makeready.press.request import BuildRequest
from makeready.remote import RemoteStore, find_local
from makeready.store import Memory, Store
from makeready.workspace import RefusedPath, Workspace

CACHE = "build/.cache"


def open_memory(root: Path, request: BuildRequest) -> Memory:
    """Return what remembers builds of the project `root`. Raises as `choose_cache` and Store do."""
    folder, read_only = request.cache, bool(request.cache_read_only)
    if request.cache_url is not None:
        # A folder of the machine that builds, whichever that is.
        folder = find_local(request.cache_url)
        if folder is None:
            return RemoteStore(request.cache_url, limit=request.cache_limit, read_only=read_only)
    return Store(choose_cache(root, folder), limit=request.cache_limit, read_only=read_only)


def choose_cache(root: Path, named: Path | None) -> Path:
    """Return the folder of the store: the one that was named, else build/.cache in the project `root`.

    One that is a link out of the project is refused with StorageError: only the person at the command line leads us
    there. Raises UsageError where there is no project's folder.
    """
    return choose_folder(Workspace(root), named, CACHE, "--cache")


def choose_folder(workspace: Workspace, named: Path | None, inside: str, option: str) -> Path:
    """Return the folder `named` with `option` at the command line, else the one `inside` the project.

    Raises StorageError where the latter is a link out of the project.
    """
    if named is not None:
        return named
    try:
        workspace.locate(inside)
    except RefusedPath as error:
        raise StorageError(str(error), f"name the folder with {option}, or remove the link {inside}") from error
    return workspace.root / inside
