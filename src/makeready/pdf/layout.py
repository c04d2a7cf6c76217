"""Layout: a composition goes in; the engine's pages come out, with what was seen while they were made."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from makeready.findings import Finding, Outcome, Span, observe
from makeready.markup.pages import name_pages
from makeready.model.book import Matter
from makeready.model.composition import Composition, StyleSheet
from makeready.model.edition import NoteNumbering
from makeready.model.pages import PageStart
from makeready.pdf.engine import (
    BASE,
    CSS,
    EngineHtml,
    FontConfiguration,
    MemoryFetcher,
    TooManyPagesError,
    limit_pages,
    watch_engine,
)
from makeready.pdf.footnotes import FarCall, Stray, find_far_calls, find_strays
from makeready.pdf.note_numbers import ask_for_page_numbers
from makeready.pdf.pages import find_page_starts
from makeready.pdf.sheet import write_sheet
from makeready.pdf.tree import join_documents
from makeready.pdf.typefaces import choose_faces, serve_faces

MOST_PAGES = 5000
_ADDRESS = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')][^)]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')""")
_IN_SHEET = re.compile(r" at (\d+):(\d+).* \[([^\]]+)\]$")
_IGNORED_RULE = re.compile(r"^(Ignored|Invalid|Expected|Unsupported|Parse error)", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class Layout:
    """The engine's document, the fonts that must outlive it, the index of the first page of the body, page starts."""

    document: Any
    fonts: Any
    body_start: int | None
    starts: tuple[PageStart, ...] = ()


def lay_out(composition: Composition, running_head: str, most_pages: int = MOST_PAGES) -> Outcome[Layout]:
    """Return the pages of `composition`; `running_head` stands on versos.

    There is no value where the pages exceed `most_pages`, or where the engine gives up on what a style sheet or the
    text asks of it: then an error says so.
    """
    documents = composition.documents
    rules, resources = serve_faces(choose_faces(document.content for document in documents))
    resources |= {href: (asset.content, asset.media_type) for href, asset in composition.assets}
    fetcher = MemoryFetcher(resources)
    fonts = FontConfiguration()
    by_page = composition.edition.note_numbering is NoteNumbering.PAGE
    sheet = write_sheet(composition.edition, composition.book, running_head)
    # The sheet of the edition goes before the theme and the project's own rules, which may overrule it.
    texts = (("", rules), ("", sheet), *((style.name, style.content) for style in composition.styles))
    with watch_engine() as messages:
        try:
            sheets = parse_sheets(texts, fetcher, fonts, messages)
            root = join_documents(composition)
            if by_page:
                ask_for_page_numbers(root)
            html = EngineHtml(root, fetcher)
            with limit_pages(most_pages):
                document = html.render(stylesheets=sheets, font_config=fonts)
        except TooManyPagesError as error:
            return Outcome(findings=(observe("PD003", f"the edition has {error}"),))
        except Exception as error:  # the engine's own, of any kind, for what no page can hold
            told = read_messages(messages, fetcher, composition.styles)
            return Outcome(findings=(*told, observe("PD006", describe_failure(error))))
    _keep_outer_links(document)
    body_start = _find_body(composition, document)
    starts = find_page_starts(document.pages, root, body_start)
    strays = find_strays(document)
    findings = [*read_messages(messages, fetcher, composition.styles)]
    if strays:
        findings += _report_strays(strays, name_pages(composition, starts))
    if by_page and (far := find_far_calls(root, document)):
        findings += _report_far_calls(far, name_pages(composition, starts))
    layout = Layout(document=document, fonts=fonts, body_start=body_start, starts=starts)
    return Outcome(value=layout, findings=tuple(findings))


def parse_sheets(
    texts: Iterable[tuple[str, str]], fetcher: MemoryFetcher, fonts: Any, messages: list[str]
) -> list[Any]:
    """Return the engine's sheets of (name, CSS) pairs; what it says of a named one gets "[name]" behind it.

    Raises whatever the engine raises for what it cannot parse.
    """
    sheets = []
    for name, text in texts:
        said = len(messages)
        sheets.append(CSS(string=text, font_config=fonts, url_fetcher=fetcher, base_url=BASE))
        messages[said:] = [f"{message} [{name}]" if name else message for message in messages[said:]]
    return sheets


def describe_failure(error: Exception) -> str:
    """Return the sentence that says how the engine gave up."""
    told = str(error).strip().splitlines()
    return f"the page engine gave up: {type(error).__name__}{f' ({told[0][:120]})' if told else ''}"


def _keep_outer_links(document: Any) -> None:
    """Leave each link its own areas: the engine adds one for every element inside a link, and tags it as no Link.

    PDF/UA-1 (ISO 14289-1, 7.18.5) wants each link annotation inside a Link element.
    """
    for page in document.pages:
        page.links[:] = [link for link in page.links if link[3].element_tag == "a"]


def _find_body(composition: Composition, document: Any) -> int | None:
    wanted = next((d.anchors[0] for d in composition.documents if d.matter is Matter.BODY and d.anchors), None)
    if wanted is None:
        return None
    return next((index for index, page in enumerate(document.pages) if wanted in page.anchors), None)


def read_messages(messages: list[str], fetcher: MemoryFetcher, styles: tuple[StyleSheet, ...]) -> list[Finding]:
    """Return a finding for each thing that the engine said; what it fetched in vain is an error, the rest a warning."""
    findings = [_report_refusal(url, styles) for url in dict.fromkeys(fetcher.refused)]
    for message in messages:
        if "cannot be loaded" in message or message.startswith("Failed to load"):
            if not fetcher.refused:
                findings.append(observe("PD002", f"the page engine could not use a file: {message[:200]}"))
        elif _IGNORED_RULE.match(message):
            findings.append(_report_ignored(message))
        else:
            findings.append(observe("PD001", f"the page engine says: {message[:200]}"))
    return findings


def _report_ignored(message: str) -> Finding:
    """Return the finding for a rule that the engine left out, at its line where the engine tells it."""
    found = _IN_SHEET.search(message)
    if found is None:
        return observe("ST004", f"the page engine says: {message[:200]}")
    line, column, name = int(found[1]), int(found[2]), found[3]
    told = f"{message[: found.start()]}{message[found.end(2) : found.start(3) - 2]}"
    return observe("ST004", f"the page engine says: {told[:200]}", span=Span.at(name, line, column))


def _report_refusal(url: str, styles: tuple[StyleSheet, ...]) -> Finding:
    """Return the finding for an address that was refused, at the rule of the project's style sheet that names it."""
    for style in styles:
        for match in _ADDRESS.finditer(style.content):
            written = next(group for group in match.groups() if group is not None).strip()
            if urllib.parse.urljoin(BASE, written).casefold() == url.casefold():
                line = style.content.count("\n", 0, match.start()) + 1
                message = f"the style sheet asks for {written[:120]}, which is no file of the book"
                return observe("ST005", message, span=Span.at(style.name, line))
    return observe("ST005", f"a style sheet or picture asks for {url[:120]}, which is no file of the book")


def _report_strays(strays: list[Stray], names: Sequence[str]) -> list[Finding]:
    findings = []
    for stray in strays:
        place, call = names[stray.call_page], stray.call_page + 1
        if stray.note_page is None:
            findings.append(observe("PD004", f"the words of note {stray.number} are on no page", location=place))
        else:
            message = f"note {stray.number} is called on page {call}, and its words stand on page {stray.note_page + 1}"
            findings.append(observe("PD005", message, location=place))
    return findings


def _report_far_calls(far: list[FarCall], names: Sequence[str]) -> list[Finding]:
    findings = []
    for call in far:
        message = f"note {call.number} of page {call.note_page + 1} is called again on page {call.call_page + 1}"
        findings.append(observe("PD007", message, location=names[call.call_page]))
    return findings
