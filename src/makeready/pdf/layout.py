"""Layout: a composition goes in; the engine's pages come out, with what was seen while they were made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from makeready.findings import Finding, Outcome, observe
from makeready.markup.pages import name_pages
from makeready.model.composition import Composition
from makeready.model.edition import NoteNumbering
from makeready.model.pages import PageStart
from makeready.pdf.engine import (
    CSS,
    EngineHtml,
    FontConfiguration,
    MemoryFetcher,
    limit_pages,
    watch_engine,
)
from makeready.pdf.engine_parts import find_frame
from makeready.pdf.engine_pictures import print_pictures
from makeready.pdf.fitting import Fitting, fit_pages
from makeready.pdf.footnotes import FarCall, find_far_calls, find_strays
from makeready.pdf.messages import (
    BASE,
    MOST_PAGES,
    find_body,
    read_messages,
    report_fitted,
    report_given_up,
    report_strays,
)
from makeready.pdf.note_numbers import ask_for_page_numbers
from makeready.pdf.pages import find_page_starts
from makeready.pdf.parts import Frame
from makeready.pdf.refusals import EngineRefusedError, TooManyPagesError, recognise_refusals
from makeready.pdf.sheet import write_sheet
from makeready.pdf.tree import join_documents
from makeready.pdf.typefaces import serve_faces
from makeready.workers import Bounds
from makeready.workshop import Workshop


@dataclass(slots=True, kw_only=True)
class Layout:
    """The engine's document, the fonts that must outlive it, frames of pages, where the body and each page start."""

    document: Any
    fonts: Any
    frames: tuple[Frame, ...]
    body_start: int | None
    starts: tuple[PageStart, ...] = ()


def lay_out(
    composition: Composition, running_head: str, most_pages: int = MOST_PAGES, bounds: Bounds | None = None
) -> Outcome[Layout]:
    """Return the pages of `composition`; `running_head` stands on versos, drawings are drawn within `bounds`.

    There is no value where the pages exceed `most_pages`, or where the engine gives up on what a style sheet or the
    text asks of it (pdf/refusals.py): then an error says so. Raises whatever else the engine raises.
    """
    texts, fetcher = gather_sheets(composition, running_head)
    drawing = print_pictures(composition.edition.image_resolution, bounds or Bounds())
    by_page = composition.edition.note_numbering is NoteNumbering.PAGE
    with watch_engine() as messages:

        def render(fitting: Fitting) -> tuple[Any, Any]:
            root = join_documents(composition)
            if by_page:
                ask_for_page_numbers(root)
            fitting.apply(root)
            return EngineHtml(root, fetcher).render(stylesheets=sheets, font_config=fonts), root

        try:
            with recognise_refusals(), limit_pages(most_pages), drawing:
                fonts, sheets = open_sheets(texts, fetcher, messages)
                (document, root), fitting = fit_pages(render, lambda laid: laid[0].pages)
        except TooManyPagesError as error:
            return Outcome(findings=(observe("PD003", f"the edition has {error}"),))
        except EngineRefusedError as error:
            told = read_messages(messages, fetcher.refused, composition.styles)
            return Outcome(findings=(*told, report_given_up(error, composition.styles)))
    keep_outer_links(document)
    body_start = find_body(composition, [page.anchors for page in document.pages])
    starts = find_page_starts(document.pages, root, body_start)
    strays = find_strays(document)
    findings = [*read_messages(messages, fetcher.refused, composition.styles)]
    if strays:
        findings += report_strays(
            ((s.number, s.call_page, s.note_page) for s in strays), name_pages(composition, starts)
        )
    findings += report_fitted(composition, ((one.number, one.step, one.fits) for one in fitting.list_fitted()))
    if by_page and (far := find_far_calls(root, document)):
        findings += _report_far_calls(far, name_pages(composition, starts))
    frames = tuple(find_frame(page._page_box) for page in document.pages)
    layout = Layout(document=document, fonts=fonts, frames=frames, body_start=body_start, starts=starts)
    return Outcome(value=layout, findings=tuple(findings))


def gather_sheets(
    composition: Composition, running_head: str, workshop: Workshop | None = None
) -> tuple[tuple[tuple[str, str], ...], MemoryFetcher]:
    """Return (name, CSS) pairs in the order of the cascade, and what serves the files that they and the text name."""
    rules, resources = serve_faces(composition.typefaces.faces, workshop)
    resources |= {href: (asset.content, asset.media_type) for href, asset in composition.assets}
    sheet = write_sheet(composition.edition, composition.book, running_head)
    # The sheet of the edition goes before the theme and the project's own rules, which may overrule it.
    texts = (("", rules), ("", sheet), *((style.name, style.content) for style in composition.styles))
    return texts, MemoryFetcher(resources)


def open_sheets(
    texts: Sequence[tuple[str, str]], fetcher: MemoryFetcher, messages: list[str]
) -> tuple[FontConfiguration, list[Any]]:
    """Return the typefaces, and the sheets of (name, CSS) pairs, the first of which has the rules for the typefaces.

    A book without a sheet of its author's shares the typefaces, as loaded, with others like it in this process: the
    theme adds none. See `parse_sheets` for the rest.
    """
    if any(name and not name.startswith("theme/") for name, _ in texts):
        fonts = FontConfiguration()
        return fonts, parse_sheets(texts, fetcher, fonts, messages)
    rules, said = texts[0][1], len(messages)
    kept = _LOADED.pop(rules, None)
    if kept is None or not kept[0].is_there():
        fonts = FontConfiguration()
        kept = fonts, parse_sheets(texts[:1], fetcher, fonts, messages)
    if len(messages) == said:
        _LOADED[rules] = kept
    for oldest in list(_LOADED)[:-_MOST_LOADED]:
        _LOADED.pop(oldest, None)  # another thread may have taken it out
    return kept[0], [*kept[1], *parse_sheets(texts[1:], fetcher, kept[0], messages)]


# Typefaces and the sheet of their rules by these rules, the last used one last: with faces for code, and without.
_LOADED: dict[str, tuple[FontConfiguration, list[Any]]] = {}
_MOST_LOADED = 2


def parse_sheets(
    texts: Iterable[tuple[str, str]], fetcher: MemoryFetcher, fonts: Any, messages: list[str]
) -> list[Any]:
    """Return the engine's sheets of (name, CSS) pairs; what it says of a named one gets "[name]" behind it.

    A sheet that gave rules and nothing else is kept for the next book of this process: no layout changes it. Raises
    whatever the engine raises for what it cannot parse.
    """
    sheets = []
    for name, text in texts:
        sheet = _PARSED.pop(text, None)
        if sheet is None:
            said, asked, faces = len(messages), fetcher.asked, _Faces(fonts)
            sheet = CSS(string=text, font_config=faces, url_fetcher=fetcher, base_url=BASE)
            messages[said:] = [f"{message} [{name}]" if name else message for message in messages[said:]]
            is_kept = (len(messages), fetcher.asked) == (said, asked) and not faces.was_given
        else:
            is_kept = True
        if is_kept:
            _keep(text, sheet)
        sheets.append(sheet)
    return sheets


# Parsed sheets by their text, the last used one last.
_PARSED: dict[str, Any] = {}
_MOST_PARSED, _LONGEST_PARSED = 8, 50_000


def _keep(text: str, sheet: Any) -> None:
    if len(text) <= _LONGEST_PARSED:
        _PARSED[text] = sheet
    for oldest in list(_PARSED)[:-_MOST_PARSED]:
        _PARSED.pop(oldest, None)  # another thread may have taken it out


class _Faces:
    """Takes typefaces for the fonts of a book while a sheet is parsed, and notes whether there were any."""

    def __init__(self, fonts: Any) -> None:
        self._fonts = fonts
        self.was_given = False

    def add_font_face(self, descriptors: Any, fetcher: MemoryFetcher) -> Any:
        self.was_given = True
        return self._fonts.add_font_face(descriptors, fetcher)


def keep_outer_links(document: Any) -> None:
    """Leave each link its own areas: the engine adds one for every element inside a link, and tags it as no Link.

    PDF/UA-1 (ISO 14289-1, 7.18.5) wants each link annotation inside a Link element.
    """
    for page in document.pages:
        page.links[:] = [link for link in page.links if link[3].element_tag == "a"]


def _report_far_calls(far: list[FarCall], names: Sequence[str]) -> list[Finding]:
    findings = []
    for call in far:
        message = f"note {call.number} of page {call.note_page + 1} is called again on page {call.call_page + 1}"
        findings.append(observe("PD007", message, location=names[call.call_page]))
    return findings
