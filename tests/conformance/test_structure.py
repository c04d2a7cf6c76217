"""Structure read back: poppler and pikepdf tell the tree of tags of finished books; it is the manuscript's."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import etree

from tests.conformance.conftest import copy_manuscript
from tests.conformance.made_books import NAMESPACES, MadeBook, make_book
from tests.conformance.pdf_judges import validate_ua
from tests.conftest import TESTS

_SPACES = re.compile(r"\s+")


class Branch:
    """An element as poppler prints it: its kind, what poppler says of it, its branches and words in order."""

    def __init__(self, kind: str) -> None:
        """Begin with nothing in it."""
        self.kind = kind
        self.told: list[str] = []
        self.kids: list[Branch | str] = []

    def walk(self) -> Iterator[Branch]:
        """Yield this and all below, in the order of reading."""
        yield self
        for kid in self.branches:
            yield from kid.walk()

    def find(self, kind: str) -> list[Branch]:
        """Return all elements of a kind."""
        return [one for one in self.walk() if one.kind == kind]

    @property
    def branches(self) -> list[Branch]:
        """The elements directly in it."""
        return [kid for kid in self.kids if isinstance(kid, Branch)]

    @property
    def words(self) -> str:
        """All words, one space between the pieces."""
        pieces = (kid if isinstance(kid, str) else kid.words for kid in self.kids)
        return _SPACES.sub(" ", " ".join(pieces)).strip()


def read_structure(path: Path) -> Branch:
    """Return the tree that `pdfinfo -struct-text` prints."""
    printed = subprocess.run(["pdfinfo", "-struct-text", path], capture_output=True, check=True, timeout=120)
    root = Branch("")
    open_branches = [(-1, root)]
    # Words are printed between quotation marks, and may have line ends.
    lines = re.findall(r'^( *)(?:"(.*?)"$|(\S.*)$)', printed.stdout.decode(), re.MULTILINE)
    for indent, words, line in lines:
        depth = len(indent)
        while open_branches[-1][0] >= depth:
            open_branches.pop()
        above = open_branches[-1][1]
        if not line:
            above.kids.append(words)
        elif line.startswith("/"):
            above.told.append(line)
        else:
            branch = Branch(re.match(r"\w+", line)[0])  # type: ignore[index]
            branch.told.append(line)
            above.kids.append(branch)
            open_branches.append((depth, branch))
    (document,) = root.branches
    return document


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the specimen for screens."""
    folder = tmp_path_factory.mktemp("screen")
    shutil.copytree(TESTS / "golden" / "specimen" / "in", folder / "project")
    return make_book(folder / "project", folder / "build", "--profile", "screen").pdf


@pytest.fixture(scope="module")
def tree(screen: Path) -> Branch:
    """Read the specimen's structure."""
    return read_structure(screen)


@pytest.fixture(scope="module")
def review_screen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the review in manuscript/ for screens."""
    folder = tmp_path_factory.mktemp("review-screen")
    copy_manuscript(folder / "project")
    return make_book(folder / "project", folder / "build", "--profile", "screen").pdf


def _list_headings(tree: Branch) -> list[tuple[int, str]]:
    """Return level from 0 and words of all headings but those of the title page and of the contents."""
    found = [(int(one.kind[1]) - 1, one.words) for one in tree.walk() if re.fullmatch("H[1-6]", one.kind)]
    return found[2:]


def _read_pages(book: MadeBook) -> Iterator[etree._Element]:
    items = {item.get("id"): item.get("href") for item in book.package.iterfind(".//opf:item", NAMESPACES)}
    for entry in book.package.iterfind(".//opf:itemref", NAMESPACES):
        yield etree.fromstring(book.read(f"EPUB/{items[entry.get('idref')]}"))


def _read_elements(path: Path) -> Iterator[Any]:
    """Yield the elements of a PDF's tree in the order of reading."""
    with pikepdf.open(path) as pdf:
        stack = [pdf.Root.StructTreeRoot.K[0]]
        while stack:
            element = stack.pop()
            yield element
            kids = element.get("/K", ())
            stack += [kid for kid in reversed(list(kids)) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def test_headings_are_the_outline_of_the_manuscript(tree: Branch, specimen: MadeBook) -> None:
    # An EPUB has its notes at its end.
    assert _list_headings(tree) == [line for line in specimen.list_contents() if line != (0, "Notes")]


def test_headings_of_the_review_are_its_outline(review_screen: Path, review: MadeBook) -> None:
    found, meant = _list_headings(read_structure(review_screen)), review.list_contents()
    assert [line for line in found if line in meant] == [line for line in meant if line != (0, "Notes")]
    # What a composed page has within it is no line of the contents.
    extra = [line for line in found if line not in meant]
    assert extra == [(1, "About the reviewer"), (1, "The work reviewed")]


def test_words_stand_in_the_order_of_the_manuscript(tree: Branch) -> None:
    """A footnote's words come where it is called, as the author wrote them there."""
    found = [part.words for part in tree.branches if "Nobody needs a book" in part.words]
    expected = (
        "Preface Nobody needs a book to lift a stone. This one is for the day after, when the back complains and the "
        "wall leans. 1 1. A wall that leans into the slope is another matter; see the first chapter . It quotes little."
    )
    assert len(found) == 1 and found[0].startswith(expected)


def test_notes_stand_beside_their_calls(tree: Branch) -> None:
    notes = tree.find("Note")
    assert len(notes) == 5
    names = [re.search("<(.+)>", note.told[0])[1] for note in notes]  # type: ignore[index]
    assert len(set(names)) == 5
    for branch in tree.walk():
        for before, kid in zip(branch.branches, branch.branches[1:], strict=False):
            if kid.kind == "Note":
                notes.remove(kid)
                assert before.kind == "Reference" and before.branches[0].kind == "Link"
                assert kid.branches[0].kind == "Lbl"
                assert kid.branches[0].words == f"{before.words}."
    assert not notes


def test_contents_are_items_with_references(tree: Branch, specimen: MadeBook) -> None:
    items = tree.find("TOCI")
    words = [one.find("Link")[0].words for one in items]
    found = [re.sub(r" [ivxl\d]+$", "", line) for line in words]
    assert found == [line for _, line in specimen.list_contents() if line in found] and len(found) == 12
    for item in items:
        assert [kid.kind for kid in item.branches] in (["Reference"], ["Reference", "TOC"])
        assert [kid.kind for kid in item.branches[0].branches] == ["Link"]


def test_pictures_have_the_words_of_the_manuscript(screen: Path, specimen: MadeBook) -> None:
    meant = [image.get("alt") for page in _read_pages(specimen) for image in page.iterfind(".//html:img", NAMESPACES)]
    told = [str(one.Alt) for one in _read_elements(screen) if pikepdf.Name.Figure == one.S]
    assert told == [words for words in meant if words in told]
    assert len(told) == 2 and told[1].startswith("A section through a wall")


def test_captions_stand_in_their_pictures(tree: Branch) -> None:
    (caption,) = tree.find("Caption")
    assert caption.words == "A wall cut through"
    assert [caption in figure.branches for figure in tree.find("Figure")] == [False, True]


def test_heads_of_tables_say_what_they_head(tree: Branch) -> None:
    heads = tree.find("TH")
    assert [head.words for head in heads] == ["Stone", "Weight", "Reach", "Where"]
    assert all("/Scope /Column" in head.told for head in heads)


def test_other_languages_are_said(screen: Path, tree: Branch) -> None:
    told = [(str(one.S), str(one.Lang)) for one in _read_elements(screen) if "/Lang" in one]
    assert ("/Span", "de") in told and ("/Span", "fr") in told and ("/Sect", "fr") in told and ("/Sect", "de") in told
    assert any(span.words.startswith("Steter Tropfen höhlt") for span in tree.find("Span"))


def test_kinds_of_text_are_told(tree: Branch) -> None:
    assert {"BlockQuote", "Code", "L", "LI", "Lbl", "LBody", "Part", "Sect", "Table"} <= {
        one.kind for one in tree.walk()
    }
    assert not tree.find("NonStruct")
    assert "/ListNumbering /Decimal" in tree.find("L")[0].told
    assert [part.branches[0].words for part in tree.find("Part")] == ["I Stones", "II Seasons"]


def test_links_have_words(screen: Path) -> None:
    with pikepdf.open(screen) as pdf:
        told = [str(link.Contents) for page in pdf.pages for link in page.obj.get("/Annots", ())]
        assert all(page.obj.Tabs == pikepdf.Name.S for page in pdf.pages if "/Annots" in page.obj)
    assert "the first chapter" in told and all(told)


def test_the_judge_of_pdf_ua_finds_nothing(screen: Path, review_screen: Path) -> None:
    assert validate_ua(screen.read_bytes()) == []
    assert validate_ua(review_screen.read_bytes()) == []


def _spoil(kind: str, *keys: str) -> Callable[[pikepdf.Pdf], None]:
    """Return what takes entries away from the elements of a kind."""

    def spoil(pdf: pikepdf.Pdf) -> None:
        for element in pdf.objects:
            if isinstance(element, pikepdf.Dictionary) and kind in (element.get("/S"), element.get("/Subtype")):
                for key in keys:
                    if key in element:
                        del element[key]

    return spoil


def _double_names(pdf: pikepdf.Pdf) -> None:
    for element in pdf.objects:
        if isinstance(element, pikepdf.Dictionary) and element.get("/S") == pikepdf.Name.Note:
            element.ID = pikepdf.String("one")


def _skip_level(pdf: pikepdf.Pdf) -> None:
    for element in pdf.objects:
        if isinstance(element, pikepdf.Dictionary) and element.get("/S") == pikepdf.Name.H2:
            element.S = pikepdf.Name.H5


def _forget_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


SPOILED = {
    "no words for pictures": _spoil("/Figure", "/Alt"),
    "no name for a note": _spoil("/Note", "/ID"),
    "one name for all notes": _double_names,
    "no words for links": _spoil("/Link", "/Contents"),
    "links outside the structure": _spoil("/Link", "/StructParent"),
    "a level is skipped": _skip_level,
    "no language": _forget_language,
    "no scopes": _spoil("/TH", "/A"),
}


@pytest.mark.parametrize("case", SPOILED)
def test_the_judge_of_pdf_ua_sees_what_is_taken_away(case: str, screen: Path) -> None:
    out = io.BytesIO()
    with pikepdf.open(screen) as pdf:
        SPOILED[case](pdf)
        pdf.save(out)
    assert validate_ua(out.getvalue()) != []
