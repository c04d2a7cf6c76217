"""Names: a person's name as a page writes it goes in; the name, how it is filed, and who is the same come out."""

from __future__ import annotations

import re
import unicodedata

from makeready.acquire.attribution.texts import fold_text
from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern
from makeready.model.people import invert_name

LONGEST_NAME = 100
_MOST_WORDS = 8
_HONORIFICS = {
    "dr",
    "prof",
    "professor",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "sir",
    "dame",
    "rev",
    "reverend",
    "fr",
    "hon",
}
_HONORIFICS |= {"lord", "lady", "herr", "frau", "mme"}
_SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "phd", "md", "mfa", "ma", "ba", "msc", "dphil", "esq", "obe", "mbe", "cbe"}
_PARTICLES = {"van", "von", "der", "den", "de", "del", "della", "da", "dos", "das", "di", "du", "la", "le", "los", "al"}
_PARTICLES |= {"el", "bin", "ibn", "ter", "ten", "zu", "zur", "af", "av", "y", "e", "st", "st."}
_ACCOUNTS = {
    "admin", "administrator", "anonymous", "anon", "author", "contributor", "contributors", "editor", "editors",
    "editorial", "guest", "moderator", "newsroom", "post author", "root", "site admin", "staff", "system", "team",
    "test", "unknown", "user", "webmaster", "webteam", "wordpress", "guest author", "guest contributor", "guest post",
    "guest writer", "deleted user", "redaktion", "redaction", "various", "n/a", "none", "default",
}  # fmt: skip
_ACCOUNT_WORDS = {"admin", "administrator", "editorial", "editors", "newsroom", "staff", "team", "webmaster", "desk"}
_ADDRESS = late_pattern(r"://|www\.|@|\.(?:com|org|net|info|co|io|de|uk)\b", re.IGNORECASE)
_WORD = late_pattern(r"[^\W\d_][\w'’.\-‐‑]*", re.UNICODE)
_SPLIT = late_pattern(r"\s*(?:,\s*(?:and|&)\s+|;\s*|\s+(?:and|&)\s+|,\s+)\s*")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is shown, and as a catalogue files it."""

    shown: str
    sort: str


def read_name(text: str) -> Name | None:
    """Return the name in `text`, turned round where it is filed ("Potter, Ann"), or None where it is none.

    A text with more than one comma, with a figure or markup in it, or longer than names are, is no name.
    """
    plain = re.sub(r"^(?:by|von|par)[: ]\s*", "", text.strip(), flags=re.IGNORECASE).strip(" ,;|")
    if not plain or len(plain) > LONGEST_NAME or re.search(r"[<>{}\[\]|/\\\"=]|\d", plain) or _ADDRESS.search(plain):
        return None
    words = plain.split()
    if len(words) > _MOST_WORDS or not any(c.isalpha() for c in plain):
        return None
    head, comma, tail = plain.partition(",")
    if not comma:
        return Name(plain, _file_name(plain))
    tail = tail.strip()
    if "," in tail or not tail:
        return None
    if _key(tail) in _SUFFIXES:
        return Name(plain, _file_name(head))
    if len(head.split()) > 1 and len(tail.split()) > 1 and head.split()[0] not in _PARTICLES:
        return None
    return Name(f"{tail} {head}", plain)


def _file_name(name: str) -> str:
    """Return `name` as it is filed: without honorifics before it and degrees behind it."""
    words = name.split()
    while len(words) > 2 and _key(words[0]) in _HONORIFICS:
        words.pop(0)
    if len(words) == 2 and _key(words[0]) in _HONORIFICS:
        return words[1]
    while len(words) > 2 and _key(words[-1]) in _SUFFIXES:
        words.pop()
    return invert_name(" ".join(words).rstrip(","))


def _key(word: str) -> str:
    return word.replace(".", "").strip(",").casefold()


def read_names(text: str) -> tuple[Name, ...]:
    """Return the names that a phrase lists: "A", "A and B", "A, B and C"; nothing where a part is no name.

    The commas of a phrase divide names; "Potter, Ann" alone is one name that is filed.
    """
    whole = text.strip().rstrip(".") if not _ends_with_initial(text) else text.strip()
    if len(whole) > LONGEST_NAME * 6:
        return ()
    parts = [part for part in _SPLIT.split(whole) if part]
    joined: list[str] = []
    for part in parts:
        if joined and _key(part) in _SUFFIXES:
            joined[-1] = f"{joined[-1]}, {part}"
        else:
            joined.append(part)
    names = [read_name(part) for part in joined]
    return tuple(name for name in names if name) if all(names) else ()


def _ends_with_initial(text: str) -> bool:
    return bool(re.search(r"(?:\b\w|\bJr|\bSr)\.$", text.strip()))


def take_names(text: str, start: int = 0) -> tuple[str, int]:
    """Return the longest phrase of names that begins at `start`, and where it ends: "Ann Potter and Ben Kiln".

    Words count as names' while they begin with a capital, are initials, particles or honorifics.
    """
    at, end, names = start, start, 0
    while True:
        stop = _take_one(text, at)
        if stop is None:
            break
        end, names = stop, names + 1
        joint = re.match(r",\s+(?:and|&)\s+|\s+(?:and|&)\s+|,\s+", text[end : end + 12])
        if joint is None or names >= 20:
            break
        at = end + joint.end()
    return text[start:end], end


def _take_one(text: str, at: int) -> int | None:
    """Return where the name ends that begins at `at`, or None."""
    end, capitals, count = at, 0, 0
    while count < _MOST_WORDS:
        word = _WORD.match(text, at)
        if word is None:
            break
        plain = word[0]
        if not is_name_word(plain):
            # "St." and initials keep their full stop; another word that ends with one ends the sentence.
            break
        closes = plain.endswith(".") and not _is_abbreviation(plain)
        stop = word.end() - (1 if closes else 0)
        if plain[0].isupper():
            end, capitals = stop, capitals + 1
        count += 1
        if closes or text[stop : stop + 1] not in (" ", "\u00a0"):
            break
        at = stop + 1
    return end if capitals else None


def is_name_word(word: str) -> bool:
    """Return True for a word that a name may hold: one with a capital, or a particle."""
    return word[0].isupper() or word.casefold() in _PARTICLES or word.startswith(("d'", "d’"))


def _is_abbreviation(word: str) -> bool:
    bare = word[:-1]
    return (
        len(bare) == 1
        or bare.casefold() in _HONORIFICS | _SUFFIXES | {"st"}
        or bool(re.fullmatch(r"(?:\w\.)+\w", bare))
    )


def is_web_address(text: str) -> bool:
    """Return True for an address of the web or of mail, which names nobody."""
    return bool(_ADDRESS.search(text)) and " " not in text.strip()


def is_account(name: str) -> bool:
    """Return True for an account's or an office's name, which tells nobody's: "admin", "Web Staff", "jt_88"."""
    plain = fold_text(name).removeprefix("the ")
    words = plain.split()
    if plain in _ACCOUNTS or any(word in _ACCOUNT_WORDS for word in words):
        return True
    return len(words) == 1 and (name == name.lower() or bool(re.search(r"[\d_]", name))) and name.isascii()


def fold_name(name: str) -> tuple[str, ...]:
    """Return the words of a name as they are compared: given names first, no honorifics, degrees, marks or stops."""
    read = read_name(name)
    shown = read.shown if read else name
    decomposed = unicodedata.normalize("NFKD", shown.casefold().replace("’", "'"))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    words = [w for w in re.split(r"[\s,]+|(?<=\w)\.(?=\w)", plain) if w]
    bare = [w.strip(".'") for w in words]
    kept = [w for w in bare if w and w not in _HONORIFICS and w not in _SUFFIXES]
    return tuple(kept or bare)


def same_person(one: str, other: str) -> bool:
    """Return True where two names can be one person's: the last word is the same, given names agree or are initials."""
    first, second = fold_name(one), fold_name(other)
    if first == second:
        return True
    if len(first) < 2 or len(second) < 2 or first[-1] != second[-1]:
        return False
    shorter, longer = sorted((first[:-1], second[:-1]), key=len)
    if not _agree(shorter[0], longer[0]):
        return False
    rest = iter(longer[1:])
    return all(any(_agree(word, candidate) for candidate in rest) for word in shorter[1:])


def _agree(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def measure_name(name: str) -> int:
    """Return how much of a name is told: the letters of its words without honorifics."""
    return sum(len(word) for word in fold_name(name))
