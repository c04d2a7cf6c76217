"""Running checks: a finished file goes in, with what it was made from where that is known; all findings come out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from makeready.checks.judges import judge_epub, judge_pdf
from makeready.checks.package import check_epub
from makeready.checks.package_container import open_package
from makeready.checks.parity import check_parity
from makeready.checks.pdf import check_pdf
from makeready.findings import Finding, Outcome, observe
from makeready.model.artifact import Artifact
from makeready.model.book import Book
from makeready.model.composition import Composition
from makeready.model.edition import EpubEdition, PrintEdition
from makeready.workshop import Workshop

EPUB = "application/epub+zip"
PDF = "application/pdf"
_SIZE_LIMIT = 1024 * 1024 * 1024


def check_artifact(
    artifact: Artifact,
    composition: Composition,
    book: Book | None = None,
    workshop: Workshop | None = None,
    accepts: Callable[[Finding], bool] | None = None,
) -> tuple[Finding, ...]:
    """Return what our own rules say of an artifact: its build, and its words compared with the manuscript.

    `book` is the manuscript as read. Without it the words are compared with the composition only, and a finding
    says so. `workshop` remembers what was read in earlier files; what the author `accepts` is told apart from the rest.
    """
    package = open_package(artifact.content, composition) if artifact.media_type == EPUB else None
    findings = check_epub(artifact, composition, package, workshop) if package else check_pdf(artifact, composition)
    if book is None:
        note = observe("PY007", f"the words of {artifact.path} were compared with what was composed only")
        findings += (note,)
    return (*findings, *check_parity(book, artifact, composition, workshop, accepts, package))


def check_file(path: Path, outside: bool = True) -> Outcome[str]:
    """Return the media type of any EPUB or PDF file, and what our rules and the outside judges find in it.

    Whatever is in the file, the answer is findings.
    """
    try:
        if not path.is_file():
            return _refuse(path, "it is no regular file")
        if path.stat().st_size > _SIZE_LIMIT:
            return _refuse(path, f"it is larger than {_SIZE_LIMIT:,} bytes")
        content = path.read_bytes()
    except OSError as error:
        return _refuse(path, f"it cannot be read: {error.strerror}")
    kind = recognise(content)
    if kind is None:
        return _refuse(path, "its first bytes are of neither")
    edition = EpubEdition(name=path.stem) if kind == EPUB else PrintEdition(name=path.stem)
    artifact = Artifact(edition=edition, path=path.name, media_type=kind, content=content)
    own: Callable[[Artifact], tuple[Finding, ...]] = check_epub if kind == EPUB else check_pdf
    findings = _survive(path, kind, lambda: own(artifact))
    if outside:
        findings += _survive(path, kind, lambda: judge_file(path))
    return Outcome(value=kind, findings=findings)


def _survive(path: Path, kind: str, check: Callable[[], tuple[Finding, ...]]) -> tuple[Finding, ...]:
    """Run one check; what a file does to break it is a finding about the file."""
    try:
        return check()
    except (MemoryError, RecursionError, ArithmeticError, LookupError, ValueError, TypeError, RuntimeError) as error:
        code = "PD020" if kind == PDF else "PY005"
        return (observe(code, f"the file breaks the check: {type(error).__name__}: {error}", location=path.name),)


def _refuse(path: Path, reason: str) -> Outcome[str]:
    return Outcome(findings=(observe("PD038", f"{path.name} is neither EPUB nor PDF: {reason}", location=path.name),))


def recognise(content: bytes) -> str | None:
    """Return the media type by the first bytes: EPUB (any ZIP archive), PDF (its header may come late), or None."""
    if content.startswith(b"PK\x03\x04"):
        return EPUB
    return PDF if b"%PDF-" in content[:1024] else None


def judge_file(path: Path, composition: Composition | None = None) -> tuple[Finding, ...]:
    """Return what the outside judges say of a file: EPUBCheck of an EPUB, qpdf of a PDF."""
    with path.open("rb") as stream:
        kind = recognise(stream.read(1024))
    if kind == EPUB:
        return judge_epub(path, composition)
    if kind == PDF:
        return judge_pdf(path)
    return _refuse(path, "its first bytes are of neither").findings
