"""People: the claims on who wrote a text or a book go in; those who did, as far as a page agrees on it, come out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from makeready.acquire.attribution.claims import Claim, Field, Kind, shorten
from makeready.acquire.attribution.names import (
    Name,
    is_account,
    measure_name,
    read_name,
    read_names,
    same_person,
)
from makeready.acquire.attribution.page import Person
from makeready.acquire.attribution.texts import fold_text
from makeready.acquire.attribution.weigh import Scales, name_field
from makeready.acquire.found import Found
from makeready.model.people import Contributor

# Names that the makers of buttons and boxes leave in other people's pages.
_WIDGETS = {
    "addthis", "addtoany", "sharethis", "shareaholic", "disqus", "jetpack", "sumo", "social warfare", "monarch",
    "facebook", "twitter", "x", "linkedin", "pinterest", "reddit", "mailchimp", "gravatar", "yoast", "elementor",
}  # fmt: skip


def read_people(value: str) -> tuple[Name, ...]:
    """Return the names in one value of markup: "Potter, Ann", "Ann Potter and Ben Kiln"; nothing where it is unclear.

    A comma alone divides nothing here, because catalogues write it within a name.
    """
    parts = [part for part in re.split(r"\s*(?:;|,?\s+(?:and|&|und|et)\s+)\s*", value) if part]
    if len(parts) == 1:
        name = read_name(parts[0])
        return (name,) if name else ()
    commas = ["," in part for part in parts]
    if any(commas) and not all(commas):
        pieces = read_names(value)
        return pieces if all(len(name.shown.split()) > 1 for name in pieces) else ()
    names = [read_name(part) for part in parts]
    return tuple(name for name in names if name) if all(names) else ()


def decide_people(
    scales: Scales,
    what: Field,
    role: str,
    *,
    sites: Sequence[str] = (),
    book_authors: Sequence[str] = (),
    doubted: Sequence[str] = (),
) -> tuple[Person, ...]:
    """Return the people of a field, each with its best evidence; nobody where nothing, or a contradiction, is said.

    `sites` are names of the site, which nobody has; `book_authors` never wrote the review; those `doubted` may have
    written the book, and are believed only where the review itself names them.
    """
    good = []
    for claim in scales.claims.of(what):
        kept = _keep_names(scales, claim, sites, book_authors, doubted)
        if kept:
            good.append(replace(claim, values=kept))
    pool = scales.agree(what, good, _agree)
    if not pool:
        return ()
    fullest = max(pool, key=lambda claim: (len(claim.values), claim.decisive, -claim.kind))
    return tuple(_make_person(name, pool, role) for name in fullest.values)


def _keep_names(
    scales: Scales, claim: Claim, sites: Sequence[str], book_authors: Sequence[str], doubted: Sequence[str]
) -> tuple[str, ...]:
    """Return the names of a claim that can be people's, as they were written; why others are not is a finding."""
    kept: list[str] = []
    for value in claim.values:
        names = read_people(value)
        if not names:
            message = f"“{shorten(value)}” ({claim.evidence}) cannot be read as a name; it is passed over"
            scales.claims.report("AQ092", message, claim.span)
        for name in names:
            code, why = _doubt_name(name.shown, claim, sites, book_authors, doubted)
            if code:
                message = (
                    f"“{shorten(name.shown)}” ({claim.evidence}) is not taken for the {name_field(claim.field)}: {why}"
                )
                scales.claims.report(code, message, claim.span)
            elif not any(same_person(name.shown, one) for one in kept):
                kept.append(name.sort if "," in name.sort and name.sort in value else name.shown)
    return tuple(kept)


def _doubt_name(
    name: str, claim: Claim, sites: Sequence[str], book_authors: Sequence[str], doubted: Sequence[str]
) -> tuple[str, str]:
    """Return the code and the reason why a name is not believed, two empty texts where it is."""
    if is_account(name):
        return "AQ092", "it is the name of an account or an office, not a person's"
    if fold_text(name) in _WIDGETS:
        return "AQ092", "it is the name of a widget or a service"
    firm = claim.kind is Kind.PROSE or (claim.decisive and not claim.body)
    if not firm and any(fold_text(name) == fold_text(site) for site in sites):
        return "AQ092", "it is the name of the site"
    if _holds(book_authors, name):
        return "AQ093", "elsewhere the page names the same person as author of the book reviewed"
    if not claim.decisive and _holds(doubted, name):
        return "AQ093", "a title on the page reads as if the same person had written the book"
    return "", ""


def _holds(people: Iterable[str], name: str) -> bool:
    return any(same_person(one, name) for one in people)


def _agree(one: Claim, other: Claim) -> bool:
    """Return True where all names of the claim that lists fewer people stand in the other."""
    shorter, longer = sorted((one.values, other.values), key=len)
    return all(_holds(longer, name) for name in shorter)


def _make_person(name: str, pool: Sequence[Claim], role: str) -> Person:
    """Return a person under the name that tells most of all forms, filed as a claim files it if one does."""
    forms = [(value, claim) for claim in pool for value in claim.values if same_person(value, name)]
    best, claim = max(forms, key=lambda form: (measure_name(form[0]), -form[1].kind))
    read = read_name(best) or Name(best, best)
    # "TULL, JOAN" files nobody better than we do.
    named = [(value, read_name(value)) for value, _ in forms if "," in value]
    filed = [value for value, name_read in named if name_read and name_read.shown == read.shown]
    sort = filed[0] if filed else read.sort
    read_sort = read_name(sort)
    contributor = Contributor(name=read.shown, sort_name=read_sort.sort if read_sort else read.sort, roles=(role,))
    return Found(value=contributor, evidence=claim.evidence, span=claim.span)
