"""Colours: a role such as "error" and its words go in; the words, coloured or plain, come out."""

from __future__ import annotations

from makeready.dataclass import dataclass

# SGR parameters, ECMA-48 § 8.3.117: bold, dim and the eight colours that every terminal has, no more.
_STYLES = {
    "error": "1;31",
    "warning": "1;33",
    "advice": "1;36",
    "note": "1;36",
    "help": "1;32",
    "gutter": "1;34",
    "strong": "1",
    "faint": "2",
    "good": "32",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Colours words where `colour` is on, and leaves them as they are otherwise."""

    colour: bool = False

    def paint(self, role: str, words: str) -> str:
        """Return `words` in the style of `role`; KeyError for a role that there is not."""
        style = _STYLES[role]
        return f"\x1b[{style}m{words}\x1b[0m" if self.colour and words else words
