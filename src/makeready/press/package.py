"""Packages: a project's folder and a receiver go in; a folder with everything to upload to it comes out.

The print edition is built for the receiver, and the EPUB where it sells e-books. All is checked and looked at as the
receiver does before anything is written; the folder is written aside and replaces the former one whole.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from makeready import __version__
from makeready.checks.preflight.ebook import check_ebook
from makeready.dataclass import dataclass
from makeready.findings import ExitCode, Finding, Outcome, Severity, sort_findings
from makeready.manuscript.read import Manuscript
from makeready.manuscript.relators import RELATORS
from makeready.model.artifact import Artifact
from makeready.model.edition import Edition, EpubEdition, PrintEdition, WrapEdition
from makeready.model.profile import Profile
from makeready.pdf.wrap.facts import read_facts
from makeready.press import stages
from makeready.press.cache import choose_folder
from makeready.press.package_cover import size_cover
from makeready.press.package_facts import (
    PackageFacts,
    find_isbn,
    judge_facts,
    judge_files,
    list_coded_subjects,
    list_keywords,
    render_facts_json,
    render_facts_text,
)
from makeready.press.package_list import make_list, render_html, render_markdown
from makeready.press.page_drawing import draw_file
from makeready.press.plan import make_file_stem
from makeready.press.preflight import preflight_file
from makeready.press.request import BuildReport, BuildRequest, Failure, Progress, Written
from makeready.press.run import build_project
from makeready.profiles import read_profile
from makeready.workspace import Workspace, replace_folder

MARK = "package.json"
FORMAT, VERSION = "makeready-package", 1
# What a file is for, and how it is called: by the title, by the ISBN.
_NAMES = {
    "interior": ("{stem}-interior.pdf", "{isbn}_txt.pdf"),
    "cover": ("{stem}-cover.pdf", "{isbn}_cvr.pdf"),
    "ebook": ("{stem}.epub", "{isbn}.epub"),
    "ebook-cover": ("{stem}-ebook-cover.jpg", "{isbn}.jpg"),
}
_OF_COVERS = ("PF091", "PF092")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagedFile:
    """A file of a package: its path, what it is for, its size and its SHA-256."""

    path: Path
    role: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageReport:
    """What came of a package: its folder and files, none where something stopped it, and what was found."""

    profile: Profile | None = None
    folder: Path | None = None
    files: tuple[PackagedFile, ...] = ()
    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()
    strict: bool = False

    @property
    def exit_code(self) -> ExitCode:
        """Return 70 where we failed, 1 where a finding stopped it, else 0."""
        if self.failures:
            return ExitCode.BUG
        grave = (Severity.ERROR, Severity.WARNING) if self.strict else (Severity.ERROR,)
        return ExitCode.FINDINGS if any(one.severity in grave for one in self.findings) else ExitCode.CLEAN


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    """A file on its way into the package: what it is for, its bytes, and the edition that it is of."""

    role: str
    content: bytes
    edition: Edition


def package_project(
    root: Path, receiver: str, *, request: BuildRequest, progress: Progress | None = None
) -> PackageReport:
    """Build the project in `root` for `receiver`, and write the package; return what came of it.

    Of `request` the workers, bounds, cache, strictness and outside checks hold, and `output`, the folder of the
    package. Raises UsageError for a receiver that there is not, MissingToolError and StorageError.
    """
    folder = choose_folder(Workspace(root), request.output, f"build/package-{make_file_stem(receiver)}", "--output")
    with tempfile.TemporaryDirectory(prefix="makeready-") as place:
        report = _make(root, receiver, replace(request, editions=(), targets=(), profiles=()), Path(place), progress)
    packed, named = report
    if packed.exit_code or packed.profile is None:
        return packed
    paths = replace_folder(folder, {name: content for name, _role, content in named}, mark=MARK)
    files = tuple(
        PackagedFile(path=path, role=role, size=len(content), sha256=hashlib.sha256(content).hexdigest())
        for path, (_name, role, content) in zip(paths, named, strict=True)
    )
    return replace(packed, folder=folder, files=files)


_Named = list[tuple[str, str, bytes]]


def _make(
    root: Path, receiver: str, request: BuildRequest, place: Path, progress: Progress | None
) -> tuple[PackageReport, _Named]:
    """Return what came of everything but writing: the report, and the names, roles and bytes of the files."""
    printed = build_project(
        root, request=replace(request, profiles=(receiver,), output=place / "print"), progress=progress
    )
    if printed.exit_code:
        return _stop(printed), []
    manuscript = stages.read_book(Workspace(root, alone=not request.use_workspace)).value
    profile = (manuscript.profiles.get(receiver) if manuscript else None) or read_profile(receiver)
    if manuscript is None or profile is None:
        raise ValueError("a project that was built can be read")
    findings = list(printed.findings)
    members = [member for one in printed.written if (member := _sort(one)) is not None]
    # A cover has other measures than its pages, and rules of its own, which its making kept.
    interior = next(one for one in printed.written if (member := _sort(one)) is not None and member.role == "interior")
    findings += preflight_file(interior.path, profile).findings
    if profile.takes_ebooks:
        sold = _add_ebook(root, manuscript, profile, replace(request, output=place / "ebook"), progress)
        if isinstance(sold, BuildReport):
            return replace(_stop(sold), findings=sort_findings((*findings, *sold.findings))), []
        members += sold.value or []
        findings += sold.findings
    findings += judge_files([one.role for one in members], profile)
    coloured = _count_coloured(interior.path, interior.artifact.page_count or 0, request)
    facts = _gather(manuscript, profile, interior.artifact, members, coloured)
    findings += judge_facts(manuscript.book, facts, profile)
    report = PackageReport(
        profile=profile, findings=sort_findings(findings), strict=request.strict, failures=printed.failures
    )
    return report, [] if report.exit_code else _name_all(members, facts, manuscript, profile, report.findings)


def _stop(report: BuildReport) -> PackageReport:
    return PackageReport(findings=report.findings, failures=report.failures, strict=report.request.strict)


def _sort(written: Written) -> _Member | None:
    """Return an artifact as a member: a PDF with pages of the book is the interior, another one a cover."""
    artifact = written.artifact
    if artifact.media_type == EpubEdition.media_type:
        role = "ebook"
    elif artifact.media_type != PrintEdition.media_type:
        return None  # the page map is for people who make the book, not for who prints it
    else:
        role = "cover" if read_facts(artifact.content) is not None else "interior"
    return _Member(role=role, content=artifact.content, edition=artifact.edition)


def _add_ebook(
    root: Path, manuscript: Manuscript, profile: Profile, request: BuildRequest, progress: Progress | None
) -> Outcome[list[_Member]] | BuildReport:
    """Return the first EPUB of the project and its cover picture; the report of its build where it did not come out."""
    name = next((one.name for one in manuscript.editions if isinstance(one, EpubEdition)), None)
    if name is None:
        return Outcome(value=[])
    built = build_project(root, request=replace(request, editions=(name,)), progress=progress)
    if built.exit_code:
        return built
    members = [member for one in built.written if (member := _sort(one)) is not None and member.role == "ebook"]
    path = next(one.path for one in built.written if one.artifact.media_type == EpubEdition.media_type)
    cover = size_cover(path, profile)
    if cover.value is not None:
        members.append(_Member(role="ebook-cover", content=cover.value, edition=members[0].edition))
    # What the shop is sent for a cover is the picture beside the EPUB, which was judged as it was made.
    shop = tuple(one for one in check_ebook(members[0].content, profile) if one.code not in _OF_COVERS)
    return Outcome(value=members, findings=(*built.findings, *cover.findings, *shop))


def _count_coloured(path: Path, pages: int, request: BuildRequest) -> int | None:
    """Return how many pages have colour; None where not all could be drawn."""
    drawn = draw_file(path, range(pages), request.workers)
    return sum(one.coloured for one in drawn.values()) if len(drawn) == pages else None


def _gather(
    manuscript: Manuscript, profile: Profile, interior: Artifact, members: Sequence[_Member], coloured: int | None
) -> PackageFacts:
    book = manuscript.book
    edition = interior.edition if isinstance(interior.edition, PrintEdition) else None
    ebook = next((one.edition for one in members if one.role == "ebook"), None)
    wraps = [read_facts(one.content) for one in members if one.role == "cover"]
    wrapped = next(iter(wraps), None)
    return PackageFacts(
        receiver=profile.title,
        title=book.title,
        subtitle=book.subtitle,
        series=f"{book.series}, {book.series_position}" if book.series and book.series_position else book.series,
        contributors=tuple((one.name, one.roles) for one in (*book.creators, *book.others)),
        description=book.description,
        keywords=list_keywords(book, profile.keyword_limit),
        subjects=list_coded_subjects(book),
        language=book.language,
        isbn_print=find_isbn(book, edition),
        isbn_ebook=find_isbn(book, ebook),
        publisher=book.publisher,
        imprint=book.imprint,
        date=book.date,
        rights=book.rights.statement or book.rights.holder,
        pages=interior.page_count,
        trim=edition.trim if edition else None,
        bleed=edition.bleed if edition else None,
        colour_pages=coloured,
        papers=tuple(one.paper for one in profile.spines),
        paper=wrapped.paper if wrapped else None,
        bindings=tuple(one.binding for one in wraps if one is not None),
        price=wrapped.price if wrapped else None,
    )


def _name_all(
    members: Sequence[_Member],
    facts: PackageFacts,
    manuscript: Manuscript,
    profile: Profile,
    findings: Sequence[Finding],
) -> _Named:
    """Return all files of the package with their names: what is uploaded, what is pasted, the lists."""
    stem = make_file_stem(manuscript.book.slug)
    named: _Named = []
    taken: set[str] = set()
    for one in members:
        isbn = facts.isbn_ebook if one.role.startswith("ebook") else facts.isbn_print
        by_title, by_isbn = _NAMES[one.role]
        name = by_isbn.format(isbn=isbn) if profile.names_by_isbn and isbn else by_title.format(stem=stem)
        if one.role == "cover" and isinstance(one.edition, WrapEdition) and len(facts.bindings) > 1:
            begin, _, ending = name.rpartition(".")
            name = f"{begin}-{one.edition.binding}.{ending}"
        if name in taken:
            begin, _, ending = name.rpartition(".")
            name = f"{begin}-{make_file_stem(one.edition.name)}.{ending}"
        taken.add(name)
        named.append((name, one.role, one.content))
    edition = next((one.edition for one in members if one.role == "interior"), None)
    parts = make_list(
        profile,
        facts,
        edition if isinstance(edition, PrintEdition) else None,
        findings,
        [(name, role) for name, role, _content in named],
    )
    title = f"{manuscript.book.title}: what to do for {profile.title}"
    named += [
        ("metadata.txt", "metadata", render_facts_text(facts, RELATORS)),
        ("metadata.json", "metadata", render_facts_json(facts)),
        ("check-list.md", "check list", render_markdown(title, parts)),
        ("check-list.html", "check list", render_html(title, parts)),
    ]
    return [*named, (MARK, "manifest", _write_manifest(named, manuscript, profile))]


def _write_manifest(named: _Named, manuscript: Manuscript, profile: Profile) -> bytes:
    told = {
        "format": FORMAT,
        "version": VERSION,
        "makeready": __version__,
        "receiver": profile.name,
        "title": manuscript.book.title,
        "modified": manuscript.book.modified,
        "files": [
            {"name": name, "role": role, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, role, content in named
        ],
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")
