"""Microformats: the classes of a page go in; claims of its entries and reviews come out.

https://microformats.org/wiki/h-entry, h-review, hreview and hatom. What stands in a comment or a cited text is theirs,
not the page's.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from makeready.acquire.attribution.claims import Claims, Field, Kind
from makeready.acquire.attribution.scope import find_span, is_furniture, is_own_furniture, read_text
from makeready.acquire.elements import find_tag

# The classes that open something of its own, with the reader that understands it or none.
_ROOTS = {"h-entry", "h-review", "hentry", "hreview", "h-cite", "h-feed", "h-event", "h-card", "h-item", "h-product"}
_ROOTS |= {"h-book", "h-adr", "vcard", "item", "p-item"}
_MOST_ROOTS = 50


def claim_microformats(tree: etree._Element, claims: Claims) -> None:
    """Add what the entries and reviews of a page say; where it has several, each speaks."""
    found = []
    for element in tree.iter():
        names = _classes(element)
        if names & {"h-entry", "h-review", "hentry", "hreview"} and not is_furniture(element):
            inner = any(_classes(p) & {"h-entry", "h-cite", "hentry"} for p in element.iterancestors())
            if not inner or names & {"h-review", "hreview"}:
                found.append(element)
    for element in found[:_MOST_ROOTS]:
        names = _classes(element)
        if names & {"h-review", "hreview"}:
            _claim_review(element, "h-review" if "h-review" in names else "hReview", claims)
        else:
            _claim_entry(element, "h-entry" if "h-entry" in names else "hentry", claims)


def _classes(element: etree._Element) -> set[str]:
    return set((element.get("class") or "")[:2000].split()) if find_tag(element) else set()


def _own(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the elements of `root` with one of the classes that are not part of something else within it."""
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if element is root:
            continue
        classes = _classes(element)
        if classes & set(names):
            yield element
        if classes & _ROOTS or is_own_furniture(element):
            walk.skip_subtree()


def _read_person(element: etree._Element) -> str:
    """Return the name of a person: that of its card where it has one."""
    named = [e for e in element.iter() if _classes(e) & {"p-name", "fn"}]
    return read_text(named[0]) if named else read_text(element)


def _read_date(element: etree._Element) -> str:
    """Return a date: of the attribute that machines read, else the words."""
    inner = [e for e in element.iter() if _classes(e) & {"value", "value-title"}]
    chosen = inner[0] if inner else element
    return chosen.get("datetime") or chosen.get("title") or read_text(chosen)


def _claim(
    claims: Claims, what: Field, root: etree._Element, names: tuple[str, ...], form: str, *, decisive: bool
) -> None:
    """Add the claims of the elements with the first of these classes that there is."""
    people = what in (Field.CREATORS, Field.TRANSLATORS)
    for name in names:
        found = list(_own(root, name))
        if not found:
            continue
        if people:
            values = [_read_person(e) for e in found]
        elif what is Field.PUBLISHED:
            values = [_read_date(e) for e in found[:1]]
        else:
            values = [e.get("href") or read_text(e) if what is Field.LICENCE else read_text(e) for e in found[:1]]
        span = find_span(found[0], claims.source)
        claims.add(what, values, Kind.MICROFORMATS, f"{form} {name}", span, decisive=decisive)
        return


def _claim_entry(root: etree._Element, form: str, claims: Claims) -> None:
    classic = form == "hentry"
    _claim(claims, Field.TITLE, root, ("entry-title",) if classic else ("p-name",), form, decisive=False)
    _claim(claims, Field.CREATORS, root, ("author", "byline") if classic else ("p-author",), form, decisive=False)
    _claim(claims, Field.PUBLISHED, root, ("published",) if classic else ("dt-published",), form, decisive=False)
    _claim(claims, Field.LICENCE, root, ("u-license", "p-license"), form, decisive=False)


def _claim_review(root: etree._Element, form: str, claims: Claims) -> None:
    items = list(_own(root, "p-item", "item"))
    if len(items) != 1:
        return
    claims.add(Field.REVIEW, "review", Kind.MICROFORMATS, form, find_span(root, claims.source))
    names = ("p-reviewer", "p-author") if form == "h-review" else ("reviewer",)
    _claim(claims, Field.CREATORS, root, names, form, decisive=True)
    _claim(claims, Field.TITLE, root, ("p-name",) if form == "h-review" else ("summary",), form, decisive=False)
    dates = ("dt-reviewed", "dt-published") if form == "h-review" else ("dtreviewed",)
    _claim(claims, Field.PUBLISHED, root, dates, form, decisive=True)
    item = items[0]
    span = find_span(item, claims.source)
    title = next((e for e in item.iter() if _classes(e) & {"p-name", "fn"}), None)
    words = read_text(item if title is None else title)
    claims.add(Field.WORK_TITLE, words, Kind.MICROFORMATS, f"{form} item", span, decisive=True)
    authors = [_read_person(e) for e in item.iter() if _classes(e) & {"p-author", "author"}]
    if authors:
        claims.add(Field.WORK_AUTHORS, authors, Kind.MICROFORMATS, f"{form} item author", span, decisive=True)
