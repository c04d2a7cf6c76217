"""Matching: a style and a document's tree go in; what the style sets of each element comes out, the strongest last."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import Any

import cssselect2

from makeready.dataclass import dataclass
from makeready.model.edition import Target
from makeready.style import late_selectors  # noqa: F401 - before cssselect2 reads one
from makeready.style.conditions import Applies
from makeready.style.selectors import read_selector
from makeready.style.sheet import Declaration, Rule, Style, read_declarations


@dataclass(frozen=True, slots=True)
class Setting:
    """A declaration that counts for an element, its rule (None for a style attribute), and whether it does for sure."""

    declaration: Declaration
    rule: Rule | None
    certain: bool

    def __str__(self) -> str:
        """Return the declaration with its selectors, and the sheet and line where it stands."""
        told = f"{self.declaration.name}: {self.declaration.value}"
        if self.rule is None:
            return f"style=“{told}”"
        return f"{', '.join(self.rule.selectors)} {{ {told} }} ({self.rule.sheet}:{self.declaration.line})"


# What settings are compared by (important, of a style attribute, layer, specificity, rule, place in it), and one.
_Ranked = tuple[tuple[Any, ...], Setting]
_WITHIN = frozenset({"", " ", ">"})


class Matcher:
    """The rules of a style that set one of some properties, ready to be asked about elements."""

    def __init__(self, style: Style, target: Target, wants: Callable[[Declaration], bool]) -> None:
        """Take the rules of `style` that count in an edition and have a declaration that is wanted."""
        self._wants = wants
        self._matcher = cssselect2.Matcher()
        # Selectors that tell an element by a class around it (".x p"), by that class.
        self._within: dict[str, cssselect2.Matcher] = {}
        namespaces = _read_namespaces(style)
        for selector, settings in self._collect(style, target).items():
            try:
                compiled = cssselect2.compile_selector_list(selector, namespaces)
            except cssselect2.SelectorError:
                continue
            key = _find_class_around(selector)
            matcher = self._matcher if key is None else self._within.setdefault(key, cssselect2.Matcher())
            for one in compiled:
                if one.pseudo_element is None:
                    matcher.add_selector(one, tuple(settings.values()))

    def _collect(self, style: Style, target: Target) -> dict[str, dict[str, _Ranked]]:
        """Return the strongest setting of each property by each selector: sheets repeat their selectors."""
        found: dict[str, dict[str, _Ranked]] = {}
        for place, rule in enumerate(style.rules):
            kept = [(number, one) for number, one in enumerate(rule.declarations) if self._wants(one)]
            applies = style.applies_to(rule, target) if kept else Applies.NEVER
            if applies is Applies.NEVER:
                continue
            layer = style.find_layer(rule)
            for selector in rule.selectors:
                settings = found.setdefault(selector, {})
                for number, one in kept:
                    setting = Setting(one, rule, applies is Applies.ALWAYS)
                    _keep_strongest(
                        settings,
                        (one.important, False, -layer if one.important else layer, (0, 0, 0), place, number),
                        setting,
                    )
        return found

    def match(self, root: Any, wanted: Container[Any] | None = None) -> Iterator[tuple[Any, dict[str, Setting]]]:
        """Yield the elements below and with `root` in document order, each with what is set of it, by property.

        Those of which nothing is set are left out, and those that are not `wanted` where that is told. Of several
        declarations of a property the strongest is kept: those that are important, then those of style attributes,
        then by layer, by specificity, and the later one. https://www.w3.org/TR/css-cascade-4/#cascade-sort
        """
        for wrapper in cssselect2.ElementWrapper.from_html_root(root).iter_subtree():
            element = wrapper.etree_element
            if wanted is not None and element not in wanted:
                continue
            ranked: dict[str, _Ranked] = {}
            matchers = [self._matcher]
            if self._within:
                around = {name for one in (wrapper, *wrapper.ancestors) for name in one.classes}
                matchers += [self._within[name] for name in around if name in self._within]
            for specificity, _, _, settings in (found for matcher in matchers for found in matcher.match(wrapper)):
                for rank, setting in settings:
                    _keep_strongest(ranked, (*rank[:3], specificity, *rank[4:]), setting)
            written = element.get("style")
            for number, one in enumerate(read_declarations(written) if written else ()):
                if self._wants(one):
                    _keep_strongest(ranked, (one.important, True, 0, (0, 0, 0), 0, number), Setting(one, None, True))
            if ranked:
                yield element, {name: setting for name, (_, setting) in ranked.items()}


def _find_class_around(selector: str) -> str | None:
    """Return a class that something around an element has where a selector finds it, and it itself has none."""
    compounds = read_selector(selector)
    if not compounds or any(one.combinator not in _WITHIN for one in compounds):
        return None
    *around, last = compounds
    if last.classes or last.ids:
        return None
    return next((name for one in reversed(around) for name in sorted(one.classes)), None)


def _keep_strongest(ranked: dict[str, _Ranked], rank: tuple[Any, ...], setting: Setting) -> None:
    name = setting.declaration.name
    if name not in ranked or ranked[name][0] < rank:
        ranked[name] = (rank, setting)


def _read_namespaces(style: Style) -> dict[str | None, str]:
    namespaces: dict[str | None, str] = {}
    for rule in style.at_rules:
        if rule.name != "namespace":
            continue
        names = [token.value for token in rule.tokens if token.type == "ident"]
        addresses = [token.value for token in rule.tokens if token.type in ("string", "url")]
        addresses += [
            inner.value for token in rule.tokens if token.type == "function" for inner in token.arguments
            if inner.type == "string"
        ]  # fmt: skip
        if addresses:
            namespaces[names[0] if names else None] = addresses[0]
    return namespaces
