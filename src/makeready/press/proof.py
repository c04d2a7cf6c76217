"""Proofs: a project's folder goes in; one HTML page comes out that shows its pages and what was found on them.

`show_file` makes the same page of any PDF, ours or not, for preflight.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from makeready.checks.page_pictures import Box, PagePicture, count_pages
from makeready.dataclass import dataclass
from makeready.findings import ExitCode, Finding, Severity, Span, sort_findings
from makeready.model.artifact import Artifact
from makeready.model.direction import is_backward
from makeready.model.edition import PrintEdition, Target
from makeready.model.profile import Profile
from makeready.press import stages
from makeready.press.cache import choose_folder
from makeready.press.page_drawing import draw_file
from makeready.press.page_map import name_map
from makeready.press.plan import make_file_stem
from makeready.press.preflight import ANY, preflight_file, read_page_map
from makeready.press.request import BuildRequest, Failure, Progress
from makeready.press.run import build_project
from makeready.releases import find_release
from makeready.report.proof import FormerPage, ProofPage, compare_pages, find_page, read_former, render_proof
from makeready.workspace import OutputFolder, Workspace

_MOST_FORMER = 128 * 1024 * 1024
_SHEETS = 2_000  # pages; pictures of more would be too small to be looked at
# The page of a report about a file shows so many pages at which something was found.
_MOST_SHOWN = 120
# The pictures are compared pixel by pixel, so both have to be drawn by one release, at one resolution.
_DRAWING = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofReport:
    """What came of a proof: where it is, None where the book was not built, its pages, and what was found.

    `changed` are the pages that are not as in the proof before, None where there was none.
    """

    path: Path | None = None
    pages: int = 0
    blank: tuple[int, ...] = ()
    changed: tuple[int, ...] | None = None
    size: int = 0
    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        """Return 70 where we failed, 1 where an error was found, whether or not there is a proof, else 0."""
        if self.failures:
            return ExitCode.BUG
        return ExitCode.FINDINGS if any(one.severity is Severity.ERROR for one in self.findings) else ExitCode.CLEAN


def make_proof(root: Path, *, request: BuildRequest, progress: Progress | None = None) -> ProofReport:
    """Build one print edition of the project in `root`, look at it as its receiver does, and write its proof.

    The edition is the one that `request` names, or made for the profile that it names, else the first one with pages.
    `output` of `request` is the file to write. Raises UsageError for an edition or profile that there is not,
    MissingToolError and StorageError.
    """
    workspace = Workspace(root, alone=not request.use_workspace)
    if not request.editions and not request.profiles:
        manuscript = stages.read_book(workspace).value
        editions = manuscript.editions if manuscript else ()
        first = next((one.name for one in editions if isinstance(one, PrintEdition)), None)
        request = replace(request, editions=(first,) if first else (), targets=() if first else (Target.PDF,))
    with tempfile.TemporaryDirectory(prefix="makeready-") as place:
        built = build_project(root, request=replace(request, output=Path(place)), progress=progress)
        found = [
            one for one in built.written if one.artifact.media_type == PrintEdition.media_type and one.artifact.pages
        ]
        if built.exit_code or not found:
            return ProofReport(findings=built.findings, failures=built.failures)
        artifact, path = found[0].artifact, found[0].path
        edition = artifact.edition
        profile = edition.profile if isinstance(edition, PrintEdition) else None
        findings = sort_findings((*built.findings, *preflight_file(path, profile or ANY).findings))
        drawn = draw_file(path, range(min(artifact.page_count or 0, _SHEETS)), request.workers)
        places = _read_places(path)
    target = request.output or choose_folder(workspace, None, "build", "--output") / _name(edition.name)
    rtl = _is_backward(workspace)
    pages = _describe_pages(artifact, drawn, places, profile, rtl=rtl)
    former = _read_former(target)
    title = f"Proof of {artifact.path}"
    about = (f"Edition {edition.name}", *([f"For {profile.title}"] if profile else []))
    text = render_proof(title, pages, findings, about=about, former=former, maker=name_maker(), rtl=rtl).encode(
        "utf-8", "backslashreplace"
    )
    OutputFolder(target.parent).write(target.name, text)
    changes = compare_pages(former, pages) if former is not None else None
    return ProofReport(
        path=target,
        pages=len(pages),
        blank=tuple(page.number for page in pages if page.blank),
        changed=None if changes is None else tuple(changes.changed),
        size=len(text),
        findings=findings,
    )


def _name(edition: str) -> str:
    return f"proof-{make_file_stem(edition)}.html"


def name_maker() -> str:
    """Return what draws the pages, whose pictures can be compared with one another's."""
    return f"{_DRAWING} pypdfium2 {find_release('pypdfium2')}"


def _is_backward(workspace: Workspace) -> bool:
    manuscript = stages.read_book(workspace).value
    return manuscript is not None and is_backward(manuscript.book.language)


def _read_former(path: Path) -> tuple[FormerPage, ...] | None:
    """Return the pages of the proof that is there; None where there is none that can be compared."""
    try:
        if not path.is_file() or path.stat().st_size > _MOST_FORMER:
            return None
        return read_former(path.read_text("utf-8", errors="replace"), name_maker())
    except OSError:
        return None


def _read_places(path: Path) -> Mapping[int, tuple[Span | None, str]]:
    """Return where each page begins and its first words, from the page map beside a PDF that was just built."""
    told = json.loads(path.with_name(name_map(path.name)).read_bytes())
    places = read_page_map(path, path.read_bytes())
    return {page["index"]: (places.get(page["index"] + 1), page["words"]) for page in told["pages"]}


def _describe_pages(
    artifact: Artifact,
    drawn: Mapping[int, PagePicture],
    places: Mapping[int, tuple[Span | None, str]],
    profile: Profile | None,
    *,
    rtl: bool,
) -> tuple[ProofPage, ...]:
    bleed = artifact.edition.bleed if isinstance(artifact.edition, PrintEdition) else 0.0
    pages = []
    for index in range(artifact.page_count or 0):
        start = artifact.pages[index] if index < len(artifact.pages) else None
        source, words = places.get(index, (None, ""))
        page = _describe_picture(index, drawn.get(index))
        area = artifact.areas[index] if index < len(artifact.areas) else None
        cut = page.trim or page.sheet
        pages.append(
            replace(
                page,
                folio=start.folio if start else "",
                blank=start.blank if start else page.blank,
                source=source,
                words=words,
                text=_move(area, cut) if area and area[2] > area[0] else None,
                safe=_find_safe(cut, profile, artifact.page_count or 0, bleed, index, rtl=rtl),
            )
        )
    return tuple(pages)


def _describe_picture(index: int, drawn: PagePicture | None) -> ProofPage:
    if drawn is None:
        return ProofPage(number=index + 1)
    return ProofPage(
        number=index + 1,
        sheet=drawn.sheet,
        trim=drawn.trim,
        bleed=drawn.bleed,
        media_type=drawn.media_type,
        content=drawn.content,
        width=drawn.width,
        height=drawn.height,
        digest=drawn.digest,
        blank=drawn.blank,
    )


def _move(box: Box, cut: Box) -> Box:
    return cut[0] + box[0], cut[1] + box[1], cut[0] + box[2], cut[1] + box[3]


def _find_safe(cut: Box, profile: Profile | None, pages: int, bleed: float, index: int, *, rtl: bool) -> Box | None:
    """Return what of a page is inside the white that the receiver asks for; None where it asks for none."""
    if profile is None:
        return None
    inner, outer = profile.find_inner(pages), profile.find_outer(bleed)
    if not (inner or outer):
        return None
    # The first page is a right one, bound at its left; in books from right to left the other way round.
    bound_left = (index % 2 == 0) != rtl
    left, right = (inner, outer) if bound_left else (outer, inner)
    return cut[0] + left, cut[1] + outer, cut[2] - right, cut[3] - outer


def show_file(path: Path, findings: Sequence[Finding], profile: Profile, name: str) -> bytes:
    """Return a page with what was found in the PDF at `path`, and pictures of the pages on which it was.

    Only these spreads are drawn. An EPUB, and a file that cannot be read, has no pictures.
    """
    count = min(count_pages_apart(path), _SHEETS)
    plain = tuple(ProofPage(number=number) for number in range(1, count + 1))
    named = [replace(one, location=(one.location or "").removeprefix(f"{name}: ") or None) for one in findings]
    found = {find_page(one, plain)[0] for one in named}
    wanted = sorted(number for number in found if number is not None and 1 <= number <= count)
    shown = wanted[:_MOST_SHOWN]
    # A spread is a back and a front: both are shown.
    sides = sorted({side for at in shown for side in (at - at % 2, at - at % 2 + 1) if 1 <= side <= count})
    drawn = draw_file(path, [side - 1 for side in sides])
    content = path.read_bytes() if path.is_file() else b""
    sources = read_page_map(path, content)
    pages = []
    for page in plain:
        one = _describe_picture(page.number - 1, drawn.get(page.number - 1))
        safe = _find_safe(one.trim or one.sheet, profile, count, profile.bleed or 0.0, page.number - 1, rtl=False)
        pages.append(replace(one, source=sources.get(page.number), safe=safe if one.content else None))
    about = [f"For {profile.title}"]
    if len(wanted) > len(shown):
        about.append(f"Shown are the first {len(shown)} of {len(wanted)} pages on which something was found")
    text = render_proof(f"Preflight of {name}", pages, named, about=about, only=shown)
    return text.encode("utf-8", "backslashreplace")


def count_pages_apart(path: Path) -> int:
    """Return how many pages a PDF has, counted where a file that is made to break readers does no harm; else 0."""
    from makeready.workers import WorkerLostError, WorkerPool

    try:
        with WorkerPool(1, count_pages, apart=True, patience=20.0) as pool:
            return pool.run([path])[0]
    except WorkerLostError:
        return 0
