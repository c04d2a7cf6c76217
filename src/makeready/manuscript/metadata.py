"""Metadata: the checked values of book.toml go in; contributors, attribution, identifiers, editions … come out."""

from __future__ import annotations

import difflib
import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from makeready.dataclass import dataclass
from makeready.findings import Finding, Span, observe
from makeready.manuscript.positions import Path, Positions
from makeready.manuscript.wraps import OF_WRAPS, make_wraps
from makeready.model.book import Conformance, Identifier, Matter, Section, Subject
from makeready.model.edition import Edition, EpubEdition, NoteNumbering, NotePlace, PrintEdition
from makeready.model.face import TypefaceRoles
from makeready.model.people import Contributor, invert_name
from makeready.model.profile import Profile
from makeready.model.provenance import Attribution, Emendation, Provenance, ReviewedWork, Rights
from makeready.model.setting import Fault, Limit
from makeready.profiles import BUILT_IN, KEYS, extend_profile, read_profile
from makeready.profiles.fit import ask_for_standard, fit_edition, judge_edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """A finding that the author has seen and accepts: its code, the file it is in, and why; `span` is the entry."""

    code: str
    path: str
    reason: str
    span: Span


def make_contributors(
    entries: Sequence[Mapping[str, Any] | str], path: Path, places: Positions, default: str
) -> tuple[Contributor, ...]:
    """Return the contributors of a list of names and tables; one without roles has the role `default`."""
    people = []
    for index, one in enumerate(entries):
        entry: Mapping[str, Any] = {"name": one} if isinstance(one, str) else one
        if "name" not in entry:
            continue
        people.append(
            Contributor(
                name=entry["name"],
                sort_name=entry.get("sort_name") or invert_name(entry["name"]),
                roles=tuple(dict.fromkeys(entry.get("roles") or entry.get("role") or (default,))),
                identifiers=tuple(sorted(entry.get("identifiers", {}).items())),
                about=entry.get("about"),
                span=places.key((*path, index)),
            )
        )
    return tuple(people)


def make_authors(names: Sequence[str], span: Span) -> tuple[Contributor, ...]:
    """Return a contributor with the role aut for each name."""
    return tuple(Contributor(name=name, sort_name=invert_name(name), roles=("aut",), span=span) for name in names)


def add_chapter_authors(
    contributors: tuple[Contributor, ...], attribution: Attribution, sections: Sequence[Section]
) -> tuple[Contributor, ...]:
    """Return the book's contributors with those who are named under the headings of its chapters, each person once.

    MARC has "ctb" for whose work is part of a larger one. Where the book names nobody, and each of its chapters names
    its authors, these are the book's.
    """
    signed = [(name, section) for section in _list_chapters(sections) for name in section.authors]
    nobody = not contributors and not attribution.reviewers and attribution.reviewed is None
    role = "aut" if nobody and are_signed(sections) else "ctb"
    makers = {_fold_name(c.name) for c in (*attribution.reviewers, *(c for c in contributors if c.is_creator))}
    found = list(contributors)
    places = {_fold_name(person.name): place for place, person in enumerate(found)}
    for name, section in signed:
        key = _fold_name(name)
        if key in makers:
            continue
        place = places.setdefault(key, len(found))
        if place == len(found):
            found.append(Contributor(name=name, sort_name=invert_name(name), roles=(role,), span=section.span))
        elif role not in found[place].roles:
            # An editor who wrote a chapter as well.
            found[place] = replace(found[place], roles=(*found[place].roles, role))
    return tuple(found)


def are_signed(sections: Sequence[Section]) -> bool:
    """Return True where each chapter of the body names its authors."""
    chapters = [section for section in _list_chapters(sections) if section.matter is Matter.BODY]
    return bool(chapters) and all(section.authors for section in chapters if section.role != "part")


def _list_chapters(sections: Sequence[Section]) -> Iterator[Section]:
    """Yield the sections that have files of their own: parts and what is in them, and all others that lie in none."""
    for section in sections:
        yield section
        if section.role == "part":
            yield from _list_chapters(section.children)


def _fold_name(name: str) -> str:
    return " ".join(name.split()).casefold()


def make_attribution(metadata: Mapping[str, Any], places: Positions) -> Attribution:
    """Return whose review of what the book is and where it came from."""
    review = metadata.get("review", {})
    reviewers = make_contributors(review.get("reviewers", ()), ("review", "reviewers"), places, "rev")
    reviewed = None
    work = review.get("work")
    if work and "title" in work:
        named = work.get("contributors", ())
        reviewed = ReviewedWork(
            title=work["title"],
            subtitle=work.get("subtitle"),
            contributors=make_contributors(
                () if named == "unknown" else named, ("review", "work", "contributors"), places, "aut"
            ),
            publisher=work.get("publisher"),
            year=work.get("year"),
            isbn=work.get("isbn"),
            span=places.key(("review", "work")),
        )
    return Attribution(reviewers=reviewers, reviewed=reviewed, provenance=_make_provenance(metadata, places))


def _make_provenance(metadata: Mapping[str, Any], places: Positions) -> Provenance | None:
    found = metadata.get("provenance")
    if not found:
        return None
    values = {key: value for key, value in found.items() if key != "emendations"}
    emendations = tuple(
        Emendation(
            original=entry["original"],
            corrected=entry["corrected"],
            place=entry.get("place"),
            reason=entry.get("reason"),
        )
        for entry in found.get("emendations", ())
        if "original" in entry and "corrected" in entry
    )
    return Provenance(**values, emendations=emendations, span=places.key(("provenance",)))


def make_rights(found: str | Mapping[str, str] | None) -> Rights:
    """Return the rights in the book, from a statement or a table."""
    if isinstance(found, str):
        return Rights(statement=found)
    return Rights(**found) if found else Rights()


# EPUB Accessibility 1.1, section 4: the string that names the standard and the level of WCAG with it.
CONFORMANCE = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"


def make_conformance(found: Mapping[str, str] | None) -> Conformance | None:
    """Return the claim of accessibility that the author asks for, or None."""
    if not found or "certified_by" not in found:
        return None
    return Conformance(standard=found.get("conforms_to", CONFORMANCE), certified_by=found["certified_by"])


def make_subjects(entries: Sequence[Any]) -> tuple[Subject, ...]:
    """Return the subjects of a list of texts and tables."""
    tables = [{"term": entry} if isinstance(entry, str) else entry for entry in entries]
    return tuple(Subject(**table) for table in tables if "term" in table)


def make_identifiers(entries: Sequence[str]) -> tuple[Identifier, ...]:
    """Return identifiers written as "scheme:value" or as addresses."""
    found = []
    for entry in entries:
        scheme, _, value = entry.partition(":")
        known = scheme in ("isbn", "uuid", "issn", "doi")
        found.append(Identifier(scheme=scheme, value=value) if known else Identifier(scheme="uri", value=entry))
    return tuple(dict.fromkeys(found))


def compute_identifier(title: str, names: Sequence[str], language: str) -> Identifier:
    """Return the UUID (version 5, RFC 9562) that a book without an identifier goes by."""
    # Hashed first: a name of any length, and no separator that a title could imitate.
    name = hashlib.sha256("\x1f".join((title, language, *names)).encode()).hexdigest()
    return Identifier(scheme="uuid", value=str(uuid.uuid5(uuid.NAMESPACE_URL, f"makeready:{name}")))


def make_typefaces(metadata: Mapping[str, Any], places: Positions) -> TypefaceRoles:
    """Return what book.toml says of typefaces."""
    found = dict(metadata.get("typefaces", {}))
    folder = found.pop("folder", None)
    spans = tuple((name, places.value(("typefaces", name))) for name in (*found, *(["folder"] if folder else [])))
    usual = TypefaceRoles()
    if "theme" in metadata:
        spans = (*spans, ("theme", places.value(("theme",))))
    return TypefaceRoles(
        folder=folder or usual.folder,
        theme=metadata.get("theme", usual.theme),
        families=tuple(found.items()),
        spans=spans,
    )


def make_profiles(metadata: Mapping[str, Any], places: Positions, findings: list[Finding]) -> dict[str, Profile]:
    """Return the profiles of book.toml by their names; each is another one, its base, with changes."""
    made: dict[str, Profile] = {}
    for name, table in metadata.get("profiles", {}).items():
        path: Path = ("profiles", name)
        base = table.get("base")
        usual: Profile | None = Profile(name=name, title=name)
        if base:
            usual = _find_profile(base, made, places.value((*path, "base")), findings)
        if usual is None:
            continue
        profile = replace(usual, name=name, title=table.get("title", usual.title))
        for key, value in table.items():
            if key in KEYS:
                try:
                    profile = extend_profile(profile, {key: value})
                except ValueError as error:
                    findings.append(observe("MD015", str(error), span=places.value((*path, key))))
        made[name] = profile
    return made


def _find_profile(name: str, own: Mapping[str, Profile], span: Span | None, findings: list[Finding]) -> Profile | None:
    """Return a profile of the book's `own` or a built-in one, None with a finding where there is neither."""
    found = own.get(name) or read_profile(name)
    if found is None:
        known = (*own, *BUILT_IN)
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        hint = f"write {near[0]}" if near else f"write one of {', '.join(known)}"
        findings.append(observe("MD015", f"there is no profile {name!r}", span=span, hint=hint))
    return found


def make_editions(
    metadata: Mapping[str, Any], profiles: Mapping[str, Profile], places: Positions, findings: list[Finding]
) -> tuple[Edition, ...]:
    """Return the editions of book.toml in its theme, or an EPUB and a print edition where it names none.

    `profiles` are those that book.toml itself defines.
    """
    made = _choose_editions(metadata, profiles, places, findings)
    if "theme" not in metadata:
        return made
    return tuple(replace(one, theme=metadata["theme"], theme_span=places.value(("theme",))) for one in made)


def _choose_editions(
    metadata: Mapping[str, Any], profiles: Mapping[str, Profile], places: Positions, findings: list[Finding]
) -> tuple[Edition, ...]:
    editions = metadata.get("editions")
    if not editions:
        return (
            EpubEdition(name="epub", page_list="print"),
            PrintEdition(name="print"),
        )
    inner: dict[str, Edition] = {
        name: _make_edition(name, found, profiles, places, findings)
        for name, found in editions.items()
        if found.get("target") != "wrap"
    }
    made: list[Edition] = []
    for name, found in editions.items():
        if found.get("target") != "wrap":
            made.append(inner[name])
            continue
        profile, asked = None, found.get("profile")
        if asked is not None:
            profile = _find_profile(asked, profiles, places.value(("editions", name, "profile")), findings)
        made += make_wraps(name, found, inner, profile, places, findings)
    printed = [edition.name for edition in made if edition.is_paged]
    return tuple(_choose_pages(e, editions.get(e.name, {}).get("page_list"), printed, places, findings) for e in made)


def _choose_pages(
    edition: Edition, asked: str | bool | None, printed: list[str], places: Positions, findings: list[Finding]
) -> Edition:
    """Return `edition` with the print edition whose pages it lists: the one it asks for, else the only one there is."""
    if asked is None or asked is False:
        if asked is None and isinstance(edition, EpubEdition) and len(printed) == 1:
            return replace(edition, page_list=printed[0])
        return edition
    name = str(asked)
    if isinstance(edition, EpubEdition) and name in printed:
        return replace(edition, page_list=name)
    message = f"there is no print edition {name!r} whose pages could be listed"
    hint = f'write page_list = "edition:{printed[0]}"' if printed else "take page_list out"
    if edition.is_paged:
        message, hint = "a PDF has pages of its own: only an EPUB lists those of another edition", "take page_list out"
    span = places.value(("editions", edition.name, "page_list"))
    findings.append(observe("MD025", message, span=span, hint=hint))
    return edition


def _make_edition(
    name: str,
    found: Mapping[str, Any],
    profiles: Mapping[str, Profile],
    places: Positions,
    findings: list[Finding],
) -> Edition:
    path: Path = ("editions", name)
    target = found.get("target") or ("epub" if name.startswith("epub") else "pdf" if name in ("print", "pdf") else None)
    if target is None:
        if "target" not in places_of(places, path):
            message = f"the edition {name} does not say what it is to become"
            hint = 'add target = "epub" or target = "pdf"'
            findings.append(observe("MD004", message, span=places.key(path), hint=hint))
        target = "pdf"
    default_notes = NotePlace.PAGE if target == "pdf" else NotePlace.CHAPTER_END
    notes = NotePlace(found.get("notes", default_notes))
    if target == "epub" and notes is NotePlace.PAGE:
        if "notes" in found:
            message = "an EPUB has no pages, so notes cannot stand at their feet"
            hint = 'write notes = "chapter-end" or "book-end"'
            findings.append(observe("MD015", message, span=places.value((*path, "notes")), hint=hint))
        notes = NotePlace.CHAPTER_END
    common: dict[str, Any] = {
        "name": name,
        "styles": tuple(found.get("styles", ())),
        "styles_span": places.value((*path, "styles")) if "styles" in found else None,
        "identifier": found.get("identifier"),
        "notes": notes,
        "note_numbering": _read_numbering(
            found.get("note_numbering"), target, notes, places.value((*path, "note_numbering")), findings
        ),
        "hyphenate": found.get("hyphenate", True),
    }
    asked = found.get("profile")
    if target == "epub":
        if asked:
            message, hint = "an EPUB has no profile: those are for pages", "take profile out"
            findings.append(observe("MD015", message, span=places.value((*path, "profile")), hint=hint))
        if "typography" in found:
            message, hint = "an EPUB has no lines of its own: those are for pages", "take typography out"
            findings.append(observe("MD015", message, span=places.key((*path, "typography")), hint=hint))
        return EpubEdition(**common)
    for key in OF_WRAPS:
        if key in found:
            message, hint = f"{key} is a setting of wraps", 'take it out, or write target = "wrap"'
            findings.append(observe("MD015", message, span=places.value((*path, key)), hint=hint))
    edition = PrintEdition(
        **common,
        **_read_pages(found),
        fixed=_list_fixed(found, path, places),
        limits=_list_limits(found, path, places),
    )
    if asked:
        profile = _find_profile(asked, profiles, places.value((*path, "profile")), findings)
        if profile is not None:
            edition = fit_edition(edition, profile)
            findings.extend(judge_edition(edition))
    elif edition.standard and (receiver := ask_for_standard(edition.standard)):
        edition = fit_edition(edition, receiver)
    _check_sheet(edition, path, places, findings)
    return edition


def _list_fixed(found: Mapping[str, Any], path: Path, places: Positions) -> tuple[tuple[str, Span | None], ...]:
    """Return the settings of pages that book.toml has itself, each with its place."""
    keys = [key for key in found if key not in ("margins", "target", "notes", "styles", "typography")]
    sides = [f"margins.{side}" for side in found.get("margins", ())]
    return tuple((key, places.value((*path, *key.split(".")))) for key in (*keys, *sides))


def _list_limits(found: Mapping[str, Any], path: Path, places: Positions) -> tuple[Limit, ...]:
    """Return how much an edition allows of what can be held against its lines and pages: shares are fractions."""
    return tuple(
        Limit(
            fault=Fault(name),
            most=most,
            is_share=isinstance(most, float),
            span=places.value((*path, "typography", name)),
        )
        for name, most in found.get("typography", {}).items()
    )


def _read_pages(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what book.toml says of the pages of an edition."""
    known = ("trim", "marks", "image_resolution", "standard", "openings", "tagged")
    pages = {key: found[key] for key in known if key in found}
    if found.get("bleed"):
        pages["bleed"] = found["bleed"]
    if "margins" in found:
        pages["margins"] = replace(PrintEdition(name="").margins, **found["margins"])
    return pages


def _read_numbering(
    asked: str | None, target: str, notes: NotePlace, span: Span | None, findings: list[Finding]
) -> NoteNumbering | None:
    """Return where numbers of notes begin anew, None for what is usual; what the notes' place forbids is reported."""
    numbering = NoteNumbering(asked) if asked else None
    if numbering is NoteNumbering.PAGE and notes is not NotePlace.PAGE:
        usual = '"book"' if notes is NotePlace.BOOK_END else '"chapter" or "book"'
        whose = "an EPUB has no pages" if target == "epub" else f'notes = "{notes}" puts them on other pages'
        message, hint = f"notes cannot be numbered by page: {whose}", f"write note_numbering = {usual}, or take it out"
    elif numbering is NoteNumbering.CHAPTER and notes is NotePlace.BOOK_END:
        message = "notes behind the book, numbered by chapter, would have each number many times on one page"
        hint = 'write note_numbering = "book", or take it out; or write notes = "chapter-end"'
    else:
        return numbering
    findings.append(observe("MD015", message, span=span, hint=hint))
    return None


def places_of(places: Positions, path: Path) -> set[str]:
    """Return the keys that the author wrote in the table at `path`, good or bad."""
    depth = len(path)
    return {str(key[depth]) for key in places.keys if len(key) > depth and key[:depth] == path}


def _check_sheet(edition: PrintEdition, path: Path, places: Positions, findings: list[Finding]) -> None:
    """Report lengths that do not fit together."""
    width, height = edition.trim
    margins = edition.margins

    def report(key: str, message: str) -> None:
        findings.append(observe("MD024", message, span=places.value((*path, key))))

    if not (144 <= width <= 2880 and 144 <= height <= 2880):
        report("trim", f"a page of {width / 72:.2f} by {height / 72:.2f} in is out of the range from 2 to 40 in")
        return
    if edition.bleed > 72:
        report("bleed", f"a bleed of {edition.bleed / 72:.2f} in is above 1 in")
    room = (width - margins.inner - margins.outer, height - margins.top - margins.bottom)
    if min(room) < 72:
        message = f"the margins leave {max(0, room[0]) / 72:.2f} by {max(0, room[1]) / 72:.2f} in for the text"
        report("margins" if "margins" in places_of(places, path) else "trim", message)


def make_suppressions(metadata: Mapping[str, Any], places: Positions) -> tuple[Suppression, ...]:
    """Return the findings that the author accepts."""
    return tuple(
        Suppression(
            code=entry["code"], path=entry["path"], reason=entry["reason"], span=places.key(("suppress", index))
        )
        for index, entry in enumerate(metadata.get("suppress", ()))
        if {"code", "path", "reason"} <= entry.keys()
    )
