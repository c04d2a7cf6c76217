"""Books in prose: the lines of a page go in; claims about the book that they review come out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from makeready.acquire.attribution.claims import Claims, Field, Kind
from makeready.acquire.attribution.names import read_names, take_names
from makeready.acquire.attribution.page import ProseLine
from makeready.acquire.attribution.texts import fold_text
from makeready.late_pattern import late_pattern
from makeready.manuscript.values import Refusal, check_isbn

_LABEL = late_pattern(
    r"^\W*(?:(?:books? )?(?:reviewed|under review)|reviewed (?:work|book)|(?:book )?review of)\s*:\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
# "Pots: A History by Ann Potter, translated by Ben Kiln (Clay Press, 2018)"; the title goes as far as the last "by".
_BY = late_pattern(r"^(?P<title>.{1,250}),? by (?P<by>)", re.IGNORECASE)
_TITLE_LABEL = late_pattern(
    r"^(?:(?:book )?review(?: of|\s*[:–—-])|(?:buch)?(?:rezension|besprechung)\s*[:–—]|"
    r"(?:compte[ -]rendu|recension|critique|reseña|recensione)\s*[:–—])\s*(?P<rest>.+)$",
    re.IGNORECASE,
)
_TITLE_END = late_pattern(r"\s*(?:[-–—|:(,]\s*(?:(?:a|book) )*review\)?)\s*$", re.IGNORECASE)
_IMPRINT = late_pattern(
    r"\((?:(?P<place>[^():,]{2,60}): )?(?P<publisher>[^()]{2,100}?),? (?P<year>(?:1[4-9]|20)\d\d)[^()]{0,80}\)"
)
_TRANSLATOR = late_pattern(r"\b(?:translated|trans\.|tr\.) (?:from (?:the )?\w+ )?by (?P<by>)", re.IGNORECASE)
_ISBN = late_pattern(
    r"\bISBN(?:-1[03])?(?:\s*\([^)]{1,30}\))?[:\s]*(?P<number>[\dX][\dXx –-]{8,20}[\dXx])\b", re.IGNORECASE
)
_FACTS = late_pattern(
    r"\b\d{2,4} ?(?:pp?\b|pages\b)|[$£€] ?\d+(?:\.\d\d)?|\bISBN\b|\b(?:hardcover|hardback|paperback)\b", re.IGNORECASE
)
_AUTHORS = late_pattern(
    r"\b(?:the|its)(?: book['’]s| two| three)? (?:co-?)?(?:author|writer)s?, (?P<by>)", re.IGNORECASE
)
_IS_BOOK = late_pattern(
    r"^(?P<title>.{2,250}?),? is (?:the |an? )(?:[\w’'-]+ ){0,4}?(?:book|novel|memoir|monograph|biography|anthology"
    r"|collection of (?:stories|essays|poems)|history|study)\b"
)


def claim_book_line(text: str, line: ProseLine, claims: Claims) -> bool:
    """Add what a line labelled "Reviewed:" or a heading such as "Review: Pots by Ann Potter" says.

    Returns True where the line is such a one, and says nothing else.
    """
    label = _LABEL.match(text)
    if label:
        return _claim_labelled(label["rest"], text, line, claims)
    if line.heading:
        claim_title(text, line, Kind.PROSE, claims)
    reviewed = re.match(r"^(?P<work>.{3,280}?)[,.;|—–-]*\s+reviewed by (?P<by>)", text, re.IGNORECASE)
    if reviewed and not re.search(r"\b(?:is|was|been|were)$", reviewed["work"].strip()):
        phrase, end = take_names(text, reviewed.start("by"))
        if phrase and len(text) - end < 40 and _claim_labelled(reviewed["work"], text, line, claims):
            names = [name.shown for name in read_names(phrase)]
            claims.add(Field.CREATORS, names, Kind.PROSE, _quote(text), line.span, decisive=True)
            return True
    return False


def _claim_labelled(rest: str, text: str, line: ProseLine, claims: Claims) -> bool:
    """Add title, authors, translator, publisher and year of "TITLE by AUTHORS (PUBLISHER, YEAR)"."""
    imprint = _IMPRINT.search(rest)
    head = rest[: imprint.start()] if imprint else rest
    translator = _TRANSLATOR.search(head)
    if translator:
        _claim(Field.WORK_TRANSLATORS, _names(head, translator.start("by")), text, line, claims)
        head = head[: translator.start()].rstrip(" ,;.(")
    found = _BY.match(head)
    title = head
    if found:
        phrase, end = take_names(head, found.start("by"))
        names = [name.shown for name in read_names(phrase)]
        if not names or len(head) - end > 60:
            return False
        title = found["title"]
        _claim(Field.WORK_AUTHORS, names, text, line, claims)
    elif not imprint:
        # Without an author or a publisher it may be any sentence.
        return False
    _claim(Field.WORK_TITLE, [strip_title(title)], text, line, claims)
    claims.add(Field.REVIEW, "review", Kind.PROSE, _quote(text), line.span)
    if imprint:
        _claim(Field.WORK_PUBLISHER, [imprint["publisher"].strip(" ,")], text, line, claims)
        _claim(Field.WORK_YEAR, [imprint["year"]], text, line, claims)
    return True


def claim_title(text: str, line: ProseLine, kind: Kind, claims: Claims) -> None:
    """Add what a title says of the book: "Review: Pots by Ann Potter". Without "review" a name is a doubt only."""
    label = _TITLE_LABEL.match(text)
    end = _TITLE_END.search(text)
    rest = label["rest"] if label else text[: end.start()] if end else text
    if label or end:
        claims.add(Field.REVIEW, "review", kind, _quote(text), line.span)
    found = _BY.match(rest)
    names = []
    if found:
        phrase, stop = take_names(rest, found.start("by"))
        names = [name.shown for name in read_names(phrase)] if len(rest) - stop < 4 else []
    if not names:
        if (label or end) and not found and len(rest.split()) < 25:
            claims.add(Field.WORK_TITLE, strip_title(rest), kind, _quote(text), line.span)
        return
    if label or end:
        claims.add(Field.WORK_AUTHORS, names, kind, _quote(text), line.span, decisive=True)
        claims.add(Field.WORK_TITLE, strip_title(found["title"] if found else rest), kind, _quote(text), line.span)
    elif found and not found["title"].rstrip().endswith(("|", "-", "–", "—", "·", "•")):
        claims.add(Field.DOUBT, names, kind, _quote(text), line.span)


def _claim_box(lines: Sequence[ProseLine], at: int, claims: Claims) -> None:
    """Add title and author of a book whose facts stand at line `at`, as newspapers set them: title, "By …", facts.

    Where the line over "By …" is the heading of the page, it may be the reviewer's: then it is a doubt only.
    """
    if at < 2:
        return
    title, byline = lines[at - 2], lines[at - 1]
    found = re.fullmatch(r"\W*by (?P<by>.+)", " ".join(byline.text.split()), re.IGNORECASE)
    names = [name.shown for name in read_names(found["by"])] if found and len(byline.text) < 150 else []
    if not names:
        return
    boxed = title.heading != 1 and len(title.text.split()) <= 20 and not title.text.rstrip().endswith(".")
    quote = f"{_quote(byline.text)} over the facts of a book"
    claims.add(Field.WORK_AUTHORS if boxed else Field.DOUBT, names, Kind.PROSE, quote, byline.span)
    if boxed:
        quote = f"{_quote(title.text)} over the facts of a book"
        claims.add(Field.WORK_TITLE, strip_title(title.text), Kind.PROSE, quote, title.span)


def claim_facts(lines: Sequence[ProseLine], claims: Claims) -> set[int]:
    """Add ISBNs, boxes of facts and "the authors, …"; return the lines that stand by facts: pages, price, ISBN.

    A line "By Ann Potter" beside those names the book's author, as newspapers set it.
    """
    near: set[int] = set()
    for at, line in enumerate(lines):
        text = " ".join(line.text[:20_000].split())
        short = len(text) <= 300
        if short and _FACTS.search(text):
            near.update(range(at - 2, at + 2))
            _claim_box(lines, at, claims)
        for found in list(_ISBN.finditer(text))[:5] if short else ():
            _claim_isbn(found["number"], text, line, claims)
        for found in list(_AUTHORS.finditer(text))[:3]:
            names, end = take_names(text, found.start("by"))
            # "The author, Ann Potter, says": the names close with a comma, or the sentence does.
            if (
                text[end : end + 1] in (",", ".", ";") and len(read_names(names)[0].shown.split()) > 1
                if names
                else False
            ):
                evidence = f"the words “{text[found.start() : end]}”"
                values = [name.shown for name in read_names(names)]
                claims.add(Field.WORK_AUTHORS, values, Kind.PROSE, evidence, line.span, soft=True)
    return near


def find_named_book(lines: Sequence[ProseLine], titles: Sequence[str], claims: Claims) -> None:
    """Add the title of the book where a sentence begins with the page's own title and says that it is a book.

    Only where a line calls the page a review: an encyclopaedia says so of a book as well.
    """
    if not claims.of(Field.REVIEW):
        return
    wanted = {fold_text(title): title for title in titles}
    for line in lines[:200]:
        found = _IS_BOOK.match(" ".join(line.text[:1000].split()))
        if found and fold_text(found["title"]) in wanted:
            evidence = f"the words “{found[0]}”"
            claims.add(Field.WORK_TITLE, strip_title(found["title"]), Kind.PROSE, evidence, line.span, decisive=True)
            return


def _claim_isbn(number: str, text: str, line: ProseLine, claims: Claims) -> None:
    try:
        check_isbn(number.replace("–", "-"))
    except Refusal as refusal:
        claims.report("AQ095", f"{refusal.message}; it is left out", line.span)
        return
    claims.add(Field.WORK_ISBN, number.replace("–", "-"), Kind.PROSE, _quote(text), line.span)


def strip_title(title: str) -> str:
    """Return a title without the quotation marks around it and the commas behind it."""
    plain = title.strip(" ,;:-–—|*_")
    pairs = {"“": "”", '"': '"', "‘": "’", "'": "'", "«": "»", "„": "“"}
    if len(plain) > 2 and pairs.get(plain[0]) == plain[-1]:
        return plain[1:-1].strip(" ,")
    return plain


def _names(text: str, start: int) -> list[str]:
    return [name.shown for name in read_names(take_names(text, start)[0])]


def _claim(what: Field, values: list[str], text: str, line: ProseLine, claims: Claims) -> None:
    claims.add(what, values, Kind.PROSE, _quote(text), line.span, decisive=True)


def _quote(text: str) -> str:
    return f"the line “{text if len(text) <= 120 else text[:119] + '…'}”"
