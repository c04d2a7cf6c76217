"""People and their parts in a work: names and MARC relator codes go in; contributors come out."""

from __future__ import annotations

from makeready.dataclass import dataclass
from makeready.findings.span import Span

# MARC relators whose bearers made the words: these are dc:creator. All others are dc:contributor.
# https://www.loc.gov/marc/relators/relaterm.html
CREATOR_ROLES = frozenset({"aut", "cre", "abr", "adp", "com", "lbt", "lyr", "cmp", "aui", "aus", "dub"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """A person or body with a part in a work.

    `sort_name` is the name as a catalogue files it ("Speckhard, Anne"); `roles` are MARC relator codes;
    `identifiers` are (scheme, value) pairs such as ("orcid", "0000-0002-1825-0097"); `about` says in a phrase
    who it is.
    """

    name: str
    sort_name: str
    roles: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    about: str | None = None
    span: Span | None = None

    @property
    def is_creator(self) -> bool:
        """Return True where a role says that this contributor made the words."""
        return any(role in CREATOR_ROLES for role in self.roles)


_SUFFIXES = frozenset("jr jnr sr snr ii iii iv esq phd md obe".split())


def invert_name(name: str) -> str:
    """Return a personal name as a catalogue files it: "Anne Speckhard" gives "Speckhard, Anne".

    A name of one word, and one that has a comma already, stays. What tells a son from his father, or a degree, goes to
    the end: "Martin Luther King Jr." gives "King, Martin Luther, Jr.". It is a fallback: particles ("van", "de la") and
    family names that come first need a `sort_name` from the author.
    """
    words = name.split()
    suffix = ""
    if len(words) > 1 and words[-1].rstrip(".").replace(".", "").casefold() in _SUFFIXES:
        suffix = f", {words.pop()}"
        words[-1] = words[-1].rstrip(",")
    if len(words) < 2 or "," in " ".join(words):
        return name
    return f"{words[-1]}, {' '.join(words[:-1])}{suffix}"
