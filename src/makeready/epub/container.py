"""The container: entries with their names go in; the bytes of a ZIP that are the same each time come out.

EPUB 3.3, section 4 (OCF): https://www.w3.org/TR/epub-33/#sec-ocf
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterable
from typing import IO, Any

from makeready.findings import Finding, observe
from makeready.late_pattern import late_pattern
from makeready.model.artifact import DEVICE_NAMES
from makeready.store import make_key
from makeready.workshop import Notebook

MIMETYPE = "application/epub+zip"
# Fixed, because zlib's default may change; 6 is within 1 % of 9 on prose and takes half the time.
LEVEL = 6
_NAME = late_pattern(r"[a-z0-9._-]+(?:/[a-z0-9._-]+)*")
_PACKED = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".woff", ".woff2", ".mp3", ".mp4", ".m4a")


def deflate(content: bytes) -> bytes:
    """Return `content` as it stands in an archive."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def recall_deflated(content: bytes, notebook: Notebook) -> bytes:
    """Return what `deflate` does, from the notebook where it is there."""
    # Another zlib makes other bytes.
    key = make_key("deflated", zlib.ZLIB_RUNTIME_VERSION, str(LEVEL), content)
    return notebook.recall(key, lambda: deflate(content))


class _Packer:
    """Takes the place of a compressor in zipfile, which gives all of an entry at once."""

    def __init__(self, pack: Callable[[bytes], bytes]) -> None:
        self.compress = pack

    def flush(self) -> bytes:
        return b""


class SteadyZip(zipfile.ZipFile):
    """A ZIP for writing whose bytes depend on its entries alone: one date, one system, one mode, one level."""

    def __init__(
        self,
        stream: IO[bytes],
        date: tuple[int, int, int, int, int, int],
        pack: Callable[[bytes], bytes] = deflate,
    ) -> None:
        """Open over `stream`; `date` goes onto each entry, and ZIP knows none before 1980 or after 2107.

        `pack` gives what `deflate` does.
        """
        super().__init__(stream, "w", zipfile.ZIP_DEFLATED)
        self._pack = pack
        self._date = min(max(date, (1980, 1, 1, 0, 0, 0)), (2107, 12, 31, 23, 59, 58))

    def writestr(  # type: ignore[override]
        self, name: str, content: str | bytes, compress_type: int | None = None, compresslevel: int | None = None
    ) -> None:
        """Add the entry `name`; what is packed already is stored."""
        entry = zipfile.ZipInfo(name, self._date)
        entry.create_system = 3
        entry.external_attr = 0o100644 << 16
        if compress_type is None:
            compress_type = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
        level = LEVEL if compress_type == zipfile.ZIP_DEFLATED else None
        super().writestr(entry, content, compress_type, level)

    def open(self, name: Any, *args: Any, **more: Any) -> Any:
        """Open an entry as zipfile does; what is to be deflated goes through `pack`."""
        stream = super().open(name, *args, **more)
        if getattr(stream, "_compressor", None) is not None:
            stream._compressor = _Packer(self._pack)  # type: ignore[attr-defined]
        return stream


def check_names(names: Iterable[str]) -> tuple[Finding, ...]:
    """Return a finding for each name that a package may not have, and for each that stands there twice."""
    findings = []
    seen: set[str] = set()
    for name in names:
        parts = name.split("/")
        if not _NAME.fullmatch(name) or any(part in (".", "..") or part.endswith(".") for part in parts):
            findings.append(observe("EP002", f"“{ascii(name)[1:-1]}” is no name for a file in an EPUB"))
        elif any(part.split(".")[0] in DEVICE_NAMES for part in parts):
            findings.append(observe("EP002", f"“{name}” is a name that Windows keeps for a device"))
        if name.casefold() in seen:
            findings.append(observe("EP003", f"two files of the EPUB would be called {name}"))
        seen.add(name.casefold())
    return tuple(findings)
