"""Proofs: pictures of pages and what was found on them go in; one HTML page that needs no network comes out.

Pages lie beside one another as in the book, with their boxes on request, findings at their places, and what has changed
since an earlier proof, which is read back from its own HTML.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import field
from difflib import SequenceMatcher
from html import escape
from importlib.resources import files

from makeready import __version__
from makeready.dataclass import dataclass
from makeready.findings import Finding, Span
from makeready.late_pattern import late_pattern
from makeready.report.display import make_safe
from makeready.report.policy import write_policy
from makeready.report.text import count_words, summarise_findings

Box = tuple[float, float, float, float]
_LOCATION = late_pattern(r"page (\d+)\b(?: at (-?\d+(?:\.\d+)?), (-?\d+(?:\.\d+)?))?")
_PAGE = late_pattern(
    r'<figure class="page" id="p\d+" data-d="([0-9a-f]{64})?" [^<>]*>'
    r'(?:<div class="sheet"><img src="(data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=]+)")?'
)
_MAKER = late_pattern(r'<meta name="makeready-proof" content="([^"<>]+)">')
_LONGEST = 400
# Findings at one page, and all findings; those beyond are counted.
_MOST_AT_PAGE, _MOST = 60, 5_000
# Former pictures that are kept, and the characters that they may take.
_BEFORE, _BEFORE_ROOM = 40, 6_000_000
_RADIUS = 7.0
_TOGGLES = (
    ("trim", "Cut", "where the page is cut"),
    ("bleed", "Bleed", "how far ink goes beyond"),
    ("text", "Text", "where the text stands"),
    ("safe", "Safe area", "the white that the receiver asks for"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofPage:
    """A page of a proof: its number in the file, what it looks like, where it comes from.

    `sheet` is what the picture shows, `trim`, `bleed`, `text` and `safe` are boxes on it, in points of the page; where
    `trim` is None nothing says where the page is cut, and the sheet counts. `content` is empty without a picture,
    which has `width` and `height` in pixels. `folio` is the printed number, `source` where the page begins in the
    manuscript, `words` are its first ones. `digest` tells whether the page has changed.
    """

    number: int
    sheet: Box = (0.0, 0.0, 0.0, 0.0)
    trim: Box | None = None
    bleed: Box | None = None
    text: Box | None = None
    safe: Box | None = None
    media_type: str = ""
    content: bytes = field(default=b"", repr=False)
    width: int = 0
    height: int = 0
    digest: str = ""
    folio: str = ""
    blank: bool = False
    source: Span | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerPage:
    """A page of an earlier proof: its digest and its picture as an address, either empty where there is none."""

    digest: str
    picture: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed since an earlier proof: page numbers with the former page's index, None for a new page; `gone` are
    numbers of former pages that there are no more."""

    changed: Mapping[int, int | None] = field(default_factory=dict)
    gone: tuple[int, ...] = ()


def read_former(text: str, maker: str) -> tuple[FormerPage, ...] | None:
    """Return the pages of an earlier proof; None for a page that is no proof, or that was drawn by another `maker`."""
    found = _MAKER.search(text[:20_000])
    if found is None or found[1] != _write(maker):
        return None
    return tuple(FormerPage(digest=one[1] or "", picture=one[2] or "") for one in _PAGE.finditer(text))


def compare_pages(former: Sequence[FormerPage], pages: Sequence[ProofPage]) -> Changes:
    """Return which pages are not as they were; pages that only moved count as the same."""
    old, new = [one.digest for one in former], [one.digest for one in pages]
    changed: dict[int, int | None] = {}
    gone: list[int] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for offset, place in enumerate(range(c, d)):
            changed[pages[place].number] = a + offset if a + offset < b else None
        gone += [place + 1 for place in range(a + (d - c), b)]
    return Changes(changed=changed, gone=tuple(gone))


def find_page(finding: Finding, pages: Sequence[ProofPage]) -> tuple[int | None, tuple[float, float] | None]:
    """Return the number of the page that a finding is about, and its place there, as far as they are known.

    Where the finding has only its place in the manuscript, it is the last page that begins before it.
    """
    said = _LOCATION.search(finding.location or "")
    if said is not None:
        place = (float(said[2]), float(said[3])) if said[2] else None
        return int(said[1]), place
    if finding.span is None:
        return None, None
    at = (finding.span.start_line, finding.span.start_column or 0)
    found = None
    for page in pages:
        source = page.source
        if source is not None and source.source == finding.span.source:
            if (source.start_line, source.start_column or 0) <= at:
                found = page.number
            elif found is None:
                return page.number, None  # the file begins on this page, behind what its first lines say
    return found, None


def render_proof(
    heading: str,
    pages: Sequence[ProofPage],
    findings: Sequence[Finding],
    *,
    about: Sequence[str] = (),
    former: Sequence[FormerPage] | None = None,
    maker: str = "",
    rtl: bool = False,
    only: Sequence[int] | None = None,
) -> str:
    """Return one page with the spreads of a book.

    `about` are lines at its head. `former` are the pages of an earlier proof, None where there is none; `maker` names
    what drew the pictures, whose digests are comparable. `rtl` is True where the first page is a left one. Where
    `only` is given, only spreads with these pages are shown.
    """
    return _Proof(heading, pages, findings, about, former, maker, rtl, only).render()


class _Proof:
    def __init__(
        self,
        heading: str,
        pages: Sequence[ProofPage],
        findings: Sequence[Finding],
        about: Sequence[str],
        former: Sequence[FormerPage] | None,
        maker: str,
        rtl: bool,
        only: Sequence[int] | None,
    ) -> None:
        self.heading, self.pages, self.about, self.maker, self.rtl = heading, pages, about, maker, rtl
        self.findings = tuple(sorted(findings, key=lambda one: one.severity.rank))
        self.former = former
        self.changes = compare_pages(former, pages) if former is not None else Changes()
        self.shown = None if only is None else set(only)
        self.before_left, self.before_room = _BEFORE, _BEFORE_ROOM
        self.placed: dict[int, list[tuple[int, Finding, tuple[float, float] | None]]] = {}
        self.loose: list[tuple[int, Finding]] = []
        known = {page.number for page in pages}
        for number, finding in enumerate(self.findings[:_MOST], start=1):
            page, place = find_page(finding, pages)
            if page in known and page is not None:
                self.placed.setdefault(page, []).append((number, finding, place))
            else:
                self.loose.append((number, finding))

    def render(self) -> str:
        style, script = (
            files("makeready.report").joinpath(name).read_text("utf-8") for name in ("proof.css", "proof.js")
        )
        return "\n".join(
            [
                "<!DOCTYPE html>",
                '<html lang="en">',
                "<head>",
                '<meta charset="utf-8">',
                f'<meta http-equiv="Content-Security-Policy" content="{write_policy(style, script)}">',
                '<meta name="viewport" content="width=device-width, initial-scale=1">',
                '<meta name="color-scheme" content="light dark">',
                f'<meta name="generator" content="makeready {escape(__version__)}">',
                f'<meta name="makeready-proof" content="{_write(self.maker)}">',
                f"<title>{_write(self.heading)}</title>",
                f"<style>{style}</style>",
                "</head>",
                f"<body{' class=rtl' if self.rtl else ''}>",
                '<a class="skip" href="#spreads">Skip to the pages</a>',
                *self._render_head(),
                "<main>",
                *self._render_bar(),
                *self._render_loose(),
                '<section id="spreads" aria-labelledby="spreads-heading" tabindex="-1">',
                '<h2 id="spreads-heading">Pages</h2>',
                *self._render_spreads(),
                "</section>",
                "</main>",
                f"<footer><p>Written by makeready {escape(__version__)}.</p></footer>",
                f"<script>{script}</script>",
                "</body>",
                "</html>\n",
            ]
        )

    def _render_head(self) -> list[str]:
        lines = [*self.about, count_words(len(self.pages), "page", "pages")]
        lines.append(summarise_findings(self.findings) or "no findings")
        parts = ["<header>", f"<h1>{_write(self.heading)}</h1>", "<ul>", *(f"<li>{_write(one)}</li>" for one in lines)]
        blank = [page.number for page in self.pages if page.blank]
        if blank:
            parts.append(f"<li>Pages that will be blank: {self._link(blank)}</li>")
        if self.former is not None:
            parts += self._render_changes()
        return [*parts, "</ul>", "</header>"]

    def _render_changes(self) -> list[str]:
        changed = [number for number, old in self.changes.changed.items() if old is not None]
        new = [number for number, old in self.changes.changed.items() if old is None]
        parts = []
        if changed:
            parts.append(f"<li>Changed since the last proof: {self._link(changed)}</li>")
        if new:
            parts.append(f"<li>New since the last proof: {self._link(new)}</li>")
        if self.changes.gone:
            gone = ", ".join(map(str, self.changes.gone))
            parts.append(f"<li>Pages of the last proof that there are no more: {gone}</li>")
        return parts or ["<li>No page has changed since the last proof</li>"]

    def _link(self, numbers: Sequence[int]) -> str:
        """Return numbers as links to their pages, a row of them as its first and last."""
        runs: list[list[int]] = []
        for number in sorted(numbers):
            if runs and runs[-1][1] == number - 1:
                runs[-1][1] = number
            else:
                runs.append([number, number])
        return ", ".join(
            f'<a href="#p{first}">{first if first == last else f"{first}–{last}"}</a>' for first, last in runs
        )

    def _render_bar(self) -> list[str]:
        toggles = "".join(
            f'<label title="{_write(told)}"><input type="checkbox" id="show-{name}">{label}</label>'
            for name, label, told in _TOGGLES
            if name == "trim" or any(getattr(page, name) is not None for page in self.pages)
        )
        return [
            '<div class="bar" role="group" aria-label="What is shown">',
            f"<fieldset><legend>Show</legend>{toggles}"
            '<label><input type="checkbox" id="show-marks" checked>Findings</label></fieldset>',
            # Shown by the script, without which they would do nothing.
            '<span hidden><button type="button" id="before">Previous pages</button> '
            '<button type="button" id="after">Next pages</button> '
            '<button type="button" id="finding">Next finding</button></span>',
            f'<label hidden>Page <input type="number" id="page" min="1" max="{max(len(self.pages), 1)}"></label>',
            '<span role="status" id="said"></span>',
            "</div>",
        ]

    def _render_loose(self) -> list[str]:
        left = len(self.findings) - _MOST
        if not self.loose and left <= 0:
            return []
        more = [f"<p>{count_words(left, 'other', 'others')} not listed here.</p>"] if left > 0 else []
        items = [_render_item(number, finding) for number, finding in self.loose]
        listed = ['<ul class="found">', *items, "</ul>"] if items else []
        return [
            '<section aria-labelledby="loose-heading">',
            '<h2 id="loose-heading">Of the whole book</h2>',
            *listed,
            *more,
            "</section>",
        ]

    def _render_spreads(self) -> list[str]:
        parts: list[str] = []
        by_number = {page.number: page for page in self.pages}
        last = max(by_number, default=0)
        # The first page lies alone on its side, and each sheet after it shows a back and a front.
        for left in range(0, last + 1, 2):
            pages = [by_number[number] for number in (left, left + 1) if number in by_number]
            if not pages or (self.shown is not None and not any(page.number in self.shown for page in pages)):
                continue
            name = f"Page {pages[0].number}" if len(pages) == 1 else f"Pages {pages[0].number} and {pages[1].number}"
            parts += [f'<section class="spread" aria-label="{name}" tabindex="-1">', '<div class="pages">']
            parts += [self._render_page(page) for page in pages]
            parts.append("</div>")
            found = [entry for page in pages for entry in self.placed.get(page.number, [])[:_MOST_AT_PAGE]]
            left_out = sum(max(len(self.placed.get(page.number, [])) - _MOST_AT_PAGE, 0) for page in pages)
            if found:
                parts += ['<ul class="found">', *(_render_item(number, one) for number, one, _place in found), "</ul>"]
            if left_out:
                parts.append(f"<p>{count_words(left_out, 'other', 'others')} on these pages not listed.</p>")
            parts.append("</section>")
        return parts or ["<p>There are no pages to show.</p>"]

    def _render_page(self, page: ProofPage) -> str:
        label = f"Page {page.number}" + (f", {page.folio}" if page.folio and page.folio != str(page.number) else "")
        if page.content:
            data = base64.b64encode(page.content).decode("ascii")
            alt = f"{label}: {page.words}" if page.words else f"{label}, blank" if page.blank else label
            picture = (
                f'<img src="data:{page.media_type};base64,{data}" alt="{_write(alt)}" width="{page.width}" '
                f'height="{page.height}" loading="lazy">'
            )
            picture += self._render_overlay(page)
        else:
            picture = '<span class="none">This page could not be drawn.</span>'
        return (
            f'<figure class="page" id="p{page.number}" data-d="{page.digest}" aria-label="{_write(label)}">'
            f'<div class="sheet">{picture}</div><figcaption>{self._caption(page, label)}</figcaption></figure>'
        )

    def _caption(self, page: ProofPage, label: str) -> str:
        tags = '<span class="tag blank">blank</span>' if page.blank else ""
        former = ""
        if page.number in self.changes.changed:
            old = self.changes.changed[page.number]
            tags += (
                f'<span class="tag {"new" if old is None else "changed"}">{"new" if old is None else "changed"}</span>'
            )
            former = self._render_former(page, old)
        source = f" <code>{_write(str(page.source))}</code>" if page.source else ""
        words = f" <q>{_write(page.words)}</q>" if page.words else ""
        return f"{tags}<b>{_write(label)}</b>{source}{words}{former}"

    def _render_former(self, page: ProofPage, old: int | None) -> str:
        picture = self.former[old].picture if self.former and old is not None else ""
        if not picture or not self.before_left or len(picture) > self.before_room:
            return ""
        self.before_left -= 1
        self.before_room -= len(picture)
        alt = f"Page {page.number} as it was in the last proof"
        return f'<details><summary>Before</summary><img src="{picture}" alt="{alt}" loading="lazy"></details>'

    def _render_overlay(self, page: ProofPage) -> str:
        left, bottom, right, top = page.sheet
        cut = page.trim or page.sheet
        boxes = {"trim": cut, "bleed": page.bleed, "text": page.text, "safe": page.safe}
        shapes = [
            f'<rect class="box {name}" x="{_number(box[0] - left)}" y="{_number(top - box[3])}" '
            f'width="{_number(box[2] - box[0])}" height="{_number(box[3] - box[1])}"/>'
            for name, box in boxes.items()
            if box is not None and box[2] > box[0] and box[3] > box[1]
        ]
        for number, finding, place in self.placed.get(page.number, [])[:_MOST_AT_PAGE]:
            if place is None:
                continue
            # On the picture in any case: what lies beyond the edge is marked at it.
            x = min(max(cut[0] + place[0], left + _RADIUS), right - _RADIUS) - left
            y = top - min(max(cut[1] + place[1], bottom + _RADIUS), top - _RADIUS)
            told = f"{finding.severity.value} {number}: {finding.message}"
            shapes.append(
                f'<a class="mark {finding.severity.value}" id="m{number}" href="#f{number}" '
                f'aria-label="{_write(told)}">'
                f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_RADIUS:g}"/>'
                f'<text x="{_number(x)}" y="{_number(y + 3)}">{number}</text></a>'
            )
        return f'<svg viewBox="0 0 {_number(right - left)} {_number(top - bottom)}">{"".join(shapes)}</svg>'


def _render_item(number: int, finding: Finding) -> str:
    place = " ".join(f"<code>{_write(one)}</code>" for one in (str(finding.span or ""), finding.location or "") if one)
    notes = "".join(f"<small>{_write(note)}</small>" for note in finding.notes if note.strip())
    hint = f"<small><em>{_write(finding.hint)}</em></small>" if finding.hint else ""
    return (
        f'<li id="f{number}" tabindex="-1" data-said="{finding.severity.value} {number}">'
        f"<b class={finding.severity.value}>{number} {finding.severity.value} {_write(finding.code)}</b> "
        f"{_write(finding.message)} {place}{notes}{hint}</li>"
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _write(text: str) -> str:
    safe = make_safe(text.replace("\n", " "))
    return escape(f"{safe[:_LONGEST]}…" if len(safe) > _LONGEST else safe)
