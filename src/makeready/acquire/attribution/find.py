"""Finding attribution: a page goes in; every kind of evidence is asked once, and what they agree on comes out."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from urllib.parse import urljoin

from makeready.acquire.attribution.books import claim_title, find_named_book
from makeready.acquire.attribution.claims import Claims, Field, Kind
from makeready.acquire.attribution.decide import decide_attribution
from makeready.acquire.attribution.json_ld import claim_json_ld
from makeready.acquire.attribution.lines import join_lines, list_lines
from makeready.acquire.attribution.meta_tags import claim_html, claim_links, claim_meta_tags
from makeready.acquire.attribution.microdata import claim_microdata
from makeready.acquire.attribution.microformats import claim_microformats
from makeready.acquire.attribution.page import FoundAttribution, PageEvidence, ProseLine
from makeready.acquire.attribution.prose import claim_prose
from makeready.acquire.attribution.texts import same_text, strip_site
from makeready.findings import Outcome, Span


def find_attribution(page: PageEvidence) -> Outcome[FoundAttribution]:
    """Return what a page says of who wrote what, where and when, with findings for what it says in contradiction.

    Nothing is fetched and nothing guessed: what is not said is None. The rules are in docs/acquire.md, "Attribution".
    """
    claims = Claims(page.source)
    lines = page.lines
    if page.address:
        told = "the address that the page was saved from"
        claims.add(Field.ADDRESS, page.address, Kind.PROSE, told, Span.at(page.source, 1), decisive=True)
    if page.tree is not None:
        for add in (claim_json_ld, claim_microdata, claim_microformats, claim_meta_tags, claim_links, claim_html):
            add(page.tree, claims)
        lines = join_lines(lines, list_lines(page.tree, page.source))
    _resolve_addresses(claims, page.address)
    claim_prose(lines, claims)
    _claim_heading(page, lines, claims)
    sites = [value for claim in claims.of(Field.VENUE) for value in claim.values]
    titles = [value for claim in claims.of(Field.TITLE) for value in claim.values]
    for claim in claims.of(Field.TITLE):
        if claim.kind is not Kind.PROSE:
            title = strip_site(claim.values[0], sites)
            claim_title(title, ProseLine(text=title, span=claim.span), claim.kind, claims)
    find_named_book(lines, titles, claims)
    return decide_attribution(claims, lines)


def _resolve_addresses(claims: Claims, address: str | None) -> None:
    """Make relative addresses whole where the page's own is known; without it they lead nowhere, and are dropped."""
    kept = []
    for claim in claims.all:
        value = claim.values[0]
        relative = claim.field in (Field.ADDRESS, Field.LICENCE) and ":" not in value.partition("/")[0]
        if relative and address:
            kept.append(replace(claim, values=(urljoin(address, value),)))
        elif not relative:
            kept.append(claim)
    claims.all = kept


def _claim_heading(page: PageEvidence, lines: tuple[ProseLine, ...], claims: Claims) -> None:
    """Add the title as it is seen: the one heading of the first level, or in plain text what stands over the byline."""
    sites = [value for claim in claims.of(Field.VENUE) for value in claim.values]
    top = [line for line in lines if line.heading == 1 and not any(same_text(line.text, site) for site in sites)]
    if len({line.text for line in top}) == 1:
        claims.add(Field.TITLE, top[0].text, Kind.PROSE, "the heading of the page", top[0].span, decisive=True)
    elif not top and page.tree is None:
        heading = _find_plain_heading(lines, claims)
        if heading is not None:
            claims.add(Field.TITLE, heading.text, Kind.PROSE, "the line over the text", heading.span, decisive=True)
            claim_title(heading.text, replace(heading, heading=1), Kind.PROSE, claims)


def _find_plain_heading(lines: tuple[ProseLine, ...], claims: Claims) -> ProseLine | None:
    """Return the line that stands right over the first one that says who wrote the text, if it can be a title."""
    told = {claim.span for claim in claims.all if claim.kind is Kind.PROSE and claim.evidence.startswith("the line")}
    for before, line in pairwise(lines):
        if line.span in told:
            text = before.text.strip()
            good = before.span not in told and len(text) <= 250 and not text.endswith((".", ":", ";", ","))
            return before if good and text else None
    return None
