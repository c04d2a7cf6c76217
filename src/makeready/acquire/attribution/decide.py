"""Decision: all claims of a page go in; what is known of its text, and what is unknown or disputed, comes out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from makeready.acquire.attribution.claims import Claim, Claims, Field, Kind
from makeready.acquire.attribution.languages import contradict_language
from makeready.acquire.attribution.licences import read_licence
from makeready.acquire.attribution.page import AttributionLine, FoundAttribution, Person, ProseLine
from makeready.acquire.attribution.people import decide_people, read_people
from makeready.acquire.attribution.texts import fold_text, same_text, strip_site
from makeready.acquire.attribution.weigh import Scales
from makeready.acquire.found import Found, Text
from makeready.findings import Finding, Outcome

_SOUGHT = ("title", "language", "creators", "published", "venue", "address", "licence_uri")
_SOUGHT_OF_WORK = ("work_title", "work_authors", "work_publisher", "work_year", "work_isbn")
_WORK_FIELDS = (Field.WORK_SUBTITLE, Field.WORK_PUBLISHER, Field.WORK_YEAR, Field.WORK_ISBN)


def decide_attribution(claims: Claims, lines: Sequence[ProseLine]) -> Outcome[FoundAttribution]:
    """Return what the claims agree on, with findings for contradictions, refusals and what is unknown."""
    scales = Scales(claims)
    marked = [c for c in (*claims.of(Field.VENUE), *claims.of(Field.OWNER)) if c.kind is not Kind.PROSE]
    sites = [value for claim in marked for value in claim.values]
    values: dict[str, Any] = {"title": _decide_title(scales, sites)}
    values["subtitle"] = scales.weigh(Field.SUBTITLE)
    values["language"] = _decide_language(scales, lines)
    is_review = bool(claims.of(Field.REVIEW)) or any(c.decisive for c in claims.of(Field.WORK_TITLE))
    work = _decide_work(scales, sites) if is_review else {}
    is_review = is_review and work.get("work_title") is not None
    values |= work if is_review else {}
    values |= _decide_people(scales, sites, is_review=is_review)
    values |= _decide_publication(scales)
    values["address"] = scales.weigh(Field.ADDRESS)
    values |= _decide_rights(scales)
    for what in (Field.SUBMITTED_TO, Field.SUBMITTED_BY, Field.PERMISSION):
        values[what.value] = scales.weigh(what)
    sought = (*_SOUGHT, *(_SOUGHT_OF_WORK if is_review else ()))
    found = FoundAttribution(
        **values,
        is_review=is_review,
        lines=_list_attribution_lines(claims, lines),
        unknown=tuple(name for name in sought if not values.get(name)),
        disputed=tuple(dict.fromkeys(what.value for what in scales.disputed)),
    )
    _report_unknown(found, claims, lines)
    return Outcome(value=found, findings=tuple(dict.fromkeys(claims.findings)))


def _decide_title(scales: Scales, sites: Sequence[str]) -> Text | None:
    """Return the title: the one heading that stands over the text decides, without the name of the site behind it."""
    claims = [c for c in scales.claims.of(Field.TITLE) if not any(same_text(c.values[0], site) for site in sites)]
    # The head's own title often carries the site's name, in one of a hundred ways: it is asked where nothing else is.
    claims = [c for c in claims if c.kind is not Kind.META] or claims
    trimmed = [replace(c, values=(strip_site(c.values[0], sites),)) for c in claims]
    return scales.weigh(Field.TITLE, trimmed)


def _decide_language(scales: Scales, lines: Sequence[ProseLine]) -> Text | None:
    """Return the language, unless the words of the text are plainly those of another."""
    found = scales.weigh(Field.LANGUAGE)
    other = contradict_language(found.value, lines) if found else None
    if found is None or other is None:
        return found
    message = f"the page says that its language is {found.value}, and its words are {other}; it stays unknown"
    scales.claims.report("AQ090", message, found.span or lines[0].span, (f"{found.told} says “{found.value}”",))
    scales.disputed.append(Field.LANGUAGE)
    return None


def _decide_work(scales: Scales, sites: Sequence[str]) -> dict[str, Any]:
    """Return what is known of the book. Where its title is disputed there may be several books: nothing is known."""
    claims = scales.claims
    title = scales.weigh(Field.WORK_TITLE)
    if title is None:
        return {}
    values: dict[str, Any] = {what.value: scales.weigh(what) for what in _WORK_FIELDS}
    subtitle: Text | None = values["work_subtitle"]
    if subtitle and fold_text(title.value).endswith(fold_text(subtitle.value)):
        head = title.value[: len(title.value) - len(subtitle.value)].rstrip(" :–—-.")
        if head:
            title = replace(title, value=head)
    authors = decide_people(scales, Field.WORK_AUTHORS, "aut", sites=sites)
    # A translator told beside the text may be the review's; those told of the book are asked for by name.
    translators = decide_people(scales, Field.WORK_TRANSLATORS, "trl") if claims.of(Field.WORK_TRANSLATORS) else ()
    return {**values, "work_title": title, "work_authors": authors + translators}


def _decide_people(scales: Scales, sites: Sequence[str], *, is_review: bool) -> dict[str, tuple[Person, ...]]:
    """Return who wrote and who translated the text. Whoever is anywhere named as the book's author did not."""
    claims = scales.claims
    authors = _names(claims.of(Field.WORK_AUTHORS))
    doubted = _names(claims.of(Field.DOUBT))
    role = "rev" if is_review else "aut"
    creators = decide_people(scales, Field.CREATORS, role, sites=sites, book_authors=authors, doubted=doubted)
    translators = decide_people(scales, Field.TRANSLATORS, "trl", sites=sites, book_authors=authors)
    return {"creators": creators, "translators": translators}


def _names(claims: Sequence[Claim]) -> list[str]:
    return [name.shown for claim in claims for value in claim.values for name in read_people(value)]


def _decide_publication(scales: Scales) -> dict[str, Text | None]:
    """Return where and when the text was published, and where and when this copy was, if in another place."""
    claims = scales.claims
    said = [c for c in claims.of(Field.VENUE) if c.decisive and c.kind is Kind.PROSE]
    sites = [c for c in claims.of(Field.VENUE) if c not in said]
    dates = claims.of(Field.PUBLISHED)
    if not said:
        return {
            "venue": scales.weigh(Field.VENUE, sites),
            "venue_owner": _decide_owner(scales),
            "published": scales.weigh(Field.PUBLISHED, dates),
        }
    venue = scales.weigh(Field.VENUE, said)
    # "Peter's page at Medium" stands at Medium: that is no other place.
    elsewhere = [c for c in sites if venue and fold_text(c.values[0]) not in fold_text(venue.value)]
    first = any(not c.soft for c in said)
    lines = {(c.span, c.evidence) for c in said}
    told = [c for c in dates if (c.span, c.evidence) in lines]
    others = [c for c in dates if c not in told]
    copied = bool(elsewhere) or first or bool(told)
    owners = [c for c in claims.of(Field.OWNER) if (c.span, c.evidence) in lines or not copied]
    return {
        "venue": venue,
        "venue_owner": scales.weigh(Field.OWNER, owners),
        "published": scales.weigh(Field.PUBLISHED, told if copied else dates),
        "reprinted_in": scales.weigh(Field.VENUE, elsewhere),
        "reprinted": scales.weigh(Field.PUBLISHED, others) if elsewhere else None,
    }


def _decide_owner(scales: Scales) -> Text | None:
    """Return who publishes, where that is told apart from what is published."""
    names = [claim.values[0] for claim in scales.claims.of(Field.VENUE)]
    claims = [c for c in scales.claims.of(Field.OWNER) if not any(same_text(c.values[0], name) for name in names)]
    return scales.weigh(Field.OWNER, claims)


def _decide_rights(scales: Scales) -> dict[str, Text | None]:
    rights = scales.weigh(Field.RIGHTS)
    address = scales.weigh(Field.LICENCE)
    known = read_licence(address.value) if address else None
    name = known[0] if known else None
    licence = Found(value=name, evidence=address.evidence, span=address.span) if address and name else None
    return {"rights": rights, "licence_uri": address, "licence": licence}


def _list_attribution_lines(claims: Claims, lines: Sequence[ProseLine]) -> tuple[AttributionLine, ...]:
    """Return the short lines that told something, in their order; headings and sentences are the text's."""
    told: dict[int, list[str]] = {}
    places = {(line.span, line.text): at for at, line in enumerate(lines)}
    for claim in claims.all:
        if claim.kind is not Kind.PROSE or not claim.evidence.startswith("the line"):
            continue
        start = re.sub(r"…”$", "", claim.evidence[len("the line “") :]).removesuffix("”")
        for (span, text), at in places.items():
            plain = " ".join(text.split())
            if span == claim.span and plain.startswith(start) and lines[at].heading is None:
                told.setdefault(at, []).append(claim.field.value)
    return tuple(
        AttributionLine(text=lines[at].text, span=lines[at].span, fields=tuple(dict.fromkeys(told[at])))
        for at in sorted(told)
    )


def _report_unknown(found: FoundAttribution, claims: Claims, lines: Sequence[ProseLine]) -> None:
    """Say once which fields nothing was found for."""
    names = [name.replace("_", " ").replace(" uri", "") for name in found.unknown if name not in found.disputed]
    if names:
        place = lines[0].span if lines else None
        claims.findings.append(_observe_unknown(names, place, claims.source))


def _observe_unknown(names: Sequence[str], place: Any, source: str) -> Finding:
    from makeready.findings import Span, observe

    message = f"the page does not say: {', '.join(names)}"
    return observe("AQ097", message, span=place or Span.at(source, 1))
