"""Binding: a composition goes in; a finished PDF, tagged and labelled, and the findings about it come out."""

from __future__ import annotations

import io
from typing import Any

from makeready.findings import Finding, Outcome, Span, observe
from makeready.fonts import TEXT_FAMILY, find_missing
from makeready.model.artifact import Artifact
from makeready.model.composition import Composition
from makeready.pdf.engine import tend_engine, watch_engine
from makeready.pdf.layout import Layout, describe_failure, lay_out
from makeready.pdf.metadata import put_metadata, put_page_labels


def bind_pdf(composition: Composition) -> Outcome[Artifact]:
    """Return the PDF of `composition`, or no value where an error stands in the way.

    A character that the typefaces lack is an error: the page would show a box, or nothing.
    """
    missing = find_missing_glyphs(composition)
    if missing:
        return Outcome(findings=tuple(missing))
    with tend_engine():
        laid_out = lay_out(composition, write_running_head(composition))
        if laid_out.failed or laid_out.value is None:
            return Outcome(findings=laid_out.findings)
        layout = laid_out.value
        try:
            content, messages = _write(composition, layout)
        except Exception as error:  # as in the layout: whatever the engine meets while it draws
            return Outcome(findings=(*laid_out.findings, observe("PD006", describe_failure(error))))
    findings = [*laid_out.findings]
    findings += [observe("PD001", f"the page engine says: {message[:200]}") for message in messages]
    artifact = Artifact(
        edition=composition.edition,
        path=f"{composition.book.slug}.pdf",
        media_type="application/pdf",
        content=content,
        page_count=len(layout.document.pages),
    )
    return Outcome(value=artifact, findings=tuple(findings))


def write_running_head(composition: Composition) -> str:
    """Return what stands at the head of versos: the one who made the words if it is one, else the title."""
    return composition.book.title


def find_missing_glyphs(composition: Composition) -> list[Finding]:
    """Return a finding for each character that no face of the text family has, at the first place that uses it."""
    findings: list[Finding] = []
    seen: set[str] = set()
    for document in composition.documents:
        text = document.content.decode("utf-8")
        for character in sorted(find_missing(TEXT_FAMILY, text) - seen):
            seen.add(character)
            line = text.count("\n", 0, text.index(character)) + 1
            span: Span | None = document.locate(line)
            message = f"{TEXT_FAMILY} has no “{character}” (U+{ord(character):04X})"
            findings.append(observe("TY001", message, span=span, location=f"{document.href}:{line}"))
    return findings


def _write(composition: Composition, layout: Layout) -> tuple[bytes, list[str]]:
    edition, book = composition.edition, composition.book

    def finish(_document: Any, pdf: Any) -> None:
        put_metadata(pdf, book, edition)
        put_page_labels(pdf, layout.body_start)

    target = io.BytesIO()
    with watch_engine() as messages:
        layout.document.write_pdf(target, finisher=finish, pdf_tags=edition.tagged, pdf_version="1.7")
    return target.getvalue(), messages
