"""Files of word processors: .docx, .odt and .rtf go in; their text, notes, pictures and metadata come out.

pandoc reads them from its standard input with --sandbox: it opens no file, asks no network and runs nothing. What an
archive inflates to is counted before pandoc sees it. https://pandoc.org/MANUAL.html#a-note-on-security
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from makeready.acquire.archive import Archive, BadArchive
from makeready.acquire.attribution.dates import read_date
from makeready.acquire.chapters import divide, list_blocks, read_words
from makeready.acquire.elements import find_line, find_tag, list_words, read_all, unwrap, walk_words
from makeready.acquire.notes import take_notes
from makeready.acquire.opened import BadSource, OpenedSource, SourceKind
from makeready.acquire.parsing import parse_page, read_data
from makeready.acquire.reading import LeftOut, Reading
from makeready.acquire.word_metadata import read_word_metadata
from makeready.acquire.word_styles import find_role, give_roles
from makeready.acquire.word_words import (
    Exact,
    find_unread,
    list_alternatives,
    list_exact,
    list_paragraphs,
    list_styles,
)
from makeready.findings import Finding, Outcome, Span, observe
from makeready.manuscript.removal import remove_element
from makeready.tools import find_pandoc, run_tool

_FORMATS = {SourceKind.WORD: "docx+styles", SourceKind.OPEN_DOCUMENT: "odt", SourceKind.RICH_TEXT: "rtf"}
_SECONDS = 300.0
_MOST_MEMORY = "-M400M"
_MOST_TEXT = 80_000_000
_TITLE_LINES = ("title", "subtitle", "author", "date")
_PARAGRAPHS = ("p", "h1", "h2", "h3", "h4", "h5", "h6")


def read_word(source: OpenedSource, changes: str | None) -> Outcome[Reading]:
    """Return the text of a file of a word processor. Raises BadSource where it is damaged or pandoc is not there."""
    archive = None
    if source.kind is not SourceKind.RICH_TEXT:
        try:
            archive = Archive(source.content)
            archive.check_sizes(_MOST_TEXT * 3)
        except BadArchive as bad:
            raise BadSource(str(bad)) from bad
    page = _run_pandoc(source)
    tree = parse_page(page.encode("utf-8-sig"))
    body = tree.find("body") if tree is not None else None
    if tree is None or body is None:
        return Outcome(findings=(observe("AQ012", "no text was found in it", span=Span.at(source.name, 1)),))
    try:
        return _WordReader(source, archive, body, changes).read()
    except BadArchive as bad:
        raise BadSource(str(bad)) from bad


def _run_pandoc(source: OpenedSource) -> str:
    pandoc = find_pandoc()
    if pandoc is None:
        raise BadSource(f"{source.kind.value} is read by pandoc, which is not here", code="AQ003")
    command: list[str | Path] = [pandoc, "+RTS", _MOST_MEMORY, "-RTS", "-f", _FORMATS[source.kind], "-t", "html5"]
    command += ["--sandbox", "--standalone", "--wrap=none", "--mathjax", "--track-changes=all", "--metadata=lang:und"]
    if source.kind is SourceKind.RICH_TEXT:
        command.append("--embed-resources")
    run = run_tool(command, seconds=_SECONDS, text=source.content)
    if run.status:
        why = next((line.strip() for line in run.errors.split("\n") if line.strip()), "it gives no reason")
        raise BadSource(f"pandoc cannot read it: {why[:160]}")
    return run.output


class _WordReader:
    """One reading of one file."""

    def __init__(
        self, source: OpenedSource, archive: Archive | None, body: etree._Element, changes: str | None
    ) -> None:
        self.source = source
        self.archive = archive
        self.body = body
        self.changes = changes
        self.findings: list[Finding] = []
        self.left_out: list[LeftOut] = []
        self.told: list[str] = []
        self.asides: dict[str, str] = {}
        self.exact: list[Exact] = []
        self.read_to = 0
        self.unknown: Counter[str] = Counter()

    def read(self) -> Outcome[Reading]:
        """Return the reading."""
        self._take_comments()
        self._find_unread()
        if self.archive is not None:
            self.exact = list_exact(self.source.kind, self.archive)
        if self.source.kind is SourceKind.OPEN_DOCUMENT and self.archive is not None:
            self._add_alternatives(list_alternatives(self.archive))
            self._add_styles(list_styles(self.archive))
        self._add_rules()
        self._add_targets()
        self._settle_changes()
        heads = self._take_title()
        for nav in list(self.body.iter("nav")):
            self._leave_out(nav, "contents", "its contents are made anew for each edition")
        notes = take_notes(self.body)
        for node in (self.body, *notes.values()):
            self.unknown.update(give_roles(node, self._read_code))
        self._tell_unknown()
        words = [*list_words(self.body), *(word for note in notes.values() for word in list_words(note))]
        left = [word for one in self.left_out for word in one.text.split()]
        name = posixpath.splitext(posixpath.basename(self.source.name))[0]
        pictures = self._read_pictures(notes)  # before what lies loose is moved
        blocks = list_blocks(self.body)
        if not blocks:
            finding = observe("AQ012", "there are no words in it", span=Span.at(self.source.name, 1))
            return Outcome(findings=(*self.findings, finding))
        divided = divide(blocks, notes, name)
        found = read_word_metadata(self.source.name, self.archive, heads, divided.title)
        told = [*self.told, *((divided.title,) if divided.title else ())]
        reading = Reading(
            kind=self.source.kind.value,
            source=self.source.name,
            chapters=divided.chapters,
            found=found,
            words=(*words, *left, *self.told),
            left_out=tuple(self.left_out),
            told=tuple(told),
            pictures=pictures,
            asides=self.asides,
        )
        return Outcome(value=reading, findings=tuple(self.findings))

    # --- what is not the text ---------------------------------------------------------------------------------------

    def _find_unread(self) -> None:
        """Leave out, and tell, the words that the file has and pandoc does not give on."""
        paragraphs = list_paragraphs(self.source.kind, self.source.content, self.archive)
        unread = find_unread(paragraphs, ["".join(walk_words(self.body))])
        place = Span.at(self.source.name, 1)
        for text in unread:
            name = f"unread-{len(self.left_out) + 1}"
            reason = "is in the file, and pandoc does not read it: a text box, a field, in rich text a note"
            self.left_out.append(LeftOut(name=name, text=text, place=place, reason=reason))
        if unread:
            count = sum(len(text.split()) for text in unread)
            shown = unread[0] if len(unread[0]) < 80 else f"{unread[0][:77]}…"
            message = f"words that pandoc does not read: {count}, the first “{shown}”"
            hint = None if self.source.kind is SourceKind.WORD else "save it as .docx, and acquire that"
            self.findings.append(observe("AQ013", message, span=place, hint=hint))

    def _add_styles(self, styles: Mapping[str, str]) -> None:
        """Put paragraphs into divisions with the names of their styles, the lines of the title into a head."""
        head = etree.Element("header")
        head.set("id", "title-block-header")
        begun = False
        for node in list(self.body.iter("p")):
            style = styles.get("".join(read_all(node).split()))
            parent = node.getparent()
            if style is None or parent is None or not read_all(node).strip():
                continue
            title = style.lower() in _TITLE_LINES
            begun = begun or not title
            if title and begun:
                continue  # the same words further on are no line of the title
            if find_tag(parent) == "blockquote" and len(parent) == 1 and find_role(style) not in (None, "blockquote"):
                unwrap(parent)  # pandoc takes what is set in for a quotation
                parent = node.getparent()
            if parent is None:
                continue
            if title and parent is self.body:
                node.set("class", style.lower())
                tail, node.tail = node.tail, None
                parent.remove(node)
                head.append(node)
                head.tail = tail
            elif find_tag(parent) == "body":
                holder = etree.Element("div")
                holder.set("data-custom-style", style)
                holder.tail, node.tail = node.tail, None
                parent.replace(node, holder)
                holder.append(node)
        if len(head):
            self.body.insert(0, head)

    def _add_alternatives(self, alternatives: Mapping[str, str]) -> None:
        """Give pictures the words that the file has for who cannot see them; pandoc does not read them."""
        for picture in self.body.iter("img"):
            words = alternatives.get(picture.get("src") or "")
            if words and not picture.get("alt"):
                picture.set("alt", words)

    def _add_rules(self) -> None:
        """Put a rule where the file has an empty paragraph with a line drawn in it, which pandoc drops."""
        places = iter([one for one in self.body.iter(*_PARAGRAPHS) if read_all(one).strip()])
        for at, paragraph in enumerate(self.exact):
            if not paragraph.ruled:
                continue
            key = next((one.key for one in self.exact[at + 1 :] if one.key), "")
            place = next((one for one in places if _key(one) == key), None) if key else None
            while place is not None and place.getparent() is not self.body:
                place = place.getparent()
            before = place.getprevious() if place is not None else None
            if place is None:
                break
            if before is None or find_tag(before) != "hr":
                place.addprevious(etree.Element("hr"))

    def _add_targets(self) -> None:
        """Give a paragraph the name that stands before it in the file, where a link leads to it and pandoc drops it."""
        known = {one.get("id") for one in self.body.iter() if one.get("id")}
        named = {name: one.key for one in self.exact for name in one.names if one.key}
        places: dict[str, etree._Element] = {}
        for one in self.body.iter(*_PARAGRAPHS) if named else ():
            places.setdefault(_key(one), one)
        for link in self.body.iter("a"):
            name = (link.get("href") or "").removeprefix("#")
            place = places.get(named[name]) if name in named and name not in known else None
            if place is not None:
                place.set("id", place.get("id") or name)
                link.set("href", f"#{place.get('id')}")

    def _settle_changes(self) -> None:
        """Accept, reject or keep tracked changes: of words, and of the ends of paragraphs."""
        counts: Counter[str] = Counter()
        changes = self.changes or "accept"
        for node in list(self.body.iter("span")):
            kind = (node.get("class") or "").split(" ")[0]
            if kind in ("insertion", "deletion"):
                counts[kind] += 1
                if changes == "keep":
                    node.tag = "ins" if kind == "insertion" else "del"
                    node.attrib.clear()
                elif (kind == "insertion") == (changes == "accept"):
                    unwrap(node)
                else:
                    remove_element(node)
            elif kind in ("paragraph-insertion", "paragraph-deletion"):
                counts[kind.partition("-")[2]] += 1
                joined = (kind == "paragraph-deletion") == (changes == "accept")
                paragraph = next((one for one in node.iterancestors() if find_tag(one) == "p"), None)
                remove_element(node)
                if joined and changes != "keep" and paragraph is not None:
                    _join_next(paragraph)
        if counts and self.changes is None:
            tracked = f"insertions: {counts['insertion']}, deletions: {counts['deletion']}"
            message = f"changes are tracked, and were accepted ({tracked})"
            self.findings.append(observe("AQ008", message, span=Span.at(self.source.name, 1)))

    def _take_comments(self) -> None:
        """Put the comments of reviewers into a file of their own, each with the words that it is about."""
        entries: list[str] = []
        comments: list[tuple[etree._Element, etree._Element | None]] = []
        for node in list(self.body.iter("span")):
            kind = (node.get("class") or "").split(" ")[0]
            if kind == "comment-start":
                around = next(
                    (one for one in node.iterancestors() if find_tag(one) in ("p", "li", "td", "h1", "h2", "h3")), None
                )
                comments.append((node, around))
                remove_element(node)
            elif kind == "comment-end":
                unwrap(node)
        for node, around in comments:
            text = " ".join(list_words(node))
            context = " ".join(list_words(around)) if around is not None else ""
            who = " ".join(one for one in (node.get("data-author"), (node.get("data-date") or "")[:10]) if one)
            entries.append(f"{len(entries) + 1}. {who}: {text}\n\n       {context[:200]}\n")
            if text:
                place = Span.at(self.source.name, find_line(node) or 1)
                self.left_out.append(
                    LeftOut(name=f"comment-{len(entries)}", text=text, place=place, reason="a comment")
                )
        if entries:
            self.asides["comments.md"] = "\n".join(["# Comments\n", *entries])

    def _take_title(self) -> dict[str, list[str]]:
        """Take the lines that are styled as title, subtitle, authors and date: the title page is made of them."""
        heads: dict[str, list[str]] = {}
        header = next((one for one in self.body.iter("header") if one.get("id") == "title-block-header"), None)
        if header is None:
            return heads
        for one in header:
            kind = (one.get("class") or "").split(" ")[0]
            words = read_words(one)
            if words and kind in _TITLE_LINES and (kind != "date" or read_date(words)):
                heads.setdefault(kind, []).append(words)
                self.told += words.split()
            elif words:
                place = Span.at(self.source.name, 1)
                self.left_out.append(LeftOut(name="front-1", text=words, place=place, reason="stands with the title"))
        remove_element(header)
        return heads

    def _leave_out(self, node: etree._Element, kind: str, reason: str) -> None:
        text = " ".join(list_words(node))
        if text:
            place = Span.at(self.source.name, find_line(node) or 1)
            self.left_out.append(
                LeftOut(name=f"{kind}-{len(self.left_out) + 1}", text=text, place=place, reason=reason)
            )
        remove_element(node)

    def _tell_unknown(self) -> None:
        """Tell the styles that mean nothing here, once."""
        if self.unknown:
            names = ", ".join(f"{name} ({count})" for name, count in self.unknown.most_common(12))
            message = f"styles that have no role in a book: {names}"
            self.findings.append(observe("AQ009", message, span=Span.at(self.source.name, 1)))

    def _read_code(self, line: etree._Element) -> str:
        """Return a line of code with the blanks that the file has."""
        key = _key(line)
        for at in range(self.read_to, len(self.exact)):
            if self.exact[at].key == key:
                self.read_to = at + 1
                return self.exact[at].text.replace("\t", "    ")
        return read_all(line).replace("\u2028", "\n")

    def _read_pictures(self, notes: dict[str, etree._Element]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for node in (self.body, *notes.values()):
            for one in node.iter("img"):
                address = one.get("src") or ""
                if "style" in one.attrib:
                    del one.attrib["style"]
                if address in found:
                    continue
                content = read_data(address)
                if content is None and self.archive is not None:
                    name = next((path for path in (f"word/{address}", address) if self.archive.has(path)), None)
                    content = self.archive.read(name) if name else None
                if content:
                    found[address] = content
        return found


def _key(node: etree._Element) -> str:
    return "".join(read_all(node).split())


def _join_next(paragraph: etree._Element) -> None:
    """Add the next paragraph to this one: the end between them is not there."""
    following = paragraph.getnext()
    if following is None or find_tag(following) != "p":
        return
    last = paragraph[-1] if len(paragraph) else None
    if last is not None:
        last.tail = (last.tail or "") + (following.text or "")
    else:
        paragraph.text = (paragraph.text or "") + (following.text or "")
    paragraph.extend(list(following))
    remove_element(following)
