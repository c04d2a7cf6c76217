"""Sixteen languages: a page of each is set without a box, read from its own side, and found sound by outside judges."""

from __future__ import annotations

import io
import re
import shutil
import unicodedata
from pathlib import Path

import pikepdf
import pytest

from makeready.model.direction import is_backward
from tests.conformance.epubcheck_jvm import judge
from tests.conformance.made_books import MadeBook, make_book
from tests.conformance.pdf_judges import validate_ua
from tests.conformance.pdf_reading import list_complaints
from tests.conftest import TESTS

FOLDER = TESTS / "conformance" / "specimens"
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.md"))
# What each language is set in, beside the faces of the theme.
OTHERS = {
    "ar": {"Amiri"}, "fa": {"Amiri"}, "he": {"Noto-Serif-Hebrew"}, "zh": {"Noto-Serif-SC", "Noto-Serif-JP"},
    "ja": {"Noto-Serif-JP", "Noto-Serif-SC"},
}  # fmt: skip
# Chinese has no italics, and the bold one is a face of its own with the same name.
THEME = {"EB-Garamond", "EB-Garamond-Bold", "EB-Garamond-Italic", "EB-Garamond-Bold-Italic", "Source-Code-Pro"}


def test_there_are_sixteen() -> None:
    assert len(LANGUAGES) == 16


@pytest.fixture(params=LANGUAGES)
def book(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, MadeBook]:
    """Return a language and the books of its specimen."""
    language = str(request.param)
    shutil.copy(FOLDER / f"{language}.md", tmp_path / "book.md")
    (tmp_path / "book.toml").write_text('[editions.epub]\n[editions.print]\nstandard = "pdf/ua-1"\n', encoding="utf-8")
    return language, make_book(tmp_path, tmp_path / "build")


@pytest.mark.long_but("en", "ar", "zh")
def test_a_language_is_set_whole(book: tuple[str, MadeBook]) -> None:
    language, made = book
    assert set(re.findall(r"^(\w+)\[(\w+)\]", made.said, re.MULTILINE)) == {("advice", "MD010")}
    assert judge(made.epub.read_bytes()) == ()
    content = made.pdf.read_bytes()
    wide = {f"{name}-Wide" for name in OTHERS.get(language, ())}
    assert list_complaints(made.pdf, others=OTHERS.get(language, set()) | wide) == []
    assert validate_ua(content) == []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        fonts = {str(font.BaseFont)[8:] for page in pdf.pages for font in page.Resources.get("/Font", {}).values()}
        assert str(pdf.Root.Lang) == language
        backward = str(pdf.Root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/Direction", "/L2R")) == "/R2L"
    names = {re.sub(r"-(Bold|Italic|Bold-Italic)$", "", name) for name in fonts - THEME}
    assert {name.removesuffix("-Wide") for name in names} == OTHERS.get(language, set())
    assert backward == is_backward(language)
    package = made.read("EPUB/content.opf").decode()
    assert ('page-progression-direction="rtl"' in package) == is_backward(language)
    for name in made.list_entries():
        if name.endswith(".xhtml"):
            assert ('dir="rtl"' in made.read(name).decode()) == is_backward(language), name
    text = (FOLDER / f"{language}.md").read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
