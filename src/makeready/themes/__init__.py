"""Themes: the name of a theme goes in; the files of its folder, in our package or in another one, come out.

Other packages bring theirs by an entry point of the group "makeready.themes": its name is the theme's, its value the
dotted name of the package whose folder has theme.toml. The package is found and not run.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from makeready.dataclass import dataclass

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "makeready.themes"
DEFAULT = "literary"
MANIFEST = "theme.toml"
LAYERS = ("shared", "epub", "print", "cover")
# In the order in which they are listed.
BUILT_IN = ("literary", "scholarly", "technical", "poetry")
_OWN = "makeready"
_LONGEST = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeFiles:
    """The files of a theme: `content` pairs their names with bytes.

    `package` and its `release` are those that bring it, "" for a release that nobody tells; our own has none.
    `refusal` says why they cannot be had, "" where they can.
    """

    name: str
    package: str
    release: str = ""
    content: tuple[tuple[str, bytes], ...] = ()
    refusal: str = ""

    @property
    def origin(self) -> str:
        """The package and its release, as readers are told."""
        return f"{self.package} {self.release}".rstrip()


def list_themes() -> tuple[str, ...]:
    """Return the names of all themes that there are, the built-in ones first."""
    return tuple(dict.fromkeys((*BUILT_IN, *(entry.name for entry in _list_entries()))))


def read_theme(name: str) -> ThemeFiles | None:
    """Return the files of the theme, None where there is none of that name; nothing is raised."""
    if name in BUILT_IN:
        return _read_built_in(name)
    entry = next((one for one in _list_entries() if one.name == name), None)
    return None if entry is None else _read_package(entry)


def read_script(name: str) -> str:
    """Return the sheet for a script that wants other lines and indents than Latin, in any theme: "arabic"."""
    return (files("makeready.themes") / "scripts" / f"{name}.css").read_text("utf-8")


def read_wrap_design(name: str) -> str:
    """Return the sheet of a design for the wrap of a printed book: "framed"."""
    return (files("makeready.themes") / "covers" / f"{name}.css").read_text("utf-8")


@lru_cache(maxsize=len(BUILT_IN))
def _read_built_in(name: str) -> ThemeFiles:
    folder = files("makeready.themes") / name
    wanted = (MANIFEST, *(f"{layer}.css" for layer in LAYERS))
    content = tuple((one, (folder / one).read_bytes()) for one in wanted if (folder / one).is_file())
    return ThemeFiles(name=name, package=_OWN, content=content)


def _list_entries() -> tuple[EntryPoint, ...]:
    """Return the entry points of other packages, the same ones first wherever packages lie on a disk."""
    from importlib.metadata import entry_points  # takes long to load, and most books have one of our own themes

    return tuple(sorted(entry_points(group=GROUP), key=lambda one: (one.name, _name_package(one), one.value)))


def _name_package(entry: EntryPoint) -> tuple[str, str]:
    return (entry.dist.name, entry.dist.version) if entry.dist is not None else (entry.value, "")


def _read_package(entry: EntryPoint) -> ThemeFiles:
    package, release = _name_package(entry)
    try:
        spec = importlib.util.find_spec(entry.value)
    except (ImportError, ValueError, AttributeError):
        spec = None
    places = [Path(place) for place in (spec.submodule_search_locations or ())] if spec is not None else []
    folder = next((place for place in places if (place / MANIFEST).is_file()), None)
    if folder is None:
        refusal = f"the package {entry.value} has no {MANIFEST}"
        return ThemeFiles(name=entry.name, package=package, release=release, refusal=refusal)
    try:
        return ThemeFiles(name=entry.name, package=package, release=release, content=tuple(_read_folder(folder)))
    except OSError as error:
        return ThemeFiles(
            name=entry.name, package=package, release=release, refusal=f"its files cannot be read: {error.strerror}"
        )
    except ValueError as error:
        return ThemeFiles(name=entry.name, package=package, release=release, refusal=str(error))


def _read_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    for name in (MANIFEST, *(f"{layer}.css" for layer in LAYERS)):
        path = folder / name
        if path.is_file():
            if path.stat().st_size > _LONGEST:
                raise ValueError(f"{name} is larger than {_LONGEST:,} bytes")
            yield name, path.read_bytes()
