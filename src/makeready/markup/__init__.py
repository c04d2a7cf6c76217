"""Marking up: a composed book goes in; XHTML content documents, their source map and the cascade come out."""

from makeready.markup.document import mark_up
from makeready.markup.styles import load_styles

__all__ = ["load_styles", "mark_up"]
