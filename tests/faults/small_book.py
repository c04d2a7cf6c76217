"""A small book: nothing goes in; the text of a book.toml that any manuscript beside it is sound with comes out."""

from __future__ import annotations

TOML = """\
title = "T"
author = "A"
language = "en"
identifiers = ["https://example.org/t"]
date = 2026
"""
