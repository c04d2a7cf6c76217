"""Conditions: the groups that a rule stands in go in; whether it applies in an edition comes out.

Who reads an EPUB has a screen of any size, or none, and wishes of his own: only what every reader meets is certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from makeready.model.edition import Target
from makeready.style.tokens import Token, read_tokens, serialise, split, strip

# What no reading system is; a screen it is often, but not always.
_OTHER_MEDIA = frozenset("print tty tv projection embossed".split())
# What paper never is, whatever else it is.
_SCREEN_FEATURES = (
    "prefers-color-scheme:dark", "forced-colors:active", "inverted-colors:inverted", "hover:hover", "any-hover:hover",
    "pointer:fine", "pointer:coarse", "any-pointer:fine", "any-pointer:coarse", "update:fast", "update:slow",
)  # fmt: skip
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
        if condition.startswith("@media"):
            parts = [strip(part) for part in split(read_tokens(condition[len("@media") :]))]
            found = _weigh_on_paper(parts) if target is Target.PDF else _weigh_on_screens(parts)
        else:
            # The page engine leaves out the groups that it does not know.
            found = Applies.NEVER if target is Target.PDF else Applies.PERHAPS
        if found is Applies.NEVER:
            return found
        worst = found if found is Applies.PERHAPS else worst
    return worst


def is_for_screens(condition: str) -> bool:
    """Return True for an @media that no paper ever meets: for other media, or for what only a screen is or does."""
    if not condition.startswith("@media"):
        return False
    queries = [serialise(strip(part)).split() for part in split(read_tokens(condition[len("@media") :]))]
    return all(map(_is_for_screen, queries))


def _is_for_screen(words: list[str]) -> bool:
    if words[:1] == ["not"]:
        return words[1:] in (["all"], ["print"])
    words = words[1:] if words[:1] == ["only"] else words
    if words and words[0][0].isalpha() and words[0] not in ("all", "print"):
        return True
    # With "or" or "not", the other half may hold on paper.
    told = "".join(words)
    return not {"or", "not"} & set(words) and any(f"({feature})" in told for feature in _SCREEN_FEATURES)


def _weigh_on_paper(queries: Sequence[Sequence[Token]]) -> Applies:
    """Return whether the page engine, which knows media only, follows one of the queries; any other spoils them all."""
    if queries == [[]]:
        return Applies.ALWAYS
    first = queries[0]
    if first and first[0].type == "ident" and first[0].lower_value == "only":
        queries = [strip(first[1:]), *queries[1:]]
    if any([token.type for token in query] != ["ident"] for query in queries):
        return Applies.NEVER
    return Applies.ALWAYS if any(query[0].lower_value in ("all", "print") for query in queries) else Applies.NEVER


def _weigh_on_screens(queries: Sequence[Sequence[Token]]) -> Applies:
    """Return whether a reading system follows one of the queries. https://www.w3.org/TR/mediaqueries-4/#mq-list"""
    if queries == [[]]:
        return Applies.ALWAYS
    found = {_weigh_on_screen(query) for query in queries}
    return next(one for one in (Applies.ALWAYS, Applies.PERHAPS, Applies.NEVER) if one in found)


def _weigh_on_screen(query: Sequence[Token]) -> Applies:
    words = serialise(query).lower().split()
    negated = words[:1] == ["not"]
    if words[:1] in (["not"], ["only"]):
        words = words[1:]
    if not words or (words[0] != "all" and words[0] not in _OTHER_MEDIA):
        return Applies.PERHAPS
    own = words[0] == "all"
    if len(words) == 1:
        return Applies.ALWAYS if own is not negated else Applies.NEVER
    # "not print and (…)" may hold anywhere; "print and (…)" nowhere here.
    return Applies.PERHAPS if own or negated else Applies.NEVER
