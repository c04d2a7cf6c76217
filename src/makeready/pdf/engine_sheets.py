"""Sheets: a composition goes in; its style sheets as the engine holds them, and what serves their files, come out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from makeready.model.composition import Composition
from makeready.model.edition import require_pages
from makeready.pdf.engine import CSS, FontConfiguration, MemoryFetcher
from makeready.pdf.engine_styles import share_styles
from makeready.pdf.late_sheets import open_late
from makeready.pdf.messages import BASE
from makeready.pdf.paragraphs.measure import forget_words
from makeready.pdf.sheet import write_sheet, write_title
from makeready.pdf.typefaces import serve_faces
from makeready.style.load import is_our_own
from makeready.workshop import Workshop


def gather_sheets(
    composition: Composition, running_head: str, workshop: Workshop | None = None
) -> tuple[tuple[tuple[str, str], ...], MemoryFetcher]:
    """Return (name, CSS) pairs in the order of the cascade, and what serves the files that they and the text name."""
    rules, resources = serve_faces(composition.typefaces.faces, workshop)
    resources |= {href: (asset.content, asset.media_type) for href, asset in composition.assets}
    book = composition.book
    own = (write_title(running_head, book.language), write_sheet(require_pages(composition.edition), book))
    # The sheets of the edition go before the theme and the project's own rules, which may overrule them.
    texts = (
        ("", rules),
        *(("", sheet) for sheet in own),
        *((style.name, style.content) for style in composition.styles),
    )
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
        share_styles(fonts)
        kept = fonts, parse_sheets(texts[:1], fetcher, fonts, messages)
    else:
        forget_words(kept[0])
    if len(messages) == said:
        _LOADED[rules] = kept
    for oldest in list(_LOADED)[:-_MOST_LOADED]:
        _LOADED.pop(oldest, None)  # another thread may have taken it out
    return kept[0], [*kept[1], *parse_sheets(texts[1:], fetcher, kept[0], messages, alone=True)]


# Typefaces and the sheet of their rules by these rules, the last used one last: with faces for code, and without.
_LOADED: dict[str, tuple[FontConfiguration, list[Any]]] = {}
_MOST_LOADED = 2


def parse_sheets(
    texts: Iterable[tuple[str, str]], fetcher: MemoryFetcher, fonts: Any, messages: list[str], *, alone: bool = False
) -> list[Any]:
    """Return the engine's sheets of (name, CSS) pairs; what it says of a named one gets "[name]" behind it.

    `alone` says that no author's sheet goes with them: ours are read as elements ask then. A sheet that gave rules and
    nothing else is kept for the next book of this process: no layout changes it. Raises whatever the engine raises for
    what it cannot parse.
    """
    sheets = []
    for name, text in texts:
        sheet = _PARSED.pop(text, None)
        if sheet is None:
            said, asked, faces = len(messages), fetcher.asked, _Faces(fonts)
            if alone and is_our_own(name):
                # Nobody's tokens are in it, so nothing in it is to be told.
                sheet = CSS(string="", base_url=BASE)
                open_late(sheet, text, {})
            else:
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
