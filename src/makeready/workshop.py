"""The workshop: how many workers there are and what is remembered goes in; what was reused and made anew comes out."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from makeready.crew import Crew
from makeready.store import Store, make_key

# Whatever lays out, draws and measures pages; a new release of one makes what was remembered unknown.
_MAKERS = (
    "weasyprint", "pydyf", "tinycss2", "cssselect2", "tinyhtml5", "Pyphen", "fonttools", "Pillow", "cffi", "pikepdf",
    "uharfbuzz", "fontpkg-eb-garamond", "fontpkg-source-code-pro", "lxml", "EbookLib",
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
    edition, by its name, was laid out in one piece. `hands` are processes that were started before they are needed.
    """

    workers: int = 1
    memory: Store | None = None
    reused: dict[str, int] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)
    hands: Crew[Any, bytes] | None = None

    def go_along(self) -> Workshop:
        """Return what another process gets of the workshop: its memory."""
        return Workshop(memory=self.memory)

    def recall(self, key: str) -> bytes | None:
        """Return what is remembered under `key`."""
        return self.memory.get(key) if self.memory is not None else None

    def remember(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`, where there is a memory."""
        if self.memory is not None:
            self.memory.put(key, content)

    def count(self, kind: str, *, known: bool) -> None:
        """Count a thing of this kind, as one that was `known` or as one that was made anew."""
        counts = self.reused if known else self.made
        counts[kind] = counts.get(kind, 0) + 1


@lru_cache(maxsize=1)
def tell_makers() -> str:
    """Return a digest of everything that makes books here: our own modules, the packages they use, the Python.

    What was made by others is not taken for ours, even where a release number was forgotten.
    """
    own = hashlib.sha256()
    _read_modules(files("makeready"), own)
    return make_key(
        own.hexdigest(),
        *(f"{name} {_tell_release(name)}" for name in _MAKERS),
        *_tell_libraries(),
        sys.version,
        platform.machine(),
    )


def _tell_libraries() -> Iterator[str]:
    """Yield the releases of the libraries that break lines and shape words, as they say themselves.

    The page engine loads them; it is not loaded for that.
    """
    for name, endings, ask, kind in _LIBRARIES:
        told = "unknown"
        for ending in endings:
            with contextlib.suppress(OSError, AttributeError):
                function = getattr(ctypes.CDLL(f"{name}{ending}"), ask)
                function.restype = kind
                told = str(function())
                break
        yield f"{name} {told}"


def _read_modules(folder: Traversable, digest: hashlib._Hash) -> None:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir() and entry.name != "__pycache__":
            _read_modules(entry, digest)
        elif entry.name.endswith((".py", ".css", ".conf")):
            digest.update(make_key(entry.name, entry.read_bytes()).encode("ascii"))


def _tell_release(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
