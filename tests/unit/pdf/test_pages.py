"""Page starts: what the layout knows of each page is what the finished page says."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from lxml import etree
from PIL import Image

from makeready.compose import compose_book
from makeready.manuscript.read import read_book
from makeready.markup import mark_up
from makeready.markup.main_text import read_main_text
from makeready.markup.pages import mark_pages
from makeready.model.composition import Composition, StyleSheet
from makeready.model.edition import EpubEdition, Making, Margins, NotePlace, PrintEdition
from makeready.model.pages import PageStart, count_characters
from makeready.pdf.bind import bind_pdf
from makeready.pdf.pages import _Own, _read_sections, _Stream
from makeready.pdf.starts import name_folios
from makeready.pdf.tree import join_documents
from makeready.press.page_places import PagePlace, place_pages
from makeready.workspace import Workspace
from tests.unit.pdf.compositions import theme

PAPER = PrintEdition(
    name="print",
    trim=(216, 288),
    margins=Margins(top=40, bottom=40, inner=30, outer=30),
    openings="any",
)
EPUB = EpubEdition(name="epub", notes=NotePlace.CHAPTER_END)
WORDS = (
    "Nobody remembered extraordinary circumstances surrounding the international conversations, and the "
    "representatives congratulated everybody on remarkable understanding. "
)
HEAD = 'title = "Walls"\nauthor = "Ann"\nlanguage = "en-GB"\ndate = 2026\nidentifiers = ["uuid:1"]\n'


@dataclass
class Made:
    """A small book: its compositions for both editions, page starts, their places, and the words of each page."""

    paper: Composition
    epub: Composition
    starts: tuple[PageStart, ...]
    places: tuple[PagePlace, ...]
    pages: list[str]
    lines: dict[str, list[str]]

    @property
    def body(self) -> list[PagePlace]:
        """Return the pages that start in the one chapter."""
        return [place for place in self.places if place.span is not None and not place.start.blank]


def make(folder: Path, text: str, css: str = "", edition: PrintEdition = PAPER, notes: NotePlace = EPUB.notes) -> Made:
    """Make the book of one chapter."""
    (folder / "book.toml").write_text(HEAD)
    (folder / "one.md").write_text(text)
    Image.new("RGB", (300, 300), "grey").save(folder / "stone.png")
    read = read_book(Workspace(folder)).value
    assert read is not None
    made = []
    for one in (edition, replace(EPUB, notes=notes)):
        book = compose_book(read.book, one, Making()).value
        assert book is not None
        made.append(mark_up(book, one, theme("shared", "print"), "Note"))
    sheet = StyleSheet(name="styles/print.css", content=f"h1 {{ margin: 0 !important }} {css}")
    paper = replace(made[0], styles=(*made[0].styles, sheet))
    bound = bind_pdf(paper).value
    assert bound is not None and len(bound.pages) == bound.page_count
    lines = {path.name: path.read_text().split("\n") for path in folder.glob("*.md")}

    def read_lines(source: str) -> Sequence[str]:
        return lines[source]

    places = place_pages(paper, bound.pages, read_lines)
    return Made(paper, made[1], bound.pages, places, read_blocks(bound.content, edition), lines)


def fold(text: str) -> str:
    """Return the characters that a page and a file share."""
    text = unicodedata.normalize("NFKC", re.sub("[\ufffe\u2010\u00ad-]", "", text))
    return "".join(text.split()).casefold()


def read_blocks(content: bytes, edition: PrintEdition) -> list[str]:
    """Return the words in the text block of each page, without head and folio."""
    top = edition.trim[1] - edition.margins.top + 2
    with pypdfium2.PdfDocument(io.BytesIO(content)) as document:
        return [" ".join(page.get_textpage().get_text_bounded(top=top).split()) for page in document]


def check_every_page(made: Made, *, lead: str = "") -> None:
    """Compare the first words of each page with those at its place; the pattern `lead` may stand before them."""
    assert len(made.body) > 2
    for place in made.body:
        page = fold(made.pages[place.start.index])
        wanted = fold(place.words)[place.split :][:16]
        assert wanted and re.match(f"(?:{lead})?{re.escape(wanted)}", page), (place, page)


TEXTS = {
    "paragraphs": "# Chapter one\n\n" + (WORDS * 4 + "\n\n") * 5,
    "emphasis": "# Chapter one\n\n" + ("*" + WORDS.strip() * 2 + "* **" + WORDS.strip() + "** end.\n\n") * 6,
    "calls": "# Chapter one\n\n"
    + "".join(f"{WORDS * 2} *A call[^{n}] in it, {WORDS.strip()}* and so on.\n\n" for n in range(8))
    + "".join(f"[^{n}]: Note *{n}* says something.\n" for n in range(8)),
    "verse": "# Chapter one\n\n::: verse\n" + ("| O stone on stone\n| And wall on wall\n\n" * 14) + ":::\n",
    "capitals": "# Chapter one\n\n" + ("Die große Straße, süß und heiß, groß und bloß. " * 12 + "\n\n") * 3,
    "code": "# Chapter one\n\n```\n" + "".join(f"line_{n} = call(x, {n})\n" for n in range(60)) + "```\n",
    "quotes": "# Chapter one\n\n" + ('"' + WORDS.strip() + '" -- she said... ' + "it's so.\n\n") * 14,
}


@pytest.fixture(scope="module")
def make_text(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Made]:
    """Return a function that makes the book of one of TEXTS, once for all tests that look at it."""

    @cache
    def make_once(name: str, css: str = "") -> Made:
        return make(tmp_path_factory.mktemp("text"), TEXTS[name], css)

    return make_once


@pytest.mark.parametrize("name", TEXTS)
def test_each_page_starts_where_its_words_are(name: str, make_text: Callable[..., Made]) -> None:
    made = make_text(name, "p { text-transform: uppercase }") if name == "capitals" else make_text(name)
    check_every_page(made)
    # The place in the manuscript is that of the word, by its letters: marks are set by typography.
    for place in made.body:
        assert place.span is not None and place.span.start_column is not None, place
        line = made.lines[place.span.source][place.span.start_line - 1][place.span.start_column - 1 :]
        own, shown = (re.sub(r"[\W_]", "", text)[:8] for text in (line, place.words))
        assert own[: len(shown)] == shown[: len(own)] and own, (place, line)


@pytest.mark.parametrize("name", TEXTS)
def test_the_same_count_leads_to_the_same_words_in_the_epub(name: str, make_text: Callable[..., Made]) -> None:
    made = make_text(name)
    marked = mark_pages(made.epub, made.starts, PAPER)
    assert marked.findings == () and marked.value is not None
    assert marked.value.paged_as == PAPER
    chapter = next(d for d in marked.value.documents if not d.generated)
    before = next(d for d in made.epub.documents if not d.generated)
    content = chapter.content.decode()
    found = re.findall(r'<span epub:type="pagebreak" role="doc-pagebreak" id="([^"]+)" aria-label="([^"]+)"/>', content)
    assert [folio for _, folio in found] == [place.start.folio for place in made.body]
    assert {identity for identity, _ in found} <= set(chapter.anchors)
    # Nothing but markers came in, and no line: the source map stays true.
    assert re.sub(r'<span epub:type="pagebreak"[^>]*/>', "", content) == before.content.decode()
    assert chapter.source_map == before.source_map
    for place in made.body:
        behind = content.partition(f'aria-label="{place.start.folio}"/>')[2]
        behind = re.sub(r'<a [^>]*role="doc-noteref".*?</a>', "", behind)
        assert fold(re.sub(r"<[^>]*>", "", behind[:900])).startswith(fold(place.words)[:20]), place
        # A marker never parts a word, nor stands in a call or a tag.
        ahead = content.partition(f'id="page-{place.start.folio}"')[0].rpartition("<span")[0]
        assert not ahead[-1].isalnum() and ahead.count("<") == ahead.count(">")
    etree.fromstring(content.encode())


@pytest.mark.long
def test_a_word_over_two_pages_is_split_and_its_marker_stands_before_it(tmp_path: Path) -> None:
    split = []
    for width in (216, 222, 228, 234, 240):
        made = make(tmp_path, TEXTS["paragraphs"], edition=replace(PAPER, trim=(width, 288)))
        split += [place for place in made.body if place.split]
    assert split
    for place in split:
        first = place.words.split()[0]
        assert 0 < place.split < len(first)
        assert place.start.text.startswith(count_characters(first)[place.split :])


def test_items_of_a_list(tmp_path: Path) -> None:
    made = make(tmp_path, "# Chapter one\n\n" + "".join(f"{n}. {WORDS}\n" for n in range(1, 16)))
    check_every_page(made, lead=r".*?\d+\.?")


def test_a_table_with_a_repeated_head(tmp_path: Path) -> None:
    rows = "".join(f"| stone {n} | {WORDS.split()[n % 9]} wall {n} |\n" for n in range(60))
    made = make(tmp_path, f"# Chapter one\n\n| Name | Meaning |\n|---|---|\n{rows}")
    assert len(made.body) > 3
    for place in made.body[1:]:
        assert "Name Meaning" in made.pages[place.start.index].replace("\n", " ")
        assert re.match(r"stone \d+ ", place.words)
        assert made.pages[place.start.index].find(place.words[:9]) < 40


def test_a_page_that_opens_with_a_figure(tmp_path: Path) -> None:
    figure = "![A stone](stone.png)\n\n"
    made = make(
        tmp_path, f"# Chapter one\n\n{WORDS * 2}\n\n{figure}Then. {WORDS * 5}", "figure, img { break-before: page }"
    )
    opened = [place for place in made.body if place.start.picture is not None]
    assert [place.start.picture for place in opened] == [0] and opened[0].words.startswith("Then.")
    assert opened[0].span is not None and "stone.png" in made.lines["one.md"][opened[0].span.start_line - 1]
    marked = mark_pages(made.epub, made.starts, PAPER).value
    assert marked is not None
    content = next(d.content.decode() for d in marked.documents if not d.generated)
    assert f'aria-label="{opened[0].start.folio}"/><img' in content


def test_blank_pages_have_the_next_place_and_no_marker(tmp_path: Path) -> None:
    made = make(
        tmp_path, "# Chapter one\n\nWords.\n\n# Chapter two\n\nMore.\n", edition=replace(PAPER, openings="recto")
    )
    blank = [start for start in made.starts if start.blank]
    assert blank
    for start in blank:
        following = made.starts[start.index + 1]
        assert (start.anchor, start.offset) == (following.anchor, following.offset)
    marked = mark_pages(made.epub, made.starts, PAPER).value
    assert marked is not None
    text = b"".join(document.content for document in marked.documents).decode()
    assert not [start for start in blank if f'aria-label="{start.folio}"' in text]
    assert 'id="page-iii"' in text or 'id="page-i"' in text


def test_notes_behind_the_chapter_are_texts_of_their_own(tmp_path: Path) -> None:
    notes = "".join(f"[^{n}]: {WORDS * 2}\n" for n in range(12))
    text = "# Chapter one\n\nWords" + "".join(f"[^{n}]" for n in range(12)) + f"\n\n{notes}"
    made = make(tmp_path, text, edition=replace(PAPER, notes=NotePlace.CHAPTER_END))
    inside = [place for place in made.body if (place.start.anchor or "").startswith("note-")]
    assert len(inside) >= 3
    check_every_page(made, lead=r"\d+\.")
    marked = mark_pages(made.epub, made.starts, PAPER)
    assert marked.findings == () and marked.value is not None
    content = b"".join(d.content for d in marked.value.documents).decode()
    assert all(f'aria-label="{place.start.folio}"' in content for place in inside)


def test_tree_and_file_have_one_main_text(tmp_path: Path) -> None:
    made = make(tmp_path, TEXTS["calls"])
    streams = {own.stream.anchor: own.stream for own in _read_sections(join_documents(made.paper)).values()}
    texts = {text.anchor: text for d in made.paper.documents for text in read_main_text(d.content.decode())}
    assert {anchor: "".join(stream.parts) for anchor, stream in streams.items()} == {
        anchor: text.text for anchor, text in texts.items()
    }


def test_cursor_over_own_words() -> None:
    own = _Own(_Stream("a"))
    own.add("A big-hearted Straße ")
    own.add("was\u00adser on.")
    assert own.take("Name") is None
    assert own.take("A big-") == 0
    assert own.take("HEARTED STRA\u2010") == 5
    assert own.take("SSE was\u2010") == 16
    assert own.take("ser ") == 21
    assert own.take("on.") == 24
    assert own.take("A big-") is None, "a repeated head"


def test_cursor_goes_on_behind_what_the_engine_left_out_and_no_letter_leads_it_astray() -> None:
    own = _Own(_Stream("a"))
    own.add("stone " * 100 + "and a zebra looked over the wall")
    assert own.take("z") is None
    assert own.take("stone ") == 0
    assert own.take("and a zebra looked ") == 500
    assert own.take("over ") == 515


NOTED = "".join(
    f"# Chapter {chapter}\n\n{WORDS * 2}"
    + "".join(f"A call[^{chapter}{note}]. " for note in range(8))
    + f"\n\n{WORDS * 6}\n\n"
    + "".join(f"[^{chapter}{note}]: {WORDS}\n" for note in range(8))
    + "\n"
    for chapter in (1, 2, 3)
)


@pytest.mark.long
def test_notes_behind_the_chapters_of_print_and_behind_the_book_in_the_epub(tmp_path: Path) -> None:
    made = make(tmp_path, NOTED, edition=replace(PAPER, notes=NotePlace.CHAPTER_END), notes=NotePlace.BOOK_END)
    noted = {start.folio for start in made.starts if (start.anchor or "").startswith("note-") and not start.blank}
    assert len(noted) >= 3
    marked = mark_pages(made.epub, made.starts, PAPER)
    assert marked.findings == () and marked.value is not None
    content = b"".join(d.content for d in marked.value.documents).decode()
    found = re.findall(r'aria-label="([^"]+)"/>', content)
    own = [p.start.folio for p in made.body if p.start.folio not in noted]
    # Those of the last chapter stand where they stand in print: behind all the text.
    assert [folio for folio in found if folio in own] == own
    assert len(noted & set(found)) < len(noted)
    labels = [start.folio for start in made.starts]
    assert found == sorted(found, key=labels.index)


def test_folios_are_roman_before_the_body() -> None:
    assert name_folios(6, 4) == ("i", "ii", "iii", "iv", "1", "2")
    assert name_folios(2, None) == ("1", "2")
    assert name_folios(44, 44)[-5:] == ("xl", "xli", "xlii", "xliii", "xliv")
