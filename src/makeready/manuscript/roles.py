"""Roles: a class, a role or a file's name goes in; the word of the trade it stands for, and its matter, come out.

The words are those of EPUB's structural vocabulary where one fits. https://www.w3.org/TR/epub-ssv-11/
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from makeready.model.book import Matter

_FRONT = (
    "halftitlepage titlepage copyright-page imprint dedication epigraph foreword preface preamble frontispiece toc loi "
    "lot abstract seriespage"
)
_BODY = "part chapter introduction prologue conclusion epilogue volume division section subchapter act scene"
_BACK = (
    "afterword appendix acknowledgments backmatter bibliography colophon contributors credits endnotes errata glossary "
    "index about notice"
)

SECTION_ROLES: dict[str, Matter] = {
    **dict.fromkeys(_FRONT.split(), Matter.FRONT),
    **dict.fromkeys(_BODY.split(), Matter.BODY),
    **dict.fromkeys(_BACK.split(), Matter.BACK),
}
SYNONYMS = {
    "half-title": "halftitlepage",
    "title-page": "titlepage",
    "title": "titlepage",
    "copyright": "copyright-page",
    "acknowledgements": "acknowledgments",
    "thanks": "acknowledgments",
    "contents": "toc",
    "table-of-contents": "toc",
    "intro": "introduction",
    "references": "bibliography",
    "works-cited": "bibliography",
    "further-reading": "bibliography",
    "endnote": "endnotes",
    "notes": "endnotes",
    "postscript": "afterword",
    "about-the-author": "about",
    "about-the-authors": "about",
    "about-the-reviewer": "about",
    "about-the-book": "about",
    "about-the-editor": "about",
    "about-the-translator": "about",
    "appendices": "appendix",
    "list-of-illustrations": "loi",
    "list-of-tables": "lot",
    "front-matter": "preface",
}
# Sections that the contents do not list unless told to.
UNLISTED = frozenset({"halftitlepage", "titlepage", "copyright-page", "dedication", "epigraph", "frontispiece", "toc"})
NUMBERED = frozenset({"chapter", "part", "section", "appendix", "volume", "division", "act", "scene"})

# What a division or a paragraph may be.
BLOCK_ROLES = frozenset(
    "aside attribution bibliography bridgehead case-study conclusion credit dateline dedication dialogue direction "
    "epigraph epigram example foreword index key-takeaways letter line-group lyrics note notice pearl persona poem "
    "postscript preamble prologue pullquote qna question quotation salutation sidebar signature speaker speech "
    "stanza summary tip valediction verse warning".split()
)
_POEMS = frozenset({"verse", "poem", "lyrics", "line-group"})


def find_role(name: str) -> str | None:
    """Return the section role that `name` stands for, or None."""
    word = name.strip().lower().replace("_", "-").replace(" ", "-")
    word = SYNONYMS.get(word, word)
    return word if word in SECTION_ROLES else None


def find_file_role(path: str) -> str | None:
    """Return the role that a file's name gives: "00-dedication.md" is a dedication, "03-preface-2.md" a preface."""
    stem = PurePosixPath(path).stem.lower().replace("_", "-").replace(" ", "-")
    stem = re.sub(r"^[\d.\-]+|-[\d]+$|\d+$", "", stem).strip("-.")
    stem = re.sub(r"-[a-z]$", "", stem)
    return find_role(stem) if stem else None


def name_file(path: str) -> str:
    """Return a file's name as words: "00-about-the-author.md" gives "About the author"."""
    stem = re.sub(r"^[\d.\-_ ]+", "", PurePosixPath(path).stem) or PurePosixPath(path).stem
    words = re.sub(r"[-_ ]+", " ", stem).strip()
    return words[:1].upper() + words[1:]


def is_verse(role: str | None) -> bool:
    """Return True where each line of the manuscript is a line of verse."""
    return role in _POEMS
