"""Finishing a wrap: a wrap that is set, its book and its edition go in; the PDF as its receiver takes it comes out."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf

from makeready.findings import Outcome, Severity
from makeready.model.book import Book
from makeready.model.edition import PrintEdition, WrapEdition
from makeready.pdf.ink.icc import read_own_profile
from makeready.pdf.ink.printing import prepare_print
from makeready.pdf.marks import set_boxes
from makeready.pdf.metadata import write_metadata
from makeready.pdf.wrap.bind import Wrap


def finish_wrap(wrap: Wrap, book: Book, edition: WrapEdition) -> Outcome[bytes]:
    """Return the PDF of `wrap` with the metadata of `book`, in the colours and by the standard of its receiver."""
    profile = edition.profile
    with pikepdf.open(io.BytesIO(wrap.pdf)) as pdf:
        # Of the pages it has the name and the attribution; it makes no claim of theirs.
        pages = PrintEdition(name=edition.name, identifier=edition.identifier, tagged=False)
        write_metadata(pdf, book, pages, None)
        del pdf.Root.PageLabels, pdf.Root.PageLayout
        icc = edition.icc.content if edition.icc is not None else read_own_profile(profile.condition)
        prepared = prepare_print(pdf, profile, icc=icc, spots=book.inks)
        # An ink of the pages need not be on the wrap.
        prepared = replace(prepared, findings=tuple(one for one in prepared.findings if one.code != "PD056"))
        if any(finding.severity is Severity.ERROR for finding in prepared.findings):
            return Outcome(findings=prepared.findings)
        if profile.marks:
            cut = replace(profile, bleed_outside=False)
            sheet = PrintEdition(name=edition.name, bleed=wrap.measures.bleed, marks=True, profile=cut)
            set_boxes(pdf, sheet, folds=wrap.measures.folds)
        out = io.BytesIO()
        saving = dict(prepared.saving.arguments) if prepared.claimed else {"deterministic_id": True}
        saving["object_stream_mode"] = pikepdf.ObjectStreamMode.disable
        pdf.save(out, fix_metadata_version=False, **saving)
    return Outcome(value=out.getvalue(), findings=prepared.findings)
