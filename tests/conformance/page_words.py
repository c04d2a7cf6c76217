"""Page words: a PDF with its page map and an EPUB go in; each page whose first words differ from those after its
marker comes out.

The words of the page are what poppler's pdftotext reads in the text block: neither our records nor our reader.
"""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from makeready.model.edition import Margins
from makeready.model.pages import count_characters

_HTML = "{http://www.w3.org/1999/xhtml}"
_COMPARED = 30
_LIST_MARK = re.compile(r"(?:\d+\.|[a-z]\.)?")


@dataclass(slots=True)
class PageWords:
    """What came of the comparison: `same` counts pages; `differing` holds folio, the page's words and the EPUB's.

    `absent` are folios of pages without a marker, blank ones apart; `pictures` and `heads` are those of pages that
    open with a picture or a repeated table head, behind which the words were compared.
    """

    same: int = 0
    blank: int = 0
    differing: list[tuple[str, str, str]] = field(default_factory=list)
    absent: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    split: list[str] = field(default_factory=list)


def compare_pages(
    pdf: Path, epub: Path, *, trim: tuple[float, float] = (396.0, 612.0), margins: Margins | None = None
) -> PageWords:
    """Compare the first words of every page of `pdf` with those behind its marker in `epub`; lengths are points."""
    margins = margins or Margins(top=57.6, bottom=68.4, inner=57.6, outer=50.4)
    page_map = json.loads(pdf.with_suffix(".pages.json").read_text("utf-8"))
    words = _read_pages(pdf, trim, margins)
    assert len(words) == len(page_map["pages"])
    marked = _read_markers(epub)
    result = PageWords()
    for page, printed in zip(page_map["pages"], words, strict=True):
        folio = page["folio"]
        if page["blank"]:
            result.blank += 1
            assert not printed and folio not in marked, f"page {folio} is blank"
        elif folio not in marked:
            result.absent.append((folio, page["section"]))
        else:
            _compare_page(page, printed, marked[folio], result)
    return result


def _compare_page(page: dict[str, Any], printed: str, marker: _Marker, result: PageWords) -> None:
    folio = page["folio"]
    wanted = _fold(count_characters(marker.words)[page["split"] :])
    if page["split"]:
        result.split.append(folio)
    if page["picture"]:
        result.pictures.append(folio)
    wanted = wanted[: min(_COMPARED, len(wanted))]
    for cut in _list_openings(printed, marker):
        if printed[cut:].startswith(wanted):
            result.same += 1
            if cut and marker.head and printed[:cut].startswith(marker.head):
                result.heads.append(folio)
            return
    result.differing.append((folio, printed[:_COMPARED], wanted))


def _list_openings(printed: str, marker: _Marker) -> list[int]:
    """Return where the page's own words may begin: behind a bullet, a number, an ornament, a repeated table head."""
    cuts = [0]
    if marker.in_list and (match := _LIST_MARK.match(printed)):
        cuts.append(match.end())
    if marker.after_rule and (match := re.match(r"\*+", printed)):
        cuts.append(match.end())
    if marker.head and printed.startswith(marker.head):
        cuts.append(len(marker.head))
    return cuts


def _read_pages(pdf: Path, trim: tuple[float, float], margins: Margins) -> list[str]:
    width, height = trim
    box = ["-x", "0", "-y", str(int(margins.top) - 2), "-W", str(int(width))]
    box += ["-H", str(int(height - margins.top - margins.bottom) + 4), "-r", "72", "-raw"]
    command = ["pdftotext", *box, "-enc", "UTF-8", str(pdf), "-"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    return [_fold(page) for page in done.stdout.decode().split("\f")[:-1]]


@dataclass(slots=True)
class _Marker:
    words: str
    in_list: bool
    after_rule: bool
    head: str


def _read_markers(epub: Path) -> dict[str, _Marker]:
    found: dict[str, _Marker] = {}
    with zipfile.ZipFile(epub) as archive:
        for name in archive.namelist():
            if not name.startswith("EPUB/text/"):
                continue
            body = etree.fromstring(archive.read(name)).find(f"{_HTML}body")
            assert body is not None
            texts = list(_list_texts(body, None))
            for marker in [mark for mark, _, _ in texts if mark is not None]:
                found[marker.get("aria-label")] = _read_marker(marker, texts)
    return found


def _read_marker(marker: Any, texts: list[_Text]) -> _Marker:
    own = next((note for mark, note, _ in texts if mark is marker), None)
    place = next(number for number, (mark, _, _) in enumerate(texts) if mark is marker)
    words = ""
    for mark, note, text in texts[place + 1 :]:
        if mark is not None or len(words) > 8 * _COMPARED:
            break
        words += text if note is own else ""
    around = list(marker.iterancestors())
    names = [element.tag.rpartition("}")[2] for element in around]
    block = next(element for element, name in zip(around, names, strict=True) if name not in _LINE)
    before = block.getprevious()
    table = next(marker.iterancestors(f"{_HTML}table"), None)
    head = table.find(f"{_HTML}thead") if table is not None and "thead" not in names else None
    return _Marker(
        words=words,
        in_list="li" in names,
        after_rule=before is not None and before.tag == f"{_HTML}hr",
        head=_fold("".join(head.itertext())) if head is not None else "",
    )


_LINE = frozenset("a abbr b cite code em i q s small span strong sub sup".split())
_Text = tuple[Any, Any, str]


def _list_texts(element: Any, note: Any) -> Iterator[_Text]:
    """Yield (marker or None, the note it stands in or None, words) for all that is printed, in order."""
    role = element.get("role")
    if role == "doc-pagebreak":
        yield element, note, ""
    elif role != "doc-backlink":
        within = element if role == "doc-footnote" else note
        yield None, within, element.text or ""
        for child in element:
            yield from _list_texts(child, within)
            yield None, within, child.tail or ""


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    return re.sub("[\\s•◦▪\u00ad\u200b\u2060\ufeff\u2010\u2011\x0c-]+", "", text).casefold()
