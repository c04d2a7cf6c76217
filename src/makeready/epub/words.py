"""Words that the binder itself writes: a language tag goes in; its headings for lists and pages come out."""

from __future__ import annotations

_WORDS: dict[str, tuple[str, str, str, str, str]] = {
    # language: contents, landmarks, cover, pages, start of content
    "en": ("Contents", "Landmarks", "Cover", "Pages", "Start of content"),
    "de": ("Inhalt", "Orientierungspunkte", "Umschlag", "Seiten", "Beginn des Textes"),
    "fr": ("Table des matières", "Points de repère", "Couverture", "Pages", "Début du texte"),
    "es": ("Índice", "Puntos de referencia", "Cubierta", "Páginas", "Comienzo del texto"),
    "it": ("Indice", "Punti di riferimento", "Copertina", "Pagine", "Inizio del testo"),
    "nl": ("Inhoud", "Oriëntatiepunten", "Omslag", "Pagina’s", "Begin van de tekst"),
    "pt": ("Sumário", "Pontos de referência", "Capa", "Páginas", "Início do texto"),
    "sv": ("Innehåll", "Landmärken", "Omslag", "Sidor", "Textens början"),
    "da": ("Indhold", "Pejlemærker", "Omslag", "Sider", "Tekstens begyndelse"),
}
_PLACES = ("contents", "landmarks", "cover", "pages", "start")

_ARTICLES: dict[str, tuple[str, ...]] = {
    "en": ("the ", "a ", "an "),
    "de": ("der ", "die ", "das ", "ein ", "eine "),
    "fr": ("le ", "la ", "les ", "un ", "une ", "l’", "l'"),
    "es": ("el ", "la ", "los ", "las ", "un ", "una "),
    "it": ("il ", "lo ", "la ", "i ", "gli ", "le ", "un ", "uno ", "una ", "l’", "l'"),
    "nl": ("de ", "het ", "een "),
    "pt": ("o ", "a ", "os ", "as ", "um ", "uma "),
}


def word_for(place: str, language: str) -> str:
    """Return the heading for `place` ("contents", "landmarks", "cover", "pages", "start") in `language`.

    A language that is not in the table gets English.
    """
    words = _WORDS.get(language.split("-", maxsplit=1)[0].lower(), _WORDS["en"])
    return words[_PLACES.index(place)]


def file_title(title: str, language: str) -> str | None:
    """Return the title as a catalogue files it where an article leads: "The Road" gives "Road, The"; else None."""
    for article in _ARTICLES.get(language.split("-", maxsplit=1)[0].lower(), ()):
        if title.lower().startswith(article):
            rest = title[len(article) :].lstrip()
            if rest:
                return f"{rest}, {title[: len(article)].strip()}"
    return None
