"""Paragraphs: the text of a paragraph and its tolerances go in; lines whose breaks were chosen together come out."""
