"""Spaces that do not break: words and their language go in; what holds together, such as "5 km", comes out so.

After The Chicago Manual of Style (initials, numerals with what is counted), Duden and DIN 5008 (abbreviations of
several words, numbers), the Lexique des règles typographiques (titles, "n°", numbers and units), ČSN 01 6910 and Polish
and Russian usage (words of one letter). Each is one no-break space instead of one space, so only a few characters hold
together; where a sentence may end, the space is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern

NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Habits:
    """What of a language holds together, words one space apart.

    `titles` stand before names, and `counters` before numbers; `phrases` are abbreviations of several words; `units`
    stand behind numbers besides those of all languages, and `short` words of one letter before any other. Where
    `groups` is True, numbers are written with a space before each three digits.
    """

    titles: str = ""
    counters: str = ""
    phrases: tuple[str, ...] = ()
    units: str = ""
    short: str = ""
    groups: bool = True


_NORDIC_COUNTERS = "nr. s. kap. fig. bd."
_DANISH = _Habits(
    titles="hr. Hr. dr. Dr.", counters=_NORDIC_COUNTERS, phrases=("f. eks.", "bl. a.", "d. v. s."), units="kr"
)
_HABITS = {
    "en": _Habits(
        titles="Mr. Mrs. Ms. Mx. Dr. St. Messrs. Prof. Rev. Hon. Capt. Col. Gen. Lt. Sgt. Mr Mrs Ms Mx Dr St Messrs",
        counters="No. Nos. p. pp. vol. vols. Vol. Vols. fig. figs. Fig. Figs. ch. chs. Ch. Chs. sec. Sec. eq. Eq.",
        units="a.m. p.m. BCE BC CE AD mph ft yd mi lb lbs oz",
        groups=False,
    ),
    "de": _Habits(
        titles="Dr. Prof. Hr. Fr. Hl. St.",
        counters="Nr. Nrn. S. Bd. Bde. Abb. Tab. Kap. Abs. Art. Anm. Sp. Str. H. Vers",
        phrases=("z. B.", "d. h.", "d. i.", "u. a.", "u. Ä.", "o. Ä.", "u. U.", "i. d. R.", "i. A.", "i. V.", "s. o.",
                 "s. u.", "v. a.", "z. T.", "z. Z.", "u. v. m.", "u. v. a.", "m. E.", "a. a. O.", "v. Chr.", "n. Chr.",
                 "h. c.", "a. D.", "e. V.", "o. g."),
        units="Mio. Mrd.",
    ),
    "fr": _Habits(
        titles="M. MM. Mme Mmes Mlle Mlles Mgr Me Dr Pr St Ste",
        counters="n° nº N° Nº nos p. pp. vol. t. fig. chap. art. al. col. pl. ch.",
        phrases=("av. J.-C.", "apr. J.-C.", "c. à d."),
    ),
    "it": _Habits(
        titles="sig. sig.ra sig.na dott. dott.ssa prof. prof.ssa avv. ing. Sig. Sig.ra Sig.na Dott. Dott.ssa Prof.",
        counters="n. nn. p. pp. vol. voll. fig. figg. cap. capp. art. artt. N.",
        phrases=("a. C.", "d. C."),
    ),
    "es": _Habits(
        titles="Sr. Sra. Srta. Sres. D. Dña. Dr. Dra. Prof. Mons.",
        counters="n.º N.º núm. núms. p. pp. pág. págs. vol. vols. fig. figs. cap. caps. art. arts. t.",
        phrases=("EE. UU.", "a. C.", "d. C.", "p. ej."),
    ),
    "pt": _Habits(
        titles="Sr. Sra. Srta. D. Dr. Dra. Prof. Profa.",
        counters="n.º N.º p. pp. pág. págs. vol. vols. fig. figs. cap. caps. art. arts. t.",
        phrases=("a. C.", "d. C.", "p. ex."),
    ),
    "nl": _Habits(
        titles="dhr. mevr. mw. dr. drs. prof. ir. mr. Dhr. Mevr. Mw. Dr. Drs. Prof. Ir. Mr.",
        counters="nr. nrs. p. pp. blz. afb. fig. hfst. art. dl.",
    ),
    "sv": _Habits(counters=_NORDIC_COUNTERS, phrases=("t. ex.", "bl. a.", "d. v. s.", "m. m.", "s. k."), units="kr"),
    "da": _DANISH,
    "nb": _DANISH,
    "fi": _Habits(counters="s. nro kuva"),
    "pl": _Habits(
        titles="p. dr prof. św. ks. Św. Ks. Prof.",
        counters="nr s. str. t. rozdz. rys. ryc. tab. art. ust. poz.",
        phrases=("m. in.",),
        units="zł",
        short="aiouwzAIOUWZ",
    ),
    "cs": _Habits(
        titles="p. dr. prof. sv. Dr. Prof. Sv.",
        counters="č. s. str. sv. obr. kap. tab. roč.",
        phrases=("př. n. l.", "n. l."),
        units="Kč",
        short="ksvzouaiKSVZOUAI",
    ),
    "ru": _Habits(
        counters="с. стр. рис. гл. т. табл. вып. ст. п. кн.",
        phrases=("т. е.", "т. д.", "т. п.", "т. к.", "н. э.", "до н. э."),
        units="км м см мм кг г мг л мл мин г. гг. руб. млн млрд тыс.",
        short="вкосуияаВКОСУИЯА",
    ),
    "uk": _Habits(
        counters="с. стор. рис. розд. т. табл. вип. ст. п. кн.",
        phrases=("т. д.", "т. п.", "н. е.", "до н. е."),
        units="км м см мм кг г мг л мл хв р. рр. грн млн млрд тис.",
        short="вкозуіяайВКОЗУІЯАЙ",
    ),
}  # fmt: skip
_NONE = _Habits(groups=False)
# Of the International System, of computers and presses, and money behind its number.
_UNITS = (
    "km m dm cm mm µm μm nm km² m² cm² mm² ha km³ m³ cm³ l L dl dL cl cL ml mL t kg g mg µg μg °C °F °K % ‰ "
    "ms µs μs min h Hz kHz MHz GHz kW MW kWh kV mV mA kJ MJ kN Pa kPa hPa MPa dB kB MB GB TB KB kbit/s Mbit/s "
    "km/h m/s m/s² pt px em dpi € £ $ ¥ EUR USD GBP CHF"
)
# These may have a Roman number behind them; "No. I" may be the end of a sentence and the beginning of another one.
_ROMAN = frozenset("p. pp. vol. vols. Vol. Vols. ch. chs. Ch. Chs. chap. cap. Kap. Bd. t. т.".split())
# With one of these a sentence begins more often than a name does.
_BEGINNERS = (
    "The A An He She It They We You I But And In On At This That There Then When What Who His Her My "
    "Der Die Das Ein Eine Er Sie Es Wir Ich Und Aber Im Da So Le La Les Un Une Il Elle Nous Vous Je Et Mais "
    "El Los Las Una Y Pero Lo Gli E Ma O Os As Uma De Het Een Hij Zij"
)
# Behind a text that goes on in another node; no text has it.
_MORE = "\ufdd0"
_BETWEEN_DIGITS = late_pattern(r"\d \d")
_CAPITAL = "[A-ZÀ-ÖØ-ÞŁŚŠŘŽČĆŹŻА-ЯЁІЇЄҐ]"
_NAME = rf"(?={_CAPITAL}[\w’'])(?!(?:{'|'.join(_BEGINNERS.split())})\b)"


def hold_together(text: str, language: str, *, before: str = " ", goes_on: bool = False) -> str:
    """Return `text` with no-break spaces where words of `language` hold together; nothing else is changed.

    `before` is the character before it, in another node perhaps. `goes_on` is True where words of another node follow
    without a line end: what stands at the end of the text may then hold together with them.
    """
    if " " not in text:
        return text
    spaces, groups = _compile(_find_key(language))
    whole = f"{before}{text}{_MORE}" if goes_on else before + text
    if groups is not None and _BETWEEN_DIGITS.search(whole):
        whole = groups.sub(lambda match: match.group().replace(" ", NO_BREAK), whole)
    return spaces.sub(NO_BREAK, whole)[len(before) : len(before) + len(text)]


def find_held(text: str, language: str) -> frozenset[int]:
    """Return where `text` has a no-break space that `hold_together` puts in; one elsewhere is its author's."""
    if NO_BREAK not in text:
        return frozenset()
    held = hold_together(text.replace(NO_BREAK, " "), language)
    return frozenset(place for place, one in enumerate(text) if one == NO_BREAK == held[place])


def _find_key(language: str) -> str:
    tag = language.lower().split("-")[0]
    return {"no": "nb", "nn": "nb", "sk": "cs"}.get(tag, tag)


@lru_cache(maxsize=64)
def _compile(language: str) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    """Return what matches a space to hold, and numbers in groups of digits, None where the language writes none.

    A space is looked for, then what is before it, then what follows: most spaces of a text are refused by the one
    character before them. Of a run of spaces none is held.
    """
    habits = _HABITS.get(language, _NONE)
    titles, counters, short = habits.titles.split(), habits.counters.split(), list(habits.short)
    roman = [one for one in counters if one in _ROMAN]
    # Two initials at least: one may be the end of a sentence ("It was I. He said"). What ends a phrase is none.
    ends = [phrase for phrase in habits.phrases if re.fullmatch(rf".* {_CAPITAL}\.", phrase)]
    pair = rf"(?<={_CAPITAL}\. {_CAPITAL}\. )(?<![\w.’'-].{{6}})"
    unit = rf"(?:{_choose((*_UNITS.split(), *habits.units.split()))})(?!\w)"
    behind = [
        rf"(?<=\d )(?={unit})",
        r"(?<=[§№€£$¥] )(?=\d)",
        rf"(?<={_CAPITAL}\. )(?<![\w.’'-].{{3}}){_refuse(ends, '')}(?={_CAPITAL}\.)",
        rf"{pair}{_refuse(ends, '.{3}')}{_NAME}",
        *([rf"(?:{_stand_before(titles)})(?:{_NAME}|(?={_CAPITAL}\.|{_MORE}))"] if titles else []),
        *([rf"(?:{_stand_before(counters)})(?=\d)"] if counters else []),
        *([rf"(?:{_stand_before(roman)})(?=(?:[ivxlc]{{1,8}}|[IVXLC]{{1,8}})\b)"] if roman else []),
        *([rf"(?:{_stand_before(short)})(?=\w|{_MORE})"] if short else []),
    ]
    for phrase in habits.phrases:
        words = phrase.split(" ")
        for place in range(1, len(words)):
            rest = re.escape(" ".join(words[place:]))
            behind.append(rf"{_stand_before([' '.join(words[:place])])}(?={rest})")
    known = {*titles, *counters, *short, *" ".join(habits.phrases).split()}
    # One character refuses most spaces, the last two letters of a word many of the others.
    last = {word[-1] for word in known}
    pairs = {word[-2:] for word in known if len(word) > 1 and word[-1].isalpha()}
    single = {word[-1] for word in known if word[-2:] not in pairs}
    is_near = rf"(?<=[\d§№€£$¥.{_join(last)}] )(?:(?<=[\d§№€£$¥.{_join(single)}] )|{_stand_after(pairs)})"
    spaces = re.compile(rf" {is_near}(?:{'|'.join(behind)})")
    if not habits.groups:
        return spaces, None
    return spaces, re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)")


def _join(characters: Iterable[str]) -> str:
    return re.escape("".join(sorted(characters)))


def _stand_after(pairs: Iterable[str]) -> str:
    """Return what matches behind a space with one of the pairs of letters before it; nothing where there are none."""
    choice = "|".join(map(re.escape, sorted(pairs)))
    return rf"(?<=(?:{choice}) )" if choice else "(?!)"


def _stand_before(words: Sequence[str]) -> str:
    """Return what matches behind a space where one of the words, begun where a word may begin, is before it."""
    parts = []
    for width in sorted({len(word) for word in words}):
        choice = "|".join(re.escape(word) for word in words if len(word) == width)
        parts.append(rf"(?<=(?:{choice}) )(?<![\w.’'-].{{{width + 1}}})")
    return "|".join(parts)


def _refuse(words: Sequence[str], between: str) -> str:
    """Return what does not match behind a space, with what is `between` it and one of the words before that."""
    parts = []
    for width in sorted({len(word) for word in words}):
        choice = "|".join(re.escape(word) for word in words if len(word) == width).replace("\\ ", f"[ {NO_BREAK}]")
        parts.append(rf"(?<!(?:{choice}) {between})")
    return "".join(parts)


def _choose(words: Iterable[str]) -> str:
    """Return what matches one of the words, the longest first."""
    return "|".join(re.escape(one) for one in sorted(words, key=len, reverse=True))
