"""Check lists: what was verified and what a person decides go in; a list to tick off, Markdown and HTML, comes out."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from makeready.dataclass import dataclass
from makeready.findings import Finding
from makeready.model.edition import PrintEdition
from makeready.model.profile import Profile
from makeready.press.package_facts import PackageFacts, say_length, say_size
from makeready.report.display import make_safe
from makeready.report.policy import write_policy

# What `makeready package` itself looks at, what concerns the cover, and what is only a fact for reckoning.
_OF_COVER = ("spines", "spine_text_from", "spine_safe", "cover_bleed", "cover_safe", "barcode")
_OF_BOARDS = ("hard_spine", "hard_spine_steps", "spine_text_from", "spine_safe", "barcode")
_OF_CASE = ("case_pages", "case_trims", "case_turn_in", "case_overhang", "case_hinge", "case_safe")
_OF_JACKET = ("jacket_pages", "jacket_trims", "jacket_overhang", "jacket_flap", "jacket_fold")
_BY_BINDING = {
    "paperback": _OF_COVER,
    "case": (*_OF_BOARDS, *_OF_CASE),
    "jacket": (*_OF_BOARDS, "cover_bleed", "cover_safe", *_OF_JACKET),
}
_NOT_OF_PAGES = frozenset(key for keys in _BY_BINDING.values() for key in keys)
_SAID = {
    "trims": "The trim is one that is offered",
    "trim_range": "The trim is within what is offered",
    "bleed": "Pictures that reach the edge go beyond it",
    "bleed_outside": "Bleed at the outer sides only",
    "outer": "White at the outer sides",
    "outer_with_bleed": "White at the outer sides of a book with bleed",
    "inner": "White at the binding for this many pages",
    "heads_count": "Heads and folios keep to the margins",
    "least_pages": "The fewest pages",
    "most_pages": "The most pages",
    "page_multiple": "The count of pages is a multiple",
    "last_blank": "The last page is blank",
    "colour": "The inks",
    "black_ink": "Text and lines without colour are in gray",
    "spot_inks": "Inks of their own, at most",
    "standard": "The standard of the file",
    "condition": "The printing condition",
    "ink_limit": "The most ink at one place",
    "least_resolution": "The least resolution of pictures",
    "resolution": "The resolution of pictures",
    "most_resolution": "The most resolution of pictures",
    "least_line": "The thinnest line",
    "marks": "Marks outside the page",
    "bookmarks": "Bookmarks",
    "annotations": "Annotations",
    "transparency": "Transparency",
    "encryption": "Encryption",
    "tagged": "Tags for reading aloud",
    "most_bytes": "The size of the file",
    "attached": "The manuscript in the file",
    "ebook_cover": "The size of the e-book's cover picture",
    "names_by_isbn": "Files are named by the ISBN",
    "wants_isbn": "An ISBN",
    "description_limit": "The length of the description",
    "keyword_limit": "The count of keywords",
    "spines": "The width of the spine",
    "spine_text_from": "Words on the spine from so many pages",
    "spine_safe": "White beside the words on the spine",
    "cover_bleed": "Bleed of the cover",
    "cover_safe": "White inside the edges of the cover",
    "barcode": "The place of the barcode",
    "hard_spine": "The width of the spine with boards",
    "hard_spine_steps": "The width of the spine with boards",
    "case_pages": "Pages of a case",
    "case_trims": "The trims that are made with a case",
    "case_turn_in": "The turn-in of the case",
    "case_overhang": "How much a cover of the case is larger than a page",
    "case_hinge": "The hinge of the case",
    "case_safe": "White inside the edges of the case",
    "jacket_pages": "Pages of a book with a jacket",
    "jacket_trims": "The trims that are made with a jacket",
    "jacket_overhang": "How much a cover of the jacket is larger than a page",
    "jacket_flap": "The flaps of the jacket",
    "jacket_fold": "The jacket around the edge of the board",
}
_LENGTHS = frozenset(
    (
        *("bleed", "outer", "outer_with_bleed", "least_line", "spine_safe", "cover_bleed", "cover_safe"),
        *("case_turn_in", "case_hinge", "case_safe", "jacket_flap", "jacket_fold"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of a check list: whether it is done, what it says, and where that is asked for."""

    done: bool
    words: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading of a check list and what stands below it; `about` explains the part."""

    heading: str
    about: str
    items: tuple[Item, ...]


def make_list(
    profile: Profile,
    facts: PackageFacts,
    edition: PrintEdition | None,
    findings: Sequence[Finding],
    files: Sequence[tuple[str, str]],
) -> tuple[Part, ...]:
    """Return the parts of the list: files to upload, clauses that hold, what was found, what a person decides.

    `files` are (name, what it is).
    """
    roles = [role for _name, role in files]
    has_cover = "cover" in roles
    upload = tuple(Item(done=False, words=f"Upload {name}", source=_ROLES.get(role, role)) for name, role in files)
    verified = tuple(
        _verify(profile, key, edition, facts, findings)
        for key in dict.fromkeys(clause.key for clause in profile.clauses)
        if key in _SAID and key not in _NOT_OF_PAGES and not (key == "ebook_cover" and "ebook-cover" not in roles)
    )
    cover = tuple(
        Item(done=False, words=f"{_SAID[key]}{_say_value(profile, key, facts)}", source=_cite(profile, key))
        for key in dict.fromkeys(key for binding in facts.bindings or ("paperback",) for key in _BY_BINDING[binding])
        if profile.find_clause(key) is not None
    )
    found = tuple(
        Item(done=False, words=f"{one.code}: {one.message}", source=str(one.span or one.location or ""))
        for one in findings
    )
    return tuple(
        part
        for part in (
            Part(heading="Files to upload", about="", items=upload),
            Part(
                heading="Verified",
                about="The files were looked at page by page, and nothing was found against the clauses that "
                "are ticked. A clause that was not confirmed at the receiver's own pages says so.",
                items=verified,
            ),
            Part(
                heading="The cover",
                about="Compare the cover with these clauses and with the receiver's own template."
                if has_cover
                else "No cover for print is in this package; one that you bring has to keep to these clauses.",
                items=cover,
            ),
            Part(heading="Found, and to be judged by you", about="", items=found),
            Part(
                heading="To be decided by a person",
                about="Nothing in the manuscript answers these.",
                items=_list_decisions(profile, facts, has_cover=has_cover),
            ),
        )
        if part.items
    )


_ROLES = {
    "interior": "the pages of the book",
    "cover": "the cover for print: back, spine and front",
    "ebook": "the e-book",
    "ebook-cover": "the picture of the e-book in the shop",
}


def _verify(
    profile: Profile, key: str, edition: PrintEdition | None, facts: PackageFacts, findings: Sequence[Finding]
) -> Item:
    value = _say_value(profile, key, facts)
    if key in ("trims", "trim_range") and facts.trim:
        value = f": {say_size(facts.trim)}"
    elif key in ("least_pages", "most_pages") and facts.pages:
        value += f"; these are {facts.pages:,}"
    elif key == "inner" and facts.pages and edition is not None:
        value = f": {say_length(profile.find_inner(facts.pages))} at least; here {say_length(edition.margins.inner)}"
    elif key == "outer" and edition is not None:
        value = f": {say_length(profile.find_outer(edition.bleed))} at least; here {say_length(edition.margins.outer)}"
    # What a finding was made of stays to be judged, also where its clause makes warnings only.
    clause = profile.find_clause(key)
    doubted = clause is not None and any(note.startswith(clause.source) for one in findings for note in one.notes)
    return Item(
        done=not doubted and _holds(profile, key, facts), words=f"{_SAID[key]}{value}", source=_cite(profile, key)
    )


def _holds(profile: Profile, key: str, facts: PackageFacts) -> bool:
    """Return whether a clause about the metadata holds; those about files do, or there would be no package."""
    if key in ("names_by_isbn", "wants_isbn"):
        return facts.isbn_print is not None
    if key == "description_limit" and profile.description_limit is not None:
        return facts.description is not None and len(facts.description) <= profile.description_limit
    return bool(facts.keywords) if key == "keyword_limit" else True


def _say_value(profile: Profile, key: str, facts: PackageFacts) -> str:
    value = getattr(profile, key)
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return (
            ""
            if key in ("last_blank", "heads_count", "bleed_outside", "names_by_isbn")
            else (": wanted" if value else ": none")
        )
    if key in _LENGTHS:
        return f": {say_length(value)}"
    if key in ("spines", "hard_spine", "hard_spine_steps"):
        pages = facts.pages or 0
        if key != "spines":
            # A case and a jacket have the same one.
            bound = profile.find_binding("case") or profile.find_binding("jacket")
            value = bound.spines if bound is not None else ()
        return ": " + "; ".join(f"{say_length(one.measure(pages))} on {one.paper}" for one in value)
    if key in ("case_pages", "jacket_pages"):
        return f": {value[0]:,} to {value[1]:,}"
    if key in ("barcode", "case_overhang", "jacket_overhang"):
        return f": {say_size(value)}"
    if key == "ebook_cover":
        return f": {value[0]:,} × {value[1]:,} pixels"
    if isinstance(value, int | float):
        unit = {"most_bytes": " bytes", "ink_limit": " %", "description_limit": " characters"}.get(key, "")
        unit = " pixels per inch" if key.endswith("resolution") else unit
        return f": {value:,g}{unit}" if isinstance(value, float) else f": {value:,}{unit}"
    return f": {value}" if isinstance(value, str) else ""


def _cite(profile: Profile, key: str) -> str:
    clause = profile.find_clause(key)
    if clause is None:
        return ""
    doubt = "; not confirmed" if clause.status == "unconfirmed" else ""
    return f"{clause.source} (read {clause.read}{doubt})"


def _list_decisions(profile: Profile, facts: PackageFacts, *, has_cover: bool) -> tuple[Item, ...]:
    papers = f": {', '.join(facts.papers)}" if facts.papers else ""
    words = [
        *([f"Which paper{papers}; the spine depends on it"] if facts.paper is None else []),
        *([] if has_cover else ["Which cover, and whether its spine is of this count of pages"]),
        "The finish: glossy or matt" if facts.bindings else "Binding and finish: glossy or matt",
        *(["Black or colour printing"] if facts.colour_pages else []),
        *(
            ["The price in each country"]
            if facts.price is None
            else [f"The price in other countries than {facts.price}"]
        ),
        "Territories in which you have the rights",
        "Discount and returns, where the receiver asks",
        *(["Categories of the shop"] if profile.keyword_limit is not None else []),
        *(["Protection against copying of the e-book, and whether it may be lent"] if profile.takes_ebooks else []),
        *(["Whose ISBN is used: your own, or a free one of the receiver"] if facts.isbn_print is None else []),
        "Order a printed proof and read it before the book is on sale",
    ]
    return tuple(Item(done=False, words=one) for one in words)


def render_markdown(title: str, parts: Sequence[Part]) -> bytes:
    """Return the list as Markdown with boxes to tick."""
    lines = [f"# {_mark(title)}", ""]
    for part in parts:
        lines += [f"## {_mark(part.heading)}", "", *([part.about, ""] if part.about else [])]
        for item in part.items:
            source = f" — {_mark(item.source)}" if item.source else ""
            lines.append(f"- [{'x' if item.done else ' '}] {_mark(item.words)}{source}")
        lines.append("")
    return "\n".join(lines).encode("utf-8", "backslashreplace")


def _mark(text: str) -> str:
    """Return words in which no sign is read as markup."""
    safe = make_safe(text.replace("\n", " "))
    return "".join(f"\\{one}" if one in "\\`*_[]<>#|" else one for one in safe)


_STYLE = (
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:0 auto;padding:1rem}"
    "ul{list-style:none;padding:0}li{margin:.5rem 0}label{display:flex;gap:.6rem;align-items:baseline}"
    "small{display:block}input{width:1rem;height:1rem;flex:none}@media print{li{break-inside:avoid}}"
)


def render_html(title: str, parts: Sequence[Part]) -> bytes:
    """Return the list as one page with boxes to tick, which needs no network and no script."""
    lines = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{write_policy(_STYLE)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_write(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{_write(title)}</h1>",
    ]
    for part in parts:
        lines.append(f"<h2>{_write(part.heading)}</h2>")
        lines += [f"<p>{_write(part.about)}</p>"] if part.about else []
        lines.append("<ul>")
        for item in part.items:
            ticked = " checked" if item.done else ""
            source = f"<small>{_write(item.source)}</small>" if item.source else ""
            words = f"<span>{_write(item.words)}{source}</span>"
            lines.append(f'<li><label><input type="checkbox"{ticked}>{words}</label></li>')
        lines.append("</ul>")
    lines.append("</main>\n</body>\n</html>\n")
    return "\n".join(lines).encode("utf-8", "backslashreplace")


def _write(text: str) -> str:
    return escape(make_safe(text.replace("\n", " ")))
