"""Reports of a batch: the files that were asked for and the books go in; each is written in the form that it names."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from makeready.findings import UsageError
from makeready.membership import SHARED_FILE
from makeready.press.request import BuildRequest
from makeready.press.shared import Members
from makeready.report.books import BookReport, BookStatus
from makeready.workspace import OutputFolder

# What a report is, by the ending of its name; the longer one first.
FORMS = {
    ".gitlab.json": "GitLab Code Quality",
    ".xml": "JUnit",
    ".sarif": "SARIF",
    ".md": "Markdown",
    ".html": "one HTML page",
    ".json": "the object of --format json",
}


# Forms that do not count books.
_BY_FILE = ("SARIF", "GitLab Code Quality")


def describe_members(members: Iterable[Members], request: BuildRequest) -> list[BookReport]:
    """Return what was found in each makeready.toml as if it were a book, refused where that stops the batch."""
    return [
        BookReport(
            # With .. where it lies above: from the top of the repository it has a name again.
            folder=Path(os.path.relpath(one.top.resolve(), Path.cwd())).as_posix(),
            status=BookStatus.REFUSED if any(map(request.is_stopped_by, one.findings)) else BookStatus.BUILT,
            title=SHARED_FILE,
            # Those of a book's own view would climb to the file.
            findings=tuple(
                replace(found, span=replace(found.span, source=SHARED_FILE)) if found.span is not None else found
                for found in one.findings
            ),
        )
        for one in members
        if one.findings
    ]


def check_reports(paths: Sequence[Path]) -> None:
    """Raise UsageError for a path whose ending names no form."""
    for path in paths:
        _find_form(path)


def write_reports(
    paths: Sequence[Path],
    books: Sequence[BookReport],
    *,
    strict: bool,
    render_object: Callable[[], str],
    baseline: Sequence[BookReport] | None = None,
    shared: Sequence[BookReport] = (),
) -> None:
    """Write each report, compared with the books of a `baseline` where there is one.

    `render_object` returns what `--format json` prints: it holds more than the books, the exit code and the time.
    `shared` are what was found in files that the books share (`describe_members`). Forms that tell findings by file
    have them in any case, forms that count books where they stopped the batch, so that there is no book.

    Raises StorageError where a file cannot be written; an older one is left then.
    """
    for path in paths:
        form = _find_form(path)
        if form == FORMS[".json"]:
            content = render_object()
        else:
            told = [*shared, *books] if form in _BY_FILE or not books else books
            content = _render(form, told, strict, baseline)
        OutputFolder(path.parent).write_all({path.name: content.encode("utf-8")})


def render_annotations(books: Sequence[BookReport]) -> str:
    """Return what shows the findings beside the lines of a change on GitHub."""
    from makeready.report.annotations import render_github

    return render_github(books, root=_find_root())


def _find_form(path: Path) -> str:
    form = next((form for ending, form in FORMS.items() if path.name.lower().endswith(ending)), None)
    if form is None:
        endings = ", ".join(f"{ending} ({form})" for ending, form in FORMS.items())
        raise UsageError(f"the ending of {path.name} names no form of a report", f"end its name in {endings}")
    return form


def _render(form: str, books: Sequence[BookReport], strict: bool, baseline: Sequence[BookReport] | None) -> str:
    """Return the books in a form; only what renders that one is loaded."""
    if form == "JUnit":
        from makeready.report.junit import render_junit

        return render_junit(books, strict=strict)
    if form == "SARIF":
        from makeready.report.sarif import render_sarif

        return render_sarif(books, root=_find_root(), baseline=baseline)
    if form == "Markdown":
        from makeready.report.markdown import render_markdown

        return render_markdown(books)
    if form == "GitLab Code Quality":
        from makeready.report.annotations import render_gitlab

        return render_gitlab(books, root=_find_root())
    from makeready.press.batch_covers import read_covers
    from makeready.report.html import render_html

    return render_html(books, previous=baseline, covers=read_covers(books, Path.cwd()))


def _find_root() -> str:
    """Return this folder as seen from the top of its repository; nothing where it is the top, or in none."""
    here = Path.cwd()
    top = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
    found = here.relative_to(top).as_posix()
    return "" if found == "." else found
