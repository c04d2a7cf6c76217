"""Which face each word may be set in: CSS and elements go in; families, styles and weights come out.

It answers one question only: which faces to embed. So it may err by naming a face too many, never one too few: a rule
whose selector it does not weigh in full (attributes, siblings, pseudo-classes, media) counts as one that may apply.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from makeready.model.edition import Target
from makeready.style.conditions import Applies
from makeready.style.families import read_font, read_own_families, read_slant, read_weight
from makeready.style.selectors import Compound, read_selector
from makeready.style.sheet import Rule, Style
from makeready.style.tokens import walk

_ITALIC_TAGS = frozenset("em i cite dfn var address".split())
_BOLD_TAGS = frozenset("strong b th h1 h2 h3 h4 h5 h6".split())
_CODE_TAGS = frozenset("code pre kbd samp tt".split())


class Setting(NamedTuple):
    """What a run of text is set in: the families in order of preference, "normal" or "italic", the weight."""

    families: tuple[str, ...]
    style: str
    weight: int


class _Rule(NamedTuple):
    subject: Compound
    ancestors: tuple[Compound, ...]
    certain: bool
    rank: tuple[int, int, int]
    families: tuple[str, ...] | None
    style: str | None
    weight: int | None


# Places that one cascade remembers: a process may build many books of one style sheet.
_MOST_PLACES = 10_000

Settings = frozenset[Setting]
Path = tuple[tuple[str, frozenset[str]], ...]


class Place(NamedTuple):
    """Where an element stands: what it may be set in, and the tags and classes down to it, its own last."""

    settings: Settings
    path: Path


INITIAL = Place(frozenset({Setting((), "normal", 400)}), ())


@lru_cache(maxsize=8)
def read_cascade(style: Style) -> Cascade:
    """Return the font rules of a style sheet, read once however often they are asked for."""
    return Cascade(style)


class Cascade:
    """The font rules of a style sheet, ready to be asked about elements."""

    def __init__(self, style: Style) -> None:
        """Take the rules that bear on fonts."""
        self.added_text: set[str] = set()
        self.changes_case = False
        self._rules: list[_Rule] = []
        self._cache: dict[tuple[Place, str, str], Place] = {}
        for rule in style.rules:
            # A reading system may print: what is for paper only may apply, like any other condition.
            self._add(rule, style.applies_to(rule, Target.EPUB) is Applies.ALWAYS)
        self._rules.sort(key=lambda rule: rule.rank)

    def settle(self, parent: Place, tag: str, classes: str) -> Place:
        """Return the place of an element, given its parent's, its tag and its class attribute."""
        key = (parent, tag, classes)
        found = self._cache.get(key)
        if found is None:
            if len(self._cache) >= _MOST_PLACES:
                self._cache.clear()
            path = (*parent.path, (tag, frozenset(classes.split())))
            found = self._cache[key] = Place(self._compute(parent.settings, path), path)
        return found

    def _compute(self, parent: Settings, path: Path) -> Settings:
        settings = set(parent)
        tag = path[-1][0]
        if tag in _ITALIC_TAGS:
            settings = {s._replace(style="italic") for s in settings}
        if tag in _BOLD_TAGS:
            settings = {s._replace(weight=700) for s in settings}
        if tag in _CODE_TAGS:
            settings = {s._replace(families=("monospace",)) for s in settings}
        for rule in self._rules:
            if _matches(rule, path):
                changed = {_apply(rule, s) for s in settings}
                settings = changed if rule.certain else settings | changed
        return frozenset(settings)

    def _add(self, rule: Rule, certain: bool) -> None:
        families, style, weight = None, None, None
        for one in rule.declarations:
            if one.name == "font-family":
                families = read_own_families(one.tokens)
            elif one.name == "font-style":
                style = read_slant(one.tokens)
            elif one.name == "font-weight":
                weight = read_weight(one.tokens)
            elif one.name == "font":
                families, style, weight = read_font(one.tokens) or (None, None, None)
            elif one.name == "content":
                # With the names in it, which have digits and letters that counters and attributes may show.
                self.added_text.update(one.value, *(t.value for t in walk(one.tokens) if t.type == "string"))
            elif one.name in ("text-transform", "font-variant", "font-variant-caps") and one.value.lower() != "none":
                self.changes_case = True
        if families is None and style is None and weight is None:
            return
        for selector in rule.selectors:
            compounds = read_selector(selector)
            if not compounds:
                continue
            rank = (*_weigh(compounds), len(self._rules))
            if selector.lower() == ":root":
                compounds = (Compound("", "html", frozenset()),)
            # What stands before a sibling is no ancestor.
            first = max((i for i, one in enumerate(compounds) if one.combinator in ("+", "~", "||")), default=0)
            whole = not first and not any(one.ids or one.others or one.element for one in compounds)
            read = _Rule(compounds[-1], compounds[first:-1], certain and whole, rank, families, style, weight)
            self._rules.append(read)


def _weigh(compounds: tuple[Compound, ...]) -> tuple[int, int]:
    """Return a rough specificity."""
    strength = sum(100 * one.ids + one.others + len(one.classes) for one in compounds)
    return strength, sum(one.tag is not None for one in compounds)


def _matches(rule: _Rule, path: Path) -> bool:
    """Return True where the subject and the ancestors of the rule are those of the element, as far as they are told."""
    if not _fits(rule.subject, path[-1]):
        return False
    place, below = len(path) - 1, rule.subject
    for compound in reversed(rule.ancestors):
        place -= 1
        if below.combinator == ">":
            if place < 0 or not _fits(compound, path[place]):
                return False
        else:
            while place >= 0 and not _fits(compound, path[place]):
                place -= 1
            if place < 0:
                return False
        below = compound
    return True


def _fits(compound: Compound, element: tuple[str, frozenset[str]]) -> bool:
    return compound.tag in (None, element[0]) and compound.classes <= element[1]


def _apply(rule: _Rule, setting: Setting) -> Setting:
    return Setting(
        setting.families if rule.families is None else rule.families,
        rule.style or setting.style,
        rule.weight or setting.weight,
    )
