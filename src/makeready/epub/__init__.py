"""EPUB: a composition and a cover go in; a finished EPUB 3 as bytes comes out. The only room that knows EbookLib."""
