"""Typography: a project's folder goes in; how the lines and pages of its print editions came out is counted."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from makeready.dataclass import dataclass
from makeready.findings import Finding, Severity, sort_findings
from makeready.model.edition import Target
from makeready.model.setting import Figures
from makeready.press import stages
from makeready.press.finishing import Unfinished
from makeready.press.record import RecordedWorkspace
from makeready.press.request import BuildRequest, Failure
from makeready.press.run import Build, is_large, open_store
from makeready.press.shared import adopt_settings
from makeready.press.stage_log import StageLog
from makeready.workers import count_workers
from makeready.workshop import Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class TypographySurvey:
    """The figures of each print edition by its name; what was found on the way, and what broke."""

    figures: tuple[tuple[str, Figures], ...] = ()
    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()

    @property
    def is_failed(self) -> bool:
        """Tell whether an error stands in the way."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def survey_typography(root: Path, *, editions: tuple[str, ...] = (), alone: bool = False) -> TypographySurvey:
    """Lay out the print editions of the project in `root`, as if it were `alone` if so asked, and count.

    All of them, or the `editions` of these names. Parts that builds remember are taken over, and those made here are
    remembered for builds; nothing else is written. Raises UsageError where there is no folder or no such edition.
    """
    workspace = RecordedWorkspace(root, alone=alone)
    wanted = BuildRequest(editions=editions, targets=(Target.PDF,), use_workspace=not alone)
    request = adopt_settings(workspace, wanted)
    store, log = open_store(root, request), StageLog()
    with ExitStack() as stack:
        workshop = Workshop(workers=count_workers(request.workers), memory=store, stack=stack)
        if is_large(root):
            stack.enter_context(stages.open_layout_pool(workshop))
        build = Build(workspace=workspace, request=request, log=log, workshop=workshop)
        laid = build.lay_out()
    if store is not None:
        store.tidy()
    figures = tuple((one.planned.edition.name, _count(one)) for one in laid)
    return TypographySurvey(figures=figures, findings=sort_findings(log.findings), failures=tuple(log.failures))


def _count(laid: Unfinished) -> Figures:
    if laid.artifact is None or laid.composition is None:
        raise ValueError("the edition is not laid out")
    return stages.count_typography(laid.composition, laid.artifact.setting)
