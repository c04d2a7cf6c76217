"""Manuscripts: a folder of book.toml and Markdown goes in; one book, its editions and all findings come out."""
