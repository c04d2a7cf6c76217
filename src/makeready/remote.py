"""Remote places: files and results go to where an address such as s3://bucket/folder leads, and come back whole or not
at all.

fsspec knows the addresses. Each file is one call with all its bytes, which such a place takes whole or not at all: a
stream that is opened there and left by an error would be half a file under its final name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from makeready.findings import MissingToolError, StorageError, UsageError
from makeready.late_pattern import late_pattern
from makeready.store import DEFAULT_LIMIT, pack_entry, unpack_entry

_ADDRESS = late_pattern(r"[A-Za-z][A-Za-z0-9+.-]+://.")
_REMEDY = "pip install 'makeready[remote]'"


def is_address(text: str) -> bool:
    """Return True where `text` is an address with a protocol, rather than a path."""
    return _ADDRESS.match(text) is not None


def find_local(address: str) -> Path | None:
    """Return the folder that a file:// address means; None for any other."""
    parts = urlsplit(address)
    return Path(unquote(parts.path)) if parts.scheme == "file" and not parts.netloc else None


def require_address(address: str) -> None:
    """Raise MissingToolError or UsageError where nothing here can reach such an address; nothing is asked of it."""
    fsspec = _load()
    protocol = urlsplit(address).scheme
    try:
        fsspec.get_filesystem_class(protocol)
    except ValueError as error:
        hint = "name a folder, or an address such as s3://bucket/folder"
        raise UsageError(f"{protocol}:// is no protocol that is known", hint) from error
    except ImportError as error:
        raise MissingToolError(f"what reaches {protocol}:// is not installed: {error}", _REMEDY) from error


class RemoteFolder:
    """A folder at an address."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")

    def write_all(self, files: Mapping[str, bytes]) -> None:
        """Put each content at its name, in this order. Raises StorageError where that fails.

        Each file is whole. Whoever puts the file that names the others last can tell whether all are there.
        """
        for name, content in files.items():
            self._try("written", name, partial(_put, content))

    def read(self, name: str) -> bytes | None:
        """Return the content at `name`, None where there is none. Raises StorageError."""
        try:
            content: bytes = self._try("read", name, lambda system, path: system.cat_file(path))
        except FileNotFoundError:
            return None
        return content

    def _try(self, what: str, name: str, work: Callable[[Any, str], Any]) -> Any:
        try:
            system, path = _open(self.address)
            return work(system, f"{path}/{name}")
        except FileNotFoundError as error:
            if what == "read":
                raise
            raise StorageError(f"{self.address}/{name} cannot be {what}: there is no such place") from error
        except MissingToolError:
            raise
        except Exception as error:  # Each kind of place has errors of its own.
            told = str(error).strip().split("\n")[0]
            raise StorageError(f"{self.address}/{name} cannot be {what}: {told or type(error).__name__}") from error


class RemoteStore:
    """A store at an address, see `makeready.store.Store`.

    Whatever cannot be had is as if it were not there. After the first call that fails for another reason than that,
    nothing more is asked, and `trouble` says why: each call would take as long to fail. Nothing is removed: such places
    have rules of their own for what is old.
    """

    def __init__(self, address: str, *, limit: int = DEFAULT_LIMIT, read_only: bool = False) -> None:
        self.address = address.rstrip("/")
        self.limit = limit
        self.read_only = read_only
        self.trouble: str | None = None

    def get(self, key: str) -> bytes | None:
        """Return what was put under `key`; None where it is not there, not as it was put, or out of reach."""
        if self.trouble is not None:
            return None
        try:
            system, path = _open(self.address)
            packed: bytes = system.cat_file(f"{path}/{key[:2]}/{key[2:]}")
        except FileNotFoundError:
            return None
        except Exception as error:  # Each kind of place has errors of its own.
            self._fall_silent("read", error)
            return None
        return unpack_entry(key, packed)

    def put(self, key: str, content: bytes) -> None:
        """Remember `content` under `key`: afterwards it is there whole, or what was there before."""
        if self.read_only or self.trouble is not None or len(content) > self.limit:
            return
        try:
            system, path = _open(self.address)
            system.pipe_file(f"{path}/{key[:2]}/{key[2:]}", pack_entry(key, content))
        except Exception as error:  # Each kind of place has errors of its own.
            self._fall_silent("kept", error)

    def tidy(self) -> None:
        """Do nothing: how long entries stay is for the place to say."""

    def _fall_silent(self, what: str, error: Exception) -> None:
        told = str(error).strip().split("\n")[0]
        self.trouble = f"nothing can be {what} in {self.address}: {told or type(error).__name__}"


def _put(content: bytes, system: Any, path: str) -> None:
    system.pipe_file(path, content)


def _open(address: str) -> tuple[Any, str]:
    """Return what reaches the address, and the path there. Raises what fsspec does."""
    return _find(_load(), address)


@lru_cache(maxsize=16)
def _find(fsspec: Any, address: str) -> tuple[Any, str]:
    system, path = fsspec.core.url_to_fs(address)
    return system, str(path).rstrip("/")


def _load() -> Any:
    try:
        import fsspec
    except ImportError as error:
        raise MissingToolError("fsspec, which reaches addresses such as s3://, is not installed", _REMEDY) from error
    return fsspec
