"""Direction: the tag of a language goes in; which way its writing runs comes out."""

from __future__ import annotations

# Languages that are usually written from right to left, and the scripts that are, whatever the language.
# https://www.iana.org/assignments/language-subtag-registry
_LANGUAGES = frozenset("ar arc arz ckb dv fa glk he iw lrc mzn nqo pnb prs ps sd syr ug ur yi ydd".split())
_SCRIPTS = frozenset("adlm arab aran hebr mand nkoo rohg samr syrc thaa".split())


def is_backward(language: str) -> bool:
    """Return True where text in `language` runs from right to left: a script in its tag counts before the language."""
    first, *others = language.lower().split("-")
    script = next((part for part in others if len(part) == 4 and part.isalpha()), None)
    return script in _SCRIPTS if script else first in _LANGUAGES


def name_direction(language: str) -> str:
    """Return the direction of text in `language` as the attribute `dir` names it."""
    return "rtl" if is_backward(language) else "ltr"


def write_direction(language: str) -> str:
    """Return the attribute that says so, with a blank before it, and nothing where text runs from left to right."""
    return ' dir="rtl"' if is_backward(language) else ""
