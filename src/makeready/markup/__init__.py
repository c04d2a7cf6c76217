"""Marking up: a composed book goes in; XHTML content documents and their source map come out."""

from makeready.markup.document import mark_up

__all__ = ["mark_up"]
