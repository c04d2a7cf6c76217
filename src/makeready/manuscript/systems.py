"""Systems: nothing goes in; the names of the systems whose book folders and notations are read come out."""

from __future__ import annotations

from enum import StrEnum


class System(StrEnum):
    """A system that books are written for; the value is its name as its own people write it."""

    MAKEREADY = "makeready"
    MDBOOK = "mdBook"
    GITBOOK = "GitBook"
    LEANPUB = "Leanpub"
    BOOKDOWN = "bookdown"
    QUARTO = "Quarto"
    MKDOCS = "MkDocs"
    DOCUSAURUS = "Docusaurus"
    VITEPRESS = "VitePress"
    JEKYLL = "Jekyll"
    HUGO = "Hugo"
    JUPYTER_BOOK = "Jupyter Book"
    SPHINX = "Sphinx"
    NOTEBOOKS = "Jupyter notebooks"
    PANDOC = "Pandoc"
    MANUBOT = "Manubot"
    OBSIDIAN = "Obsidian"
    STANDARD_EBOOKS = "Standard Ebooks"
    XHTML = "XHTML files"
    HTMLBOOK = "HTMLBook"
    ASCIIDOC = "AsciiDoc"
    RESTRUCTUREDTEXT = "reStructuredText"
    LATEX = "LaTeX"
    ORG = "Org"
    FOLDER = "a folder of Markdown files"
