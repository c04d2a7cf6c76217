"""Matching: a style and a document's tree go in; what the style sets of each element comes out, the strongest last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import cssselect2

from makeready.model.edition import Target
from makeready.style.conditions import Applies
from makeready.style.sheet import Declaration, Rule, Style, read_declarations


@dataclass(frozen=True, slots=True)
class Setting:
    """A declaration that counts for an element, its rule (None for a style attribute), and whether it does for sure."""

    declaration: Declaration
    rule: Rule | None
    certain: bool


class Matcher:
    """The rules of a style that set one of some properties, ready to be asked about elements."""

    def __init__(self, style: Style, target: Target, wants: Callable[[Declaration], bool]) -> None:
        """Take the rules of `style` that count in an edition and have a declaration that is wanted."""
        self._wants = wants
        self._matcher = cssselect2.Matcher()
        namespaces = _read_namespaces(style)
        self.is_empty = True
        for order, rule in enumerate(style.rules):
            applies = style.applies_to(rule, target)
            kept = tuple(declaration for declaration in rule.declarations if wants(declaration))
            if not kept or applies is Applies.NEVER:
                continue
            for text in rule.selectors:
                try:
                    compiled = cssselect2.compile_selector_list(text, namespaces)
                except cssselect2.SelectorError:
                    continue
                for selector in compiled:
                    if selector.pseudo_element is None:
                        self._matcher.add_selector(selector, (order, rule, kept, applies is Applies.ALWAYS))
                        self.is_empty = False

    def match(self, root: Any) -> Iterator[tuple[Any, dict[str, Setting]]]:
        """Yield the elements below and with `root` in document order, each with what is set of it, by property.

        Of several declarations of a property the strongest is kept: those that are important, then those of style
        attributes, then by specificity, then the later one. https://www.w3.org/TR/css-cascade-4/#cascade-sort
        """
        for wrapper in cssselect2.ElementWrapper.from_html_root(root).iter_subtree():
            ranked: dict[str, list[tuple[Any, Setting]]] = defaultdict(list)
            for specificity, order, _, payload in self._matcher.match(wrapper):
                place, rule, kept, certain = payload
                for number, declaration in enumerate(kept):
                    rank = (declaration.important, False, specificity, place, order, number)
                    ranked[declaration.name].append((rank, Setting(declaration, rule, certain)))
            written = wrapper.etree_element.get("style")
            if written:
                for number, declaration in enumerate(read_declarations(written)):
                    if self._wants(declaration):
                        rank = (declaration.important, True, (0, 0, 0), 0, 0, number)
                        ranked[declaration.name].append((rank, Setting(declaration, None, True)))
            yield wrapper.etree_element, {name: max(found, key=lambda one: one[0])[1] for name, found in ranked.items()}


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
