"""Binding: a composition goes in; a finished PDF, tagged and labelled, and the findings about it come out."""

from __future__ import annotations

import io
from typing import Any
from xml.etree import ElementTree

from makeready.findings import Finding, Outcome, Span, observe
from makeready.fonts import CODE_FAMILY, TEXT_FAMILY, find_missing
from makeready.model.artifact import Artifact
from makeready.model.composition import Composition
from makeready.model.pages import PageStart
from makeready.pdf.engine import tend_engine, watch_engine
from makeready.pdf.layout import Layout, describe_failure, lay_out
from makeready.pdf.metadata import put_metadata, put_page_labels
from makeready.pdf.structure import mend_structure

_CODE_ELEMENTS = frozenset({"code", "pre", "kbd", "samp"})


def bind_pdf(composition: Composition) -> Outcome[Artifact]:
    """Return the PDF of `composition`, or no value where an error stands in the way.

    A character that the typefaces lack is an error: the page would show a box, or nothing.
    """
    with tend_engine():
        laid_out = _lay_out(composition)
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
        pages=layout.starts,
    )
    return Outcome(value=artifact, findings=tuple(findings))


def lay_out_pages(composition: Composition) -> Outcome[tuple[PageStart, ...]]:
    """Return where the pages of `composition` start, without drawing them: for another edition that lists them."""
    with tend_engine():
        laid_out = _lay_out(composition)
    starts = laid_out.value.starts if laid_out.value is not None and not laid_out.failed else None
    return Outcome(value=starts, findings=laid_out.findings)


def _lay_out(composition: Composition) -> Outcome[Layout]:
    """Return the pages of `composition`, or the characters that stand in their way, before any page is made."""
    missing = find_missing_glyphs(composition)
    if missing:
        return Outcome(findings=tuple(missing))
    return lay_out(composition, write_running_head(composition))


def write_running_head(composition: Composition) -> str:
    """Return what stands at the head of versos: the book's title."""
    return composition.book.title


def find_missing_glyphs(composition: Composition) -> list[Finding]:
    """Return a finding for each character that its family has no glyph for, at the first place that uses it.

    Code stands in the code family, everything else in the text family.
    """
    findings: list[Finding] = []
    seen: set[tuple[str, str]] = set()
    for document in composition.documents:
        text = document.content.decode("utf-8")
        if not find_missing(TEXT_FAMILY, text):
            continue
        for family, words in _sort_by_family(document.content):
            for character in sorted(find_missing(family, words)):
                if (family, character) in seen:
                    continue
                seen.add((family, character))
                line = text.count("\n", 0, max(0, text.find(character))) + 1
                span: Span | None = document.locate(line)
                message = f"{family} has no “{character}” (U+{ord(character):04X})"
                findings.append(observe("TY001", message, span=span, location=f"{document.href}:{line}"))
    return findings


def _sort_by_family(content: bytes) -> list[tuple[str, str]]:
    """Return the words of a content document as (family, words): those in code, and all others."""
    words: dict[str, list[str]] = {TEXT_FAMILY: [], CODE_FAMILY: []}
    stack = [(ElementTree.fromstring(content), TEXT_FAMILY)]  # noqa: S314 - our own bytes
    while stack:
        element, family = stack.pop()
        inner = CODE_FAMILY if element.tag.rpartition("}")[2] in _CODE_ELEMENTS else family
        words[inner].append(element.text or "")
        for child in element:
            words[inner].append(child.tail or "")
            stack.append((child, inner))
    return [(family, "".join(parts)) for family, parts in words.items()]


def _write(composition: Composition, layout: Layout) -> tuple[bytes, list[str]]:
    edition, book = composition.edition, composition.book

    def finish(_document: Any, pdf: Any) -> None:
        mend_structure(pdf)
        put_metadata(pdf, book, edition)
        put_page_labels(pdf, layout.body_start)

    target = io.BytesIO()
    with watch_engine() as messages:
        layout.document.write_pdf(target, finisher=finish, pdf_tags=edition.tagged, pdf_version="1.7")
    return target.getvalue(), messages
