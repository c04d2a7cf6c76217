"""Semantics: a section's role goes in; its EPUB structural term and its DPUB-ARIA role come out.

https://www.w3.org/TR/epub-ssv-11/ and https://www.w3.org/TR/dpub-aria-1.1/
"""

from __future__ import annotations

_TERMS = frozenset(
    {
        "abstract", "acknowledgments", "afterword", "appendix", "bibliography", "chapter", "colophon", "conclusion",
        "contributors", "copyright-page", "dedication", "division", "endnotes", "epigraph", "epilogue", "errata",
        "foreword", "glossary", "halftitlepage", "imprimatur", "imprint", "index", "introduction", "other-credits",
        "part", "preamble", "preface", "prologue", "revision-history", "seriespage", "subchapter", "titlepage", "toc",
        "volume",
    }
)  # fmt: skip
# Those of DPUB-ARIA, but for "doc-toc" and "doc-index", which want a navigation element.
_ARIA = _TERMS - {
    "contributors", "copyright-page", "division", "halftitlepage", "imprimatur", "imprint", "index", "other-credits",
    "preamble", "revision-history", "seriespage", "subchapter", "titlepage", "toc", "volume",
}  # fmt: skip
# A landmark takes a reader to a place by name; these roles are worth one. https://www.w3.org/TR/epub-33/#sec-nav-landmarks
LANDMARKS = frozenset({"titlepage", "copyright-page", "toc", "preface", "foreword", "introduction", "endnotes",
                       "bibliography", "glossary", "index", "appendix", "colophon"})  # fmt: skip


def section_attributes(role: str) -> tuple[tuple[str, str], ...]:
    """Return the `epub:type` and `role` attributes of a section element with this role, where there are any."""
    found = [("epub:type", role)] if role in _TERMS else []
    return (*found, ("role", f"doc-{role}")) if role in _ARIA else tuple(found)


_DIVISIONS = {
    "epigraph": ("blockquote", (("epub:type", "epigraph"), ("role", "doc-epigraph"))),
    "dedication": ("section", (("epub:type", "dedication"), ("role", "doc-dedication"))),
    "letter": ("blockquote", ()),
    "aside": ("aside", (("epub:type", "sidebar"),)),
    "sidebar": ("aside", (("epub:type", "sidebar"),)),
    "note": ("aside", (("epub:type", "notice"),)),
    "tip": ("aside", (("role", "doc-tip"),)),
}


def division_attributes(role: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the element name and attributes of a block within a section that has a role of the trade."""
    return _DIVISIONS.get(role, ("div", ()))
