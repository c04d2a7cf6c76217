"""Laying down: the files of a manuscript go in; a folder that has them, all or none, comes out.

What a person wrote into the folder since it was acquired is never overwritten: `acquired/record.json` has the digest
of each file as it was written, and a file that differs from it is somebody's work.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from makeready.findings import StorageError

RECORD = "acquired/record.json"


def read_record(folder: Path) -> dict[str, Any]:
    """Return what was recorded when the folder was last written, {} where nothing was."""
    try:
        values = json.loads((folder / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def find_changed(folder: Path, names: Iterable[str]) -> tuple[str, ...]:
    """Return those of the files to be written, and of those to be removed, that a person wrote or changed."""
    known = _list_known(folder)
    changed = []
    for name in sorted({*names, *known} - {RECORD}):
        content = _read(folder / name)
        if content is not None and hashlib.sha256(content).hexdigest() != known.get(name):
            changed.append(name)
    return tuple(changed)


def _list_known(folder: Path) -> dict[str, str]:
    files = read_record(folder).get("files")
    if not isinstance(files, dict):
        return {}
    return {
        str(name): str(digest)
        for name, digest in files.items()
        if ".." not in Path(str(name)).parts and not str(name).startswith("/")
    }


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror}") from error


def write_aside(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write all files into a new folder beside `folder`, and return it. Raises StorageError where that fails."""
    aside = folder.parent / f".{folder.name}.acquired-{os.getpid()}"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(aside, ignore_errors=True)
        for name, content in files.items():
            path = aside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        remove_aside(aside)
        raise StorageError(f"{folder} cannot be written: {error.strerror}") from error
    return aside


def remove_aside(aside: Path) -> None:
    """Remove a folder that was written aside."""
    shutil.rmtree(aside, ignore_errors=True)


def lay_down(folder: Path, aside: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Put what was written aside in its place, and remove files of an earlier acquiring that are not written any more.

    A folder that is not there yet comes into being in one step. In one that is, the record is moved last: until
    then all files count as the earlier ones, or as changed.
    """
    _refuse_links(folder, files)
    try:
        if not folder.exists():
            aside.rename(folder)
            return tuple(folder / name for name in files)
        gone = sorted(set(_list_known(folder)) - set(files))
        for name in sorted(files, key=lambda one: one == RECORD):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (aside / name).replace(target)
        for name in gone:
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{folder} cannot be written: {error.strerror}") from error
    finally:
        remove_aside(aside)
    return tuple(folder / name for name in files)


def _refuse_links(folder: Path, names: Iterable[str]) -> None:
    """Raise StorageError where a folder to be written into is a link that leads out of `folder`."""
    home = folder.resolve()
    for parent in {(folder / name).parent for name in names}:
        if not parent.resolve().is_relative_to(home):
            raise StorageError(
                f"{parent} is a link that leads out of {folder}", "remove the link, or name another folder"
            )


def write_record(values: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return the record of an acquiring: its values, and the digest of each file."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    return (json.dumps({**values, "files": digests}, ensure_ascii=False, indent=2) + "\n").encode()
