"""Prose: the lines of a page go in; claims of those that say who wrote, published or allowed what come out.

Only the common English, German, French, Spanish and Italian forms are known. A form is looked for where it is
used: most stand on a line of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from makeready.acquire.attribution.books import claim_book_line, claim_facts
from makeready.acquire.attribution.claims import Claims, Field, Kind
from makeready.acquire.attribution.dates import DATE, read_date
from makeready.acquire.attribution.names import read_names, take_names
from makeready.acquire.attribution.page import ProseLine
from makeready.late_pattern import late_pattern

# No line that says who wrote what is longer; the sentences of the text are.
_LONGEST_LINE = 400
_LONG_PARAGRAPH = 40
_GERMAN = r"(?:buch)?(?:rezension|besprechung|kritik)"
_FRENCH = r"(?:critique|recension|note de lecture)"
_SPANISH = r"(?:reseña|crítica)"
_ITALIAN = r"(?:recensione|critica|nota di lettura)"
_WORK = r"(?:book )?(?:review|essay|article|piece|interview|post|column)"
_THIS = late_pattern(
    rf"^\W*(?:(?:the following|this)(?: \w+){{0,3}}? {_WORK}|(?:die (?:folgende|vorliegende)|diese) {_GERMAN}|"
    rf"(?:la présente|cette|la) {_FRENCH}(?: qui suit|-ci)?|(?:la siguiente|la presente|esta) {_SPANISH}|"
    rf"(?:la (?:seguente|presente)|questa) {_ITALIAN})\b",
    re.IGNORECASE,
)
_KICKER = late_pattern(r"(?:books? ?[|/>:·-]? ?)?reviews?(?: ?[|/>:·-]? ?books?)?(?: review)?", re.IGNORECASE)
_REVIEW = late_pattern(
    rf"\b(?:(?:book )?review(?:ed|er|s)?|{_GERMAN}|rezensiert|{_FRENCH}|{_SPANISH}|reseñado|"
    rf"{_ITALIAN}|recensito)\b",
    re.IGNORECASE,
)
_SUBMITTED = tuple(
    late_pattern(pattern, re.IGNORECASE)
    for pattern in (
        r"\bsubmitted (?:to (?P<to>[^;.]{1,120}?) )?by (?P<by>)",
        r"\b(?:wurde|ist) (?:freundlicherweise )?(?:bei |an )?(?P<to>(?:dem|der|den) [^;.]{1,120}?)"
        r" (?:freundlicherweise )?von (?P<by>)",
        r"\b(?:soumise|proposée|envoyée|offerte) (?:aimablement |gracieusement )?à (?P<to>[^;.]{1,120}?) par (?P<by>)",
        r"\b(?:enviada|remitida|presentada|cedida) (?:amablemente |gentilmente )?a (?P<to>[^;.]{1,120}?) por (?P<by>)",
        r"\b(?:inviata|mandata|offerta|presentata) (?:gentilmente |cortesemente )?a (?P<to>[^;.]{1,120}?) da (?P<by>)",
    )
)
_SUBMITTED_TO = late_pattern(r"\bto (?P<to>[^;.,]{1,120}?)(?= and |[;.,]|$)", re.IGNORECASE)
_WRITTEN = late_pattern(r"\b(?:written|contributed) (?:for (?P<venue>[^;.,]{1,120}?) )?by (?P<by>)", re.IGNORECASE)
_ENGLISH_PUBLISHED = late_pattern(
    r"\b(?:(?P<first>originally|first) )?(?:published|printed|posted|(?P<appeared>appeared))"
    r"(?: (?P<later>originally|first))? (?:on|in|at|by) (?P<venue>.{2,160}?)"
    rf"(?:,? (?:on |in |dated )?\(?(?P<date>{DATE})\)?)?"
    r"(?=\s*(?:;|\.\s|\.?$|, (?:and|where|who|which) | and (?:is|was)\b))",
    re.IGNORECASE,
)
_END_OF_VENUE = r"(?=\s*(?:;|\.\s|\.?$|, (?:und|et|y|e) ))"
_PUBLISHED = (
    _ENGLISH_PUBLISHED,
    late_pattern(
        r"\b(?:(?P<first>zuerst|erstmals|ursprünglich) )?(?:erschienen|veröffentlicht|(?P<appeared>erschien))"
        rf"(?P<later>(?<!.))? (?:in|im|auf|bei) (?P<venue>.{{2,160}}?)"
        rf"(?:,? (?:am |vom |im )?\(?(?P<date>{DATE})\)?)?{_END_OF_VENUE}",
        re.IGNORECASE,
    ),
    late_pattern(
        r"\b(?:(?P<first>d’abord|d'abord|initialement|originellement) )?(?:publiée?|parue?|(?P<appeared>paraît))"
        rf"(?P<later>(?<!.))? (?:dans|sur|chez) (?P<venue>.{{2,160}}?)"
        rf"(?:,? (?:le |en )?\(?(?P<date>{DATE})\)?)?{_END_OF_VENUE}",
        re.IGNORECASE,
    ),
    late_pattern(
        r"\b(?:(?P<first>originalmente|originariamente) )?(?:publicad[oa]|(?P<appeared>apareció)|aparecid[oa])"
        rf"(?P<later>(?<!.))? en (?P<venue>.{{2,160}}?)(?:,? (?:el |en )?\(?(?P<date>{DATE})\)?)?{_END_OF_VENUE}",
        re.IGNORECASE,
    ),
    late_pattern(
        r"\b(?:(?P<first>originariamente|inizialmente) )?(?:pubblicat[oa]|apparsa|uscita|(?P<appeared>apparve))"
        rf"(?P<later>(?<!.))? (?:in|su|sul|sulla|nel|nella|presso) (?P<venue>.{{2,160}}?)"
        rf"(?:,? (?:il |nel |in )?\(?(?P<date>{DATE})\)?)?{_END_OF_VENUE}",
        re.IGNORECASE,
    ),
)
_PERMISSION = late_pattern(
    r"\b(?:re-?printed|reproduced|re-?published|used|posted|reposted)(?: here)? (?:with|by)(?: the)?(?: kind)?"
    r" permission (?:of|from) [^;]{2,200}?(?=;|\.\s|\.?$)",
    re.IGNORECASE,
)
_TRANSLATED = late_pattern(r"\btranslated (?:from (?:the )?[A-Z]\w+(?: into English)? )?by (?P<by>)", re.IGNORECASE)
_REVIEW_BY = late_pattern(
    r"^\W*(?:(?:a |book )?review(?:ed)? by|reviewer|"
    r"(?:eine )?(?:rezension|buchbesprechung|besprechung|rezensiert|besprochen) von|"
    r"rezensent(?:in)?|(?:une )?(?:critique|recension|note de lecture) (?:de|par)|"
    r"(?:una )?reseña (?:de|por)|reseñado por|"
    r"(?:una )?(?:recensione|nota di lettura) (?:di|a cura di)|recensit[oa] da)"
    r"\s*[: ]\s*(?P<by>)",
    re.IGNORECASE,
)
_BYLINE = late_pattern(
    r"^\W*(?P<verb>(?:written |words |text |posted |a review )?by|(?:text )?von|(?:texte )?par|(?:texto )?por)"
    r"\s*:?\s+(?P<by>)",
    re.IGNORECASE,
)
_AFTER_NAMES = late_pattern(
    rf"[\s|,·•—–\-(/.]*(?:(?:for|in) (?P<venue>[^|,(]{{2,100}}?))?[\s|,·•—–\-(/]*"
    rf"(?:(?:on|published|posted|posted on|published on|dated) ?:? ?)?(?P<date>{DATE})?[\s|).·•,—–\-]*"
    r"(?:\d+ min(?:ute)?s? read)?\W*",
    re.IGNORECASE,
)
# "Reviewed by Piers Lanyon, volunteer": who somebody is may follow the name.
_WHO_IS = late_pattern(r"\s*[,(–—|][^.;]{1,80}\.?")
_AT_FIRST = frozenset({"originally", "ursprünglich", "initialement", "originalmente", "originariamente"})
_DATED = late_pattern(rf"^\W*(?:published|posted|first published)(?: on)?:? (?P<date>{DATE})\W*$", re.IGNORECASE)
_RIGHTS = late_pattern(
    r"^\W*(?:copyright ?)?(?:©|\(c\)|copyright)\s*(?:by )?(?:\d{4}(?:[-–]\d{2,4})?,? )?(?:by )?[^\W\d_].{1,150}$",
    re.IGNORECASE,
)
_POSSESSIVE = late_pattern(r"^(?P<owner>.+?)(?:['’]s|(?<=s)['’]) (?P<thing>.+)$")
_OWNED = late_pattern(
    r"^(?:(?:der|dem|die) (?:Seite|Netzseite|Webseite|Blog) von|"
    r"(?:la|le) (?:page|blog|site)(?: \w+)? de|(?:la|el) (?:página|blog|sitio)(?: \w+)? de|"
    r"(?:la|il) (?:pagina|blog|sito)(?: \w+)? di) "
    r"(?P<owner>.+)$",
    re.IGNORECASE,
)


def claim_prose(lines: Sequence[ProseLine], claims: Claims) -> None:
    """Add what the lines say.

    Bylines count only between the page's one heading and the text: before and behind it other people are named.
    """
    facts = claim_facts(lines, claims)
    headings = [at for at, line in enumerate(lines) if line.heading == 1]
    start = headings[0] if len(headings) == 1 else 0
    begun = False
    for at, line in enumerate(lines):
        text = " ".join(line.text[:5000].split())
        if len(text) <= _LONGEST_LINE:
            named = _claim_line(text, line, claims, begun=begun or at < start, of_book=at in facts)
            if named and at + 1 < len(lines) and _TRANSLATED.match(lines[at + 1].text.strip()):
                # What follows the line that names the book goes on about the book.
                facts.add(at + 1)
        begun = begun or (at >= start and len(text.split()) >= _LONG_PARAGRAPH)


def _claim_line(text: str, line: ProseLine, claims: Claims, *, begun: bool, of_book: bool) -> bool:
    """Add what one short line says; return True where it names the book reviewed, and nothing else."""
    opening = _THIS.match(text)
    this = opening is not None
    if opening and _REVIEW.search(opening[0]):
        claims.add(Field.REVIEW, "review", Kind.PROSE, _quote(text), line.span)
    if claim_book_line(text, line, claims):
        return True
    if this:
        _claim_submission(text, line, claims)
        _claim_people(_WRITTEN, text, line, claims, Field.CREATORS)
    if _KICKER.fullmatch(text):
        claims.add(Field.REVIEW, "review", Kind.PROSE, f"the words “{text}”", line.span)
    _claim_publication(text, line, claims, this=this)
    permission = _PERMISSION.search(text)
    if permission:
        words = permission[0].strip().rstrip(".")
        claims.add(
            Field.PERMISSION, f"{words[0].upper()}{words[1:]}.", Kind.PROSE, _quote(text), line.span, decisive=True
        )
    if this or _TRANSLATED.match(text):
        what = Field.WORK_TRANSLATORS if of_book and not this else Field.TRANSLATORS
        _claim_people(_TRANSLATED, text, line, claims, what)
    _claim_byline(text, line, claims, begun=begun, of_book=of_book)
    if _RIGHTS.match(text) and not of_book:
        claims.add(Field.RIGHTS, text, Kind.PROSE, _quote(text), line.span)
    return False


def _claim_submission(text: str, line: ProseLine, claims: Claims) -> None:
    found = next((one for pattern in _SUBMITTED if (one := pattern.search(text))), None)
    if not found:
        return
    phrase, end = take_names(text, found.start("by"))
    names = [name.shown for name in read_names(phrase)]
    to = found["to"]
    if not to:
        behind = _SUBMITTED_TO.match(text[end:].lstrip())
        to = behind["to"] if behind else None
    if to:
        claims.add(Field.SUBMITTED_TO, to, Kind.PROSE, _quote(text), line.span, decisive=True)
    if names:
        claims.add(Field.SUBMITTED_BY, phrase, Kind.PROSE, _quote(text), line.span, decisive=True)
        # Who sends in a review has written it, unless something else says who did.
        claims.add(Field.CREATORS, names, Kind.PROSE, _quote(text), line.span, decisive=True, soft=True)


def _claim_people(pattern: re.Pattern[str], text: str, line: ProseLine, claims: Claims, what: Field) -> None:
    found = pattern.search(text)
    if found:
        names = [name.shown for name in read_names(take_names(text, found.start("by"))[0])]
        claims.add(what, names, Kind.PROSE, _quote(text), line.span, decisive=True)


def _claim_publication(text: str, line: ProseLine, claims: Claims, *, this: bool) -> None:
    """Add where and when the text was published: in a line about this text, or one that begins with the words."""
    found = next((one for pattern in _PUBLISHED if (one := pattern.search(text))), None)
    if not found:
        return
    first = bool(found["first"] or found["later"])
    opens = not text[: found.start()].strip(" ([*—–-")
    # "First published in London by Clay Press, 2018" is what a book's own page says.
    of_book = bool(re.search(r"\bby\b", found["venue"])) or bool(re.fullmatch(r"[\d\s]+.*", found["venue"]))
    if not this and (
        not opens or of_book or not (first and (found["date"] or (found["first"] or "").lower() in _AT_FIRST))
    ):
        return
    venue = found["venue"].strip(' ,."“”‘’*_')
    if venue and not re.match(r"\d", venue):
        claims.add(Field.VENUE, venue, Kind.PROSE, _quote(text), line.span, decisive=True, soft=not first)
        owner = _POSSESSIVE.match(venue) or _OWNED.match(venue)
        if owner and len(owner["owner"].split()) > 1 and read_names(take_names(owner["owner"])[0]):
            claims.add(Field.OWNER, owner["owner"], Kind.PROSE, _quote(text), line.span, decisive=True)
    if found["date"] and read_date(found["date"]):
        claims.add(Field.PUBLISHED, found["date"], Kind.PROSE, _quote(text), line.span, decisive=True)


def _claim_byline(text: str, line: ProseLine, claims: Claims, *, begun: bool, of_book: bool) -> None:
    """Add who wrote the text, from a line that holds nothing else: "Review by Joan Tull, 3 May 2019"."""
    review = _REVIEW_BY.match(text)
    found = review or _BYLINE.match(text)
    if not found:
        dated = _DATED.match(text)
        if dated and not begun and not of_book and read_date(dated["date"]):
            claims.add(Field.PUBLISHED, dated["date"], Kind.PROSE, _quote(text), line.span)
        return
    phrase, end = take_names(text, found.start("by"))
    rest = _AFTER_NAMES.fullmatch(text[end:])
    names = [name.shown for name in read_names(phrase)]
    if not names:
        # A name that does not look like one ("By admin") is somebody's all the same.
        tail = text[found.start("by") :].strip(" .")
        if begun or of_book or len(tail.split()) > 3:
            return
        names, rest = [tail], None
    elif rest is None and not (review and _WHO_IS.fullmatch(text[end:])):
        return
    if not review and (begun or of_book):
        return
    if review:
        claims.add(Field.REVIEW, "review", Kind.PROSE, _quote(text), line.span)
    claims.add(Field.CREATORS, names, Kind.PROSE, _quote(text), line.span, decisive=bool(review))
    if rest and rest["venue"] and review:
        claims.add(Field.VENUE, rest["venue"], Kind.PROSE, _quote(text), line.span, decisive=True, soft=True)
    if rest and rest["date"] and read_date(rest["date"]):
        claims.add(Field.PUBLISHED, rest["date"], Kind.PROSE, _quote(text), line.span)


def _quote(text: str) -> str:
    """Return the evidence of a line: its words, as far as a comment shows them."""
    return f"the line “{text if len(text) <= 120 else text[:119] + '…'}”"
