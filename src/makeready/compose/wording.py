"""Wording: a language tag goes in; the words that composed matter uses in that language come out."""

from __future__ import annotations

from collections.abc import Mapping

from makeready.compose.words import BOX_KEYS, BOXES, KEYS, OTHER_TAGS, ROWS

_ENGLISH = {
    "contents": "Contents",
    "notes": "Notes",
    "note": "Note",
    "half-title": "Half-title",
    "title-page": "Title page",
    "copyright-page": "Copyright",
    "about-reviewer": "About the reviewer",
    "about-reviewers": "About the reviewers",
    "about-work": "The work reviewed",
    "about": "About the reviewer and the work reviewed",
    "provenance": "Provenance",
    "colophon": "Colophon",
    "by": "by",
    "and": " and ",
    "comma": ", ",
    "edited-by": "Edited by",
    "translated-by": "Translated by",
    "illustrated-by": "Illustrated by",
    "abridged-by": "Re-told by",
    "review-of": "A review of",
    "reviewed-by": "Review by",
    "relation.original": "The text of this book is the source’s own.",
    "relation.precis": "This is a précis, told in other words than the reviewer’s own.",
    "relation.translation": "This is a translation of the source.",
    "relation.abridgement": "This is an abridgement of the source.",
    "relation.adaptation": "This is an adaptation of the source.",
    "field.reviewer": "Reviewer",
    "field.reviewers": "Reviewers",
    "field.work": "Work reviewed",
    "field.work-by": "Its authors",
    "field.work-by-one": "Its author",
    "field.work-publisher": "Its publisher",
    "field.isbn": "ISBN",
    "field.source-title": "Title of the source",
    "field.submitted-by": "Submitted by",
    "field.submitted-to": "Submitted to",
    "field.venue": "Published on",
    "field.venue-owner": "Kept by",
    "field.published": "Date of publication",
    "field.reprinted-in": "Reprinted in",
    "field.reprinted": "Date of the reprint",
    "field.translator": "Translated by",
    "field.permission": "Permission",
    "field.work-translator": "Its translator",
    "field.work-year": "Its year",
    "field.source": "Address",
    "field.acquired": "Acquired",
    "field.digest": "Digest of the source",
    "field.relation": "These words",
    "field.rights-source": "Rights in the source",
    "field.rights": "Rights in this text",
    "field.licence": "Licence",
    "field.emendations": "Changes made to the text",
    "emended": "“{original}” is now “{corrected}”",
    "no-emendations": "None is recorded.",
    "identifier": "Identifier",
    "typefaces": "The text is set in {faces}.",
    "tools": "Composed and bound by {tools}.",
    "digest": "The manuscript’s digest (SHA-256) is",
    "typeface": "{name} {release} ({licence})",
    "published-by": "Published by {publisher}",
    "licensed": "Licensed under {licence}",
}

_GERMAN = {
    "contents": "Inhalt",
    "notes": "Anmerkungen",
    "note": "Anmerkung",
    "half-title": "Schmutztitel",
    "title-page": "Titelseite",
    "copyright-page": "Impressum",
    "about-reviewer": "Zum Rezensenten",
    "about-reviewers": "Zu den Rezensenten",
    "about-work": "Das besprochene Werk",
    "about": "Zum Rezensenten und zum besprochenen Werk",
    "provenance": "Herkunft",
    "colophon": "Kolophon",
    "by": "von",
    "and": " und ",
    "edited-by": "Herausgegeben von",
    "translated-by": "Übersetzt von",
    "illustrated-by": "Illustriert von",
    "abridged-by": "Nacherzählt von",
    "review-of": "Eine Besprechung von",
    "reviewed-by": "Besprochen von",
    "relation.original": "Der Text dieses Buches ist der der Quelle.",
    "relation.precis": "Dies ist eine Zusammenfassung in anderen Worten als denen der Besprechung.",
    "relation.translation": "Dies ist eine Übersetzung der Quelle.",
    "relation.abridgement": "Dies ist eine Kürzung der Quelle.",
    "relation.adaptation": "Dies ist eine Bearbeitung der Quelle.",
    "field.reviewer": "Besprochen von",
    "field.reviewers": "Besprochen von",
    "field.work": "Besprochenes Werk",
    "field.work-by": "Dessen Verfasser",
    "field.work-by-one": "Dessen Verfasser",
    "field.work-publisher": "Dessen Verlag",
    "field.source-title": "Titel der Quelle",
    "field.submitted-by": "Eingereicht von",
    "field.submitted-to": "Eingereicht bei",
    "field.venue": "Erschienen auf",
    "field.venue-owner": "Betrieben von",
    "field.published": "Erscheinungsdatum",
    "field.reprinted-in": "Nachgedruckt in",
    "field.reprinted": "Datum des Nachdrucks",
    "field.translator": "Übersetzt von",
    "field.permission": "Genehmigung",
    "field.work-translator": "Dessen Übersetzung",
    "field.work-year": "Dessen Erscheinungsjahr",
    "field.source": "Adresse",
    "field.acquired": "Übernommen",
    "field.digest": "Prüfsumme der Quelle",
    "field.relation": "Diese Worte",
    "field.rights-source": "Rechte an der Quelle",
    "field.rights": "Rechte an diesem Text",
    "field.licence": "Lizenz",
    "field.emendations": "Änderungen am Text",
    "emended": "„{original}“ heißt nun „{corrected}“",
    "no-emendations": "Keine verzeichnet.",
    "identifier": "Kennung",
    "typefaces": "Gesetzt aus {faces}.",
    "tools": "Umbrochen und gebunden mit {tools}.",
    "digest": "Die Prüfsumme des Manuskripts (SHA-256) ist",
    "published-by": "Erschienen bei {publisher}",
    "licensed": "Lizenz: {licence}",
}

_FRENCH = {
    "contents": "Table des matières",
    "notes": "Notes",
    "note": "Note",
    "half-title": "Faux-titre",
    "title-page": "Page de titre",
    "copyright-page": "Mentions légales",
    "about-reviewer": "L’auteur de la critique",
    "about-reviewers": "Les auteurs de la critique",
    "about-work": "L’ouvrage critiqué",
    "about": "L’auteur de la critique et l’ouvrage critiqué",
    "provenance": "Provenance",
    "colophon": "Colophon",
    "by": "par",
    "and": " et ",
    "edited-by": "Édité par",
    "translated-by": "Traduit par",
    "illustrated-by": "Illustré par",
    "abridged-by": "Raconté par",
    "review-of": "Une critique de",
    "reviewed-by": "Critique de",
    "relation.original": "Le texte de ce livre est celui de la source.",
    "relation.precis": "Ceci est un précis, en d’autres mots que ceux de la critique.",
    "relation.translation": "Ceci est une traduction de la source.",
    "relation.abridgement": "Ceci est un abrégé de la source.",
    "relation.adaptation": "Ceci est une adaptation de la source.",
    "field.reviewer": "Critique",
    "field.reviewers": "Critiques",
    "field.work": "Ouvrage critiqué",
    "field.work-by": "Ses auteurs",
    "field.work-by-one": "Son auteur",
    "field.work-publisher": "Son éditeur",
    "field.source-title": "Titre de la source",
    "field.submitted-by": "Soumis par",
    "field.submitted-to": "Soumis à",
    "field.venue": "Publié sur",
    "field.venue-owner": "Tenu par",
    "field.published": "Date de publication",
    "field.reprinted-in": "Repris dans",
    "field.reprinted": "Date de la reprise",
    "field.translator": "Traduit par",
    "field.permission": "Autorisation",
    "field.work-translator": "Son traducteur",
    "field.work-year": "Son année",
    "field.source": "Adresse",
    "field.acquired": "Acquis",
    "field.digest": "Empreinte de la source",
    "field.relation": "Ces mots",
    "field.rights-source": "Droits sur la source",
    "field.rights": "Droits sur ce texte",
    "field.licence": "Licence",
    "field.emendations": "Changements apportés au texte",
    "emended": "« {original} » est devenu « {corrected} »",
    "no-emendations": "Aucun n’est consigné.",
    "identifier": "Identifiant",
    "typefaces": "Composé en {faces}.",
    "tools": "Mis en page et relié par {tools}.",
    "digest": "L’empreinte du manuscrit (SHA-256) est",
    "published-by": "Publié par {publisher}",
    "licensed": "Licence : {licence}",
}

_LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH}


class Wording:
    """The words of one language; where it lacks some, the English ones.

    `language` is "en" where it has none at all, and `is_whole` tells whether it has those of reviews and provenance.
    """

    def __init__(self, language: str) -> None:
        tag = language.lower()
        tag = next((one for one in (OTHER_TAGS.get(tag, ""), *_shorten(tag)) if one in _LANGUAGES or one in ROWS), "en")
        row = dict(zip(KEYS, ROWS[tag], strict=True)) if tag in ROWS else {}
        self._words = {**_ENGLISH, **row, **_LANGUAGES.get(tag, {})}
        self.is_whole = tag in _LANGUAGES
        self.language = language if tag != "en" or _shorten(language.lower())[-1] == "en" else "en"

    def __getitem__(self, key: str) -> str:
        return self._words[key]

    def get(self, key: str, fallback: str) -> str:
        """Return the words for `key`, or `fallback`."""
        return self._words.get(key, fallback)

    def join_names(self, names: tuple[str, ...]) -> str:
        """Return names as a sentence lists them: "A", "A and B", "A, B and C"."""
        if len(names) < 2:
            return "".join(names)
        return f"{self['comma'].join(names[:-1])}{self['and']}{names[-1]}"


def find_box_words(language: str) -> Mapping[str, str]:
    """Return what notes, tips, warnings and important words are called in `language`; nothing where it is not known."""
    tag = language.lower()
    row = next((BOXES[one] for one in (OTHER_TAGS.get(tag, ""), *_shorten(tag)) if one in BOXES), ())
    return dict(zip(BOX_KEYS, row, strict=False))


def _shorten(tag: str) -> tuple[str, ...]:
    """Return a language tag and what is left of it when its subtags are taken away from the end."""
    parts = tag.split("-")
    whole = ["-".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return tuple(name for one in whole for name in (OTHER_TAGS.get(one, one),))
