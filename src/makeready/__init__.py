"""makeready: a manuscript goes in; an EPUB 3, a print-ready PDF and the findings about them come out."""

__version__ = "0.1.0"
