"""Random books: a seed and a kind of file go in; a sound manuscript comes out, with the words that it was written of.

Whoever builds it has no need to read Markdown to know which words have to come out: each piece is written together
with what a reader of it sees. The same seed gives the same book.
"""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

# Where the words on a page need not follow one another without anything between: a cell, an item, a note's number.
BREAK = "\x00"

LATIN = "aeioulnrstmdbcgpvhfkwyjqxz"
SCRIPTS = {
    "latin": LATIN,
    "extended": LATIN + "àâäçéèêëîïôöùûüñøåæœčšžłőğıřťþð",
    "german": LATIN + "äöüß",
    "greek": "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώ",
    "cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "vietnamese": "aăâbcdđeêghiklmnoôơpqrstuưvxyạảấầậắằẵẹẻẽếềểễệỉịọỏốồổộớờởợụủứừửữựỳỵỷỹ",
}
OTHER_SCRIPTS = {
    "hebrew": "אבגדהוזחטיכלמנסעפצקרשת",
    "arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "han": "山水人口日月木火土金田力女子中国文字書本",
    "kana": "あいうえおかきくけこさしすせそたちつてと",
    "devanagari": "कखगघचछजझटठडढणतथदधनपफबभमयरलवशसह",
    "emoji": "\U0001f600\U0001f680\U0001f33f\U0001f422☂",
}
LANGUAGES = ("en-GB", "en-US", "fr", "de", "es", "it", "ru", "pl", "sv", "el", "vi", "nl", "de-CH")
_PRINTABLE = "".join(chr(code) for code in range(33, 127))

# Rules a project may bring that leave every word readable. Each is (sheet, rule).
_RULES = (
    "P { COLOR: #222222 }",
    "H2, H3 { TEXT-TRANSFORM: UPPERCASE }",
    "h1 .title { text-transform: capitalize }",
    "strong { font-variant-caps: small-caps }",
    "em { text-transform: lowercase }",
    "blockquote { position: relative; left: 3pt }",
    "BLOCKQUOTE { POSITION: RELATIVE }",
    "aside { opacity: 0.8 }",
    "dd { opacity: .9; position: relative; top: 1pt }",
    "figure { float: right; width: 40% }",
    "del { text-decoration: none; color: rgb(90 90 90) }",
    "li { letter-spacing: 0.02em }",
    "table { border-collapse: collapse; font-size: 8pt }",
    "th { font-variant: small-caps; text-align: center }",
    ".verse { columns: 2; column-gap: 6pt }",
    "sup, sub { font-variant-position: normal }",
    "h2 + p::first-letter { float: left; font-size: 200% }",
    "blockquote p::first-letter { color: #702020 }",
    "mark { background: #ffee99; color: #111 }",
    "pre { border: 1px solid #999; background: #f4f4f4 }",
    "kbd { border: 1px solid; padding: 0 2px }",
    "@media screen { p { color: #101010 } }",
    "dt { font-weight: bold } dt::after { content: '' }",
    "a { color: #234 } a::before { content: none }",
)
# The words "2in" and "2.5in" at the head mean that little is to stand on such a page.
_TRIMS = (
    ("2in x 2in", "0.3in"),
    ("2.5in x 3in", "0.35in"),
    ("a6", "0.5in"),
    ("pocket", "0.6in"),
    ("digest", None),
    ("a5", None),
    ("us trade", None),
    ("letter", None),
    ("a4", None),
)

# They go to the other side of letters that run from right to left.
_FRACTIONS = dict.fromkeys(map(ord, "¼½¾⅓⅔⅛²³¹"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomBook:
    """A manuscript as files, the main text and the notes that a reader has to find, and what was chosen for it.

    `main` is in the order of reading; BREAK stands where other matter may come between. `code` are the blocks of
    code, without blanks. `letters_apart` is True where a first letter may stand away from its word. `top` and `bottom`
    are the margins of a page in points.
    """

    seed: int
    target: str
    files: dict[str, bytes]
    main: str
    notes: tuple[str, ...]
    code: tuple[str, ...]
    letters_apart: bool
    top: float = 62.0
    bottom: float = 74.0

    @property
    def name(self) -> str:
        """Return what a person types to have it again."""
        return f"{self.target}:{self.seed}"


@dataclass(frozen=True, slots=True)
class Piece:
    """Markdown, and the words in it that a reader sees."""

    source: str
    words: str


@dataclass(slots=True)
class _Maker:
    """Writes one chapter after another; `notes` are the definitions that the file still owes."""

    chance: random.Random
    target: str
    tight: bool = False
    owed: list[tuple[str, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    count: int = 0

    # --- words ---------------------------------------------------------------------------------------------------

    def script(self) -> str:
        scripts = dict(SCRIPTS)
        if self.target == "epub":
            scripts |= OTHER_SCRIPTS
        return self.chance.choice(list(scripts.values()) + [SCRIPTS["latin"]] * 6)

    def word(self, longest: int = 9) -> str:
        letters = self.script()
        made = "".join(self.chance.choices(letters, k=self.chance.randint(2, longest)))
        roll = self.chance.random()
        if roll < 0.04:
            made += self.chance.choice("ﬁﬂﬀ½¼¾²³")
        elif roll < 0.08 and letters.isascii():
            made = self.chance.choice(("e\u0301", "o\u0308", "n\u0303", "a\u0304", "c\u0327")) + made
        elif roll < 0.11:
            made = made.upper() if letters != SCRIPTS["vietnamese"] else made.title()
        elif roll < 0.14:
            half = len(made) // 2
            made = made[:half] + self.chance.choice("\u200b\u00ad\u2060\u2011’'") + made[half:]
        elif roll < 0.17:
            made += str(self.chance.randint(0, 2999))
        return made

    def phrase(self, least: int = 1, most: int = 6) -> str:
        gap = self.chance.choice((" ", " ", " ", " ", "\u00a0", "\u202f", "\u2009"))
        words = [self.word() for _ in range(self.chance.randint(least, most))]
        return words[0] + "".join((gap if self.chance.random() < 0.2 else " ") + word for word in words[1:])

    # --- within a line -------------------------------------------------------------------------------------------

    def inline(self, *, depth: int = 0, notes: bool = True, cell: bool = False) -> Piece:
        """Return a run of pieces with blanks between them."""
        pieces = []
        for _ in range(self.chance.randint(1, 3 if cell or depth else 6)):
            makers: list[Callable[[], Piece]] = [self._plain] * 6
            makers += [self._code, self._marked_up, self._punctuated, self._quoted, self._raw]
            if depth < 2:
                makers += [lambda: self._wrapped(depth, notes, cell)] * 2
            if not cell:
                makers += [self._address, self._long_word]
            if depth == 0:
                makers += [self._link, self._turned]
            if self.target == "epub" or not cell:
                makers.append(self._line_separator)
            piece = self.chance.choice(makers)()
            if cell:
                piece = Piece(piece.source.replace("\\|", "|").replace("|", "\\|"), piece.words)
            if notes and self.chance.random() < 0.07:
                piece = self._called(piece)
            pieces.append(piece)
        return Piece(" ".join(p.source for p in pieces), " ".join(p.words for p in pieces))

    def _plain(self) -> Piece:
        words = self.phrase()
        return Piece(words, words)

    def _punctuated(self) -> Piece:
        words = self.phrase(1, 3)
        mark = self.chance.choice((",", ";", ":", "?", "!", " ?", " !", " ;", " :", "...", " --", "---", ".", ")", "]"))
        return Piece(words + mark, words)

    def _quoted(self) -> Piece:
        words = self.phrase(1, 3)
        opening, closing = self.chance.choice(
            (
                ('"', '"'), ("'", "'"), ('" ', ' "'), ('"', ' "'), (' " ', " "), ("« ", " »"), ("«", "»"), ("„", "“"),
                ("‹", "›"), ("“", "”"), ('"', '."'), ("('", "')"), ("l'", ""), ("'", ""), ("", "'"),
            )
        )  # fmt: skip
        return Piece((opening + words + closing).strip(), ("l" if opening == "l'" else "") + words)

    def _wrapped(self, depth: int, notes: bool, cell: bool) -> Piece:
        inner = self.inline(depth=depth + 1, notes=notes and self.chance.random() < 0.5, cell=cell)
        # A mark of Markdown that touches a blank or a mark of its own kind does not open anything.
        source = f"a{inner.source}z"
        words = f"a{inner.words}z"
        mark = self.chance.choice(("**", "*", "~~", "span", "b", "u", "i", "small", "lang", "caps"))
        if mark in ("b", "u", "i", "small"):
            return Piece(f"<{mark}>{source}</{mark}>", words)
        if mark in ("span", "lang", "caps"):
            kind = {"span": ".plain", "caps": ".smallcaps", "lang": f"lang={self.chance.choice(LANGUAGES)}"}[mark]
            if "]" in source or "[" in source:
                return Piece(f"<i>{source}</i>", words)
            return Piece(f"[{source}]{{{kind}}}", words)
        if mark[0] in source:
            return Piece(f"<em>{source}</em>", words)
        return Piece(mark + source + mark, words)

    def _turned(self) -> Piece:
        """Return words that run from right to left, whatever their letters: on paper the words change places."""
        words = [self.word().translate(_FRACTIONS) or "x" for _ in range(self.chance.randint(1, 2))]
        shown = BREAK + BREAK.join(words) + BREAK
        return Piece(f"[{' '.join(words)}]{{dir=rtl}}", shown)

    def _code(self) -> Piece:
        text = self._code_text(14).strip()
        text = text.replace("`", "'") if self.chance.random() < 0.7 else text
        fence = "`" * (max((len(run) for run in _runs(text, "`")), default=0) + 1)
        space = " " if text.startswith("`") or text.endswith("`") else ""
        return Piece(f"{fence}{space}{text}{space}{fence}", text)

    def _code_text(self, longest: int) -> str:
        first, last = self.chance.choice(_PRINTABLE), self.chance.choice(_PRINTABLE)
        middle = "".join(self.chance.choices(_PRINTABLE.replace("`", "") + LATIN * 2 + " ", k=longest - 2))
        return first + " ".join(middle.split(" ")) + last

    def _marked_up(self) -> Piece:
        first, second = self.word(), self.word(4)
        name = self.chance.choice(("sub", "sup", "kbd", "mark", "abbr", "ins", "q", "var", "cite", "bdi", "samp"))
        return Piece(f"{first}<{name}>{second}</{name}>", first + second)

    def _raw(self) -> Piece:
        first, second = self.word(), self.word()
        between = self.chance.choice(("<wbr>", "<wbr/>", "<br>", "<br/>", "&nbsp;", "&shy;", "&mdash;", "<b></b>"))
        return Piece(first + between + second, first + second)

    def _line_separator(self) -> Piece:
        first, second = self.word(), self.word()
        return Piece(first + "\u2028" + second, first + second)

    def _long_word(self) -> Piece:
        word = "".join(self.chance.choices(LATIN, k=self.chance.choice((20, 40, 80, 160))))
        return Piece(word, word)

    def _link(self) -> Piece:
        words = self.phrase(1, 3)
        return Piece(f"[{words}](https://example.org/{self.chance.randint(0, 99)})", words)

    def _address(self) -> Piece:
        parts = ["".join(self.chance.choices(LATIN, k=self.chance.randint(2, 9))) for _ in range(6)]
        address = "https://example.org/" + self.chance.choice("/-.").join(parts) + "?q=1"
        return Piece(f"<{address}>", address)

    def _called(self, piece: Piece) -> Piece:
        """Return the piece with a call behind it; the note's words are owed to the file."""
        if self.count > (40 if not self.tight else 6) or len(self.owed) > 8:
            return piece
        if self.chance.random() < 0.25:
            inner = self.phrase(1, 5)
            self.notes.append(inner)
            return Piece(f"{piece.source}^[{inner}]", piece.words + BREAK)
        source = piece.source
        for _ in range(self.chance.choice((1, 1, 1, 2))):
            self.count += 1
            label = f"n{self.count}"
            self.owed.append((label, 0))
            source += f"[^{label}]"
        return Piece(source, piece.words + BREAK)

    def pay(self) -> list[str]:
        """Return the definitions of the notes that were called so far, and of those that are called in them."""
        lines: list[str] = []
        while self.owed:
            label, _ = self.owed.pop(0)
            is_address = self.chance.random() < 0.15
            piece = self._address() if is_address else self.inline(notes=self.chance.random() < 0.15)
            words = piece.words
            lines += ["", f"[^{label}]: {piece.source}"]
            if self.chance.random() < 0.2:
                extra, seen = self.block(3, deep=False)
                lines += ["", *(f"    {line}" if line else "" for line in extra)]
                words += BREAK + seen
            self.notes.append(words)
        return [*lines, ""] if lines else []

    # --- blocks --------------------------------------------------------------------------------------------------

    def block(self, depth: int, *, deep: bool = True) -> tuple[list[str], str]:
        """Return the lines of a block, and the words in it."""
        makers: list[Callable[[int], tuple[list[str], str]]] = []
        makers += [self._paragraph] * 5
        makers += [self._code_block, self._broken]
        if depth < 3 and deep:
            makers += [self._list, self._list, self._quotation, self._division, self._definitions, self._table]
            makers += [self._html, self._html_table]
        if depth == 0:
            makers += [self._figure, self._scene, self._heading, self._verse, self._table]
        return self.chance.choice(makers)(depth)

    def blocks(self, depth: int, most: int = 3) -> tuple[list[str], str]:
        lines: list[str] = []
        words = ""
        for _ in range(self.chance.randint(1, most)):
            more, seen = self.block(depth)
            lines += [*([""] if lines else []), *more]
            words += seen + BREAK
        return lines, words

    def _paragraph(self, depth: int) -> tuple[list[str], str]:
        piece = self.inline()
        start = self.word()
        return [f"{start} {piece.source}"], f"{start} {piece.words}{BREAK}"

    def _broken(self, depth: int) -> tuple[list[str], str]:
        """Return a paragraph whose lines begin with marks before which a language may want a blank."""
        start, second, third = self.word(), self.word(), self.word()
        mark = self.chance.choice("?!;,.")
        end = self.chance.choice(("\\", "  "))
        called = self._called(Piece(start, start))
        return [called.source + end, f"{mark} {second}{end}", f":{third}"], called.words + second + third

    def _list(self, depth: int) -> tuple[list[str], str]:
        number = self.chance.choice((0, 0, 1, 7, 1998))
        lines: list[str] = []
        words = ""
        for index in range(self.chance.randint(1, 4)):
            marker = f"{number + index}. " if number else "- "
            inner, seen = self.blocks(depth + 1, 2)
            lines += [*([""] if lines and self.chance.random() < 0.5 else [])]
            lines += _hang(inner, marker)
            words += BREAK + seen
        return lines, words

    def _quotation(self, depth: int) -> tuple[list[str], str]:
        inner, seen = self.blocks(depth + 1, 2)
        return [f"> {line}".rstrip(" ") if not line.strip() else f"> {line}" for line in inner], BREAK + seen

    def _division(self, depth: int) -> tuple[list[str], str]:
        inner, seen = self.blocks(depth + 1, 2)
        name = self.chance.choice(("sidebar", "note", "tip", "letter", "epigraph", "box", "attribution"))
        return [f"::: {name}", *inner, "", ":::"], BREAK + seen

    def _definitions(self, depth: int) -> tuple[list[str], str]:
        # In an item that comes behind another list of terms, a term at its head would be taken for one of those.
        words = self.word() + BREAK if depth else ""
        lines = [words.removesuffix(BREAK)] if depth else []
        for _ in range(self.chance.randint(1, 3)):
            term, meaning = self.inline(depth=1), self.inline()
            start, begin = self.word(), self.word()
            lines += [*([""] if lines else []), f"{start} {term.source}", f":   {begin} {meaning.source}"]
            words += f"{start}{term.words}{BREAK}{begin}{meaning.words}{BREAK}"
        return lines, words

    def _table(self, depth: int) -> tuple[list[str], str]:
        columns = self.chance.randint(1, 2 if self.tight else 4)
        long = depth == 0 and self.chance.random() < 0.1 and not self.tight
        lines, words = [], ""
        for row in range(self.chance.randint(30, 60) if long else self.chance.randint(2, 5)):
            if long and row:
                cells = [Piece(w, w) for w in (self.word(4) for _ in range(columns))]
                if self.chance.random() < 0.1:
                    cells[-1] = self._called(cells[-1])
            else:
                cells = [self.inline(depth=1, cell=True) for _ in range(columns)]
                begin = self.word()
                cells[0] = Piece(f"{begin} {cells[0].source}", f"{begin} {cells[0].words}")
            lines.append("| " + " | ".join(cell.source for cell in cells) + " |")
            words += BREAK.join(cell.words for cell in cells) + BREAK
            if row == 0:
                lines.append("|" + self.chance.choice(("---|", ":--|", "--:|", ":-:|")) * columns)
        return lines, words

    def _html_table(self, depth: int) -> tuple[list[str], str]:
        seen = [self.phrase(1, 2) for _ in range(5)]
        rows = f"<tr><th>{seen[1]}</th><th>{seen[2]}</th></tr><tr><td>{seen[3]}</td><td>{seen[4]}</td></tr>"
        return [f"<table><caption>{seen[0]}</caption>", rows, "</table>"], BREAK + BREAK.join(seen)

    def _html(self, depth: int) -> tuple[list[str], str]:
        first, second = self.phrase(1, 4), self.phrase(1, 4)
        opening, closing = self.chance.choice(
            (
                (f"<figure><p>{first}</p>", f"<figcaption>{second}</figcaption></figure>"),
                (f"<aside><p>{first}</p>", f"<p>{second}</p></aside>"),
                (f"<details><summary>{first}</summary>", f"<p>{second}</p></details>"),
                (f"<p>{first}</p>", f"<p align='center'>{second}</p>"),
                (f"<ul><li>{first}</li>", f"<li>{second}</li></ul>"),
                (f"<dl><dt>{first}</dt>", f"<dd>{second}</dd></dl>"),
                (f"<blockquote><p>{first}<br/>", f"{second}</p></blockquote>"),
                (f"<section><p>{first}</p>", f"<p>{second}</p></section>"),
                (f"<aside><table><tr><td>{first}</td>", f"<td>{second}</td></tr></table></aside>"),
            )
        )
        return [opening, closing], BREAK + first + BREAK + second

    def _code_block(self, depth: int) -> tuple[list[str], str]:
        lines = []
        for _ in range(self.chance.randint(1, 5)):
            lead = self.chance.choice(("", "", "    ", "\t", "  "))
            text = lead + self._code_text(self.chance.choice((4, 12, 30, 30, 90)))
            if self.chance.random() < 0.2:
                text += "\t" + self._code_text(6)
            lines.append(text)
        fence = "`````````" if self.chance.random() < 0.5 else "~~~~~~~~~"
        lines = [line.replace(fence[0] * 3, fence[0]) for line in lines]
        self.code.append("".join("".join(lines).split()))
        label = self.chance.choice(("", "python", "text", "{.box}"))
        return [fence + label, *lines, fence], BREAK + BREAK.join(lines)

    def _figure(self, depth: int) -> tuple[list[str], str]:
        title, alt = self.phrase(1, 4), self.phrase(1, 2)
        name = self.chance.choice(("dot.png", "drawn.svg"))
        return [f'![{alt}]({name} "{title}"){{width=30%}}'.replace("'", "’")], BREAK + title

    def _scene(self, depth: int) -> tuple[list[str], str]:
        lines, words = ["***", ""], BREAK
        piece = Piece(self.word(), "")
        piece = Piece(piece.source, piece.source)
        for _ in range(self.chance.choice((0, 1, 2))):
            piece = self._called(piece)
        end = self.word()
        return [*lines, f"{piece.source} {end}"], words + piece.words + end

    def _heading(self, depth: int) -> tuple[list[str], str]:
        start, piece = self.word(), self.inline(depth=1)
        return [
            f"{'#' * self.chance.choice((2, 2, 3, 4))} {start} {piece.source} {{#h{self.chance.getrandbits(60)}}}"
        ], (BREAK + start + piece.words)

    def _verse(self, depth: int) -> tuple[list[str], str]:
        lines = [self.phrase(2, 6) for _ in range(self.chance.randint(2, 6))]
        return ["::: verse", *lines, ":::"], BREAK + BREAK.join(lines)

    def chapter(self, blocks: int) -> tuple[str, str]:
        """Return the text of a file and its words."""
        start, title = self.word(), self.inline(depth=1)
        lines = [f"# {start} {title.source} {{#c{self.chance.getrandbits(60)}}}", ""]
        words = BREAK + start + title.words + BREAK
        for _ in range(blocks):
            more, seen = self.block(0)
            lines += [*more, ""]
            if self.chance.random() < 0.3:
                lines += self.pay()
            words += seen + BREAK
        return "\n".join([*lines, *self.pay()]) + "\n", words


def make_book(seed: int, target: str, blocks: int = 0) -> RandomBook:
    """Return the book of this seed for "epub" or "pdf"; `blocks` in each chapter, a few where it is 0."""
    chance = random.Random(f"{target} {seed}")  # noqa: S311
    trim, margin = chance.choice(_TRIMS)
    maker = _Maker(chance, target, tight=target == "pdf" and trim[0] == "2")
    files: dict[str, bytes] = {"dot.png": _draw_png(), "drawn.svg": _draw_svg()}
    words = ""
    most = 8 if target == "epub" else 1 if maker.tight else 4
    for number in range(1, chance.randint(1, 2) + 1):
        text, seen = maker.chapter(blocks or chance.randint(1, most))
        files[f"{number:02}.md"] = text.encode()
        words += seen
    rules = chance.sample(_RULES, k=chance.choice((0, 0, 1, 2, 4)))
    if rules:
        files["styles/shared.css"] = "\n".join(rules).encode()
    files["book.toml"] = _write_settings(chance, target, trim, margin).encode()
    apart = any("first-letter" in rule for rule in rules)
    return RandomBook(
        seed=seed,
        target=target,
        files=files,
        main=words,
        notes=tuple(maker.notes),
        code=tuple(maker.code),
        letters_apart=apart,
        top=float(margin[:-2]) * 72 if margin else 62.0,
        bottom=float(margin[:-2]) * 72 if margin else 74.0,
    )


def _write_settings(chance: random.Random, target: str, trim: str, margin: str | None) -> str:
    lines = [
        'title = "Zzyzx"',
        f'language = "{chance.choice(LANGUAGES)}"',
        'author = "Qqq"',
        "date = 2024-01-01",
        'identifiers = ["uuid:e985bdbe-4d0f-4b52-a1ed-8db68979941e"]',
        "[editions.made]",
        f'target = "{target}"',
    ]
    if target == "epub":
        return "\n".join([*lines, f'notes = "{chance.choice(("chapter-end", "book-end"))}"']) + "\n"
    lines += [
        f'trim = "{trim}"',
        f'notes = "{chance.choice(("page", "page", "page", "chapter-end", "book-end"))}"',
        f'openings = "{chance.choice(("recto", "any", "run-on"))}"',
        f"hyphenate = {chance.choice(('true', 'true', 'false'))}",
        f"tagged = {chance.choice(('true', 'true', 'false'))}",
    ]
    if margin:
        sides = ", ".join(f'{side} = "{margin}"' for side in ("top", "bottom", "inner", "outer"))
        lines.append(f"margins = {{ {sides} }}")
    return "\n".join(lines) + "\n"


def _hang(lines: list[str], marker: str) -> list[str]:
    blank = " " * len(marker)
    return [(marker if not index else blank) + line if line else "" for index, line in enumerate(lines)]


def _runs(text: str, mark: str) -> list[str]:
    return [run for run in "".join(c if c == mark else " " for c in text).split() if run]


def _draw_png() -> bytes:
    """Return a grey dot of four pixels, written out by hand."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00\x80\x90\x00\xa0\xb0", 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _draw_svg() -> bytes:
    return (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 30" width="60" height="30">'
        b'<rect width="60" height="30" fill="#ddd"/><text x="4" y="20" font-size="9">drawn</text></svg>'
    )
