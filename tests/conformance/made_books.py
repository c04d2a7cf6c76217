"""Made books: a project's folder goes in; its EPUB and PDF, made through the command line, come out."""

from __future__ import annotations

import contextlib
import io
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from makeready.cli import main
from tests.conftest import TESTS

NAMESPACES = {
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "html": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBook:
    """The files that one build left, and what it said while it made them."""

    epub: Path
    pdf: Path
    said: str

    def read(self, name: str) -> bytes:
        """Return the bytes of an entry of the EPUB."""
        with zipfile.ZipFile(self.epub) as archive:
            return archive.read(name)

    def list_entries(self) -> list[str]:
        """Return the names of the EPUB's entries."""
        with zipfile.ZipFile(self.epub) as archive:
            return archive.namelist()

    @property
    def package(self) -> etree._Element:
        """Return the package document."""
        return etree.fromstring(self.read("EPUB/content.opf"))

    def list_contents(self) -> list[tuple[int, str]]:
        """Return the lines of the EPUB's contents: depth from 0, and words."""
        nav = etree.fromstring(self.read("EPUB/nav.xhtml"))
        result = []
        for link in nav.iterfind(".//html:nav[@epub:type='toc']//html:a", NAMESPACES):
            depth = sum(1 for one in link.iterancestors() if one.tag.endswith("}ol")) - 1
            result.append((depth, " ".join("".join(str(text) for text in link.itertext()).split())))
        return result


def copy_look(name: str, theme: str, folder: Path) -> Path:
    """Copy the book of `looks` that has this name into the new `folder`, with a theme, and return the folder."""
    shutil.copytree(TESTS / "conformance" / "looks" / name, folder)
    settings = folder / "book.toml"
    settings.write_text(f'theme = "{theme}"\n{settings.read_text(encoding="utf-8")}', encoding="utf-8")
    return folder


def make_book(root: Path, output: Path, *options: str) -> MadeBook:
    """Build the project in `root` into `output`; it has to succeed."""
    out, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        code = main(["build", str(root), "--output", str(output), "--no-colour", *options])
    assert code == 0, errors.getvalue()
    files = {path.suffix: path for path in output.iterdir()}
    absent = output / "not-asked-for"
    return MadeBook(epub=files.get(".epub", absent), pdf=files.get(".pdf", absent), said=errors.getvalue())


def list_properties(package: etree._Element, name: str) -> list[str]:
    """Return the values of a `meta` property of a package document."""
    found = package.iterfind(f".//opf:meta[@property='{name}']", NAMESPACES)
    return [" ".join((element.text or "").split()) for element in found]


def list_terms(package: etree._Element, name: str) -> list[str]:
    """Return the values of a Dublin Core element of a package document."""
    return [" ".join((element.text or "").split()) for element in package.iterfind(f".//dc:{name}", NAMESPACES)]
