"""Requests and reports: what a person asked to be built goes in; what came of it comes out."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import Protocol

from makeready.dataclass import dataclass
from makeready.findings import ExitCode, Finding, Severity
from makeready.model.artifact import Artifact
from makeready.model.edition import Target
from makeready.model.times import Times
from makeready.store import DEFAULT_LIMIT
from makeready.workers import Bounds


class Progress(Protocol):
    """Hears what the press does: `what` starts now, `done` steps of `total` lie behind it."""

    def __call__(self, what: str, done: int, total: int) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildRequest:
    """What to build: these editions and targets (none named: all), how strictly, whereto.

    `profiles` are receivers of PDFs: the print edition, the first one of several, is made for each instead.

    `strict` lets warnings stop the build too; `check` asks the outside judges; `output` names another folder
    than the project's build/; `workers` is the number of processes that may lay out pages at once, at least 1,
    None where the machine decides. `time_limit` in seconds of the processor and `memory_limit` in
    bytes hold for each part of a book, and a long one may take more. `cache` names another folder of remembered
    results than the project's build/.cache, `use_cache` is False where none is to be used, and `cache_limit` is in
    bytes; `cache_read_only` takes results and keeps none, None where the makeready.toml above decides. That file counts
    for nothing where `use_workspace` is False. `output_url` and `cache_url` are addresses in the place of such folders;
    only a batch has the former. `known_as` names the book in what is remembered, rather than the path of its folder.
    `fit` is False where lines are filled one after the other and pages are left as they fall.
    """

    editions: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    profiles: tuple[str, ...] = ()
    fit: bool = True
    strict: bool = False
    check: bool = False
    output: Path | None = None
    workers: int | None = None
    cache: Path | None = None
    use_cache: bool = True
    time_limit: float = Bounds().seconds
    memory_limit: int = Bounds().memory
    cache_limit: int = DEFAULT_LIMIT
    cache_read_only: bool | None = None
    use_workspace: bool = True
    output_url: str | None = None
    cache_url: str | None = None
    known_as: str = ""

    def is_stopped_by(self, finding: Finding) -> bool:
        """Return True where the finding is at the threshold: nothing is written then."""
        grave = (Severity.ERROR, Severity.WARNING) if self.strict else (Severity.ERROR,)
        return finding.severity in grave


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file at its final path, and the artifact whose bytes it holds."""

    path: Path
    artifact: Artifact


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A bug of ours: an engine raised what it should not. `trace` is the traceback's text.

    `of_memory` is True where there was no more memory: within bounds that is what they are for, and no bug.
    """

    edition: str | None
    stage: str
    message: str
    trace: str = field(repr=False, default="")
    of_memory: bool = False

    def __str__(self) -> str:
        where = f" on the edition {self.edition}" if self.edition else ""
        return f"makeready failed{where} while {self.stage}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Findings about words that the author accepts: their code, the file, the reason, and how many there were."""

    code: str
    path: str
    reason: str
    count: int

    def __str__(self) -> str:
        return f"accepted: {self.count} {self.code} in {self.path}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reuse:
    """What a build took from earlier ones: the `whole` of it, or so many of each kind of thing, beside those `made`.

    `in_one_piece` names the editions that could not be laid out in parts, each with the reason; `trouble` says why
    nothing more is kept, if so.
    """

    whole: bool = False
    reused: tuple[tuple[str, int], ...] = ()
    made: tuple[tuple[str, int], ...] = ()
    in_one_piece: tuple[tuple[str, str], ...] = ()
    trouble: str | None = None


# A question that a build asked of its project, and the digest of the answer: its kind, the path, what else was said.
Answer = tuple[str, str, tuple[str, ...], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What came of a build.

    `not_current` are files of an earlier build that are still there although this one failed; after one that did not,
    EPUBs that list the pages of a print edition as it no longer is. `accepted` are the findings about words that are
    not among the others because the author accepts them. `times` says where the time went, and `reuse` what was
    there before. `answers` tell what the build read: where all of them are the same again, so is what comes of it.
    `manifest` has the bytes of the manifest that was written beside the artifacts.
    """

    request: BuildRequest
    output: Path
    findings: tuple[Finding, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    written: tuple[Written, ...] = ()
    manifest: bytes = field(repr=False, default=b"")
    not_current: tuple[Path, ...] = ()
    failures: tuple[Failure, ...] = ()
    times: Times = field(default_factory=Times)
    reuse: Reuse = field(default_factory=Reuse)
    answers: tuple[Answer, ...] = field(repr=False, default=())

    @property
    def exit_code(self) -> ExitCode:
        """Return 70 where we failed, 1 where a finding stopped the build, else 0."""
        if self.failures:
            return ExitCode.BUG
        stopped = any(self.request.is_stopped_by(f) for f in self.findings)
        return ExitCode.FINDINGS if stopped else ExitCode.CLEAN
