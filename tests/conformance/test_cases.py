"""Cases: each small manuscript of tests/cases comes out as the table in its README says."""

from __future__ import annotations

import ctypes
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium_c
import pytest
from lxml import etree
from PIL import Image

from makeready.press.request import BuildRequest
from makeready.press.run import build_project
from tests.conformance.epubcheck_jvm import judge

CASES = Path(__file__).parents[1] / "cases"
INNER, OUTER = 60.0, 48.0  # the margins of an edition that names none
_SLACK = 4.0  # points by which letters may hang over: their ink is wider than their places
_XHTML = "http://www.w3.org/1999/xhtml"
_RASTER = (".png", ".jpg", ".jpeg", ".webp", ".gif")


def read_table() -> dict[str, list[str]]:
    """Return the checks of each folder, as the README has them."""
    rows: dict[str, list[str]] = {}
    for line in (CASES / "README.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if len(cells) == 3 and re.fullmatch(r"[a-z0-9-]*[a-z][a-z0-9-]*", cells[0].strip()) and cells[0] != "folder":
            rows[cells[0].strip()] = re.findall(r"`([^`]+)`", cells[2])
    return rows


TABLE = read_table()


# Most take a second or two; each check is asked of others too.
LONG = {
    "anchor-files", "anchor-names", "b-py2", "b-tab", "front-matter-keys", "ft", "ft2", "ft3", "ft4", "ft5", "ft7",
    "hd2", "html1", "img1", "lc", "note-link", "right-to-left", "tab-stops", "tb1", "tb2", "verse-lines", "zw1",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """A character on a page that is no blank: the box of its ink, where it begins, and its base line, in points."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    origin: float
    base: float
    size: float

    def shares_line(self, other: Letter) -> bool:
        """Return True where both stand on one line."""
        lower = max(self.bottom, other.bottom)
        return min(self.top, other.top) - lower > 0 or abs(self.bottom - other.bottom) < 4


@dataclass
class Made:
    """The files of a case: the EPUB's and those of all its PDFs."""

    epub: bytes | None = None
    codes: list[str] = field(default_factory=list)
    pdfs: list[bytes] = field(default_factory=list)

    @cached_property
    def entries(self) -> dict[str, bytes]:
        """The entries of the EPUB."""
        if self.epub is None:
            return {}
        with zipfile.ZipFile(io.BytesIO(self.epub)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    @cached_property
    def chapters(self) -> etree._Element:
        """The sections with words of the manuscript, below one root."""
        root = etree.Element("chapters")
        for name, content in self.entries.items():
            if name.endswith(".xhtml"):
                for section in etree.fromstring(content).iterfind(f"{{{_XHTML}}}body/{{{_XHTML}}}section"):
                    if section.get("data-generated") is None:
                        root.append(section)
        return root

    @cached_property
    def pages_by_pdf(self) -> list[list[list[Letter]]]:
        """The letters of each page of each PDF, in the order in which they are drawn."""
        return [[list(_read_letters(page)) for page in pypdfium2.PdfDocument(content)] for content in self.pdfs]

    @property
    def pages(self) -> list[list[Letter]]:
        """The letters of each page of all PDFs."""
        return [page for pages in self.pages_by_pdf for page in pages]

    @cached_property
    def page_texts(self) -> list[str]:
        """The letters of each page as text, without blanks."""
        return ["".join(letter.text for letter in page) for page in self.pages]


def _read_letters(page: pypdfium2.PdfPage) -> Iterator[Letter]:
    text = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(text.count_chars()):
        character = chr(pdfium_c.FPDFText_GetUnicode(text.raw, index))
        if character.strip() and unicodedata.category(character)[0] not in "CZ":
            pdfium_c.FPDFText_GetCharOrigin(text.raw, index, ctypes.byref(x), ctypes.byref(y))
            left, bottom, right, top = text.get_charbox(index)
            # The page engine writes sizes in pixels.
            size = 0.75 * pdfium_c.FPDFText_GetFontSize(text.raw, index)
            yield Letter(character, left, bottom, right, top, x.value, y.value, size)


@pytest.mark.parametrize(
    "folder", [pytest.param(folder, marks=pytest.mark.long if folder in LONG else ()) for folder in TABLE]
)
def test_case_comes_out_right(folder: str, tmp_path: Path) -> None:
    report = build_project(CASES / folder, request=BuildRequest(output=tmp_path, use_cache=False, workers=1))
    errors = [f"{one.code}: {one.message}" for one in report.findings if one.severity.name == "ERROR"]
    about_words = [f"{one.code}: {one.message}" for one in report.findings if one.code.startswith("PY")]
    wanted = {check.split(" ", 1)[1] for check in TABLE[folder] if check.startswith("fails ")}
    assert {one.split(":", 1)[0] for one in errors} == wanted, errors
    assert report.exit_code == (1 if wanted else 0)
    assert not about_words
    made = Made(codes=[one.code for one in report.findings])
    for one in report.written:
        content = one.path.read_bytes()
        if one.path.suffix == ".epub":
            made.epub = content
            assert [f"{one.code}: {one.message}" for one in judge(content)] == []
        elif one.path.suffix == ".pdf":
            made.pdfs.append(content)
    problems = [problem for check in TABLE[folder] for problem in _ask(check, made)]
    assert not problems, "\n".join(problems)


def test_every_folder_has_a_row_and_every_check_is_known() -> None:
    assert set(TABLE) == {path.name for path in CASES.iterdir() if path.is_dir()}
    assert {check.split(" ", 1)[0] for checks in TABLE.values() for check in checks} == set(_CHECKS)


def _ask(check: str, made: Made) -> list[str]:
    name, _, argument = check.partition(" ")
    return [f"{check}: {problem}" for problem in _CHECKS[name](made, argument)]


def _shows(made: Made, words: str) -> Iterator[str]:
    if _fold(words) not in _fold("".join(map(str, made.chapters.itertext()))):
        yield "not in the EPUB"
    if _fold(words) not in _fold("".join(made.page_texts)):
        yield "not in the PDF"


def _prints(made: Made, words: str) -> Iterator[str]:
    # The engine draws the numbers of a list behind its words.
    lines = "".join(
        letter.text for page in made.pages for letter in sorted(page, key=lambda one: (-round(one.base), one.left))
    )
    if _fold(words) not in _fold(lines):
        yield "not in the PDF"


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    # Where a line is broken, print has hyphens that are no words.
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Cf")


def _inside(made: Made, _: str) -> Iterator[str]:
    for content, pages in zip(made.pdfs, made.pages_by_pdf, strict=True):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            bound_right = pdf.Root.ViewerPreferences.get("/Direction") == "/R2L"
        for index, page in enumerate(pypdfium2.PdfDocument(content)):
            width, height = page.get_size()
            left, right = (INNER, OUTER) if (index % 2 == 0) is not bound_right else (OUTER, INNER)
            letters = [(one.text, one.left, one.bottom, one.right, one.top) for one in pages[index]]
            drawn = [
                (f"a {'rule' if one.type == pdfium_c.FPDF_PAGEOBJ_PATH else 'picture'}", *one.get_bounds())
                for one in page.get_objects(max_depth=1)
                if one.type in (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_FORM)
            ]
            outside = [
                what
                for what, x0, y0, x1, y1 in (*letters, *drawn)
                if x0 < left - _SLACK or x1 > width - right + _SLACK or y0 < 0 or y1 > height
            ]
            if outside:
                yield f"page {index + 1}: outside the margins {' '.join(outside)[:60]}"


def _stops(made: Made, words: str) -> Iterator[str]:
    before, _, after = words.rpartition(" ")
    before = before.replace(" ", "")
    for page in made.pages:
        text = "".join(letter.text for letter in page)
        at = text.find(before + after)
        if at < 0:
            continue
        line = page[at : at + len(before + after)]
        first = next(one for one in page if one.shares_line(line[0]) and one.left <= line[0].left)
        # Two characters of a line of code are one width apart, or several.
        places = sorted(one.origin for one in page if one.shares_line(line[0]))
        advance = min(right - left for left, right in pairwise(places) if right - left > 1)
        gap = (line[len(before)].origin - line[len(before) - 1].origin) / advance - 1
        offset = (line[len(before)].origin - first.origin) / advance
        # The engine rounds the width of a stop.
        if gap < 0.9 or abs(offset - round(offset)) > 0.2:
            yield f"{offset:.2f} characters from the start of the line, behind a gap of {gap:.2f}"
        return
    yield "nowhere in the PDF"


def _whole(made: Made, words: str) -> Iterator[str]:
    found = False
    for number, page in enumerate(made.pages):
        text = "".join(letter.text for letter in page)
        for match in re.finditer(re.escape(words), text):
            found = True
            letters = page[match.start() : match.end()]
            if not all(letter.shares_line(letters[0]) for letter in letters):
                yield f"broken on page {number + 1}"
    if not found:
        yield "nowhere in one piece"


def _even(made: Made, points: str) -> Iterator[str]:
    for number, page in enumerate(made.pages):
        for one, other in pairwise(page):
            gap = other.left - one.right
            if one.shares_line(other) and float(points) < gap < 150:
                yield f"{gap:.0f} points behind {one.text} on page {number + 1}"


def _head(made: Made, words: str) -> Iterator[str]:
    head = words.replace(" ", "")
    texts = enumerate(zip(made.pages, made.page_texts, strict=True))
    pages = [(number, page) for number, (page, text) in texts if len(re.findall(_rows(head), text)) > 3]
    if not pages:
        yield "no page has the table"
    for number, page in pages:
        # Calls are drawn behind the other cells, so a line is put together by the places of its letters.
        lines = (
            sorted((one for one in page if one.shares_line(first)), key=lambda one: one.left)
            for first in page
            if first.text == head[0]
        )
        if not any("".join(one.text for one in line) == head for line in lines):
            yield f"not on page {number + 1}"


def _rows(head: str) -> str:
    """Return what a row of a case's table looks like."""
    return r"19\d\d" if head.startswith("Year") else r"\d+word" if "Word" in head else r"[a-z]{18,}"


def _together(made: Made, words: str) -> Iterator[str]:
    parts = words.split(" ", 1)
    if not any(all(part.replace(" ", "") in text for part in parts) for text in made.page_texts):
        yield "not on one page"


def _epub(made: Made, path: str) -> Iterator[str]:
    if made.chapters.xpath(path, namespaces={"h": _XHTML}) is not True:
        yield "is not so"


def _leads(made: Made, words: str) -> Iterator[str]:
    link, _, wanted = words.partition(" > ")
    by_id = {one.get("id"): one for one in made.chapters.iter() if one.get("id")}
    links = [one for one in made.chapters.iter(f"{{{_XHTML}}}a") if "".join(map(str, one.itertext())) == link]
    if len(links) != 1:
        yield f"{len(links)} links with these words in the EPUB"
    for one in links:
        target = by_id.get(one.get("href", "").partition("#")[2])
        text = "" if target is None else _fold("".join(map(str, target.itertext())))
        if not text.startswith(_fold(wanted)):
            yield f"in the EPUB it leads to “{text[:40]}”"
    shown = [page for content in made.pdfs for page in _follow(content, _fold(link))]
    if len(shown) != 1 or _fold(wanted) not in _fold(shown[0]):
        yield f"in the PDF it leads to {[page[:40] for page in shown]}"


def _follow(content: bytes, words: str) -> Iterator[str]:
    """Yield the letters, from the place that each link with `words` leads to, to the end of its page."""
    letters = [list(_read_letters(page)) for page in pypdfium2.PdfDocument(content)]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        places = pikepdf.NameTree(pdf.Root.Names.Dests)
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        for number, page in enumerate(pdf.pages):
            for annotation in page.get("/Annots", pikepdf.Array()):
                edges = [float(edge) for edge in annotation.Rect]
                (left, right), (bottom, top) = sorted(edges[::2]), sorted(edges[1::2])
                inside = "".join(
                    one.text
                    for one in letters[number]
                    if left - 1 < one.left < right and bottom < (one.bottom + one.top) / 2 < top
                )
                if annotation.get("/Subtype") == "/Link" and "/Dest" in annotation and _fold(inside) == words:
                    place = places[str(annotation.Dest)]
                    below = float(place[3]) + 1
                    page_letters = letters[numbers[place[0].objgen]]
                    yield "".join(one.text for one in page_letters if one.bottom < below)


def _calls(made: Made, number: str) -> Iterator[str]:
    # Folios are larger than the calls of a text; those of a chapter's heading are larger too.
    calls = [letter for page in made.pages for letter in page if letter.text.isdigit() and letter.size < 8]
    if len(calls) < int(number):
        yield f"only {len(calls)}"
    if len({round(letter.size, 1) for letter in calls}) > 1:
        yield f"of {sorted({round(letter.size, 1) for letter in calls})} points"


def _sized(made: Made, words: str) -> Iterator[str]:
    wanted, points = words.split(" ")
    for page, text in zip(made.pages, made.page_texts, strict=True):
        at = text.find(wanted)
        if at >= 0:
            if abs(page[at].size - float(points)) > 0.05:
                yield f"{page[at].size:.2f} points"
            return
    yield "nowhere in the PDF"


def _warns(made: Made, argument: str) -> Iterator[str]:
    code, number = argument.split(" ")
    if made.codes.count(code) != int(number):
        yield f"found {made.codes.count(code)} times"


def _fails(made: Made, code: str) -> Iterator[str]:
    if made.codes.count(code) != 1 or made.entries:
        yield "it was made" if made.entries else f"told {made.codes.count(code)} times"


def _package(made: Made, path: str) -> Iterator[str]:
    names = {"o": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
    found = etree.fromstring(made.entries["EPUB/content.opf"]).xpath(path, namespaces=names)
    if found is not True and not (isinstance(found, list) and found):
        yield "is not so"


def _cover(made: Made, mode: str) -> Iterator[str]:
    package = etree.fromstring(made.entries["EPUB/content.opf"])
    (item,) = (one for one in package.iter("{*}item") if one.get("properties") == "cover-image")
    with Image.open(io.BytesIO(made.entries[f"EPUB/{item.get('href')}"])) as image:
        image.load()
        if image.mode != mode:
            yield f"it is {image.mode}"


def _each(made: Made, path: str) -> Iterator[str]:
    for name, content in made.entries.items():
        if name.endswith(".xhtml") and etree.fromstring(content).xpath(path, namespaces={"h": _XHTML}) is not True:
            yield f"is not so in {name}"


def _no_box(made: Made, _: str) -> Iterator[str]:
    for content in made.pdfs:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            for number, page in enumerate(pdf.pages):
                for instruction in pikepdf.parse_content_stream(page):
                    if str(instruction.operator) != "TJ":
                        continue
                    strings = [bytes(part) for part in instruction.operands[0] if isinstance(part, pikepdf.String)]
                    if any(part[i : i + 2] == b"\0\0" for part in strings for i in range(0, len(part), 2)):
                        yield f"one on page {number + 1}"
                        break


def _without(made: Made, name: str) -> Iterator[str]:
    if chr(int(name.removeprefix("U+"), 16)) in "".join(map(str, made.chapters.itertext())):
        yield "it is there"


def _pictures(made: Made, count: str) -> Iterator[str]:
    shown = len(list(made.chapters.iter(f"{{{_XHTML}}}img")))
    if shown < int(count):
        yield f"{shown} in the EPUB"
    for name, content in made.entries.items():
        if name.lower().endswith(_RASTER):
            with Image.open(io.BytesIO(content)) as image:
                image.load()
                if image.mode == "CMYK":
                    yield f"{name} has the colours of print"
    kinds = (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_FORM)
    drawn = sum(
        one.type in kinds
        for content in made.pdfs
        for page in pypdfium2.PdfDocument(content)
        for one in page.get_objects(max_depth=1)
    )
    # A drawing has no object of its own in a PDF: it is there where its words are.
    letters = _fold("".join(made.page_texts))
    for name, content in made.entries.items():
        if name.lower().endswith(".svg"):
            words = _fold("".join(map(str, etree.fromstring(content).itertext())))
            drawn += bool(words) and words in letters
    if drawn < int(count):
        yield f"{drawn} in the PDF"


def _marks(made: Made, _: str) -> Iterator[str]:
    scale, found = 4, False
    for content in made.pdfs:
        for number, page in enumerate(pypdfium2.PdfDocument(content)):
            paper, bleed, trim = page.get_cropbox(), page.get_bleedbox(), page.get_trimbox()
            if trim == paper:
                continue
            ink = Image.eval(page.render(scale=scale).to_pil().convert("L"), lambda shade: 255 - shade)
            # Nothing of the text is out here: all that is inked are marks.
            ink.paste(0, _place(trim, paper, scale, 1))
            within = ink.crop(_place(bleed, paper, scale, -1))
            if within.getbbox() is not None:
                yield f"a mark on page {number + 1} reaches into the bleed"
            found = found or ink.getbbox() is not None
    if not found:
        yield "no mark is drawn"


def _place(box: tuple[float, ...], paper: tuple[float, ...], scale: int, more: int) -> tuple[int, int, int, int]:
    """Return where a box lies in a picture of the paper, `more` pixels larger at each side."""
    left, top = (box[0] - paper[0]) * scale, (paper[3] - box[3]) * scale
    right, bottom = (box[2] - paper[0]) * scale, (paper[3] - box[1]) * scale
    return max(0, round(left) - more), max(0, round(top) - more), round(right) + more, round(bottom) + more


_CHECKS: dict[str, Callable[[Made, str], Iterator[str]]] = {
    "shows": _shows,
    "prints": _prints,
    "inside": _inside,
    "stops": _stops,
    "whole": _whole,
    "even": _even,
    "head": _head,
    "together": _together,
    "epub": _epub,
    "leads": _leads,
    "calls": _calls,
    "sized": _sized,
    "warns": _warns,
    "fails": _fails,
    "package": _package,
    "cover": _cover,
    "each": _each,
    "no-box": _no_box,
    "without": _without,
    "pictures": _pictures,
    "marks": _marks,
}
