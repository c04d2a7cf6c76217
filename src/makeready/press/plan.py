"""Plans: a book's editions and a request go in; which of them to build, under which file names, come out."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from makeready.dataclass import dataclass
from makeready.findings import Finding, Severity, UsageError
from makeready.model.artifact import DEVICE_NAMES
from makeready.model.edition import Edition, EpubEdition, PrintEdition, WrapEdition
from makeready.model.profile import Profile
from makeready.press.request import BuildRequest
from makeready.profiles import BUILT_IN, read_profile
from makeready.profiles.fit import fit_edition, judge_edition, refuse_binding

if TYPE_CHECKING:
    from makeready.manuscript.read import Manuscript

_NAME_LENGTH = 100
_OF_PAPER = ("trim", "bleed")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedEdition:
    """An edition to build and the name of its file in the output folder."""

    edition: Edition
    file_name: str


def list_editions(manuscript: Manuscript, request: BuildRequest) -> tuple[tuple[Edition, ...], tuple[Finding, ...]]:
    """Return the editions to choose from, and what is wrong with those that are made for a profile.

    They are those of book.toml, or where the request names profiles the first print edition once for each, under the
    name of the profile. Raises UsageError for a profile that there is not.
    """
    editions = tuple(
        replace(one, fit=request.fit) if isinstance(one, PrintEdition) else one for one in manuscript.editions
    )
    if not request.profiles:
        return editions, ()
    usual = PrintEdition(name="print", fit=request.fit)
    printed = next((one for one in editions if isinstance(one, PrintEdition)), usual)
    made: list[Edition] = []
    findings: list[Finding] = []
    for name in dict.fromkeys(request.profiles):
        profile = manuscript.profiles.get(name) or read_profile(name)
        if profile is None:
            known = (*manuscript.profiles, *BUILT_IN)
            near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
            hint = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(known)}"
            raise UsageError(f"there is no profile {name!r}", hint)
        # What book.toml says of the print edition is not said of this one, but the size of the paper is the book's.
        fixed = tuple((key, span) for key, span in printed.fixed if key in _OF_PAPER)
        edition = fit_edition(replace(printed, name=name, profile=None, standard=None, fixed=fixed), profile)
        made.append(edition)
        findings += judge_edition(edition)
        if profile.spines:
            wraps, refused = _make_wraps(edition, profile, editions)
            made += wraps
            findings += refused
    return tuple(made), tuple(findings)


def _make_wraps(
    edition: PrintEdition, profile: Profile, editions: Sequence[Edition]
) -> tuple[list[WrapEdition], list[Finding]]:
    """Return the wraps for an edition that is made for a profile: for each binding as the first one in book.toml.

    A binding that the receiver does not offer is told, and left out.
    """
    found: dict[str, WrapEdition] = {}
    for wrap in editions:
        if isinstance(wrap, WrapEdition):
            found.setdefault(wrap.binding, wrap)
    usual = tuple(found.values()) or (WrapEdition(name="cover", of=edition, profile=profile, theme=edition.theme),)
    papers = [spine.paper for spine in profile.spines]
    made, refused = [], []
    for one in usual:
        if profile.find_binding(one.binding) is None:
            where = None if one.binding_span else f"the edition {one.name}"
            told = refuse_binding(profile, one.binding)
            refused.append(replace(told, severity=Severity.WARNING, span=one.binding_span, location=where))
            continue
        name = f"{edition.name}-cover" if len(usual) == 1 else f"{edition.name}-cover-{one.binding}"
        # The first paper stands for one that book.toml does not name for this receiver.
        paper = one.paper if found and one.paper in papers else papers[0]
        made.append(replace(one, name=name, of=edition, profile=profile, paper=paper))
    return made, refused


def plan_build(slug: str, editions: Sequence[Edition], request: BuildRequest) -> tuple[PlannedEdition, ...]:
    """Return what to build, in the order of book.toml.

    The names depend on all editions of the book and not on the request, so that a part of a build writes
    the same files as the whole. Raises UsageError for an unknown edition, where nothing is left to
    build, and where two editions would be written to one file.
    """
    _refuse_unknown([edition.name for edition in editions], request.editions)
    names = name_files(slug, editions, always=bool(request.profiles))
    _refuse_clashes(editions, names)
    planned = tuple(
        PlannedEdition(edition=edition, file_name=name)
        for edition, name in zip(editions, names, strict=True)
        if (not request.editions or edition.name in request.editions)
        and (not request.targets or edition.target in request.targets)
    )
    if not planned:
        wanted = " and ".join(target.value for target in request.targets)
        raise UsageError(
            f"no edition asked for comes out as {wanted}" if wanted else "the book has no edition",
            f"the book has: {_list_editions(editions)}",
        )
    return planned


def name_files(slug: str, editions: Sequence[Edition], *, always: bool = False) -> tuple[str, ...]:
    """Return each edition's file name: slug.epub, slug-edition.epub if several are EPUBs, or `always`; so for PDF."""
    stem = make_file_stem(slug)
    targets = [edition.target for edition in editions]
    return tuple(
        f"{stem}.{e.ending}"
        if targets.count(e.target) == 1 and not always and not isinstance(e, WrapEdition)
        else f"{stem}-{make_file_stem(e.name)}.{e.ending}"
        for e in editions
    )


def find_source(planned: PlannedEdition, editions: Sequence[Edition]) -> PrintEdition | None:
    """Return the print edition whose pages an edition lists or goes around, or None."""
    wanted = planned.edition.page_list if isinstance(planned.edition, EpubEdition) else None
    if isinstance(planned.edition, WrapEdition):
        wanted = planned.edition.of.name
    return next((e for e in editions if e.name == wanted and isinstance(e, PrintEdition)), None)


def make_file_stem(name: str) -> str:
    """Return `name` as a stem that every file system takes: small letters of ASCII, digits, hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain)[:_NAME_LENGTH].strip("-") or "book"
    return f"{stem}-book" if stem in DEVICE_NAMES else stem


def _refuse_unknown(known: Sequence[str], wanted: Iterable[str]) -> None:
    for name in wanted:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
            hint = f"did you mean {' or '.join(near)}?" if near else f"the book has: {', '.join(known)}"
            raise UsageError(f"the book has no edition {name!r}", hint)


def _list_editions(editions: Sequence[Edition]) -> str:
    return ", ".join(f"{edition.name} ({edition.target.value})" for edition in editions) or "none"


def _refuse_clashes(editions: Sequence[Edition], names: Sequence[str]) -> None:
    first: dict[str, str] = {}
    for edition, name in zip(editions, names, strict=True):
        if name in first:
            message = f"the editions {first[name]!r} and {edition.name!r} would both be written to {name}"
            raise UsageError(message, "give one of them another name in book.toml")
        first[name] = edition.name
