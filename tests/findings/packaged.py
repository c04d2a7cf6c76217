"""Packages with something missing: changes of a book go in; what `makeready package` finds missing comes out."""

from __future__ import annotations

import io
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image

from makeready.findings import Finding
from makeready.model.book import Book, Identifier, Subject
from makeready.model.edition import PrintEdition
from makeready.model.people import Contributor
from makeready.model.profile import Profile
from makeready.press.package_cover import size_cover
from makeready.press.package_facts import (
    PackageFacts,
    find_isbn,
    judge_facts,
    judge_files,
    list_coded_subjects,
    list_keywords,
)
from makeready.profiles import read_profile

BOOK = Book(
    identifiers=(Identifier(scheme="isbn", value="978-0-306-40615-7"),),
    title="Ships",
    language="en",
    modified="2026-01-01T00:00:00Z",
    publisher="The Press",
    description="Of ships.",
    contributors=(Contributor(name="Ann Lee", sort_name="Lee, Ann", roles=("aut",)),),
    subjects=(Subject(term="sea"), Subject(term="Sea Stories", scheme="BISAC", code="FIC047000")),
)


def find_profile(name: str = "ingram") -> Profile:
    """Return a built-in profile."""
    profile = read_profile(name)
    assert profile is not None
    return profile


def make_facts(book: Book = BOOK, profile: Profile | None = None, **changes: Any) -> PackageFacts:
    """Return the facts of a package of `book`, with other values."""
    profile = profile or find_profile()
    made = PackageFacts(
        receiver=profile.title,
        title=book.title,
        subtitle=book.subtitle,
        series=book.series,
        contributors=tuple((one.name, one.roles) for one in book.creators),
        description=book.description,
        keywords=list_keywords(book, profile.keyword_limit),
        subjects=list_coded_subjects(book),
        language=book.language,
        isbn_print=find_isbn(book, PrintEdition(name="print")),
        isbn_ebook=None,
        publisher=book.publisher,
        imprint=book.imprint,
        date=book.date,
        rights=None,
        pages=120,
        trim=(396.0, 612.0),
        bleed=0.0,
        colour_pages=0,
        papers=("white", "cream"),
        paper=None,
        bindings=(),
        price=None,
    )
    return replace(made, **changes)


def find_missing(**changes: Any) -> tuple[Finding, ...]:
    """Return what is missing of a book with these changes, for IngramSpark."""
    book = replace(BOOK, **changes)
    return judge_facts(book, make_facts(book), find_profile())


def find_missing_files(*roles: str) -> tuple[Finding, ...]:
    """Return what is missing of a package that has files of these roles."""
    return judge_files(roles, find_profile())


def write_epub(path: Path, width: int, height: int) -> Path:
    """Write what is enough of an EPUB to have a cover picture of this size, none where it is 0."""
    out = io.BytesIO()
    opf = '<package xmlns="http://www.idpf.org/2007/opf"><manifest>'
    if width:
        Image.new("RGB", (width, height), "navy").save(out, "PNG")
        opf += '<item id="c" href="c.png" media-type="image/png" properties="cover-image"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("p.opf", f"{opf}</manifest></package>")
        archive.writestr("c.png", out.getvalue())
    return path


def find_in_cover(width: int, height: int) -> tuple[Finding, ...]:
    """Return what is said of a cover of this size."""
    with tempfile.TemporaryDirectory() as folder:
        return size_cover(write_epub(Path(folder) / "a.epub", width, height), find_profile()).findings
