"""Furniture: a segment of a page goes in; why it is none of the text comes out, or nothing where it is.

Furniture is what a page has around and within its text for who uses the site: links that skip, share, follow and lead
on, comments, related stories, notices about cookies. Each kind has a name, which `left-out.md` tells with the words.
"""

from __future__ import annotations

import re

from lxml import etree

from makeready.acquire.attribution.scope import is_own_furniture
from makeready.acquire.elements import find_tag
from makeready.acquire.segments import TOOLS
from makeready.late_pattern import late_pattern

_NETWORKS = (
    r"(?:facebook|twitter|instagram|linked-?in|pinterest|reddit|whats-?app|telegram|mastodon|bluesky|threads|tumblr|youtube|"
    r"tik-?tok|flipboard|pocket|e-?mail|rss|chirper|zwitscher|gesichtsbuch|patreon|substack|medium|goodreads)"
)
# A longer passage is text, whatever it begins with.
_LONGEST = 45
_PHRASES: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (name, reason, late_pattern("|".join(patterns), re.IGNORECASE))
    for name, reason, patterns in (
        (
            "skip-link",
            "a link that skips to the text",
            (
                r"(?:skip|jump) to (?:the |main |page )*(?:content|text|navigation|article)\W*$",
                r"(?:direkt )?zum (?:haupt)?inhalt(?: springen| wechseln)?\W*$",
                r"(?:aller|passer) au contenu.*",
                r"(?:saltar|ir|pasar) al contenido.*",
                r"(?:vai|salta|passa) al contenuto.*",
            ),
        ),
        (
            "back-to-top",
            "a link to the head of the page",
            (
                r"\W*(?:back|return|go|scroll)? ?to (?:the )?top\W*$",
                r"\W*(?:zurück )?nach oben\W*$",
                r"\W*(?:retour )?(?:en )?haut de (?:la )?page\W*$",
                r"\W*volver arriba\W*$",
                r"\W*torna (?:su|in alto|all['’]inizio)\W*$",
            ),
        ),
        (
            "share",
            "asks the reader to follow or to share",
            (
                r"(?:please )?(?:share|follow|like|tweet|post|pin|join|find|visit|subscribe|teilen|folge[nt]?|"
                rf"partage[rz]?|suive[zr]|compart[ei]\w*|s[ií]gue\w*)\b.{{0,160}}?\b{_NETWORKS}\b.*",
                r"(?:share|teilen|partager|compartir)(?: this(?: \w+)?| on| via| auf| sur| en)?\W*$",
                r"share this\b.*",
                rf"(?:\W*{_NETWORKS}\W*){{2,}}$",
                r"give this (?:article|story)\b.*",
            ),
        ),
        (
            "subscribe",
            "asks the reader to subscribe",
            (
                r"(?:subscribe|sign up|join (?:our|the|my) (?:mailing list|newsletter)|"
                r"get .{1,60} in your inbox|newsletter\b|(?:jetzt )?abonnieren|abonnez-vous|"
                r"suscr[ií]b\w+).{0,200}$",
            ),
        ),
        (
            # The class "paywall" tells nothing: sites put it on the text that only subscribers see.
            "paywall",
            "says that the rest is for subscribers",
            (
                r"(?:this|the rest of this) (?:article|story|post|review) is (?:only )?(?:available )?(?:for|to)"
                r" (?:paid |paying )?(?:subscribers|members)\b.{0,80}$",
                r"dieser (?:artikel|text|beitrag) ist (?:nur )?(?:für|unseren) abonnent\w+.{0,80}$",
                r"(?:cet article|la suite) est réservée? (?:aux|à nos) abonnés\b.{0,80}$",
                r"il vous reste \d+ ?% de cet article\b.{0,40}$",
                r"(?:este artículo|contenido) (?:es )?(?:exclusivo|solo) para suscriptores\b.{0,80}$",
                r"(?:questo articolo|contenuto) è riservato (?:agli|ai nostri) abbonati\b.{0,80}$",
            ),
        ),
        (
            "cookies",
            "a notice about cookies",
            (
                r".{0,120}\b(?:uses? cookies|cookie (?:policy|notice|settings|preferences)|"
                r"accept (?:all )?cookies|verwende[nt] cookies|utilis\w+ des cookies|utilizz?\w+ (?:i )?cookies?)\b.*",
            ),
        ),
        (
            "reading-time",
            "how long the page takes to read",
            (r"\W*\d+[ -]?min(?:ute)?s?\.? (?:read|lesezeit|de lecture|de lectura)\W*$",),
        ),
        (
            "comments",
            "comments of readers",
            (
                r"(?:\d+ )?(?:comments?|responses?|replies|kommentare?|commentaires?|"
                r"comentarios?|commento|commenti)(?: \(?\d+\)?)?\W*$",
                r"(?:leave|post|write) a (?:comment|reply)\b.*",
                r"(?:schreibe|hinterlasse) einen kommentar\b.*",
                r"no comments\W*$",
            ),
        ),
        (
            "related",
            "leads to other pages",
            (
                r"(?:related(?: \w+){0,2}|more (?:from|in|on|by) .{1,60}|you (?:may|might) also (?:like|"
                r"enjoy).*|read (?:next|more|also)\b.{0,80}|recommended(?: \w+){0,3}|ähnliche (?:beiträge|"
                r"artikel)|mehr (?:zum thema|aus|von) .{1,60}|auch interessant\b.*|à lire aussi\b.*|"
                r"sur le même (?:sujet|thème)\b.*|también te puede interesar\b.*|leer? también\b.*)\W*$",
            ),
        ),
        (
            "navigation",
            "leads through the site",
            (
                r"\W*(?:home|menu|search|log ?in|log ?out|sign ?in|register|cart(?: \(\d+\))?|"
                r"print(?: this(?: \w+)?)?|permalink|edit|reply|older posts|newer posts|previous(?: post|"
                r" article)?|next(?: post| article)?|all rights reserved|about|contact|privacy(?: policy)?|"
                r"terms(?: of (?:use|service))?|start|startseite|impressum|datenschutz|accueil|inicio|"
                r"contacto|drucken|imprimer|imprimir|stampa|bearbeiten|modifier|modifica)\W*$",
                r"(?:tags?|tagged|filed under|posted in|categor(?:y|ies)|schlagwörter|kategorien?|étiquettes|etichette|"
                r"etiquetas): ?.{1,160}$",
            ),
        ),
        (
            "rating",
            "a mark given to the book",
            (
                r"(?:rating|wertung|bewertung|note|puntuación)\W{1,3}.{0,20}\d.{0,20}$",
                r"\W*[★☆⭐]{2,}\W*$",
            ),
        ),
        (
            "rights",
            "says whose the page is",
            (
                r"(?:licen[cs]e|lizenz|licencia|licenza)\s*[:–—]\s.{1,80}$",
                r"(?:some|all) rights reserved\b.{0,80}$",
            ),
        ),
        (
            "price",
            "a price",
            (r"[$€£]\s?\d[\d.,]*\b.{0,30}$",),
        ),
        (
            "advertisement",
            "an advertisement",
            (r"\W*(?:advertisement|sponsored(?: content)?|anzeige|werbung|publicité|publicidad|pubblicità)\W*$",),
        ),
        (
            "software",
            "names the software of the site",
            (
                r"(?:proudly )?powered by .{1,80}$",
                r"best viewed (?:in|with) .*",
            ),
        ),
    )
)
_KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("navigation", frozenset("nav navbar navigation menu breadcrumb breadcrumbs pager pagination skip".split())),
    ("share", frozenset("share sharing shares sharedaddy social addtoany follow".split())),
    ("comments", frozenset("comment comments commentlist replies reply respond disqus responses kommentare".split())),
    ("related", frozenset("related recommended recommendations trending teaser promo".split())),
    ("advertisement", frozenset("ad ads advert sponsored".split())),
    ("cookies", frozenset({"cookie", "cookies", "consent"})),
    ("subscribe", frozenset({"newsletter", "subscribe", "signup"})),
)
# What stands around a text on a page and is made of its metadata.
_AROUND: tuple[tuple[str, frozenset[str]], ...] = (
    ("byline", frozenset("byline dateline posted-on entry-meta post-meta article-meta author-line".split())),
    ("kicker", frozenset("kicker eyebrow overline".split())),
    ("summary", frozenset("summary excerpt deck dek teaser-text".split())),
    ("edit", TOOLS),
    ("facts", frozenset("book-facts facts factbox fact-box infobox".split())),
    ("about-author", frozenset("bio author-bio about-author author-box autor-info".split())),
)
_TAGS = {
    "nav": "navigation",
    "footer": "foot",
    "form": "form",
    "button": "button",
    "aside": "aside",
    "header": "banner",
}
_NEVER_AROUND = frozenset("html body main article h1 h2 h3 h4 h5 h6".split())
_FIELDS = frozenset({"button", "select", "option", "label", "input", "textarea"})


def name_phrase(text: str) -> tuple[str, str] | None:
    """Return the name and the reason of furniture that is known by its words, None for any other text."""
    if len(text.split()) > _LONGEST:
        return None
    plain = text.strip(" \u200b\ufeff»›‹«|·•")
    for name, reason, pattern in _PHRASES:
        if pattern.match(plain):
            return name, reason
    return None


def name_marked(element: etree._Element) -> tuple[str, str] | None:
    """Return the name and the reason of furniture that is known by the page's markup, None for what is not marked."""
    for node in (element, *element.iterancestors()):
        if find_tag(node) in _FIELDS:
            return "button", "a control of the page"
        if is_own_furniture(node):
            return _name_mark(node)
        names = set((node.get("class") or "").lower().split())
        kind = next((kind for kind, known in _AROUND if names & known), None)
        if kind is not None and find_tag(node) not in _NEVER_AROUND:
            return kind, f"the page marks it as such ({find_tag(node)}.{sorted(names)[0]})"
    return None


def _name_mark(node: etree._Element) -> tuple[str, str]:
    tag = find_tag(node)
    names = f"{node.get('class') or ''} {node.get('id') or ''}".lower().split()
    words = {part for name in names for part in re.split(r"[-_]+", name)}
    kind = next((kind for kind, known in _KINDS if words & known), None) or _TAGS.get(tag, "furniture")
    shown = f"{tag}.{names[0]}" if names else tag
    return kind, f"the page marks it as such ({shown})"
