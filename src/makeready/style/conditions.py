"""Conditions: the groups that a rule stands in go in; whether it applies in an edition comes out.

Who reads an EPUB has a screen of any size, or none, and wishes of his own: only what every reader meets is certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from makeready.model.edition import Target
from makeready.style.tokens import Token, read_tokens, serialise, split, strip

_OTHER_MEDIA = {
    Target.PDF: frozenset("screen speech tty tv projection handheld braille embossed aural".split()),
    Target.EPUB: frozenset("print tty tv projection embossed".split()),
}
_OWN_MEDIA = {Target.PDF: frozenset({"all", "print"}), Target.EPUB: frozenset({"all"})}
# Groups that order rules, or bound them to a place, and ask nothing of the reader.
_ORDERING = ("@layer",)


class Applies(StrEnum):
    """Whether a rule counts in an edition."""

    ALWAYS = "always"
    PERHAPS = "perhaps"
    NEVER = "never"


def weigh_conditions(conditions: Iterable[str], target: Target) -> Applies:
    """Return whether all conditions hold: NEVER where one cannot, PERHAPS where one depends on the reader."""
    worst = Applies.ALWAYS
    for condition in conditions:
        if condition.startswith(_ORDERING):
            continue
        found = _weigh_media(condition[len("@media") :], target) if condition.startswith("@media") else Applies.PERHAPS
        if found is Applies.NEVER:
            return found
        worst = found if found is Applies.PERHAPS else worst
    return worst


def _weigh_media(query: str, target: Target) -> Applies:
    """Return whether one of the queries holds. https://www.w3.org/TR/mediaqueries-4/#mq-list"""
    tokens = read_tokens(query)
    if not strip(tokens):
        return Applies.ALWAYS
    found = {_weigh_query(strip(part), target) for part in split(tokens)}
    return next(one for one in (Applies.ALWAYS, Applies.PERHAPS, Applies.NEVER) if one in found)


def _weigh_query(tokens: Sequence[Token], target: Target) -> Applies:
    words = serialise(tokens).lower().split()
    negated = words[:1] == ["not"]
    if words[:1] in (["not"], ["only"]):
        words = words[1:]
    if not words or words[0].startswith("("):
        return Applies.PERHAPS
    medium = words[0]
    known = medium in _OWN_MEDIA[target] or medium in _OTHER_MEDIA[target]
    if not known:
        return Applies.PERHAPS
    own = medium in _OWN_MEDIA[target]
    if len(words) == 1:
        return Applies.ALWAYS if own is not negated else Applies.NEVER
    # "not screen and (…)" may hold anywhere; "screen and (…)" only there.
    return Applies.PERHAPS if own or negated else Applies.NEVER
