"""Mending of files: the path of a PDF, a profile and a new path go in; a mended copy and what was done come out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from makeready.findings import UsageError
from makeready.model.profile import Profile
from makeready.pdf.mending import Mended, MendingOrder, mend_order
from makeready.press.preflight import preflight_bytes
from makeready.workers import WorkerLostError, WorkerPool
from makeready.workspace import OutputFolder

_PATIENCE = 150.0
# What no PDF/X may have; with files that were not read to their end among it.
_OF_STANDARDS = frozenset(
    (
        "PF001",
        "PF002",
        "PF003",
        "PF040",
        "PF050",
        "PF054",
        "PF065",
        "PF066",
        "PF070",
        "PF080",
        "PF082",
        "PF083",
        "PF086",
    )
)
_MOST_BYTES = 1024 * 1024 * 1024


def mend_file(path: Path, target: Path, profile: Profile) -> Mended:
    """Write the PDF at `path`, mended for `profile`, to `target`; return what was done, or why nothing was written.

    The original is never touched: raises UsageError where both are one file. Raises StorageError where nothing can be
    written there.
    """
    if target.exists() and target.samefile(path):
        raise UsageError("--fix writes a new file, and this is the original", "name another file")
    if not path.is_file() or path.stat().st_size > _MOST_BYTES:
        return Mended(refusal="it is no regular file, or too large")
    order = MendingOrder(content=path.read_bytes(), name=path.name, profile=profile)
    if not order.content.startswith(b"%PDF") and b"%PDF" not in order.content[:1024]:
        return Mended(refusal="it is no PDF")
    mended = _mend_apart(order)
    if mended.refusal is None and profile.standard is not None and _falls_short(mended.content, path.name, profile):
        # No claim that is not true: the rest is mended all the same.
        mended = _mend_apart(replace(order, claims=False))
    if mended.refusal is None:
        OutputFolder(target.parent).write(target.name, mended.content)
    return mended


def _mend_apart(order: MendingOrder) -> Mended:
    try:
        with WorkerPool(2, mend_order, apart=True, patience=_PATIENCE) as pool:
            return pool.run([order])[0]
    except WorkerLostError as error:
        return Mended(refusal=error.ending)


def _falls_short(content: bytes, name: str, profile: Profile) -> bool:
    """Return True where a mended file still has what its standard forbids."""
    return any(one.code in _OF_STANDARDS for one in preflight_bytes(content, name, profile))
