"""Parity: a manuscript, what was composed of it and a finished file go in; every word that differs comes out.

The words of the manuscript as read are compared in full with those of the content documents, an EPUB's as they stand
in its bytes. A PDF's pages are compared with the documents that they were made of, block by block. What was composed
(title page, contents, labels) has no place in the manuscript; it is compared with the composition.

An error needs a letter, a digit or a mark that is lost, added, changed, out of its place or out of sight. Where only a
space differs, that is a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import zip_longest

from lxml import etree

from makeready.checks.blocks import (
    Block,
    DocumentText,
    LazyTexts,
    find_line,
    line_of,
    read_document,
    read_tree,
    read_words,
)
from makeready.checks.compare import Trouble
from makeready.checks.differ import Change, Difference, compare_texts, pair_moves, show_context, show_words
from makeready.checks.glyphs import space_words
from makeready.checks.hiding import Hidden, find_hidden, find_meant
from makeready.checks.looking import look_at_pages
from makeready.checks.package_container import Package, open_package
from makeready.checks.paper import Outlier, quote_run
from makeready.checks.pdf import name_pages as number_pages
from makeready.checks.shown import Run
from makeready.checks.sound_words import are_words_sound
from makeready.checks.words import (
    Folded,
    UnreadableText,
    WordStream,
    WordStreams,
    fold_characters,
    fold_typography,
    manuscript_words,
    note_words,
)
from makeready.findings import Finding, Severity, Span, observe
from makeready.markup.pages import name_pages
from makeready.model.artifact import Artifact
from makeready.model.book import Book, Section, walk_sections
from makeready.model.composition import Composition, ContentDocument
from makeready.model.node import Node, NodeKind, walk_nodes
from makeready.style.sheet import Style, read_style
from makeready.style.unseen import find_cause, find_loss, is_moved
from makeready.workshop import Notebook, Workshop

# Differences told one by one; a file with more has one fault behind them.
MOST = 6
# Differences that are looked for where the author accepts some: of more, not all are known, and none is accepted.
_KNOWN = 100


def check_parity(
    book: Book | None,
    artifact: Artifact,
    composition: Composition,
    workshop: Workshop | None = None,
    accepts: Callable[[Finding], bool] | None = None,
    package: Package | None = None,
) -> tuple[Finding, ...]:
    """Return a finding for each difference in words, at most six, between the manuscript and a finished file.

    Those that the author `accepts` come all, before the six.

    `book` is the manuscript as read, before composing; without it the file is compared with `composition` only,
    which `artifact` was bound from. No error means that every word of the manuscript, and every composed one,
    stands in the file, in order, where a reader sees it, and no other does. `workshop` remembers what was read in
    earlier files; `package` is an EPUB that was opened before.
    """
    limit = MOST + 1 if accepts is None else _KNOWN
    try:
        if composition.edition.is_paged:
            with (workshop or Workshop()).open_notebook("shown pages", artifact.path) as notebook:
                findings = _check_pdf(book, artifact, composition, notebook, limit)
        else:
            package = package or open_package(artifact.content, composition)
            with (workshop or Workshop()).open_notebook("words of an EPUB", artifact.path) as notebook:
                findings = _check_epub(book, package, composition, notebook, limit)
    except UnreadableText as trouble:
        return (
            observe("PY005", f"the words of {artifact.path} cannot be read back: {trouble}", location=artifact.path),
        )
    if accepts is None:
        return tuple(_cut_short(findings))
    if sum(finding.code != "PY008" for finding in findings) >= _KNOWN:
        return tuple(_cut_short(findings, placed=False))
    accepted = [finding for finding in findings if accepts(finding)]
    return (*accepted, *_cut_short([finding for finding in findings if not accepts(finding)]))


def _cut_short(findings: list[Finding], *, placed: bool = True) -> list[Finding]:
    """Return the first findings, errors before all others; the last one says how many more there are.

    Unless it is to be `placed`, that one has no place that an author could accept.
    """
    ordered = sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)
    if len(ordered) > MOST:
        more = f"{len(ordered) - MOST} more differences of this file are not shown"
        last = ordered[MOST - 1]
        ordered[MOST - 1] = replace(last, notes=(*last.notes, more) if placed else (more,))
        if not placed:
            ordered[MOST - 1] = replace(ordered[MOST - 1], span=None, location=None)
    return ordered[:MOST]


# What is so wrong with an EPUB that its words cannot be read in order: the file, the package document, its lists.
_UNREADABLE = frozenset({"EP010", "EP012", "EP015"})


def _check_epub(
    book: Book | None, package: Package, composition: Composition, notebook: Notebook, limit: int
) -> list[Finding]:
    broken = next((finding for finding in package.findings if finding.code in _UNREADABLE), None)
    if broken is not None:
        raise UnreadableText(broken.message)
    documents = {document.href: document for document in composition.documents}
    paths = {href: path for path in package.list_texts() if (href := package.name_place(path)) in documents}
    findings = [
        observe("PY006", f"{href} is not in the reading order of the EPUB", location=href)
        for href in documents
        if href not in paths
    ]
    try:
        roots = [package.read_page(path) for path in paths.values()]
    except etree.XMLSyntaxError as error:
        raise UnreadableText(f"a page is not well-formed: {error}") from error
    contents = {href: package.files[path] for href, path in paths.items()}
    texts = LazyTexts(contents, lambda href, _: read_tree(href, package.read_page(paths[href])))
    ours = read_style(composition.styles)
    for index, (href, path) in enumerate(paths.items()):
        document = documents[href]
        if package.files[path] != document.content:
            findings += _compare_composed(document, texts.read(index), limit)
        for hidden in find_hidden(read_style(package.read_styles(path)), roots[index]):
            findings.append(_report_hidden(hidden, document, ours))
    findings += _compare_manuscript("EPUB", book, texts, composition, notebook, limit)
    findings += _report_meant(book)
    return findings


def _report_hidden(hidden: Hidden, document: ContentDocument, ours: Style) -> Finding:
    setting = hidden.setting
    if setting.rule is not None:
        # The sheets of the book are one in the package; the rule is looked for where its author wrote it.
        wanted = (setting.rule.selectors, setting.declaration.name, setting.declaration.value)
        same = ((r, d) for r in ours.rules for d in r.declarations if (r.selectors, d.name, d.value) == wanted)
        rule, declaration = next(same, (setting.rule, setting.declaration))
        setting = replace(setting, rule=rule, declaration=declaration)
    whom = "nobody" if setting.certain else "not every reader"
    message = f"{whom} can read “{hidden.words[:60]}” in the EPUB"
    severity = None if setting.certain else Severity.WARNING
    notes = (f"hidden by {setting}",)
    return observe("PY008", message, span=document.locate(hidden.line), severity=severity, notes=notes)


def _check_pdf(
    book: Book | None, artifact: Artifact, composition: Composition, notebook: Notebook, limit: int
) -> list[Finding]:
    texts = LazyTexts({document.href: document.content for document in composition.documents})
    findings = _compare_manuscript("PDF", book, texts, composition, notebook, limit)
    seen = look_at_pages(texts, artifact, composition, notebook)
    report = _Report(composition, artifact, texts)
    findings += report.list_findings(seen.troubles)
    findings += report.list_outliers(seen.outliers)
    findings += report.list_overprinted(seen.overprinted)
    findings += _report_meant(book)
    return findings


def _report_meant(book: Book | None) -> list[Finding]:
    """Return the finding that words are hidden by their class: the same for each file of a book, so it is told once."""
    found = [one for one in find_meant(book.sections if book is not None else ()) if one[1]]
    if not found:
        return []
    span, first = found[0]
    count = sum(len(words) for _, words in found)
    message = f"{count} {'word is' if count == 1 else 'words are'} hidden by the class `hidden`"
    return [observe("PY010", message, span=span, notes=(f"the first: “{' '.join(first)[:60]}”",))]


def _compare_manuscript(
    kind: str, book: Book | None, texts: LazyTexts, composition: Composition, notebook: Notebook, limit: int
) -> list[Finding]:
    """Compare the author's words with those of content documents."""
    if book is None or are_words_sound(book, composition.book, texts, notebook):
        return []
    documents = {document.href: document for document in composition.documents}
    order = [section.id for section in composition.book.sections]
    folded = Folded()
    wanted = manuscript_words(book, order, folded)
    found = read_words(texts.read_all(), documents, folded)
    findings = list(_report(kind, wanted.main, found.main, limit))
    for ours, theirs in _pair_notes(wanted, found):
        findings += _report(f"{kind} (notes)", ours, theirs, limit)
    return findings


def _pair_notes(wanted: WordStreams, found: WordStreams) -> list[tuple[WordStream, WordStream]]:
    """Return the notes that differ, each with the one that is likely the same; absent ones with an empty one."""
    left = [note for note in found.notes if note.text]
    alone: list[WordStream] = []
    spaced: list[tuple[WordStream, WordStream]] = []
    for note in wanted.notes:
        # Those that have the same letters are the same note, whatever spaces typography has set.
        place = next((at for at, other in enumerate(left) if other.letters == note.letters), None)
        if place is not None:
            other = left.pop(place)
            if other.tight != note.tight:
                spaced.append((note, other))
        elif note.text:
            alone.append(note)
    nothing = WordStream(text="")
    return [*spaced, *zip_longest(alone, left, fillvalue=nothing)]


def _report(kind: str, wanted: WordStream, found: WordStream, limit: int) -> Iterator[Finding]:
    """Yield findings about the differences between a manuscript's words and a file's."""
    if wanted.text == found.text or wanted.tight == found.tight:
        return
    for difference in compare_texts(wanted.text, found.text, limit):
        span = wanted.locate(difference.at) or found.locate(difference.found_at)
        if difference.is_space:
            message = f"in the {kind}, {show_words(difference.wanted)} stands as {show_words(difference.found)}"
            yield observe("PY009", message, span=span)
            continue
        notes = (
            f"manuscript: {show_context(wanted.text, difference.at, difference.wanted)}",
            f"{kind}: {show_context(found.text, difference.found_at, difference.found)}",
        )
        yield _describe(kind, difference, span, None, notes)


def _describe(
    kind: str, difference: Difference, span: Span | None, location: str | None, notes: Sequence[str], code: str = ""
) -> Finding:
    lost, gained = show_words(difference.wanted), show_words(difference.found)
    noun = "word" if len(difference.wanted or difference.found) == 1 else "words"
    messages = {
        Change.MISSING: ("PY001", f"the {kind} lacks the {noun} {lost}"),
        Change.EXTRA: ("PY002", f"the {kind} has the {noun} {gained} too many"),
        Change.CHANGED: ("PY001", f"the {kind} lacks the {noun} {lost}; in its place stands {gained}"),
        Change.MOVED: ("PY003", f"the {kind} has the {noun} {lost} in another place"),
    }
    usual, message = messages[difference.change]
    return observe(code or usual, message, span=span, location=location, notes=notes)


def _compare_composed(document: ContentDocument, text: DocumentText, limit: int) -> list[Finding]:
    """Compare the composed words of a content document that is not the composed one byte by byte."""
    composed = read_document(document.href, document.content)
    wanted, found = (fold_characters(" ".join(one.composed)) for one in (composed, text))
    return [
        _describe("EPUB", one, None, document.href, (show_context(wanted, one.at, one.wanted),), "PY004")
        for one in compare_texts(wanted, found, limit)
    ]


class _Report:
    """Makes findings of what a PDF's pages do not show as composed."""

    def __init__(self, composition: Composition, artifact: Artifact, texts: LazyTexts) -> None:
        self._composition = composition
        self._documents = {document.href: document for document in composition.documents}
        self._texts = texts
        self._artifact = artifact
        self._style = read_style(composition.styles)

    @cached_property
    def _elements(self) -> dict[str, tuple[DocumentText, etree._Element]]:
        return {key: (text, one) for text in self._texts.read_all() for key, one in text.elements.items()}

    @cached_property
    def _page_names(self) -> Sequence[str]:
        return name_pages(self._composition, self._artifact.pages) if self._artifact.pages else ()

    def list_outliers(self, outliers: Iterable[Outlier]) -> Iterator[Finding]:
        """Yield a finding for each sort of thing that stands beyond the trim or in the margin, with its first place."""
        grouped: dict[tuple[bool, str], list[Outlier]] = {}
        for one in outliers:
            grouped.setdefault((one.cut, "words" if one.what.startswith("“") else one.what), []).append(one)
        for (cut, _), group in grouped.items():
            first = group[0]
            beyond = f"{first.distance:.0f} pt beyond the {first.side} edge of the {'paper' if cut else 'text'}"
            message = f"{first.what} reaches {beyond}"
            yield self._observe("PD012" if cut else "PD013", message, first.key, [one.page for one in group])

    def list_overprinted(self, pairs: Sequence[tuple[int, Run, Run]]) -> Iterator[Finding]:
        """Yield a finding for all words that stand on others, with the first."""
        if pairs:
            _, under, over = pairs[0]
            message = f"{quote_run(over)} is printed over {quote_run(under)}"
            yield self._observe("PD014", message, over.key, [page for page, _, _ in pairs])

    def _observe(self, code: str, message: str, key: str | None, pages: Sequence[int]) -> Finding:
        """Return a finding at its first place in the book and in the manuscript; the number of the others is told."""
        names = self._page_names
        location = names[pages[0]] if pages[0] < len(names) else f"page {pages[0] + 1}"
        others = list(dict.fromkeys(page + 1 for page in pages))
        notes = (f"{len(pages) - 1} more on {number_pages(others)}",) if len(pages) > 1 else ()
        return observe(code, message, span=self._find_span(key), location=location, notes=notes)

    def _find_span(self, key: str | None) -> Span | None:
        """Return the place in the manuscript of an element."""
        text, element = self._elements.get(key or "", (None, None))
        document = self._documents.get(text.href) if text is not None else None
        return document.locate(line_of(element)) if document is not None else None

    def list_findings(self, troubles: Sequence[Trouble]) -> Iterator[Finding]:
        """Yield a finding for each trouble; words lost here and found there are told once, as moved."""
        kept = pair_moves([one.difference for one in troubles if one.difference is not None])
        told: set[tuple[Block | None, tuple[str, ...]]] = set()
        for one in troubles:
            if one.difference is not None:
                match = next((d for d in kept if _covers(d, one.difference)), None)
                if match is not None:
                    kept = tuple(d for d in kept if d is not match)
                    yield self._report_difference(one, match)
            elif not one.faults:
                if not (one.raised and self._is_moved(one)):
                    yield self._report_place(one)
            elif (one.block, one.faults) not in told:
                told.add((one.block, one.faults))
                yield self._report_unseen(one)

    def _is_moved(self, one: Trouble) -> bool:
        """Return True where a style sheet says that a block, or the one before it, or words in it, stand elsewhere."""
        blocks = [block for block in (one.block, one.before) if block is not None]
        return any(is_moved(self._style, block.element, inside=one.before is None) for block in blocks)

    def _report_difference(self, one: Trouble, difference: Difference) -> Finding:
        span, location = self._locate(one, difference.at), _name_page(one)
        hider = find_loss(self._style, one.block.element) if one.block is not None and difference.wanted else None
        if hider is not None:
            message = f"nobody can read {show_words(difference.wanted)} in the PDF"
            return observe("PY008", message, span=span, location=location, notes=(f"hidden by {hider}",))
        text = fold_characters(one.block.text) if one.block is not None else ""
        notes = (f"composed: {show_context(text, difference.at, difference.wanted)}",)
        composed = one.block is not None and one.block.composed
        return _describe("PDF", difference, span, location, notes, "PY004" if composed else "")

    def _report_unseen(self, one: Trouble) -> Finding:
        words = space_words(one.words)[:60]
        message = f"nobody can read “{words}” in the PDF: it is {' and '.join(one.faults)}"
        _, element = self._elements.get(one.key or "", (None, None))
        cause = find_cause(self._style, element, one.faults[0]) if element is not None else None
        notes = (f"look at {cause}",) if cause is not None else ()
        return observe("PY008", message, span=self._locate(one, 0), location=_name_page(one), notes=notes)

    def _report_place(self, one: Trouble) -> Finding:
        if not one.raised:
            return observe("PY009", f"in the PDF, {one.words}", span=self._locate(one, 0), location=_name_page(one))
        message = f"“{space_words(one.words)[:60]}” stands before the words that it follows"
        return observe("PY003", message, span=self._locate(one, 0), location=_name_page(one))

    def _locate(self, trouble: Trouble, letter: int) -> Span | None:
        """Return the place in the manuscript of a letter of a block."""
        block = trouble.block
        document = self._documents.get(block.href) if block is not None else None
        if document is None or block is None:
            return None
        span = document.locate(find_line(block.pieces, letter, fold_characters) or block.line)
        # The words of a note at the foot of a page stand, in the file, in the line of its call.
        note = _find_note(self._composition.book.sections, block.note) if block.note else None
        if note is None:
            return span
        words = note_words(note)
        before = words.letters.find(fold_typography(block.text).replace(" ", ""))
        return words.locate(max(before, 0) + letter) or span


def _name_page(trouble: Trouble) -> str | None:
    return f"page {trouble.page + 1}" if trouble.page is not None else None


def _covers(kept: Difference, difference: Difference) -> bool:
    """Return True where what is told is a difference itself, or the move that it is half of."""
    moved = kept.change is Change.MOVED and difference.change in (Change.MISSING, Change.CHANGED)
    return kept == difference or (moved and kept.wanted == difference.wanted and kept.at == difference.at)


def _find_note(sections: Iterable[Section], identity: str) -> Node | None:
    """Return the note of a composed book with this id that stands in the text where it is called."""
    nodes = (node for one in walk_sections(sections) for node in walk_nodes((*one.title, *one.content)))
    calls = (node for node in nodes if node.kind is NodeKind.NOTE_CALL and node.children)
    return next((call for call in calls if call.get("target") == identity), None)
