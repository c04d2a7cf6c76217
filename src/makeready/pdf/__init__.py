"""The printed page: the only room that imports WeasyPrint; a composition goes in, a tagged PDF comes out."""
