"""Page words: a PDF and an EPUB go in; each page whose first words differ from those behind its marker comes out.

What stands on a page is what poppler reads in the text block (pdftotext, and pdftoppm where there are no words):
neither our records nor our readers. A page's label is the one that PDFium shows.
"""

from __future__ import annotations

import html
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from makeready.model.edition import Margins
from tests.conformance.marked_words import MarkedEpub, MarkedWords, fold, read_markers
from tests.conformance.pdf_reading import list_labels

_SLACK = 3  # points by which ascenders may stand above the text block
_LEADERS = re.compile(r"(?:\.\s*){3,}[0-9ivxlc]+\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A page: its label, the folded words of its text block line by line, its head, what its sheet shows at all."""

    label: str
    words: str
    head: str
    is_inked: bool


@dataclass(slots=True)
class PageWords:
    """What came of the comparison: `equal` are the labels of the pages that begin with the words behind their markers.

    `split` are those whose first word began on the page before; `exceptions` are (label, why), `problems` sentences.
    """

    pages: int = 0
    equal: list[str] = field(default_factory=list)
    split: list[str] = field(default_factory=list)
    exceptions: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def list_exceptions(self, why: str) -> list[str]:
        """Return the labels of the pages of one kind of exception."""
        return [label for label, reason in self.exceptions if reason == why]


def compare_pages(pdf: Path, epub: Path, *, trim: tuple[float, float], margins: Margins) -> PageWords:
    """Compare the first words of every page of `pdf` with those behind its marker in `epub`; lengths are points."""
    pages = _read_pages(pdf, trim, margins)
    marked = read_markers(epub)
    result = PageWords(pages=len(pages))
    by_label = {marker.label: marker for marker in marked.markers}
    before = ""
    for number, page in enumerate(pages):
        _check_folio(page, number, result)
        marker = by_label.get(page.label)
        if marker is None:
            _explain(page, number, marked, result)
        else:
            _compare_page(page, marker, before, result)
        before = page.words or before
    result.problems += _check_lists(marked, [page.label for page in pages])
    return result


def _compare_page(page: _Page, marker: MarkedWords, before: str, result: PageWords) -> None:
    label = page.label
    if not page.is_inked:
        result.problems.append(f"{label}: the page is blank, and has a marker")
    elif marker.opens_with_picture:
        if marker.count and marker.find_on(page.words, anywhere=True) is None:
            result.problems.append(f"{label}: the words behind its picture are not on the page: {marker.first}")
        else:
            result.exceptions.append((label, "figure"))
    elif not marker.count:
        result.problems.append(f"{label}: no words stand behind its marker")
    elif found := marker.find_on(page.words):
        result.equal.append(label)
        if found.groupdict().get("head"):
            result.exceptions.append((label, "repeated table head"))
    elif any(_is_split(page, marker, before, cut) for cut in range(1, len(marker.first))):
        result.equal.append(label)
        result.split.append(label)
    else:
        shown = " ".join(page.words.split()[:8])
        result.problems.append(f"{label}: the page begins “{shown}”, its marker stands before “{marker.show()}”")


def _is_split(page: _Page, marker: MarkedWords, before: str, cut: int) -> bool:
    """Return True where a line before the page ends with `cut` characters of the word, and the page goes on."""
    if marker.find_on(page.words, cut=cut) is None:
        return False
    start = re.escape(marker.first[:cut].rstrip("-\u2010"))
    return re.search(rf"(?<!\w){start}[-\u2010]?\s*$", before, re.MULTILINE) is not None


def _explain(page: _Page, number: int, marked: MarkedEpub, result: PageWords) -> None:
    """Note why a page has no marker: nothing is on it, or it is of the matter that only print has."""
    if not page.is_inked:
        result.exceptions.append((page.label, "blank"))
    elif number == 0 and page.words.split() == marked.title.split():
        result.exceptions.append((page.label, "half-title"))
    elif _LEADERS.search(page.words):
        result.exceptions.append((page.label, "printed contents"))
    else:
        result.problems.append(f"{page.label}: no marker, and the page begins “{' '.join(page.words.split()[:8])}”")


def _check_folio(page: _Page, number: int, result: PageWords) -> None:
    """Where a head is printed, the folio at its outer end is the label."""
    if page.head and page.label not in (page.head.split()[0], page.head.split()[-1]):
        result.problems.append(f"{page.label}: the head of the page {number + 1} says “{page.head}”")


def _check_lists(marked: MarkedEpub, labels: list[str]) -> list[str]:
    """Return what is wrong with the page-lists: each names every marker once, in the order of the pages."""
    wanted = [(marker.label, marker.place) for marker in marked.markers]
    problems = []
    for name, listed in (("nav", marked.listed), ("NCX", marked.listed_for_old_systems)):
        if listed != wanted:
            differing = next((a, b) for a, b in zip([*listed, None], [*wanted, None], strict=False) if a != b)
            problems.append(f"the page-list of the {name} has {differing[0]} for {differing[1]}")
    found = [label for label, _ in wanted]
    if found != [label for label in labels if label in set(found)] or not found:
        problems.append("the markers are not in the order of the pages")
    if len({place for _, place in wanted}) < len(wanted):
        problems.append("an id of a marker is not unique")
    return problems


def _read_pages(pdf: Path, trim: tuple[float, float], margins: Margins) -> list[_Page]:
    width, height = trim
    labels = list_labels(pdf)
    block = _read_words(pdf, 0, margins.top - _SLACK, width, height - margins.top - margins.bottom + 2 * _SLACK)
    heads = _read_words(pdf, 0, 0, width, margins.top - _SLACK)
    assert len(labels) == len(block) == len(heads)
    return [
        _Page(label=label, words=words, head=" ".join(head.split()), is_inked=bool(words) or _is_inked(pdf, number))
        for number, (label, words, head) in enumerate(zip(labels, block, heads, strict=True), 1)
    ]


def _read_words(pdf: Path, left: float, top: float, width: float, height: float) -> list[str]:
    """Return the folded words of a part of each page, in the order in which they were set."""
    # Not as plain text: there two words are one where the space between them is less than 0.15 of the size of type.
    told = _run(["pdftotext", "-raw", "-bbox", "-enc", "UTF-8", str(pdf), "-"]).decode()
    pages = []
    for page in told.split("<page ")[1:]:
        words, end = [], 0.0
        for x, y, x_end, y_end, word in _WORD_BOX.findall(page):
            middle = (float(y) + float(y_end)) / 2
            if left <= float(x) <= left + width and top <= middle <= top + height:
                words.append(("\n" if float(x) < end else " ") + html.unescape(word))
                end = float(x_end) - _SLACK
        pages.append(fold("".join(words)).strip())
    return pages


_WORD_BOX = re.compile(r'<word xMin="([-.\d]+)" yMin="([-.\d]+)" xMax="([-.\d]+)" yMax="([-.\d]+)">([^<]*)</word>')


def _is_inked(pdf: Path, number: int) -> bool:
    """Return True where anything is to be seen on a page without words."""
    picture = _run(["pdftoppm", "-f", str(number), "-l", str(number), "-r", "24", "-gray", str(pdf)])
    # A binary PGM: three lines of head, then a byte for each point.
    return min(picture.split(b"\n", 3)[3]) < 250


def _run(command: list[str]) -> bytes:
    return subprocess.run(command, capture_output=True, check=True, timeout=300).stdout
