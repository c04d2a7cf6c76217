"""The starter: a title, an author and a language go in; the files of a project that teaches itself come out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

_BOOK = """\
# This file says what the book is. Lines that begin with # are notes to you; take away the # to use one.
# `makeready info` shows what is read; `makeready build` builds it.

title = {title}
# subtitle = "…"
language = {language}
date = {day}
# The book's own name in the world, made for this one. With an ISBN, put "isbn:978…" before it.
identifiers = [{identifier}]
# publisher = "…"
# description = "One paragraph for shops and libraries."
# subjects = ["Travel", "Mountains"]
# A picture for the cover of the EPUB; without one the cover is set in type.
# cover = "images/cover.jpg"

# Who has a part in the book. Roles: aut (author), edt (editor), trl (translator), ill (illustrator) …
[[contributors]]
name = {author}
# Where the family name is not the last word: sort_name = "van Gogh, Vincent"
roles = ["aut"]

[rights]
statement = {rights}
# licence = "CC BY 4.0"
# licence_uri = "https://creativecommons.org/licenses/by/4.0/"
"""

_REVIEW = """
# This book reviews another one. Who wrote that one never counts as an author of this one.
[review]
reviewers = [{{ name = {author} }}]

[review.work]
title = "The Book Reviewed"
contributors = [{{ name = "Its Author", roles = ["aut"] }}]
# publisher = "…"
# year = "…"
# isbn = "…"

# Where the review comes from. "original" means that its words are the source's; others are
# precis, translation, abridgement, adaptation.
[provenance]
relation = "original"
# title = "…"
# source_uri = "https://…"
# venue = "Where it was published"
# published = 2020-01-31
"""

_EDITIONS = """
# How the book comes out. Without these tables: an EPUB, and a PDF for print of 5.5 × 8.5 in.
[editions.epub]
target = "epub"

[editions.print]
target = "pdf"
# trim = "A5"
# bleed = "0.125in"
"""

_CHAPTER = """\
# Chapter One

This is the first paragraph. An empty line begins the next one.

Words between asterisks are *stressed*. A note is called like this,[^note] and its words stand anywhere below.

> A quotation stands behind an angle bracket.

[^note]: These are the words of the note.
"""

_REVIEW_CHAPTER = """\
# What the Book Is

Say in the first paragraph which book this is, who wrote it and what it sets out to do.

# What It Does Well

Follow its argument, and quote it where its own words say it best.[^page]

# The Verdict

Say whom the book is for.

[^page]: A note can name the page of a quotation.
"""

_STYLE = """\
/* Rules here lie over the built-in ones: shared.css for both, epub.css and print.css for one of the two. */
"""

_IGNORE = """\
# What `makeready build` makes can be made again.
/build/
"""


def compose_project(
    *, title: str, author: str, language: str, identifier: str, day: date, review: bool = False
) -> Mapping[str, str]:
    """Return the text of each file of a new project, by its path in the project."""
    words = {
        "title": quote_toml(title),
        "author": quote_toml(author),
        "language": quote_toml(language),
        "identifier": quote_toml(identifier),
        "rights": quote_toml(f"© {day.year} {author}"),
        "day": day.isoformat(),
    }
    book = _BOOK.format(**words) + (_REVIEW.format(**words) if review else "") + _EDITIONS
    text = {"manuscript/01-the-review.md": _REVIEW_CHAPTER} if review else {"manuscript/01-chapter-one.md": _CHAPTER}
    return {"manuscript/book.toml": book, **text, "styles/shared.css": _STYLE, ".gitignore": _IGNORE}


def quote_toml(text: str) -> str:
    """Return printable `text` as a basic string of TOML; https://toml.io/en/v1.0.0#string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
