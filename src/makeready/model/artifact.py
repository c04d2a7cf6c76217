"""Artifacts: the bytes of a finished file and what is known of them."""

from __future__ import annotations

import hashlib
from dataclasses import field

from makeready.dataclass import dataclass
from makeready.model.edition import Edition
from makeready.model.pages import PageStart

# Names that Windows opens a device for, whatever the ending: a shop's unpacker may fail on them.
# https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file
DEVICE_NAMES = frozenset({"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))})


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A finished file: for which edition, where it belongs, what it is, its bytes.

    `path` is relative to the output folder; `page_count` is a PDF's, `pages` say where they start, and `areas` where
    the text stands on each (left, bottom, right, top, in points from the lower left corner of the trimmed page);
    `setting` has the lines of each page, packed (pdf/parts.py); `word_count` is an EPUB's.
    """

    edition: Edition
    path: str
    media_type: str
    content: bytes = field(repr=False)
    page_count: int | None = None
    word_count: int | None = None
    pages: tuple[PageStart, ...] = field(default=(), repr=False)
    areas: tuple[tuple[float, float, float, float], ...] = field(default=(), repr=False)
    setting: tuple[str, ...] = field(default=(), repr=False, compare=False)
    # The digest once it was asked for: the manifest, the cache and the report of a build all tell it.
    _digests: list[str] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the bytes in hexadecimal."""
        if not self._digests:
            self._digests.append(hashlib.sha256(self.content).hexdigest())
        return self._digests[0]
