"""Unseen: a style, or all that it sets of elements, goes in; what takes the words of one from sight comes out.

Unlike in style/hiding.py, the ground is known that a colour stands on: what is set of the elements around.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from lxml import etree

from makeready.model.edition import Target
from makeready.style.colours import ALIKE, Colour, find_lightness
from makeready.style.hiding import CAUSES, COLOURS, GROUNDS, find_colour, hides, moves
from makeready.style.matching import Matcher, Setting
from makeready.style.sheet import Declaration, Style

# What is set of each element, by property (Matcher.match).
Settings = Mapping[etree._Element, Mapping[str, Setting]]
_DEFERRING = frozenset({"inherit", "currentcolor", "unset", "revert", "initial", "transparent", "none"})
_PAPER = Colour(1.0, 1.0, 1.0, 1.0)


def find_hider(element: etree._Element, settings: Settings) -> Setting | None:
    """Return what hides an element, of all that is set of it; its colour counts on the ground that it stands on."""
    own = settings.get(element)
    if not own:
        return None
    hider = find_first([element], settings)
    changed = next((own[name] for name in (*COLOURS, *GROUNDS) if name in own), None)
    if hider is not None or changed is None:
        return hider
    text, ground = _find_nearest(element, COLOURS, settings), _find_nearest(element, GROUNDS, settings)
    if text is None or not _hold_together(text, ground):
        return None
    front, back = find_colour(text.declaration.tokens), _PAPER
    if ground is not None:
        found = find_colour(ground.declaration.tokens)
        if found is None:
            return None  # a picture, or what cannot be told
        back = found if found.alpha > 0.95 else back
    if front is None or abs(_shade(front) - _shade(back)) >= ALIKE:
        return None
    return changed if is_explicit(changed.declaration) else text


def _hold_together(text: Setting, ground: Setting | None) -> bool:
    """Return True where some reader surely has both: where what depends on the reader depends on the same conditions.

    Without a ground it is the reader's own, and that is dark where the text is light.
    """
    if ground is None:
        return text.certain
    perhaps = {one.rule.conditions for one in (text, ground) if not one.certain and one.rule is not None}
    return len(perhaps) < 2


def _find_nearest(element: etree._Element, names: tuple[str, ...], settings: Settings) -> Setting | None:
    for one in (element, *element.iterancestors(etree.Element)):
        own = settings.get(one, {})
        found = next((own[name] for name in names if name in own and is_explicit(own[name].declaration)), None)
        if found is not None:
            return found
    return None


def is_explicit(declaration: Declaration) -> bool:
    """Return True for a value that says itself what is set, rather than what is set elsewhere."""
    return declaration.value.lower() not in _DEFERRING


def find_first(elements: Sequence[etree._Element], settings: Settings) -> Setting | None:
    """Return the first setting of the elements that hides their words."""
    for one in elements:
        found = settings.get(one, {})
        declarations = tuple(setting.declaration for setting in found.values())
        for setting in found.values():
            if hides(setting.declaration, declarations):
                return setting
    return None


def _shade(colour: Colour) -> float:
    return find_lightness(tuple(channel * colour.alpha + 1 - colour.alpha for channel in colour[:3]))


def find_loss(style: Style, element: etree._Element) -> Setting | None:
    """Return what the sheets set of an element, of one around it or within it, that takes words off the paper."""
    wanted = [element, *element.iterancestors(etree.Element), *element.iterdescendants(etree.Element)]
    return find_first(wanted, _match(style, CAUSES["lost"], wanted))


def find_cause(style: Style, element: etree._Element, fault: str) -> Setting | None:
    """Return what the project's own sheets set of an element, or of one around it, that explains a fault on paper.

    `fault` is a key of CAUSES of style/hiding.py.
    """
    around = [element, *element.iterancestors(etree.Element)]
    settings = _match(style.own, CAUSES.get(fault, frozenset()), around)
    likely = (setting for one in around for setting in settings.get(one, {}).values())
    return find_first(around, settings) or next(likely, None)


def is_moved(style: Style, element: etree._Element, *, inside: bool = False) -> bool:
    """Return True where the project's own sheets draw an element, or one around it, somewhere else on paper.

    What is drawn elsewhere as a whole keeps its order `inside`: there it counts what is set of elements in it, and what
    turns a whole round.
    """
    around = [element, *element.iterancestors(etree.Element)]
    if not inside:
        return bool(_match(style.own, None, around))
    within = list(element.iterdescendants(etree.Element))
    return bool(_match(style.own, _TURNING, around) or (within and _match(style.own, None, within)))


# The order of lines, and of words in a line, changes with these.
_TURNING = frozenset("transform rotate direction flex-direction flex-flow flex-wrap".split())


def _match(style: Style, names: frozenset[str] | None, elements: list[etree._Element]) -> Settings:
    """Return what is set on paper of some elements of one document; see prepare."""
    return dict(prepare(style, Target.PDF, names).match(elements[0].getroottree().getroot(), set(elements)))


@lru_cache(maxsize=32)
def prepare(style: Style, target: Target, names: frozenset[str] | None) -> Matcher:
    """Return what finds the settings of some properties, or of those that move a block."""
    return Matcher(style, target, moves if names is None else lambda declaration: declaration.name in names)
