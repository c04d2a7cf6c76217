"""Wraps: the edition of a wrap and its book's final pages go in; its PDF, or how one that is there differs, comes out.

A wrap fits one count of pages. So it is made after its interior, and one that lies in the output folder and is not made
anew is compared with what the interior is now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from makeready.findings import Finding, MakereadyError, Outcome, Severity
from makeready.model.artifact import Artifact
from makeready.model.book import Book
from makeready.model.composition import StyleSheet
from makeready.model.edition import Edition, WrapEdition
from makeready.model.face import Typefaces
from makeready.press.plan import PlannedEdition, name_files
from makeready.press.typefaces import search_machine
from makeready.profiles.fit import judge_count, judge_pages
from makeready.workshop import Workshop
from makeready.workspace import OutputFolder

_BINDING = "PD067"


def make_wrap(
    planned: PlannedEdition,
    pages: int,
    book: Book,
    styles: tuple[StyleSheet, ...],
    typefaces: Typefaces,
    workshop: Workshop,
) -> Outcome[Artifact]:
    """Return the wrap around so many pages, as its receiver takes it."""
    from makeready.pdf.wrap.bind import bind_wrap  # the page engine, which most builds have no use for here
    from makeready.pdf.wrap.finish import finish_wrap
    from makeready.pdf.wrap.template import draw_template

    edition = planned.edition
    if not isinstance(edition, WrapEdition):
        raise TypeError(f"the edition {edition.name} is no wrap")
    bound = bind_wrap(
        book,
        edition.profile,
        edition.paper,
        pages,
        edition.of.trim,
        binding=edition.binding,
        isbn=_find_isbn(edition),
        design=edition.design,
        price=edition.price,
        note=edition.note,
        picture=edition.picture.content if edition.picture is not None else None,
        picture_place=edition.picture_place,
        styles=styles,
        workshop=workshop,
        typefaces=typefaces,
        search=search_machine,
    )
    if bound.value is None:
        return Outcome(findings=_place(bound.findings, edition))
    wrap = bound.value
    if edition.template:
        wrap = replace(wrap, pdf=draw_template(wrap.pdf, wrap.measures))
    finished = finish_wrap(wrap, book, edition)
    findings = _place((*bound.findings, *finished.findings), edition)
    if finished.value is None:
        return Outcome(findings=findings)
    artifact = Artifact(
        edition=edition, path=planned.file_name, media_type=edition.media_type, content=finished.value, page_count=1
    )
    return Outcome(value=artifact, findings=findings)


def find_unbound(edition: Edition, pages: int) -> list[Finding] | None:
    """Return what is said where the receiver of a wrap does not bind so many pages so, None where he does.

    Of what he does not take at all it is said of the pages.
    """
    if not isinstance(edition, WrapEdition):
        return None
    profile, place = edition.profile, f"the edition {edition.name}"
    if list(judge_pages(replace(edition.of, profile=profile, fixed=()), pages)):
        return []
    bound = profile.find_binding(edition.binding)
    told = list(judge_count(profile, bound, pages)) if bound is not None else []
    return [replace(one, severity=Severity.WARNING, location=place) for one in told] or None


def find_drift(
    output: OutputFolder, book: Book, editions: Sequence[Edition], built: Iterable[Artifact]
) -> tuple[Finding, ...]:
    """Return in what the wraps that lie in `output` differ from the interiors that were built.

    `editions` are all of the book's, `built` what this build made; a wrap that it made fits.
    """
    made = {artifact.edition.name: artifact for artifact in built}
    return tuple(_compare_all(output, book, editions, made))


def _compare_all(
    output: OutputFolder, book: Book, editions: Sequence[Edition], made: dict[str, Artifact]
) -> Iterator[Finding]:
    for edition, name in zip(editions, name_files(book.slug, editions), strict=True):
        if not isinstance(edition, WrapEdition) or edition.name in made or edition.of.name not in made:
            continue
        from makeready.pdf.wrap.bind import list_facts
        from makeready.pdf.wrap.facts import compare_facts, read_facts

        try:
            content = output.read(name)
        except MakereadyError:
            continue
        pages = made[edition.of.name].page_count or 0
        facts = list_facts(
            book,
            edition.profile,
            edition.paper,
            pages,
            edition.of.trim,
            edition.price,
            edition.binding,
            _find_isbn(edition),
        )
        before = read_facts(content) if content is not None else None
        if before is not None and facts is not None:
            # The interior is right, and is written; the wrap beside it is told, and is not taken to a printer.
            for one in compare_facts(before, facts, location=name):
                yield replace(one, severity=Severity.WARNING)


def _find_isbn(edition: WrapEdition) -> str | None:
    """Return the ISBN of a wrap's own edition, else of the pages in it; None where they have but the book's."""
    for named in (edition.identifier, edition.of.identifier):
        scheme, _, value = (named or "").partition(":")
        if scheme.casefold() == "isbn":
            return value
    return None


def _place(findings: Iterable[Finding], edition: WrapEdition) -> tuple[Finding, ...]:
    """Return the findings with their place: where book.toml asks for the binding, or the edition."""

    def place(one: Finding) -> Finding:
        if one.span or one.location:
            return one
        if one.code == _BINDING and edition.binding_span:
            return replace(one, span=edition.binding_span)
        return replace(one, location=f"the edition {edition.name}")

    return tuple(map(place, findings))
