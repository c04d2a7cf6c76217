"""Furniture: what is known by its words is, in five languages, and sentences that begin alike are text."""

from __future__ import annotations

import pytest
from lxml import etree

from makeready.acquire.furniture import name_marked, name_phrase


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Skip to main content", "skip-link"),
        ("Zum Inhalt springen", "skip-link"),
        ("Aller au contenu", "skip-link"),
        ("Back To Top", "back-to-top"),
        ("↑ Nach oben", "back-to-top"),
        ("Volver arriba", "back-to-top"),
        ("Follow the Narrative Center on Twitter and Like the Narrative Center on Facebook. Cheers!", "share"),
        ("Share this:", "share"),
        ("Facebook Twitter LinkedIn", "share"),
        ("Teilen auf Mastodon", "share"),
        ("Partager sur Facebook", "share"),
        ("Síguenos en Instagram", "share"),
        ("Sign up for our newsletter and never miss a review", "subscribe"),
        ("Abonnez-vous à la lettre", "subscribe"),
        ("This site uses cookies. Accept all cookies?", "cookies"),
        ("4 min read", "reading-time"),
        ("3 Comments", "comments"),
        ("Schreibe einen Kommentar", "comments"),
        ("You might also like", "related"),
        ("À lire aussi", "related"),
        ("Log in", "navigation"),
        ("Filed under: Books, Ships", "navigation"),
        ("Advertisement", "advertisement"),
        ("Rating: 4 out of 5", "rating"),
        ("$14.99 In stock", "price"),
        ("Some rights reserved", "rights"),
        ("Proudly powered by a program", "software"),
    ],
)
def test_furniture_is_known_by_its_words(text: str, kind: str) -> None:
    found = name_phrase(text)
    assert found is not None
    assert found[0] == kind


@pytest.mark.parametrize(
    "text",
    [
        "Follow me, said the keeper, and we went up the stairs.",
        "Share the lamp with him, and he will count the ships for you.",
        "Home is where the lamp is lit.",
        "Comments of the author stand at the foot of each page.",
        "The next post was a hundred yards on, and it was empty.",
        "Back to the top of the tower he went, and found the lamp lit.",
        "Related by marriage to the harbour master, he never paid.",
        "Rating the lamps by their oil was his whole work.",
        "Twitter of swallows woke him at four, and he wrote it down.",
        "Subscribers to the ledger were few. " * 12,
    ],
)
def test_sentences_that_begin_alike_are_text(text: str) -> None:
    assert name_phrase(text) is None


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ("<nav><p>x</p></nav>", "navigation"),
        ("<div class='share-tools'><p>x</p></div>", "share"),
        ("<section id='comments'><p>x</p></section>", "comments"),
        ("<aside class='ad'><p>x</p></aside>", "advertisement"),
        ("<div class='related-links'><p>x</p></div>", "related"),
        ("<p class='byline'>x</p>", "byline"),
        ("<button><p>x</p></button>", "button"),
    ],
)
def test_furniture_is_known_by_its_markup(markup: str, kind: str) -> None:
    root = etree.fromstring(f"<body>{markup}</body>")
    inner = next(iter(root.iter("p")))
    found = name_marked(inner)
    assert found is not None
    assert found[0] == kind


@pytest.mark.parametrize(
    "markup", ["<p>x</p>", "<h1 class='summary'>x</h1>", "<article class='has-sidebar'><p>x</p></article>"]
)
def test_text_is_not_marked(markup: str) -> None:
    root = etree.fromstring(f"<body>{markup}</body>")
    *_, inner = root.iter()
    assert name_marked(inner) is None
