"""Acquire: a page, a Word file, an EPUB or somebody's folder goes in; a manuscript to be laid down comes out."""
