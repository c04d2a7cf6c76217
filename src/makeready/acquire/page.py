"""Pages: a saved page of the web goes in; its text, its attribution, and all that is left out come out."""

from __future__ import annotations

import posixpath
import re
import urllib.parse
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from lxml import etree

from makeready.acquire.attribution import (
    FoundAttribution,
    PageEvidence,
    ProseLine,
    find_attribution,
    make_found_book,
)
from makeready.acquire.attribution.dates import DATE
from makeready.acquire.chapters import list_blocks, set_line
from makeready.acquire.elements import find_tag, list_classes, list_words
from makeready.acquire.found import Found, FoundBook, FoundProvenance
from makeready.acquire.furniture import name_marked, name_phrase
from makeready.acquire.main_text import ExtractorsMissing, Vote, vote
from makeready.acquire.notes import take_notes
from makeready.acquire.parsing import CONTROLS, parse_page, read_data
from makeready.acquire.reading import Chapter, LeftOut, Reading
from makeready.acquire.segments import Segment, list_segments
from makeready.dataclass import dataclass
from makeready.findings import Finding, Outcome, Span, observe
from makeready.late_pattern import late_pattern

# Furniture that has headings.
_HEADED = frozenset({"comments", "related", "share", "subscribe", "cookies"})
_DEEPEST = 200
_HEADING = late_pattern(r"h([1-6])$")
# Names of classes that mean the same on any page.
_MEANT = frozenset({"verse", "poem", "poetry", "stanza", "smallcaps", "small-caps", "sc"})
_FOOTNOTE = late_pattern(r"(?:^|[-_])(?:foot|end)?notes?(?:$|[-_])")
_END = late_pattern(r"[.!?…:;,”’\")\]]\W*$")
_BYLINE = late_pattern(r"(?:written |posted |published )?(?:by|on|von|par|por)\b", re.IGNORECASE)
_DATED = late_pattern(rf"\W*{DATE}\W*", re.IGNORECASE)
_CAPTION_WORDS = 12
_HEADING_WORDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """A page as it was saved: the name of its file, its HTML, where it was and when it was saved, if that is known.

    `parts` are pictures that were saved with it, by their addresses.
    """

    name: str
    content: bytes
    address: str | None = None
    saved: str | None = None
    parts: Mapping[str, bytes] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a person said of a page: lines of the source that stay in the text, and lines that do not."""

    keep: Collection[int] = ()
    drop: Collection[int] = ()


_NO_CHOICE = Choice()


def read_page(page: SavedPage, choice: Choice = _NO_CHOICE) -> Outcome[Reading]:
    """Return the text of a page with its attribution; findings where there is none."""
    tree = parse_page(page.content)
    body = tree.find("body") if tree is not None else None
    if tree is None or body is None:
        return Outcome(findings=(observe("AQ001", "there is no page in it", span=Span.at(page.name, 1)),))
    if _measure_depth(body) > _DEEPEST:
        message = f"its elements lie more than {_DEEPEST} deep in each other"
        return Outcome(findings=(observe("AQ001", message, span=Span.at(page.name, 1)),))
    attribution = find_attribution(PageEvidence(source=page.name, tree=tree, address=page.address))
    notes = take_notes(body)
    segments = list_segments(body)
    try:
        votes = vote(tree, segments)
    except ExtractorsMissing:
        return Outcome(
            findings=(observe("AQ003", "pages of HTML are read by trafilatura and jusText", location=page.name),)
        )
    parts = _Parts(page.name, segments, votes, attribution.value or FoundAttribution())
    parts.pictures = find_pictures(body, page)
    parts.decide(choice)
    return parts.finish(body, page, attribution.findings, notes)


def read_text_page(page: SavedPage, choice: Choice = _NO_CHOICE) -> Outcome[Reading]:
    """Return the text of a page that was saved as plain text, with its attribution."""
    try:
        text = page.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = page.content.decode("cp1252", "replace")
    body = _make_body(text)
    segments = list_segments(body)
    lines = tuple(_prose(segment, page.name) for segment in segments)
    attribution = find_attribution(PageEvidence(source=page.name, lines=lines, address=page.address))
    parts = _Parts(page.name, segments, [Vote(True, True)] * len(segments), attribution.value or FoundAttribution())
    parts.plain = True
    parts.decide(choice)
    return parts.finish(body, page, attribution.findings)


class _Parts:
    """The segments of one page, and what becomes of each."""

    def __init__(
        self, source: str, segments: list[Segment], votes: Sequence[Vote], attribution: FoundAttribution
    ) -> None:
        self.source = source
        self.segments = segments
        self.votes = votes
        self.attribution = attribution
        self.plain = False
        self.pictures: Mapping[str, bytes] = {}
        # Of each segment that is no text: its kind, and the reason.
        self.reasons: dict[int, tuple[str, str]] = {}
        self.told: set[int] = set()
        self.doubted: list[int] = []

    def decide(self, choice: Choice) -> None:
        """Say of each segment what it is."""
        for at, segment in enumerate(self.segments):
            reason = None if self.plain else name_marked(segment.parent)
            reason = reason or self._name_pieces(segment)
            if reason is None and self._is_bare_caption(segment):
                reason = "caption", "belongs to a picture that was not saved with the page"
            if reason is None:
                reason = name_phrase(segment.text)
                # "Contact", "Licence", "Start" may head a part of the text.
                if reason is not None and _is_heading(segment) and reason[0] not in _HEADED:
                    reason = None
            title = _is_heading(segment, 1) and self._is_only_title(at)
            if reason is not None and (not title or reason[0] == "navigation"):
                self.reasons[at] = reason
        self._bound()
        if self.plain:
            self._find_captions()
        lines = {line.text for line in self.attribution.lines}
        for at, segment in enumerate(self.segments):
            if segment.text in lines and self.reasons.get(at, ("outside",))[0] == "outside":
                self.reasons.pop(at, None)
                self.told.add(at)
        for at, segment in enumerate(self.segments):
            if segment.line in choice.keep:
                self.reasons.pop(at, None)
                self.told.discard(at)
            elif segment.line in choice.drop:
                self.reasons[at] = ("dropped", "left out as asked (--drop)")

    def _is_bare_caption(self, segment: Segment) -> bool:
        """Return True for the words of a figure whose pictures are not in the source; tables have captions too."""
        around = (segment.parent, *segment.parent.iterancestors())
        figure = next((one for one in around if find_tag(one) == "figure"), None)
        if self.plain or figure is None or not segment.text:
            return False
        addresses = [one.get("src") or "" for one in figure.iter("img")]
        held = any(find_tag(one) in ("table", "pre", "blockquote", "svg") for one in figure.iter())
        return bool(addresses) and not held and not any(address in self.pictures for address in addresses)

    def _is_only_title(self, at: int) -> bool:
        """Return True for a heading of the first rank where no other stands outside of furniture."""
        others = [one for one in self.segments if one is not self.segments[at] and _is_heading(one, 1)]
        return all(name_marked(one.parent) for one in others)

    def _name_pieces(self, segment: Segment) -> tuple[str, str] | None:
        """Return the reason where all of a segment is within elements of the line that are furniture."""
        found = None
        for owner, slot in segment.pieces:
            if slot != "element":
                return None if _text_of(owner, slot).strip() else found
            reason = name_marked(owner)
            if reason is None:
                return None
            found = reason
        return found

    def _bound(self) -> None:
        """Leave out what stands before the heading or the first passage of the text, and behind its last."""
        good = [at for at in range(len(self.segments)) if at not in self.reasons]
        strong = [at for at in good if self.votes[at].both] or [at for at in good if self.votes[at].any] or good
        if not strong:
            return
        first, last = strong[0], strong[-1]
        if not self.plain:
            holder = _find_holder([self.segments[at].parent for at in strong])
            inside = [at for at in good if holder is None or _is_within(self.segments[at].parent, holder)]
            last = max([last, *inside])
            # What an element holds that is there for the text alone is text from its first word.
            whole = holder is not None and find_tag(holder) in ("main", "article")
            first = min([first, *(at for at in inside if at < first and (whole or self._is_near(at, first)))])
        title = self._find_title(first)
        if title is not None:
            first = title
            self._clear_head(title, strong)
        for at in range(len(self.segments)):
            if at in self.reasons or first <= at <= last:
                if at not in self.reasons and not self.votes[at].any and len(self.segments[at].words) > _CAPTION_WORDS:
                    self.doubted.append(at)
                continue
            self.reasons[at] = ("outside", "stands before the text" if at < first else "stands behind the text")
            if self.votes[at].any:
                self.doubted.append(at)

    def _clear_head(self, title: int, strong: Sequence[int]) -> None:
        """Leave out what stands between the heading and the text and is none of it: who posted it, when."""
        work = self.attribution.work_title
        begins = next((at for at in strong if at > title and len(self.segments[at].words) >= 15), None)
        for at in range(title + 1, begins if begins is not None and not self.plain else title):
            segment = self.segments[at]
            short = len(segment.words) <= _CAPTION_WORDS
            said = _BYLINE.match(segment.text) or _DATED.fullmatch(segment.text) or _is_fact(segment)
            # Which book it is about, a review may say on a line of its own.
            names_work = work is not None and work.value in segment.text and not _is_fact(segment)
            if at not in self.reasons and short and not names_work and (said or not self.votes[at].any):
                self.reasons[at] = ("head", "stands between the heading and the text, and reads like none of it")

    def _is_near(self, at: int, first: int) -> bool:
        return not any(self.votes[between].any for between in range(at + 1, first)) and first - at <= 12

    def _find_title(self, first: int) -> int | None:
        """Return the segment that is the page's heading, where it stands above the text."""
        title = self.attribution.title
        for at in range(min(first + 1, len(self.segments)) - 1, -1, -1):
            segment = self.segments[at]
            if at in self.reasons:
                continue
            if _is_heading(segment, 1) or (title is not None and segment.text == title.value):
                return at
        return None

    def _find_captions(self) -> None:
        """Leave out lines between paragraphs of plain text that end without a stop: what stood below pictures."""
        title = self.attribution.title.value if self.attribution.title else None
        lines = {line.text for line in self.attribution.lines}
        for at, segment in enumerate(self.segments):
            if at in self.reasons or segment.text == title or segment.text in lines or _END.search(segment.text):
                continue
            words = len(segment.words)
            around = self._find_around(at)
            prose = len(around) == 2 and all(
                (len(one.words) > _HEADING_WORDS and _END.search(one.text)) or one.text in lines for one in around
            )
            if prose and _CAPTION_WORDS <= words <= 60:
                self.reasons[at] = ("caption", "reads like the words below a picture that is not there")

    def _find_around(self, at: int) -> list[Segment]:
        """Return the nearest segments before and behind one that are not left out."""
        found = []
        for step in (-1, 1):
            near = at + step
            while 0 <= near < len(self.segments) and near in self.reasons:
                near += step
            if 0 <= near < len(self.segments):
                found.append(self.segments[near])
        return found

    def finish(
        self,
        body: etree._Element,
        page: SavedPage,
        findings: tuple[Finding, ...],
        notes: Mapping[str, etree._Element] | None = None,
    ) -> Outcome[Reading]:
        """Take what is left out from the tree; return the reading."""
        source = self.source
        counts: dict[str, int] = {}
        left_out = []
        pictures = {at for at, one in enumerate(self.segments) if not one.text}
        for at, (kind, reason) in sorted(self.reasons.items()):
            segment = self.segments[at]
            if segment.text:
                counts[kind] = counts.get(kind, 0) + 1
                name = f"{kind}-{counts[kind]}"
                left_out.append(
                    LeftOut(name=name, text=segment.text, place=Span.at(source, segment.line), reason=reason)
                )
        notes = notes or {}
        words = tuple(word for segment in self.segments for word in segment.words)
        words += tuple(word for note in notes.values() for word in list_words(note))
        told = tuple(word for at in sorted(self.told) for word in self.segments[at].words)
        statement = [self.segments[at].text for at in sorted(self.told)]
        kept = [
            at
            for at in range(len(self.segments))
            if at not in self.reasons and at not in self.told and at not in pictures
        ]
        if not any(not _is_heading(self.segments[at]) for at in kept):
            return Outcome(findings=(*findings, observe("AQ012", "no text was found on it", span=Span.at(source, 1))))
        for at, segment in enumerate(self.segments):
            if at in self.reasons or at in self.told:
                segment.take_out()
        made = self._shape(body, kept)
        found = make_found_book(self.attribution)
        found = _complete(found, statement, page, [self.segments[at] for at in kept])
        told_findings = [*findings, *self._tell(left_out)]
        title = found.title.value if found.title else ""
        reading = Reading(
            kind="page",
            source=source,
            chapters=(_make_chapter(body, notes, title or posixpath.splitext(posixpath.basename(source))[0]),),
            found=found,
            words=words,
            left_out=tuple(left_out),
            told=told,
            made=made,
            pictures=self.pictures,
        )
        return Outcome(value=reading, findings=tuple(told_findings))

    def _shape(self, body: etree._Element, kept: list[int]) -> tuple[str, ...]:
        """Give the text a heading of the first level, and drop the page's own classes; return what was made."""
        made: tuple[str, ...] = ()
        headings = [at for at in kept if _is_heading(self.segments[at])]
        title = self.attribution.title.value if self.attribution.title else None
        if self.plain:
            for at in kept:
                segment = self.segments[at]
                words = len(segment.words)
                if segment.text == title:
                    segment.parent.tag = "h1"
                elif at != kept[0] and words <= _HEADING_WORDS and not _END.search(segment.text) and words:
                    segment.parent.tag = "h2"
        elif headings and kept[0] == headings[0] and segment_level(self.segments[headings[0]]) > 1:
            if not any(segment_level(self.segments[at]) == 1 for at in headings):
                self.segments[headings[0]].parent.tag = "h1"
        elif title and not any(segment_level(self.segments[at]) == 1 for at in headings):
            heading = etree.Element("h1")
            heading.text = CONTROLS.sub("\ufffd", title)
            body.insert(0, heading)
            heading.tail, body.text = body.text, None
            made = (title,)
        for node in body.iter():
            if node.get("class"):
                meant = list_classes(node) & _MEANT
                if find_tag(node) in ("pre", "code"):
                    meant |= {name for name in list_classes(node) if name.startswith(("language-", "lang-"))}
                del node.attrib["class"]
                if meant:
                    node.set("class", " ".join(sorted(meant)))
        return made

    def _tell(self, left_out: Sequence[LeftOut]) -> list[Finding]:
        findings = []
        if left_out:
            kinds = ", ".join(f"{one.name.rpartition('-')[0]}" for one in left_out)
            names = ", ".join(dict.fromkeys(kinds.split(", ")))
            words = sum(len(one.text.split()) for one in left_out)
            message = f"none of the text: {names} (passages: {len(left_out)}, words: {words})"
            findings.append(observe("AQ006", message, span=left_out[0].place))
        for at in self.doubted:
            segment = self.segments[at]
            kept = at not in self.reasons
            shown = segment.text if len(segment.text) < 60 else f"{segment.text[:57]}…"
            message = (
                f"“{shown}” is {'kept' if kept else 'left out'}, and the two extractors are not of one mind about it"
            )
            span = Span.at(self.source, segment.line)
            option = "--drop" if kept else "--keep"
            findings.append(observe("AQ007", message, span=span, hint=f"{option} {segment.line} decides otherwise"))
        return findings


def _make_chapter(body: etree._Element, notes: Mapping[str, etree._Element], name: str) -> Chapter:
    """Return the text of a page as one chapter, whatever its headings are."""
    return Chapter(name=name, nodes=tuple(list_blocks(body)), notes=notes)


def segment_level(segment: Segment) -> int:
    """Return the rank of the heading that a segment is, 0 for any other."""
    for node in (segment.parent, *segment.parent.iterancestors()):
        if found := _HEADING.match(find_tag(node)):
            return int(found[1])
        if find_tag(node) in ("div", "section", "article", "body", "header"):
            return 0
    return 0


def _is_heading(segment: Segment, level: int | None = None) -> bool:
    found = segment_level(segment)
    return bool(found) and level in (None, found)


def _is_fact(segment: Segment) -> bool:
    """Return True for a cell of a table whose rows have a name and a value each."""
    row = next((one for one in (segment.parent, *segment.parent.iterancestors()) if find_tag(one) == "tr"), None)
    return row is not None and [find_tag(cell) for cell in row] == ["th", "td"]


def _text_of(owner: etree._Element, slot: str) -> str:
    return (owner.text if slot == "text" else owner.tail) or ""


def _find_holder(elements: Sequence[etree._Element]) -> etree._Element | None:
    """Return the innermost element that holds all of `elements`."""
    lines = [[*reversed(list(one.iterancestors())), one] for one in elements]
    shared = None
    for level in zip(*lines, strict=False):
        if any(one is not level[0] for one in level):
            break
        shared = level[0]
    if shared is not None and find_tag(shared) not in ("body", "div", "section", "article", "main", "td"):
        shared = shared.getparent()
    return shared


def _is_within(element: etree._Element, holder: etree._Element) -> bool:
    return element is holder or any(one is holder for one in element.iterancestors())


def _measure_depth(body: etree._Element) -> int:
    deepest, depth = 0, 0
    for event, _ in etree.iterwalk(body, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _complete(found: FoundBook, statement: list[str], page: SavedPage, kept: Sequence[Segment]) -> FoundBook:
    """Return what was found with the words of the attribution themselves, and what is known of the file."""
    provenance = found.provenance or FoundProvenance()
    if statement:
        said = Found(value=" ".join(statement), evidence="the words of the source")
        provenance = replace(provenance, statement=said)
    if page.saved:
        provenance = replace(provenance, acquired_at=Found(value=page.saved, evidence="the saved page says when"))
    if found.language is None:
        from makeready.manuscript.folders.metadata import guess_language

        guess = guess_language(" ".join(segment.text for segment in kept)[:8_000])
        if guess:
            language = Found(value=guess, evidence="the words of the text")
            found = replace(found, language=language, unknown=tuple(n for n in found.unknown if "language" not in n))
    return replace(found, provenance=provenance)


def find_pictures(body: etree._Element, page: SavedPage) -> dict[str, bytes]:
    """Return the pictures of the text that were saved with the page, by the addresses that it names them by."""
    found = {}
    parts = page.parts if page.parts is not None else {}
    for node in body.iter("img"):
        address = node.get("src") or node.get("data-src") or ""
        node.set("src", address)
        whole = urllib.parse.urljoin(page.address or "", address)
        content = parts.get(address) or parts.get(whole) or read_data(address)
        if content:
            found[address] = content
    return found


def _make_body(text: str) -> etree._Element:
    """Return the paragraphs of a plain text as elements with the lines that they begin on."""
    body = etree.Element("body")
    lines = re.split(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text)
    if _is_wrapped(lines):
        groups: list[tuple[int, list[str]]] = []
        fresh = True
        for number, line in enumerate(lines, 1):
            if not line.strip():
                fresh = True
            elif fresh:
                groups.append((number, [line]))
                fresh = False
            else:
                groups[-1][1].append(line)
        paragraphs = [(number, " ".join(group)) for number, group in groups]
    else:
        paragraphs = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    for number, words in paragraphs:
        node = etree.SubElement(body, "p")
        node.text = CONTROLS.sub("\ufffd", words).strip()
        set_line(node, number)
    return body


def _is_wrapped(lines: list[str]) -> bool:
    """Return True where lines end at a measure, and an empty one parts paragraphs."""
    full = [line for line in lines if line.strip()]
    follow = sum(1 for one, other in pairwise(lines) if one.strip() and other.strip())
    return bool(full) and max(len(line) for line in full) <= 110 and follow > len(full) / 3


def _prose(segment: Segment, source: str) -> ProseLine:
    return ProseLine(text=segment.text, span=Span.at(source, segment.line))
