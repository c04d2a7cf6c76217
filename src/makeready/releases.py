"""Releases: the name of a package goes in; the version of it that is installed here comes out."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from functools import lru_cache
from pathlib import Path

_FOLDER = ".dist-info"
_VERSION = rb"(?m)^Version:[ \t]*(\S+)[ \t\r]*$"
_HEAD = 2_000  # bytes; the version is one of the first lines


@lru_cache(maxsize=256)
def find_release(package: str) -> str:
    """Return the version of an installed package, "" where there is none.

    It is read from where installers note it, without what the standard library loads to read all that they note:
    https://packaging.python.org/en/latest/specifications/recording-installed-packages/
    """
    folder = _list_folders().get(_normalize(package))
    if folder is not None:
        with contextlib.suppress(OSError), (folder / "METADATA").open("rb") as file:
            if found := re.search(_VERSION, file.read(_HEAD)):
                return found[1].decode("utf-8", "replace")
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return ""


@lru_cache(maxsize=1)
def _list_folders() -> dict[str, Path]:
    """Return the folders of packages' metadata by their normalized names; the first one on the path wins."""
    found: dict[str, Path] = {}
    for place in sys.path:
        with contextlib.suppress(OSError):
            names = sorted(entry.name for entry in os.scandir(place or ".") if entry.name.endswith(_FOLDER))
            for name in names:
                found.setdefault(_normalize(name.removesuffix(_FOLDER).partition("-")[0]), Path(place, name))
    return found


def _normalize(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()
