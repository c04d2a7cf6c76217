"""The workshop: how many workers there are and what is remembered goes in; what was reused and made anew comes out."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import platform
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import field
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any

from makeready.dataclass import dataclass
from makeready.releases import find_release
from makeready.store import Memory, make_key
from makeready.workers import Bounds, WorkerPool

# Whatever has a part in a book or in what is said of it; a new release of one makes what was remembered unknown.
_MAKERS = (
    "weasyprint", "pydyf", "tinycss2", "cssselect2", "tinyhtml5", "Pyphen", "fonttools", "Pillow", "cffi", "pikepdf",
    "uharfbuzz", "fontpkg-eb-garamond", "fontpkg-source-code-pro", "ziamath", "ziafont", "manimgx-fonts",
    "pylopdf-fonts-he", "fontpkg-amiri", "pylopdf-fonts-hi", "pylopdf-fonts-th", "pylopdf-fonts-zh-cn",
    "pylopdf-fonts-zh-tw", "pylopdf-fonts-jp", "pylopdf-fonts-ko", "lxml", "EbookLib", "pypdfium2",
    "markdown-it-py", "mdit-py-plugins", "PyYAML", "langcodes", "python-stdnum",
    "pypandoc_binary",
)  # fmt: skip


# Name, what follows it on each system, the function that tells the release, what that returns.
_LIBRARIES: tuple[tuple[str, tuple[str, ...], str, Any], ...] = (
    ("libpango-1.0", (".so.0", ".dylib", "-0.dll"), "pango_version", ctypes.c_int),
    ("libharfbuzz", (".so.0", ".0.dylib", "-0.dll"), "hb_version_string", ctypes.c_char_p),
)


@dataclass(slots=True, kw_only=True)
class Workshop:
    """What the makers of one build share: `workers` processes at most, and the `memory` of earlier builds, if any.

    `reused` and `made` count parts of books, by what they are ("parts of pages"); `whole` has the reason why an
    edition, by its name, was laid out in one piece. `bounds` are those of each part, picture
    and drawing. `pool` are processes that lay pages out; who starts them for the whole build lets `stack` end them.
    """

    workers: int = 1
    memory: Memory | None = None
    reused: dict[str, int] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)
    bounds: Bounds = field(default_factory=Bounds)
    pool: WorkerPool[Any, bytes] | None = None
    stack: ExitStack | None = None

    def go_along(self) -> Workshop:
        """Return what another process gets of the workshop: its memory and its bounds."""
        return Workshop(memory=self.memory, bounds=self.bounds)

    def recall(self, key: str) -> bytes | None:
        """Return what is remembered under `key`."""
        return self.memory.get(key) if self.memory is not None else None

    def remember(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`, where there is a memory."""
        if self.memory is not None:
            self.memory.put(key, content)

    def open_notebook(self, *name: str) -> Notebook:
        """Return the notebook of this name, to be used in a with block."""
        return Notebook(self, name)

    def count(self, kind: str, *, known: bool) -> None:
        """Count a thing of this kind, as one that was `known` or as one that was made anew."""
        counts = self.reused if known else self.made
        counts[kind] = counts.get(kind, 0) + 1


# The SHA-256 that a thing's key is, and how many bytes the thing has.
_NOTE = struct.Struct(">32sI")


class Notebook:
    """Many small things that a stage remembers, in one entry: each is under a key of all that it was made from.

    The entry has those that the last build of this name asked for, whatever it was; so its own key need not hold what
    they were made from. Without a memory nothing is found.
    """

    def __init__(self, workshop: Workshop, name: tuple[str, ...]) -> None:
        """Open the notebook of this name."""
        self._workshop = workshop
        self._key = make_key("notebook", name_makers(), *name) if workshop.memory is not None else ""
        self._known: dict[str, bytes] = {}
        self._used: dict[str, bytes] = {}

    @property
    def is_kept(self) -> bool:
        """Return True where there is a memory, so that noting is of use."""
        return bool(self._key)

    def find(self, key: str) -> bytes | None:
        """Return what was noted under `key`, a key of `make_key`, or None."""
        content = self._known.get(key)
        if content is not None:
            self._used[key] = content
        return content

    def note(self, key: str, content: bytes) -> None:
        """Note `content` under `key`, a key of `make_key`."""
        self._used[key] = content

    def recall(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return what was noted under `key`, a key of `make_key`; else what `make` gives, which is noted then."""
        content = self.find(key)
        if content is None:
            content = make()
            self.note(key, content)
        return content

    def __enter__(self) -> Notebook:
        packed = self._workshop.recall(self._key) if self._key else None
        at = 0
        while packed and at + _NOTE.size <= len(packed):
            key, length = _NOTE.unpack_from(packed, at)
            at += _NOTE.size
            self._known[key.hex()] = packed[at : at + length]
            at += length
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._key and self._used and self._used.keys() != self._known.keys():
            notes = (_NOTE.pack(bytes.fromhex(key), len(one)) + one for key, one in self._used.items())
            self._workshop.remember(self._key, b"".join(notes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Makers:
    """What makes books here: our own modules by one SHA-256, releases of packages and libraries, Python, machine."""

    modules: str
    packages: tuple[tuple[str, str], ...]
    libraries: tuple[tuple[str, str], ...]
    python: str
    machine: str


@lru_cache(maxsize=1)
def find_makers() -> Makers:
    """Return what makes books in this process."""
    own = hashlib.sha256()
    _read_modules(Path(__file__).parent, own)
    return Makers(
        modules=own.hexdigest(),
        packages=tuple((name, find_release(name)) for name in _MAKERS),
        libraries=tuple(_list_libraries()),
        python=f"{platform.python_implementation()} {platform.python_version()}",
        machine=platform.machine(),
    )


@lru_cache(maxsize=1)
def name_makers() -> str:
    """Return a digest of everything that makes books here: our own modules, the packages they use, the Python.

    What was made by others is not taken for ours, even where a release number was forgotten.
    """
    makers = find_makers()
    releases = (f"{name} {release}" for name, release in (*makers.packages, *makers.libraries))
    return make_key(makers.modules, *releases, sys.version, makers.machine)


def _list_libraries() -> Iterator[tuple[str, str]]:
    """Yield the releases of the libraries that break lines and shape words, as they say themselves.

    The page engine loads them; it is not loaded for that.
    """
    for name, endings, ask, kind in _LIBRARIES:
        told = "unknown"
        for ending in endings:
            with contextlib.suppress(OSError, AttributeError):
                function = getattr(ctypes.CDLL(f"{name}{ending}"), ask)
                function.restype = kind
                answer = function()
                # HarfBuzz says "10.2.0"; Pango says 15600 for 1.56.0.
                told = answer.decode("ascii") if isinstance(answer, bytes) else _write_release(answer)
                break
        yield name, told


def _write_release(number: int) -> str:
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def _read_modules(root: Path, digest: hashlib._Hash) -> None:
    # Of each build this is a part: names and files as the system gives them, without a path object for each.
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            if name.endswith((".py", ".css", ".conf", ".toml")):
                with open(f"{folder}{os.sep}{name}", "rb", buffering=0) as file:  # noqa: PTH123
                    content = file.read()
                digest.update(f"{folder[len(str(root)) :]}/{name} {len(content)}\n".encode("utf-8", "surrogateescape"))
                digest.update(content)
