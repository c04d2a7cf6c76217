"""Typography: straight quotes, hyphens and dots in text nodes go in; the marks of the text's language come out.

Works on the words as read, in one pass over each block and in linear time. Marks that the author typed as such
are left alone; code is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest

from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern
from makeready.model.book import Book, Section
from makeready.model.edition import Edition, PrintEdition
from makeready.model.node import Node, NodeKind
from makeready.model.spaces import NO_BREAK, hold_together

NARROW_NO_BREAK = "\u202f"


@dataclass(frozen=True, slots=True)
class Marks:
    """A language's quotation marks, outer then inner, and the space that it sets inside them."""

    open_outer: str
    close_outer: str
    open_inner: str
    close_inner: str
    inside: str = ""
    before_high: str = ""
    before_colon: str = ""


_DASHES = frozenset("\u2013\u2014\u2015-/")
_OPENERS = frozenset("([{<¡¿“‘„‚«‹") | _DASHES
_ENGLISH = Marks("“", "”", "‘", "’")
# The Chicago Manual, Duden and the Lexique des règles typographiques agree on these; others as in CLDR.
_MARKS = {
    "en": _ENGLISH,
    "de": Marks("„", "“", "‚", "‘"),
    "de-ch": Marks("«", "»", "‹", "›"),
    "fr": Marks("«", "»", "“", "”", NARROW_NO_BREAK, NARROW_NO_BREAK, NO_BREAK),
    "fr-ch": Marks("«", "»", "‹", "›", NARROW_NO_BREAK, NARROW_NO_BREAK, NARROW_NO_BREAK),
    "es": Marks("«", "»", "“", "”"),
    "it": Marks("«", "»", "“", "”"),
    "pt": Marks("“", "”", "‘", "’"),
    "nl": Marks("‘", "’", "“", "”"),
    "sv": Marks("”", "”", "’", "’"),
    "fi": Marks("”", "”", "’", "’"),
    "da": Marks("»", "«", "›", "‹"),
    "nb": Marks("«", "»", "‘", "’"),
    "pl": Marks("„", "”", "«", "»"),
    "cs": Marks("„", "“", "‚", "‘"),
    "ru": Marks("«", "»", "„", "“"),
    "uk": Marks("«", "»", "„", "“"),
}

# Words that begin with an apostrophe; another word behind a space and a straight mark begins a quotation.
_ELISIONS = {
    "en": frozenset("tis twas twere twill twould em til till cause bout round neath n er ere cept im sblood".split()),
    "de": frozenset("s n ne nen nem ner".split()),
    "nl": frozenset("s t n k m r".split()),
}
# An address on the web stays as it is, whatever it holds.
_INTERESTING = late_pattern(r"""["']|---?|\.\.\.|\. \. \.|(?:\b(?:https?|ftp)://|\bwww\.)[^\s"'<>]+""")
# Without one of these there is nothing of it in a text; most of a book has none.
_SIGNS_OF_INTEREST = ('"', "'", "--", "..", ". .", "://", "www.")
_WORD = late_pattern(r"[^\W\d_]+")
_DECADE = late_pattern(r"\d\ds?\b")
_DIGITS = frozenset("0123456789")
_PRIMES = {"'": "′", '"': "″"}
_TIMES = late_pattern(r" ?[x×] ?\d")
_SECOND = late_pattern(r"""\d(?:['′] ?|["″] ?[x×] ?)\d{1,4}(?:\.\d+)?$""")
_MEASURE = late_pattern(r"(?:^|[^\d.,])\d{1,3}(?:[.,]\d+)?$")
_NEXT = late_pattern(r'(\D)"')
_FRENCH_SPACES = late_pattern(
    r"(?<=[^\s(\[\u202f\u00a0;!?]) ?([;!?])(?!\w)|(?<=[^\s\u202f\u00a0]) ?(»)|(?<=\S) ?(:)(?=\s|$)|(«) ?(?=\S|$)"
)
_OPAQUE = frozenset({NodeKind.CODE, NodeKind.CODE_BLOCK})
# What goes on with words behind a text of the same line.
_WORDY = frozenset({NodeKind.EMPHASIS, NodeKind.STRONG, NodeKind.SPAN, NodeKind.LINK})
_NEAR = 24  # characters at a line end: more than holds together
# A no-break space where one of ours may stand: behind a word, a point, a sign or nothing, and before a word, a unit or
# nothing.
_LIKE_OURS = late_pattern(rf"(?:(?<=[\w.§№€£$¥°])|\A){NO_BREAK}(?=[\w%‰°€£$¥]|\Z)")
_BLOCKS = frozenset(
    {
        NodeKind.PARAGRAPH, NodeKind.HEADING, NodeKind.ITEM, NodeKind.TERM, NodeKind.DEFINITION, NodeKind.CELL,
        NodeKind.CAPTION, NodeKind.LINE, NodeKind.DIVISION, NodeKind.BLOCK_QUOTE, NodeKind.NOTE, NodeKind.FIGURE,
    }
)  # fmt: skip


def set_typography(book: Book, edition: Edition | None = None) -> Book:
    """Return the book with the marks of each text's language in titles, text and notes.

    On paper, the no-break spaces that are put in give way where a line could not be set otherwise. Those of the author
    do not: where one stands as one of ours would, it becomes a node of its own in the text of a print edition.
    """
    setter = _Setter(keeps_apart=isinstance(edition, PrintEdition), known=_find_known(book.digest))
    return replace(
        book,
        title=set_marks(book.title, book.language),
        subtitle=set_marks(book.subtitle, book.language) if book.subtitle else None,
        sections=tuple(setter.set_section(s, book.language) for s in book.sections),
    )


def set_marks(text: str, language: str) -> str:
    """Return one run of words with the marks of `language`."""
    setter = _Setter()
    return setter.set_text(text, language)


# Blocks by their identities: their nodes, the language, and the nodes with marks.
_Known = dict[int, tuple[tuple[Node, ...], str, tuple[Node, ...]]]
_LAST: dict[str, _Known] = {}


def _find_known(digest: str) -> _Known:
    """Return the blocks of the book of this digest that were set for another edition; those of the book before go."""
    if digest not in _LAST:
        _LAST.clear()
    return _LAST.setdefault(digest, {})


@lru_cache
def _list_openers(marks: Marks) -> frozenset[str]:
    """Return what an opening mark may follow besides a space: “ opens in English and closes in German."""
    return (_OPENERS | {marks.open_outer, marks.open_inner}) - {marks.close_outer, marks.close_inner}


def _marks_for(language: str) -> Marks:
    tag = language.lower()
    return _MARKS.get(tag) or _MARKS.get(tag.split("-")[0]) or _ENGLISH


class _Setter:
    """Walks blocks in order and remembers what stands before each mark, across the nodes of a line."""

    def __init__(self, *, keeps_apart: bool = False, known: _Known | None = None) -> None:
        self.keeps_apart = keeps_apart
        self.known: _Known = {} if known is None else known
        self.own = 0  # texts that an edition may have otherwise than another
        self.before = " "
        self.outer = 0
        self.inner = 0

    def set_section(self, section: Section, language: str) -> Section:
        language = section.language or language
        return replace(
            section,
            title=self._set_block(section.title, language),
            short_title=set_marks(section.short_title, language) if section.short_title else None,
            subtitle=set_marks(section.subtitle, language) if section.subtitle else None,
            authors=tuple(set_marks(name, language) for name in section.authors),
            content=self._set_nodes(section.content, language),
            notes=self._set_nodes(section.notes, language),
            children=tuple(self.set_section(child, language) for child in section.children),
        )

    def _set_block(self, nodes: tuple[Node, ...], language: str) -> tuple[Node, ...]:
        known = self.known.get(id(nodes))
        if known is not None and known[0] is nodes and known[1] == language:
            return known[2]
        own = self.own
        self.before, self.outer, self.inner = " ", 0, 0
        done = self._set_nodes(nodes, language)
        self.before, self.outer, self.inner = " ", 0, 0
        if self.own == own:
            self.known[id(nodes)] = nodes, language, done
        return done

    def _set_aside(self, nodes: tuple[Node, ...], language: str) -> tuple[Node, ...]:
        """Set the words of a note within a line; the line goes on behind them as if they were not there."""
        kept = self.before, self.outer, self.inner
        aside = self._set_nodes(nodes, language)
        self.before, self.outer, self.inner = kept
        return aside

    def _set_nodes(self, nodes: tuple[Node, ...], language: str) -> tuple[Node, ...]:
        done: list[Node] = []
        for node, after in zip_longest(nodes, nodes[1:]):
            if node.kind is NodeKind.TEXT:
                before, text = self.before, self.set_text(node.text, language)
                goes_on = after is not None and after.kind in _WORDY
                self.own += NO_BREAK in text
                if self.keeps_apart and NO_BREAK in text:
                    done += _keep_apart(node, text, language, before=before, goes_on=goes_on)
                    continue
                text = hold_together(text, language, before=before, goes_on=goes_on)
                done.append(node if text == node.text else replace(node, text=text))
            elif node.kind is NodeKind.SOFT_BREAK and after is not None and _holds(done[-1:], after, language):
                done.append(replace(node, kind=NodeKind.TEXT, text=NO_BREAK))
                self.before = " "
            else:
                done.append(self._set_node(node, language))
        return tuple(done)

    def _set_node(self, node: Node, language: str) -> Node:
        kind = node.kind
        if kind in _OPAQUE:
            self.before = "x"
            return node
        if kind in (NodeKind.SOFT_BREAK, NodeKind.LINE_BREAK):
            self.before = " "
            return node
        if not node.children:
            return node
        language = node.get("lang") or language
        if kind in _BLOCKS:
            children = self._set_block(node.children, language)
        elif kind is NodeKind.NOTE_CALL:
            children = self._set_aside(node.children, language)
        else:
            children = self._set_nodes(node.children, language)
        return node if children == node.children else replace(node, children=children)

    def set_text(self, text: str, language: str) -> str:
        marks, start = _marks_for(language), self.before
        elisions = _ELISIONS.get(language.lower().split("-")[0], frozenset())
        if any(sign in text for sign in _SIGNS_OF_INTEREST) and _INTERESTING.search(text):
            parts: list[str] = []
            last = 0
            for match in _INTERESTING.finditer(text):
                if match.start() > last:
                    self.before = text[match.start() - 1]
                    parts.append(text[last : match.start()])
                mark = self._choose(match.group(), text, match.end(), marks, elisions)
                parts.append(mark)
                self.before = mark[-1]
                last = match.end()
            parts.append(text[last:])
            text = "".join(parts)
        if marks.before_high:
            # With the character before it, which may stand in another node.
            text = _FRENCH_SPACES.sub(lambda m: _space_french(m, marks), start + text)[len(start) :]
        if text:
            self.before = text[-1]
        return text

    def _choose(self, mark: str, text: str, after: int, marks: Marks, elisions: frozenset[str]) -> str:
        if mark in _SIGNS:
            return _SIGNS[mark]
        following = text[after : after + 1]
        if self.before in _DIGITS and self._is_prime(mark, text, after):
            return _PRIMES[mark]
        opens = self.before.isspace() or self.before in _list_openers(marks)
        if mark == '"':
            return self._choose_double(marks, opens=opens, following=following)
        if mark != "'":
            return mark
        if opens and self.before in _DASHES and self.inner and not following.isalnum():
            opens = False  # Speech that breaks off: 'But I--'
        if not opens:
            # Within a word it is an apostrophe; behind one it closes what is open, else it is an apostrophe too.
            if self.inner and not (self.before.isalnum() and following.isalnum()):
                self.inner -= 1
                return marks.close_inner
            return "’"
        word = _WORD.match(text, after)
        if following.isspace() or _DECADE.match(text, after) or (word and word.group().lower() in elisions):
            return "’"
        self.inner += 1
        return marks.open_inner

    def _is_prime(self, mark: str, text: str, after: int) -> bool:
        """Return True where a straight mark behind a digit means feet or inches, minutes or seconds."""
        following = text[after : after + 1]
        if following.isalnum() and not following.isdigit():
            # No quotation ends before a letter; 12"x14" has one behind its mark, and 1980's is a word.
            return bool(_TIMES.match(text, after))
        before = text[max(0, after - 13) : after - 1]
        if mark == "'":
            return not self.inner
        if not self.outer or _SECOND.search(before):
            return True
        # In "a 6" nail" the next mark closes too, so this one does not; four digits are a year rather than a measure.
        further = _NEXT.search(text, after, after + 300) if _MEASURE.search(before) else None
        return further is not None and not further[1].isspace() and further[1] not in _OPENERS

    def _choose_double(self, marks: Marks, *, opens: bool, following: str) -> str:
        if opens and self.before in _DASHES and self.outer and not following.isalnum():
            opens = False  # Speech that breaks off: "But I--"
        # Behind an elision: l'"ami"
        opens = opens or (self.before == "’" and following.isalnum())
        if opens and not following.isspace():
            self.outer += 1
            return marks.open_outer
        self.outer = max(0, self.outer - 1)
        return marks.close_outer


def _keep_apart(node: Node, text: str, language: str, *, before: str, goes_on: bool) -> Iterator[Node]:
    """Yield a text in parts, with each no-break space of its author's between them that ours could be taken for.

    It is told by what stands beside it alone: which words hold together depends on those around them, and these may
    come to stand beside others, where a line of the source ends or capitals are made.
    """
    start = 0
    for match in _LIKE_OURS.finditer(text):
        place = match.start()
        if start < place:
            words = hold_together(text[start:place], language, before=before)
            yield replace(node, text=words)
        yield Node(kind=NodeKind.SPAN, children=(replace(node, text=NO_BREAK),), span=node.span)
        before, start = NO_BREAK, place + 1
    if start < len(text):
        words = hold_together(text[start:], language, before=before, goes_on=goes_on)
        yield replace(node, text=words)


def _holds(before: Sequence[Node], after: Node, language: str) -> bool:
    """Return True where the line end between two texts stands where words hold together."""
    if not before or before[0].kind is not NodeKind.TEXT or after.kind is not NodeKind.TEXT:
        return False
    end, start = before[0].text[-_NEAR:], after.text[:_NEAR]
    return hold_together(f"{end} {start}", language)[len(end)] == NO_BREAK


_SIGNS = {"--": "–", "---": "—", "...": "…", ". . .": "…"}


def _space_french(match: re.Match[str], marks: Marks) -> str:
    high, closing, colon, opening = match.groups()
    if high:
        return marks.before_high + high
    if closing:
        return marks.inside + closing
    if colon:
        return marks.before_colon + colon
    return f"{opening}{marks.inside}"
