"""Facts to paste: a book, its finished files and its receiver's profile go in; the metadata of a package comes out.

What the receiver wants and the book does not have is a finding each.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields

from makeready.dataclass import dataclass
from makeready.findings import Finding, observe
from makeready.model.book import Book, Subject
from makeready.model.edition import Edition, PrintEdition
from makeready.model.profile import Profile

_LISTS = ("bisac", "thema")
_MILLIMETRE = 72 / 25.4


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFacts:
    """What the forms of a receiver ask for, as texts that can be pasted; None and empty where it is not known."""

    receiver: str
    title: str
    subtitle: str | None
    series: str | None
    contributors: tuple[tuple[str, tuple[str, ...]], ...]
    description: str | None
    keywords: tuple[str, ...]
    subjects: tuple[Subject, ...]
    language: str
    isbn_print: str | None
    isbn_ebook: str | None
    publisher: str | None
    imprint: str | None
    date: str | None
    rights: str | None
    pages: int | None
    trim: tuple[float, float] | None
    bleed: float | None
    colour_pages: int | None
    papers: tuple[str, ...]
    paper: str | None
    bindings: tuple[str, ...]
    price: str | None


def find_isbn(book: Book, edition: Edition | None) -> str | None:
    """Return the ISBN of an edition, digits only: its own, else the first of the book's.

    Two editions may not share one; so an EPUB has that of its edition alone.
    """
    if edition is None:
        return None
    own = edition.identifier or ""
    if own.casefold().startswith("isbn:"):
        return _keep_digits(own)
    if not isinstance(edition, PrintEdition):
        return None
    return next((_keep_digits(one.value) for one in book.identifiers if one.scheme == "isbn"), None)


def _keep_digits(text: str) -> str:
    return "".join(character for character in text.upper() if character.isdigit() or character == "X")


def list_keywords(book: Book, limit: int | None) -> tuple[str, ...]:
    """Return the subjects that are from no list, no more than `limit`."""
    words = tuple(dict.fromkeys(one.term for one in book.subjects if not one.scheme))
    return words if limit is None else words[:limit]


def judge_facts(book: Book, facts: PackageFacts, profile: Profile) -> tuple[Finding, ...]:
    """Return a finding for each thing that the receiver's forms ask for and that is not there, or too long."""
    who = profile.title
    findings: list[Finding] = []

    def miss(code: str, message: str, key: str = "") -> None:
        clause = profile.find_clause(key)
        notes = (f"{clause.source} (read {clause.read})",) if clause else ()
        findings.append(observe(code, message, notes=notes))

    limit = profile.description_limit
    if not facts.description:
        miss("PK001", f"there is no description for {who}")
    elif limit is not None and len(facts.description) > limit:
        miss(
            "PK002",
            f"the description has {len(facts.description):,} characters; {who} takes {limit:,}",
            "description_limit",
        )
    if facts.isbn_print is None and (profile.wants_isbn or profile.names_by_isbn):
        miss("PK003", f"the print edition has no ISBN, and {who} wants one", "wants_isbn")
    if not facts.contributors:
        miss("PK004", "the book names nobody who made it")
    if profile.keyword_limit is not None:
        known = list_keywords(book, None)
        if not known:
            miss("PK005", f"there are no keywords; {who} takes {profile.keyword_limit}", "keyword_limit")
        elif len(known) > profile.keyword_limit:
            left = ", ".join(known[profile.keyword_limit :])
            message = f"there are {len(known)} keywords, and {who} takes {profile.keyword_limit}; left out: {left}"
            miss("PK006", message, "keyword_limit")
    if not facts.subjects:
        miss("PK007", "no subject is from BISAC or Thema")
    if not (facts.publisher or facts.imprint):
        miss("PK008", "the book has no publisher")
    return tuple(findings)


def judge_files(roles: Sequence[str], profile: Profile) -> tuple[Finding, ...]:
    """Return a finding for each kind of file that the receiver takes and that no member has the role of."""
    findings = []
    if "cover" not in roles and profile.spines:
        findings.append(observe("PK010", f"the package has no cover for print; {profile.title} wants one"))
    if "ebook" not in roles and profile.takes_ebooks:
        findings.append(observe("PK011", f"there is no EPUB edition, and {profile.title} takes one"))
    return tuple(findings)


def list_coded_subjects(book: Book) -> tuple[Subject, ...]:
    """Return the subjects that are from a list of the trade."""
    return tuple(one for one in book.subjects if one.scheme and one.scheme.casefold() in _LISTS)


def render_facts_json(facts: PackageFacts) -> bytes:
    """Return the facts as JSON; lengths are points."""
    told: dict[str, object] = {one.name: getattr(facts, one.name) for one in fields(facts)}
    told["contributors"] = [{"name": name, "roles": list(roles)} for name, roles in facts.contributors]
    told["subjects"] = [{"term": s.term, "scheme": s.scheme, "code": s.code} for s in facts.subjects]
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")


def render_facts_text(facts: PackageFacts, roles: Mapping[str, str]) -> bytes:
    """Return the facts as text, a heading and what to paste under it; `roles` names MARC relators in words."""
    blocks: list[tuple[str, str | None]] = [
        ("Title", facts.title),
        ("Subtitle", facts.subtitle),
        ("Series", facts.series),
        ("Contributors", "\n".join(_name_person(name, codes, roles) for name, codes in facts.contributors)),
        ("Description", facts.description),
        ("Keywords", "\n".join(facts.keywords)),
        ("Subjects", "\n".join(" ".join(filter(None, (s.code, s.term, f"({s.scheme})"))) for s in facts.subjects)),
        ("Language", facts.language),
        ("ISBN of the print edition", facts.isbn_print),
        ("ISBN of the e-book", facts.isbn_ebook),
        ("Publisher", facts.publisher),
        ("Imprint", facts.imprint),
        ("Date", facts.date),
        ("Rights", facts.rights),
        ("Pages", None if facts.pages is None else f"{facts.pages:,}"),
        ("Trim", say_size(facts.trim) if facts.trim else None),
        ("Bleed", None if facts.bleed is None else say_length(facts.bleed) if facts.bleed else "none"),
        ("Ink", say_ink(facts.colour_pages, facts.pages)),
        ("Paper", facts.paper or (f"one of: {', '.join(facts.papers)}" if facts.papers else None)),
        ("Binding", ", ".join(facts.bindings) or None),
        ("Price", facts.price),
    ]
    lines = [f"{heading}\n{'-' * len(heading)}\n{words}\n" for heading, words in blocks if words]
    missing = ", ".join(heading for heading, words in blocks if not words)
    text = f"For {facts.receiver}\n\n" + "\n".join(lines) + (f"\nNot known: {missing}\n" if missing else "")
    return text.encode("utf-8", "backslashreplace")


def _name_person(name: str, codes: Sequence[str], roles: Mapping[str, str]) -> str:
    said = ", ".join(roles.get(code, code) for code in codes)
    return f"{name} ({said})" if said else name


def say_length(points: float) -> str:
    """Return a length in inches and millimetres."""
    return f"{points / 72:.4g} in ({points / _MILLIMETRE:.4g} mm)"


def say_size(size: tuple[float, float]) -> str:
    """Return a size in inches and millimetres."""
    wide, high = size
    return f"{wide / 72:.4g} × {high / 72:.4g} in ({wide / _MILLIMETRE:.4g} × {high / _MILLIMETRE:.4g} mm)"


def say_ink(coloured: int | None, pages: int | None) -> str | None:
    """Return which ink an interior needs, by its count of pages with colour."""
    if coloured is None or pages is None:
        return None
    return "black" if not coloured else f"colour ({coloured:,} of {pages:,} pages have some)"
