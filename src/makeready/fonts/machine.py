"""The machine's typefaces: characters or a family's name go in; the fonts installed here that have them come out.

A book is not set in them where anything pinned has its characters, so that it is the same everywhere; what is taken all
the same is told. Folders: https://specifications.freedesktop.org/basedir-spec/latest/
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import distributions
from pathlib import Path

from makeready.fonts.cutting import list_drawn
from makeready.fonts.reading import LARGEST, FontRefusedError, is_font, read_faces
from makeready.model.face import Face

_MOST_FILES = 5_000


def list_folders() -> tuple[Path, ...]:
    """Return the folders where this system keeps fonts."""
    home = Path.home()
    if sys.platform == "win32":
        return (Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts",)
    if sys.platform == "darwin":
        return (home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    data = os.environ.get("XDG_DATA_HOME") or str(home / ".local/share")
    others = (os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
    return (*(Path(folder) / "fonts" for folder in (data, *others) if folder), home / ".fonts")


def find_on_machine(missing: frozenset[str]) -> tuple[Face, ...]:
    """Return faces of the machine that have some of the characters, the fewest that have all that any has.

    Of those that have as many the first by path is taken, so that one machine gives one answer.
    """
    left, chosen = set(missing), list[Face]()
    known = [(path, covers & missing) for path, covers in _list_covers(list_folders()) if covers & missing]
    while left and known:
        path, covers = max(known, key=lambda one: len(one[1] & left))
        if not covers & left:
            break
        chosen += [replace(face, origin=str(path)) for face in _read(path)]
        left -= covers
    return tuple(chosen)


def find_family(name: str) -> tuple[Path, ...]:
    """Return the files of a family, by its name: those that are installed on the machine, else those in packages."""
    wanted = name.casefold()

    def has_family(path: Path) -> bool:
        return any(face.family.casefold() == wanted for face in _read(path))

    here = tuple(path for path in _list_files(list_folders()) if has_family(path))
    return here or tuple(path for path in _list_packed() if has_family(path))


def _list_files(folders: Iterable[Path]) -> Iterator[Path]:
    count = 0
    for top in folders:
        for folder, below, names in os.walk(top):
            below.sort()
            for name in sorted(names):
                if is_font(name):
                    yield Path(folder) / name
                    count += 1
                    if count >= _MOST_FILES:
                        return


def _list_packed() -> Iterator[Path]:
    """Yield the font files of all installed packages."""
    found = {Path(str(file.locate())) for one in distributions() for file in one.files or () if is_font(file.name)}
    yield from sorted(path for path in found if path.is_file())


@lru_cache(maxsize=1)
def _list_covers(folders: tuple[Path, ...]) -> tuple[tuple[Path, frozenset[str]], ...]:
    """Return the fonts of the folders with the characters that each has."""
    import uharfbuzz

    found = []
    for path in _list_files(folders):
        try:
            if path.stat().st_size <= LARGEST:
                face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
                found.append((path, frozenset(map(chr, list_drawn(face)))))
        except (OSError, ValueError, RuntimeError, uharfbuzz.HarfBuzzError):
            continue
    return tuple(found)


@lru_cache(maxsize=256)
def _read(path: Path) -> tuple[Face, ...]:
    """Return the faces of a file, none where it cannot be used."""
    try:
        if path.stat().st_size > LARGEST:
            return ()
        return read_faces(str(path), path.read_bytes())
    except (OSError, FontRefusedError):
        return ()
