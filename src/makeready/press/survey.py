"""Surveys: a project's folder goes in; what a build would read and make, and with what, comes out."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator
from pathlib import Path

from makeready import __version__
from makeready.dataclass import dataclass
from makeready.findings import Finding, Span, sort_findings
from makeready.model.book import Book, Section
from makeready.model.node import Node, NodeKind, plain_text
from makeready.press import stages
from makeready.press.plan import PlannedEdition, plan_build
from makeready.press.request import BuildRequest, Failure
from makeready.press.stage_log import StageLog
from makeready.press.suppress import sift_findings
from makeready.releases import find_release
from makeready.tools import find_epubcheck, find_tool
from makeready.workspace import Workspace

_ENGINES = ("WeasyPrint", "EbookLib", "markdown-it-py", "lxml", "pikepdf", "uharfbuzz", "pyphen", "epubcheck")
_INLINE = frozenset(
    {
        NodeKind.TEXT,
        NodeKind.EMPHASIS,
        NodeKind.STRONG,
        NodeKind.CODE,
        NodeKind.LINK,
        NodeKind.IMAGE,
        NodeKind.LINE_BREAK,
        NodeKind.SOFT_BREAK,
        NodeKind.NOTE_CALL,
        NodeKind.SPAN,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyedSection:
    """A section as the contents would name it, the words in it and below it, and the file it comes from."""

    title: str
    role: str
    matter: str
    words: int
    source: str | None
    children: tuple[SurveyedSection, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a build would do. Without a readable manuscript there are only findings, versions and tools.

    `files` are the project's files in the order in which they are read; `versions` are (name, version) pairs;
    `tools` are the outside judges and where they are, None for those that are missing. `inherited` names what comes
    from the makeready.toml above, each with its place there. `system` is the one that the folder is laid out for, None
    for a project of our own; `evidence` says by what it was known, `left_out` names files with a reason each.
    """

    title: str | None = None
    language: str | None = None
    files: tuple[str, ...] = ()
    sections: tuple[SurveyedSection, ...] = ()
    editions: tuple[PlannedEdition, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    tools: tuple[tuple[str, str | None], ...] = ()
    inherited: tuple[tuple[str, Span], ...] = ()
    system: str | None = None
    evidence: tuple[tuple[str, Span], ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()


def survey_project(root: Path, *, alone: bool = False) -> Survey:
    """Read the project in `root`, as if it were `alone` if so asked. Raises UsageError where there is no folder."""
    workspace = Workspace(root, alone=alone)
    log = StageLog()
    manuscript = log.take("reading the manuscript", lambda: stages.read_book(workspace))
    versions = (
        ("makeready", __version__),
        ("Python", platform.python_version()),
        *((name, find_release(name) or "not installed") for name in _ENGINES),
    )
    tools = _find_tools()
    if manuscript is None:
        found = sort_findings(log.findings)
        return Survey(versions=versions, tools=tools, findings=found, failures=tuple(log.failures))
    book, origin = manuscript.book, manuscript.origin
    planned = plan_build(book.slug, manuscript.editions, BuildRequest())
    return Survey(
        title=book.title,
        language=book.language,
        files=_list_files(workspace, book),
        sections=tuple(_survey_section(section) for section in book.sections),
        editions=planned,
        versions=versions,
        tools=tools,
        inherited=manuscript.inherited,
        system=origin.system.value if origin else None,
        evidence=tuple((words, span) for span, words in origin.evidence) if origin else (),
        left_out=origin.left_out if origin else (),
        findings=sort_findings(sift_findings(log.findings, manuscript.suppressions).findings),
        failures=tuple(log.failures),
    )


def count_node_words(nodes: Iterable[Node]) -> int:
    """Return how many words `nodes` hold. Words of two blocks never join; marks within a word do not part it."""
    return len("".join(_spell(node) for node in nodes).split())


def _spell(node: Node) -> str:
    if node.kind in _INLINE:
        return plain_text((node,)) if not node.children else "".join(_spell(child) for child in node.children)
    return f" {node.text}{''.join(_spell(child) for child in node.children)} "


def _find_tools() -> tuple[tuple[str, str | None], ...]:
    qpdf, epubcheck = find_tool("qpdf"), find_epubcheck()
    return (("EPUBCheck", str(epubcheck[-1]) if epubcheck else None), ("qpdf", str(qpdf) if qpdf else None))


def _survey_section(section: Section) -> SurveyedSection:
    children = tuple(_survey_section(child) for child in section.children)
    own = sum(count_node_words(nodes) for nodes in (section.title, section.content, section.notes))
    return SurveyedSection(
        title=plain_text(section.title) or section.short_title or section.role,
        role=section.role,
        matter=section.matter.value,
        words=own + sum(child.words for child in children),
        source=section.span.source if section.span else None,
        children=children,
    )


def _list_files(workspace: Workspace, book: Book) -> tuple[str, ...]:
    """Return book.toml, the texts in reading order, the pictures and the style sheets, each once."""
    texts = [source for section in book.sections for source in _list_sources(section)]
    metadata = [path for path in ("manuscript/book.toml", "book.toml") if workspace.has_file(path)][:1]
    pictures = [asset.path for asset in book.assets]
    return tuple(dict.fromkeys([*metadata, *texts, *pictures, *workspace.list_files("styles", [".css"])]))


def _list_sources(section: Section) -> Iterator[str]:
    if section.span is not None:
        yield section.span.source
    for child in section.children:
        yield from _list_sources(child)
